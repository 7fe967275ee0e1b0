#include "sync/bundle/log_file.hpp"

#include <catch2/catch.hpp>

#include "common/crypto/hash.hpp"
#include "common/pack/reader.hpp"
#include "common/pack/writer.hpp"
#include "hub/fleet/network.hpp"
#include "sync/entry/hybrid_clock.hpp"
#include "tests/support/branches.hpp"
#include "tests/support/forge.hpp"

using namespace branchline;
using namespace branchline::test;
using sync::LogFileReport;
using sync::verify_log_file;

namespace {

constexpr std::size_t kMagicBytes = 7;

Bytes exported(Site& site, const std::string& stream, const std::vector<Bytes>& manifests) {
    Bytes file;
    const auto done =
        sync::write_log_file(site.replica(), manifests, stream, [&](ByteView bytes) -> Result<> {
            append(file, bytes);
            return {};
        });
    REQUIRE(done);
    return file;
}

Bytes exported(Site& site, const std::string& stream) {
    return exported(site, stream, {sync::encode_signed(site.replica().manifest())});
}

Bytes make_example() {
    Network network;
    network.add_node("B0101");
    Forger forger(network.node("B0101"), kStream);
    forger.policy_epoch = network.hub().replica().state().policy_epoch();
    for (int i = 0; i < 19; ++i) forger.add(body_of({note_op("B0101", std::to_string(i))}));
    forger.add(body_of({move_op("B0101", -1000)}));
    REQUIRE(receive(network, network.hub(), forger, forger.run(1, 7)) == "taken");
    REQUIRE(receive(network, network.hub(), forger, forger.run(8, 20)) == "taken");
    return exported(network.hub(), kStream);
}

/// Twenty entries of one branch and the hub's receipts over them, one of them an exception.
const Bytes& example() {
    static const Bytes kExample = make_example();
    return kExample;
}

std::string codes(const LogFileReport& report) {
    std::string out;
    for (const auto& problem : report.problems) out += (out.empty() ? "" : " ") + problem.code;
    if (report.truncated) out += out.empty() ? "truncated" : " truncated";
    return out.empty() ? "sound" : out;
}

/// Offsets behind the magic and behind every record.
std::vector<std::size_t> boundaries(ByteView file) {
    std::vector<std::size_t> out{kMagicBytes};
    while (out.back() < file.size()) {
        out.push_back(out.back() + 4 + read_big_endian(file.subspan(out.back(), 4)));
    }
    return out;
}

Bytes framed(ByteView record) {
    Bytes out;
    append_big_endian(out, record.size(), 4);
    append(out, record);
    return out;
}

/// The file with a trailer that fits what stands before it.
Bytes with_trailer(Bytes before) {
    const Hash hash = crypto::blake2b("bl/logfile/1", {before});
    append(before, framed(pack::Writer().array(1).bytes(hash).view()));
    return before;
}

/// The file with one record written anew, and a trailer that fits again: what a forger would make.
template <class Rewrite>
Bytes forged(ByteView file, std::size_t record, Rewrite rewrite) {
    const auto at = boundaries(file);
    Bytes out = to_bytes(file.first(at[record]));
    append(out, framed(rewrite(file.subspan(at[record] + 4, at[record + 1] - at[record] - 4))));
    append(out, file.subspan(at[record + 1], at[at.size() - 2] - at[record + 1]));
    return with_trailer(std::move(out));
}

/// A record taken apart into the exact bytes of its elements.
std::vector<Bytes> parts_of(ByteView record) {
    const auto document = pack::Document::parse(record);
    REQUIRE(document);
    pack::Reader r(*document);
    std::vector<Bytes> parts(r.array());
    for (Bytes& part : parts) part = to_bytes(r.raw());
    return parts;
}

Bytes array_of(const std::vector<Bytes>& parts) {
    pack::Writer w;
    w.array(parts.size());
    for (const Bytes& part : parts) w.raw(part);
    return w.take();
}

// Records of the example, and elements of its header.
constexpr std::size_t kHeader = 0;
enum HeaderPart : std::uint8_t { kVersion, kNet, kManifests, kCertificates, kStreamName };

template <class Change>
std::string header_with(Change change) {
    const Bytes file = forged(example(), kHeader, [&](ByteView record) {
        auto parts = parts_of(record);
        change(parts);
        return array_of(parts);
    });
    return codes(verify_log_file(file));
}

Bytes manifests_of(const std::vector<Bytes>& manifests) {
    pack::Writer w;
    w.array(manifests.size());
    for (const Bytes& manifest : manifests) w.bytes(manifest);
    return w.take();
}

/// Version 2, with another name and a second decide key, signed by `root` for the first root key.
sync::SignedManifest successor(const NetKeys& keys, const crypto::SigningKey& root) {
    sync::SignedManifest next{.manifest = keys.manifest.manifest};
    next.manifest.version = 2;
    next.manifest.organisation = "Synthetic Successor";
    next.manifest.decide_keys.push_back(crypto::SigningKey::from_seed(Bytes(32, 5)).public_key());
    next.manifest.previous = sync::manifest_hash(keys.manifest.bytes);
    next.bytes = sync::encode_manifest(next.manifest);
    next.signatures = {
        {0, sync::sign_manifest(root, keys.net, next.bytes)}
    };
    return next;
}

Bytes uint_of(std::uint64_t value) {
    return pack::Writer().uint(value).take();
}

}  // namespace

