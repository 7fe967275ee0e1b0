// Endpoints with which the pricing manager brings in an edition, compares and publishes it.
#pragma once

#include "common/http/router.hpp"
#include "hub/import/jobs.hpp"
#include "hub/prices/comparing.hpp"
#include "hub/prices/uploads.hpp"
#include "sync/transport/driver.hpp"

namespace branchline::hub {

/// Used on the engine's thread alone.
struct PriceWork {
    PriceWork(const std::filesystem::path& data_dir, Random& random)
        : uploads(data_dir / "price-uploads", random), shelf(data_dir / "price-staged") {}

    Uploads uploads;
    Shelf shelf;
};

struct PriceRoutes {
    sync::Driver& driver;
    Jobs& jobs;
    PriceWork& work;
    const Clock& clock;
};

/// What `parts` refers to must outlive every request.
void add_price_routes(http::Router& router, const PriceRoutes& parts);

}  // namespace branchline::hub
