// Lists, and what they are made of: packed numbers, containers, impacts, lengths.

#include <algorithm>
#include <gtest/gtest.h>
#include <random>
#include <set>

#include "index/segment/bitpack.hpp"
#include "index/segment/chunk.hpp"
#include "index/segment/impact.hpp"
#include "index/segment/lengths.hpp"
#include "index/segment/postings.hpp"
#include "index/segment/postings_writer.hpp"
#include "tests/support/seed.hpp"

namespace coldopen {
namespace {

PackedArray open_packed(const ByteBuffer& bytes) {
  ByteReader reader(bytes);
  const auto array = PackedArray::open(reader);
  EXPECT_TRUE(array && reader.at_end());
  return array.value_or(PackedArray());
}

TEST(PackedArray, EveryWidthAndLengthReadsAsItWasWritten) {
  std::mt19937 random(2);
  for (std::uint32_t width = 0; width <= 32; ++width) {
    for (const std::size_t count : {0U, 1U, 31U, 32U, 33U, 255U, 256U, 257U, 700U}) {
      std::vector<std::uint32_t> values;
      PackedWriter writer;
      for (std::size_t i = 0; i < count; ++i) {
        const std::uint64_t mask = (std::uint64_t{1} << width) - 1;
        values.push_back(static_cast<std::uint32_t>(random() & mask));
        writer.add(values.back());
      }
      ByteBuffer bytes;
      writer.finish(bytes);
      const PackedArray array = open_packed(bytes);
      ASSERT_EQ(array.size(), count);
      for (std::size_t i = 0; i < count; ++i) ASSERT_EQ(array[i], values[i]) << width << " " << i;
      EXPECT_EQ(array[count], 0U);
    }
  }
}

TEST(PackedArray, AStretchReadsAsItsNumbersOneByOne) {
  constexpr std::uint32_t kBeyond = 0xABCDABCD;
  std::mt19937 random(test_seed());
  for (std::uint32_t width = 0; width <= 32; ++width) {
    PackedWriter writer;
    const std::uint64_t mask = (std::uint64_t{1} << width) - 1;
    for (int i = 0; i < 700; ++i) writer.add(static_cast<std::uint32_t>(random() & mask));
    ByteBuffer bytes;
    writer.finish(bytes);
    const std::size_t size = bytes.size();
    bytes.resize(size + 64);  // as in a section, where kernels may read on
    ByteReader reader(Bytes(bytes).first(size));
    const PackedArray array = PackedArray::open(reader).value();
    for (const Kernels* with : runnable_kernels()) {
      for (int stretch = 0; stretch < 50; ++stretch) {
        const std::size_t first = random() % 720;
        const std::size_t n = random() % 2 == 0 ? random() % 20 : random() % 400;
        std::vector<std::uint32_t> out(n + 64, kBeyond);
        array.read(*with, first, n, out.data());
        for (std::size_t i = 0; i < n; ++i)
          ASSERT_EQ(out[i], array[first + i]) << with->name << " " << width << " " << first;
        const std::size_t group = first / 16 * 16;
        std::uint64_t sum = 0;
        for (std::size_t i = group; i < first; ++i) sum += array[i];
        if (first < array.size()) {
          ASSERT_EQ(array.block(first).sum_before(first), sum) << width << " " << first;
        }
      }
    }
  }
}

TEST(PackedArray, EqualNumbersTakeNoBits) {
  PackedWriter writer;
  for (int i = 0; i < 1000; ++i) writer.add(123'456);
  ByteBuffer bytes;
  writer.finish(bytes);
  EXPECT_EQ(bytes.size(), 16U + 64 + 16);  // head, four lines of the table, tail
  EXPECT_EQ(open_packed(bytes)[999], 123'456U);
}

TEST(PackedArray, ATableThatDoesNotFitIsRefused) {
  PackedWriter writer;
  for (std::uint32_t i = 0; i < 300; ++i) writer.add(i * i);
  ByteBuffer whole;
  writer.finish(whole);
  for (const std::size_t at : {0U, 4U, 16U, 23U, 32U}) {  // count, units, a start, a width, a start
    ByteBuffer bytes = whole;
    bytes[at + 1] = std::byte{0x7F};
    ByteReader reader(bytes);
    EXPECT_FALSE(PackedArray::open(reader)) << at;
  }
  ByteReader cut(Bytes(whole).first(whole.size() - 1));
  EXPECT_FALSE(PackedArray::open(cut));
}

TEST(Lengths, AreExactTo39AndThenKeepFourBits) {
  for (std::uint32_t length = 0; length < 40; ++length) {
    EXPECT_EQ(decode_length(encode_length(length)), length);
  }
  std::uint32_t before = 0;
  for (std::uint32_t code = 0; code < 256; ++code) {
    const std::uint32_t length = decode_length(static_cast<std::uint8_t>(code));
    EXPECT_EQ(encode_length(length), code);
    EXPECT_TRUE(code == 0 || length > before);
    if (code > 0) {
      EXPECT_EQ(encode_length(length - 1), code - 1) << "rounds down";
    }
    before = length;
  }
  EXPECT_EQ(encode_length(0xFFFF'FFFF), 255);
  EXPECT_EQ(decode_length(255), 2'013'265'944U);
}

TEST(Impact, ACodeBoundsItsPostingFromAboveByOneStep) {
  for (const double saturation : {0.01, 0.4, 1.5, 80.0, 1e6}) {
    for (const std::uint32_t count : {1U, 2U, 3U, 10U, 255U, 256U, 70'000U, 2'000'000'000U}) {
      const double f = count / (count + saturation);
      const double code = impact_code(count, saturation);
      EXPECT_LE(f, code / 255) << count;
      EXPECT_GT(f, (code - 1.001) / 255) << count;
    }
  }
}

TEST(Impact, SeedsAreTheKthBestCodes) {
  std::mt19937 random(3);
  for (const std::size_t count : {1U, 9U, 10U, 99U, 100U, 999U, 1000U, 3000U}) {
    std::vector<std::uint8_t> codes(count);
    for (std::uint8_t& code : codes) code = static_cast<std::uint8_t>(random() % 40);
    const ImpactSeeds seeds = impact_seeds(codes);
    std::ranges::sort(codes, std::greater());
    const auto best = [&](std::size_t k) { return k <= count ? codes[k - 1] : std::uint8_t{0}; };
    EXPECT_EQ(seeds, (ImpactSeeds{best(1), best(10), best(100), best(1000)})) << count;
  }
}

std::vector<std::uint16_t> some_docs(std::mt19937& random, std::size_t count) {
  std::vector<std::uint16_t> docs(kChunkDocs);
  for (std::size_t i = 0; i < docs.size(); ++i) docs[i] = static_cast<std::uint16_t>(i);
  std::ranges::shuffle(docs, random);
  docs.resize(count);
  std::ranges::sort(docs);
  return docs;
}

TEST(Chunk, EachTypeAtItsBordersHoldsItsDocumentsAndBests) {
  std::mt19937 random(4);
  for (const std::uint32_t count :
       {1U, 2U, 255U, 256U, 257U, 4095U, 4096U, 4097U, 65'535U, 65'536U}) {
    SCOPED_TRACE(count);
    const std::vector<std::uint16_t> docs = some_docs(random, count);
    std::vector<std::uint8_t> codes(count);
    for (std::uint8_t& code : codes) code = static_cast<std::uint8_t>(random());
    ByteBuffer bytes(10);
    const std::size_t at = write_chunk(docs, codes, bytes);
    const ChunkType type = chunk_type(count);
    EXPECT_EQ(static_cast<int>(type), count < 256 ? 0 : count < 4096 ? 1 : 2);
    EXPECT_EQ(at % chunk_alignment(type), 0U);
    const ChunkView view(type, count, Bytes(bytes).subspan(at));
    std::vector<DocId> found;
    view.documents(131'072, 0xFFFF'FFFF, found);
    ASSERT_EQ(found.size(), count);
    for (std::size_t i = 0; i < count; ++i) ASSERT_EQ(found[i], 131'072U + docs[i]);
    ChunkBits bits;
    view.add_to(kChunkDocs, bits);
    EXPECT_EQ(bits.count(), count);
    std::size_t rank = 0;
    for (std::uint32_t doc = 0; doc < kChunkDocs; ++doc) {
      const bool in = rank < count && docs[rank] == doc;
      const auto place = view.find(static_cast<std::uint16_t>(doc));
      ASSERT_EQ(bits.test(doc), in);
      ASSERT_EQ(place, in ? std::optional<std::uint32_t>(rank) : std::nullopt) << doc;
      if (in) ++rank;
    }
  }
}

// A list and the sections it lies in.
struct Written {
  std::vector<std::uint8_t> lengths;
  struct {
    ByteBuffer short_lists, directories, containers, codes, counts, position_counts,
        position_starts, positions, inline_positions, champions;
  } owned;
  ByteBuffer records;
  PostingSections sections;
  std::vector<TermInfo> infos;
};

struct ListOf {
  Space space;
  std::vector<Posting> postings;
  std::vector<std::uint32_t> positions;
};

std::unique_ptr<Written> write(std::uint32_t doc_count, const std::vector<ListOf>& lists) {
  auto written = std::make_unique<Written>();
  written->lengths.assign(doc_count, 30);
  SpoolPlace memory;
  PostingsWriter writer(written->lengths, {}, true, memory);
  for (const ListOf& list : lists) {
    const std::size_t at = written->records.size();
    TermInfo info = writer.add(list.space, list.postings, list.positions, written->records);
    if (list_form(info.df) == ListForm::in_record) info.postings_at = at;
    written->infos.push_back(info);
  }
  const PostingsWriter::Sections made = writer.finish();
  written->owned = {whole(made.short_lists),      whole(made.directories),
                    whole(made.containers),       whole(made.codes),
                    whole(made.counts),           whole(made.position_counts),
                    whole(made.position_starts),  whole(made.positions),
                    whole(made.inline_positions), whole(made.champions)};
  PostingSections& sections = written->sections;
  sections.doc_count = doc_count;
  sections.dictionary_data = written->records;
  sections.short_lists = written->owned.short_lists;
  sections.directories = written->owned.directories;
  sections.containers = written->owned.containers;
  sections.codes = written->owned.codes;
  sections.counts = open_packed(written->owned.counts);
  sections.position_counts = open_packed(written->owned.position_counts);
  sections.position_starts = open_packed(written->owned.position_starts);
  sections.positions = open_packed(written->owned.positions);
  sections.inline_positions = open_packed(written->owned.inline_positions);
  sections.champions = written->owned.champions;
  return written;
}

ListOf random_list(std::mt19937& random, Space space, const std::set<DocId>& docs) {
  ListOf list{space, {}, {}};
  for (const DocId doc : docs) {
    const auto kind = random() % 50;
    Posting posting{doc, 1, 0};
    if (kind == 0) posting.count = 300 + static_cast<std::uint32_t>(random() % 100);
    if (kind == 1) posting.count = 70'000 + static_cast<std::uint32_t>(random() % 100'000);
    if (kind > 40) posting.count = 1 + static_cast<std::uint32_t>(random() % 5);
    if (space == Space::exact) {
      // Fewer positions than the count in a title, more where many aliases have the word.
      posting.positions = kind == 2 ? 400 : 1 + static_cast<std::uint32_t>(random() % 3);
      std::uint32_t position = kind == 3 ? 3'000'000'000U : 0;
      for (std::uint32_t i = 0; i < posting.positions; ++i) {
        position += 1 + static_cast<std::uint32_t>(random() % 400);
        list.positions.push_back(position);
      }
    }
    list.postings.push_back(posting);
  }
  return list;
}

std::set<DocId> random_docs(std::mt19937& random, std::uint32_t doc_count, std::size_t df) {
  std::set<DocId> docs;
  while (docs.size() < df) docs.insert(static_cast<DocId>(random() % doc_count));
  return docs;
}

void expect_list(const Written& written, const TermInfo& info, const ListOf& expected) {
  const PostingList list(written.sections, info);
  ASSERT_EQ(list.df(), expected.postings.size());
  std::vector<DocId> docs;
  list.documents(docs);
  ASSERT_EQ(docs.size(), expected.postings.size());
  std::vector<std::uint32_t> positions;
  std::size_t at = 0;
  for (Rank rank = 0; rank < docs.size(); ++rank) {
    const Posting& posting = expected.postings[rank];
    ASSERT_EQ(docs[rank], posting.doc);
    ASSERT_EQ(list.find(posting.doc), rank);
    ASSERT_EQ(list.count(rank), posting.count);
    ASSERT_EQ(list.position_count(rank), posting.positions);
    list.positions(rank, positions);
    const std::span wanted = std::span(expected.positions).subspan(at, posting.positions);
    ASSERT_TRUE(std::ranges::equal(positions, wanted)) << rank;
    at += posting.positions;
  }
  for (std::uint32_t chunk = 0; chunk * kChunkDocs < written.sections.doc_count; ++chunk) {
    ChunkBits bits;
    list.add_to(chunk, bits);
    std::uint8_t best = 0;
    std::uint32_t inside = 0;
    for (Rank rank = 0; rank < docs.size(); ++rank) {
      if (docs[rank] / kChunkDocs != chunk) continue;
      ASSERT_TRUE(bits.test(docs[rank] % kChunkDocs));
      best = std::max(best, list.code(rank));
      ++inside;
    }
    ASSERT_EQ(bits.count(), inside);
    ASSERT_EQ(list.max_code(chunk), best);
  }
}

TEST(PostingList, EveryFormAtItsBordersReadsAsItWasWritten) {
  std::mt19937 random(5);
  const std::uint32_t doc_count = 3 * kChunkDocs + 1000;  // the last chunk is short
  std::vector<ListOf> lists;
  for (const Space space : {Space::exact, Space::stem, Space::title_key}) {
    for (const std::size_t df : {1U, 2U, 3U, 4U, 5U, 6U, 126U, 127U, 128U, 129U, 2000U, 30'000U}) {
      lists.push_back(random_list(random, space, random_docs(random, doc_count, df)));
    }
  }
  std::set<DocId> ends = {0, kChunkDocs - 1, kChunkDocs, doc_count - 1};  // the second is empty
  for (DocId doc = 2 * kChunkDocs; doc < 3 * kChunkDocs; ++doc) ends.insert(doc);  // full
  lists.push_back(random_list(random, Space::exact, ends));
  lists.push_back(random_list(random, Space::exact, {0, 1, 2, kChunkDocs, doc_count - 1}));
  const auto written = write(doc_count, lists);
  for (std::size_t i = 0; i < lists.size(); ++i) {
    SCOPED_TRACE(i);
    expect_list(*written, written->infos[i], lists[i]);
  }
}

TEST(PostingList, DocumentsThatAreNotInItAreNotFound) {
  std::mt19937 random(6);
  for (const std::size_t df : {3U, 100U, 500U, 9000U}) {
    const std::set<DocId> docs = random_docs(random, 80'000, df);
    const auto written = write(80'000, {random_list(random, Space::exact, docs)});
    const PostingList list(written->sections, written->infos[0]);
    for (DocId doc = 0; doc < 80'000; doc += 3) {
      ASSERT_EQ(list.find(doc).has_value(), docs.contains(doc));
    }
    EXPECT_FALSE(list.find(80'000));
    EXPECT_FALSE(list.find(0xFFFF'FFFF));
    EXPECT_EQ(list.max_code(99), 0);
  }
}

TEST(PostingList, AnInfoThatIsNotOfTheSegmentGivesAnEmptyListOrStaysInside) {
  std::mt19937 random(7);
  const auto written =
      write(1000, {random_list(random, Space::exact, {1, 5, 9}),
                   random_list(random, Space::exact, random_docs(random, 1000, 400))});
  std::vector<DocId> docs;
  std::vector<std::uint32_t> positions;
  for (std::uint32_t i = 0; i < 3000; ++i) {
    TermInfo info;
    info.df = static_cast<std::uint32_t>(random() % 500);
    info.postings_at = random() % (2 * written->owned.directories.size());
    info.has_positions = random() % 2 == 0;
    const PostingList list(written->sections, info);
    list.documents(docs);
    ASSERT_EQ(docs.size(), list.df());
    for (const DocId doc : docs) ASSERT_LT(doc, 1000U);
    if (list.df() != 0) list.positions(list.df() - 1, positions);
  }
  EXPECT_EQ(PostingList().df(), 0U);
  EXPECT_FALSE(PostingList().find(0));
}

TEST(PostingList, TheImpactOfAKeyKnowsNoLength) {
  const auto written =
      write(10, {{Space::title_key, {{3, 1, 0}}, {}}, {Space::stem, {{3, 1, 0}}, {}}});
  EXPECT_EQ(PostingList(written->sections, written->infos[0]).code(0), impact_code(1, 1.5));
  const double longer = saturation_table({})[30];
  EXPECT_EQ(PostingList(written->sections, written->infos[1]).code(0), impact_code(1, longer));
}

}  // namespace
}  // namespace coldopen
