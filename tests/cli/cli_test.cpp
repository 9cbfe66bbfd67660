// The real program as a shell sees it: exit codes, standard output and error, signals.

#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include "index/live/engine.hpp"

namespace coldopen {
namespace {

namespace fs = std::filesystem;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

struct Ended {
  int code = -1;   // exit code; -1 where a signal ended it
  int signal = 0;  // that ended it
  std::string out, err;
};

struct Redirect {
  std::string in = {};        // for standard input, which then ends
  const char* out = nullptr;  // a file for standard output instead of a pipe
};

class Process {
 public:
  Process(const std::vector<std::string>& words, const char* out_file = nullptr) {
    std::array<int, 2> in{}, out{}, err{};
    EXPECT_EQ(0, ::pipe2(in.data(), O_CLOEXEC) | ::pipe2(out.data(), O_CLOEXEC) |
                     ::pipe2(err.data(), O_CLOEXEC));
    std::vector<char*> arguments{const_cast<char*>(COLDOPEN_BINARY)};
    for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    pid_ = ::fork();
    if (pid_ == 0) {
      ::dup2(in[0], 0);
      ::dup2(out_file != nullptr ? ::open(out_file, O_WRONLY) : out[1], 1);
      ::dup2(err[1], 2);
      ::unsetenv("COLDOPEN_DATA");
      ::unsetenv("COLDOPEN_INDEX");
      ::unsetenv("COLDOPEN_CONFIG");
      ::unsetenv("COLDOPEN_LISTEN");
      ::execv(COLDOPEN_BINARY, arguments.data());
      ::_exit(127);
    }
    ::close(in[0]);
    ::close(out[1]);
    ::close(err[1]);
    in_ = in[1];
    out_ = out[0];
    err_ = err[0];
  }
  ~Process() {
    for (const int one : {in_, out_, err_}) {
      if (one >= 0) ::close(one);
    }
  }

  void write(const std::string& text) const {
    EXPECT_EQ(static_cast<ssize_t>(text.size()), ::write(in_, text.data(), text.size()));
  }
  void close_input() { ::close(std::exchange(in_, -1)); }
  void close_output() { ::close(std::exchange(out_, -1)); }
  void kill(int signal) const { ::kill(pid_, signal); }

  // Reads standard error until it holds `text`, at most ten seconds.
  std::string wait_for(const std::string& text) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (ended_.err.find(text) == std::string::npos && std::chrono::steady_clock::now() < end) {
      pollfd ready{err_, POLLIN, 0};
      if (::poll(&ready, 1, 100) > 0 && !read_some(err_, ended_.err)) break;
    }
    return ended_.err;
  }

  Ended wait() {
    while (out_ >= 0 || err_ >= 0) {
      std::array<pollfd, 2> ready = {pollfd{out_, POLLIN, 0}, pollfd{err_, POLLIN, 0}};
      ::poll(ready.data(), 2, -1);
      if (ready[0].revents != 0 && !read_some(out_, ended_.out)) close_output();
      if (ready[1].revents != 0 && !read_some(err_, ended_.err)) ::close(std::exchange(err_, -1));
    }
    int status = 0;
    ::waitpid(pid_, &status, 0);
    ended_.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    ended_.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    return ended_;
  }

 private:
  static bool read_some(int from, std::string& to) {
    std::array<char, 4096> piece{};
    const ssize_t got = ::read(from, piece.data(), piece.size());
    if (got > 0) to.append(piece.data(), static_cast<std::size_t>(got));
    return got > 0;
  }

