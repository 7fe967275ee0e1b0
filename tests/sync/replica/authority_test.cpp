// Forged entries, signed by a real key of the network, are void with one code on node and hub
// alike; the hub excepts each of them, and nothing of them is ever visible.
#include <catch2/catch.hpp>

#include "tests/support/branches.hpp"
#include "tests/support/forge.hpp"

using namespace branchline;
using namespace branchline::test;

namespace {

constexpr const char* kNodes[] = {"B0101", "B0102", "B0201"};

/// Two branches of D01 and one of D02, all in step and then cut off. B0102 has a note and the hub
/// a bin; B0101's log is written by hand.
class World {
public:
    World() {
        for (const char* branch : kNodes) {
            network.add_node(branch);
            network.connect(branch);
        }
        network.settle();
        note = made(network.node("B0102"), kStream, "B0102");
        foreign_note = made(network.node("B0201"), "dealer/D02", "B0201");
        network.settle();
        for (const char* branch : kNodes) network.cut(branch);
    }

    Forger forger() {
        Forger log(network.node("B0101"), kStream);
        log.hlc = (static_cast<std::uint64_t>(network.now().time_since_epoch().count()) + 1000)
                  << 16U;
        return log;
    }
    /// A header that knows B0102's note.
    sync::Header aware(const Forger& log) {
        const sync::LogBook* beside =
            network.hub().replica().state().books.log(sync::creator_of(note).log);
        sync::Header header = log.next();
        header.deps = {
            {beside->prefix, 1, read_big_endian(beside->applied_hash.view().first(8))}
        };
        return header;
    }
    /// Both replicas judge the log; the hub's receipt then reaches the node.
    void judge(const Forger& log) {
        REQUIRE(receive(network, network.node("B0102"), log, log.all()) == "taken");
        at_node = void_code(network.node("B0102"), log.log(), log.size());
        REQUIRE(receive(network, network.hub(), log, log.all()) == "taken");
        REQUIRE(carry(network, network.hub(), network.node("B0102"), kStream,
                      network.hub().key().public_key()) == "taken");
    }
    /// Judges one entry in front of which nothing stands, and answers the code of both, when it is
    /// one, and when all else that must hold does.
    std::string verdict_on(const sync::Body& body) {
        Forger log = forger();
        log.add(aware(log), body);
        return verdict_on(log);
    }
    std::string verdict_on(const Forger& log) {
        if (log.size() > 1) {
            for (Site* site : {&network.hub(), &network.node("B0102")}) {
                REQUIRE(receive(network, *site, log, log.run(1, log.size() - 1)) == "taken");
            }
        }
        const std::string rows = visible_rows();
        judge(log);
        const std::string at_hub = void_code(network.hub(), log.log(), log.size());
        if (at_hub != at_node) return at_hub + " at the hub, " + at_node + " at the node";
        if (at_hub != "-" && visible_rows() != rows) return at_hub + ", and yet visible";
        if (compare(network.hub(), network.node("B0102"), kStream) != "equal") return "not equal";
        return at_hub + exceptions(log);
    }
    /// "" when the hub's exceptions at the node are those of the last entry, if it is void.
    std::string exceptions(const Forger& log) {
        const auto rejected = network.node("B0102").replica().rejected(kStream);
        if (!rejected) return ", rejections unreadable";
        const std::string code = void_code(network.hub(), log.log(), log.size());
        if (code == "-") return rejected->empty() ? "" : ", excepted nonetheless";
        if (rejected->size() != 1 || rejected->front().seq != log.size()) return ", not excepted";
        if (rejected->front().reason.code != code) return ", excepted for another reason";
        return rejected->front().reason.remedy.empty() ? ", without a remedy" : "";
    }

