#include "hub/import/links.hpp"

#include "common/domain/text.hpp"

namespace branchline::hub {

catalog::Link link_of(const engine::Record& record) {
    catalog::Link out{.old_part = domain::text_of(record, "old_part"),
                      .new_part = domain::text_of(record, "new_part"),
                      .use_up_old = domain::flag_of(record, "use_up_old"),
                      .effective_on = domain::integer_of(record, "effective_on")};
    if (const auto kind = catalog::link_kind_of(domain::text_of(record, "kind"))) out.kind = *kind;
    const auto interchange = catalog::interchange_of(domain::text_of(record, "interchange"));
    if (interchange) out.interchange = *interchange;
    if (domain::has_value(record, "factor")) out.factor = domain::integer_of(record, "factor");
    return out;
}

SourceRow row_of(const sync::Replica& replica,
                 const std::string& brand,
                 const catalog::Link& link) {
    const schema::Entity& entity = replica.entity("catalog.supersession");
    SourceRow row{
        .entity = &entity, .key = {brand, link.old_part, link.new_part},
             .values = {}
    };
    const auto set = [&](std::string_view name, schema::Value value) {
        row.values[entity.field(name)->id] = std::move(value);
    };
    set("kind", std::string(catalog::name_of(link.kind)));
    set("factor", link.factor);
    set("interchange", std::string(catalog::name_of(link.interchange)));
    set("use_up_old", link.use_up_old);
    set("effective_on", link.effective_on);
    return row;
}

}  // namespace branchline::hub
