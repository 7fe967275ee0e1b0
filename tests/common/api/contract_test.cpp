// Every operation of the API's own description is called with what it says is valid and with all
// that it says is not: never a failure of the server, always a status that is described, always a
// problem document for a refusal.
#include <map>
#include <regex>
#include <set>

#include "common/domain/modules.hpp"
#include "tests/common/api/api_office.hpp"

using namespace branchline;
using namespace branchline::api;

namespace {

const std::string kNobody(32, 'f');

const Json& resolved(const Json& document, const Json& node) {
    const Json* at = &node;
    while (at->is_object() && at->contains("$ref")) {
        at = &document.at(Json::json_pointer(at->at("$ref").get<std::string>().substr(1)));
    }
    return *at;
}

/// The part of a schema that says what a value looks like: "allOf" here has one element.
const Json& shape(const Json& document, const Json& schema) {
    const Json& here = resolved(document, schema);
    return here.contains("allOf") ? shape(document, here.at("allOf").at(0)) : here;
}

std::string type_of(const Json& schema) {
    const auto found = schema.find("type");
    if (found == schema.end()) return "";
    return found->is_array() ? found->at(0).get<std::string>() : found->get<std::string>();
}

Json sample_text(const Json& schema) {
    if (schema.contains("enum")) return schema["enum"][0];
    if (schema.contains("const")) return schema["const"];
    const std::string format = schema.value("format", "");
    if (format == "date") return "2026-11-21";
    if (format == "date-time") return "2026-11-21T09:14:02Z";
    const std::string pattern = schema.value("pattern", "");
    if (pattern == "^[0-9a-f]{32}$") return kNobody;
    if (pattern == "^[0-9a-f]{64}$") return std::string(64, 'a');
    if (pattern.starts_with("^-?")) return "1";
    return pattern.starts_with("^([0-9a-f]{2})") ? "" : "A";
}

enum class Extent { needed, all };

/// A value that the schema allows.
Json sample(const Json& document, const Json& asked, Extent extent) {
    const Json& schema = shape(document, asked);
    const std::string type = type_of(schema);
    if (type == "integer") return 1;
    if (type == "boolean") return true;
    if (type == "array") return Json::array({sample(document, schema.at("items"), extent)});
    if (type != "object") return sample_text(schema);
    Json out = Json::object();
    const Json required = schema.value("required", Json::array());
    const std::size_t most = resolved(document, asked).value("maxProperties", std::size_t{1000});
    const std::size_t least = resolved(document, asked).value("minProperties", std::size_t{0});
    if (!schema.contains("properties")) return out;
    for (const auto& [name, property] : schema.at("properties").items()) {
        const bool needed = std::find(required.begin(), required.end(), name) != required.end();
        const bool wanted = needed || extent == Extent::all || out.size() < least;
        if (wanted && out.size() < most) out[name] = sample(document, property, extent);
    }
    return out;
}

/// Where and how a value breaks its schema; empty when it does not.
std::string misfit(const Json& document, const Json& asked, const Json& value) {
    const Json& schema = resolved(document, asked);
    if (schema.contains("const") && schema["const"] != value) return "const";
    if (schema.contains("type")) {
        const Json types =
            schema["type"].is_array() ? schema["type"] : Json::array({schema["type"]});
        const auto fits = [&](const Json& type) {
            const std::string name = type.get<std::string>();
            return (name == "null" && value.is_null()) || (name == "string" && value.is_string()) ||
                   (name == "integer" && value.is_number_integer()) ||
                   (name == "boolean" && value.is_boolean()) ||
                   (name == "array" && value.is_array()) || (name == "object" && value.is_object());
        };
        if (std::none_of(types.begin(), types.end(), fits)) return "type of " + text::dump(value);
    }
    if (schema.contains("enum")) {
        const Json& words = schema["enum"];
        if (std::find(words.begin(), words.end(), value) == words.end()) return "enum";
    }
    if (value.is_string() && schema.contains("pattern")) {
        const std::regex pattern(schema["pattern"].get<std::string>());
        if (!std::regex_match(value.get<std::string>(), pattern)) return "pattern";
    }
    if (value.is_array() && schema.contains("items")) {
        for (const Json& element : value) {
            const std::string wrong = misfit(document, schema["items"], element);
            if (!wrong.empty()) return "[]" + wrong;
        }
    }
    if (!value.is_object()) return "";
    for (const Json& name : schema.value("required", Json::array())) {
        if (!value.contains(name.get<std::string>())) return "lacks " + name.get<std::string>();
    }
    const Json properties = schema.value("properties", Json::object());
    for (const auto& [name, member] : value.items()) {
        if (!properties.contains(name)) continue;
        const std::string wrong = misfit(document, properties[name], member);
        if (!wrong.empty()) return name + "/" + wrong;
    }
    return "";
}

struct Operation {
    std::string path;
    std::string method;  ///< In capitals.
    Json about;
    std::string body_type;  ///< Empty: takes no body.
};

std::vector<Operation> operations(const Json& document) {
    std::vector<Operation> out;
    for (const auto& [path, methods] : document["paths"].items()) {
        for (const auto& [method, about] : methods.items()) {
            Operation operation{path, method, about, ""};
            for (char& c : operation.method) c = static_cast<char>(c - 'a' + 'A');
            if (about.contains("requestBody")) {
                operation.body_type = about["requestBody"]["content"].begin().key();
            }
            out.push_back(std::move(operation));
        }
    }
    return out;
}

std::string replaced(std::string text, const std::string& word, const std::string& value) {
    if (const auto at = text.find(word); at != text.npos) text.replace(at, word.size(), value);
    return text;
}

/// Calls one operation in every way and judges the answers.
class Caller {
public:
    Caller(Office& office, const schema::Registry& registry, Operation operation)
        : office_(office), registry_(registry), operation_(std::move(operation)) {
        if (operation_.body_type.empty()) return;
        schema_ = operation_.about["requestBody"]["content"][operation_.body_type]["schema"];
    }

