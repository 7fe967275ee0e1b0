#include "hub/import/catalogue_commands.hpp"

#include <filesystem>

#include "common/text/json.hpp"
#include "hub/import/commands.hpp"

namespace branchline::hub {

namespace {

using cli::Invocation;
using text::Json;

std::string absolute(const std::string& path) {
    std::error_code ignored;
    return std::filesystem::absolute(path, ignored).string();
}

Result<int> import_csv(const Invocation& invocation) {
    const auto brand = invocation.option("brand");
    const auto list = invocation.option("list");
    if (brand.has_value() == list.has_value()) {
        return fail(Code::invalid, "usage",
                    "give either --brand for a catalogue or --list for prices");
    }
    Json body;
    body["file"] = absolute(invocation.argument("FILE"));
    if (brand) body["brand"] = *brand;
    if (list) body["list"] = *list;
    if (const auto date = invocation.option("valid-from")) body["valid_from"] = *date;
    if (const auto decimal = invocation.option("decimal")) body["decimal"] = *decimal;
    if (const auto encoding = invocation.option("encoding")) body["encoding"] = *encoding;
    if (const auto rejects = invocation.option("rejects")) body["rejects"] = absolute(*rejects);
    if (invocation.flag("again")) body["again"] = true;
    return import_and_watch(invocation, brand ? "catalog-csv" : "price-csv", body);
}

Result<int> generate(const Invocation& invocation) {
    Json body;
    body["scale"] = invocation.option("scale").value_or("tiny");
    TRY(const auto seed, invocation.integer("seed"));
    body["seed"] = seed.value_or(1);
    body["brands"] = Json::array();
    std::string rest = *invocation.option("brand");
    while (!rest.empty()) {
        const std::size_t comma = rest.find(',');
        if (comma != 0) body["brands"].push_back(rest.substr(0, comma));
        rest = comma == std::string::npos ? "" : rest.substr(comma + 1);
    }
    return import_and_watch(invocation, "synthetic", body);
}

}  // namespace

std::vector<cli::Command> catalogue_commands() {
    return {
        {.path = "data import csv",
         .help = "Publishes parts of a brand or prices of a list from a CSV file.",
         .function = import_csv,
         .arguments = {{"FILE", "The first line names the columns"}},
         .options =
             {{.name = "brand", .value = "CODE", .help = "The file is this brand's catalogue."},
              {.name = "list", .value = "CODE", .help = "The file has the prices of this list."},
              {.name = "valid-from",
               .value = "DATE",
               .help = "From which day it counts; else as the file says, else today."},
              {.name = "decimal",
               .value = "MARK",
               .help = "comma or point; else as the first plain amount shows."},
              {.name = "encoding",
               .value = "NAME",
               .help = "utf-8 or cp1252; else as the bytes show."},
              {.name = "rejects",
               .value = "FILE",
               .help = "Where rows go that cannot be taken; else beside the file."}},
         .flags = {{"again", "Though the same file has been imported."}},
         .examples = {"data import csv parts.csv --brand SYN",
                      "data import csv prices.csv --list SYN-RETAIL --valid-from 2027-01-01"}},
        {.path = "data generate",
         .help = "Publishes a synthetic catalogue with prices and warranty terms.",
         .function = generate,
         .options =
             {{.name = "scale",
               .value = "SCALE",
               .help = "tiny (2,000 parts), small (4,000) or full (400,000).",
               .fallback = "tiny"},
              {.name = "seed",
               .value = "N",
               .help = "One seed gives the same data everywhere.",
               .fallback = "1"},
              {.name = "brand", .value = "A,B", .help = "For these brands.", .required = true}},
         .examples = {"data generate --scale tiny --brand SYN"}},
    };
}

}  // namespace branchline::hub
