#include "target/reference/turns.hpp"

#include <cstddef>

namespace dsnspec::reference {

int in_turn(std::initializer_list<int> codes, std::string_view argument) {
  std::size_t sum = 0;
  for (const char c : argument) {
    sum += static_cast<unsigned char>(c);
  }
  return codes.begin()[sum % codes.size()];
}

}  // namespace dsnspec::reference