  pid_t pid_ = 0;
  int in_ = -1, out_ = -1, err_ = -1;
  Ended ended_;
};

Ended run(const std::vector<std::string>& words, const Redirect& redirect = {}) {
  Process process(words, redirect.out);
  process.write(redirect.in);
  process.close_input();
  return process.wait();
}

class Cli : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "coldopen-cli-XXXXXX").string();
    ASSERT_NE(nullptr, ::mkdtemp(pattern.data()));
    root_ = pattern;
    data_ = (root_ / "data").string();
  }
  void TearDown() override { fs::remove_all(root_); }

  std::string file(const std::string& name, const std::string& text) const {
    fs::create_directories((root_ / name).parent_path());
    std::ofstream(root_ / name, std::ios::binary) << text;
    return (root_ / name).string();
  }
  Ended index(std::vector<std::string> words) const {
    words.insert(words.begin(), "index");
    words.insert(words.end(), {"--data", data_});
    return run(words);
  }
  Ended search(std::vector<std::string> words) const {
    words.insert(words.begin(), "search");
    words.insert(words.end(), {"--data", data_});
    return run(words);
  }
  void fill() const {
    const Ended done = index(
        {file("wiki.jsonl",
              "{\"id\":\"Dinner_Party\",\"title\":\"Dinner Party\",\"season\":4,\"episode\":13,"
              "\"kind\":\"episode\",\"body\":\"Snip snap! Snip snap!\"}\n"
              "{\"id\":\"Niagara\",\"title\":\"Niagara\",\"season\":6,\"episode\":4,"
              "\"kind\":\"episode\",\"body\":\"Jim and Pam get married.\"}\n")});
    ASSERT_EQ(done.code, 0) << done.err;
  }

  fs::path root_;
  std::string data_;
};

// --- Wrong usage

TEST_F(Cli, WrongUsageIsSixtyFourWithAWordOfHelpAndLeavesNothingBehind) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases = {
      {{}, "Usage: coldopen"},
      {{"serach", "x"}, "did you mean `search`"},
      {{"search", "x", "--limt", "5"}, "did you mean --limit"},
      {{"search", "x", "--limit", "5", "--limit", "6"}, "'5' and '6'"},
      {{"search", "x", "--limit", "101"}, "from 0 to 100"},
      {{"search", "x", "--index", "../x"}, "a-z, 0-9"},
      {{"search", "x", "--index", "Main"}, "a-z, 0-9"},
      {{"search", "x", "--index", std::string(64, 'a')}, "at most 63"},
      {{"search", "caf\xe9"}, "caf%E9"},
      {{"search", "x", "--key", "secret"}, "has no option --key"},
      {{"serve", "--listen", "127.0.0.1:65536"}, "port 0 to 65535"},
      {{"index", "x", "--attr", "season"}, "NAME=VALUE"},
  };
  for (auto [words, help] : cases) {
    if (!words.empty() && words[0] != "serach") words.insert(words.end(), {"--data", data_});
    const Ended ended = run(words);
    EXPECT_EQ(ended.code, 64) << help;
    EXPECT_THAT(ended.err, HasSubstr(help));
    EXPECT_THAT(ended.err, StartsWith("coldopen: "));
    EXPECT_THAT(ended.out, IsEmpty());
  }
  EXPECT_FALSE(fs::exists(data_));
}

TEST_F(Cli, AWrongConfigurationIsSeventyEightWithFileAndLine) {
  const std::string path = file("coldopen.conf", "# mine\nlisen = 127.0.0.1:1\n");
  const Ended ended = run({"serve", "--config", path, "--data", data_});
  EXPECT_EQ(ended.code, 78);
  EXPECT_THAT(ended.err,
              HasSubstr("coldopen.conf:2: there is no setting 'lisen': did you mean 'listen'"));
}

TEST_F(Cli, PrintConfigShowsEachValueAndItsOrigin) {
  const std::string path = file("coldopen.conf", "drain = 3s\n");
  const Ended ended = run({"serve", "--config", path, "--data", data_, "--print-config"});
  EXPECT_EQ(ended.code, 0);
  EXPECT_THAT(ended.out, ::testing::ContainsRegex("drain = 3s +# .*coldopen.conf:1"));
  EXPECT_THAT(ended.out, ::testing::ContainsRegex("data = .*data +# flag"));
}

TEST_F(Cli, ServingOpenlyIsRefusedWithTheWayOut) {
  const Ended ended = run({"serve", "--listen", "0.0.0.0:0", "--data", data_});
  EXPECT_EQ(ended.code, 78);
  EXPECT_THAT(ended.err, HasSubstr("0.0.0.0:0"));
  EXPECT_THAT(ended.err, HasSubstr("127.0.0.1"));
  EXPECT_FALSE(fs::exists(data_));
}

