#include "hub/import/rejects.hpp"

#include <vector>

#include <fmt/format.h>

#include "common/text/csv.hpp"

namespace branchline::hub {

namespace {

/// Permanent: people sort and filter by these names.
const std::vector<std::string> kColumns{"line", "row",    "column", "value",
                                        "code", "reason", "remedy"};

}  // namespace

/// Replaces what an earlier import has left, and never a file that somebody else has written.
Result<> RejectFile::open() {
    const std::string head = text::csv_line(kColumns);
    if (std::ifstream old(path_, std::ios::binary); old) {
        std::string begins(head.size(), '\0');
        old.read(begins.data(), static_cast<std::streamsize>(begins.size()));
        if (old.gcount() > 0 && begins != head) {
            return fail(Code::conflict, "file-exists",
                        fmt::format("{} is there and holds no rejected rows", path_.string()),
                        "give another file with --rejects");
        }
    }
    file_.open(path_, std::ios::binary | std::ios::trunc);
    file_ << head;
    return {};
}

Result<> RejectFile::add(const Reject& reject) {
    if (count_ == 0) TRY_VOID(open());
    file_ << text::csv_line(std::vector<std::string>{
        std::to_string(reject.line), std::to_string(reject.row), reject.column, reject.value,
        reject.error.id, reject.error.what, reject.error.hint});
    ++count_;
    if (file_) return {};
    return fail(Code::io, "disk-failed",
                fmt::format("the rejected rows cannot be written to {}", path_.string()),
                "give another file with --rejects");
}

Result<> RejectFile::close() {
    if (count_ == 0) return {};
    file_.close();
    if (file_) return {};
    return fail(Code::io, "disk-failed",
                fmt::format("the rejected rows cannot be written to {}", path_.string()),
                "make room and import again");
}

}  // namespace branchline::hub
