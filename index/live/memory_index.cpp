#include "index/live/memory_index.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "index/applied_settings.hpp"
#include "index/segment/inverters.hpp"

namespace coldopen {
namespace {

AttributeTypes types_of(std::span<const Article> articles) {
  AttributeTypes types;
  for (const Article& article : articles) {
    for (const Attribute& attribute : article.attributes) {
      if (!attribute.values.empty())
        types.try_emplace(attribute.name, type_of(attribute.values.front()));
    }
  }
  return types;
}

// Where the living version of each id stands among the articles.
class Living {
 public:
  Living(std::span<const Article> articles, const Strings& removed) {
    for (std::size_t i = 0; i < articles.size(); ++i) last_[articles[i].id] = i;
    for (const std::string& id : removed) last_.erase(id);
  }
  bool holds(const Article& article, std::size_t at) const {
    const auto found = last_.find(article.id);
    return found != last_.end() && found->second == at;
  }

 private:
  std::unordered_map<std::string_view, std::size_t> last_;
};

// The segments of a snapshot of which all else but types is set.
void fill(Snapshot& snapshot, std::span<const Article> articles, const MemoryIndexOptions& options,
          const SegmentOptions& making = {}) {
  snapshot.index_name = "memory";
  const Living living(articles, options.removed);
  for (std::size_t part = 0; part < options.segments; ++part) {
    const std::size_t begin = articles.size() * part / options.segments;
    const std::size_t end = articles.size() * (part + 1) / options.segments;
    if (begin == end) continue;
    std::vector<ArticleVersion> versions;
    for (std::size_t i = begin; i < end; ++i)
      versions.push_back({&articles[i], !living.holds(articles[i], i)});
    add_segments(snapshot, versions, making);
  }
  snapshot.stats = count_living(snapshot.segments);
  snapshot.types = with_language(std::move(snapshot.types));
}

// The articles as the settings have them; segments are made with and without pairs alike.
Snapshot by_settings(const AppliedSettings& settings, std::span<const Article> given,
                     const MemoryIndexOptions& options) {
  std::vector<Article> articles(given.begin(), given.end());
  for (Article& article : articles)
    if (std::optional<Article> changed = settings.changed(article)) article = std::move(*changed);
  Snapshot snapshot;
  snapshot.settings = settings.settings();
  snapshot.scoring = snapshot.settings->scoring;
  snapshot.weights = snapshot.settings->weights;
  snapshot.analyzer = settings.analyzer();
  snapshot.types = settings.types(types_of(articles));
  fill(snapshot, articles, options, {.attribute_weights = snapshot.settings->attribute_weights});
  return snapshot;
}

}  // namespace

void add_segments(Snapshot& snapshot, std::span<const ArticleVersion> versions,
                  const SegmentOptions& making) {
  Inverters inverters(*snapshot.analyzer, snapshot.weights, snapshot.scoring, snapshot.types,
                      making);
  std::map<const Inverter*, std::vector<DocId>> dead;
  for (const ArticleVersion& version : versions) {
    Inverter& inverter = inverters.of(*version.article);
    if (version.dead) dead[&inverter].push_back(inverter.size());
    inverter.add(*version.article);
  }
  for (auto& [language, inverter] : inverters) {
    SegmentView view;
    view.segment =
        Segment::open(inverter.finish({.analyzer_fingerprint = snapshot.analyzer->fingerprint(),
                                       .index_name = snapshot.index_name,
                                       .segment_number = snapshot.segments.size() + 1,
                                       .language = language}));
    kill(view, dead[&inverter]);
    snapshot.segments.push_back(std::move(view));
  }
}

Snapshot memory_index(std::span<const Article> articles, const MemoryIndexOptions& options) {
  if (options.settings) return by_settings(AppliedSettings(options.settings), articles, options);
  Snapshot snapshot;
  snapshot.scoring = options.scoring;
  snapshot.weights = options.weights;
  snapshot.analyzer = options.analyzer ? options.analyzer : std::make_shared<const Analyzer>();
  snapshot.types = types_of(articles);
  fill(snapshot, articles, options);
  return snapshot;
}

}  // namespace coldopen