TEST_F(Cli, ADataDirectoryThatCannotBeIsSeventyThree) {
  const std::string path = file("plain", "x");
  EXPECT_EQ(run({"index", file("a.txt", "A\n\nText."), "--data", path}).code, 73);
}

// --- Index and search

TEST_F(Cli, WhatWasIndexedIsFoundAndWhatWasNotIsOne) {
  fill();
  const Ended hit = search({"snip", "snap"});
  EXPECT_EQ(hit.code, 0);
  EXPECT_THAT(hit.out, HasSubstr("Dinner Party  S04E13"));
  EXPECT_THAT(hit.out, Not(HasSubstr("\x1b[")));
  EXPECT_THAT(search({"snip", "--color", "always"}).out, HasSubstr("\x1b[1;33mSnip\x1b[0m"));
  const Ended none = search({"zzzzqq"});
  EXPECT_EQ(none.code, 1);
  EXPECT_THAT(none.out, HasSubstr("0 results"));
}

TEST_F(Cli, AnExplainedScoreSaysWhatItsPartsCountFor) {
  fill();
  EXPECT_THAT(search({"dinner", "party", "--explain"}).out, HasSubstr("dinner party: exact title"));
  EXPECT_THAT(search({"snip", "snip", "--explain"}).out, HasSubstr(": typed 2 times"));
}

TEST_F(Cli, AFilterOfWrongTypeIsWrongUsage) {
  fill();
  EXPECT_EQ(search({"snip", "--filter", "season:four"}).code, 64);
  EXPECT_EQ(search({"snip", "--filter", "seasn:4"}).code, 64);
  EXPECT_EQ(search({"snip", "--filter", "season:4"}).code, 0);
  EXPECT_EQ(search({"snip", "--filter", "-season:4"}).code, 1);
}

TEST_F(Cli, JsonIsOneDocumentOnStandardOutput) {
  fill();
  const Ended ended = search({"niagara", "--json", "--facets", "season"});
  EXPECT_THAT(ended.out, StartsWith("{\"q\":\"niagara\""));
  EXPECT_THAT(ended.out, HasSubstr("\"facets\":{\"season\":[{\"value\":6,"));
  const Ended stats = run({"stats", "--data", data_, "--json"});
  EXPECT_THAT(stats.out, HasSubstr("\"text_bytes\":"));
}

TEST_F(Cli, SettingsAreShownAndReplacedAndInUse) {
  fill();
  const Ended shown = run({"settings", "--data", data_});
  EXPECT_EQ(shown.code, 0);
  EXPECT_THAT(shown.out, StartsWith("{\"language\":\"en\",\"weights\":{\"title\":5,"));
  EXPECT_EQ(search({"waterfalls of canada"}).code, 1);
  const std::string path =
      file("settings.json", R"({"synonyms":[{"from":["waterfalls of canada"],"to":["niagara"]}]})");
  EXPECT_EQ(run({"settings", path, "--data", data_}).code, 0);
  EXPECT_EQ(search({"waterfalls of canada"}).code, 0);
  const Ended wrong = run({"settings", file("wrong.json", R"({"synonims":[]})"), "--data", data_});
  EXPECT_EQ(wrong.code, 64);
  EXPECT_THAT(wrong.err, HasSubstr("no setting synonims; did you mean synonyms"));
  EXPECT_EQ(run({"settings", "--data", data_, "--index", "none"}).code, 66);
  EXPECT_EQ(run({"settings", (root_ / "missing.json").string(), "--data", data_}).code, 66);
  const Ended folder = run({"settings", root_.string(), "--data", data_});
  EXPECT_EQ(folder.code, 66);
  EXPECT_THAT(folder.err, HasSubstr("give a JSON file"));
  const std::string fresh = (root_ / "fresh").string();
  EXPECT_EQ(run({"settings", file("wrong.json", "{"), "--data", fresh}).code, 65);
  EXPECT_FALSE(fs::exists(fresh));
  EXPECT_EQ(run({"check", "--data", data_}).code, 0);
}

TEST_F(Cli, IndexingTheSameAgainChangesNothing) {
  fill();
  const Ended again = index({(root_ / "wiki.jsonl").string(), "--json"});
  EXPECT_THAT(again.out, HasSubstr("\"indexed\":2,\"added\":0,\"replaced\":0,\"unchanged\":2"));
}

