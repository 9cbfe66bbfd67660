#include "tests/support/random_words.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace coldopen {

namespace {

// Forms of a few stems, stop words, names that are no plurals.
constexpr std::array kWords = {"the",     "office", "run",     "runs",   "running", "ran",  "of",
                               "party",   "a",      "parties", "fish",   "fishing", "red",  "blue",
                               "offices", "and",    "dwight",  "jones",  "birds",   "bird", "to",
                               "written", "write",  "wrote",   "friend", "friends", "it",   "beet"};

// What has several spellings stands here in several of them.
constexpr std::array kSpellings = {"spider-man",
                                   "Spider-Man",
                                   "spiderman",
                                   "spider man",
                                   "spider",
                                   "man",
                                   "B.J.",
                                   "B. J.",
                                   "B J",
                                   "bj",
                                   "b",
                                   "j",
                                   "U.S.",
                                   "us",
                                   "I",
                                   "S.H.I.E.L.D.",
                                   "shield",
                                   "Dwight's",
                                   "dwights",
                                   "dwight",
                                   "Jäger",
                                   "jaeger",
                                   "jager",
                                   "Jägers",
                                   "résumé",
                                   "resume",
                                   "C++",
                                   "c",
                                   "disney+",
                                   "disney",
                                   "redfish",
                                   "red-fish",
                                   "red fish",
                                   "blue-bird",
                                   "bluebird",
                                   "party-fish",
                                   "fish-party-run",
                                   "runparty",
                                   "beet-red",
                                   "beetred",
                                   "well-written-friends",
                                   "rock 'n' roll",
                                   "rocknroll",
                                   "AT&T",
                                   "att",
                                   "R&B",
                                   "red & blue",
                                   "AC/DC",
                                   "acdc",
                                   "Ke$ha",
                                   "kesha",
                                   "P!nk",
                                   "M*A*S*H",
                                   "mash",
                                   "#TheOffice",
                                   "theoffice",
                                   "WUPHF.com",
                                   "wuphf",
                                   "H₂O",
                                   "bts",
                                   "behind the scenes",
                                   "behind-the-scenes",
                                   "scenes",
                                   "tv",
                                   "television",
                                   "ep",
                                   "episode",
                                   "pics",
                                   "pictures",
                                   "photo",
                                   "St.",
                                   "saint",
                                   "Dr.",
                                   "doctor",
                                   "vs",
                                   "versus",
                                   "n",
                                   "2",
                                   "two",
                                   "II",
                                   "Nine-Nine",
                                   "99",
                                   "❤",
                                   "love",
                                   "heart",
                                   "進撃の巨人",
                                   "進撃",
                                   "巨人",
                                   "の巨",
                                   "カレル",
                                   "スティーブ・カレル",
                                   "Pokémon",
                                   "pokemon",
                                   "ЁЖ",
                                   "еж",
                                   "Øre",
                                   "ore",
                                   "4.13",
                                   "413",
                                   "s4",
                                   "8x10",
                                   "4x4",
                                   "season",
                                   "(",
                                   "\"fish\"",
                                   "---",
                                   "we'll",
                                   "well",
                                   "it's"};

std::string number(Random& random) { return std::to_string(1 + below(random, 3)); }

}  // namespace

std::size_t below(Random& random, std::size_t limit) { return random() % limit; }
bool chance(Random& random, std::size_t percent) { return below(random, 100) < percent; }

std::string drawn(std::initializer_list<std::string> parts) {
  std::string whole;
  for (const std::string& part : parts) whole += part;
  return whole;
}

std::string random_word(Random& random, std::size_t vocabulary) {
  if (chance(random, 2)) return random_code(random);
  if (chance(random, 25)) return one_of(random, kSpellings);
  const double u = static_cast<double>(random() >> 11) * 0x1.0p-53;
  const auto all = static_cast<double>(kWords.size() + vocabulary);
  const auto rank = static_cast<std::size_t>(std::pow(all, u)) - 1;
  return rank < kWords.size() ? kWords[rank] : "w" + std::to_string(rank * 7 % 1000);
}

std::string random_text(Random& random, std::size_t vocabulary, std::size_t words_max) {
  std::string text;
  for (std::size_t i = below(random, words_max + 1); i > 0; --i) {
    text += random_word(random, vocabulary);
    text += chance(random, 10) ? ". " : " ";
  }
  return text;
}

std::string random_code(Random& random) {
  const std::string season = number(random), episode = number(random);
  switch (below(random, 9)) {
    case 0:
      return "S0" + season + "E0" + episode;
    case 1:
      return "s" + season + "e" + episode;
    case 2:
      return season + "x0" + episode;
    case 3:
      return "season " + season + " episode " + episode;
    case 4:
      return "Season " + season + ", Ep. " + episode;
    case 5:
      return "season " + season;
    case 6:
      return season + "0" + episode;
    case 7:
      return season + "x" + episode;
    default:
      return "s0" + season;
  }
}

std::string random_speaker(Random& random) {
  static constexpr std::array kSpeakers = {"Dwight",  "dwight jones", "Jones", "jones, Dwight",
                                           "The Red", "Spider-Man",   "B.J.",  "Jäger"};
  return one_of(random, kSpeakers);
}

std::string random_title(Random& random, std::size_t vocabulary) {
  std::string title = random_text(random, vocabulary, chance(random, 10) ? 9 : 4);
  while (title.ends_with(' ')) title.pop_back();
  if (title.empty()) title = one_of(random, std::array{"!!!", "It", "巨人", "413", "$"});
  if (chance(random, 10)) title = "The " + title;
  if (chance(random, 15)) {
    title += one_of(random, std::array{" (song)", " (US)", " (disambiguation)", " (red fish)"});
  }
  return title;
}

std::string respelled(Random& random, const std::string& name) {
  std::string typed = name;
  const auto drop = [&](const std::string& letters) {
    std::erase_if(typed, [&](char c) { return letters.find(c) != std::string::npos; });
  };
  switch (below(random, 8)) {
    case 0:
      drop(" ");
      break;
    case 1:
      drop("-.");
      break;
    case 2:
      std::ranges::replace(typed, '-', ' ');
      break;
    case 3:
      std::ranges::replace(typed, ' ', '-');
      break;
    case 4:
      if (typed.starts_with("The ")) typed.erase(0, 4);
      break;
    case 5:
      if (const std::size_t open = typed.find(" ("); open != std::string::npos) typed.resize(open);
      break;
    case 6:
      for (char& c : typed) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
      break;
    default:
      break;
  }
  return typed;
}

Strings words_in(const std::string& text) {
  Strings words;
  std::string word;
  for (const char c : text + " ") {
    if (c != ' ') {
      word.push_back(c);
    } else if (!word.empty()) {
      words.push_back(std::move(word));
      word.clear();
    }
  }
  return words;
}

}  // namespace coldopen
