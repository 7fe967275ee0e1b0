#include "hub/desk/quote_desk.hpp"

#include <fmt/format.h>

#include "common/base/log.hpp"
#include "common/domain/orders/figures.hpp"
#include "common/domain/sales/facts.hpp"
#include "common/domain/text.hpp"

namespace branchline::hub {

using engine::Edit;
using engine::Record;
using sync::Replica;

Result<> QuoteDesk::lapse_quotes(Replica& hub) {
    std::vector<std::string> moved;
    for (const auto& [name, stream] : hub.state().books.streams()) {
        if (stream->parsed.kind != schema::StreamKind::dealer) continue;
        const auto seen = seen_.find(name);
        if (seen == seen_.end() || seen->second != applied_in(*stream)) moved.push_back(name);
    }
    for (const std::string& stream : moved) {
        TRY_VOID(look_at(hub, stream));
        // Of after the steps: when the group fails and comes again, the desk looks again.
        seen_[stream] = applied_in(*hub.state().books.stream(stream));
    }
    return {};
}

Result<> QuoteDesk::look_at(Replica& hub, const std::string& stream) {
    std::vector<Record> offered;
    TRY_VOID(orders::each_row(hub, stream, "sales.quote", "status",
                              schema::Value(std::string("offered")),
                              [&](const Record& quote) -> Result<> {
                                  offered.push_back(quote);
                                  return {};
                              }));
    for (const Record& quote : offered) TRY_VOID(judge(hub, quote));
    return {};
}

Result<> QuoteDesk::judge(Replica& hub, const Record& quote) {
    if (left_alone_.contains(quote.id)) return {};
    TRY(const auto dossier,
        sales::gather(hub, quote.stream, domain::text_of(quote, "vin"), quote.id));
    const auto findings = sales::judge(dossier.facts);
    const orders::Finding* no = orders::refusal(findings);
    if (no == nullptr) return {};
    Edit edit = transition_of(quote, "offered", "lapsed");
    edit.rows.front().wishes[quote.entity->field("reason")->id] =
        fmt::format("{}: {}", no->rule, no->text);
    const auto done = hub.commit(edit);
    if (done) return {};
    if (is_of_disk(done.error())) return std::unexpected(done.error());
    left_alone_.insert(quote.id);
    log::warning("sales",
                 fmt::format("quote {} cannot lapse: {}", to_hex(quote.id), done.error().id));
    return {};
}

}  // namespace branchline::hub
