// Lists and statistics of indexes, drop, and what a monitor asks: alive, ready, metrics.
#pragma once

#include "server/router.hpp"

namespace coldopen {

Reply list_indexes(const Service& service, const Call& call);
Reply index_stats(const Service& service, const Call& call);
Reply drop_index(const Service& service, const Call& call);

Reply healthz(const Service& service, const Call& call);
Reply readyz(const Service& service, const Call& call);
Reply metrics(const Service& service, const Call& call);

}  // namespace coldopen
