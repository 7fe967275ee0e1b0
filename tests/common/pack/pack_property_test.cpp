#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "common/pack/reader.hpp"
#include "common/pack/writer.hpp"
#include "tests/support/choices.hpp"
#include "tests/support/tapes.hpp"

namespace branchline::pack {

namespace {

using test::Choices;

/// A value as a tree, to compare what was written with what is read.
struct Tree {
    Kind kind = Kind::nil;
    std::uint64_t number = 0;
    Bytes content;
    std::vector<Tree> elements;
    bool operator==(const Tree&) const = default;
};

std::string text_of(Choices& choices) {
    static const std::vector<std::string> kLetters = {"a", "\x7f", "\xc3\xa9", "\xe2\x82\xac",
                                                      "\xf0\x9f\x9a\x97"};
    std::string out;
    for (std::size_t i = choices.below(40); i > 0; --i) out += kLetters[choices.below(5)];
    return out;
}

Tree make_tree(Choices& choices, std::size_t depth) {
    Tree tree;
    switch (choices.below(depth == 0 ? 6 : 8)) {
        case 0: break;
        case 1: tree = {.kind = Kind::flag, .number = choices.below(2)}; break;
        case 2: tree = {.kind = Kind::unsigned_integer, .number = choices.number()}; break;
        case 3:
            tree = {.kind = Kind::negative_integer,
                    .number = choices.number() | std::uint64_t{1} << 63U};
            break;
        case 4: tree = {.kind = Kind::text, .content = to_bytes(as_bytes(text_of(choices)))}; break;
        case 5: {
            const std::size_t size =
                choices.one_in(8) ? 250 + choices.below(12) : choices.below(40);
            tree = {.kind = Kind::bytes, .content = Bytes(size, 0x91)};
            break;
        }
        default:
            tree.kind = Kind::array;
            for (std::size_t i = choices.below(20); i > 0 && !choices.at_end(); --i) {
                tree.elements.push_back(make_tree(choices, depth - 1));
            }
            break;
    }
    return tree;
}

void write(Writer& w, const Tree& tree) {
    switch (tree.kind) {
        case Kind::nil: w.nil(); break;
        case Kind::flag: w.flag(tree.number != 0); break;
        case Kind::unsigned_integer: w.uint(tree.number); break;
        case Kind::negative_integer: w.integer(static_cast<std::int64_t>(tree.number)); break;
        case Kind::text: w.text(as_text(tree.content)); break;
        case Kind::bytes: w.bytes(tree.content); break;
        case Kind::array:
            w.array(tree.elements.size());
            for (const Tree& element : tree.elements) write(w, element);
            break;
    }
}

Tree read(Reader& r) {
    Tree tree{.kind = r.peek().value_or(Kind::nil)};
    switch (tree.kind) {
        case Kind::nil: r.nil(); break;
        case Kind::flag: tree.number = r.flag() ? 1 : 0; break;
        case Kind::unsigned_integer: tree.number = r.uint(); break;
        case Kind::negative_integer: tree.number = static_cast<std::uint64_t>(r.integer()); break;
        case Kind::text: tree.content = to_bytes(as_bytes(r.text())); break;
        case Kind::bytes: tree.content = to_bytes(r.bytes()); break;
        case Kind::array:
            for (std::size_t i = r.array(); i > 0; --i) tree.elements.push_back(read(r));
            break;
    }
    return tree;
}

Bytes encoded(const Tree& tree) {
    Writer w;
    write(w, tree);
    return w.take();
}

}  // namespace

TEST_CASE("pack: any value reads as it was written", "[pack][property]") {
    REQUIRE(rc::check("write, read, same", [] {
        Choices choices(test::any_tape(300));
        const Tree tree = make_tree(choices, 10);
        const Bytes bytes = encoded(tree);
        const auto document = Document::parse(bytes);
        RC_ASSERT(document.has_value());
        Reader reader(*document);
        RC_ASSERT(read(reader) == tree);
        RC_ASSERT(reader.status().has_value());
        Reader raw(*document);
        RC_ASSERT(equal(raw.raw(), bytes));
    }));
}

TEST_CASE("pack: a changed byte is refused or means something else exactly", "[pack][property]") {
    REQUIRE(rc::check("one byte changed", [] {
        Choices choices(test::any_tape(300));
        Bytes bytes = encoded(make_tree(choices, 6));
        const auto at = *rc::gen::inRange<std::size_t>(0, bytes.size());
        const auto byte = *rc::gen::arbitrary<std::uint8_t>();
        bytes[at] = byte;
        const auto document = Document::parse(bytes);
        RC_TAG(document ? "accepted" : "refused");
        if (!document) return;
        Reader reader(*document);
        RC_ASSERT(encoded(read(reader)) == bytes);
        RC_ASSERT(reader.status().has_value());
    }));
}

TEST_CASE("pack: a scalar read without a document is what the document says", "[pack][property]") {
    const auto agree = [](const Bytes& bytes) {
        const auto scalar = scalar_of(bytes);
        const auto document = Document::parse(bytes);
        const bool is_scalar = document && document->tape().front().kind != Kind::array;
        RC_ASSERT(scalar.has_value() == is_scalar);
        if (!scalar) return;
        const Token& token = document->tape().front();
        RC_ASSERT(scalar->kind == token.kind);
        RC_ASSERT(scalar->size == token.size);
        if (token.size > 0 || token.kind < Kind::text) RC_ASSERT(scalar->number == token.number);
    };
    REQUIRE(rc::check("what was written", [&] {
        Choices choices(test::any_tape(300));
        agree(encoded(make_tree(choices, 0)));
    }));
    REQUIRE(rc::check("random bytes", [&] {
        const auto first = *rc::gen::arbitrary<std::uint8_t>();
        Bytes bytes = *rc::gen::container<Bytes>(rc::gen::element<std::uint8_t>(
            0, 1, 0x1f, 0x20, 0x7f, 0x80, 0xc3, 0xa9, 0xdf, 0xe0, 0xff));
        bytes.insert(bytes.begin(), first);
        agree(bytes);
    }));
}

TEST_CASE("pack: random bytes never decode to anything but themselves", "[pack][property]") {
    REQUIRE(rc::check("random bytes", [](const std::vector<std::uint8_t>& bytes) {
        const auto document = Document::parse_sequence(bytes);
        if (!document) return;
        Reader reader(*document);
        Writer again;
        for (std::size_t i = reader.array(); i > 0; --i) write(again, read(reader));
        RC_ASSERT(reader.status().has_value());
        RC_ASSERT(again.view() == bytes);
    }));
}

}  // namespace branchline::pack
