#include "corpus/open_reader.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <unordered_set>
#include <utility>

#include "corpus/archive.hpp"
#include "corpus/byte_source.hpp"
#include "corpus/error.hpp"
#include "corpus/readers/csv.hpp"
#include "corpus/readers/html_page.hpp"
#include "corpus/readers/markdown.hpp"
#include "corpus/readers/ndjson.hpp"
#include "corpus/readers/plain_text.hpp"
#include "corpus/text.hpp"

namespace coldopen {
namespace {

struct Sample {             // what is known of a source before it is read
  std::string_view head;    // its first bytes, without mark of UTF-8
  std::string_view ending;  // of its name, in lower case, with the point
};

std::string_view first_line(std::string_view text) { return text.substr(0, text.find('\n')); }

std::string_view without_space(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  return begin == std::string_view::npos ? std::string_view() : text.substr(begin);
}

bool is_html(const Sample& sample) {
  const std::string head = ascii_lower(without_space(sample.head).substr(0, 4096));
  if (!head.starts_with('<')) return false;
  if (head.starts_with("<!doctype html") || head.starts_with("<html")) return true;
  if (head.starts_with("<?xml") || head.starts_with("<mediawiki")) {
    return head.find("<html") != std::string::npos;
  }
  const bool named = sample.ending == ".html" || sample.ending == ".htm";
  return named || head.find("<body") != std::string::npos ||
         head.find("<head") != std::string::npos;
}

bool is_xml(std::string_view head) {
  head = without_space(head.starts_with("\xEF\xBB\xBF") ? head.substr(3) : head);
  const bool marked = head.starts_with("<?xml") || head.starts_with("<mediawiki");
  return marked && !is_html({head, {}});
}

// A list of objects, or one object over several lines.
bool is_json(const Sample& sample) {
  const std::string_view head = without_space(sample.head);
  if (head.starts_with('[')) {
    const std::string_view inside = without_space(head.substr(1));
    return inside.empty() || inside.starts_with('{') || inside.starts_with(']');
  }
  if (!head.starts_with('{')) return false;
  const std::string_view line = first_line(head);
  if (line.size() == head.size()) return false;
  const std::string_view second = without_space(head.substr(line.size()));
  return !second.empty() && !second.starts_with('{') &&
         trimmed(line).find('}') == std::string_view::npos;
}

bool is_ndjson(const Sample& sample) { return without_space(sample.head).starts_with('{'); }

bool is_csv(const Sample& sample) {
  return is_csv_header(first_line(sample.head)) || sample.ending == ".csv";
}

bool is_markdown(const Sample& sample) {
  const std::string_view line = trimmed(first_line(sample.head));
  const bool front_matter = line == "---" && sample.head.find("\n---") != std::string_view::npos;
  const bool heading = sample.ending != ".txt" && line.starts_with("# ");
  return front_matter || heading || sample.ending == ".md" || sample.ending == ".markdown";
}

bool is_text(const Sample&) { return true; }

struct Format {
  std::string_view name;
  std::array<std::string_view, 3> endings;
  bool (*fits)(const Sample& sample);
  std::unique_ptr<Reader> (*open)(ByteSource source, SourceName name);
};

// THE table, in the order of asking: content first; where content says nothing, the ending does.
constexpr std::array kFormats = {
    Format{"html", {".html", ".htm", ".xhtml"}, is_html, open_html_page},
    Format{"json", {".json"}, is_json, open_json},
    Format{"ndjson", {".ndjson", ".jsonl"}, is_ndjson, open_ndjson},
    Format{"markdown", {".md", ".markdown"}, is_markdown, open_markdown},
    Format{"csv", {".csv"}, is_csv, open_csv},
    Format{"text", {".txt", ".text"}, is_text, open_plain_text},
};

constexpr auto kPacked =
    std::to_array<std::string_view>({".gz", ".bz2", ".xz", ".zst", ".zip", ".tar", ".tgz", ".7z"});

std::string_view base_name(std::string_view path) {
  while (path.ends_with('/')) path.remove_suffix(1);
  return path.substr(path.rfind('/') + 1);
}

// The last ending of a name, empty where there is none; ".bashrc" has none.
std::string_view ending_of(std::string_view path) {
  const std::string_view base = base_name(path);
  const std::size_t point = base.rfind('.');
  return point == std::string_view::npos || point == 0 ? std::string_view() : base.substr(point);
}

bool is_known_ending(const std::string& ending) {
  if (ending.empty()) return false;
  return std::any_of(kFormats.begin(), kFormats.end(), [&ending](const Format& format) {
    return std::find(format.endings.begin(), format.endings.end(), ending) != format.endings.end();
  });
}

// "a.md", "a.md.gz", "a.zip": what a folder or an archive gives us to read.
bool is_known_name(std::string_view path, bool may_be_packed) {
  const std::string ending = ascii_lower(ending_of(path));
  const bool packed = std::find(kPacked.begin(), kPacked.end(), ending) != kPacked.end();
  if (!packed) return is_known_ending(ending);
  if (!may_be_packed) return false;
  const bool one_file = ending == ".gz" || ending == ".bz2" || ending == ".xz" || ending == ".zst";
  if (!one_file) return true;
  path.remove_suffix(ending.size());
  const std::string inner = ascii_lower(ending_of(path));
  return inner == ".tar" || is_known_ending(inner);
}

struct Place {        // where a source stands
  std::string label;  // for problems
  std::string path;   // below the folder or archive, else the file's name; bytes
};

class Corpus final : public CorpusReader {
 public:
  Corpus(const std::vector<std::string>& paths, const ReadOptions& options)
      : paths_(paths.begin(), paths.end()), options_(options) {
    if (options.format != "auto") {
      const auto found =
          std::find_if(kFormats.begin(), kFormats.end(),
                       [&options](const Format& format) { return format.name == options.format; });
      if (found == kFormats.end()) {
        throw Error(ErrorCode::invalid_argument,
                    "unknown format '" + options.format +
                        "': auto, ndjson, json, csv, text, markdown or html",
                    "--format");
      }
      format_ = &*found;
    }
    for (Attribute& attribute : options_.attributes) {
      for (Value& value : attribute.values) {
        const auto* text = std::get_if<std::string>(&value);
        const auto date = text == nullptr ? std::nullopt : parse_date(*text);
        if (date) value = *date;  // as article_from_json would read it back
      }
    }
  }

