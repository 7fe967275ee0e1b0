#include "sync/merge/merge.hpp"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "common/base/assert.hpp"

namespace branchline::sync::merge {

namespace {

using schema::Field;
using schema::Merge;
using schema::Value;

std::vector<Write>::iterator place_of(Cell& cell, const Version& version) {
    return std::lower_bound(cell.writes.begin(), cell.writes.end(), version,
                            [](const Write& w, const Version& v) { return w.version < v; });
}

std::unexpected<Error> wrong_wish(const Field& field, std::string_view expected) {
    return fail(Code::invalid, "validation-failed",
                fmt::format("{}: {} expected", field.name, expected));
}

Result<Payload> compose_set(const Field& field, const Cell& cell, const Value& wish) {
    const auto* wanted = std::get_if<std::vector<std::string>>(&wish);
    if (wanted == nullptr) return wrong_wish(field, "a list of texts");
    std::vector<std::string> sorted = *wanted;
    std::sort(sorted.begin(), sorted.end());
    sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
    const View now = view_set(cell);
    static const std::vector<std::string> kEmpty;
    const auto* current = std::get_if<std::vector<std::string>>(&now.value);
    if (current == nullptr) current = &kEmpty;
    SetChange change;
    std::set_difference(sorted.begin(), sorted.end(), current->begin(), current->end(),
                        std::back_inserter(change.add));
    std::vector<std::string> gone;
    std::set_difference(current->begin(), current->end(), sorted.begin(), sorted.end(),
                        std::back_inserter(gone));
    for (const std::string& element : gone) {
        SetChange::Removal removal{.element = element};
        for (const Write& write : cell.writes) {
            const auto& add = std::get<SetChange>(write.payload).add;
            if (std::binary_search(add.begin(), add.end(), element)) {
                removal.seen.push_back(write.version.dot());
            }
        }
        std::sort(removal.seen.begin(), removal.seen.end());
        change.remove.push_back(std::move(removal));
    }
    return change;
}

Result<Payload> compose_restrict(const Field& field, const Cell& cell, const Value& wish) {
    const bool* wanted = std::get_if<bool>(&wish);
    if (wanted == nullptr) return wrong_wish(field, "true or false");
    Restriction out{.restrictive = *wanted};
    if (!*wanted) {
        for (const Write& write : cell.writes) {
            if (std::get<Restriction>(write.payload).restrictive) {
                out.lifted.push_back(write.version.dot());
            }
        }
        std::sort(out.lifted.begin(), out.lifted.end());
    }
    return out;
}

std::uint64_t last_generation(const Cell& cell) {
    std::uint64_t last = 0;
    for (const Write& write : cell.writes) {
        last = std::max(last, std::get<Reading>(write.payload).generation);
    }
    return last;
}

Result<Payload> compose_reading(const Field& field, const Cell& cell, const Value& wish) {
    const auto* wanted = std::get_if<std::int64_t>(&wish);
    if (wanted == nullptr) return wrong_wish(field, "a whole number");
    if (cell.writes.empty()) return Reading{.value = *wanted};
    const Reading now{last_generation(cell),
                      std::get<std::int64_t>(
                          (field.merge == Merge::max ? view_max(cell) : view_min(cell)).value)};
    // In the same generation a value on the wrong side would never show: it is a correction.
    const bool correction = field.merge == Merge::max ? *wanted < now.value : *wanted > now.value;
    return Reading{now.generation + (correction ? 1U : 0U), *wanted};
}

Result<Payload> compose_any(const Field& field, const Cell& cell, const Value& wish) {
    switch (field.merge) {
        case Merge::own:
        case Merge::lww: TRY_VOID(schema::check_value(field, wish)); return Plain{wish};
        case Merge::set: return compose_set(field, cell, wish);
        case Merge::max:
        case Merge::min: return compose_reading(field, cell, wish);
        case Merge::restrict: return compose_restrict(field, cell, wish);
        case Merge::state: return wrong_wish(field, "a command, not an edit");
        case Merge::ledger: return wrong_wish(field, "no edit: the balance is derived");
        case Merge::life: break;
    }
    return wrong_wish(field, "no edit");
}

}  // namespace

void apply(Cell& cell, Write write) {
    const auto at = place_of(cell, write.version);
    if (at != cell.writes.end() && at->version == write.version) return;
    cell.writes.insert(at, std::move(write));
}

void revoke(Cell& cell, const Dot& dot) {
    std::erase_if(cell.writes, [&](const Write& w) { return w.version.dot() == dot; });
}

bool comes_first(const Version& a, const Version& b, const Context& context) {
    const auto at_a = context.decided(a.dot());
    const auto at_b = context.decided(b.dot());
    if (at_a && at_b) return *at_a < *at_b;
    if (at_a || at_b) return at_a.has_value();
    return a < b;
}

View view(const Field& field, const Cell& cell, const Context& context) {
    if (cell.writes.empty()) return {};
    switch (field.merge) {
        case Merge::own: return field.once() ? view_once(cell, context) : view_own(cell);
        case Merge::lww: return view_lww(cell, context);
        case Merge::set: return view_set(cell);
        case Merge::max: return view_max(cell);
        case Merge::min: return view_min(cell);
        case Merge::restrict: return view_restrict(cell);
        case Merge::state: return view_state(cell, context);
        case Merge::ledger:
        case Merge::life: break;
    }
    return {};
}

void compact(const Field& field, Cell& cell, const Context& context) {
    switch (field.merge) {
        case Merge::own:
            if (!field.once()) compact_own(cell, context);
            return;
        case Merge::lww: compact_lww(cell, context); return;
        case Merge::set: compact_set(cell, context); return;
        case Merge::max: compact_max(cell, context); return;
        case Merge::min: compact_min(cell, context); return;
        case Merge::restrict: compact_restrict(cell, context); return;
        case Merge::state:  // Every transition stays: losers are listed for a person.
        case Merge::ledger:
        case Merge::life: return;
    }
}

namespace {

/// What cannot travel must not be written: nobody, we included, could read the entry again.
Result<Payload> checked(const Field& field, Payload payload) {
    const auto travelled = decode_payload(field, encode_payload(payload));
    if (travelled) return payload;
    if (travelled.error().id == "validation-failed") return std::unexpected(travelled.error());
    return wrong_wish(field, "a value within the limits of the format");
}

}  // namespace

Result<Payload> compose(const Field& field, const Cell& cell, const Value& wish) {
    TRY(Payload payload, compose_any(field, cell, wish));
    return checked(field, std::move(payload));
}

Result<Payload> compose_correction(const Field& field, const Cell& cell, const Value& wish) {
    TRY(Payload payload, compose_any(field, cell, wish));
    if (auto* reading = std::get_if<Reading>(&payload)) {
        reading->generation = last_generation(cell) + 1;
    }
    return checked(field, std::move(payload));
}

Life life_of(const Cell& cell) {
    Life rank = Life::absent;
    for (const Write& write : cell.writes) rank = std::max(rank, std::get<Life>(write.payload));
    return rank;
}

void compact_life(Cell& cell, const Context& context) {
    const auto settled = std::find_if(cell.writes.begin(), cell.writes.end(), [&](const Write& w) {
        return context.lasting(w.version.dot());
    });
    if (settled == cell.writes.end()) return;
    const Version witness = settled->version;  // One settled write proves existence for ever.
    std::erase_if(cell.writes, [&](const Write& w) {
        return std::get<Life>(w.payload) == Life::alive && w.version != witness;
    });
}

}  // namespace branchline::sync::merge
