#include "corpus/open_reader.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <filesystem>
#include <fstream>
#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "corpus/archive.hpp"
#include "corpus/error.hpp"

namespace coldopen {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string kLine = "{\"id\":\"a\",\"title\":\"Pilot\"}\n";

struct Outcome {
  Strings ids;
  std::vector<ReadArticle> articles;
  std::vector<ReadProblem> problems;
  CorpusStats stats;
};

Outcome read(const Strings& paths, const ReadOptions& options = {}) {
  const auto corpus = open_corpus(paths, options);
  Outcome out;
  while (std::optional<ReadItem> item = corpus->next()) {
    if (auto* article = std::get_if<ReadArticle>(&*item)) {
      out.ids.push_back(article->article.id);
      out.articles.push_back(std::move(*article));
    } else {
      out.problems.push_back(std::get<ReadProblem>(*item));
    }
  }
  out.stats = corpus->stats();
  return out;
}

class Files : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "coldopen-corpus-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    root_ = name + "/";
  }
  void TearDown() override { fs::remove_all(root_); }

  std::string write(const std::string& name, const std::string& bytes) const {
    fs::create_directories(fs::path(root_ + name).parent_path());
    std::ofstream(root_ + name, std::ios::binary) << bytes;
    return root_ + name;
  }

  static std::string bytes_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  // An archive written by libarchive: `set_up` chooses format and filter.
  std::string pack(const std::string& name, const std::function<void(archive*)>& set_up,
                   const std::vector<std::pair<std::string, std::string>>& members) const {
    archive* out = archive_write_new();
    set_up(out);
    EXPECT_EQ(archive_write_open_filename(out, (root_ + name).c_str()), ARCHIVE_OK)
        << archive_error_string(out);
    for (const auto& [member, bytes] : members) {
      archive_entry* entry = archive_entry_new();
      archive_entry_set_pathname(entry, member.c_str());
      archive_entry_set_filetype(entry, bytes == "LINK" ? AE_IFLNK : AE_IFREG);
      if (bytes == "LINK") archive_entry_set_symlink(entry, "/etc/passwd");
      archive_entry_set_size(entry, bytes == "LINK" ? 0 : static_cast<la_int64_t>(bytes.size()));
      archive_entry_set_perm(entry, 0644);
      archive_write_header(out, entry);
      if (bytes != "LINK") archive_write_data(out, bytes.data(), bytes.size());
      archive_entry_free(entry);
    }
    archive_write_close(out);
    archive_write_free(out);
    return root_ + name;
  }

  std::string pack_raw(const std::string& name, int (*filter)(archive*),
                       const std::string& bytes) const {
    return pack(name,
                [filter](archive* out) {
                  archive_write_set_format_raw(out);
                  filter(out);
                  archive_write_set_bytes_per_block(out, 0);
                },
                {{"data", bytes}});
  }

  static std::string many_lines() {
    std::string out;
    std::uint32_t noise = 1;
    for (int i = 0; i < 4'000; ++i) {
      noise = noise * 1664525 + 1013904223;
      out +=
          "{\"id\":\"a" + std::to_string(i) + "\",\"title\":\"t" + std::to_string(noise) + "\"}\n";
    }
    return out;
  }

  std::string root_;
};

const std::vector<std::pair<std::string, int (*)(archive*)>> kFilters = {
    {"gz", archive_write_add_filter_gzip},
    {"bz2", archive_write_add_filter_bzip2},
    {"xz", archive_write_add_filter_xz},
    {"zst", archive_write_add_filter_zstd}};

TEST_F(Files, F01WhatIsMissingIsReportedAndTheOthersAreRead) {
  const Outcome out = read({root_ + "none", write("a.ndjson", kLine)});
  EXPECT_THAT(out.ids, ElementsAre("a"));
  ASSERT_EQ(out.problems.size(), 1U);
  EXPECT_TRUE(out.problems[0].missing);
  EXPECT_THAT(out.problems[0].source, HasSubstr("none"));
}

