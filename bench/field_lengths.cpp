// What folded weights cost against weights at query time: a brute-force experiment.
//
// usage: field_lengths LANGUAGE CORPUS QUERIES FOLDER
//   QUERIES are lines of ID<tab>TEXT. Writes one TREC run for each way to count into FOLDER.
//
// Every way scores with the words and stems of the analyzer, each document for each query, as bags
// of words: sum of idf * (k1 + 1) * F / (F + K), with scoring.exact of the same over the words as
// typed; no classes, no proximity. They differ in F and K only:
//   folded           F = sum of w tf; one length, that of all fields; one b (what segments hold)
//   weighted_length  F as folded; the length the sum of w len
//   by_field         F = sum of w tf / (1 - b + b len / average of the field); K = k1
//   halves           as by_field, with 2.5 for headings and 1.5 for the first passage
//   bytes            as folded, with the length rounded to the one byte that segments hold

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <exception>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "corpus/error.hpp"
#include "corpus/open_reader.hpp"
#include "corpus/passages.hpp"
#include "index/analysis/analyzer.hpp"
#include "index/fields.hpp"
#include "index/scoring.hpp"
#include "index/segment/lengths.hpp"
#include "query/bm25.hpp"
#include "server/judged_queries.hpp"

namespace coldopen {
namespace {

enum Place : std::size_t { title, attribute, heading, first_passage, body, place_count };
using ByPlace = std::array<double, place_count>;

struct Document {
  std::string id;
  std::unordered_map<std::string, ByPlace> words, stems;  // counts
  ByPlace lengths{};
};

struct Corpus {
  std::vector<Document> documents;
  std::unordered_map<std::string, std::uint64_t> word_holders, stem_holders;
  ByPlace average{};
};

class CorpusMaker {
 public:
  explicit CorpusMaker(const Analyzer& analyzer) : analyzer_(analyzer) {}

  void add(const Article& article) {
    Document& document = corpus_.documents.emplace_back();
    document.id = article.id;
    count(document, title, article.title);
    for (const Attribute& one : article.attributes) {
      if (!is_searchable_attribute(one.name)) continue;
      for (const Value& value : one.values) count(document, attribute, text_of(value));
    }
    const std::vector<Passage> passages = passages_of(article);
    for (std::size_t i = 0; i < passages.size(); ++i) {
      count(document, heading, passages[i].heading);
      count(document, i == 0 ? first_passage : body, passages[i].text);
    }
    for (const auto& [word, counts] : document.words) ++corpus_.word_holders[word];
    for (const auto& [stem, counts] : document.stems) ++corpus_.stem_holders[stem];
  }

  Corpus finish() {
    for (const Document& document : corpus_.documents)
      for (std::size_t place = 0; place < place_count; ++place)
        corpus_.average[place] += document.lengths[place];
    for (double& average : corpus_.average)
      average = std::max(average / static_cast<double>(corpus_.documents.size()), 1e-9);
    return std::move(corpus_);
  }

 private:
  void count(Document& document, Place place, std::string_view text) {
    analyzer_.analyze(text, place == title ? TextKind::name : TextKind::text, tokens_);
    for (const Token& token : tokens_.tokens()) {
      if (token.lane != Space::exact) continue;
      const std::string word(token.term);
      ++document.lengths[place];
      ++document.words[word][place];
      ++document.stems[analyzer_.stem(word)][place];
    }
  }

