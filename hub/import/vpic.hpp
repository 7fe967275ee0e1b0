// The import of NHTSA's vPIC: what VINs mean, for every node.
#pragma once

#include <fstream>

#include "common/compress/gzip.hpp"
#include "common/text/json_fwd.hpp"
#include "hub/import/jobs.hpp"
#include "hub/import/vpic_source.hpp"

namespace branchline::hub {

struct VpicWanted {
    std::filesystem::path file;       ///< .db or .db.gz
    std::vector<std::string> makes;   ///< None: all.
    std::filesystem::path workspace;  ///< Folder for the unpacked copy, about 80 MB.
};

/// Unpacks a private copy, reads it, and writes its rows into stream "reference".
class VpicImport final : public Job {
public:
    static Result<std::unique_ptr<VpicImport>> open(VpicWanted wanted);
    ~VpicImport() override;

    Result<bool> step(sync::Replica& replica, Instant now) override;
    Progress progress() const override;

private:
    enum class Phase { unpacking, reading, writing, done };

    explicit VpicImport(VpicWanted wanted);
    Result<> unpack();
    Result<> read();
    Result<> write(sync::Replica& replica);
    void remove_copy() const;

    VpicWanted wanted_;
    std::filesystem::path copy_;
    Phase phase_ = Phase::unpacking;
    std::unique_ptr<compress::GzipFile> packed_;
    std::ofstream unpacked_;
    std::unique_ptr<VpicSource> source_;
    std::uint64_t rows_total_ = 0;
    RowFigures figures_;
};

/// From {"file": PATH, "makes": [NAME...]} or {"file": PATH, "all": true}.
Result<std::unique_ptr<Job>> make_vpic_import(const text::Json& body,
                                              const std::filesystem::path& workspace);

}  // namespace branchline::hub