    /// Returns the status.
    int call(const http::Request& request) {
        http::Response answer = office_.call(request);
        const int status = answer.status;
        const std::string type = http::media_type(answer.headers.get("Content-Type"));
        const std::string body = drain(std::move(answer));
        const std::string wrong = complaint(status, type, body);
        if (wrong.empty()) return status;
        std::string fields;
        for (const auto& [name, value] : request.headers.all())
            fields += name + ": " + value + "\n";
        CAPTURE(request.method, request.target.substr(0, 200), fields, request.body.substr(0, 400),
                status, body.substr(0, 400));
        CHECK(wrong.empty());
        FAIL_CHECK(wrong);
        return status;
    }

    /// What wrong input is put into; about one record, whatever has become of it.
    const http::Request& base() {
        if (!base_) base_ = valid(Extent::needed);
        return *base_;
    }

    http::Request valid(Extent extent) const {
        http::Request out = bare(target());
        for (const Json& parameter : operation_.about["parameters"]) {
            const Json& about = resolved(document(), parameter);
            if (about["in"] != "header" || !about.value("required", false)) continue;
            out.headers.set(about["name"].get<std::string>(), "*");
        }
        if (schema_) out.body = text::dump(sample(document(), *schema_, extent));
        return out;
    }

    void call_wrong_paths() {
        for (const char* wrong : {"zz", "%ff", "%00", "..", "-1", "%2F", "%3A", "a%20b"}) {
            http::Request request = base();
            request.target = target(std::string(wrong));
            call(request);
        }
        for (const std::string& wrong :
             {std::string(32, 'F'), std::string(34, '0'), std::string(3000, 'a')}) {
            http::Request request = base();
            request.target = target(wrong);
            call(request);
        }
    }

    void call_wrong_queries() {
        CHECK(call_with_query("nosuch=1") == 400);
        CHECK(call_with_query("%ff=1") == 400);
        for (const char* name : {"filter", "sort", "limit", "after", "as_of", "stream", "date"}) {
            for (const char* value :
                 {"", "0", "-1", "zz", "99999999999999999999999", "%00", "%ff", "%", "a:b:c",
                  ":::", "2026-13-45", "nosuch:eq:1", "nosuch", "-", "--x", "%F0%9F%98%80"}) {
                call_with_query(std::string(name) + "=" + value);
            }
            CHECK(call_with_query(fmt::format("{0}=1&{0}=1&nosuch=", name)) == 400);
        }
    }

    void call_wrong_headers() {
        for (const char* name : {"Idempotency-Key", "If-Match", "If-None-Match"}) {
            for (const std::string& value :
                 {std::string(), std::string("\""), std::string("\"\""), std::string("W/\"1\""),
                  std::string("a b"), std::string("\xff\xfe"), std::string(4000, 'k')}) {
                http::Request request = base();
                request.headers.set(name, value);
                call(request);
                request.headers.add(name, value);
                call(request);
            }
        }
    }

    void call_wrong_types() {
        for (const char* type : {"", "text/plain", "application/x-www-form-urlencoded",
                                 "application/jsonx", "multipart/form-data; boundary=x"}) {
            http::Request request = base();
            request.headers.set("Content-Type", type);
            CHECK(call(request) == 415);
        }
        http::Request twice = base();
        twice.headers.add("Content-Type", "application/json");
        CHECK(call(twice) == 415);
    }

