#include "common/domain/sales/checks.hpp"

#include <fmt/format.h>

#include "common/domain/text.hpp"

namespace branchline::sales {

namespace {

using orders::Finding;
using orders::Outcome;

Finding refused(std::string_view rule, std::string text, std::string_view remedy) {
    return {.rule = rule, .outcome = Outcome::refused, .text = std::move(text), .remedy = remedy};
}

Finding passed(std::string_view rule, std::string text) {
    return {.rule = rule, .outcome = Outcome::passed, .text = std::move(text)};
}

Finding stands_here(const CarFacts& facts) {
    if (facts.is_here) return passed("Q01", "the car is allocated to this dealer");
    return refused("Q01", "the car is not allocated to this dealer",
                   "order one, or ask the importer where it is");
}

Finding is_unsold(const CarFacts& facts) {
    if (!facts.is_sold) return passed("Q02", "the car is not sold");
    return refused("Q02", "the car is sold", "choose another car of the pipeline");
}

Finding is_untaken(const CarFacts& facts) {
    if (facts.taken_by.empty()) return passed("Q03", "no other customer has accepted it");
    return refused("Q03", fmt::format("another customer has accepted quote {}", facts.taken_by),
                   "choose another car of the pipeline");
}

Finding has_price(const CarFacts& facts) {
    if (facts.list_price) {
        return passed("Q04", fmt::format("the list price is {} with its options",
                                         domain::amount_text(*facts.list_price)));
    }
    return {.rule = "Q04",
            .outcome = Outcome::undetermined,
            .text = "no retail price of the model is published",
            .remedy = "write the list price on the quote"};
}

Finding is_let_go(const CarFacts& facts) {
    if (facts.stopped_by.empty()) return passed("Q05", "no campaign stops its sale");
    return {.rule = "Q05",
            .outcome = Outcome::undetermined,
            .text = fmt::format("campaign {} stops its sale", facts.stopped_by),
            .remedy = "promise no day of delivery before the campaign's work is done on it"};
}

}  // namespace

std::vector<Finding> judge(const CarFacts& facts) {
    return {stands_here(facts), is_unsold(facts), is_untaken(facts), has_price(facts),
            is_let_go(facts)};
}

}  // namespace branchline::sales
