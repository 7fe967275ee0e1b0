// A note on a vehicle that several people edit: the record in which every merge kind can be seen.
// Two branches may write text and tags; the branch that made the note owns its title; the importer
// locks and answers it.

#include "common/domain/module.hpp"
#include "common/domain/notes/rules.hpp"
#include "common/schema/words.hpp"

namespace branchline::notes {

using namespace schema::words;

constexpr Field kNoteFields[] = {
    {1,  "branch",      key("org.branch"), author, own,      required | once, "Branch"       },
    {2,  "title",       text,              author, own,      required,        "Title"        },
    {3,  "text",        long_text,         dealer, lww,      optional,        "Text"         },
    {4,  "tags",        text,              dealer, set,      optional,        "Tags"         },
    {5,  "status",      text,              flow,   state,    required,        "Status"       },
    {6,  "odometer_km", integer,           dealer, max,      optional,        "Odometer"     },
    {7,  "stop_sale",   flag,              dealer, restrict, optional,        "Stop sale"    },
    {8,  "locked",      flag,              hub,    own,      optional,        "Locked"       },
    {9,  "answer",      long_text,         hub,    own,      optional,        "Answer"       },
    {10, "reference",   text,              dealer, own,      optional | once, "Reference"    },
    {11, "noticed_on",  date,              dealer, min,      optional,        "First noticed"},
};

constexpr Transition kNoteFlow[] = {
    {"",          "draft",     schema::Side::either, "create",   0x0301},
    {"draft",     "submitted", schema::Side::node,   "submit",   0x0302},
    {"submitted", "draft",     schema::Side::node,   "withdraw", 0x0303},
    {"submitted", "approved",  schema::Side::hub,    "approve",  0x0304},
    {"submitted", "declined",  schema::Side::hub,    "decline",  0x0305},
    {"draft",     "cancelled", schema::Side::node,   "cancel",   0x0306},
};

constexpr Entity kNote{
    .id = 0x0301,
    .name = "notes.note",
    .collection = "notes",
    .fields = kNoteFields,
    .flow = kNoteFlow,
};
static_assert(is_well_formed(kNote));

// A drive is a fact: it is written once by the branch that lent the car.
constexpr Field kTestDriveFields[] = {
    {1, "branch",      key("org.branch"), author, own, required | once, "Branch"  },
    {2, "vehicle",     text,              author, own, required | once, "Vehicle" },
    {3, "distance_km", integer,           author, own, optional | once, "Distance"},
};

constexpr Entity kTestDrive{
    .id = 0x0302,
    .name = "notes.test_drive",
    .collection = "test-drives",
    .fields = kTestDriveFields,
};
static_assert(is_well_formed(kTestDrive));

constexpr const Entity* kEntities[] = {&kNote, &kTestDrive};

domain::Module module() {
    return {"notes", kEntities, rules()};
}

}  // namespace branchline::notes
