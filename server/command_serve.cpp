#include "server/command_serve.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <spawn.h>
#include <string>
#include <unistd.h>

#include "corpus/error.hpp"
#include "index/live/engine.hpp"
#include "server/command_index.hpp"
#include "server/html.hpp"
#include "server/http_server.hpp"
#include "server/limits.hpp"
#include "server/log.hpp"
#include "server/metrics.hpp"
#include "server/query_counts.hpp"
#include "server/router.hpp"

namespace coldopen {
namespace {

int print_config(const Config& config, const Console& console) {
  for (const Config::Origin& one : config.origins) {
    std::string line = one.name + " = " + one.value;
    line.resize(std::max<std::size_t>(line.size() + 2, 48), ' ');
    console.out(terminal_text(line) + "# " + terminal_text(one.origin) + "\n");
  }
  return 0;
}

std::vector<ListenAddress> addresses_of(const Config& config) {
  std::vector<ListenAddress> addresses;
  for (const std::string& text : config.listen) {
    const HostPort address = parse_address(text);
    if (!address.is_loopback()) {
      throw Error(
          ErrorCode::configuration,
          "everybody who reaches this address could write, and there are no keys yet: listen on "
          "127.0.0.1 or [::1] and put a proxy with its own access rules in front",
          text);
    }
    addresses.push_back({address.host, address.port});
  }
  return addresses;
}

std::string page_address(const ListenAddress& address) {
  const bool bracket = address.host.find(':') != std::string::npos;
  return "http://" + (bracket ? "[" + address.host + "]" : address.host) + ":" +
         std::to_string(address.port) + "/";
}

std::string first_lines(const Engine& engine, const Config& config, double seconds,
                        const std::vector<ListenAddress>& addresses) {
  std::uint64_t articles = 0;
  for (const std::string& name : engine.index_names())
    articles += engine.snapshot(name)->stats.documents;
  std::array<char, 32> time{};
  std::snprintf(time.data(), time.size(), "%.2f s", seconds);
  std::string text = version_text() + "\n" + terminal_text(config.data) + ": " + grouped(articles) +
                     (articles == 1 ? " article" : " articles") + ", opened in " + time.data() +
                     "\n";
  for (const ListenAddress& address : addresses) text += "open " + page_address(address) + "\n";
  for (const std::string& origin : config.cors_origins) {
    text += "pages of " + (origin == "*" ? "every site" : terminal_text(origin)) + " may read\n";
  }
  if (config.public_url.empty()) {
    return text + "everybody on this machine may search and write; nobody else can connect\n";
  }
  return text +
         "everybody who comes through the proxy may search and write: let it pass GET only\n";
}

// The child is on its own: whether a browser opens is not our matter.
void open_browser(const Config& config, const std::string& address) {
  std::string program = config.browser.empty() ? "xdg-open" : config.browser;
  std::string target = address;
  std::array<char*, 3> words = {program.data(), target.data(), nullptr};
  pid_t child = 0;
  static_cast<void>(
      ::posix_spawnp(&child, program.c_str(), nullptr, nullptr, words.data(), environ));
}

// Off keeps nothing, not even what was counted before.
std::unique_ptr<QueryCounts> counts_of(const Config& config, Log& log) {
  const std::filesystem::path file = query_counts_file(config.data);
  if (config.analytics) return std::make_unique<QueryCounts>(file, log);
  std::error_code ignored;
  for (const char* ending : {"", "-wal", "-shm", ".damaged"})
    std::filesystem::remove(file.string() + ending, ignored);
  return nullptr;
}

// Brings the paths in; gives the exit code that ends `serve`, or 0.
int bring_in(const CommandLine& line, const Config& config, Engine& engine,
             const Console& console) {
  if (line.arguments.empty()) return 0;
  ImportOptions options;
  options.index = config.index;
  const ImportSummary summary = import_paths(line.arguments, options, &engine, console);
  console.note(summary_text(summary));
  if (summary.signal != 0) return 128 + summary.signal;
  return summary.missing > 0 || summary.indexed() == 0 ? import_exit_code(summary, false) : 0;
}

}  // namespace

int serve_command(const CommandLine& line, const Config& config, const Console& console) {
  if (line.has("print-config")) return print_config(config, console);
  HttpOptions options;
  options.listen = addresses_of(config);
  options.public_urls = config.public_url;
  options.cors_origins = config.cors_origins;
  options.search_threads = config.threads;
  options.access_log = config.access_log;
  Log log(STDERR_FILENO, static_cast<LogLevel>(config.log_level));
  const auto begin = std::chrono::steady_clock::now();
  EngineOptions engine_options;
  engine_options.value_tables = true;
  engine_options.log = [&log](std::string_view event) { log.event(LogLevel::info, event); };
  auto engine = open_data(config, OpenMode::write, engine_options);
  const std::chrono::duration<double> opening = std::chrono::steady_clock::now() - begin;
  const int ended = bring_in(line, config, *engine, console);
  int signal = ended > 128 ? ended - 128 : 0;
  if (ended == 0) {
    Limits limits;
    limits.drain = config.drain;
    Metrics metrics;
    ServerState state;
    const auto counts = counts_of(config, log);
    const Service service{*engine, limits, metrics, log, state, counts.get()};
    HttpServer server(service, state, options);
    const auto addresses = server.addresses();
    console.note(first_lines(*engine, config, opening.count(), addresses));
    if (line.has("open")) open_browser(config, page_address(addresses.front()));
    signal = server.run(true);
  }
  engine.reset();  // the store is whole and its lock free before the process ends
  if (signal != 0) end_by_signal(signal);
  return ended;
}

}  // namespace coldopen