  std::optional<ReadItem> next() override {
    while (true) {
      if (std::optional<ReadItem> item = step()) return item;
      if (!reader_ && !archive_ && !walk_ && paths_.empty()) return std::nullopt;
    }
  }

  std::uint64_t bytes_read() const override { return *bytes_read_; }
  CorpusStats stats() const override { return stats_; }

 private:
  // One step towards the next item: from the reader, the archive, the folder or the list of paths.
  std::optional<ReadItem> step() {
    try {
      if (reader_) return from_reader();
      if (archive_) return from_archive();
      if (walk_) return from_folder();
      return from_paths();
    } catch (const Error& error) {
      if (error.code() == ErrorCode::io) throw;
      // The archive under the reader broke: what came before it has been given.
      reader_.reset();
      archive_.reset();
      ReadProblem problem = problem_of(error, escaped_name(place_.label), error.where());
      problem.reason = error.what();
      problem.fatal = true;
      return problem;
    }
  }

  std::optional<ReadItem> from_reader() {
    std::optional<ReadItem> item = reader_->next();
    if (!item) {
      reader_.reset();
    } else if (auto* read = std::get_if<ReadArticle>(&*item)) {
      finish(*read);
    }
    return item;
  }

  std::optional<ReadItem> from_paths() {
    if (paths_.empty()) return std::nullopt;
    const std::string path = std::move(paths_.front());
    paths_.pop_front();
    try {
      if (path == "-") {
        place_ = {"-", "-"};
        return open_file(File::standard_input());
      } else if (FolderWalk::is_folder(path)) {
        root_ = path.ends_with('/') ? path : path + "/";
        walk_.emplace(path);
      } else {
        place_ = {path, std::string(base_name(path))};
        return open_file(File::open(path));
      }
    } catch (const Error& error) {
      if (error.code() != ErrorCode::not_found) throw;
      return ReadProblem{
          .source = escaped_name(path), .where = {}, .reason = error.what(), .missing = true};
    }
    return std::nullopt;
  }

  std::optional<ReadItem> from_folder() {
    std::optional<FolderWalk::Entry> entry = walk_->next();
    if (!entry) {
      walk_.reset();
      return std::nullopt;
    }
    place_ = {root_ + entry->path, entry->path};
    if (!is_known_name(entry->path, true)) {
      ++stats_.left_out;
    } else if (entry->file) {
      return open_file(std::move(*entry->file));
    } else {
      return ReadProblem{.source = escaped_name(place_.label),
                         .where = {},
                         .reason = entry->problem,
                         .missing = true};
    }
    return std::nullopt;
  }

  std::optional<ReadItem> open_file(File file) {
    ++stats_.files;
    stats_.bytes_total += file.bytes();
    auto shared = std::make_shared<File>(std::move(file));
    ByteSource source([shared, counter = bytes_read_](std::span<char> into) {
      const std::size_t count = shared->read(into);
      *counter += count;
      return count;
    });
    if (Archive::recognizes(source.peek(512))) {
      archive_place_ = place_;
      archive_.emplace(std::move(source), [shared](std::int64_t offset, int whence) {
        return shared->seek(offset, whence);
      });
      return std::nullopt;
    }
    return open_source(std::move(source));
  }

