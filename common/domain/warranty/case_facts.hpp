// What other records say of a claim as a whole: approval, campaign, services, earlier repairs,
// certificates, statistics.
#pragma once

#include "common/domain/warranty/facts.hpp"

namespace branchline::warranty {

/// After the claim, its terms and its lines are known.
Result<> find_case_facts(engine::Store& store, Dossier& dossier, Seat seat);

}  // namespace branchline::warranty
