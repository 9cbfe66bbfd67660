#include "server/progress.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <vector>

namespace coldopen {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// A clock that the test turns and a screen that keeps what was written.
struct Screen {
  std::chrono::steady_clock::time_point now{};
  std::vector<std::string> written;
  Progress progress(Progress::Manner manner) {
    return {manner, [this](std::string_view text) { written.emplace_back(text); },
            [this] { return now; }};
  }
};

const ProgressState kState{"wiki.jsonl", 12'340, 62'000'000, 100'000'000};

TEST(Progress, TheLineSaysShareRateAndTimeLeft) {
  EXPECT_EQ(progress_line(kState, seconds(4)),
            "wiki.jsonl  62%  12,340 articles  3,085/s  16 MB/s  ETA 0:03");
}

TEST(Progress, AnUnknownLengthHasNoShareAndNoTimeLeft) {
  EXPECT_EQ(progress_line({"-", 1, 500'000, 0}, seconds(1)), "-  1 article  1/s  0.5 MB/s");
}

TEST(Progress, ATerminalIsRedrawnAtMostTenTimesASecond) {
  Screen screen;
  Progress progress = screen.progress(Progress::Manner::terminal);
  for (int i = 0; i < 1'000; ++i) {
    progress.update(kState);
    screen.now += milliseconds(1);
  }
  EXPECT_THAT(screen.written, SizeIs(10));
  progress.finish(kState);
  EXPECT_EQ(screen.written.back(), "\r\x1b[K");
}

TEST(Progress, ElsewhereThereIsALineAtTheStartEveryTenSecondsAndAtTheEnd) {
  Screen screen;
  Progress progress = screen.progress(Progress::Manner::lines);
  for (int i = 0; i < 25; ++i) {
    progress.update(kState);
    screen.now += seconds(1);
  }
  progress.finish(kState);
  EXPECT_THAT(screen.written, SizeIs(4));
  EXPECT_EQ(screen.written.front(), "reading wiki.jsonl\n");
  EXPECT_THAT(screen.written.back(), HasSubstr("62%"));
}

TEST(Progress, QuietWritesNothing) {
  Screen screen;
  Progress progress = screen.progress(Progress::Manner::quiet);
  progress.update(kState);
  progress.finish(kState);
  EXPECT_THAT(screen.written, IsEmpty());
}

}  // namespace
}  // namespace coldopen