  std::optional<ReadItem> from_archive() {
    place_ = archive_place_;
    std::optional<Archive::Member> member = archive_->next();
    if (!member) {
      const bool garbage = archive_->has_garbage();
      archive_.reset();
      if (!garbage) return std::nullopt;
      return ReadProblem{.source = escaped_name(place_.label),
                         .where = {},
                         .reason = "bytes after the end of the archive: they are not read"};
    }
    if (member->is_whole) {  // one packed file: its name without the ending
      place_.path = place_.path.substr(0, place_.path.size() - ending_of(place_.path).size());
    } else {
      place_ = {archive_place_.label + "/" + member->name, member->name};
      if (!is_known_name(member->name, false)) {
        ++stats_.left_out;
        return std::nullopt;
      }
    }
    ByteSource source([this](std::span<char> into) { return archive_->read(into); });
    if (Archive::recognizes(source.peek(512))) {
      return ReadProblem{.source = escaped_name(place_.label),
                         .where = {},
                         .reason = "binary: an archive inside an archive is not opened"};
    }
    return open_source(std::move(source));
  }

  std::optional<ReadItem> open_source(ByteSource source) {
    const std::string ending = ascii_lower(ending_of(place_.path));
    std::string_view base = place_.path;
    if (!ending.empty()) base.remove_suffix(ending.size());
    SourceName name{escaped_name(place_.label), escaped_name(base_name(base)),
                    options_.keep_boilerplate};
    url_ = options_.base_url.empty() ? std::string() : options_.base_url;
    const Format* format = format_;
    if (is_xml(source.peek(4096)) && format == nullptr) {
      return ReadProblem{.source = name.source,
                         .where = {},
                         .reason = "XML is not read: export the wiki as NDJSON, Markdown or HTML"};
    }
    if (format == nullptr) {
      std::string_view head = source.peek(std::size_t{64} << 10);
      if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
      const Sample sample{head, ending};
      format = &*std::find_if(kFormats.begin(), kFormats.end(),
                              [&sample](const Format& row) { return row.fits(sample); });
    }
    const bool is_document =
        format->name == "html" || format->name == "markdown" || format->name == "text";
    if (!is_document || place_.path == "-") url_.clear();
    if (!url_.empty()) url_ += percent_encoded(format->name == "html" ? place_.path : base);
    document_ = is_document;
    reader_ = format->open(std::move(source), std::move(name));
    return std::nullopt;
  }

  void finish(ReadArticle& read) {
    Article& article = read.article;
    if (article.url.empty()) article.url = url_;
    for (const Attribute& attribute : options_.attributes) {
      const std::string name = canonical_attribute_name(attribute.name);
      if (find_attribute(article, name) == nullptr) {
        give(article, name, attribute.values, attribute.is_list);
      }
    }
    if (document_) keep_apart(read);
  }

  // Two files of one name in different folders must not replace each other in silence.
  void keep_apart(ReadArticle& read) {
    Article& article = read.article;
    if (ids_.insert(article.id).second) return;
    const std::string_view ending = ending_of(place_.path);
    std::string longer =
        escaped_name(std::string_view(place_.path).substr(0, place_.path.size() - ending.size()));
    if (longer.size() > ArticleLimits::id_bytes_max || !ids_.insert(longer).second) return;
    read.warnings.push_back("the id " + article.id + " is taken by another file; this one is " +
                            longer + ": give it an id of its own");
    article.id = std::move(longer);
  }

  std::deque<std::string> paths_;
  ReadOptions options_;
  const Format* format_ = nullptr;
  CorpusStats stats_;
  std::shared_ptr<std::uint64_t> bytes_read_ = std::make_shared<std::uint64_t>(0);
  std::optional<FolderWalk> walk_;
  std::optional<Archive> archive_;
  std::unique_ptr<Reader> reader_;  // after the archive it reads from: destroyed first
  std::string root_, url_;
  Place place_, archive_place_;
  bool document_ = false;
  std::unordered_set<std::string> ids_;  // of the files read, 100 bytes each
};

}  // namespace

std::unique_ptr<CorpusReader> open_corpus(const std::vector<std::string>& paths,
                                          const ReadOptions& options) {
  return std::make_unique<Corpus>(paths, options);
}

Strings format_names() {
  Strings names = {"auto"};
  for (const Format& format : kFormats) names.emplace_back(format.name);
  return names;
}

}  // namespace coldopen
