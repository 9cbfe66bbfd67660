#include "server/ndjson_stream.hpp"

#include <gtest/gtest.h>

namespace coldopen {
namespace {

using std::chrono::milliseconds;

const NdjsonStream::Clock::time_point kStart{};

Framing length(std::uint64_t bytes) {
  Framing framing;
  framing.body = Framing::Body::length;
  framing.length = bytes;
  return framing;
}

TEST(NdjsonStream, AGroupWaitsForTwentyMillisecondsAfterItsFirstLine) {
  NdjsonStream stream(length(100));
  std::string inbox = "{a";
  stream.take(inbox, kStart);
  EXPECT_FALSE(stream.has_lines());
  EXPECT_EQ(stream.wait(kStart, milliseconds{900}), milliseconds{900}) << "no line waits";
  inbox = "}\n{b";
  stream.take(inbox, kStart + milliseconds{500});
  EXPECT_TRUE(inbox.empty());
  EXPECT_FALSE(stream.group_is_due(kStart + milliseconds{519}, false));
  EXPECT_EQ(stream.wait(kStart + milliseconds{505}, milliseconds{900}), milliseconds{15});
  EXPECT_EQ(stream.wait(kStart + milliseconds{505}, milliseconds{3}), milliseconds{3});
  EXPECT_TRUE(stream.group_is_due(kStart + milliseconds{520}, false));
  EXPECT_TRUE(stream.group_is_due(kStart + milliseconds{501}, true)) << "nothing more is read";
  EXPECT_EQ(stream.take_group().size(), 1U);
  EXPECT_FALSE(stream.group_is_due(kStart + milliseconds{900}, true)) << "half a line is none";
}

TEST(NdjsonStream, AThousandLinesAreAGroupAtOnceAndTheRestBeginsAnew) {
  std::string inbox;
  for (int i = 0; i < 1001; ++i) inbox += "{}\n";
  NdjsonStream stream(length(inbox.size() + 1));
  stream.take(inbox, kStart);
  EXPECT_TRUE(stream.group_is_due(kStart, false));
  EXPECT_EQ(stream.take_group().size(), 1000U);
  stream.end_group(kStart + milliseconds{300});
  EXPECT_FALSE(stream.group_is_due(kStart + milliseconds{319}, false));
  EXPECT_TRUE(stream.group_is_due(kStart + milliseconds{320}, false));
}

TEST(NdjsonStream, TheEndOfTheBodyEndsTheLastLineAndLeavesTheNextRequest) {
  NdjsonStream stream(length(4));
  std::string inbox = "{a} GET /";
  stream.take(inbox, kStart);
  EXPECT_TRUE(stream.complete());
  EXPECT_EQ(inbox, "GET /");
  const std::vector<NdjsonLine> lines = stream.take_group();
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0].text, "{a} ");
}

TEST(NdjsonStream, AChunkTellsItsLengthInHexadecimal) {
  EXPECT_EQ(chunk_of("{}\n"), "3\r\n{}\n\r\n");
  EXPECT_EQ(chunk_of(std::string(300, 'x')).substr(0, 5), "12c\r\n");
}

}  // namespace
}  // namespace coldopen
