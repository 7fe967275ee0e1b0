// W10 to W15, W17, W22 and W24: what is wrong with single lines of a claim, and what it costs them.
#pragma once

#include "common/domain/warranty/checks.hpp"

namespace branchline::warranty {

Answer ask_operations(const Case& c);  ///< W10
Answer ask_included(const Case& c);    ///< W11
Answer ask_rate(const Case& c);        ///< W12
Answer ask_price(const Case& c);       ///< W13
Answer ask_fit(const Case& c);         ///< W14
Answer ask_wear(const Case& c);        ///< W15
Answer ask_evidence(const Case& c);    ///< W17
Answer ask_sublet(const Case& c);      ///< W22
Answer ask_technician(const Case& c);  ///< W24

}  // namespace branchline::warranty
