#include "common/domain/allocation/fit.hpp"

#include <algorithm>
#include <map>

namespace branchline::allocation {

namespace {

constexpr std::int64_t kBaseScore = 100;
constexpr std::int64_t kScoreOfPlace = 10;
constexpr std::size_t kWordBits = 64;

bool has(const std::vector<std::string>& options, const std::string& wanted) {
    return std::find(options.begin(), options.end(), wanted) != options.end();
}

std::int64_t score_of_place(std::size_t place, std::size_t count) {
    return kScoreOfPlace * static_cast<std::int64_t>(count - place);
}

/// Numbers for the options that anybody asks for; the others do not matter.
class Options {
public:
    explicit Options(std::span<const Wish> wishes) {
        for (const Wish& wish : wishes) {
            for (const auto* list : {&wish.required, &wish.excluded, &wish.preferred}) {
                for (const std::string& option : *list) numbers_.emplace(option, numbers_.size());
            }
        }
    }

    using Bits = std::vector<std::uint64_t>;

    Bits bits_of(const std::vector<std::string>& options) const {
        Bits out(numbers_.size() / kWordBits + 1, 0);
        for (const std::string& option : options) {
            const auto found = numbers_.find(option);
            if (found == numbers_.end()) continue;
            out[found->second / kWordBits] |= std::uint64_t{1} << found->second % kWordBits;
        }
        return out;
    }
    std::vector<std::size_t> numbers_of(const std::vector<std::string>& options) const {
        std::vector<std::size_t> out;
        for (const std::string& option : options) out.push_back(numbers_.at(option));
        return out;
    }

private:
    std::map<std::string, std::size_t> numbers_;
};

struct WishBits {
    Options::Bits required;
    Options::Bits excluded;
    std::vector<std::size_t> preferred;

    bool admits(const Options::Bits& options) const {
        for (std::size_t i = 0; i < options.size(); ++i) {
            if ((required[i] & ~options[i]) != 0 || (excluded[i] & options[i]) != 0) return false;
        }
        return true;
    }
    std::int64_t score_of(const Options::Bits& options) const {
        std::int64_t out = kBaseScore;
        for (std::size_t i = 0; i < preferred.size(); ++i) {
            const std::size_t option = preferred[i];
            const bool met = (options[option / kWordBits] >> option % kWordBits & 1) != 0;
            if (met) out += score_of_place(i, preferred.size());
        }
        return out;
    }
};

}  // namespace

std::optional<std::int64_t> score_of(const Wish& wish, const Build& build) {
    if (wish.model != build.model) return std::nullopt;
    for (const std::string& option : wish.required) {
        if (!has(build.options, option)) return std::nullopt;
    }
    for (const std::string& option : wish.excluded) {
        if (has(build.options, option)) return std::nullopt;
    }
    std::int64_t out = kBaseScore;
    for (std::size_t i = 0; i < wish.preferred.size(); ++i) {
        if (has(build.options, wish.preferred[i])) out += score_of_place(i, wish.preferred.size());
    }
    return out;
}

std::int64_t preferences_met(const Wish& wish, const Build& build) {
    return std::count_if(wish.preferred.begin(), wish.preferred.end(),
                         [&](const std::string& option) { return has(build.options, option); });
}

std::vector<std::vector<Fit>> fits_of(std::span<const Wish> wishes, std::span<const Build> builds) {
    const Options options(wishes);
    std::vector<WishBits> bits;
    std::map<std::string_view, std::vector<std::uint32_t>> of_model;
    for (const Wish& wish : wishes) {
        of_model[wish.model].push_back(static_cast<std::uint32_t>(bits.size()));
        bits.push_back({options.bits_of(wish.required), options.bits_of(wish.excluded),
                        options.numbers_of(wish.preferred)});
    }
    std::vector<std::vector<Fit>> out(builds.size());
    for (std::size_t i = 0; i < builds.size(); ++i) {
        const auto wanted = of_model.find(builds[i].model);
        if (wanted == of_model.end()) continue;
        const Options::Bits has_bits = options.bits_of(builds[i].options);
        for (const std::uint32_t wish : wanted->second) {
            if (!bits[wish].admits(has_bits)) continue;
            out[i].push_back({wish, static_cast<std::uint32_t>(bits[wish].score_of(has_bits))});
        }
    }
    return out;
}

}  // namespace branchline::allocation
