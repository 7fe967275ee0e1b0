#include "common/pack/reader.hpp"

#include <cstring>
#include <exception>

#include <msgpack.hpp>

#include "common/base/assert.hpp"
#include "common/pack/writer.hpp"

namespace branchline::pack {

namespace {

std::unexpected<Error> bad_encoding(const char* reason, std::size_t at) {
    return fail(Code::invalid, "bad-encoding",
                std::string(reason) + " at byte " + std::to_string(at));
}

/// About what a value takes in the entries of a catalogue; a guess at the length of the tape.
constexpr std::size_t kBytesOfToken = 4;

/// Writes the tape. Returning false from a visit stops the library's parser.
class TapeBuilder : public msgpack::null_visitor {
public:
    TapeBuilder(ByteView input, const Limits& limits, std::vector<Token>& tape)
        : input_(input), limits_(limits), tape_(tape) {}

    bool visit_nil() { return add({.kind = Kind::nil}); }
    bool visit_boolean(bool v) { return add({.kind = Kind::flag, .number = v ? 1U : 0U}); }
    bool visit_positive_integer(std::uint64_t v) {
        return add({.kind = Kind::unsigned_integer, .number = v});
    }
    bool visit_negative_integer(std::int64_t v) {
        return add({.kind = Kind::negative_integer, .number = static_cast<std::uint64_t>(v)});
    }
    bool visit_float32(float) { return refuse("floating point"); }
    bool visit_float64(double) { return refuse("floating point"); }
    bool visit_ext(const char*, std::uint32_t) { return refuse("extension type"); }
    bool start_map(std::uint32_t) { return refuse("map"); }
    bool visit_str(const char* v, std::uint32_t size) { return add_span(Kind::text, v, size); }
    bool visit_bin(const char* v, std::uint32_t size) { return add_span(Kind::bytes, v, size); }

    bool start_array(std::uint32_t count) {
        if (++depth_ > limits_.depth_max) return refuse("nested too deep");
        if (count > input_.size()) return refuse("array longer than the input");
        open_.push_back(tape_.size());
        return add({.kind = Kind::array, .size = count});
    }
    bool end_array() {
        --depth_;
        tape_[open_.back()].next = static_cast<std::uint32_t>(tape_.size());
        open_.pop_back();
        return true;
    }
    void parse_error(std::size_t, std::size_t) { refuse("malformed"); }
    void insufficient_bytes(std::size_t, std::size_t) { refuse("truncated"); }

    const char* reason() const { return reason_; }

private:
    bool add(Token token) {
        if (tape_.size() >= limits_.elements_max) return refuse("too many values");
        token.next = static_cast<std::uint32_t>(tape_.size() + 1);
        tape_.push_back(token);
        return true;
    }
    bool add_span(Kind kind, const char* data, std::uint32_t size) {
        const auto* first = reinterpret_cast<const char*>(input_.data());
        const auto offset = size == 0 ? 0U : static_cast<std::uint64_t>(data - first);
        return add({.kind = kind, .size = size, .number = offset});
    }
    bool refuse(const char* reason) {
        if (reason_ == nullptr) reason_ = reason;
        return false;
    }

