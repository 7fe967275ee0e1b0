// What the parts of the API share, and the rows each of them adds. Private to this folder.
#pragma once

#include <memory>
#include <string_view>
#include <type_traits>
#include <utility>

#include "common/api/api.hpp"
#include "common/api/caller.hpp"
#include "common/api/recall.hpp"

namespace branchline::api {

inline constexpr std::string_view kPrefix = "/api/v1/";

struct Context {
    const schema::Registry& registry;
    Gate& gate;
    Options options;
    /// What callers were shown; on the engine's thread.
    std::shared_ptr<Recall> recall = std::make_shared<Recall>();

    Context(const schema::Registry& registry_in, Gate& gate_in, Options options_in)
        : registry(registry_in), gate(gate_in), options(std::move(options_in)) {}
};
/// Handlers outlive the call that mounts them.
using Shared = std::shared_ptr<const Context>;

/// Lets a read wait for the entry that ?min_seq= names; see awaiting.hpp.
http::Handler when_here(const Shared& shared, http::Handler read);
/// Lets a write that makes or changes one row wait for the importer's verdict, where Prefer says
/// so.
http::Handler with_verdict(const Shared& shared, const schema::Entity& entity, http::Handler write);

/// Work over what the caller may read and write; what it writes is checked against the
/// preconditions first, which see every record.
StoreWork checked(const Shared& shared, const http::Request& request, StoreWork work);

/// Answers by `work(store, asked)`, where `asked` is what `read(request)` made of the request on
/// the HTTP thread; a refusal of `read` never reaches the store. The store is the caller's.
template <class Read, class Work>
http::Handler on_store(const Shared& shared, bool writes, const Read& read, const Work& work) {
    http::Handler handler = [shared, writes, read = std::decay_t<Read>(read),
                             work = std::decay_t<Work>(work)](const http::Request& request,
                                                              http::Answer answer) {
        auto asked = read(request);
        if (!asked) return answer(std::move(asked).error());
        StoreWork job = [work, asked = *std::move(asked)](engine::Store& store) {
            return work(store, asked);
        };
        StoreWork asked_work =
            writes ? checked(shared, request, std::move(job)) : as_caller(request, std::move(job));
        shared->gate.run(writes, std::move(asked_work), std::move(answer));
    };
    return writes ? handler : when_here(shared, std::move(handler));
}

/// What a row asks of its caller: a verb of an entity. Rows over secrets ask for the operator.
std::string permit_of(const schema::Entity& entity, std::string_view verb);

/// List, look up, create, change.
void add_entity_routes(http::Router& router, const Shared& shared, const schema::Entity& entity);
/// One verb for every transition, and :void and :correct.
void add_command_routes(http::Router& router, const Shared& shared, const schema::Entity& entity);
/// Makes a row of what a request says; answers with it.
http::Handler create_handler(const Shared& shared, const schema::Entity& entity);
/// The collection as lines, out and in. Stands behind add_entity_routes.
void add_bulk_routes(http::Router& router, const Shared& shared, const schema::Entity& entity);
/// One row for every document of the options: a record as PDF.
void add_document_routes(http::Router& router, const Shared& shared);
/// The collection as a file: CSV and XLSX. Stands behind add_entity_routes.
void add_export_routes(http::Router& router, const Shared& shared, const schema::Entity& entity);
/// One row for every question of the options.
void add_question_routes(http::Router& router, const Shared& shared);
/// What codes of problems mean; for everybody.
void add_problem_routes(http::Router& router, const Shared& shared);
/// Schema, digests, conflicts, rejections, and why a value is what it is.
void add_insight_routes(http::Router& router, const Shared& shared);

}  // namespace branchline::api
