// The one writer of a data directory: group commit, flushes, merges.
//
// One worker takes what waits as one group (at most 1,000 changes and 8 MiB, or one request),
// commits it as one transaction, shows it, and only then answers. Merges run on a second worker and
// come back to the first as a task, so that an index has one writer whatever happens around it.
//
// Errors   disk_full: the group is not in, writing goes on when there is space. io: the store
// failed;
//          from then on unavailable, until the next opening reads the disk anew: after a failed
//          sync nobody knows what it holds. A flush or merge that fails is logged, and tried again
//          later.
// Threads  any; all functions wait until their work is done.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/error.hpp"
#include "index/io/env.hpp"
#include "index/live/change.hpp"
#include "index/live/data_directory.hpp"
#include "index/live/live_indexes.hpp"

namespace coldopen {

struct WriterParts {
  DataDirectory& directory;
  Env& env;
  LiveIndexes& indexes;
  std::function<std::shared_ptr<LiveIndex>(const StoredIndex&, Shared<AppliedSettings>)> make_index;
  std::function<void(const std::string&)> log;
  std::size_t memory_bytes = 0;  // memory segments beyond this go to disk
  bool merge_in_background = true;
  bool value_tables = false;
};

class Writer {
 public:
  explicit Writer(WriterParts parts);  // begins with what recovery left to flush and merge
  ~Writer();                           // ends merges, remembers the last change, checkpoints

  std::vector<Applied> apply(std::string_view index, std::vector<Change> changes);
  // `json` is what `settings` were read from. Where segments are made anew, other changes wait.
  void set_settings(std::string_view index, Shared<AppliedSettings> settings,
                    std::string_view json);
  void drop(std::string_view index);
  void flush();  // also waits for the merges that the policy names
  void rebuild();

  // Runs between two groups; what it throws is thrown here.
  void run(const std::function<void()>& action);

 private:
  struct Request;
  struct IndexPlan;
  using Plans = std::map<std::string, IndexPlan>;

  void take_group();
  void apply_group(const std::vector<std::shared_ptr<Request>>& group);
  void plan_change(StoreBatch& batch, IndexPlan& plan, Request& request, std::size_t i);
  void show(Plans& plans);
  void prove_store_lives() const;
  void note_failure(const Error& error);
  void fail_store(const std::exception& error);
  void remember(bool now);  // in WITNESS; a failure is logged only
  void prune();
  void after_writes();
  void schedule_merge(const std::shared_ptr<LiveIndex>& index);
  void finish_merge(const std::shared_ptr<LiveIndex>& index, const MergeJob& job,
                    std::optional<LiveSegment> merged);
  void schedule_tables();
  void make_tables();
  void close();

  WriterParts parts_;
  std::mutex queue_mutex_;
  std::deque<std::shared_ptr<Request>> queue_;
  std::mutex merges_mutex_;
  std::condition_variable merges_done_;
  std::size_t merges_ = 0;  // under way
  std::atomic<bool> closing_ = false;
  std::atomic<bool> tables_wait_ = false;  // a task that makes them is posted and not begun
  LogPosition last_;                       // these two are the worker's
  bool store_failed_ = false;
  std::unique_ptr<Worker> worker_;
  std::unique_ptr<Worker> merger_;  // ends before the worker, to which it posts
};

}  // namespace coldopen
