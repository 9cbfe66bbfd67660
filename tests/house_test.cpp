// Keeps the plan of the house (ARCHITECTURE.md) and the house itself in agreement.
//
// Two rules: a file includes only its own floor and floors before it; no circle of includes. The
// plan lists the rooms of each floor in an order in which a room includes only rooms listed above
// it, so a circle cannot be drawn without breaking the order. Beside them: each library has one
// door, and coroutines keep the rules that GCC 12 needs.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iostream>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using Lines = std::vector<std::string>;
using Files = std::map<std::string, std::string>;  // path from the root -> text

const Lines kFloors = {"corpus", "index", "query", "server"};

struct Door {
  std::string header;  // the start of an include in angle brackets
  Lines rooms;         // the rooms that may open it
};

struct Plan {
  Lines rooms;  // "floor/room", lowest first
  std::vector<Door> doors;
};

Lines split_lines(const std::string& text) {
  Lines lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

Lines words_of(const std::string& line) {
  std::istringstream in(line);
  Lines words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

// Rooms stand in fenced blocks "```rooms FLOOR", doors in "```doors": first word the name, then a
// description; for doors all words after the header are rooms.
Plan read_plan(const std::string& architecture) {
  Plan plan;
  std::string block;
  for (const std::string& line : split_lines(architecture)) {
    if (line.starts_with("```")) {
      block = block.empty() ? line.substr(3) : "";
      continue;
    }
    const Lines words = words_of(line);
    if (words.empty()) continue;
    if (block.starts_with("rooms ")) plan.rooms.push_back(block.substr(6) + "/" + words[0]);
    if (block == "doors") plan.doors.push_back({words[0], Lines(words.begin() + 1, words.end())});
  }
  return plan;
}

std::string floor_of(const std::string& path) { return path.substr(0, path.find('/')); }

// corpus/readers/csv.cpp -> corpus/readers/csv; kernels_avx2.cpp is part of the room kernels.
std::string room_of(const std::string& path) {
  std::string room = path.substr(0, path.rfind('.'));
  for (const char* twin : {"_scalar", "_avx2", "_avx512"}) {
    if (room.ends_with(twin)) room.resize(room.size() - std::string(twin).size());
  }
  return room;
}

bool is_source(const std::string& path) { return path.ends_with(".hpp") || path.ends_with(".cpp"); }

std::optional<std::string> included(const std::string& line, char open, char close) {
  if (!line.starts_with("#include ")) return std::nullopt;
  const auto from = line.find(open);
  const auto to = line.find(close, from + 1);
  if (from == std::string::npos || to == std::string::npos) return std::nullopt;
  return line.substr(from + 1, to - from - 1);
}

// One sentence a breach; empty when house and plan agree.
Lines breaches(const Plan& plan, const Files& files) {
  Lines found;
  std::map<std::string, std::size_t> place;
  for (std::size_t i = 0; i < plan.rooms.size(); ++i) place[plan.rooms[i]] = i;
  std::map<std::string, bool> stands;
  for (const auto& [path, text] : files) {
    const std::string room = room_of(path);
    if (!place.contains(room)) {
      found.push_back(path + " is in no room of ARCHITECTURE.md");
      continue;
    }
    stands[room] = true;
    for (const std::string& line : split_lines(text)) {
      if (const auto header = included(line, '"', '"')) {
        const std::string target = room_of(*header);
        const std::string floor = floor_of(*header);
        if (floor == "tests" || floor == "bench") {
          found.push_back(path + " includes " + *header + ": nobody includes tests or bench");
        } else if (std::ranges::find(kFloors, floor) - std::ranges::find(kFloors, floor_of(path)) >
                   0) {
          found.push_back(path + " includes " + *header + ": a later floor");
        } else if (!place.contains(target)) {
          found.push_back(path + " includes " + *header + ": no such room");
        } else if (place[target] > place[room]) {
          found.push_back(path + " includes " + *header + ": a room listed below it");
        }
      }
      if (const auto header = included(line, '<', '>')) {
        for (const Door& door : plan.doors) {
          if (header->starts_with(door.header) && std::ranges::count(door.rooms, room) == 0)
            found.push_back(path + " opens <" + *header + ">: not its door");
        }
      }
    }
  }
  for (const std::string& room : plan.rooms) {
    if (!stands.contains(room)) found.push_back(room + " stands in ARCHITECTURE.md only");
  }
  return found;
}

// GCC 12 destroys an aggregate temporary inside a co_await expression twice: name it first.
Lines coroutine_breaches(const Files& files) {
  Lines found;
  for (const auto& [path, text] : files) {
    for (const std::string& line : split_lines(text)) {
      const auto at = line.find("co_await");
      if (at == std::string::npos) continue;
      const std::string rest = line.substr(at);
      const bool lambda =
          rest.find("([") != std::string::npos || rest.find(", [") != std::string::npos;
      const auto brace = rest.find('{');
      const bool aggregate = brace != std::string::npos && brace > 0 &&
                             std::isalnum(static_cast<unsigned char>(rest[brace - 1])) != 0;
      if (lambda || aggregate) found.push_back(path + ": name it before co_await: " + line);
    }
  }
  return found;
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

Files read_house(const std::filesystem::path& root) {
  Files files;
  for (const std::string& floor : kFloors) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / floor)) {
      const std::string path = std::filesystem::relative(entry.path(), root).generic_string();
      if (entry.is_regular_file() && is_source(path)) files[path] = read_file(entry.path());
    }
  }
  return files;
}

