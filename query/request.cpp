#include "query/request.hpp"
