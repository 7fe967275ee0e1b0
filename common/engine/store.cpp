#include "common/engine/store.hpp"

#include "common/engine/question.hpp"

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

const std::string& Asked::at(const std::string& name) const {
    static const std::string kNone;
    const auto found = parameters.find(name);
    return found == parameters.end() ? kNone : found->second;
}

}  // namespace branchline::engine
