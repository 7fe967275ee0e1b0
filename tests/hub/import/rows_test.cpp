// Rows of another source: only what differs is written.
#include "hub/import/rows.hpp"

#include <catch2/catch.hpp>

#include "tests/support/network.hpp"

using namespace branchline;
using namespace branchline::test;

namespace {

struct Fixture {
    static hub::SourceRow maker(const std::string& wmi,
                                const std::map<std::string, schema::Value>& named) {
        const schema::Entity& entity = *domain::registry().by_name("reference.wmi");
        hub::SourceRow row{.entity = &entity, .key = {wmi}, .values = {}};
        for (const auto& [name, value] : named) row.values[entity.field(name)->id] = value;
        return row;
    }
    hub::RowFigures write(const std::vector<hub::SourceRow>& rows) {
        hub::RowFigures figures;
        REQUIRE(network.write(network.hub(), [&](sync::Replica& replica) {
            return hub::write_rows(replica, "reference", rows, figures);
        }));
        return figures;
    }
    Network network;
};

std::string text(const char* value) {
    return value;
}

}  // namespace

TEST_CASE_METHOD(Fixture, "rows: new ones are added, equal ones left alone", "[import]") {
    const std::vector<hub::SourceRow> rows{
        maker("YV4", {{"make", text("Volvo")}}
         ), maker("WBA", {{"make", text("BMW")}  }
         )
    };
    CHECK(write(rows).added == 2);
    const auto before = *network.hub().replica().digest("reference");
    const auto again = write(rows);
    CHECK(*network.hub().replica().digest("reference") == before);
    CHECK(again.added == 0);
    CHECK(again.changed == 0);
    CHECK(again.unchanged == 2);
}

TEST_CASE_METHOD(Fixture,
                 "rows: a value that differs, and one that is gone, are changes",
                 "[import]") {
    write({
        maker("YV4", {{"make", text("Volvo")}, {"country", text("SWEDEN")}}
         )
    });
    CHECK(write({
                    maker("YV4", {{"make", text("VOLVO")}, {"country", text("SWEDEN")}}
                     )
    })
              .changed == 1);
    CHECK(write({
                    maker("YV4", {{"make", text("VOLVO")}}
                     )
    })
              .changed == 1);
    CHECK(write({
                    maker("YV4", {{"make", text("VOLVO")}}
                     )
    })
              .unchanged == 1);
}

TEST_CASE_METHOD(Fixture,
                 "rows: one that the replica refuses is an error and not counted",
                 "[import]") {
    hub::RowFigures figures;
    const auto done = network.write(network.hub(), [&](sync::Replica& replica) {
        const std::vector<hub::SourceRow> rows{
            maker("YV4", {{"make", std::int64_t{4}}}
             )
        };
        return hub::write_rows(replica, "reference", rows, figures);
    });
    CHECK_FALSE(done);
    CHECK(figures.added == 0);
}
