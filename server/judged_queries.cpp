#include "server/judged_queries.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <functional>
#include <limits>
#include <utility>

#include "corpus/error.hpp"
#include "corpus/text.hpp"
#include "server/html.hpp"

namespace coldopen {
namespace {

namespace json = boost::json;

constexpr std::string_view kWhite = " \t\r\n\f\v";
constexpr std::string_view kSyntax = "\"()*:";  // of a search box; and + - before a word

struct Place {  // for messages
  std::string file;
  std::size_t line = 0;
  [[noreturn]] void refuse(const std::string& message) const {
    throw Error(ErrorCode::bad_input, message, escaped_name(file) + ":" + std::to_string(line));
  }
};

// Calls `visit(line, place)` for every line that holds something.
void for_each_line(const std::string& path, const char* what,
                   const std::function<void(std::string_view, const Place&)>& visit) {
  std::ifstream in(path, std::ios::binary);
  if (!in)
    throw Error(ErrorCode::not_found,
                std::string("the file of ") + what + " cannot be read: check its name",
                escaped_name(path));
  Place place{path, 0};
  for (std::string line; std::getline(in, line);) {
    ++place.line;
    if (utf8_error(line) != std::string_view::npos) place.refuse("the line is not UTF-8");
    if (!trimmed(line).empty()) visit(trimmed(line), place);
  }
}

// Exactly `count` columns: parted by tabs where there are enough, else by white space.
Strings columns_of(std::string_view line, std::size_t count, const Place& place) {
  const bool tabs = static_cast<std::size_t>(std::ranges::count(line, '\t')) + 1 == count;
  const std::string_view parting = tabs ? "\t" : kWhite;
  Strings columns;
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t end = std::min(line.find_first_of(parting, at), line.size());
    if (end > at) columns.emplace_back(line.substr(at, end - at));
    at = end + 1;
  }
  if (columns.size() != count)
    place.refuse("a line of " + std::to_string(count) + " columns is expected, this one has " +
                 std::to_string(columns.size()));
  return columns;
}

template <class Number>
Number number_of(std::string_view text, const Place& place) {
  Number number{};
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc{} || end != text.data() + text.size())
    place.refuse("'" + std::string(text) + "' is no number");
  return number;
}

// --- NDJSON --------------------------------------------------------------------------------------

class LineReader {
 public:
  explicit LineReader(const Place& place) : place_(place) {}

  JudgedQuery read(std::string_view line) const {
    json::value value;
    try {
      value = json::parse(line);
    } catch (const std::exception&) {
      place_.refuse("the line is not JSON");
    }
    if (!value.is_object()) place_.refuse("a query is an object with a member q");
    JudgedQuery query;
    query.id = std::to_string(place_.line);
    bool asked = false;
    for (const auto& [name, member] : value.get_object()) {
      asked |= name == "q" || name == "related_to";
      take(query, name, member);
    }
    if (!asked) place_.refuse("the member q is missing");
    if (!query.related_to.empty() && query.needs_search())
      place_.refuse(
          "related_to is judged by ids alone: leave out q, similar, passage, snippet_has, link, "
          "told, answer, total, facets and all params but seen");
    return query;
  }

 private:
  void take(JudgedQuery& query, std::string_view name, const json::value& value) const {
    if (name == "q") {
      query.q = text(name, value);
    } else if (name == "id") {
      query.id = text(name, value);
    } else if (name == "behaviour") {
      query.behaviour = text(name, value);
    } else if (name == "related_to") {
      query.related_to = text(name, value);
    } else if (name == "similar") {
      query.similar = texts(name, value);
    } else if (name == "first") {
      query.first = texts(name, value);
    } else if (name == "not") {
      query.absent = texts(name, value);
    } else if (name == "has") {
      query.within.push_back({kLookedThrough, texts(name, value)});
    } else if (name == "order") {
      query.order = texts(name, value);
    } else if (name == "none") {
      if (!value.is_bool()) wrong(name, "true or false");
      query.none = value.get_bool();
    } else if (name == "answer") {
      query.answer = text(name, value);
    } else if (name == "told") {
      query.told = text(name, value);
    } else if (name == "snippet_has") {
      query.snippet_has = text(name, value);
    } else if (name == "link") {
      query.link = text(name, value);
    } else if (name == "relevant") {
      take_gains(query, value);
    } else if (name == "passage") {
      query.passage = text(name, value);
    } else if (name == "in") {
      query.first_within = whole(name, value);
    } else if (name == "params") {
      take_params(query, value);
    } else if (name == "total") {
      query.total = whole(name, value);
    } else if (name == "facets") {
      if (!value.is_object()) wrong(name, "an object of attributes and values");
      for (const auto& [attribute, values] : value.get_object())
        query.counts.emplace_back(std::string(attribute), texts(name, values));
    } else if (name.starts_with("in")) {
      query.within.push_back({number_of<std::size_t>(name.substr(2), place_), texts(name, value)});
    } else if (name != "note" && name != "corrected" && name != "offered") {
      place_.refuse(
          "'" + std::string(name) +
          "' is no member of a judged query: there are q, related_to, id, relevant, first, in, "
          "similar, passage, in<N>, has, order, not, none, snippet_has, link, told, answer, total, "
          "facets, behaviour, params, note");
    }
  }

