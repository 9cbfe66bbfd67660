#include "index/analysis/scripts.hpp"

#include <algorithm>
#include <new>
#include <string>
#include <unicode/brkiter.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/uniset.h>
#include <unicode/uscript.h>
#include <unicode/utext.h>
#include <unicode/utf8.h>
#include <utility>
#include <vector>

#include "corpus/error.hpp"
#include "index/analysis/words.hpp"

namespace coldopen {
namespace {

// 30 marks and a base; a cluster may also be an endless chain of Hangul jamo.
constexpr std::size_t kClusterCodePointsMax = 32;

constexpr std::size_t kDirectionBytes = 1'024;  // a text begins with its letters

void append_utf8(char32_t code_point, std::string& out) {
  char bytes[U8_MAX_LENGTH];
  std::int32_t size = 0;
  U8_APPEND_UNSAFE(bytes, size, code_point);
  out.append(bytes, static_cast<std::size_t>(size));
}

// Traditional -> Simplified, character by character, asked of ICU once: 3,000 pairs. Those of the
// common plane stand in a table by code point, the few others in order.
struct Simplified {
  static constexpr char32_t kFirst = 0x3400, kLast = 0x9FFF;
  std::vector<char32_t> common;  // from kFirst on
  std::vector<std::pair<char32_t, char32_t>> others;
};
const Simplified& simplified() {
  static const Simplified table = [] {
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<icu::Transliterator> rules(
        icu::Transliterator::createInstance("Traditional-Simplified", UTRANS_FORWARD, status));
    ensure(U_SUCCESS(status), "ICU has Traditional-Simplified");
    icu::UnicodeSet sources;
    rules->getSourceSet(sources);
    Simplified found;
    for (char32_t c = Simplified::kFirst; c <= Simplified::kLast; ++c) found.common.push_back(c);
    for (std::int32_t i = 0; i < sources.getRangeCount(); ++i) {
      for (UChar32 from = sources.getRangeStart(i); from <= sources.getRangeEnd(i); ++from) {
        icu::UnicodeString one(from);
        rules->transliterate(one);
        if (one.countChar32() != 1) continue;
        const auto source = static_cast<char32_t>(from),
                   to = static_cast<char32_t>(one.char32At(0));
        if (source >= Simplified::kFirst && source <= Simplified::kLast) {
          found.common[source - Simplified::kFirst] = to;
        } else if (to != source) {
          found.others.emplace_back(source, to);
        }
      }
    }
    return found;
  }();
  return table;
}

char32_t fold_kana_and_han(char32_t code_point) {
  if (code_point >= 0x3041 && code_point <= 0x3096) return code_point + 0x60;
  if (code_point < Simplified::kFirst) return code_point;
  const Simplified& table = simplified();
  if (code_point <= Simplified::kLast) return table.common[code_point - Simplified::kFirst];
  const auto found =
      std::ranges::lower_bound(table.others, code_point, {}, &std::pair<char32_t, char32_t>::first);
  return found != table.others.end() && found->first == code_point ? found->second : code_point;
}

// Its own case folding; and between two of these a cluster always ends.
bool is_plain(char32_t code_point) noexcept {
  return (code_point >= 0x3041 && code_point <= 0x3096) ||
         (code_point >= 0x30A1 && code_point <= 0x30FA) || code_point == 0x30FC ||
         (code_point >= 0x4E00 && code_point <= 0x9FFF) ||
         (code_point >= 0xAC00 && code_point <= 0xD7A3);
}

bool is_all_plain(std::string_view run) noexcept {
  for (std::size_t at = 0; at < run.size(); at += bytes_of(code_point_at(run, at))) {
    if (!is_plain(code_point_at(run, at))) return false;
  }
  return true;
}

bool is_thai_kin(char32_t code_point) noexcept {  // letters that follow their marks stay with them
  UErrorCode status = U_ZERO_ERROR;
  const UScriptCode script = uscript_getScript(static_cast<UChar32>(code_point), &status);
  return script == USCRIPT_THAI || script == USCRIPT_LAO || script == USCRIPT_KHMER ||
         script == USCRIPT_MYANMAR;
}

bool is_word_part(char32_t code_point) noexcept {  // parentheses of ㈠ and spaces of ゛ are none
  const std::uint32_t none = U_GC_P_MASK | U_GC_S_MASK | U_GC_Z_MASK | U_GC_C_MASK;
  return (U_GET_GC_MASK(static_cast<UChar32>(code_point)) & none) == 0;
}

const icu::BreakIterator& clusters_of_icu() {
  static const std::unique_ptr<const icu::BreakIterator> clusters = [] {
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<icu::BreakIterator> built(
        icu::BreakIterator::createCharacterInstance(icu::Locale::getRoot(), status));
    ensure(U_SUCCESS(status), "ICU has grapheme clusters");
    return built;
  }();
  return *clusters;
}

// A cluster as it is searched, and as it was written.
struct Cluster {
  std::string folded, written;
  void clear() {
    folded.clear();
    written.clear();
  }
  void append(char32_t code_point) {
    append_utf8(fold_kana_and_han(code_point), folded);
    append_utf8(code_point, written);
  }
  void append(const Cluster& other) {
    folded.append(other.folded);
    written.append(other.written);
  }
};

// Takes clusters one by one and gives the pairs.
class PairWriter {
 public:
  PairWriter(Cluster& last, Cluster& pair, WordList& out) : last_(last), pair_(pair), out_(out) {
    last_.clear();
  }
  void add(const Cluster& cluster, std::uint32_t begin, std::uint32_t end) {
    if (cluster.folded.empty()) return;
    if (!last_.folded.empty()) {
      pair_.clear();
      pair_.append(last_);
      pair_.append(cluster);
      put(pair_, end, TokenRule::pair);
    }
    last_.clear();
    last_.append(cluster);
    begin_ = begin;
    end_ = end;
  }
  void finish() {
    if (!last_.folded.empty()) put(last_, end_, TokenRule::last_cluster);
  }

