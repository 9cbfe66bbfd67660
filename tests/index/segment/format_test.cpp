// Runs the worked examples of index/segment/FORMAT.md: each "```hex NAME" block must be what the
// writers make of what its text says, byte for byte.
//
// In a block: two hex digits a byte, XX*N for these bytes N times, ; begins a remark.

#include <fstream>
#include <gtest/gtest.h>
#include <iomanip>
#include <map>
#include <sstream>

#include "index/segment/bitpack.hpp"
#include "index/segment/chunk.hpp"
#include "index/segment/dictionary.hpp"
#include "index/segment/inverter.hpp"
#include "index/segment/postings.hpp"
#include "index/segment/postings_writer.hpp"
#include "index/segment/segment.hpp"
#include "index/segment/stem_classes.hpp"

namespace coldopen {
namespace {

ByteBuffer parse_hex(std::istream& in) {
  ByteBuffer bytes;
  std::string line;
  while (std::getline(in, line) && line != "```") {
    std::istringstream words(line.substr(0, line.find(';')));
    for (std::string word; words >> word;) {
      const std::string digits = word.substr(0, word.find('*'));
      const std::size_t times = digits == word ? 1 : std::stoul(word.substr(digits.size() + 1));
      for (std::size_t i = 0; i < times * digits.size(); i += 2) {
        const std::string byte = digits.substr(i % digits.size(), 2);
        bytes.push_back(static_cast<std::byte>(std::stoul(byte, nullptr, 16)));
      }
    }
  }
  return bytes;
}

std::map<std::string, ByteBuffer> examples_of_the_document() {
  std::ifstream in(COLDOPEN_SOURCE_DIR "/index/segment/FORMAT.md");
  EXPECT_TRUE(in) << "FORMAT.md is absent";
  std::map<std::string, ByteBuffer> examples;
  const std::string fence = "```hex ";
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with(fence)) examples[line.substr(fence.size())] = parse_hex(in);
  }
  return examples;
}

// As the document writes it, for whoever changes the format.
std::string as_hex(Bytes bytes) {
  std::ostringstream out;
  std::size_t in_line = 0;
  for (std::size_t i = 0, end = 0; i < bytes.size(); i = end) {
    while (end < bytes.size() && bytes[end] == bytes[i]) ++end;
    const bool run = end - i > 4;
    if (!run) end = i + 1;
    out << std::hex << std::setw(2) << std::setfill('0') << std::to_integer<int>(bytes[i]);
    if (run) out << '*' << std::dec << end - i;
    out << (++in_line % 24 == 0 ? '\n' : ' ');
  }
  return out.str();
}

ByteBuffer varints() {
  ByteBuffer bytes;
  append_varint(bytes, 5);
  append_varint(bytes, 300);
  append_text(bytes, "beet");
  return bytes;
}

ByteBuffer packed(const std::vector<std::uint32_t>& values) {
  PackedWriter writer;
  for (const std::uint32_t value : values) writer.add(value);
  ByteBuffer bytes;
  writer.finish(bytes);
  return bytes;
}

