#include "common/text/json.hpp"

#include <algorithm>
#include <exception>
#include <iterator>
#include <limits>
#include <memory>
#include <optional>
#include <unordered_set>
#include <utility>
#include <vector>

namespace branchline::text {

namespace {

/// Walks the text and tells, through `consumed`, how far the parser has read.
class CountingIterator {
public:
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;    // NOLINT(readability-identifier-naming): std's name.
    using reference = const char&;  // NOLINT(readability-identifier-naming): std's name.

    CountingIterator(const char* at, std::size_t& consumed) : at_(at), consumed_(&consumed) {}
    reference operator*() const { return *at_; }
    CountingIterator& operator++() {
        ++at_;
        ++*consumed_;
        return *this;
    }
    CountingIterator operator++(int) {
        CountingIterator before = *this;
        ++*this;
        return before;
    }
    bool operator==(const CountingIterator& other) const { return at_ == other.at_; }

private:
    const char* at_;
    std::size_t* consumed_;
};

/// Builds the value; stops the parser at the first thing the limits or the rules forbid.
class Builder {
public:
    explicit Builder(std::size_t depth_max) : depth_max_(depth_max) {}

    Json take() { return std::move(root_); }
    const std::string& id() const { return id_; }
    const std::string& reason() const { return reason_; }
    /// Bytes up to the offending one; nothing when it is the last the parser has read.
    std::optional<std::size_t> offset() const { return offset_; }

    // The names below are those the parser calls.
    bool null() { return place(nullptr) != nullptr; }
    bool boolean(bool value) { return place(value) != nullptr; }
    bool number_integer(std::int64_t value) { return place(value) != nullptr; }
    bool number_unsigned(std::uint64_t value) { return place(value) != nullptr; }
    bool number_float(double value, const std::string&) { return place(value) != nullptr; }
    bool string(std::string& value) { return place(std::move(value)) != nullptr; }
    bool binary(Json::binary_t&) { return refuse("bad-json", "binary values are not JSON"); }

    bool start_object(std::size_t) {
        if (!open(Json::object())) return false;
        names_.emplace_back();
        return true;
    }
    bool key(std::string& name) {
        if (!names_.back().insert(name).second) {
            return refuse("duplicate-key", "member named twice: \"" + name + "\"");
        }
        name_ = std::move(name);
        return true;
    }
    bool end_object() {
        names_.pop_back();
        open_.pop_back();
        return true;
    }
    bool start_array(std::size_t) { return open(Json::array()); }
    bool end_array() {
        open_.pop_back();
        return true;
    }
    bool parse_error(std::size_t offset, const std::string&, const std::exception& error) {
        offset_ = offset;  // The parser may have looked one character ahead.
        // "[json.exception.parse_error.101] parse error at line 1, column 2: what": keep "what".
        const std::string_view full = error.what();
        const std::size_t position = full.find("column ");
        const std::size_t colon = full.find(": ", position == full.npos ? 0 : position);
        const std::size_t bracket = full.find("] ");
        std::size_t start = 0;
        if (colon != full.npos) {
            start = colon + 2;
        } else if (bracket != full.npos) {
            start = bracket + 2;
        }
        return refuse("bad-json", std::string(full.substr(start)));
    }

private:
    bool refuse(std::string_view id, std::string reason) {
        id_ = id;
        reason_ = std::move(reason);
        return false;
    }

    bool open(Json value) {
        if (open_.size() >= depth_max_) {
            return refuse("json-too-deep",
                          "more than " + std::to_string(depth_max_) + " levels deep");
        }
        open_.push_back(place(std::move(value)));
        return true;
    }

    // Names are known to be unique, so the linear search of the ordered map is passed by.
    Json* place(Json value) {
        if (open_.empty()) {
            root_ = std::move(value);
            return &root_;
        }
        if (Json& parent = *open_.back(); parent.is_array()) {
            auto& items = parent.get_ref<Json::array_t&>();
            return &items.emplace_back(std::move(value));
        }
        auto& members = open_.back()->get_ref<Json::object_t&>();
        std::vector<Json::object_t::value_type>& list = members;
        return &list.emplace_back(std::move(name_), std::move(value)).second;
    }