    Network network;
    RowId note;
    RowId foreign_note;
    std::string at_node;

private:
    RowId made(Site& site, const std::string& stream, const std::string& branch) {
        const auto done = network.commit(
            site, edit_of(stream, new_row("notes.note", {
                                                            {"branch", branch                 },
                                                            {"title",  std::string("Key")     },
                                                            {"text",   std::string("as found")}
        })));
        REQUIRE(done);
        return done->rows.front();
    }
    /// Rows of every entity, and the digest, at hub and node.
    std::string visible_rows() {
        std::string out;
        for (Site* site : {&network.hub(), &network.node("B0102")}) {
            for (const char* table : {"notes_note", "stock_bin", "stock_move", "org_user"}) {
                out +=
                    std::to_string(count_of(*site, std::string("SELECT count(*) FROM ") + table)) +
                    " ";
            }
            out += to_hex(site->replica().digest(kStream)->digest) + " ";
        }
        return out;
    }
};

}  // namespace

TEST_CASE("forged: an honest entry written by hand is accepted everywhere", "[replica]") {
    World world;
    CHECK(world.verdict_on(body_of({note_op("B0101")})) == "-");
}

TEST_CASE("forged: a dealer key that writes the importer's field is hub_field", "[replica]") {
    World world;
    CHECK(world.verdict_on(body_of({
              change_op("notes.note", world.note, {{"locked", plain_flag(true)}}
                )
    })) ==
          "hub_field");
}

TEST_CASE("forged: a dealer key that gives itself permission on a bin is hub_field", "[replica]") {
    World world;
    CHECK(world.verdict_on(body_of({
              keyed_op("stock.bin", {"B0101", "P-1", "A1"},
                       {{"allow_negative", plain_flag(true)}}
               )
    })) == "hub_field");
}

TEST_CASE("forged: a row of another dealer is unknown_row", "[replica]") {
    World world;
    CHECK(world.verdict_on(body_of({
              change_op("notes.note", world.foreign_note, {{"text", plain("mine")}}
                )
    })) ==
          "unknown_row");
}

TEST_CASE("forged: a row made for a branch of another dealer is foreign_dealer", "[replica]") {
    World world;
    CHECK(world.verdict_on(body_of({note_op("B0201")})) == "foreign_dealer");
}

TEST_CASE("forged: a bin of another dealer's branch is foreign_dealer", "[replica]") {
    World world;
    CHECK(world.verdict_on(body_of({
              keyed_op("stock.bin", {"B0201", "P-1", "A1"},
               {{"minimum", plain(1)}}
               )
    })) ==
          "foreign_dealer");
}

TEST_CASE("forged: another branch's own field is foreign_branch", "[replica]") {
    World world;
    CHECK(world.verdict_on(body_of({
              change_op("notes.note", world.note, {{"title", plain("mine")}}
                )
    })) ==
          "foreign_branch");
}

TEST_CASE("forged: another branch's bin is foreign_branch", "[replica]") {
    World world;
    CHECK(world.verdict_on(body_of({
              keyed_op("stock.bin", {"B0102", "P-1", "A1"},
               {{"minimum", plain(1)}}
               )
    })) ==
          "foreign_branch");
}

TEST_CASE("forged: a movement in another branch's name is foreign_branch", "[replica]") {
    World world;
    CHECK(world.verdict_on(body_of({move_op("B0102", 1000)})) == "foreign_branch");
}

TEST_CASE("forged: a row that does not belong to the entry's past is unknown_row", "[replica]") {
    World world;
    Forger log = world.forger();
    log.add(body_of({
        change_op("notes.note", world.note, {{"text", plain("x")}}
          )
    }));  // No deps.
    CHECK(world.verdict_on(log) == "unknown_row");
}

TEST_CASE("forged: a balance written by hand is derived_field", "[replica]") {
    World world;
    CHECK(world.verdict_on(body_of({
              keyed_op("stock.bin", {"B0101", "P-1", "A1"},
               {{"on_hand", plain(9000)}}
               )
    })) ==
          "derived_field");
}

TEST_CASE("forged: decisions of a branch are hub_only", "[replica]") {
    World world;
    Forger log = world.forger();
    const sync::LogPrefix beside = sync::creator_of(world.note).log;
    log.add(world.aware(log), body_of({
                                  sync::Cut{beside, 0, {}, "a competitor"}
    }));
    CHECK(world.verdict_on(log) == "hub_only");
    CHECK_FALSE(world.network.hub().replica().state().books.log(beside)->cut_at);
}

