#include "common/http/assets.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "common/text/text.hpp"

namespace branchline::http {

namespace {

constexpr std::string_view kFormat = "branchline-assets/1";
constexpr std::string_view kIndex = "/index.html";
constexpr std::size_t kFileWords = 8;

/// Everything that a page may do is named, and nothing of it leaves the daemon it came from. Data
/// addresses are for the small pictures inside style sheets.
constexpr std::string_view kContentPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; frame-ancestors 'none'; base-uri 'none'; "
    "form-action 'self'";

Error broken(std::string what) {
    return {Code::corrupt, "bad-assets", "the packed files: " + std::move(what), ""};
}

std::vector<std::string_view> split(std::string_view line) {
    std::vector<std::string_view> words;
    while (!line.empty()) {
        const std::size_t blank = std::min(line.find(' '), line.size());
        words.push_back(line.substr(0, blank));
        line.remove_prefix(std::min(blank + 1, line.size()));
    }
    return words;
}

/// Cuts the first line off; nothing when no line ends here.
std::optional<std::string_view> take_line(std::string_view& rest) {
    const std::size_t end = rest.find('\n');
    if (end == rest.npos) return std::nullopt;
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    return line;
}

std::optional<std::size_t> number(std::string_view digits) {
    std::size_t value = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (read.ec != std::errc() || read.ptr != digits.data() + digits.size()) return std::nullopt;
    return value;
}

struct Sizes {
    std::size_t plain = 0;
    std::size_t gzip = 0;
    std::size_t brotli = 0;
};

Result<Sizes> read_file_line(const std::vector<std::string_view>& words, Asset& asset) {
    const bool fits = words.size() == kFileWords && words[1].starts_with('/') &&
                      words[1].find_first_of("{}") == std::string_view::npos &&
                      (words[4] == "immutable" || words[4] == "changing");
    const auto plain = fits ? number(words[5]) : std::nullopt;
    const auto gzip = fits ? number(words[6]) : std::nullopt;
    const auto brotli = fits ? number(words[7]) : std::nullopt;
    if (!plain || !gzip || !brotli) return std::unexpected(broken("a line that is no file"));
    asset.path = words[1];
    asset.type = words[2];
    asset.hash = words[3];
    asset.immutable = words[4] == "immutable";
    return Sizes{*plain, *gzip, *brotli};
}

Result<std::string_view> take(std::string_view& rest, std::size_t size) {
    if (size > rest.size()) return std::unexpected(broken("the bytes end early"));
    const std::string_view bytes = rest.substr(0, size);
    rest.remove_prefix(size);
    return bytes;
}

/// Weights below one are not compared: what is acceptable at all is compressed as well as we can.
bool accepts(std::string_view field, std::string_view coding) {
    while (!field.empty()) {
        const std::size_t comma = std::min(field.find(','), field.size());
        const std::string_view item = text::trim(field.substr(0, comma));
        field.remove_prefix(std::min(comma + 1, field.size()));
        const std::size_t semicolon = std::min(item.find(';'), item.size());
        if (!text::equal_ignoring_case(text::trim(item.substr(0, semicolon)), coding)) continue;
        const std::string_view weight = item.substr(semicolon);
        const std::size_t value = weight.find('=');
        return value == weight.npos ||
               weight.find_first_not_of(" 0.", value + 1) != std::string_view::npos;
    }
    return false;
}

struct Form {
    std::string_view coding;  ///< Empty: as it is.
    std::string_view bytes;
};

Form form_of(const Asset& asset, std::string_view accepted) {
    if (!asset.brotli.empty() && accepts(accepted, "br")) return {"br", asset.brotli};
    if (!asset.gzip.empty() && accepts(accepted, "gzip")) return {"gzip", asset.gzip};
    return {"", asset.plain};
}

/// If-None-Match: "*", or a list of tags, weak ones too.
bool knows(std::string_view field, std::string_view tag) {
    if (text::trim(field) == "*") return true;
    while (!field.empty()) {
        const std::size_t comma = std::min(field.find(','), field.size());
        std::string_view known = text::trim(field.substr(0, comma));
        if (known.starts_with("W/")) known.remove_prefix(2);
        if (known == tag) return true;
        field.remove_prefix(std::min(comma + 1, field.size()));
    }
    return false;
}

Response answer_of(const Asset& asset, const Request& request) {
    const Form form = form_of(asset, request.headers.get("Accept-Encoding"));
    std::string tag = "\"" + asset.hash;
    if (!form.coding.empty()) tag.append("-").append(form.coding);
    tag += '"';
    Response response;
    Headers& headers = response.headers;
    headers.set("ETag", tag);
    headers.set("Vary", "Accept-Encoding");
    headers.set("Cache-Control",
                asset.immutable ? "public, max-age=31536000, immutable" : "no-cache");
    headers.set("Content-Security-Policy", std::string(kContentPolicy));
    headers.set("X-Frame-Options", "DENY");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    if (knows(request.headers.get("If-None-Match"), tag)) {
        response.status = 304;
        return response;
    }
    headers.set("Content-Type", asset.type);
    if (!form.coding.empty()) headers.set("Content-Encoding", std::string(form.coding));
    response.body = form.bytes;
    return response;
}

}  // namespace

Result<AssetPack> AssetPack::read(std::string_view bytes) {
    AssetPack pack;
    if (bytes.empty()) return pack;
    if (take_line(bytes) != kFormat) return std::unexpected(broken("an unknown format"));
    std::vector<Sizes> sizes;
    for (auto line = take_line(bytes);; line = take_line(bytes)) {
        if (!line) return std::unexpected(broken("the index does not end"));
        if (line->empty()) break;
        const auto words = split(*line);
        if (words.size() == 2 && words[0] == "page") {
            pack.pages.emplace_back(words[1]);
            continue;
        }
        TRY(const Sizes next, read_file_line(words, pack.assets.emplace_back()));
        sizes.push_back(next);
    }
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        TRY(pack.assets[i].plain, take(bytes, sizes[i].plain));
        TRY(pack.assets[i].gzip, take(bytes, sizes[i].gzip));
        TRY(pack.assets[i].brotli, take(bytes, sizes[i].brotli));
    }
    if (!bytes.empty()) return std::unexpected(broken("bytes that belong to no file"));
    if (pack.find(kIndex) == nullptr) return std::unexpected(broken("no index.html"));
    return pack;
}

const Asset* AssetPack::find(std::string_view path) const {
    const auto found = std::find_if(assets.begin(), assets.end(),
                                    [&](const Asset& asset) { return asset.path == path; });
    return found == assets.end() ? nullptr : &*found;
}

void add_assets(Router& router, const AssetPack& pack) {
    const auto add = [&](std::string_view pattern, const Asset& asset) {
        const auto serve = [asset](const Request& request, const Answer& answer) {
            answer(answer_of(asset, request));
        };
        router.add("GET", pattern, serve,
                   {.produces = media_type(asset.type),
                    .summary = "A file of the portal",
                    .permit = "public"});
    };
    const Asset* index = pack.find(kIndex);
    if (index == nullptr) return;
    for (const Asset& asset : pack.assets) add(asset.path, asset);
    add("/", *index);
    for (const std::string& page : pack.pages) {
        add("/" + page, *index);
        add("/" + page + "/{rest...}", *index);
    }
}

}  // namespace branchline::http
