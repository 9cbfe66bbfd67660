// How fast text becomes tokens, beside the plain way most programs take.
//
//   coldopen-bench-analysis NAME:LANGUAGE:FILE...   a text of one paragraph a line
//
// Ways: `whole` the analyzer with all lanes and positions, each token counted in a table of terms,
// each distinct exact term stemmed once; `words` splitting and folding alone; `icu` the same words
// all by ICU; `plain` ICU's root word breaker over UTF-16, its NFKC casefold and Snowball for every
// token, as ICU's examples have it; `plain_utf8` the same without UTF-16.
// Then `whole` over one text of 1 KB to 16 MB, and over bad inputs.
//
// Figures are bytes of UTF-8 a second of this thread's processor time; rounds are interleaved, so
// that what else runs on the machine hits all ways alike; the median round counts. Prints JSON.
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <functional>
#include <iterator>
#include <libstemmer.h>
#include <memory>
#include <string>
#include <string_view>
#include <unicode/brkiter.h>
#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/rbbi.h>
#include <unicode/utext.h>
#include <vector>

#include "index/analysis/analyzer.hpp"
#include "index/analysis/text_words.hpp"
#include "index/segment/term_table.hpp"

namespace coldopen {
namespace {

constexpr int kRounds = 7;
constexpr std::size_t kBytesOfARound = std::size_t{2} << 20;

using Paragraphs = std::vector<std::string_view>;

struct Text {
  std::string name, language, bytes;
  Paragraphs paragraphs;
};

double cpu_seconds() {
  std::timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

double median(std::vector<double> values) {
  std::ranges::nth_element(values, values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2));
  return values[values.size() / 2];
}

// --- The ways: each reads all paragraphs once and gives the number of what it found
// ---------------

class Whole {
 public:
  explicit Whole(const std::string& language) : analyzer_(language) {}
  std::size_t read(const Paragraphs& paragraphs) {
    TermTable terms;
    std::size_t tokens = 0;
    std::uint64_t positions = 0;
    for (const std::string_view paragraph : paragraphs) {
      analyzer_.analyze(paragraph, TextKind::text, buffer_);
      for (const Token& token : buffer_.tokens()) {
        const std::uint32_t known = terms.size();
        const std::uint32_t number = terms.number_of(token.lane, token.term);
        if (number == known && token.lane == Space::exact)
          tokens += analyzer_.stem(token.term).empty();
        positions += token.position;
      }
      tokens += buffer_.tokens().size();
    }
    return positions == 0 && tokens > 1 ? 0 : tokens;
  }

 private:
  Analyzer analyzer_;
  TokenBuffer buffer_;
};

class Words {
 public:
  Words(const std::string& language, bool quick) : words_(fold_rules(language)), quick_(quick) {}
  std::size_t read(const Paragraphs& paragraphs) {
    std::size_t words = 0;
    for (const std::string_view paragraph : paragraphs) {
      list_.clear();
      if (quick_) {
        words_.read(paragraph, TextKind::text, list_);
      } else {
        words_.read_by_icu(paragraph, TextKind::text, list_);
      }
      words += list_.words().size();
    }
    return words;
  }

 private:
  TextWords words_;
  WordList list_;
  bool quick_;
};

std::size_t stem_of(sb_stemmer* stemmer, std::string& term) {
  if (stemmer != nullptr) {
    const sb_symbol* const stem = sb_stemmer_stem(
        stemmer, reinterpret_cast<const sb_symbol*>(term.data()), static_cast<int>(term.size()));
    term.assign(reinterpret_cast<const char*>(stem),
                static_cast<std::size_t>(sb_stemmer_length(stemmer)));
  }
  return term.empty() ? 0 : 1;
}

// Straight over UTF-8, as quick as ICU's interface lets one be.
class PlainIcuUtf8 {
 public:
  explicit PlainIcuUtf8(const std::string& language)
      : breaks_(icu::BreakIterator::createWordInstance(icu::Locale::getRoot(), status_)),
        fold_(icu::Normalizer2::getNFKCCasefoldInstance(status_)),
        stemmer_(sb_stemmer_new(language.c_str(), "UTF_8"), sb_stemmer_delete) {}
  std::size_t read(const Paragraphs& paragraphs) {
    std::size_t words = 0;
    for (const std::string_view paragraph : paragraphs) {
      UText* const source = utext_openUTF8(nullptr, paragraph.data(),
                                           static_cast<std::int64_t>(paragraph.size()), &status_);
      breaks_->setText(source, status_);
      std::int32_t begin = breaks_->first();
      for (std::int32_t end; (end = breaks_->next()) != icu::BreakIterator::DONE; begin = end) {
        if (breaks_->getRuleStatus() != UBRK_WORD_NONE) {
          words += read_word(paragraph.data() + begin, end - begin);
        }
      }
      utext_close(source);
    }
    return words;
  }

