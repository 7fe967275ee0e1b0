#include "hub/prices/staging_terms.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "common/domain/text.hpp"
#include "common/text/json.hpp"
#include "hub/import/publication.hpp"

namespace branchline::hub {

namespace {

constexpr std::size_t kTitleBytesMax = 80;

}  // namespace

Result<StagingTerms> staging_terms_of(const text::Json& body) {
    StagingTerms out;
    TRY(out.list, text::string_of(body, "list"));
    TRY(const std::string day, text::string_of(body, "valid_from"));
    TRY(out.valid_from, read_date(day));
    if (body.contains("title")) {
        TRY(const std::string title, text::string_of(body, "title"));
        TRY(out.title, read_text(title, kTitleBytesMax));
    }
    if (body.contains("decimal")) {
        TRY(const std::string mark, text::string_of(body, "decimal"));
        TRY(out.decimal, decimal_mark_of(mark));
    }
    return out;
}

Result<> check_staging(const sync::Replica& hub, const StagingTerms& terms, std::int64_t today) {
    const auto streams = hub.streams();
    if (std::find(streams.begin(), streams.end(), prices_of(terms.list).stream) == streams.end()) {
        return fail(Code::not_found, "unknown-list",
                    fmt::format("there is no price list {}", terms.list),
                    "the network manager adds price lists");
    }
    if (terms.valid_from >= today) return {};
    return fail(Code::invalid, "past-date",
                fmt::format("{} is past", domain::date_text(terms.valid_from)),
                "choose today or a day to come: what was sold until now keeps its price");
}

}  // namespace branchline::hub