  void take_gains(JudgedQuery& query, const json::value& value) const {
    if (!value.is_object()) wrong("relevant", "an object of ids and gains");
    for (const auto& [id, gain] : value.get_object())
      query.relevant[std::string(id)] = static_cast<int>(whole("relevant", gain));
  }

  void take_params(JudgedQuery& query, const json::value& value) const {
    if (!value.is_object()) wrong("params", "an object");
    for (const auto& [name, param] : value.get_object()) {
      if (name == "filter") {
        query.filters = texts(name, param);
      } else if (name == "match") {
        query.match = match_of(text(name, param));
        if (!query.match) wrong(name, "auto, all or any");
      } else if (name == "seen") {
        query.seen = text(name, param);
      } else if (name == "lang") {
        query.lang = text(name, param);
      } else if (name == "facets") {
        query.facets = texts(name, param);
      } else if (name == "facet_limit") {
        query.facet_limit = whole(name, param);
      } else if (name != "limit" && name != "offset" && name != "sort") {
        place_.refuse(
            "params are match, filter, seen, lang, facets, facet_limit, limit, offset and sort, "
            "not '" +
            std::string(name) + "'");
      }
    }
  }

  std::string text(std::string_view name, const json::value& value) const {
    if (value.is_string()) return std::string(value.get_string());
    if (value.is_int64()) return std::to_string(value.get_int64());
    wrong(name, "a text");
  }

  Strings texts(std::string_view name, const json::value& value) const {
    if (!value.is_array()) return {text(name, value)};
    Strings all;
    for (const json::value& one : value.get_array()) all.push_back(text(name, one));
    return all;
  }

  std::size_t whole(std::string_view name, const json::value& value) const {
    if (!value.is_int64() || value.get_int64() < 0 ||
        value.get_int64() > std::numeric_limits<int>::max())
      wrong(name, "a whole number");
    return static_cast<std::size_t>(value.get_int64());
  }

  [[noreturn]] void wrong(std::string_view name, std::string_view what) const {
    place_.refuse("the member " + std::string(name) + " is " + std::string(what));
  }

  const Place& place_;
};

// --- TREC ----------------------------------------------------------------------------------------

// A topic is a sentence, not what someone typed into a search box.
std::string plain_words(std::string_view text) {
  std::string bare(text);
  std::ranges::replace_if(
      bare, [](char one) { return kSyntax.find(one) != std::string_view::npos; }, ' ');
  std::string words;
  for (std::size_t at = 0; at < bare.size();) {
    const std::size_t end = std::min(bare.find_first_of(kWhite, at), bare.size());
    const std::size_t begin = std::min(bare.find_first_not_of("+-", at), end);
    std::string word = bare.substr(begin, end - begin);
    if (word == "OR" || word == "AND" || word == "NOT") word = ascii_lower(word);
    if (!word.empty()) words += (words.empty() ? "" : " ") + word;
    at = end + 1;
  }
  return words;
}

std::vector<JudgedQuery> read_topics(const std::string& path) {
  std::vector<JudgedQuery> queries;
  bool in_title = false;
  for_each_line(path, "queries", [&](std::string_view line, const Place& place) {
    const auto after = [&](std::string_view tag) {
      std::string_view rest = trimmed(line.substr(tag.size()));
      for (const std::string_view label : {"Number:", "Topic:"})
        if (rest.starts_with(label)) rest = trimmed(rest.substr(label.size()));
      return rest.substr(0, rest.find("</"));
    };
    if (line.starts_with("<num>")) {
      queries.emplace_back();
      queries.back().id = after("<num>");
    } else if (line.starts_with("<title>")) {
      if (queries.empty()) place.refuse("a <title> stands before the first <num>");
      queries.back().q = plain_words(after("<title>"));
      in_title = queries.back().q.empty();
    } else if (line.starts_with("<")) {
      in_title = false;
    } else if (in_title) {
      queries.back().q += (queries.back().q.empty() ? "" : " ") + plain_words(line);
    }
  });
  return queries;
}

