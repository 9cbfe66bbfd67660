#include "tests/support/naive/runs.hpp"

#include <algorithm>
#include <utility>

#include "corpus/text.hpp"

namespace coldopen::naive {

namespace {

constexpr std::size_t kWordsInOneMax = 4;
constexpr std::size_t kJoinedMax = 40;  // code points
constexpr std::size_t kSplitsTried = 8;
constexpr std::size_t kPlainSplitsTried = 3;
constexpr std::size_t kPlainSplitHolders = 3;  // of parts below four letters

bool is_digits(std::string_view term) {
  return std::ranges::all_of(term, [](char c) { return c >= '0' && c <= '9'; });
}

// --- What the articles say about a joined form ---------------------------------------------------

template <class Holds>  // bool(const Joined&)
bool some_joined(const Corpus& corpus, const std::string& term, Holds&& holds) {
  if (corpus.df(Space::joined, term) == 0) return false;
  return std::ranges::any_of(corpus.documents, [&](const Document& document) {
    return std::ranges::any_of(document.places, [&](const Place& place) {
      return std::ranges::any_of(
          place.joined, [&](const Joined& joined) { return joined.term == term && holds(joined); });
    });
  });
}

// B.J.: one word of the article for each letter.
bool is_of_initials(const Corpus& corpus, const std::string& term) {
  const std::size_t letters = count_characters(term);
  return letters >= 2 &&
         some_joined(corpus, term, [&](const Joined& joined) { return joined.length == letters; });
}

bool is_of_several_words(const Corpus& corpus, const std::string& term) {
  return some_joined(corpus, term, [](const Joined& joined) { return joined.length >= 2; });
}

// --- One word that the articles part -------------------------------------------------------------

struct Split {
  Strings parts;
  std::size_t smallest_df = 0;
  std::string text;  // the parts with a space between
};

class Splitter {
 public:
  Splitter(const Corpus& corpus, const std::string& word) : corpus_(corpus), word_(word) {}

  // The parts; none: it stays one word.
  Strings best() const {
    if (count_characters(word_) > kJoinedMax || is_digits(word_)) return {};
    const bool is_word = corpus_.df(Space::exact, word_) > 0;
    if (is_word && is_of_initials(corpus_, word_)) return {};
    if (is_of_several_words(corpus_, word_)) {
      return best_of(candidates(kWordsInOneMax, 1), kSplitsTried);
    }
    const bool is_known =
        is_word || corpus_.df(Space::joined, word_) > 0 || holders(corpus_.class_of(word_)) > 0;
    return is_known ? Strings{} : best_of(candidates(2, kPlainSplitHolders), kPlainSplitsTried);
  }

 private:
  std::vector<Split> candidates(std::size_t parts_max, std::size_t df_min) const {
    std::vector<Split> found;
    Strings parts;
    cut(0, parts_max, df_min, parts, found);
    std::ranges::sort(found, [](const Split& a, const Split& b) {
      if (a.smallest_df != b.smallest_df) return a.smallest_df > b.smallest_df;
      if (a.parts.size() != b.parts.size()) return a.parts.size() < b.parts.size();
      return a.text < b.text;
    });
    return found;
  }

  // All ways to cut word_[from, end) into words of the articles.
  void cut(std::size_t from, std::size_t parts_max, std::size_t df_min, Strings& parts,
           std::vector<Split>& found) const {
    for (std::size_t to = from + 1; to <= word_.size(); ++to) {
      const bool inside = to < word_.size() && (word_[to] & 0xC0) == 0x80;
      const std::string part = word_.substr(from, to - from);
      const std::size_t needed = count_characters(part) < 4 ? df_min : 1;
      if (inside || corpus_.df(Space::exact, part) < needed) continue;
      parts.push_back(part);
      if (to < word_.size()) {
        if (parts.size() < parts_max) cut(to, parts_max, df_min, parts, found);
      } else if (parts.size() > 1) {
        found.push_back(split_of(parts));
      }
      parts.pop_back();
    }
  }

  Split split_of(const Strings& parts) const {
    Split split{parts, corpus_.documents.size(), ""};
    for (const std::string& part : parts) {
      split.smallest_df = std::min(split.smallest_df, corpus_.df(Space::exact, part));
      split.text += (split.text.empty() ? "" : " ") + part;
    }
    return split;
  }

  Strings best_of(const std::vector<Split>& splits, std::size_t tried) const {
    const Split* best = nullptr;
    std::size_t best_holders = 0;
    for (std::size_t i = 0; i < std::min(tried, splits.size()); ++i) {
      const Split& split = splits[i];
      const std::size_t held =
          holders(phrase_list(corpus_, side_by_side(split.parts), Spelling::as_typed));
      if (held == 0) continue;
      const bool better = best == nullptr || held > best_holders ||
                          (held == best_holders &&
                           (split.parts.size() < best->parts.size() ||
                            (split.parts.size() == best->parts.size() && split.text < best->text)));
      if (better) {
        best = &split;
        best_holders = held;
      }
    }
    return best == nullptr ? Strings{} : best->parts;
  }