TEST_F(Files, F02EmptyFilesAndFoldersGiveNothing) {
  fs::create_directory(root_ + "folder");
  const Outcome out = read({write("empty.txt", ""), write("empty.json", ""), root_ + "folder"});
  EXPECT_THAT(out.ids, IsEmpty());
  EXPECT_THAT(out.problems, IsEmpty());
}

TEST_F(Files, F03AFifoIsNoRegularFileAndDoesNotBlock) {
  ASSERT_EQ(::mkfifo((root_ + "fifo").c_str(), 0600), 0);
  const Outcome out = read({root_ + "fifo", "/dev/null"});
  ASSERT_EQ(out.problems.size(), 2U);
  EXPECT_TRUE(out.problems[0].missing && out.problems[1].missing);
  EXPECT_THAT(out.problems[0].reason, HasSubstr("not a regular file"));
}

TEST_F(Files, F04ALinkAsPathIsFollowedInsideAFolderItIsNot) {
  write("folder/a.ndjson", kLine);
  fs::create_symlink(root_ + "folder/a.ndjson", root_ + "link");
  fs::create_symlink(root_ + "folder/a.ndjson", root_ + "folder/b.ndjson");
  fs::create_directory_symlink(root_ + "folder", root_ + "folder/again");
  fs::create_symlink(root_ + "loop", root_ + "loop");
  EXPECT_THAT(read({root_ + "link"}).ids, ElementsAre("a"));
  EXPECT_THAT(read({root_ + "folder"}).ids, ElementsAre("a"));
  EXPECT_TRUE(read({root_ + "loop"}).problems.at(0).missing);
}

TEST_F(Files, FoldersAreReadInNameOrderAndOnlyKnownEndings) {
  write("w/b.md", "# B\n");
  write("w/a.txt", "A\n");
  write("w/sub/c.html", "<h1>C</h1>");
  write("w/.hidden.md", "# H\n");
  write("w/picture.png", "x");
  write("w/README", "x");
  const Outcome out = read({root_ + "w"});
  EXPECT_THAT(out.ids, ElementsAre("a", "b", "c"));
  EXPECT_EQ(out.stats.left_out, 2U);
  EXPECT_EQ(out.stats.files, 3U);
}

TEST_F(Files, TwoFilesOfOneNameDoNotReplaceEachOther) {
  write("w/1/index.md", "# One\n");
  write("w/2/index.md", "# Two\n");
  const Outcome out = read({root_ + "w"});
  EXPECT_THAT(out.ids, ElementsAre("index", "2/index"));
  EXPECT_EQ(out.articles[1].warnings.size(), 1U);
}

TEST_F(Files, F06FoldersOfAnyDepthAndNamesOfAnyBytesAreRead) {
  ASSERT_EQ(::mkdir((root_ + "deep").c_str(), 0700), 0);
  const fs::path home = fs::current_path();
  fs::current_path(root_ + "deep");
  const std::string name(200, 'd');  // 30 of them are a path that the system does not take whole
  for (int i = 0; i < 30; ++i) {
    ASSERT_EQ(::mkdir(name.c_str(), 0700), 0);
    ASSERT_EQ(::chdir(name.c_str()), 0);
  }
  std::ofstream("bad\n\xFF.txt") << "Text\n";
  fs::current_path(home);
  const Outcome out = read({root_ + "deep"});
  EXPECT_THAT(out.ids, ElementsAre("bad%0A%FF"));
  // fs::remove_all works on paths, which are too long here.
  ASSERT_EQ(std::system(("rm -rf " + root_ + "deep").c_str()), 0);
}

