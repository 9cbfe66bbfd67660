#include "query/owner_rules.hpp"

#include <algorithm>
#include <string>
#include <unordered_map>

namespace coldopen {

namespace {

struct OwnerRules {
  explicit OwnerRules(const Snapshot& snapshot) {
    const Settings& settings = *snapshot.settings;
    if (!settings.synonyms.empty()) {
      std::vector<SynonymRule> rules = built_in_synonym_rules();
      rules.insert(rules.end(), settings.synonyms.begin(), settings.synonyms.end());
      synonyms.emplace(*snapshot.analyzer, rules);
    }
    for (const Pin& pin : settings.pins) {
      std::string key = snapshot.analyzer->key(pin.q);
      if (!key.empty()) pins.emplace(std::move(key), &pin);  // of two for one query the first
    }
  }

  std::optional<Synonyms> synonyms;  // none: the shipped ones
  std::unordered_map<std::string, const Pin*> pins;
};

const OwnerRules& rules_of(const Snapshot& snapshot) {
  return snapshot.settings->for_query.get<OwnerRules>([&] { return OwnerRules(snapshot); });
}

std::optional<DocId> living(const SegmentView& view, std::string_view id) {
  const std::optional<DocId> doc = view.segment->documents().find(id);
  return doc && view.alive(*doc) ? doc : std::nullopt;
}

}  // namespace

const Synonyms& synonyms_of(const Snapshot& snapshot) {
  const OwnerRules& rules = rules_of(snapshot);
  return rules.synonyms ? *rules.synonyms : built_in_synonyms();
}

const Pin* pin_for(const Snapshot& snapshot, std::string_view q) {
  const OwnerRules& rules = rules_of(snapshot);
  if (rules.pins.empty()) return nullptr;
  const auto found = rules.pins.find(snapshot.analyzer->key(q));
  return found == rules.pins.end() ? nullptr : found->second;
}

PinnedDocuments::PinnedDocuments(const SegmentView& view, const Pin& pin) {
  for (std::size_t i = 0; i < pin.ids.size(); ++i)
    if (const auto doc = living(view, pin.ids[i]))
      pinned_.emplace_back(*doc, static_cast<std::uint32_t>(pin.ids.size() - i));
  for (const std::string& id : pin.hide)
    if (const auto doc = living(view, id)) hidden_.push_back(*doc);
  std::ranges::sort(pinned_, [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first < b.first : a.second > b.second;
  });
  const auto repeated = std::ranges::unique(pinned_, {}, &std::pair<DocId, std::uint32_t>::first);
  pinned_.erase(repeated.begin(), repeated.end());
  std::erase_if(pinned_, [&](const auto& one) {
    return std::ranges::find(hidden_, one.first) != hidden_.end();
  });
}

std::uint32_t PinnedDocuments::rank(DocId doc) const noexcept {
  const auto at =
      std::ranges::lower_bound(pinned_, doc, {}, &std::pair<DocId, std::uint32_t>::first);
  return at != pinned_.end() && at->first == doc ? at->second : 0;
}

void PinnedDocuments::add_to(std::uint32_t chunk, ChunkBits& bits) const noexcept {
  for (const auto& [doc, rank] : pinned_)
    if (doc / kChunkDocs == chunk) bits.set(doc % kChunkDocs);
}

bool PinnedDocuments::hides(DocId doc) const noexcept {
  return std::ranges::find(hidden_, doc) != hidden_.end();
}

void PinnedDocuments::hide_from(std::uint32_t chunk, ChunkBits& bits) const noexcept {
  for (const DocId doc : hidden_)
    if (doc / kChunkDocs == chunk) bits.reset(doc % kChunkDocs);
}

}  // namespace coldopen
