#include "server/headers.hpp"

#include <gtest/gtest.h>

namespace coldopen {
namespace {

TEST(Headers, H31_AcceptNamesWhatTheCallerTakes) {
  for (const char* accept : {"", "*/*", "application/json", "Application/*", "text/html, */*;q=0.1",
                             "image/png, application/json;q=0.5"}) {
    EXPECT_TRUE(accepts_type(accept, "application/json")) << accept;
  }
  for (const char* accept : {"image/png", "text/*", "application/json;q=0, */*", "a"}) {
    EXPECT_FALSE(accepts_type(accept, "application/json")) << accept;
  }
}

TEST(Headers, H31_GzipIsUsedOnlyWhereItIsWanted) {
  EXPECT_TRUE(accepts_gzip("gzip"));
  EXPECT_TRUE(accepts_gzip("br, GZIP;q=0.5"));
  EXPECT_TRUE(accepts_gzip("*"));
  EXPECT_FALSE(accepts_gzip(""));
  EXPECT_FALSE(accepts_gzip("gzip;q=0, *;q=0"));
  EXPECT_FALSE(accepts_gzip("gzip;q=0.000, *"));
  EXPECT_FALSE(accepts_gzip("br"));
  std::string many;
  for (int i = 0; i < 2000; ++i) many += "a, ";
  EXPECT_FALSE(accepts_gzip(many + "gzip"));  // only the first 32 items count
}

TEST(Headers, H25_TheTypeOfABodyIsJudgedWithItsCharset) {
  EXPECT_TRUE(has_content_type("application/json", "application/json"));
  EXPECT_TRUE(has_content_type("Application/JSON ; charset=UTF-8", "application/json"));
  EXPECT_TRUE(has_content_type("application/json;charset=\"utf-8\"", "application/json"));
  EXPECT_FALSE(has_content_type("application/json; charset=latin1", "application/json"));
  EXPECT_FALSE(has_content_type("text/plain", "application/json"));
  EXPECT_FALSE(has_content_type("", "application/json"));
}

TEST(Headers, H30_EntityTagsAreReadOrCalledMalformed) {
  EXPECT_TRUE(parse_entity_tags(" * ")->any);
  const auto tags = parse_entity_tags("\"17\", W/\"18\"");
  ASSERT_TRUE(tags);
  ASSERT_EQ(tags->tags.size(), 2U);
  EXPECT_TRUE(tags->tags[1].weak);
  EXPECT_TRUE(matches_weakly(*tags, "18"));
  EXPECT_FALSE(matches_weakly(*tags, "19"));
  for (const char* bad : {"17", "\"17", "\"17\" \"18\"", "", "W/17", "*, \"17\""}) {
    EXPECT_FALSE(parse_entity_tags(bad)) << bad;
  }
}

TEST(Headers, AnAnswerNeverCarriesALineEndFromAValue) {
  const std::vector<NameValue> fields = {{"A", "b"}, {"X", "a\r\nSet-Cookie: c"}, {"Y", "d\n"}};
  EXPECT_EQ(write_head(404, fields), "HTTP/1.1 404 Not Found\r\nA: b\r\n\r\n");
}

}  // namespace
}  // namespace coldopen