TEST_F(Files, F07ContentDecidesWhereTheNameLies) {
  EXPECT_THAT(read({write("a.txt", kLine)}).ids, ElementsAre("a"));
  EXPECT_EQ(
      read({write("page.json", "<!DOCTYPE html><h1>Pilot</h1>")}).articles.at(0).article.title,
      "Pilot");
  EXPECT_THAT(read({write("list.txt", " [ {\"id\":\"x\",\"title\":\"t\"} ]")}).ids,
              ElementsAre("x"));
  EXPECT_THAT(read({write("table.txt", "id,title\nq,t\n")}).ids, ElementsAre("q"));
  EXPECT_EQ(read({write("scene.txt", "[Intro music]\n\nText.")}).articles.at(0).article.title,
            "[Intro music]");
  EXPECT_THAT(read({write("pretty.ndjson", "{\n\"id\": \"p\",\n\"title\": \"t\"\n}")}).ids,
              ElementsAre("p"));
}

TEST_F(Files, AnXmlFileHasNoReaderYet) {
  const Outcome out = read({write("dump.json", "<mediawiki><page/></mediawiki>")});
  EXPECT_THAT(out.ids, IsEmpty());
  EXPECT_THAT(out.problems.at(0).reason, HasSubstr("XML"));
}

TEST_F(Files, AFormatThatIsNamedIsTakenAndAnUnknownOneRefused) {
  ReadOptions options;
  options.format = "text";
  EXPECT_EQ(read({write("a.json", kLine)}, options).articles.at(0).article.id, "a");
  EXPECT_EQ(read({root_ + "a.json"}, options).articles.at(0).article.title + "\n", kLine);
  options.format = "epub";
  EXPECT_THROW(open_corpus({}, options), Error);
  EXPECT_THAT(format_names(),
              ElementsAre("auto", "html", "json", "ndjson", "markdown", "csv", "text"));
}

TEST_F(Files, UrlsAreMadeOfFileNamesAndAttributesGivenWhereTheyLack) {
  ReadOptions options;
  options.base_url = "https://example.org/wiki/";
  options.attributes = {{"series", {std::string("The Office")}, false},
                        {"kind", {std::string("episode")}, false}};
  write("w/sub/The Pilot.md", "---\nkind: page\n---\n# Pilot\n");
  const Outcome out = read({root_ + "w"}, options);
  const Article& article = out.articles.at(0).article;
  EXPECT_EQ(article.url, "https://example.org/wiki/sub/The%20Pilot");
  EXPECT_EQ(find_attribute(article, "kind")->values.at(0), Value(std::string("page")));
  EXPECT_EQ(find_attribute(article, "series")->values.at(0), Value(std::string("The Office")));
  EXPECT_EQ(read({write("a.ndjson", kLine)}, options).articles.at(0).article.url, "");
}

TEST_F(Files, PackedFilesAreReadOnTheFly) {
  for (const auto& [ending, filter] : kFilters) {
    EXPECT_THAT(read({pack_raw("a.ndjson." + ending, filter, kLine)}).ids, ElementsAre("a"))
        << ending;
    EXPECT_THAT(read({pack_raw("Pilot.md." + ending, filter, "Hello.")}).ids, ElementsAre("Pilot"))
        << ending;
  }
}

TEST_F(Files, ArchivesOfSeveralMembersAreRead) {
  const std::vector<std::pair<std::string, std::string>> members = {
      {"w/a.ndjson", kLine}, {"w/picture.png", "x"}, {"w/Pilot.md", "# Pilot\n"}};
  const std::vector<std::pair<std::string, int (*)(archive*)>> formats = {
      {"zip", archive_write_set_format_zip},
      {"7z", archive_write_set_format_7zip},
      {"tar", archive_write_set_format_pax_restricted}};
  for (const auto& [ending, format] : formats) {
    const Outcome out = read({pack("w." + ending, format, members)});
    EXPECT_THAT(out.ids, ElementsAre("a", "Pilot")) << ending;
    EXPECT_EQ(out.stats.left_out, 1U);
    EXPECT_THAT(out.problems, IsEmpty());
  }
  const Outcome packed = read({pack(
      "w.tar.xz",
      [](archive* out) {
        archive_write_set_format_pax_restricted(out);
        archive_write_add_filter_xz(out);
      },
      members)});
  EXPECT_THAT(packed.ids, ElementsAre("a", "Pilot"));
}

