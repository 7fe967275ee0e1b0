// Files between two peers: one piece at a time, behind the entries, and only what was asked for.
#include "sync/session/blob_exchange.hpp"

#include "sync/tuning.hpp"
#include "tests/sync/session/script.hpp"

using namespace branchline;
using namespace branchline::sync;
using namespace branchline::sync::script;

namespace {

Hash file(std::uint8_t number) {
    return Hash::from(Bytes(32, number));
}
BlobsWished wishes(const std::vector<std::uint8_t>& files, std::uint64_t from = 0) {
    BlobsWished out;
    for (const std::uint8_t number : files) out.wishes.push_back({kStream, file(number), from});
    return out;
}
BlobPart part(std::uint8_t number, std::uint64_t size, std::uint64_t from, std::size_t bytes) {
    return {file(number), size, from, Bytes(bytes, 0xab)};
}
BlobKept kept(std::uint8_t number, BlobKept::Outcome outcome) {
    return {file(number), outcome};
}

Script established() {
    Script script;
    script.establish({});
    script.hear_heads({});
    return script;
}

}  // namespace

TEST_CASE("blob exchange: the messages come back as they were sent", "[session]") {
    const BlobAsk ask{kStream, file(7), 65'536};
    CHECK(std::get<BlobAsk>(*decode(encode(ask))) == ask);
    const BlobPart full = part(7, 100'000, 65'536, 34'464);
    CHECK(std::get<BlobPart>(*decode(encode(full))) == full);
    CHECK(decode(encode(part(7, 1'000'000, 0, 65'536))));
    CHECK_FALSE(decode(encode(part(7, 1'000'000, 0, 65'537))));
}

TEST_CASE("blob exchange: files are asked for one after the other", "[session]") {
    Script script = established();
    CHECK(script.step(wishes({1, 2})) == Trace{"ask dealer/D01 F1>0"});
    CHECK(script.hear(part(1, 10, 0, 10)) == Trace{"keep F1@0 10b"});
    CHECK(script.step(kept(1, BlobKept::Outcome::complete)) == Trace{"ask dealer/D01 F2>0"});
    CHECK(script.hear(part(2, 10, 0, 10)) == Trace{"keep F2@0 10b"});
    CHECK(script.step(kept(2, BlobKept::Outcome::complete)).empty());
}

TEST_CASE("blob exchange: a file goes on behind the piece that was kept", "[session]") {
    Script script = established();
    script.step(wishes({1}, 65'536));
    CHECK(script.hear(part(1, 200'000, 65'536, 65'536)) == Trace{"keep F1@65536 65536b"});
    CHECK(script.step(kept(1, BlobKept::Outcome::part)) == Trace{"ask dealer/D01 F1>131072"});
}

TEST_CASE("blob exchange: nothing is asked for before the greeting", "[session]") {
    Script script;
    script.step(Connected{});
    CHECK(script.step(wishes({1})).empty());
}

TEST_CASE("blob exchange: what was not asked for is not kept", "[session]") {
    Script script = established();
    CHECK(script.hear(part(1, 10, 0, 10)).empty());
    script.step(wishes({1}));
    CHECK(script.hear(part(2, 10, 0, 10)).empty());
    CHECK(script.hear(part(1, 100'000, 65'536, 10)).empty());
    CHECK(script.hear(part(1, 10, 0, 0)).empty());
    CHECK(script.hear(part(1, 10, 0, 10)) == Trace{"keep F1@0 10b"});
    // The same piece again, while the first is being kept.
    CHECK(script.hear(part(1, 10, 0, 10)).empty());
}

TEST_CASE("blob exchange: a file that the peer does not have is asked for later", "[session]") {
    Script script = established();
    script.step(wishes({1, 2}));
    CHECK(script.hear(part(1, 0, 0, 0)) == Trace{"ask dealer/D01 F2>0"});
    CHECK(script.hear(part(2, 0, 0, 0)).empty());
    CHECK(script.step(wishes({1})).empty());
    script.wait(tuning::kBlobAbsentFor);
    CHECK(script.step(wishes({1})) == Trace{"ask dealer/D01 F1>0"});
}

TEST_CASE("blob exchange: a piece that does not come is asked for again", "[session]") {
    Script script = established();
    script.step(wishes({1}));
    const auto asks = [&](Milliseconds later) {
        script.hear(Ping{});
        const Trace said = script.wait(later);
        return std::find(said.begin(), said.end(), "ask dealer/D01 F1>0") != said.end();
    };
    CHECK_FALSE(asks(tuning::kBlobAgainAfter));
    CHECK(asks(Milliseconds(1)));
    CHECK_FALSE(asks(tuning::kBlobAgainAfter));
}

TEST_CASE("blob exchange: of a peer that sends something else nothing more is asked", "[session]") {
    Script script = established();
    script.step(wishes({1, 2}));
    script.hear(part(1, 10, 0, 10));
    CHECK(script.step(kept(1, BlobKept::Outcome::refused)).empty());
    CHECK(script.step(wishes({2})).empty());
}

TEST_CASE("blob exchange: what the disk would not take is left for the next wish", "[session]") {
    Script script = established();
    script.step(wishes({1}));
    script.hear(part(1, 10, 0, 10));
    CHECK(script.step(kept(1, BlobKept::Outcome::dropped)).empty());
    CHECK(script.step(wishes({1})) == Trace{"ask dealer/D01 F1>0"});
}

TEST_CASE("blob exchange: a piece that is asked for is looked up and sent", "[session]") {
    Script script = established();
    CHECK(script.hear(BlobAsk{kStream, file(1), 0}) == Trace{"fetch file F1>0"});
    CHECK(script.step(BlobFetched{part(1, 10, 0, 10)}) == Trace{"part F1@0 10 of 10"});
}

TEST_CASE("blob exchange: a stream that is not shared answers like an unknown file", "[session]") {
    Script script = established();
    CHECK(script.hear(BlobAsk{"dealer/D02", file(1), 0}) == Trace{"part F1@0 0 of 0"});
}

TEST_CASE("blob exchange: entries go before files, and a tick serves one all the same",
          "[session]") {
    Script script = established();
    // An entry is being read: the file waits.
    CHECK(script.advance(1, 5) == Trace{"heads dealer/D01 1=L1:5", "fetch L1>0"});
    CHECK(script.hear(BlobAsk{kStream, file(1), 0}).empty());
    CHECK(script.wait(Milliseconds(1'000)) == Trace{"fetch file F1>0"});
}

TEST_CASE("blob exchange: a peer has few questions open, and each of them once", "[session]") {
    Script script = established();
    script.advance(1, 5);
    for (int again = 0; again < 3; ++again) {
        for (std::uint8_t number = 1; number <= 9; ++number) {
            CHECK(script.hear(BlobAsk{kStream, file(number), 0}).empty());
        }
    }
    std::size_t served = 0;
    for (int turn = 0; turn < 20; ++turn) {
        for (const std::string& line : script.wait(Milliseconds(100))) {
            if (!line.starts_with("fetch file")) continue;
            ++served;
            script.step(BlobFetched{part(1, 0, 0, 0)});
        }
    }
    CHECK(served == tuning::kBlobAsksMax);
}
