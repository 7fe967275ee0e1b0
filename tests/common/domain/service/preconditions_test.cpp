#include "common/domain/service/preconditions.hpp"

#include "tests/common/domain/service/workshop.hpp"

using namespace branchline;
using namespace branchline::test;

namespace {

Values appointment(std::int64_t start, std::int64_t minutes, std::string_view bay = "1") {
    return {
        {"branch",       text("B0101")  },
        {"day",          kDay           },
        {"start_minute", start          },
        {"minutes",      minutes        },
        {"bay",          text(bay)      },
        {"work",         text("Service")}
    };
}

std::string refusal(const Result<engine::Committed>& done) {
    return done ? "" : done.error().id;
}

/// A user with one role, in the store as the importer and the dealer have written it.
RowId user(Workshop& shop, const std::string& role, std::string_view permits) {
    shop.store.hub = true;
    const schema::Entity& roles = shop.store.entity("org.role");
    engine::RowEdit edit{.entity = &roles, .key = {role}};
    edit.wishes[roles.field("permits")->id] = text(permits);
    REQUIRE(shop.store.commit({.stream = "policy", .rows = {edit}}));
    shop.store.hub = false;
    const RowId id = shop.add("org.user", {
                                              {"name",   text(role)   },
                                              {"branch", text("B0101")}
    });
    shop.add("org.grant", {
                              {"user", ref(id)   },
                              {"role", text(role)}
    });
    return id;
}

}  // namespace

TEST_CASE("workshop: a bay that is taken is refused, and the refusal says when", "[service]") {
    Workshop shop;
    shop.add("service.appointment", appointment(540, 60));
    const auto second = shop.try_add("service.appointment", appointment(570, 60));
    REQUIRE_FALSE(second);
    CHECK(second.error().id == "bay-taken");
    CHECK(second.error().what == "bay 1 is taken from 09:00 to 10:00");
    CHECK(shop.try_add("service.appointment", appointment(600, 60)));
    CHECK(shop.try_add("service.appointment", appointment(540, 60, "2")));
}

TEST_CASE("workshop: who cancels or does not come gives the bay back", "[service]") {
    Workshop shop;
    const RowId first = shop.add("service.appointment", appointment(540, 60));
    REQUIRE(shop.step("service.appointment", first, "cancelled"));
    const RowId second = shop.add("service.appointment", appointment(540, 45));
    REQUIRE(shop.step("service.appointment", second, "no_show"));
    CHECK(shop.try_add("service.appointment", appointment(550, 10)));
}

TEST_CASE("workshop: an appointment is in its own way neither when moved nor when repeated",
          "[service]") {
    Workshop shop;
    const RowId first = shop.add("service.appointment", appointment(540, 60));
    CHECK(shop.change("service.appointment", first,
                      {
                          {"minutes", 90}
    }));
    shop.client_key = Bytes{1};
    CHECK(shop.try_add("service.appointment", appointment(660, 60)));
    // After a lost answer.
    CHECK(shop.try_add("service.appointment", appointment(660, 60))->replayed);
    shop.client_key.reset();
    CHECK(refusal(shop.change("service.appointment", first,
                              {
                                  {"minutes", 150}
    })) == "bay-taken");
    // Somebody else with the same wish.
    CHECK(refusal(shop.try_add("service.appointment", appointment(660, 60))) == "bay-taken");
}

TEST_CASE("workshop: a slot beyond the day is left to the rules", "[service]") {
    Workshop shop;
    shop.add("service.appointment", appointment(540, 60));
    CHECK(shop.try_add("service.appointment", appointment(INT64_MAX, INT64_MAX)));
}

TEST_CASE("workshop: an order is charged when its jobs lack nothing, and not before", "[service]") {
    Workshop shop;
    const RowId order = shop.order();
    const RowId first = shop.job(order, 1, "customer");
    const RowId second = shop.add("service.job", {
                                                     {"branch",       text("B0101")   },
                                                     {"repair_order", ref(order)      },
                                                     {"job",          2               },
                                                     {"pay_type",     text("warranty")}
    });
    shop.bring(order, "quality_checked");
    shop.finish(first);
    const auto early = shop.step("service.repair_order", order, "ready_to_invoice");
    REQUIRE_FALSE(early);
    CHECK(early.error().id == "order-not-ready");
    CHECK(early.error().what ==
          "job 2 has no complaint; job 2 has no cause; job 2 has no correction; job 2 is not done");
    REQUIRE(shop.step("service.job", second, "in_work"));
    REQUIRE(shop.step("service.job", second, "done"));
    REQUIRE(shop.change("service.job", second,
                        {
                            {"complaint",      text("Noise")   },
                            {"complaint_code", text("C1")      },
                            {"cause",          text("Bearing") },
                            {"cause_code",     text("F1")      },
                            {"correction",     text("Replaced")}
    }));
    CHECK(shop.step("service.repair_order", order, "ready_to_invoice"));
    CHECK(shop.invoice(order, kDay));
}

