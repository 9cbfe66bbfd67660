// The settings of an index: what holds, and replacing all of them.
//
// GET answers with every member, also those that nobody set, and PUT takes such an answer back;
// `shipped=1` shows instead what every index has without settings: synonyms and stop words.
// PUT answers when the settings are durable and in use; members that are made anew take as long as
// indexing all articles, and other writes wait meanwhile.
#pragma once

#include "server/router.hpp"

namespace coldopen {

std::span<const RouteParameter> settings_parameters();

Reply get_settings(const Service& service, const Call& call);
Reply put_settings(const Service& service, const Call& call);

}  // namespace coldopen
