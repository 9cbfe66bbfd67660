// One filter is set by the first bytes instead of libarchive's guessing, which would also open gzip
// in gzip in gzip. libarchive does not verify the CRC of gzip: we do, where the file is one member.
#include "corpus/archive.hpp"

#include <algorithm>
#include <archive.h>
#include <archive_entry.h>
#include <array>
#include <utility>

#include "corpus/error.hpp"
#include "corpus/text.hpp"

namespace coldopen {
namespace {

constexpr std::size_t kPieceBytes = std::size_t{64} << 10;

struct Magic {
  std::string_view bytes;
  std::size_t offset;
  int filter;  // one of ARCHIVE_FILTER_*
  int (*format)(archive*);
};

constexpr std::array<Magic, 8> kMagics = {{
    {"\x1F\x8B", 0, ARCHIVE_FILTER_GZIP, archive_read_support_format_raw},
    {"BZh", 0, ARCHIVE_FILTER_BZIP2, archive_read_support_format_raw},
    {std::string_view("\xFD\x37zXZ\0", 6), 0, ARCHIVE_FILTER_XZ, archive_read_support_format_raw},
    {"\x28\xB5\x2F\xFD", 0, ARCHIVE_FILTER_ZSTD, archive_read_support_format_raw},
    {"PK\x03\x04", 0, ARCHIVE_FILTER_NONE, archive_read_support_format_zip},
    {"PK\x05\x06", 0, ARCHIVE_FILTER_NONE, archive_read_support_format_zip},
    {"7z\xBC\xAF\x27\x1C", 0, ARCHIVE_FILTER_NONE, archive_read_support_format_7zip},
    {"ustar", 257, ARCHIVE_FILTER_NONE, archive_read_support_format_tar},
}};

const Magic* magic_of(std::string_view head) noexcept {
  const auto found = std::find_if(kMagics.begin(), kMagics.end(), [head](const Magic& magic) {
    return head.size() > magic.offset && head.substr(magic.offset).starts_with(magic.bytes);
  });
  return found == kMagics.end() ? nullptr : &*found;
}

// The dictionary that an xz file asks for (xz file format 1.2.0, sections 3.1 and 5.3.1); 0 where
// its first block does not tell.
std::uint64_t xz_dictionary_bytes(std::string_view head) {
  const auto byte = [head](std::size_t at) -> unsigned {
    return at < head.size() ? static_cast<unsigned char>(head[at]) : 0;
  };
  const auto skip_number = [&byte](std::size_t at) {
    while ((byte(at) & 0x80) != 0) ++at;
    return at + 1;
  };
  const unsigned flags = byte(13);
  std::size_t at = 14;
  if ((flags & 0x40) != 0) at = skip_number(at);
  if ((flags & 0x80) != 0) at = skip_number(at);
  for (unsigned filter = 0; filter <= (flags & 3); ++filter) {
    const unsigned id = byte(at), size = byte(at + 1), bits = byte(at + 2);
    if (id == 0x21 && size == 1 && bits <= 40)
      return std::uint64_t{2 | (bits & 1)} << (bits / 2 + 11);
    at += 2 + size;
  }
  return 0;
}

constexpr std::array<std::uint32_t, 256> crc_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t value = i;
    for (int bit = 0; bit < 8; ++bit) value = value >> 1 ^ ((value & 1) != 0 ? 0xEDB88320U : 0);
    table[i] = value;
  }
  return table;
}

// What a gzip file must hold at its end (RFC 1952, section 2.3.1): CRC-32 and length of the output.
class GzipTrailer {
 public:
  void stored(std::string_view bytes) {
    for (const char c : bytes) {
      last_ = last_ << 8 | static_cast<unsigned char>(c);
      starts_ += (last_ & 0xFFFFFF) == 0x1F8B08;
    }
  }
  void unpacked(std::span<const char> bytes) {
    static constexpr std::array<std::uint32_t, 256> kTable = crc_table();
    for (const char c : bytes) {
      crc_ = kTable[(crc_ ^ static_cast<unsigned char>(c)) & 0xFF] ^ crc_ >> 8;
    }
    length_ += static_cast<std::uint32_t>(bytes.size());
  }
  // Of a file of several members (or one whose bytes look so) nothing is said.
  bool holds() const { return starts_ != 1 || last_ == (swapped(~crc_) << 32 | swapped(length_)); }

