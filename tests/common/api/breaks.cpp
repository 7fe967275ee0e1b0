#include "tests/common/api/breaks.hpp"

#include <algorithm>
#include <set>
#include <string_view>

#include <fmt/format.h>

namespace branchline::api {

namespace {

using text::Json;

/// Who makes the value: a client must go on being understood, and go on understanding.
enum class Side : std::uint8_t { request, answer };

constexpr std::size_t kDepthMax = 40;  // Of schemas that name themselves.

const Json& nothing() {
    static const Json kNothing = Json::object();
    return kNothing;
}

const Json& member(const Json& node, std::string_view name) {
    const auto found = node.find(name);
    return found == node.end() ? nothing() : *found;
}

std::set<std::string> texts(const Json& node) {
    if (node.is_string()) return {node.get<std::string>()};
    std::set<std::string> out;
    if (!node.is_array()) return out;
    for (const Json& element : node) {
        out.insert(element.is_string() ? element.get<std::string>() : text::dump(element));
    }
    return out;
}

class Comparison {
public:
    Comparison(const Json& older, const Json& newer) : older_(older), newer_(newer) {}

    std::vector<std::string> run() {
        for (const auto& [path, operations] : member(older_, "paths").items()) {
            for (const auto& [method, operation] : operations.items()) {
                where_ = fmt::format("{} {}", method, path);
                const Json& now = member(member(member(newer_, "paths"), path), method);
                if (now.empty()) {
                    tell("", "is gone");
                } else {
                    compare_operations(operation, now);
                }
            }
        }
        return std::move(found_);
    }

private:
    void tell(std::string_view at, std::string_view what) {
        found_.push_back(at.empty() ? fmt::format("{}: {}", where_, what)
                                    : fmt::format("{}: {}: {}", where_, at, what));
    }

    static const Json& resolved(const Json& document, const Json& node) {
        const auto reference = node.find("$ref");
        if (reference == node.end()) return node;
        const Json::json_pointer at(reference->get<std::string>().substr(1));
        return document.contains(at) ? resolved(document, document.at(at)) : nothing();
    }

    // Operations.

    void compare_operations(const Json& before, const Json& now) {
        compare_parameters(before, now);
        compare_bodies(member(before, "requestBody"), member(now, "requestBody"));
        for (const auto& [status, answer] : member(before, "responses").items()) {
            const Json& after = member(member(now, "responses"), status);
            if (after.empty()) {
                tell(status, "is answered no more");
            } else {
                compare_answers(status, resolved(older_, answer), resolved(newer_, after));
            }
        }
        if (!before.contains("security") || now.contains("security")) return;
        tell("", "asks for a sign-in now");
    }

    const Json& parameter(const Json& document, const Json& operation, const Json& like) const {
        for (const Json& one : member(operation, "parameters")) {
            const Json& about = resolved(document, one);
            if (member(about, "name") == member(like, "name") &&
                member(about, "in") == member(like, "in")) {
                return about;
            }
        }
        return nothing();
    }

    void compare_parameters(const Json& before, const Json& now) {
        for (const Json& one : member(before, "parameters")) {
            const Json& was = resolved(older_, one);
            const std::string name = was.value("name", "");
            const Json& is = parameter(newer_, now, was);
            if (is.empty()) {
                tell(name, "the parameter is gone");
                continue;
            }
            if (is.value("required", false) && !was.value("required", false)) {
                tell(name, "the parameter is required now");
            }
            compare(Side::request, name, member(was, "schema"), member(is, "schema"), 0);
        }
        for (const Json& one : member(now, "parameters")) {
            const Json& is = resolved(newer_, one);
            if (!is.value("required", false) || !parameter(older_, before, is).empty()) continue;
            tell(is.value("name", ""), "a new parameter is required");
        }
    }

    void compare_bodies(const Json& was, const Json& is) {
        if (is.value("required", false) && !was.value("required", false)) {
            tell("body", "is required now");
        }
        for (const auto& [type, about] : member(was, "content").items()) {
            const Json& now = member(member(is, "content"), type);
            if (now.empty()) {
                tell("body", fmt::format("{} is taken no more", type));
            } else {
                compare(Side::request, "body", member(about, "schema"), member(now, "schema"), 0);
            }
        }
    }

