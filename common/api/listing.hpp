// Lists: which records of an entity, in which order, page by page.
#pragma once

#include <string>

#include "common/api/errors.hpp"
#include "common/api/records.hpp"
#include "common/engine/store.hpp"

namespace branchline::api {

struct Listing {
    const schema::Entity* entity = nullptr;
    engine::Query query;
    /// Filters, order and day as the caller wrote them: what the next page's link repeats, and what
    /// a cursor belongs to.
    std::string parameters;
    FieldChoice fields = {};
    /// Up to how many records are counted; zero: none are.
    std::size_t count_most = 0;
};

/// `today` is the day of lists that name none.
Answered<Listing> read_listing(const schema::Entity& entity,
                               const http::Request& request,
                               std::int64_t today);
http::Response list(engine::Store& store, const Listing& listing);

/// What a list can be sorted by besides ids: fields that an index begins with.
std::vector<const schema::Field*> sortable_fields(const schema::Entity& entity);

}  // namespace branchline::api
