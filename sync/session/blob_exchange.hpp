// Files between two peers, as a function like the session that it belongs to. Who lacks a file that
// a record names asks for it piece by piece, one piece at a time; who has it answers when it has no
// entries to send, or about once a second when it always has. Frames may be lost: what has not come
// is asked for again.
#pragma once

#include <deque>
#include <map>
#include <optional>

#include "sync/session/io.hpp"

namespace branchline::sync {

class BlobExchange {
public:
    // Asking.

    /// Replaces what is wished for; goes on with what is being asked for.
    void wish(const std::vector<BlobWish>& wishes, Instant now, Effects& effects);
    /// Nothing is asked for, and nothing is left to ask for.
    bool wants_wishes() const { return !stopped_ && !awaited_ && wishes_.empty(); }
    std::optional<Hash> awaited() const;
    void heard(const BlobPart& part, Instant now, Effects& effects);
    void kept(const BlobKept& kept, Instant now, Effects& effects);

    // Answering.

    /// `shared`: the peer may hold the stream that it named.
    void asked(const BlobAsk& ask, bool shared, Effects& effects);
    /// Looks for the next piece that was asked for.
    void serve(Effects& effects);
    void fetched(const BlobPart& part, Effects& effects);

    void tick(Instant now, Effects& effects);

private:
    struct Awaited {
        BlobWish wish;
        Instant since;
        std::size_t keeping = 0;  ///< Bytes that have come and are being kept.
    };
    void ask_next(Instant now, Effects& effects);
    void ask(Instant now, Effects& effects);
    bool is_absent(const Hash& blob, Instant now) const;

    std::deque<BlobWish> wishes_;
    std::optional<Awaited> awaited_;
    std::map<Hash, Instant> absent_;  ///< The peer does not have it; not before then.
    bool stopped_ = false;            ///< The peer has sent what no file is: nothing more of it.

    std::deque<BlobAsk> asks_;
    bool fetching_ = false;
};

}  // namespace branchline::sync
