// Every message to bytes and back; what no decoder may take; and the golden bytes of one of each,
// for other programs to check themselves against.
#include <cstdlib>
#include <fstream>
#include <sstream>

#include <catch2/catch.hpp>

#include "common/compress/zstd.hpp"
#include "common/pack/writer.hpp"
#include "sync/wire/messages.hpp"

using namespace branchline;
using namespace branchline::sync;
using pack::Writer;

namespace {

template <class Fixed>
Fixed filled(std::uint8_t byte) {
    return Fixed::from(Bytes(Fixed::kSize, byte));
}

Run make_run(const Bytes& entries) {
    return {.first_seq = 41,
            .prev = filled<Hash>(0x21),
            .head_prefix = 0x0102030405060708,
            .entries = entries,
            .signature = filled<Signature>(0x22)};
}

/// One of each, in the order of their types, with every member set.
std::vector<std::pair<std::string, Message>> examples() {
    Data data;
    data.runs = {{7, make_run(Bytes{0xc0, 0xc0})}, {8, make_run(Bytes{0x01})}};
    return {
        {"hello",
         Hello{.schema_version = 3,
               .net = filled<NetId>(0x11),
               .incarnation = filled<PublicKey>(0x12),
               .software = "branchline-node 1.2.3",
               .clock = Instant(Milliseconds(1'767'225'600'123))}},
        {"heads",
         Heads{.stream = "dealer/D01",
               .again = true,
               .logs = {{9, {filled<LogId>(0x13), filled<PublicKey>(0x14), 77, filled<Hash>(0x15)}},
                        {10, {filled<LogId>(0x16), filled<PublicKey>(0x17), 0, {}}}}}},
        {"data", data},
        {"ack", Ack{{{9, 77}, {10, kSequenceMax}}, 65536}},
        {"nack", Nack{9, 78, 7, "the head is not signed by the author of the log", 4096}},
        {"ping", Ping{}},
        {"pong", Pong{}},
        {"bye", Bye{"wrong_network", "the peer belongs to another network", "join this network"}},
        {"join",
         Join{.token_id = Bytes(8, 0x18),
              .proof = filled<Hash>(0x19),
              .incarnation = filled<PublicKey>(0x1a),
              .transport = filled<TransportKey>(0x1b),
              .possession = filled<Signature>(0x1c)}},
        {"joined", Joined{{Bytes{1, 2, 3}, Bytes{4}}, Bytes{5, 6}}},
        {"join_wait", JoinWait{"waiting for the importer's approval"}},
        {"later", Later{std::chrono::seconds(30)}},
        {"blob_ask", BlobAsk{"dealer/D01", filled<Hash>(0x1d), 65536}},
        {"blob_part", BlobPart{filled<Hash>(0x1e), 65540, 65536, Bytes{1, 2, 3, 4}}},
    };
}

bool is_refused(ByteView frame) { return !decode(frame); }

/// A DATA frame around bytes that claim to be compressed runs.
Bytes compressed_data(const Bytes& packed) {
    return Writer().array(3).uint(3).flag(true).bytes(packed).take();
}

}  // namespace

TEST_CASE("messages: each comes back as it was", "[wire]") {
    const auto all = examples();
    CHECK(all.size() == std::variant_size_v<Message>);
    for (std::size_t i = 0; i < all.size(); ++i) {
        CAPTURE(all[i].first);
        CHECK(all[i].second.index() == i);
        const auto decoded = decode(encode(all[i].second));
        REQUIRE(decoded);
        CHECK(*decoded == all[i].second);
    }
}

TEST_CASE("messages: decoding ahead says what decoding says, with the entries of runs", "[wire]") {
    Data data;
    data.runs.push_back({
        1, {.first_seq = 1, .entries = Bytes{0xc1}}
    });
    const HeardFrame heard = decode_ahead(encode(data));
    REQUIRE(heard.message);
    REQUIRE(*heard.message);
    CHECK(**heard.message == *decode(heard.frame));
    const auto& run = std::get<Data>(**heard.message).runs.front().run;
    REQUIRE(run.ahead.entries);
    REQUIRE_FALSE(*run.ahead.entries);
    CHECK(run.ahead.entries->error().code == RefusalCode::bad_encoding);

    const HeardFrame damaged = decode_ahead(Bytes{0xc1});
    REQUIRE(damaged.message);
    CHECK_FALSE(*damaged.message);
}

TEST_CASE("messages: the bytes of protocol 1 never change", "[wire][golden]") {
    std::ostringstream text;
    text << "# Messages of protocol 1, docs/formats/messages.md. Written by"
            " BRANCHLINE_REWRITE_GOLDEN=1.\n";
    for (const auto& [name, message] : examples()) {
        text << name << " " << to_hex(encode(message)) << "\n";
    }
    const std::string path = BRANCHLINE_SOURCE_ROOT "/tests/golden/messages.txt";
    if (std::getenv("BRANCHLINE_REWRITE_GOLDEN") != nullptr) std::ofstream(path) << text.str();
    std::ifstream file(path);
    std::ostringstream stored;
    stored << file.rdbuf();
    CHECK(text.str() == stored.str());
}

TEST_CASE("messages: empty lists and texts come back as well", "[wire]") {
    const std::vector<Message> all = {Heads{.stream = "policy", .again = false, .logs = {}},
                                      Data{}, Ack{}, Bye{}, Hello{}};
    for (const Message& message : all) {
        const auto decoded = decode(encode(message));
        REQUIRE(decoded);
        CHECK(*decoded == message);
    }
}

