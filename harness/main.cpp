#include "cli/cli.hpp"

int main(int argc, char** argv) {
  return dsnspec::cli::main(argc, argv, DSNSPEC_SOURCE_DIR);
}
