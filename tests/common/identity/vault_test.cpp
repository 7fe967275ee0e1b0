// Sessions, tokens and PINs over the end of a process.
#include "common/identity/vault.hpp"

#include <fstream>

#include <catch2/catch.hpp>

#include "tests/support/folder.hpp"

using namespace branchline;
using namespace branchline::identity;
using std::chrono::hours;

namespace {

const Instant kStart{Milliseconds(1'700'000'000'000)};
const RowId kAda = RowId::from(Bytes(16, 1));
const RowId kBob = RowId::from(Bytes(16, 2));

struct Desk {
    test::Folder folder{"vault"};
    SeededRandom random{7};
    std::unique_ptr<Vault> vault;

    Desk() { open(); }
    void open() {
        vault.reset();
        auto opened = Vault::open(folder.path() / "identity.db");
        REQUIRE(opened);
        vault = *std::move(opened);
    }
    std::string begin(const RowId& user, Instant at = kStart) {
        auto secret = vault->begin_session({.id = {},
                                            .user = user,
                                            .way = "password",
                                            .address = "192.0.2.1",
                                            .credential_version = "v1",
                                            .begun = at,
                                            .used = at},
                                           random);
        REQUIRE(secret);
        return *secret;
    }
    std::string make_token(std::optional<Instant> expires = {}) {
        auto made = vault->make_token({.id = {},
                                       .user = kAda,
                                       .name = "till",
                                       .scope = "stock.*",
                                       .made = kStart,
                                       .expires = expires,
                                       .used = {}},
                                      random);
        REQUIRE(made);
        return *made;
    }
};

}  // namespace

TEST_CASE("vault: a session is found by its secret, also by the next process", "[vault]") {
    Desk desk;
    const std::string secret = desk.begin(kAda);
    CHECK(secret.size() == 64);
    desk.open();
    const auto session = desk.vault->session(secret, kStart);
    REQUIRE(session);
    CHECK(session->user == kAda);
    CHECK(session->credential_version == "v1");
    CHECK_FALSE(desk.vault->session(secret.substr(1) + "0", kStart));
    CHECK_FALSE(desk.vault->session("", kStart));
    CHECK_FALSE(desk.vault->session(session->id, kStart));
}

TEST_CASE("vault: a session ends by idleness, by age, by its owner", "[vault]") {
    Desk desk;
    const std::string idle = desk.begin(kAda);
    CHECK(desk.vault->session(idle, kStart + hours(7)));
    CHECK(desk.vault->session(idle, kStart + hours(14)));
    CHECK_FALSE(desk.vault->session(idle, kStart + hours(22)));
    CHECK_FALSE(desk.vault->session(idle, kStart));

    const std::string old = desk.begin(kAda);
    for (int i = 1; i < 28; ++i) REQUIRE(desk.vault->session(old, kStart + hours(6 * i)));
    CHECK_FALSE(desk.vault->session(old, kStart + hours(24 * 7)));

    const std::string ended = desk.begin(kAda);
    const std::string id = desk.vault->sessions_of(kAda, kStart).front().id;
    CHECK_FALSE(*desk.vault->end_session(kBob, id));
    CHECK(*desk.vault->end_session(kAda, id));
    CHECK_FALSE(*desk.vault->end_session(kAda, id));
    CHECK_FALSE(desk.vault->session(ended, kStart));
}

TEST_CASE("vault: sessions of one user are bounded and end together", "[vault]") {
    Desk desk;
    const std::string first = desk.begin(kAda);
    for (int i = 1; i <= 20; ++i) (void)desk.begin(kAda, kStart + Milliseconds(i));
    const std::string other = desk.begin(kBob);
    CHECK(desk.vault->sessions_of(kAda, kStart).size() == 20);
    CHECK_FALSE(desk.vault->session(first, kStart));
    REQUIRE(desk.vault->end_sessions_of(kAda));
    CHECK(desk.vault->sessions_of(kAda, kStart).empty());
    CHECK(desk.vault->session(other, kStart));
}

