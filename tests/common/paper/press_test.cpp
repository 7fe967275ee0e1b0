// Documents as PDF: pages, bytes, and texts that mean harm. What stands on them is read back with
// pdftotext, of the package poppler-utils, where it is installed.
#include "common/paper/press.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include <catch2/catch.hpp>

#include "tests/support/folder.hpp"

using namespace branchline;
using namespace branchline::paper;

namespace {

const Instant kMoment{Milliseconds(1'795'000'000'000)};

Document order(std::size_t lines) {
    Document out{.title = "Repair order", .number = "B0101-RO-01-000042", .footer = "Dealer One"};
    out.parties = {
        {"From", {"Dealer One", "Branch North"}},
        {"For",  {"A. Customer (synthetic)"}   }
    };
    out.facts = {
        {"VIN",       "SYNTH000000000001"},
        {"Opened on", "2026-11-21"       },
        {"Odometer",  "42,000 km"        }
    };
    out.texts = {
        {"Complaint", "Noise from the front."}
    };
    out.table.columns = {
        {"Item",   Align::start, 3},
        {"Amount", Align::end,   1}
    };
    for (std::size_t i = 0; i < lines; ++i) {
        out.table.rows.push_back({"Item " + std::to_string(i + 1), "12.50"});
    }
    out.totals = {
        {"Total", "2,500.00", true}
    };
    return out;
}

std::string printed(const Document& document) {
    const auto file = print(document, kMoment);
    REQUIRE(file);
    return *file;
}

std::size_t pages_of(const std::string& pdf) {
    std::size_t count = 0;
    constexpr std::string_view kPage = "/Type /Page %";
    for (auto at = pdf.find(kPage); at != pdf.npos; at = pdf.find(kPage, at + 1)) ++count;
    return count;
}

/// What a reader copies out of it; empty where pdftotext is not installed.
std::string text_of(const std::string& pdf) {
    if (std::system("command -v pdftotext >/dev/null 2>&1") != 0) {
        WARN("pdftotext is not installed: texts are not compared");
        return {};
    }
    const test::Folder folder;
    std::ofstream(folder / "a.pdf", std::ios::binary) << pdf;
    const std::string command =
        "pdftotext -layout " + folder.file("a.pdf") + " " + folder.file("a.txt");
    REQUIRE(std::system(command.c_str()) == 0);
    std::ifstream file(folder / "a.txt", std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

bool shows(const std::string& text, std::string_view wanted) {
    return text.empty() || text.find(wanted) != text.npos;
}

std::size_t count_of(const std::string& text, std::string_view wanted) {
    std::size_t count = 0;
    for (auto at = text.find(wanted); at != text.npos; at = text.find(wanted, at + 1)) ++count;
    return count;
}

}  // namespace

TEST_CASE("press: a short document is one page with everything on it", "[paper]") {
    const std::string pdf = printed(order(1));
    CHECK(pdf.starts_with("%PDF-1.5"));
    CHECK(pages_of(pdf) == 1);
    const std::string text = text_of(pdf);
    for (const char* wanted :
         {"Repair order", "B0101-RO-01-000042", "Dealer One", "Branch North", "A. Customer", "VIN",
          "SYNTH000000000001", "42,000 km", "Complaint", "Noise from the front.", "Item 1", "12.50",
          "2,500.00", "Page 1 of 1"}) {
        INFO(wanted);
        CHECK(shows(text, wanted));
    }
}

TEST_CASE("press: a long table goes on with its headings on every page", "[paper]") {
    const std::string pdf = printed(order(200));
    const std::size_t pages = pages_of(pdf);
    CHECK(pages > 3);
    CHECK(pages < 10);
    const std::string text = text_of(pdf);
    if (text.empty()) return;
    CHECK(count_of(text, "Amount") == pages);
    CHECK(count_of(text, "12.50") == 200);
    CHECK(shows(text, "Page 1 of " + std::to_string(pages)));
    CHECK(shows(text, "Page " + std::to_string(pages) + " of " + std::to_string(pages)));
}

TEST_CASE("press: the same document gives the same bytes", "[paper]") {
    CHECK(printed(order(40)) == printed(order(40)));
    CHECK(printed(order(1)) != printed(order(2)));
    CHECK(print(order(1), kMoment).value() !=
          print(order(1), kMoment + Milliseconds(60'000)).value());
}

TEST_CASE("press: markup is text", "[paper]") {
    Document document = order(0);
    document.title = "<b>Repair</b> & order";
    document.texts = {
        {"<span foreground='red'>", "<unclosed & </markup> &lt; \\n %s $(x)"}
    };
    const std::string text = text_of(printed(document));
    CHECK(shows(text, "<b>Repair</b> & order"));
    CHECK(shows(text, "<span foreground='red'>"));
    CHECK(shows(text, "<unclosed & </markup> &lt; \\n %s $(x)"));
}

TEST_CASE("press: letters of many scripts are shaped and can be copied out", "[paper]") {
    Document document = order(0);
    const std::vector<std::string> words = {
        "Pr\xC3\xBC"
        "fung \xC5\xBDi\xC5\xBEka \xC3\xA9t\xC3\xA9",                        // Latin
        "\xD0\x9F\xD1\x80\xD0\xBE\xD0\xB2\xD0\xB5\xD1\x80\xD0\xBA\xD0\xB0",  // Cyrillic
        "\xCE\x88\xCE\xBB\xCE\xB5\xCE\xB3\xCF\x87\xCE\xBF\xCF\x82",          // Greek
        "\xE6\xA4\x9C\xE6\x9F\xBB",                                          // Chinese letters
    };
    for (const std::string& word : words) document.texts.push_back({"", word});
    document.texts.push_back({"", "\xD8\xA7\xD9\x84\xD8\xB3\xD9\x8A\xD8\xA7\xD8\xB1\xD8\xA9"});
    document.texts.push_back({"", "\xE0\xB8\x95\xE0\xB8\xA3\xE0\xB8\xA7\xE0\xB8\x88"});
    const std::string text = text_of(printed(document));
    for (const std::string& word : words) CHECK(shows(text, word));
}

TEST_CASE("press: broken bytes and control characters do no harm", "[paper]") {
    Document document = order(1);
    document.number = std::string("a\0b\xFF\x1b[31m\xE2\x80\xAE", 12);
    document.footer = std::string(5000, '\xC3');
    document.table.rows[0][0] = std::string("x\0y", 3);
    const std::string pdf = printed(document);
    CHECK(pages_of(pdf) == 1);
    CHECK(shows(text_of(pdf), "x"));
}

TEST_CASE("press: texts of any length fill pages and end", "[paper]") {
    Document document = order(3);
    document.title = std::string(10'000, 'T');
    document.number = std::string(3000, 'N');
    document.parties = {
        {"From", std::vector<std::string>(6, std::string(500, 'p'))}
    };
    document.facts.push_back({std::string(900, 'l'), std::string(9000, 'v')});
    std::string words;
    for (int i = 0; i < 5000; ++i) words += "word ";
    document.texts.push_back({"Long", words});
    document.table.rows[1][0] = std::string(60'000, 'c');
    document.totals.assign(100, {"Total", "1.00", false});
    const std::string pdf = printed(document);
    CHECK(pages_of(pdf) > 4);
    CHECK(pages_of(pdf) < 20);
}

TEST_CASE("press: a document with a title alone is a page", "[paper]") {
    CHECK(pages_of(printed({.title = "Nothing"})) == 1);
}

TEST_CASE("press: too many lines are refused", "[paper]") {
    CHECK(print(order(kTableRowsMax + 1), kMoment).error().id == "too-many-rows");
}
