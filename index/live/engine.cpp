// One worker writes: it takes what waits as one group, commits it, shows it, and only then answers.
// Merges run on a second worker and come back to the first as a task, so that an index has one
// writer whatever happens around it.
#include "index/live/engine.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <future>
#include <map>
#include <mutex>
#include <set>
#include <utility>

#include "corpus/article_json.hpp"
#include "index/analysis/analyzer.hpp"
#include "index/live/data_directory.hpp"
#include "index/live/live_index.hpp"

namespace coldopen {
namespace {

constexpr std::size_t kGroupChangesMax = 1'000;
constexpr std::size_t kGroupBytesMax = std::size_t{8} << 20;
constexpr int kReadingTries = 5;  // a writer may merge files away between manifest and segment

using LiveIndexes = std::map<std::string, std::shared_ptr<LiveIndex>, std::less<>>;

struct Request {
  std::string index;
  std::vector<Change> changes;
  Strings jsons;  // of the puts; empty for removes
  std::size_t bytes = 0;
  std::vector<Applied> results;
  std::promise<void> done;
};

// What one group does to one index.
struct IndexPlan {
  StoredIndex stored;
  AttributeTypes types;
  std::set<std::string> dead;
  std::map<std::string_view, const Article*> latest;  // null: removed
};

std::string_view name_of(AttributeType type) noexcept {
  static constexpr std::array<std::string_view, 4> kNames = {"text", "number", "boolean", "date"};
  return kNames[static_cast<std::size_t>(type)];
}

Applied::Status status_of(Written::Outcome outcome) noexcept {
  static_assert(static_cast<int>(Written::Outcome::refused) ==
                static_cast<int>(Applied::Status::refused));
  return static_cast<Applied::Status>(outcome);
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
                  open_mode == OpenMode::write),
        analyzer(std::make_shared<Analyzer>()) {}

  // --- Opening
  void open_to_write();
  void open_to_read();
  std::shared_ptr<LiveIndex> make_index(const StoredIndex& stored);
  std::unique_ptr<PinnedStore> load_beside_writer(LiveIndexes& into);

  // --- The writer's tasks
  void take_group();
  void apply_group(const std::vector<std::shared_ptr<Request>>& group);
  void plan_change(StoreBatch& batch, IndexPlan& plan, Request& request, std::size_t i);
  void show(std::map<std::string, IndexPlan>& plans, const LogPosition& position);
  void after_writes();
  void flush_index(LiveIndex& index);
  void prune();
  void schedule_merge(const std::shared_ptr<LiveIndex>& index);
  void finish_merge(const std::shared_ptr<LiveIndex>& index, const MergeJob& job,
                    std::optional<LiveSegment> merged);
  void close();

  // Runs on the writer and waits for it; what it throws is thrown here.
  void on_writer(const std::function<void()>& action);

  void log(const std::string& sentence);
  void prove_writable() const;
  std::shared_ptr<LiveIndex> find(std::string_view name) const;
  std::vector<std::shared_ptr<LiveIndex>> all() const;

  const OpenMode mode;
  const EngineOptions options;
  const std::shared_ptr<Env> env;
  DataDirectory directory;
  const Shared<Analyzer> analyzer;

  mutable std::mutex indexes_mutex;
  LiveIndexes indexes;

  std::mutex queue_mutex;
  std::deque<std::shared_ptr<Request>> queue;

  std::mutex merges_mutex;
  std::condition_variable merges_done;
  std::size_t merges = 0;  // under way

  std::mutex log_mutex;
  std::mutex stats_mutex;
  std::map<std::string, std::pair<std::weak_ptr<const Snapshot>, IndexStats>, std::less<>> stats;

