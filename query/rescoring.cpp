#include "query/rescoring.hpp"

#include <algorithm>

namespace coldopen {

Rescoring::Rescoring(const Snapshot& snapshot, const ResolvedQuery& query, const LengthNorms& norms,
                     const std::vector<SortKey>& sort)
    : snapshot_(snapshot), query_(query), norms_(norms), prior_(snapshot) {
  const Scoring& scoring = snapshot.scoring;
  speech_max_ = query.speaker_idf() * (scoring.k1 + 1);
  const bool nearness = !query.pairs.empty() && (scoring.next != 0 || scoring.near != 0);
  if (is_by_score(sort) && !query.scored.empty() &&
      (nearness || prior_.counts() || speech_max_ > 0))
    candidates_ = scoring.candidates;
}

Proximity& Rescoring::proximity_of(std::size_t segment) {
  const auto at = proximity_.find(segment);
  if (at != proximity_.end()) return at->second;
  return proximity_.try_emplace(segment, snapshot_, segment, query_, norms_).first->second;
}

double Rescoring::speech_points(std::size_t segment, DocId doc) {
  if (speech_max_ == 0) return 0;
  auto at = passages_.find(segment);
  if (at == passages_.end()) at = passages_.try_emplace(segment, snapshot_, segment, query_).first;
  double said = 0;
  for (const PassageMatch& match : at->second.find(doc, false)) said = std::max(said, match.said);
  return speech_max_ * said;
}

void Rescoring::raise(std::vector<Ranked>& ranked) {
  const auto end =
      ranked.begin() + static_cast<std::ptrdiff_t>(std::min(candidates_, ranked.size()));
  for (auto each = ranked.begin(); each != end; ++each) {
    const double near = proximity_of(each->segment).points(each->doc);
    each->score = each->score + near + prior_.points(each->segment, each->doc) +
                  speech_points(each->segment, each->doc);
    each->raised = true;
  }
  const auto id = [&](const Ranked& each) {
    return snapshot_.segments[each.segment].segment->documents().id(each.doc);
  };
  std::sort(ranked.begin(), end, [&](const Ranked& a, const Ranked& b) {
    return a.score != b.score ? a.score > b.score : id(a) < id(b);
  });
}

void Rescoring::explain(const Ranked& ranked, std::vector<ScorePart>& parts) {
  if (!ranked.raised) return;
  proximity_of(ranked.segment).explain(ranked.doc, parts);
  if (auto part = prior_.explain(ranked.segment, ranked.doc)) parts.push_back(std::move(*part));
  if (const double points = speech_points(ranked.segment, ranked.doc); points > 0) {
    std::string name;
    for (const std::string& word : query_.speaker) name += (name.empty() ? "" : " ") + word;
    parts.push_back({.source = "speaker",
                     .term = std::move(name),
                     .form = "",
                     .idf = query_.speaker_idf(),
                     .points = points,
                     .note = "says it"});
  }
}

}  // namespace coldopen