TEST_CASE("log file: an export verifies and tells what it holds", "[bundle]") {
    const LogFileReport report = verify_log_file(example());
    CHECK(codes(report) == "sound");
    CHECK(report.sound());
    CHECK(report.stream == kStream);
    CHECK(report.organisation == "Synthetic Importer");
    CHECK(report.net == make_net_keys(1).net);
    CHECK(report.entries == 22);  // Twenty of the branch, two receipts of the hub.
    CHECK(report.receipts == 2);
    CHECK(report.exceptions == 1);
    CHECK(report.receipts_ahead == 0);
    REQUIRE(report.logs.size() == 2);
    const auto& branch = report.logs[report.logs[0].branch == "hub" ? 1 : 0];
    CHECK(branch.branch == "B0101");
    CHECK(branch.entries == 20);
    CHECK(branch.settled == 20);
    CHECK(branch.exceptions == 1);
    CHECK(report.digest);
}

TEST_CASE("log file: how new it is follows from its newest entry", "[bundle]") {
    Network network;
    network.add_node("B0101");
    CHECK_FALSE(verify_log_file(exported(network.hub(), kStream)).newest.has_value());
    Forger forger(network.node("B0101"), kStream);
    forger.policy_epoch = network.hub().replica().state().policy_epoch();
    const Instant later = network.now() + Milliseconds(5'000);
    forger.hlc = sync::hlc_from(later);
    forger.add(body_of({note_op("B0101")}));
    REQUIRE(receive(network, network.hub(), forger, forger.all()) == "taken");
    CHECK(verify_log_file(exported(network.hub(), kStream)).newest == later);
}

TEST_CASE("log file: the policy stream verifies as well", "[bundle]") {
    Network network;
    network.add_node("B0101");
    CHECK(codes(verify_log_file(exported(network.hub(), "policy"))) == "sound");
}

TEST_CASE("log file: a stream without entries gives a file that verifies", "[bundle]") {
    Network network;
    network.add_node("B0101");
    const LogFileReport report = verify_log_file(exported(network.hub(), kStream));
    CHECK(codes(report) == "sound");
    CHECK(report.entries == 0);
}

TEST_CASE("log file: two replicas that hold the same entries write the same logs", "[bundle]") {
    Network network;
    join(network, "B0101");
    for (int i = 0; i < 3; ++i) {
        REQUIRE(network.commit(
            network.node("B0101"),
            edit_of(kStream, new_row("notes.note", {
                                                       {"branch", std::string("B0101")},
                                                       {"title",  std::string("Key")  }
        }))));
    }
    network.settle();
    const LogFileReport node = verify_log_file(exported(network.node("B0101"), kStream));
    const LogFileReport hub = verify_log_file(exported(network.hub(), kStream));
    CHECK(codes(node) == "sound");
    CHECK(codes(hub) == "sound");
    CHECK(node.digest == hub.digest);
    REQUIRE(node.logs.size() == hub.logs.size());
    for (std::size_t i = 0; i < node.logs.size(); ++i) {
        CHECK(node.logs[i].id == hub.logs[i].id);
        CHECK(node.logs[i].head == hub.logs[i].head);
    }
}

TEST_CASE("log file: a stream that is not held here is not written", "[bundle]") {
    Network network;
    const auto refused = sync::write_log_file(network.hub().replica(), {}, "dealer/D99",
                                              [](ByteView) -> Result<> { return {}; });
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Code::not_found);
}

