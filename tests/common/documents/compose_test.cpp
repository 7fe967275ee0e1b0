// Records as documents: the tables of the modules over real declarations.
#include "common/documents/compose.hpp"

#include <algorithm>

#include <catch2/catch.hpp>

#include "common/domain/accounting/documents.hpp"
#include "common/domain/modules.hpp"
#include "common/domain/service/documents.hpp"
#include "common/domain/warranty/documents.hpp"
#include "tests/support/memory_store.hpp"

using namespace branchline;
using namespace branchline::documents;
using schema::Value;

namespace {

const schema::Entity& entity(std::string_view name) {
    return *domain::registry().by_name(name);
}
const engine::Document& table(std::string_view name) {
    const auto all = domain::documents();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const auto& each) { return each.name == name; });
    REQUIRE(found != all.end());
    return *found;
}

/// A store with a dealer, a branch and a brand; synthetic.
class Books {
public:
    Books() {
        store.registry = &domain::registry();
        store.held_streams = {"policy", "reference", "dealer/D01"};
        store.hub = true;
        add("org.brand", "policy",
            {
                "A"
        },
            {{"name", std::string("Brand A (synthetic)")}});
        add("org.dealer", "policy",
            {
                "D01"
        },
            {{"name", std::string("Dealer One (synthetic)")}});
        add("org.branch", "policy",
            {
                "B01"
        },
            {{"dealer", std::string("D01")}, {"name", std::string("Branch North")}});
        store.hub = false;
    }

    using Values = std::vector<std::pair<std::string_view, Value>>;

    RowId add(std::string_view name,
              const std::string& stream,
              const std::vector<std::string>& key,
              const Values& values) {
        const schema::Entity& of = entity(name);
        engine::RowEdit row{.entity = &of, .id = {}, .key = key};
        if (!of.flow.empty()) row.transition = of.flow[0].to;
        for (const auto& [field, value] : values) row.wishes[of.field(field)->id] = value;
        const std::uint16_t command = of.flow.empty() ? std::uint16_t{0} : of.flow[0].id;
        const auto made = store.commit(
            {.stream = stream, .actor = {}, .command = command, .client_key = {}, .rows = {row}});
        INFO((made ? "" : made.error().what));
        REQUIRE(made);
        return made->rows.at(0);
    }

