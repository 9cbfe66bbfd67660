#include "index/segment/inverter.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

#include "corpus/error.hpp"
#include "corpus/passages.hpp"
#include "index/analysis/token.hpp"
#include "index/segment/builder.hpp"
#include "index/segment/names.hpp"
#include "index/segment/term_table.hpp"

namespace coldopen {
namespace {

struct Occurrence {  // in the order of documents and places
  std::uint32_t term = 0;
  std::uint32_t position = 0;  // as lists keep it
};

struct TermPosting {  // in the order of documents
  std::uint32_t term = 0;
  std::uint32_t count = 0;
  std::uint32_t positions = 0;
};

// One term in the document that is being added.
struct Tally {
  std::uint32_t term = 0;
  std::uint32_t positions = 0;
  std::uint64_t plain = 0;  // counts of all fields but the aliases, weighted
  std::uint32_t alias = 0;  // the alias of the last occurrence
  std::uint32_t in_alias = 0;
  std::uint32_t in_best_alias = 0;
  std::uint32_t folded(const FieldWeights& weights) const {
    const std::uint64_t count =
        plain + std::uint64_t{weights.aliases} * std::max(in_alias, in_best_alias);
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(count, 0x7FFF'FFFF));
  }
};

constexpr bool has_positions(Space space) {
  return space == Space::exact || space == Space::joined || space == Space::code;
}

std::uint32_t position_entry(const Token& token, std::uint32_t begin) {
  const std::uint32_t position = begin + token.position;
  if (token.lane == Space::exact) return position;
  return position * 16 + (std::clamp<std::uint32_t>(token.length, 1, 16) - 1);
}

bool is_column(std::string_view name) { return name != "links" && name != "image"; }

void check_weights(const FieldWeights& weights) {
  for (std::uint8_t field = 0; field < 5; ++field) {
    const std::uint32_t weight = weights.of(static_cast<Field>(field));
    if (weight == 0 || weight > std::numeric_limits<std::uint16_t>::max()) {
      throw Error(ErrorCode::invalid_argument, "the weight of a field is from 1 to 65535");
    }
  }
}

}  // namespace

struct Inverter::State {
  State(const Analyzer& chain, const FieldWeights& folding, const Scoring& constants,
        const AttributeTypes& known)
      : analyzer(chain), weights(folding), scoring(constants), types(known) {}

  const Analyzer& analyzer;
  const FieldWeights weights;
  const Scoring scoring;
  const AttributeTypes types;

  TermTable terms;
  std::vector<Occurrence> occurrences;
  std::vector<TermPosting> postings;
  std::vector<std::uint64_t> postings_end;     // by document
  std::vector<std::uint64_t> occurrences_end;  // by document
  std::vector<std::uint8_t> length_codes;
  DocumentsWriter documents;
  ColumnsWriter columns;

  // The document that is being added.
  std::vector<Tally> tallies;
  std::vector<std::uint32_t> tally_of;  // by term: its tally + 1, where that one names the term
  std::vector<FieldPlace> places;
  std::uint32_t next_position = 0;
  std::uint64_t length = 0;
  std::uint32_t longest_alias = 0;
  TokenBuffer tokens;
  std::string key;

