#include "query/highlight.hpp"

#include <algorithm>

#include "corpus/text.hpp"
#include "query/speech.hpp"
#include "query/word_class.hpp"

namespace coldopen {

namespace {

constexpr std::size_t kWordsMax = 30;
constexpr std::size_t kCodePointsMax = 196;  // and two ellipses with their spaces make 200
constexpr std::size_t kWordsBeforeMatch = 5;
constexpr std::size_t kLinkWords = 8;
constexpr std::size_t kLabelWords = 6, kLabelPoints = 50;  // what a speaker takes of a cut
constexpr std::size_t kElementsMax = 64;                   // those that have bits
constexpr std::string_view kEllipsis = "\u2026";

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool starts_code_point(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

// Marks that touch or overlap become one.
std::vector<Mark> merged(std::vector<Mark> marks) {
  std::ranges::sort(marks, {}, &Mark::begin);
  std::vector<Mark> result;
  for (const Mark& mark : marks) {
    if (!result.empty() && mark.begin <= result.back().end) {
      result.back().end = std::max(result.back().end, mark.end);
    } else {
      result.push_back(mark);
    }
  }
  return result;
}

struct Cut {
  std::size_t begin = 0, end = 0;
};

Cut without_spaces(std::string_view text) {
  Cut bytes{0, text.size()};
  while (bytes.begin < bytes.end && is_space(text[bytes.begin])) ++bytes.begin;
  while (bytes.end > bytes.begin && is_space(text[bytes.end - 1])) --bytes.end;
  return bytes;
}

// The start of a text without a word, at a space if there is one.
Cut start_of(std::string_view text) {
  Cut bytes = without_spaces(text);
  std::size_t points = 0;
  std::size_t space = 0;
  for (std::size_t at = bytes.begin; at < bytes.end; ++at) {
    if (!starts_code_point(text[at])) continue;
    if (++points > kCodePointsMax) {
      bytes.end = space > 0 ? space : at;
      break;
    }
    if (is_space(text[at])) space = at;
  }
  return bytes;
}

MarkedText cut(std::string_view text, Cut bytes, const std::vector<Mark>& marks) {
  const Cut whole = without_spaces(text);
  MarkedText shown;
  if (bytes.begin > whole.begin) shown.text = std::string(kEllipsis) + ' ';
  const std::size_t shift = shown.text.size();
  shown.text += text.substr(bytes.begin, bytes.end - bytes.begin);
  for (const Mark& mark : marks)
    if (mark.begin >= bytes.begin && mark.end <= bytes.end)
      shown.marks.push_back({static_cast<std::uint32_t>(mark.begin - bytes.begin + shift),
                             static_cast<std::uint32_t>(mark.end - bytes.begin + shift)});
  if (bytes.end < whole.end) shown.text += ' ' + std::string(kEllipsis);
  return shown;
}

// Who speaks the words at a byte, where that stands before them: "Dwight: ".
std::string label_before(std::string_view passage, std::size_t at) {
  const auto speaker = speaker_at(passage, at);
  if (!speaker) return "";
  return std::string(passage.substr(speaker->begin, speaker->end - speaker->begin)) + ' ';
}

void put_before(const std::string& label, MarkedText& shown) {
  shown.text.insert(0, label);
  for (Mark& mark : shown.marks) {
    mark.begin += static_cast<std::uint32_t>(label.size());
    mark.end += static_cast<std::uint32_t>(label.size());
  }
}

}  // namespace

Highlighter::Highlighter(const Snapshot& snapshot, std::size_t segment, const ResolvedQuery& query)
    : analyzer_(*snapshot.analyzer) {
  const Segment& words = *snapshot.segments[segment].segment;
  for (const std::size_t index : query.scored) {
    if (elements_.size() == kElementsMax) break;
    const Element& element = query.elements[index];
    const Bits bit = Bits{1} << elements_.size();
    elements_.push_back(&element);
    const bool anywhere = element.field.empty();
    const Where where{anywhere || element.field == "title" ? bit : 0,
                      anywhere || element.field == "body" ? bit : 0};
    if (element.is_phrase()) {
      const bool joined = element.form == ElementForm::phrase && snapshot.scoring.parts.joins;
      add_phrase(element.words, joined, where);
    } else if (!element.informative) {
      continue;
    } else if (element.form == ElementForm::word) {
      add_word(snapshot, words, element, where);
      if (element.unit) add_term(Space::joined, query.units[*element.unit].is.joined, where);
    } else if (element.form == ElementForm::prefix) {
      for (const std::string& term : element.terms) add_term(Space::exact, term, where);
    } else {
      add_term(Space::exact, element.text, where);
    }
  }
}

void Highlighter::add_word(const Snapshot& snapshot, const Segment& segment, const Element& element,
                           Where where) {
  if (element.decorated.empty()) {
    add_class(snapshot, segment, element.text, where);
  } else {
    add_term(Space::joined, element.decorated, where);
  }
  for (const Writing* one : writings_in(snapshot, segment, element.text, element.writings)) {
    const Writing& writing = *one;
    if (writing.source == Writing::Source::term) {
      add_term(writing.space, writing.terms[0], where);
    } else if (writing.source == Writing::Source::names) {
      add_term(Space::exact, writing.terms[0], {where.in_title, 0});
    } else if (writing.is_phrase()) {
      add_phrase(phrase_of(writing), snapshot.scoring.parts.joins, where);
    } else {
      add_class(snapshot, segment, writing.terms[0], where);
    }
  }
}

// Every word of a segment is in one class: no text is stemmed here.
void Highlighter::add_class(const Snapshot& snapshot, const Segment& segment,
                            const std::string& word, Where where) {
  for (const std::string& member : class_words(snapshot, segment, word))
    add_term(Space::exact, member, where);
}

void Highlighter::add_term(Space space, const std::string& term, Where where) {
  auto& terms = space == Space::exact ? exact_ : space == Space::joined ? joined_ : codes_;
  Where& known = terms[term];
  known.in_title |= where.in_title;
  known.in_body |= where.in_body;
}

void Highlighter::add_phrase(const std::vector<PhraseWord>& words, bool joined, Where where) {
  phrases_.push_back({where, words.size(), steps_of(words, joined)});
}

void Highlighter::read(std::string_view text, TextKind kind) {
  analyzer_.analyze(text, kind, buffer_);
  tokens_.clear();
  spans_.clear();
  for (const Token& token : buffer_.tokens()) {
    if (token.lane == Space::exact) tokens_.push_back(token);
    if (token.lane == Space::joined || token.lane == Space::code) spans_.push_back(token);
  }
}

Highlighter::Found Highlighter::find(bool in_title) const {
  Found found;
  found.elements.resize(tokens_.size());
  const auto add = [&](const std::unordered_map<std::string, Where>& terms, const Token& token) {
    const auto at = terms.find(std::string(token.term));
    const Bits here = at == terms.end() ? 0 : at->second.in(in_title);
    if (here == 0) return;
    const std::size_t end = std::min<std::size_t>(tokens_.size(), token.position + token.length);
    for (std::size_t i = token.position; i < end; ++i) found.elements[i] |= here;
    found.marks.push_back({token.begin, token.end});
  };
  for (const Token& token : tokens_) add(exact_, token);
  for (const Token& token : spans_) add(token.lane == Space::joined ? joined_ : codes_, token);
  find_phrases(in_title, found);
  found.marks = merged(std::move(found.marks));
  return found;
}

void Highlighter::find_phrases(bool in_title, Found& found) const {
  for (const PhraseRule& rule : phrases_) {
    const Bits here = rule.where.in(in_title);
    if (here == 0) continue;
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      const std::optional<PhraseEnd> end = phrase_end(rule, 0, {i, tokens_[i].begin});
      if (!end) continue;
      const std::size_t behind = std::min(tokens_.size(), end->word);
      for (std::size_t j = i; j < behind; ++j) found.elements[j] |= here;
      found.marks.push_back({tokens_[i].begin, static_cast<std::uint32_t>(end->byte)});
    }
  }
}

// Where the phrase ends whose words from `word` on begin at `at`; none if they do not.
std::optional<Highlighter::PhraseEnd> Highlighter::phrase_end(const PhraseRule& rule,
                                                              std::size_t word,
                                                              PhraseEnd at) const {
  if (word == rule.words) return at;
  for (const PhraseStep& step : rule.steps) {
    if (step.from != word) continue;
    if (const auto next = after(step, at))
      if (const auto end = phrase_end(rule, step.to, *next)) return end;
  }
  return std::nullopt;
}

std::optional<Highlighter::PhraseEnd> Highlighter::after(const PhraseStep& step,
                                                         PhraseEnd at) const {
  if (at.word >= tokens_.size()) return std::nullopt;
  if (step.space == Space::exact) {
    const Token& token = tokens_[at.word];
    if (token.term != step.term) return std::nullopt;
    return PhraseEnd{at.word + step.distance, token.end};
  }
  const auto [begin, end] = std::ranges::equal_range(spans_, at.word, {}, &Token::position);
  for (auto token = begin; token != end; ++token)
    if (token->lane == step.space && token->term == step.term)
      return PhraseEnd{at.word + token->length, token->end};
  return std::nullopt;
}

// Whether a sentence (or a line) begins between a token and the one before it.
std::vector<bool> Highlighter::sentence_starts(std::string_view text) const {
  std::vector<bool> starts(tokens_.size());
  const std::vector<std::size_t> ends = sentence_ends(text);
  auto end = ends.begin();
  std::size_t before = 0;
  for (std::size_t i = 0; i < tokens_.size(); ++i) {
    const std::size_t begin = tokens_[i].begin;
    while (end != ends.end() && *end <= before) ++end;
    starts[i] = i == 0 || (end != ends.end() && *end <= begin) ||
                (before < begin &&
                 text.substr(before, begin - before).find('\n') != std::string_view::npos);
    before = tokens_[i].end;
  }
  return starts;
}

// As many words as fit.
Highlighter::Window Highlighter::window_from(std::string_view text, std::size_t begin,
                                             Room room) const {
  Window window{begin, begin + 1};
  std::size_t at = tokens_[begin].begin;
  std::size_t points = 0;
  for (std::size_t i = begin; i < tokens_.size() && i - begin < room.words; ++i) {
    const std::size_t end = tokens_[i].end;
    if (end > at) points += count_characters(text.substr(at, end - at));
    at = std::max(at, end);
    if (points > room.points) break;
    window.end = i + 1;
  }
  return window;
}

Highlighter::Window Highlighter::choose(std::string_view text, const std::vector<Bits>& elements,
                                        Room room) const {
  Window best;
  double best_mass = -1;
  std::size_t best_matches = 0;
  const std::vector<bool> starts = sentence_starts(text);
  for (std::size_t i = 0; i < tokens_.size(); ++i) {
    const std::size_t ahead = i + kWordsBeforeMatch;
    if (!starts[i] && !(ahead < tokens_.size() && elements[ahead] != 0)) continue;
    const Window window = window_from(text, i, room);
    Bits distinct = 0;
    std::size_t matches = 0;
    for (std::size_t j = window.begin; j < window.end; ++j) {
      distinct |= elements[j];
      matches += elements[j] != 0 ? 1 : 0;
    }
    double mass = 0;
    for (std::size_t element = 0; element < elements_.size(); ++element)
      if ((distinct >> element & 1) != 0) mass += elements_[element]->idf;
    if (mass > best_mass || (mass == best_mass && matches > best_matches)) {
      best = window;
      best_mass = mass;
      best_matches = matches;
    }
  }
  return best;
}

MarkedText Highlighter::title(std::string_view text) {
  read(text, TextKind::name);
  return {std::string(text), find(true).marks};
}

Snippet Highlighter::snippet(std::string_view passage) {
  read(passage, TextKind::text);
  if (tokens_.empty()) return {cut(passage, start_of(passage), {}), {}};
  const Found found = find(false);
  Room room{kWordsMax, kCodePointsMax};
  Window window = choose(passage, found.elements, room);
  std::string label = label_before(passage, tokens_[window.begin].begin);
  if (!label.empty()) {  // it needs its place
    room = {kWordsMax - kLabelWords, kCodePointsMax - kLabelPoints};
    window = choose(passage, found.elements, room);
    label = label_before(passage, tokens_[window.begin].begin);
  }
  // Marks of punctuation around the first and last word belong to them, where they fit.
  const Cut whole = without_spaces(passage);
  Cut bytes{tokens_[window.begin].begin, tokens_[window.end - 1].end};
  Cut wide = bytes;
  const std::size_t before = window.begin == 0 ? whole.begin : tokens_[window.begin - 1].end;
  const std::size_t after = window.end == tokens_.size() ? whole.end : tokens_[window.end].begin;
  while (wide.begin > before && !is_space(passage[wide.begin - 1])) --wide.begin;
  while (wide.end < after && !is_space(passage[wide.end])) ++wide.end;
  if (window.begin == 0) wide.begin = whole.begin;
  if (window.end == tokens_.size()) wide.end = whole.end;
  if (count_characters(passage.substr(wide.begin, wide.end - wide.begin)) <= room.points)
    bytes = wide;
  Snippet snippet{cut(passage, bytes, found.marks), {}};
  put_before(label, snippet.shown);
  std::size_t link_end = window.begin;
  while (link_end < window.end && link_end - window.begin < kLinkWords) ++link_end;
  const std::size_t link_begin = tokens_[window.begin].begin;
  const std::string_view words = passage.substr(link_begin, tokens_[link_end - 1].end - link_begin);
  snippet.link_text = words.substr(0, words.find('\n'));
  return snippet;
}

}  // namespace coldopen
