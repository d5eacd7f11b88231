// The entry of a fuzz target, the one that libFuzzer, AFL++ and OSS-Fuzz call:
//
//   DSNSPEC_FUZZ_TARGET(octets) { ... require(...) ... }
//
// `octets` ends where readable memory ends, as far as a sanitizer can tell.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

#define DSNSPEC_FUZZ_TARGET(octets)                                                           \
  static void run_target(std::string_view octets);                                            \
  extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {         \
    run_target(std::string_view(size == 0 ? "" : reinterpret_cast<const char*>(data), size)); \
    return 0;                                                                                 \
  }                                                                                           \
  static void run_target(std::string_view octets)
