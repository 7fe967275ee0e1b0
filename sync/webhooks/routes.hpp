// /api/v1/webhooks: endpoints, their secrets (shown once), dead letters, replay; and the same
// events to be fetched by whoever cannot be called, GET /api/v1/events/feed?after=.
#pragma once

#include "common/http/router.hpp"
#include "sync/webhooks/courier.hpp"

namespace branchline::sync {

struct WebhookRoutes {
    Driver& driver;
    ChangeFeed& feed;
    WebhookBook& book;
    Courier& courier;
    const Clock& clock;
    Random& random;
};

/// What `parts` refers to must outlive every request.
void add_webhook_routes(http::Router& router, const WebhookRoutes& parts);

}  // namespace branchline::sync
