#include "server/cursors.hpp"

#include <algorithm>
#include <bit>
#include <iterator>
#include <random>
#include <tuple>
#include <utility>

#include "corpus/error.hpp"
#include "index/io/bytes.hpp"

namespace coldopen {
namespace {

constexpr std::size_t kSigned = 40;
constexpr std::size_t kBytes = kSigned + sizeof(std::uint64_t);
constexpr std::string_view kDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::uint64_t random_number() {
  std::random_device device;
  return std::uint64_t{device()} << 32U | device();
}

// Of whole groups of three bytes, so that no padding is needed.
std::string to_base64url(std::span<const std::byte> bytes) {
  std::string text;
  for (std::size_t i = 0; i + 2 < bytes.size(); i += 3) {
    const std::uint32_t group = std::to_integer<std::uint32_t>(bytes[i]) << 16U |
                                std::to_integer<std::uint32_t>(bytes[i + 1]) << 8U |
                                std::to_integer<std::uint32_t>(bytes[i + 2]);
    for (unsigned shift = 24; shift > 0; shift -= 6) text += kDigits[group >> (shift - 6) & 63U];
  }
  return text;
}

std::optional<ByteBuffer> from_base64url(std::string_view text) {
  if (text.size() != kBytes / 3 * 4) return std::nullopt;
  ByteBuffer bytes;
  for (std::size_t i = 0; i < text.size(); i += 4) {
    std::uint32_t group = 0;
    for (std::size_t j = i; j < i + 4; ++j) {
      const std::size_t digit = kDigits.find(text[j]);
      if (digit == std::string_view::npos) return std::nullopt;
      group = group << 6U | static_cast<std::uint32_t>(digit);
    }
    for (const unsigned shift : {16U, 8U, 0U}) bytes.push_back(std::byte(group >> shift & 255U));
  }
  return bytes;
}

struct SipState {
  std::uint64_t v0, v1, v2, v3;
  void round() noexcept {
    v0 += v1;
    v1 = std::rotl(v1, 13) ^ v0;
    v0 = std::rotl(v0, 32);
    v2 += v3;
    v3 = std::rotl(v3, 16) ^ v2;
    v0 += v3;
    v3 = std::rotl(v3, 21) ^ v0;
    v2 += v1;
    v1 = std::rotl(v1, 17) ^ v2;
    v2 = std::rotl(v2, 32);
  }
  void take(std::uint64_t word) noexcept {
    v3 ^= word;
    round();
    round();
    v0 ^= word;
  }
};

std::uint64_t mac(const std::array<std::uint64_t, 2>& key, std::span<const std::byte> place,
                  std::string_view search) {
  std::string message(as_text(place));
  message += search;
  return siphash(key, message);
}

}  // namespace

std::uint64_t siphash(const std::array<std::uint64_t, 2>& key, std::string_view message) noexcept {
  SipState state{key[0] ^ 0x736F6D6570736575U, key[1] ^ 0x646F72616E646F6DU,
                 key[0] ^ 0x6C7967656E657261U, key[1] ^ 0x7465646279746573U};
  const auto byte = [&](std::size_t i) {
    return std::uint64_t{static_cast<unsigned char>(message[i])};
  };
  std::size_t at = 0;
  for (; at + 8 <= message.size(); at += 8) {
    std::uint64_t word = 0;
    for (unsigned i = 0; i < 8; ++i) word |= byte(at + i) << (8 * i);
    state.take(word);
  }
  std::uint64_t last = std::uint64_t{message.size()} << 56U;
  for (unsigned i = 0; at + i < message.size(); ++i) last |= byte(at + i) << (8 * i);
  state.take(last);
  state.v2 ^= 255U;
  for (int i = 0; i < 4; ++i) state.round();
  return state.v0 ^ state.v1 ^ state.v2 ^ state.v3;
}

Cursors::Cursors(std::function<Clock::time_point()> now)
    : now_(std::move(now)),
      key_{random_number(), random_number()},
      self_(random_number()),
      last_number_(random_number() >> 1U) {}

std::vector<Cursors::Held> Cursors::take_expired(Clock::time_point now) {
  const auto from = std::partition(held_.begin(), held_.end(),
                                   [now](const Held& one) { return now - one.used <= kLife; });
  std::vector<Held> gone(std::make_move_iterator(from), std::make_move_iterator(held_.end()));
  held_.erase(from, held_.end());
  return gone;
}

void Cursors::expire() {
  std::vector<Held> gone;  // a snapshot may be large: it dies outside the lock
  const std::lock_guard lock(mutex_);
  gone = take_expired(now_());
}

// What has to go for it is added to `gone`.
Cursors::Held& Cursors::find(const Shared<Snapshot>& snapshot, std::vector<Held>& gone) {
  const Clock::time_point now = now_();
  gone = take_expired(now);
  const auto same = std::ranges::find_if(held_, [&](const Held& one) {
    return !one.of.owner_before(snapshot) && !snapshot.owner_before(one.of);
  });
  if (same != held_.end()) {
    same->used = now;
    return *same;
  }
  if (held_.size() >= kSnapshots) {
    const auto oldest = std::ranges::min_element(held_, {}, [](const Held& one) {
      return std::tuple(one.snapshot != nullptr, one.followed, one.used);
    });
    gone.push_back(std::move(*oldest));
    held_.erase(oldest);
  }
  return held_.emplace_back(Held{++last_number_, snapshot, nullptr, now, false});
}

std::uint64_t Cursors::number_of(const Shared<Snapshot>& snapshot) {
  std::vector<Held> gone;  // as in expire()
  const std::lock_guard lock(mutex_);
  return find(snapshot, gone).number;
}

std::uint64_t Cursors::hold(const Shared<Snapshot>& snapshot) {
  std::vector<Held> gone;  // as in expire()
  const std::lock_guard lock(mutex_);
  Held& held = find(snapshot, gone);
  held.snapshot = snapshot;
  return held.number;
}

std::string Cursors::token(std::uint64_t snapshot, std::string_view search,
                           const CursorPlace& place) const {
  ByteBuffer bytes;
  append(bytes, self_);
  append(bytes, snapshot);
  append(bytes, place.offset);
  append(bytes, place.last.segment);
  append(bytes, place.last.doc);
  append(bytes, std::uint32_t{0});
  append(bytes, place.last.score);
  append(bytes, mac(key_, bytes, search));
  return to_base64url(bytes);
}

std::optional<Cursors::Opened> Cursors::open(std::string_view token, std::string_view search) {
  const std::optional<ByteBuffer> bytes = from_base64url(token);
  if (!bytes)
    throw Error(ErrorCode::invalid_argument, "this is no cursor: take `next` of an answer as it is",
                "cursor", "bad-cursor");
  ByteReader reader(*bytes);
  if (reader.number<std::uint64_t>() != self_) return std::nullopt;
  const auto number = reader.number<std::uint64_t>();
  Opened opened;
  opened.place.offset = reader.number<std::uint32_t>();
  opened.place.last.segment = reader.number<std::uint32_t>();
  opened.place.last.doc = reader.number<std::uint32_t>();
  reader.number<std::uint32_t>();
  opened.place.last.score = reader.number<double>();
  if (reader.number<std::uint64_t>() != mac(key_, std::span(*bytes).first(kSigned), search))
    throw Error(ErrorCode::invalid_argument,
                "the cursor is not of this search: send it with the q, filter, match, typo, fold, "
                "lang, sort and seen of the answer that gave it",
                "cursor", "bad-cursor");
  const std::lock_guard lock(mutex_);
  const Clock::time_point now = now_();
  const auto held = std::ranges::find(held_, number, &Held::number);
  if (held == held_.end() || !held->snapshot || now - held->used > kLife) return std::nullopt;
  held->used = now;
  held->followed = true;
  opened.snapshot = held->snapshot;
  return opened;
}

}  // namespace coldopen
