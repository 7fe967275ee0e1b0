// What may not be said of a quote, whoever says it. What depends on other records stands in
// checks.hpp.
#include "common/domain/sales/rules.hpp"

#include "common/domain/reference/vin_rules.hpp"

namespace branchline::sales {

namespace {

using engine::Proposal;
using schema::Value;

/// The value as it will be.
const Value* after(const Proposal& change, std::string_view field) {
    const Value* written = change.written(field);
    return written != nullptr ? written : change.before_of(field);
}

std::int64_t amount(const Proposal& change, std::string_view field) {
    const std::int64_t* found = engine::integer_of(after(change, field));
    return found == nullptr ? 0 : *found;
}

std::string_view text(const Value* fact) {
    const std::string* found = engine::text_of(fact);
    return found == nullptr ? std::string_view() : std::string_view(*found);
}

bool touches_price(const Proposal& change) {
    for (const char* field : {"list_price", "discount", "price", "discount_reason"}) {
        if (change.written(field) != nullptr) return true;
    }
    return false;
}

constexpr std::int64_t kPriceMax = 1'000'000'000'000;  // Ten billion: sums of it stay in 64 bits.

bool is_implausible(std::int64_t price) {
    return price < 0 || price > kPriceMax;
}

bool has_no_price(const Proposal& change) {
    if (!touches_price(change)) return false;
    const std::int64_t list = amount(change, "list_price");
    return list == 0 || is_implausible(list) || is_implausible(amount(change, "price"));
}

bool does_not_add_up(const Proposal& change) {
    if (!touches_price(change)) return false;
    const std::int64_t list = amount(change, "list_price");
    const std::int64_t discount = amount(change, "discount");
    if (is_implausible(list) || is_implausible(discount)) return true;
    return list - discount != amount(change, "price");
}

/// More than so many percent of the list price.
bool exceeds(const Proposal& change, std::int64_t percent) {
    const std::int64_t list = amount(change, "list_price");
    const std::int64_t discount = amount(change, "discount");
    if (is_implausible(list) || is_implausible(discount)) return true;
    return discount * 100 > list * percent;
}

bool gives_too_much(const Proposal& change) {
    return touches_price(change) && exceeds(change, kDiscountMax);
}

bool gives_in_silence(const Proposal& change) {
    return touches_price(change) && exceeds(change, kDiscountInSilence) &&
           text(after(change, "discount_reason")).empty();
}

/// What the customer holds in the hand stays as it is; `revise` takes it back first.
bool changes_what_was_offered(const Proposal& change) {
    const std::string_view now = text(change.before_of("status"));
    if (now.empty() || now == "draft") return false;
    for (const char* field : {"price_list", "list_price", "discount", "price", "discount_reason",
                              "valid_until", "offered_on"}) {
        if (change.written(field) != nullptr) return true;
    }
    return false;
}

/// Is the day of a step behind the last day of the quote?
bool is_late(const Proposal& change, std::string_view state, std::string_view day) {
    if (text(change.written("status")) != state) return false;
    const std::int64_t* on = engine::integer_of(after(change, day));
    const std::int64_t* until = engine::integer_of(after(change, "valid_until"));
    return on != nullptr && until != nullptr && *on > *until;
}

bool has_run_out(const Proposal& change) {
    return is_late(change, "offered", "offered_on") || is_late(change, "accepted", "answered_on");
}

constexpr engine::Rule kRules[] = {
    {.entity = "sales.quote",
     .code = "BAD_VIN",
     .text = reference::kVinLengthText,
     .remedy = reference::kVinRemedy,
     .breaks = reference::is_new_with_vin_of_wrong_length   },
    {.entity = "sales.quote",
     .code = "BAD_VIN",
     .text = reference::kVinCharacterText,
     .remedy = reference::kVinRemedy,
     .breaks = reference::is_new_with_wrong_character_in_vin},
    {.entity = "sales.quote",
     .code = "NO_PRICE",
     .text = "a quote names a list price above zero and a price that is not below it",
     .remedy = "take the list price from the car, or write it",
     .breaks = has_no_price                                 },
    {.entity = "sales.quote",
     .code = "PRICE_DOES_NOT_ADD_UP",
     .text = "the price is the list price less the discount, and this one is not",
     .remedy = "write price, list_price and discount together",
     .breaks = does_not_add_up                              },
    {.entity = "sales.quote",
     .code = "DISCOUNT_TOO_HIGH",
     .text = "the discount is more than 20 percent of the list price",
     .remedy = "offer something else instead, or less",
     .breaks = gives_too_much                               },
    {.entity = "sales.quote",
     .code = "DISCOUNT_WITHOUT_REASON",
     .text = "the discount is more than 10 percent of the list price, and nobody says why",
     .remedy = "write discount_reason along with it",
     .breaks = gives_in_silence                             },
    {.entity = "sales.quote",
     .code = "QUOTE_FIXED",
     .text = "the quote was offered: its price and its last day cannot change in silence",
     .remedy = "use revise, change it, and offer it again",
     .breaks = changes_what_was_offered                     },
    {.entity = "sales.quote",
     .code = "QUOTE_RUN_OUT",
     .text = "the last day of the quote was before this one",
     .remedy = "use revise, write a later valid_until, and offer it again",
     .breaks = has_run_out                                  },
};

}  // namespace

std::span<const engine::Rule> rules() {
    return kRules;
}

}  // namespace branchline::sales
