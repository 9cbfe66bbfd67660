#include "server/command_line.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "corpus/error.hpp"

namespace coldopen {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

CommandLine parse(const Strings& words) { return parse_command_line(words); }

std::string refusal(const Strings& words) {
  try {
    parse(words);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
    return error.what();
  }
  return "accepted";
}

TEST(CommandLine, OptionsMayStandBeforeBetweenAndBehindTheArguments) {
  const CommandLine line = parse({"search", "--limit", "5", "dinner", "--filter=season:4", "party",
                                  "--data", "x", "--explain"});
  EXPECT_EQ(line.command, CommandName::search);
  EXPECT_THAT(line.arguments, ElementsAre("dinner", "party"));
  EXPECT_EQ(line.number("limit", 10), 5U);
  EXPECT_EQ(line.number("offset", 10), 10U);
  EXPECT_THAT(line.list("filter"), ElementsAre("season:4"));
  EXPECT_THAT(line.settings.at("data"), ElementsAre("x"));
  EXPECT_TRUE(line.has("explain"));
  EXPECT_FALSE(line.has("json"));
}

TEST(CommandLine, AValueMayBeginWithAHyphenAndAQueryToo) {
  const CommandLine line = parse({"search", "--sort", "-air_date", "--filter", "-cast:x",
                                  "--filter", "season:4", "--", "-word", "--limit"});
  EXPECT_EQ(line.text("sort"), "-air_date");
  EXPECT_THAT(line.list("filter"), ElementsAre("-cast:x", "season:4"));
  EXPECT_THAT(line.arguments, ElementsAre("-word", "--limit"));
}

TEST(CommandLine, WordsOfAQueryAreNeverCommandsOrLists) {
  EXPECT_THAT(parse({"search", "serve", "[a,b]", "index", "-"}).arguments,
              ElementsAre("serve", "[a,b]", "index", "-"));
}

TEST(CommandLine, UnknownWordsNameTheNearestKnownOne) {
  EXPECT_THAT(refusal({"serach", "x"}), HasSubstr("did you mean `search`"));
  EXPECT_THAT(refusal({"search", "--limt", "5", "x"}), HasSubstr("did you mean --limit"));
  EXPECT_THAT(refusal({"search", "--limt=5", "x"}), HasSubstr("did you mean --limit"));
  EXPECT_THAT(refusal({"search", "x", "-word"}), HasSubstr("put -- before the query"));
  EXPECT_THAT(refusal({"index", "x", "--limit", "5"}), HasSubstr("`index` has no option --limit"));
  EXPECT_THAT(refusal({"--data", "x", "search"}), HasSubstr("the command comes first"));
  EXPECT_THAT(refusal({}), HasSubstr("which command"));
}

TEST(CommandLine, AnOptionGivenTwiceMustSayTheSame) {
  EXPECT_THAT(refusal({"search", "x", "--limit", "5", "--limit", "6"}),
              HasSubstr("--limit was given twice: '5' and '6'"));
  EXPECT_EQ(parse({"search", "x", "--limit", "5", "--limit", "5"}).number("limit", 0), 5U);
}

TEST(CommandLine, ANumberOutsideItsRangeIsRefusedWithTheRange) {
  for (const char* bad : {"abc", "-1", "1e3", "99999999999999999999", "101", "", " 5", "٣"}) {
    EXPECT_THAT(refusal({"search", "x", "--limit", bad}), HasSubstr("--limit")) << bad;
  }
  EXPECT_THAT(refusal({"search", "x", "--limit", "101"}), HasSubstr("from 0 to 100"));
  EXPECT_THAT(refusal({"search", "x", "--limit"}), HasSubstr("needs a value"));
  EXPECT_THAT(refusal({"search", "x", "--match", "some"}), HasSubstr("auto|all|any"));
}

TEST(CommandLine, ArgumentsAreCountedAndQueriesAreUtf8) {
  EXPECT_THAT(refusal({"search"}), HasSubstr("needs QUERY"));
  EXPECT_THAT(refusal({"bench", "a", "b"}), HasSubstr("takes no argument 'b'"));
  EXPECT_THAT(refusal({"search", "caf\xe9"}), HasSubstr("caf%E9"));
  EXPECT_THAT(parse({"index", "caf\xe9"}).arguments, ElementsAre("caf\xe9"));
}

TEST(CommandLine, AKeyIsForAServer) {
  for (const char* command : {"search", "bench", "settings"}) {
    EXPECT_THAT(refusal({command, "x", "--key-file", "k"}), HasSubstr("--key-file needs --url"));
    EXPECT_EQ(parse({command, "x", "--key-file", "k", "--url", "http://h"}).text("key-file"), "k");
  }
}

TEST(CommandLine, HelpAndVersionNeedNothingElse) {
  EXPECT_EQ(parse({"--help"}).command, CommandName::help);
  EXPECT_THAT(parse({"search", "--help"}).arguments, ElementsAre("search"));
  EXPECT_EQ(parse({"index", "--version"}).command, CommandName::version);
  EXPECT_THAT(version_text(), HasSubstr("coldopen 0."));
}

TEST(CommandLine, HelpNamesEveryCommandAndTheOptionsOfEach) {
  const std::string all = help_text();
  for (const char* name : {"index", "search", "serve", "check", "stats", "analyze", "bench"}) {
    EXPECT_THAT(all, HasSubstr(std::string("\n  ") + name));
  }
  EXPECT_THAT(help_text("search"), HasSubstr("--filter CLAUSE"));
  EXPECT_THAT(help_text("serve"), HasSubstr("--listen HOST:PORT"));
  EXPECT_THAT(help_text("stats"), ::testing::Not(HasSubstr("--listen")));
}

}  // namespace
}  // namespace coldopen
