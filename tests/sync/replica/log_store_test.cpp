#include "sync/replica/log_store.hpp"

#include <catch2/catch.hpp>

#include "sync/replica/system_tables.hpp"
#include "tests/support/database_file.hpp"

using namespace branchline;
using namespace branchline::sync;

namespace {

class Store {
public:
    Store() {
        REQUIRE(file.database->execute(system_ddl()));
        store = std::make_unique<SqliteLogStore>(*file.database);
    }
    /// A run of one-byte entries.
    static StoredRun run(std::uint64_t first, std::uint64_t last) {
        return {.first = first,
                .last = last,
                .prev = Hash::from(Bytes(32, static_cast<std::uint8_t>(first))),
                .head = Hash::from(Bytes(32, static_cast<std::uint8_t>(last))),
                .entries = Bytes(last - first + 1, 0xc0),
                .signature = Signature::from(Bytes(64, 7))};
    }
    std::string append(std::uint64_t expected, const StoredRun& run, std::int64_t log = 1) {
        const auto done = store->append(log, expected, run);
        return done ? "appended" : done.error().id;
    }

    test::DatabaseFile file{"log-store"};
    std::unique_ptr<SqliteLogStore> store;
};

}  // namespace

TEST_CASE("log store: an empty log has no head and no entries", "[replica]") {
    Store s;
    CHECK(*s.store->head(1) == 0);
    CHECK_FALSE(*s.store->find(1, 1));
}

TEST_CASE("log store: runs are found by any of their positions", "[replica]") {
    Store s;
    CHECK(s.append(0, Store::run(1, 3)) == "appended");
    CHECK(s.append(3, Store::run(4, 4)) == "appended");
    CHECK(*s.store->head(1) == 4);
    for (const std::uint64_t seq : {1U, 2U, 3U}) {
        const auto run = s.store->find(1, seq);
        REQUIRE(run);
        REQUIRE(*run);
        CHECK((*run)->first == 1);
        CHECK((*run)->last == 3);
        CHECK((*run)->prev == Store::run(1, 3).prev);
        CHECK((*run)->head == Store::run(1, 3).head);
        CHECK((*run)->entries == Store::run(1, 3).entries);
        CHECK((*run)->signature == Store::run(1, 3).signature);
    }
    CHECK((*s.store->find(1, 4))->first == 4);
    CHECK_FALSE(*s.store->find(1, 5));
}

TEST_CASE("log store: a long run takes little room and comes back byte for byte", "[replica]") {
    Store s;
    const StoredRun run = Store::run(1, 50'000);
    CHECK(s.append(0, run) == "appended");
    CHECK((*s.store->find(1, 7))->entries == run.entries);
    auto& stored = s.file.database->prepare("SELECT length(entries) FROM run");
    REQUIRE(stored.step());
    CHECK(stored.integer(0) < 1000);
    stored.reset();
}

TEST_CASE("log store: a stored run that is damaged is no run", "[replica]") {
    Store s;
    REQUIRE(s.append(0, Store::run(1, 50'000)) == "appended");
    REQUIRE(s.file.database->execute("UPDATE run SET entries = x'28b52ffd00000000'"));
    const auto run = s.store->find(1, 7);
    REQUIRE_FALSE(run);
    CHECK(run.error().id == "bad-encoding");
}

TEST_CASE("log store: a run of our own has no signature", "[replica]") {
    Store s;
    StoredRun own = Store::run(1, 1);
    own.signature.reset();
    CHECK(s.append(0, own) == "appended");
    CHECK_FALSE((*s.store->find(1, 1))->signature);
}

TEST_CASE("log store: an append that does not continue the log is refused", "[replica]") {
    Store s;
    REQUIRE(s.append(0, Store::run(1, 3)) == "appended");
    CHECK(s.append(2, Store::run(3, 4)) == "log-moved-on");
    CHECK(s.append(0, Store::run(1, 3)) == "log-moved-on");
    CHECK(s.append(3, Store::run(5, 6)) == "log-moved-on");
    CHECK(s.append(4, Store::run(5, 6)) == "log-moved-on");
    StoredRun reversed = Store::run(4, 4);
    reversed.last = 3;
    CHECK(s.append(3, reversed) == "log-moved-on");
    CHECK(*s.store->head(1) == 3);
}

TEST_CASE("log store: logs do not see each other", "[replica]") {
    Store s;
    CHECK(s.append(0, Store::run(1, 3), 1) == "appended");
    CHECK(s.append(0, Store::run(1, 2), 2) == "appended");
    CHECK(*s.store->head(2) == 2);
    CHECK_FALSE(*s.store->find(2, 3));
}

TEST_CASE("log store: the bytes behind the first entries of a run", "[replica]") {
    const Bytes entries{0xc0, 0x92, 0x01, 0x02, 0xc3};
    const auto rest = [&](std::uint64_t count) { return to_bytes(*skip_entries(entries, count)); };
    CHECK(rest(0) == entries);
    CHECK(rest(1) == Bytes{0x92, 0x01, 0x02, 0xc3});
    CHECK(rest(2) == Bytes{0xc3});
    CHECK(rest(3).empty());
    CHECK_FALSE(skip_entries(entries, 4));
    CHECK_FALSE(skip_entries(Bytes{0xc1}, 1));
}