  Tally& tally(std::uint32_t term);
  std::uint32_t number_of_written(std::string_view exact, std::string_view form);
  void add_place(Field field, std::uint32_t item, std::string_view text);
  void add_to_field(std::string_view field);
  void add_attribute(const Attribute& attribute, std::uint32_t item);
  void end_document();
  ListContent invert(const std::vector<std::uint32_t>& rank_of,
                     std::vector<std::uint64_t>& posting_begin,
                     std::vector<std::uint64_t>& position_begin);
};

Tally& Inverter::State::tally(std::uint32_t term) {
  if (term >= tally_of.size()) tally_of.resize(std::size_t{term} + term / 2 + 64, 0);
  std::uint32_t& at = tally_of[term];
  if (at == 0 || at > tallies.size() || tallies[at - 1].term != term) {
    tallies.push_back({term, 0, 0, 0, 0, 0});
    at = static_cast<std::uint32_t>(tallies.size());
  }
  return tallies[at - 1];
}

std::uint32_t Inverter::State::number_of_written(std::string_view exact, std::string_view form) {
  key.assign(exact);
  key += kFieldSeparator;
  key += form;
  return terms.number_of(Space::written, key);
}

void Inverter::State::add_place(Field field, std::uint32_t item, std::string_view text) {
  const bool is_text = field == Field::heading || field == Field::body;
  analyzer.analyze(text, is_text ? TextKind::text : TextKind::name, tokens);
  const std::uint32_t used = tokens.positions();
  if (used == 0) return;
  std::uint32_t words = 0;
  std::string_view exact;  // the last one: other lanes come behind the word they stand for
  for (const Token& token : tokens.tokens()) {
    if (token.lane == Space::exact) exact = token.term;
    const std::uint32_t term = token.lane == Space::written
                                   ? number_of_written(exact, token.term)
                                   : terms.number_of(token.lane, token.term);
    Tally& counted = tally(term);
    if (field != Field::alias) {
      counted.plain += weights.of(field);
    } else {
      if (counted.alias != item) {
        counted.in_best_alias = std::max(counted.in_best_alias, counted.in_alias);
        counted.in_alias = 0;
        counted.alias = item;
      }
      ++counted.in_alias;
    }
    if (token.lane == Space::exact) ++words;
    if (has_positions(token.lane)) {
      ++counted.positions;
      occurrences.push_back({term, position_entry(token, next_position)});
    }
  }
  if (field == Field::alias) {
    longest_alias = std::max(longest_alias, words);
  } else {
    length += std::uint64_t{weights.of(field)} * words;
  }
  places.push_back({field, item, next_position, next_position + used});
  next_position += used + kPositionGap;
}

// The words of the place just added, exact and joined, in the small list of their field.
void Inverter::State::add_to_field(std::string_view field) {
  for (const Token& token : tokens.tokens()) {
    if (token.lane != Space::exact && token.lane != Space::joined) continue;
    key.assign(field);
    key += kFieldSeparator;
    key += token.term;
    ++tally(terms.number_of(Space::field, key)).plain;
  }
}

void Inverter::State::add_attribute(const Attribute& attribute, std::uint32_t item) {
  const auto type = types.find(attribute.name);
  for (const Value& value : attribute.values) {
    const bool fits = type == types.end() || type->second == type_of(value);
    if (fits && is_column(attribute.name)) {
      columns.add(attribute.name, documents.size(), value);
    }
    const auto* text = std::get_if<std::string>(&value);
    if (text != nullptr && is_searchable_attribute(attribute.name)) {
      add_place(Field::attribute, item, *text);
      add_to_field(attribute.name);
    }
  }
}

void Inverter::State::end_document() {
  for (const Tally& counted : tallies) {
    postings.push_back({counted.term, counted.folded(weights), counted.positions});
  }
  postings_end.push_back(postings.size());
  occurrences_end.push_back(occurrences.size());
  length += std::uint64_t{weights.aliases} * longest_alias;
  const auto kept = std::min<std::uint64_t>(length, std::numeric_limits<std::uint32_t>::max());
  length_codes.push_back(encode_length(static_cast<std::uint32_t>(kept)));
  tallies.clear();
  places.clear();
  next_position = 0;
  length = 0;
  longest_alias = 0;
}

Inverter::Inverter(const Analyzer& analyzer, const FieldWeights& weights, const Scoring& scoring,
                   const AttributeTypes& types)
    : state_(std::make_unique<State>(analyzer, weights, scoring, types)) {
  check_weights(weights);
}

Inverter::~Inverter() = default;

void Inverter::add(const Article& article) {
  State& state = *state_;
  if (state.documents.size() == std::numeric_limits<std::uint32_t>::max()) {
    throw Error(ErrorCode::too_large, "a segment cannot hold so much: import in smaller parts");
  }
  state.add_place(Field::title, 0, article.title);
  state.add_to_field("title");
  for (std::uint32_t i = 0; i < article.aliases.size(); ++i) {
    state.add_place(Field::alias, i, article.aliases[i]);
    state.add_to_field("alias");
  }
  for (std::uint32_t i = 0; i < article.attributes.size(); ++i) {
    state.add_attribute(article.attributes[i], i);
  }
  const std::vector<Passage> passages = passages_of(article);
  for (std::uint32_t i = 0; i < passages.size(); ++i) {
    state.add_place(Field::heading, i, passages[i].heading);
    state.add_place(Field::body, i, passages[i].text);
  }
  for (const Term& name : names_of(article, state.analyzer)) {
    state.tally(state.terms.number_of(name.space, name.text)).plain = 1;
  }
  state.documents.add(article, passages, state.places);
  state.end_document();
}

std::uint32_t Inverter::size() const noexcept { return state_->documents.size(); }

std::size_t Inverter::memory_bytes() const noexcept {
  const State& state = *state_;
  // Postings and positions stand twice while finish() turns them around.
  return state.terms.memory_bytes() + state.tally_of.capacity() * 4 +
         state.postings.size() * (sizeof(TermPosting) + sizeof(Posting)) +
         state.occurrences.size() * (sizeof(Occurrence) + 4) + state.documents.memory_bytes() +
         state.columns.memory_bytes() + state.length_codes.size() * 17;
}

// Postings and positions of all terms, term after term: counted, then written to each term's
// cursor. Begins have one more entry at the end.
ListContent Inverter::State::invert(const std::vector<std::uint32_t>& rank_of,
                                    std::vector<std::uint64_t>& posting_begin,
                                    std::vector<std::uint64_t>& position_begin) {
  posting_begin.assign(rank_of.size() + 2, 0);
  position_begin.assign(rank_of.size() + 2, 0);
  for (const TermPosting& posting : postings) {
    ++posting_begin[rank_of[posting.term] + 2];
    position_begin[rank_of[posting.term] + 2] += posting.positions;
  }
  std::inclusive_scan(posting_begin.begin(), posting_begin.end(), posting_begin.begin());
  std::inclusive_scan(position_begin.begin(), position_begin.end(), position_begin.begin());
  ListContent content;
  content.postings.resize(postings.size());
  content.positions.resize(occurrences.size());
  // Entry rank + 1 is the cursor of a term now, and where the next term begins in the end.
  std::size_t at = 0;
  for (DocId doc = 0; doc < postings_end.size(); ++doc) {
    for (; at < postings_end[doc]; ++at) {
      const TermPosting& posting = postings[at];
      content.postings[posting_begin[rank_of[posting.term] + 1]++] = {doc, posting.count,
                                                                      posting.positions};
    }
  }
  for (const Occurrence& occurrence : occurrences) {
    content.positions[position_begin[rank_of[occurrence.term] + 1]++] = occurrence.position;
  }
  postings = {};
  occurrences = {};
  return content;
}

std::vector<std::byte> Inverter::finish(const SegmentIdentity& identity) {
  State& state = *state_;
  const TermTable& terms = state.terms;
  std::vector<std::uint32_t> order(terms.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::sort(order, {}, [&terms](std::uint32_t term) {
    return ListName{terms.space(term), terms.text(term)};
  });
  std::vector<std::uint32_t> rank_of(order.size());
  SegmentContent content;
  for (std::uint32_t rank = 0; rank < order.size(); ++rank) {
    rank_of[order[rank]] = rank;
    content.lists.push_back({terms.space(order[rank]), terms.text(order[rank])});
  }
  std::vector<std::uint64_t> posting_begin;
  std::vector<std::uint64_t> position_begin;
  const ListContent all = state.invert(rank_of, posting_begin, position_begin);
  content.load = [&](std::size_t i, bool with_positions, ListContent& list) {
    const auto copy = [i](const auto& from, const std::vector<std::uint64_t>& begin, auto& to) {
      to.assign(from.data() + begin[i], from.data() + begin[i + 1]);
    };
    copy(all.postings, posting_begin, list.postings);
    list.positions.clear();
    if (with_positions) copy(all.positions, position_begin, list.positions);
  };
  content.identity = identity;
  content.weights = state.weights;
  content.length_codes = std::move(state.length_codes);
  content.documents = std::move(state.documents);
  content.columns = std::move(state.columns);
  std::vector<std::byte> bytes = build_segment(std::move(content), &state.analyzer, state.scoring);
  state_ = std::make_unique<State>(state.analyzer, state.weights, state.scoring, state.types);
  return bytes;
}

}  // namespace coldopen