TEST_F(Files, F09ACutArchiveGivesWhatCameBeforeAndSaysWhere) {
  for (const auto& [ending, filter] : kFilters) {
    const std::string whole = bytes_of(pack_raw("whole." + ending, filter, many_lines()));
    const std::string cut = write("cut.ndjson." + ending, whole.substr(0, whole.size() * 3 / 4));
    const Outcome out = read({cut});
    // One block of bzip2 or xz may hold everything; then nothing came before the cut.
    if (ending == "gz") {
      EXPECT_GT(out.ids.size(), 1000U);
    }
    EXPECT_LT(out.ids.size(), 4'000U) << ending;
    ASSERT_EQ(out.problems.size(), 1U) << ending;
    EXPECT_TRUE(out.problems[0].fatal) << ending;
    EXPECT_THAT(out.problems[0].reason, HasSubstr("truncated archive at byte ")) << ending;
  }
}

TEST_F(Files, F10AFlippedBitIsFound) {
  for (const auto& [ending, filter] : kFilters) {
    if (ending == "zst") continue;  // libarchive writes no checksum into zstd
    const std::string whole = bytes_of(pack_raw("whole." + ending, filter, many_lines()));
    for (const std::size_t at : {whole.size() / 3, whole.size() / 2, whole.size() - 6}) {
      std::string flipped = whole;
      flipped[at] = static_cast<char>(flipped[at] ^ 0x10);
      const Outcome out = read({write("flipped.ndjson." + ending, flipped)});
      ASSERT_FALSE(out.problems.empty()) << ending << " " << at;
      EXPECT_TRUE(out.problems.back().fatal) << ending << " " << at;
    }
  }
}

TEST_F(Files, F11WhatUnpacksToMoreThan200TimesItsSizeIsStopped) {
  const std::string zeros(std::size_t{4} << 20, '\0');
  for (const auto& [ending, filter] : kFilters) {
    ArchiveLimits limits;
    limits.ratio_free_bytes = 1 << 20;
    Archive archive(ByteSource::of_memory(bytes_of(pack_raw("z." + ending, filter, zeros))), {},
                    limits);
    ASSERT_TRUE(archive.next()) << ending;
    std::vector<char> piece(65536);
    try {
      while (archive.read(piece) > 0) continue;
      FAIL() << ending;
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), HasSubstr("archive-ratio")) << ending;
    }
  }
}

TEST_F(Files, F11AFileOfZerosIsBinaryHoweverSmallItIsPacked) {
  const std::string zeros(std::size_t{9} << 20, '\0');
  const Outcome out = read({pack_raw("z.txt.gz", archive_write_add_filter_gzip, zeros)});
  ASSERT_EQ(out.problems.size(), 1U);
  EXPECT_THAT(out.problems[0].reason, HasSubstr("binary"));
}

TEST_F(Files, F12AnArchiveInAnArchiveIsNotOpened) {
  const std::string inner = bytes_of(pack_raw("inner.gz", archive_write_add_filter_gzip, kLine));
  const Outcome twice = read({pack_raw("a.ndjson.gz", archive_write_add_filter_gzip, inner)});
  EXPECT_THAT(twice.ids, IsEmpty());
  EXPECT_THAT(twice.problems.at(0).reason, HasSubstr("binary"));
  const Outcome member = read(
      {pack("w.zip", archive_write_set_format_zip, {{"a.ndjson", inner}, {"b.ndjson", kLine}})});
  EXPECT_THAT(member.ids, ElementsAre("a"));
  EXPECT_EQ(member.problems.size(), 1U);
}

