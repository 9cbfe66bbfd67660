#include "index/segment/dictionary.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <random>

#include "index/segment/record.hpp"
#include "index/segment/stem_classes.hpp"
#include "index/segment/term_table.hpp"

namespace coldopen {
namespace {

struct Written {
  ByteBuffer terms, hash;
  Dictionary dictionary;
};

Written write(const std::map<Term, std::uint32_t>& dfs) {
  SpoolPlace memory;
  DictionaryWriter writer(memory);
  for (const auto& [term, df] : dfs) {
    TermInfo info;
    info.df = df;
    info.cf = df * 3ULL;
    info.max_code = 200;
    if (df >= 10) info.code_10 = 100;
    if (df >= 100) info.code_100 = 50;
    if (df >= 1000) info.code_1000 = 25;
    if (term.space == Space::stem) info.members_at = df * 7ULL;
    info.has_positions = term.space == Space::exact;
    info.is_own_stem = term.space == Space::exact && df % 2 == 0;
    ByteBuffer tail;
    if (df > kRecordDocs) append_varint(tail, df * 5ULL);  // where the list lies
    for (std::uint32_t i = 0; i < df && df <= kRecordDocs; ++i) {
      append_posting(tail, 0, 200, {i, 3, 1}, info.has_positions);
    }
    writer.add(term.space, term.text, info, tail);
  }
  const DictionaryWriter::Sections made = writer.finish();
  Written written{whole(made.dictionary), whole(made.hash), {}};
  const auto opened = Dictionary::open(written.terms, written.hash);
  EXPECT_TRUE(opened);
  written.dictionary = opened.value_or(Dictionary());
  return written;
}

std::map<Term, std::uint32_t> random_terms(std::mt19937& random, std::size_t count) {
  std::map<Term, std::uint32_t> dfs;
  while (dfs.size() < count) {
    Term term;
    term.space = static_cast<Space>(random() % 12);
    for (auto length = random() % 6; length > 0; --length) {
      term.text += static_cast<char>("aab\xC3\xFF\x1F"[random() % 6]);
    }
    dfs[term] = 1 + static_cast<std::uint32_t>(random() % 2000);
  }
  std::string longest;
  for (int i = 0; i < 255; ++i) longest += "\xF0\x9F\x8D\x95";  // 255 code points of four bytes
  dfs[{Space::exact, longest}] = 5;
  dfs[{Space::exact, longest + "a"}] = 6;
  dfs[{Space::title_key, std::string(100'000, 'x')}] = 7;
  return dfs;
}

TEST(Dictionary, EveryTermIsFoundAndNoOther) {
  std::mt19937 random(11);
  for (const std::size_t count : {1U, 15U, 16U, 17U, 33U, 3000U}) {
    const auto dfs = random_terms(random, count);
    const Written written = write(dfs);
    for (const auto& [term, df] : dfs) {
      const auto info = written.dictionary.find(term.space, term.text);
      ASSERT_TRUE(info);
      EXPECT_EQ(info->df, df);
      EXPECT_EQ(info->cf, df * 3ULL);
      EXPECT_EQ(info->max_code, 200);
      EXPECT_EQ(info->code_10, df >= 10 ? 100 : 0);
      EXPECT_EQ(info->code_100, df >= 100 ? 50 : 0);
      EXPECT_EQ(info->code_1000, df >= 1000 ? 25 : 0);
      EXPECT_EQ(info->members_at, term.space == Space::stem ? df * 7ULL : 0);
      EXPECT_EQ(info->has_positions, term.space == Space::exact);
      EXPECT_EQ(info->is_own_stem, term.space == Space::exact && df % 2 == 0);
      if (df > 4) {
        EXPECT_EQ(info->postings_at, df * 5ULL);
      }
    }
    for (int i = 0; i < 2000; ++i) {
      const auto other = random_terms(random, 1).begin()->first;
      const bool found = written.dictionary.find(other.space, other.text).has_value();
      ASSERT_EQ(found, dfs.contains(other)) << other.text;
    }
  }
}

TEST(Dictionary, ACursorWalksAllTermsFromAnyPlace) {
  std::mt19937 random(12);
  const auto dfs = random_terms(random, 700);
  const Written written = write(dfs);
  for (int i = 0; i < 300; ++i) {
    const Term from = random_terms(random, 1).begin()->first;
    TermCursor cursor = written.dictionary.seek(from.space, from.text);
    for (auto expected = dfs.lower_bound(from); expected != dfs.end(); ++expected) {
      ASSERT_TRUE(cursor.valid());
      ASSERT_EQ(cursor.space(), expected->first.space);
      ASSERT_EQ(cursor.text(), expected->first.text);
      ASSERT_EQ(cursor.info().df, expected->second);
      cursor.next();
    }
    ASSERT_FALSE(cursor.valid());
  }
}

TEST(Dictionary, OneWithoutTermsFindsNothing) {
  const Written written = write({});
  EXPECT_EQ(written.dictionary.size(), 0U);
  EXPECT_FALSE(written.dictionary.find(Space::exact, ""));
  EXPECT_FALSE(written.dictionary.seek(Space::exact, "").valid());
}

TEST(Dictionary, TablesThatDoNotFitAreRefused) {
  std::mt19937 random(13);
  const Written written = write(random_terms(random, 100));
  const auto opens = [](ByteBuffer dictionary, const ByteBuffer& hash) {
    return Dictionary::open(dictionary, hash).has_value();
  };
  for (const std::size_t at : {1U, 5U, 19U, 23U}) {  // terms, blocks, offsets of blocks
    ByteBuffer bytes = written.terms;
    bytes[at] = std::byte{0x7F};
    EXPECT_FALSE(opens(bytes, written.hash)) << at;
  }
  for (const std::size_t at : {1U, 4U}) {  // slots, bits of a block's number
    ByteBuffer bytes = written.hash;
    bytes[at] = std::byte{0x7F};
    EXPECT_FALSE(opens(written.terms, bytes)) << at;
  }
}

TEST(StemClasses, MembersReadAsTheyWereWritten) {
  ByteBuffer bytes(3);
  const std::vector<std::string> members = {"dundie", "dundies", "dundy"};
  const auto at = write_class("dundi", members, bytes);
  EXPECT_EQ(read_class("dundi", bytes, at), members);
  EXPECT_TRUE(read_class("dundi", bytes, bytes.size() + 1).empty());
}

TEST(TermTable, EqualTermsHaveOneNumberAndSpacesAreApart) {
  TermTable terms;
  std::map<Term, std::uint32_t> numbers;
  std::mt19937 random(14);
  for (int i = 0; i < 20'000; ++i) {
    const Term term{static_cast<Space>(random() % 3), std::to_string(random() % 3000)};
    const std::uint32_t number = terms.number_of(term.space, term.text);
    ASSERT_EQ(numbers.try_emplace(term, number).first->second, number);
    ASSERT_EQ(terms.text(number), term.text);
    ASSERT_EQ(terms.space(number), term.space);
  }
  EXPECT_EQ(terms.size(), numbers.size());
}

}  // namespace
}  // namespace coldopen
