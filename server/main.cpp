#include <string>
#include <vector>

#include "server/commands.hpp"

int main(int argc, char** argv) {
  return coldopen::run_program(std::vector<std::string>(argv + (argc > 0 ? 1 : 0), argv + argc));
}