TEST_F(Cli, ABadRecordIsCountedShownAndReportedAndStrictSaysSixtyFive) {
  const std::string path =
      file("bad.jsonl", "{\"id\":\"a\",\"title\":\"A\",\"body\":\"x\"}\n{\"id\":\n");
  const std::string report = (root_ / "report.ndjson").string();
  const Ended ended = index({path, "--report", report});
  EXPECT_EQ(ended.code, 0);
  EXPECT_THAT(ended.out, HasSubstr("2 articles read from 1 file: 1 added"));
  EXPECT_THAT(ended.out, HasSubstr("skipped "));
  std::ifstream in(report);
  const std::string line((std::istreambuf_iterator<char>(in)), {});
  EXPECT_THAT(line, HasSubstr("\"kind\":\"skipped\""));
  EXPECT_EQ(index({path, "--strict"}).code, 65);
  EXPECT_EQ(index({file("none.jsonl", "{\"id\":\n")}).code, 65);
}

TEST_F(Cli, AMissingPathIsSixtySixAfterTheOthersWereRead) {
  const Ended ended =
      index({(root_ / "missing.txt").string(), file("a.txt", "Alpha\n\nThe text of alpha.\n")});
  EXPECT_EQ(ended.code, 66);
  EXPECT_THAT(ended.out, HasSubstr("1 article read from 1 file: 1 added"));
  EXPECT_THAT(ended.out, HasSubstr("not read "));
  EXPECT_THAT(ended.err, HasSubstr("1 path could not be read"));
  EXPECT_EQ(search({"alpha"}).code, 0);
}

TEST_F(Cli, EmptyInputsAreNoErrorButSaidSo) {
  fs::create_directories(root_ / "empty");
  const Ended ended = index({file("empty.txt", ""), (root_ / "empty").string()});
  EXPECT_EQ(ended.code, 0);
  EXPECT_THAT(ended.out, HasSubstr("0 articles"));
  EXPECT_THAT(ended.err, HasSubstr("nothing was found"));
}

TEST_F(Cli, OnlyRegularFilesAndFoldersAreRead) {
  const std::string fifo = (root_ / "fifo").string();
  ASSERT_EQ(0, ::mkfifo(fifo.c_str(), 0600));
  EXPECT_EQ(index({fifo}).code, 66);
  fs::create_symlink("b", root_ / "a");
  fs::create_symlink("a", root_ / "b");
  EXPECT_EQ(index({(root_ / "a").string()}).code, 66);
  fs::create_symlink(file("real.txt", "Real\n\nThe real text.\n"), root_ / "link.txt");
  EXPECT_EQ(index({(root_ / "link.txt").string()}).code, 0);
}

TEST_F(Cli, ADryRunStoresNothing) {
  const Ended ended = index({file("a.txt", "Alpha\n\nText.\n"), "--dry-run"});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_THAT(ended.out, HasSubstr("1 article read"));
  EXPECT_FALSE(fs::exists(data_));
}

TEST_F(Cli, ConstantAttributesAreGivenToEveryArticle) {
  ASSERT_EQ(index({file("a.txt", "Alpha\n\nText.\n"), "--attr", "season=4", "--attr",
                   "series=The Office"})
                .code,
            0);
  EXPECT_EQ(search({"alpha", "--filter", "season:4", "--filter", "series:\"the office\""}).code, 0);
}

TEST_F(Cli, StandardInputIsReadToItsEnd) {
  const Ended ended = run({"index", "-", "--data", data_},
                          {.in = "{\"id\":\"a\",\"title\":\"A\",\"body\":\"pretzel\"}\n"});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(search({"pretzel"}).code, 0);
}

// --- Damage, locks, streams, signals

TEST_F(Cli, CheckOfAWholeDirectoryIsZero) {
  fill();
  const Ended ended = run({"check", "--data", data_});
  EXPECT_EQ(ended.code, 0) << ended.out;
  EXPECT_THAT(ended.out, HasSubstr("whole: 2 articles"));
}

