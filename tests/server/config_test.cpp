#include "server/config.hpp"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "corpus/error.hpp"

namespace coldopen {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Environment variables(std::map<std::string, std::string> values) {
  return [values = std::move(values)](std::string_view name) -> std::optional<std::string> {
    const auto found = values.find(std::string(name));
    if (found == values.end()) return std::nullopt;
    return found->second;
  };
}

class ConfigFile {
 public:
  explicit ConfigFile(const std::string& text)
      : path_(std::filesystem::temp_directory_path() /
              ("coldopen-config-" + std::to_string(::getpid()) + ".conf")) {
    std::ofstream(path_, std::ios::binary) << text;
  }
  ~ConfigFile() { std::filesystem::remove(path_); }
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

Config read(const std::string& file, std::map<std::string, Strings> flags = {},
            std::map<std::string, std::string> environment = {}) {
  const ConfigFile written(file);
  return read_config(flags, variables(std::move(environment)), written.path());
}

// What a wrong file is refused with, and where.
std::pair<std::string, std::string> refusal(const std::string& file) {
  try {
    read(file);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::configuration);
    return {error.what(), error.where().substr(error.where().rfind(':') + 1)};
  }
  return {"accepted", ""};
}

TEST(Config, WithoutAnythingTheDefaultsHold) {
  const Config config = read_config({}, variables({}), "/nonexistent/coldopen.conf");
  EXPECT_EQ(config.data, "./coldopen-data");
  EXPECT_EQ(config.index, "main");
  EXPECT_FALSE(config.index_given);
  EXPECT_THAT(config.listen, ElementsAre("127.0.0.1:7700"));
}

TEST(Config, AFlagWinsOverTheEnvironmentAndThatOverTheFile) {
  const std::string file = "data = from-file\nindex = file\ndrain = 5s\n";
  const Config config = read(file, {{"data", {"from-flag"}}},
                             {{"COLDOPEN_DATA", "from-env"}, {"COLDOPEN_INDEX", "env"}});
  EXPECT_EQ(config.data, "from-flag");
  EXPECT_EQ(config.index, "env");
  EXPECT_EQ(config.drain, std::chrono::seconds(5));
}

TEST(Config, EverySettingSaysWhereItCameFrom) {
  const Config config =
      read("# a comment\n\ndata = x\n", {{"index", {"fan"}}}, {{"COLDOPEN_DRAIN", "1s"}});
  std::map<std::string, std::string> origins;
  for (const auto& one : config.origins) origins[one.name] = one.origin;
  EXPECT_THAT(origins["data"], HasSubstr(".conf:3"));
  EXPECT_EQ(origins["index"], "flag");
  EXPECT_EQ(origins["drain"], "COLDOPEN_DRAIN");
  EXPECT_EQ(origins["threads"], "default");
}

TEST(Config, ListsAreRepeatedInTheFileAndPartedByCommasInTheEnvironment) {
  const std::string file = "listen = 127.0.0.1:1\nlisten = [::1]:2\n";
  EXPECT_THAT(read(file).listen, ElementsAre("127.0.0.1:1", "[::1]:2"));
  EXPECT_THAT(read("", {}, {{"COLDOPEN_LISTEN", "127.0.0.1:3, localhost:4"}}).listen,
              ElementsAre("127.0.0.1:3", "localhost:4"));
}

TEST(Config, PagesThatMayReadAreNamedInEachOfTheThreeSpellings) {
  const char* wiki = "https://wiki.example";
  EXPECT_THAT(read("cors-origins = https://wiki.example\ncors-origins = *\n").cors_origins,
              ElementsAre(wiki, "*"));
  EXPECT_THAT(
      read("", {}, {{"COLDOPEN_CORS_ORIGINS", "https://wiki.example, http://b.example:8080"}})
          .cors_origins,
      ElementsAre(wiki, "http://b.example:8080"));
  EXPECT_THAT(read("cors-origins = *\n", {{"cors-origins", {wiki}}}).cors_origins,
              ElementsAre(wiki));
  EXPECT_THAT(refusal("cors-origins = https://wiki.example/wiki\n").first, HasSubstr("no path"));
}

TEST(Config, AWrongFileIsRefusedWithItsLine) {
  using Pair = std::pair<std::string, std::string>;
  EXPECT_EQ(refusal("data = x\nlisen = y\n"),
            (Pair{"there is no setting 'lisen': did you mean 'listen'", "2"}));
  EXPECT_EQ(refusal("data\n").second, "1");
  EXPECT_EQ(refusal("data =\n").second, "1");
  EXPECT_THAT(refusal("data = x\n\ndata = y\n").first, HasSubstr("stands twice"));
  EXPECT_EQ(refusal(std::string("a\n\0 = b\n", 8)),
            (Pair{"a line is `name = value`, this one has no =", "1"}));
  EXPECT_EQ(refusal(std::string("#\n\0 = b\n", 8)), (Pair{"the file is not UTF-8 text", "2"}));
  EXPECT_EQ(refusal("data = \xff\n").first, "the file is not UTF-8 text");
  EXPECT_THAT(refusal(std::string(2 << 20, '#')).first, HasSubstr("1 MiB"));
  EXPECT_THAT(refusal("index = ../x\n").first, HasSubstr("index is a name like main"));
}

TEST(Config, KernelsAreThoseThatRunHere) {
  EXPECT_EQ(read("").simd, "");
  EXPECT_EQ(read("", {}, {{"COLDOPEN_SIMD", "scalar"}}).simd, "scalar");
  try {
    read("", {}, {{"COLDOPEN_SIMD", "mmx"}});
    ADD_FAILURE() << "mmx was accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.where(), "COLDOPEN_SIMD");
    EXPECT_THAT(error.what(), HasSubstr("simd is what this machine can run: scalar"));
  }
}

TEST(Config, AWrongFlagIsAQuestionOfUsageNotOfConfiguration) {
  for (const auto& [name, value] :
       std::map<std::string, std::string>{{"index", "Main"},
                                          {"index", ""},
                                          {"threads", "0"},
                                          {"drain", "soon"},
                                          {"color", "green"},
                                          {"listen", "127.0.0.1:65536"}}) {
    try {
      read_config({{name, {value}}}, variables({}), "/nonexistent");
      ADD_FAILURE() << name << "=" << value << " was accepted";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
      EXPECT_THAT(error.what(), HasSubstr("--" + name));
    }
  }
}

TEST(Config, AFileThatWasNamedMustBeThere) {
  EXPECT_THROW(read_config({{"config", {"/nonexistent/x.conf"}}}, variables({})), Error);
  EXPECT_THROW(read_config({}, variables({{"COLDOPEN_CONFIG", "/nonexistent/x.conf"}})), Error);
}

TEST(Config, AddressesAreNumbersAndPorts) {
  EXPECT_EQ(parse_address("[::1]:7700").host, "::1");
  EXPECT_EQ(parse_address("localhost:0").host, "127.0.0.1");
  EXPECT_TRUE(parse_address("127.9.9.9:1").is_loopback());
  EXPECT_FALSE(parse_address("0.0.0.0:1").is_loopback());
  for (const char* bad : {"", ":1", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:70000",
                          "wiki.example:80", "::1:80", "[::1]", "unix:/run/x"}) {
    EXPECT_THROW(parse_address(bad), Error) << bad;
  }
}

TEST(Config, DurationsHaveUnits) {
  using std::chrono::milliseconds;
  EXPECT_EQ(parse_duration("250ms"), milliseconds(250));
  EXPECT_EQ(parse_duration("10"), milliseconds(10'000));
  EXPECT_EQ(parse_duration("60m"), milliseconds(3'600'000));
  for (const char* bad : {"", "s", "-1s", "61m", "1h", "1.5s", "4294967295m"}) {
    EXPECT_EQ(parse_duration(bad), std::nullopt) << bad;
  }
}

}  // namespace
}  // namespace coldopen
