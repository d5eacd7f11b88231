#include "base/digest.hpp"

#include <array>

#include <fmt/core.h>
#include <openssl/evp.h>

namespace dsnspec::base {

std::string sha256_hex(std::string_view octets) {
  std::array<unsigned char, 32> sum{};
  unsigned int length = 0;
  if (EVP_Digest(octets.data(), octets.size(), sum.data(), &length, EVP_sha256(), nullptr) != 1) {
    return {};
  }
  std::string out;
  for (const unsigned char octet : sum) {
    out += fmt::format("{:02x}", octet);
  }
  return out;
}

}  // namespace dsnspec::base