TEST_F(Files, F13ConcatenatedMembersAreReadAndGarbageBehindThemIsNot) {
  const std::string one = bytes_of(pack_raw("one.gz", archive_write_add_filter_gzip, kLine));
  const std::string two = bytes_of(
      pack_raw("two.gz", archive_write_add_filter_gzip, "{\"id\":\"b\",\"title\":\"t\"}\n"));
  EXPECT_THAT(read({write("both.ndjson.gz", one + two)}).ids, ElementsAre("a", "b"));
  const Outcome garbage = read({write("garbage.ndjson.gz", one + "garbage behind it")});
  EXPECT_THAT(garbage.ids, ElementsAre("a"));
  ASSERT_EQ(garbage.problems.size(), 1U);
  EXPECT_FALSE(garbage.problems[0].fatal);
  EXPECT_THAT(garbage.problems[0].reason, HasSubstr("after the end"));
}

TEST_F(Files, F14NamesOfMembersAreLabelsAndLinksAreSkipped) {
  const Outcome out = read({pack("w.tar", archive_write_set_format_pax_restricted,
                                 {{"../../etc/x.ndjson", kLine},
                                  {"/abs/Pilot.md", "# P\n"},
                                  {"link.md", "LINK"},
                                  {"/abs/Pilot.md", "# P2\n"}})});
  EXPECT_THAT(out.ids, ElementsAre("a", "Pilot", "/abs/Pilot"));
  EXPECT_THAT(out.problems, IsEmpty());
  ArchiveLimits limits;
  limits.members_max = 2;
  Archive few(ByteSource::of_memory(bytes_of(root_ + "w.tar")), {}, limits);
  EXPECT_TRUE(few.next() && few.next());
  EXPECT_THROW(few.next(), Error);
}

TEST_F(Files, F15AnEncryptedArchiveIsNamed) {
  const std::string path = pack("secret.zip",
                                [](archive* out) {
                                  archive_write_set_format_zip(out);
                                  archive_write_set_options(out, "zip:encryption=traditional");
                                  archive_write_set_passphrase(out, "pretzel");
                                },
                                {{"a.ndjson", kLine}});
  const Outcome out = read({path});
  EXPECT_THAT(out.ids, IsEmpty());
  ASSERT_EQ(out.problems.size(), 1U);
  EXPECT_TRUE(out.problems[0].fatal);
  EXPECT_THAT(out.problems[0].reason, HasSubstr("encrypted"));
}

TEST_F(Files, F16AHugeDictionaryIsRefused) {
  std::string xz = bytes_of(pack_raw("a.xz", archive_write_add_filter_xz, kLine));
  const std::size_t filter = xz.find('\x21', 12);
  ASSERT_NE(filter, std::string::npos);
  xz[filter + 2] = 40;  // 4 GiB - 1
  const Outcome out = read({write("a.ndjson.xz", xz)});
  ASSERT_EQ(out.problems.size(), 1U);
  EXPECT_THAT(out.problems[0].reason, HasSubstr("decoder memory"));
}

TEST(FanData, EveryRecordIsReadOrReported) {
  const std::string folder = COLDOPEN_SOURCE_DIR "/../shared/data/fan/";
  if (!fs::exists(folder)) {
    GTEST_SKIP() << "the fan data are not beside the tree: " << folder << " NOTHING IS TESTED";
  }
  // The largest two are left to the longer runs.
  const Outcome out =
      read({folder + "office/episodes.jsonl", folder + "office/characters.jsonl",
            folder + "series/got-characters.jsonl", folder + "series/star-trek-books.jsonl.xz",
            folder + "series/pokemon-species.jsonl.xz"});
  EXPECT_EQ(out.ids.size(), 186U + 90U + 389U + 783U + 1025U);
  EXPECT_THAT(out.problems, IsEmpty());
}

}  // namespace
}  // namespace coldopen
