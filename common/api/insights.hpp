// What the store tells about records, as JSON.
#pragma once

#include <string>

#include "common/engine/insight.hpp"
#include "common/schema/registry.hpp"
#include "common/text/json_fwd.hpp"

namespace branchline::api {

/// Everything that is declared; golden for clients that build forms from it.
text::Json schema_json(const schema::Registry& registry);

text::Json digest_json(const engine::StreamDigest& digest);

/// Changes whenever a side comes or goes: what If-Match compares when a conflict is resolved.
std::string version_of(const engine::Conflict& conflict);
/// `take` of a side is its number in a resolution. `resolve` is the path to post it to, null where
/// no value can be chosen.
text::Json conflict_json(const std::string& stream, const engine::Conflict& conflict);

text::Json rejected_json(const engine::RejectedEntry& entry);

text::Json trace_json(const schema::Entity& entity, const RowId& id, const engine::Trace& trace);
text::Json why_json(const schema::Entity& entity,
                    const RowId& id,
                    const schema::Field& field,
                    const engine::Why& why);

}  // namespace branchline::api
