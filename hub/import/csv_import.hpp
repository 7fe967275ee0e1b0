// The import of a catalogue or a price list from a CSV file: good rows become an edition, bad rows
// a file of rejects.
#pragma once

#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>

#include "common/crypto/hash.hpp"
#include "common/text/csv.hpp"
#include "common/text/json_fwd.hpp"
#include "hub/import/csv_target.hpp"
#include "hub/import/jobs.hpp"
#include "hub/import/rejects.hpp"

namespace branchline::hub {

struct CsvWanted {
    std::filesystem::path file;
    std::filesystem::path rejects;           ///< Empty: beside the file.
    std::optional<std::int64_t> valid_from;  ///< Days; none: as the file says, else today.
    std::optional<text::Encoding> encoding;  ///< None: as the bytes show.
    bool again = false;                      ///< Though the same file has been imported.
    EditionTerms terms = {};                 ///< Who imports it, and whether it is published.
};

/// Reads the file twice: its checksum and encoding first, then its rows. When it changes in
/// between, nothing is published.
class CsvImport final : public Job {
public:
    static Result<std::unique_ptr<CsvImport>> open(CsvWanted wanted,
                                                   std::unique_ptr<CsvTarget> target);

    Result<bool> step(sync::Replica& replica, Instant now) override;
    Progress progress() const override;

private:
    enum class Phase : std::uint8_t { checking, preparing, reading, publishing, done };

    CsvImport(CsvWanted wanted, std::unique_ptr<CsvTarget> target);
    Result<> rewind();
    Result<std::string> read_chunk(std::size_t size);
    Result<> check_scope(sync::Replica& replica) const;
    Result<> check(sync::Replica& replica);
    Result<> read_rows(sync::Replica& replica);
    Result<bool> fill();
    Result<> take_header(sync::Replica& replica, const text::CsvRow& row);
    Result<> take_row(sync::Replica& replica, const text::CsvRow& row);
    std::optional<RowFault> settle_date(const text::CsvRow& row);
    Result<> reject(const text::CsvRow& row, const RowFault& fault);
    Result<> end_reading();

    CsvWanted wanted_;
    std::unique_ptr<CsvTarget> target_;
    RejectFile rejects_;
    Phase phase_ = Phase::checking;
    std::ifstream file_;
    std::uint64_t size_ = 0;
    std::uint64_t done_ = 0;
    crypto::Blake2b hash_;
    text::EncodingProbe probe_;
    std::string source_;
    std::optional<text::CsvReader> reader_;
    bool has_header_ = false;
    std::optional<Publication> edition_;
    std::int64_t today_ = 0;
    std::int64_t read_ = 0;
    std::int64_t taken_ = 0;
    std::int64_t unchanged_ = 0;
};

/// {"file": "/path", "brand": B} with decimal, encoding, valid_from, rejects, again.
Result<std::unique_ptr<Job>> make_catalog_csv_import(const text::Json& body,
                                                     const std::filesystem::path& workspace);
/// The same with "list" instead of "brand".
Result<std::unique_ptr<Job>> make_price_csv_import(const text::Json& body,
                                                   const std::filesystem::path& workspace);

}  // namespace branchline::hub
