#include "query/exact_phrase.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

#include "index/segment/pairs.hpp"

namespace coldopen {

namespace {

constexpr std::size_t kBehind =
    64;  // values that kernels may write behind those they give, or read
constexpr std::uint32_t kWindowWords = kWindowDocs / 64;
// An array so many times longer is asked for each document instead of being read along.
constexpr std::uint32_t kLongerBy = 8;
constexpr std::uint32_t kFewPairs = 16;  // of positions

// Room for `count` and those behind; what it held is lost.
template <class T>
void make_room(std::span<T>& room, std::size_t count, Workspace& workspace) {
  if (room.size() < count + kBehind) room = workspace.take<T>(std::bit_ceil(count + kBehind));
}

}  // namespace

ExactPhrase::ExactPhrase(const Segment& segment, std::span<const PhraseWord> words,
                         Workspace& workspace, std::span<const ScoredList> others)
    : segment_(segment),
      documents_(segment.size()),
      with_(kernels()),
      workspace_(workspace),
      lists_(&workspace.arena),
      words_(&workspace.arena),
      units_(&workspace.arena),
      inner_(&workspace.arena) {
  lists_.reserve(words.size() * 2 + others.size());
  words_.reserve(words.size());
  units_.reserve(words.size() * 2 + others.size());
  if (!add_words(words) || !add_units(words) || !add_others(others)) {
    units_.clear();
    return;
  }
  const auto df = [&](std::uint32_t unit) { return lists_[unit].scored.df(); };
  leading_ = *std::ranges::min_element(units_, {}, df);
  choose_two();
  own_ = workspace.take<std::uint16_t>(kWindowDocs + kBehind);
  kept_ = workspace.take<std::uint16_t>(kWindowDocs + kBehind);
}

void ExactPhrase::add_list(const TermInfo& info) {
  List& list = lists_.emplace_back();
  list.stored = segment_.postings(info);
  list.scored = ScoredList(list.stored, workspace_);
}

bool ExactPhrase::add_words(std::span<const PhraseWord> words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto same = std::ranges::find(words.first(i), words[i].term, &PhraseWord::term);
    auto list = static_cast<std::uint32_t>(lists_.size());
    if (same != words.begin() + static_cast<std::ptrdiff_t>(i)) {
      list = words_[static_cast<std::size_t>(same - words.begin())].list;
    } else if (const auto info = segment_.find(Space::exact, words[i].term)) {
      add_list(*info);
      if (lists_.back().scored.df() == 0) return false;
    } else {
      return false;
    }
    words_.push_back({list, words[i].offset});
  }
  word_lists_ = lists_.size();
  paths_ = workspace_.take<PositionPath>(kPathsMax * word_lists_);
  return !words.empty();
}

// Where all of the phrase is one list, nothing is saved by them.
bool ExactPhrase::add_others(std::span<const ScoredList> others) {
  for (const ScoredList& other : others) {
    if (other.df() == 0) return false;
    if (is_whole_) continue;
    lists_.emplace_back().scored = other;
    add_unit(static_cast<std::uint32_t>(lists_.size() - 1));
  }
  return true;
}

void ExactPhrase::add_unit(std::uint32_t list) {
  if (lists_[list].is_unit) return;
  lists_[list].is_unit = true;
  lists_[list].places = workspace_.take<std::uint16_t>(kWindowDocs + kBehind).data();
  units_.push_back(list);
}

// Pairs, and the words that are in none.
bool ExactPhrase::add_units(std::span<const PhraseWord> words) {
  bool is_covered = false;  // by the pair before
  std::size_t pairs = 0;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const Pair pair = pair_at(words, i);
    if (pair == Pair::nowhere) return false;
    if (pair == Pair::none && !is_covered) add_unit(words_[i].list);
    is_covered = pair == Pair::listed;
    pairs += is_covered ? 1 : 0;
  }
  for (std::size_t i = 1; pairs + 1 == words.size() && i < pairs; ++i)
    inner_.push_back(words_[i].list);
  first_offset_ = words.front().offset;
  const bool is_pair = words.size() == 2 && !lists_[units_.front()].stored.has_positions();
  is_whole_ = units_.size() == 1 && (words.size() == 1 || is_pair);
  return true;
}