TEST_CASE("log file: the error of the sink ends the writing", "[bundle]") {
    Network network;
    int calls = 0;
    const auto refused =
        sync::write_log_file(network.hub().replica(), {}, "policy", [&](ByteView) -> Result<> {
            if (++calls == 3) return fail(Code::disk_full, "disk-full", "no space");
            return {};
        });
    REQUIRE_FALSE(refused);
    CHECK(refused.error().id == "disk-full");
    CHECK(calls == 3);
}

TEST_CASE("log file: a change of any single byte is refused", "[bundle]") {
    const Bytes& file = example();
    std::size_t taken = 0;
    for (std::size_t at = 0; at < file.size(); ++at) {
        for (const int mask : {0x01, 0x80}) {
            Bytes changed = file;
            changed[at] = static_cast<std::uint8_t>(changed[at] ^ mask);
            if (verify_log_file(changed).problems.empty()) ++taken;
        }
    }
    CHECK(taken == 0);
}

TEST_CASE("log file: cut at a record it is truncated, and what is there counts", "[bundle]") {
    const Bytes& file = example();
    const auto at = boundaries(file);
    std::uint64_t entries = 0;
    for (std::size_t i = 0; i + 1 < at.size(); ++i) {
        const LogFileReport report = verify_log_file(ByteView(file).first(at[i]));
        CAPTURE(i);
        CHECK(codes(report) == "truncated");
        CHECK(report.entries >= entries);
        entries = report.entries;
    }
    CHECK(entries == 22);
}

TEST_CASE("log file: cut at any byte it is truncated, never damaged", "[bundle]") {
    const Bytes& file = example();
    std::size_t other = 0;
    for (std::size_t size = 0; size < file.size(); ++size) {
        if (codes(verify_log_file(ByteView(file).first(size))) != "truncated") ++other;
    }
    CHECK(other == 0);
}

TEST_CASE("log file: bytes behind the trailer are refused", "[bundle]") {
    Bytes file = example();
    file.push_back(0);
    CHECK(codes(verify_log_file(file)) == "trailing_bytes");
}

TEST_CASE("log file: other bytes are no log file", "[bundle]") {
    CHECK(codes(verify_log_file(as_bytes("PK\3\4 something else"))) == "not_a_log_file");
}

TEST_CASE("log file: a file of another network than the expected is refused", "[bundle]") {
    const NetId mine = NetId::from(Bytes(32, 9));
    CHECK(codes(verify_log_file(example(), mine)) == "wrong_network");
    CHECK(codes(verify_log_file(example(), verify_log_file(example()).net)) == "sound");
}

TEST_CASE("log file: a fitting trailer does not help a forged header", "[bundle]") {
    CHECK(header_with([](auto&) {}) == "sound");
    CHECK(header_with([](auto& p) { p[kVersion] = uint_of(2); }) == "bad_encoding");
    CHECK(header_with([](auto& p) {
              p[kNet] = pack::Writer().bytes(Bytes(32, 1)).take();
          }).starts_with("bad_manifest"));
    CHECK(header_with([](auto& p) { p[kManifests] = array_of({}); }).starts_with("bad_manifest"));
    CHECK(header_with([](auto& p) {
              p[kCertificates] = array_of({});
          }).starts_with("unknown_author"));
    CHECK(header_with([](auto& p) {
              p[kCertificates] = array_of({pack::Writer().bytes(Bytes(40, 0x90)).take()});
          }).starts_with("bad_certificate"));
    CHECK(header_with([](auto& p) {
              p[kStreamName] = pack::Writer().text("dealer/D02").take();
          }).starts_with("bad_certificate"));
    CHECK(header_with([](auto& p) {
              p[kStreamName] = pack::Writer().text("cellar").take();
          }).starts_with("bad_stream"));
}

