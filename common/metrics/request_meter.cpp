#include "common/metrics/request_meter.hpp"

namespace branchline::metrics {

void RequestMeter::count(std::string_view method,
                         std::string_view route,
                         int status,
                         Milliseconds time) {
    const std::lock_guard lock(mutex_);
    ++answers_[{std::string(method), std::string(route), status}];
    Times& times = times_[{std::string(method), std::string(route)}];
    for (std::size_t i = 0; i < kBounds.size(); ++i) {
        if (time <= kBounds[i]) ++times.within[i];
    }
    ++times.count;
    times.sum += time;
}

void RequestMeter::write(Exposition& out) const {
    const std::lock_guard lock(mutex_);
    out.counter("branchline_http_requests_total", "Requests answered, by route and status.");
    for (const auto& [key, count] : answers_) {
        const auto& [method, route, status] = key;
        out.sample(
            {
                {"method", method                },
                {"route",  route                 },
                {"status", std::to_string(status)}
        },
            count);
    }
    out.histogram("branchline_http_request_seconds", "Time from a request to its answer.");
    for (const auto& [row, times] : times_) {
        Labels labels = {
            {"method", row.first },
            {"route",  row.second}
        };
        for (std::size_t i = 0; i < kBounds.size(); ++i) {
            labels.emplace_back("le", seconds_text(kBounds[i]));
            out.sample(labels, times.within[i], "_bucket");
            labels.pop_back();
        }
        labels.emplace_back("le", "+Inf");
        out.sample(labels, times.count, "_bucket");
        labels.pop_back();
        out.sample(labels, times.sum, "_sum");
        out.sample(labels, times.count, "_count");
    }
}

}  // namespace branchline::metrics
