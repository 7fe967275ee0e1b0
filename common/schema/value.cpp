#include "common/schema/value.hpp"

#include <fmt/format.h>

#include "common/schema/blob.hpp"

namespace branchline::schema {

namespace {

template <class... Visitors>
struct Overloaded : Visitors... {
    using Visitors::operator()...;
};

const char* type_name(Type type) {
    switch (type) {
        case Type::text: return "text";
        case Type::integer: return "a whole number";
        case Type::decimal: return "a decimal number";
        case Type::date: return "a date";
        case Type::instant: return "a time";
        case Type::flag: return "true or false";
        case Type::enumeration: return "one of the listed words";
        case Type::ref: return "a row id";
        case Type::key: return "a key";
        case Type::bytes: return "bytes";
    }
    return "a value";
}

std::unexpected<Error> bad_value(const Field& field, std::string_view expected) {
    return fail(Code::invalid, "validation-failed",
                fmt::format("{}: {} expected", field.name, expected));
}

}  // namespace

void write_value(pack::Writer& writer, const Value& value) {
    std::visit(Overloaded{
                   [&](std::monostate) { writer.nil(); },
                   [&](bool v) { writer.flag(v); },
                   [&](std::int64_t v) { writer.integer(v); },
                   [&](const std::string& v) { writer.text(v); },
                   [&](const Bytes& v) { writer.bytes(v); },
                   [&](const std::vector<std::string>& v) {
                       writer.array(v.size());
                       for (const std::string& element : v) writer.text(element);
                   },
               },
               value);
}

Bytes encode_value(const Value& value) {
    pack::Writer writer;
    write_value(writer, value);
    return writer.take();
}

Value read_value(pack::Reader& reader) {
    const auto kind = reader.peek();
    if (!kind) {
        reader.fail("value expected");
        return {};
    }
    switch (*kind) {
        case pack::Kind::nil: reader.nil(); return {};
        case pack::Kind::flag: return reader.flag();
        case pack::Kind::unsigned_integer:
        case pack::Kind::negative_integer: return reader.integer();
        case pack::Kind::text: return std::string(reader.text());
        case pack::Kind::bytes: return to_bytes(reader.bytes());
        case pack::Kind::array: {
            std::vector<std::string> elements(reader.array());
            for (std::string& element : elements) element = reader.text();
            return elements;
        }
    }
    return {};
}

std::optional<Value> decode_scalar(ByteView packed) {
    const auto token = pack::scalar_of(packed);
    if (!token) return std::nullopt;
    const auto span = [&] { return packed.subspan(token->number, token->size); };
    switch (token->kind) {
        case pack::Kind::nil: return Value();
        case pack::Kind::flag: return Value(token->number != 0);
        case pack::Kind::unsigned_integer:
            if (token->number > INT64_MAX) return std::nullopt;
            return Value(static_cast<std::int64_t>(token->number));
        case pack::Kind::negative_integer: return Value(static_cast<std::int64_t>(token->number));
        case pack::Kind::text: return Value(std::string(as_text(span())));
        case pack::Kind::bytes: return Value(to_bytes(span()));
        case pack::Kind::array: break;
    }
    return std::nullopt;
}

Result<Value> decode_value(ByteView packed) {
    TRY(const pack::Document document, pack::Document::parse(packed));
    pack::Reader reader(document);
    Value value = read_value(reader);
    TRY_VOID(reader.status());
    return value;
}

bool is_one_of(std::string_view words, std::string_view word) {
    while (!words.empty()) {
        const std::size_t bar = words.find('|');
        if (words.substr(0, bar) == word) return true;
        if (bar == std::string_view::npos) return false;
        words.remove_prefix(bar + 1);
    }
    return false;
}

Result<> check_value(const Field& field, const Value& value) {
    if (std::holds_alternative<std::monostate>(value)) return {};
    const auto* text = std::get_if<std::string>(&value);
    const auto* number = std::get_if<std::int64_t>(&value);
    const auto* data = std::get_if<Bytes>(&value);
    switch (field.type.type) {
        case Type::text:
        case Type::key:
            if (text == nullptr) return bad_value(field, type_name(field.type.type));
            if (text->size() > field.type.size_max) {
                return bad_value(field,
                                 fmt::format("at most {} bytes of text", field.type.size_max));
            }
            // The writer would take it, and no reader would accept the entry.
            if (!pack::is_utf8(*text)) return bad_value(field, "text in UTF-8");
            return {};
        case Type::enumeration:
            if (text == nullptr || !is_one_of(field.type.target, *text)) {
                return bad_value(field, fmt::format("one of {}", field.type.target));
            }
            return {};
        case Type::integer:
        case Type::decimal:
        case Type::date:
        case Type::instant:
            if (number == nullptr) return bad_value(field, type_name(field.type.type));
            return {};
        case Type::flag:
            if (!std::holds_alternative<bool>(value)) return bad_value(field, "true or false");
            return {};
        case Type::ref:
            if (data == nullptr || data->size() != RowId::kSize)
                return bad_value(field, "a row id");
            return {};
        case Type::bytes:
            if (names_blob(field) && data != nullptr && data->size() != kBlobHashBytes) {
                return bad_value(field, "the hash of a file");
            }
            if (data == nullptr || data->size() > field.type.size_max) {
                return bad_value(field, fmt::format("at most {} bytes", field.type.size_max));
            }
            return {};
    }
    return {};
}

bool is_fitting_scalar(const Field& field, ByteView packed) {
    const auto token = pack::scalar_of(packed);
    if (!token) return false;
    const pack::Kind kind = token->kind;
    if (kind == pack::Kind::nil) return !field.required();
    switch (field.type.type) {
        case Type::text:
        case Type::key: return kind == pack::Kind::text && token->size <= field.type.size_max;
        case Type::enumeration:
            return kind == pack::Kind::text &&
                   is_one_of(field.type.target,
                             as_text(packed.subspan(token->number, token->size)));
        case Type::integer:
        case Type::decimal:
        case Type::date:
        case Type::instant:
            return kind == pack::Kind::negative_integer ||
                   (kind == pack::Kind::unsigned_integer && token->number <= INT64_MAX);
        case Type::flag: return kind == pack::Kind::flag;
        case Type::ref: return kind == pack::Kind::bytes && token->size == RowId::kSize;
        case Type::bytes:
            return kind == pack::Kind::bytes && token->size <= field.type.size_max &&
                   (!names_blob(field) || token->size == kBlobHashBytes);
    }
    return false;
}

}  // namespace branchline::schema
