// Records as rows of a table.
#include "common/api/sheet_rows.hpp"

#include "tests/common/api/api_desk.hpp"

using namespace branchline;
using namespace branchline::api;

namespace {

const schema::Entity& thing() {
    return *test::toy_registry().by_collection("things");
}

std::string csv_of(const engine::Record& record) {
    return sheet::csv_row(sheet_columns(*record.entity, Headings::names), sheet_row(record));
}

}  // namespace

TEST_CASE("sheet rows: the columns are the fields, then life, sync and id", "[api]") {
    CHECK(sheet::csv_headings(sheet_columns(thing(), Headings::names)) ==
          "place,title,text,tags,status,km,hold,locked,reference,weight,built,seen,colour,parent,"
          "photo,pin,count,best,life,sync,id\r\n");
}

TEST_CASE("sheet rows: for people the labels stand first, and instants say their zone", "[api]") {
    const std::string heads = sheet::csv_headings(sheet_columns(thing(), Headings::labels));
    CHECK(heads.starts_with("Place,Title,Text,Tags,Status,Odometer,"));
    CHECK(heads.find(",Seen (UTC),") != heads.npos);
    CHECK(heads.ends_with(",Life,Progress,Id\r\n"));
}

TEST_CASE("sheet rows: each value is written as its type says", "[api]") {
    Desk desk;
    const std::string id = desk.add_thing(
        "one", R"(,"weight":"-1.500","built":"2026-11-21","seen":"2026-11-21T09:14:02Z",)"
               R"("hold":true,"count":-7,"colour":"red","photo":"00ff")");
    desk.store.set(thing(), row_id(id), "pin", std::string("1234"));
    desk.store.set(thing(), row_id(id), "tags", std::vector<std::string>{"a", "b"});
    CHECK(csv_of(desk.store.record(thing(), row_id(id))) ==
          "P1,one,,\"a; "
          "b\",draft,,true,,,-1.500,2026-11-21,2026-11-21T09:14:02.000Z,red,,00ff,1234,-7,,"
          "alive,local," +
              id + "\r\n");
}