    void call_wrong_bodies() {
        const std::string deep = std::string(100, '[') + std::string(100, ']');
        for (const std::string& body :
             {std::string("{"), std::string("[]"), std::string("null"), std::string("5"),
              std::string("\"a\""), std::string("{\"data\":null}"), std::string("{\"data\":[]}"),
              std::string("{\"data\":{\"nosuch\":1}}"), std::string("{\"nosuch\":1}"),
              std::string("{\"data\":{},\"data\":{}}"), std::string("{\"data\":") + deep + "}",
              std::string("{\"data\":{\"\xff\":\"\xfe\"}}"), std::string("\xef\xbb\xbf{}"),
              std::string("{} {}"), std::string("{\"data\":1e999}"), std::string(1, '\0'),
              "{\"data\":{\"a\":\"" + std::string(std::size_t{1} << 20U, 'x') + "\"}}"}) {
            http::Request request = base();
            request.body = body;
            const int status = call(request);
            CHECK((status >= 400 && status < 500));
        }
    }

    /// Each member with values of every other type, without it, and with one more.
    void call_wrong_members() {
        const Json whole = sample(document(), *schema_, Extent::needed);
        call_wrong_members(whole, *schema_, Json::json_pointer());
    }

private:
    const Json& document() const { return office_.document; }

    /// How the answer breaks the description; empty when it does not.
    std::string complaint(int status, const std::string& type, const std::string& body) const {
        if (status >= 500) return "the server failed";
        const Json& responses = operation_.about["responses"];
        const std::string name = std::to_string(status);
        if (!responses.contains(name)) return "the status is not described";
        const Json& content = resolved(document(), responses[name])["content"];
        if (!content.contains(type)) return "the media type is not described";
        if (type != "application/json" && type != "application/problem+json") return "";
        const auto json = text::parse_json(body, {.depth_max = 64, .size_max = body.size()});
        if (!json) return json.error().what;
        if (status >= 400 && (*json)["status"] != status) return "another status in the problem";
        return misfit(document(), content[type]["schema"], *json);
    }

    http::Request bare(std::string target) const {
        http::Request out;
        out.method = operation_.method;
        out.target = std::move(target);
        if (!operation_.body_type.empty()) {
            out.headers.set("Content-Type", operation_.body_type);
        }
        return out;
    }

    /// The path with a record that exists where it can, or with `wrong` for every parameter.
    std::string target(const std::optional<std::string>& wrong = std::nullopt) const {
        std::string out = operation_.path;
        const schema::Entity& some = *registry_.entities().front();
        const std::map<std::string, std::string> good = {
            {"{id}",     record_id()                          },
            {"{entity}", std::string(some.name)               },
            {"{field}",  std::string(some.fields.front().name)}
        };
        for (const auto& [word, value] : good) out = replaced(out, word, wrong.value_or(value));
        for (auto at = out.find('{'); at != out.npos; at = out.find('{')) {
            out.replace(at, out.find('}', at) - at + 1, wrong.value_or("A"));
        }
        return out;
    }

    /// Of a record of the collection, made for this call.
    std::string record_id() const {
        const std::string path = operation_.path.substr(0, operation_.path.find("/{"));
        const Json& paths = document()["paths"];
        if (operation_.path.find("{id}") == operation_.path.npos || !paths.contains(path) ||
            !paths[path].contains("post")) {
            return kNobody;
        }
        http::Request request;
        request.method = "POST";
        request.target = path;
        request.headers.set("Content-Type", "application/json");
        const Json& schema =
            paths[path]["post"]["requestBody"]["content"]["application/json"]["schema"];
        request.body = text::dump(sample(document(), schema, Extent::needed));
        const auto made = office_.call(std::move(request));
        CAPTURE(path, made.body);
        REQUIRE(made.status < 300);
        return json_of(made)["id"];
    }

    int call_with_query(const std::string& query) {
        http::Request request = base();
        request.target += "?" + query;
        return call(request);
    }

    void call_with(const Json& whole, const Json::json_pointer& at, Json value) {
        Json changed = whole;
        changed[at] = std::move(value);
        http::Request request = base();
        request.body = text::dump(changed);
        call(request);
    }

    void call_wrong_members(const Json& whole, const Json& asked, const Json::json_pointer& at) {
        const Json& schema = shape(document(), asked);
        if (type_of(schema) != "object" || !schema.contains("properties")) return;
        call_with(whole, at / "no\x01such/~member", 1);
        for (const auto& [name, property] : schema["properties"].items()) {
            const auto place = at / name;
            Json without = whole;
            if (without.contains(at) && without[at].erase(name) > 0) {
                http::Request request = base();
                request.body = text::dump(without);
                call(request);
            }
            for (const Json& value : wrong_values()) call_with(whole, place, value);
            Json inner = whole;
            if (!inner.contains(place)) inner[place] = sample(document(), property, Extent::needed);
            call_wrong_members(inner, property, place);
        }
    }

