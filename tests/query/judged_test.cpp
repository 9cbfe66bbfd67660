// What must come first for a fan: tests/judged over the sample wiki and the fixture beside it, and
// every episode of the sample wiki in every spelling of its code.
#include "tests/support/judged.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <variant>

#include "corpus/open_reader.hpp"
#include "index/live/memory_index.hpp"
#include "index/settings_json.hpp"

namespace coldopen {
namespace {

const std::string kRoot = COLDOPEN_SOURCE_DIR;
const std::string kJudged = kRoot + "/tests/judged/";

TestIndex read_index() {
  TestIndex index;
  const auto reader = open_corpus(
      {kRoot + "/corpus/the-office", kJudged + "fixture.ndjson", kJudged + "pages"}, {});
  while (auto item = reader->next())
    if (auto* read = std::get_if<ReadArticle>(&*item)) index.add(read->article);
  return index;
}

const TestIndex& wiki() {
  static const TestIndex index = read_index();
  return index;
}

const Shared<Snapshot>& shared_snapshot() {
  static const auto snapshot = std::make_shared<const Snapshot>(wiki().snapshot(3));
  return snapshot;
}

const Snapshot& wiki_snapshot() { return *shared_snapshot(); }

class Judged : public ::testing::TestWithParam<const char*> {};

TEST_P(Judged, EveryCaseHolds) {
  const std::vector<JudgedCase> cases = read_judged(kJudged + GetParam());
  ASSERT_GT(cases.size(), 20U);
  ASSERT_GT(wiki().articles().size(), 450U);
  for (const JudgedCase& one : cases) {
    for (const std::string& miss : misses_of(one, shared_snapshot()))
      ADD_FAILURE() << one.where << "  " << one.q << ": " << miss;
  }
}

INSTANTIATE_TEST_SUITE_P(Files, Judged,
                         ::testing::Values("titles.ndjson", "cast.ndjson", "codes.ndjson",
                                           "names.ndjson", "typos.ndjson", "languages.ndjson",
                                           "ambiguous.ndjson", "guard.ndjson", "facets.ndjson",
                                           "quotes.ndjson", "items.ndjson", "alike.ndjson"),
                         [](const auto& file) {
                           const std::string name = file.param;
                           return name.substr(0, name.find('.'));
                         });

TEST(JudgedIds, AllStandInTheIndex) {
  Ids known;
  for (const Article& article : wiki().articles()) known.push_back(article.id);
  std::ranges::sort(known);
  for (const char* file : {"titles.ndjson", "cast.ndjson", "codes.ndjson", "names.ndjson",
                           "typos.ndjson", "languages.ndjson", "ambiguous.ndjson", "guard.ndjson",
                           "quotes.ndjson", "items.ndjson", "questions.ndjson", "alike.ndjson"}) {
    for (const JudgedCase& one : read_judged(kJudged + file)) {
      for (const Ids& ids : {one.first, one.in3, one.in10, one.has, one.order, one.absent,
                             one.related_to.empty() ? Ids() : Ids{one.related_to}})
        for (const std::string& id : ids)
          EXPECT_TRUE(std::ranges::binary_search(known, id)) << one.where << ": " << id;
    }
  }
}

// --- Several languages: folders that are a wiki of their own

void ask_all_of(const std::string& folder, const Settings& settings) {
  std::vector<Article> articles;
  const auto reader = open_corpus({folder + "articles.ndjson"}, {});
  while (auto item = reader->next())
    if (auto* read = std::get_if<ReadArticle>(&*item)) articles.push_back(read->article);
  MemoryIndexOptions options;
  options.settings = std::make_shared<const Settings>(settings);
  const auto snapshot = std::make_shared<const Snapshot>(memory_index(articles, options));
  const std::vector<JudgedCase> cases = read_judged(folder + "cases.ndjson");
  ASSERT_GT(cases.size(), 15U);
  for (const JudgedCase& one : cases)
    for (const std::string& miss : misses_of(one, snapshot))
      ADD_FAILURE() << one.where << "  " << one.q << ": " << miss;
}

TEST(JudgedDistinct, OnePageInSeveralLanguagesFillsOnePlaceInTheReadersLanguage) {
  const std::string folder = kJudged + "distinct/";
  std::ifstream file(folder + "settings.json");
  const std::string settings{std::istreambuf_iterator<char>(file), {}};
  ask_all_of(folder, settings_from_json(settings));
}

TEST(JudgedLanguages, EachPageIsStemmedInItsOwn) {
  ask_all_of(kJudged + "several-languages/", Settings());
}

// --- A hundred questions, and the passage that answers each

TEST(JudgedQuestions, MeanReciprocalRankOfThePassageThatAnswersIsAboveNineTenths) {
  const std::vector<JudgedCase> questions = read_judged(kJudged + "questions.ndjson");
  ASSERT_EQ(questions.size(), 100U);
  double sum = 0;
  for (const JudgedCase& one : questions) {
    const SearchResponse response = whole_response(wiki_snapshot(), one.q);
    const auto answers = [&](const Hit& hit) {
      return hit.id == one.first.at(0) && place_shown(hit) == one.passage;
    };
    const auto hit = std::ranges::find_if(response.hits, answers);
    const auto rank = hit - response.hits.begin() + 1;
    if (hit != response.hits.end()) sum += 1.0 / static_cast<double>(rank);
    if (rank > 1)
      std::cout << one.q << ": "
                << (hit == response.hits.end() ? "not shown" : "hit " + std::to_string(rank))
                << "\n";
  }
  std::cout << "mean reciprocal rank " << sum / 100 << "\n";
  EXPECT_GE(sum / 100, 0.9);
}

// --- Every episode in every spelling of its code

struct Episode {
  std::string id;
  unsigned season = 0, episode = 0;
};

std::vector<Episode> episodes_of_the_office() {
  std::vector<Episode> episodes;
  for (const Article& article : wiki().articles()) {
    if (!article.id.starts_with("s0")) continue;
    unsigned season = 0;
    for (const Attribute& attribute : article.attributes)
      if (attribute.name == "season")
        season = static_cast<unsigned>(std::get<double>(attribute.values[0]));
    for (const Attribute& attribute : article.attributes) {
      if (attribute.name != "episode") continue;
      for (const Value& value : attribute.values)
        episodes.push_back({article.id, season, static_cast<unsigned>(std::get<double>(value))});
    }
  }
  return episodes;
}

std::string number_word(unsigned number) {
  static constexpr std::array<const char*, 21> kWords = {
      "zero",     "one",     "two",     "three",     "four",     "five",     "six",
      "seven",    "eight",   "nine",    "ten",       "eleven",   "twelve",   "thirteen",
      "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"};
  return number < kWords.size() ? kWords[number] : std::to_string(number);
}

std::string ordinal(unsigned number) {
  const unsigned last = number % 10;
  const bool teen = number / 10 % 10 == 1;
  const char* ending = teen ? "th" : last == 1 ? "st" : last == 2 ? "nd" : last == 3 ? "rd" : "th";
  return std::to_string(number) + ending;
}

std::string two(unsigned number) { return (number < 10 ? "0" : "") + std::to_string(number); }

// ASCII letters and digits as wide as those of East Asia.
std::string full_width(std::string_view text) {
  std::string wide;
  for (const char c : text) {
    wide += '\xEF';
    wide += c < '`' ? '\xBC' : '\xBD';
    wide += static_cast<char>(c < '`' ? c + 0x60 : c + 0x20);
  }
  return wide;
}

Strings code_spellings(unsigned season, unsigned episode) {
  const std::string s = std::to_string(season), e = std::to_string(episode);
  const std::string ss = two(season), ee = two(episode);
  return {"S" + ss + "E" + ee,
          "s" + ss + "e" + ee,
          "s" + s + "e" + e,
          "S" + s + " E" + e,
          "S" + ss + " E" + ee,
          "s" + ss + ".e" + ee,
          "S" + s + ":E" + e,
          "s" + s + "ep" + e,
          "S" + s + " Ep. " + e,
          "s" + ss + "-e" + ee,
          s + "x" + ee,
          ss + "x" + ee,
          s + "X" + ee,
          s + "\u00D7" + ee,
          full_width("s" + ss + "e" + ee),
          "season " + s + " episode " + e,
          "Season " + s + ", Episode " + e,
          "season " + number_word(season) + " episode " + number_word(episode),
          "series " + s + " episode " + e,
          ordinal(season) + " season " + ordinal(episode) + " episode",
          "season " + s + " ep " + e,
          "episode " + e + " season " + s,
          "Staffel " + s + " Folge " + e,
          "saison " + s + " épisode " + e,
          "temporada " + s + " episodio " + e};
}

TEST(JudgedCodes, EverySpellingOfEveryEpisodeFindsItsPageFirst) {
  const std::vector<Episode> episodes = episodes_of_the_office();
  ASSERT_EQ(episodes.size(), 201U);
  std::size_t asked = 0, missed = 0;
  for (const Episode& one : episodes) {
    for (const std::string& q : code_spellings(one.season, one.episode)) {
      const Ids hits = hits_of(wiki_snapshot(), q);
      ++asked;
      if (!hits.empty() && hits.front() == one.id) continue;
      if (++missed <= 50)
        ADD_FAILURE() << q << ": first is " << (hits.empty() ? "nothing" : hits.front()) << ", not "
                      << one.id;
    }
  }
  EXPECT_EQ(missed, 0U) << "of " << asked;
}

TEST(JudgedCodes, ACodeThatDoesNotExistIsNobodys) {
  for (const char* q : {"s04e99", "4x99", "season 4 episode 99", "S04E23", "4x0", "s04e130"}) {
    for (const std::string& id : hits_of(wiki_snapshot(), q))
      EXPECT_FALSE(id.starts_with("s0") && !id.starts_with("s04")) << q << " finds " << id;
  }
}

}  // namespace
}  // namespace coldopen
