// The pages as handlers: from the address to values, from values to a Reply with its security
// headers. Lenient: unknown parameters of a page are ignored, wrong ones give a page that says so.
#pragma once

#include "server/router.hpp"

namespace coldopen {

Reply home(const Service& service, const Call& call);          // GET /
Reply results(const Service& service, const Call& call);       // GET /search?q= [&fragment=1]
Reply reading_page(const Service& service, const Call& call);  // GET /wiki/{index}/{id}
Reply asset(const Service& service, const Call& call);         // GET /assets/{name}

}  // namespace coldopen