TEST_F(Cli, CheckOfADamagedSegmentIsOneAndRebuildHealsIt) {
  fill();
  bool damaged = false;
  for (const auto& entry : fs::recursive_directory_iterator(data_)) {
    if (entry.path().extension() != ".cold") continue;
    std::fstream segment(entry.path(), std::ios::in | std::ios::out | std::ios::binary);
    segment.seekp(static_cast<std::streamoff>(entry.file_size() / 2));
    segment.write("\xff\x00\xff\x00", 4);
    damaged = true;
  }
  ASSERT_TRUE(damaged);
  const Ended ended = run({"check", "--data", data_});
  EXPECT_EQ(ended.code, 1) << ended.out << ended.err;
  EXPECT_THAT(ended.out, HasSubstr("damaged"));
  EXPECT_EQ(run({"check", "--rebuild", "--data", data_}).code, 0);
  EXPECT_EQ(search({"snip"}).code, 0);
}

TEST_F(Cli, AnotherWriterIsSeventyFiveAndReadersGoOn) {
  fill();
  const auto writer = Engine::open(data_, OpenMode::write);
  const Ended ended = index({(root_ / "wiki.jsonl").string()});
  EXPECT_EQ(ended.code, 75);
  EXPECT_THAT(ended.err, HasSubstr(std::to_string(::getpid())));
  EXPECT_EQ(search({"snip"}).code, 0);
  EXPECT_EQ(run({"stats", "--data", data_}).code, 0);
}

TEST_F(Cli, WithoutADataDirectoryASearchSaysWhatToDo) {
  const Ended ended = search({"x"});
  EXPECT_EQ(ended.code, 66) << ended.err;
  EXPECT_THAT(ended.err, HasSubstr("index something first"));
  EXPECT_FALSE(fs::exists(data_));
}

TEST_F(Cli, AFullDiskUnderTheResultsIsSeventyFourAndAClosedPipeIsQuiet) {
  fill();
  EXPECT_EQ(run({"search", "snip", "--data", data_}, {.out = "/dev/full"}).code, 74);
  Process process({"search", "snip", "--data", data_});
  process.close_output();
  const Ended ended = process.wait();
  EXPECT_TRUE(ended.signal == SIGPIPE || ended.code == 0) << ended.code;
  EXPECT_THAT(ended.err, IsEmpty());
}

