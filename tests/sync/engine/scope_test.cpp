// An enrolled node of one dealer asks the hub for the stream of another: it is answered, to the
// byte, as one that asks for a stream that there is not. The same holds for logs whose names it has
// worked out.
#include <catch2/catch.hpp>

#include "sync/engine/engine.hpp"
#include "tests/support/branches.hpp"
#include "tests/support/forge.hpp"

using namespace branchline;
using namespace branchline::test;

namespace {

engine::Edit note(const std::string& branch, const std::string& stream) {
    return edit_of(stream, new_row("notes.note", {
                                                     {"branch", text(branch)},
                                                     {"title",  text("Key") },
    }));
}

/// A hub that holds entries of two dealers, and a connection of B0101's node to it.
class Probe {
public:
    Probe() {
        join(network_, {"B0101", "B0201"});
        REQUIRE(network_.commit(network_.node("B0101"), note("B0101", "dealer/D01")));
        REQUIRE(network_.commit(network_.node("B0201"), note("B0201", "dealer/D02")));
        network_.settle();
        network_.cut("B0101");
        (void)run();
    }

    Site& hub() { return network_.hub(); }
    /// A new connection that has greeted.
    void connect() {
        const Site& node = network_.node("B0101");
        hub().engine().connected(++peer_, "B0101", node.scope);
        say(sync::Hello{.net = hub().replica().net(),
                        .incarnation = network_.node("B0101").key().public_key()});
        (void)run();
    }
    void say(const sync::Message& message) {
        hub().engine().received(peer_, sync::encode(message));
    }
    /// Everything that the hub has to say to this connection, as bytes.
    std::vector<Bytes> run() {
        std::vector<Bytes> out;
        for (int i = 0; i < 3; ++i) {
            network_.advance(Milliseconds(1));
            const auto outputs = hub().engine().run(network_.now());
            REQUIRE(outputs);
            for (const sync::Output& output : *outputs) {
                const auto* send = std::get_if<sync::SendTo>(&output);
                if (send != nullptr && send->peer == peer_) out.push_back(send->frame);
            }
        }
        return out;
    }
    sync::LogHead log_of(const std::string& stream) {
        const auto heads = hub().replica().heads(stream);
        REQUIRE_FALSE(heads.empty());
        return heads.front();
    }

private:
    Network network_;
    sync::PeerId peer_ = 9000;
};

using Frames = std::vector<Bytes>;

std::string bye_in(const Frames& frames) {
    for (const Bytes& frame : frames) {
        const auto message = sync::decode(frame);
        REQUIRE(message);
        if (const auto* bye = std::get_if<sync::Bye>(&*message))
            return bye->code + ": " + bye->text;
    }
    return "no farewell";
}

std::size_t entries_in(const Frames& frames) {
    std::size_t count = 0;
    for (const Bytes& frame : frames) {
        const auto message = sync::decode(frame);
        REQUIRE(message);
        if (const auto* data = std::get_if<sync::Data>(&*message)) count += data->runs.size();
    }
    return count;
}

}  // namespace

TEST_CASE("scope: a node gets its own dealer's entries, so the probe can see", "[scope]") {
    Probe probe;
    probe.connect();
    probe.say(sync::Heads{.stream = "dealer/D01", .logs = {}});
    CHECK(entries_in(probe.run()) > 0);
}

TEST_CASE("scope: heads of another dealer's stream are met as those of a stream that there is not",
          "[scope]") {
    Probe probe;
    const auto ask = [&](const std::string& stream, bool again) {
        probe.connect();
        probe.say(sync::Heads{.stream = stream, .again = again, .logs = {}});
        return probe.run();
    };
    for (const bool again : {false, true}) {
        CHECK(ask("dealer/D02", again) == ask("dealer/D99", again));
        CHECK(ask("hub", again) == ask("dealer/D99", again));
        CHECK(entries_in(ask("dealer/D02", again)) == 0);
    }
}

TEST_CASE("scope: a log of another dealer is not sent under a stream that is shared", "[scope]") {
    Probe probe;
    sync::LogHead theirs = probe.log_of("dealer/D02");
    sync::LogHead nobodys = theirs;
    nobodys.log = LogId::from(Bytes(LogId::kSize, 7));
    const auto ask = [&](sync::LogHead head) {
        head.seq = 0;
        probe.connect();
        probe.say(sync::Heads{.stream = "dealer/D01", .logs = {{77, head}}});
        std::string all;
        for (const Bytes& frame : probe.run()) all += to_hex(frame) + "\n";
        const std::size_t at = all.find(to_hex(head.log));
        REQUIRE(at != all.npos);
        return all.replace(at, to_hex(head.log).size(), "<log>");
    };
    CHECK(ask(theirs) == ask(nobodys));
}

TEST_CASE("scope: entries for another dealer's stream end the session as for one unknown",
          "[scope]") {
    Probe probe;
    const sync::LogHead theirs = probe.log_of("dealer/D02");
    const auto send = [&](const std::string& stream) {
        probe.connect();
        probe.say(sync::Heads{.stream = stream, .logs = {{77, theirs}}});
        (void)probe.run();
        sync::Data data;
        data.runs.push_back({77, sync::Run{}});
        probe.say(data);
        std::string said = bye_in(probe.run());
        if (const auto at = said.find(stream); at != said.npos)
            said.replace(at, stream.size(), "X");
        return said;
    };
    CHECK(send("dealer/D02") == send("dealer/D99"));
    CHECK(send("dealer/D02").starts_with("out_of_scope"));
}
