// Puts a mutator where fuzzing engines look for it: LLVMFuzzerCustomMutator and LLVMFuzzerCustomCrossOver for
// libFuzzer, afl_custom_init, afl_custom_fuzz and afl_custom_deinit for AFL++ (AFL_CUSTOM_MUTATOR_LIBRARY). A
// source file defines DSNSPEC_MUTATED and DSNSPEC_CROSSED, the two functions, and includes this one.
//
// Two calls in five are left to libFuzzer's own mutations: what no grammar foresees.
#include <algorithm>
#include <cstdlib>
#include <cstring>

#ifdef DSNSPEC_FOR_AFL

namespace {

struct state {
  dsnspec::base::random random{0};
  std::string out;
};

}  // namespace

extern "C" {

void* afl_custom_init(void* /*afl*/, unsigned int seed) {
  auto* const made = new state;
  made->random = dsnspec::base::random(seed);
  return made;
}

std::size_t afl_custom_fuzz(void* data, unsigned char* text, std::size_t size, unsigned char** result,
                            unsigned char* other, std::size_t other_size, std::size_t most) {
  auto& with = *static_cast<state*>(data);
  const std::string_view first(reinterpret_cast<const char*>(text), size);
  const bool cross = other != nullptr && with.random.chance(1, 8);
  with.out = cross ? DSNSPEC_CROSSED(first, {reinterpret_cast<const char*>(other), other_size}, most,
                                     with.random.next())
                   : DSNSPEC_MUTATED(first, most, with.random.next());
  *result = reinterpret_cast<unsigned char*>(with.out.data());
  return with.out.size();
}

void afl_custom_deinit(void* data) {
  delete static_cast<state*>(data);
}

}  // extern "C"

#else

extern "C" {

// Engines other than libFuzzer may lack it.
__attribute__((weak)) std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);
std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most,
                                    unsigned int seed);
std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* first, std::size_t first_size,
                                      const std::uint8_t* second, std::size_t second_size, std::uint8_t* out,
                                      std::size_t most, unsigned int seed);

std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most,
                                    unsigned int seed) {
  if (LLVMFuzzerMutate != nullptr && seed % 5 < 2) {
    return LLVMFuzzerMutate(data, size, most);
  }
  const std::string out = DSNSPEC_MUTATED({reinterpret_cast<const char*>(data), size}, most, seed);
  std::copy(out.begin(), out.end(), data);
  return out.size();
}

std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* first, std::size_t first_size,
                                      const std::uint8_t* second, std::size_t second_size, std::uint8_t* out,
                                      std::size_t most, unsigned int seed) {
  const std::string made = DSNSPEC_CROSSED({reinterpret_cast<const char*>(first), first_size},
                                           {reinterpret_cast<const char*>(second), second_size}, most, seed);
  std::copy(made.begin(), made.end(), out);
  return made.size();
}

}  // extern "C"

#endif
