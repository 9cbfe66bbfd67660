#include "query/cast_questions.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace coldopen {

namespace {

// A name stands between the two; words as Analyzer::key writes them.
struct Form {
  std::string_view before, after;
  bool asks_actor;
};

constexpr std::array kForms = {
    Form{"who plays ", "", true},
    Form{"who played ", "", true},
    Form{"who portrays ", "", true},
    Form{"who portrayed ", "", true},
    Form{"who voices ", "", true},
    Form{"who voiced ", "", true},
    Form{"who is playing ", "", true},
    Form{"who acted as ", "", true},
    Form{"actor who plays ", "", true},
    Form{"actor who played ", "", true},
    Form{"actor playing ", "", true},
    Form{"actor that plays ", "", true},
    Form{"actor that played ", "", true},
    Form{"actor who portrays ", "", true},
    Form{"actor who portrayed ", "", true},
    Form{"actor behind ", "", true},
    Form{"actor for ", "", true},
    Form{"actor of ", "", true},
    Form{"actress who plays ", "", true},
    Form{"actress who played ", "", true},
    Form{"actress playing ", "", true},
    Form{"actress that plays ", "", true},
    Form{"actress that played ", "", true},
    Form{"actress who portrays ", "", true},
    Form{"actress who portrayed ", "", true},
    Form{"actress behind ", "", true},
    Form{"actress for ", "", true},
    Form{"actress of ", "", true},
    Form{"who is ", " played by", true},
    Form{"who was ", " played by", true},
    Form{"who is ", " portrayed by", true},
    Form{"", " is played by", true},
    Form{"", " played by", true},
    Form{"", " portrayed by", true},
    Form{"", " voiced by", true},
    Form{"", " voice actor", true},
    Form{"", " actor", true},
    Form{"", " actress", true},
    Form{"wer spielt ", "", true},
    Form{"schauspieler von ", "", true},
    Form{"", " schauspieler", true},
    Form{"", " darsteller", true},
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
    Form{"what character does ", " play", false},
    Form{"which character does ", " play", false},
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
};

// "what is the name of the actor who ...": what stands before the noun says nothing.
std::string_view without_lead(std::string_view words) {
  constexpr std::array<std::string_view, 8> kLeads = {"who is the ",  "who was the ",  "who the ",
                                                      "what is the ", "what was the ", "what the ",
                                                      "name of ",     "the "};
  constexpr std::array<std::string_view, 4> kNouns = {"actor ", "actress ", "character ",
                                                      "name of "};
  for (const std::string_view lead : kLeads) {
    if (!words.starts_with(lead)) continue;
    const std::string_view rest = words.substr(lead.size());
    const auto begins = [rest](std::string_view noun) { return rest.starts_with(noun); };
    const bool leads_on = rest.starts_with("the ") || std::ranges::any_of(kNouns, begins);
    return leads_on ? without_lead(rest) : words;
  }
  return words;
}

std::optional<CastQuestion> read(std::string_view words, std::string_view series) {
  for (const Form& form : kForms) {
    if (words.size() <= form.before.size() + form.after.size()) continue;
    if (!words.starts_with(form.before) || !words.ends_with(form.after)) continue;
    const std::string_view name =
        words.substr(form.before.size(), words.size() - form.before.size() - form.after.size());
    return CastQuestion{form.asks_actor, form.before.empty(), std::string(name),
                        std::string(series)};
  }
  // "who is jenna fischer in the office"
  constexpr std::string_view kWhoIs = "who is ";
  if (!series.empty() && words.starts_with(kWhoIs) && words.size() > kWhoIs.size())
    return CastQuestion{false, false, std::string(words.substr(kWhoIs.size())),
                        std::string(series)};
  return std::nullopt;
}

}  // namespace

std::vector<CastQuestion> cast_questions(std::string_view words) {
  constexpr std::string_view kThe = "the ", kIn = " in ";
  std::vector<CastQuestion> readings;
  const auto add = [&](std::optional<CastQuestion> question) {
    if (question) readings.push_back(*std::move(question));
  };
  if (words.starts_with(kThe)) words.remove_prefix(kThe.size());
  words = without_lead(words);
  for (std::size_t at = words.rfind(kIn); at != std::string_view::npos && at > 0;
       at = words.rfind(kIn, at - 1))
    add(read(words.substr(0, at), words.substr(at + kIn.size())));
  add(read(words, ""));
  return readings;
}

}  // namespace coldopen