 private:
  std::size_t read_word(const char* word, std::int32_t size) {
    term_.clear();
    icu::StringByteSink<std::string> sink(&term_);
    fold_->normalizeUTF8(0, {word, size}, sink, nullptr, status_);
    return stem_of(stemmer_.get(), term_);
  }

  UErrorCode status_ = U_ZERO_ERROR;
  std::unique_ptr<icu::BreakIterator> breaks_;
  const icu::Normalizer2* fold_;
  std::unique_ptr<sb_stemmer, void (*)(sb_stemmer*)> stemmer_;
  std::string term_;
};

// As ICU's own examples do it: UTF-16, a string a word.
class PlainIcu {
 public:
  explicit PlainIcu(const std::string& language)
      : breaks_(icu::BreakIterator::createWordInstance(icu::Locale::getRoot(), status_)),
        fold_(icu::Normalizer2::getNFKCCasefoldInstance(status_)),
        stemmer_(sb_stemmer_new(language.c_str(), "UTF_8"), sb_stemmer_delete) {}
  std::size_t read(const Paragraphs& paragraphs) {
    std::size_t words = 0;
    for (const std::string_view paragraph : paragraphs) {
      const icu::UnicodeString text = icu::UnicodeString::fromUTF8(
          {paragraph.data(), static_cast<std::int32_t>(paragraph.size())});
      breaks_->setText(text);
      std::int32_t begin = breaks_->first();
      for (std::int32_t end; (end = breaks_->next()) != icu::BreakIterator::DONE; begin = end) {
        if (breaks_->getRuleStatus() != UBRK_WORD_NONE) {
          words += read_word(text.tempSubStringBetween(begin, end));
        }
      }
    }
    return words;
  }

 private:
  std::size_t read_word(const icu::UnicodeString& word) {
    const icu::UnicodeString folded = fold_->normalize(word, status_);
    term_.clear();
    folded.toUTF8String(term_);
    return stem_of(stemmer_.get(), term_);
  }

  UErrorCode status_ = U_ZERO_ERROR;
  std::unique_ptr<icu::BreakIterator> breaks_;
  const icu::Normalizer2* fold_;
  std::unique_ptr<sb_stemmer, void (*)(sb_stemmer*)> stemmer_;
  std::string term_;
};

// --- Measuring
// -------------------------------------------------------------------------------------

struct Way {
  std::string name;
  std::function<std::size_t(const Paragraphs&)> read;
  std::vector<double> seconds;  // of one reading, by round
  std::size_t found = 0;
};

void measure_round(Way& way, const Text& text) {
  const std::size_t readings = std::max<std::size_t>(1, kBytesOfARound / text.bytes.size());
  const double start = cpu_seconds();
  for (std::size_t i = 0; i < readings; ++i) way.found = way.read(text.paragraphs);
  way.seconds.push_back((cpu_seconds() - start) / static_cast<double>(readings));
}

double plain_share(const Text& text) {
  std::size_t plain = 0, all = 0;
  for (const std::string_view paragraph : text.paragraphs) {
    all += paragraph.size();
    for (Stretch stretch; stretch.end < paragraph.size();) {
      stretch = next_stretch(paragraph, stretch.end);
      if (stretch.plain) plain += stretch.end - stretch.begin;
    }
  }
  return static_cast<double>(plain) / static_cast<double>(all);
}

Text read_text(const std::string& argument) {
  const std::size_t first = argument.find(':'), second = argument.find(':', first + 1);
  if (second == std::string::npos) {
    std::fprintf(stderr, "not NAME:LANGUAGE:FILE: %s\n", argument.c_str());
    std::exit(64);
  }
  std::ifstream file(argument.substr(second + 1), std::ios::binary);
  Text text{argument.substr(0, first),
            argument.substr(first + 1, second - first - 1),
            {std::istreambuf_iterator<char>(file), {}},
            {}};
  const std::string_view bytes = text.bytes;
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t end = std::min(bytes.find('\n', at), bytes.size());
    if (end > at) text.paragraphs.push_back(bytes.substr(at, end - at));
    at = end + 1;
  }
  if (text.paragraphs.empty()) {
    std::fprintf(stderr, "no text in %s\n", argument.c_str());
    std::exit(66);
  }
  return text;
}

void measure_texts(std::vector<Text>& texts) {
  std::vector<std::vector<Way>> ways;
  for (const Text& text : texts) {
    const auto whole = std::make_shared<Whole>(text.language);
    const auto words = std::make_shared<Words>(text.language, true);
    const auto icu = std::make_shared<Words>(text.language, false);
    const auto utf8 = std::make_shared<PlainIcuUtf8>(text.language);
    const auto plain = std::make_shared<PlainIcu>(text.language);
    ways.push_back({{"whole", [whole](const Paragraphs& p) { return whole->read(p); }, {}},
                    {"words", [words](const Paragraphs& p) { return words->read(p); }, {}},
                    {"icu", [icu](const Paragraphs& p) { return icu->read(p); }, {}},
                    {"plain_utf8", [utf8](const Paragraphs& p) { return utf8->read(p); }, {}},
                    {"plain", [plain](const Paragraphs& p) { return plain->read(p); }, {}}});
  }
  for (int round = 0; round < kRounds; ++round) {
    for (std::size_t i = 0; i < texts.size(); ++i) {
      for (Way& way : ways[i]) measure_round(way, texts[i]);
    }
  }
  std::printf("{\"texts\": [");
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto bytes = static_cast<double>(texts[i].bytes.size());
    std::printf(
        "%s\n {\"name\": \"%s\", \"language\": \"%s\", \"bytes\": %zu, \"paragraphs\": %zu, "
        "\"plain_share\": %.6f",
        i == 0 ? "" : ",", texts[i].name.c_str(), texts[i].language.c_str(), texts[i].bytes.size(),
        texts[i].paragraphs.size(), plain_share(texts[i]));
    for (const Way& way : ways[i]) {
      std::printf(", \"%s_mb_s\": %.2f, \"%s_found\": %zu", way.name.c_str(),
                  bytes / 1e6 / median(way.seconds), way.name.c_str(), way.found);
    }
    std::printf("}");
  }
  std::printf("]");
}