const std::filesystem::path kRoot = COLDOPEN_SOURCE_DIR;

TEST(House, PlanAndHouseAgree) {
  const Plan plan = read_plan(read_file(kRoot / "ARCHITECTURE.md"));
  const Files files = read_house(kRoot);
  ASSERT_GT(files.size(), 50U);
  EXPECT_THAT(breaches(plan, files), IsEmpty());
  EXPECT_THAT(coroutine_breaches(files), IsEmpty());
  for (const auto& [path, text] : files) {  // the manner, not a law
    const auto lines = std::ranges::count(text, '\n');
    if (lines > 500) std::cout << path << " has " << lines << " lines\n";
  }
}

const Plan kSmall = read_plan(
    "```rooms corpus\nerror  words\narticle  values\n```\n"
    "```rooms index\nstem  stems\n```\n"
    "```doors\nicu/ index/stem\n```\n");
const Files kClean = {{"corpus/error.hpp", ""},
                      {"corpus/article.hpp", "#include \"corpus/error.hpp\"\n"},
                      {"index/stem.cpp", "#include <icu/x.h>\n#include \"corpus/article.hpp\"\n"}};

Lines with(const std::string& path, const std::string& text) {
  Files files = kClean;
  files[path] = text;
  return breaches(kSmall, files);
}

TEST(HouseRules, ACleanHouseHasNoBreach) { EXPECT_THAT(breaches(kSmall, kClean), IsEmpty()); }

TEST(HouseRules, ALowerFloorMayNotKnowAHigherOne) {
  EXPECT_THAT(with("corpus/article.hpp", "#include \"index/stem.hpp\"\n"),
              ElementsAre(HasSubstr("a later floor")));
}

TEST(HouseRules, ACircleOfIncludesBreaksTheOrder) {
  EXPECT_THAT(with("corpus/error.hpp", "#include \"corpus/article.hpp\"\n"),
              ElementsAre(HasSubstr("a room listed below it")));
}

TEST(HouseRules, AFileOutsideThePlanIsNamed) {
  EXPECT_THAT(with("corpus/attic.cpp", ""), ElementsAre(HasSubstr("in no room")));
}

TEST(HouseRules, ARoomThatDoesNotStandIsNamed) {
  Files files = kClean;
  files.erase("index/stem.cpp");
  EXPECT_THAT(breaches(kSmall, files), ElementsAre("index/stem stands in ARCHITECTURE.md only"));
}

TEST(HouseRules, ALibraryHasOneDoor) {
  EXPECT_THAT(with("corpus/error.hpp", "#include <icu/x.h>\n"),
              ElementsAre(HasSubstr("not its door")));
}

TEST(HouseRules, NobodyIncludesTests) {
  EXPECT_THAT(with("corpus/error.hpp", "#include \"tests/support/x.hpp\"\n"),
              ElementsAre(HasSubstr("nobody includes")));
}

TEST(HouseRules, ATemporaryAggregateInACoAwaitIsNamed) {
  EXPECT_THAT(coroutine_breaches({{"server/a.cpp", "co_await f([x] { g(x); });\n"}}),
              ElementsAre(HasSubstr("name it before")));
  EXPECT_THAT(coroutine_breaches({{"server/a.cpp", "co_await f(Point{1, 2});\n"}}),
              ElementsAre(HasSubstr("name it before")));
  EXPECT_THAT(coroutine_breaches({{"server/a.cpp", "co_await f(std::move(point));\n"}}), IsEmpty());
}

}  // namespace
