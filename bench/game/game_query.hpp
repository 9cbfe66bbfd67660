// The game's query language on an index of the game: counts, and the best k documents.
//
//   a b      any of them             "a b"   side by side
//   +a +b    all of them             -c      without
//   mixed: with a `+` all those must match, and what has no sign only scores
//
// Score: Lucene's BM25 (k1 = 0.9, b = 0.4), that is, idf without the factor k1 + 1, as the sum over
// the parts of the query; a phrase counts its places and weighs the sum of its words' idf. A part
// that stands twice counts twice.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bench/game/game_index.hpp"
#include "query/phrase_scorer.hpp"
#include "query/top_documents.hpp"

namespace coldopen {

struct GamePart {
  std::vector<std::string> words;  // several: a phrase
  Occur occur = Occur::should;
  double times = 1;  // how often it stands in the query
  bool operator==(const GamePart&) const = default;
};

// In the order of the query, each part once. Empty if no part is searched for.
std::vector<GamePart> parse_game_query(std::string_view text);

class GameSearcher {
 public:
  explicit GameSearcher(const GameIndex& index);

  // Only these documents, by segment and chunk; none: all. They must outlive the searcher.
  void set_masks(std::span<const std::vector<ChunkBits>> masks);

  std::uint64_t count(std::string_view query);
  // By (score falling, segment, document), at most k. Valid until the next call.
  std::span<const TopDocument> top(std::string_view query, std::uint32_t k);
  struct Answer {
    std::span<const TopDocument> best;
    std::uint64_t count = 0;
  };
  Answer top_and_count(std::string_view query, std::uint32_t k);

 private:
  // Reads the query; true if it is one phrase and nothing else (phrase_), false: flat_, which has
  // no lists where nothing can match.
  bool read(std::span<const GamePart> parts);
  std::optional<std::uint64_t> count_of_word(std::span<const GamePart> parts) const;
  // Fills infos_, of all words that stand alone in all segments.
  void look_up(std::span<const GamePart> parts);
  void add_word(const GamePart& part, std::size_t number, std::size_t parts);
  // Read only where the words that must match are.
  void add_phrase(const GamePart& part, std::span<const GamePart> parts);
  void read_phrase(const GamePart& part);
  // Living documents of a segment that hold a word.
  static std::uint64_t holders(const SegmentView& view, const TermInfo& info);
  double idf(std::uint64_t holders) const;

  const GameIndex& index_;
  Workspace workspace_;
  std::vector<std::string_view> words_;
  std::vector<std::optional<TermInfo>> infos_;  // by segment and part
  FlatQuery flat_;
  PhraseQuery phrase_;
};

}  // namespace coldopen
