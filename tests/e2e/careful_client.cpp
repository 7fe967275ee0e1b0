#include "tests/e2e/careful_client.hpp"

#include <thread>

namespace branchline::e2e {

namespace {

constexpr Milliseconds kRetryEvery{5};

}  // namespace

std::optional<std::string> CarefulClient::confirm(const std::string& method,
                                                  const std::string& target,
                                                  const std::string& body,
                                                  const std::string& key) {
    Fields fields{
        {"Idempotency-Key", key}
    };
    if (method == "PATCH") fields.emplace_back("If-Match", "*");
    const SystemClock clock;
    const Milliseconds until = clock.monotonic() + kWaitMax;
    while (clock.monotonic() < until) {
        const auto answer = daemon_.request(method, target, body, fields);
        if (answer && answer->status < 300) {
            ++confirmed_;
            return answer->body;
        }
        // Nobody there, or about to end: the request may or may not have been carried out.
        if (answer && answer->status != 503) return complain(answer->body);
        std::this_thread::sleep_for(kRetryEvery);
    }
    return complain("the daemon has not come back");
}

Words CarefulClient::complaints() const {
    const std::lock_guard lock(mutex_);
    return complaints_;
}

std::nullopt_t CarefulClient::complain(const std::string& what) {
    const std::lock_guard lock(mutex_);
    complaints_.push_back(what);
    return std::nullopt;
}

std::string id_in(const std::string& record) {
    return record.substr(record.find("\"id\":\"") + 6, 32);
}

std::map<std::string, std::vector<Json>> notes_of(const Daemon& daemon) {
    std::map<std::string, std::vector<Json>> out;
    std::string target = "/api/v1/notes?limit=500";
    for (;;) {
        const Json page = daemon.get(target);
        for (const Json& item : page["items"]) {
            out[item["data"]["title"].get<std::string>()].push_back(item);
        }
        if (page["next"].is_null()) return out;
        target = "/api/v1/notes?limit=500&after=" + page["next"].get<std::string>();
    }
}

}  // namespace branchline::e2e