TEST_CASE("forged: a receipt for oneself is hub_only and settles nothing", "[replica]") {
    World world;
    Forger log = world.forger();
    log.add(body_of({
        sync::Receipt{log.prefix(), 1, 9, {}, {}}
    }));
    CHECK(world.verdict_on(log) == "hub_only");
    CHECK(world.network.hub().replica().state().books.log(log.log())->settled_seq() == 1);
}

TEST_CASE("forged: a certificate from a branch is hub_only", "[replica]") {
    World world;
    CHECK(world.verdict_on(body_of({sync::Enrolment{Bytes(10, 1)}})) == "hub_only");
}

TEST_CASE("forged: a user without a grant is no_actor", "[replica]") {
    World world;
    sync::Body body = body_of({note_op("B0101")});
    body.actor = RowId::from(Bytes(16, 0x44));
    CHECK(world.verdict_on(body) == "no_actor");
}

TEST_CASE("forged: the operator of another node is no_actor", "[replica]") {
    World world;
    sync::Body body = body_of({note_op("B0101")});
    body.actor = sync::operator_of(world.network.node("B0102").key().public_key());
    CHECK(world.verdict_on(body) == "no_actor");
}

TEST_CASE("forged: an entry from before the certificate is no_certificate", "[replica]") {
    World world;
    Forger log = world.forger();
    log.policy_epoch = 0;
    log.add(body_of({note_op("B0101")}));
    CHECK(world.verdict_on(log) == "no_certificate");
}

TEST_CASE("forged: a stamp that goes back is clock_order", "[replica]") {
    World world;
    Forger log = world.forger();
    log.add(body_of({note_op("B0101")}));
    sync::Header header = log.next();
    header.hlc = log.entry(1).header.hlc;
    log.add(header, body_of({note_op("B0101")}));
    CHECK(world.verdict_on(log) == "clock_order");
}

TEST_CASE("forged: a policy that goes back is epoch_order", "[replica]") {
    World world;
    Forger log = world.forger();
    log.add(body_of({note_op("B0101")}));
    --log.policy_epoch;
    log.add(body_of({note_op("B0101")}));
    CHECK(world.verdict_on(log) == "epoch_order");
}

TEST_CASE("forged: another history of a colleague's log is bad_dep", "[replica]") {
    World world;
    Forger log = world.forger();
    sync::Header header = world.aware(log);
    header.deps.front().hash_prefix ^= 1U;
    log.add(header, body_of({note_op("B0101")}));
    CHECK(world.verdict_on(log) == "bad_dep");
}

TEST_CASE("forged: an entity that is not declared is unknown_entity", "[replica]") {
    World world;
    sync::RowOp unknown = note_op("B0101");
    unknown.entity = 0x7fff;
    CHECK(world.verdict_on(body_of({unknown})) == "unknown_entity");
}

TEST_CASE("forged: a field that is not declared is unknown_field", "[replica]") {
    World world;
    sync::RowOp more = note_op("B0101");
    more.writes.push_back({0x7fff, sync::encode_payload(plain("x"))});
    CHECK(world.verdict_on(body_of({more})) == "unknown_field");
}

TEST_CASE("forged: an entity of the policy stream is wrong_stream", "[replica]") {
    World world;
    CHECK(world.verdict_on(body_of({
              keyed_op("org.role", {"clerk"                },
               {{"permits", plain("*")}}
               )
    })) == "wrong_stream");
}

TEST_CASE("forged: a status that the importer alone may give is bad_transition", "[replica]") {
    World world;
    Forger log = world.forger();
    log.add(body_of({note_op("B0101")}));
    sync::Body submit = body_of({
        change_op("notes.note", log.row(1),
                  {{"status", steps("draft", {log.prefix(), 1}, "submitted")}}
                   )
    });
    submit.command = 0x0302;
    log.add(submit);
    sync::Body approve = body_of({
        change_op("notes.note", log.row(1),
                  {{"status", steps("submitted", {log.prefix(), 2}, "approved")}}
                   )
    });
    approve.command = 0x0304;
    log.add(approve);
    CHECK(world.verdict_on(log) == "bad_transition");
}

