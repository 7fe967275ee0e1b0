// The text that Prometheus reads.
#include <catch2/catch.hpp>

#include "common/metrics/exposition.hpp"
#include "common/metrics/request_meter.hpp"

using namespace branchline;
using namespace branchline::metrics;

TEST_CASE("exposition: a family has help, type and samples with escaped labels", "[metrics]") {
    Exposition out;
    out.gauge("branchline_streams", "Streams held.");
    out.sample({}, std::uint64_t{3});
    out.sample(
        {
            {"stream", "a\"b\\c\nd"},
            {"kind",   "x"         }
    },
        std::uint64_t{18446744073709551615U});
    CHECK(out.text() ==
          "# HELP branchline_streams Streams held.\n"
          "# TYPE branchline_streams gauge\n"
          "branchline_streams 3\n"
          "branchline_streams{stream=\"a\\\"b\\\\c\\nd\",kind=\"x\"} 18446744073709551615\n");
}

TEST_CASE("exposition: durations are seconds without needless digits", "[metrics]") {
    CHECK(seconds_text(Milliseconds(0)) == "0");
    CHECK(seconds_text(Milliseconds(5)) == "0.005");
    CHECK(seconds_text(Milliseconds(250)) == "0.25");
    CHECK(seconds_text(Milliseconds(30'000)) == "30");
    CHECK(seconds_text(Milliseconds(61'001)) == "61.001");
}

TEST_CASE("request meter: counts by route and status, and each bucket holds the faster ones",
          "[metrics]") {
    RequestMeter meter;
    meter.count("GET", "/livez", 200, Milliseconds(5));
    meter.count("GET", "/livez", 200, Milliseconds(6));
    meter.count("GET", "/livez", 503, Milliseconds(40'000));
    Exposition out;
    meter.write(out);
    const auto has = [&](const std::string& line) {
        return out.text().find(line + "\n") != std::string::npos;
    };
    CHECK(has(R"(branchline_http_requests_total{method="GET",route="/livez",status="200"} 2)"));
    CHECK(has(R"(branchline_http_requests_total{method="GET",route="/livez",status="503"} 1)"));
    const std::string times = "branchline_http_request_seconds";
    CHECK(has(times + R"(_bucket{method="GET",route="/livez",le="0.005"} 1)"));
    CHECK(has(times + R"(_bucket{method="GET",route="/livez",le="0.01"} 2)"));
    CHECK(has(times + R"(_bucket{method="GET",route="/livez",le="30"} 2)"));
    CHECK(has(times + R"(_bucket{method="GET",route="/livez",le="+Inf"} 3)"));
    CHECK(has(times + R"(_sum{method="GET",route="/livez"} 40.011)"));
    CHECK(has(times + R"(_count{method="GET",route="/livez"} 3)"));
}
