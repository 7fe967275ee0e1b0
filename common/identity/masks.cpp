#include "common/identity/masks.hpp"

#include <algorithm>
#include <iterator>

namespace branchline::identity {

namespace {

constexpr MaskedField kMasked[] = {
    {"org.credential",          "verifier",      Mask::secret  },
    {"org.importer_credential", "verifier",      Mask::secret  },
    {"org.sign_in",             "address",       Mask::personal},
    {"org.importer_sign_in",    "address",       Mask::personal},
    {"catalog.option",          "wholesale",     Mask::cost    },
    {"orders.model_price",      "wholesale",     Mask::cost    },
    {"orders.wholesale_order",  "customer_ref",  Mask::personal},
    {"orders.wholesale_order",  "price",         Mask::cost    },
    {"sales.quote",             "contact",       Mask::personal},
    {"sales.quote",             "customer",      Mask::personal},
    {"service.appointment",     "contact",       Mask::personal},
    {"service.appointment",     "customer",      Mask::personal},
    {"service.line",            "unit_cost",     Mask::cost    },
    {"service.repair_order",    "customer",      Mask::personal},
    {"vehicles.vehicle",        "customer_note", Mask::personal},
};

}  // namespace

std::span<const MaskedField> masked_fields() {
    return kMasked;
}

std::string_view name_of(Mask mask) {
    switch (mask) {
        case Mask::none: return "none";
        case Mask::cost: return "cost";
        case Mask::margin: return "margin";
        case Mask::personal: return "personal";
        case Mask::secret: return "secret";
    }
    return "none";
}

Mask mask_of(const schema::Entity& entity, const schema::Field& field) {
    const auto* found =
        std::find_if(std::begin(kMasked), std::end(kMasked), [&](const MaskedField& row) {
            return row.entity == entity.name && row.field == field.name;
        });
    if (found != std::end(kMasked)) return found->mask;
    return field.sensitive() ? Mask::personal : Mask::none;
}

}  // namespace branchline::identity
