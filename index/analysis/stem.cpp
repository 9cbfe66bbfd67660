#include "index/analysis/stem.hpp"

#include <algorithm>
#include <array>
#include <libstemmer.h>
#include <utility>

#include "corpus/error.hpp"
#include "index/analysis/word_filter.hpp"

namespace coldopen {
namespace {

struct WordPair {
  std::string_view word, other;
};

// English words whose forms no rule finds: the form, and the word that is stemmed in its place.
// Left out where the form is a name or another word: saw, left, rose, found, fell, lay, bore, bit.
constexpr std::array kIrregular = {
    WordPair{"arose", "arise"},     WordPair{"ate", "eat"},
    WordPair{"awoke", "awake"},     WordPair{"became", "become"},
    WordPair{"began", "begin"},     WordPair{"begun", "begin"},
    WordPair{"bent", "bend"},       WordPair{"bitten", "bite"},
    WordPair{"blew", "blow"},       WordPair{"blown", "blow"},
    WordPair{"bought", "buy"},      WordPair{"bred", "breed"},
    WordPair{"broke", "break"},     WordPair{"broken", "break"},
    WordPair{"brought", "bring"},   WordPair{"built", "build"},
    WordPair{"burnt", "burn"},      WordPair{"calves", "calf"},
    WordPair{"came", "come"},       WordPair{"caught", "catch"},
    WordPair{"children", "child"},  WordPair{"chose", "choose"},
    WordPair{"chosen", "choose"},   WordPair{"clung", "cling"},
    WordPair{"crept", "creep"},     WordPair{"dealt", "deal"},
    WordPair{"drank", "drink"},     WordPair{"drawn", "draw"},
    WordPair{"dreamt", "dream"},    WordPair{"drew", "draw"},
    WordPair{"driven", "drive"},    WordPair{"drove", "drive"},
    WordPair{"dug", "dig"},         WordPair{"dwarves", "dwarf"},
    WordPair{"eaten", "eat"},       WordPair{"elves", "elf"},
    WordPair{"fallen", "fall"},     WordPair{"fed", "feed"},
    WordPair{"feet", "foot"},       WordPair{"fled", "flee"},
    WordPair{"flew", "fly"},        WordPair{"flown", "fly"},
    WordPair{"flung", "fling"},     WordPair{"forbidden", "forbid"},
    WordPair{"forgave", "forgive"}, WordPair{"forgiven", "forgive"},
    WordPair{"forgot", "forget"},   WordPair{"forgotten", "forget"},
    WordPair{"fought", "fight"},    WordPair{"froze", "freeze"},
    WordPair{"frozen", "freeze"},   WordPair{"gave", "give"},
    WordPair{"geese", "goose"},     WordPair{"given", "give"},
    WordPair{"gone", "go"},         WordPair{"got", "get"},
    WordPair{"gotten", "get"},      WordPair{"grew", "grow"},
    WordPair{"grown", "grow"},      WordPair{"halves", "half"},
    WordPair{"heard", "hear"},      WordPair{"held", "hold"},
    WordPair{"hid", "hide"},        WordPair{"hidden", "hide"},
    WordPair{"hooves", "hoof"},     WordPair{"hung", "hang"},
    WordPair{"kept", "keep"},       WordPair{"knelt", "kneel"},
    WordPair{"knew", "know"},       WordPair{"knives", "knife"},
    WordPair{"known", "know"},      WordPair{"leapt", "leap"},
    WordPair{"learnt", "learn"},    WordPair{"led", "lead"},
    WordPair{"loaves", "loaf"},     WordPair{"lost", "lose"},
    WordPair{"made", "make"},       WordPair{"meant", "mean"},
    WordPair{"men", "man"},         WordPair{"met", "meet"},
    WordPair{"mice", "mouse"},      WordPair{"mistaken", "mistake"},
    WordPair{"mistook", "mistake"}, WordPair{"overcame", "overcome"},
    WordPair{"oxen", "ox"},         WordPair{"paid", "pay"},
    WordPair{"ran", "run"},         WordPair{"rang", "ring"},
    WordPair{"ridden", "ride"},     WordPair{"risen", "rise"},
    WordPair{"rode", "ride"},       WordPair{"said", "say"},
    WordPair{"sang", "sing"},       WordPair{"sank", "sink"},
    WordPair{"sat", "sit"},         WordPair{"scarves", "scarf"},
    WordPair{"sent", "send"},       WordPair{"shaken", "shake"},
    WordPair{"shelves", "shelf"},   WordPair{"shone", "shine"},
    WordPair{"shook", "shake"},     WordPair{"shot", "shoot"},
    WordPair{"shrank", "shrink"},   WordPair{"slain", "slay"},
    WordPair{"slept", "sleep"},     WordPair{"slid", "slide"},
    WordPair{"sold", "sell"},       WordPair{"sought", "seek"},
    WordPair{"spent", "spend"},     WordPair{"spoke", "speak"},
    WordPair{"spoken", "speak"},    WordPair{"sprang", "spring"},
    WordPair{"spun", "spin"},       WordPair{"stank", "stink"},
    WordPair{"stole", "steal"},     WordPair{"stolen", "steal"},
    WordPair{"stood", "stand"},     WordPair{"strode", "stride"},
    WordPair{"strove", "strive"},   WordPair{"struck", "strike"},
    WordPair{"stuck", "stick"},     WordPair{"stung", "sting"},
    WordPair{"sung", "sing"},       WordPair{"sunk", "sink"},
    WordPair{"swam", "swim"},       WordPair{"swept", "sweep"},
    WordPair{"swore", "swear"},     WordPair{"sworn", "swear"},
    WordPair{"swung", "swing"},     WordPair{"taken", "take"},
    WordPair{"taught", "teach"},    WordPair{"teeth", "tooth"},
    WordPair{"thieves", "thief"},   WordPair{"threw", "throw"},
    WordPair{"thrown", "throw"},    WordPair{"told", "tell"},
    WordPair{"took", "take"},       WordPair{"tore", "tear"},
    WordPair{"torn", "tear"},       WordPair{"understood", "understand"},
    WordPair{"went", "go"},         WordPair{"wept", "weep"},
    WordPair{"wives", "wife"},      WordPair{"woke", "wake"},
    WordPair{"woken", "wake"},      WordPair{"wolves", "wolf"},
    WordPair{"women", "woman"},     WordPair{"won", "win"},
    WordPair{"wore", "wear"},       WordPair{"worn", "wear"},
    WordPair{"written", "write"},   WordPair{"wrote", "write"},
};

// Words that Snowball 3 stems otherwise than 2.2.0 (university is not universal), with the stems of
// 3: the answer must not depend on the library installed.
constexpr std::array kNewerStems = {
    WordPair{"added", "add"},
    WordPair{"adding", "add"},
    WordPair{"apologists", "apolog"},
    WordPair{"archaeologists", "archaeolog"},
    WordPair{"ebbed", "ebb"},
    WordPair{"ebbing", "ebb"},
    WordPair{"emergencies", "emergenc"},
    WordPair{"emergency", "emergenc"},
    WordPair{"entomologist", "entomolog"},
    WordPair{"erred", "err"},
    WordPair{"erring", "err"},
    WordPair{"evening", "evening"},
    WordPair{"evenings", "evening"},
    WordPair{"genealogist", "genealog"},
    WordPair{"geologist", "geolog"},
    WordPair{"geologists", "geolog"},
    WordPair{"hying", "hie"},
    WordPair{"interfered", "interfer"},
    WordPair{"interfering", "interfer"},
    WordPair{"internal", "internal"},
    WordPair{"internality", "internal"},
    WordPair{"internalization", "internal"},
    WordPair{"internalize", "internal"},
    WordPair{"internalized", "internal"},
    WordPair{"internalizes", "internal"},
    WordPair{"internally", "internal"},
    WordPair{"internalness", "internal"},
    WordPair{"international", "internat"},
    WordPair{"internationally", "internat"},
    WordPair{"internationals", "internat"},
    WordPair{"internment", "internment"},
    WordPair{"internments", "internment"},
    WordPair{"interval", "interval"},
    WordPair{"intervals", "interval"},
    WordPair{"lateral", "lateral"},
    WordPair{"laterally", "lateral"},
    WordPair{"offing", "off"},
    WordPair{"oncologist", "oncolog"},
    WordPair{"oncologists", "oncolog"},
    WordPair{"organic", "organic"},
    WordPair{"organically", "organic"},
    WordPair{"organism", "organism"},
    WordPair{"organization", "organiz"},
    WordPair{"organizations", "organiz"},
    WordPair{"organize", "organiz"},
    WordPair{"organized", "organiz"},
    WordPair{"ornithologist", "ornitholog"},
    WordPair{"ornithologists", "ornitholog"},
    WordPair{"paste", "paste"},
    WordPair{"pasted", "paste"},
    WordPair{"pasting", "paste"},
    WordPair{"psychologist", "psycholog"},
    WordPair{"universal", "universal"},
    WordPair{"universally", "universal"},
    WordPair{"universities", "universiti"},
    WordPair{"university", "universiti"},
    WordPair{"vying", "vie"},
};

// English words that keep their s: no plurals, most of them names.
constexpr std::array<std::string_view, 120> kProtected = {
    "achilles", "adams",    "agnes",    "alexis",   "always",   "andrews",  "angeles",  "arkansas",
    "athens",   "barnes",   "bates",    "boris",    "brussels", "burns",    "cannes",   "carlos",
    "charles",  "chris",    "collins",  "cummings", "curtis",   "dallas",   "daniels",  "davis",
    "denis",    "dennis",   "dickens",  "does",     "doris",    "douglas",  "edwards",  "ellis",
    "elvis",    "emmys",    "evans",    "ferris",   "flanders", "francis",  "friends",  "giles",
    "grammys",  "harris",   "hastings", "hayes",    "hercules", "hermes",   "higgins",  "hodges",
    "hollis",   "holmes",   "hopkins",  "hudson",   "hughes",   "illinois", "iris",     "its",
    "jacobs",   "james",    "jenkins",  "jennings", "jones",    "kansas",   "lewis",    "lois",
    "louis",    "lucas",    "lyons",    "marcos",   "marcus",   "mars",     "matthews", "mercedes",
    "meyers",   "michaels", "moses",    "myers",    "naples",   "news",     "nicholas", "nichols",
    "niles",    "orleans",  "oscars",   "otis",     "owens",    "paris",    "perhaps",  "perkins",
    "peters",   "phillips", "phyllis",  "reeves",   "reynolds", "richards", "robbins",  "roberts",
    "rogers",   "sanders",  "saunders", "series",   "simmons",  "simpsons", "socrates", "species",
    "stephens", "stevens",  "texas",    "thomas",   "travis",   "ulysses",  "vegas",    "venus",
    "wales",    "walters",  "watts",    "wilkins",  "williams", "willis",   "xerxes",   "yates",
};

constexpr std::array<std::string_view, 18> kLanguages = {"ar", "ca", "da", "de", "el", "en",
                                                         "es", "fi", "fr", "hu", "it", "nl",
                                                         "no", "pt", "ro", "ru", "sv", "tr"};

std::string_view find(const auto& table, std::string_view word) noexcept {
  const auto found = std::ranges::lower_bound(table, word, {}, &WordPair::word);
  return found != table.end() && found->word == word ? found->other : std::string_view{};
}

constexpr WordFilter kListed = [] {
  WordFilter filter;
  for (const WordPair& pair : kIrregular) filter.add(pair.word);
  for (const WordPair& pair : kNewerStems) filter.add(pair.word);
  for (const std::string_view word : kProtected) filter.add(word);
  return filter;
}();

// Single letters have no stem, nor has what holds a digit (s04e13, 3rd) or an apostrophe (we're).
bool is_stemmed(std::string_view term) noexcept {
  const auto lead = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
  if (std::ranges::count_if(term, lead) < 2) return false;
  return std::ranges::none_of(term, [](char c) { return (c >= '0' && c <= '9') || c == '\''; });
}

}  // namespace

struct Stemmer::Snowball {
  struct Delete {
    void operator()(sb_stemmer* stemmer) const noexcept { sb_stemmer_delete(stemmer); }
  };
  std::unique_ptr<sb_stemmer, Delete> of;
};

Stemmer::Stemmer(std::string_view language)
    : language_(std::ranges::binary_search(kLanguages, language) ? language : "") {}
Stemmer::~Stemmer() = default;

std::string Stemmer::stem(std::string_view term) const {
  if (language_.empty() || !is_stemmed(term)) return std::string(term);
  if (!kept_.empty() && std::ranges::binary_search(kept_, term)) return std::string(term);
  std::string_view word = term;
  if (language_ == "en" && kListed.may_hold(term)) {
    if (std::ranges::binary_search(kProtected, term)) return std::string(term);
    if (const auto stem = find(kNewerStems, term); !stem.empty()) return std::string(stem);
    if (const auto base = find(kIrregular, term); !base.empty()) word = base;
  }
  Snowball snowball = take();
  const sb_symbol* const stem =
      sb_stemmer_stem(snowball.of.get(), reinterpret_cast<const sb_symbol*>(word.data()),
                      static_cast<int>(word.size()));
  std::string result;
  if (stem != nullptr) {
    result.assign(reinterpret_cast<const char*>(stem),
                  static_cast<std::size_t>(sb_stemmer_length(snowball.of.get())));
  }
  put_back(std::move(snowball));
  return result.empty() ? std::string(term) : result;
}

// Snowball's stemmers hold the word they work on: one serves one thread at a time.
Stemmer::Snowball Stemmer::take() const {
  {
    const std::lock_guard lock(mutex_);
    if (!free_.empty()) {
      Snowball snowball = std::move(free_.back());
      free_.pop_back();
      return snowball;
    }
  }
  Snowball snowball;
  snowball.of.reset(sb_stemmer_new(language_.c_str(), "UTF_8"));
  ensure(snowball.of != nullptr, "Snowball has every language of the table");
  return snowball;
}

void Stemmer::put_back(Snowball snowball) const {
  const std::lock_guard lock(mutex_);
  free_.push_back(std::move(snowball));
}

std::span<const std::string_view> Stemmer::languages() noexcept { return kLanguages; }

std::string Stemmer::tables() {
  std::string bytes;
  const auto add = [&](std::string_view part) { bytes.append(part).push_back('\0'); };
  for (const WordPair& pair : kIrregular) add(pair.word), add(pair.other);
  for (const WordPair& pair : kNewerStems) add(pair.word), add(pair.other);
  for (const std::string_view word : kProtected) add(word);
  for (const std::string_view code : kLanguages) add(code);
  return bytes;
}

}  // namespace coldopen
