#include "common/api/api.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "common/api/routes.hpp"
#include "common/base/assert.hpp"
#include "common/engine/checked_store.hpp"
#include "common/identity/masks.hpp"
#include "common/schema/permit.hpp"

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

std::string permit_of(const schema::Entity& entity, std::string_view verb) {
    const bool secret =
        std::any_of(entity.fields.begin(), entity.fields.end(), [&](const schema::Field& field) {
            return identity::mask_of(entity, field) == identity::Mask::secret;
        });
    return secret ? std::string() : fmt::format("{}:{}", entity.name, verb);
}

StoreWork checked(const Shared& shared, const http::Request& request, StoreWork work) {
    return [shared, work = as_caller(request, std::move(work))](engine::Store& store) {
        engine::CheckedStore checked_store(store, shared->options.preconditions);
        return work(checked_store);
    };
}

Result<std::string> stream_from_query(const schema::Entity& entity, const http::Request& request) {
    if (auto named = request.query_value("stream")) return *std::move(named);
    return fail(Code::invalid, "stream-required",
                fmt::format("this replica cannot know whose {} these are", entity.collection),
                "Add the dealer's stream to the address, such as ?stream=dealer/D01.");
}

void mount(http::Router& router, const schema::Registry& registry, Gate& gate, Options options) {
    if (!options.stream_for_new) options.stream_for_new = stream_from_query;
    if (!options.today) options.today = [] { return INT64_MAX; };
    if (!options.background) {
        options.background = [](const std::function<void()>& work) {
            work();
            return true;
        };
    }
    if (options.scratch_folder.empty()) {
        options.scratch_folder = std::filesystem::temp_directory_path();
    }
    const Shared shared = std::make_shared<const Context>(registry, gate, std::move(options));
    for (const schema::Entity* entity : registry.entities()) {
        ASSERT(has_text_key(*entity));
        // What holds secrets has doors of its own; see front_door.hpp.
        if (permit_of(*entity, schema::kReadVerb).empty()) continue;
        add_entity_routes(router, shared, *entity);
        add_bulk_routes(router, shared, *entity);
        add_export_routes(router, shared, *entity);
        add_command_routes(router, shared, *entity);
    }
    add_document_routes(router, shared);
    add_question_routes(router, shared);
    add_insight_routes(router, shared);
    add_problem_routes(router, shared);
}

}  // namespace branchline::api
