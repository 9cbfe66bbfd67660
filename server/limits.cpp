#include "server/limits.hpp"
