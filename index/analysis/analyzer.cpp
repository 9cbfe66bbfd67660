#include "index/analysis/analyzer.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

#include "index/analysis/beside.hpp"
#include "index/analysis/codes.hpp"
#include "index/analysis/fold.hpp"
#include "index/analysis/joins.hpp"
#include "index/analysis/languages.hpp"
#include "index/analysis/name_keys.hpp"
#include "index/analysis/stem.hpp"
#include "index/analysis/text_words.hpp"
#include "index/analysis/word_rules.hpp"
#include "index/analysis/words.hpp"

namespace coldopen {
namespace {

constexpr std::uint64_t kChainVersion = 5;  // raised with every change of this chain's code

// Lucene's English list. Nothing is left out of the index for it.
constexpr std::array<std::string_view, 33> kStopWords = {
    "a",   "an",    "and",  "are",   "as",    "at",   "be",   "but", "by",  "for",  "if",
    "in",  "into",  "is",   "it",    "no",    "not",  "of",   "on",  "or",  "such", "that",
    "the", "their", "then", "there", "these", "they", "this", "to",  "was", "will", "with"};

std::string language_of(std::string_view language) {
  if (std::string known = language_code(language); !known.empty()) return known;
  std::string code(language.substr(0, language.find_first_of("-_")));
  for (char& c : code) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return code;
}

class Fingerprint {  // FNV-1a, 64 bits
 public:
  void add(std::string_view bytes) noexcept {
    for (const char c : bytes) step(static_cast<unsigned char>(c));
    step(0xFF);  // no byte of UTF-8
  }
  std::uint64_t value() const noexcept { return hash_; }

 private:
  void step(unsigned char byte) noexcept { hash_ = (hash_ ^ byte) * 0x100000001B3ULL; }
  std::uint64_t hash_ = 0xCBF29CE484222325ULL;
};

// What one thread needs for one text; kept from text to text.
struct Workspace {
  explicit Workspace(const FoldRules& rules) : reader(rules), joiner(rules) {}
  MarkCut marks;
  TextWords reader;
  WordList words;
  Joiner joiner;
  Beside beside;
};

// Those that nobody uses now; never more than threads were at work at once. The last one put back
// waits in `ready_`, so that a thread alone never locks.
class Workspaces {
 public:
  Workspaces() = default;
  Workspaces(const Workspaces&) = delete;
  Workspaces& operator=(const Workspaces&) = delete;
  ~Workspaces() { const std::unique_ptr<Workspace> last(ready_.load()); }

  std::unique_ptr<Workspace> take(const FoldRules& rules) {
    std::unique_ptr<Workspace> workspace(ready_.exchange(nullptr, std::memory_order_acquire));
    if (workspace != nullptr) return workspace;
    {
      const std::lock_guard lock(mutex_);
      if (!free_.empty()) {
        workspace = std::move(free_.back());
        free_.pop_back();
        return workspace;
      }
    }
    return std::make_unique<Workspace>(rules);
  }

  void put_back(std::unique_ptr<Workspace> workspace) {
    workspace.reset(ready_.exchange(workspace.release(), std::memory_order_acq_rel));
    if (workspace == nullptr) return;
    const std::lock_guard lock(mutex_);
    free_.push_back(std::move(workspace));
  }

 private:
  std::atomic<Workspace*> ready_ = nullptr;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Workspace>> free_;
};

}  // namespace

struct Analyzer::Chain {
  explicit Chain(const AnalyzerOptions& options)
      : language(language_of(options.language)),
        rules(fold_rules(language)),
        keys(key_words(language, rules.ampersand)) {
    for (const std::string_view each : Stemmer::languages()) stemmers.try_emplace(each, each);
    Fingerprint hash;
    hash.add(std::to_string(kChainVersion));
    hash.add(language);
    hash.add(kWordRules);
    hash.add(fold_tables());
    hash.add(language_tables());
    hash.add(join_tables());
    hash.add(code_tables());
    hash.add(key_tables());
    hash.add(Stemmer::tables());
    hash.add(unicode_version());
    for (const std::string_view word : kStopWords) hash.add(word);
    const Strings kept = terms_of(options.protected_words);
    for (const std::string& term : kept) hash.add(term);
    for (auto& [of, stemmer] : stemmers) stemmer.protect(kept);
    stop_words = options.stop_words ? terms_of(*options.stop_words)
                                    : Strings(kStopWords.begin(), kStopWords.end());
    fingerprint = hash.value();
  }

