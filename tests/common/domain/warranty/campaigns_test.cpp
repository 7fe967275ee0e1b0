// How far a campaign is on one car, from claims and work in one store.
#include "common/domain/warranty/campaigns.hpp"

#include "tests/common/domain/warranty/books.hpp"

using namespace branchline;
using test::Books;
using test::kVin;
using test::text;
using test::Values;
using warranty::CampaignCar;
using warranty::CampaignProgress;

namespace {

const CampaignCar kCar{"AUDAX", "R1", kVin};

struct CampaignBooks : Books {
    RowId recall(const char* status) {
        const RowId made = claim({
            {"kind",     text("campaign")},
            {"campaign", text("R1")      }
        });
        store.set(store.entity("warranty.claim"), made, "status", text(status));
        return made;
    }
    CampaignProgress progress() {
        const auto made = warranty::progress_of(store, kCar);
        REQUIRE(made);
        return *made;
    }
};

}  // namespace

TEST_CASE("campaigns: a car that nobody has begun with is open", "[warranty]") {
    CampaignBooks books;
    CHECK(books.progress() == CampaignProgress{});
}

TEST_CASE("campaigns: a claim completes a car, and confirms it once it is agreed to",
          "[warranty]") {
    for (const char* status : {"submitted", "in_review", "returned", "appealed"}) {
        CAPTURE(status);
        CampaignBooks books;
        const RowId claim = books.recall(status);
        CHECK(books.progress() == CampaignProgress{"completed", "B0101", to_hex(claim)});
    }
    for (const char* status : {"approved", "approved_reduced", "credited", "settled", "oem_paid"}) {
        CAPTURE(status);
        CampaignBooks books;
        books.recall(status);
        CHECK(books.progress().progress == "confirmed");
    }
}

TEST_CASE("campaigns: a claim that came to nothing leaves the car open", "[warranty]") {
    for (const char* status : {"draft", "withdrawn", "rejected", "lapsed", "reversed"}) {
        CAPTURE(status);
        CampaignBooks books;
        books.recall(status);
        CHECK(books.progress() == CampaignProgress{});
    }
}

TEST_CASE("campaigns: a claim for another campaign does not count", "[warranty]") {
    CampaignBooks books;
    const RowId claim = books.claim({
        {"kind",     text("campaign")},
        {"campaign", text("R2")      }
    });
    books.store.set(books.store.entity("warranty.claim"), claim, "status", text("approved"));
    CHECK(books.progress() == CampaignProgress{});
}
