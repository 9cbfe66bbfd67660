// In three steps: the words that were typed as one token are found; spellings, codes and synonyms
// are looked up for all words; units take what covers all of theirs.
#include "query/writings.hpp"

#include <algorithm>
#include <utility>

#include "corpus/text.hpp"
#include "query/list_sums.hpp"
#include "query/owner_rules.hpp"
#include "query/units.hpp"
#include "query/word_class.hpp"

namespace coldopen {

namespace {

constexpr std::size_t kJoinedWordsMax = 4;
constexpr std::size_t kJoinedCodePointsMax = 40;

// A writing over words [first, last).
struct Span {
  std::size_t first = 0, last = 0;
  Writing writing;
};

class WritingFinder {
 public:
  WritingFinder(const Snapshot& snapshot, Run run, bool synonyms, Deadline& deadline)
      : snapshot_(snapshot), run_(std::move(run)), synonyms_(synonyms), deadline_(deadline) {}

  WrittenRun find() {
    take_words();
    if (parts().joins) {
      find_typed_units();
      add_joined_words();
      add_forms();
    }
    add_codes();
    if (parts().synonyms && synonyms_) add_synonyms();
    give_to_words();
    for (std::size_t i = 0; i < units_.size(); ++i) result_.units.push_back(unit(units_[i]));
    return std::move(result_);
  }

 private:
  struct TypedUnit {
    std::size_t first = 0, last = 0;  // words
    std::string joined;
  };

  const SearchParts& parts() const { return snapshot_.scoring.parts; }
  std::uint64_t holders(Space space, const std::string& term) const {
    return living_holders(snapshot_, space, term);
  }

  // c++, disney+: a word has its sign, if somebody has both.
  void take_words() {
    for (RunWord& word : run_.words) result_.words.push_back({std::move(word), {}, {}, {}});
    if (parts().codes) result_.codes = std::move(run_.codes);
    if (!parts().joins) return;
    for (const RunToken& token : run_.joined)
      if (token.rule == TokenRule::word_sign && holders(Space::joined, token.term) > 0)
        result_.words[token.first].decorated = token.term;
  }

  // spider-man, B.J.: the longest joined token from each word on, if somebody has it.
  void find_typed_units() {
    for (std::size_t at = 0; at < result_.words.size();) {
      const RunToken* longest = nullptr;
      for (const RunToken& token : run_.joined)
        if (token.first == at && token.last - at > 1 &&
            (longest == nullptr || token.last > longest->last))
          longest = &token;
      const bool known = longest != nullptr && (holders(Space::exact, longest->term) > 0 ||
                                                holders(Space::joined, longest->term) > 0);
      if (known) units_.push_back({longest->first, longest->last, longest->term});
      at = known ? longest->last : at + 1;
    }
  }

  bool in_joined_token(std::size_t word) const {
    return std::ranges::any_of(run_.joined, [&](const RunToken& token) {
      return token.last - token.first > 1 && token.first <= word && word < token.last;
    });
  }

  const std::string& term(std::size_t word) const { return result_.words[word].word.term; }

  void add(std::size_t first, std::size_t last, WritingKind kind, Space space, std::string term,
           double factor = 1) {
    spans_.push_back(
        {first, last, {kind, Writing::Source::term, space, {std::move(term)}, factor}});
  }

  void add_joined_words() {
    for (std::size_t first = 0; first < result_.words.size(); ++first) {
      std::string joined = term(first);
      for (std::size_t last = first + 1; last < result_.words.size(); ++last) {
        joined += term(last);
        if (last + 1 - first > kJoinedWordsMax || count_characters(joined) > kJoinedCodePointsMax)
          break;
        if (holders(Space::exact, joined) > 0)
          add(first, last + 1, WritingKind::joined_word, Space::exact, joined);
      }
    }
    // Those of units may be longer, or no mere concatenation (Ke$ha: kesha).
    for (const TypedUnit& unit : units_) {
      if (holders(Space::exact, unit.joined) == 0) continue;
      add(unit.first, unit.last, WritingKind::joined_word, Space::exact, unit.joined);
      const auto words = [](const Span& span) { return std::pair(span.first, span.last); };
      const auto place = std::ranges::upper_bound(spans_.begin(), spans_.end() - 1,
                                                  words(spans_.back()), {}, words);
      std::rotate(place, spans_.end() - 1, spans_.end());
    }
  }

  void add_forms() {
    for (std::size_t i = 0; i < result_.words.size(); ++i) {
      if (!result_.words[i].decorated.empty()) continue;
      const JoinedForm form = joined_form(snapshot_, term(i));
      if (!in_joined_token(i)) add_apart(i, form);
      if (!form.exists) continue;
      const bool also_word = form.of_initials && holders(Space::exact, term(i)) > 0;
      add(i, i + 1, WritingKind::joined_form, Space::joined, term(i),
          also_word ? snapshot_.scoring.joined : 1);
    }
    for (const RunToken& token : run_.joined) {
      if (token.rule == TokenRule::word_sign || token.last - token.first != 1) continue;
      if (holders(Space::exact, token.term) > 0)
        add(token.first, token.last, WritingKind::typed_form, Space::exact, token.term);
    }
  }

