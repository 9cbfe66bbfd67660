#include "server/line_groups.hpp"

#include <gtest/gtest.h>

namespace coldopen {
namespace {

std::string show(LineSplitter& lines) {
  std::string out;
  for (const NdjsonLine& line : lines.take(1000)) {
    out += std::to_string(line.number) + (line.too_long ? "!" : ":") + line.text + ' ';
  }
  return out;
}

TEST(LineGroups, R19R20_LinesComeOutTheSameHoweverTheBytesAreCut) {
  const std::string text = "{a}\n\n \r\n{b}\r\n" + std::string(20, 'x') + "\n{c}";
  for (std::size_t piece = 1; piece <= text.size(); ++piece) {
    LineSplitter lines(10);
    for (std::size_t at = 0; at < text.size(); at += piece) lines.feed(text.substr(at, piece));
    lines.finish();
    EXPECT_EQ(show(lines), "1:{a} 4:{b}\r 5! 6:{c} ") << piece;
    EXPECT_EQ(lines.ready_bytes(), 0U);
  }
}

TEST(LineGroups, AGroupTakesTheFirstLinesAndLeavesTheOthers) {
  LineSplitter lines(10);
  lines.feed("a\nbb\nccc\nd");
  EXPECT_EQ(lines.ready_lines(), 3U);
  EXPECT_EQ(lines.ready_bytes(), 6U);
  EXPECT_EQ(lines.take(2).size(), 2U);
  EXPECT_EQ(lines.ready_bytes(), 3U);
  EXPECT_EQ(show(lines), "3:ccc ");
}

}  // namespace
}  // namespace coldopen
