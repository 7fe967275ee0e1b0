// Records as answers: the envelope of one, the entity tag, the row id behind a natural key.
#pragma once

#include <string>
#include <vector>

#include "common/engine/keys.hpp"
#include "common/http/message.hpp"
#include "common/text/json_fwd.hpp"

namespace branchline::api {

using engine::keyed_row_id;

/// The natural key of a keyed record.
std::vector<std::string> key_of(const engine::Record& record);

/// The value of a field of the record.
const schema::Value& value_of(const engine::Record& record, const schema::Field& field);

/// Fields that an answer tells; none named: all of them.
using FieldChoice = std::vector<const schema::Field*>;

/// id, collection, stream, version, life, data, sync.
text::Json record_json(const engine::Record& record, const FieldChoice& fields = {});
/// {code, text, remedy}, or null.
text::Json reason_json(const std::optional<engine::Reason>& reason);

/// "/api/v1/<collection>/<id>"
std::string path_of(const schema::Entity& entity, const RowId& id);

/// The record with its ETag.
http::Response record_response(int status,
                               const engine::Record& record,
                               const FieldChoice& fields = {});

}  // namespace branchline::api
