#include "index/segment/near_terms.hpp"

#include <algorithm>
#include <limits>
#include <optional>

namespace coldopen {

namespace {

struct Letter {
  char32_t code_point = 0;
  std::uint32_t bytes = 1;
};

// The first letter of `text`, which is not empty. A byte that begins none is one by itself.
Letter first_letter(std::string_view text) noexcept {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  const std::uint32_t bytes = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  if (bytes == 1 || bytes > text.size()) return {first, 1};
  char32_t code_point = first & (0x7FU >> bytes);
  for (std::uint32_t i = 1; i < bytes; ++i) code_point = code_point << 6 | (byte(i) & 0x3FU);
  return {code_point, bytes};
}

// Where the rows of a space are kept: those that are asked for again and again.
std::optional<std::size_t> kept_at(Space space, std::string_view start) {
  constexpr std::string_view kTitle = "title\x1f", kAlias = "alias\x1f";
  static_assert(kTitle.back() == kFieldSeparator);
  if (space == Space::field) {
    if (start == kTitle) return 0;
    return start == kAlias ? std::optional<std::size_t>(1) : std::nullopt;
  }
  if (!start.empty()) return std::nullopt;
  constexpr std::array kKept = {Space::exact, Space::title_key, Space::bare_key, Space::alias_key};
  static_assert(kKept.size() + 2 == Dictionary::kWalked);
  const auto at = std::ranges::find(kKept, space);
  if (at == kKept.end()) return std::nullopt;
  return static_cast<std::size_t>(at - kKept.begin()) + 2;
}

// Bytes that both begin with, cut to whole letters.
std::size_t shared_letters(std::string_view one, std::string_view other) {
  auto same = static_cast<std::size_t>(std::ranges::mismatch(one, other).in1 - one.begin());
  same = std::min<std::size_t>(same, 255);
  const auto continues = [&](std::size_t at) {
    return at < one.size() && (static_cast<unsigned char>(one[at]) & 0xC0U) == 0x80;
  };
  while (same > 0 && continues(same)) --same;
  return same;
}

}  // namespace

TermRows::TermRows(const Dictionary& dictionary, Space space, std::string_view start) {
  std::string before;
  for (TermCursor term = dictionary.seek(space, start); term.valid(); term.next()) {
    if (term.space() != space || !term.text().starts_with(start)) break;
    const std::string_view text = term.text().substr(start.size());
    const std::size_t same = shared_letters(text, before);
    const bool full = letters_.size() + text.size() > std::numeric_limits<std::uint32_t>::max();
    if (full) break;
    shared_.push_back(static_cast<std::uint8_t>(same));
    begins_.push_back(static_cast<std::uint32_t>(letters_.size()));
    letters_ += text.substr(same);
    before = text;
  }
  begins_.push_back(static_cast<std::uint32_t>(letters_.size()));
}

std::size_t TermRows::next_below(std::size_t term, std::size_t bytes) const noexcept {
  const std::uint8_t* const shared = shared_.data();
  const std::size_t count = shared_.size();
  while (term < count && shared[term] >= bytes) ++term;
  return term;
}

NearTerms::NearTerms(const Dictionary& dictionary, Space space, std::string_view start,
                     std::string_view typed, std::size_t edits, Nearness nearness)
    : dictionary_(dictionary),
      space_(space),
      start_(start),
      edits_(std::min(edits, kEditsMax)),
      nearness_(nearness) {
  while (!typed.empty() && letters_ <= kLettersMax) {
    const Letter letter = first_letter(typed);
    const std::uint64_t bit = std::uint64_t{1} << letters_++;
    typed.remove_prefix(letter.bytes);
    if (letter.code_point < ascii_places_.size()) {
      ascii_places_[letter.code_point] |= bit;
      continue;
    }
    const auto known = std::ranges::find(other_places_, letter.code_point,
                                         &std::pair<char32_t, std::uint64_t>::first);
    if (known != other_places_.end()) {
      known->second |= bit;
    } else {
      other_places_.emplace_back(letter.code_point, bit);
    }
  }
  if (letters_ == 0 || letters_ > kLettersMax) return;  // no rows: nothing is near
  const auto make = [&] { return TermRows(dictionary, space, start); };
  if (const auto at = kept_at(space, start)) {
    rows_ = &dictionary.for_walks(*at).get<TermRows>(make);
  } else {
    own_ = std::make_shared<const TermRows>(make());
    rows_ = own_.get();
  }
  State nothing;  // read: i typed letters are i edits away
  for (std::size_t e = 0; e <= edits_; ++e) nothing.within[e] = (std::uint64_t{2} << e) - 1;
  if (letters_ <= edits_) nothing.reached = static_cast<std::uint8_t>(letters_);
  states_.resize(letters_ + edits_ + 8);
  states_[0] = nothing;
}

TermInfo NearTerms::info() const {
  return dictionary_.find(space_, start_ + text_).value_or(TermInfo{});
}

std::uint64_t NearTerms::places(char32_t letter) const noexcept {
  if (letter < ascii_places_.size()) return ascii_places_[letter];
  for (const auto& [other, places] : other_places_)
    if (other == letter) return places;
  return 0;
}

std::size_t NearTerms::whole_distance(const State& state) const noexcept {
  for (std::size_t e = 0; e <= edits_; ++e)
    if ((state.within[e] >> letters_ & 1) != 0) return e;
  return kEditsMax + 1;
}

// One letter on, which stands at `here` in the typed word; false: nothing near goes on so.
bool NearTerms::read(std::uint64_t here, std::uint32_t bytes) noexcept {
  const State& state = states_[depth_];
  State& next = states_[depth_ + 1];
  next.places = here;
  next.bytes = state.bytes + bytes;
  next.within[0] = (state.within[0] & here) << 1;
  const std::uint64_t swapped = depth_ > 0 ? here & state.places >> 1 : 0;
  for (std::size_t e = 1; e <= edits_; ++e) {
    std::uint64_t within = (state.within[e] & here) << 1;  // read as typed
    within |= state.within[e - 1];                         // not typed
    within |= state.within[e - 1] << 1;                    // another one typed
    within |= next.within[e - 1] << 1;                     // typed too much
    if (swapped != 0) within |= (states_[depth_ - 1].within[e - 1] & swapped) << 2;
    next.within[e] = within;
  }
  next.reached = state.reached;
  if (nearness_ == Nearness::start)
    next.reached =
        static_cast<std::uint8_t>(std::min<std::size_t>(state.reached, whole_distance(next)));
  const std::uint64_t all = (std::uint64_t{2} << letters_) - 1;
  if ((next.within[edits_] & all) == 0 && next.reached > edits_) return false;
  ++depth_;
  return true;
}

// Reads what the term has behind the one before; true if it is near. Leaves in term_ the next one
// that may be.
bool NearTerms::read_term() {
  const std::size_t shared = rows_->shared(term_);
  std::string_view rest = rows_->rest(term_);
  text_.resize(shared);
  text_ += rest;
  while (states_[depth_].bytes > shared) --depth_;
  while (!rest.empty()) {
    const Letter letter = first_letter(rest);
    rest.remove_prefix(letter.bytes);
    if (depth_ + 1 == states_.size()) states_.emplace_back();  // a start is near, and it goes on
    if (read(places(letter.code_point), letter.bytes)) continue;
    term_ = rows_->next_below(term_ + 1, states_[depth_].bytes + letter.bytes);
    return false;
  }
  ++term_;
  const State& end = states_[depth_];
  distance_ = nearness_ == Nearness::start ? end.reached : whole_distance(end);
  return distance_ <= edits_;
}

bool NearTerms::next() {
  while (rows_ != nullptr && term_ < rows_->size())
    if (read_term()) return true;
  return false;
}

}  // namespace coldopen