    std::size_t depth_max_;
    Json root_;
    std::vector<Json*> open_;  ///< From the root to the innermost open array or object.
    std::vector<std::unordered_set<std::string>> names_;
    std::string name_;
    std::string id_;
    std::string reason_;
    std::optional<std::size_t> offset_;
};

std::string place_of(std::string_view text, std::size_t offset) {
    const std::string_view before = text.substr(0, std::min(offset, text.size()));
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const std::size_t line_start = before.rfind('\n');
    const std::size_t column =
        line_start == before.npos ? before.size() : before.size() - line_start - 1;
    return "line " + std::to_string(line) + ", column " +
           std::to_string(std::max<std::size_t>(column, 1)) + " (byte " + std::to_string(offset) +
           "): ";
}

std::string dump_with(const Json& value, int indent) {
    return value.dump(indent, ' ', false, Json::error_handler_t::replace);
}

Result<const Json*> member(const Json& object, std::string_view name) {
    if (const Json* found = find(object, name)) return found;
    return fail(Code::invalid, "missing-field", "no member \"" + std::string(name) + "\"");
}

std::unexpected<Error> wrong_type(std::string_view name, std::string_view wanted) {
    return fail(Code::invalid, "bad-value",
                "\"" + std::string(name) + "\" must be " + std::string(wanted));
}

}  // namespace

Result<Json> parse_json(std::string_view text, Limits limits) {
    if (text.size() > limits.size_max) {
        return fail(Code::too_large, "json-too-large",
                    std::to_string(text.size()) + " bytes of JSON, at most " +
                        std::to_string(limits.size_max) + " are read");
    }
    // The parser skips a byte order mark and takes a zero byte for the end of the text.
    if (text.starts_with("\xEF\xBB\xBF")) {
        return fail(Code::invalid, "bad-json", "JSON starts with a byte order mark");
    }
    if (const std::size_t zero = text.find('\0'); zero != text.npos) {
        return fail(Code::invalid, "bad-json", place_of(text, zero + 1) + "zero byte");
    }
    std::size_t consumed = 0;
    Builder builder(limits.depth_max);
    const bool complete =
        Json::sax_parse(CountingIterator(std::to_address(text.begin()), consumed),
                        CountingIterator(std::to_address(text.end()), consumed), &builder);
    if (complete) return builder.take();
    const std::size_t offset = builder.offset().value_or(consumed);
    return fail(Code::invalid, builder.id(), place_of(text, offset) + builder.reason());
}

std::string dump(const Json& value) {
    return dump_with(value, -1);
}
std::string dump_pretty(const Json& value) {
    return dump_with(value, 2);
}

const Json* find(const Json& object, std::string_view name) {
    if (!object.is_object()) return nullptr;
    for (const auto& [key, value] : object.get_ref<const Json::object_t&>()) {
        if (key == name) return &value;
    }
    return nullptr;
}

Result<std::string> string_of(const Json& object, std::string_view name) {
    TRY(const Json* value, member(object, name));
    if (!value->is_string()) return wrong_type(name, "a string");
    return value->get_ref<const std::string&>();
}

Result<std::int64_t> integer_of(const Json& object, std::string_view name) {
    TRY(const Json* value, member(object, name));
    if (!value->is_number_integer()) return wrong_type(name, "a whole number");
    constexpr auto kMax = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (value->is_number_unsigned() && value->get<std::uint64_t>() > kMax) {
        return wrong_type(name, "at most 9223372036854775807");
    }
    return value->get<std::int64_t>();
}

Result<bool> flag_of(const Json& object, std::string_view name) {
    TRY(const Json* value, member(object, name));
    if (!value->is_boolean()) return wrong_type(name, "true or false");
    return value->get<bool>();
}

}  // namespace branchline::text
