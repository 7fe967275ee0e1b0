// When two appointments want the same bay at the same time. Pure.
#pragma once

#include <cstdint>
#include <string>

#include "common/engine/store.hpp"

namespace branchline::service {

struct Slot {
    std::string branch;
    std::string bay;
    std::int64_t day = 0;    ///< Days since 1970-01-01.
    std::int64_t start = 0;  ///< Minutes since midnight.
    std::int64_t minutes = 0;

    bool operator==(const Slot&) const = default;
};

/// A slot without a bay is in nobody's way; one that ends when another begins, neither.
bool overlap(const Slot& a, const Slot& b);

/// "08:30", from minutes since midnight.
std::string time_text(std::int64_t minute);

Slot slot_of(const engine::Record& appointment);
/// Does the appointment still take its bay?
bool takes_its_bay(const engine::Record& appointment);

}  // namespace branchline::service
