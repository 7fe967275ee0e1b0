// The kinds of streams: one row each says how a stream of that kind is called and how urgent it is.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "common/base/result.hpp"
#include "common/schema/entity.hpp"

namespace branchline::schema {

struct StreamForm {
    StreamKind kind;
    std::string_view word;
    bool scoped;  ///< Named "word/scope", as "dealer/D01"; else the word alone.
    int lane;     ///< 0 goes first: data waits for the policy that it names.
};

std::span<const StreamForm> stream_forms();
std::string_view name_of(StreamKind kind);

/// "dealer/D01"; the word alone for a kind without scopes.
std::string stream_name(StreamKind kind, std::string_view scope = {});

/// A stream's name taken apart.
struct StreamName {
    StreamKind kind = StreamKind::policy;
    std::string scope;

    /// Error "unknown-stream". A name is at most 64 bytes.
    static Result<StreamName> parse(std::string_view name);
};

/// The last lane for a name that is no stream's.
int lane_of(std::string_view stream);

}  // namespace branchline::schema