// Adds the list of words i and i + 1, if they have one.
ExactPhrase::Pair ExactPhrase::pair_at(std::span<const PhraseWord> words, std::size_t i) {
  const auto df = [&](std::size_t word) { return lists_[words_[word].list].stored.df(); };
  if (i + 1 == words.size() || words[i].offset + 1 != words[i + 1].offset) return Pair::none;
  const std::uint32_t documents = segment_.size();
  if (!is_frequent(df(i), documents) || !is_frequent(df(i + 1), documents)) return Pair::none;
  const auto info = segment_.find(Space::pair, pair_of(words[i].term, words[i + 1].term));
  if (!info) {
    const bool told = segment_.has_pairs() && is_met_by_chance(df(i), df(i + 1), documents);
    return told ? Pair::nowhere : Pair::none;
  }
  add_list(*info);
  if (lists_.back().scored.df() == 0) return Pair::nowhere;
  add_unit(static_cast<std::uint32_t>(lists_.size() - 1));
  return Pair::listed;
}

void ExactPhrase::choose_two() {
  if (is_whole_ || !inner_.empty()) return;
  std::array<const Word*, 2> rarest{};
  const auto df = [&](const Word* word) { return lists_[word->list].stored.df(); };
  for (const Word& word : words_) {
    const List& list = lists_[word.list];
    if (!list.stored.position_arrays()) continue;
    if (rarest[0] != nullptr && rarest[0]->list == word.list) continue;
    if (rarest[0] == nullptr || df(&word) < df(rarest[0])) {
      rarest = {&word, rarest[0]};
    } else if (rarest[1] == nullptr || df(&word) < df(rarest[1])) {
      rarest[1] = &word;
    }
  }
  if (rarest[1] == nullptr) return;
  if (rarest[1]->offset < rarest[0]->offset) std::swap(rarest[0], rarest[1]);
  two_ = {rarest[0]->list, rarest[1]->list, *lists_[rarest[0]->list].stored.position_arrays(),
          *lists_[rarest[1]->list].stored.position_arrays(), rarest[1]->offset - rarest[0]->offset};
}

const ScoredList* ExactPhrase::whole() const noexcept {
  return is_whole_ ? &lists_[leading_].scored : nullptr;
}

const PostingList* ExactPhrase::whole_stored() const noexcept {
  return is_whole_ ? &lists_[leading_].stored : nullptr;
}

// --- Documents -----------------------------------------------------------------------------------

bool ExactPhrase::next(std::uint8_t least) {
  count_ = 0;
  if (nowhere()) return false;
  const std::span<const ListChunk> chunks = lists_[leading_].scored.chunks();
  for (;;) {
    if (next_window_ < kWindows) {
      join_window(next_window_++, least);
    } else if (next_chunk_ == chunks.size()) {
      return false;
    } else if (open_chunk(chunks[next_chunk_++], least)) {
      if (lists_[units_.front()].chunk->type == ChunkType::bitmap) {
        next_window_ = 0;
      } else {
        join_arrays(least);
      }
    }
    if (count_ != 0) return true;
  }
}

// False where no document of the chunk is asked for.
bool ExactPhrase::open_chunk(const ListChunk& lead, std::uint8_t least) {
  for (const std::uint32_t unit : units_) {
    List& list = lists_[unit];
    list.chunk = unit == leading_ ? &lead : list.scored.chunk(lead.chunk);
    if (list.chunk == nullptr || list.chunk->max_code < least) return false;
  }
  std::ranges::sort(units_, {},
                    [&](std::uint32_t unit) { return lists_[unit].chunk->cardinality; });
  base_ = lead.chunk * kChunkDocs;
  prefetch_after();
  return true;
}

void ExactPhrase::prefetch_after() const noexcept {
  const std::span<const ListChunk> chunks = lists_[leading_].scored.chunks();
  if (next_chunk_ == chunks.size()) return;
  for (const std::uint32_t unit : units_) {
    const ListChunk* next = lists_[unit].scored.chunk(chunks[next_chunk_].chunk);
    if (next != nullptr) next->prefetch();
  }
}

