// Articles and snapshots for tests: a builder that names only what matters, and an index of given
// articles in some segments, with deletes.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "corpus/article.hpp"
#include "index/live/memory_index.hpp"
#include "query/search.hpp"

namespace coldopen {

using Ids = std::vector<std::string>;

class ArticleBuilder {
 public:
  explicit ArticleBuilder(std::string id) {
    article_.title = id;
    std::ranges::replace(article_.title, '_', ' ');
    article_.id = std::move(id);
  }
  ArticleBuilder& title(std::string title) {
    article_.title = std::move(title);
    return *this;
  }
  ArticleBuilder& alias(std::string alias) {
    article_.aliases.push_back(std::move(alias));
    return *this;
  }
  ArticleBuilder& lang(std::string lang) {
    article_.lang = std::move(lang);
    return *this;
  }
  ArticleBuilder& url(std::string url) {
    article_.url = std::move(url);
    return *this;
  }
  ArticleBuilder& text(std::string text) { return passage("", "", std::move(text)); }
  ArticleBuilder& passage(std::string heading, std::string anchor, std::string text) {
    article_.passages.push_back({std::move(heading), std::move(anchor), 0, std::move(text)});
    return *this;
  }
  ArticleBuilder& redirect(std::string alias) {  // to the passage added last
    article_.passages.back().aliases.push_back(std::move(alias));
    return *this;
  }
  ArticleBuilder& with(const std::string& name, Value value) {  // again: one more value
    for (Attribute& attribute : article_.attributes) {
      if (attribute.name != name) continue;
      attribute.values.push_back(std::move(value));
      attribute.is_list = true;
      return *this;
    }
    article_.attributes.push_back({name, {std::move(value)}, false});
    return *this;
  }
  ArticleBuilder& with(const std::string& name, const char* value) {
    return with(name, Value(std::string(value)));
  }
  ArticleBuilder& cast(const char* name) { return with("cast", name); }
  operator Article() const { return article_; }

 private:
  Article article_;
};

inline ArticleBuilder article(std::string id) { return ArticleBuilder(std::move(id)); }

inline SearchRequest asking(std::string q) {
  SearchRequest request;
  request.q = std::move(q);
  return request;
}

inline Ids ids_of(const SearchResponse& response) {
  Ids ids;
  for (const Hit& hit : response.hits) ids.push_back(hit.id);
  return ids;
}

class TestIndex {
 public:
  TestIndex() : analyzer_(std::make_shared<const Analyzer>()) {}

  TestIndex& add(Article article) {
    for (const Attribute& attribute : article.attributes)
      if (!attribute.values.empty())
        types_.try_emplace(attribute.name, type_of(attribute.values.front()));
    articles_.push_back(std::move(article));
    return *this;
  }
  TestIndex& remove(std::string id) {  // it stays in its segment, dead
    removed_.push_back(std::move(id));
    return *this;
  }
  TestIndex& scoring(const Scoring& scoring) {
    scoring_ = scoring;
    return *this;
  }

  const Analyzer& analyzer() const { return *analyzer_; }
  const AttributeTypes& types() const { return types_; }
  const std::vector<Article>& articles() const { return articles_; }

  std::vector<Article> living() const {
    std::vector<Article> alive;
    for (const Article& article : articles_)
      if (std::ranges::find(removed_, article.id) == removed_.end()) alive.push_back(article);
    return alive;
  }

  // The articles one after the other in `segments` parts of about equal size.
  Snapshot snapshot(std::size_t segments = 1) const {
    MemoryIndexOptions options;
    options.analyzer = analyzer_;
    options.scoring = scoring_;
    options.segments = segments;
    options.removed = removed_;
    return memory_index(articles_, options);
  }

  SearchResponse search(const SearchRequest& request, std::size_t segments = 1) const {
    return coldopen::search(snapshot(segments), request);
  }

  // The ids that `q` finds, the best first.
  Ids ids(const std::string& q, Match match = Match::automatic) const {
    SearchRequest request = asking(q);
    request.match = match;
    request.limit = SearchLimits::limit_max;
    return ids_of(search(request));
  }

 private:
  Shared<Analyzer> analyzer_;
  std::vector<Article> articles_;
  Ids removed_;
  AttributeTypes types_;
  Scoring scoring_;
};

}  // namespace coldopen