  const Corpus& corpus_;
  const std::string& word_;
};

// --- A run ---------------------------------------------------------------------------------------

class RunReader {
 public:
  RunReader(const Corpus& corpus, RunReading reading, bool negated)
      : corpus_(corpus), reading_(reading), negated_(negated) {}

  Run read(std::string_view text) {
    TokenBuffer tokens;
    if (reading_ == RunReading::text || reading_ == RunReading::whole) {
      corpus_.analyzer.analyze_query(text, tokens);
    } else {
      corpus_.analyzer.analyze(text, reading_ == RunReading::name ? TextKind::name : TextKind::text,
                               tokens);
    }
    for (const Token& token : tokens.tokens()) {
      if (token.lane == Space::exact) add_word(token);
    }
    for (const Token& token : tokens.tokens()) add_to_word(token);
    if (reading_ == RunReading::plain) return std::move(run_);
    if (corpus_.scoring.parts.joins) {
      add_typed_units(tokens);
      decorate(tokens);
    }
    add_codes(tokens);
    add_writings(tokens);
    return std::move(run_);
  }

 private:
  void add_word(const Token& token) {
    const bool held_by_pair =
        !run_.words.empty() && last_begin_ < token.begin && token.end <= last_end_;
    if (held_by_pair) return;
    last_begin_ = token.begin;
    last_end_ = token.end;
    RunWord word;
    word.term = token.term;
    word.position = token.position;
    run_.words.push_back(std::move(word));
  }

  RunWord* word_at(std::uint32_t position) {
    const auto at = std::ranges::find(run_.words, position, &RunWord::position);
    return at == run_.words.end() ? nullptr : &*at;
  }
  // The first word at or behind a position.
  std::size_t index_of(std::uint32_t position) const {
    return static_cast<std::size_t>(
        std::ranges::lower_bound(run_.words, position, {}, &RunWord::position) -
        run_.words.begin());
  }

  void add_to_word(const Token& token) {
    RunWord* word = word_at(token.position);
    if (word == nullptr) return;
    if (token.lane == Space::written && word->written.empty()) word->written = token.term;
    const bool is_form = token.rule != TokenRule::word_sign;
    if (token.lane == Space::joined && token.length == 1 && is_form) {
      word->other_forms.emplace_back(token.term);
    }
  }

  static bool is_several(const Token& token) {
    return token.lane == Space::joined && token.length > 1;
  }

  // Spider-Man, B.J., AC/DC: from the left, the longest that some article has in one.
  void add_typed_units(const TokenBuffer& tokens) {
    for (std::size_t i = 0; i < run_.words.size(); ++i) {
      const Token* longest = nullptr;
      for (const Token& token : tokens.tokens()) {
        if (!is_several(token) || token.position != run_.words[i].position) continue;
        if (longest == nullptr || token.length > longest->length) longest = &token;
      }
      if (longest == nullptr) continue;
      const std::string in_one(longest->term);
      if (corpus_.df(Space::exact, in_one) + corpus_.df(Space::joined, in_one) == 0) continue;
      const std::size_t end = index_of(longest->position + longest->length);
      add_unit(i, end, in_one);
      i = end - 1;
    }
  }

  void add_unit(std::size_t begin, std::size_t end, const std::string& in_one) {
    for (std::size_t i = begin; i < end; ++i) run_.words[i].unit = run_.units.size();
    run_.units.push_back({begin, end, in_one});
  }

  void decorate(const TokenBuffer& tokens) {
    for (const Token& token : tokens.tokens()) {
      if (token.lane != Space::joined || token.rule != TokenRule::word_sign) continue;
      const std::string term(token.term);
      RunWord* word = word_at(token.position);
      if (word != nullptr && corpus_.df(Space::joined, term) > 0) word->decorated = term;
    }
  }

  static bool is_in_several(const TokenBuffer& tokens, std::uint32_t position) {
    return std::ranges::any_of(tokens.tokens(), [&](const Token& token) {
      return is_several(token) && token.position <= position &&
             position < token.position + token.length;
    });
  }

  void add_codes(const TokenBuffer& tokens) {
    if (!corpus_.scoring.parts.codes) return;
    for (const Token& token : tokens.tokens()) {
      const bool only_as_whole = token.rule == TokenRule::whole_code;
      if (token.lane != Space::code || (only_as_whole && reading_ != RunReading::whole)) continue;
      run_.codes.push_back({std::string(token.term), index_of(token.position),
                            index_of(token.position + token.length), only_as_whole});
    }
  }

