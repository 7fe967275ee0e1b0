#include "common/schema/stream.hpp"

#include <fmt/format.h>

namespace branchline::schema {

namespace {

constexpr std::size_t kStreamNameMax = 64;

constexpr StreamForm kForms[] = {
    {StreamKind::policy,    "policy",    false, 0},
    {StreamKind::dealer,    "dealer",    true,  1},
    {StreamKind::price,     "price",     true,  1},
    {StreamKind::network,   "network",   true,  1},
    {StreamKind::reference, "reference", false, 2},
    {StreamKind::catalog,   "catalog",   true,  2},
    {StreamKind::hub,       "hub",       false, 2},
};
constexpr int kLastLane = 2;

const StreamForm& form_of(StreamKind kind) {
    for (const StreamForm& form : kForms) {
        if (form.kind == kind) return form;
    }
    return kForms[0];
}

}  // namespace

std::span<const StreamForm> stream_forms() {
    return kForms;
}

std::string_view name_of(StreamKind kind) {
    return form_of(kind).word;
}

std::string stream_name(StreamKind kind, std::string_view scope) {
    const StreamForm& form = form_of(kind);
    return form.scoped ? fmt::format("{}/{}", form.word, scope) : std::string(form.word);
}

Result<StreamName> StreamName::parse(std::string_view name) {
    for (const StreamForm& form : kForms) {
        if (!form.scoped && name == form.word) return StreamName{form.kind, {}};
        const std::size_t start = form.word.size() + 1;
        const bool fits = form.scoped && name.size() > start && name.size() <= kStreamNameMax &&
                          name.starts_with(form.word) && name[start - 1] == '/';
        if (fits) return StreamName{form.kind, std::string(name.substr(start))};
    }
    return fail(Code::invalid, "unknown-stream", fmt::format("\"{}\" is no stream", name));
}

int lane_of(std::string_view stream) {
    const auto name = StreamName::parse(stream);
    return name ? form_of(name->kind).lane : kLastLane;
}

}  // namespace branchline::schema
