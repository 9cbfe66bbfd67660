#include "index/segment/inverter.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "corpus/error.hpp"
#include "corpus/passages.hpp"
#include "index/analysis/languages.hpp"
#include "index/analysis/token.hpp"
#include "index/io/durable_file.hpp"
#include "index/segment/builder.hpp"
#include "index/segment/inverted_lists.hpp"
#include "index/segment/names.hpp"

namespace coldopen {
namespace {

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

std::uint32_t position_entry(const Token& token, std::uint32_t begin) {
  const std::uint32_t position = begin + token.position;
  if (token.lane == Space::exact) return position;
  return position * 16 + (std::clamp<std::uint32_t>(token.length, 1, 16) - 1);
}

bool is_column(std::string_view name) { return name != "links" && name != "image"; }

void check_weight(std::uint32_t weight) {
  if (weight == 0 || weight > std::numeric_limits<std::uint16_t>::max())
    throw Error(ErrorCode::invalid_argument, "the weight of a field is from 1 to 65535");
}

void check_weights(const FieldWeights& weights, const AttributeWeights& of_attributes) {
  for (std::uint8_t field = 0; field < 5; ++field)
    check_weight(weights.of(static_cast<Field>(field)));
  for (const auto& [name, weight] : of_attributes) check_weight(weight);
}

}  // namespace

struct Inverter::State {
  State(const Analyzer& chain, const FieldWeights& folding, const AttributeTypes& known,
        const SegmentMaking& rules)
      : analyzer(chain), weights(folding), types(known), making(rules) {}

  const Analyzer& analyzer;
  const FieldWeights weights;
  const AttributeTypes types;
  const SegmentMaking making;

  Inversion inversion;
  std::vector<std::uint8_t> length_codes;
  DocumentsWriter documents;
  ColumnsWriter columns;
  SketchesWriter sketches;

  // The document that is being added.
  std::vector<Tally> tallies;
  std::vector<std::uint32_t> tally_of;  // by term: its tally + 1, where that one names the term
  std::vector<FieldPlace> places;
  std::uint32_t next_position = 0;
  std::uint64_t length = 0;
  std::uint32_t longest_alias = 0;
  Shingles shingles;
  TokenBuffer tokens;
  std::string key;

