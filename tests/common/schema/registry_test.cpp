#include "common/schema/registry.hpp"
#include "common/schema/stream.hpp"

#include <array>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "common/schema/check.hpp"
#include "common/schema/words.hpp"

namespace branchline::schema {

namespace {

using Words = std::array<std::string_view, 1>;

/// A well-formed entity whose parts a case may change, each one alone.
struct Draft {
    std::array<Field, 4> fields = {
        {
         {1, "branch", words::text, Owner::hub, Merge::own, Need::required | Need::once,
             "Branch"},
         {2, "status", words::one_of("open|closed"), Owner::flow, Merge::state, {}, "Status"},
         {4, "name", words::text, Owner::dealer, Merge::lww, {}, "Name"},
         {7, "blocked", words::flag, Owner::branch, Merge::restrict, {}, "Blocked"},
         }
    };
    std::array<Transition, 2> flow = {
        {{"", "open"}, {"open", "closed", Side::either, "close", 1}}
    };
    std::array<std::uint16_t, 1> retired = {3};
    std::string_view key;
    bool has_flow = true;
    Entity entity = {.id = 16, .name = "test.thing", .collection = "things"};

    constexpr bool well_formed() const {
        Entity whole = entity;
        const Words parts = {key};
        if (!key.empty()) whole.key = parts;
        whole.fields = fields;
        if (has_flow) whole.flow = flow;
        whole.retired = retired;
        return is_well_formed(whole);
    }
};

template <class Change>
constexpr bool well_formed_with(Change change) {
    Draft draft;
    change(draft);
    return draft.well_formed();
}

constexpr std::size_t kMany = 65;
constexpr std::array<std::array<char, 3>, kMany> kNames = [] {
    std::array<std::array<char, 3>, kMany> names{};
    for (std::size_t i = 0; i < kMany; ++i) {
        names[i] = {'f', static_cast<char>('0' + i / 10), static_cast<char>('0' + i % 10)};
    }
    return names;
}();

constexpr bool well_formed_with_fields(std::size_t count) {
    std::array<Field, kMany> fields{};
    for (std::size_t i = 0; i < kMany; ++i) {
        fields[i].id = static_cast<std::uint16_t>(i + 1);
        fields[i].name = {kNames[i].data(), 3};
        fields[i].label = "Label";
    }
    const Entity entity{.id = 16,
                        .name = "test.wide",
                        .collection = "wide",
                        .fields = std::span(fields).first(count)};
    return is_well_formed(entity);
}

constexpr std::array<Field, 2> kPartFields = {
    {
     {1, "number", words::text, Owner::hub, Merge::own, Need::required | Need::once, "Number"},
     {2, "on_hand", words::integer, Owner::nobody, Merge::ledger, {}, "On hand"},
     }
};
constexpr Words kPartKey = {"number"};
constexpr Entity kPart{
    .id = 16, .name = "test.part", .collection = "parts", .key = kPartKey, .fields = kPartFields};

constexpr std::array<Field, 1> kDealFields = {{{1, "title", words::text, {}, {}, {}, "Title"}}};
constexpr Entity kDeal{.id = 17, .name = "test.deal", .collection = "deals", .fields = kDealFields};

constexpr std::array<Field, 2> kMoveFields = {
    {
     {1, "number", words::text, Owner::hub, Merge::own, Need::required | Need::once, "Number"},
     {2, "amount", words::integer, Owner::hub, Merge::own, Need::required | Need::once,
         "Amount"},
     }
};
constexpr std::array<Posting, 1> kMovePosts = {{{"test.part", "on_hand", "amount"}}};
constexpr Entity kMove{.id = 18,
                       .name = "test.move",
                       .collection = "moves",
                       .fields = kMoveFields,
                       .posts = kMovePosts};

std::string refusal(const std::vector<const Entity*>& entities) {
    const auto registry = Registry::build(entities);
    if (registry) return "accepted";
    CHECK(registry.error().code == Code::configuration);
    CHECK(registry.error().id == "bad-declaration");
    return registry.error().what;
}

/// The refusal of an entity that refers to test.part and test.deal with one field.
std::string refusal_of_field(const Field& field) {
    const std::array<Field, 1> fields = {field};
    const Entity entity{.id = 30, .name = "test.x", .collection = "x", .fields = fields};
    return refusal({&kPart, &kDeal, &entity});
}

/// The refusal of test.move when `change` has been at its fields, postings or stream.
template <class Change>
std::string refusal_of_move(Change change) {
    auto fields = kMoveFields;
    auto posts = kMovePosts;
    Entity move = kMove;
    change(fields, posts[0], move);
    move.fields = fields;
    move.posts = posts;
    return refusal({&kPart, &kDeal, &move});
}

}  // namespace

TEST_CASE("declaration: the plain one is well formed", "[schema]") {
    STATIC_REQUIRE(well_formed_with([](Draft&) {}));
    STATIC_REQUIRE(well_formed_with([](Draft& d) { d.key = "branch"; }));
}

TEST_CASE("declaration: an entity needs an id above the engine's and names", "[schema]") {
    STATIC_REQUIRE_FALSE(well_formed_with([](Draft& d) { d.entity.id = 15; }));
    STATIC_REQUIRE_FALSE(well_formed_with([](Draft& d) { d.entity.name = ""; }));
    STATIC_REQUIRE_FALSE(well_formed_with([](Draft& d) { d.entity.collection = ""; }));
}

TEST_CASE("declaration: 1 to 64 fields", "[schema]") {
    STATIC_REQUIRE_FALSE(well_formed_with_fields(0));
    STATIC_REQUIRE(well_formed_with_fields(1));
    STATIC_REQUIRE(well_formed_with_fields(64));
    STATIC_REQUIRE_FALSE(well_formed_with_fields(65));
}

TEST_CASE("declaration: field ids are distinct, ascending, not retired and not life's",
          "[schema]") {
    STATIC_REQUIRE_FALSE(well_formed_with([](Draft& d) { d.fields[3].id = 4; }));
    STATIC_REQUIRE_FALSE(well_formed_with([](Draft& d) { d.fields[3].id = 1; }));
    STATIC_REQUIRE_FALSE(well_formed_with([](Draft& d) { d.fields[1].id = 5; }));
    STATIC_REQUIRE_FALSE(well_formed_with([](Draft& d) { d.fields[2].id = 3; }));
    STATIC_REQUIRE_FALSE(well_formed_with([](Draft& d) { d.fields[0].id = kLifeField; }));
}

TEST_CASE("declaration: field names are distinct and in snake case, labels are given", "[schema]") {
    STATIC_REQUIRE_FALSE(well_formed_with([](Draft& d) { d.fields[2].name = "branch"; }));
    STATIC_REQUIRE_FALSE(well_formed_with([](Draft& d) { d.fields[2].name = ""; }));
    STATIC_REQUIRE_FALSE(well_formed_with([](Draft& d) { d.fields[2].name = "Name"; }));
    STATIC_REQUIRE_FALSE(well_formed_with([](Draft& d) { d.fields[2].name = "a-b"; }));
    STATIC_REQUIRE_FALSE(well_formed_with([](Draft& d) { d.fields[2].name = "_a"; }));
    STATIC_REQUIRE_FALSE(well_formed_with([](Draft& d) { d.fields[2].name = "a_"; }));
    STATIC_REQUIRE(well_formed_with([](Draft& d) { d.fields[2].name = "a_b2"; }));
    STATIC_REQUIRE_FALSE(well_formed_with([](Draft& d) { d.fields[2].label = ""; }));
}

TEST_CASE("declaration: no field takes the name of a column that the engine fills", "[schema]") {
    STATIC_REQUIRE_FALSE(well_formed_with([](Draft& d) { d.fields[2].name = "row"; }));
    STATIC_REQUIRE_FALSE(well_formed_with([](Draft& d) { d.fields[2].name = "conflicts"; }));
    STATIC_REQUIRE_FALSE(well_formed_with([](Draft& d) { d.fields[2].name = "id"; }));
    STATIC_REQUIRE(well_formed_with([](Draft& d) { d.fields[2].name = "rows"; }));
}

TEST_CASE("declaration: exactly refs, keys and enumerations name a target", "[schema]") {
    STATIC_REQUIRE_FALSE(well_formed_with([](Draft& d) { d.fields[2].type = words::ref(""); }));
    STATIC_REQUIRE_FALSE(well_formed_with([](Draft& d) { d.fields[2].type = words::key(""); }));
    STATIC_REQUIRE_FALSE(well_formed_with([](Draft& d) { d.fields[2].type = words::one_of(""); }));
    STATIC_REQUIRE_FALSE(well_formed_with([](Draft& d) { d.fields[2].type.target = "a|b"; }));
    STATIC_REQUIRE(well_formed_with([](Draft& d) { d.fields[2].type = words::ref("test.deal"); }));
}

TEST_CASE("declaration: a state field has the owner flow and a flow", "[schema]") {
    STATIC_REQUIRE_FALSE(well_formed_with([](Draft& d) { d.fields[1].owner = Owner::dealer; }));
    STATIC_REQUIRE_FALSE(well_formed_with([](Draft& d) { d.has_flow = false; }));
}

TEST_CASE("declaration: a balance belongs to nobody", "[schema]") {
    const auto balance_of = [](Owner owner) {
        return [owner](Draft& d) {
            d.fields[2].type = words::integer;
            d.fields[2].merge = Merge::ledger;
            d.fields[2].owner = owner;
        };
    };
    CHECK(well_formed_with(balance_of(Owner::nobody)));
    CHECK_FALSE(well_formed_with(balance_of(Owner::dealer)));
}

TEST_CASE("declaration: restrict, max and set have one type each", "[schema]") {
    STATIC_REQUIRE_FALSE(well_formed_with([](Draft& d) { d.fields[3].type = words::text; }));
    STATIC_REQUIRE_FALSE(well_formed_with([](Draft& d) { d.fields[2].merge = Merge::max; }));
    STATIC_REQUIRE(well_formed_with([](Draft& d) { d.fields[2].merge = Merge::set; }));
    STATIC_REQUIRE_FALSE(well_formed_with([](Draft& d) { d.fields[3].merge = Merge::set; }));
    STATIC_REQUIRE(well_formed_with([](Draft& d) {
        d.fields[2].merge = Merge::max;
        d.fields[2].type = words::integer;
    }));
}

TEST_CASE("declaration: a field owned by the branch needs the branch on its row", "[schema]") {
    STATIC_REQUIRE_FALSE(well_formed_with([](Draft& d) { d.fields[0].name = "other"; }));
}

TEST_CASE("declaration: a key part is a required write-once field of the kind own", "[schema]") {
    STATIC_REQUIRE_FALSE(well_formed_with([](Draft& d) { d.key = "unknown"; }));
    STATIC_REQUIRE_FALSE(well_formed_with([](Draft& d) { d.key = "name"; }));
    STATIC_REQUIRE_FALSE(well_formed_with([](Draft& d) {
        d.key = "branch";
        d.fields[0].need = Need::required;
    }));
    STATIC_REQUIRE_FALSE(well_formed_with([](Draft& d) {
        d.key = "branch";
        d.fields[0].need = Need::once;
    }));
    STATIC_REQUIRE_FALSE(well_formed_with([](Draft& d) {
        d.key = "branch";
        d.fields[0].merge = Merge::lww;
    }));
}

TEST_CASE("entity: fields are found by name, by id and by place", "[schema]") {
    CHECK(kPart.field("on_hand") == &kPart.fields[1]);
    CHECK(kPart.field(std::uint16_t{2}) == &kPart.fields[1]);
    CHECK(kPart.index_of(2) == 1);
    CHECK(kPart.field("price") == nullptr);
    CHECK(kPart.field(std::uint16_t{9}) == nullptr);
    CHECK(kPart.index_of(9) == 2);
    CHECK(kPart.in_key("number"));
    CHECK_FALSE(kPart.in_key("on_hand"));
    CHECK(kPart.keyed());
    CHECK_FALSE(kDeal.keyed());
    CHECK(kPart.state_field() == nullptr);
}

TEST_CASE("registry: entities are found by id, name and collection", "[schema]") {
    const std::vector<const Entity*> all = {&kPart, &kDeal, &kMove};
    const auto registry = Registry::build(all);
    REQUIRE(registry);
    CHECK(registry->by_id(17) == &kDeal);
    CHECK(registry->by_name("test.move") == &kMove);
    CHECK(registry->by_collection("parts") == &kPart);
    CHECK(registry->by_id(99) == nullptr);
    CHECK(registry->by_id(65536 + 17) == nullptr);
    CHECK(registry->by_name("test") == nullptr);
    CHECK(registry->by_collection("") == nullptr);
    CHECK(registry->entities().size() == 3);
}

TEST_CASE("registry: an entity that is not well formed is refused", "[schema]") {
    Entity bad = kDeal;
    bad.id = 3;
    CHECK(refusal({&bad}) == "test.deal: is not well formed");
}

TEST_CASE("registry: two entities share neither id nor name nor collection", "[schema]") {
    const std::string shared = "test.deal: shares its id, name or collection with another entity";
    Entity twin{.id = 40, .name = "test.twin", .collection = "twins", .fields = kDealFields};
    CHECK(refusal({&twin, &kDeal}) == "accepted");
    twin.id = kDeal.id;
    CHECK(refusal({&twin, &kDeal}) == shared);
    twin.id = 40;
    twin.name = kDeal.name;
    CHECK(refusal({&twin, &kDeal}) == shared);
    twin.name = "test.twin";
    twin.collection = kDeal.collection;
    CHECK(refusal({&twin, &kDeal}) == shared);
}

TEST_CASE("registry: a reference leads to a declared entity of its kind", "[schema]") {
    CHECK(refusal_of_field({1, "a", words::ref("test.deal"), {}, {}, {}, "A"}) == "accepted");
    CHECK(refusal_of_field({1, "a", words::key("test.part"), {}, {}, {}, "A"}) == "accepted");
    CHECK(refusal_of_field({1, "a", words::ref("test.none"), {}, {}, {}, "A"}) ==
          "test.x: a refers to test.none, which is not declared");
    CHECK(refusal_of_field({1, "a", words::ref("test.part"), {}, {}, {}, "A"}) ==
          "test.x: a must be a key");
    CHECK(refusal_of_field({1, "a", words::key("test.deal"), {}, {}, {}, "A"}) ==
          "test.x: a must be a ref");
}

TEST_CASE("registry: a key of several parts cannot be referred to by one text", "[schema]") {
    static constexpr std::array<std::string_view, 2> kBoth = {"number", "amount"};
    Entity pair = kMove;
    pair.posts = {};
    pair.key = kBoth;
    const std::array<Field, 1> fields = {{{1, "a", words::key("test.move"), {}, {}, {}, "A"}}};
    const Entity entity{.id = 30, .name = "test.x", .collection = "x", .fields = fields};
    CHECK(refusal({&pair, &entity}) == "test.x: a names a key of several parts");
}

TEST_CASE("registry: a posting leads to a balance of a keyed entity in its stream", "[schema]") {
    CHECK(refusal_of_move([](auto&, auto&, auto&) {}) == "accepted");
    CHECK(refusal_of_move([](auto&, Posting& p, auto&) { p.target = "test.none"; }) ==
          "test.move: posts to no keyed entity");
    CHECK(refusal_of_move([](auto&, Posting& p, auto&) { p.target = "test.deal"; }) ==
          "test.move: posts to no keyed entity");
    CHECK(refusal_of_move([](auto&, auto&, Entity& e) { e.stream = StreamKind::hub; }) ==
          "test.move: posts to another stream");
    CHECK(refusal_of_move([](auto&, Posting& p, auto&) { p.balance = "number"; }) ==
          "test.move: posts to a field that is no balance");
    CHECK(refusal_of_move([](auto&, Posting& p, auto&) { p.balance = "none"; }) ==
          "test.move: posts to a field that is no balance");
}

TEST_CASE("registry: what a posting reads never changes", "[schema]") {
    const std::string amount = "test.move: posts an amount that may change";
    const std::string number = "test.move: lacks the write-once field number";
    CHECK(refusal_of_move([](auto&, Posting& p, auto&) { p.amount = "none"; }) == amount);
    CHECK(refusal_of_move([](auto& f, auto&, auto&) { f[1].need = Need::once; }) == amount);
    CHECK(refusal_of_move([](auto& f, auto&, auto&) { f[1].need = Need::required; }) == amount);
    CHECK(refusal_of_move([](auto& f, auto&, auto&) { f[0].name = "other"; }) == number);
    CHECK(refusal_of_move([](auto& f, auto&, auto&) { f[0].need = Need::once; }) == number);
    CHECK(refusal_of_move([](auto& f, auto&, auto&) { f[0].need = Need::required; }) == number);
}

TEST_CASE("registry: the description changes with every property of a declaration", "[schema]") {
    const auto described = [](auto change) {
        Draft d;
        change(d);
        const Words key = {"branch"};
        d.entity.key = d.key.empty() ? std::span<const std::string_view>() : key;
        d.entity.fields = d.fields;
        d.entity.flow = d.flow;
        d.entity.retired = d.retired;
        const std::vector<const Entity*> all = {&d.entity};
        const auto registry = Registry::build(all);
        REQUIRE(registry);
        return registry->describe();
    };
    const std::string plain = described([](Draft&) {});
    CHECK(described([](Draft&) {}) == plain);
    CHECK(described([](Draft& d) { d.entity.id = 20; }) != plain);
    CHECK(described([](Draft& d) { d.entity.name = "test.other"; }) != plain);
    CHECK(described([](Draft& d) { d.entity.collection = "others"; }) != plain);
    CHECK(described([](Draft& d) { d.entity.stream = StreamKind::hub; }) != plain);
    CHECK(described([](Draft& d) { d.key = "branch"; }) != plain);
    CHECK(described([](Draft& d) { d.retired[0] = 99; }) != plain);
    CHECK(described([](Draft& d) { d.flow[1].side = Side::hub; }) != plain);
    CHECK(described([](Draft& d) { d.flow[1].command = "shut"; }) != plain);
    CHECK(described([](Draft& d) { d.flow[1].id = 5; }) != plain);
    CHECK(described([](Draft& d) { d.flow[1].keeps = "test.other"; }) != plain);
    CHECK(described([](Draft& d) { d.entity.purpose = Purpose::grant; }) != plain);
    CHECK(described([](Draft& d) { d.fields[2].id = 5; }) != plain);
    CHECK(described([](Draft& d) { d.fields[2].name = "title"; }) != plain);
    CHECK(described([](Draft& d) { d.fields[2].owner = Owner::hub; }) != plain);
    CHECK(described([](Draft& d) { d.fields[2].merge = Merge::own; }) != plain);
    CHECK(described([](Draft& d) { d.fields[2].need = Need::sensitive; }) != plain);
    CHECK(described([](Draft& d) { d.fields[2].type = words::integer; }) != plain);
    CHECK(described([](Draft& d) { d.fields[2].type.scale = 2; }) != plain);
    CHECK(described([](Draft& d) { d.fields[2].type.size_max = 10; }) != plain);
}

TEST_CASE("registry: every word of the vocabulary has a name of its own", "[schema]") {
    std::vector<std::string_view> types;
    for (int i = 0; i <= static_cast<int>(Type::bytes); ++i) {
        types.push_back(name_of(static_cast<Type>(i)));
    }
    CHECK(types == std::vector<std::string_view>{"text", "integer", "decimal", "date", "instant",
                                                 "flag", "enumeration", "ref", "key", "bytes"});
    std::vector<std::string_view> merges;
    for (int i = 0; i <= static_cast<int>(Merge::life); ++i) {
        merges.push_back(name_of(static_cast<Merge>(i)));
    }
    CHECK(merges == std::vector<std::string_view>{"own", "lww", "set", "ledger", "state", "max",
                                                  "restrict", "life"});
    CHECK(name_of(Owner::nobody) == "nobody");
    CHECK(name_of(StreamKind::hub) == "hub");
    CHECK(name_of(Side::either) == "either");
    CHECK(name_of(Purpose::revocation) == "revocation");
}

}  // namespace branchline::schema