 private:
  static std::uint64_t swapped(std::uint32_t value) { return __builtin_bswap32(value); }

  std::uint64_t last_ = 0;  // the last eight bytes
  std::size_t starts_ = 0;
  std::uint32_t crc_ = 0xFFFFFFFF, length_ = 0;
};

std::size_t take(ByteSource& source, std::span<char> into) {
  const std::string_view piece = source.peek(std::min(into.size(), kPieceBytes));
  std::copy(piece.begin(), piece.end(), into.begin());
  source.skip(piece.size());
  return piece.size();
}

struct Sentence {
  std::string_view sign;  // in libarchive's own words
  std::string_view ours;
};
constexpr std::array<Sentence, 12> kSentences = {{
    {"runcated", "truncated archive"},
    {"nexpected end", "truncated archive"},
    {"remature end", "truncated archive"},
    {"checksum", "checksum of the archive is wrong"},
    {"CRC", "checksum of the archive is wrong"},
    {"ncrypt", "encrypted archive: unpack it first"},
    {"assphrase", "encrypted archive: unpack it first"},
    {"emory", "decoder memory: unpack it first"},
    {"nsupported",
     "packed by a method that is not read here; type: 7z x -so FILE | coldopen index -"},
    {"not supported",
     "packed by a method that is not read here; type: 7z x -so FILE | coldopen index -"},
    {"odec", "packed by a method that is not read here; type: 7z x -so FILE | coldopen index -"},
    {"", "damaged archive"},
}};

}  // namespace

struct Archive::State {
  ByteSource source;
  Seek seek;
  ArchiveLimits limits;
  archive* handle = archive_read_new();
  std::size_t given = 0;        // bytes of the last piece, still in the source
  std::uint64_t given_end = 0;  // where the last piece ends in the packed source
  std::uint64_t output = 0, members = 0;
  bool opened = false, is_packed_file = false, is_gzip = false, source_ended = false,
       drained = false;
  GzipTrailer trailer;
  std::optional<ByteSource> unpacked;  // of a packed file
  std::unique_ptr<Archive> inner;      // where that is a tar
  std::exception_ptr failure;          // of the source, carried across libarchive

