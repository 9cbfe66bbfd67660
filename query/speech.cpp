#include "query/speech.hpp"

#include <algorithm>
#include <array>
#include <variant>

namespace coldopen {

namespace {

constexpr std::size_t kLabelWordsMax = 4;
constexpr std::size_t kLabelBytesMax = 48;
constexpr std::size_t kAskedWordsMax = 3;

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// A word of a name begins with a capital, a digit, a bracket or a letter beyond ASCII.
bool begins_like_a_name(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '(' || c == '[' ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool is_name_word(std::string_view word, bool in_brackets) {
  static constexpr std::array<std::string_view, 5> kBetween = {"and", "as", "of", "the", "&"};
  if (in_brackets || begins_like_a_name(word[0])) return word.find_first_of("!?;,\"") == word.npos;
  return std::ranges::find(kBetween, word) != kBetween.end();
}

bool is_label(std::string_view text) {
  if (text.empty() || text.size() > kLabelBytesMax || !begins_like_a_name(text[0])) return false;
  std::size_t words = 0;
  bool in_brackets = false;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::string_view word = text.substr(at, end - at);
    if (word.empty()) return false;
    in_brackets = in_brackets || word[0] == '(' || word[0] == '[';
    if (!is_name_word(word, in_brackets)) return false;
    if (!in_brackets) ++words;
    in_brackets = in_brackets && word.back() != ')' && word.back() != ']';
    at = end + 1;
  }
  return words <= kLabelWordsMax && !in_brackets;
}

// Where a label before the colon may begin: behind a line break, or behind the end of a sentence.
// The candidate nearest to the colon first; `visit` returns true to stop.
template <class Visit>
void for_each_start(std::string_view text, std::size_t colon, Visit&& visit) {
  const std::size_t least = colon > kLabelBytesMax ? colon - kLabelBytesMax : 0;
  for (std::size_t at = colon; at > least; --at) {
    if (!is_space(text[at - 1])) continue;
    const bool line = text[at - 1] == '\n';
    const bool sentence = at >= 2 && std::string_view(".!?)]\"*").find(text[at - 2]) != text.npos;
    const bool quote =
        at >= 4 && (text.substr(at - 4, 3) == "\u201d" || text.substr(at - 4, 3) == "\u2026");
    if ((line || sentence || quote) && visit(at)) return;
    if (line) return;
  }
  if (least == 0) visit(std::size_t{0});
}

}  // namespace

std::optional<SpeakerLabel> speaker_at(std::string_view text, std::size_t at) {
  std::optional<SpeakerLabel> last;
  for (std::size_t colon = text.find(':'); colon != text.npos && colon + 1 <= at;
       colon = text.find(':', colon + 1)) {
    if (colon + 1 < text.size() && !is_space(text[colon + 1])) continue;
    for_each_start(text, colon, [&](std::size_t begin) {
      if (!is_label(text.substr(begin, colon - begin))) return false;
      last = SpeakerLabel{begin, colon + 1};
      return true;
    });
  }
  return last;
}

std::string asked_speaker(const Query& query) {
  const Group* group = std::get_if<Group>(&query.is);
  if (group == nullptr) return "";
  const auto first = std::ranges::find_if(group->clauses, [](const Clause& clause) {
    return !std::holds_alternative<Filter>(clause.query.is);
  });
  std::string words;
  std::size_t count = 0;
  for (auto clause = first; clause != group->clauses.end(); ++clause) {
    const Words* word = std::get_if<Words>(&clause->query.is);
    if (clause->sign != Sign::plain || word == nullptr || ++count > kAskedWordsMax) return "";
    words += (words.empty() ? "" : " ") + word->text;
    if (!word->text.ends_with(':')) continue;
    return std::next(clause) == group->clauses.end() ? "" : words.substr(0, words.size() - 1);
  }
  return "";
}

}  // namespace coldopen
