#include "tests/bench/data.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <limits>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "common/base/assert.hpp"

namespace branchline::bench {

namespace {

// Everything here is permanent: other programs are measured on the same rows, made in JavaScript.

constexpr std::string_view kWords[] = {
    "BRAKE",  "PAD", "FRONT",  "REAR",  "LEFT", "RIGHT", "FILTER", "OIL",    "AIR",   "CABIN",
    "SENSOR", "ABS", "HOSE",   "CLAMP", "BOLT", "M8",    "M10",    "GASKET", "HEAD",  "COVER",
    "LAMP",   "LED", "MIRROR", "GLASS", "DOOR", "TRIM",  "SEAL",   "PUMP",   "WATER", "BELT",
};
constexpr std::string_view kBrands[] = {
    "VOLANTA", "NORDAUTO", "KESTREL", "MERIDIAN", "ASTRALIS", "BORELLI", "HAKUSAN", "TATRONIC",
};

constexpr std::int64_t kStart = 1'700'000'000'000;  // Milliseconds of the first row.
constexpr std::size_t kDescriptionWordsEnd = 36;
constexpr std::size_t kDescriptionMax = 44;
constexpr std::int64_t kStocks = 5'000;
constexpr std::int64_t kOrderedParts = 100'000;  // Stock and claims name one of so many.
constexpr std::int64_t kBillion = 1'000'000'000;

/// Mulberry32, a generator with 32 bits of state. JavaScript has no integers of that size; its
/// numbers are doubles and are cut to them, which below() repeats.
class Mulberry {
public:
    explicit Mulberry(std::uint32_t seed) : state_(seed) {}

    std::uint32_t next() {
        state_ += 0x6d2b79f5U;
        std::uint32_t mixed = (state_ ^ (state_ >> 15)) * (state_ | 1U);
        mixed ^= mixed + (mixed ^ (mixed >> 7)) * (mixed | 61U);
        return mixed ^ (mixed >> 14);
    }

    /// In [0, 1).
    double fraction() { return static_cast<double>(next()) / 4294967296.0; }

    /// In [0, bound). A bound beyond 32 bits wraps around, and may give a negative number.
    std::int64_t below(double bound) { return cut(fraction() * bound); }

    static std::int64_t cut(double number) {
        const auto low = static_cast<std::uint32_t>(static_cast<std::int64_t>(number));
        return static_cast<std::int32_t>(low);
    }

