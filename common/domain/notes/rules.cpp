// What an edit of a note may not do.
#include "common/domain/notes/rules.hpp"

namespace branchline::notes {

namespace {

using engine::Proposal;

constexpr std::int64_t kOdometerMax = 3'000'000;  // km; no car on record has reached it.

/// A branch that is cut off cannot know of a lock, so this mostly decides at the hub.
bool changes_locked_text(const Proposal& edit) {
    const schema::Value* locked = edit.before_of("locked");
    if (locked == nullptr || *locked != schema::Value(true)) return false;
    return edit.written("text") != nullptr;
}

bool is_implausible(const Proposal& edit) {
    const schema::Value* written = edit.written("odometer_km");
    const auto* km = written == nullptr ? nullptr : std::get_if<std::int64_t>(written);
    return km != nullptr && (*km < 0 || *km > kOdometerMax);
}

bool is_untitled(const Proposal& edit) {
    const schema::Value* written = edit.written("title");
    const auto* title = written == nullptr ? nullptr : std::get_if<std::string>(written);
    return title != nullptr && title->find_first_not_of(' ') == std::string::npos;
}

constexpr engine::Rule kRules[] = {
    {.entity = "notes.note",
     .code = "UNTITLED",
     .text = "a note needs a title",
     .remedy = "enter a title",
     .breaks = is_untitled        },
    {.entity = "notes.note",
     .code = "NOTE_LOCKED",
     .text = "the importer has locked the text of this note",
     .remedy = "write a new note, or ask the importer to unlock this one",
     .breaks = changes_locked_text},
    {.entity = "notes.note",
     .code = "ODOMETER_IMPLAUSIBLE",
     .text = "no vehicle has such a reading",
     .remedy = "read the odometer again",
     .breaks = is_implausible     },
};

}  // namespace

std::span<const engine::Rule> rules() {
    return kRules;
}

}  // namespace branchline::notes
