#include "index/live/live_index.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "corpus/article_json.hpp"
#include "corpus/error.hpp"
#include "index/io/durable_file.hpp"
#include "index/live/index_files.hpp"
#include "index/live/merge_policy.hpp"
#include "index/live/witness.hpp"
#include "index/segment/inverters.hpp"

namespace coldopen {
namespace {

constexpr std::size_t kReplayedAtOnce = 1'000;

SegmentMaking making(const AppliedSettings& settings) {
  SegmentMaking making{settings.analyzer().get(), settings.settings()->scoring, {}};
  making.options.pairs = settings.settings()->pairs;
  making.options.attribute_weights = settings.settings()->attribute_weights;
  return making;
}

Inverters inverters_for(const AppliedSettings& settings, const AttributeTypes& types) {
  const SegmentMaking by = making(settings);
  return {*by.analyzer, settings.settings()->weights, by.scoring, types, by.options};
}

}  // namespace

LiveIndex::LiveIndex(LiveIndexParts parts) : parts_(std::move(parts)), settings_(parts_.settings) {
  publish(0);
}

std::size_t LiveIndex::memory_bytes() const noexcept {
  std::size_t bytes = 0;
  for (const LiveSegment& segment : segments_) {
    if (!segment.on_disk) bytes += static_cast<std::size_t>(segment.view.segment->byte_count());
  }
  return bytes;
}

Manifest LiveIndex::stored_manifest() const {
  return parse_manifest(read_text(parts_.disk, parts_.folder / kManifestName, kManifestBytesMax));
}

std::optional<std::uint64_t> LiveIndex::made_anew() const noexcept {
  return making_anew_ ? std::optional(made_anew_.load()) : std::nullopt;
}

SegmentIdentity LiveIndex::identity(const AppliedSettings& settings, std::uint64_t number,
                                    std::string language) const {
  return {settings.analyzer()->fingerprint(), parts_.stored.name, number, std::move(language)};
}

// --- Recovery ------------------------------------------------------------------------------------

bool LiveIndex::load_manifest() {
  const Disk::Path path = parts_.folder / kManifestName;
  if (!parts_.disk.exists(path)) return false;
  try {
    manifest_ = stored_manifest();
  } catch (const Error& error) {
    if (error.code() == ErrorCode::newer_format) throw;
    parts_.log("index " + parts_.stored.name + ": " + error.what() + "; it is made anew");
    if (parts_.may_write) set_aside(parts_.disk, path);
    return false;
  }
  next_segment_ = std::max(next_segment_, manifest_.next_segment);
  if (manifest_.index != parts_.stored.number) return false;
  if (manifest_.analyzer_fingerprint != settings_->analyzer()->fingerprint() ||
      manifest_.weights != settings_->settings()->weights ||
      manifest_.settings_fingerprint != settings_->fingerprint()) {
    parts_.log("index " + parts_.stored.name +
               " was written with another analysis or other settings; it is made anew");
    return false;
  }
  return true;
}

bool LiveIndex::load() {
  segments_.clear();
  manifest_ = {};
  if (!load_manifest()) return false;
  bool whole = true;
  for (const ManifestSegment& listed : manifest_.segments) {
    try {
      segments_.push_back(open_segment(parts_.disk, parts_.folder, listed,
                                       settings_->analyzer()->fingerprint(), parts_.stored.name));
    } catch (const Error& error) {
      whole = false;
      parts_.log("index " + parts_.stored.name + ": " + error.what() + "; it is made anew");
      if (!parts_.may_write || error.code() != ErrorCode::damaged) continue;
      set_aside(parts_.disk, parts_.folder / segment_file_name(listed.number));
    }
  }
  return whole;
}

void LiveIndex::recover(Store& store, bool loaded) {
  types_ = store.types(parts_.stored.number);
  if (manifest_.index == parts_.stored.number && manifest_.reaches.number != 0) {
    prove_log_reaches(store.log(), manifest_.reaches, "the manifest of " + parts_.stored.name);
  }
  const LogPosition last = store.log().last();
  if (!loaded || store.log().base().number > manifest_.reaches.number) {
    rebuild(store);
    return;
  }
  const Strings ids = store.log().changes_after(parts_.stored.number, manifest_.reaches.number);
  for (std::size_t begin = 0; begin < ids.size(); begin += kReplayedAtOnce) {
    const std::size_t end = std::min(ids.size(), begin + kReplayedAtOnce);
    IndexChanges changes;
    std::vector<Article> articles;
    articles.reserve(end - begin);
    for (std::size_t i = begin; i < end; ++i) {
      changes.dead.push_back(ids[i]);
      try {
        const std::optional<StoredRow> row = store.get(parts_.stored.number, ids[i]);
        if (row) articles.push_back(article_from_json(row->json));
      } catch (const Error& error) {
        parts_.log("article " + ids[i] + " of index " + parts_.stored.name +
                   " is left out: " + error.what());
      }
    }
    for (const Article& article : articles) changes.articles.push_back(&article);
    changes.types = types_;
    add(changes);
  }
  publish(last.number);
}

std::vector<LiveSegment> LiveIndex::segments_from(Store& store, const AppliedSettings& settings,
                                                  const AttributeTypes& types) {
  std::vector<LiveSegment> made;
  Inverters inverters = inverters_for(settings, types);
  const auto finish = [&](const std::string& language, Inverter& inverter) {
    if (inverter.size() == 0) return;
    const std::uint64_t number = next_segment_++;
    const SegmentIdentity is = identity(settings, number, language);
    if (!parts_.may_write) {
      made.push_back(segment_in_memory(inverter.finish(is), number));
      return;
    }
    made.push_back(
        on_disk(number, [&](const Disk::Path& path) { inverter.finish(is, parts_.disk, path); }));
  };
  store.for_each(parts_.stored.number, [&](const StoredRow& row) {
    try {
      if (!row.whole) throw Error(ErrorCode::damaged, "its row is damaged");
      const Article article = article_from_json(row.json);
      const std::optional<Article> changed = settings.changed(article);
      inverters.add(changed ? *changed : article);
    } catch (const Error& error) {
      parts_.log("article " + row.id + " of index " + parts_.stored.name +
                 " is left out: " + error.what());
    }
    ++made_anew_;
    if (inverters.memory_bytes() < parts_.memory_bytes) return;
    auto& [language, largest] = *std::ranges::max_element(
        inverters, {}, [](const auto& one) { return one.second.memory_bytes(); });
    finish(language, largest);
  });
  for (auto& [language, inverter] : inverters) finish(language, inverter);
  return made;
}

void LiveIndex::rebuild(Store& store) {
  types_ = store.types(parts_.stored.number);
  const LogPosition last = store.log().last();
  const std::uint64_t first = next_segment_;
  std::vector<LiveSegment> made;
  try {
    made = segments_from(store, *settings_, types_);
    if (parts_.may_write) replace_manifest(made, last);
  } catch (...) {
    remove_unnamed(first);
    throw;
  }
  ++epoch_;
  segments_ = std::move(made);
  publish(last.number);
}

void LiveIndex::change_settings(Store& store, Shared<AppliedSettings> next,
                                const std::function<LogPosition()>& commit) {
  AttributeTypes types = next->types(types_);
  if (next->makes_the_same(*settings_) && types == types_) {
    const LogPosition position = commit();
    settings_ = std::move(next);
    publish(position.number);
    return;
  }
  made_anew_ = 0;
  making_anew_ = true;
  std::vector<LiveSegment> made;
  LogPosition position;
  const std::uint64_t first = next_segment_;
  try {
    made = segments_from(store, *next, types);
    position = commit();
  } catch (...) {
    making_anew_ = false;
    remove_unnamed(first);
    throw;
  }
  making_anew_ = false;
  settings_ = std::move(next);
  types_ = std::move(types);
  try {
    replace_manifest(made, position);
  } catch (const Error& error) {
    // The next flush writes it; until then opening makes all anew. The old one must go: it would
    // fit again if these settings were taken back.
    parts_.log(error.what());
    remove_manifest();
  }
  ++epoch_;
  segments_ = std::move(made);
  publish(position.number);
}

// --- Changes -------------------------------------------------------------------------------------

void LiveIndex::apply(const IndexChanges& changes, const LogPosition& position) {
  add(changes);
  publish(position.number);
}

void LiveIndex::add(const IndexChanges& changes) {
  Inverters inverters = inverters_for(*settings_, changes.types);
  for (const Article* article : changes.articles) {
    const std::optional<Article> changed = settings_->changed(*article);
    inverters.add(changed ? *changed : *article);
  }
  std::vector<LiveSegment> made;
  for (auto& [language, inverter] : inverters) {
    const std::uint64_t number = next_segment_++;
    made.push_back(segment_in_memory(inverter.finish(identity(number, language)), number));
  }
  for (LiveSegment& segment : segments_) segment.kill_ids(changes.dead);
  std::erase_if(segments_, [](const LiveSegment& segment) { return segment.living() == 0; });
  std::ranges::move(made, std::back_inserter(segments_));
  types_ = changes.types;
  merge_memory();
}

std::set<std::string> LiveIndex::languages() const {
  std::set<std::string> all;
  for (const LiveSegment& segment : segments_) all.insert(segment.view.segment->language());
  return all;
}

void LiveIndex::merge_memory() {
  for (const std::string& language : languages()) merge_memory(language);
}

void LiveIndex::merge_memory(const std::string& language) {
  for (;;) {
    std::vector<std::size_t> places;
    std::vector<SegmentSize> sizes;
    for (std::size_t i = 0; i < segments_.size(); ++i) {
      if (segments_[i].on_disk || segments_[i].view.segment->language() != language) continue;
      places.push_back(i);
      sizes.push_back(segments_[i].size());
    }
    const std::vector<std::size_t> chosen = choose_merge(sizes, kMemorySegmentsMax);
    if (chosen.empty()) return;
    std::vector<MergeInput> inputs;
    for (const std::size_t i : chosen) {
      const SegmentView& view = segments_[places[i]].view;
      inputs.push_back({view.segment, view.dead});
    }
    const std::uint64_t number = next_segment_++;
    LiveSegment merged = segment_in_memory(
        merge_segments(inputs, making(*settings_), identity(number, language)), number);
    segments_[places[chosen[0]]] = std::move(merged);
    for (std::size_t i = chosen.size() - 1; i > 0; --i) {
      segments_.erase(segments_.begin() + static_cast<std::ptrdiff_t>(places[chosen[i]]));
    }
  }
}

void LiveIndex::publish(std::uint64_t change) {
  auto next = std::make_shared<Snapshot>();
  next->index_name = parts_.stored.name;
  next->change = change;
  for (const LiveSegment& segment : segments_) next->segments.push_back(segment.view);
  next->stats = count_living(next->segments);
  next->types = with_language(types_);
  next->settings = settings_->settings();
  next->scoring = next->settings->scoring;
  next->weights = next->settings->weights;
  next->analyzer = settings_->analyzer();
  box_.publish(std::move(next));
}

// --- To disk -------------------------------------------------------------------------------------

void LiveIndex::replace_manifest(std::vector<LiveSegment>& segments, const LogPosition& position) {
  parts_.disk.make_directory(parts_.folder);
  Manifest next{parts_.stored.number,
                parts_.stored.name,
                settings_->analyzer()->fingerprint(),
                settings_->settings()->weights,
                settings_->fingerprint(),
                position,
                next_segment_,
                {}};
  for (LiveSegment& segment : segments) {
    if (!segment.on_disk) continue;
    const Tombstones* dead = segment.view.dead.get();
    if (dead != nullptr && dead->count() != segment.dead_written) {
      const std::uint64_t generation = segment.dead_generation + 1;
      write_dead(parts_.disk, parts_.folder / dead_file_name(segment.number, generation),
                 segment.number, *dead);
      segment.dead_generation = generation;
      segment.dead_written = dead->count();
    }
    next.segments.push_back({segment.number, segment.view.segment->byte_count(),
                             segment.view.segment->size(), segment.living(),
                             segment.dead_generation, segment.hash});
  }
  write_durable(parts_.disk, parts_.folder / kManifestName, print_manifest(next));
  const Manifest before = std::exchange(manifest_, std::move(next));
  try {
    remove_replaced(parts_.disk, parts_.folder, before, manifest_);
  } catch (const Error& error) {  // the new manifest holds; the next opening removes them
    parts_.log(error.what());
  }
}

void LiveIndex::flush(const LogPosition& position) {
  std::vector<LiveSegment> next;
  std::map<std::string, std::vector<MergeInput>> in_memory;  // by language
  for (const LiveSegment& segment : segments_) {
    if (segment.on_disk) {
      next.push_back(segment);
    } else {
      in_memory[segment.view.segment->language()].push_back(
          {segment.view.segment, segment.view.dead});
    }
  }
  if (in_memory.empty() && manifest_.reaches == position) return;
  const std::uint64_t first = next_segment_;
  try {
    for (const auto& [language, inputs] : in_memory) {
      const std::uint64_t number = next_segment_++;
      next.push_back(on_disk(number, [&](const Disk::Path& path) {
        merge_segments(inputs, making(*settings_), identity(number, language), parts_.disk, path);
      }));
    }
    replace_manifest(next, position);
  } catch (...) {  // tried again later, with other numbers: a full disk must not fill with them
    remove_unnamed(first);
    throw;
  }
  segments_ = std::move(next);
  publish(position.number);
}

std::optional<MergeJob> LiveIndex::plan_merge() {
  if (merging_) return std::nullopt;
  for (const std::string& language : languages()) {
    std::vector<SegmentSize> sizes;
    std::vector<const LiveSegment*> candidates;
    for (const LiveSegment& segment : segments_) {
      if (!segment.on_disk || segment.view.segment->language() != language) continue;
      candidates.push_back(&segment);
      sizes.push_back(segment.size());
    }
    const std::vector<std::size_t> chosen = choose_merge(sizes, kDiskSegmentsMax);
    if (chosen.empty()) continue;
    MergeJob job;
    for (const std::size_t i : chosen) {
      job.inputs.push_back({candidates[i]->view.segment, candidates[i]->view.dead});
      job.numbers.push_back(candidates[i]->number);
    }
    job.result = next_segment_++;
    job.epoch = epoch_;
    job.settings = settings_;
    merging_ = true;
    return job;
  }
  return std::nullopt;
}

LiveSegment LiveIndex::run_merge(const MergeJob& job) const {
  return on_disk(job.result, [&](const Disk::Path& path) {
    merge_segments(job.inputs, making(*job.settings),
                   identity(*job.settings, job.result, job.inputs[0].segment->language()),
                   parts_.disk, path);
  });
}

void LiveIndex::install(const MergeJob& job, LiveSegment merged) {
  if (job.epoch != epoch_) {
    abandon(job);
    return;
  }
  std::vector<LiveSegment> next = segments_;
  auto place = next.end();
  for (std::size_t i = 0; i < job.inputs.size(); ++i) {
    const auto input = std::ranges::find(next, job.numbers[i], &LiveSegment::number);
    // Those that died since the merge began; an input that is gone lost its last one.
    const Segment& old = *job.inputs[i].segment;
    const Tombstones* then = job.inputs[i].dead.get();
    const Tombstones* now = input == next.end() ? nullptr : input->view.dead.get();
    Strings died;
    if (input == next.end() || now != then) {
      for (DocId doc = 0; doc < old.size(); ++doc) {
        const bool was_alive = then == nullptr || !then->dead(doc);
        const bool is_dead = input == next.end() || (now != nullptr && now->dead(doc));
        if (was_alive && is_dead) died.emplace_back(old.documents().id(doc));
      }
    }
    merged.kill_ids(died);
    if (input != next.end()) place = next.erase(input);
  }
  if (merged.living() != 0) {
    next.insert(place, std::move(merged));
  } else {
    remove_segment_file(job.result);
  }
  replace_manifest(next, manifest_.reaches);
  segments_ = std::move(next);
  merging_ = false;
  publish(snapshot()->change);
}

void LiveIndex::abandon(const MergeJob& job) noexcept {
  merging_ = false;
  remove_segment_file(job.result);
}

void LiveIndex::remove_segment_file(std::uint64_t number) noexcept {
  try {
    parts_.disk.remove(parts_.folder / segment_file_name(number));
  } catch (const std::exception&) {  // it is removed at the next opening
  }
}

// The manifest may name them though its writing threw: it did so after the new one stood.
void LiveIndex::remove_unnamed(std::uint64_t first) noexcept {
  if (!parts_.may_write) return;
  try {
    const Manifest stored =
        parts_.disk.exists(parts_.folder / kManifestName) ? stored_manifest() : Manifest();
    for (std::uint64_t number = first; number < next_segment_; ++number)
      if (std::ranges::find(stored.segments, number, &ManifestSegment::number) ==
          stored.segments.end())
        remove_segment_file(number);
  } catch (const std::exception&) {  // they are removed at the next opening
  }
}

void LiveIndex::remove_manifest() {
  try {
    parts_.disk.remove(parts_.folder / kManifestName);
    parts_.disk.sync_directory(parts_.folder);
  } catch (const std::exception& error) {
    parts_.log(error.what());
  }
}

void LiveIndex::remove_leftovers() { remove_orphans(parts_.disk, parts_.folder, manifest_); }

void LiveIndex::remove_files() { remove_index_files(parts_.disk, parts_.folder); }

}  // namespace coldopen
