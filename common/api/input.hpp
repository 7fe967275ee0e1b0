// Reading requests: everything that can be judged without asking the store. What is not understood
// is refused, never ignored.
#pragma once

#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/api/errors.hpp"
#include "common/base/bytes.hpp"
#include "common/schema/registry.hpp"
#include "common/schema/value.hpp"
#include "common/text/json_fwd.hpp"

namespace branchline::api {

/// Exactly 32 lower-case hexadecimal digits.
Answered<RowId> read_row_id(std::string_view text);

/// Refuses query parameters that are not listed, and a second one of a name other than `filter`.
Answered<> only_parameters(const http::Request& request,
                           const std::vector<std::string_view>& allowed);

/// ?fields=a,b: those fields of the entity; all when nobody asks, as an empty list.
Answered<std::vector<const schema::Field*>> read_fields(const schema::Entity& entity,
                                                        const http::Request& request);

/// Idempotency-Key: 1 to 64 visible ASCII characters; nothing when the header is absent.
Answered<std::optional<Bytes>> read_client_key(const http::Request& request);

/// If-Match, one strong entity tag or "*".
struct Condition {
    bool given = false;
    std::optional<std::string> version;  ///< None: any version will do.
};
Answered<Condition> read_condition(const http::Request& request);

/// A JSON object that has no members but these. An empty body reads as an empty object.
Answered<text::Json> read_body(const http::Request& request,
                               std::initializer_list<std::string_view> members);

using Wishes = std::map<std::uint16_t, schema::Value>;

/// What a request writes to.
enum class Target : std::uint8_t {
    new_row,   ///< Null is the same as leaving the field out.
    keyed,     ///< The key stands in the data; null clears a field that may be cleared.
    existing,  ///< The path names the row: its key cannot be written; null as above.
};

/// The wishes in the body's `data`. Whatever does not fit is added to `errors`.
Wishes read_wishes(const schema::Entity& entity,
                   const text::Json& body,
                   Target target,
                   FieldErrors& errors);

/// What a new row lacks.
FieldErrors missing_fields(const schema::Entity& entity, const Wishes& wishes);

/// Takes the natural key out of the wishes. A key part that is missing or empty is an error.
std::vector<std::string> take_key(const schema::Entity& entity,
                                  Wishes& wishes,
                                  FieldErrors& errors);

/// By "module.entity" or by collection; none when there is no such entity.
const schema::Entity* find_entity(const schema::Registry& registry, std::string_view name);

}  // namespace branchline::api