ByteBuffer codes_of_lengths() {
  ByteBuffer bytes;
  for (const std::uint32_t length : {0U, 7U, 39U, 40U, 41U, 42U, 100U, 1000U, 100'000U}) {
    append(bytes, encode_length(length));
  }
  return bytes;
}

// Documents 0, step, 2 * step ..., all with impact code 102.
ByteBuffer container(std::uint32_t count, std::uint32_t step) {
  std::vector<std::uint16_t> docs;
  for (std::uint32_t i = 0; i < count; ++i) docs.push_back(static_cast<std::uint16_t>(i * step));
  ByteBuffer bytes;
  write_chunk(docs, std::vector<std::uint8_t>(count, 0x66), bytes);
  return bytes;
}

PostingsWriter::Sections list(std::uint32_t count, std::uint32_t step, ByteBuffer& record) {
  std::vector<Posting> postings;
  std::vector<std::uint32_t> positions;
  for (std::uint32_t i = 0; i < count; ++i) {
    postings.push_back({i * step, 5, 1});  // once, in a title
    positions.push_back(i);
  }
  const std::vector<std::uint8_t> lengths(std::size_t{count} * step, 30);
  SpoolPlace memory;
  PostingsWriter writer(lengths, {1.5, 0.75, 30}, true, memory);
  writer.add(Space::exact, postings, positions, record);
  return writer.finish();
}

ByteBuffer record_of_two() {
  ByteBuffer record;
  list(2, 9, record);
  return record;
}

ByteBuffer short_list() {
  ByteBuffer record;
  return whole(list(6, 9, record).short_lists);
}

ByteBuffer directory() {
  ByteBuffer record;
  return whole(list(200, 500, record).directories);
}

ByteBuffer two_champions() {
  ByteBuffer record;
  ByteBuffer best = whole(list(4096, 9, record).champions);
  best.resize(16);
  return best;
}

DictionaryWriter::Sections dictionary() {
  SpoolPlace memory;
  DictionaryWriter writer(memory);
  TermInfo info;
  info.df = 12;
  info.cf = 20;
  info.max_code = 0xC8;
  info.code_10 = 0x66;
  info.has_positions = true;
  info.is_own_stem = true;
  const ByteBuffer tail = {std::byte{0x40}};
  writer.add(Space::exact, "beet", info, tail);
  info.is_own_stem = false;
  writer.add(Space::exact, "beets", info, tail);
  return writer.finish();
}

ByteBuffer sketch() {
  TokenBuffer tokens;
  tokens.add("a", 0, 1, 0);
  tokens.add("beet", 2, 6, 1);
  tokens.add("farm", 7, 11, 2);
  Shingles shingles;
  shingles.add(tokens);
  SketchesWriter writer;
  writer.add(9, sketch_of(shingles.hashes()));
  return whole(writer.finish());
}

ByteBuffer stem_class() {
  ByteBuffer bytes;
  write_class("beet", {"beet", "beets"}, bytes);
  return bytes;
}

Article small_article() {
  Article article;
  article.id = "b1";
  article.title = "Beets";
  article.aliases = {"Beet"};
  article.passages = {{"", "farm", 0, "A beet farm."}};
  article.attributes = {{"cast", {Value(std::string("Dwight"))}, false},
                        {"season", {Value(2.0)}, false}};
  return article;
}

std::vector<std::byte> small_segment() {
  const Analyzer analyzer;
  Inverter inverter(analyzer, {}, {}, {});
  inverter.add(small_article());
  return inverter.finish({0x1122334455667788, "farm", 3, "en"});
}

ByteBuffer section(SectionKind kind) {
  const std::vector<std::byte> bytes = small_segment();
  const Bytes found = open_layout(bytes).section(kind);
  return {found.begin(), found.end()};
}

ByteBuffer piece(std::size_t from_end, std::size_t begin, std::size_t end) {
  const std::vector<std::byte> bytes = small_segment();
  const Bytes whole = from_end == 0 ? Bytes(bytes) : Bytes(bytes).last(from_end);
  return {whole.begin() + static_cast<std::ptrdiff_t>(begin),
          whole.begin() + static_cast<std::ptrdiff_t>(end)};
}

std::map<std::string, ByteBuffer> examples_of_the_code() {
  return {
      {"varints", varints()},
      {"packed equal", packed({7, 7, 7})},
      {"packed three", packed({3, 5, 4})},
      {"length codes", codes_of_lengths()},
      {"container 0", container(3, 300)},
      {"container 1", container(256, 1)},
      {"container 2", container(4096, 1)},
      {"list in a record", record_of_two()},
      {"list in a block", short_list()},
      {"list in chunks", directory()},
      {"champions", two_champions()},
      {"dictionary", whole(dictionary().dictionary)},
      {"term hash", whole(dictionary().hash)},
      {"stem class", stem_class()},
      {"sketch", sketch()},
      {"documents", section(SectionKind::documents)},
      {"columns", section(SectionKind::columns)},
      {"header", piece(0, 0, 192)},
      {"directory of sections", piece(0, 192, 192 + 48)},
      {"footer", piece(64, 0, 48)},
  };
}

TEST(Format, EveryExampleOfTheDocumentIsWhatTheWritersMake) {
  const auto told = examples_of_the_document();
  const auto made = examples_of_the_code();
  for (const auto& [name, bytes] : made) {
    const auto found = told.find(name);
    EXPECT_TRUE(found != told.end() && found->second == bytes) << "```hex " << name << "\n"
                                                               << as_hex(bytes) << "\n```";
  }
  EXPECT_EQ(told.size(), made.size());
}

TEST(Format, TheSegmentOfTheExamplesIsWhole) {
  const auto segment = Segment::open(small_segment());
  EXPECT_EQ(find_breaches(*segment), std::vector<std::string>());
  EXPECT_EQ(segment->documents().article(0), small_article());
}

}  // namespace
}  // namespace coldopen