    RowId order() {
        return add("service.repair_order", "dealer/D01",
                   {
        },
                   {{"branch", std::string("B01")},
                    {"number", std::string("B01-RO-01-000042")},
                    {"vin", std::string("SYNTH000000000001")},
                    {"opened_on", std::int64_t{20'778}},
                    {"odometer_km", std::int64_t{42'000}},
                    {"payer", std::string("warranty")},
                    {"complaint_code", std::string("C12")},
                    {"complaint", std::string("Noise <b>in front</b>")}});
    }
    RowId claim(const RowId& order) {
        return add("warranty.claim", "dealer/D01",
                   {
        },
                   {{"branch", std::string("B01")},
                    {"number", std::string("B01-WC-01-000007")},
                    {"kind", std::string("warranty")},
                    {"brand", std::string("A")},
                    {"vin", std::string("SYNTH000000000001")},
                    {"repair_order", Bytes(order.bytes.begin(), order.bytes.end())},
                    {"job", std::int64_t{1}},
                    {"failure_on", std::int64_t{20'770}},
                    {"odometer_km", std::int64_t{42'000}},
                    {"claimed", std::int64_t{123'456}}});
    }
    void line(const RowId& claim, std::int64_t number, std::int64_t quantity, std::int64_t price) {
        add("warranty.claim_line", "dealer/D01",
            {
        },
            {{"branch", std::string("B01")},
             {"claim", Bytes(claim.bytes.begin(), claim.bytes.end())},
             {"line", number},
             {"kind", std::string("part")},
             {"item", "P-" + std::to_string(number)},
             {"quantity", quantity},
             {"unit_price", price}});
    }
    Composed printed(std::string_view document, const RowId& id, Language language) {
        auto out = compose(store, table(document), id, language);
        REQUIRE(out);
        return *std::move(out);
    }

    test::MemoryStore store;
};

std::string facts(const paper::Document& document) {
    std::string out;
    for (const auto& fact : document.facts) out += fact.label + "=" + fact.value + "; ";
    return out;
}

}  // namespace

TEST_CASE("documents: those of every module are documents of the product", "[documents]") {
    const std::size_t own =
        service::documents().size() + warranty::documents().size() + accounting::documents().size();
    CHECK(domain::documents().size() >= own);
    for (const char* name : {"repair-order", "claim", "account-document"}) table(name);
}

TEST_CASE("documents: every table fits the declarations", "[documents]") {
    for (const engine::Document& document : domain::documents()) {
        const auto fine = check(document, domain::registry());
        INFO(document.name << ": " << (fine ? "" : fine.error().what));
        CHECK(fine);
    }
}

TEST_CASE("documents: every state and word of a document has a name in both languages",
          "[documents]") {
    for (const engine::Document& document : domain::documents()) {
        for (const schema::Transition& step : entity(document.entity).flow) {
            INFO(document.name << " " << step.to);
            const auto row = std::find_if(document.words.begin(), document.words.end(),
                                          [&](const auto& w) { return w.word == step.to; });
            CHECK(row != document.words.end());
        }
    }
}

TEST_CASE("documents: a table that does not fit is named", "[documents]") {
    const auto wrong = [](engine::Document table) {
        const auto fine = check(table, domain::registry());
        REQUIRE_FALSE(fine);
        return fine.error().what;
    };
    engine::Document table{.name = "x", .entity = "warranty.claim", .title = {}};
    table.number = "nothing";
    CHECK(wrong(table) == "warranty.claim.nothing: there is no such field");
    table.number = "vin.name";
    CHECK(wrong(table) == "warranty.claim.vin.name: the field refers to nothing");
    table.number = "branch.nothing";
    CHECK(wrong(table) == "org.branch.nothing: there is no such field");
    table.number = {};
    table.lines = {"warranty.claim_line", "branch", "line", {}};
    CHECK(wrong(table) == "warranty.claim_line are not lines of warranty.claim");
    table.lines = {
        "warranty.claim_line", "claim", "line", {},
           {"nothing", "void"}
    };
    CHECK(wrong(table) == "warranty.claim_line.nothing: there is no such field");
    CHECK(wrong({.name = "x", .entity = "no.such", .title = {}}) == "no such entity");
}

TEST_CASE("documents: a repair order names workshop, car and complaint", "[documents]") {
    Books books;
    const auto [paper, created] = books.printed("repair-order", books.order(), Language::english);
    CHECK(paper.title == "Repair order");
    CHECK(paper.number == "B01-RO-01-000042");
    CHECK(paper.remark == "open");
    REQUIRE(paper.parties.size() == 1);  // The customer is not known.
    CHECK(paper.parties[0].lines ==
          std::vector<std::string>{"Dealer One (synthetic)", "Branch North", "B01"});
    CHECK(facts(paper) ==
          "VIN=SYNTH000000000001; Odometer=42,000 km; Opened on=2026-11-21; Paid by=Warranty; ");
    REQUIRE(paper.texts.size() == 1);
    CHECK(paper.texts[0].text == "C12  Noise <b>in front</b>");
    CHECK(created == Instant(Date(std::chrono::days(20'778))));
}

TEST_CASE("documents: the same order in German", "[documents]") {
    Books books;
    const auto paper = books.printed("repair-order", books.order(), Language::german).document;
    CHECK(paper.title == "Reparaturauftrag");
    CHECK(paper.remark == "offen");
    CHECK(paper.page == "Seite");
    CHECK(facts(paper) ==
          "Fahrgestellnummer=SYNTH000000000001; Kilometerstand=42.000 km; "
          "Angenommen am=21.11.2026; Zahler=Garantie; ");
}

TEST_CASE("documents: a repair order tells its jobs in order, and lists their lines",
          "[documents]") {
    Books books;
    const RowId order = books.order();
    const Value of_order = Bytes(order.bytes.begin(), order.bytes.end());
    const auto job = [&](std::int64_t number, std::string pay_type) {
        return books.add("service.job", "dealer/D01",
                         {
        },
                         {{"branch", std::string("B01")},
                          {"repair_order", of_order},
                          {"job", number},
                          {"complaint", std::string("No heat")},
                          {"cause_code", std::string("F101")},
                          {"cause", std::string("Blower")},
                          {"pay_type", std::move(pay_type)}});
    };
    job(2, "warranty");
    const RowId first = job(1, "customer");
    books.add("service.line", "dealer/D01",
              {
    },
              {{"branch", std::string("B01")},
               {"repair_order", of_order},
               {"job", Bytes(first.bytes.begin(), first.bytes.end())},
               {"line", std::int64_t{1}},
               {"kind", std::string("labour")},
               {"item", std::string("OP-1")},
               {"quantity", std::int64_t{1'500}},
               {"unit_price", std::int64_t{6'000}}});
    const auto paper = books.printed("repair-order", order, Language::english).document;
    REQUIRE(paper.texts.size() == 3);
    CHECK(paper.texts[1].heading == "Job 1, Customer");
    CHECK(paper.texts[1].text == "Complaint: No heat\nCause: F101  Blower");
    CHECK(paper.texts[2].heading == "Job 2, Warranty");
    REQUIRE(paper.table.rows.size() == 1);
    CHECK(paper.table.rows[0] ==
          std::vector<std::string>{"1", "Labour", "OP-1", "1.500", "60.00", "", "90.00"});
    REQUIRE(paper.totals.size() == 2);
    CHECK(paper.totals[0].value == "90.00");
    CHECK(paper.totals[1].label == "Customer, net");
    const auto german = books.printed("repair-order", order, Language::german).document;
    CHECK(german.texts[1].heading == "Arbeit 1, Kunde");
}

namespace {

/// A repair order with a job of the customer and one of the importer, each with a line.
struct TwoJobs : Books {
    TwoJobs() : id(order()), first(job(1, "customer")), second(job(2, "warranty")) {
        discounted = labour(first, 1, 6'000, 1'000);
        labour(second, 2, 5'000, 0);
    }
    RowId job(std::int64_t number, std::string pay_type) {
        return add("service.job", "dealer/D01",
                   {
        },
                   {{"branch", std::string("B01")},
                    {"repair_order", Bytes(id.bytes.begin(), id.bytes.end())},
                    {"job", number},
                    {"pay_type", std::move(pay_type)}});
    }
    RowId labour(const RowId& job, std::int64_t number, std::int64_t price, std::int64_t discount) {
        return add("service.line", "dealer/D01",
                   {
        },
                   {{"branch", std::string("B01")},
                    {"repair_order", Bytes(id.bytes.begin(), id.bytes.end())},
                    {"job", Bytes(job.bytes.begin(), job.bytes.end())},
                    {"line", number},
                    {"kind", std::string("labour")},
                    {"item", "OP-" + std::to_string(number)},
                    {"quantity", std::int64_t{1'000}},
                    {"unit_price", price},
                    {"discount", discount}});
    }
    paper::Document paper(Language language = Language::english) {
        return printed("repair-order", id, language).document;
    }
    std::string totals(Language language = Language::english) {
        std::string out;
        for (const auto& total : paper(language).totals)
            out += total.label + "=" + total.value + "; ";
        return out;
    }
    RowId id;
    RowId first;
    RowId second;
    RowId discounted;
};

}  // namespace

TEST_CASE("documents: a repair order without tax codes tells what each payer owes, less discounts",
          "[documents]") {
    TwoJobs books;
    CHECK(books.totals() ==
          "Sum before discounts=110.00; Customer, net=50.00; Importer, net=50.00; ");
    CHECK(books.totals(Language::german) ==
          "Summe vor Nachl\u00e4ssen=110,00; Kunde, netto=50,00; Importeur, netto=50,00; ");
}

TEST_CASE("documents: what a cancelled job was charged with is on no paper", "[documents]") {
    TwoJobs books;
    books.store.set(entity("service.job"), books.second, "status", std::string("cancelled"));
    const auto paper = books.paper();
    REQUIRE(paper.table.rows.size() == 1);
    CHECK(paper.table.rows[0][2] == "OP-1");
    CHECK(books.totals() == "Sum before discounts=60.00; Customer, net=50.00; ");
    for (const auto& text : paper.texts) CHECK(text.heading != "Job 2, Warranty");
}

TEST_CASE("documents: a line that was made void is on no paper", "[documents]") {
    TwoJobs books;
    books.store.record(entity("service.line"), books.discounted).life = "void";
    REQUIRE(books.paper().table.rows.size() == 1);
    CHECK(books.totals() == "Sum before discounts=50.00; Importer, net=50.00; ");
}

TEST_CASE("documents: a repair order tells tax and gross where its lines have a tax code",
          "[documents]") {
    Books books;
    const RowId order = books.order();
    const Value of_order = Bytes(order.bytes.begin(), order.bytes.end());
    const RowId job = books.add("service.job", "dealer/D01",
                                {
    },
                                {{"branch", std::string("B01")},
                                 {"repair_order", of_order},
                                 {"job", std::int64_t{1}},
                                 {"pay_type", std::string("customer")}});
    books.add("service.line", "dealer/D01",
              {
    },
              {{"branch", std::string("B01")},
               {"repair_order", of_order},
               {"job", Bytes(job.bytes.begin(), job.bytes.end())},
               {"line", std::int64_t{1}},
               {"kind", std::string("labour")},
               {"item", std::string("OP-1")},
               {"quantity", std::int64_t{1'000}},
               {"unit_price", std::int64_t{10'000}},
               {"tax_code", std::string("T")}});
    CHECK(books.printed("repair-order", order, Language::english).document.totals.size() == 2);
    books.store.hub = true;
    books.add("reference.tax_rate", "reference",
              {
                  "T", "1"
    },
              {{"valid_from", std::int64_t{20'778}}, {"rate", std::int64_t{77'000}}});
    const auto totals = books.printed("repair-order", order, Language::english).document.totals;
    REQUIRE(totals.size() == 4);
    CHECK(totals[1].label == "Customer, net");
    CHECK(totals[1].value == "100.00");
    CHECK(totals[2].label == "Tax T 7.7 %");
    CHECK(totals[2].value == "7.70");
    CHECK(totals[3].label == "Customer, with tax");
    CHECK(totals[3].value == "107.70");
    CHECK(totals[3].strong);
    const auto german = books.printed("repair-order", order, Language::german).document.totals;
    CHECK(german[2].label == "Steuer T 7,7 %");
    CHECK(german[3].value == "107,70");
}

TEST_CASE("documents: parts of another record are no parts", "[documents]") {
    engine::Document table{.name = "x", .entity = "warranty.claim", .title = {}};
    table.parts = {.entity = "service.job", .owner = "repair_order"};
    CHECK_FALSE(check(table, domain::registry()));
    table.parts = {.entity = "service.nothing", .owner = "repair_order"};
    CHECK_FALSE(check(table, domain::registry()));
}

TEST_CASE("documents: a claim shows its lines in order, with amounts and their sum",
          "[documents]") {
    Books books;
    const RowId order = books.order();
    const RowId claim = books.claim(order);
    books.line(claim, 2, 2'500, 1'001);
    books.line(claim, 1, 1'000, 9'999);
    books.line(books.claim(order), 3, 1'000, 1);
    const auto paper = books.printed("claim", claim, Language::english).document;
    CHECK(facts(paper).find("Repair order=B01-RO-01-000042;") != std::string::npos);
    REQUIRE(paper.table.columns.size() == 6);
    CHECK(paper.table.columns[2].align == paper::Align::start);
    CHECK(paper.table.columns[5].align == paper::Align::end);
    CHECK(paper.table.rows == std::vector<std::vector<std::string>>{
                                  {"1", "Part", "P-1", "1.000", "99.99", "99.99"},
                                  {"2", "Part", "P-2", "2.500", "10.01", "25.03"}
    });
    REQUIRE(paper.totals.size() == 2);
    CHECK(paper.totals[0].value == "125.02");
    CHECK(paper.totals[1].label == "Claimed");
    CHECK(paper.totals[1].value == "1,234.56");
}

TEST_CASE("documents: a claim without lines has no sum", "[documents]") {
    Books books;
    const auto paper =
        books.printed("claim", books.claim(books.order()), Language::english).document;
    CHECK(paper.table.rows.empty());
    REQUIRE(paper.totals.size() == 1);
    CHECK(paper.totals[0].label == "Claimed");
}

TEST_CASE("documents: a credit memo is titled by its kind and names its claim", "[documents]") {
    Books books;
    const RowId claim = books.claim(books.order());
    books.store.hub = true;
    const RowId memo = books.add("accounting.document", "dealer/D01",
                                 {
    },
                                 {{"number", std::string("DOC-01-000001")},
                                  {"dealer", std::string("D01")},
                                  {"brand", std::string("A")},
                                  {"branch", std::string("B01")},
                                  {"kind", std::string("credit_memo")},
                                  {"issued_on", std::int64_t{20'780}},
                                  {"amount", std::int64_t{-10'000}},
                                  {"claimed", std::int64_t{12'000}},
                                  {"claim", Bytes(claim.bytes.begin(), claim.bytes.end())}});
    const auto paper = books.printed("account-document", memo, Language::german).document;
    CHECK(paper.title == "Gutschrift");
    CHECK(facts(paper).find("Garantieantrag=B01-WC-01-000007;") != std::string::npos);
    REQUIRE(paper.totals.size() == 2);
    CHECK(paper.totals[1].value == "-100,00");
}

TEST_CASE("documents: what refers to nothing here stays empty", "[documents]") {
    Books books;
    const auto paper = books.printed("claim", books.claim(RowId{}), Language::english).document;
    CHECK(facts(paper).find("Repair order") == std::string::npos);
}

TEST_CASE("documents: a record that is void says so", "[documents]") {
    Books books;
    const RowId order = books.order();
    books.store.record(entity("service.repair_order"), order).life = "void";
    CHECK(books.printed("repair-order", order, Language::english).document.remark == "VOID");
}

TEST_CASE("documents: a record that is not there is an error", "[documents]") {
    Books books;
    const auto none = compose(books.store, table("claim"), RowId{}, Language::english);
    REQUIRE_FALSE(none);
    CHECK(none.error().code == Code::not_found);
}

TEST_CASE("documents: a disk that fails is told", "[documents]") {
    Books books;
    const RowId order = books.order();
    books.store.broken = Error{Code::io, "disk-failed", "the disk failed", ""};
    CHECK(compose(books.store, table("repair-order"), order, Language::english).error().code ==
          Code::io);
}

TEST_CASE("documents: languages have two letters", "[documents]") {
    CHECK(language_of("en") == Language::english);
    CHECK(language_of("de") == Language::german);
    CHECK_FALSE(language_of("fr"));
    CHECK_FALSE(language_of(""));
}
