#include "hub/prices/answers.hpp"

#include <fstream>
#include <iterator>

#include <fmt/format.h>

#include "common/domain/text.hpp"
#include "common/text/csv.hpp"
#include "common/text/json.hpp"

namespace branchline::hub {

namespace {

using price::Difference;
using text::Json;

constexpr std::size_t kGreatest = 10;
constexpr std::string_view kRejectsHead = "line,row,column,value,code,reason,remedy\r\n";
/// A file of rejects grows with the file that was sent; what is answered at once does not.
constexpr std::size_t kRejectBytesMax = std::size_t{8} << 20U;

Json amount_json(const std::optional<std::int64_t>& amount) {
    return amount ? Json(domain::amount_text(*amount)) : Json();
}

Json change_json(const price::PriceChange& change) {
    const auto percent = price::percent_of(change);
    Json out = Json::object();
    out["part"] = change.part;
    out["before"] = amount_json(change.before);
    out["after"] = amount_json(change.after);
    out["percent"] = amount_json(percent);
    return out;
}

}  // namespace

Json upload_json(const Upload& upload) {
    Json out = Json::object();
    out["id"] = upload.id();
    out["size"] = upload.size();
    out["received"] = upload.received();
    out["piece_max"] = sync::kPieceBytesMax;
    return out;
}

Json lines_json(const Compared& compared, Difference kind, std::size_t from, std::size_t limit) {
    Json out = Json::array();
    const auto lines = compared.comparison.lines(kind);
    for (std::size_t i = from; i < lines.size() && i - from < limit; ++i) {
        out.push_back(change_json(lines[i]));
    }
    return out;
}

Json comparison_json(const Compared& compared, std::int64_t threshold, bool is_old) {
    Json out = Json::object();
    out["list"] = compared.list;
    out["edition"] = compared.edition;
    out["basis"] = compared.basis;
    out["old"] = is_old;
    out["counts"] = Json::object();
    for (const auto kind : {Difference::added, Difference::missing, Difference::raised,
                            Difference::lowered, Difference::unchanged}) {
        out["counts"][price::name_of(kind)] = compared.comparison.count(kind);
    }
    out["above"] = compared.comparison.above(threshold);
    out["rises"] = lines_json(compared, Difference::raised, 0, kGreatest);
    out["falls"] = lines_json(compared, Difference::lowered, 0, kGreatest);
    return out;
}

Result<Json> rejects_json(const std::filesystem::path& file, std::size_t limit) {
    TRY(const std::string text, rejects_file(file));
    text::CsvReader reader({.field_bytes_max = std::size_t{32} << 10U});
    reader.add(text);
    reader.finish();
    Json out = Json::object();
    out["items"] = Json::array();
    std::size_t count = 0;
    const auto head = reader.next();
    for (auto row = reader.next(); head && row; row = reader.next()) {
        if (row->fault || ++count > limit) continue;
        Json item = Json::object();
        for (std::size_t i = 0; i < row->fields.size(); ++i) {
            item[head->fields[i]] = row->fields[i];
        }
        out["items"].push_back(std::move(item));
    }
    out["count"] = count;
    return out;
}

Result<std::string> rejects_file(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) return std::string(kRejectsHead);
    std::string out(kRejectBytesMax, '\0');
    in.read(out.data(), static_cast<std::streamsize>(out.size()));
    out.resize(static_cast<std::size_t>(in.gcount()));
    if (in.bad()) return fail(Code::io, "disk-failed", "the rejected rows cannot be read");
    // Cut at a line's end.
    if (out.size() == kRejectBytesMax) out.resize(out.rfind('\n') + 1);
    return out;
}

}  // namespace branchline::hub
