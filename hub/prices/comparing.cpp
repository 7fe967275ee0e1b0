#include "hub/prices/comparing.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>

#include <fmt/format.h>

#include "common/crypto/hash.hpp"
#include "common/domain/text.hpp"

namespace branchline::hub {

namespace {

constexpr std::size_t kPage = 500;
constexpr std::size_t kComparedKept = 3;
/// Permanent: the first line of a file of staged prices.
constexpr std::string_view kHead = "branchline staged prices 1";

bool is_before(const std::pair<std::string, std::int64_t>& price, const std::string& part) {
    return price.first < part;
}

}  // namespace

Result<std::string> basis_of(sync::Replica& hub, const EditionOf& of, std::int64_t day) {
    std::vector<std::string> counted;
    const schema::Entity& editions = hub.entity(of.editions);
    const engine::Filter mine{.field = editions.field("list"), .value = schema::Value(of.scope)};
    TRY_VOID(for_each_record(hub, editions, mine, [&](const engine::Record& one) {
        if (!domain::flag_of(one, "published")) return;
        if (domain::integer_of(one, "valid_from") > day) return;
        counted.push_back(domain::text_of(one, "edition"));
    }));
    std::sort(counted.begin(), counted.end());
    crypto::Blake2b hash("price basis");
    for (const std::string& edition : counted) {
        hash.add(as_bytes(edition));
        hash.add(as_bytes("\n"));
    }
    return to_hex(hash.finish()).substr(0, 32);
}

Comparing::Comparing(std::string list, Staged staged)
    : of_(prices_of(list)),
      list_(std::move(list)),
      edition_(std::move(staged.edition)),
      day_(staged.valid_from),
      prices_(std::move(staged.prices)) {
    std::sort(prices_.begin(), prices_.end());
    before_.resize(prices_.size());
}

void Comparing::note(const engine::Record& record) {
    const std::string part = domain::text_of(record, "part");
    const std::int64_t amount = domain::integer_of(record, "amount");
    const auto found = std::lower_bound(prices_.begin(), prices_.end(), part, is_before);
    if (found == prices_.end() || found->first != part) {
        missing_.push_back({part, amount, std::nullopt});
    } else {
        before_[static_cast<std::size_t>(found - prices_.begin())] = amount;
    }
}

Result<bool> Comparing::step(sync::Replica& hub) {
    TRY(std::string basis, basis_of(hub, of_, day_));
    if (basis != basis_) {
        // The first slice, or somebody has published meanwhile: from the beginning.
        basis_ = std::move(basis);
        std::fill(before_.begin(), before_.end(), std::nullopt);
        missing_.clear();
        after_.reset();
        done_ = 0;
    }
    const schema::Entity& rows = hub.entity(of_.rows);
    engine::Query query{
        .filters = {{.field = rows.field("list"), .value = schema::Value(of_.scope)}},
        .after = after_,
        .limit = kPage,
        .as_of = day_};
    TRY(const engine::Page page, hub.list(rows, query));
    for (const engine::Record& record : page.records) note(record);
    done_ += page.records.size();
    if (!page.records.empty()) after_ = page.records.back().id;
    return page.more && !page.records.empty();
}

std::shared_ptr<const Compared> Comparing::take() {
    std::vector<price::PriceChange> changes = std::move(missing_);
    changes.reserve(changes.size() + prices_.size());
    for (std::size_t i = 0; i < prices_.size(); ++i) {
        changes.push_back({std::move(prices_[i].first), before_[i], prices_[i].second});
    }
    return std::make_shared<const Compared>(
        Compared{list_, edition_, basis_, price::Comparison(std::move(changes))});
}

std::filesystem::path Shelf::file_of(const std::string& list, const std::string& edition) const {
    // A code may hold what no file name may.
    crypto::Blake2b hash("staged");
    hash.add(as_bytes(list));
    hash.add(as_bytes("\n"));
    hash.add(as_bytes(edition));
    return folder_ / (to_hex(hash.finish()).substr(0, 32) + ".staged");
}

Result<> Shelf::keep(const std::string& list, const Staged& staged) const {
    std::error_code error;
    std::filesystem::create_directories(folder_, error);
    std::filesystem::permissions(folder_, std::filesystem::perms::owner_all, error);
    std::ofstream out(file_of(list, staged.edition), std::ios::binary | std::ios::trunc);
    out << kHead << '\n';
    for (const auto& [part, amount] : staged.prices) out << part << ';' << amount << '\n';
    out.close();
    if (!error && out) return {};
    return fail(Code::io, "disk-failed", "the staged prices cannot be kept",
                "make room on the disk of the hub, then stage them again");
}

Result<Staged> Shelf::staged(const std::string& list,
                             const std::string& edition,
                             std::int64_t valid_from) const {
    Staged out{.title = {}, .edition = edition, .valid_from = valid_from};
    std::ifstream in(file_of(list, edition), std::ios::binary);
    std::string line;
    const bool known = in && std::getline(in, line) && line == kHead;
    while (known && std::getline(in, line)) {
        const std::size_t end = line.find(';');
        if (end == std::string::npos) break;
        std::int64_t amount = 0;
        std::from_chars(line.data() + end + 1, line.data() + line.size(), amount);
        out.prices.emplace_back(line.substr(0, end), amount);
    }
    if (!out.prices.empty()) return out;
    return fail(Code::conflict, "no-rows",
                fmt::format("the prices of edition {} of {} are not at hand", edition, list),
                "discard it and stage it again");
}

void Shelf::drop(const std::string& list, const std::string& edition) {
    std::error_code ignored;
    std::filesystem::remove(file_of(list, edition), ignored);
    std::erase_if(compared_,
                  [&](const auto& one) { return one->list == list && one->edition == edition; });
}

void Shelf::put(std::shared_ptr<const Compared> compared) {
    std::erase_if(compared_, [&](const auto& one) {
        return one->list == compared->list && one->edition == compared->edition;
    });
    compared_.push_back(std::move(compared));
    if (compared_.size() > kComparedKept) compared_.pop_front();
}

std::shared_ptr<const Compared> Shelf::compared(const std::string& list,
                                                const std::string& edition) const {
    for (const auto& one : compared_) {
        if (one->list == list && one->edition == edition) return one;
    }
    return nullptr;
}

}  // namespace branchline::hub
