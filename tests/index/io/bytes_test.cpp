#include "index/io/bytes.hpp"

#include <gtest/gtest.h>
#include <limits>
#include <random>

#include "index/io/checksum.hpp"

namespace coldopen {
namespace {

TEST(Bytes, AVarintReadsAsItWasWritten) {
  ByteBuffer bytes;
  std::vector<std::uint64_t> values = {0, 1, 127, 128, 300, 16383, 16384};
  values.push_back(std::numeric_limits<std::uint32_t>::max());
  values.push_back(std::numeric_limits<std::uint64_t>::max());
  for (const std::uint64_t value : values) append_varint(bytes, value);
  ByteReader reader(bytes);
  for (const std::uint64_t value : values) EXPECT_EQ(reader.varint(), value);
  EXPECT_TRUE(reader.good());
  EXPECT_TRUE(reader.at_end());
}

TEST(Bytes, AfterTheEndEverythingIsNothingAndTheReaderSaysSo) {
  const ByteBuffer bytes = {std::byte{0x80}};
  ByteReader reader(bytes);
  EXPECT_EQ(reader.varint(), 0U);
  EXPECT_FALSE(reader.good());
  EXPECT_EQ(reader.number<std::uint64_t>(), 0U);
  EXPECT_EQ(reader.text(), "");
  EXPECT_FALSE(ByteReader(bytes, 2).good());
  EXPECT_EQ(load<std::uint16_t>(bytes, 0), 0U);
  EXPECT_TRUE(part(bytes, 1, 1).empty());
  EXPECT_TRUE(part(bytes, std::numeric_limits<std::uint64_t>::max(), 2).empty());
}

TEST(Bytes, AVarintBeyondItsWidthIsRefused) {
  ByteBuffer bytes;
  append_varint(bytes, std::uint64_t{1} << 32);
  ByteReader narrow(bytes);
  EXPECT_EQ(narrow.varint32(), 0U);
  EXPECT_FALSE(narrow.good());
  const ByteBuffer endless(11, std::byte{0xFF});
  ByteReader wide(endless);
  wide.varint();
  EXPECT_FALSE(wide.good());
}

TEST(Bytes, ZigzagKeepsSmallNumbersOfBothSignsSmall) {
  EXPECT_EQ(zigzag(0), 0U);
  EXPECT_EQ(zigzag(-1), 1U);
  EXPECT_EQ(zigzag(1), 2U);
  for (const std::int32_t value : {0, -1, 1, 77, -70'000, 2'000'000'000, -2'000'000'000}) {
    EXPECT_EQ(unzigzag(zigzag(value)), value);
  }
}

TEST(Checksum, Crc32cIsTheOneOfTheStandards) {
  EXPECT_EQ(crc32c(as_bytes("123456789")), 0xE3069283U);  // RFC 3720, B.4
  EXPECT_EQ(crc32c({}), 0U);
  EXPECT_EQ(crc32c(as_bytes("56789"), crc32c(as_bytes("1234"))), 0xE3069283U);
}

TEST(Checksum, BothTwinsOfCrc32cAgreeForEveryLengthAndStart) {
  std::mt19937 random(1);
  ByteBuffer bytes(300);
  for (std::byte& byte : bytes) byte = static_cast<std::byte>(random());
  for (std::size_t begin = 0; begin < 9; ++begin) {
    for (std::size_t length = 0; begin + length <= bytes.size(); ++length) {
      const Bytes piece = Bytes(bytes).subspan(begin, length);
      ASSERT_EQ(crc32c(piece, 7), scalar::crc32c(piece, 7)) << begin << " " << length;
    }
  }
}

TEST(Checksum, Xxh3IsTheOneOfItsSpecification) {
  const Hash128 expected = {0x6001C324468D497F, 0x99AA06D3014798D8};
  EXPECT_EQ(hash128({}), expected);
  EXPECT_EQ(hash64(""), 0x2D06800538D394C2U);
  EXPECT_NE(hash64("beet", 0), hash64("beet", 1));
}

}  // namespace
}  // namespace coldopen
