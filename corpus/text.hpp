// Plain work on UTF-8 text that every room needs. No locale, no tables of Unicode.
//
// Cost: each is O(bytes). Offsets and lengths are bytes unless a name says otherwise.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace coldopen {

// The offset of the first byte that is not well-formed UTF-8 (overlong forms, surrogates and what
// is beyond U+10FFFF are not); npos where all is well.
std::size_t utf8_error(std::string_view text) noexcept;

// Each bad byte becomes U+FFFD; `bad_bytes` is raised by their number.
std::string repaired_utf8(std::string_view text, std::size_t& bad_bytes);

// At most `bytes_max` bytes of valid UTF-8, never half a character.
std::string_view cut_at_character(std::string_view text, std::size_t bytes_max) noexcept;

void append_utf8(std::string& out, char32_t character);  // U+FFFD for what is no character

// Without white space (ASCII, U+00A0, U+FEFF) at both ends.
std::string_view trimmed(std::string_view text) noexcept;
// Each run of white space (ASCII, U+00A0) as one space, none at the ends.
std::string collapsed(std::string_view text);
std::string ascii_lower(std::string_view text);
bool same_words(std::string_view a, std::string_view b);  // equal but for ASCII case and spaces

std::size_t count_characters(std::string_view text) noexcept;
// Words as the eye counts them: runs between spaces, and each letter of scripts without spaces.
std::size_t count_words(std::string_view text) noexcept;

// The offsets behind each sentence (rising; the last is the length of the text): an end mark,
// closing quotes or brackets, then a space or the end; after CJK marks no space is needed.
std::vector<std::size_t> sentence_ends(std::string_view text);

// The part of a link that many renderers make of a heading: ASCII in lower case, other letters as
// they are, one hyphen for each run of anything else. May be empty.
std::string anchor_of(std::string_view heading);

// Any bytes as valid UTF-8 on one line: control characters, '%' and bytes that are not UTF-8 as
// %XX. Different names stay different.
std::string escaped_name(std::string_view bytes);

// For the path of a url: all but letters, digits and -._~/ as %XX.
std::string percent_encoded(std::string_view text);

}  // namespace coldopen
