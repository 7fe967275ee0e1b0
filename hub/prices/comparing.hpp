// A staged edition beside what is in force on its day, in slices; and the shelf on which editions
// and comparisons wait for a person. On the engine's thread.
#pragma once

#include <deque>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/domain/price/comparison.hpp"
#include "hub/import/publication.hpp"

namespace branchline::hub {

/// Names the published editions that count on a day: what is told of a comparison is true as long
/// as this does not change.
Result<std::string> basis_of(sync::Replica& hub, const EditionOf& of, std::int64_t day);

struct Compared {
    std::string list;
    std::string edition;
    std::string basis;
    price::Comparison comparison;
};

/// Reads what is in force page by page.
class Comparing {
public:
    Comparing(std::string list, Staged staged);

    /// One slice; true while there is more.
    Result<bool> step(sync::Replica& hub);
    std::uint64_t done() const { return done_; }
    std::uint64_t total() const { return prices_.size(); }
    /// Once step() has said that there is no more.
    std::shared_ptr<const Compared> take();

private:
    void note(const engine::Record& record);

    EditionOf of_;
    std::string list_;
    std::string edition_;
    std::int64_t day_;
    std::string basis_;
    std::vector<std::pair<std::string, std::int64_t>> prices_;  ///< Of the edition, by part.
    std::vector<std::optional<std::int64_t>> before_;           ///< Beside them.
    std::vector<price::PriceChange> missing_;
    std::optional<RowId> after_;
    std::uint64_t done_ = 0;
};

/// Rows of an edition cannot be read before it is published, so their prices are kept beside the
/// database until then; and the last comparisons, which are made again when they are gone.
class Shelf {
public:
    explicit Shelf(std::filesystem::path folder) : folder_(std::move(folder)) {}

    Result<> keep(const std::string& list, const Staged& staged) const;
    /// Code::conflict "no-rows" where none are kept.
    Result<Staged> staged(const std::string& list,
                          const std::string& edition,
                          std::int64_t valid_from) const;
    void drop(const std::string& list, const std::string& edition);

    void put(std::shared_ptr<const Compared> compared);
    /// Null when it is not known.
    std::shared_ptr<const Compared> compared(const std::string& list,
                                             const std::string& edition) const;

private:
    std::filesystem::path file_of(const std::string& list, const std::string& edition) const;

    std::filesystem::path folder_;
    std::deque<std::shared_ptr<const Compared>> compared_;  ///< Newest last.
};

}  // namespace branchline::hub