TEST_CASE("forged: entries that build on a void one are void as well", "[replica]") {
    World world;
    Forger log = world.forger();
    log.add(body_of({note_op("B0201")}));
    log.add(body_of({
        change_op("notes.note", log.row(1), {{"text", plain("x")}}
          )
    }));
    world.judge(log);
    for (Site* site : {&world.network.hub(), &world.network.node("B0102")}) {
        CHECK(void_code(*site, log.log(), 1) == "foreign_dealer");
        CHECK(void_code(*site, log.log(), 2) == "unknown_row");
    }
    CHECK(compare(world.network.hub(), world.network.node("B0102"), kStream) == "equal");
}

TEST_CASE("forged: a void entry does not stop the author's honest ones", "[replica]") {
    World world;
    Forger log = world.forger();
    log.add(body_of({note_op("B0201")}));
    log.add(body_of({note_op("B0101")}));
    world.judge(log);
    CHECK(void_code(world.network.hub(), log.log(), 2) == "-");
    CHECK(text_of(world.network.node("B0102").replica(), "notes.note", log.row(2), "text") ==
          "as found");
}

TEST_CASE("forged: the node's own log in the policy stream is stream_not_granted", "[replica]") {
    World world;
    Forger log(world.network.node("B0101"), "policy");
    log.add(body_of({
        keyed_op("org.role", {"clerk"                },
         {{"permits", plain("*")}}
         )
    }));
    REQUIRE(receive(world.network, world.network.hub(), log, log.all()) == "taken");
    REQUIRE(receive(world.network, world.network.node("B0102"), log, log.all()) == "taken");
    CHECK(void_code(world.network.hub(), log.log(), 1) == "stream_not_granted");
    CHECK(void_code(world.network.node("B0102"), log.log(), 1) == "stream_not_granted");
}

// Users with grants and roles, through the rows that make them.

namespace {

/// B0102's clerk, as its node entered it, known at the hub.
struct Clerk {
    RowId user;
    RowId grant;
};

Clerk hire(World& world, const std::string& role) {
    Network& network = world.network;
    Site& site = network.node("B0102");
    const auto user = network.commit(
        site, edit_of(kStream, new_row("org.user", {
                                                       {"name",   std::string("A. Clerk")},
                                                       {"branch", std::string("B0102")   }
    })));
    REQUIRE(user);
    const Bytes id = to_bytes(user->rows.front().view());
    const auto grant = network.commit(
        site, edit_of(kStream, new_row("org.grant", {
                                                        {"user", id  },
                                                        {"role", role}
    })));
    REQUIRE(grant);
    return {user->rows.front(), grant->rows.front()};
}

Result<engine::Committed> write_as(World& world, const Clerk& clerk, const engine::RowEdit& row) {
    engine::Edit edit = edit_of(kStream, row);
    edit.actor = clerk.user;
    return world.network.commit(world.network.node("B0102"), edit);
}

engine::RowEdit some_note() {
    return new_row("notes.note",
                   {
                       {"branch", std::string("B0102")},
                       {"title",  std::string("Key")  }
    });
}

}  // namespace

TEST_CASE("grants: a user writes what the role permits until the grant is revoked", "[replica]") {
    World world;
    Network& network = world.network;
    REQUIRE(network.write(network.hub(), [](sync::Replica& hub) {
        return hub::define_role(hub, "clerk", "notes.note");
    }));
    network.connect("B0102");
    network.settle();
    const Clerk clerk = hire(world, "clerk");
    CHECK(write_as(world, clerk, some_note()));
    const auto bin = keyed("stock.bin",
                           {
                               "B0102", "P-1", "A1"
    },
                           {{"minimum", std::int64_t{1}}});
    REQUIRE_FALSE(write_as(world, clerk, bin));
    CHECK(write_as(world, clerk, bin).error().id == "no-grant");
    REQUIRE(network.commit(
        network.node("B0102"),
        edit_of(kStream, new_row("org.revocation", {
                                                       {"grant", to_bytes(clerk.grant.view())}
    }))));
    REQUIRE_FALSE(write_as(world, clerk, some_note()));
    CHECK(write_as(world, clerk, some_note()).error().id == "no-grant");
    network.settle();
    CHECK(compare(network.hub(), network.node("B0102"), kStream) == "equal");
    CHECK(network.node("B0102").replica().rejected(kStream)->empty());
}