TEST_CASE("workshop: an order with jobs meets the same check on the short way to the invoice",
          "[service]") {
    Workshop shop;
    const RowId order = shop.order();
    shop.job(order, 1, "customer");
    shop.bring(order, "done");
    CHECK(refusal(shop.invoice(order, kDay)) == "order-not-ready");
    const RowId plain = shop.order();
    shop.bring(plain, "done");
    CHECK(shop.step("service.repair_order", plain, "invoiced"));
}

TEST_CASE("workshop: an order that somebody has worked on is not cancelled", "[service]") {
    Workshop shop;
    const RowId order = shop.order();
    const RowId job = shop.job(order, 1, "customer");
    shop.add("service.time_entry", shop.clock_values(RowId{}, order, job));
    CHECK(refusal(shop.step("service.repair_order", order, "cancelled")) == "order-has-time");
    CHECK(shop.step("service.repair_order", shop.order(), "cancelled"));
}

TEST_CASE("workshop: what is invoiced takes no more jobs, lines and clocks", "[service]") {
    Workshop shop;
    const RowId order = shop.order({
        {"number", text("B0101-RO-01-000001")}
    });
    const RowId job = shop.job(order, 1, "customer");
    const RowId line = shop.line(order, job, "part", 1'000, 100);
    shop.bring(order, "invoiced");
    const auto second = shop.try_add("service.job", shop.job_values(order, 2, "customer"));
    REQUIRE_FALSE(second);
    CHECK(second.error().id == "order-over");
    CHECK(second.error().what == "repair order B0101-RO-01-000001 is invoiced");
    CHECK(refusal(shop.try_add("service.time_entry", shop.clock_values(RowId{}, order, job))) ==
          "order-over");
    CHECK(refusal(shop.commit({.entity = &shop.store.entity("service.line"),
                               .id = line,
                               .wishes = {},
                               .make_void = true})) == "order-over");
}

TEST_CASE("workshop: what the jobs and lines of an invoiced order cost stays", "[service]") {
    for (const char* status : {"invoiced", "closed", "credited", "cancelled"}) {
        CAPTURE(status);
        Workshop shop;
        const RowId order = shop.order();
        const RowId job = shop.job(order, 1, "customer");
        const RowId line = shop.line(order, job, "part", 1'000, 100);
        shop.bring(order, status);
        CHECK(refusal(shop.change("service.job", job,
                                  {
                                      {"pay_type", text("internal")}
        })) == "order-over");
        CHECK(refusal(shop.step("service.job", job, "cancelled")) == "order-over");
        CHECK(refusal(shop.change("service.line", line,
                                  {
                                      {"tax_code", text("FULL")}
        })) == "order-over");
        CHECK(refusal(shop.try_add("service.line", shop.line_values(order, job, 1'000))) ==
              "order-over");
    }
}

TEST_CASE("workshop: an order with jobs is invoiced on a day", "[service]") {
    Workshop shop;
    const RowId order = shop.order();
    const RowId job = shop.job(order, 1, "customer");
    shop.finish(job);
    shop.bring(order, "ready_to_invoice");
    const auto undated = shop.step("service.repair_order", order, "invoiced");
    REQUIRE_FALSE(undated);
    CHECK(undated.error().id == "invoice-undated");
    CHECK(undated.error().what == "the invoice names no day, and tax is that of its day");
    CHECK(shop.invoice(order, kDay + 1));
}

TEST_CASE("workshop: nobody but the invoice says which tax rates it keeps", "[service]") {
    Workshop shop;
    const Values versions{
        {"tax_versions", text("FULL=1")}
    };
    const RowId order = shop.order();
    CHECK(refusal(shop.change("service.repair_order", order, versions)) == "tax-versions-kept");
    shop.store.set(shop.store.entity("service.repair_order"), order, "tax_versions",
                   text("FULL=1"));
    CHECK(refusal(shop.change("service.repair_order", order, versions)).empty());
}

TEST_CASE("workshop: a line and a clock are for a job of their order", "[service]") {
    Workshop shop;
    const RowId order = shop.order();
    shop.job(order, 1, "customer");
    const RowId other = shop.job(shop.order(), 1, "customer");
    const auto foreign = shop.try_add("service.line", shop.line_values(order, other, 1'000));
    REQUIRE_FALSE(foreign);
    CHECK(foreign.error().id == "job-of-other-order");
    CHECK(foreign.error().what == "the job belongs to another repair order");
    CHECK(refusal(shop.try_add("service.time_entry", shop.clock_values(RowId{}, order, other))) ==
          "job-of-other-order");
    CHECK(refusal(shop.try_add("service.line", shop.line_values(order, RowId{}, 1'000))) ==
          "no-such-job");
}

namespace {

/// A line of two pieces, and the wish to take it back.
struct Charged : Workshop {
    Charged()
        : id(order()), first(job(id, 1, "customer")), part(line(id, first, "part", 2'000, 100)) {}
    Values back(const RowId& taken, const Values& more = {}) {
        Values values = line_values(id, first, -2'000);
        values["takes_back"] = ref(taken);
        values["line"] = 7;
        for (const auto& [name, value] : more) values[name] = value;
        return values;
    }
    std::string refused(const Values& values) { return refusal(try_add("service.line", values)); }
    RowId id;
    RowId first;
    RowId part;
};

}  // namespace

TEST_CASE("workshop: a line is taken back once, whole, and within its job", "[service]") {
    Charged shop;
    CHECK(shop.refused(shop.back(RowId{})) == "no-such-line");
    CHECK(shop.refused(shop.back(shop.part, {
                                                {"quantity", -1'000}
    })) == "not-the-opposite");
    CHECK(shop.refused(shop.back(shop.part, {
                                                {"unit_price", 101}
    })) == "not-the-opposite");
    const RowId other = shop.order();
    const RowId elsewhere = shop.line(other, shop.job(other, 1, "customer"), "part", 2'000, 100);
    CHECK(shop.refused(shop.back(elsewhere)) == "no-such-line");
    shop.client_key = Bytes{1};
    CHECK(shop.refused(shop.back(shop.part)).empty());
    // After a lost answer.
    CHECK(shop.refused(shop.back(shop.part)).empty());
    shop.client_key.reset();
    CHECK(shop.refused(shop.back(shop.part)) == "line-taken-back");
    CHECK(shop.refused(shop.back(shop.part, {
                                                {"line", 8}
    })) == "line-taken-back");
}

TEST_CASE("workshop: a line that is taken back is not made void as well", "[service]") {
    Charged shop;
    const auto make_void = [&](const RowId& line) {
        return refusal(shop.commit({.entity = &shop.store.entity("service.line"),
                                    .id = line,
                                    .wishes = {},
                                    .make_void = true}));
    };
    const auto back = shop.try_add("service.line", shop.back(shop.part));
    REQUIRE(back);
    CHECK(make_void(shop.part) == "line-taken-back");
    CHECK(make_void(back->rows.front()).empty());
    CHECK(make_void(shop.part).empty());
}

TEST_CASE("workshop: a line that was made void is not taken back as well", "[service]") {
    Charged shop;
    REQUIRE(shop.commit({.entity = &shop.store.entity("service.line"),
                         .id = shop.part,
                         .wishes = {},
                         .make_void = true}));
    CHECK(shop.refused(shop.back(shop.part)) == "no-such-line");
}

TEST_CASE("workshop: no job of an order that is not here", "[service]") {
    Workshop shop;
    CHECK(refusal(shop.try_add("service.job", shop.job_values(RowId{}, 1, "customer"))) ==
          "no-such-order");
}

TEST_CASE("workshop: two jobs of an order do not share a number", "[service]") {
    Workshop shop;
    const RowId order = shop.order();
    shop.job(order, 1, "customer");
    CHECK(refusal(shop.try_add("service.job", shop.job_values(order, 1, "warranty"))) ==
          "job-number-taken");
    CHECK(refusal(shop.try_add("service.job", shop.job_values(order, 1, "customer"))) ==
          "job-number-taken");
    CHECK(shop.try_add("service.job", shop.job_values(shop.order(), 1, "warranty")));
}

TEST_CASE("workshop: one clock of a technician runs at a time", "[service]") {
    Workshop shop;
    const RowId order = shop.order();
    const RowId job = shop.job(order, 1, "customer");
    const RowId one = shop.add("service.time_entry", shop.clock_values(RowId{}, order, job));
    Values other = shop.clock_values(RowId{}, order, job);
    other["started_at"] = 2 * kHour;
    CHECK(refusal(shop.try_add("service.time_entry", other)) == "clock-running");
    REQUIRE(shop.change("service.time_entry", one,
                        {
                            {"stopped_at", 2 * kHour}
    }));
    CHECK(shop.try_add("service.time_entry", other));
}

TEST_CASE("workshop: a technician starts and stops no clock but the own", "[service]") {
    Workshop shop;
    const RowId mate = user(shop, "technician", "service.time_entry:write");
    const RowId other = user(shop, "helper", "service.time_entry:write");
    const RowId order = shop.order();
    const RowId job = shop.job(order, 1, "customer");
    shop.actor = mate;
    const auto foreign = shop.try_add("service.time_entry", shop.clock_values(other, order, job));
    CHECK(refusal(foreign) == "not-your-clock");
    const RowId own = shop.add("service.time_entry", shop.clock_values(mate, order, job));
    shop.actor = other;
    CHECK(refusal(shop.change("service.time_entry", own,
                              {
                                  {"stopped_at", 2 * kHour}
    })) == "not-your-clock");
}

TEST_CASE("workshop: who may make clock entries void stops those of others", "[service]") {
    Workshop shop;
    const RowId mate = user(shop, "technician", "service.time_entry:write");
    const RowId advisor = user(shop, "advisor", "service.time_entry");
    const RowId order = shop.order();
    const RowId job = shop.job(order, 1, "customer");
    shop.actor = mate;
    const RowId own = shop.add("service.time_entry", shop.clock_values(mate, order, job));
    shop.actor = advisor;
    CHECK(shop.change("service.time_entry", own,
                      {
                          {"stopped_at", 2 * kHour}
    }));
}

namespace {

/// An order that was credited.
struct Credited : Workshop {
    Credited() : wrong(order()) { bring(wrong, "credited"); }
    Values correction(const Values& more = {}) {
        Values values{
            {"branch",    text("B0101")            },
            {"vin",       text("YV4A22PK4N1000101")},
            {"opened_on", kDay + 1                 },
            {"corrects",  ref(wrong)               }
        };
        for (const auto& [name, value] : more) values[name] = value;
        return values;
    }
    std::string refused(const Values& values) {
        return refusal(try_add("service.repair_order", values));
    }
    RowId wrong;
};

}  // namespace

TEST_CASE("workshop: an order corrects one that was credited, and no other", "[service]") {
    for (const char* status : {"open", "done", "invoiced", "closed", "cancelled"}) {
        CAPTURE(status);
        Credited shop;
        shop.bring(shop.wrong, status);
        CHECK(shop.refused(shop.correction()) == "order-not-credited");
    }
    Credited shop;
    CHECK(shop.refused(shop.correction()).empty());
}

TEST_CASE("workshop: an order that is credited is corrected once, by an order of its car",
          "[service]") {
    Credited shop;
    CHECK(shop.refused(shop.correction({
              {"vin", text("YV4A22PK4N1000102")}
    })) == "other-car");
    CHECK(shop.refused(shop.correction({
              {"corrects", ref(RowId{})}
    })) == "no-such-order");
    shop.client_key = Bytes{1};
    const RowId right = shop.add("service.repair_order", shop.correction());
    // After a lost answer.
    CHECK(shop.refused(shop.correction()).empty());
    shop.client_key.reset();
    CHECK(shop.refused(shop.correction()) == "order-corrected");
    const Values another = shop.correction({
        {"opened_on", kDay + 2}
    });
    CHECK(shop.refused(another) == "order-corrected");
    const auto of_car =
        service::rows_with(shop.store, "service.repair_order", "vin", text("YV4A22PK4N1000101"));
    REQUIRE(of_car);
    for (const engine::Record& one : *of_car) {
        if (one.id != shop.wrong) shop.bring(one.id, "cancelled");
    }
    CHECK(shop.refused(another).empty());
    CHECK(shop.state_of(shop.store.entity("service.repair_order"), right) == "cancelled");
}

TEST_CASE("workshop: an order that is there already corrects by the same rules", "[service]") {
    Credited shop;
    const RowId open = shop.order();
    const auto naming = [&](const RowId& id) {
        return refusal(shop.change("service.repair_order", open,
                                   {
                                       {"corrects", ref(id)}
        }));
    };
    CHECK(naming(RowId{}) == "no-such-order");
    CHECK(naming(shop.order()) == "order-not-credited");
    CHECK(naming(open) == "no-such-order");
    CHECK(naming(shop.wrong).empty());
    CHECK(naming(shop.wrong).empty());
    CHECK(shop.refused(shop.correction()) == "order-corrected");
}

TEST_CASE("workshop: a branch corrects what it has charged itself", "[service]") {
    Credited shop;
    CHECK(shop.refused(shop.correction({
              {"branch", text("B0102")}
    })) == "other-branch");
}
