// What an edit of a note may not do.
#include "common/domain/notes/rules.hpp"

#include "common/domain/vehicles/rules.hpp"

namespace branchline::notes {

namespace {

using engine::Proposal;

/// A branch that is cut off cannot know of a lock, so this mostly decides at the hub.
bool changes_locked_text(const Proposal& edit) {
    return engine::is_true(edit.before_of("locked")) && edit.written("text") != nullptr;
}

bool is_untitled(const Proposal& edit) {
    const std::string* title = engine::text_of(edit.written("title"));
    return title != nullptr && title->find_first_not_of(' ') == std::string::npos;
}

constexpr engine::Rule kRules[] = {
    {.entity = "notes.note",
     .code = "UNTITLED",
     .text = "a note needs a title",
     .remedy = "enter a title",
     .breaks = is_untitled                       },
    {.entity = "notes.note",
     .code = "NOTE_LOCKED",
     .text = "the importer has locked the text of this note",
     .remedy = "write a new note, or ask the importer to unlock this one",
     .breaks = changes_locked_text               },
    {.entity = "notes.note",
     .code = "ODOMETER_IMPLAUSIBLE",
     .text = vehicles::kOdometerText,
     .remedy = vehicles::kOdometerRemedy,
     .breaks = vehicles::has_implausible_odometer},
};

}  // namespace

std::span<const engine::Rule> rules() {
    return kRules;
}

}  // namespace branchline::notes