TEST_CASE("grants: the default roles are judged by every replica, verb by verb", "[replica]") {
    World world;
    Network& network = world.network;
    REQUIRE(network.write(network.hub(), [](sync::Replica& hub) { return hub::found_roles(hub); }));
    REQUIRE(network.write(network.hub(), [](sync::Replica& hub) { return hub::found_roles(hub); }));
    network.connect("B0102");
    network.settle();
    const Clerk technician = hire(world, "technician");
    REQUIRE(write_as(world, technician, some_note()));
    const auto bin = keyed("stock.bin",
                           {
                               "B0102", "P-1", "A1"
    },
                           {{"minimum", std::int64_t{1}}});
    REQUIRE_FALSE(write_as(world, technician, bin));
    CHECK(write_as(world, technician, bin).error().id == "no-grant");
    network.settle();
    CHECK(compare(network.hub(), network.node("B0102"), "policy") == "equal");
}

TEST_CASE("forged: a user who writes more than the role permits is no_grant everywhere",
          "[replica]") {
    World world;
    Network& network = world.network;
    REQUIRE(network.write(network.hub(), [](sync::Replica& hub) { return hub::found_roles(hub); }));
    network.connect("B0102");
    network.settle();
    const Clerk technician = hire(world, "technician");
    network.settle();
    const auto forged = [&](const sync::Op& op) {
        Forger log = world.forger();
        log.policy_epoch = network.hub().replica().state().policy_epoch();
        const sync::LogBook* beside =
            network.hub().replica().state().books.log(sync::creator_of(world.note).log);
        sync::Header header = log.next();
        header.deps = {
            {beside->prefix, beside->applied_seq,
             read_big_endian(beside->applied_hash.view().first(8))}
        };
        sync::Body body = body_of({op});
        body.actor = technician.user;
        log.add(header, body);
        return world.verdict_on(log);
    };
    CHECK(forged(keyed_op("stock.bin",
                          {
                              "B0101", "P-1", "A1"
    },
                          {{"minimum", plain(1)}})) == "no_grant");
}

TEST_CASE("grants: a grant survives a restart of the replica", "[replica]") {
    World world;
    Network& network = world.network;
    REQUIRE(network.write(network.hub(),
                          [](sync::Replica& hub) { return hub::define_role(hub, "clerk", "*"); }));
    network.connect("B0102");
    network.settle();
    network.cut("B0102");
    const Clerk clerk = hire(world, "clerk");
    network.node("B0102").stop();
    REQUIRE(network.node("B0102").start());
    CHECK(write_as(world, clerk, some_note()));
}

TEST_CASE("grants: an entry made without knowing the revocation stays accepted", "[replica]") {
    World world;
    Network& network = world.network;
    REQUIRE(network.write(network.hub(),
                          [](sync::Replica& hub) { return hub::define_role(hub, "clerk", "*"); }));
    for (const char* branch : {"B0101", "B0102"}) network.connect(branch);
    network.settle();
    const Clerk clerk = hire(world, "clerk");
    network.settle();
    network.cut("B0102");
    REQUIRE(network.commit(
        network.node("B0101"),
        edit_of(kStream, new_row("org.revocation", {
                                                       {"grant", to_bytes(clerk.grant.view())}
    }))));
    network.settle();
    const auto made = write_as(world, clerk, some_note());
    REQUIRE(made);
    network.connect("B0102");
    network.settle();
    CHECK(text_of(network.hub().replica(), "notes.note", made->rows.front(), "title") == "Key");
    for (const char* branch : {"B0101", "B0102"}) {
        CHECK(network.node(branch).replica().rejected(kStream)->empty());
        CHECK(compare(network.hub(), network.node(branch), kStream) == "equal");
    }
    REQUIRE_FALSE(write_as(world, clerk, some_note()));  // Now it is known here too.
}
