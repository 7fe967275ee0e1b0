// A collection as a file: CSV and XLSX of the whole list, with the filters and the order of the
// list. The records come page by page, so that the engine does other work in between.
#include <chrono>
#include <memory>
#include <optional>

#include <fmt/format.h>

#include "common/api/input.hpp"
#include "common/api/listing.hpp"
#include "common/api/records.hpp"
#include "common/api/routes.hpp"
#include "common/api/sheet_rows.hpp"
#include "common/http/problem.hpp"
#include "common/schema/permit.hpp"
#include "common/sheet/xlsx.hpp"

namespace branchline::api {

namespace {

using engine::Store;
using http::Answer;
using http::Request;
using http::Response;
using schema::Entity;

constexpr std::string_view kCsv = "text/csv";
constexpr std::string_view kXlsx =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
constexpr std::size_t kPage = 500;
constexpr std::size_t kPieceBytes = std::size_t{256} * 1024;

/// The whole list: a part of it is what pages are for.
Answered<Listing> read_export(const Entity& entity, const Request& request, std::int64_t today) {
    TRY_VOID(only_parameters(request, {"filter", "sort", "as_of"}));
    TRY(Listing listing, read_listing(entity, request, today));
    listing.query.limit = kPage;
    return listing;
}

/// Lets the next page begin behind this one; false when there is none.
bool go_on(engine::Query& query, const engine::Page& page) {
    if (!page.more || page.records.empty()) return false;
    const engine::Record& last = page.records.back();
    query.after = last.id;
    if (query.sort != nullptr) query.after_value = value_of(last, *query.sort);
    return true;
}

Response file_response(std::string_view type, const Entity& entity, std::string_view ending) {
    Response out = http::text_response(200, type, {});
    // Collections are small letters and hyphens: a name that every system takes.
    out.headers.set("Content-Disposition",
                    fmt::format("attachment; filename=\"{}.{}\"", entity.collection, ending));
    return out;
}

// CSV: each page is sent before the next one is asked for.

struct CsvExport {
    Listing listing;
    std::vector<sheet::Column> columns;
    bool begun = false;
    bool ended = false;
};

Response csv_piece(Store& store, CsvExport& asked) {
    const auto page = store.list(*asked.listing.entity, asked.listing.query);
    if (!page) return http::problem(page.error());
    Response out =
        file_response("text/csv; charset=utf-8; header=present", *asked.listing.entity, "csv");
    if (!asked.begun) out.body = sheet::csv_headings(asked.columns);
    for (const engine::Record& record : page->records) {
        out.body += sheet::csv_row(asked.columns, sheet_row(record));
    }
    asked.begun = true;
    asked.ended = !go_on(asked.listing.query, *page);
    return out;
}

http::Handler csv_file(const Shared& shared, const Entity& entity) {
    return [shared, &entity](const Request& request, Answer answer) {
        auto listing = read_export(entity, request, shared->options.today());
        if (!listing) return answer(std::move(listing).error());
        const auto asked = std::make_shared<CsvExport>(*std::move(listing),
                                                       sheet_columns(entity, Headings::names));
        const StoreWork work =
            as_caller(request, [asked](Store& store) { return csv_piece(store, *asked); });
        const auto more = [shared, asked, work](Answer give) {
            if (asked->ended) return give(http::text_response(200, kCsv, {}));
            shared->gate.run(false, work, std::move(give));
        };
        shared->gate.run(false, work, [asked, more, answer = std::move(answer)](Response first) {
            if (first.status == 200 && !asked->ended) first.more = more;
            answer(std::move(first));
        });
    };
}

// XLSX: complete only when its last row is in it, so it is made first and sent then.

class XlsxExport : public std::enable_shared_from_this<XlsxExport> {
public:
    XlsxExport(Shared shared, const Request& request, Listing listing, Answer answer)
        : shared_(std::move(shared)),
          caller_(caller_of(request)),
          listing_(std::move(listing)),
          answer_(std::move(answer)) {}