TEST_CASE("vault: a token is known by its prefix, kept as a hash and shown once", "[vault]") {
    Desk desk;
    const std::string token = desk.make_token();
    CHECK(token.starts_with("bln_"));
    desk.open();
    const auto found = desk.vault->token(token, kStart);
    REQUIRE(found);
    CHECK(found->scope == "stock.*");
    CHECK(found->used == kStart);
    CHECK_FALSE(desk.vault->token(token + "0", kStart));
    CHECK_FALSE(desk.vault->token(token.substr(0, token.size() - 1), kStart));
    CHECK_FALSE(*desk.vault->revoke_token(kBob, found->id));
    CHECK(*desk.vault->revoke_token(kAda, found->id));
    CHECK_FALSE(desk.vault->token(token, kStart));
}

TEST_CASE("vault: a token holds until the moment it expires", "[vault]") {
    Desk desk;
    const std::string token = desk.make_token(kStart + hours(1));
    CHECK(desk.vault->token(token, kStart + hours(1) - Milliseconds(1)));
    CHECK_FALSE(desk.vault->token(token, kStart + hours(1)));
}

TEST_CASE("vault: tokens of one user are bounded", "[vault]") {
    Desk desk;
    for (int i = 0; i < 50; ++i) (void)desk.make_token();
    const auto refused = desk.vault->make_token({.id = {},
                                                 .user = kAda,
                                                 .name = "one more",
                                                 .scope = {},
                                                 .made = kStart,
                                                 .expires = {},
                                                 .used = {}},
                                                desk.random);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().id == "too-many-tokens");
    REQUIRE(desk.vault->revoke_tokens_of(kAda));
    CHECK(desk.vault->tokens_of(kAda).empty());
}

TEST_CASE("vault: a PIN is cleared by wrong ones and by time", "[vault]") {
    Desk desk;
    const Pin pin{.verifier = "v", .credential_version = "c1", .confirmed = kStart, .failures = 0};
    REQUIRE(desk.vault->set_pin(kAda, pin));
    desk.open();
    CHECK(desk.vault->pin(kAda, kStart));
    CHECK_FALSE(desk.vault->pin(kBob, kStart));
    CHECK_FALSE(desk.vault->pin(kAda, kStart + hours(24 * 14)));
    for (int i = 0; i < 4; ++i) REQUIRE(desk.vault->count_pin_failure(kAda));
    CHECK(desk.vault->pin(kAda, kStart));
    REQUIRE(desk.vault->confirm_pin(kAda, "c2", kStart + hours(24)));
    CHECK(desk.vault->pin(kAda, kStart + hours(24))->failures == 0);
    for (int i = 0; i < 5; ++i) REQUIRE(desk.vault->count_pin_failure(kAda));
    CHECK_FALSE(desk.vault->pin(kAda, kStart));
    CHECK(desk.vault->users_with_pin(kStart).empty());
}

TEST_CASE("vault: when the importer was last heard of outlives the process", "[vault]") {
    Desk desk;
    CHECK_FALSE(desk.vault->last_contact());
    REQUIRE(desk.vault->note_contact(kStart));
    desk.open();
    CHECK(desk.vault->last_contact() == kStart);
}

TEST_CASE("vault: the file holds no secret", "[vault]") {
    Desk desk;
    const std::string secret = desk.begin(kAda);
    const std::string token = desk.make_token();
    desk.vault.reset();
    for (const char* name : {"identity.db", "identity.db-wal"}) {
        std::ifstream file(desk.folder.path() / name, std::ios::binary);
        const std::string bytes(std::istreambuf_iterator<char>(file), {});
        CHECK(bytes.find(secret) == std::string::npos);
        CHECK(bytes.find(token.substr(20)) == std::string::npos);
    }
}
