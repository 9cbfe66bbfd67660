#include "index/live/manifest.hpp"

#include <array>
#include <cstdio>
#include <gtest/gtest.h>

#include "corpus/error.hpp"
#include "index/live/witness.hpp"
#include "tests/support/temporary_directory.hpp"

namespace coldopen {
namespace {

Manifest example() {
  Manifest manifest;
  manifest.index = 3;
  manifest.index_name = "main";
  manifest.analyzer_fingerprint = 0xC0FFEE;
  manifest.reaches = {120, 0x0123456789abcdef};
  manifest.next_segment = 8;
  manifest.segments.push_back({7, 1'048'576, 900, 850, 2, {1, 0xffffffffffffffff}});
  manifest.segments.push_back({5, 10, 1, 1, 0, {3, 4}});
  return manifest;
}

ErrorCode refusal(const std::string& text) {
  try {
    parse_manifest(text);
  } catch (const Error& error) {
    return error.code();
  }
  return ErrorCode::invalid_argument;
}

TEST(Manifest, IsReadBackAsItWasWritten) {
  EXPECT_EQ(parse_manifest(print_manifest(example())), example());
  Manifest set = example();
  set.settings_fingerprint = 0x5E77;
  EXPECT_EQ(parse_manifest(print_manifest(set)), set);
  Manifest empty;
  empty.index_name = "a";
  EXPECT_EQ(parse_manifest(print_manifest(empty)), empty);
}

TEST(Manifest, CutOrChangedAnywhereIsDamage) {
  const std::string text = print_manifest(example());
  for (std::size_t i = 0; i < text.size(); ++i) {
    EXPECT_EQ(refusal(text.substr(0, i)), ErrorCode::damaged) << i;
    std::string changed = text;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_EQ(refusal(changed), ErrorCode::damaged) << i;
  }
  EXPECT_EQ(refusal(text + "x"), ErrorCode::damaged);
}

TEST(Manifest, ALaterFormatIsNotDamage) {
  const std::string text = "coldopen manifest 2\nwhatever comes then\n";
  std::array<char, 17> checksum{};
  std::snprintf(checksum.data(), checksum.size(), "%016llx",
                static_cast<unsigned long long>(hash64(text)));
  EXPECT_EQ(refusal(text + "checksum " + checksum.data() + "\n"), ErrorCode::newer_format);
}

TEST(Witness, RemembersAPositionAndATornOneSaysNothing) {
  const TemporaryDirectory directory;
  const auto disk = system_disk();
  const Disk::Path path = directory / "WITNESS";
  EXPECT_EQ(read_witness(*disk, path), std::nullopt);
  write_witness(*disk, path, {1, 2});
  write_witness(*disk, path, {7, 8});
  EXPECT_EQ(std::filesystem::file_size(path), 64U);
  EXPECT_EQ(read_witness(*disk, path), (LogPosition{7, 8}));
  disk->open(path, Access::update)->write(20, std::as_bytes(std::span("x", 1)));
  EXPECT_EQ(read_witness(*disk, path), std::nullopt);
}

}  // namespace
}  // namespace coldopen