    ByteView input_;
    const Limits& limits_;
    std::vector<Token>& tape_;
    std::vector<std::size_t> open_;
    std::size_t depth_ = 0;
    const char* reason_ = nullptr;
};

void write_token(Writer& writer, const Token& token, ByteView input) {
    const auto span = [&] { return input.subspan(token.number, token.size); };
    switch (token.kind) {
        case Kind::nil: writer.nil(); return;
        case Kind::flag: writer.flag(token.number != 0); return;
        case Kind::unsigned_integer: writer.uint(token.number); return;
        case Kind::negative_integer:
            writer.integer(static_cast<std::int64_t>(token.number));
            return;
        case Kind::text: writer.text(as_text(span())); return;
        case Kind::bytes: writer.bytes(span()); return;
        case Kind::array: writer.array(token.size); return;
    }
}

/// Encodes the tape again, notes where each value starts and demands the bytes we were given.
Result<> check_canonical(ByteView input, std::vector<Token>& tape) {
    Writer again;
    again.reserve(input.size());
    for (Token& token : tape) {
        token.offset = static_cast<std::uint32_t>(again.size());
        if (token.kind == Kind::text &&
            !is_utf8(as_text(input.subspan(token.number, token.size)))) {
            return bad_encoding("text that is not UTF-8", token.offset);
        }
        write_token(again, token, input);
        if (again.size() > input.size()) break;
    }
    if (equal(again.view(), input)) return {};
    const auto differ =
        std::mismatch(input.begin(), input.end(), again.view().begin(), again.view().end());
    return bad_encoding("not the canonical form",
                        static_cast<std::size_t>(differ.first - input.begin()));
}

Result<> parse_one(ByteView input, std::size_t& offset, TapeBuilder& builder) {
    try {
        const bool whole = msgpack::parse(reinterpret_cast<const char*>(input.data()), input.size(),
                                          offset, builder);
        if (whole && builder.reason() == nullptr) return {};
    } catch (const std::exception&) {
        return bad_encoding("malformed", offset);
    }
    return bad_encoding(builder.reason() != nullptr ? builder.reason() : "malformed", offset);
}

}  // namespace

bool is_utf8(std::string_view text) {
    std::size_t i = 0;
    while (i < text.size()) {
        std::uint64_t eight = 0;
        if (i + sizeof(eight) <= text.size()) std::memcpy(&eight, text.data() + i, sizeof(eight));
        if (i + sizeof(eight) <= text.size() && (eight & 0x8080808080808080U) == 0) {
            i += sizeof(eight);  // Most text is ASCII.
            continue;
        }
        const auto lead = static_cast<std::uint8_t>(text[i]);
        const int more = lead < 0x80                   ? 0
                         : lead >= 0xc2 && lead < 0xe0 ? 1
                         : lead >= 0xe0 && lead < 0xf0 ? 2
                         : lead >= 0xf0 && lead < 0xf5 ? 3
                                                       : -1;
        if (more < 0 || i + static_cast<std::size_t>(more) >= text.size()) return false;
        std::uint32_t point = more == 0 ? lead : lead & (0x3fU >> static_cast<unsigned>(more));
        for (int k = 1; k <= more; ++k) {
            const auto byte = static_cast<std::uint8_t>(text[i + static_cast<std::size_t>(k)]);
            if ((byte & 0xc0U) != 0x80) return false;
            point = (point << 6U) | (byte & 0x3fU);
        }
        const bool overlong = (more == 2 && point < 0x800) || (more == 3 && point < 0x10000);
        if (overlong || (point >= 0xd800 && point < 0xe000) || point > 0x10ffff) return false;
        i += static_cast<std::size_t>(more) + 1;
    }
    return true;
}

namespace {

/// How the bytes behind the first say a number or a length: so many of them, and at least this
/// much, or a shorter form would have done.
struct Form {
    Kind kind;
    std::size_t digits;
    std::uint64_t least;
    std::int64_t most;  ///< Of a negative integer.
};

std::optional<Form> form_of(std::uint8_t first) {
    switch (first) {
        case 0xc4: return Form{Kind::bytes, 1, 0, 0};
        case 0xc5: return Form{Kind::bytes, 2, 0x100, 0};
        case 0xc6: return Form{Kind::bytes, 4, 0x10000, 0};
        case 0xcc: return Form{Kind::unsigned_integer, 1, 0x80, 0};
        case 0xcd: return Form{Kind::unsigned_integer, 2, 0x100, 0};
        case 0xce: return Form{Kind::unsigned_integer, 4, 0x10000, 0};
        case 0xcf: return Form{Kind::unsigned_integer, 8, 0x100000000, 0};
        case 0xd0: return Form{Kind::negative_integer, 1, 0, -33};
        case 0xd1: return Form{Kind::negative_integer, 2, 0, INT8_MIN - 1};
        case 0xd2: return Form{Kind::negative_integer, 4, 0, INT16_MIN - 1};
        case 0xd3: return Form{Kind::negative_integer, 8, 0, std::int64_t{INT32_MIN} - 1};
        case 0xd9: return Form{Kind::text, 1, 0x20, 0};
        case 0xda: return Form{Kind::text, 2, 0x100, 0};
        case 0xdb: return Form{Kind::text, 4, 0x10000, 0};
        default: return std::nullopt;
    }
}

/// The number of so many bytes in two's complement.
std::int64_t signed_of(std::uint64_t number, std::size_t digits) {
    const unsigned unused = 64 - 8 * static_cast<unsigned>(digits);
    return static_cast<std::int64_t>(number << unused) >> unused;
}

std::optional<Token> span_of(Kind kind, ByteView input, std::size_t from, std::uint64_t size) {
    if (input.size() - from != size) return std::nullopt;
    if (kind == Kind::text && !is_utf8(as_text(input.subspan(from)))) return std::nullopt;
    return Token{.kind = kind, .size = static_cast<std::uint32_t>(size), .number = from};
}

}  // namespace

std::optional<Token> scalar_of(ByteView input) {
    if (input.empty()) return std::nullopt;
    const std::uint8_t first = input.front();
    if (first >= 0xa0 && first < 0xc0) return span_of(Kind::text, input, 1, first & 0x1fU);
    if (const auto form = form_of(first)) {
        if (input.size() < 1 + form->digits) return std::nullopt;
        const std::uint64_t number = read_big_endian(input.subspan(1, form->digits));
        if (number < form->least) return std::nullopt;
        const std::size_t behind = 1 + form->digits;
        if (form->kind == Kind::text || form->kind == Kind::bytes) {
            return span_of(form->kind, input, behind, number);
        }
        if (input.size() != behind) return std::nullopt;
        if (form->kind == Kind::unsigned_integer)
            return Token{.kind = form->kind, .number = number};
        const std::int64_t value = signed_of(number, form->digits);
        if (value > form->most) return std::nullopt;
        return Token{.kind = form->kind, .number = static_cast<std::uint64_t>(value)};
    }
    if (input.size() != 1) return std::nullopt;
    if (first < 0x80) return Token{.kind = Kind::unsigned_integer, .number = first};
    if (first >= 0xe0) {
        return Token{.kind = Kind::negative_integer,
                     .number = static_cast<std::uint64_t>(signed_of(first, 1))};
    }
    if (first == 0xc0) return Token{.kind = Kind::nil};
    if (first == 0xc2 || first == 0xc3) return Token{.kind = Kind::flag, .number = first & 1U};
    return std::nullopt;
}

Result<Document> Document::parse(ByteView input, const Limits& limits) {
    if (input.empty()) return bad_encoding("empty", 0);
    if (input.size() > limits.size_max) return bad_encoding("too large", limits.size_max);
    Document document;
    document.input_ = input;
    document.tape_.reserve(std::min(input.size() / kBytesOfToken + 1, limits.elements_max));
    TapeBuilder builder(input, limits, document.tape_);
    std::size_t offset = 0;
    TRY_VOID(parse_one(input, offset, builder));
    if (offset != input.size()) return bad_encoding("bytes behind the value", offset);
    TRY_VOID(check_canonical(input, document.tape_));
    return document;
}

Result<Document> Document::parse_sequence(ByteView input, const Limits& limits) {
    if (input.size() > limits.size_max) return bad_encoding("too large", limits.size_max);
    Document document;
    document.input_ = input;
    document.tape_.push_back({.kind = Kind::array});
    TapeBuilder builder(input, limits, document.tape_);
    std::uint32_t count = 0;
    for (std::size_t offset = 0; offset < input.size(); ++count) {
        TRY_VOID(parse_one(input, offset, builder));
    }
    std::vector<Token> content(document.tape_.begin() + 1, document.tape_.end());
    TRY_VOID(check_canonical(input, content));
    std::copy(content.begin(), content.end(), document.tape_.begin() + 1);
    document.tape_.front().size = count;
    document.tape_.front().next = static_cast<std::uint32_t>(document.tape_.size());
    return document;
}

void Reader::fail(const char* reason) {
    if (failure_ != nullptr) return;
    failure_ = reason;
    failed_at_ =
        at_ < document_->tape().size() ? document_->tape()[at_].offset : document_->input().size();
}

const Token* Reader::next(Kind kind, const char* reason) {
    if (failure_ != nullptr) return nullptr;
    if (at_ >= document_->tape().size() || document_->tape()[at_].kind != kind) {
        fail(reason);
        return nullptr;
    }
    return &document_->tape()[at_++];
}

void Reader::refuse_last(const char* reason) {
    if (failure_ != nullptr) return;
    --at_;
    fail(reason);
}

std::size_t Reader::array() {
    const Token* token = next(Kind::array, "array expected");
    return token == nullptr ? 0 : token->size;
}

void Reader::array_of(std::size_t count) {
    if (peek() == Kind::array && peek_size() != count)
        return fail("array of another size expected");
    array();
}

std::uint64_t Reader::uint(std::uint64_t max) {
    const Token* token = next(Kind::unsigned_integer, "unsigned integer expected");
    if (token == nullptr) return 0;
    if (token->number > max) {
        refuse_last("number out of range");
        return 0;
    }
    return token->number;
}

std::int64_t Reader::integer() {
    if (peek() == Kind::negative_integer) {
        return static_cast<std::int64_t>(next(Kind::negative_integer, "")->number);
    }
    return static_cast<std::int64_t>(uint(INT64_MAX));
}

bool Reader::flag() {
    const Token* token = next(Kind::flag, "true or false expected");
    return token != nullptr && token->number != 0;
}

ByteView Reader::bytes(std::size_t size_max) {
    const Token* token = next(Kind::bytes, "byte string expected");
    if (token == nullptr) return {};
    if (token->size > size_max) {
        refuse_last("byte string too long");
        return {};
    }
    return document_->input().subspan(token->number, token->size);
}

std::string_view Reader::text(std::size_t size_max) {
    const Token* token = next(Kind::text, "text expected");
    if (token == nullptr) return {};
    if (token->size > size_max) {
        refuse_last("text too long");
        return {};
    }
    return as_text(document_->input().subspan(token->number, token->size));
}

void Reader::nil() {
    next(Kind::nil, "nil expected");
}

bool Reader::skip_nil() {
    if (peek() != Kind::nil) return false;
    ++at_;
    return true;
}

ByteView Reader::raw() {
    if (failure_ != nullptr) return {};
    const auto& tape = document_->tape();
    if (at_ >= tape.size()) {
        fail("value expected");
        return {};
    }
    const std::size_t from = tape[at_].offset;
    at_ = tape[at_].next;
    const std::size_t to = at_ < tape.size() ? tape[at_].offset : document_->input().size();
    return document_->input().subspan(from, to - from);
}

std::optional<Kind> Reader::peek() const {
    if (failure_ != nullptr || at_ >= document_->tape().size()) return std::nullopt;
    return document_->tape()[at_].kind;
}

std::size_t Reader::peek_size() const {
    return peek() ? document_->tape()[at_].size : 0;
}

Result<> Reader::status() const {
    if (failure_ != nullptr) return bad_encoding(failure_, failed_at_);
    if (at_ < document_->tape().size()) {
        return bad_encoding("more values than expected", document_->tape()[at_].offset);
    }
    return {};
}

}  // namespace branchline::pack
