#include "query/near_names.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>
#include <utility>

#include "corpus/text.hpp"
#include "index/segment/near_terms.hpp"

namespace coldopen {

namespace {

constexpr std::size_t kLettersMin = 4;
constexpr std::size_t kLettersOfTwo = 8;  // from here on two edits
constexpr std::array<std::string_view, 2> kFields = {"title", "alias"};
constexpr std::size_t kTriedMax = 3;  // words, where all of them stand in names
constexpr std::size_t kWordsMax = 8;  // of names, for each typed word

std::size_t edits_of(std::string_view word) {
  const bool has_digit = std::ranges::any_of(word, [](char c) { return c >= '0' && c <= '9'; });
  const std::size_t letters = count_characters(word);
  if (has_digit || letters < kLettersMin || letters > NearTerms::kLettersMax) return 0;
  return letters < kLettersOfTwo ? 1 : 2;
}

struct NearWord {
  std::string term;
  std::size_t distance = 0;
  std::uint64_t holders = 0;  // names in which it stands, dead ones too
};

std::vector<NearWord> near_words(const Snapshot& snapshot, std::string_view word,
                                 Nearness nearness) {
  const std::size_t edits = edits_of(word);
  if (edits == 0) return {};
  std::map<std::string, NearWord, std::less<>> words;
  for (const SegmentView& view : snapshot.segments) {
    for (const std::string_view field : kFields) {
      const std::string start = std::string(field) + kFieldSeparator;
      NearTerms near(view.segment->dictionary(), Space::field, start, word, edits, nearness);
      while (near.next()) {
        if (near.distance() == 0) continue;
        NearWord& found = words[std::string(near.text())];
        found.term = near.text();
        found.distance = near.distance();
        found.holders += near.info().df;
      }
    }
  }
  std::vector<NearWord> best;
  for (auto& [term, found] : words) best.push_back(std::move(found));
  const std::size_t kept = std::min(best.size(), kWordsMax);
  std::ranges::partial_sort(
      best, best.begin() + static_cast<std::ptrdiff_t>(kept), {},
      [](const NearWord& one) { return std::tuple(one.distance, ~one.holders, one.term); });
  best.resize(kept);
  return best;
}

struct TypedWord {
  std::size_t begin = 0, end = 0;  // bytes of the form
  Nearness nearness = Nearness::whole;
};

std::vector<TypedWord> words_of(std::string_view text, bool word_ended) {
  std::vector<TypedWord> words;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const bool half = end == text.size() && !word_ended;
    words.push_back({at, end, half ? Nearness::start : Nearness::whole});
    at = end + 1;
  }
  return words;
}

// Whether some name has the word, or one that begins so.
bool is_known(const Snapshot& snapshot, std::string_view word, Nearness nearness) {
  return std::ranges::any_of(kFields, [&](std::string_view field) {
    const std::string term = std::string(field) + kFieldSeparator + std::string(word);
    return std::ranges::any_of(snapshot.segments, [&](const SegmentView& view) {
      if (nearness == Nearness::whole) return view.segment->find(Space::field, term).has_value();
      bool found = false;
      view.segment->for_each_term(Space::field, term, [&](std::string_view, const TermInfo&) {
        found = true;
        return false;
      });
      return found;
    });
  });
}

}  // namespace

std::vector<NearForm> near_forms(const Snapshot& snapshot, const TypedName& typed) {
  if (typed.forms.empty()) return {};
  const std::string& text = typed.forms.front().text;
  const auto part = [&](const TypedWord& word) {
    return std::string_view(text).substr(word.begin, word.end - word.begin);
  };
  std::vector<TypedWord> words = words_of(text, typed.word_ended);
  const auto known_end = std::ranges::partition(words, [&](const TypedWord& word) {
                           return is_known(snapshot, part(word), word.nearness);
                         }).begin();
  const auto unknown = static_cast<std::size_t>(words.end() - known_end);
  if (unknown > 1) return {};
  if (unknown == 1) words = {words.back()};
  if (words.size() > kTriedMax) words.resize(kTriedMax);
  std::vector<NearForm> forms;
  for (const TypedWord& word : words)
    for (const NearWord& near : near_words(snapshot, part(word), word.nearness))
      forms.push_back(
          {{text.substr(0, word.begin) + near.term + text.substr(word.end), false}, near.distance});
  std::ranges::sort(forms, {},
                    [](const NearForm& one) { return std::tie(one.distance, one.form.text); });
  return forms;
}

}  // namespace coldopen
