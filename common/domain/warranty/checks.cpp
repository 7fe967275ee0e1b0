#include "common/domain/warranty/checks.hpp"

#include "common/domain/warranty/approvals.hpp"
#include "common/domain/warranty/claim_checks.hpp"
#include "common/domain/warranty/kind_checks.hpp"
#include "common/domain/warranty/line_checks.hpp"
#include "common/domain/warranty/pattern_checks.hpp"

namespace branchline::warranty {

namespace {

constexpr Check kChecks[] = {
    {"W01", "vin",              ask_vin          },
    {"W02", "brand",            ask_authorisation},
    {"W03", "failure_on",       ask_in_service   },
    {"W04", "failure_on",       ask_time         },
    {"W05", "odometer_km",      ask_distance     },
    {"W06", "odometer_km",      ask_odometer     },
    {"W07", "submitted_on",     ask_submission   },
    {"W08", "job",              ask_duplicate    },
    {"W09", "complaint_code",   ask_causes       },
    {"W10", "claimed",          ask_operations   },
    {"W11", "claimed",          ask_included     },
    {"W12", "claimed",          ask_rate         },
    {"W13", "claimed",          ask_price        },
    {"W14", "vin",              ask_fit          },
    {"W15", "failure_on",       ask_wear         },
    {"W16", "approval",         ask_approval     },
    {"W17", "trouble_codes",    ask_evidence     },
    {"W18", "campaign",         ask_campaign     },
    {"W19", "vin",              ask_block        },
    {"W20", "kind",             ask_goodwill     },
    {"W21", "original_invoice", ask_part_sale    },
    {"W22", "claimed",          ask_sublet       },
    {"W23", "component",        ask_repeat       },
    {"W24", "operation",        ask_technician   },
    {"W25", "branch",           ask_statistics   },
};

}  // namespace

std::span<const Check> checks() {
    return kChecks;
}

}  // namespace branchline::warranty