    static const std::vector<Json>& wrong_values() {
        static const std::vector<Json> values = {nullptr,
                                                 true,
                                                 5,
                                                 -1,
                                                 1.5,
                                                 1e300,
                                                 std::uint64_t{1} << 63U,
                                                 std::numeric_limits<std::int64_t>::min(),
                                                 "",
                                                 "zz",
                                                 "2026-02-30",
                                                 "2026-11-21T25:00:00Z",
                                                 std::string("a\0b", 3),
                                                 "0.0000000001",
                                                 "99999999999999999999",
                                                 std::string(66'000, 'x'),
                                                 Json::array(),
                                                 Json::object(),
                                                 Json::array({Json::array({1})}),
                                                 Json::array({"a", nullptr})};
        return values;
    }

    Office& office_;
    const schema::Registry& registry_;
    const Operation operation_;
    const Json problem_ = {
        {"$ref", "#/components/schemas/Problem"}
    };
    std::optional<http::Request> base_;
    std::optional<Json> schema_;  ///< Of the body.
};

/// The toy has none of its own, and those of the product ask for its entities.
std::span<const engine::Question> questions_of(const schema::Registry& registry) {
    if (&registry != &domain::registry()) return {};
    return domain::questions();
}

/// What answered with each status to valid requests, by verb.
using Tally = std::map<std::string, std::map<int, std::set<std::string>>>;

Tally call_valid(const schema::Registry& registry) {
    Office office(registry, questions_of(registry));
    Tally tally;
    for (const Operation& operation : operations(office.document)) {
        Caller caller(office, registry, operation);
        const std::string id = operation.about["operationId"];
        const std::string verb = id.substr(0, id.find('_'));
        for (const Extent extent : {Extent::needed, Extent::all}) {
            tally[verb][caller.call(caller.valid(extent))].insert(id);
        }
    }
    return tally;
}

/// Every `parts`-th operation, from the `part`-th on: the product has too many for one test.
void call_invalid(const schema::Registry& registry, std::size_t part = 0, std::size_t parts = 1) {
    Office office(registry, questions_of(registry));
    const auto all = operations(office.document);
    for (std::size_t at = part; at < all.size(); at += parts) {
        const Operation& operation = all[at];
        office.reset();
        Caller caller(office, registry, operation);
        caller.call_wrong_paths();
        caller.call_wrong_queries();
        caller.call_wrong_headers();
        if (operation.body_type.empty()) continue;
        caller.call_wrong_types();
        caller.call_wrong_bodies();
        caller.call_wrong_members();
    }
}

}  // namespace

TEST_CASE("contract: what the description calls valid is carried out", "[api][contract]") {
    for (const schema::Registry* registry : {&test::toy_registry(), &domain::registry()}) {
        Tally tally = call_valid(*registry);
        const auto only = [&](const std::string& verb, const std::set<int>& statuses) {
            CAPTURE(verb);
            CHECK_FALSE(tally[verb].empty());
            for (const auto& [status, operations] : tally[verb]) {
                CAPTURE(status, operations);
                CHECK(statuses.contains(status));
            }
        };
        // Each record is given the sample's values: of what no two may share, another one has it.
        for (const std::string verb : {"change", "void"}) {
            const auto taken = tally[verb].extract(409);
            if (taken) CHECK(taken.mapped() == std::set<std::string>{verb + "_importer_users"});
        }
        only("list", {200});
        only("create", {200, 201});
        only("change", {200, 422});  // A field that is written once has its value.
        only("void", {200});
    }
}

TEST_CASE("contract: wrong input to any operation of the toy is refused as described",
          "[api][contract]") {
    call_invalid(test::toy_registry());
}

TEST_CASE("contract: wrong input to the product is refused as described, first quarter",
          "[api][contract]") {
    call_invalid(domain::registry(), 0, 4);
}

TEST_CASE("contract: wrong input to the product is refused as described, second quarter",
          "[api][contract]") {
    call_invalid(domain::registry(), 1, 4);
}

TEST_CASE("contract: wrong input to the product is refused as described, third quarter",
          "[api][contract]") {
    call_invalid(domain::registry(), 2, 4);
}

TEST_CASE("contract: wrong input to the product is refused as described, last quarter",
          "[api][contract]") {
    call_invalid(domain::registry(), 3, 4);
}
