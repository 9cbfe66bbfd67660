// What api.php can do, told in MediaWiki's own words (API:Parameter information): clients such as
// pywikibot ask it before they search.
#pragma once

#include <string>

#include "corpus/article.hpp"

namespace coldopen {

// The answer of action=paraminfo; a module that we lack is "missing".
std::string mediawiki_paraminfo_json(const Strings& paths);

}  // namespace coldopen
