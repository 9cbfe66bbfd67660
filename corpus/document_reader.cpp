#include "corpus/document_reader.hpp"

#include <algorithm>
#include <utility>

#include "corpus/text.hpp"

namespace coldopen {
namespace {

class DocumentReader final : public Reader {
 public:
  DocumentReader(ByteSource source, SourceName name, std::size_t bytes_max, ReadDocument read)
      : source_(ByteSource::as_utf8(std::move(source))),
        name_(std::move(name)),
        bytes_max_(bytes_max),
        read_(read) {}

  std::optional<ReadItem> next() override {
    if (std::exchange(done_, true)) return std::nullopt;
    bool too_long = false;
    const std::string bytes = source_.rest(bytes_max_, too_long);
    std::size_t bad = 0;
    std::string text = repaired_utf8(bytes, bad);
    const auto nuls = static_cast<std::size_t>(std::count(bytes.begin(), bytes.end(), '\0'));
    if ((bad + nuls) * 100 > bytes.size()) return problem("binary: this is no text");
    if (too_long) {
      return problem("more than " + std::to_string(bytes_max_ >> 20) + " MiB: split the file");
    }
    if (trimmed(text).empty()) return std::nullopt;
    try {
      ReadArticle out = read_(text, name_);
      if (out.article.id.empty()) {
        out.article.id = std::string(cut_at_character(name_.stem, ArticleLimits::id_bytes_max));
      }
      if (out.article.title.empty()) out.article.title = name_.stem;
      if (bad > 0) {
        out.warnings.push_back(std::to_string(bad) + " bytes are not UTF-8 and read as U+FFFD");
      }
      check(out.article);
      return out;
    } catch (const Error& error) {
      return problem_of(error, name_.source, {});
    }
  }

  std::uint64_t bytes_read() const override { return source_.position(); }

 private:
  ReadProblem problem(std::string reason) const {
    return {.source = name_.source, .where = {}, .reason = std::move(reason)};
  }

  ByteSource source_;
  SourceName name_;
  std::size_t bytes_max_;
  ReadDocument read_;
  bool done_ = false;
};

}  // namespace

std::unique_ptr<Reader> read_as_document(ByteSource source, SourceName name, std::size_t bytes_max,
                                         ReadDocument read) {
  return std::make_unique<DocumentReader>(std::move(source), std::move(name), bytes_max, read);
}

}  // namespace coldopen
