// A hub with one brand and its price lists, and a folder for files, for tests of imports.
#pragma once

#include <filesystem>
#include <fstream>
#include <sstream>

#include <catch2/catch.hpp>

#include "common/domain/text.hpp"
#include "hub/import/csv_import.hpp"
#include "tests/support/folder.hpp"
#include "tests/support/network.hpp"

namespace branchline::test {

struct ImportFixture {
    ImportFixture() {
        write([](sync::Replica& hub) -> Result<> {
            TRY_VOID(hub.hold_stream("reference"));
            TRY_VOID(hub::add_brand(hub, "SYN", "Synthetic brand"));
            TRY_VOID(hub::add_price_list(hub, {"SYN-R", "SYN", "retail", "EUR", "Retail"}));
            return hub::add_price_list(hub, {"SYN-N", "SYN", "net", "EUR", "Net"});
        });
    }

    void write(const std::function<Result<>(sync::Replica&)>& work) {
        const auto done = network.write(network.hub(), work);
        if (!done) FAIL(done.error().id + ": " + done.error().what);
    }

    std::filesystem::path put(const std::string& name, const std::string& text) {
        std::ofstream(folder / name, std::ios::binary) << text;
        return folder / name;
    }
    std::string read(const std::string& name) {
        std::ostringstream out;
        out << std::ifstream(folder / name, std::ios::binary).rdbuf();
        return out.str();
    }

    /// Runs a job to its end, or through a number of slices; how far it came, or why it failed.
    Result<hub::Progress> run(hub::Job& job, std::size_t slices = SIZE_MAX) {
        bool more = true;
        for (std::size_t i = 0; i < slices && more; ++i) {
            TRY_VOID(network.write(network.hub(), [&](sync::Replica& replica) -> Result<> {
                TRY(more, job.step(replica, network.now()));
                return {};
            }));
        }
        return job.progress();
    }

    Result<hub::Progress> import(hub::CsvWanted wanted,
                                 std::unique_ptr<hub::CsvTarget> target,
                                 std::size_t slices = SIZE_MAX) {
        TRY(const auto job, hub::CsvImport::open(std::move(wanted), std::move(target)));
        return run(*job, slices);
    }
    Result<hub::Progress> parts(const std::string& text,
                                bool again = false,
                                hub::DecimalMark decimal = hub::DecimalMark::unknown) {
        return import({.file = put("parts.csv", text), .again = again},
                      hub::catalogue_target("SYN", decimal));
    }
    Result<hub::Progress> prices(const std::string& text,
                                 std::optional<std::int64_t> valid_from = {},
                                 hub::DecimalMark decimal = hub::DecimalMark::unknown) {
        return import({.file = put("prices.csv", text), .valid_from = valid_from},
                      hub::price_target("SYN-R", decimal));
    }

    sync::Replica& hub() { return network.hub().replica(); }
    /// All that a list shows on a day.
    std::vector<engine::Record> list(std::string_view entity, std::int64_t day = INT64_MAX) {
        const auto page = hub().list(hub().entity(entity), {.limit = 100'000, .as_of = day});
        REQUIRE(page.has_value());
        return page->records;
    }
    /// A field of the row of a part as text.
    std::string shown(std::string_view entity,
                      const std::string& part,
                      std::string_view field,
                      std::int64_t day = INT64_MAX) {
        for (const engine::Record& record : list(entity, day)) {
            if (domain::text_of(record, "part") != part) continue;
            const schema::Value& value = domain::value_of(record, field);
            if (const auto* text = std::get_if<std::string>(&value)) return *text;
            if (const auto* number = std::get_if<std::int64_t>(&value))
                return std::to_string(*number);
            if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "yes" : "no";
            return "-";
        }
        return "none";
    }

    Network network;
    Folder folder;
};

/// "read 3 taken 2 unchanged 0 rejected 1", or the id of the error.
inline std::string figures_of(const Result<hub::Progress>& done) {
    if (!done) return done.error().id;
    std::string out;
    for (const auto& [name, figure] : done->figures) {
        out += (out.empty() ? "" : " ") + name + " " + std::to_string(figure);
    }
    return out;
}

inline std::string note_of(const Result<hub::Progress>& done, std::string_view name) {
    if (!done) return done.error().id;
    for (const auto& [known, text] : done->notes) {
        if (known == name) return text;
    }
    return "";
}

}  // namespace branchline::test