  // The exact terms of words as people type them; sorted, each once.
  Strings terms_of(const Strings& words) const {
    Strings terms;
    TokenBuffer tokens;
    for (const std::string& word : words) {
      analyze(word, TextKind::text, false, tokens);
      for (const Token& token : tokens.tokens())
        if (token.lane == Space::exact) terms.emplace_back(token.term);
    }
    std::ranges::sort(terms);
    const auto repeated = std::ranges::unique(terms);
    terms.erase(repeated.begin(), repeated.end());
    return terms;
  }

  std::string language;
  void analyze(std::string_view text, TextKind kind, bool is_query, TokenBuffer& out) const;

  FoldRules rules;
  KeyWords keys;
  std::map<std::string_view, Stemmer> stemmers;  // by language
  Strings stop_words;                            // sorted
  std::uint64_t fingerprint = 0;
  mutable Workspaces workspaces;
};

namespace {

// Each exact word, and after it what stands beside it.
void write_tokens(Workspace& workspace, TokenBuffer& out) {
  const auto source = [&](std::uint32_t at) { return workspace.marks.source_offset(at); };
  const std::vector<Beside::Entry>& entries = workspace.beside.entries();
  auto entry = entries.begin();
  workspace.words.give_terms(out);
  std::uint32_t position = 0;
  for (const WordList::Word& word : workspace.words.words()) {
    out.add_taken(word.at, word.size, source(word.begin), source(word.end), position, word.rule);
    for (; entry != entries.end() && entry->word == position; ++entry) {
      out.add(workspace.beside.term(*entry), source(entry->begin), source(entry->end), position,
              entry->length, entry->lane, entry->rule);
    }
    ++position;
  }
}

}  // namespace

// Words, what stands beside them, tokens.
void Analyzer::Chain::analyze(std::string_view text, TextKind kind, bool is_query,
                              TokenBuffer& out) const {
  out.clear();
  std::unique_ptr<Workspace> workspace = workspaces.take(rules);
  const std::string_view cut = workspace->marks.cut(text);
  WordList& words = workspace->words;
  Beside& beside = workspace->beside;
  words.clear();
  beside.clear();
  workspace->reader.read(cut, kind, words);
  beside.add_forms(words);
  workspace->joiner.find(cut, kind, words, beside);
  find_codes(cut, words, beside);
  if (is_query) find_whole_code(cut, words, beside);
  beside.put_in_order();
  write_tokens(*workspace, out);
  workspaces.put_back(std::move(workspace));
}

Analyzer::Analyzer(std::string_view language)
    : Analyzer(AnalyzerOptions{std::string(language), {}, {}}) {}
Analyzer::Analyzer(const AnalyzerOptions& options)
    : chain_(std::make_unique<const Chain>(options)) {}
Analyzer::~Analyzer() = default;

void Analyzer::analyze(std::string_view text, TextKind kind, TokenBuffer& out) const {
  chain_->analyze(text, kind, false, out);
}

void Analyzer::analyze_query(std::string_view query, TokenBuffer& out) const {
  chain_->analyze(query, TextKind::text, true, out);
}

std::string Analyzer::stem(std::string_view term) const { return stem(term, language()); }

std::string Analyzer::stem(std::string_view term, std::string_view language) const {
  const auto stemmer = chain_->stemmers.find(language);
  return stemmer == chain_->stemmers.end() ? std::string(term) : stemmer->second.stem(term);
}

std::string Analyzer::stem_language(std::string_view lang) const {
  std::string own = language_code(lang);
  if (own.empty()) own = language();
  return chain_->stemmers.contains(own) ? own : "";
}

std::string Analyzer::key(std::string_view name) const {
  TokenBuffer tokens;
  analyze(name, TextKind::name, tokens);
  return exact_key(tokens);
}

NameKeys Analyzer::keys(std::string_view name) const {
  TokenBuffer whole, bare;
  analyze(name, TextKind::name, whole);
  if (const auto rest = without_final_brackets(name); !rest.empty()) {
    analyze(rest, TextKind::name, bare);
  }
  return name_keys(whole, bare, chain_->keys);
}

std::string Analyzer::season_code(std::uint32_t season) { return coldopen::season_code(season); }

std::string Analyzer::absolute_code(std::uint32_t episode) {
  return coldopen::absolute_code(episode);
}

std::string Analyzer::episode_code(std::uint32_t season, std::uint32_t episode) {
  return coldopen::episode_code(season, episode);
}

bool Analyzer::is_stop_word(std::string_view term) const noexcept {
  return std::ranges::binary_search(chain_->stop_words, term);
}

std::span<const std::string_view> Analyzer::shipped_stop_words() noexcept { return kStopWords; }

const std::string& Analyzer::language() const noexcept { return chain_->language; }
std::uint64_t Analyzer::fingerprint() const noexcept { return chain_->fingerprint; }

}  // namespace coldopen
