#include "server/command_settings.hpp"

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>

#include "corpus/error.hpp"
#include "index/live/engine.hpp"
#include "index/settings_json.hpp"
#include "server/command_index.hpp"
#include "server/http_client.hpp"

namespace coldopen {
namespace {

std::string all_of(std::istream& stream) {
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

std::string read_settings(const std::string& path) {
  if (path == "-") return all_of(std::cin);
  std::ifstream file(path, std::ios::binary);
  std::error_code ignored;
  if (!file || std::filesystem::is_directory(path, ignored)) {
    throw Error(ErrorCode::not_found,
                "the file of settings cannot be read: give a JSON file, or - for standard input",
                path);
  }
  return all_of(file);
}

std::string asked_of_server(const CommandLine& line, const std::string& index,
                            const std::optional<std::string>& json) {
  const std::string url = line.text("url");
  const std::string target = "/v1/indexes/" + index + "/settings";
  HttpClient server(url, line.has("key-file") ? read_key(line.text("key-file")) : "");
  return body_of(json ? server.put_json(target, *json) : server.get(target), url);
}

}  // namespace

int settings_command(const CommandLine& line, const Config& config, const Console& console) {
  const bool replaces = !line.arguments.empty();
  const std::string json = replaces ? read_settings(line.arguments.front()) : std::string();
  if (line.has("url")) {
    console.out(asked_of_server(line, config.index, replaces ? std::optional(json) : std::nullopt) +
                "\n");
    return 0;
  }
  if (replaces) settings_from_json(json);  // before a wrong one leaves a new data directory behind
  const auto engine = open_data(config, replaces ? OpenMode::write : OpenMode::read);
  if (replaces) engine->set_settings(config.index, json);
  const Shared<Snapshot> snapshot = engine->snapshot(config.index);
  if (!snapshot) {
    throw Error(ErrorCode::not_found,
                "there is no index '" + config.index + "': see coldopen stats", config.data);
  }
  console.out(settings_to_json(*snapshot->settings) + "\n");
  return 0;
}

}  // namespace coldopen
