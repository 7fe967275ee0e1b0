// Whole replicas that are handed signed runs of any content. A signature proves who wrote an entry,
// not that its author's program was sound.
#include <memory>

#include <fmt/format.h>

#include "sync/entry/chain.hpp"
#include "sync/replica/replica.hpp"
#include "tests/fuzz/properties.hpp"
#include "tests/sim/disk.hpp"
#include "tests/support/toy_schema.hpp"

namespace branchline::fuzz {

namespace {

using namespace sync;
using crypto::SigningKey;

constexpr Instant kNow{Milliseconds(1'767'229'200'000)};  // 2026-01-01T01:00:00Z
constexpr std::string_view kStreams[] = {"policy", "dealer/D01"};

SigningKey key(std::uint8_t seed) {
    return SigningKey::from_seed(Bytes(32, seed));
}

void must(const Result<>& done) {
    if (done) return;
    std::fprintf(stderr, "%s: %s\n", done.error().id.c_str(), done.error().what.c_str());
    std::abort();
}

SignedManifest founding() {
    SignedManifest out{
        .manifest = {.version = 1,
                     .organisation = "Synthetic Importer",
                     .root_keys = {key(1).public_key()},
                     .enrol_keys = {key(2).public_key()},
                     .decide_keys = {key(3).public_key()},
                     .log_keys = {key(4).public_key()},
                     .hub_transport = TransportKey::from(Bytes(32, 0x60)),
                     .issued = Instant(Milliseconds(1'767'225'600'000))},
        .bytes = {},
        .signatures = {},
    };
    out.bytes = encode_manifest(out.manifest);
    out.signatures = {
        {0, sign_manifest(key(1), NetId{}, out.bytes)}
    };
    return out;
}

Certificate certificate_of(const NetId& net) {
    const PublicKey incarnation = key(5).public_key();
    return {
        .serial = 1,
        .net = net,
        .dealer = "D01",
        .branch = "B0101",
        .incarnation = incarnation,
        .transport = TransportKey::from(Bytes(32, 0x61)),
        .operator_id = operator_of(incarnation),
        .streams = {"dealer/D01", "policy"},
        .issued = kNow,
        .replaces = std::nullopt
    };
}

struct Side {
    Side(const std::string& name, bool is_hub, const SigningKey& own, const SignedManifest& first)
        : disk(name, 1) {
        auto opened = db::Database::open(
            "replica.db",
            {.access = db::Access::writer, .vfs = disk.name(), .exclusive_locking = true});
        must(opened ? Result<>() : std::unexpected(opened.error()));
        database = *std::move(opened);
        auto made = Replica::open(
            *database, test::toy_registry(),
            {.key = own, .manifest = first, .net = net_of(first), .hub = is_hub, .rules = {}});
        must(made ? Result<>() : std::unexpected(made.error()));
        replica = *std::move(made);
        must(replica->begin(kNow));
        for (const std::string_view stream : kStreams)
            must(replica->hold_stream(std::string(stream)));
        must(replica->end());
    }

    sim::Disk disk;
    std::unique_ptr<db::Database> database;
    std::unique_ptr<Replica> replica;
};

/// A hub and the one node that it has enrolled.
class World {
public:
    World()
        : manifest_(founding()),
          hub_("fuzz-hub", true, key(3), manifest_),
          node_("fuzz-node", false, key(5), manifest_) {
        const NetId net = net_of(manifest_);
        Replica& hub = *hub_.replica;
        must(hub.begin(kNow));
        Body body;
        body.ops.emplace_back(Enrolment{encode_certificate(certificate_of(net), key(2))});
        const auto written = hub.author("policy", std::move(body));
        must(written ? Result<>() : std::unexpected(written.error()));
        must(hub.end());
        const PublicKey author = key(3).public_key();
        const auto run = hub.read_run("policy", make_log_id(net, "policy", author), 0, 65536);
        must(run && *run ? Result<>() : fail(Code::corrupt, "no-run", "the hub wrote nothing"));
        must(node_.replica->begin(kNow));
        const auto refusal = node_.replica->receive("policy", author, **run);
        must(refusal && !*refusal ? Result<>() : fail(Code::corrupt, "refused", "by the node"));
        must(node_.replica->end());
    }