// The first unit is an array: so is the batch.
void ExactPhrase::join_arrays(std::uint8_t least) {
  List& first = lists_[units_.front()];
  docs_ = first.chunk->docs();
  count_ = first.chunk->cardinality;
  is_all_of_first_ = true;
  joined_ = 1;
  if (least > 1) {
    keep(with_.find_codes(first.codes(), count_, least, kept_.data()));
  }
  for (std::size_t i = 1; i < units_.size() && count_ != 0; ++i) {
    join(lists_[units_[i]]);
    if (least > 1) keep_codes(lists_[units_[i]], least);
  }
}

// Leaves the documents that the other unit has, too.
void ExactPhrase::join(List& other) {
  const ListChunk& chunk = *other.chunk;
  std::uint32_t kept = 0;
  if (chunk.type == ChunkType::bitmap) {
    kept = with_.rank_bits(docs_, count_, chunk.bits(), chunk.block_ranks(), chunk.cardinality,
                           kept_.data(), other.places);
  } else if (chunk.type == ChunkType::array || chunk.cardinality / kLongerBy <= count_) {
    kept =
        with_.intersect(docs_, count_, chunk.docs(), chunk.cardinality, kept_.data(), other.places);
  } else {
    kept = chunk.look_up(with_, docs_, count_, kept_.data(), other.places);
  }
  keep(kept);
  ++joined_;
}

// Leaves the documents whose code in a list that was joined is `least` or more.
void ExactPhrase::keep_codes(const List& list, std::uint8_t least) {
  const std::uint8_t* codes = list.codes();
  const std::uint32_t last = list.chunk->cardinality - 1;
  std::uint32_t kept = 0;
  for (std::uint32_t i = 0; i < count_; ++i) {
    kept_[kept] = static_cast<std::uint16_t>(i);
    kept += codes[std::min<std::uint32_t>(list.places[i], last)] >= least ? 1 : 0;
  }
  keep(kept);
}

// Of the batch goes on what stands at kept_[0, kept).
void ExactPhrase::keep(std::uint32_t kept) {
  if (kept == count_) return;
  for (std::uint32_t i = 0; i < kept; ++i) own_[i] = docs_[kept_[i]];
  for (std::size_t unit = 0; unit < joined_; ++unit) {
    std::uint16_t* places = lists_[units_[unit]].places;
    if (unit == 0 && is_all_of_first_) {
      std::copy_n(kept_.data(), kept, places);
    } else {
      for (std::uint32_t i = 0; i < kept; ++i) places[i] = places[kept_[i]];
    }
  }
  docs_ = own_.data();
  count_ = kept;
  is_all_of_first_ = false;
}

// All units are bitmaps.
void ExactPhrase::join_window(std::uint32_t window, std::uint8_t least) {
  std::array<std::uint64_t, kWindowWords> both;
  for (std::size_t i = 0; i < units_.size(); ++i) {
    const ListChunk& chunk = *lists_[units_[i]].chunk;
    if (chunk.window_max(window) < std::max<std::uint8_t>(least, 1)) return;
    const std::uint64_t* words = chunk.bits() + std::size_t{window} * kWindowWords;
    if (i == 0) {
      std::copy_n(words, kWindowWords, both.data());
    } else {
      with_.and_into(both.data(), words, kWindowWords);
    }
  }
  count_ = with_.set_bits(both.data(), kWindowWords, own_.data());
  for (std::uint32_t i = 0; i < count_; ++i) {
    own_[i] = static_cast<std::uint16_t>(own_[i] + window * kWindowDocs);
  }
  docs_ = own_.data();
  joined_ = 0;
  is_all_of_first_ = false;
  for (std::size_t i = 0; i < units_.size() && count_ != 0; ++i) {
    join(lists_[units_[i]]);
    if (least > 1) keep_codes(lists_[units_[i]], least);
  }
}

Rank ExactPhrase::rank(const List& list, std::uint32_t i) const noexcept {
  const ListChunk& chunk = *list.chunk;
  const bool is_place = is_all_of_first_ && &list == &lists_[units_.front()];
  const std::uint32_t place = is_place ? i : list.places[i];
  return chunk.first_rank + std::min(place, chunk.cardinality - 1);
}

bool ExactPhrase::reaches(std::uint32_t i, std::uint8_t least) const noexcept {
  return least <= 1 || std::ranges::all_of(units_, [&](std::uint32_t unit) {
           const List& list = lists_[unit];
           return list.scored.codes()[rank(list, i)] >= least;
         });
}

// --- Positions -----------------------------------------------------------------------------------

