// A brand's whole catalogue and its prices, made up from a seed: for demonstrations and tests.
#pragma once

#include <deque>
#include <filesystem>
#include <optional>

#include "common/text/json_fwd.hpp"
#include "hub/import/jobs.hpp"
#include "hub/import/publication.hpp"
#include "hub/import/synthetic_parts.hpp"

namespace branchline::hub {

struct SyntheticWanted {
    Scale scale = Scale::tiny;
    std::uint64_t seed = 1;
    std::vector<std::string> brands;
};

/// Parts with what replaces them, a retail and a net price list (made when the brand has none),
/// operations, a warranty plan, warranty rules, authorisations of the branches that sell the brand,
/// and code sets. Valid from 2020-01-01, so that nothing depends on the day it was made.
class Synthetic final : public Job {
public:
    explicit Synthetic(SyntheticWanted wanted);

    Result<bool> step(sync::Replica& replica, Instant now) override;
    Progress progress() const override;

private:
    Result<> begin_brand(sync::Replica& replica);
    Result<> open_edition(sync::Replica& replica,
                          EditionOf of,
                          std::optional<Publication>& edition);
    Result<> write_parts(sync::Replica& replica);
    void add_part(const sync::Replica& replica, const SyntheticPart& part);
    Result<bool> write_full(sync::Replica& replica);
    Result<bool> publish(sync::Replica& replica);
    Result<> write_terms(sync::Replica& replica);

    SyntheticWanted wanted_;
    std::size_t brand_ = 0;
    std::optional<SyntheticParts> parts_;  ///< Of the present brand.
    std::size_t next_ = 0;                 ///< Its next part.
    std::optional<Publication> catalogue_;
    std::optional<Publication> retail_;
    std::optional<Publication> net_;
    std::deque<std::pair<std::string, std::vector<SourceRow>>> terms_;  ///< With their streams.
    bool terms_made_ = false;
    bool done_ = false;
    std::int64_t editions_ = 0;
    std::int64_t rows_ = 0;
    std::int64_t entries_ = 0;
    RowFigures figures_;
};

/// {"brands": ["B"], "scale": "tiny", "seed": 1}
Result<std::unique_ptr<Job>> make_synthetic(const text::Json& body,
                                            const std::filesystem::path& workspace);

}  // namespace branchline::hub
