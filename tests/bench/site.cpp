#include "tests/bench/site.hpp"

#include <algorithm>
#include <stdexcept>
#include <thread>

#include <fmt/format.h>

#include "common/domain/text.hpp"
#include "common/engine/keys.hpp"
#include "common/http/client.hpp"
#include "hub/hub.hpp"
#include "node/join.hpp"
#include "tests/bench/schema.hpp"

namespace branchline::bench {

namespace {

constexpr std::chrono::microseconds kPoll{500};

void enrol(const std::filesystem::path& dir, const std::string& branch, const std::string& name) {
    const text::Json made = post(dir / "hub", "/api/v1/tokens",
                                 text::Json{
                                     {"branch", branch}
    });
    const auto token = must(sync::decode_token(made["token"].get<std::string>()));
    must(node::join({.data_dir = dir / name, .token = token, .say = [](const std::string&) {}}));
}

}  // namespace

void give_up(const Error& error) {
    throw std::runtime_error(error.id + ": " + error.what);
}

text::Json post(const std::filesystem::path& dir, const std::string& target, text::Json body) {
    http::Request request{.method = "POST", .target = target, .body = text::dump(body)};
    request.headers.set("Content-Type", "application/json");
    const auto answer = must(http::request({.socket = (dir / "admin.sock").string()}, request));
    if (answer.status >= 300) throw std::runtime_error(target + ": " + answer.body);
    return must(text::parse_json(answer.body));
}

void found(const std::filesystem::path& dir, int port) {
    Child founding([&](Channel&) {
        must(hub::found_network({.data_dir = dir / "hub",
                                 .root_dir = dir / "root",
                                 .organisation = "Synthetic Importer"},
                                SystemClock().now()));
        const auto importer = must(hub::Hub::open({.data_dir = dir / "hub",
                                                   .sync = fmt::format("tcp://127.0.0.1:{}", port),
                                                   .registry = &registry()}));
        must(importer->start());
        on_engine(importer->daemon(), true, [](sync::Replica& hub) {
            must(hub::add_dealer(hub, "D01", "Synthetic dealer"));
            must(hub::add_branch(hub, "B0101", "D01", "Synthetic branch"));
            must(hub::add_branch(hub, "B0102", "D01", "Synthetic branch"));
        });
        enrol(dir, "B0101", "A");
        enrol(dir, "B0102", "B");
        importer->stop();
    });
}

void serve(Channel& channel, const Commands& commands) {
    while (const auto asked = channel.receive()) {
        const auto command = commands.find((*asked)["command"].get<std::string>());
        if (command == commands.end()) throw std::runtime_error("no such command");
        channel.send(command->second(*asked));
    }
}

void on_engine(sync::Daemon& daemon, bool writes, std::function<void(sync::Replica&)> work) {
    std::promise<void> done;
    daemon.driver().post([&](sync::Engine& engine) {
        engine.submit({.writes = writes, .work = work, .done = [&](const Result<>& result) {
                           if (result) return done.set_value();
                           done.set_exception(
                               std::make_exception_ptr(std::runtime_error(result.error().what)));
                       }});
    });
    done.get_future().get();
}

void wait_until(sync::Daemon& daemon, const std::function<bool(sync::Replica&)>& done) {
    for (bool is_done = false;;) {
        on_engine(daemon, false, [&](sync::Replica& replica) { is_done = done(replica); });
        if (is_done) return;
        std::this_thread::sleep_for(kPoll);
    }
}

std::uint64_t applied_of_nodes(const sync::Replica& replica) {
    const sync::StreamBook* stream = replica.state().books.stream(kStream);
    std::uint64_t applied = 0;
    if (stream == nullptr) return applied;
    for (const sync::LogBook* log : stream->logs) applied += log->hub ? 0 : log->applied_seq;
    return applied;
}

std::string state_of(sync::Replica& replica) {
    return to_hex(must(replica.digest(kStream)).digest);
}

void LiveWatch::look(sync::Engine& engine) {
    sync::Replica& replica = engine.replica();
    const schema::Entity& stock = replica.entity("bench.stock");
    while (!complete()) {
        const StockChange& next = changes_[seen_.size()];
        const auto row = must(engine::find_by_key(replica, stock.name, {next.stock_id}));
        // Two changes of one row may come in one group: the later one shows that both are there.
        const auto shows = [&](const StockChange& change) {
            return row && change.stock_id == next.stock_id &&
                   domain::integer_of(*row, "qty") == change.qty;
        };
        const auto from = changes_.begin() + static_cast<std::ptrdiff_t>(seen_.size());
        if (std::none_of(from, changes_.end(), shows)) return;
        seen_.push_back(seconds_now());
    }
}

}  // namespace branchline::bench
