#include "common/engine/store.hpp"

namespace branchline::engine {

std::string_view name_of(Progress progress) {
    switch (progress) {
        case Progress::local: return "local";
        case Progress::sent: return "sent";
        case Progress::received: return "received";
        case Progress::accepted: return "accepted";
        case Progress::rejected: return "rejected";
    }
    return "local";
}

}  // namespace branchline::engine