  Tally& tally(std::uint32_t term);
  std::uint32_t number_of_written(std::string_view exact, std::string_view form);
  void add_place(Field field, std::uint32_t item, std::string_view text,
                 std::uint32_t own_weight = 0);
  void add_to_field(std::string_view field);
  void add_attribute(const Attribute& attribute, std::uint32_t item);
  void end_document();
  void build(const SegmentIdentity& identity, SpoolPlace& place, const ByteSink& sink);
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
  return inversion.terms().number_of(Space::written, key);
}

void Inverter::State::add_place(Field field, std::uint32_t item, std::string_view text,
                                std::uint32_t own_weight) {
  const bool is_text = field == Field::heading || field == Field::body;
  analyzer.analyze(text, is_text ? TextKind::text : TextKind::name, tokens);
  const std::uint32_t used = tokens.positions();
  if (used == 0) return;
  if (is_text) shingles.add(tokens);
  const FieldPlace place{field, item, next_position, next_position + used, own_weight};
  std::uint32_t words = 0;
  std::string_view exact;  // the last one: other lanes come behind the word they stand for
  for (const Token& token : tokens.tokens()) {
    if (token.lane == Space::exact) exact = token.term;
    const std::uint32_t term = token.lane == Space::written
                                   ? number_of_written(exact, token.term)
                                   : inversion.terms().number_of(token.lane, token.term);
    Tally& counted = tally(term);
    if (field != Field::alias) {
      counted.plain += place.weight(weights);
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
      inversion.add(term, position_entry(token, next_position));
    }
  }
  if (field == Field::alias) {
    longest_alias = std::max(longest_alias, words);
  } else {
    length += words;
  }
  places.push_back(place);
  next_position += used + kPositionGap;
}

// The words of the place just added, exact and joined, in the small list of their field.
void Inverter::State::add_to_field(std::string_view field) {
  for (const Token& token : tokens.tokens()) {
    if (token.lane != Space::exact && token.lane != Space::joined) continue;
    key.assign(field);
    key += kFieldSeparator;
    key += token.term;
    ++tally(inversion.terms().number_of(Space::field, key)).plain;
  }
}

void Inverter::State::add_attribute(const Attribute& attribute, std::uint32_t item) {
  const auto type = types.find(attribute.name);
  const auto weight = making.options.attribute_weights.find(attribute.name);
  const std::uint32_t own = weight == making.options.attribute_weights.end() ? 0 : weight->second;
  for (const Value& value : attribute.values) {
    const bool fits = type == types.end() || type->second == type_of(value);
    if (fits && is_column(attribute.name)) {
      columns.add(attribute.name, documents.size(), value);
    }
    const auto* text = std::get_if<std::string>(&value);
    if (text != nullptr && is_searchable_attribute(attribute.name)) {
      add_place(Field::attribute, item, *text, own);
      add_to_field(attribute.name);
    }
  }
}

void Inverter::State::end_document() {
  for (const Tally& counted : tallies) {
    const std::uint32_t count = counted.folded(weights);
    if (counted.positions == 0) {
      inversion.add_count(counted.term, count);
    } else if (count != counted.positions) {
      inversion.set_count(counted.term, count);
    }
  }
  inversion.end_document();
  length += longest_alias;
  const auto kept = std::min<std::uint64_t>(length, std::numeric_limits<std::uint32_t>::max());
  length_codes.push_back(encode_length(static_cast<std::uint32_t>(kept)));
  if (shingles.words() >= kSketchedWords)
    sketches.add(static_cast<DocId>(length_codes.size() - 1), sketch_of(shingles.hashes()));
  shingles.clear();
  tallies.clear();
  places.clear();
  next_position = 0;
  length = 0;
  longest_alias = 0;
}

Inverter::Inverter(const Analyzer& analyzer, const FieldWeights& weights, const Scoring& scoring,
                   const AttributeTypes& types, const SegmentOptions& options)
    : state_(std::make_unique<State>(analyzer, weights, types,
                                     SegmentMaking{&analyzer, scoring, options})) {
  check_weights(weights, options.attribute_weights);
}

Inverter::~Inverter() = default;

void Inverter::add(const Article& article) {
  State& state = *state_;
  if (state.documents.size() == std::numeric_limits<std::uint32_t>::max()) {
    throw Error(ErrorCode::too_large, "a segment cannot hold so much: import in smaller parts");
  }
  state.add_place(Field::title, 0, article.title);
  state.add_to_field("title");
  const Strings aliases = every_alias(article);
  for (std::uint32_t i = 0; i < aliases.size(); ++i) {
    state.add_place(Field::alias, i, aliases[i]);
    state.add_to_field("alias");
  }
  for (std::uint32_t i = 0; i < article.attributes.size(); ++i) {
    state.add_attribute(article.attributes[i], i);
  }
  if (const std::string language = language_code(article.lang); !language.empty())
    state.columns.add_text(kLanguageColumn, state.documents.size(), language);
  const std::vector<Passage> passages = passages_of(article);
  for (std::uint32_t i = 0; i < passages.size(); ++i) {
    state.add_place(Field::heading, i, passages[i].heading);
    state.add_place(Field::body, i, passages[i].text);
  }
  for (const Term& name : names_of(article, state.analyzer)) {
    state.tally(state.inversion.terms().number_of(name.space, name.text)).plain = 1;
  }
  state.documents.add(article, passages, state.places);
  state.end_document();
}

std::uint32_t Inverter::size() const noexcept { return state_->documents.size(); }

std::size_t Inverter::memory_bytes() const noexcept {
  const State& state = *state_;
  return state.inversion.memory_bytes() + state.tally_of.capacity() * 4 +
         state.documents.memory_bytes() + state.columns.memory_bytes() +
         state.sketches.memory_bytes() + state.length_codes.size();
}

void Inverter::State::build(const SegmentIdentity& identity, SpoolPlace& place,
                            const ByteSink& sink) {
  InvertedLists lists(inversion, documents);
  SegmentContent content;
  content.identity = identity;
  content.weights = weights;
  content.length_codes = std::move(length_codes);
  content.lists = &lists;
  content.documents = &documents;
  content.columns = &columns;
  content.sketches = &sketches;
  build_segment(std::move(content), making, place, sink);
}

std::vector<std::byte> Inverter::finish(const SegmentIdentity& identity) {
  std::vector<std::byte> bytes;
  SpoolPlace memory;
  state_->build(identity, memory, [&bytes](Bytes part) { append_bytes(bytes, part); });
  start_anew();
  return bytes;
}

void Inverter::finish(const SegmentIdentity& identity, Disk& disk, const Disk::Path& path) {
  DurableFile file(disk, path);
  SpoolPlace place(disk, path);
  state_->build(identity, place, [&file](Bytes part) { file.append(part); });
  start_anew();
  file.commit();
}

void Inverter::start_anew() {
  const State& old = *state_;
  state_ = std::make_unique<State>(old.analyzer, old.weights, old.types, old.making);
}

}  // namespace coldopen
