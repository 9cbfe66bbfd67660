#include "index/io/disk.hpp"

#include <array>
#include <csignal>
#include <functional>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "corpus/error.hpp"
#include "index/io/durable_file.hpp"
#include "tests/support/temporary_directory.hpp"

namespace coldopen {
namespace {

ErrorCode code_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.code();
  }
  ADD_FAILURE() << "no error";
  return ErrorCode::unavailable;
}

// What a child process does; 0 is good.
int exit_of_child(const std::function<int()>& action) {
  const pid_t child = ::fork();
  if (child == 0) {
    int result = 99;
    try {
      result = action();
    } catch (const Error& error) {
      result = 50 + static_cast<int>(error.code());
    } catch (...) {
    }
    ::_exit(result);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(Disk, WritesAtAnyPlaceAndReadsItBack) {
  const TemporaryDirectory directory;
  const auto disk = system_disk();
  const auto file = disk->open(directory / "a", Access::update);
  file->write(3, std::as_bytes(std::span("def", 3)));
  file->write(0, std::as_bytes(std::span("abc", 3)));
  file->sync();
  EXPECT_EQ(file->size(), 6U);
  EXPECT_EQ(read_text(*disk, directory / "a", 100), "abcdef");
  std::array<std::byte, 10> bytes{};
  EXPECT_EQ(file->read(4, bytes), 2U) << "a read beyond the end is short";
}

TEST(Disk, AMappedFileOutlivesItsName) {
  const TemporaryDirectory directory;
  const auto disk = system_disk();
  write_durable(*disk, directory / "a", "bytes");
  const MappedFile mapped = disk->map(directory / "a");
  EXPECT_TRUE(disk->remove(directory / "a"));
  EXPECT_FALSE(disk->remove(directory / "a"));
  ASSERT_EQ(mapped.bytes.size(), 5U);
  EXPECT_EQ(mapped.bytes[4], std::byte{'s'});
}

TEST(Disk, FailuresOfTheSystemHaveTheirCodes) {
  const TemporaryDirectory directory;
  const auto disk = system_disk();
  EXPECT_EQ(code_of([&] { disk->open(directory / "none", Access::read); }), ErrorCode::not_found);
  EXPECT_EQ(code_of([&] { disk->map(directory.path()); }), ErrorCode::damaged) << "a directory";
  std::filesystem::create_symlink("a", directory / "link");
  EXPECT_EQ(code_of([&] { disk->map(directory / "link"); }), ErrorCode::damaged) << "S20";
  EXPECT_EQ(code_of([&] { disk->open("/dev/full", Access::update); }), ErrorCode::damaged);
  write_durable(*disk, directory / "a", "too much");
  EXPECT_EQ(code_of([&] { read_text(*disk, directory / "a", 7); }), ErrorCode::too_large);
}

TEST(Disk, NoPermissionIsSaidSo) {
  const TemporaryDirectory directory;
  std::filesystem::permissions(
      directory.path(), std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
  const int expected = 50 + static_cast<int>(ErrorCode::permission);
  EXPECT_EQ(exit_of_child([&] {
              if (::geteuid() == 0 && ::seteuid(65534) != 0) return 98;
              system_disk()->open(directory / "a", Access::fresh);
              return 0;
            }),
            expected);
}

TEST(DurableFile, AFullDiskLeavesTheOldFileAndNoLeftovers) {
  const TemporaryDirectory directory;
  const auto disk = system_disk();
  write_durable(*disk, directory / "a", "old");
  const int result = exit_of_child([&] {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{1000, 1000};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    write_durable(*disk, directory / "a", std::string(2000, 'x'));
    return 0;
  });
  EXPECT_EQ(result, 50 + static_cast<int>(ErrorCode::disk_full));
  EXPECT_EQ(read_text(*disk, directory / "a", 100), "old");
  EXPECT_EQ(disk->list(directory.path()), std::vector<std::string>{"a"});
}

TEST(DurableFile, ReplacesTheWholeFile) {
  const TemporaryDirectory directory;
  const auto disk = system_disk();
  write_durable(*disk, directory / "a", "a long old text");
  write_durable(*disk, directory / "a", "new");
  EXPECT_EQ(read_text(*disk, directory / "a", 100), "new");
  EXPECT_EQ(disk->list(directory.path()), std::vector<std::string>{"a"});
}

TEST(Disk, ALockIsHeldByOneAndNamesItsPid) {
  const TemporaryDirectory directory;
  const auto disk = system_disk();
  auto lock = disk->lock(directory / "LOCK");
  const int in_use = 50 + static_cast<int>(ErrorCode::in_use);
  const std::string pid = std::to_string(::getpid());
  EXPECT_EQ(exit_of_child([&] {
              try {
                const auto second = disk->lock(directory / "LOCK");
              } catch (const Error& error) {
                if (std::string(error.what()).find("pid " + pid) == std::string::npos) return 97;
                throw;
              }
              return 0;
            }),
            in_use);
  lock.reset();
  EXPECT_EQ(exit_of_child([&] {
              const auto second = disk->lock(directory / "LOCK");
              return 0;
            }),
            0);
}

TEST(Disk, ALockLeftByADeadProcessIsTaken) {
  const TemporaryDirectory directory;
  write_durable(*system_disk(), directory / "LOCK", "4711\n");
  EXPECT_NE(system_disk()->lock(directory / "LOCK"), nullptr);
  EXPECT_EQ(read_text(*system_disk(), directory / "LOCK", 100), std::to_string(::getpid()) + "\n");
}

TEST(Disk, ALockThatIsADirectoryIsDamage) {
  const TemporaryDirectory directory;
  std::filesystem::create_directory(directory / "LOCK");
  EXPECT_THROW(system_disk()->lock(directory / "LOCK"), Error);
}

}  // namespace
}  // namespace coldopen
