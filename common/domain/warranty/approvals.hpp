// What the importer has allowed before the work was done.
#pragma once

#include <string>

#include "common/domain/warranty/checks.hpp"

namespace branchline::warranty {

/// Why the approval that the claim names does not count; empty when it does.
std::string why_not_in_force(const Case& c, const Approval& approval);

/// The approval that the claim names and that counts; null when there is none.
const Approval* approval_in_force(const Case& c);

/// Does it allow the operation?
bool is_approved(const Case& c, const std::string& operation);

Answer ask_approval(const Case& c);  ///< W16

}  // namespace branchline::warranty
