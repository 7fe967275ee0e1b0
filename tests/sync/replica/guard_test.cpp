// An entry that changes a status stands or falls with that change, but for the physical facts that
// the command declares: cash that was taken stays taken. A toy order shows it, as no entity of the
// product has such facts yet.
#include <catch2/catch.hpp>

#include "common/schema/words.hpp"
#include "tests/support/branches.hpp"
#include "tests/support/database_file.hpp"
#include "tests/support/forge.hpp"

using namespace branchline;
using namespace branchline::test;
using schema::Side;

namespace {

using namespace schema::words;

constexpr Instant kNow{Milliseconds(1'767'225'602'000)};

constexpr Field kOrderFields[] = {
    {1, "branch", key("org.branch"),   author, own,   required | once, "Branch"},
    {2, "status", schema::words::text, flow,   state, required,        "Status"},
    {3, "text",   schema::words::text, dealer, lww,   optional,        "Text"  },
};
constexpr Transition kOrderFlow[] = {
    {"", "open", Side::either, "open", 0x7101},
    {"open", "invoiced", Side::node, "invoice", 0x7102, "stock.move"},
    {"open", "cancelled", Side::node, "cancel", 0x7103},
    {"invoiced", "paid", Side::node, "pay", 0x7104, "stock.move"},
};
constexpr Entity kOrder{
    .id = 0x0710,
    .name = "toy.order",
    .collection = "orders",
    .fields = kOrderFields,
    .flow = kOrderFlow,
};
static_assert(is_well_formed(kOrder));

const schema::Registry& registry() {
    static const schema::Registry kRegistry = [] {
        const auto product = domain::entities();
        static std::vector<const schema::Entity*> all(product.begin(), product.end());
        all.push_back(&kOrder);
        auto built = schema::Registry::build(all);
        REQUIRE(built);
        return *std::move(built);
    }();
    return kRegistry;
}

crypto::SigningKey node_key(std::uint8_t seed) {
    return crypto::SigningKey::from_seed(Bytes(32, seed));
}

/// A replica over the toy's registry.
class ToySite {
public:
    ToySite(const std::string& name, const NetKeys& net, const crypto::SigningKey& key, bool hub)
        : file_(name) {
        auto made = sync::Replica::open(
            *file_.database, registry(),
            {.key = key, .manifest = net.manifest, .net = net.net, .hub = hub, .rules = {}});
        REQUIRE(made);
        replica_ = std::move(*made);
    }
    sync::Replica& replica() { return *replica_; }

    void write(const std::function<Result<>(sync::Replica&)>& work) {
        REQUIRE(replica_->begin(kNow));
        REQUIRE(work(*replica_));
        REQUIRE(replica_->end());
    }
    void receive(const std::string& stream, const PublicKey& author, const sync::Run& run) {
        write([&](sync::Replica& replica) -> Result<> {
            const auto refusal = replica.receive(stream, author, run);
            if (!refusal) return std::unexpected(refusal.error());
            CHECK_FALSE(*refusal);
            return {};
        });
    }
    void receive(const Forger& log) { receive(kStream, log.author(), log.all()); }

private:
    DatabaseFile file_;
    std::unique_ptr<sync::Replica> replica_;
};

/// B0101 invoices an order and takes parts; B0102 cancels it, neither knowing of the other.
class World {
public:
    World()
        : net(make_net_keys(1)),
          hub("toy-hub", net, net.decide, true),
          node("toy-node", net, node_key(3), false) {
        hub.write([&](sync::Replica& replica) -> Result<> {
            TRY_VOID(replica.hold_stream("policy"));
            TRY_VOID(hub::add_dealer(replica, "D01", "Dealer"));
            for (const std::uint8_t seed : {std::uint8_t{1}, std::uint8_t{2}, std::uint8_t{3}}) {
                const std::string branch = "B010" + std::to_string(seed);
                TRY_VOID(hub::add_branch(replica, branch, "D01", branch));
                TRY_VOID(hub::enrol_node(replica, net.enrol,
                                         {branch, node_key(seed).public_key(), {}}, kNow));
            }
            return {};
        });
        node.write([](sync::Replica& replica) -> Result<> {
            TRY_VOID(replica.hold_stream("policy"));
            return replica.hold_stream(kStream);
        });
        decide("policy");
        first.emplace(hub.replica(), kStream, node_key(1));
        second.emplace(hub.replica(), kStream, node_key(2));
        write_logs();
    }
    /// What the hub has written reaches the node.
    void decide(const std::string& stream = kStream) {
        const PublicKey& author = net.decide.public_key();
        const LogId log = sync::make_log_id(net.net, stream, author);
        const sync::LogBook* book = node.replica().state().books.log(log);
        const std::uint64_t from = book == nullptr ? 0 : book->head_seq;
        const auto run = hub.replica().read_run(stream, log, from, 1U << 20U);
        REQUIRE(run);
        REQUIRE(*run);
        node.receive(stream, author, **run);
    }
    /// Status, text, parts taken, and the remark of the cancellation's own note.
    std::string shown(ToySite& site) {
        const auto field = [&](const schema::Entity& entity, const RowId& row, const char* name) {
            const auto record = site.replica().find(entity, row);
            if (!record) return std::string("-");
            const auto& value = record->values[entity.index_of(entity.field(name)->id)];
            if (const auto* number = std::get_if<std::int64_t>(&value)) {
                return std::to_string(*number);
            }
            const auto* words = std::get_if<std::string>(&value);
            return words == nullptr ? std::string("-") : *words;
        };
        const auto& bins = *registry().by_name("stock.bin");
        const auto& notes = *registry().by_name("notes.note");
        return field(kOrder, order(), "status") + ", " + field(kOrder, order(), "text") + ", " +
               field(bins, bin_of("B0101"), "on_hand") + " in the bin, note " +
               field(notes, second->row(1), "text");
    }
    std::string compare() {
        const auto a = hub.replica().digest(kStream);
        const auto b = node.replica().digest(kStream);
        REQUIRE(a);
        REQUIRE(b);
        return *a == *b ? "equal" : "different";
    }
    RowId order() const { return first->row(1); }
    sync::Body step(std::string_view from,
                    std::uint64_t left,
                    std::string_view to,
                    std::uint16_t command,
                    const char* words) {
        sync::RowOp op{.entity = kOrder.id};
        op.row = {.kind = sync::RowRef::Kind::dot, .row = order()};
        op.writes = {
            {2, sync::encode_payload(steps(from, {first->prefix(), left}, to))},
            {3, sync::encode_payload(plain(words))}
        };
        sync::Body body = body_of({op});
        body.command = command;
        return body;
    }

