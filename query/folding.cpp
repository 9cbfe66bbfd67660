#include "query/folding.hpp"

#include <algorithm>
#include <set>
#include <string>

#include "query/page_language.hpp"
#include "query/ranking.hpp"

namespace coldopen {

namespace {

bool has(const MatchBits& bits, const Folds::Member& member) {
  const std::vector<ChunkBits>& chunks = bits[member.segment];
  const std::uint32_t chunk = member.doc / kChunkDocs;
  return chunk < chunks.size() && chunks[chunk].test(member.doc % kChunkDocs);
}

std::vector<Folds::Member> matching(std::span<const Folds::Member> group, const MatchBits& bits) {
  std::vector<Folds::Member> found;
  for (const Folds::Member& member : group)
    if (has(bits, member)) found.push_back(member);
  return found;
}

bool is_exact(DocClass of) noexcept {
  return of == DocClass::title || of == DocClass::bare_title || of == DocClass::alias;
}

MatchBits hits_of(const Matches& matches) {
  MatchBits bits;
  for (const SegmentMatches& segment : matches.segments) bits.push_back(segment.hits);
  return bits;
}

}  // namespace

Folding::Folding(const Snapshot& snapshot, const SearchRequest& request, Matches& matches,
                 const LengthNorms& norms, Rescoring& rescoring, Deadline& deadline,
                 Workspace& workspace)
    : snapshot_(snapshot),
      request_(request),
      matches_(matches),
      norms_(norms),
      rescoring_(rescoring),
      deadline_(deadline),
      workspace_(workspace) {
  const SnapshotFolds& folds = folds_of(snapshot);
  folds_ = (request.fold && folds.alike.size() > 0) || folds.distinct.size() > 0;
}

void Folding::fold_hits() {
  if (!folds_) return;
  MatchBits bits = hits_of(matches_);
  const SnapshotFolds& folds = folds_of(snapshot_);
  if (request_.fold) fold(folds.alike, false, bits, &dropped_);
  fold(folds.distinct, true, bits, &dropped_);
  if (dropped_.empty()) return;
  matches_.total = 0;
  for (std::size_t i = 0; i < bits.size(); ++i) {
    SegmentMatches& segment = matches_.segments[i];
    segment.hits = std::move(bits[i]);
    segment.total = 0;
    for (const ChunkBits& chunk : segment.hits) segment.total += chunk.count();
    matches_.total += segment.total;
  }
}

void Folding::fold(MatchBits& bits) {
  if (!folds_) return;
  const SnapshotFolds& folds = folds_of(snapshot_);
  if (request_.fold) fold(folds.alike, false, bits, nullptr);
  fold(folds.distinct, true, bits, nullptr);
}

void Folding::fold(const Folds& folds, bool distinct, MatchBits& bits, Dropped* dropped) {
  std::map<Member, std::size_t> group_of;
  MatchBits doubles;
  for (std::size_t i = 0; i < folds.size(); ++i) {
    const std::vector<Member> found = matching(folds.group(i), bits);
    if (found.size() < 2) continue;
    if (doubles.empty())
      for (const std::vector<ChunkBits>& segment : bits) doubles.emplace_back(segment.size());
    for (const Member& member : found) {
      group_of[member] = i;
      doubles[member.segment][member.doc / kChunkDocs].set(member.doc % kChunkDocs);
    }
  }
  if (group_of.empty()) return;
  std::map<std::size_t, std::vector<Member>> groups;  // the best first
  for (const Ranked& one : ranked(doubles, group_of.size())) {
    const Member member{static_cast<std::uint32_t>(one.segment), one.doc};
    groups[group_of.at(member)].push_back(member);
  }
  for (const auto& [i, group] : groups) {
    const std::vector<Member> stay = staying(group, distinct);
    for (const Member& member : group) {
      if (std::ranges::find(stay, member) != stay.end()) continue;
      bits[member.segment][member.doc / kChunkDocs].reset(member.doc % kChunkDocs);
      if (dropped == nullptr) continue;
      std::vector<Member> under = std::move((*dropped)[member]);
      dropped->erase(member);
      std::vector<Member>& similar = (*dropped)[stay.front()];
      similar.push_back(member);
      similar.insert(similar.end(), under.begin(), under.end());
    }
  }
}

// As a search that finds these documents alone.
std::vector<Ranked> Folding::ranked(const MatchBits& bits, std::size_t count) {
  MatchBits hits;
  for (std::size_t i = 0; i < bits.size(); ++i)
    hits.push_back(std::exchange(matches_.segments[i].hits, bits[i]));
  std::vector<Ranked> found = best_matches(snapshot_, request_, matches_, norms_, count,
                                           std::nullopt, deadline_, workspace_);
  for (std::size_t i = 0; i < hits.size(); ++i) matches_.segments[i].hits = std::move(hits[i]);
  rescoring_.raise(found);
  return found;
}

std::vector<Folds::Member> Folding::staying(const std::vector<Member>& group, bool distinct) const {
  std::vector<Member> stay;
  std::set<DocClass> called;
  for (const Member& member : group) {
    const DocClass of = matches_.class_of(member.segment, member.doc);
    const bool is_first = is_exact(of) && !distinct && called.insert(of).second;
    if (is_first || of == DocClass::pinned) stay.push_back(member);
  }
  if (!stay.empty()) return stay;
  if (!distinct) return {group.front()};
  const PageLanguage language(snapshot_, request_.lang);
  const auto nearness = [&](const Member& member) {
    const Segment& segment = *snapshot_.segments[member.segment].segment;
    return language.nearness(segment.documents().head(member.doc).lang);
  };
  Member best = group.front();
  std::uint32_t best_nearness = nearness(best);
  for (const Member& member : group) {  // the best of the nearest language
    if (best_nearness == language.nearest()) break;
    const std::uint32_t here = nearness(member);
    if (here <= best_nearness) continue;
    best_nearness = here;
    best = member;
  }
  return {best};
}

Strings Folding::similar(std::size_t segment, DocId doc) const {
  Strings ids;
  const auto at = dropped_.find({static_cast<std::uint32_t>(segment), doc});
  if (at == dropped_.end()) return ids;
  for (const Member& member : at->second)
    ids.emplace_back(snapshot_.segments[member.segment].segment->documents().id(member.doc));
  return ids;
}

}  // namespace coldopen