TEST_CASE("log file: a signature of a manifest that is not valid does not count", "[bundle]") {
    const auto with_signatures = [](const std::vector<sync::SignedManifest::RootSignature>& s) {
        return header_with([&](auto& parts) {
            sync::SignedManifest manifest = make_net_keys(1).manifest;
            manifest.signatures = s;
            parts[kManifests] = manifests_of({sync::encode_signed(manifest)});
        });
    };
    const auto valid = make_net_keys(1).manifest.signatures.front();
    const sync::SignedManifest::RootSignature zeros{.key = 0};
    const sync::SignedManifest::RootSignature of_no_key{.key = 15, .signature = valid.signature};
    CHECK(with_signatures({zeros, valid, of_no_key}) == "sound");
    CHECK(with_signatures({zeros, of_no_key}).starts_with("bad_manifest"));
    CHECK(with_signatures({}).starts_with("bad_manifest"));
}

TEST_CASE("log file: after a succession it holds both manifests and verifies", "[bundle]") {
    const NetKeys keys = make_net_keys(1);
    const Bytes first = sync::encode_signed(keys.manifest);
    const Bytes second = sync::encode_signed(successor(keys, keys.root));
    const auto codes_with = [](const std::vector<Bytes>& manifests) {
        return header_with([&](auto& parts) { parts[kManifests] = manifests_of(manifests); });
    };
    CHECK(codes_with({first, second}) == "sound");
    CHECK(codes_with({second}).starts_with("bad_manifest"));
    CHECK(codes_with({second, first}).starts_with("bad_manifest"));
    CHECK(codes_with({first, first}).starts_with("bad_manifest"));
    CHECK(codes_with({first, sync::encode_signed(successor(keys, keys.log))})
              .starts_with("bad_manifest"));
}

TEST_CASE("log file: a hub of the second manifest exports what verifies", "[bundle]") {
    NetKeys keys = make_net_keys(1);
    const Bytes first = sync::encode_signed(keys.manifest);
    keys.manifest = successor(keys, keys.root);
    Site hub("hub", 1, keys, true);
    REQUIRE(hub.start());
    REQUIRE(hub.replica().begin(keys.manifest.manifest.issued));
    REQUIRE(hub.replica().hold_stream("policy"));
    REQUIRE(hub::add_dealer(hub.replica(), "D01", "Synthetic dealer D01"));
    REQUIRE(hub.replica().end());
    const Bytes file =
        exported(hub, "policy", {first, sync::encode_signed(hub.replica().manifest())});
    const LogFileReport report = verify_log_file(file, keys.net);
    CHECK(codes(report) == "sound");
    CHECK(report.entries > 0);
    CHECK(report.organisation == "Synthetic Successor");
}

TEST_CASE("log file: a run that is left out is a gap", "[bundle]") {
    const auto drop_first_run = [](ByteView record) {
        auto parts = parts_of(record);
        auto runs = parts_of(parts[2]);
        if (runs.size() > 1) runs.erase(runs.begin());
        parts[2] = array_of(runs);
        return array_of(parts);
    };
    // The hub's log has one run, made for the export; the branch's came in two and was joined.
    const Bytes shortened = forged(example(), 1, drop_first_run);
    CHECK(codes(verify_log_file(shortened)) == "sound");
    const auto drop_all = [](ByteView record) {
        auto parts = parts_of(record);
        parts[2] = array_of({});
        return array_of(parts);
    };
    CHECK(codes(verify_log_file(forged(example(), 1, drop_all))).starts_with("bad_encoding"));
}

TEST_CASE("log file: a log whose signature is of another head is refused", "[bundle]") {
    const auto other_signature = [](ByteView record) {
        auto parts = parts_of(record);
        auto runs = parts_of(parts[2]);
        auto run = parts_of(runs[0]);
        run[3] = pack::Writer().bytes(Bytes(64, 7)).take();
        runs[0] = array_of(run);
        parts[2] = array_of(runs);
        return array_of(parts);
    };
    for (const std::size_t record : {1U, 2U}) {
        CHECK(codes(verify_log_file(forged(example(), record, other_signature)))
                  .starts_with("bad_signature"));
    }
}