    /// Asks for a page; whoever answers goes on with it in the background.
    void fetch() {
        const auto work = [self = shared_from_this()](Store& store) { return self->take(store); };
        shared_->gate.run(
            false, as_caller(caller_, work), [self = shared_from_this()](Response taken) {
                if (taken.status != 200) return self->answer_(std::move(taken));
                if (self->shared_->options.background([self] { self->go_on_with_page(); })) return;
                self->answer_(http::problem(503, "busy", "too many files are being made",
                                            "Try again in a minute."));
            });
    }

private:
    Response take(Store& store) {
        auto page = store.list(*listing_.entity, listing_.query);
        if (!page) return http::problem(page.error());
        page_ = *std::move(page);
        return {};
    }

    void go_on_with_page() {
        const auto written = write_page();
        if (!written) return answer_(http::problem(written.error()));
        if (go_on(listing_.query, page_)) return fetch();
        auto file = writer_->finish();
        answer_(file ? send(*std::move(file)) : http::problem(file.error()));
    }

    Result<> write_page() {
        if (!writer_) TRY_VOID(begin());
        const std::size_t most = shared_->options.xlsx_rows_max;
        if (writer_->rows() + page_.records.size() > most) {
            return fail(Code::too_large, "too-many-rows",
                        fmt::format("the list has more than {} rows", most),
                        "Filter it, or take format=csv, which has no bound.");
        }
        for (const engine::Record& record : page_.records) {
            TRY_VOID(writer_->add(sheet_row(record)));
        }
        return {};
    }

    Result<> begin() {
        const std::int64_t day = shared_->options.today();
        TRY(auto writer, sheet::XlsxWriter::begin(
                             {.folder = shared_->options.scratch_folder,
                              .title = std::string(listing_.entity->collection),
                              .created = Date(std::chrono::days(day == INT64_MAX ? 1 : day))},
                             sheet_columns(*listing_.entity, Headings::labels)));
        writer_.emplace(std::move(writer));
        return {};
    }

    Response send(sheet::NamelessFile file) {
        Response out = file_response(kXlsx, *listing_.entity, "xlsx");
        const auto from = std::make_shared<const sheet::NamelessFile>(std::move(file));
        auto first = from->read(0, kPieceBytes);
        if (!first) return http::problem(first.error());
        out.body = *std::move(first);
        if (out.body.size() < kPieceBytes) return out;
        out.more = [from, at = std::make_shared<std::uint64_t>(kPieceBytes)](const Answer& give) {
            auto piece = from->read(*at, kPieceBytes);
            if (!piece) return give(http::problem(piece.error()));
            *at += piece->size();
            give(http::text_response(200, kXlsx, *std::move(piece)));
        };
        return out;
    }

    Shared shared_;
    std::shared_ptr<const ApiCaller> caller_;
    Listing listing_;
    Answer answer_;
    engine::Page page_;
    std::optional<sheet::XlsxWriter> writer_;
};

http::Handler xlsx_file(const Shared& shared, const Entity& entity) {
    return [shared, &entity](const Request& request, Answer answer) {
        auto listing = read_export(entity, request, shared->options.today());
        if (!listing) return answer(std::move(listing).error());
        std::make_shared<XlsxExport>(shared, request, *std::move(listing), std::move(answer))
            ->fetch();
    };
}

}  // namespace

void add_export_routes(http::Router& router, const Shared& shared, const Entity& entity) {
    const std::string path = fmt::format("{}{}", kPrefix, entity.collection);
    router.add("GET", path, when_here(shared, csv_file(shared, entity)),
               {.produces = std::string(kCsv),
                .summary = fmt::format("All of {} as CSV", entity.collection),
                .format = "csv",
                .permit = permit_of(entity, schema::kReadVerb)});
    router.add("GET", path, when_here(shared, xlsx_file(shared, entity)),
               {.produces = std::string(kXlsx),
                .summary = fmt::format("All of {} as XLSX", entity.collection),
                .format = "xlsx",
                .permit = permit_of(entity, schema::kReadVerb)});
}

}  // namespace branchline::api
