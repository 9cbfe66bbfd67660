#include "index/segment/inversion.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <utility>

#include "corpus/error.hpp"
#include "index/io/bytes.hpp"

namespace coldopen {

void Inversion::grow(Cursor& cursor) {
  const bool fresh = cursor.first == kNone;
  const std::uint32_t bytes = fresh ? kFirstPiece : std::min(cursor.piece * 2, kLargestPiece);
  if (arena_end_ + bytes + kLink > std::uint64_t{pages_.size()} << kPageBits) {
    arena_end_ = std::uint64_t{pages_.size()} << kPageBits;
    if (arena_end_ + kPageBytes > kNone) {
      throw Error(ErrorCode::too_large, "a segment cannot hold so much: import in smaller parts");
    }
    pages_.push_back(std::make_unique_for_overwrite<std::byte[]>(kPageBytes));
  }
  const auto begin = static_cast<std::uint32_t>(arena_end_);
  if (fresh) {
    cursor.first = begin;
  } else {
    store(place(cursor.end), begin);
  }
  cursor.at = begin;
  cursor.end = begin + bytes;
  cursor.piece = bytes;
  arena_end_ += bytes + kLink;
}

void Inversion::put_byte(Cursor& cursor, std::uint8_t byte) {
  if (cursor.at == cursor.end) grow(cursor);
  *place(cursor.at++) = static_cast<std::byte>(byte);
}

void Inversion::put(Cursor& cursor, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) put_byte(cursor, static_cast<std::uint8_t>(value | 0x80));
  put_byte(cursor, static_cast<std::uint8_t>(value));
}

void Inversion::end_posting(Cursor& cursor) {
  if (cursor.df == 0) return;
  if (cursor.places == 0) {
    put(cursor, cursor.count);
  } else if (cursor.count == 0 || cursor.count == cursor.places) {
    put_byte(cursor, 0);
  } else {
    put_byte(cursor, 1);
    put(cursor, zigzag(static_cast<std::int32_t>(cursor.count - cursor.places)));
  }
}

// The term's cursor, in a posting of the document that is being added.
Inversion::Cursor& Inversion::posting_of(std::uint32_t term) {
  if (term >= cursors_.size()) cursors_.resize(term + 1);
  Cursor& cursor = cursors_[term];
  if (cursor.df != 0 && cursor.doc == doc_) return cursor;
  end_posting(cursor);
  put(cursor, cursor.df == 0 ? doc_ : doc_ - cursor.doc - 1);
  cursor.doc = doc_;
  ++cursor.df;
  cursor.position = 0;
  cursor.places = 0;
  cursor.count = 0;
  return cursor;
}

void Inversion::add(std::uint32_t term, std::uint32_t position) {
  Cursor& cursor = posting_of(term);
  put(cursor, std::uint64_t{position - cursor.position} + 2);
  cursor.position = position;
  ++cursor.places;
}

void Inversion::add_words(std::span<const std::string_view> words, std::uint32_t position) {
  std::array<std::uint32_t, TermTable::kAtOnce> room;
  while (!words.empty()) {
    const auto some = words.first(std::min(words.size(), room.size()));
    const std::span terms = std::span(room).first(some.size());
    terms_.numbers_of(Space::exact, some, terms);
    for (const std::uint32_t term : terms) prefetch_cursor(term);
    for (const std::uint32_t term : terms) prefetch_end(term);
    for (const std::uint32_t term : terms) add(term, position++);
    words = words.subspan(some.size());
  }
}

void Inversion::add_counts(std::span<const std::pair<std::uint32_t, std::uint32_t>> counts) {
  for (const auto& [term, count] : counts) prefetch_cursor(term);
  for (const auto& [term, count] : counts) prefetch_end(term);
  for (const auto& [term, count] : counts) add_count(term, count);
}

void Inversion::add_count(std::uint32_t term, std::uint32_t count) {
  posting_of(term).count += count;
}

std::size_t Inversion::memory_bytes() const noexcept {
  return terms_.memory_bytes() + cursors_.capacity() * sizeof(Cursor) + pages_.size() * kPageBytes;
}

std::vector<std::uint32_t> Inversion::sorted_terms() const {
  struct Key {
    std::uint64_t head;  // space and the first seven bytes, so that most are told apart by it
    std::uint32_t term;
  };
  std::vector<Key> keys(terms_.size());
  for (std::uint32_t term = 0; term < keys.size(); ++term) {
    const std::string_view text = terms_.text(term);
    std::uint64_t head = static_cast<std::uint8_t>(terms_.space(term));
    for (std::size_t i = 0; i < 7; ++i) {
      head = head << 8 | (i < text.size() ? static_cast<std::uint8_t>(text[i]) : 0U);
    }
    keys[term] = {head, term};
  }
  std::ranges::sort(keys, [this](const Key& a, const Key& b) {
    return a.head != b.head ? a.head < b.head : terms_.text(a.term) < terms_.text(b.term);
  });
  std::vector<std::uint32_t> terms(keys.size());
  std::ranges::transform(keys, terms.begin(), &Key::term);
  return terms;
}

Inversion::Reader Inversion::read(std::uint32_t term) const {
  static const Cursor kNowhere{};  // a term that was numbered and then never counted
  return Reader(*this, term < cursors_.size() ? cursors_[term] : kNowhere);
}

Inversion::Reader::Reader(const Inversion& inversion, const Cursor& cursor)
    : inversion_(&inversion),
      cursor_(&cursor),
      left_(cursor.df),
      at_(cursor.first),
      end_(cursor.first + kFirstPiece) {}

std::uint64_t Inversion::Reader::take() {
  std::uint64_t value = 0;
  for (unsigned shift = 0;; shift += 7) {
    if (at_ == end_) {
      at_ = load<std::uint32_t>({inversion_->place(end_), kLink}, 0);
      piece_ = std::min(piece_ * 2, kLargestPiece);
      end_ = at_ + piece_;
    }
    const auto byte = std::to_integer<std::uint64_t>(*inversion_->place(at_++));
    value |= (byte & 0x7F) << shift;
    if (byte < 0x80) return value;
  }
}

bool Inversion::Reader::next(Posting& posting, std::vector<std::uint32_t>& positions) {
  if (left_ == 0) return false;
  const bool last = --left_ == 0;  // its end is not written yet: it stands in the cursor
  const bool has_places = cursor_->places != 0;
  posting = {next_doc_ + static_cast<DocId>(take()), 0, 0};
  next_doc_ = posting.doc + 1;
  if (!has_places) {
    posting.count = last ? cursor_->count : static_cast<std::uint32_t>(take());
    return true;
  }
  std::uint32_t position = 0;
  const std::uint32_t places = last ? cursor_->places : std::numeric_limits<std::uint32_t>::max();
  std::uint64_t step = 0;
  while (posting.positions < places && (step = take()) >= 2) {
    position += static_cast<std::uint32_t>(step - 2);
    positions.push_back(position);
    ++posting.positions;
  }
  posting.count = posting.positions;
  if (last) {
    if (cursor_->count != 0) posting.count = cursor_->count;
  } else if (step == 1) {
    posting.count += static_cast<std::uint32_t>(unzigzag(static_cast<std::uint32_t>(take())));
  }
  return true;
}

}  // namespace coldopen
