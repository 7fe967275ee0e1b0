#include "common/api/api.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "common/api/routes.hpp"
#include "common/base/assert.hpp"

namespace branchline::api {

namespace {

/// Key values are texts in entries and in paths.
bool has_text_key(const schema::Entity& entity) {
    return std::all_of(entity.key.begin(), entity.key.end(), [&](std::string_view part) {
        const schema::Type type = entity.field(part)->type.type;
        return type == schema::Type::text || type == schema::Type::key ||
               type == schema::Type::enumeration;
    });
}

}  // namespace

Result<std::string> stream_from_query(const schema::Entity& entity, const http::Request& request) {
    if (auto named = request.query_value("stream")) return *std::move(named);
    return fail(Code::invalid, "stream-required",
                fmt::format("this replica cannot know whose {} these are", entity.collection),
                "Add the dealer's stream to the address, such as ?stream=dealer/D01.");
}

void mount(http::Router& router, const schema::Registry& registry, Gate& gate, Options options) {
    if (!options.stream_for_new) options.stream_for_new = stream_from_query;
    if (!options.today) options.today = [] { return INT64_MAX; };
    const Shared shared = std::make_shared<const Context>(registry, gate, std::move(options));
    for (const schema::Entity* entity : registry.entities()) {
        ASSERT(has_text_key(*entity));
        add_entity_routes(router, shared, *entity);
        add_bulk_routes(router, *entity);
        add_command_routes(router, shared, *entity);
    }
    add_question_routes(router, shared);
    add_insight_routes(router, shared);
}

}  // namespace branchline::api
