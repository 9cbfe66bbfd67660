#include "server/mediawiki_modules.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "server/json_writer.hpp"

namespace coldopen {
namespace {

struct Module {
  std::string_view path;
  std::string_view json;  // as MediaWiki 1.43 writes its own, with the parameters that we read
};

constexpr std::array kModules = {
    Module{"main", R"({"name":"main","classname":"ApiMain","path":"main","group":"main","prefix":"",
"parameters":[{"index":1,"name":"action","type":["opensearch","paraminfo","query"],"submodules":
{"opensearch":"opensearch","paraminfo":"paraminfo","query":"query"}},
{"index":2,"name":"format","type":["json"],"submodules":{"json":"json"}},
{"index":3,"name":"origin","type":"string"}]})"},
    Module{"paraminfo", R"({"name":"paraminfo","classname":"ApiParamInfo","path":"paraminfo",
"group":"action","prefix":"","parameters":[{"index":1,"name":"modules","type":"string","multi":"",
"limit":50,"lowlimit":50,"highlimit":500}]})"},
    Module{"opensearch", R"({"name":"opensearch","classname":"ApiOpenSearch","path":"opensearch",
"group":"action","prefix":"","parameters":[{"index":1,"name":"search","type":"string","required":""},
{"index":2,"name":"limit","type":"limit","default":10,"min":1,"max":100,"highmax":100},
{"index":3,"name":"redirects","type":["return","resolve"]}]})"},
    Module{"query", R"({"name":"query","classname":"ApiQuery","path":"query","group":"action",
"prefix":"","parameters":[{"index":1,"name":"prop","type":[],"submodules":{},"multi":"","limit":50,
"lowlimit":50,"highlimit":500},{"index":2,"name":"list","type":["search"],"submodules":
{"search":"query+search"},"multi":"","limit":50,"lowlimit":50,"highlimit":500},
{"index":3,"name":"meta","type":["siteinfo","userinfo"],"submodules":{"siteinfo":"query+siteinfo",
"userinfo":"query+userinfo"},"multi":"","limit":50,"lowlimit":50,"highlimit":500},
{"index":4,"name":"generator","type":["search"],"submodules":{"search":"query+search"}}]})"},
    Module{"query+search", R"({"name":"search","classname":"ApiQuerySearch","path":"query+search",
"group":"list","prefix":"sr","parameters":[{"index":1,"name":"search","type":"string","required":""},
{"index":2,"name":"namespace","type":"namespace","multi":"","default":"0","limit":50,"lowlimit":50,
"highlimit":500},{"index":3,"name":"limit","type":"limit","default":10,"min":1,"max":100,
"highmax":100},{"index":4,"name":"offset","type":"integer","default":0}]})"},
    Module{"query+siteinfo", R"({"name":"siteinfo","classname":"ApiQuerySiteinfo",
"path":"query+siteinfo","group":"meta","prefix":"si","parameters":[{"index":1,"name":"prop",
"type":["general","namespaces","namespacealiases","statistics"],"multi":"","default":"general",
"limit":50,"lowlimit":50,"highlimit":500}]})"},
    Module{"query+userinfo", R"({"name":"userinfo","classname":"ApiQueryUserInfo",
"path":"query+userinfo","group":"meta","prefix":"ui","parameters":[]})"},
};

}  // namespace

std::string mediawiki_paraminfo_json(const Strings& paths) {
  JsonWriter out;
  out.open('{').name("paraminfo").open('{').name("helpformat").text("none");
  out.name("modules").open('[');
  for (const std::string& path : paths) {
    const auto module = std::ranges::find(kModules, path, &Module::path);
    if (module != kModules.end()) {
      out.raw(module->json);
    } else {
      out.open('{').name("name").text(path).name("missing").text("").close('}');
    }
  }
  out.close(']').close('}').close('}');
  return out.take();
}

}  // namespace coldopen
