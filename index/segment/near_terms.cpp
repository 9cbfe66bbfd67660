#include "index/segment/near_terms.hpp"

#include <algorithm>

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

void append_letter(char32_t letter, std::string& out) {
  const auto push = [&](char32_t bits) { out.push_back(static_cast<char>(bits)); };
  const auto push_rest = [&](char32_t shift) { push(0x80 | (letter >> shift & 0x3F)); };
  if (letter < 0x80) return push(letter);
  if (letter < 0x800) {
    push(0xC0 | letter >> 6);
  } else if (letter < 0x10000) {
    push(0xE0 | letter >> 12);
    push_rest(6);
  } else {
    push(0xF0 | letter >> 18);
    push_rest(12);
    push_rest(6);
  }
  push_rest(0);
}

}  // namespace

NearTerms::NearTerms(const Dictionary& dictionary, Space space, std::string_view start,
                     std::string_view typed, std::size_t edits, Nearness nearness)
    : cursor_(dictionary.seek(space, start)),
      space_(space),
      start_(start),
      edits_(std::min(edits, kEditsMax)),
      nearness_(nearness) {
  for (; !typed.empty() && letters_.size() <= kLettersMax;) {
    const Letter letter = first_letter(typed);
    const std::uint64_t bit = std::uint64_t{1} << letters_.size();
    letters_ += letter.code_point;
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
  over_ = letters_.empty() || letters_.size() > kLettersMax;
  if (over_) return;
  State nothing;  // read: i typed letters are i edits away
  for (std::size_t e = 0; e <= edits_; ++e) nothing.within[e] = (std::uint64_t{2} << e) - 1;
  if (letters_.size() <= edits_) nothing.reached = static_cast<std::uint8_t>(letters_.size());
  states_.push_back(nothing);
}

std::string_view NearTerms::text() const noexcept { return cursor_.text().substr(start_.size()); }

std::uint64_t NearTerms::places(char32_t letter) const noexcept {
  if (letter < ascii_places_.size()) return ascii_places_[letter];
  for (const auto& [other, places] : other_places_)
    if (other == letter) return places;
  return 0;
}

// `before`: the state before `state`, if a letter lies between.
NearTerms::State NearTerms::after(const State& state, const State* before, char32_t letter,
                                  std::uint32_t bytes) const noexcept {
  const std::uint64_t here = places(letter);
  const std::uint64_t swapped = before != nullptr ? here & places(state.letter) >> 1 : 0;
  State next;
  next.letter = letter;
  next.bytes = state.bytes + bytes;
  next.within[0] = (state.within[0] & here) << 1;
  for (std::size_t e = 1; e <= edits_; ++e) {
    std::uint64_t within = (state.within[e] & here) << 1;                     // read as typed
    within |= state.within[e - 1];                                            // not typed
    within |= state.within[e - 1] << 1;                                       // another one typed
    within |= next.within[e - 1] << 1;                                        // typed too much
    if (before != nullptr) within |= (before->within[e - 1] & swapped) << 2;  // swapped
    next.within[e] = within;
  }
  next.reached =
      static_cast<std::uint8_t>(std::min<std::size_t>(state.reached, whole_distance(next)));
  return next;
}

bool NearTerms::alive(const State& state) const noexcept {
  const std::uint64_t all = (std::uint64_t{2} << letters_.size()) - 1;
  return (state.within[edits_] & all) != 0 ||
         (nearness_ == Nearness::start && state.reached <= edits_);
}

std::size_t NearTerms::whole_distance(const State& state) const noexcept {
  for (std::size_t e = 0; e <= edits_; ++e)
    if ((state.within[e] >> letters_.size() & 1) != 0) return e;
  return kEditsMax + 1;
}

// The first letter behind `letter` that may follow `state`; 0: none. Where an edit is left, any
// may.
char32_t NearTerms::letter_behind(const State& state, char32_t letter) const noexcept {
  const std::uint64_t all = (std::uint64_t{2} << letters_.size()) - 1;
  if (edits_ > 0 && (state.within[edits_ - 1] & all) != 0) return letter + 1;
  char32_t nearest = 0;
  for (std::size_t i = 0; i < letters_.size(); ++i) {
    const bool here = (state.within[edits_] >> i & 1) != 0;
    if (here && letters_[i] > letter && (nearest == 0 || letters_[i] < nearest))
      nearest = letters_[i];
  }
  return nearest;
}

// Nothing near goes on from the last state with `letter`, nor from it with one before: sets the
// target behind. False: nothing near lies there.
bool NearTerms::set_target(char32_t letter) {
  for (; !states_.empty(); states_.pop_back()) {
    const State& state = states_.back();
    if (const char32_t next = letter_behind(state, letter); next != 0) {
      target_ = start_;
      target_.append(before_, 0, state.bytes);
      append_letter(next, target_);
      return true;
    }
    letter = state.letter;
  }
  return false;
}

// Reads the letters that the term before has not; true if nothing tells that it is not near.
bool NearTerms::read_term() {
  const std::string_view term = text();
  const auto same =
      static_cast<std::uint32_t>(std::ranges::mismatch(term, before_).in1 - term.begin());
  while (states_.back().bytes > same) states_.pop_back();
  before_.assign(term);
  while (states_.back().bytes < term.size()) {
    const State& state = states_.back();
    const Letter letter = first_letter(term.substr(state.bytes));
    const State* before = states_.size() > 1 ? &states_[states_.size() - 2] : nullptr;
    const State next = after(state, before, letter.code_point, letter.bytes);
    if (!alive(next)) {
      over_ = !set_target(letter.code_point);
      return false;
    }
    states_.push_back(next);
  }
  const State& end = states_.back();
  distance_ = nearness_ == Nearness::start ? end.reached : whole_distance(end);
  return distance_ <= edits_;
}

bool NearTerms::next() {
  while (!over_) {
    if (!target_.empty()) {
      cursor_.advance(target_);
      target_.clear();
    } else if (begun_) {
      cursor_.next();
    }
    begun_ = true;
    over_ = !cursor_.valid() || cursor_.space() != space_ || !cursor_.text().starts_with(start_);
    if (!over_ && read_term()) return true;
  }
  return false;
}

}  // namespace coldopen
