#include "hub/desk/availability_desk.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "common/base/log.hpp"
#include "common/domain/stock/availability.hpp"
#include "common/domain/text.hpp"
#include "common/engine/keys.hpp"
#include "common/schema/stream.hpp"
#include "hub/desk/desk.hpp"
#include "sync/entry/hybrid_clock.hpp"

namespace branchline::hub {

namespace {

using engine::Page;
using engine::Query;
using engine::Record;
using engine::RowEdit;
using schema::Entity;
using schema::StreamKind;
using schema::Value;
using sync::LogBook;
using sync::Replica;

constexpr std::size_t kPage = 500;
constexpr std::size_t kRowsOfEdit = 100;
constexpr std::int64_t kCounter = 0;  ///< Row of the table that counts notes; no log has this id.

/// Behind every row that an entry of the log up to `seq` can have made.
RowId end_of(const LogBook& log, std::uint64_t seq) {
    return sync::dot_row_id(log.prefix, seq, 0xffff);
}

Result<std::int64_t> on_hand(Replica& hub,
                             const std::string& stream,
                             const std::string& branch,
                             const std::string& part) {
    const Entity& bins = hub.entity("stock.bin");
    Query query{
        .stream = stream,
        .filters = {{bins.field("branch"), Value(branch)}, {bins.field("part"), Value(part)}},
        .limit = kPage
    };
    std::int64_t sum = 0;
    for (bool more = true; more;) {
        TRY(const Page page, hub.list(bins, query));
        for (const Record& bin : page.records) {
            // A sum beyond 64 bits is many, whatever it is.
            if (__builtin_add_overflow(sum, domain::integer_of(bin, "on_hand"), &sum)) {
                return INT64_MAX;
            }
        }
        if (!page.records.empty()) query.after = page.records.back().id;
        more = page.more;
    }
    return sum;
}

/// Of the dealer's brands those that have the part in their catalogue.
Result<std::vector<std::string>> brands_of(Replica& hub,
                                           const std::vector<std::string>& sold,
                                           const std::string& part) {
    const Entity& parts = hub.entity("catalog.part");
    std::vector<std::string> out;
    for (const std::string& brand : sold) {
        const Query query{.stream = schema::stream_name(StreamKind::catalog, brand),
                          .filters = {{parts.field("part"), Value(part)}},
                          .limit = 1};
        TRY(const Page page, hub.list(parts, query));
        if (!page.records.empty()) out.push_back(brand);
    }
    return out;
}

Result<std::vector<std::string>> sold_by(Replica& hub, const std::string& dealer) {
    TRY(const auto record, engine::find_by_key(hub, "org.dealer", {dealer}));
    if (!record) return std::vector<std::string>();
    const auto* brands =
        std::get_if<std::vector<std::string>>(&domain::value_of(*record, "brands"));
    return brands == nullptr ? std::vector<std::string>() : *brands;
}

/// Is there something to say that is not said yet?
bool is_news(const std::optional<Record>& told, std::string_view band, Instant as_of) {
    if (!told || domain::text_of(*told, "band") != band) return true;
    const Instant before{Milliseconds(domain::integer_of(*told, "as_of"))};
    return as_of - before >= kAvailabilityAge;
}

RowEdit row_of(const Entity& entity,
               std::vector<std::string> key,
               std::string_view band,
               Instant as_of) {
    RowEdit out{.entity = &entity, .key = std::move(key)};
    out.wishes[entity.field("band")->id] = std::string(band);
    out.wishes[entity.field("as_of")->id] = as_of.time_since_epoch().count();
    return out;
}

}  // namespace

Result<> AvailabilityDesk::load(Replica& hub) {
    db::Database& database = hub.state().database;
    auto& count = database.prepare("SELECT seq FROM desk_position WHERE log = ?");
    count.bind(1, kCounter);
    TRY(const bool counted, count.step());
    const std::int64_t notes = counted ? count.integer(0) : 0;
    count.reset();
    if (notes == notes_) return {};
    seen_.clear();
    auto& rows = database.prepare("SELECT log, seq FROM desk_position WHERE log <> ?");
    rows.bind(1, kCounter);
    for (;;) {
        TRY(const bool more, rows.step());
        if (!more) break;
        seen_[rows.integer(0)] = static_cast<std::uint64_t>(rows.integer(1));
    }
    notes_ = notes;
    return {};
}

Result<> AvailabilityDesk::note(Replica& hub, std::int64_t log, std::uint64_t seq) {
    auto& insert =
        hub.state().database.prepare("INSERT OR REPLACE INTO desk_position VALUES(?, ?)");
    TRY_VOID(insert.bind(1, log).bind(2, static_cast<std::int64_t>(seq)).run());
    TRY_VOID(insert.bind(1, kCounter).bind(2, ++notes_).run());
    seen_[log] = seq;
    return {};
}

Result<> AvailabilityDesk::publish(Replica& hub) {
    TRY_VOID(load(hub));
    for (const auto& [name, stream] : hub.state().books.streams()) {
        if (stream->parsed.kind != StreamKind::dealer) continue;
        Moved moved;
        for (const LogBook* log : stream->logs) {
            const std::uint64_t seen = seen_[log->id];
            if (log->hub || seen == log->applied_seq) continue;
            TRY(Moved of_log, moved_in(hub, name, *log, seen));
            for (const auto& [what, at] : of_log) moved[what] = std::max(moved[what], at);
            TRY_VOID(note(hub, log->id, log->applied_seq));
        }
        if (!moved.empty()) TRY_VOID(publish_moved(hub, stream->parsed.scope, moved));
    }
    return {};
}

Result<AvailabilityDesk::Moved> AvailabilityDesk::moved_in(Replica& hub,
                                                           const std::string& stream,
                                                           const LogBook& log,
                                                           std::uint64_t after) {
    Query query{.stream = stream, .after = end_of(log, after), .limit = kPage};
    const RowId last = end_of(log, log.applied_seq);
    Moved out;
    for (bool more = true; more;) {
        TRY(const Page page, hub.list(hub.entity("stock.move"), query));
        more = page.more;
        for (const Record& move : page.records) {
            // Rows are in the order of their logs, and inside a log of its entries.
            if (last < move.id) return out;
            out[{domain::text_of(move, "branch"), domain::text_of(move, "part")}] =
                sync::instant_of(log.applied_hlc);
            query.after = move.id;
        }
    }
    return out;
}

Result<> AvailabilityDesk::publish_moved(Replica& hub,
                                         const std::string& dealer,
                                         const Moved& moved) {
    const Entity& entity = hub.entity("stock.availability");
    const std::string dealers = schema::stream_name(StreamKind::dealer, dealer);
    TRY(const std::vector<std::string> sold, sold_by(hub, dealer));
    std::map<std::string, std::vector<RowEdit>> news;  // By brand.
    for (const auto& [what, as_of] : moved) {
        const auto& [branch, part] = what;
        TRY(const std::int64_t quantity, on_hand(hub, dealers, branch, part));
        const std::string_view band = stock::availability_band(quantity);
        TRY(const std::vector<std::string> brands, brands_of(hub, sold, part));
        for (const std::string& brand : brands) {
            std::vector<std::string> key{brand, branch, part};
            TRY(const auto told, engine::find_by_key(hub, entity.name, key));
            if (!is_news(told, band, as_of)) continue;
            news[brand].push_back(row_of(entity, std::move(key), band, as_of));
        }
    }
    for (auto& [brand, rows] : news) {
        for (std::size_t at = 0; at < rows.size(); at += kRowsOfEdit) {
            const std::size_t end = std::min(rows.size(), at + kRowsOfEdit);
            engine::Edit edit{.stream = schema::stream_name(StreamKind::network, brand)};
            edit.rows.assign(rows.begin() + static_cast<std::ptrdiff_t>(at),
                             rows.begin() + static_cast<std::ptrdiff_t>(end));
            const auto done = hub.commit(edit);
            if (done) continue;
            if (is_of_disk(done.error())) return std::unexpected(done.error());
            log::warning("availability",
                         fmt::format("{}: nothing told: {}", edit.stream, done.error().id));
        }
    }
    return {};
}

}  // namespace branchline::hub
