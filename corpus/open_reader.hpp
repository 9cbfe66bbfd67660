// From a path to a Reader: the table of formats, content before name; folders; archives.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "corpus/reader.hpp"

namespace coldopen {

struct ReadOptions {
  std::string format = "auto";        // or ndjson, json, csv, text, markdown, html
  std::string base_url;               // prefix of urls made from file names; empty: no url
  std::vector<Attribute> attributes;  // given to every article that lacks them
  bool keep_boilerplate = false;
};

struct CorpusStats {              // of what was read so far
  std::uint64_t files = 0;        // files that were read
  std::uint64_t left_out = 0;     // files in folders with no known ending
  std::uint64_t bytes_total = 0;  // of all files found so far; 0 where unknown (standard input)
};

class CorpusReader : public Reader {
 public:
  virtual CorpusStats stats() const = 0;
};

// Reads all paths in order; "-" is standard input. A path that is missing is a ReadProblem with
// `missing`, and the others are read. Folders: recursive, in name order, hidden files skipped,
// links not followed, files with a known ending only. gzip, xz, bzip2, zstd and archives are
// unpacked on the fly, one level, bounded (ratio 200:1 after 256 MiB). Memory: one article and
// buffers.
std::unique_ptr<CorpusReader> open_corpus(const std::vector<std::string>& paths,
                                          const ReadOptions& options);

// The names of the formats, for help texts.
Strings format_names();

}  // namespace coldopen