TEST_CASE("messages: a frame cut at any byte, or with one more, is refused", "[wire]") {
    for (const auto& [name, message] : examples()) {
        CAPTURE(name);
        Bytes frame = encode(message);
        for (std::size_t size = 0; size < frame.size(); ++size) {
            CAPTURE(size);
            CHECK(is_refused(ByteView(frame).first(size)));
        }
        frame.push_back(0xc0);
        CHECK(is_refused(frame));
    }
}

TEST_CASE("messages: an unknown type or another number of members is refused", "[wire]") {
    CHECK(is_refused(Writer().array(1).uint(0).view()));
    CHECK(is_refused(Writer().array(1).uint(13).view()));
    CHECK(is_refused(Writer().array(1).uint(UINT64_MAX).view()));
    CHECK(is_refused(Writer().array(2).uint(6).nil().view()));
    CHECK(is_refused(Writer().array(0).view()));
    CHECK(is_refused(Writer().uint(6).view()));
    CHECK_FALSE(is_refused(Writer().array(1).uint(6).view()));
}

TEST_CASE("messages: a member of another kind or length is refused", "[wire]") {
    const Bytes key(32, 1);
    const auto hello = [&](const Bytes& net, std::uint64_t clock) {
        Writer w;
        w.array(8).uint(1).uint(1).uint(1).uint(1).bytes(net).bytes(key).text("x").uint(clock);
        return w.take();
    };
    CHECK_FALSE(is_refused(hello(key, 0)));
    CHECK(is_refused(hello(Bytes(31, 1), 0)));
    CHECK(is_refused(hello(key, UINT64_MAX)));
    CHECK(is_refused(Writer().array(4).uint(8).text("code").text("text").uint(1).view()));
    CHECK(is_refused(Writer().array(2).uint(12).uint(24ULL * 3600 * 1000 + 1).view()));
}

TEST_CASE("messages: texts and positions have bounds", "[wire]") {
    CHECK_FALSE(is_refused(encode(Bye{std::string(1000, 'x'), "", ""})));
    CHECK(is_refused(encode(Bye{std::string(1001, 'x'), "", ""})));
    CHECK(is_refused(encode(Ack{{{1, kSequenceMax + 1}}, 0})));
    CHECK(is_refused(encode(Nack{1, 1, 256, "", 0})));
    CHECK(is_refused(encode(Join{.token_id = Bytes(9, 1)})));
    CHECK(is_refused(encode(Joined{{}, Bytes{1}})));
}

TEST_CASE("messages: more logs than a network can have are refused", "[wire]") {
    Ack ack;
    ack.held.resize(10'000);
    CHECK_FALSE(is_refused(encode(ack)));
    ack.held.resize(10'001);
    CHECK(is_refused(encode(ack)));
}

TEST_CASE("messages: a frame over its greatest size is refused", "[wire]") {
    CHECK(is_refused(Bytes(1'600'000, 0x93)));
    Data data;
    data.runs.push_back({1, make_run(Bytes())});
    SeededRandom random(1);
    data.runs.front().run.entries.resize(1'600'000);
    random.fill(data.runs.front().run.entries);
    CHECK(is_refused(encode(data)));
}

TEST_CASE("messages: large data travels compressed and comes back the same", "[wire]") {
    Data data;
    for (std::uint64_t i = 0; i < 20; ++i) data.runs.push_back({i, make_run(Bytes(50'000, 0xc0))});
    const Bytes frame = encode(data);
    CHECK(frame.size() < 20'000);
    const auto decoded = decode(frame);
    REQUIRE(decoded);
    CHECK(*decoded == Message(data));
}

TEST_CASE("messages: data that cannot be compressed travels as it is", "[wire]") {
    Data data;
    data.runs.push_back({1, make_run(Bytes(10'000))});
    SeededRandom random(1);
    random.fill(data.runs.front().run.entries);
    const Bytes frame = encode(data);
    CHECK(frame.size() < 10'200);
    const auto decoded = decode(frame);
    REQUIRE(decoded);
    CHECK(*decoded == Message(data));
}

TEST_CASE("messages: a decompression bomb is refused", "[wire]") {
    const Bytes bomb = compress::compress(Bytes(64U << 20U));
    REQUIRE(bomb.size() < 100'000);
    CHECK(is_refused(compressed_data(bomb)));
}

TEST_CASE("messages: damaged or dishonest compression is refused", "[wire]") {
    Data data;
    for (std::uint64_t i = 0; i < 20; ++i) data.runs.push_back({i, make_run(Bytes(500, 0xc0))});
    Writer runs;
    runs.array(0);
    const Bytes packed = compress::compress(runs.view());
    CHECK_FALSE(is_refused(compressed_data(packed)));
    CHECK(is_refused(compressed_data({})));
    CHECK(is_refused(compressed_data(Bytes(50, 0))));
    for (std::size_t size = 0; size < packed.size(); ++size) {
        CHECK(is_refused(compressed_data(to_bytes(ByteView(packed).first(size)))));
    }
}

TEST_CASE("messages: a run with a short head prefix is refused", "[wire]") {
    const auto frame = [](std::size_t prefix) {
        Writer runs;
        runs.array(1).array(6).uint(1).uint(1).bytes(Bytes(32, 1)).bytes(Bytes(prefix, 1));
        runs.bytes(Bytes{0xc0}).bytes(Bytes(64, 1));
        return Writer().array(3).uint(3).flag(false).bytes(runs.view()).take();
    };
    CHECK_FALSE(is_refused(frame(8)));
    CHECK(is_refused(frame(7)));
    CHECK(is_refused(frame(9)));
}