// Of the documents asked for go on those in which the two words may stand as the phrase has them.
void ExactPhrase::refuse() {
  std::array<std::uint32_t, kAskedMax> first;
  std::array<std::uint32_t, kAskedMax> second;
  ranks_of_asked(lists_[two_->first], first.data());
  ranks_of_asked(lists_[two_->second], second.data());
  with_.count_behind(two_->first_positions, first.data(), two_->second_positions, second.data(),
                     asked_, two_->distance, counts_of_two_.data());
  std::uint32_t kept = 0;
  for (std::uint32_t at = 0; at < asked_; ++at) {  // without a branch: nobody can foretell it
    asked_docs_[kept] = asked_docs_[at];
    counts_of_two_[kept] = counts_of_two_[at];
    kept += counts_of_two_[at] != 0 ? 1 : 0;
  }
  asked_ = kept;
}

// A list that is no unit has these documents, too: a pair of its word does. Wrong bytes may say
// otherwise; any of its ranks then stands for them.
void ExactPhrase::ranks_of_asked(const List& list, std::uint32_t* out) {
  if (list.is_unit) {
    for (std::uint32_t at = 0; at < asked_; ++at) out[at] = rank(list, asked_docs_[at]);
    return;
  }
  std::fill_n(out, asked_, 0U);
  const ListChunk* chunk = list.scored.chunk(base_ / kChunkDocs);
  if (chunk == nullptr) return;
  std::array<std::uint16_t, kAskedMax + kBehind> docs;
  std::array<std::uint16_t, kAskedMax + kBehind> at;
  std::array<std::uint16_t, kAskedMax + kBehind> ranks;
  for (std::uint32_t i = 0; i < asked_; ++i) docs[i] = docs_[asked_docs_[i]];
  const std::uint32_t found = chunk->find_all(with_, docs.data(), asked_, at.data(), ranks.data());
  for (std::uint32_t i = 0; i < found; ++i)
    out[at[i]] = chunk->first_rank + std::min<std::uint32_t>(ranks[i], chunk->cardinality - 1);
}

// How often the phrase stands in it is known from the two words.
bool ExactPhrase::is_counted(std::uint32_t at) const noexcept {
  return two_ && words_.size() == 2 && counts_of_two_[at] != kManyPositions;
}

// Finds where the positions of each word lie in the documents asked for from this one on, as many
// as have room, and has them fetched; only if `all` are wanted in those that are counted.
void ExactPhrase::ask(std::uint32_t from, bool all) {
  constexpr Rank kNone = 0xFFFF'FFFF;  // of no list
  all_have_paths_ = all;
  with_paths_ = 0;
  for (std::uint32_t at = from; at < asked_ && with_paths_ < kPathsMax; ++at)
    if (all || !is_counted(at)) paths_are_of_[with_paths_++] = at;
  for (std::size_t word = 0; word < word_lists_; ++word) {
    const List& list = lists_[word];
    for (std::uint32_t i = 0; i < with_paths_; ++i) {
      const std::uint32_t doc = asked_docs_[paths_are_of_[i]];
      const Rank here = list.is_unit ? rank(list, doc)
                                     : list.scored.find(with_, base_ + docs_[doc]).value_or(kNone);
      paths_[i * word_lists_ + word] = PositionPath(list.stored, here);
    }
  }
  const std::span<PositionPath> paths = paths_.first(with_paths_ * word_lists_);
  for (PositionPath& path : paths) path.find_group();
  for (PositionPath& path : paths) path.find_run();
  for (PositionPath& path : paths) path.find_positions();
}

const PositionPath* ExactPhrase::paths_of(std::uint32_t at, bool with_places) {
  const auto has = std::span(paths_are_of_).first(with_paths_);
  auto found = std::ranges::lower_bound(has, at);
  if (found == has.end() || *found != at || (with_places && !all_have_paths_)) {
    ask(at, with_places);
    found = has.begin();  // the first of those asked for
  }
  return &paths_[static_cast<std::size_t>(found - has.begin()) * word_lists_];
}

// False if a word has no positions there.
bool ExactPhrase::open(std::uint32_t at, bool with_places) {
  const PositionPath* paths = paths_of(at, with_places);
  bool all = true;
  for (std::size_t word = 0; word < word_lists_; ++word) {
    List& list = lists_[word];
    list.path = &paths[word];
    list.is_read = false;
    all = all && list.path->count() != 0;
  }
  return all;
}

