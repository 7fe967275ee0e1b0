// The thread beside the engine.
#include "sync/transport/background.hpp"

#include <future>
#include <memory>
#include <vector>

#include <catch2/catch.hpp>

using namespace branchline::sync;

TEST_CASE("background: work runs in order, on a thread of its own", "[background]") {
    std::vector<int> seen;
    std::promise<std::thread::id> done;
    Background background;
    REQUIRE(background.post([&] { seen.push_back(1); }));
    REQUIRE(background.post([&] {
        seen.push_back(2);
        done.set_value(std::this_thread::get_id());
    }));
    CHECK(done.get_future().get() != std::this_thread::get_id());
    CHECK(seen == std::vector{1, 2});
}

TEST_CASE("background: work may ask for more work", "[background]") {
    std::promise<bool> done;
    Background background;
    REQUIRE(background.post([&] { CHECK(background.post([&] { done.set_value(true); })); }));
    CHECK(done.get_future().get());
}

TEST_CASE("background: what would wait too long is refused", "[background]") {
    std::promise<void> begun;
    std::promise<void> let_go;
    Background background(1);
    REQUIRE(background.post([&] {
        begun.set_value();
        let_go.get_future().wait();
    }));
    begun.get_future().wait();
    CHECK(background.post([] {}));
    CHECK_FALSE(background.post([] {}));
    let_go.set_value();
}

TEST_CASE("background: at the end what waits is dropped, and nothing is taken", "[background]") {
    std::promise<void> begun;
    std::promise<void> let_go;
    Background background;
    const auto token = std::make_shared<int>(1);
    REQUIRE(background.post([&] {
        begun.set_value();
        let_go.get_future().wait();
    }));
    begun.get_future().wait();
    REQUIRE(background.post([token] {}));
    std::thread ending([&] { background.stop(); });
    let_go.set_value();
    ending.join();
    CHECK_FALSE(background.post([] {}));
    background.stop();
    CHECK(token.use_count() <= 1);
}
