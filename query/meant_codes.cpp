#include "query/meant_codes.hpp"

#include <algorithm>

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

}  // namespace

bool MeantCodes::only_seasons() const noexcept {
  return !codes.empty() && beside.empty() && std::ranges::all_of(codes, [](const auto& code) {
    return code.starts_with('s') && code.find('e') == std::string::npos;
  });
}

MeantCodes meant_codes(const Snapshot& snapshot, const ResolvedQuery& query, Deadline& deadline) {
  MeantCodes meant;
  const LiteralSearch literal(snapshot, deadline);
  std::vector<bool> covered(query.elements.size());
  bool only_whole = false;
  bool crossed = false;  // 4x13
  for (const TypedCode& code : query.codes) {
    if (lies_in_a_longer_one(code, query.codes)) continue;
    const Strings words = words_under(code, query);
    only_whole = only_whole || is_only_whole(code);
    crossed = crossed || std::ranges::all_of(words, [](const std::string& word) {
                return consists_of(word, "0123456789x");
              });
    for (const std::size_t i : code.elements) covered[i] = true;
    meant.codes.push_back(code.token.term);
    const Strings others = numbers_after_episode(code);
    if (!others.empty() && !literal.finds(words, true))
      meant.codes.insert(meant.codes.end(), others.begin(), others.end());
    if (std::string number = production_code(code, query); !number.empty())
      meant.codes.push_back(std::move(number));
  }
  Strings words;
  for (std::size_t i = 0; i < query.elements.size(); ++i) {
    const Element& element = query.elements[i];
    if (!element.informative) continue;
    if (element.form == ElementForm::word) words.push_back(element.text);
    if (!covered[i]) meant.beside.push_back(i);
  }
  const bool doubtful = !meant.codes.empty() && (only_whole || (crossed && !meant.beside.empty()));
  if (doubtful && literal.finds(words, only_whole)) return {};
  return meant;
}

}  // namespace coldopen
