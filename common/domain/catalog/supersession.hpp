// Which number replaces which. Numbers are normalised; see domain/text.hpp.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.hpp"

namespace branchline::catalog {

enum class LinkKind : std::uint8_t {
    replaced,
    kit,         ///< One of several parts that replace the old one together.
    alternative  ///< May be used instead; replaces nothing.
};

/// In the order of what they allow.
enum class Interchange : std::uint8_t {
    none,
    one_way,  ///< The new part may serve demand for the old one.
    two_way   ///< And the old one demand for the new one.
};

/// One row of catalog.supersession.
struct Link {
    std::string old_part;
    std::string new_part;
    LinkKind kind = LinkKind::replaced;
    std::int64_t factor = 1000;  ///< New pieces for an old one, in thousandths.
    Interchange interchange = Interchange::none;
    bool use_up_old = false;
    std::int64_t effective_on = 0;  ///< Days since 1970-01-01.

    bool operator==(const Link&) const = default;
};

/// By old number.
using Links = std::map<std::string, std::vector<Link>, std::less<>>;

/// As the fields `kind` and `interchange` write them.
std::string_view name_of(LinkKind kind);
std::string_view name_of(Interchange interchange);
Result<LinkKind> link_kind_of(std::string_view name);
Result<Interchange> interchange_of(std::string_view name);

/// Would the link lead from the new number back to the old one? Alternatives never do: two parts
/// may well stand for each other.
bool closes_cycle(const Links& links, const Link& wanted);

struct Successor {
    std::string part;
    std::int64_t factor = 1000;  ///< Pieces of it for one of the part that was asked for.
    bool operator==(const Successor&) const = default;
};

struct Resolved {
    std::vector<std::string> passed;  ///< From the number asked for, without the newest.
    std::vector<Successor> newest;    ///< Several for a kit, which ships only complete.
    /// The narrowest on the way; two_way when there is nothing newer.
    Interchange interchange = Interchange::two_way;
};

/// The newest number of a part on a day. Of several replacements the latest counts that is in
/// force. Code::invalid when the links go round, or the factors multiply beyond a million pieces.
Result<Resolved> resolve(const Links& links, const std::string& part, std::int64_t day);

/// May a piece of `have` serve demand for `wanted`? Never one part of a kit for the whole.
bool may_serve(const Links& links,
               const std::string& have,
               const std::string& wanted,
               std::int64_t day);

}  // namespace branchline::catalog