  const Analyzer& analyzer_;
  TokenBuffer tokens_;
  Corpus corpus_;
};

struct Way {
  const char* name;
  ByPlace weights;
  double (*count_over_k)(const Way&, const Corpus&, const Document&, const ByPlace& counts);
  ByPlace length_weights{};
};

constexpr Scoring kScoring;

double weighted(const ByPlace& values, const ByPlace& weights) {
  double sum = 0;
  for (std::size_t place = 0; place < place_count; ++place) sum += weights[place] * values[place];
  return sum;
}

// F / K with one length for all fields.
double one_length(const Way& way, const Corpus& corpus, const Document& document,
                  const ByPlace& counts) {
  const double length = weighted(document.lengths, way.length_weights);
  const double average = weighted(corpus.average, way.length_weights);
  return weighted(counts, way.weights) /
         (kScoring.k1 * (1 - kScoring.b + kScoring.b * length / average));
}

double one_byte(const Way& way, const Corpus& corpus, const Document& document,
                const ByPlace& counts) {
  const double exact = weighted(document.lengths, way.length_weights);
  const double length = decode_length(encode_length(static_cast<std::uint32_t>(exact)));
  const double average = weighted(corpus.average, way.length_weights);
  return weighted(counts, way.weights) /
         (kScoring.k1 * (1 - kScoring.b + kScoring.b * length / average));
}

double length_by_field(const Way& way, const Corpus& corpus, const Document& document,
                       const ByPlace& counts) {
  double sum = 0;
  for (std::size_t place = 0; place < place_count; ++place) {
    const double norm =
        1 - kScoring.b + kScoring.b * document.lengths[place] / corpus.average[place];
    sum += way.weights[place] * counts[place] / norm;
  }
  return sum / kScoring.k1;
}

constexpr ByPlace kFolded = {5, 2, 2, 1, 1}, kHalves = {5, 2, 2.5, 1.5, 1}, kOnes = {1, 1, 1, 1, 1};
constexpr std::array kWays = {
    Way{"folded", kFolded, one_length, kOnes}, Way{"weighted_length", kFolded, one_length, kFolded},
    Way{"by_field", kFolded, length_by_field}, Way{"halves", kHalves, length_by_field},
    Way{"bytes", kFolded, one_byte, kOnes},
};

struct QueryWord {
  const std::string text;
  double weight = 0;  // idf (k1 + 1)
};

class Query {
 public:
  Query(const Analyzer& analyzer, const Corpus& corpus, const std::string& text) {
    TokenBuffer tokens;
    analyzer.analyze(text, TextKind::text, tokens);
    for (const Token& token : tokens.tokens()) {
      if (token.lane != Space::exact) continue;
      const std::string word(token.term), stem = analyzer.stem(word);
      stems_.push_back({stem, weight(corpus, corpus.stem_holders, stem)});
      words_.push_back({word, kScoring.exact * weight(corpus, corpus.word_holders, word)});
    }
  }

  double score(const Way& way, const Corpus& corpus, const Document& document) const {
    return sum(stems_, document.stems, way, corpus, document) +
           sum(words_, document.words, way, corpus, document);
  }

 private:
  using Counts = std::unordered_map<std::string, ByPlace>;

  static double weight(const Corpus& corpus,
                       const std::unordered_map<std::string, std::uint64_t>& holders,
                       const std::string& term) {
    const auto found = holders.find(term);
    return inverse_document_frequency(corpus.documents.size(),
                                      found == holders.end() ? 0 : found->second) *
           (kScoring.k1 + 1);
  }

  static double sum(const std::vector<QueryWord>& words, const Counts& counts, const Way& way,
                    const Corpus& corpus, const Document& document) {
    double sum = 0;
    for (const QueryWord& word : words) {
      const auto found = counts.find(word.text);
      if (found == counts.end()) continue;
      const double ratio = way.count_over_k(way, corpus, document, found->second);
      sum += word.weight * ratio / (ratio + 1);
    }
    return sum;
  }

  std::vector<QueryWord> stems_, words_;
};

void write_run(const Way& way, const Corpus& corpus, const Query& query, const std::string& id,
               std::ostream& out) {
  std::vector<RankedId> hits;
  for (const Document& document : corpus.documents) {
    const double score = query.score(way, corpus, document);
    if (score > 0) hits.push_back({document.id, score});
  }
  std::ranges::sort(hits, [](const RankedId& a, const RankedId& b) {
    return a.score != b.score ? a.score > b.score : a.id < b.id;
  });
  hits.resize(std::min(hits.size(), kRankingDepth));
  out << run_lines(id, hits, way.name);
}

int run(const std::vector<std::string>& arguments) {
  const Analyzer analyzer(arguments.at(0));
  CorpusMaker maker(analyzer);
  const auto reader = open_corpus({arguments.at(1)}, ReadOptions{});
  while (const auto item = reader->next())
    if (const auto* read = std::get_if<ReadArticle>(&*item)) maker.add(read->article);
  const Corpus corpus = maker.finish();
  std::array<std::ofstream, kWays.size()> runs;
  for (std::size_t i = 0; i < kWays.size(); ++i)
    runs[i].open(arguments.at(3) + "/" + kWays[i].name + ".run");
  std::ifstream queries(arguments.at(2));
  for (std::string line; std::getline(queries, line);) {
    const std::size_t tab = line.find('\t');
    const Query query(analyzer, corpus, line.substr(tab + 1));
    for (std::size_t i = 0; i < kWays.size(); ++i)
      write_run(kWays[i], corpus, query, line.substr(0, tab), runs[i]);
  }
  return 0;
}

}  // namespace
}  // namespace coldopen

int main(int count, char** words) {
  if (count != 5) {
    std::fputs("usage: field_lengths LANGUAGE CORPUS QUERIES FOLDER\n", stderr);
    return 64;
  }
  try {
    return coldopen::run({words + 1, words + count});
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "field_lengths: %s\n", problem.what());
    return 70;
  }
}
