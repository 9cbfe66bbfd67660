#include "index/live/writer.hpp"

#include <algorithm>
#include <array>
#include <future>
#include <new>
#include <set>
#include <utility>

#include "corpus/article_json.hpp"
#include "corpus/error.hpp"
#include "index/live/value_tables.hpp"

namespace coldopen {
namespace {

constexpr std::size_t kGroupChangesMax = 1'000;
constexpr std::size_t kGroupBytesMax = std::size_t{8} << 20;
constexpr std::size_t kLogBytes = 512;  // of memory allow one change that no manifest reaches

std::string_view name_of(AttributeType type) noexcept {
  static constexpr std::array<std::string_view, 4> kNames = {"text", "number", "boolean", "date"};
  return kNames[static_cast<std::size_t>(type)];
}

Applied::Status status_of(Written::Outcome outcome) noexcept {
  static_assert(static_cast<int>(Written::Outcome::refused) ==
                static_cast<int>(Applied::Status::refused));
  return static_cast<Applied::Status>(outcome);
}

std::string type_warning(std::string_view attribute, AttributeType known, AttributeType given) {
  return "attribute " + std::string(attribute) + " is a " + std::string(name_of(known)) +
         " in this index: this " + std::string(name_of(given)) +
         " is shown and searched, but not filtered or sorted by";
}

// What went wrong on the worker, as values: an exception itself does not cross threads, since what
// counts its owners is in a library that ThreadSanitizer cannot see into.
struct Failure {
  std::optional<ErrorCode> code;  // none: out of memory
  std::string message, where;
};

using Answer = std::promise<std::optional<Failure>>;

std::optional<Failure> failure_of(const std::function<void()>& action) {
  try {
    action();
    return std::nullopt;
  } catch (const Error& error) {
    return Failure{error.code(), error.what(), error.where()};
  } catch (const std::bad_alloc&) {
    return Failure{};
  } catch (const std::exception& error) {
    return Failure{ErrorCode::unavailable, error.what(), {}};
  }
}

void wait_for(std::future<std::optional<Failure>> answer) {
  const std::optional<Failure> failure = answer.get();
  if (!failure) return;
  if (!failure->code) throw std::bad_alloc();
  throw Error(*failure->code, failure->message, failure->where);
}

}  // namespace

struct Writer::Request {
  std::string index;
  std::vector<Change> changes;
  Strings jsons;  // of the puts; empty for removes
  std::size_t bytes = 0;
  std::vector<Applied> results;
  Answer answer;
};

// What one group does to one index.
struct Writer::IndexPlan {
  StoredIndex stored;
  AttributeTypes types;
  std::set<std::string> dead;
  std::map<std::string_view, const Article*> latest;  // null: removed
};

Writer::Writer(WriterParts parts)
    : parts_(std::move(parts)),
      last_(parts_.directory.store().log().last()),
      worker_(parts_.env.start_worker()),
      merger_(parts_.env.start_worker()) {
  run([this] {
    remember(true);
    after_writes();
  });
}

Writer::~Writer() { close(); }

// --- Applying ------------------------------------------------------------------------------------

std::vector<Applied> Writer::apply(std::string_view index, std::vector<Change> changes) {
  const auto request = std::make_shared<Request>();
  request->index = index;
  request->changes = std::move(changes);
  for (const Change& change : request->changes) {
    std::string& json = request->jsons.emplace_back();
    if (change.kind != Change::Kind::put) continue;
    check(change.article);
    json = article_to_json(change.article);
    request->bytes += json.size();
  }
  std::future<std::optional<Failure>> answer = request->answer.get_future();
  {
    const std::lock_guard lock(queue_mutex_);
    queue_.push_back(request);
  }
  worker_->post([this] { take_group(); });
  wait_for(std::move(answer));
  return std::move(request->results);
}

void Writer::take_group() {
  std::vector<std::shared_ptr<Request>> group;
  {
    const std::lock_guard lock(queue_mutex_);
    std::size_t changes = 0;
    std::size_t bytes = 0;
    while (!queue_.empty()) {
      changes += queue_.front()->changes.size();
      bytes += queue_.front()->bytes;
      if (!group.empty() && (changes > kGroupChangesMax || bytes > kGroupBytesMax)) break;
      group.push_back(queue_.front());
      queue_.pop_front();
    }
  }
  if (group.empty()) return;  // an earlier group took them
  const std::optional<Failure> failure = failure_of([&] {
    apply_group(group);
    if (!parts_.merge_in_background) after_writes();
  });
  for (const auto& request : group) request->answer.set_value(failure);
  if (!failure && parts_.merge_in_background) after_writes();
}

void Writer::apply_group(const std::vector<std::shared_ptr<Request>>& group) {
  prove_store_lives();
  Plans plans;
  try {
    StoreBatch batch = parts_.directory.store().begin();
    for (const auto& request : group) {
      request->results.clear();
      const auto [place, fresh] = plans.try_emplace(request->index);
      IndexPlan& plan = place->second;
      if (fresh) {
        plan.stored = batch.make_index(request->index);
        if (const auto index = parts_.indexes.find(request->index)) plan.types = index->types();
      }
      for (std::size_t i = 0; i < request->changes.size(); ++i) {
        plan_change(batch, plan, *request, i);
      }
    }
    last_ = batch.commit();
  } catch (const Error& error) {
    note_failure(error);
    throw;
  }
  try {
    show(plans);
  } catch (const std::exception& error) {
    fail_store(error);  // durable and not visible: the next opening brings it
    throw;
  }
  remember(false);
}

void Writer::plan_change(StoreBatch& batch, IndexPlan& plan, Request& request, std::size_t i) {
  const Change& change = request.changes[i];
  const Article& article = change.article;
  const WriteCondition condition{change.if_version, change.only_if_absent};
  const bool is_put = change.kind == Change::Kind::put;
  const Written written =
      is_put ? batch.put(plan.stored.number, article.id, request.jsons[i], condition)
             : batch.remove(plan.stored.number, article.id, condition);
  Applied& result = request.results.emplace_back();
  result.status = status_of(written.outcome);
  result.version = written.version;
  using Outcome = Written::Outcome;
  if (written.outcome == Outcome::refused || written.outcome == Outcome::absent) return;
  if (is_put) {
    for (const Attribute& attribute : article.attributes) {
      if (attribute.values.empty()) continue;
      const AttributeType type = type_of(attribute.values.front());
      const auto [known, fresh] = plan.types.emplace(attribute.name, type);
      if (fresh) batch.set_type(plan.stored.number, attribute.name, type);
      if (known->second != type) {
        result.warnings.push_back(type_warning(attribute.name, known->second, type));
      }
    }
  }
  if (written.outcome == Outcome::unchanged) return;
  if (written.outcome != Outcome::created) plan.dead.insert(article.id);
  plan.latest.insert_or_assign(article.id, is_put ? &article : nullptr);
}

void Writer::show(Plans& plans) {
  for (auto& [name, plan] : plans) {
    std::shared_ptr<LiveIndex> index = parts_.indexes.find(name);
    const bool fresh = !index;
    if (!fresh && plan.latest.empty()) continue;
    if (fresh) index = parts_.make_index(plan.stored, default_applied_settings());
    IndexChanges changes;
    changes.dead.assign(plan.dead.begin(), plan.dead.end());
    for (const auto& [id, article] : plan.latest) {
      if (article != nullptr) changes.articles.push_back(article);
    }
    changes.types = std::move(plan.types);
    index->apply(changes, last_);
    if (fresh) parts_.indexes.insert(index);
  }
}

void Writer::prove_store_lives() const {
  if (!store_failed_) return;
  throw Error(ErrorCode::unavailable,
              "the store failed before: nothing is written until the next start");
}

void Writer::note_failure(const Error& error) {
  if (error.code() == ErrorCode::io) fail_store(error);
}

void Writer::fail_store(const std::exception& error) {
  store_failed_ = true;
  parts_.log(std::string("nothing is written until the next start: ") + error.what());
}

void Writer::remember(bool now) {
  try {
    parts_.directory.witness(last_, now);
  } catch (const Error& error) {  // it may lag
    parts_.log(error.what());
  }
}

// --- After applying: to disk, and merges
// -----------------------------------------------------------

// The log is needed after the lowest change that a manifest reaches.
void Writer::prune() {
  std::uint64_t lowest = last_.number;
  for (const auto& index : parts_.indexes.all()) lowest = std::min(lowest, index->reaches());
  try {
    Store& store = parts_.directory.store();
    if (lowest > store.log().base().number) store.prune_log(lowest);
  } catch (const Error& error) {
    note_failure(error);
    throw;
  }
}

void Writer::after_writes() {
  if (store_failed_) return;
  for (const auto& index : parts_.indexes.all()) {
    try {
      // Also an index at rest: the log is kept from the lowest change that a manifest reaches.
      const bool log_is_long = last_.number - index->reaches() > parts_.memory_bytes / kLogBytes;
      if (index->memory_bytes() > parts_.memory_bytes || log_is_long) {
        index->flush(last_);
        prune();
      }
      schedule_merge(index);
    } catch (const std::exception& error) {  // what is in memory stays; the store has it anyway
      parts_.log("index " + index->stored().name +
                 " could not be written to disk: " + error.what());
    }
  }
  schedule_tables();
}

// On the thread of merges: what they would make useless at once is not made before their end.
void Writer::schedule_tables() {
  if (!parts_.value_tables || closing_ || tables_wait_.exchange(true)) return;
  if (parts_.merge_in_background) {
    merger_->post([this] { make_tables(); });
  } else {
    make_tables();
  }
}

void Writer::make_tables() {
  tables_wait_ = false;
  {
    const std::lock_guard lock(merges_mutex_);
    if (merges_ > 0) return;  // their end asks again
  }
  try {
    for (const auto& index : parts_.indexes.all()) make_value_tables(*index->snapshot(), closing_);
  } catch (const std::exception& error) {  // then who asks first makes them
    parts_.log(std::string("tables of values could not be made: ") + error.what());
  }
}

void Writer::schedule_merge(const std::shared_ptr<LiveIndex>& index) {
  if (closing_) return;
  const std::optional<MergeJob> planned = index->plan_merge();
  if (!planned) return;
  {
    const std::lock_guard lock(merges_mutex_);
    ++merges_;
  }
  const auto merge = [this, index, job = *planned] {
    std::optional<LiveSegment> merged;
    try {
      if (!closing_) merged = index->run_merge(job);
    } catch (const std::exception& error) {
      parts_.log("a merge of index " + index->stored().name + " failed: " + error.what());
    }
    const auto finish = [this, index, job, merged = std::move(merged)] {
      finish_merge(index, job, merged);
    };
    if (parts_.merge_in_background) {
      worker_->post(finish);
    } else {
      finish();
    }
  };
  if (parts_.merge_in_background) {
    merger_->post(merge);
  } else {
    merge();
  }
}

void Writer::finish_merge(const std::shared_ptr<LiveIndex>& index, const MergeJob& job,
                          std::optional<LiveSegment> merged) {
  bool installed = false;
  try {
    if (merged && parts_.indexes.find(index->stored().name) == index) {
      index->install(job, std::move(*merged));
      installed = true;
      schedule_merge(index);
    }
  } catch (const std::exception& error) {
    parts_.log("a merge of index " + index->stored().name + " failed: " + error.what());
  }
  if (!installed) index->abandon(job);
  {
    const std::lock_guard lock(merges_mutex_);
    --merges_;
    merges_done_.notify_all();
  }
  schedule_tables();
}

// --- Around
// ----------------------------------------------------------------------------------------

void Writer::run(const std::function<void()>& action) {
  // Shared: set_value still touches the promise when the one who waits goes on.
  const auto answer = std::make_shared<Answer>();
  std::future<std::optional<Failure>> future = answer->get_future();
  worker_->post([&action, answer] { answer->set_value(failure_of(action)); });
  wait_for(std::move(future));
}

void Writer::drop(std::string_view index) {
  run([&] {
    prove_store_lives();
    const std::shared_ptr<LiveIndex> found = parts_.indexes.find(index);
    if (!found) {
      throw Error(ErrorCode::not_found, "there is no index " + std::string(index), "index");
    }
    try {
      StoreBatch batch = parts_.directory.store().begin();
      batch.drop_index(found->stored());
      last_ = batch.commit();
    } catch (const Error& error) {
      note_failure(error);
      throw;
    }
    parts_.indexes.erase(index);
    try {
      found->remove_files();
    } catch (const Error& error) {  // it is dropped; the next opening removes what is left
      parts_.log(error.what());
    }
    remember(false);
  });
}

void Writer::set_settings(std::string_view index, Shared<AppliedSettings> settings,
                          std::string_view json) {
  run([&] {
    prove_store_lives();
    std::shared_ptr<LiveIndex> found = parts_.indexes.find(index);
    const AttributeTypes known = found ? found->types() : AttributeTypes();
    StoredIndex stored;
    bool committed = false;
    const auto commit = [&] {
      StoreBatch batch = parts_.directory.store().begin();
      stored = batch.make_index(index);
      for (const auto& [name, type] : settings->types(known)) {
        const auto before = known.find(name);
        if (before == known.end() || before->second != type)
          batch.set_type(stored.number, name, type);
      }
      batch.set_settings(stored.number, json);
      last_ = batch.commit();
      committed = true;
      return last_;
    };
    try {
      if (found) {
        found->change_settings(parts_.directory.store(), settings, commit);
      } else {
        commit();
        found = parts_.make_index(stored, settings);
        IndexChanges changes;
        changes.types = settings->types({});
        found->apply(changes, last_);
        parts_.indexes.insert(found);
      }
    } catch (const std::exception& error) {
      if (committed) fail_store(error);  // durable and not visible: the next opening brings it
      if (const auto* failure = dynamic_cast<const Error*>(&error)) note_failure(*failure);
      throw;
    }
    remember(false);
    if (!parts_.merge_in_background) after_writes();
  });
  if (parts_.merge_in_background) worker_->post([this] { after_writes(); });
}

void Writer::flush() {
  run([this] {
    prove_store_lives();
    for (const auto& index : parts_.indexes.all()) index->flush(last_);
    prune();
    for (const auto& index : parts_.indexes.all()) schedule_merge(index);
    schedule_tables();
  });
  std::unique_lock lock(merges_mutex_);
  merges_done_.wait(lock, [this] { return merges_ == 0; });
}

void Writer::rebuild() {
  run([this] {
    prove_store_lives();
    for (const auto& index : parts_.indexes.all()) index->rebuild(parts_.directory.store());
    prune();
    after_writes();
  });
}

void Writer::close() {
  closing_ = true;
  try {
    run([] {});  // the worker may be about to post a merge; after this it sees that we close
    merger_.reset();
    run([this] {
      if (store_failed_) {
        parts_.directory.give_up();
        return;
      }
      for (const auto& index : parts_.indexes.all()) {
        // Small rests are brought again by the change log, faster than files can be written.
        if (index->memory_bytes() > parts_.memory_bytes / 8) index->flush(last_);
      }
      prune();
      remember(true);
      parts_.directory.close();
    });
  } catch (const std::exception& error) {
    parts_.log(std::string("closing: ") + error.what());
  }
  worker_.reset();
}

}  // namespace coldopen
