// Opening, and the calls of the outside: a writer for changes, snapshots and pinned stores for
// reading.
#include "index/live/engine.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <utility>

#include "index/analysis/analyzer.hpp"
#include "index/live/data_directory.hpp"
#include "index/live/live_indexes.hpp"
#include "index/live/writer.hpp"
#include "index/settings_json.hpp"

namespace coldopen {
namespace {

constexpr int kReadingTries = 5;  // a writer may merge files away between manifest and segment

// An index as it was found beside a writer.
struct Loaded {
  std::shared_ptr<LiveIndex> index;
  std::optional<std::string> settings;
  bool whole = false;
};

Shared<AppliedSettings> applied(std::string_view json) {
  return std::make_shared<AppliedSettings>(
      std::make_shared<const Settings>(settings_from_json(json)));
}

// They were understood when they were stored.
Shared<AppliedSettings> applied_stored(const std::optional<std::string>& json) {
  if (!json) return default_applied_settings();
  try {
    return applied(*json);
  } catch (const Error& error) {
    throw Error(
        ErrorCode::newer_format,
        std::string("the stored settings of an index are of a newer coldopen: use that one (") +
            error.what() + ")",
        error.where());
  }
}

void prove_index_name(std::string_view index) {
  if (is_index_name(index)) return;
  throw Error(ErrorCode::invalid_argument,
              "the name of an index is 1 to 63 of a-z, 0-9, _ and -, and begins with a letter or "
              "digit",
              "index");
}

}  // namespace

bool is_index_name(std::string_view name) noexcept {
  const auto alphanumeric = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  return !name.empty() && name.size() <= 63 && alphanumeric(name[0]) &&
         std::ranges::all_of(name, [&](char c) { return alphanumeric(c) || c == '_' || c == '-'; });
}

struct Engine::State {
  State(const std::filesystem::path& path, OpenMode open_mode, EngineOptions given)
      : mode(open_mode),
        options(std::move(given)),
        env(options.env ? options.env : system_env()),
        directory(options.disk ? options.disk : system_disk(), env, path,
                  open_mode == OpenMode::write) {}

  std::shared_ptr<LiveIndex> make_index(const StoredIndex& stored,
                                        Shared<AppliedSettings> settings);
  void open_to_write();
  std::unique_ptr<PinnedStore> load_beside_writer(LiveIndexes& into);
  CheckedIndex moment_of(const LiveIndex& index, Strings& unreadable) const;
  IndexStats stats_of(std::string_view index, const Shared<Snapshot>& now);
  Writer& writing();  // or Error(unavailable)
  void log(const std::string& sentence);

