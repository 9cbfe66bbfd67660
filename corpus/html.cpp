#include "corpus/html.hpp"

#include <gumbo.h>

#include "corpus/text.hpp"

namespace coldopen {

std::string text_of_html(std::string_view html) { return std::string(html); }

}  // namespace coldopen
