// PUT, GET, DELETE /v1/indexes/{index}/articles/{id} and POST /v1/indexes/{index}/articles.
#pragma once

#include <span>
#include <string>

#include "server/router.hpp"

namespace coldopen {

Reply put_article(const Service& service, const Call& call);
Reply get_article(const Service& service, const Call& call);
Reply delete_article(const Service& service, const Call& call);

// Before the stream: 200, or why there will be none.
Reply begin_article_lines(const Service& service, const Call& call);
// One group: one engine.apply, durable when it returns; a bad line costs that line only.
std::string apply_article_lines(const Service& service, const Call& call,
                                std::span<const NdjsonLine> lines);

}  // namespace coldopen
