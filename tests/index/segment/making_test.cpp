// Segments in the making: inversion, spools, files beside memory, pairs and champions.
#include <filesystem>
#include <gtest/gtest.h>
#include <map>
#include <random>
#include <set>

#include "corpus/error.hpp"
#include "index/io/spool.hpp"
#include "index/segment/inversion.hpp"
#include "index/segment/merger.hpp"
#include "index/segment/pairs.hpp"
#include "index/segment/word_inverter.hpp"
#include "tests/support/seed.hpp"
#include "tests/support/temporary_directory.hpp"

namespace coldopen {
namespace {

using Texts = std::vector<std::string>;

std::size_t files_in(const std::filesystem::path& folder) {
  const std::filesystem::directory_iterator all(folder);
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

TEST(Spool, WhatIsMoreThanMemoryHoldsStandsInAFileThatGoesWithIt) {
  const TemporaryDirectory folder;
  const std::shared_ptr<Disk> disk = system_disk();
  SpoolPlace place(*disk, folder.path() / "seg-1.cold");
  std::mt19937 random(test_seed());
  ByteBuffer expected;
  Spools parts;
  for (int part = 0; part < 3; ++part) {
    Spool spool(place);
    for (int i = 0; i < 700; ++i) {
      const ByteBuffer bytes(random() % 8000, static_cast<std::byte>(random()));
      append_bytes(spool.tail(), bytes);
      append_bytes(expected, bytes);
      if (i % 50 == 0) {
        pad_to(spool.tail(), 64);
        expected.resize(size_of(parts) + spool.size());
      }
      spool.settle();
    }
    parts.push_back(std::move(spool));
    EXPECT_EQ(size_of(parts), expected.size());
  }
  EXPECT_EQ(files_in(folder.path()), 3U);
  EXPECT_EQ(whole(parts), expected);
  parts.clear();
  EXPECT_EQ(files_in(folder.path()), 0U);
}

TEST(Inversion, EveryListReadsAsItWasAdded) {
  std::mt19937 random(test_seed());
  Inversion inversion;
  std::map<std::uint32_t, std::map<DocId, std::pair<std::uint32_t, std::vector<std::uint32_t>>>>
      all;
  constexpr std::uint32_t kTerms = 300;  // odd ones have places
  for (std::uint32_t i = 0; i < kTerms; ++i) {
    inversion.terms().number_of(i % 2 == 0 ? Space::field : Space::exact,
                                std::string(1 + i % 20, 'a') + std::to_string(i));
  }
  for (DocId doc = 0; doc < 3000; ++doc) {
    for (auto words = random() % 30; words > 0; --words) {
      const auto term = static_cast<std::uint32_t>(std::min(random() % kTerms, random() % kTerms));
      auto& [count, places] = all[term][doc];
      if (term % 2 == 0) {
        const auto more =
            1 + static_cast<std::uint32_t>(random() % (random() % 9 == 0 ? 70'000 : 3));
        inversion.add_count(term, more);
        count += more;
      } else {
        places.push_back(static_cast<std::uint32_t>(random()));  // in no order: it must not matter
        inversion.add(term, places.back());
        count = static_cast<std::uint32_t>(places.size());
      }
    }
    for (auto& [term, list] : all) {
      const auto here = list.find(doc);
      if (term % 2 == 0 || here == list.end() || random() % 5 != 0) continue;
      here->second.first = 1 + static_cast<std::uint32_t>(random() % 100'000);
      inversion.set_count(term, here->second.first);
    }
    inversion.end_document();
  }
  EXPECT_GT(inversion.memory_bytes(), 100'000U);
  const std::vector<std::uint32_t> order = inversion.sorted_terms();
  for (std::size_t i = 1; i < order.size(); ++i) {
    const TermTable& terms = inversion.terms();
    EXPECT_LT(std::pair(terms.space(order[i - 1]), terms.text(order[i - 1])),
              std::pair(terms.space(order[i]), terms.text(order[i])));
  }
  for (const auto& [term, list] : all) {
    Inversion::Reader reader = inversion.read(term);
    Posting posting;
    for (const auto& [doc, expected] : list) {
      std::vector<std::uint32_t> places;
      ASSERT_TRUE(reader.next(posting, places));
      ASSERT_EQ(posting.doc, doc);
      ASSERT_EQ(posting.count, expected.first);
      ASSERT_EQ(places, expected.second);
      ASSERT_EQ(posting.positions, places.size());
    }
    std::vector<std::uint32_t> none;
    EXPECT_FALSE(reader.next(posting, none));
  }
}

TEST(Inversion, APageOfItsArenaMayBeFilledToItsLastByte) {
  constexpr std::uint32_t kTerms = 40'000;  // two pieces each, 12 and 20 bytes: 32,768 fill a page
  Inversion inversion;
  for (std::uint32_t term = 0; term < kTerms; ++term) {
    inversion.terms().number_of(Space::exact, std::to_string(term));
    for (std::uint32_t position = 0; position < 10; ++position) inversion.add(term, position);
    inversion.end_document();
  }
  for (std::uint32_t term = 0; term < kTerms; ++term) {
    Inversion::Reader reader = inversion.read(term);
    Posting posting;
    std::vector<std::uint32_t> places;
    ASSERT_TRUE(reader.next(posting, places));
    ASSERT_EQ(posting, (Posting{term, 10, 10}));
    ASSERT_EQ(places, (std::vector<std::uint32_t>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
  }
}

// Documents of words: a few in most of them, many in few.
std::vector<Texts> random_documents(std::mt19937& random, std::size_t count) {
  std::vector<Texts> documents(count);
  for (Texts& words : documents) {
    for (auto length = random() % 40; length > 0; --length) {
      const auto word = random() % (1 + random() % (1 + random() % 400));
      words.push_back((word % 3 == 0 ? "w" : "wo") + std::to_string(word));
    }
  }
  return documents;
}

WordInverter inverter_of(const std::vector<Texts>& documents, std::size_t begin, std::size_t end,
                         const SegmentOptions& options = {}) {
  WordInverter inverter({nullptr, {}, options});
  for (std::size_t i = begin; i < end; ++i) {
    for (const std::string& word : documents[i]) inverter.add_word(word);
    inverter.end_document("d" + std::to_string(i));
  }
  return inverter;
}

TEST(WordInverter, ItsSegmentIsWholeAndHasPairsAndChampions) {
  std::mt19937 random(test_seed());
  const std::vector<Texts> documents = random_documents(random, 9000);
  WordInverter inverter = inverter_of(documents, 0, documents.size());
  EXPECT_GT(inverter.memory_bytes(), 100'000U);
  const auto segment = Segment::open(inverter.finish({1, "words", 1}));
  EXPECT_EQ(inverter.size(), 0U);
  EXPECT_EQ(find_breaches(*segment), Texts());
  EXPECT_EQ(segment->documents().find("d77"), 77U);
  EXPECT_TRUE(segment->has_pairs());
  const auto info = segment->find(Space::exact, "w0");
  ASSERT_TRUE(info && info->df >= kChampionsFrom);
  const PostingList list = segment->postings(*info);
  ASSERT_EQ(list.champion_count(), kChampions);
  for (std::uint32_t i = 1; i < kChampions; ++i) {
    EXPECT_GE(list.code(list.champion(i - 1).rank), list.code(list.champion(i).rank));
  }
  std::set<DocId> together;
  for (DocId doc = 0; doc < documents.size(); ++doc) {
    for (std::size_t i = 1; i < documents[doc].size(); ++i) {
      if (documents[doc][i - 1] == "w0" && documents[doc][i] == "w3") together.insert(doc);
    }
  }
  const auto pair = segment->find(Space::pair, pair_of("w0", "w3"));
  ASSERT_TRUE(pair);
  std::vector<DocId> docs;
  segment->postings(*pair).documents(docs);
  EXPECT_EQ(docs, std::vector<DocId>(together.begin(), together.end()));
}

TEST(WordInverter, ASegmentMadeWithoutPairsAndChampionsHasNone) {
  std::mt19937 random(test_seed());
  const std::vector<Texts> documents = random_documents(random, 6000);
  WordInverter inverter =
      inverter_of(documents, 0, documents.size(), {.champions = false, .pairs = false});
  const auto segment = Segment::open(inverter.finish({1, "words", 1}));
  EXPECT_EQ(find_breaches(*segment), Texts());
  EXPECT_FALSE(segment->has_pairs());
  EXPECT_FALSE(segment->find(Space::pair, pair_of("w0", "w0")));
  EXPECT_EQ(segment->postings(*segment->find(Space::exact, "w0")).champion_count(), 0U);
}

TEST(Merger, IntoAFileItWritesTheBytesOfAnInverterThatSawTheLiving) {
  std::mt19937 random(test_seed());
  const std::vector<Texts> documents = random_documents(random, 7000);
  const TemporaryDirectory folder;
  const std::shared_ptr<Disk> disk = system_disk();
  std::vector<MergeInput> inputs;
  WordInverter expected({});
  for (std::size_t begin = 0; begin < documents.size(); begin += 3500) {
    const bool some_dead = begin != 0;
    std::vector<DocId> dead;
    for (DocId doc = 0; doc < 3500; ++doc) {
      if (some_dead && random() % 5 == 0) {
        dead.push_back(doc);
        continue;
      }
      for (const std::string& word : documents[begin + doc]) expected.add_word(word);
      expected.end_document("d" + std::to_string(begin + doc));
    }
    // The parts have no pairs: the merged segment makes them of places.
    WordInverter part =
        inverter_of(documents, begin, begin + 3500, {.champions = false, .pairs = some_dead});
    inputs.push_back({Segment::open(part.finish({1, "words", 1})),
                      std::make_shared<Tombstones>(Tombstones().with(dead, 0))});
  }
  const auto path = folder.path() / "seg-2.cold";
  merge_segments(inputs, {}, {1, "words", 2}, *disk, path);
  EXPECT_EQ(files_in(folder.path()), 1U);
  const MappedFile file = disk->map(path);
  EXPECT_TRUE(std::ranges::equal(file.bytes, expected.finish({1, "words", 2})));
  const auto segment = Segment::open({file.owner, file.bytes});
  EXPECT_EQ(find_breaches(*segment), Texts());
  EXPECT_TRUE(segment->find(Space::pair, pair_of("w0", "w3")));
}

TEST(WordInverter, IntoAFileItWritesTheSameBytes) {
  std::mt19937 random(test_seed());
  const std::vector<Texts> documents = random_documents(random, 3000);
  const TemporaryDirectory folder;
  const std::shared_ptr<Disk> disk = system_disk();
  const auto path = folder.path() / "seg-2.cold";
  inverter_of(documents, 0, documents.size()).finish({1, "words", 2}, *disk, path);
  const MappedFile file = disk->map(path);
  EXPECT_TRUE(std::ranges::equal(
      file.bytes, inverter_of(documents, 0, documents.size()).finish({1, "words", 2})));
}

TEST(Champions, HostileBytesNameDocumentsOfTheSegmentAndRanksOfTheList) {
  std::mt19937 random(test_seed());
  const std::vector<Texts> documents = random_documents(random, 9000);
  WordInverter inverter = inverter_of(documents, 0, documents.size());
  const std::vector<std::byte> bytes = inverter.finish({1, "words", 1});
  const SegmentLayout layout = open_layout(bytes);
  const Bytes section = layout.section(SectionKind::champions);
  ASSERT_FALSE(section.empty());
  ByteBuffer broken(layout.sealed.begin(), layout.sealed.end());
  const auto at = static_cast<std::size_t>(section.data() - bytes.data());
  for (std::size_t i = 0; i < section.size(); ++i)
    broken[at + i] = static_cast<std::byte>(random());
  seal(broken);
  const auto segment = Segment::open(std::move(broken));
  const PostingList list = segment->postings(*segment->find(Space::exact, "w0"));
  for (std::uint32_t i = 0; i < list.champion_count(); ++i) {
    EXPECT_LT(list.champion(i).doc, segment->size());
    EXPECT_LT(list.champion(i).rank, list.df());
  }
  EXPECT_FALSE(find_breaches(*segment).empty());
}

// A segment whose dictionary is changed at `at` behind right checksums.
Shared<Segment> with_dictionary_byte(const std::vector<std::byte>& bytes, std::size_t at,
                                     std::byte value) {
  const SegmentLayout layout = open_layout(bytes);
  const Bytes section = layout.section(SectionKind::dictionary);
  ByteBuffer broken(layout.sealed.begin(), layout.sealed.end());
  broken[static_cast<std::size_t>(section.data() - bytes.data()) + at] = value;
  seal(broken);
  return Segment::open(std::move(broken));
}

TEST(Merger, TermsThatDoNotRiseAreRefusedAsDamage) {
  const std::vector<std::byte> bytes =
      inverter_of({{"beet", "farm"}}, 0, 1).finish({1, "words", 1});
  const std::string_view dictionary = as_text(open_layout(bytes).section(SectionKind::dictionary));
  const auto segment =
      with_dictionary_byte(bytes, dictionary.find("farm"), std::byte{'a'});  // beet, aarm
  try {
    merge_segments({{segment, nullptr}}, {}, {1, "words", 2});
    FAIL() << "a segment was made of it";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::damaged);
  }
}

TEST(Merger, AnyChangedByteOfADictionaryIsRefusedOrGivesASegment) {
  std::mt19937 random(test_seed());
  const std::vector<Texts> documents = random_documents(random, 200);
  const std::vector<std::byte> bytes =
      inverter_of(documents, 0, documents.size()).finish({1, "words", 1});
  const std::size_t size = open_layout(bytes).section(SectionKind::dictionary).size();
  int refused = 0;
  for (int i = 0; i < 1000; ++i) {
    const std::size_t at = random() % size;
    try {
      const auto segment = with_dictionary_byte(bytes, at, static_cast<std::byte>(random()));
      Segment::open(merge_segments({{segment, nullptr}}, {}, {1, "words", 2}));
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::damaged) << error.what();
      ++refused;
    }
  }
  EXPECT_GT(refused, 100);
}

}  // namespace
}  // namespace coldopen
