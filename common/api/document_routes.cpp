// Records on paper: one row for every document that a module declares.
#include <memory>
#include <optional>

#include <fmt/format.h>

#include "common/api/input.hpp"
#include "common/api/routes.hpp"
#include "common/base/assert.hpp"
#include "common/base/characters.hpp"
#include "common/documents/compose.hpp"
#include "common/http/problem.hpp"
#include "common/paper/press.hpp"
#include "common/schema/permit.hpp"

namespace branchline::api {

namespace {

using documents::Composed;
using documents::Language;
using engine::Document;
using engine::Store;
using http::Answer;
using http::Request;
using http::Response;

constexpr std::string_view kPdf = "application/pdf";

struct Wanted {
    const Document* document = nullptr;
    RowId id;
    Language language = Language::english;
};

Answered<Wanted> read_wanted(const Document& document, const Request& request) {
    TRY_VOID(only_parameters(request, {"language"}));
    Wanted out{.document = &document, .id = {}};
    TRY(out.id, read_row_id(request.param("id")));
    const auto tag = request.query_value("language");
    const auto language = tag ? documents::language_of(*tag) : Language::english;
    if (!language) {
        return bad_request("invalid-request", "documents are not written in that language",
                           "Write language=en or language=de.");
    }
    out.language = *language;
    return out;
}

/// "claim-B0101-WC-01-000007.pdf": what every system takes for a name.
std::string file_name(const Document& document, const std::string& number) {
    std::string out(document.name);
    out += '-';
    for (const char c : number) {
        const bool fine = is_small_letter(c) || is_capital(c) || is_digit(c) || c == '-';
        if (out.size() < 100) out += fine ? c : '-';
    }
    return out + ".pdf";
}

Response pdf_response(const Wanted& wanted, const Composed& composed) {
    auto file = paper::print(composed.document, composed.created);
    if (!file) return http::problem(file.error());
    Response out = http::text_response(200, kPdf, *std::move(file));
    out.headers.set("Content-Disposition",
                    fmt::format("inline; filename=\"{}\"",
                                file_name(*wanted.document, composed.document.number)));
    // The viewers of browsers bring styles and an embedded element of their own.
    out.headers.set("Content-Security-Policy",
                    "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; "
                    "frame-ancestors 'none'");
    return out;
}

/// The engine reads, its thread goes on, and the page is drawn beside it.
http::Handler on_paper(const Shared& shared, const Document& document) {
    return [shared, &document](const Request& request, Answer answer) {
        auto wanted = read_wanted(document, request);
        if (!wanted) return answer(std::move(wanted).error());
        const auto composed = std::make_shared<std::optional<Composed>>();
        const StoreWork work = [composed, wanted = *wanted](Store& store) {
            auto made = documents::compose(store, *wanted.document, wanted.id, wanted.language);
            if (!made) return http::problem(made.error());
            *composed = *std::move(made);
            return Response{};
        };
        const auto draw = [shared, composed, wanted = *wanted,
                           answer = std::move(answer)](Response read) {
            if (read.status != 200) return answer(std::move(read));
            const auto print = [composed, wanted, answer] {
                answer(pdf_response(wanted, **composed));
            };
            if (shared->options.background(print)) return;
            answer(http::problem(503, "busy", "too many files are being made",
                                 "Try again in a minute."));
        };
        shared->gate.run(false, as_caller(request, work), draw);
    };
}

}  // namespace

void add_document_routes(http::Router& router, const Shared& shared) {
    for (const Document& document : shared->options.documents) {
        const schema::Entity* entity = shared->registry.by_name(document.entity);
        ASSERT(entity != nullptr);
        ASSERT(documents::check(document, shared->registry));
        router.add("GET", fmt::format("{}{}/{{id}}.pdf", kPrefix, entity->collection),
                   when_here(shared, on_paper(shared, document)),
                   {.produces = std::string(kPdf),
                    .summary = fmt::format("On paper, one of {}", entity->collection),
                    .permit = permit_of(*entity, schema::kReadVerb)});
    }
}

}  // namespace branchline::api
