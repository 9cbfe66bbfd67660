// Candidates are gathered from two sides, names near the whole and words near each word; then the
// likeliest are tried until one finds more.
#include "query/corrections.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

#include "corpus/text.hpp"
#include "index/segment/near_terms.hpp"
#include "query/name_pairs.hpp"
#include "query/near_words.hpp"
#include "query/phrases.hpp"
#include "query/typed_words.hpp"
#include "query/typing_costs.hpp"

namespace coldopen {

namespace {

constexpr std::size_t kWordsKept = 5;     // near words of a mistyped one
constexpr std::size_t kQueriesKept = 5;   // the likeliest ways to say all of it
constexpr std::size_t kQueriesTried = 3;  // of these
constexpr std::size_t kNameWordsMax = 9;  // of queries that may be a name as a whole
constexpr std::size_t kRealWordsMax = 4;  // of queries whose known words are doubted
constexpr double kPair = .5;              // two words side by side in a name
constexpr double kSpace = .5;             // one more or less

struct OtherQuery {
  std::string q;
  double cost = 0;
  double score = 0;  // the lower the better
  std::string name;  // the key, if all of it is a name
  bool replaces_known = false;
};

// One way to read a typed word.
struct Reading {
  std::string term;
  double cost = 0;
  double score = 0;
  bool doubtful = false;  // for a word that somebody has: holds only beside a neighbour in a name
};

// Readings of the first words of a query.
struct Path {
  Strings terms;
  double cost = 0, score = 0;
  bool replaces_known = false;
  bool owes_pair = false;  // the last word is doubtful, and stands beside nothing yet
};

Strings split_words(std::string_view text) {
  Strings words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    words.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

bool is_digit(char32_t letter) { return letter >= U'0' && letter <= U'9'; }

// Whether they have the same digits, and letters of alphabets for the rest: what is mistyped as a
// whole may be so in short words and beside numbers, never in a number.
bool differ_in_letters(std::u32string typed, std::u32string meant) {
  const auto take_digits = [](std::u32string& word) {
    std::u32string digits;
    std::ranges::copy_if(word, std::back_inserter(digits), is_digit);
    std::erase_if(word, is_digit);
    return digits;
  };
  return take_digits(typed) == take_digits(meant) && is_of_letters(typed) && is_of_letters(meant);
}

std::string joined(const Strings& words) {
  std::string text;
  for (const std::string& word : words) text += word;
  return text;
}

class CorrectionFinder {
 public:
  CorrectionFinder(const Snapshot& snapshot, const Query& tree, const Matches& found,
                   Deadline& deadline)
      : snapshot_(snapshot),
        found_(found),
        deadline_(deadline),
        typed_(tree, *snapshot.analyzer),
        pairs_(snapshot, deadline) {
    for (const SegmentView& view : snapshot.segments)
      dictionaries_.push_back(&view.segment->dictionary());
    for (const TypedWord& word : typed_.words()) known_.push_back(is_known(word.term));
  }

  void find() {
    if (typed_.words().empty() || typed_.words().size() > SearchLimits::terms_max) return;
    add_names();
    add_readings();
    std::ranges::sort(candidates_, [](const OtherQuery& a, const OtherQuery& b) {
      return std::tuple(a.score, a.name.empty(), std::string_view(a.q)) <
             std::tuple(b.score, b.name.empty(), std::string_view(b.q));
    });
  }

  // The likeliest first.
  std::vector<OtherQuery> best() const {
    std::vector<OtherQuery> kept;
    for (const OtherQuery& candidate : candidates_)
      if (kept.size() < kQueriesKept &&
          std::ranges::find(kept, candidate.q, &OtherQuery::q) == kept.end())
        kept.push_back(candidate);
    return kept;
  }

  // Keys of the names that may be meant, the likeliest first.
  Strings names_meant() {
    const bool all_known = std::ranges::find(known_, false) == known_.end();
    if (all_known && (known_.size() < 2 || stand_as_typed())) return {};
    const std::u32string typed = letters_of(typed_.joined(" "));
    Strings names;
    double first = 0;
    for (const OtherQuery& candidate : candidates_) {
      const bool near = !candidate.name.empty() && candidate.cost <= kSureCost &&
                        (!all_known || edits_between(typed, letters_of(candidate.name)) == 1);
      if (!near || std::ranges::find(names, candidate.name) != names.end()) continue;
      if (names.empty()) first = candidate.score;
      if (candidate.score > first + kNameMargin || names.size() == kNamesMeant) break;
      names.push_back(candidate.name);
    }
    return names;
  }

 private:
  bool is_known(const std::string& term) const {
    for (const Element& element : found_.query.elements)
      if (element.form == ElementForm::word && element.text == term) return element.holders > 0;
    return living_holders(snapshot_, Space::exact, term) > 0;
  }

  bool may_change(const std::string& term) const {
    return may_be_mistyped(letters_of(term)) && !snapshot_.analyzer->is_stop_word(term);
  }

  double points(const std::string& term) const {
    return frequency_points(occurrences(dictionaries_, term));
  }

  // Whether the words stand side by side somewhere, in their order.
  bool stand_as_typed() {
    if (found_.covered_total == 0) return false;
    std::vector<PhraseWord> words;
    for (const TypedWord& word : typed_.words())
      words.push_back({word.term, static_cast<std::uint32_t>(words.size())});
    return count_phrase(snapshot_, words, deadline_) > 0;
  }

  // --- names near all that was typed

  void add_names() {
    if (!typed_.alone() || typed_.words().size() > kNameWordsMax) return;
    const std::string typed = typed_.joined(" ");
    const std::size_t edits = edits_allowed(letters_of(typed).size());
    if (edits == 0) return;
    std::map<std::pair<std::string, Space>, std::size_t> names;  // and their distances
    for (const Dictionary* dictionary : dictionaries_) {
      for (const Space space : {Space::title_key, Space::bare_key, Space::alias_key}) {
        NearTerms near(*dictionary, space, {}, typed, edits, Nearness::whole);
        while (!deadline_.over() && near.next())
          if (near.distance() > 0)
            names.emplace(std::pair(std::string(near.text()), space), near.distance());
      }
    }
    for (const auto& [name, distance] : names) add_name(name.first, name.second, distance);
  }

  void add_name(const std::string& name, Space space, std::size_t distance) {
    const Strings words = split_words(name);
    OtherQuery candidate;
    candidate.name = name;
    const bool fits = words.size() == typed_.words().size()
                          ? read_as(words, distance, candidate)
                          : read_with_other_spaces(words, candidate);
    if (!fits || living_holders(snapshot_, space, name) == 0) return;
    candidate.score = candidate.cost - kPair * static_cast<double>(words.size() - 1);
    for (const std::string& word : words) candidate.score -= points(word);
    candidate.q = typed_.with_name(name);
    candidates_.push_back(std::move(candidate));
  }

  // Word by word; false: one of them is no way to type the other.
  bool read_as(const Strings& words, std::size_t distance, OtherQuery& candidate) const {
    // One error in several words, though one of them be short, or have a number.
    const bool whole_decides = distance == 1 && words.size() > 1 && found_.query.codes.empty();
    for (std::size_t i = 0; i < words.size(); ++i) {
      const std::string& term = typed_.words()[i].term;
      if (term == words[i]) continue;
      const std::u32string typed = letters_of(term), meant = letters_of(words[i]);
      const bool fits = may_change(term) && may_be_mistyped(meant) &&
                        edits_between(typed, meant) <= edits_allowed(typed.size());
      if (!fits && !(whole_decides && differ_in_letters(typed, meant))) return false;
      candidate.cost += typing_cost(typed, meant);
      candidate.replaces_known = candidate.replaces_known || known_[i];
    }
    return true;
  }

  bool read_with_other_spaces(const Strings& words, OtherQuery& candidate) const {
    const std::u32string typed = letters_of(typed_.joined("")), meant = letters_of(joined(words));
    const bool fits = edits_allowed(typed.size()) > 0 && differ_in_letters(typed, meant) &&
                      edits_between(typed, meant) <= 1;
    if (!fits) return false;
    const auto spaces =
        static_cast<double>(words.size()) - static_cast<double>(typed_.words().size());
    candidate.cost = typing_cost(typed, meant) + kSpace * std::abs(spaces);
    candidate.replaces_known = std::ranges::find(known_, true) != known_.end();
    return true;
  }

  // --- words near each word

  void add_readings() {
    const bool some_unknown = std::ranges::find(known_, false) != known_.end();
    const bool doubts = found_.total < kFewArticles && typed_.words().size() <= kRealWordsMax;
    if (!some_unknown && !doubts) return;
    std::vector<std::vector<Reading>> readings;
    for (std::size_t i = 0; i < known_.size(); ++i) readings.push_back(readings_of(i));
    if (doubts)
      for (std::size_t i = 0; i < known_.size(); ++i)
        if (known_[i]) add_doubts(i, readings);
    std::vector<Path> paths(1);
    for (std::size_t i = 0; i < readings.size(); ++i) paths = longer(paths, i, readings[i]);
    for (const Path& path : paths) {
      if (path.owes_pair || path.cost == 0) continue;
      candidates_.push_back({typed_.with(path.terms), path.cost, path.score, name_of(path.terms),
                             path.replaces_known});
    }
  }

  // A word as typed where somebody has it or nothing is near; else what is near.
  std::vector<Reading> readings_of(std::size_t i) {
    const std::string& term = typed_.words()[i].term;
    std::vector<Reading> readings;
    if (!known_[i] && may_change(term)) {
      for (NearWord& word : near_words(dictionaries_, term)) {
        if (readings.size() == kWordsKept || deadline_.over()) break;
        if (living_holders(snapshot_, Space::exact, word.term) > 0)
          readings.push_back({std::move(word.term), word.cost, word.score, false});
      }
    }
    if (readings.empty()) readings.push_back({term, 0, -points(term), false});
    return readings;
  }

  // Other words for one that somebody has: beside a neighbour in a name or, of a single word, much
  // more frequent ones of names.
  void add_doubts(std::size_t i, std::vector<std::vector<Reading>>& readings) {
    const std::string& term = typed_.words()[i].term;
    if (!may_change(term) || deadline_.over()) return;
    const bool single = known_.size() == 1;
    const std::uint64_t much = occurrences(dictionaries_, term) * kMuchMore;
    for (const NearWord& word : near_words(dictionaries_, term, WordsOf::names)) {
      const bool fits = single
                            ? in_names(word.term) && occurrences(dictionaries_, word.term) >= much
                            : beside_neighbour(i, word.term, readings);
      if (fits) readings[i].push_back({word.term, word.cost, word.score, !single});
    }
  }

  bool in_names(const std::string& term) const {
    const std::string name = kFieldSeparator + term;
    return living_holders(snapshot_, Space::field, "title" + name) > 0 ||
           living_holders(snapshot_, Space::field, "alias" + name) > 0;
  }

  bool beside_neighbour(std::size_t i, const std::string& term,
                        const std::vector<std::vector<Reading>>& readings) {
    const auto stands_beside = [&](std::size_t other, bool before) {
      return std::ranges::any_of(readings[other], [&](const Reading& reading) {
        return before ? pairs_.hold(reading.term, term) : pairs_.hold(term, reading.term);
      });
    };
    const std::vector<TypedWord>& words = typed_.words();
    return (words[i].beside_last && stands_beside(i - 1, true)) ||
           (i + 1 < words.size() && words[i + 1].beside_last && stands_beside(i + 1, false));
  }

  // The best paths one word on.
  std::vector<Path> longer(const std::vector<Path>& paths, std::size_t i,
                           const std::vector<Reading>& readings) {
    std::vector<Path> all;
    for (const Path& path : paths) {
      for (const Reading& reading : readings) {
        const bool pair =
            typed_.words()[i].beside_last && pairs_.hold(path.terms.back(), reading.term);
        if (path.owes_pair && !pair) continue;
        Path next = path;
        next.terms.push_back(reading.term);
        next.cost += reading.cost;
        next.score += reading.score - (pair ? kPair : 0);
        next.replaces_known = path.replaces_known || (known_[i] && reading.cost > 0);
        next.owes_pair = reading.doubtful && !pair;
        all.push_back(std::move(next));
      }
    }
    std::ranges::sort(all, [](const Path& a, const Path& b) {
      return std::tie(a.score, a.terms) < std::tie(b.score, b.terms);
    });
    if (all.size() > 2 * kQueriesKept) all.resize(2 * kQueriesKept);
    return all;
  }

  // The key that the words are; empty: no name.
  std::string name_of(const Strings& terms) const {
    if (!typed_.alone()) return {};
    std::string name;
    for (const std::string& term : terms) name += (name.empty() ? "" : " ") + term;
    const bool known = std::ranges::any_of(
        std::array{Space::title_key, Space::bare_key, Space::alias_key},
        [&](Space space) { return living_holders(snapshot_, space, name) > 0; });
    return known ? name : std::string();
  }

  const Snapshot& snapshot_;
  const Matches& found_;
  Deadline& deadline_;
  TypedWords typed_;
  NamePairs pairs_;
  std::vector<const Dictionary*> dictionaries_;
  std::vector<bool> known_;  // by word: somebody has it, in some spelling
  std::vector<OtherQuery> candidates_;
};

// Whether an article with all of the words is called so.
bool finds_by_name(const Matches& found) {
  for (std::size_t i = 0; i < found.segments.size(); ++i) {
    const SegmentMatches& segment = found.segments[i];
    const std::vector<ChunkBits>& covered =
        segment.covered.empty() ? segment.words : segment.covered;
    for (std::uint32_t chunk = 0; chunk < covered.size(); ++chunk) {
      bool named = false;
      for_each_bit(covered[chunk], [&](std::uint32_t bit) {
        named = named || found.class_of(i, chunk * kChunkDocs + bit) >= DocClass::named;
      });
      if (named) return true;
    }
  }
  return false;
}

bool may_be_corrected(const SearchRequest& request, const ParsedQuery& parsed,
                      const Matches& found) {
  return request.typo == Typo::automatic && !parsed.blank && !found.query.elements.empty() &&
         found.covered_total < kFewArticles && !finds_by_name(found);
}

bool leads(const std::vector<OtherQuery>& candidates) {
  return candidates.size() < 2 || candidates[1].score - candidates[0].score >= kSureLead;
}

// The first of `candidates` that finds more than was found.
std::optional<Correction> first_that_finds_more(const Snapshot& snapshot,
                                                const SearchRequest& request, const Matches& found,
                                                const std::vector<OtherQuery>& candidates,
                                                Deadline& deadline) {
  for (std::size_t i = 0; i < std::min(candidates.size(), kQueriesTried); ++i) {
    if (deadline.over()) break;
    const OtherQuery& candidate = candidates[i];
    if (count_characters(candidate.q) > SearchLimits::query_code_points_max) continue;
    SearchRequest other = request;
    other.q = candidate.q;
    other.clock = nullptr;
    const ParsedQuery read = parse(other.q, snapshot.types);
    const Matches matches = find_matches(snapshot, read.tree, read.blank, other, deadline);
    const bool more =
        matches.covered_total > found.covered_total || (found.total == 0 && matches.total > 0);
    if (!more) continue;
    const bool likely =
        !candidate.name.empty() || (i == 0 && !candidate.replaces_known && leads(candidates));
    return Correction{candidate.q, matches.total, likely && candidate.cost <= kSureCost};
  }
  return std::nullopt;
}

}  // namespace

Corrections find_corrections(const Snapshot& snapshot, const SearchRequest& request,
                             const ParsedQuery& parsed, const Matches& found, Deadline& deadline) {
  if (!may_be_corrected(request, parsed, found)) return {};
  const StageTime timed(request.clock, Stage::corrections);
  CorrectionFinder finder(snapshot, parsed.tree, found, deadline);
  finder.find();
  return {first_that_finds_more(snapshot, request, found, finder.best(), deadline),
          finder.names_meant()};
}

}  // namespace coldopen