  State(ByteSource from, Seek by, const ArchiveLimits& bounds)
      : source(std::move(from)), seek(std::move(by)), limits(bounds) {}
  ~State() { archive_read_free(handle); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  [[noreturn]] void fail(const std::string& sentence) const {
    throw Error(ErrorCode::bad_input, sentence, "byte " + std::to_string(given_end));
  }

  [[noreturn]] void fail_as_libarchive_says() const {
    if (failure) std::rethrow_exception(failure);
    const char* text = archive_error_string(handle);
    const std::string_view said = text == nullptr ? "" : text;
    const auto* row = std::find_if(kSentences.begin(), kSentences.end(), [said](const Sentence& s) {
      return said.find(s.sign) != std::string_view::npos;
    });
    // Decoders that starve do not always say so.
    const bool starved = row->sign.empty() && source_ended;
    fail(std::string(starved ? "truncated archive" : row->ours) + " at byte " +
         std::to_string(given_end) + (said.empty() ? "" : " (" + std::string(said) + ")"));
  }

  la_ssize_t give(const void** buffer) noexcept {
    try {
      source.skip(std::exchange(given, 0));
      const std::string_view piece = source.peek(kPieceBytes);
      given = piece.size();
      given_end += given;
      source_ended = piece.empty();
      if (is_gzip) trailer.stored(piece);
      *buffer = piece.data();
      return static_cast<la_ssize_t>(given);
    } catch (const Error&) {
      failure = std::current_exception();
      return ARCHIVE_FATAL;
    }
  }

  la_int64_t move_to(la_int64_t offset, int whence) noexcept {
    const auto at = seek(offset, whence);
    if (!at) return ARCHIVE_FAILED;
    source.forget();
    given = 0;
    given_end = *at;
    return static_cast<la_int64_t>(*at);
  }

  std::size_t read(std::span<char> into) {
    const la_ssize_t count = archive_read_data(handle, into.data(), into.size());
    if (count < 0) fail_as_libarchive_says();
    const auto bytes = static_cast<std::size_t>(count);
    drained = bytes == 0;
    output += bytes;
    const bool beyond = output > limits.ratio_free_bytes && output / limits.ratio_max > given_end;
    if (beyond || output > limits.output_bytes_max) {
      fail("archive-ratio: it unpacks to more than 200 times its size");
    }
    if (is_gzip && bytes > 0) trailer.unpacked(into.first(bytes));
    if (is_gzip && bytes == 0 && source_ended && !trailer.holds()) {
      fail("checksum of the archive is wrong");
    }
    return bytes;
  }

  void open() {
    opened = true;
    const std::string head(source.peek(512));
    const Magic* magic = magic_of(head);
    ensure(magic != nullptr, "an archive is opened where its first bytes say so");
    is_packed_file = magic->filter != ARCHIVE_FILTER_NONE;
    is_gzip = magic->filter == ARCHIVE_FILTER_GZIP;
    if (magic->filter == ARCHIVE_FILTER_XZ &&
        xz_dictionary_bytes(head) > limits.decoder_bytes_max) {
      fail("decoder memory: its dictionary is larger than 512 MiB, unpack it first");
    }
    magic->format(handle);
    archive_read_support_format_empty(handle);
    if (is_packed_file) archive_read_append_filter(handle, magic->filter);
    archive_read_set_callback_data(handle, this);
    archive_read_set_read_callback(handle, [](archive*, void* self, const void** buffer) {
      return static_cast<State*>(self)->give(buffer);
    });
    if (seek && seek(0, SEEK_CUR)) {
      archive_read_set_seek_callback(handle, [](archive*, void* self, la_int64_t at, int whence) {
        return static_cast<State*>(self)->move_to(at, whence);
      });
    }
    const int result = archive_read_open1(handle);
    // A stream that breaks before its first byte is opened as an empty one, the error beside it.
    if (result != ARCHIVE_OK || archive_errno(handle) != 0) fail_as_libarchive_says();
  }
};

bool Archive::recognizes(std::string_view head) noexcept { return magic_of(head) != nullptr; }

Archive::Archive(ByteSource source, Seek seek, const ArchiveLimits& limits)
    : state_(std::make_unique<State>(std::move(source), std::move(seek), limits)) {}

Archive::~Archive() = default;
Archive::Archive(Archive&&) noexcept = default;
Archive& Archive::operator=(Archive&&) noexcept = default;

std::optional<Archive::Member> Archive::next() {
  State& state = *state_;
  if (state.inner) return state.inner->next();
  if (!state.opened) state.open();
  while (true) {
    archive_entry* entry = nullptr;
    const int result = archive_read_next_header(state.handle, &entry);
    if (result == ARCHIVE_EOF) return std::nullopt;
    if (result < ARCHIVE_WARN) state.fail_as_libarchive_says();
    if (state.is_packed_file) return open_packed_file();
    if (++state.members > state.limits.members_max) {
      state.fail("more than 100,000 members in the archive: split it");
    }
    if (archive_entry_is_encrypted(entry) != 0) {
      state.fail("encrypted archive: unpack it first");
    }
    // A hard link is a regular entry without bytes of its own.
    if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry) != nullptr) {
      continue;
    }
    const char* name = archive_entry_pathname(entry);
    return Member{name == nullptr ? std::string() : std::string(name), false};
  }
}

// A packed file is one file, or a tar, which only its first unpacked bytes tell. (libarchive would
// take any file that begins with zeros for an empty tar.)
std::optional<Archive::Member> Archive::open_packed_file() {
  State& state = *state_;
  state.unpacked.emplace([&state](std::span<char> into) { return state.read(into); });
  const Magic* magic = magic_of(state.unpacked->peek(512));
  if (magic == nullptr || magic->bytes != "ustar") return Member{{}, true};
  state.inner = std::make_unique<Archive>(
      ByteSource([&state](std::span<char> into) { return take(*state.unpacked, into); }), Seek(),
      state.limits);
  return state.inner->next();
}

std::size_t Archive::read(std::span<char> into) {
  State& state = *state_;
  if (state.inner) return state.inner->read(into);
  return state.unpacked ? take(*state.unpacked, into) : state.read(into);
}

bool Archive::has_garbage() const {
  const la_int64_t used = archive_filter_bytes(state_->handle, -1);
  return state_->is_packed_file && state_->drained && !state_->inner && used >= 0 &&
         static_cast<std::uint64_t>(used) < state_->given_end;
}

}  // namespace coldopen
