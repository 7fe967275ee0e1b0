// Who asks, where nobody stands in front of the rows and where somebody does.
#include "common/api/caller.hpp"

#include "common/http/problem.hpp"
#include "tests/common/api/door.hpp"

using namespace branchline;
using namespace branchline::api;

TEST_CASE("caller: rows without a front door act for the operator", "[caller]") {
    CHECK(caller_of({})->person->is_operator);
    CHECK(caller_of({})->way == "operator");
}

TEST_CASE("caller: work is done over the caller's store, whichever way it is asked for",
          "[caller]") {
    Door door;
    const RowId order = door.people.add_order();
    const schema::Entity& orders = door.people.store.entity("service.repair_order");
    auto caller = std::make_shared<ApiCaller>();
    caller->person =
        std::make_shared<identity::Person>(door.people.person(door.people.add("ada", {})));
    http::Request request;
    request.caller = caller;
    const auto work = [&](engine::Store& store) {
        const auto found = store.find(orders, order);
        return found ? http::Response() : http::problem(found.error());
    };
    CHECK(as_caller(request, work)(door.people.store).status == 403);
    CHECK(as_caller(caller, work)(door.people.store).status == 403);
    CHECK(as_caller(http::Request(), work)(door.people.store).status == 200);
}