std::vector<JudgedQuery> read_tabbed(const std::string& path) {
  std::vector<JudgedQuery> queries;
  for_each_line(path, "queries", [&](std::string_view line, const Place& place) {
    const std::size_t tab = line.find('\t');
    if (tab == std::string_view::npos) place.refuse("a line is ID, a tab, and the query");
    JudgedQuery query;
    query.id = line.substr(0, tab);
    query.q = plain_words(trimmed(line.substr(tab + 1)));
    queries.push_back(std::move(query));
  });
  return queries;
}

std::string first_line(const std::string& path) {
  std::string first;
  std::ifstream in(path, std::ios::binary);
  while (first.empty() && std::getline(in, first)) first = trimmed(first);
  return first;
}

void take_qrels(const std::string& path, std::vector<JudgedQuery>& queries) {
  std::unordered_map<std::string, std::size_t> by_id;
  for (std::size_t i = 0; i < queries.size(); ++i) by_id[queries[i].id] = i;
  bool any = false;
  for_each_line(path, "judgements", [&](std::string_view line, const Place& place) {
    Strings columns = columns_of(line, 4, place);
    const int gain = number_of<int>(columns[3], place);
    const auto query = by_id.find(columns[0]);
    if (query == by_id.end()) return;
    queries[query->second].relevant[std::move(columns[2])] = gain;
    any = true;
  });
  if (!any)
    throw Error(ErrorCode::bad_input, "the judgements name none of the queries: do they belong?",
                escaped_name(path));
}

}  // namespace

std::optional<Match> match_of(std::string_view name) {
  if (name == "auto") return Match::automatic;
  if (name == "all") return Match::all;
  if (name == "any") return Match::any;
  return std::nullopt;
}

std::vector<JudgedQuery> read_judged_queries(const std::string& path, const std::string& qrels) {
  const std::string first = first_line(path);
  std::vector<JudgedQuery> queries;
  if (first.starts_with("<")) {
    queries = read_topics(path);
  } else if (first.starts_with("{")) {
    for_each_line(path, "queries", [&](std::string_view line, const Place& place) {
      queries.push_back(LineReader(place).read(line));
    });
  } else {
    queries = read_tabbed(path);
  }
  if (!qrels.empty()) take_qrels(qrels, queries);
  const bool judged = std::ranges::any_of(
      queries, [](const JudgedQuery& query) { return query.is_case() || !query.relevant.empty(); });
  if (!judged)
    throw Error(ErrorCode::bad_input,
                qrels.empty() ? "no query is judged: add --qrels FILE, or \"relevant\" or "
                                "\"first\" to the queries"
                              : "no query is judged",
                escaped_name(path));
  return queries;
}

Run read_run(const std::string& path) {
  struct Hit {
    double score = 0;
    std::size_t number = 0;  // in the file: keeps equal scores in its order
    std::string id;
    bool operator<(const Hit& other) const noexcept {
      return score != other.score ? score > other.score : number < other.number;
    }
  };
  std::unordered_map<std::string, std::vector<Hit>> scored;
  for_each_line(path, "rankings", [&](std::string_view line, const Place& place) {
    Strings columns = columns_of(line, 6, place);
    const auto score = number_of<double>(columns[4], place);
    scored[std::move(columns[0])].push_back({score, place.line, std::move(columns[2])});
  });
  Run run;
  for (auto& [query, hits] : scored) {
    std::sort(hits.begin(), hits.end());
    Ranking& ranking = run[query];
    for (Hit& hit : hits) ranking.push_back(std::move(hit.id));
  }
  return run;
}

std::string run_lines(const std::string& query, const std::vector<RankedId>& hits,
                      std::string_view tag) {
  std::string lines;
  float before = std::numeric_limits<float>::infinity();
  for (std::size_t i = 0; i < hits.size(); ++i) {
    auto score = static_cast<float>(hits[i].score);
    if (!(score < before)) score = std::nextafter(before, -std::numeric_limits<float>::infinity());
    before = score;
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "\t%zu\t%.9g\t", i + 1, static_cast<double>(score));
    lines.append(query).append("\tQ0\t").append(hits[i].id).append(text.data()).append(tag);
    lines += '\n';
  }
  return lines;
}

}  // namespace coldopen
