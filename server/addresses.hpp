// Where things lead when the reader is on another site: articles, and this server itself.
#pragma once

#include <string>
#include <string_view>

#include "index/live/snapshot.hpp"
#include "server/state.hpp"

namespace coldopen {

// Under which origin the caller knows us: that of public-url with this `Host`, else plain HTTP.
std::string own_origin(const ServerState& state, std::string_view host);

// Where an article leads: its url if that is http(s) or a path here, else its page of ours
// ("/wiki/main/Dinner_Party?seen=S04"); there the passage of this anchor, if any. ASCII, fit for a
// Location field.
std::string address_of_article(std::string_view index, std::string_view id, std::string_view url,
                               std::string_view seen, std::string_view anchor = {});

// "Go", as the button of that name in MediaWiki: the address of the article whose title or alias
// equals `name` but for case, accents and punctuation, if exactly one does; else empty. Of an alias
// of a passage it is that passage's. `snapshot` is as `seen` guards it. Cost: look-ups in each
// segment.
std::string address_of_named(const Snapshot& snapshot, std::string_view name,
                             std::string_view seen);

}  // namespace coldopen
