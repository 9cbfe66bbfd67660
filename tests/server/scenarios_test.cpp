// Runs tests/scenarios/*.http against a real server with a real engine in a temporary directory.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <sstream>
#include <thread>
#include <vector>

#include "corpus/article_json.hpp"
#include "index/live/engine.hpp"
#include "server/http_server.hpp"
#include "tests/support/raw_client.hpp"
#include "tests/support/temporary_directory.hpp"

namespace coldopen {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

struct Scenario {
  std::string name, bytes, expected;
  Strings contains, lacks;
};

int hex_digit(char c) { return c <= '9' ? c - '0' : (c | 32) - 'a' + 10; }

// \r \n \t \v \0 \xNN and \{N*TEXT}.
std::string unescape(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      out += text[i];
      continue;
    }
    const char c = text[++i];
    constexpr std::string_view kNames = "rntv0\\", kBytes("\r\n\t\v\0\\", 6);
    if (c == 'x') {
      out += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
      i += 2;
    } else if (c == '{') {
      const std::size_t star = text.find('*', i), end = text.find('}', i);
      const std::string part = unescape(text.substr(star + 1, end - star - 1));
      for (int n = std::stoi(std::string(text.substr(i + 1))); n > 0; --n) out += part;
      i = end;
    } else {
      out += kBytes[kNames.find(c)];
    }
  }
  return out;
}

std::vector<Scenario> read_scenarios(const std::filesystem::path& path) {
  std::vector<Scenario> all;
  std::ifstream file(path);
  bool text = true;  // the comment at the head of a file
  for (std::string line; std::getline(file, line);) {
    const std::string rest = line.size() > 2 ? line.substr(2) : "";
    if (line.empty()) {
      text = false;
    } else if (line[0] == '#') {
      if (!text) all.push_back({rest, "", "", {}, {}});
    } else if (line.starts_with(">|")) {
      all.back().bytes += unescape(line.size() > 3 ? line.substr(3) : "");
    } else if (line[0] == '>') {
      all.back().bytes += unescape(rest) + "\r\n";
    } else if (line[0] == '<') {
      all.back().expected = rest;
    } else {
      (line[0] == '~' ? all.back().contains : all.back().lacks).push_back(rest);
    }
  }
  return all;
}

enum class Cut { nowhere, at_line_ends, everywhere };

// "200 400 close" or "200 open".
std::string outcome(RawClient& client, const std::string& answers) {
  std::string out;
  for (std::size_t at = answers.find("HTTP/1.1 "); at != std::string::npos;
       at = answers.find("HTTP/1.1 ", at + 1)) {
    const std::string status = answers.substr(at + 9, 3);
    if (status.find_first_not_of("0123456789") == std::string::npos) out += status + ' ';
  }
  return out + (client.closed() ? "close" : "open");
}

class Scenarios : public ::testing::TestWithParam<const char*> {
 protected:
  Scenarios() {
    Change change;
    change.article = article_from_json(
        R"({"id":"The_Dundies","title":"The Dundies","season":2,"air_date":"2005-09-20",)"
        R"("body":"Michael hosts the Dundies, an award show, at a restaurant."})");
    engine_->apply("main", {change});
    HttpOptions options;
    options.listen = {{"127.0.0.1", 0}};
    options.access_log = false;
    server_ = std::make_unique<HttpServer>(service_, state_, options);
    port_ = server_->addresses()[0].port;
    thread_ = std::thread([this] { server_->run(); });
  }
  ~Scenarios() override {
    server_->stop();
    thread_.join();
  }

  // A connection that should stay open is proved to be so by one more request.
  std::string run(const Scenario& scenario, Cut cut, std::string& answers) {
    std::string bytes = scenario.bytes;
    const std::string run = std::to_string(1000 + ++runs_);
    for (std::size_t at = bytes.find("{run}"); at != std::string::npos; at = bytes.find("{run}")) {
      bytes.replace(at, 5, run);
    }
    RawClient client(port_);
    std::size_t from = 0;
    for (std::size_t i = 1; i < bytes.size() && cut != Cut::nowhere; ++i) {
      const bool line_end = bytes[i - 1] == '\r' || bytes[i - 1] == '\n' || bytes[i] == '\r';
      if (cut == Cut::at_line_ends && !line_end) continue;
      client.send(std::string_view(bytes).substr(from, i - from));
      from = i;
      std::this_thread::yield();
    }
    client.send(std::string_view(bytes).substr(from));
    if (!scenario.expected.ends_with("open")) {
      answers = client.read_all();
      return outcome(client, answers);
    }
    client.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: the-last-one\r\n\r\n");
    answers = client.read_until("X-Request-Id: the-last-one");
    answers.erase(std::min(answers.rfind("HTTP/1.1 "), answers.size()));
    return outcome(client, answers);
  }

  TemporaryDirectory directory_;
  std::unique_ptr<Engine> engine_ = Engine::open(directory_.path(), OpenMode::write);
  Limits limits_;
  Metrics metrics_;
  Log log_{-1};
  ServerState state_;
  Service service_{*engine_, limits_, metrics_, log_, state_};
  std::unique_ptr<HttpServer> server_;
  std::uint16_t port_ = 0;
  std::thread thread_;
  int runs_ = 0;
};

TEST_P(Scenarios, GetTheirAnswersHoweverTheirBytesAreCut) {
  const std::filesystem::path path =
      std::filesystem::path(COLDOPEN_SOURCE_DIR) / "tests/scenarios" / GetParam();
  const std::vector<Scenario> scenarios = read_scenarios(path);
  ASSERT_GT(scenarios.size(), 10U) << path;
  for (const Scenario& scenario : scenarios) {
    SCOPED_TRACE(scenario.name);
    constexpr std::size_t kByteByByteMax = 3000;  // longer ones are cut at line ends only
    for (const Cut cut : {Cut::nowhere, Cut::at_line_ends, Cut::everywhere}) {
      if (cut == Cut::everywhere && scenario.bytes.size() > kByteByByteMax) continue;
      std::string answers;
      EXPECT_EQ(run(scenario, cut, answers), scenario.expected)
          << "cut " << static_cast<int>(cut) << '\n'
          << answers.substr(0, 4000);
      for (const std::string& text : scenario.contains) EXPECT_THAT(answers, HasSubstr(text));
      for (const std::string& text : scenario.lacks) EXPECT_THAT(answers, Not(HasSubstr(text)));
    }
  }
  EXPECT_TRUE(engine_->get("main", "The_Dundies")) << "H18: nothing was smuggled in";
  EXPECT_EQ(engine_->get("main", "The_Dundies")->version, 1U);
  EXPECT_FALSE(engine_->get("main", "x"));
}

INSTANTIATE_TEST_SUITE_P(Files, Scenarios, ::testing::Values("requests.http", "api.http"));

}  // namespace
}  // namespace coldopen
