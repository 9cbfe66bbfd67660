// Paging to any depth: a cursor is a place in the hits of one search of one pinned snapshot.
//
// A token is base64url of 48 bytes: {u64 who made it, u64 snapshot, u32 offset, u32 segment, u32
// doc, u32 zero, f64 score, u64 mac}, little-endian. The mac is SipHash-2-4 of all before it and of
// the search (index and parameters that change its hits), with a key of this process, so nothing in
// a token was ever chosen by somebody else. Snapshots are held by the moment of their last use:
// kLife, and at most kSnapshots of them; of more, the oldest without a cursor goes first, then the
// oldest that no cursor was ever used of, then the oldest. They go when the next one is held or
// something is written: in a process that nobody searches or writes to they stay. Numbers begin at
// random, so that what was made of one (an entity tag) is not met again after a restart. What a
// held snapshot costs beside the current one is the segments that were merged away since: memory
// for small ones, files that are deleted once it goes for others. Threads  any number at once.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "index/live/snapshot.hpp"
#include "query/request.hpp"

namespace coldopen {

// SipHash-2-4 by Aumasson and Bernstein: a 64-bit mac of short messages.
std::uint64_t siphash(const std::array<std::uint64_t, 2>& key, std::string_view message) noexcept;

struct CursorPlace {
  std::uint32_t offset = 0;  // hits before the next page
  HitPlace last;
  bool operator==(const CursorPlace&) const = default;
};

class Cursors {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::minutes kLife{5};
  static constexpr std::size_t kSnapshots = 32;
  static constexpr std::size_t kTokenBytesMax = 64;

  explicit Cursors(std::function<Clock::time_point()> now = Clock::now);

  // The number that stands for the snapshot, never 0, the same as long as it is asked for; another
  // one after it was let go. That alone holds nothing.
  std::uint64_t number_of(const Shared<Snapshot>& snapshot);
  // Holds the snapshot from now on, for a cursor; its number.
  std::uint64_t hold(const Shared<Snapshot>& snapshot);

  // Lets go what was not used for kLife; after writes, which make what is held cost.
  void expire();

  // `search`: bytes that are the same for the same hits.
  std::string token(std::uint64_t snapshot, std::string_view search,
                    const CursorPlace& place) const;

  struct Opened {
    Shared<Snapshot> snapshot;
    CursorPlace place;
  };
  // Errors: Error(invalid_argument, "cursor") for what is no token of that search; none where its
  // snapshot was let go, or another process made it.
  std::optional<Opened> open(std::string_view token, std::string_view search);

 private:
  struct Held {
    std::uint64_t number = 0;
    std::weak_ptr<const Snapshot> of;
    Shared<Snapshot> snapshot;  // null: has a number, but no cursor
    Clock::time_point used;
    bool followed = false;  // by a cursor
  };
  Held& find(const Shared<Snapshot>& snapshot, std::vector<Held>& gone);  // under mutex_
  std::vector<Held> take_expired(Clock::time_point now);                  // under mutex_

  std::function<Clock::time_point()> now_;
  std::array<std::uint64_t, 2> key_{};
  std::uint64_t self_ = 0;
  std::mutex mutex_;
  std::vector<Held> held_;  // in no order
  std::uint64_t last_number_;
};

}  // namespace coldopen
