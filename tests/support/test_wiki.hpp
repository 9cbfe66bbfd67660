// A small wiki behind the handlers of the server, without a socket.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/article_json.hpp"
#include "index/live/engine.hpp"
#include "server/limits.hpp"
#include "server/router.hpp"
#include "server/state.hpp"
#include "tests/support/temporary_directory.hpp"

namespace coldopen {

class TestWiki {
 public:
  // An article as it would be given to `PUT`.
  void add(std::string_view index, std::string_view json) {
    Change change;
    change.article = article_from_json(json);
    engine_->apply(index, {change});
  }
  Engine& engine() { return *engine_; }
  ServerState& state() { return state_; }
  void count_in(QueryCounts* counts) { counts_ = counts; }

  Reply ask(Handler handler, std::vector<NameValue> parameters, std::vector<NameValue> path = {},
            std::vector<NameValue> headers = {}, std::string body = {}) {
    Call call;
    call.method = "GET";
    call.parameters = std::move(parameters);
    call.path_parameters = std::move(path);
    call.headers = std::move(headers);
    call.body = std::move(body);
    return handler(Service{*engine_, limits_, metrics_, log_, state_, counts_}, call);
  }

 private:
  TemporaryDirectory directory_;
  std::unique_ptr<Engine> engine_ = Engine::open(directory_ / "data", OpenMode::write);
  Limits limits_;
  Metrics metrics_;
  Log log_{-1};
  ServerState state_;
  QueryCounts* counts_ = nullptr;
};

}  // namespace coldopen
