// Wrong bytes behind right checksums: a segment is refused at opening, or every accessor stays
// inside its section and names no document beyond the segment; a merge gives a segment or refuses.
//
// Input: one byte, then changes of four bytes each {offset u24, value xor} to a sound segment
// (byte modulo 3: few articles; lists in chunks; pairs and champions; together they have every
// section and columns of every type); byte 255: the rest is header and sections. What is done with
// the segment is told by the byte, too, and by the size (Task): one thing an input, so that many
// inputs are tried in a second.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "corpus/error.hpp"
#include "index/segment/inverter.hpp"
#include "index/segment/joined_values.hpp"
#include "index/segment/merger.hpp"
#include "index/segment/near_terms.hpp"
#include "index/segment/value_counts.hpp"
#include "index/segment/value_order.hpp"
#include "index/segment/word_inverter.hpp"
#include "tests/fuzz/changed_segment.hpp"

namespace {

using namespace coldopen;

constexpr int kTermsMax = 30;  // read of one space, so that an input takes milliseconds

const Analyzer& analyzer() {
  static const Analyzer chain;
  return chain;
}

// Long enough for a sketch.
std::string long_text(std::uint32_t seed) {
  static const std::vector<std::string> kWords = {"bears", "beets", "battles", "star", "galactica"};
  std::string text;
  for (std::uint32_t i = 0; i < kSketchedWords; ++i) {
    seed = seed * 1'664'525 + 1'013'904'223;
    text += kWords[(seed >> 16) % kWords.size()] + ' ';
  }
  return text;
}

ByteBuffer sound(std::uint32_t articles) {
  Inverter inverter(analyzer(), {}, {}, {});
  for (std::uint32_t i = 0; i < articles; ++i) {
    Article article;
    article.id = "a" + std::to_string(i);
    article.title = i % 2 == 0 ? "Beets" : "Beet farm";
    article.aliases = {"Schrute farms", i % 7 == 0 ? "B and B" : "farm"};
    article.attributes = {
        {"cast", {Value(std::string("Dwight")), Value(std::string("Mose"))}, true},
        {"season", {Value(double(i % 9))}, false},
        {"rating", {Value(double(i % 9) + 0.5)}, false},
        {"pilot", {Value(i % 2 == 0)}, false},
        {"air_date", {Value(Date{2005, 3, 1 + static_cast<int>(i % 28)})}, false},
        {"director", {Value(std::string(i % 3 == 0 ? "B.J. Novak" : "BJ Novak"))}, false},
        {"kind", {Value(std::string(i % 4 == 3 ? "line" : "page"))}, false}};
    article.passages = {
        {"Sunday", "sunday", i, "the beets of the farm, the bears, the battles", {"Beet Sunday"}}};
    if (i < 2 || i % 50 == 0) article.passages.push_back({"", "", 0, long_text(i % 4)});
    if (i % 3 == 0) article.passages[0].aliases = {"Day of beets"};
    inverter.add(article);
  }
  return inverter.finish({1, "wiki", 2, "en"});
}

ByteBuffer sound_words() {
  WordInverter inverter({});
  for (std::uint32_t i = 0; i < kChampionsFrom + 50; ++i) {
    inverter.add_word("the");
    if (i % 3 == 0) inverter.add_word("farm");
    inverter.end_document(std::to_string(i));
  }
  return inverter.finish({1, "wiki", 2, "en"});
}

// Merged with the others, so that a damaged one has a neighbour.
const Shared<Segment>& sound_segment() {
  static const Shared<Segment> segment = Segment::open(sound(3));
  return segment;
}

void expect_every_section(const std::vector<const ChangedSegment*>& worlds) {
  for (std::uint32_t value = 1; value < kSectionKinds; ++value) {
    const auto kind = static_cast<SectionKind>(value);
    if (kind == SectionKind::signatures) continue;  // kept free
    const auto has = [&](const ChangedSegment* world) { return world->has_section(kind); };
    ensure(std::ranges::any_of(worlds, has), "the sound segments have every section");
  }
}

Shared<Segment> opened(const std::uint8_t* data, std::size_t size) {
  static ChangedSegment few(sound(5));
  static ChangedSegment chunks(sound(140));
  static ChangedSegment words(sound_words());
  static const bool whole = (expect_every_section({&few, &chunks, &words}), true);
  ensure(whole, "it was looked at once");
  if (data[0] == 255) {
    const auto* begin = reinterpret_cast<const std::byte*>(data + 1);
    ByteBuffer bytes(begin, begin + size - 1);
    pad_to(bytes, 64);
    seal(bytes);
    return Segment::open(std::move(bytes));
  }
  ChangedSegment& changed = data[0] % 3 == 0 ? few : data[0] % 3 == 1 ? chunks : words;
  return changed.open(data + 1, size - 1);
}

std::uint32_t count_from(const ChunkBits& bits, std::uint32_t begin) {
  ChunkBits rest = bits;
  for (std::uint32_t i = 0; i < rest.words.size(); ++i) {
    if (begin >= (i + 1) * 64) {
      rest.words[i] = 0;
    } else if (begin > i * 64) {
      rest.words[i] &= ~std::uint64_t{0} << (begin - i * 64);
    }
  }
  return rest.count();
}

void read_list(const Segment& segment, const TermInfo& info) {
  const PostingList list = segment.postings(info);
  std::vector<DocId> docs;
  std::vector<std::uint32_t> positions;
  list.documents(docs);
  ensure(docs.size() == list.df(), "a list names as many documents as it says");
  for (Rank rank = 0; rank < docs.size(); ++rank) {
    ensure(docs[rank] < segment.size(), "a list names documents of the segment");
    const auto found = list.find(docs[rank]);
    ensure(!found || *found < list.df(), "a rank is one of the list");
    ensure(list.count(rank) >= 1, "a count is at least 1");
    list.code(rank);
    if (rank % 16 == 0) list.positions(rank, positions);
  }
  for (std::uint32_t i = 0; i < list.champion_count(); ++i) {
    ensure(list.champion(i).doc < segment.size() && list.champion(i).rank < list.df(),
           "a champion is a document of the segment and a posting of the list");
  }
  for (std::uint32_t chunk = 0; chunk < std::min(segment.chunk_count(), 2U); ++chunk) {
    ChunkBits bits;
    list.add_to(chunk, bits);
    list.max_code(chunk);
    ensure(count_from(bits, segment.size() - chunk * kChunkDocs) == 0,
           "no bit stands for a document beyond the segment");
  }
}

void read_terms(const Segment& segment) {
  for (std::uint8_t space = 0; space <= static_cast<std::uint8_t>(Space::pair); ++space) {
    int terms = 0;
    segment.for_each_term(static_cast<Space>(space), "",
                          [&](std::string_view text, const TermInfo& info) {
                            read_list(segment, info);
                            segment.find(static_cast<Space>(space), text);
                            segment.class_members(text);
                            segment.find_class(text);
                            return ++terms < kTermsMax;
                          });
  }
}

void read_documents(const Segment& segment) {
  const Documents& documents = segment.documents();
  for (DocId doc = 0; doc < std::min(segment.size(), 30U); ++doc) {
    segment.length(doc);
    documents.title(doc);
    every_alias(documents.article(doc));
    documents.has_passage_aliases(doc);
    for (const FieldPlace& place : documents.places(doc)) documents.attribute_name(doc, place.item);
    documents.find(documents.id(doc));
    ensure(documents.by_id(doc) < segment.size(), "what stands in the order is a document");
    for (std::uint32_t i = 0; i < segment.columns().count(); ++i) {
      const Column column = segment.columns().at(i);
      for (std::uint32_t k = 0; k < std::min(column.count(doc), 50U); ++k) {
        column.number(doc, k);
        if (column.type() != AttributeType::text) continue;
        ensure(column.ordinal(doc, k) < column.value_count(), "an ordinal has a value");
        column.value(column.ordinal(doc, k));
        column.key(column.ordinal(doc, k));
      }
    }
  }
}

// Their values all at once, and the tables that filters and facets make of them.
void read_columns(const Segment& segment) {
  static const Collation collation("en");
  ColumnRun run;
  for (std::uint32_t i = 0; i < segment.columns().count(); ++i) {
    const Column column = segment.columns().at(i);
    column.read(0, segment.size(), run);
    ensure(run.begins.size() == segment.size() + 1U, "a run names all of its documents");
    const std::size_t values = run.numbers.empty() ? run.values.size() : run.numbers.size();
    ensure(run.begins.back() <= values, "the values of a document are in the run");
    if (column.type() != AttributeType::text) {
      number_counts(column);
      continue;
    }
    for (const std::uint32_t ordinal : run.values)
      ensure(ordinal < column.value_count(), "an ordinal of a run has a value");
    text_counts(column);
    ensure(value_order(column, collation).size() == column.value_count(),
           "the order has every value");
    const auto sound = sound_segment()->columns().find(column.name());
    JoinedValues joined(sound && sound->type() == AttributeType::text
                            ? std::vector<Column>{column, *sound}
                            : std::vector<Column>{column});
    joined.join();
    for (JoinedValues::Place place = 0; place < std::min(joined.size(), 20U); ++place) {
      joined.value(place);
      joined.members(place);
      joined.find(tight_key(column.key(place % std::max(column.value_count(), 1U))));
    }
  }
}

void read_sketches(const Segment& segment) {
  const Sketches& sketches = segment.sketches();
  for (std::uint32_t i = 0; i < sketches.size(); ++i) {
    ensure(sketches.doc(i) < segment.size(), "a sketch is of a document of the segment");
    sketches.sketch(i);
  }
  ensure(segment.parts_of_pages().size() == segment.chunk_count(), "parts are told by chunk");
}

void merge(const Shared<Segment>& segment) {
  const SegmentIdentity identity{1, "wiki", 3, segment->language()};
  merge_segments({{segment, nullptr}}, {&analyzer(), {}, {}}, identity);
  if (segment->weights() != sound_segment()->weights()) return;
  if (segment->language() != sound_segment()->language()) return;
  merge_segments({{sound_segment(), nullptr}, {segment, nullptr}}, {nullptr, {}, {}}, identity);
}

// Letters of the sound articles, so that the walk goes far.
void walk_near_terms(const Segment& segment) {
  for (const Nearness nearness : {Nearness::whole, Nearness::start}) {
    for (const Space space : {Space::exact, Space::field, Space::title_key}) {
      NearTerms near(segment.dictionary(), space, {}, "thefirst", 2, nearness);
      for (int terms = 0; terms < kTermsMax && near.next(); ++terms)
        ensure(near.distance() <= 2, "what is near is near");
    }
  }
}

enum class Task : std::uint8_t { documents, columns, terms, near_terms, breaches, merge };
constexpr std::uint8_t kTasks = 6;

// Breaches and merges of many documents cost up to a hundred times as much as anything else: only
// after few changes.
Task task_of(const std::uint8_t* data, std::size_t size, const Segment& segment) {
  const auto task = static_cast<Task>((data[0] / 3 + size) % kTasks);
  const bool is_dear = segment.size() > 20 && (task == Task::breaches || task == Task::merge);
  return is_dear && size > 9 ? Task::terms : task;
}

void use(const Shared<Segment>& segment, Task task) {
  switch (task) {
    case Task::documents:
      read_sketches(*segment);
      return read_documents(*segment);
    case Task::columns:
      return read_columns(*segment);
    case Task::terms:
      return read_terms(*segment);
    case Task::near_terms:
      return walk_near_terms(*segment);
    case Task::breaches:
      find_breaches(*segment);
      return;
    case Task::merge:
      return merge(segment);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0 || size > 65'536) return 0;
  try {
    const auto segment = opened(data, size);
    use(segment, task_of(data, size, *segment));
  } catch (const Error& error) {
    ensure(error.code() == ErrorCode::damaged, "what is refused is damaged");
  }
  return 0;
}
