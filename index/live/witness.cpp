#include "index/live/witness.hpp"

#include <string>

#include "corpus/error.hpp"
#include "index/io/bytes.hpp"
#include "index/io/checksum.hpp"

namespace coldopen {
namespace {

constexpr std::string_view kMagic = "coldopen witness";
constexpr std::size_t kBytes = 64;

}  // namespace

std::optional<LogPosition> read_witness(Disk& disk, const Disk::Path& path) {
  if (!disk.exists(path)) return std::nullopt;
  ByteBuffer bytes(kBytes);
  const std::size_t count = disk.open(path, Access::read)->read(0, bytes);
  const std::string_view text = as_text(Bytes(bytes).first(kBytes - 8));
  if (count != kBytes || !text.starts_with(kMagic) ||
      load<std::uint64_t>(bytes, kBytes - 8) != hash64(text)) {
    return std::nullopt;
  }
  return LogPosition{load<std::uint64_t>(bytes, 16), load<std::uint64_t>(bytes, 24)};
}

void write_witness(Disk& disk, const Disk::Path& path, const LogPosition& position) {
  ByteBuffer bytes;
  append_bytes(bytes, as_bytes(kMagic));
  append(bytes, position.number);
  append(bytes, position.chain);
  bytes.resize(kBytes - 8);
  append(bytes, hash64(as_text(bytes)));
  disk.open(path, Access::update)->write(0, bytes);
}

void prove_log_reaches(ChangeLog& log, const LogPosition& remembered, std::string_view who) {
  const std::uint64_t last = log.last().number;
  if (remembered.number > last) {
    throw Error(ErrorCode::damaged,
                "the last " + std::to_string(remembered.number - last) +
                    " changes are gone from the store (" + std::string(who) +
                    " knows them): restore a backup",
                std::string(who));
  }
  const std::optional<std::uint64_t> chain = log.chain_at(remembered.number);
  if (chain ? *chain != remembered.chain : remembered.number >= log.base().number) {
    throw Error(ErrorCode::damaged,
                "the store is not the one that " + std::string(who) +
                    " knows: its changes are others; restore a backup",
                std::string(who));
  }
}

}  // namespace coldopen
