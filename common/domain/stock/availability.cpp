#include "common/domain/stock/availability.hpp"

namespace branchline::stock {

namespace {

constexpr std::int64_t kFewAtMost = 3'000;
constexpr std::int64_t kSomeAtMost = 10'000;

}  // namespace

std::string_view availability_band(std::int64_t on_hand) {
    if (on_hand <= 0) return "none";
    if (on_hand <= kFewAtMost) return "few";
    return on_hand <= kSomeAtMost ? "some" : "many";
}

}  // namespace branchline::stock
