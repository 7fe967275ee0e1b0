// Every limit and interval of the engine, with its unit and reason. Limits that take part in a
// verdict are constants of the format instead: sync/entry/entry.hpp.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace branchline::sync::tuning {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

/// An entry stamped further ahead of hub time is held: ordinary clock drift stays within minutes.
inline constexpr minutes kHoldAhead{10};

/// Entries of one run travel and are verified under one signature.
inline constexpr std::size_t kRunBytes = 64U << 10U;
/// One DATA frame holds whole runs up to this size before compression.
inline constexpr std::size_t kFrameBytes = 1U << 20U;
/// What a decompressed frame may reach: one frame and one entry of the greatest size.
inline constexpr std::size_t kFrameBytesMax = kFrameBytes + (512U << 10U);
/// Bytes in flight to one peer before its durable acknowledgement returns the credit.
inline constexpr std::size_t kCreditBytes = 4U << 20U;

/// Entries that wait decoded for the engine, by their uncompressed bytes, of which they take some
/// eight times as much memory; further frames wait as they came.
inline constexpr std::size_t kAheadBytes = 2U << 20U;

/// First wait before a broken line is tried again; doubles with jitter up to the maximum, so that
/// a whole network does not come back in the same second.
inline constexpr milliseconds kReconnectFirst{500};
inline constexpr minutes kReconnectMax{5};
/// Silence after which a peer is asked for a sign of life, and after which it counts as gone.
inline constexpr seconds kPingAfter{15};
inline constexpr seconds kDeadAfter{45};
/// ZeroMQ may lose frames without a word, so what is not acknowledged after this is sent again.
inline constexpr seconds kResendAfter{5};
/// Sessions at once; a hub serves 500 nodes with room for those that reconnect. Who comes on top
/// is asked to wait this long, and its own jitter spreads the crowd.
inline constexpr std::size_t kSessionsMax = 1000;
inline constexpr seconds kLaterWait{30};
/// A connection that does not greet is given up.
inline constexpr seconds kGreetingMax{10};

/// Pieces of files that a peer may ask for before it has an answer; it asks for one at a time.
inline constexpr std::size_t kBlobAsksMax = 4;
/// A piece of a file that has not come is asked for again: entries may have gone before it.
inline constexpr seconds kBlobAgainAfter{30};
/// A peer that did not have a file may have it later.
inline constexpr seconds kBlobAbsentFor{10};
/// Files that are asked of a peer before the list of what is missing is looked at again.
inline constexpr std::size_t kBlobWishesMax = 100;
/// After a full disk nothing is asked for: entries need the space that is left.
inline constexpr minutes kBlobPauseAfterFull{10};

/// Ticks without a write, about a second each, after which an idle replica tidies up.
inline constexpr int kRestAfterTicks = 10;

/// Refused runs kept as evidence; the oldest go first.
inline constexpr std::size_t kQuarantineRowsMax = 1000;
inline constexpr std::size_t kEvidenceBytesMax = 64U << 10U;

/// A joining node asks again while the hub waits for a person's approval.
inline constexpr seconds kJoinAgainAfter{2};
inline constexpr int kTokenTriesMax = 5;

}  // namespace branchline::sync::tuning
