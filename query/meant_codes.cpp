#include "query/meant_codes.hpp"

#include <algorithm>
#include <utility>

#include "query/merged_list.hpp"

namespace coldopen {

namespace {

bool consists_of(std::string_view word, std::string_view signs) {
  return word.find_first_not_of(signs) == std::string_view::npos;
}

// Whether some living article holds all `words` as typed; `in_text`: at places that are not the
// values of attributes.
class LiteralSearch {
 public:
  LiteralSearch(const Snapshot& snapshot, Deadline& deadline)
      : snapshot_(snapshot), deadline_(deadline) {}

  bool finds(const Strings& words, bool in_text) const {
    return std::ranges::any_of(snapshot_.segments, [&](const SegmentView& view) {
      return holds_all(view, words, in_text);
    });
  }

 private:
  bool holds_all(const SegmentView& view, const Strings& words, bool in_text) const {
    std::vector<PostingList> lists;
    for (const std::string& word : words) {
      const auto info = view.segment->find(Space::exact, word);
      if (!info) return false;
      lists.push_back(view.segment->postings(*info));
    }
    if (lists.empty()) return false;
    std::vector<DocId> documents;
    std::ranges::min_element(lists, {}, &PostingList::df)->documents(documents);
    return std::ranges::any_of(documents, [&](DocId doc) {
      return !deadline_.over_at_step() && view.alive(doc) &&
             std::ranges::all_of(lists, [&](const PostingList& list) {
               const auto rank = list.find(doc);
               return rank && (!in_text || stands_in_text(view, list, doc, *rank));
             });
    });
  }

  static bool stands_in_text(const SegmentView& view, const PostingList& list, DocId doc,
                             Rank rank) {
    std::vector<std::uint32_t> positions;
    list.positions(rank, positions);
    const std::vector<FieldPlace> places = view.segment->documents().places(doc);
    return std::ranges::any_of(positions, [&](std::uint32_t position) {
      const FieldPlace* place = place_of(places, position);
      return place != nullptr && place->field != Field::attribute;
    });
  }

  const Snapshot& snapshot_;
  Deadline& deadline_;
};

bool is_season(std::string_view code) noexcept {
  return code.starts_with('s') && code.find('e') == std::string_view::npos;
}

// Of an episode in its season.
bool is_place(std::string_view code) noexcept {
  return code.starts_with('s') && code.find('e') != std::string_view::npos;
}

bool is_only_whole(const TypedCode& code) { return code.token.rule == TokenRule::whole_code; }

bool lies_in_a_longer_one(const TypedCode& code, const std::vector<TypedCode>& codes) {
  return std::ranges::any_of(codes, [&](const TypedCode& other) {
    return other.elements.size() > code.elements.size() &&
           std::ranges::all_of(code.elements, [&](std::size_t element) {
             return std::ranges::find(other.elements, element) != other.elements.end();
           });
  });
}

Strings words_under(const TypedCode& code, const ResolvedQuery& query) {
  Strings words;
  for (const std::size_t i : code.elements) words.push_back(query.elements[i].text);
  return words;
}

// 413 and 4.13 may also be numbers of a production: their digits; empty of any other code.
std::string production_code(const TypedCode& code, const ResolvedQuery& query) {
  std::string digits;
  for (const std::string& word : words_under(code, query)) digits += word;
  if (!is_only_whole(code) || !consists_of(digits, "0123456789.")) return {};
  std::erase(digits, '.');
  return digits;
}

// What else "episode 413" may mean.
Strings numbers_after_episode(const TypedCode& code) {
  const std::string& term = code.token.term;
  const std::string digits = term.substr(1);
  if (!term.starts_with('e') || !consists_of(digits, "0123456789")) return {};
  Strings codes = {digits};
  if (digits.size() == 3) {
    const auto number = static_cast<std::uint32_t>(std::stoul(digits));
    codes.push_back(Analyzer::episode_code(number / 100, number % 100));
  }
  return codes;
}

// The words that ask for one end of a season; others may stand with them and say nothing.
bool asks_for_first(std::string_view word) { return word == "premiere" || word == "opener"; }
bool asks_for_last(std::string_view word) {
  return word == "finale" || word == "last" || word == "final";
}
bool says_only_episode(std::string_view word) { return word == "episode" || word == "season"; }

// Pages with codes and what they hold besides.
class PagesOfCodes {
 public:
  PagesOfCodes(const Snapshot& snapshot, const ResolvedQuery& query)
      : snapshot_(snapshot), query_(query) {}

  // Whether one of the codes is of a page that holds all `elements`.
  bool hold(const Strings& codes, const std::vector<std::size_t>& elements) const {
    for (std::size_t i = 0; i < snapshot_.segments.size(); ++i)
      for (const Space space : {Space::code_key, Space::alias_key})
        for (const std::string& code : codes) {
          const auto info = snapshot_.segments[i].segment->find(space, code);
          if (info && hold(i, *info, elements)) return true;
        }
    return false;
  }

