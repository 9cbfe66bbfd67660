// What is told of each request: its id, its place in the metrics, and its line in the access log.
// One thread, that of the connections.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "server/router.hpp"

namespace coldopen {

class RequestLog {
 public:
  // `service` outlives it. Without `access_log` only the metrics are told.
  RequestLog(const Service& service, bool access_log);

  std::string next_id();  // a random part of this process, then a number

  // An answer of `bytes` is ready after `took`. No route: refused before it had one.
  void note(const Route* route, std::string_view method, int status, std::size_t bytes,
            std::chrono::duration<double> took, const std::string& id) const;

 private:
  const Service& service_;
  bool access_log_;
  std::uint64_t id_prefix_, ids_ = 0;
};

}  // namespace coldopen
