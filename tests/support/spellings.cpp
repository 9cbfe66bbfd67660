#include "tests/support/spellings.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <functional>
#include <string_view>
#include <utility>

namespace coldopen {
namespace {

using Pair = std::pair<std::string_view, std::string_view>;

constexpr std::array kAccents = {Pair{"á", "a"},  Pair{"ã", "a"}, Pair{"ä", "a"}, Pair{"å", "a"},
                                 Pair{"ą", "a"},  Pair{"ç", "c"}, Pair{"é", "e"}, Pair{"è", "e"},
                                 Pair{"ë", "e"},  Pair{"ę", "e"}, Pair{"É", "E"}, Pair{"í", "i"},
                                 Pair{"ł", "l"},  Pair{"ñ", "n"}, Pair{"ó", "o"}, Pair{"ö", "o"},
                                 Pair{"ø", "o"},  Pair{"ř", "r"}, Pair{"š", "s"}, Pair{"ş", "s"},
                                 Pair{"ß", "ss"}, Pair{"ú", "u"}, Pair{"ü", "u"}, Pair{"ğ", "g"},
                                 Pair{"Æ", "Ae"}, Pair{"à", "a"}, Pair{"ś", "s"}};
constexpr std::array kUmlauts = {Pair{"ä", "ae"}, Pair{"ö", "oe"}, Pair{"ü", "ue"}, Pair{"ø", "oe"},
                                 Pair{"å", "aa"}};
constexpr std::array<std::string_view, 4> kApostrophes = {"’", "ʼ", "`", "´"};
constexpr std::array<std::string_view, 3> kHyphens = {"\u2011", "–", "—"};

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos;
       at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

std::string without_accents(std::string text) {
  for (const auto& [from, to] : kAccents) text = replaced(std::move(text), from, to);
  return text;
}

bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }
bool is_word_byte(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || static_cast<unsigned char>(c) >= 0x80;
}

std::string lower(std::string text) {
  for (char& c : text)
    if (is_letter(c)) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}
std::string upper(std::string text) {
  for (char& c : text)
    if (is_letter(c)) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

// J.R.R. Tolkien: `between` the letters of each run of two initials or more, `last` behind it.
std::string with_initials(const std::string& name, std::string_view between,
                          std::string_view last) {
  std::string out;
  std::size_t at = 0;
  while (at < name.size()) {
    std::size_t end = at;
    const bool starts = at == 0 || name[at - 1] == ' ';
    while (starts && end + 1 < name.size() && is_letter(name[end]) && name[end + 1] == '.')
      end += 2;
    if (end - at < 4) {
      out += name[at++];
      continue;
    }
    for (; at < end; at += 2) {
      out += name[at];
      out += at + 2 < end ? between : last;
    }
  }
  return out;
}

// Dr. and L. without their dots; .com keeps its own.
std::string without_dots(const std::string& name) {
  std::string out;
  for (std::size_t i = 0; i < name.size(); ++i)
    if (name[i] != '.' || (i + 1 < name.size() && is_word_byte(name[i + 1]))) out += name[i];
  return out;
}

// The sign between two letters, without spaces, as something else.
std::string inside(const std::string& name, char sign, std::string_view to) {
  std::string out;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool between =
        i > 0 && i + 1 < name.size() && is_word_byte(name[i - 1]) && is_word_byte(name[i + 1]);
    if (name[i] == sign && between) {
      out += to;
    } else {
      out += name[i];
    }
  }
  return out;
}

// Signs that end a word: "Yu-Gi-Oh!", "Mission: Impossible".
std::string without_end_signs(const std::string& name) {
  std::string out;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool ends = i + 1 == name.size() || name[i + 1] == ' ';
    if (ends && std::string_view("!?:,").find(name[i]) != std::string_view::npos) continue;
    out += name[i];
  }
  return out;
}

std::string joined(const std::string& name) {
  std::string out;
  for (const char c : lower(without_accents(name)))
    if (is_word_byte(c)) out += c;
  return replaced(replaced(replaced(out, "·", ""), "×", "x"), "³", "3");
}

bool has(const std::string& name, std::string_view part) {
  return name.find(part) != std::string::npos;
}

class List {
 public:
  void add(std::string text, const char* rule, bool is_joined = false) {
    add_one(text, rule, is_joined);
    add_one(lower(std::move(text)), rule, is_joined);
  }
  std::vector<Spelling> take() { return std::move(spellings_); }

 private:
  void add_one(std::string text, const char* rule, bool is_joined) {
    const auto known = [&](const Spelling& one) { return one.text == text; };
    if (std::ranges::none_of(spellings_, known))
      spellings_.push_back({std::move(text), rule, is_joined});
  }
  std::vector<Spelling> spellings_;
};

void add_signs(List& list, const std::string& name) {
  list.add(inside(name, '/', ""), "slash dropped");
  list.add(inside(name, '/', " "), "slash as space");
  list.add(inside(name, '*', ""), "stars dropped");
  list.add(inside(name, '*', "."), "stars as dots");
  list.add(inside(name, ':', " "), "colon as space");
  list.add(inside(name, ':', ""), "colon dropped");
  list.add(inside(name, '!', "i"), "sign as letter");
  list.add(inside(name, '$', "s"), "sign as letter");
  for (const char* to : {"-", " ", ""}) list.add(replaced(name, "·", to), "dot in the middle");
  for (const char* to : {"x", "X"}) list.add(replaced(name, "×", to), "cross", true);
  list.add(replaced(name, "×", " x "), "cross");
  for (const char* to : {"3", " 3"}) list.add(replaced(name, "³", to), "raised digit");
  list.add(replaced(name, ".com", " com"), "host apart");
  list.add(replaced(name, " N' ", " and "), "n for and");
}

}  // namespace

std::vector<Spelling> spellings_of(const std::string& name) {
  List list;
  list.add(name, "as written");
  list.add(upper(name), "capitals");
  list.add(without_accents(name), "accents dropped");
  std::string umlauts = name;
  for (const auto& [from, to] : kUmlauts) umlauts = replaced(std::move(umlauts), from, to);
  list.add(umlauts, "umlauts written out");
  for (const std::string_view mark : kApostrophes)
    list.add(replaced(name, "'", mark), "other apostrophe");
  list.add(replaced(name, "'", ""), "apostrophe dropped");
  for (const std::string_view mark : kHyphens) list.add(replaced(name, "-", mark), "other hyphen");
  list.add(replaced(name, "-", " "), "hyphen as space");
  list.add(replaced(name, "-", ""), "hyphen dropped");
  list.add(with_initials(name, "", ""), "initials joined");
  list.add(with_initials(name, " ", ""), "initials apart");
  list.add(with_initials(name, ". ", "."), "initials with dots apart");
  list.add(without_dots(name), "dots dropped");
  list.add(replaced(name, " & ", " and "), "& as and");
  list.add(replaced(name, " and ", " & "), "and as &");
  list.add(without_end_signs(name), "end signs dropped");
  if (name.starts_with("The ")) list.add(name.substr(4), "article dropped");
  add_signs(list, name);
  // A sign read as a letter (P!nk) or one that is all there is (C++) leaves nothing to join.
  if (!has(name, "!n") && !has(name, "$") && !has(name, "+") && !has(name, "#")) {
    list.add(joined(name), "joined", true);
    list.add(joined(replaced(name, " & ", " and ")), "joined", true);
  }
  return list.take();
}

}  // namespace coldopen
