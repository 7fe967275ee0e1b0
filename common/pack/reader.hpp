// Strict reading of canonical MessagePack from outside.
//
// parse() walks the input once with the library's visitor under our limits, then encodes what it
// understood again and demands the very same bytes: there is exactly one accepted form of a value,
// so a hash over bytes is a hash over meaning. Nothing is allocated on the word of a length field.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "common/base/bytes.hpp"

namespace branchline::pack {

struct Limits {
    std::size_t size_max = 4U << 20U;      ///< Bytes of input.
    std::size_t depth_max = 12;            ///< Nested arrays.
    std::size_t elements_max = 1U << 20U;  ///< Values in all.
};

enum class Kind : std::uint8_t {
    nil,
    flag,
    unsigned_integer,
    negative_integer,
    text,
    bytes,
    array
};

/// Every text that the reader accepts is UTF-8: shortest forms, no surrogates.
bool is_utf8(std::string_view text);

/// One value on the tape, in document order.
struct Token {
    Kind kind = Kind::nil;
    std::uint32_t offset = 0;  ///< Where its encoding starts in the input.
    std::uint32_t next = 0;    ///< Index of the token behind it and all it contains.
    std::uint32_t size = 0;    ///< Elements of an array, bytes of a text or byte string.
    std::uint64_t number = 0;  ///< Integer or flag; the data offset of a text or byte string.
};

/// A parsed input. The bytes are the caller's and must outlive it.
class Document {
public:
    /// Parses exactly one value that fills the whole input.
    static Result<Document> parse(ByteView input, const Limits& limits = {});
    /// Parses a sequence of values that fills the whole input; it reads as one array.
    static Result<Document> parse_sequence(ByteView input, const Limits& limits = {});

    ByteView input() const { return input_; }
    const std::vector<Token>& tape() const { return tape_; }

private:
    ByteView input_;
    std::vector<Token> tape_;
};

/// The token of a canonical value that is no array and fills the input, without a document: most
/// values are one small scalar, and a document for each would cost more than what is done with it.
/// Nothing for any other input; parse() tells what is wrong with it.
std::optional<Token> scalar_of(ByteView input);

/// A cursor over a document. The first wrong read makes it fail for good: later reads return zero
/// values and arrays of no elements, so a decoder reads on and asks status() once at the end.
class Reader {
public:
    explicit Reader(const Document& document) : document_(&document) {}

    /// Enters an array and returns its number of elements.
    std::size_t array();
    /// Enters an array that must have exactly `count` elements.
    void array_of(std::size_t count);
    std::uint64_t uint(std::uint64_t max = UINT64_MAX);
    std::int64_t integer();
    bool flag();
    ByteView bytes(std::size_t size_max = SIZE_MAX);
    std::string_view text(std::size_t size_max = SIZE_MAX);
    void nil();
    /// True and one step further when the next value is nil.
    bool skip_nil();
    /// The exact bytes of the next value, whatever it is.
    ByteView raw();

    template <class Fixed>
    Fixed fixed() {
        const ByteView view = bytes();
        if (view.size() != Fixed::kSize) {
            refuse_last("byte string of another size expected");
            return {};
        }
        return Fixed::from(view);
    }

    std::optional<Kind> peek() const;
    /// Number of elements when the next value is an array, without entering it.
    std::size_t peek_size() const;
    bool ok() const { return failure_ == nullptr; }
    void fail(const char* reason);
    /// The first failure, with the position; success also demands that nothing is left.
    Result<> status() const;

private:
    const Token* next(Kind kind, const char* reason);
    /// Fails at the value that was just read instead of the one behind it.
    void refuse_last(const char* reason);
    const Document* document_;
    std::size_t at_ = 0;
    const char* failure_ = nullptr;
    std::size_t failed_at_ = 0;
};

}  // namespace branchline::pack
