#include "server/embed_routes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/compression.hpp"
#include "tests/support/test_wiki.hpp"

namespace coldopen {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr std::size_t kScriptBytesMax = 12U << 10;  // as gzip

TEST(EmbedScript, IsAModuleThatEveryPageMayLoadAndKeepForAnHour) {
  TestWiki wiki;
  const Reply reply = wiki.ask(embed_script, {});
  EXPECT_EQ(reply.status, 200);
  EXPECT_THAT(reply.content_type, StartsWith("text/javascript"));
  EXPECT_EQ(find_header(reply.headers, "Access-Control-Allow-Origin"), "*");
  EXPECT_EQ(find_header(reply.headers, "Cache-Control"), "public, max-age=3600");
  const std::string tag(find_header(reply.headers, "ETag"));
  EXPECT_THAT(tag, StartsWith("\"embed-"));
  EXPECT_EQ(wiki.ask(embed_script, {}, {}, {{"If-None-Match", "W/" + tag}}).status, 304);
  EXPECT_EQ(wiki.ask(embed_script, {}, {}, {{"If-None-Match", "\"another\""}}).status, 200);
}

TEST(EmbedScript, IsSmallAndNeedsNoLeaveOfAPolicy) {
  TestWiki wiki;
  Reply reply = wiki.ask(embed_script, {});
  const std::string text = reply.body;
  for (const char* forbidden : {"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write",
                                "eval(", "new Function", ".style.", "<style", "import("}) {
    EXPECT_THAT(text, Not(HasSubstr(forbidden)));
  }
  ASSERT_TRUE(compress(reply));
  EXPECT_LT(reply.body.size(), kScriptBytesMax);
}

TEST(SearchDescription, SaysHowToSearchAndWhereSuggestionsAre) {
  TestWiki wiki;
  const Reply reply = wiki.ask(search_description, {}, {}, {{"Host", "127.0.0.1:7700"}});
  EXPECT_EQ(reply.content_type, "application/opensearchdescription+xml; charset=utf-8");
  EXPECT_THAT(reply.body, HasSubstr("xmlns=\"http://a9.com/-/spec/opensearch/1.1/\""));
  EXPECT_THAT(reply.body, HasSubstr("<ShortName>coldopen</ShortName>"));
  EXPECT_THAT(reply.body, HasSubstr("<Url type=\"text/html\" template=\""
                                    "http://127.0.0.1:7700/search?q={searchTerms}\"/>"));
  EXPECT_THAT(reply.body,
              HasSubstr("<Url type=\"application/x-suggestions+json\" template=\"http://"
                        "127.0.0.1:7700/mw/main/api.php?action=opensearch&amp;search="
                        "{searchTerms}\"/>"));
}

TEST(SearchDescription, KnowsItsPublicNameAndItsIndex) {
  TestWiki wiki;
  wiki.state().public_origins = {"https://search.example"};
  const std::string body =
      wiki.ask(search_description, {{"index", "parks"}}, {}, {{"Host", "search.example"}}).body;
  EXPECT_THAT(body, HasSubstr("\"https://search.example/search?index=parks&amp;q={searchTerms}\""));
  EXPECT_THAT(body, HasSubstr("https://search.example/mw/parks/api.php"));
  EXPECT_THAT(body, HasSubstr("<ShortName>coldopen: parks</ShortName>"));
  const std::string attack = "\"/><x>";
  EXPECT_THAT(wiki.ask(search_description, {{"index", attack}}, {}, {{"Host", attack}}).body,
              Not(HasSubstr("<x>")));
}

}  // namespace
}  // namespace coldopen
