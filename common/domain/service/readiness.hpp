// What an order lacks before it can be charged: every job done, with its three Cs and who pays, and
// no clock running; every tax code with a rate. Pure.
#pragma once

#include <vector>

#include "common/domain/service/order.hpp"

namespace branchline::service {

struct Lack {
    std::int64_t job = 0;
    /// Permanent: work, complaint, cause, correction, codes, pay_type, split, clock, tax.
    std::string what;
    std::string text;
    std::string remedy;
};

/// By job, in the order in which a car goes through the workshop. Empty: the order is ready.
std::vector<Lack> lacks_of(const Order& order);

}  // namespace branchline::service
