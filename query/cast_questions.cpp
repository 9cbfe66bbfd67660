#include "query/cast_questions.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <utility>

namespace coldopen {

namespace {

// A name stands between the two; words as Analyzer::key writes them. Of forms that fit the first is
// meant.
struct Form {
  std::string_view before, after;
  bool asks_actor;
};

constexpr std::array kForms = {
    Form{"actor behind ", "", true},
    Form{"actor for ", "", true},
    Form{"actor of ", "", true},
    Form{"actress behind ", "", true},
    Form{"actress for ", "", true},
    Form{"actress of ", "", true},
    Form{"voice of ", "", true},
    Form{"who does the voice of ", "", true},
    Form{"who did the voice of ", "", true},
    Form{"who is ", " played by", true},
    Form{"who was ", " played by", true},
    Form{"who is ", " portrayed by", true},
    Form{"", " is played by", true},
    Form{"", " was played by", true},
    Form{"", " played by", true},
    Form{"", " portrayed by", true},
    Form{"", " voiced by", true},
    Form{"", " voice actor", true},
    Form{"who is ", " in real life", true},
    Form{"", " in real life", true},
    Form{"", " actor", true},
    Form{"", " actress", true},
    Form{"wer spielt ", "", true},
    Form{"schauspieler von ", "", true},
    Form{"", " schauspieler", true},
    Form{"", " darsteller", true},
    Form{"qui joue le role de ", "", true},
    Form{"qui joue ", "", true},
    Form{"qui interprete ", "", true},
    Form{"interprete de ", "", true},
    Form{"", " acteur", true},
    Form{"", " actrice", true},
    Form{"quien interpreta a ", "", true},
    Form{"quien interpreta ", "", true},
    Form{"chi interpreta ", "", true},
    Form{"quem interpreta ", "", true},
    Form{"wie speelt ", "", true},
    Form{"who does ", " play", false},
    Form{"who did ", " play", false},
    Form{"whom does ", " play", false},
    Form{"who does ", " portray", false},
    Form{"who does ", " voice", false},
    Form{"what role does ", " play", false},
    Form{"which role does ", " play", false},
    Form{"what role did ", " play", false},
    Form{"what character did ", " play", false},
    Form{"which character did ", " play", false},
    Form{"what character does ", " play", false},
    Form{"which character does ", " play", false},
    Form{"character of ", "", false},
    Form{"role of ", "", false},
    Form{"character played by ", "", false},
    Form{"characters played by ", "", false},
    Form{"character that ", " plays", false},
    Form{"character that ", " played", false},
    Form{"character ", " plays", false},
    Form{"character ", " played", false},
    Form{"played by ", "", false},
    Form{"", " plays who", false},
    Form{"", " played who", false},
    Form{"", " character name", false},
    Form{"wen spielt ", "", false},
    Form{"", " character", false},
    Form{"", " characters", false},
    Form{"", " role", false},
    Form{"", " roles", false},
    Form{"", " plays", false},
    Form{"actor ", "", true},
    Form{"actress ", "", true},
};

bool take(std::string_view& words, std::string_view front) {
  const bool found = words.size() > front.size() && words.starts_with(front);
  if (found) words.remove_prefix(front.size());
  return found;
}

bool take_one(std::string_view& words, std::span<const std::string_view> fronts) {
  return std::ranges::any_of(fronts, [&](std::string_view front) { return take(words, front); });
}

constexpr std::array<std::string_view, 9> kPeople = {
    "actor ", "actress ", "guy ", "girl ", "man ", "woman ", "lady ", "person ", "star "};

// "what is the name of the actor who ...": what stands before the noun says nothing.
std::string_view without_lead(std::string_view words) {
  constexpr std::array<std::string_view, 8> kLeads = {"who is the ",  "who was the ",  "who the ",
                                                      "what is the ", "what was the ", "what the ",
                                                      "name of ",     "the "};
  constexpr std::array<std::string_view, 4> kNouns = {"character ", "voice of ", "name of ",
                                                      "the "};
  std::string_view rest = words;
  if (!take_one(rest, kLeads)) return words;
  std::string_view behind = rest;
  return take_one(behind, kNouns) || take_one(behind, kPeople) ? without_lead(rest) : words;
}

// "who plays kevin", "which actor played the role of kevin", "guy that is playing kevin": kevin.
std::optional<std::string_view> character_behind_verb(std::string_view words) {
  constexpr std::array<std::string_view, 2> kWhich = {"what ", "which "};
  constexpr std::array<std::string_view, 2> kIs = {"is ", "was "};
  constexpr std::array<std::string_view, 13> kVerbs = {
      "acts as ",  "acted as ",  "acts ",       "acted ",  "plays ",  "played ", "playing ",
      "portrays ", "portrayed ", "portraying ", "voices ", "voiced ", "voicing "};
  constexpr std::array<std::string_view, 4> kParts = {"the role of ", "the part of ",
                                                      "the character of ", "the character "};
  take_one(words, kWhich);
  const bool person = take_one(words, kPeople);
  const bool who = take(words, "who ") || (person && take(words, "that "));
  if (who) take_one(words, kIs);
  if (!(person || who) || !take_one(words, kVerbs)) return std::nullopt;
  take_one(words, kParts);
  return words;
}

bool asks_by_noun(const Form& form) {
  return form.before.empty() || form.before == "actor " || form.before == "actress ";
}

std::optional<CastQuestion> read(std::string_view words, std::string_view series) {
  if (const auto name = character_behind_verb(words))
    return CastQuestion{true, false, std::string(*name), std::string(series)};
  for (const std::string_view whom : {" by who", " by whom"})
    if (words.ends_with(whom)) words.remove_suffix(whom.size() - 3);
  for (const Form& form : kForms) {
    if (words.size() <= form.before.size() + form.after.size()) continue;
    if (!words.starts_with(form.before) || !words.ends_with(form.after)) continue;
    const std::string_view name =
        words.substr(form.before.size(), words.size() - form.before.size() - form.after.size());
    if (name == "who") continue;
    return CastQuestion{form.asks_actor, asks_by_noun(form), std::string(name),
                        std::string(series)};
  }
  // "who is jenna fischer in the office"
  if (!series.empty() && (take(words, "who is ") || take(words, "who was ")))
    return CastQuestion{false, false, std::string(words), std::string(series)};
  return std::nullopt;
}

}  // namespace

std::vector<CastQuestion> cast_questions(std::string_view words) {
  std::vector<CastQuestion> readings;
  const auto add = [&](std::optional<CastQuestion> question) {
    if (question) readings.push_back(*std::move(question));
  };
  std::string spelled;
  if (take(words, "whos ")) words = spelled = "who is " + std::string(words);
  take(words, "the ");
  words = without_lead(words);
  for (std::size_t at = words.rfind(' '); at != std::string_view::npos && at > 0;
       at = words.rfind(' ', at - 1)) {
    std::string_view series = words.substr(at + 1);
    if (take(series, "in ") || take(series, "on ") || take(series, "from "))
      add(read(words.substr(0, at), series));
  }
  add(read(words, ""));
  return readings;
}

}  // namespace coldopen