TEST_F(Cli, AnInterruptedImportKeepsWholeArticlesAndEndsByItsSignal) {
  Process process({"index", "-", "--data", data_});
  std::string lines;
  for (int i = 0; i < 5'000; ++i) {
    lines += "{\"id\":\"a" + std::to_string(i) + "\",\"title\":\"A\",\"body\":\"pretzel day\"}\n";
  }
  process.write(lines + "{\"id\":\"cut\",\"title\":\"Cut\",\"body\":\"never");  // and no end
  for (int i = 0; i < 200 && search({"pretzel", "--limit", "1"}).code != 0; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  process.kill(SIGINT);
  const Ended ended = process.wait();
  EXPECT_EQ(ended.signal, SIGINT);
  EXPECT_THAT(search({"pretzel"}).out, HasSubstr(" results"));  // what was read whole before it
  EXPECT_EQ(search({"cut"}).code, 1);
  EXPECT_EQ(run({"check", "--data", data_}).code, 0);
}

TEST_F(Cli, C17_AnInterruptedImportOfFilesSaysWhatItDid) {
  std::string lines;
  for (int i = 0; i < 100'000; ++i) {
    lines += "{\"id\":\"a" + std::to_string(i) + "\",\"title\":\"A\",\"body\":\"pretzel day\"}\n";
  }
  Process process({"index", file("many.jsonl", lines), "--data", data_});
  process.wait_for("reading many.jsonl");
  process.kill(SIGINT);
  const Ended ended = process.wait();
  EXPECT_EQ(ended.signal, SIGINT);
  EXPECT_THAT(ended.out, HasSubstr("read from 1 file"));
}

// --- Bench and analyze

TEST_F(Cli, ABenchFileWithoutQueriesIsSixtyFiveWithItsLine) {
  fill();
  EXPECT_EQ(run({"bench", file("q.txt", "# only a comment\n"), "--data", data_}).code, 65);
  const Ended bad = run({"bench", file("q2.txt", "fine\ncaf\xe9\n"), "--data", data_});
  EXPECT_EQ(bad.code, 65);
  EXPECT_THAT(bad.err, HasSubstr("q2.txt:2"));
  EXPECT_EQ(run({"bench", (root_ / "missing").string(), "--data", data_}).code, 66);
}

TEST_F(Cli, BenchTimesEveryQueryOfEveryRound) {
  fill();
  const Ended ended = run({"bench", file("q.txt", "snip\n7\tniagara\nzzzzqq\n"), "--data", data_,
                           "--rounds", "4", "--threads", "2", "--rate", "500", "--json"});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_THAT(ended.out, HasSubstr("\"queries\":12,\"distinct_queries\":3,\"empty\":4"));
  EXPECT_THAT(ended.out, HasSubstr("\"wall_ms\":{\"p50\":"));
  EXPECT_THAT(ended.out, HasSubstr("\"cpu_ms\":{\"p50\":"));
  EXPECT_THAT(ended.out, Not(ContainsRegex("[0-9]E[-0-9]"))) << "plain decimals";
}

TEST_F(Cli, BenchTellsWhereTheTimeGoesInAnyNumberOfSegments) {
  fill();
  const std::string log = file("q.txt", "word\tsnip\nword\tniagara\neverything\t\n");
  const Ended ended = run({"bench", log, "--data", data_, "--stages", "--segments", "3", "--json"});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_THAT(ended.out, HasSubstr("\"queries\":15,\"distinct_queries\":3,\"empty\":0"));
  EXPECT_THAT(ended.out, HasSubstr("{\"stage\":\"scoring\",\"mean_us\":"));
  EXPECT_THAT(ended.out, HasSubstr("{\"kind\":\"word\",\"searches\":10,"));
  EXPECT_THAT(ended.out, HasSubstr("{\"kind\":\"everything\",\"searches\":5,"));
  EXPECT_THAT(run({"bench", log, "--data", data_, "--stages"}).out,
              HasSubstr("slow: the slowest hundredth"));
}

TEST_F(Cli, AnalyzeShowsTokensWithPlaceAndStem) {
  const Ended ended = run({"analyze", "Running late"});
  EXPECT_EQ(ended.code, 0);
  EXPECT_THAT(ended.out, HasSubstr("exact  word  0-7    running  run   Running\n"));
  EXPECT_THAT(run({"analyze", "Häuser", "--lang", "de", "--json"}).out,
              HasSubstr(R"("language":"de","kind":"text")"));
  EXPECT_THAT(run({"analyze", "--query", "The Dundies"}).out, HasSubstr("whole  the dundies\n"));
  EXPECT_EQ(run({"analyze", "--query", "--name", "x"}).code, 64);
}

TEST_F(Cli, HelpAndVersionAreResults) {
  EXPECT_THAT(run({"--help"}).out, HasSubstr("Usage: coldopen COMMAND"));
  EXPECT_THAT(run({"search", "--help"}).out, HasSubstr("--filter"));
  EXPECT_THAT(run({"--version"}).out, StartsWith("coldopen 0."));
}

// --- Serve

TEST_F(Cli, ServeSaysItsFirstLinesAndEndsByTheSignalThatStoppedIt) {
  fill();
  Process process({"serve", "--listen", "127.0.0.1:0", "--data", data_, "--cors-origins",
                   "https://wiki.example"});
  const std::string first = process.wait_for("nobody else can connect");
  EXPECT_THAT(first, HasSubstr("pages of https://wiki.example may read\n"));
  EXPECT_THAT(first, HasSubstr("coldopen 0."));
  EXPECT_THAT(first, HasSubstr("2 articles"));
  ASSERT_THAT(first, HasSubstr("open http://127.0.0.1:"));
  const std::size_t at = first.find("http://");
  const std::string url = first.substr(at, first.find('\n', at) - at);
  const Ended hit = run({"search", "snip", "--url", url});
  EXPECT_EQ(hit.code, 0) << hit.err;
  EXPECT_THAT(hit.out, HasSubstr("Dinner Party  S04E13"));
  EXPECT_THAT(run({"search", "snip", "snip", "--explain", "--url", url}).out,
              HasSubstr(": typed 2 times"));
  EXPECT_EQ(run({"search", "zzzzqq", "--url", url}).code, 1);
  EXPECT_EQ(run({"search", "snip", "--filter", "seasn:4", "--url", url}).code, 64);
  EXPECT_EQ(run({"bench", file("q.txt", "snip\n"), "--url", url, "--rounds", "120"}).code, 0);
  const std::string log = (root_ / "q.txt").string(), none = (root_ / "none").string();
  EXPECT_EQ(run({"bench", log, "--url", url, "--key-file", none}).code, 66);
  EXPECT_EQ(run({"bench", log, "--data", data_, "--key-file", none}).code, 64);
  EXPECT_THAT(run({"settings", "--url", url}).out, StartsWith("{\"language\":\"en\""));
  const std::string pins = file("pins.json", R"({"pins":[{"q":"zzzzqq","ids":["Niagara"]}]})");
  const Ended set = run({"settings", pins, "--url", url, "--key-file", file("key", "a-key\n")});
  EXPECT_EQ(set.code, 0) << set.err;
  EXPECT_THAT(set.out, HasSubstr(R"("pins":[{"q":"zzzzqq")"));
  EXPECT_EQ(run({"search", "zzzzqq", "--url", url}).code, 0);
  EXPECT_EQ(run({"settings", file("wrong.json", R"({"pinz":[]})"), "--url", url}).code, 64);
  EXPECT_EQ(run({"settings", "--url", url, "--index", "none"}).code, 66);
  EXPECT_EQ(run({"settings", "--url", url, "--key-file", none}).code, 66);
  EXPECT_EQ(run({"settings", "--url", url, "--key-file", file("bad", "a key\n")}).code, 65);
  run({"settings", file("none.json", "{}"), "--url", url});
  process.kill(SIGTERM);
  EXPECT_EQ(process.wait().signal, SIGTERM);
  EXPECT_EQ(run({"search", "snip", "--url", url}).code, 69);
}

TEST_F(Cli, QueriesAreCountedUnlessTheOwnerSaysOff) {
  fill();
  const auto serve = [&](const char* analytics) {
    Process process(
        {"serve", "--listen", "127.0.0.1:0", "--data", data_, "--analytics", analytics});
    const std::string first = process.wait_for("nobody else can connect");
    const std::size_t at = first.find("http://");
    const std::string url = first.substr(at, first.find('\n', at) - at);
    EXPECT_EQ(run({"search", "snip", "--url", url}).code, 0);
    EXPECT_EQ(run({"search", "zzzzqq", "--url", url}).code, 1);
    process.kill(SIGTERM);
    EXPECT_EQ(process.wait().signal, SIGTERM);
  };
  serve("on");
  EXPECT_EQ(
      run({"stats", "--queries", "--days", "1", "--json", "--data", data_}).out,
      R"({"index":"main","days":1,"queries":[{"q":"snip","count":1},{"q":"zzzzqq","count":1}],)"
      "\"zero_hits\":[{\"q\":\"zzzzqq\",\"count\":1}]}\n");
  EXPECT_THAT(run({"stats", "--queries", "--data", data_}).out,
              HasSubstr("found nothing\n       1  zzzzqq\n"));
  EXPECT_EQ(run({"stats", "--days", "5", "--data", data_}).code, 64);
  serve("off");
  EXPECT_THAT(run({"stats", "--queries", "--data", data_}).out, HasSubstr("searched\n  none\n"));
}

TEST_F(Cli, AnAddressInUseIsSixtyNine) {
  const int taken = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  ASSERT_EQ(0, ::bind(taken, reinterpret_cast<sockaddr*>(&address), length));
  ASSERT_EQ(0, ::listen(taken, 1));
  ::getsockname(taken, reinterpret_cast<sockaddr*>(&address), &length);
  const std::string listen = "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
  const Ended ended = run({"serve", "--listen", listen, "--data", data_});
  EXPECT_EQ(ended.code, 69);
  EXPECT_THAT(ended.err, HasSubstr(listen));
  ::close(taken);
}

}  // namespace
}  // namespace coldopen