 private:
  void put(const Cluster& word, std::uint32_t end, TokenRule rule) {
    out_.add(word.folded, begin_, end, rule);
    if (word.written == word.folded) return;
    out_.add_form(word.written, Space::written, TokenRule::written);
  }

  Cluster& last_;
  Cluster& pair_;
  WordList& out_;
  std::uint32_t begin_ = 0, end_ = 0;
};

}  // namespace

struct ClusterPairs::State {
  std::unique_ptr<icu::BreakIterator> breaks{clusters_of_icu().clone()};
  UText* source = nullptr;
  std::string folded;
  Cluster cluster, last, pair;
  ~State() { utext_close(source); }

  void fold_cluster(std::string_view bytes, std::uint32_t begin, std::uint32_t end,
                    PairWriter& pairs);
};

ClusterPairs::ClusterPairs() : state_(std::make_unique<State>()) {}
ClusterPairs::~ClusterPairs() = default;
ClusterPairs::ClusterPairs(ClusterPairs&&) noexcept = default;
ClusterPairs& ClusterPairs::operator=(ClusterPairs&&) noexcept = default;

// One sign may stand for several clusters (㌀ is アパート): all of them lie at its range.
void ClusterPairs::State::fold_cluster(std::string_view bytes, std::uint32_t begin,
                                       std::uint32_t end, PairWriter& pairs) {
  const char32_t first = code_point_at(bytes, 0);
  const bool alone = bytes_of(first) == bytes.size();
  cluster.clear();
  if (alone && is_plain(first)) {
    cluster.append(first);
    return pairs.add(cluster, begin, end);
  }
  casefold(first_code_points(bytes, kClusterCodePointsMax), folded);
  const bool divide = alone && !is_thai_kin(first);
  for (std::size_t at = 0; at < folded.size();) {
    const char32_t code_point = code_point_at(folded, at);
    at += bytes_of(code_point);
    if (!is_word_part(code_point)) continue;
    if (divide && !is_mark(code_point)) {
      pairs.add(cluster, begin, end);
      cluster.clear();
    }
    cluster.append(code_point);
  }
  pairs.add(cluster, begin, end);
}

void ClusterPairs::fold(std::string_view text, const TextSegment& segment, WordList& out) {
  State& state = *state_;
  const std::string_view run = text.substr(segment.begin, segment.end - segment.begin);
  PairWriter pairs(state.last, state.pair, out);
  if (is_all_plain(run)) {
    for (std::uint32_t at = 0; at < run.size();) {
      const char32_t code_point = code_point_at(run, at);
      const auto next = at + static_cast<std::uint32_t>(bytes_of(code_point));
      state.cluster.clear();
      state.cluster.append(code_point);
      pairs.add(state.cluster, segment.begin + at, segment.begin + next);
      at = next;
    }
    return pairs.finish();
  }
  UErrorCode status = U_ZERO_ERROR;
  state.source =
      utext_openUTF8(state.source, run.data(), static_cast<std::int64_t>(run.size()), &status);
  state.breaks->setText(state.source, status);
  if (U_FAILURE(status)) throw std::bad_alloc();
  std::int32_t from = state.breaks->first();
  for (std::int32_t to = state.breaks->next(); to != icu::BreakIterator::DONE;
       to = state.breaks->next()) {
    const auto begin = static_cast<std::uint32_t>(from), end = static_cast<std::uint32_t>(to);
    state.fold_cluster(run.substr(begin, end - begin), segment.begin + begin, segment.begin + end,
                       pairs);
    from = to;
  }
  pairs.finish();
}

bool is_right_to_left(std::string_view text) noexcept {
  std::int32_t depth = 0;  // of isolates: what stands in them says nothing of what is around
  text = text.substr(0, kDirectionBytes);
  for (std::size_t at = 0; at < text.size();) {
    const char32_t code_point = code_point_at(text, at);
    at += bytes_of(code_point);
    const UCharDirection direction = u_charDirection(static_cast<UChar32>(code_point));
    const bool opens = direction == U_FIRST_STRONG_ISOLATE ||
                       direction == U_LEFT_TO_RIGHT_ISOLATE || direction == U_RIGHT_TO_LEFT_ISOLATE;
    if (opens) ++depth;
    if (direction == U_POP_DIRECTIONAL_ISOLATE && depth > 0) --depth;
    if (opens || depth > 0) continue;
    if (direction == U_LEFT_TO_RIGHT) return false;
    if (direction == U_RIGHT_TO_LEFT || direction == U_RIGHT_TO_LEFT_ARABIC) return true;
  }
  return false;
}

}  // namespace coldopen
