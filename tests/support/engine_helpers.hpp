// Small words for tests of the engine: articles, changes, and all that a snapshot shows.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "corpus/error.hpp"
#include "corpus/passages.hpp"
#include "index/live/engine.hpp"

namespace coldopen {

inline Article article(std::string id, std::string body) {
  Article made;
  made.id = std::move(id);
  made.title = "Title of " + made.id;
  made.body = std::move(body);
  return made;
}

inline Change put(Article article) {
  Change change;
  change.article = std::move(article);
  return change;
}

inline Change put(std::string id, std::string body) {
  return put(article(std::move(id), std::move(body)));
}

inline Change removal(std::string id) {
  Change change;
  change.kind = Change::Kind::remove;
  change.article.id = std::move(id);
  return change;
}

inline Applied apply_one(Engine& engine, Change change, std::string_view index = "main") {
  std::vector<Change> changes;
  changes.push_back(std::move(change));
  return engine.apply(index, std::move(changes)).at(0);
}

// As a segment keeps it.
inline Article shown(Article article) {
  article.passages = passages_of(article);
  article.body.clear();
  return article;
}

using Shown = std::map<std::string, Article>;

// All living documents by id; an id that is alive twice is marked.
inline Shown all_shown(const Snapshot& snapshot) {
  Shown all;
  for (const SegmentView& view : snapshot.segments) {
    for (DocId doc = 0; doc < view.segment->size(); ++doc) {
      if (!view.alive(doc)) continue;
      Article article = view.segment->documents().article(doc);
      std::string id = article.id;
      while (all.contains(id)) id += " twice";
      all.emplace(std::move(id), std::move(article));
    }
  }
  return all;
}

inline Shown all_shown(const Engine& engine, std::string_view index = "main") {
  const Shared<Snapshot> snapshot = engine.snapshot(index);
  return snapshot ? all_shown(*snapshot) : Shown{};
}

inline std::unique_ptr<Engine> open_engine(const std::filesystem::path& path,
                                           OpenMode mode = OpenMode::write) {
  EngineOptions options;
  options.merge_in_background = false;
  return Engine::open(path, mode, options);
}

inline ErrorCode refusal_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.code();
  }
  return ErrorCode::address;  // no test expects it
}

}  // namespace coldopen
