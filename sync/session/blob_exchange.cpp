#include "sync/session/blob_exchange.hpp"

#include <algorithm>

#include "sync/tuning.hpp"

namespace branchline::sync {

// Asking.

void BlobExchange::wish(const std::vector<BlobWish>& wishes, Instant now, Effects& effects) {
    wishes_.assign(wishes.begin(), wishes.end());
    std::erase_if(absent_, [&](const auto& named) { return named.second <= now; });
    if (!awaited_) ask_next(now, effects);
}

std::optional<Hash> BlobExchange::awaited() const {
    if (!awaited_) return std::nullopt;
    return awaited_->wish.blob;
}

bool BlobExchange::is_absent(const Hash& blob, Instant now) const {
    const auto found = absent_.find(blob);
    return found != absent_.end() && found->second > now;
}

void BlobExchange::ask_next(Instant now, Effects& effects) {
    awaited_.reset();
    while (!wishes_.empty() && !stopped_) {
        const BlobWish next = std::move(wishes_.front());
        wishes_.pop_front();
        if (is_absent(next.blob, now)) continue;
        awaited_ = Awaited{.wish = next, .since = now};
        return ask(now, effects);
    }
}

void BlobExchange::ask(Instant now, Effects& effects) {
    const BlobWish& wish = awaited_->wish;
    awaited_->since = now;
    awaited_->keeping = 0;
    effects.emplace_back(SendFrame{encode(BlobAsk{wish.stream, wish.blob, wish.from})});
}

// A piece that nobody waits for is an echo of one that was asked for twice.
void BlobExchange::heard(const BlobPart& part, Instant now, Effects& effects) {
    if (!awaited_ || awaited_->keeping > 0 || part.blob != awaited_->wish.blob) return;
    if (part.size == 0) {
        absent_[part.blob] = now + tuning::kBlobAbsentFor;
        return ask_next(now, effects);
    }
    if (part.from != awaited_->wish.from || part.bytes.empty()) return;
    awaited_->keeping = part.bytes.size();
    effects.emplace_back(KeepBlob{part});
}

void BlobExchange::kept(const BlobKept& kept, Instant now, Effects& effects) {
    if (!awaited_ || kept.blob != awaited_->wish.blob) return;
    if (kept.outcome == BlobKept::Outcome::part) {
        awaited_->wish.from += awaited_->keeping;
        return ask(now, effects);
    }
    // Who sends bytes that are not the file would cost a transfer each time.
    if (kept.outcome == BlobKept::Outcome::refused) stopped_ = true;
    ask_next(now, effects);
}

// Answering.

void BlobExchange::asked(const BlobAsk& ask, bool shared, Effects& effects) {
    // A stream that is not shared answers like a file that does not exist.
    if (!shared) {
        effects.emplace_back(SendFrame{encode(BlobPart{.blob = ask.blob, .bytes = {}})});
        return;
    }
    const bool known = std::find(asks_.begin(), asks_.end(), ask) != asks_.end();
    if (!known && asks_.size() < tuning::kBlobAsksMax) asks_.push_back(ask);
}

void BlobExchange::serve(Effects& effects) {
    if (fetching_ || asks_.empty()) return;
    fetching_ = true;
    effects.emplace_back(FetchBlob{std::move(asks_.front())});
    asks_.pop_front();
}

void BlobExchange::fetched(const BlobPart& part, Effects& effects) {
    fetching_ = false;
    effects.emplace_back(SendFrame{encode(part)});
}

void BlobExchange::tick(Instant now, Effects& effects) {
    serve(effects);
    if (awaited_ && awaited_->keeping == 0 && now - awaited_->since > tuning::kBlobAgainAfter) {
        ask(now, effects);
    }
}

}  // namespace branchline::sync