  const OpenMode mode;
  const EngineOptions options;
  const std::shared_ptr<Env> env;
  DataDirectory directory;
  LiveIndexes indexes;
  std::mutex log_mutex;
  std::mutex stats_mutex;
  std::map<std::string, std::pair<std::weak_ptr<const Snapshot>, IndexStats>, std::less<>> stats;
  std::unique_ptr<Writer> writer;  // null when reading only; ends first
};

std::shared_ptr<LiveIndex> Engine::State::make_index(const StoredIndex& stored,
                                                     Shared<AppliedSettings> settings) {
  return std::make_shared<LiveIndex>(
      LiveIndexParts{directory.disk(), directory.index_folder(stored), stored, std::move(settings),
                     [this](const std::string& sentence) { log(sentence); }, options.memory_bytes,
                     mode == OpenMode::write});
}

void Engine::State::open_to_write() {
  Store& store = directory.store();
  const std::vector<StoredIndex> known = store.indexes();
  for (const StoredIndex& stored : known) {
    const std::shared_ptr<LiveIndex> index =
        make_index(stored, applied_stored(store.settings(stored.number)));
    index->recover(store, index->load());
    index->remove_leftovers();
    indexes.insert(index);
  }
  directory.remove_unknown_indexes(known);
  writer = std::make_unique<Writer>(
      WriterParts{directory, *env, indexes,
                  [this](const StoredIndex& stored, Shared<AppliedSettings> settings) {
                    return make_index(stored, std::move(settings));
                  },
                  [this](const std::string& sentence) { log(sentence); }, options.memory_bytes,
                  options.merge_in_background, options.value_tables});
}

// Manifests and segments first, then the store: so the store is never behind what they know. A
// writer may have moved on in between; then it is tried again, and at last made in memory.
std::unique_ptr<PinnedStore> Engine::State::load_beside_writer(LiveIndexes& into) {
  for (int tries = 1;; ++tries) {
    std::map<std::int64_t, Loaded> loaded;
    std::unique_ptr<PinnedStore> pinned = directory.pin();
    for (const StoredIndex& stored : pinned->store.indexes()) {
      Loaded& one = loaded[stored.number];
      one.settings = pinned->store.settings(stored.number);
      one.index = make_index(stored, applied_stored(one.settings));
      one.whole = one.index->load();
    }
    pinned = directory.pin();
    const std::vector<StoredIndex> now = pinned->store.indexes();
    const std::uint64_t base = pinned->store.log().base().number;
    const bool settled = std::ranges::all_of(now, [&](const StoredIndex& stored) {
      const auto found = loaded.find(stored.number);
      return found != loaded.end() && found->second.whole &&
             found->second.index->reaches() >= base &&
             found->second.settings == pinned->store.settings(stored.number);
    });
    if (!settled && tries < kReadingTries) continue;
    for (const StoredIndex& stored : now) {
      Loaded& one = loaded[stored.number];
      const std::optional<std::string> settings = pinned->store.settings(stored.number);
      if (!one.index || one.settings != settings) {
        one.index = make_index(stored, applied_stored(settings));
        one.whole = false;
      }
      one.index->recover(pinned->store, one.whole);
      into.insert(one.index);
    }
    return pinned;
  }
}

CheckedIndex Engine::State::moment_of(const LiveIndex& index, Strings& unreadable) const {
  CheckedIndex moment{index.stored(), index.snapshot(), index.segments(), {}};
  try {
    if (index.reaches() != 0) moment.manifest = index.stored_manifest();
  } catch (const Error& error) {
    unreadable.push_back("index " + index.stored().name + ": " + error.what());
  }
  return moment;
}

IndexStats Engine::State::stats_of(std::string_view index, const Shared<Snapshot>& now) {
  {
    const std::lock_guard lock(stats_mutex);
    const auto known = stats.find(index);
    if (known != stats.end() && known->second.first.lock() == now) return known->second.second;
  }
  IndexStats fresh = describe(*now);
  const std::lock_guard lock(stats_mutex);
  stats.insert_or_assign(std::string(index), std::pair(std::weak_ptr(now), fresh));
  return fresh;
}

Writer& Engine::State::writing() {
  if (writer) return *writer;
  throw Error(ErrorCode::unavailable, "the data directory was opened for reading only");
}

void Engine::State::log(const std::string& sentence) {
  if (!options.log) return;
  const std::lock_guard lock(log_mutex);
  options.log(sentence);
}

// --- Engine --------------------------------------------------------------------------------------

Engine::Engine(std::unique_ptr<State> state) : state_(std::move(state)) {}

Engine::~Engine() = default;

std::unique_ptr<Engine> Engine::open(const std::filesystem::path& directory, OpenMode mode,
                                     EngineOptions options) {
  auto state = std::make_unique<State>(directory, mode, std::move(options));
  if (mode == OpenMode::write) {
    state->open_to_write();
  } else {
    state->load_beside_writer(state->indexes);
  }
  return std::unique_ptr<Engine>(new Engine(std::move(state)));
}

Strings Engine::index_names() const {
  Strings names;
  for (const auto& index : state_->indexes.all()) names.push_back(index->stored().name);
  return names;
}

Shared<Snapshot> Engine::snapshot(std::string_view index) const {
  const std::shared_ptr<LiveIndex> found = state_->indexes.find(index);
  return found ? found->snapshot() : nullptr;
}

std::vector<Applied> Engine::apply(std::string_view index, std::vector<Change> changes) {
  Writer& writer = state_->writing();
  prove_index_name(index);
  return writer.apply(index, std::move(changes));
}

std::optional<StoredArticle> Engine::get(std::string_view index, std::string_view id) const {
  const std::shared_ptr<LiveIndex> found = state_->indexes.find(index);
  if (!found) return std::nullopt;
  std::optional<StoredRow> row = state_->directory.read(found->stored().number, id);
  if (!row) return std::nullopt;
  return StoredArticle{std::move(row->json), row->version};
}

void Engine::set_settings(std::string_view index, std::string_view json) {
  Writer& writer = state_->writing();
  prove_index_name(index);
  writer.set_settings(index, applied(json), json);
}

void Engine::drop(std::string_view index) { state_->writing().drop(index); }

IndexStats Engine::stats(std::string_view index) const {
  const Shared<Snapshot> now = snapshot(index);
  if (!now) throw Error(ErrorCode::not_found, "there is no index " + std::string(index), "index");
  IndexStats stats = state_->stats_of(index, now);
  if (const auto live = state_->indexes.find(index)) stats.making_anew = live->made_anew();
  return stats;
}

void Engine::flush() { state_->writing().flush(); }

void Engine::rebuild() { state_->writing().rebuild(); }

CheckReport Engine::check() const {
  std::unique_ptr<PinnedStore> pinned;
  std::vector<CheckedIndex> checked;
  Strings unreadable;
  LiveIndexes fresh;
  const auto capture = [&](const LiveIndexes& indexes) {
    for (const auto& index : indexes.all()) {
      checked.push_back(state_->moment_of(*index, unreadable));
    }
  };
  if (state_->mode == OpenMode::read) {
    pinned = state_->load_beside_writer(fresh);
    capture(fresh);
  } else {
    state_->writing().run([&] {  // between two groups, so that store and segments are of one moment
      pinned = state_->directory.pin();
      capture(state_->indexes);
    });
  }
  CheckReport report = check_all(pinned->store, checked);
  report.damages.insert(report.damages.end(), unreadable.begin(), unreadable.end());
  return report;
}

}  // namespace coldopen
