// The benchmark room: what it reads, how it reads queries, and the engine beside the judge on texts
// made by a seed.
#include <cmath>
#include <cstdio>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>
#include <unistd.h>

#include "bench/game/exhaustive.hpp"
#include "bench/game/flat_documents.hpp"
#include "bench/game/game_builder.hpp"
#include "bench/game/game_query.hpp"
#include "bench/game/verify.hpp"
#include "corpus/error.hpp"
#include "tests/support/seed.hpp"

namespace coldopen {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// --- documents -----------------------------------------------------------------------------------

std::vector<std::string> documents_of(const std::string& lines) {
  std::FILE* const file = std::tmpfile();
  std::fwrite(lines.data(), 1, lines.size(), file);
  std::fflush(file);
  std::rewind(file);
  FlatDocuments reader(::fileno(file));
  FlatDocument document;
  std::vector<std::string> found;
  while (reader.next(document)) found.push_back(document.id + "=" + document.body);
  std::fclose(file);
  return found;
}

TEST(FlatDocuments, AreTitleAndTextInWhateverOrderTheMembersStand) {
  EXPECT_THAT(documents_of("{\"id\": 7, \"title\": \"A\", \"text\": \"b c\"}\n\n"
                           "{\"text\":\"x\",\"more\":[],\"id\":\"k\",\"title\":\"T\"}"),
              ElementsAre("7=A b c", "k=T x"));
}

TEST(FlatDocuments, UndoEveryEscape) {
  EXPECT_THAT(documents_of(R"({"id":"\"\\\/","text":"\n\r\t\b\f\u0041\u00e9\u20ac\ud83d\ude00"})"),
              ElementsAre("\"\\/= \n\r\t\b\fA\u00e9\u20ac\U0001F600"));
}

TEST(FlatDocuments, MayBeLongerThanWhatIsReadAtOnce) {
  const std::string text(5'000'000, 'x');
  const std::string line = R"({"id":1,"text":")" + text + "\"}\n";
  EXPECT_THAT(documents_of(line + line), ElementsAre("1= " + text, "1= " + text));
}

TEST(FlatDocuments, NameTheLineThatIsNone) {
  for (const std::string line :
       {"nothing", "{\"id\"}", "{\"id\":\"1}", "{\"text\":\"\\u12\"}", "{\"a\":}"}) {
    try {
      documents_of("{\"id\":1}\n" + line);
      ADD_FAILURE() << line;
    } catch (const Error& error) {
      EXPECT_EQ(error.where(), "line 2");
    }
  }
}

// --- queries -------------------------------------------------------------------------------------

TEST(GameQuery, HasSignsPhrasesAndPartsThatCountTwice) {
  using Parts = std::vector<GamePart>;
  EXPECT_EQ(parse_game_query("The  end"),
            (Parts{{{"the"}, Occur::should, 1}, {{"end"}, Occur::should, 1}}));
  EXPECT_EQ(parse_game_query("+a -b \"c d\""), (Parts{{{"a"}, Occur::must, 1},
                                                      {{"b"}, Occur::must_not, 1},
                                                      {{"c", "d"}, Occur::should, 1}}));
  EXPECT_EQ(
      parse_game_query("+\"the who\" +uk a +a"),
      (Parts{{{"the", "who"}, Occur::must, 1}, {{"uk"}, Occur::must, 1}, {{"a"}, Occur::must, 2}}));
  EXPECT_THAT(parse_game_query("-a"), IsEmpty());
  EXPECT_THAT(parse_game_query(" + \"\" -"), IsEmpty());
}

// --- the engine beside the judge -----------------------------------------------------------------

// Texts of few words of very different frequency, some of them mostly side by side.
class Texts {
 public:
  explicit Texts(std::uint64_t seed) : random_(seed) {}

  std::uint64_t below(std::uint64_t limit) { return random_() % limit; }
  std::string word() {  // word n stands about 1 / (n + 1) as often as the first
    const double uniform = static_cast<double>(below(1 << 20) + 1) / (1 << 20);
    return "w" + std::to_string(static_cast<int>(std::pow(kWords, uniform)) - 1);
  }
  std::string text(std::uint64_t words) {
    std::string text;
    for (std::uint64_t i = 0; i < words; ++i) text += word() + " ";
    return text;
  }
  std::string query() {
    std::string query;
    const std::uint64_t shape = below(5);
    for (std::uint64_t i = 0, parts = 1 + below(4); i < parts; ++i) {
      static constexpr std::string_view kSigns = "+- ";
      const char sign = shape == 0 ? ' ' : shape == 1 ? '+' : kSigns[below(3)];
      const bool is_phrase = shape == 2 || below(6) == 0;
      query += std::string(1, sign);
      query += is_phrase ? '"' + text(2 + below(2)) + '"' : word();
      query += ' ';
    }
    return query;
  }

 private:
  static constexpr double kWords = 4000;
  std::mt19937_64 random_;
};

std::vector<SegmentView> segments_of(const std::vector<std::string>& texts, std::size_t segments) {
  std::vector<SegmentView> views;
  GameBuilder builder;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    builder.add(std::to_string(i), texts[i]);
    if ((i + 1) * segments / texts.size() == i * segments / texts.size()) continue;
    views.push_back({Segment::open(builder.finish({0, "game", views.size() + 1})), nullptr});
  }
  return views;
}

void expect_equal(std::uint64_t documents, std::uint64_t length, std::size_t queries) {
  const std::uint64_t seed = test_seed();
  SCOPED_TRACE("COLDOPEN_SEED=" + std::to_string(seed));
  Texts random(seed);
  std::vector<std::string> texts;
  for (std::uint64_t i = 0; i < documents; ++i)
    texts.push_back(random.text(1 + random.below(length)));
  VerifyOptions options;
  options.seed = seed;
  options.say = [](const std::string&) {};
  for (std::size_t i = 0; i < queries; ++i) options.queries.push_back(random.query());
  std::vector<GameIndex> indexes;
  for (const std::size_t segments : {1U, 3U, 10U})
    indexes.emplace_back(segments_of(texts, segments));
  EXPECT_EQ(verify_game(indexes, options), "");
}

TEST(GameSegments, HoldWhatFindBreachesAsks) {
  Texts random(test_seed());
  std::vector<std::string> texts;
  for (int i = 0; i < 3000; ++i) texts.push_back(random.text(60));
  for (const SegmentView& view : segments_of(texts, 2)) {
    EXPECT_THAT(find_breaches(*view.segment), IsEmpty());
  }
}

TEST(GameEngine, FindsWhatTheJudgeFindsInTextsOfOneChunk) { expect_equal(4'000, 120, 150); }

TEST(GameEngine, FindsWhatTheJudgeFindsInManyShortTexts) { expect_equal(140'000, 8, 30); }

}  // namespace
}  // namespace coldopen
