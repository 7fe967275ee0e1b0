#include "common/domain/catalog/supersession.hpp"

#include <algorithm>
#include <set>

#include "common/base/list.hpp"

namespace branchline::catalog {

namespace {

constexpr std::int64_t kFactorOne = 1000;
constexpr std::int64_t kFactorMax = 1'000'000 * kFactorOne;
constexpr std::size_t kPassedMax = 64;  ///< Longer chains go round.

constexpr std::string_view kKinds[] = {"replaced", "kit", "alternative"};
constexpr std::string_view kInterchanges[] = {"none", "one_way", "two_way"};

template <class Word, std::size_t N>
Result<Word> word_of(const std::string_view (&names)[N], std::string_view name) {
    const auto* found = std::find(std::begin(names), std::end(names), name);
    if (found != std::end(names)) return static_cast<Word>(found - std::begin(names));
    const std::string known = joined(names, ", ");
    return fail(Code::invalid, "bad-word", "\"" + std::string(name) + "\" is none of " + known,
                "write one of " + known);
}

const std::vector<Link>& links_of(const Links& links, std::string_view part) {
    static const std::vector<Link> kNone;
    const auto found = links.find(part);
    return found == links.end() ? kNone : found->second;
}

/// What replaces a part on a day: nothing, one link, or the parts of a kit.
std::vector<Link> in_force(const Links& links, std::string_view part, std::int64_t day) {
    std::vector<Link> out;
    for (const Link& link : links_of(links, part)) {
        if (link.kind == LinkKind::alternative || link.effective_on > day) continue;
        if (!out.empty() && link.effective_on < out.front().effective_on) continue;
        if (!out.empty() && link.effective_on > out.front().effective_on) out.clear();
        out.push_back(link);
    }
    std::sort(out.begin(), out.end(), [](const Link& a, const Link& b) {
        return std::pair(a.kind != LinkKind::kit, a.new_part) <
               std::pair(b.kind != LinkKind::kit, b.new_part);
    });
    if (out.empty()) return out;
    if (out.front().kind == LinkKind::kit) {
        std::erase_if(out, [](const Link& link) { return link.kind != LinkKind::kit; });
    } else {
        out.erase(out.begin(), out.end() - 1);
    }
    return out;
}

class Walk {
public:
    Walk(const Links& links, std::int64_t day) : links_(links), day_(day) {}

    Result<> follow(const Successor& at) {
        if (out.passed.size() > kPassedMax) {
            return fail(Code::invalid, "supersession-cycle",
                        "the replacements of " + out.passed.front() + " go round",
                        "tell the importer's parts desk");
        }
        if (at.factor > kFactorMax) {
            return fail(Code::invalid, "factor-too-large",
                        "one " + out.passed.front() + " would become too many of " + at.part,
                        "tell the importer's parts desk");
        }
        const std::vector<Link> next = in_force(links_, at.part, day_);
        if (next.empty()) {
            add(at);
            return {};
        }
        out.passed.push_back(at.part);
        for (const Link& link : next) {
            out.interchange = std::min(out.interchange, link.interchange);
            const std::int64_t factor = (at.factor * link.factor + kFactorOne / 2) / kFactorOne;
            TRY_VOID(follow({link.new_part, factor}));
        }
        return {};
    }

    Resolved out;

private:
    /// Two ways may lead to one part.
    void add(const Successor& newest) {
        const auto same = std::find_if(out.newest.begin(), out.newest.end(),
                                       [&](const auto& one) { return one.part == newest.part; });
        if (same == out.newest.end()) {
            out.newest.push_back(newest);
        } else {
            same->factor += newest.factor;
        }
    }

    const Links& links_;
    std::int64_t day_;
};

/// Is there a way over links that all allow `least`, none of them into a kit?
bool leads_to(const Links& links,
              const std::string& from,
              const std::string& to,
              Interchange least,
              std::int64_t day) {
    std::vector<std::string> open{from};
    std::set<std::string> seen{from};
    while (!open.empty()) {
        const std::string part = std::move(open.back());
        open.pop_back();
        if (part == to) return true;
        for (const Link& link : links_of(links, part)) {
            const bool passable =
                link.kind != LinkKind::kit && link.interchange >= least && link.effective_on <= day;
            if (passable && seen.insert(link.new_part).second) open.push_back(link.new_part);
        }
    }
    return false;
}

}  // namespace

std::string_view name_of(LinkKind kind) {
    return kKinds[static_cast<std::size_t>(kind)];
}

std::string_view name_of(Interchange interchange) {
    return kInterchanges[static_cast<std::size_t>(interchange)];
}

Result<LinkKind> link_kind_of(std::string_view name) {
    return word_of<LinkKind>(kKinds, name);
}

Result<Interchange> interchange_of(std::string_view name) {
    return word_of<Interchange>(kInterchanges, name);
}

bool closes_cycle(const Links& links, const Link& wanted) {
    if (wanted.old_part == wanted.new_part) return true;
    if (wanted.kind == LinkKind::alternative) return false;
    std::vector<std::string> open{wanted.new_part};
    std::set<std::string> seen{wanted.new_part};
    while (!open.empty()) {
        const std::string part = std::move(open.back());
        open.pop_back();
        for (const Link& link : links_of(links, part)) {
            if (link.kind == LinkKind::alternative) continue;
            if (link.new_part == wanted.old_part) return true;
            if (seen.insert(link.new_part).second) open.push_back(link.new_part);
        }
    }
    return false;
}

Result<Resolved> resolve(const Links& links, const std::string& part, std::int64_t day) {
    Walk walk(links, day);
    TRY_VOID(walk.follow({part, kFactorOne}));
    return std::move(walk.out);
}

bool may_serve(const Links& links,
               const std::string& have,
               const std::string& wanted,
               std::int64_t day) {
    return leads_to(links, wanted, have, Interchange::one_way, day) ||
           leads_to(links, have, wanted, Interchange::two_way, day);
}

}  // namespace branchline::catalog
