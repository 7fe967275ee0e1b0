// The third-party suite of shared/vectors: every legal encoding of each value. Our profile takes
// exactly one of them, and none of what it leaves out.
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "common/pack/reader.hpp"
#include "common/pack/writer.hpp"

namespace branchline::pack {

namespace {

using Json = nlohmann::json;

Bytes dashed_hex(std::string text) {
    std::erase(text, '-');
    return from_hex(text).value();
}

/// Writes what the profile can say; false for floats and maps.
bool write_json(Writer& w, const Json& value) {
    if (value.is_number_unsigned()) {
        w.uint(value.get<std::uint64_t>());
    } else if (value.is_number_integer()) {
        w.integer(value.get<std::int64_t>());
    } else if (value.is_string()) {
        w.text(value.get<std::string>());
    } else if (value.is_array()) {
        w.array(value.size());
        for (const Json& element : value) {
            if (!write_json(w, element)) return false;
        }
    } else {
        return false;
    }
    return true;
}

/// The one encoding that we write; nothing when the value is outside our profile.
std::optional<Bytes> canonical(const Json& item) {
    Writer w;
    if (item.contains("nil")) return w.nil().take();
    if (item.contains("bool")) return w.flag(item["bool"].get<bool>()).take();
    if (item.contains("binary")) return w.bytes(dashed_hex(item["binary"])).take();
    if (item.contains("bignum")) {
        const auto text = item["bignum"].get<std::string>();
        if (text.starts_with('-')) return w.integer(std::stoll(text)).take();
        return w.uint(std::stoull(text)).take();
    }
    for (const char* kind : {"number", "string", "array"}) {
        if (item.contains(kind) && write_json(w, item[kind])) return w.take();
    }
    return std::nullopt;
}

struct Count {
    int values = 0;
    int encodings = 0;
    int accepted = 0;
};

void check_item(const Json& item, Count& count) {
    const auto ours = canonical(item);
    int accepted = 0;
    for (const Json& form : item["msgpack"]) {
        const Bytes bytes = dashed_hex(form);
        ++count.encodings;
        if (!Document::parse(bytes)) continue;
        ++accepted;
        REQUIRE(ours);
        CHECK(to_hex(bytes) == to_hex(*ours));
    }
    CHECK(accepted == (ours ? 1 : 0));
    ++count.values;
    count.accepted += accepted;
}

}  // namespace

TEST_CASE("pack: of the encodings in msgpack-test-suite exactly ours is accepted", "[pack]") {
    const std::filesystem::path file =
        std::filesystem::path(BRANCHLINE_VECTORS) / "msgpack-test-suite/msgpack-test-suite.json";
    std::ifstream in(file);
    if (!in) {
        WARN("SKIPPED: msgpack-test-suite: shared/vectors/msgpack-test-suite is absent");
        return;
    }
    Count count;
    const Json suite = Json::parse(in);
    for (const auto& [group, items] : suite.items()) {
        for (const Json& item : items) {
            INFO(group << ": " << item.dump());
            check_item(item, count);
        }
    }
    CHECK(count.values == 85);
    CHECK(count.encodings == 233);
    CHECK(count.accepted == 51);
}

}  // namespace branchline::pack