    template <std::size_t N>
    std::string_view one_of(const std::string_view (&list)[N]) {
        return list[static_cast<std::size_t>(below(static_cast<double>(N)))];
    }

private:
    std::uint32_t state_;
};

std::string part_below(Mulberry& random, std::int64_t parts) {
    return part_no(static_cast<std::size_t>(random.below(static_cast<double>(parts))));
}

std::string stock_id(std::int64_t number) {
    return fmt::format("S{:07}", number);
}

// A list in braces is evaluated from left to right: numbers are drawn in the order of the members.

Part make_part(Mulberry& random, std::int64_t at) {
    std::string descr;
    while (descr.size() < kDescriptionWordsEnd) {
        descr += random.one_of(kWords);
        descr += ' ';
    }
    descr += std::to_string(random.below(9'999));
    descr.resize(std::min(descr.size(), kDescriptionMax));
    const std::int64_t list_price = 100 + random.below(500'000);
    const std::string_view brand = random.one_of(kBrands);
    const double share = 0.6 + random.fraction() * 0.3;
    const bool is_superseded = random.fraction() < 0.15;
    std::string successor = is_superseded ? part_below(random, 1'000'000) : std::string();
    return {
        .part_no = part_no(static_cast<std::size_t>(at)),
        .descr = std::move(descr),
        .brand = std::string(brand),
        .list_price = list_price,
        .net_price = Mulberry::cut(static_cast<double>(list_price) * share),
        .superseded_by = std::move(successor),
        .weight = 10 + random.below(40'000),
        .updated_at = kStart + at,
    };
}

Stock make_stock(Mulberry& random, std::int64_t at) {
    std::string part = part_below(random, kOrderedParts);
    std::string branch = fmt::format("BR{}", random.below(20));
    const std::int64_t qty = random.below(500);
    const std::int64_t reserved = random.below(10);
    const std::int64_t shelf = random.below(99);
    const std::int64_t place = random.below(99);
    return {.stock_id = stock_id(at),
            .part_no = std::move(part),
            .branch = std::move(branch),
            .qty = qty,
            .reserved = reserved,
            .bin = fmt::format("A{}-{}", shelf, place),
            .last_moved = kStart + at,
            .updated_at = kStart + at};
}

std::string make_failure(Mulberry& random) {
    const std::string_view first = random.one_of(kWords);
    const std::string_view second = random.one_of(kWords);
    return fmt::format("{} {} FAILED", first, second);
}

BurstOp make_burst_op(Mulberry& random, std::int64_t at) {
    if (random.fraction() < 0.8) {
        return StockChange{.stock_id = stock_id(random.below(kStocks)),
                           .qty = random.below(500),
                           .last_moved = kStart + 1'000'000 + at,
                           .updated_at = kStart + 2'000'000 + at};
    }
    return Claim{.claim_id = fmt::format("C{:08}", at),
                 .vin = fmt::format("VIN{:0>14}", random.below(1e12)),
                 .dealer = fmt::format("D{}", random.below(300)),
                 .part_no = part_below(random, kOrderedParts),
                 .labour_op = fmt::format("OP{}", random.below(9'000)),
                 .hours = random.below(80),
                 .amount = random.below(90'000),
                 .status = "OPEN",
                 .descr = make_failure(random),
                 .created_at = kStart + 3'000'000 + at};
}

/// Both write one field of an odd row, each its own of an even row.
Clash make_clash(Mulberry& random, std::int64_t at) {
    const bool is_odd = at % 2 != 0;
    return {.part_no = part_no(static_cast<std::size_t>(at)),
            .a_field = "list_price",
            .a_value = 1'000'000 + random.below(1e6),
            .b_field = is_odd ? "list_price" : "net_price",
            .b_value = 3'000'000 + random.below(1e6)};
}

/// The quantity is the number of the change, so that a reader knows which one it sees.
StockChange make_live(Mulberry& random, std::int64_t at) {
    return {.stock_id = stock_id(random.below(kStocks)),
            .qty = 100'000 + at,
            .last_moved = kStart + 4'000'000 + at,
            .updated_at = kStart + 5'000'000 + at};
}

PriceChange make_price_change(Mulberry& random, std::int64_t at) {
    // Nine decimals, rounded half up; exact, as 2^32 billions fit into 62 bits.
    const std::uint64_t scaled = std::uint64_t{random.next()} * kBillion + (1ULL << 31);
    return {.place = static_cast<std::int64_t>(scaled >> 32),
            .list_price = 5'000'000 + at,
            .net_price = 4'000'000 + at,
            .updated_at = kStart + 6'000'000 + at};
}

template <class Row>
std::vector<Row> make_rows(std::uint32_t seed,
                           std::size_t count,
                           Row (*make)(Mulberry&, std::int64_t)) {
    Mulberry random(seed);
    std::vector<Row> rows;
    rows.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        rows.push_back(make(random, static_cast<std::int64_t>(i)));
    }
    return rows;
}

/// One line of a file, field by field. What is wrong is remembered, so that a row is read without
/// asking after each field.
class Fields {
public:
    explicit Fields(std::string_view line) : rest_(line) {}

    std::string text() { return std::string(next()); }

    std::int64_t integer() {
        const std::string_view field = next();
        std::int64_t number = 0;
        const auto [end, wrong] =
            std::from_chars(field.data(), field.data() + field.size(), number);
        if (wrong != std::errc() || end != field.data() + field.size()) is_wrong_ = true;
        return number;
    }

    /// A number with nine decimals, without its point.
    std::int64_t billionths() {
        std::string digits = text();
        const std::size_t point = digits.find('.');
        if (point == std::string::npos || digits.size() - point != 10) is_wrong_ = true;
        if (point != std::string::npos) digits.erase(point, 1);
        std::int64_t number = 0;
        const auto [end, wrong] =
            std::from_chars(digits.data(), digits.data() + digits.size(), number);
        if (wrong != std::errc() || end != digits.data() + digits.size()) is_wrong_ = true;
        return number;
    }

    void refuse() { is_wrong_ = true; }
    /// Every field was well formed, and none is left.
    bool is_complete() const { return !is_wrong_ && is_over_; }

private:
    std::string_view next() {
        if (is_over_) is_wrong_ = true;
        const std::size_t tab = rest_.find('\t');
        const std::string_view field = rest_.substr(0, tab);
        is_over_ = tab == std::string_view::npos;
        rest_.remove_prefix(is_over_ ? rest_.size() : tab + 1);
        return field;
    }

    std::string_view rest_;
    bool is_over_ = false;
    bool is_wrong_ = false;
};

Part read_part(Fields& fields) {
    return {.part_no = fields.text(),
            .descr = fields.text(),
            .brand = fields.text(),
            .list_price = fields.integer(),
            .net_price = fields.integer(),
            .superseded_by = fields.text(),
            .weight = fields.integer(),
            .updated_at = fields.integer()};
}

Stock read_stock(Fields& fields) {
    return {.stock_id = fields.text(),
            .part_no = fields.text(),
            .branch = fields.text(),
            .qty = fields.integer(),
            .reserved = fields.integer(),
            .bin = fields.text(),
            .last_moved = fields.integer(),
            .updated_at = fields.integer()};
}

StockChange read_stock_change(Fields& fields) {
    return {.stock_id = fields.text(),
            .qty = fields.integer(),
            .last_moved = fields.integer(),
            .updated_at = fields.integer()};
}

BurstOp read_burst_op(Fields& fields) {
    const std::string kind = fields.text();
    if (kind == "U") return read_stock_change(fields);
    if (kind != "I") fields.refuse();
    return Claim{.claim_id = fields.text(),
                 .vin = fields.text(),
                 .dealer = fields.text(),
                 .part_no = fields.text(),
                 .labour_op = fields.text(),
                 .hours = fields.integer(),
                 .amount = fields.integer(),
                 .status = fields.text(),
                 .descr = fields.text(),
                 .created_at = fields.integer()};
}

Clash read_clash(Fields& fields) {
    return {.part_no = fields.text(),
            .a_field = fields.text(),
            .a_value = fields.integer(),
            .b_field = fields.text(),
            .b_value = fields.integer()};
}

PriceChange read_price_change(Fields& fields) {
    return {.place = fields.billionths(),
            .list_price = fields.integer(),
            .net_price = fields.integer(),
            .updated_at = fields.integer()};
}

/// Hands over at most `count` rows, one after the other.
template <class Row, class Take>
Result<> read_rows(const std::filesystem::path& file,
                   std::size_t count,
                   Row (*read)(Fields&),
                   const Take& take) {
    std::ifstream stream(file, std::ios::binary);
    std::string line;
    for (std::size_t number = 1; number <= count && std::getline(stream, line); ++number) {
        Fields fields(line);
        Row row = read(fields);
        if (!fields.is_complete()) {
            return fail(Code::configuration, "bench-row-malformed",
                        fmt::format("line {} of {}", number, file.string()),
                        "write the files again with the generator");
        }
        take(std::move(row));
    }
    if (!stream.is_open() || stream.bad()) {
        return fail(Code::configuration, "bench-file-unreadable", file.string(),
                    "name the folder that the generator has written");
    }
    return {};
}

constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();

template <class Row>
Result<std::vector<Row>> all_rows(const std::filesystem::path& file, Row (*read)(Fields&)) {
    std::vector<Row> rows;
    TRY_VOID(read_rows(file, kAll, read, [&](Row row) { rows.push_back(std::move(row)); }));
    return rows;
}

}  // namespace

std::size_t PriceChange::part_of(std::size_t parts) const {
    return static_cast<std::size_t>(place) * parts / static_cast<std::size_t>(kBillion);
}

std::string part_no(std::size_t part) {
    return fmt::format("P{:09}", part);
}

Result<Data> Data::from(const std::filesystem::path& dir) {
    Data made;
    made.parts_file_ = dir / "parts.tsv";
    // Read once for nothing, so that parts() cannot fail.
    TRY_VOID(read_rows(*made.parts_file_, kAll, read_part, [](const Part&) {}));
    TRY(made.stock_, all_rows(dir / "stock.tsv", read_stock));
    TRY(made.burst_, all_rows(dir / "w2.tsv", read_burst_op));
    TRY(made.clashes_, all_rows(dir / "w3.tsv", read_clash));
    TRY(made.live_, all_rows(dir / "w4.tsv", read_stock_change));
    TRY(made.prices_, all_rows(dir / "w5.tsv", read_price_change));
    return made;
}

Data Data::generated() {
    Data made;
    made.stock_ = make_rows(43, kStocks, make_stock);
    made.burst_ = make_rows(44, 10'000, make_burst_op);
    made.clashes_ = make_rows(45, 20'000, make_clash);
    made.live_ = make_rows(46, 1'000, make_live);
    made.prices_ = make_rows(47, 1'000, make_price_change);
    return made;
}

std::vector<Part> Data::parts(std::size_t count) const {
    if (!parts_file_) return make_rows(42, std::min(count, kPartsMax), make_part);
    std::vector<Part> rows;
    const auto keep = [&](Part row) { rows.push_back(std::move(row)); };
    const auto done = read_rows(*parts_file_, count, read_part, keep);
    ASSERT(done.has_value());  // from() has read the whole file.
    return rows;
}

}  // namespace branchline::bench
