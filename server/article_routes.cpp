#include "server/article_routes.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>

#include "corpus/article_json.hpp"
#include "index/live/engine.hpp"
#include "server/html.hpp"
#include "server/state.hpp"

namespace coldopen {
namespace {

std::string quoted(std::uint64_t version) { return '"' + std::to_string(version) + '"'; }

[[noreturn]] void refuse_condition() {
  refuse(412, "precondition-failed",
         "the article is not in the version that the request asks for: read it again");
}

std::string index_to_write(const Call& call) {
  const std::string_view name = call.path_parameter("index");
  if (!is_index_name(name)) {
    refuse(400, "bad-index-name",
           "an index name is 1 to 63 of a-z, 0-9, _ and -, beginning with a letter or digit",
           "index");
  }
  return std::string(name);
}

EntityTags tags_of(std::string_view value, const char* header) {
  std::optional<EntityTags> tags = parse_entity_tags(value);
  if (!tags) refuse(400, "bad-etag", std::string(header) + " is not * or a list of quoted tags");
  return std::move(*tags);
}

std::optional<std::uint64_t> strong_version(const EntityTag& tag) {
  std::uint64_t version = 0;
  const char* end = tag.text.data() + tag.text.size();
  const auto [at, error] = std::from_chars(tag.text.data(), end, version);
  if (tag.weak || tag.text.empty() || error != std::errc{} || at != end) return std::nullopt;
  return version;
}

// If-Match and If-None-Match of a write. What the engine can check with the change itself, it
// checks; a list of versions is compared with the present one, and then only that one may stand.
void set_condition(const Service& service, const Call& call, std::string_view index,
                   Change& change) {
  const std::string_view if_match = call.header("If-Match");
  const std::string_view if_none_match = call.header("If-None-Match");
  if (if_match.empty() && if_none_match.empty()) return;
  if (!if_match.empty()) {
    const EntityTags tags = tags_of(if_match, "If-Match");
    if (tags.tags.size() == 1 && strong_version(tags.tags[0])) {
      change.if_version = strong_version(tags.tags[0]);
      return;
    }
    const std::optional<StoredArticle> stored = service.engine.get(index, change.article.id);
    const auto fits = [&](const EntityTag& tag) { return strong_version(tag) == stored->version; };
    if (!stored || !(tags.any || std::ranges::any_of(tags.tags, fits))) refuse_condition();
    change.if_version = stored->version;
    return;
  }
  const EntityTags tags = tags_of(if_none_match, "If-None-Match");
  if (tags.any) {
    change.only_if_absent = true;
    return;
  }
  const std::optional<StoredArticle> stored = service.engine.get(index, change.article.id);
  if (!stored) return;
  if (matches_weakly(tags, std::to_string(stored->version))) refuse_condition();
  change.if_version = stored->version;
}

Applied apply_one(const Service& service, std::string_view index, Change change) {
  std::vector<Change> changes;
  changes.push_back(std::move(change));
  const auto begin = std::chrono::steady_clock::now();
  std::vector<Applied> applied = service.engine.apply(index, std::move(changes));
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  service.metrics.commit(took.count());
  service.state.cursors.expire();
  ensure(applied.size() == 1, "apply gives one result for each change");
  if (applied[0].status == Applied::Status::refused) refuse_condition();
  return std::move(applied[0]);
}

// The id stands in the path; in the body it may be missing, but must not be another one.
Article article_of(const Call& call, Strings& warnings) {
  const std::string_view id = call.path_parameter("id");
  Article article = article_from_json(call.body, &warnings, id);
  if (article.id != id) {
    refuse(400, "id-mismatch", "the id in the body is not the one in the address", "id");
  }
  return article;
}

void check_body(const Call& call) {
  if (call.body.find_first_not_of(" \t\r\n") == std::string::npos) {
    refuse(400, "empty-body", "the body is empty: send one article as JSON");
  }
  if (call.body.size() > ArticleLimits::bytes_max) {
    refuse(413, "too-large", "an article has at most 8 MiB as JSON");
  }
}

int status_of(Applied::Status status) {
  switch (status) {
    case Applied::Status::created:
      return 201;
    case Applied::Status::replaced:
    case Applied::Status::unchanged:
      return 200;
    case Applied::Status::removed:
      return 204;
    case Applied::Status::absent:
      return 404;
    case Applied::Status::refused:
      return 412;
  }
  return 500;
}

// What one line of a stream became: a change on its way, or a problem.
struct LineState {
  WriteResult result;
  std::optional<Problem> problem;
  std::optional<std::size_t> change;  // its place among the changes of the group
};

LineState read_line(const NdjsonLine& line, std::vector<Change>& changes) {
  LineState state;
  state.result.line = line.number;
  try {
    if (line.too_long) refuse(413, "too-large", "a line has at most 8 MiB");
    Change change;
    change.article = article_from_json(line.text, &state.result.warnings);
    state.result.id = change.article.id;
    state.change = changes.size();
    changes.push_back(std::move(change));
  } catch (const Error& error) {
    state.problem = problem_of(error);
  }
  return state;
}

void settle(LineState& state, const std::vector<Applied>& applied,
            const std::optional<Problem>& failure) {
  if (state.change && failure) state.problem = failure;
  if (state.change && !failure) {
    const Applied& done = applied[*state.change];
    state.result.status = status_of(done.status);
    state.result.version = done.version;
    state.result.warnings.insert(state.result.warnings.end(), done.warnings.begin(),
                                 done.warnings.end());
  }
  if (!state.problem) return;
  state.result.status = state.problem->status;
  state.result.problem = &*state.problem;
}

}  // namespace

Reply put_article(const Service& service, const Call& call) {
  check_parameters(call, {});
  const std::string index = index_to_write(call);
  check_body(call);
  WriteResult result;
  Change change;
  change.article = article_of(call, result.warnings);
  result.id = change.article.id;
  set_condition(service, call, index, change);
  const Applied applied = apply_one(service, index, std::move(change));
  result.status = status_of(applied.status);
  result.version = applied.version;
  result.warnings.insert(result.warnings.end(), applied.warnings.begin(), applied.warnings.end());
  Reply reply = json_reply(result.status, write_result_json(result));
  reply.headers = {{"ETag", quoted(applied.version)}};
  if (result.status == 201) {
    reply.headers.emplace_back("Location",
                               "/v1/indexes/" + index + "/articles/" + percent_encode(result.id));
  }
  return reply;
}

Reply get_article(const Service& service, const Call& call) {
  check_parameters(call, {});
  const std::string_view index = call.path_parameter("index");
  if (!service.engine.snapshot(index)) {
    refuse(404, "no-such-index", "there is no index of this name", "index");
  }
  std::optional<StoredArticle> stored = service.engine.get(index, call.path_parameter("id"));
  if (!stored) refuse(404, "no-such-article", "there is no article of this id", "id");
  Reply reply = json_reply(200, "");
  reply.headers = {{"ETag", quoted(stored->version)}, {"Cache-Control", "no-cache"}};
  const std::string_view seen = call.header("If-None-Match");
  if (!seen.empty() &&
      matches_weakly(tags_of(seen, "If-None-Match"), std::to_string(stored->version))) {
    reply.status = 304;
    reply.content_type.clear();
    return reply;
  }
  reply.body = std::move(stored->json);
  return reply;
}

Reply delete_article(const Service& service, const Call& call) {
  check_parameters(call, {});
  const std::string index = index_to_write(call);
  if (!service.engine.snapshot(index)) {
    refuse(404, "no-such-index", "there is no index of this name", "index");
  }
  Change change;
  change.kind = Change::Kind::remove;
  change.article.id = call.path_parameter("id");
  set_condition(service, call, index, change);
  const Applied applied = apply_one(service, index, std::move(change));
  if (applied.status == Applied::Status::absent) {
    refuse(404, "no-such-article", "there is no article of this id", "id");
  }
  return {204, "", {}, "", false};
}

Reply begin_article_lines(const Service&, const Call& call) {
  check_parameters(call, {});
  index_to_write(call);
  return {200, "application/x-ndjson", {}, "", false};
}

std::string apply_article_lines(const Service& service, const Call& call,
                                std::span<const NdjsonLine> lines) {
  std::vector<Change> changes;
  std::vector<LineState> states;
  states.reserve(lines.size());
  for (const NdjsonLine& line : lines) states.push_back(read_line(line, changes));
  std::vector<Applied> applied;
  std::optional<Problem> failure;
  if (!changes.empty()) {
    const auto begin = std::chrono::steady_clock::now();
    try {
      applied = service.engine.apply(call.path_parameter("index"), std::move(changes));
    } catch (const Error& error) {
      failure = problem_of(error);
      service.log.event(LogLevel::error, "a group of lines was not written",
                        {{"id", call.request_id}, {"what", error.what()}});
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    service.metrics.commit(took.count());
    service.state.cursors.expire();
  }
  std::string out;
  for (LineState& state : states) {
    settle(state, applied, failure);
    out += write_result_json(state.result);
    out += '\n';
  }
  return out;
}

}  // namespace coldopen
