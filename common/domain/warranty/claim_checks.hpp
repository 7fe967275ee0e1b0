// W01 to W09: car, branch, cover, dates and words of a claim.
#pragma once

#include "common/domain/warranty/checks.hpp"

namespace branchline::warranty {

Answer ask_vin(const Case& c);            ///< W01
Answer ask_authorisation(const Case& c);  ///< W02
Answer ask_in_service(const Case& c);     ///< W03
Answer ask_time(const Case& c);           ///< W04
Answer ask_distance(const Case& c);       ///< W05
Answer ask_odometer(const Case& c);       ///< W06
Answer ask_submission(const Case& c);     ///< W07
Answer ask_duplicate(const Case& c);      ///< W08
Answer ask_causes(const Case& c);         ///< W09

}  // namespace branchline::warranty