    NetKeys net;
    ToySite hub;
    ToySite node;
    std::optional<Forger> first;
    std::optional<Forger> second;

private:
    void write_logs() {
        sync::RowOp create{.entity = kOrder.id};
        create.writes = {
            {1, sync::encode_payload(plain("B0101"))     },
            {2, sync::encode_payload(begins("open"))     },
            {3, sync::encode_payload(plain("as ordered"))}
        };
        first->add(body_of({create, bin_op("B0101")}));
        sync::Body invoice = step("open", 1, "invoiced", 0x7102, "as invoiced");
        invoice.ops.emplace_back(move_op("B0101", -2000));
        first->add(invoice);
        sync::Header header = second->next();
        header.hlc = first->hlc + 10;
        header.deps = {
            {first->prefix(), 1, read_big_endian(first->entry(1).hash.view().first(8))}
        };
        sync::Body cancel = step("open", 1, "cancelled", 0x7103, "as cancelled");
        cancel.ops.emplace_back(note_op("B0102", "why"));
        second->add(header, cancel);
    }
};

}  // namespace

TEST_CASE("guard: the winner's entry counts whole, the loser's not at all", "[replica]") {
    World world;
    world.hub.receive(*world.first);
    world.hub.receive(*world.second);
    CHECK(world.shown(world.hub) == "invoiced, as invoiced, -2000 in the bin, note -");
    world.node.receive(*world.second);
    world.node.receive(*world.first);
    world.decide();
    CHECK(world.shown(world.node) == world.shown(world.hub));
    CHECK(world.compare() == "equal");
}

TEST_CASE("guard: the loser's physical facts stay", "[replica]") {
    World world;
    world.hub.receive(kStream, world.first->author(), world.first->run(1, 1));
    world.hub.receive(*world.second);
    world.hub.receive(*world.first);
    CHECK(world.shown(world.hub) == "cancelled, as cancelled, -2000 in the bin, note why");
}

TEST_CASE("guard: a decision that turns the fork switches both entries", "[replica]") {
    World world;
    world.node.receive(*world.first);
    world.node.receive(*world.second);
    CHECK(world.shown(world.node) == "invoiced, as invoiced, -2000 in the bin, note -");
    world.hub.receive(kStream, world.first->author(), world.first->run(1, 1));
    world.hub.receive(*world.second);
    world.hub.receive(*world.first);
    world.decide();
    CHECK(world.shown(world.node) == "cancelled, as cancelled, -2000 in the bin, note why");
    CHECK(world.compare() == "equal");
    CHECK(world.node.replica().conflicts(kStream)->size() == 1);
}

TEST_CASE("guard: what followed the losing step falls with it, facts excepted", "[replica]") {
    World world;
    sync::Body pay = world.step("invoiced", 2, "paid", 0x7104, "as paid");
    pay.ops.emplace_back(move_op("B0101", -500));
    world.first->add(pay);
    world.node.receive(*world.first);
    CHECK(world.shown(world.node) == "paid, as paid, -2500 in the bin, note -");
    world.node.receive(*world.second);
    world.hub.receive(kStream, world.first->author(), world.first->run(1, 1));
    world.hub.receive(*world.second);
    world.hub.receive(*world.first);
    world.decide();
    CHECK(world.shown(world.node) == "cancelled, as cancelled, -2500 in the bin, note why");
    CHECK(world.compare() == "equal");
}
