// What a file is, whatever somebody says that it is.
#include "sync/transport/file_type.hpp"

#include <string>

#include <catch2/catch.hpp>

using namespace branchline;
using namespace branchline::sync;
using namespace std::string_literals;

namespace {

std::string type_of(const std::string& bytes) {
    const auto type = file_type_of(as_bytes(bytes));
    return type ? std::string(type->media_type) : "refused";
}

}  // namespace

TEST_CASE("file type: pictures, documents and text are known by their first bytes", "[sync]") {
    CHECK(type_of("\xff\xd8\xff\xe0...") == "image/jpeg");
    CHECK(type_of("\x89PNG\r\n\x1a\n...") == "image/png");
    CHECK(type_of("RIFF\x01\x02\x03\x04WEBPVP8 ") == "image/webp");
    CHECK(type_of("%PDF-1.7\n") == "application/pdf");
    CHECK(type_of("P0087 rail pressure too low\n") == "text/plain; charset=utf-8");
    CHECK(type_of("Pr\xc3\xbc"
                  "fstand: 12 bar\r\n\tzu niedrig") == "text/plain; charset=utf-8");
}

TEST_CASE("file type: pages, drawings with scripts and programs are refused", "[sync]") {
    CHECK(type_of("<!doctype html><script>alert(1)</script>") == "refused");
    CHECK(type_of(" \n\t<svg xmlns='http://www.w3.org/2000/svg'>") == "refused");
    CHECK(type_of("\xef\xbb\xbf"
                  "<html>") == "refused");
    CHECK(type_of("\x7f"s + "ELF\x02") == "refused");
    CHECK(type_of("PK\x03\x04") == "refused");
    CHECK(type_of("GIF89a\x01\x00"s) == "refused");
    CHECK(type_of("RIFF\x01\x02\x03\x04"s + "AVI ") == "refused");
}

TEST_CASE("file type: text that is not UTF-8, and no text at all, are refused", "[sync]") {
    CHECK(type_of("Pr\xfc"
                  "fstand") == "refused");
    CHECK(type_of("zero \0 byte"s) == "refused");
    CHECK(type_of("") == "refused");
    CHECK(type_of(" \n\t ") == "refused");
    CHECK(type_of("\xff\xd8") == "refused");
}

TEST_CASE("file type: only pictures are shown in the page", "[sync]") {
    CHECK(file_type_of(as_bytes("\xff\xd8\xff"))->picture);
    CHECK_FALSE(file_type_of(as_bytes("%PDF-1.7"))->picture);
    CHECK_FALSE(file_type_of(as_bytes("text"))->picture);
}