    void compare_answers(const std::string& status, const Json& was, const Json& is) {
        for (const auto& [name, about] : member(was, "headers").items()) {
            if (!member(is, "headers").contains(name)) tell(status, name + " is sent no more");
        }
        for (const auto& [type, about] : member(was, "content").items()) {
            const Json& now = member(member(is, "content"), type);
            if (now.empty()) {
                tell(status, fmt::format("{} is answered no more", type));
            } else {
                compare(Side::answer, status, member(about, "schema"), member(now, "schema"), 0);
            }
        }
    }

    // Schemas.

    void compare(
        Side side, const std::string& at, const Json& before, const Json& now, std::size_t depth) {
        const Json& was = resolved(older_, before);
        const Json& is = resolved(newer_, now);
        if (depth > kDepthMax) return;
        compare_types(side, at, was, is);
        compare_values(side, at, was, is);
        if (side == Side::request) compare_bounds(at, was, is);
        compare_members(side, at, was, is, depth);
        if (was.contains("items")) {
            compare(side, at + "/[]", was["items"], member(is, "items"), depth + 1);
        }
        for (const char* list : {"allOf", "anyOf", "oneOf"}) {
            const Json& old_parts = member(was, list);
            const Json& new_parts = member(is, list);
            for (std::size_t i = 0; i < old_parts.size() && i < new_parts.size(); ++i) {
                compare(side, at, old_parts[i], new_parts[i], depth + 1);
            }
            if (old_parts.size() != new_parts.size()) tell(at, fmt::format("{} differs", list));
        }
    }

    /// A request may be of more types than before, an answer of fewer.
    void compare_types(Side side, const std::string& at, const Json& was, const Json& is) {
        const auto before = texts(member(was, "type"));
        const auto now = texts(member(is, "type"));
        const auto& promised = side == Side::request ? before : now;
        const auto& held = side == Side::request ? now : before;
        if (held.empty()) return;
        const bool fits = !promised.empty() &&
                          std::includes(held.begin(), held.end(), promised.begin(), promised.end());
        if (!fits) tell(at, side == Side::request ? "takes fewer types" : "has another type");
    }

    /// Answers may come with new words: readers ignore what they do not know.
    void compare_values(Side side, const std::string& at, const Json& was, const Json& is) {
        if (was.contains("const") && is.contains("const") && was["const"] != is["const"]) {
            tell(at, "is another constant");
        }
        if (side == Side::answer || !is.contains("enum")) return;
        const auto before = texts(member(was, "enum"));
        const auto now = texts(is["enum"]);
        if (before.empty()) return tell(at, "takes only some words now");
        for (const std::string& word : before) {
            if (!now.contains(word)) tell(at, fmt::format("does not take \"{}\" any more", word));
        }
    }

    void compare_bounds(const std::string& at, const Json& was, const Json& is) {
        if (is.contains("pattern") && member(was, "pattern") != is["pattern"]) {
            tell(at, "must match another pattern");
        }
        for (const char* name : {"minimum", "minLength", "minItems", "minProperties"}) {
            if (is.contains(name) && (!was.contains(name) || is[name] > was[name])) {
                tell(at, fmt::format("{} is greater", name));
            }
        }
        for (const char* name : {"maximum", "maxLength", "maxItems", "maxProperties"}) {
            if (is.contains(name) && (!was.contains(name) || is[name] < was[name])) {
                tell(at, fmt::format("{} is smaller", name));
            }
        }
        const bool closed = member(is, "additionalProperties") == Json(false);
        if (closed && member(was, "additionalProperties") != Json(false)) {
            tell(at, "takes no other members any more");
        }
    }

    void compare_members(
        Side side, const std::string& at, const Json& was, const Json& is, std::size_t depth) {
        for (const auto& [name, about] : member(was, "properties").items()) {
            const std::string here = fmt::format("{}/{}", at, name);
            if (!member(is, "properties").contains(name)) {
                tell(here, "is gone");
            } else {
                compare(side, here, about, is["properties"][name], depth + 1);
            }
        }
        const auto before = texts(member(was, "required"));
        const auto now = texts(member(is, "required"));
        const auto& more = side == Side::request ? now : before;
        const auto& fewer = side == Side::request ? before : now;
        for (const std::string& name : more) {
            if (fewer.contains(name)) continue;
            tell(fmt::format("{}/{}", at, name),
                 side == Side::request ? "is required now" : "may be absent now");
        }
    }

    const Json& older_;
    const Json& newer_;
    std::string where_;
    std::vector<std::string> found_;
};

}  // namespace

std::vector<std::string> breaks(const Json& older, const Json& newer) {
    return Comparison(older, newer).run();
}

}  // namespace branchline::api