    /// As the next run of the other side's log. The replica is left as it was.
    Judgement receive(std::uint8_t choice, ByteView entries) {
        const bool to_hub = (choice & 2U) == 0;
        const Line line{to_hub ? *hub_.replica : *node_.replica, std::string(kStreams[choice & 1U]),
                        key(to_hub ? 5 : 3)};
        must(line.replica.begin(kNow));
        Judgement judged = hand_over(line, entries);
        const auto whole = line.replica.digest(line.stream);
        line.replica.abandon();
        if (!judged.taken || !judged.broken.empty()) return judged;
        must(line.replica.begin(kNow));
        judged.broken = hand_over_singly(line, entries);
        const auto singly = line.replica.digest(line.stream);
        line.replica.abandon();
        if (judged.broken.empty() && (!whole || !singly || *whole != *singly)) {
            judged.broken = "another state when the entries come one by one";
        }
        return judged;
    }

private:
    struct Line {
        Replica& replica;  ///< Which receives.
        std::string stream;
        SigningKey author;
    };

    static Run sign(const Line& line, ByteView entries) {
        const auto& [replica, stream, author] = line;
        const LogId id = make_log_id(replica.net(), stream, author.public_key());
        Run run{.log = id, .first_seq = 1, .prev = Hash::from(id), .entries = to_bytes(entries)};
        for (const LogHead& head : replica.heads(stream)) {
            if (head.log != id || head.seq == 0) continue;
            run.first_seq = head.seq + 1;
            run.prev = head.hash;
        }
        const auto decoded = decode_entries(entries, run.first_seq, run.prev);
        if (!decoded || decoded->empty()) return run;
        const Hash& last = decoded->back().hash;
        run.head_prefix = read_big_endian(last.view().first(8));
        run.signature = sign_head(author, replica.net(), last);
        run.last_seq = decoded->back().header.seq;
        return run;
    }

    static std::string hand_over_singly(const Line& line, ByteView entries) {
        const Run run = sign(line, entries);
        const auto decoded = decode_entries(entries, run.first_seq, run.prev);
        for (const Entry& entry : *decoded) {
            Judgement judged = hand_over(line, entry.wire);
            if (!judged.taken) return "one entry alone is refused: " + judged.broken;
            if (!judged.broken.empty()) return judged.broken;
        }
        return {};
    }

    static Judgement hand_over(const Line& line, ByteView entries) {
        const auto& [replica, stream, author] = line;
        const Run run = sign(line, entries);
        const auto refusal = replica.receive(stream, author.public_key(), run);
        if (!refusal) return {false, "the replica fails: " + refusal.error().what};
        const bool readable = run.last_seq != 0;
        if (refusal->has_value()) {
            return {false, readable ? "a readable run is refused: " + (*refusal)->text : ""};
        }
        if (!readable) return {false, "an unreadable run is taken"};
        return {true, check_replica(replica, run)};
    }

    /// Whatever has come in, people can go on reading.
    static std::string check_replica(Replica& replica, const Run& run) {
        if (const auto done = replica.apply_waiting(); !done) return done.error().what;
        const LogBook* log = replica.state().books.log(run.log);
        if (log == nullptr || log->head_seq != run.last_seq) return "the log has another head";
        for (const std::string_view name : kStreams) {
            const std::string stream(name);
            if (!replica.digest(stream)) return "no digest";
            if (!replica.conflicts(stream)) return "no list of conflicts";
            if (!replica.rejected(stream)) return "no list of what was rejected";
        }
        for (const schema::Entity* entity : test::toy_registry().entities()) {
            const auto page = replica.list(*entity, {});
            if (!page) return fmt::format("no list of {}", entity->collection);
            for (const engine::Record& record : page->records) {
                if (!replica.find(*entity, record.id)) return "a record is listed and not found";
            }
        }
        return {};
    }

    SignedManifest manifest_;
    Side hub_;
    Side node_;
};

}  // namespace

const NetId& receiving_net() {
    static const NetId net = net_of(founding());
    return net;
}

Judgement check_receive(ByteView input) {
    if (input.empty()) return {};
    static World world;
    return world.receive(input.front(), input.subspan(1));
}

}  // namespace branchline::fuzz