  void add_apart(std::size_t word, const JoinedForm& form) {
    if (std::optional<Strings> words = split(snapshot_, term(word), form, deadline_))
      spans_.push_back(
          {word,
           word + 1,
           {WritingKind::apart, Writing::Source::apart, Space::exact, std::move(*words), 1}});
  }

  void add_codes() {
    for (const RunToken& token : result_.codes)
      add(token.first, token.last, WritingKind::code, Space::code, token.term);
  }

  void add_synonyms() {
    Strings terms;
    for (const WrittenWord& word : result_.words) terms.push_back(word.word.term);
    for (SynonymUse& use : synonyms_of(snapshot_).find(terms)) {
      if (use.names_only && use.side.size() > 1) continue;
      const auto source = use.names_only ? Writing::Source::names : Writing::Source::words;
      spans_.push_back({use.first,
                        use.last,
                        {WritingKind::synonym, source, Space::exact, std::move(use.side),
                         snapshot_.scoring.synonym}});
    }
  }

  void give_to_words() {
    for (const Span& span : spans_) {
      for (std::size_t i = span.first; i < span.last; ++i) {
        WrittenWord& word = result_.words[i];
        const bool synonym = span.writing.kind == WritingKind::synonym;
        if (synonym && !word.decorated.empty()) continue;
        if (std::ranges::find(word.writings, span.writing) == word.writings.end())
          word.writings.push_back(span.writing);
      }
    }
  }

  Unit unit(const TypedUnit& typed) {
    Unit made;
    made.joined = typed.joined;
    const std::uint32_t start = result_.words[typed.first].word.position;
    for (std::size_t i = typed.first; i < typed.last; ++i) {
      made.words.push_back({term(i), result_.words[i].word.position - start});
      result_.words[i].unit = result_.units.size();
    }
    for (const Span& span : spans_)
      if (span.first <= typed.first && typed.last <= span.last &&
          std::ranges::find(made.others, span.writing) == made.others.end())
        made.others.push_back(span.writing);
    return made;
  }

  const Snapshot& snapshot_;
  Run run_;
  bool synonyms_;
  Deadline& deadline_;
  std::vector<TypedUnit> units_;
  std::vector<Span> spans_;
  WrittenRun result_;
};

}  // namespace

std::string text_of(const Writing& writing) {
  std::string text;
  for (const std::string& term : writing.terms) text += (text.empty() ? "" : " ") + term;
  return text;
}

WrittenRun find_writings(const Snapshot& snapshot, Run run, bool synonyms, Deadline& deadline) {
  return WritingFinder(snapshot, std::move(run), synonyms, deadline).find();
}

std::vector<const Writing*> writings_in(const Snapshot& snapshot, const Segment& segment,
                                        const std::string& word,
                                        const std::vector<Writing>& writings) {
  std::vector<const Writing*> found;
  Strings counted = {stem_in(snapshot, segment, word)};  // the classes that count already
  for (const Writing& writing : writings) {
    if (writing.is_class() || writing.kind == WritingKind::typed_form) {
      std::string stem = stem_in(snapshot, segment, writing.terms[0]);
      if (std::ranges::find(counted, stem) != counted.end()) continue;
      if (writing.is_class()) counted.push_back(std::move(stem));
    }
    found.push_back(&writing);
  }
  return found;
}

std::vector<PhraseWord> phrase_of(const Writing& writing) {
  std::vector<PhraseWord> words;
  for (const std::string& term : writing.terms)
    words.push_back({term, static_cast<std::uint32_t>(words.size())});
  return words;
}

ElementList list_of(const Snapshot& snapshot, const SegmentView& view, const Writing& writing,
                    Deadline& deadline) {
  const Segment& segment = *view.segment;
  if (writing.source == Writing::Source::term)
    return ElementList(find_list(segment, writing.space, writing.terms[0]));
  if (writing.source == Writing::Source::names) {
    const std::string name = kFieldSeparator + writing.terms[0];
    return ElementList(unite(view, {find_list(segment, Space::field, "title" + name),
                                    find_list(segment, Space::field, "alias" + name)}));
  }
  if (writing.is_phrase()) {
    const bool joined = snapshot.scoring.parts.joins && !writing.is_apart();
    return find_phrase(view, phrase_of(writing), joined, {"", snapshot.weights}, deadline);
  }
  return ElementList(class_list(snapshot, segment, writing.terms[0]));
}

}  // namespace coldopen
