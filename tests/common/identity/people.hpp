// A dealer's people in a store in memory: roles, accounts with passwords, and a clock that a test
// sets. Synthetic.
#pragma once

#include <catch2/catch.hpp>

#include "common/crypto/password.hpp"
#include "common/domain/modules.hpp"
#include "common/domain/org/roles.hpp"
#include "common/identity/directory.hpp"
#include "tests/support/memory_store.hpp"

namespace branchline::test {

class SetClock final : public Clock {
public:
    Instant at{Milliseconds(1'700'000'000'000)};

    Instant now() const override { return at; }
    Milliseconds monotonic() const override { return at.time_since_epoch(); }
};

inline constexpr std::string_view kPassword = "correct horse";

struct People {
    MemoryStore store;
    identity::Directory directory;
    SetClock clock;

    explicit People(identity::Directory of = identity::dealer_directory("dealer/D01", "B0101"))
        : directory(std::move(of)) {
        store.registry = &domain::registry();
        store.held_streams = {"policy",  "dealer/D01", "hub",      "catalog/A",
                              "price/A", "network/A",  "reference"};
        store.hub = true;
        for (const org::DefaultRole& role : org::default_roles()) {
            add_role(std::string(role.role), role.permits, std::string(role.side));
        }
    }

    void add_role(const std::string& code, const std::string& permits, const std::string& side) {
        const schema::Entity& entity = store.entity("org.role");
        engine::RowEdit row;
        row.entity = &entity;
        row.key = {code};
        row.wishes[entity.field("permits")->id] = permits;
        row.wishes[entity.field("side")->id] = side;
        REQUIRE(store.commit({.stream = "policy", .rows = {row}}));
    }

    RowId add(const std::string& login, const std::vector<std::string>& roles) {
        const auto user = identity::add_account(store, directory, {login, "", {}});
        REQUIRE(user);
        for (const std::string& role : roles) {
            REQUIRE(identity::give_role(store, directory, *user, role, {}));
        }
        set_password(*user, kPassword);
        return *user;
    }

    void set_password(const RowId& user, std::string_view password) {
        const auto verifier = crypto::make_verifier(password, Bytes(16, 7), crypto::kLeastCost);
        REQUIRE(verifier);
        REQUIRE(identity::set_verifier(store, directory, user, *verifier, clock.now(), {}));
    }

    identity::Person person(const RowId& user) {
        const auto account = identity::find_account(store, directory, user);
        REQUIRE(account);
        REQUIRE(*account);
        const auto roles = identity::load_roles(store);
        REQUIRE(roles);
        const auto loaded = identity::load_person(store, directory, **account, *roles);
        REQUIRE(loaded);
        return *loaded;
    }

    RowId add_order() {
        const schema::Entity& entity = store.entity("service.repair_order");
        engine::RowEdit row;
        row.entity = &entity;
        row.transition = "open";
        row.wishes[entity.field("branch")->id] = std::string("B0101");
        row.wishes[entity.field("vin")->id] = std::string("V1");
        row.wishes[entity.field("customer")->id] = std::string("a synthetic customer");
        const auto done =
            store.commit({.stream = "dealer/D01", .command = entity.flow[0].id, .rows = {row}});
        REQUIRE(done);
        return done->rows.front();
    }
};

/// The id of a refusal; "accepted" for none.
template <class T>
std::string id_of(const Result<T>& result) {
    return result ? "accepted" : result.error().id;
}

}  // namespace branchline::test