TEST_CASE("log file: a log that begins later or elsewhere is refused", "[bundle]") {
    const auto with = [](std::size_t element, const Bytes& value) {
        return codes(verify_log_file(forged(example(), 1, [&](ByteView record) {
            auto parts = parts_of(record);
            auto runs = parts_of(parts[2]);
            auto run = parts_of(runs[0]);
            run[element] = value;
            runs[0] = array_of(run);
            parts[2] = array_of(runs);
            return array_of(parts);
        })));
    };
    CHECK(with(0, uint_of(2)).starts_with("gap"));
    CHECK(with(0, uint_of(0)).starts_with("bad_encoding"));
    CHECK(with(1, pack::Writer().bytes(Bytes(32, 3)).take()).starts_with("fork"));
}

TEST_CASE("log file: logs that do not stand in the order of their ids are refused", "[bundle]") {
    const Bytes& file = example();
    const auto at = boundaries(file);
    const auto record = [&](std::size_t i) {
        return ByteView(file).subspan(at[i], at[i + 1] - at[i]);
    };
    const auto with_logs = [&](std::initializer_list<std::size_t> logs) {
        Bytes changed = to_bytes(ByteView(file).first(at[1]));
        for (const std::size_t log : logs) append(changed, record(log));
        append(changed, record(3));
        return codes(verify_log_file(with_trailer(std::move(changed))));
    };
    CHECK(with_logs({1, 2}) == "sound");
    CHECK(with_logs({2, 1}) == "bad_order");
    CHECK(with_logs({1, 2, 1}).starts_with("bad_order"));
}

TEST_CASE("log file: a digest over entries that are not in the file is refused", "[bundle]") {
    const Bytes file = forged(example(), 3, [](ByteView record) {
        auto parts = parts_of(record);
        auto vector = parts_of(parts[0]);
        auto applied = parts_of(vector[0]);
        applied[2] = pack::Writer().bytes(Bytes(32, 8)).take();
        vector[0] = array_of(applied);
        parts[0] = array_of(vector);
        return array_of(parts);
    });
    CHECK(codes(verify_log_file(file)) == "digest_mismatch");
}

TEST_CASE("log file: a log left out leaves receipts ahead of the file", "[bundle]") {
    const auto at = boundaries(example());
    const LogFileReport whole = verify_log_file(example());
    const std::size_t branch = whole.logs[0].branch == "hub" ? 2 : 1;
    Bytes file = to_bytes(ByteView(example()).first(at[branch]));
    append(file, ByteView(example()).subspan(at[branch + 1], at[3] - at[branch + 1]));
    const LogFileReport report = verify_log_file(file);
    CHECK(codes(report) == "truncated");
    CHECK(report.receipts_ahead == 2);
}

TEST_CASE("log file: a receipt over another entry than the log's is refused", "[bundle]") {
    Network network;
    Site& node = join(network, "B0101");
    Forger forger(node, kStream);
    forger.add(body_of({note_op("B0101")}));
    Forger hub(node, kStream, network.hub().key());
    hub.add(body_of({
        sync::Receipt{forger.prefix(), 1, 1, Hash::from(Bytes(32, 1)), {}}
    }));
    hub.add(body_of({
        sync::Receipt{forger.prefix(), 3, 9, Hash::from(Bytes(32, 1)), {}}
    }));
    network.cut("B0101");
    node.stop();
    Site& other = join(network, "B0102");
    REQUIRE(receive(network, other, forger, forger.all()) == "taken");
    REQUIRE(receive(network, other, hub, hub.all()) == "taken");
    const LogFileReport report = verify_log_file(exported(other, kStream));
    CHECK(codes(report) == "receipt_mismatch receipt_gap");
    CHECK(report.receipts_ahead == 1);
}

TEST_CASE("blake2b: in pieces it gives the hash of the whole", "[crypto]") {
    crypto::Blake2b pieces("bl/logfile/1");
    pieces.add(as_bytes("one"));
    pieces.add({});
    pieces.add(as_bytes("two"));
    CHECK(pieces.finish() == crypto::blake2b("bl/logfile/1", {as_bytes("onetwo")}));
}
