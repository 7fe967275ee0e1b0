// A hub with two price lists, and editions on their way into it.
#pragma once

#include "hub/prices/publishing.hpp"
#include "hub/prices/staging.hpp"
#include "tests/hub/import/import_fixture.hpp"

namespace branchline::test {

constexpr std::int64_t kToday = 20'454;  // 2026-01-01, where the network's clock begins.

struct PriceFixture : ImportFixture {
    /// Sends a file in one piece.
    std::shared_ptr<hub::Upload> upload(const std::string& text, std::int64_t valid_from = kToday) {
        auto opened = uploads.open({.list = "SYN-R", .title = "Spring", .valid_from = valid_from},
                                   static_cast<std::int64_t>(text.size()));
        if (!opened) FAIL(opened.error().id);
        const auto added = (*opened)->add(0, text);
        if (!added) FAIL(added.error().id);
        return *opened;
    }
    Result<hub::Progress> stage(const std::string& text, std::int64_t valid_from = kToday) {
        TRY(auto job, hub::stage_upload(shelf, upload(text, valid_from)));
        return run(*job);
    }
    Result<hub::Progress> move(std::int64_t by, std::int64_t valid_from = kToday) {
        TRY(auto job, hub::stage_moved(shelf, {.list = "SYN-R", .valid_from = valid_from}, by));
        return run(*job);
    }
    std::string basis(const std::string& edition) const {
        const auto found = shelf.compared("SYN-R", edition);
        return found ? found->basis : "";
    }
    /// "published", or the id of the refusal.
    std::string publish(const std::string& edition, std::int64_t today = kToday) {
        return publish_with(edition, basis(edition), today);
    }
    std::string publish_with(const std::string& edition,
                             const std::string& wanted,
                             std::int64_t today = kToday) {
        const auto done = network.write(network.hub(), [&](sync::Replica& replica) {
            return hub::publish_edition(
                replica, {.list = "SYN-R", .edition = edition, .basis = wanted, .today = today});
        });
        return done ? "published" : done.error().id;
    }
    std::string discard(const std::string& edition) {
        const auto done = network.write(network.hub(), [&](sync::Replica& replica) -> Result<> {
            TRY(const auto staged, hub::find_staged(replica, "SYN-R", edition));
            return hub::discard_edition(replica, staged, std::nullopt);
        });
        return done ? "discarded" : done.error().id;
    }
    /// "added 1 missing 0 raised 2 lowered 0 unchanged 3".
    std::string counts(const std::string& edition) const {
        const auto found = shelf.compared("SYN-R", edition);
        if (!found) return "not compared";
        std::string out;
        for (const char* name : {"added", "missing", "raised", "lowered", "unchanged"}) {
            const auto count = found->comparison.count(*price::difference_of(name));
            out += std::string(out.empty() ? "" : " ") + name + " " + std::to_string(count);
        }
        return out;
    }

    SeededRandom random{7};
    hub::Uploads uploads{folder / "uploads", random};
    hub::Shelf shelf{folder / "staged"};
};

}  // namespace branchline::test
