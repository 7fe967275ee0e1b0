#include "tests/fuzz/seeds.hpp"

#include <fstream>
#include <sstream>

#include "common/crypto/signing.hpp"
#include "common/schema/entity.hpp"
#include "sync/authority/manifest.hpp"
#include "sync/entry/codec.hpp"
#include "sync/entry/payload.hpp"
#include "tests/fuzz/properties.hpp"
#include "tests/support/toy_schema.hpp"

namespace branchline::fuzz {

namespace {

using namespace sync;

using Lines = std::vector<std::pair<std::string, std::string>>;

/// Lines of a golden file: the first word and the rest.
Lines golden_lines(const std::string& path) {
    Lines out;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
        const std::size_t blank = line.find(' ');
        if (line.starts_with('#') || blank == line.npos) continue;
        out.emplace_back(line.substr(0, blank), line.substr(blank + 1));
    }
    return out;
}

Bytes hex(std::string_view text) {
    return from_hex(text).value();
}

Bytes behind(std::uint8_t first, ByteView rest) {
    Bytes out{first};
    append(out, rest);
    return out;
}

void add_frames(const std::string& golden, std::vector<Seed>& seeds) {
    for (const auto& [name, bytes] : golden_lines(golden + "/messages.txt")) {
        seeds.push_back({"frame", name, hex(bytes)});
    }
}

void add_entries(const std::string& golden, std::vector<Seed>& seeds) {
    std::string entry;
    Bytes run{1};
    for (const auto& [word, rest] : golden_lines(golden + "/entry.txt")) {
        if (word == "entry") entry = rest;
        if (word == "body") seeds.push_back({"body", entry, hex(rest)});
        if (word != "wire") continue;
        seeds.push_back({"entry", entry, hex(rest)});
        append(run, hex(rest));
    }
    seeds.push_back({"run", "create_edit_decide", run});
}

void add_trust(const std::string& golden, std::vector<Seed>& seeds) {
    std::string section;
    for (const auto& [word, rest] : golden_lines(golden + "/trust.txt")) {
        if (word == "manifest") section = rest;
        const bool is_manifest = word == "signed";
        if (is_manifest) seeds.push_back({"manifest", "signed_" + section, hex(rest)});
        if (word == "bytes" && rest.starts_with("9b")) {
            seeds.push_back({"manifest", "content_" + section, hex(rest)});
        }
        if (word == "bytes" && rest.starts_with("92")) {
            const Bytes certificate = hex(rest);
            seeds.push_back({"certificate", "signed", certificate});
            // Two bytes and a short head before the content, 66 bytes of signature behind it.
            const auto content = ByteView(certificate).subspan(3, certificate.size() - 3 - 66);
            seeds.push_back({"certificate", "content", to_bytes(content)});
        }
        if (word == "text") {
            seeds.push_back({"token", "text", to_bytes(as_bytes(rest))});
        }
    }
}

// Entries that a replica applies, of the node and of the hub of check_receive.

constexpr std::uint8_t kHub = 3;
constexpr std::uint8_t kNode = 5;
constexpr std::uint64_t kSubmit = 0x7102;  // The command of test::kThing's flow.

using Writes = std::vector<std::pair<std::uint16_t, Payload>>;

RowOp op_of(const schema::Entity& entity, RowRef row, const Writes& writes) {
    RowOp op{.entity = entity.id, .row = std::move(row), .writes = {}};
    for (const auto& [field, payload] : writes) {
        op.writes.push_back({field, encode_payload(payload)});
    }
    return op;
}

Plain text(std::string_view value) {
    return {std::string(value)};
}

Bytes entry_of(std::uint64_t seq,
               std::uint8_t author,
               std::vector<Op> ops,
               std::uint64_t command = 0) {
    const PublicKey key = crypto::SigningKey::from_seed(Bytes(32, author)).public_key();
    Body body{.actor = operator_of(key), .command = command, .ops = std::move(ops)};
    const Header header{.seq = seq,
                        .prev = {},
                        .hlc = (1'767'229'200'000ULL << 16U) + seq,
                        .policy_epoch = 1,
                        .schema_version = schema::kSchemaVersion};
    return make_entry(header, body).wire;
}

/// A new thing, the first of its entry.
RowOp thing_op(const SetChange& tags) {
    const RowRef first;
    return op_of(test::kThing, first,
                 {
                     {1,  text("B0101")              },
                     {2,  text("wheel")              },
                     {4,  tags                       },
                     {5,  Step{"draft", {}, {}}      },
                     {6,  Reading{0, 1200}           },
                     {7,  Restriction{true, {}}      },
                     {10, Plain{std::int64_t{2500}}  },
                     {11, Plain{std::int64_t{20'000}}},
                     {13, text("red")                },
                     {18, Reading{1, -5}             }
    });
}

LogPrefix node_log() {
    const PublicKey node = crypto::SigningKey::from_seed(Bytes(32, kNode)).public_key();
    return prefix_of(make_log_id(receiving_net(), "dealer/D01", node));
}

/// A thing, and an entry that changes it by every kind of payload.
Bytes change_things() {
    const Dot made{node_log(), 1};
    const RowRef row{
        .kind = RowRef::Kind::dot, .ordinal = 0, .row = dot_row_id(made.log, 1, 0), .key = {}};
    SetChange tags;
    tags.add = {"a", "b"};
    const SetChange other_tags{.add = {"c"}, .remove = {{"a", {made}}}};
    const RowOp change = op_of(test::kThing, row,
                               {
                                   {2, text("rim")                     },
                                   {4, other_tags                      },
                                   {5, Step{"submitted", "draft", made}},
                                   {6, Reading{1, 900}                 },
                                   {7, Restriction{false, {made}}      }
    });
    const RowOp removal = op_of(test::kThing, row,
                                {
                                    {schema::kLifeField, Life::voided}
    });
    Bytes out = entry_of(1, kNode, {thing_op(tags)});
    append(out, entry_of(2, kNode, {change}, kSubmit));
    append(out, entry_of(3, kNode, {removal}));
    return out;
}

RowRef keyed(std::vector<std::string> key) {
    return {.kind = RowRef::Kind::keyed, .ordinal = 0, .row = {}, .key = std::move(key)};
}

Bytes move_stock() {
    const RowOp shelf = op_of(test::kShelf,
                              keyed({
                                  "B0101", "P-1"
    }),
                              {{4, text("left")}});
    const RowOp move =
        op_of(test::kMove,
              {
    },
              {{1, text("B0101")}, {2, text("P-1")}, {3, Plain{std::int64_t{-1500}}}});
    Bytes out = entry_of(1, kNode, {shelf});
    append(out, entry_of(2, kNode, {move}));
    return out;
}

void add_received(std::vector<Seed>& seeds) {
    const Receipt receipt{node_log(), 1, 2, {}, {{2, "CODE", "text", "remedy"}}};
    const Cut cut{node_log(), 1, {}, "stolen"};
    const Bytes decisions = entry_of(1, kHub, {receipt, cut});
    const RowOp place = op_of(test::kPlace,
                              keyed({
                                  "B0101"
    }),
                              {{2, text("One")}});
    const Bytes places = entry_of(2, kHub, {place});
    seeds.push_back({"receive", "things_at_hub", behind(1, change_things())});
    seeds.push_back({"receive", "stock_at_hub", behind(1, move_stock())});
    seeds.push_back({"receive", "decisions_at_node", behind(3, decisions)});
    seeds.push_back({"receive", "place_at_node", behind(2, places)});
    SetChange tags;
    tags.add = {"a", "b"};
    tags.remove = {
        {"c", {{0x0102030405060708, 1}}}
    };
    Body thing;
    thing.ops.emplace_back(thing_op(tags));
    seeds.push_back({"body", "thing", encode_body(thing)});
}

void add_texts(std::vector<Seed>& seeds) {
    const auto add = [&](const char* target, const char* name, Bytes first, std::string_view text) {
        append(first, as_bytes(text));
        seeds.push_back({target, name, std::move(first)});
    };
    constexpr std::string_view kParts =
        "PartNo,Description,Price,Pack,Weight,Valid from,Wear item\r\n"
        "A-1,\"Filter, oil\",12.50,1,0.5,2026-11-21,yes\r\n"
        "A-2,\"say \"\"on\"\"\",1.234,10,2,2026-01-01,no\r\n";
    add("csv", "parts", {0, 255}, kParts);
    add("csv", "parts_in_pieces", {0, 2}, kParts);
    add("csv", "marked", {0, 6}, "\xEF\xBB\xBFPartNo;Price\nA-1;1.234,50\n\nA-2;=1+1\n");
    add("csv", "cp1252", {1, 9},
        "PartNo\tDescription\nA-1\tB\xFC"
        "rste \x80\n");
    add("csv", "faults", {8, 3}, "part,a\nx\"y,1\n\"open,2\nlong long long long,3\n1,2,3\n1,2\n");
    add("query", "filters", {1},
        "/api/v1/things?filter=title:prefix:a%25&filter=count:ge:-10&limit=2&sort=-title");
    add("query", "values", {1},
        "/api/v1/things?filter=built:le:2026-01-02&filter=weight:eq:1.5&filter=hold:eq:true"
        "&filter=seen:ge:2026-01-01T00:00:00.000Z&filter=tags:eq:x+y&sort=weight");
    add("query", "edition", {6}, "/api/v1/offers?as_of=2026-11-21&sort=part&limit=500");
    add("query", "ids", {1},
        "/api/v1/things?filter=parent:eq:0102030405060708090a0b0c0d0e0f10&filter=colour:eq:red"
        "&sort=id");
}

}  // namespace

namespace {

/// A token, its claims, and a key of each kind that is no true one.
void add_id_tokens(std::vector<Seed>& seeds) {
    seeds.push_back({"id_token", "token", behind(0, true_id_token())});
    seeds.push_back({"id_token", "claims", behind(1, as_bytes(true_claims()))});
    seeds.push_back({"id_token", "keys",
                     behind(2, as_bytes(R"({"keys":[{"kty":"OKP","crv":"Ed25519","x":"AA"},)"
                                        R"({"kty":"RSA","kid":"a","n":"AA","e":"AQAB"},)"
                                        R"({"kty":"EC","crv":"P-256","x":"AA","y":"AA"}]})"))});
}

}  // namespace

std::vector<Seed> make_seeds(const std::string& golden) {
    std::vector<Seed> seeds;
    add_frames(golden, seeds);
    add_entries(golden, seeds);
    add_trust(golden, seeds);
    add_received(seeds);
    add_texts(seeds);
    add_id_tokens(seeds);
    return seeds;
}

}  // namespace branchline::fuzz