const std::uint32_t* ExactPhrase::read(List& list) {
  if (!list.is_read) {
    make_room(list.room, list.path->count(), workspace_);
    list.path->read(with_, list.room.data());
    list.is_read = true;
  }
  return list.room.data();
}

// As Kernels::follow, each with each: where they are few, its call costs more.
std::uint32_t ExactPhrase::count_few(const Found& first, const Found& second,
                                     std::uint32_t distance) noexcept {
  std::uint32_t count = 0;
  for (std::uint32_t i = 0; i < first.count; ++i) {
    for (std::uint32_t j = 0; j < second.count; ++j)
      count += first.at[i] + distance == second.at[j] ? 1 : 0;
  }
  return count;
}

// Positions of the words so far that have `word` where the phrase has it. Without places only how
// many there are.
ExactPhrase::Found ExactPhrase::follow(const Found& so_far, const Word& word, bool with_places) {
  List& list = lists_[word.list];
  Found first = so_far;
  Found second{read(list), list.path->count(), word.offset};
  if (second.offset < first.offset) std::swap(first, second);
  const std::uint32_t distance = second.offset - first.offset;
  if (!with_places) {
    const bool few = std::uint64_t{first.count} * second.count <= kFewPairs;
    return {nullptr,
            few ? count_few(first, second, distance)
                : with_.follow(first.at, first.count, second.at, second.count, distance, nullptr),
            first.offset};
  }
  std::swap(found_, spare_);  // first.at may lie in what is now spare
  make_room(found_, first.count, workspace_);
  first.count =
      with_.follow(first.at, first.count, second.at, second.count, distance, found_.data());
  for (std::uint32_t i = 0; i < first.count; ++i) found_[i] = first.at[found_[i]];
  first.at = found_.data();
  return first;
}

// By insertion: mostly two or three, and mostly in the order of the document before.
void ExactPhrase::sort_by_count() {
  const auto count = [&](std::size_t i) { return lists_[words_[i].list].path->count(); };
  for (std::size_t end = 1; end < words_.size(); ++end) {
    for (std::size_t i = end; i > 0 && count(i) < count(i - 1); --i)
      std::swap(words_[i], words_[i - 1]);
  }
}

// The words one after the other, those with few positions first.
ExactPhrase::Found ExactPhrase::match(std::uint32_t at, bool with_places) {
  if (!open(at, with_places)) return {};
  sort_by_count();
  List& rarest = lists_[words_[0].list];
  Found found{read(rarest), rarest.path->count(), words_[0].offset};
  for (std::size_t word = 1; word < words_.size() && found.count != 0; ++word) {
    found = follow(found, words_[word], with_places || word + 1 < words_.size());
  }
  return found;
}

std::optional<std::uint32_t> ExactPhrase::known_count(std::uint32_t at) const noexcept {
  const std::uint32_t i = asked_docs_[at];
  std::uint32_t count = 0;
  for (const std::uint32_t inner : inner_) {
    const List& list = lists_[inner];
    const auto rank = list.scored.find(with_, base_ + docs_[i]);
    if (!rank || list.stored.position_count(*rank) != 1) return std::nullopt;
    count = list.stored.count(*rank);
  }
  return inner_.empty() ? std::nullopt : std::optional(count);
}

std::uint32_t ExactPhrase::count(std::uint32_t at) {
  if (known_count(at)) return 1;

  if (is_whole_) {
    const List& list = lists_[leading_];
    return list.stored.count(rank(list, asked_docs_[at]));
  }
  return is_counted(at) ? counts_of_two_[at] : match(at, false).count;
}

std::optional<std::uint32_t> ExactPhrase::folded_count(std::size_t starts) const noexcept {
  for (const Word& word : words_) {
    const List& list = lists_[word.list];
    if (list.path->count() == starts) return list.stored.count(list.path->rank());
  }
  return std::nullopt;
}

void ExactPhrase::starts(std::uint32_t at, std::vector<std::uint32_t>& out) {
  const Found found = match(at, true);
  out.assign(found.at, found.at + found.count);
  for (std::uint32_t& start : out) start -= found.offset - first_offset_;
}

}  // namespace coldopen