  void add_writings(const TokenBuffer& tokens) {
    if (corpus_.scoring.parts.joins) {
      add_words_in_one();
      add_parts(tokens);
      add_joined_forms();
      add_typed_forms();
    }
    for (const QueryCode& code : run_.codes) {
      add(WritingKind::code, code.begin, code.end, 1, "code " + code.code, {code.code},
          corpus_.list(Space::code, code.code));
    }
    if (corpus_.scoring.parts.synonyms && !negated_) add_synonyms();
  }

  void add(WritingKind kind, std::size_t begin, std::size_t end, double factor, std::string name,
           Strings terms, List list) {
    run_.writings.push_back(
        {kind, begin, end, factor, std::move(name), std::move(terms), std::move(list)});
  }

  void add_in_one(std::size_t begin, std::size_t end, const std::string& term) {
    if (corpus_.df(Space::exact, term) == 0) return;
    add(WritingKind::words_in_one, begin, end, 1, "word " + term, {term},
        corpus_.list(Space::exact, term));
  }

  void add_words_in_one() {
    for (std::size_t begin = 0; begin < run_.words.size(); ++begin) {
      std::string term = run_.words[begin].term;
      const std::size_t end_max = std::min(begin + kWordsInOneMax, run_.words.size());
      for (std::size_t end = begin + 2; end <= end_max; ++end) {
        term += run_.words[end - 1].term;
        if (count_characters(term) <= kJoinedMax) add_in_one(begin, end, term);
      }
      for (const Unit& unit : run_.units) {
        if (unit.begin == begin) add_in_one(begin, unit.end, unit.in_one);
      }
    }
  }

  // spiderman: spider man.
  void add_parts(const TokenBuffer& tokens) {
    for (std::size_t i = 0; i < run_.words.size(); ++i) {
      const RunWord& word = run_.words[i];
      if (is_in_several(tokens, word.position) || !word.decorated.empty()) continue;
      const Strings parts = Splitter(corpus_, word.term).best();
      if (parts.empty()) continue;
      std::string name = "apart";
      for (const std::string& part : parts) name += " " + part;
      add(WritingKind::apart, i, i + 1, 1, std::move(name), parts,
          phrase_list(corpus_, side_by_side(parts), Spelling::as_typed));
    }
  }

  // Not beside the word, another of its class, or its parts.
  void add_joined_forms() {
    for (std::size_t i = 0; i < run_.words.size(); ++i) {
      const std::string& term = run_.words[i].term;
      List list = corpus_.list(Space::joined, term);
      if (holders(list) == 0 || !run_.words[i].decorated.empty()) continue;
      const List& of_class = corpus_.class_of(term);
      for (std::size_t document = 0; document < list.size(); ++document) {
        if (of_class[document] > 0 || is_apart(i, document)) list[document] = 0;
      }
      const bool weaker = corpus_.df(Space::exact, term) > 0 && is_of_initials(corpus_, term);
      add(WritingKind::joined_form, i, i + 1, weaker ? corpus_.scoring.joined : 1, "joined " + term,
          {term}, std::move(list));
    }
  }

  bool is_apart(std::size_t word, std::size_t document) const {
    return std::ranges::any_of(run_.writings, [&](const Writing& writing) {
      return writing.kind == WritingKind::apart && writing.begin == word &&
             writing.list[document] > 0;
    });
  }

  void add_typed_forms() {
    for (std::size_t i = 0; i < run_.words.size(); ++i) {
      for (const std::string& form : run_.words[i].other_forms) {
        if (corpus_.df(Space::exact, form) == 0) continue;
        add(WritingKind::typed_form, i, i + 1, 1, "word " + form, {form},
            corpus_.list(Space::exact, form));
      }
    }
  }

  void add_synonyms() {
    Strings terms;
    for (const RunWord& word : run_.words) terms.push_back(word.term);
    for (const Synonym& synonym : corpus_.synonyms.in(terms)) add_synonym(synonym);
  }

  void add_synonym(const Synonym& synonym) {
    const Strings& side = synonym.side;
    const SearchParts& parts = corpus_.scoring.parts;
    const auto give = [&](const std::string& name, List list) {
      add(WritingKind::synonym, synonym.begin, synonym.end, corpus_.scoring.synonym, name, side,
          std::move(list));
    };
    if (synonym.names_only) {
      if (side.size() == 1) give("names " + side[0], corpus_.in_names(side[0]));
    } else if (side.size() == 1) {
      give("class " + side[0], corpus_.class_of(side[0]));
    } else {
      std::string name = "phrase";
      for (const std::string& term : side) name += " " + term;
      give(name, phrase_list(corpus_, side_by_side(side),
                             parts.joins ? Spelling::any_joined : Spelling::as_typed));
    }
  }

  const Corpus& corpus_;
  RunReading reading_;
  bool negated_;
  Run run_;
  std::uint32_t last_begin_ = 0, last_end_ = 0;
};

}  // namespace

Run read_run(const Corpus& corpus, std::string_view text, RunReading reading, bool negated) {
  return RunReader(corpus, reading, negated).read(text);
}

}  // namespace coldopen::naive