// --- One text of many sizes
// ------------------------------------------------------------------------

std::string repeated(std::string_view piece, std::size_t bytes) {
  std::string text;
  while (text.size() + piece.size() <= bytes) text.append(piece);
  return text;
}

struct Curve {
  std::string name;
  std::function<std::string(std::size_t)> text;  // of about that many bytes
};

void measure_sizes(const Text& prose) {
  std::string joined;  // one paragraph
  for (const std::string_view paragraph : prose.paragraphs) joined.append(paragraph).push_back(' ');
  const std::array curves = {
      Curve{prose.name,
            [&](std::size_t bytes) {
              const std::string text = repeated(joined, bytes);
              return text.empty() ? joined.substr(0, bytes) : text;
            }},
      Curve{"one letter with endless marks",
            [](std::size_t bytes) { return "z" + repeated("\u0301\u0323", bytes); }},
      Curve{"one endless token", [](std::size_t bytes) { return std::string(bytes, 'a'); }},
      Curve{"U+FDFA", [](std::size_t bytes) { return repeated("\uFDFA", bytes); }},
      Curve{"endless initials", [](std::size_t bytes) { return repeated("a.", bytes); }},
      Curve{"endless joined emoji",
            [](std::size_t bytes) { return repeated("\U0001F468\u200D", bytes); }},
      Curve{"Japanese without spaces",
            [](std::size_t bytes) { return repeated("進撃の巨人", bytes); }}};
  const Analyzer analyzer("en");
  std::printf(",\n\"sizes\": [");
  for (std::size_t i = 0; i < curves.size(); ++i) {
    std::printf("%s\n {\"name\": \"%s\", \"points\": [", i == 0 ? "" : ",", curves[i].name.c_str());
    for (std::size_t size = 1 << 10; size <= std::size_t{16} << 20; size *= 4) {
      const std::string text = curves[i].text(size);
      const std::size_t readings = std::max<std::size_t>(1, (std::size_t{1} << 20) / text.size());
      std::vector<double> seconds;
      for (int round = 0; round < 5; ++round) {
        TokenBuffer tokens;
        const double start = cpu_seconds();
        for (std::size_t k = 0; k < readings; ++k) analyzer.analyze(text, TextKind::text, tokens);
        seconds.push_back((cpu_seconds() - start) / static_cast<double>(readings));
      }
      std::printf("%s[%zu, %.3f]", size == 1 << 10 ? "" : ", ", text.size(),
                  median(seconds) * 1e9 / static_cast<double>(text.size()));
    }
    std::printf("]}");
  }
  std::printf("]}\n");
}

}  // namespace
}  // namespace coldopen

int main(int count, char** arguments) {
  if (count < 2) {
    std::fprintf(stderr, "coldopen-bench-analysis NAME:LANGUAGE:FILE...\n");
    return 64;
  }
  std::vector<coldopen::Text> texts;
  for (int i = 1; i < count; ++i) texts.push_back(coldopen::read_text(arguments[i]));
  coldopen::measure_texts(texts);
  coldopen::measure_sizes(texts.front());
  return 0;
}
