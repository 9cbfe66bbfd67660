#include "index/live/data_directory.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "corpus/error.hpp"
#include "index/live/index_files.hpp"
#include "index/live/witness.hpp"

namespace coldopen {
namespace {

constexpr std::size_t kIdleReadersMax = 8;

}  // namespace

DataDirectory::DataDirectory(std::shared_ptr<Disk> disk, std::shared_ptr<Env> env, Disk::Path path,
                             bool may_write)
    : disk_(std::move(disk)), env_(std::move(env)), path_(std::move(path)) {
  if (!may_write) {
    prove_store_is_there(false);
    return;
  }
  try {
    disk_->make_directory(path_);
  } catch (const Error& error) {
    throw Error(ErrorCode::cannot_create, error.what(), path_.string());
  }
  lock_ = disk_->lock(path_ / "LOCK");
  prove_store_is_there(true);
  store_ = std::make_unique<Store>(store_path(), Database::Mode::write);
  const std::optional<LogPosition> remembered = read_witness(*disk_, witness_path());
  if (remembered) prove_log_reaches(store_->log(), *remembered, "WITNESS");
}

DataDirectory::~DataDirectory() = default;

Disk::Path DataDirectory::index_folder(const StoredIndex& index) const {
  return path_ / "indexes" / (index.name + "." + std::to_string(index.number));
}

bool DataDirectory::has_derived_files() {
  if (disk_->exists(witness_path())) return true;
  for (const std::string& name : disk_->list(path_ / "indexes")) {
    if (disk_->exists(path_ / "indexes" / name / kManifestName)) return true;
  }
  return false;
}

void DataDirectory::prove_store_is_there(bool may_write) {
  if (disk_->exists(store_path())) return;
  if (has_derived_files()) {
    throw Error(ErrorCode::damaged,
                "the store is gone from " + path_.string() + ": restore a backup",
                store_path().string());
  }
  if (!may_write) {
    throw Error(ErrorCode::not_found,
                "there is no data directory at " + path_.string() +
                    ": index something first, or choose another with --data",
                path_.string());
  }
  Store::create(*disk_, store_path());
}

std::optional<StoredRow> DataDirectory::read(std::int64_t index, std::string_view id) {
  std::unique_ptr<Store> reader;
  {
    const std::lock_guard lock(readers_mutex_);
    if (!readers_.empty()) {
      reader = std::move(readers_.back());
      readers_.pop_back();
    }
  }
  if (!reader) reader = std::make_unique<Store>(store_path(), Database::Mode::read);
  std::optional<StoredRow> row = reader->get(index, id);
  const std::lock_guard lock(readers_mutex_);
  if (readers_.size() < kIdleReadersMax) readers_.push_back(std::move(reader));
  return row;
}

std::unique_ptr<PinnedStore> DataDirectory::pin() const {
  return std::make_unique<PinnedStore>(store_path());
}

void DataDirectory::witness(const LogPosition& position, bool now) {
  const Env::Steady time = env_->now();
  if (!now && witnessed_ && time - *witnessed_ < std::chrono::seconds(1)) return;
  witnessed_ = time;
  write_witness(*disk_, witness_path(), position);
}

void DataDirectory::remove_unknown_indexes(const std::vector<StoredIndex>& known) {
  for (const std::string& name : disk_->list(path_ / "indexes")) {
    const Disk::Path folder = path_ / "indexes" / name;
    const std::size_t dot = name.rfind('.');
    const bool is_ours = dot != name.npos && dot + 1 < name.size() &&
                         name.find_first_not_of("0123456789", dot + 1) == name.npos &&
                         disk_->exists(folder / ".");  // a folder
    const bool is_known = std::ranges::any_of(
        known, [&](const StoredIndex& index) { return index_folder(index) == folder; });
    if (is_ours && !is_known) remove_index_files(*disk_, folder);
  }
}

void DataDirectory::close() {
  {
    const std::lock_guard lock(readers_mutex_);
    readers_.clear();
  }
  if (store_) store_->checkpoint();
}

void DataDirectory::give_up() {
  if (store_) store_->give_up();
}

}  // namespace coldopen