  LogPosition last;           // the writer's
  bool store_failed = false;  // the writer's
  std::atomic<bool> closing = false;
  std::unique_ptr<Worker> writer;
  std::unique_ptr<Worker> merger;  // ends before the writer, to which it posts
};

// --- Opening -------------------------------------------------------------------------------------

std::shared_ptr<LiveIndex> Engine::State::make_index(const StoredIndex& stored) {
  return std::make_shared<LiveIndex>(
      LiveIndexParts{directory.disk(), directory.index_folder(stored), stored, analyzer,
                     [this](const std::string& sentence) { log(sentence); }, options.memory_bytes,
                     mode == OpenMode::write});
}

void Engine::State::open_to_write() {
  Store& store = directory.store();
  last = store.log().last();
  const std::vector<StoredIndex> known = store.indexes();
  for (const StoredIndex& stored : known) {
    const std::shared_ptr<LiveIndex> index = make_index(stored);
    index->recover(store, index->load());
    index->remove_leftovers();
    indexes.emplace(stored.name, index);
  }
  directory.remove_unknown_indexes(known);
  directory.witness(last, true);
  writer = env->start_worker();
  merger = env->start_worker();
  on_writer([this] { after_writes(); });
}

// Manifests and segments first, then the store: so the store is never behind what they know. A
// writer may have moved on in between; then it is tried again.
std::unique_ptr<PinnedStore> Engine::State::load_beside_writer(LiveIndexes& into) {
  for (int tries = 1;; ++tries) {
    const std::vector<StoredIndex> before = directory.pin()->store.indexes();
    std::map<std::string, bool> loaded;
    bool settled = true;
    into.clear();
    for (const StoredIndex& stored : before) {
      const auto& index = into[stored.name] = make_index(stored);
      loaded[stored.name] = index->load();
    }
    std::unique_ptr<PinnedStore> pinned = directory.pin();
    const std::vector<StoredIndex> now = pinned->store.indexes();
    settled = std::ranges::equal(now, before, {}, &StoredIndex::number, &StoredIndex::number);
    const std::uint64_t base = pinned->store.log().base().number;
    for (const auto& [name, index] : into) {
      settled = settled && loaded[name] && index->reaches() >= base;
    }
    if (!settled && tries < kReadingTries) continue;
    for (const StoredIndex& stored : now) {
      auto& index = into[stored.name];
      if (!index || index->stored().number != stored.number) index = make_index(stored);
      index->recover(pinned->store, loaded[stored.name]);
    }
    return pinned;
  }
}

void Engine::State::open_to_read() { load_beside_writer(indexes); }

// --- Applying ------------------------------------------------------------------------------------

void Engine::State::take_group() {
  std::vector<std::shared_ptr<Request>> group;
  {
    const std::lock_guard lock(queue_mutex);
    std::size_t changes = 0;
    std::size_t bytes = 0;
    while (!queue.empty()) {
      changes += queue.front()->changes.size();
      bytes += queue.front()->bytes;
      if (!group.empty() && (changes > kGroupChangesMax || bytes > kGroupBytesMax)) break;
      group.push_back(queue.front());
      queue.pop_front();
    }
  }
  if (group.empty()) return;  // an earlier group took them
  std::exception_ptr failure;
  try {
    apply_group(group);
    if (!options.merge_in_background) after_writes();
  } catch (...) {
    failure = std::current_exception();
  }
  for (const auto& request : group) {
    if (failure) {
      request->done.set_exception(failure);
    } else {
      request->done.set_value();
    }
  }
  if (!failure && options.merge_in_background) after_writes();
}

void Engine::State::apply_group(const std::vector<std::shared_ptr<Request>>& group) {
  if (store_failed) {
    throw Error(ErrorCode::unavailable,
                "the store failed before: nothing is written until the next start");
  }
  std::map<std::string, IndexPlan> plans;
  try {
    StoreBatch batch = directory.store().begin();
    for (const auto& request : group) {
      request->results.clear();
      const auto [place, fresh] = plans.try_emplace(request->index);
      IndexPlan& plan = place->second;
      if (fresh) {
        plan.stored = batch.make_index(request->index);
        if (const auto index = find(request->index)) plan.types = index->types();
      }
      for (std::size_t i = 0; i < request->changes.size(); ++i) {
        plan_change(batch, plan, *request, i);
      }
    }
    last = batch.commit();
  } catch (const Error& error) {
    // After a failed sync nobody knows what the disk holds: only reading it anew can tell.
    if (error.code() == ErrorCode::io) store_failed = true;
    throw;
  }
  try {
    show(plans, last);
    directory.witness(last, false);
  } catch (...) {
    store_failed = true;  // durable and not visible: the next opening brings it
    throw;
  }
}

void Engine::State::plan_change(StoreBatch& batch, IndexPlan& plan, Request& request,
                                std::size_t i) {
  const Change& change = request.changes[i];
  const Article& article = change.article;
  const WriteCondition condition{change.if_version, change.only_if_absent};
  Applied& result = request.results.emplace_back();
  if (change.kind == Change::Kind::remove) {
    const Written written = batch.remove(plan.stored.number, article.id, condition);
    result.status = status_of(written.outcome);
    result.version = written.version;
    if (written.outcome != Written::Outcome::removed) return;
    plan.dead.insert(article.id);
    plan.latest.insert_or_assign(article.id, nullptr);
    return;
  }
  const Written written = batch.put(plan.stored.number, article.id, request.jsons[i], condition);
  result.status = status_of(written.outcome);
  result.version = written.version;
  if (written.outcome == Written::Outcome::refused) return;
  for (const Attribute& attribute : article.attributes) {
    if (attribute.values.empty()) continue;
    const AttributeType type = type_of(attribute.values.front());
    const auto [known, fresh] = plan.types.emplace(attribute.name, type);
    if (fresh) batch.set_type(plan.stored.number, attribute.name, type);
    if (known->second == type) continue;
    result.warnings.push_back("attribute " + attribute.name + " is a " +
                              std::string(name_of(known->second)) + " in this index: this " +
                              std::string(name_of(type)) +
                              " is shown and searched, but not filtered or sorted by");
  }
  if (written.outcome == Written::Outcome::unchanged) return;
  if (written.outcome == Written::Outcome::replaced) plan.dead.insert(article.id);
  plan.latest.insert_or_assign(article.id, &article);
}

void Engine::State::show(std::map<std::string, IndexPlan>& plans, const LogPosition& position) {
  for (auto& [name, plan] : plans) {
    std::shared_ptr<LiveIndex> index = find(name);
    const bool fresh = !index;
    if (fresh) index = make_index(plan.stored);
    if (!fresh && plan.latest.empty()) continue;
    IndexChanges changes;
    changes.dead.assign(plan.dead.begin(), plan.dead.end());
    for (const auto& [id, article] : plan.latest) {
      if (article != nullptr) changes.articles.push_back(article);
    }
    changes.types = std::move(plan.types);
    index->apply(changes, position);
    if (!fresh) continue;
    const std::lock_guard lock(indexes_mutex);
    indexes.emplace(name, index);
  }
}

// --- After applying: to disk, and merges ---------------------------------------------------------

void Engine::State::flush_index(LiveIndex& index) {
  index.flush(last);
  prune();
}

// The log is needed after the lowest change that a manifest reaches.
void Engine::State::prune() {
  std::uint64_t lowest = last.number;
  for (const auto& index : all()) lowest = std::min(lowest, index->reaches());
  if (lowest > directory.store().log().base().number) directory.store().prune_log(lowest);
}

void Engine::State::after_writes() {
  for (const auto& index : all()) {
    try {
      if (index->memory_bytes() > options.memory_bytes) flush_index(*index);
    } catch (const Error& error) {  // what is in memory stays there; the store has it anyway
      log("index " + index->stored().name + " could not be written to disk: " + error.what());
    }
    schedule_merge(index);
  }
}

void Engine::State::schedule_merge(const std::shared_ptr<LiveIndex>& index) {
  if (closing) return;
  const std::optional<MergeJob> planned = index->plan_merge();
  if (!planned) return;
  {
    const std::lock_guard lock(merges_mutex);
    ++merges;
  }
  const auto run = [this, index, job = *planned] {
    std::optional<LiveSegment> merged;
    try {
      if (!closing) merged = index->run_merge(job);
    } catch (const std::exception& error) {
      log("a merge of index " + index->stored().name + " failed: " + error.what());
    }
    const auto finish = [this, index, job, merged = std::move(merged)] {
      finish_merge(index, job, merged);
    };
    if (options.merge_in_background) {
      writer->post(finish);
    } else {
      finish();
    }
  };
  if (options.merge_in_background) {
    merger->post(run);
  } else {
    run();
  }
}

void Engine::State::finish_merge(const std::shared_ptr<LiveIndex>& index, const MergeJob& job,
                                 std::optional<LiveSegment> merged) {
  bool installed = false;
  try {
    if (merged && find(index->stored().name) == index) {
      index->install(job, std::move(*merged));
      installed = true;
    }
  } catch (const std::exception& error) {
    log("a merge of index " + index->stored().name + " failed: " + error.what());
  }
  if (installed) {
    schedule_merge(index);
  } else {
    index->abandon(job);
  }
  const std::lock_guard lock(merges_mutex);
  --merges;
  merges_done.notify_all();
}

// --- Around --------------------------------------------------------------------------------------

void Engine::State::on_writer(const std::function<void()>& action) {
  // Shared: set_value still touches the promise when the one who waits goes on.
  const auto done = std::make_shared<std::promise<void>>();
  std::future<void> future = done->get_future();
  writer->post([&action, done] {
    try {
      action();
      done->set_value();
    } catch (...) {
      done->set_exception(std::current_exception());
    }
  });
  future.get();
}

void Engine::State::close() {
  if (mode == OpenMode::read) return;
  closing = true;
  merger.reset();
  try {
    on_writer([this] {
      for (const auto& index : all()) {
        // Small rests are brought again by the change log, faster than files can be written.
        if (index->memory_bytes() > options.memory_bytes / 8) flush_index(*index);
      }
      directory.witness(last, true);
      directory.close();
    });
  } catch (const std::exception& error) {
    log(std::string("closing: ") + error.what());
  }
  writer.reset();
}

void Engine::State::log(const std::string& sentence) {
  if (!options.log) return;
  const std::lock_guard lock(log_mutex);
  options.log(sentence);
}

void Engine::State::prove_writable() const {
  if (mode == OpenMode::write) return;
  throw Error(ErrorCode::unavailable, "the data directory was opened for reading only");
}

std::shared_ptr<LiveIndex> Engine::State::find(std::string_view name) const {
  const std::lock_guard lock(indexes_mutex);
  const auto found = indexes.find(name);
  return found == indexes.end() ? nullptr : found->second;
}

std::vector<std::shared_ptr<LiveIndex>> Engine::State::all() const {
  std::vector<std::shared_ptr<LiveIndex>> found;
  const std::lock_guard lock(indexes_mutex);
  for (const auto& [name, index] : indexes) found.push_back(index);
  return found;
}

// --- Engine --------------------------------------------------------------------------------------

Engine::Engine(std::unique_ptr<State> state) : state_(std::move(state)) {}

Engine::~Engine() { state_->close(); }

std::unique_ptr<Engine> Engine::open(const std::filesystem::path& directory, OpenMode mode,
                                     EngineOptions options) {
  auto state = std::make_unique<State>(directory, mode, std::move(options));
  if (mode == OpenMode::write) {
    state->open_to_write();
  } else {
    state->open_to_read();
  }
  return std::unique_ptr<Engine>(new Engine(std::move(state)));
}

Strings Engine::index_names() const {
  Strings names;
  for (const auto& index : state_->all()) names.push_back(index->stored().name);
  return names;
}

Shared<Snapshot> Engine::snapshot(std::string_view index) const {
  const std::shared_ptr<LiveIndex> found = state_->find(index);
  return found ? found->snapshot() : nullptr;
}

std::vector<Applied> Engine::apply(std::string_view index, std::vector<Change> changes) {
  state_->prove_writable();
  if (!is_index_name(index)) {
    throw Error(ErrorCode::invalid_argument,
                "the name of an index is 1 to 63 of a-z, 0-9, _ and -, and begins with a letter or "
                "digit",
                "index");
  }
  const auto request = std::make_shared<Request>();
  request->index = index;
  request->changes = std::move(changes);
  for (const Change& change : request->changes) {
    std::string& json = request->jsons.emplace_back();
    if (change.kind != Change::Kind::put) continue;
    coldopen::check(change.article);
    json = article_to_json(change.article);
    request->bytes += json.size();
  }
  std::future<void> done = request->done.get_future();
  {
    const std::lock_guard lock(state_->queue_mutex);
    state_->queue.push_back(request);
  }
  state_->writer->post([state = state_.get()] { state->take_group(); });
  done.get();
  return std::move(request->results);
}

std::optional<StoredArticle> Engine::get(std::string_view index, std::string_view id) const {
  const std::shared_ptr<LiveIndex> found = state_->find(index);
  if (!found) return std::nullopt;
  std::optional<StoredRow> row = state_->directory.read(found->stored().number, id);
  if (!row) return std::nullopt;
  return StoredArticle{std::move(row->json), row->version};
}

void Engine::drop(std::string_view index) {
  state_->prove_writable();
  state_->on_writer([&] {
    const std::shared_ptr<LiveIndex> found = state_->find(index);
    if (!found) {
      throw Error(ErrorCode::not_found, "there is no index " + std::string(index), "index");
    }
    StoreBatch batch = state_->directory.store().begin();
    batch.drop_index(found->stored());
    state_->last = batch.commit();
    {
      const std::lock_guard lock(state_->indexes_mutex);
      state_->indexes.erase(found->stored().name);
    }
    found->remove_files();
  });
}

IndexStats Engine::stats(std::string_view index) const {
  const Shared<Snapshot> now = snapshot(index);
  if (!now) throw Error(ErrorCode::not_found, "there is no index " + std::string(index), "index");
  {
    const std::lock_guard lock(state_->stats_mutex);
    const auto known = state_->stats.find(index);
    if (known != state_->stats.end() && known->second.first.lock() == now) {
      return known->second.second;
    }
  }
  IndexStats fresh = describe(*now);
  const std::lock_guard lock(state_->stats_mutex);
  state_->stats.insert_or_assign(std::string(index), std::pair(std::weak_ptr(now), fresh));
  return fresh;
}

void Engine::flush() {
  state_->prove_writable();
  state_->on_writer([this] {
    for (const auto& index : state_->all()) index->flush(state_->last);
    state_->prune();
    for (const auto& index : state_->all()) state_->schedule_merge(index);
  });
  std::unique_lock lock(state_->merges_mutex);
  state_->merges_done.wait(lock, [this] { return state_->merges == 0; });
}

CheckReport Engine::check() const {
  std::unique_ptr<PinnedStore> pinned;
  std::vector<CheckedIndex> checked;
  Strings unreadable;
  const auto capture = [&](const LiveIndexes& indexes) {
    for (const auto& [name, index] : indexes) {
      CheckedIndex& one = checked.emplace_back(
          CheckedIndex{index->stored(), index->snapshot(), index->segments(), {}});
      try {
        if (index->reaches() != 0) one.manifest = index->stored_manifest();
      } catch (const Error& error) {
        unreadable.push_back("index " + name + ": " + error.what());
      }
    }
  };
  if (state_->mode == OpenMode::read) {
    LiveIndexes fresh;
    pinned = state_->load_beside_writer(fresh);
    capture(fresh);
  } else {
    state_->on_writer([&] {
      pinned = state_->directory.pin();
      const std::lock_guard lock(state_->indexes_mutex);
      capture(state_->indexes);
    });
  }
  CheckReport report = check_all(pinned->store, checked);
  report.damages.insert(report.damages.end(), unreadable.begin(), unreadable.end());
  return report;
}

void Engine::rebuild() {
  state_->prove_writable();
  state_->on_writer([this] {
    for (const auto& index : state_->all()) {
      index->rebuild(state_->directory.store());
    }
    state_->prune();
    state_->after_writes();
  });
}

}  // namespace coldopen
