// Files that a daemon serves to browsers out of one packed run of bytes. Each file becomes a row of
// the router, so that nothing but what was packed can be asked for: there is no folder behind it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.hpp"
#include "common/http/router.hpp"

namespace branchline::http {

struct Asset {
    std::string path;  ///< "/assets/index-5f2c.js"
    std::string type;
    std::string hash;            ///< Of the plain bytes; the entity tags begin with it.
    bool immutable = false;      ///< Its name changes with its bytes.
    std::string_view plain;      ///< All three point into the pack.
    std::string_view gzip = {};  ///< Empty: not worth it.
    std::string_view brotli = {};
};

/// Reads what common/portal/pack.mjs writes: lines of an index, an empty line, the bytes.
///
///     branchline-assets/1
///     page parts
///     file PATH TYPE HASH immutable|changing PLAIN_SIZE GZIP_SIZE BROTLI_SIZE
struct AssetPack {
    std::vector<Asset> assets;
    std::vector<std::string> pages;  ///< First segments of paths that the program in it shows.

    /// Refuses a pack whose index and bytes do not fit exactly. The bytes must outlive the result.
    static Result<AssetPack> read(std::string_view bytes);

    /// Null when there is no such file.
    const Asset* find(std::string_view path) const;
};

/// GET and HEAD of every file; "/" and everything below a page give index.html, whose program looks
/// at the address itself. An empty pack adds nothing.
void add_assets(Router& router, const AssetPack& pack);

}  // namespace branchline::http
