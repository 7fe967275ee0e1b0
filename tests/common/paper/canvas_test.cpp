// Texts on a canvas: how they break, and what of them is shown.
#include "common/paper/canvas.hpp"

#include <catch2/catch.hpp>

using namespace branchline;
using namespace branchline::paper;

namespace {

std::unique_ptr<Canvas> canvas() {
    auto made = Canvas::begin({.title = "t", .language = "en", .created = Instant()});
    REQUIRE(made);
    return *std::move(made);
}

}  // namespace

TEST_CASE("canvas: a text breaks where its width ends", "[paper]") {
    const auto page = canvas();
    CHECK(page->text("word", {}, 200).lines().size() == 1);
    CHECK(page->text("word word word word", {}, 40).lines().size() == 4);
    CHECK(page->text(std::string(200, 'x'), {}, 200).lines().size() > 3);
    CHECK(page->text("one\ntwo\r\nthree", {}, 200).lines().size() == 3);
}

TEST_CASE("canvas: an empty text is as high as a line", "[paper]") {
    const auto page = canvas();
    CHECK(page->text("", {}, 200).lines().size() == 1);
    CHECK(page->text("", {}, 200).height() > 0);
}

TEST_CASE("canvas: a bound of lines holds for any text", "[paper]") {
    const auto page = canvas();
    const std::string words(10'000, 'a');
    CHECK(page->text(words, {}, 100, Align::start, 3).lines().size() == 3);
    CHECK(page->text("a\nb\nc\nd\ne", {}, 100, Align::start, 2).lines().size() <= 2);
}

TEST_CASE("canvas: characters that look like markup are as wide as they are", "[paper]") {
    const auto page = canvas();
    const auto width = [&](std::string_view text) {
        return 400 - page->text(text, {}, 400, Align::end).lines().front().left;
    };
    CHECK(width("<b>a</b>") > width("a") * 4);
    CHECK(width("&amp;") > width("&") * 2);
}

TEST_CASE("canvas: a file without a page drawn is a PDF all the same", "[paper]") {
    const auto page = canvas();
    const auto file = page->finish();
    REQUIRE(file);
    CHECK(file->starts_with("%PDF-1.5"));
}