  // The greatest code of an episode of that season whose page holds all `elements`.
  std::string last_of(const std::string& season, const std::vector<std::size_t>& elements) const {
    std::string last;
    for (std::size_t i = 0; i < snapshot_.segments.size(); ++i)
      snapshot_.segments[i].segment->for_each_term(
          Space::code_key, season + "e", [&](std::string_view code, const TermInfo& info) {
            const bool later = code.size() != last.size() ? code.size() > last.size() : code > last;
            if (later && hold(i, info, elements)) last = code;
            return true;
          });
    return last;
  }

 private:
  bool hold(std::size_t segment, const TermInfo& info,
            const std::vector<std::size_t>& elements) const {
    const SegmentView& view = snapshot_.segments[segment];
    std::vector<DocId> documents;
    view.segment->postings(info).documents(documents);
    return std::ranges::any_of(documents, [&](DocId doc) {
      return view.alive(doc) && std::ranges::all_of(elements, [&](std::size_t i) {
               return query_.matching(query_.elements[i], segment).find(doc).has_value();
             });
    });
  }

  const Snapshot& snapshot_;
  const ResolvedQuery& query_;
};

// "season 2 finale", "last episode of season 2", "season 4 premiere": the code of that episode in
// place of its season's, if that is the only code.
void take_end_of_season(const PagesOfCodes& pages, const ResolvedQuery& query, MeantCodes& meant) {
  if (meant.codes.size() != 1 || !is_season(meant.codes.front())) return;
  bool first = false, last = false;
  std::vector<std::size_t> others;
  for (const std::size_t i : meant.beside) {
    const bool is_word = query.elements[i].form == ElementForm::word;
    const std::string word = is_word ? query.elements[i].text : std::string();
    first = first || asks_for_first(word);
    last = last || asks_for_last(word);
    if (!asks_for_first(word) && !asks_for_last(word) && !says_only_episode(word))
      others.push_back(i);
  }
  if (first == last) return;
  const std::string& season = meant.codes.front();
  std::string code = first ? season + "e01" : pages.last_of(season, others);
  if (code.empty() || !pages.hold({code}, others)) return;
  meant.codes.front() = std::move(code);
  meant.beside = std::move(others);
}

// "season 4 of the office episode 13": the code of the two halves; empty: they are none.
std::string joined_halves(const Strings& typed) {
  if (typed.size() != 2) return {};
  const auto [season, episode] =
      is_season(typed[0]) ? std::pair(typed[0], typed[1]) : std::pair(typed[1], typed[0]);
  return is_season(season) && episode.starts_with('e') ? season + episode : std::string();
}

}  // namespace

bool MeantCodes::only_seasons() const noexcept {
  return !codes.empty() && beside.empty() && std::ranges::all_of(codes, is_season);
}

MeantCodes meant_codes(const Snapshot& snapshot, const ResolvedQuery& query, Deadline& deadline) {
  MeantCodes meant;
  const LiteralSearch literal(snapshot, deadline);
  std::vector<bool> covered(query.elements.size());
  bool only_whole = false;
  bool crossed = false;  // 4x13
  Strings typed;
  for (const TypedCode& code : query.codes) {
    if (lies_in_a_longer_one(code, query.codes)) continue;
    const Strings words = words_under(code, query);
    only_whole = only_whole || is_only_whole(code);
    crossed = crossed || std::ranges::all_of(words, [](const std::string& word) {
                return consists_of(word, "0123456789x");
              });
    for (const std::size_t i : code.elements) covered[i] = true;
    typed.push_back(code.token.term);
    meant.codes.push_back(code.token.term);
    const Strings others = numbers_after_episode(code);
    if (!others.empty() && !literal.finds(words, true))
      meant.codes.insert(meant.codes.end(), others.begin(), others.end());
    if (std::string number = production_code(code, query); !number.empty())
      meant.codes.push_back(std::move(number));
  }
  if (std::string code = joined_halves(typed); !code.empty()) meant.codes = {std::move(code)};
  Strings words;
  for (std::size_t i = 0; i < query.elements.size(); ++i) {
    const Element& element = query.elements[i];
    if (!element.informative) continue;
    if (element.form == ElementForm::word) words.push_back(element.text);
    if (!covered[i]) meant.beside.push_back(i);
  }
  const bool doubtful = !meant.codes.empty() && (only_whole || (crossed && !meant.beside.empty()));
  if (doubtful && literal.finds(words, only_whole)) return {};
  if (meant.codes.empty() || meant.beside.empty() || crossed) return meant;
  const PagesOfCodes pages(snapshot, query);
  take_end_of_season(pages, query, meant);
  if (std::ranges::all_of(meant.codes, is_place) && !pages.hold(meant.codes, meant.beside))
    meant.beside.clear();
  return meant;
}

}  // namespace coldopen
