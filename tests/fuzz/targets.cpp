#include "tests/fuzz/properties.hpp"

namespace branchline::fuzz {

std::span<const Target> targets() {
    static constexpr Target kTargets[] = {
        {"body",        check_body       },
        {"certificate", check_certificate},
        {"csv",         check_csv        },
        {"entry",       check_entry      },
        {"frame",       check_frame      },
        {"id_token",    check_id_token   },
        {"manifest",    check_manifest   },
        {"query",       check_query      },
        {"receive",     check_receive    },
        {"run",         check_run        },
        {"token",       check_token      },
    };
    return kTargets;
}

}  // namespace branchline::fuzz
