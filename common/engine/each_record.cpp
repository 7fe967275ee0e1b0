#include "common/engine/each_record.hpp"

namespace branchline::engine {

Result<> for_each_record(Store& store,
                         std::string_view entity,
                         Query query,
                         const std::function<Result<>(const Record&)>& visit) {
    const schema::Entity& declared = store.entity(entity);
    for (bool more = true; more;) {
        TRY(const Page page, store.list(declared, query));
        for (const Record& record : page.records) {
            if (record.life == "alive") TRY_VOID(visit(record));
        }
        more = page.more && !page.records.empty();
        if (!more) break;
        const Record& last = page.records.back();
        query.after = last.id;
        if (query.sort == nullptr) continue;
        query.after_value = last.values[declared.index_of(query.sort->id)];
    }
    return {};
}

Result<std::vector<Record>> all_records(Store& store, std::string_view entity, Query query) {
    std::vector<Record> out;
    const auto keep = [&out](const Record& record) -> Result<> {
        out.push_back(record);
        return {};
    };
    TRY_VOID(for_each_record(store, entity, std::move(query), keep));
    return out;
}

}  // namespace branchline::engine
