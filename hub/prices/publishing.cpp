#include "hub/prices/publishing.hpp"

#include <fmt/format.h>

#include "common/domain/text.hpp"
#include "common/engine/keys.hpp"

namespace branchline::hub {

namespace {

using engine::Record;

Result<Record> edition_record(sync::Replica& hub,
                              const std::string& list,
                              const std::string& edition) {
    TRY(auto found, engine::find_by_key(hub, "price.edition", {list, edition}));
    if (found) return *std::move(found);
    return fail(Code::not_found, "not-found",
                fmt::format("price list {} has no edition {}", list, edition));
}

Result<> write_flag(sync::Replica& hub,
                    const StagedEdition& edition,
                    std::string_view flag,
                    const std::optional<RowId>& actor) {
    const schema::Entity& entity = hub.entity("price.edition");
    engine::RowEdit row{
        .entity = &entity, .key = {edition.list, edition.edition}
    };
    row.wishes[entity.field(flag)->id] = true;
    engine::Edit edit{.stream = prices_of(edition.list).stream, .actor = actor};
    edit.rows.push_back(std::move(row));
    TRY_VOID(hub.commit(edit));
    return {};
}

/// Of two editions for one day the later number counts.
Result<> check_newest(sync::Replica& hub, const StagedEdition& staged) {
    std::string newer;
    const schema::Entity& editions = hub.entity("price.edition");
    const engine::Filter mine{.field = editions.field("list"), .value = schema::Value(staged.list)};
    TRY_VOID(for_each_record(hub, editions, mine, [&](const Record& one) {
        const std::string edition = domain::text_of(one, "edition");
        const bool same_day = domain::integer_of(one, "valid_from") == staged.valid_from;
        if (same_day && domain::flag_of(one, "published") && edition > staged.edition) {
            newer = edition;
        }
    }));
    if (newer.empty()) return {};
    return fail(
        Code::conflict, "newer-edition",
        fmt::format("edition {} is published for the same day and counts before this one", newer),
        "stage the prices again: the new edition takes the next number");
}

}  // namespace

Result<StagedEdition> find_staged(sync::Replica& hub,
                                  const std::string& list,
                                  const std::string& edition) {
    TRY(const Record record, edition_record(hub, list, edition));
    if (domain::flag_of(record, "published")) {
        return fail(Code::conflict, "already-published",
                    fmt::format("edition {} of {} is published", edition, list),
                    "a later edition can change its prices");
    }
    if (domain::flag_of(record, "discarded")) {
        return fail(Code::conflict, "discarded",
                    fmt::format("edition {} of {} was discarded", edition, list),
                    "stage the prices again");
    }
    return StagedEdition{list, edition, domain::integer_of(record, "valid_from")};
}

Result<> publish_edition(sync::Replica& hub, const PublishWish& wish) {
    TRY(const StagedEdition staged, find_staged(hub, wish.list, wish.edition));
    TRY(const Record record, edition_record(hub, wish.list, wish.edition));
    if (domain::integer_of(record, "row_count") == 0) {
        return fail(
            Code::conflict, "no-rows",
            fmt::format("edition {} has no rows, or was not written to its end", wish.edition),
            "discard it and stage it again");
    }
    if (staged.valid_from < wish.today) {
        return fail(Code::conflict, "past-date",
                    fmt::format("{} is past", domain::date_text(staged.valid_from)),
                    "stage the prices again for today or a day to come");
    }
    TRY_VOID(check_newest(hub, staged));
    TRY(const std::string basis, basis_of(hub, prices_of(wish.list), staged.valid_from));
    if (basis != wish.basis) {
        return fail(Code::conflict, "compared-before",
                    "other prices count on that day than when the edition was compared",
                    "compare it again and look at what it would change now");
    }
    return write_flag(hub, staged, "published", wish.actor);
}

Result<> discard_edition(sync::Replica& hub,
                         const StagedEdition& edition,
                         const std::optional<RowId>& actor) {
    return write_flag(hub, edition, "discarded", actor);
}

}  // namespace branchline::hub
