// Text that ends where readable memory ends: one octet read beyond it stops the test program at that
// instruction, sanitizers or not.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <string_view>

namespace dsnspec::test {

class guard_page {
 public:
  // Room for texts of up to `capacity` octets.
  explicit guard_page(std::size_t capacity) {
    const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    readable_ = (capacity / page + 1) * page;
    mapped_ = readable_ + page;
    void* const memory = mmap(nullptr, mapped_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
      std::abort();
    }
    start_ = static_cast<char*>(memory);
    if (mprotect(start_ + readable_, page, PROT_NONE) != 0) {
      std::abort();
    }
  }
  ~guard_page() { munmap(start_, mapped_); }
  guard_page(const guard_page&) = delete;
  guard_page& operator=(const guard_page&) = delete;

  // A copy of the text right before the guard. Valid until the next call.
  std::string_view put(std::string_view text) {
    if (text.size() > readable_) {
      std::abort();
    }
    char* const at = start_ + (readable_ - text.size());
    if (!text.empty()) {
      std::memcpy(at, text.data(), text.size());
    }
    return {at, text.size()};
  }

 private:
  char* start_ = nullptr;
  std::size_t readable_ = 0;
  std::size_t mapped_ = 0;
};

// Calls `parse` with every prefix of the text, the empty and the whole one included, each before a guard
// page.
template <class Parse>
void with_every_prefix(std::string_view text, Parse parse) {
  guard_page memory(text.size());
  for (std::size_t length = 0; length <= text.size(); ++length) {
    parse(memory.put(text.substr(0, length)));
  }
}

// Calls `parse` with the text, one octet of it replaced by one of `into`: every place, every replacement.
template <class Parse>
void with_every_octet_changed(std::string_view text, std::string_view into, Parse parse) {
  guard_page memory(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    for (const char octet : into) {
      const std::string_view copy = memory.put(text);
      const_cast<char&>(copy[at]) = octet;  // the memory is ours and writable
      parse(copy);
    }
  }
}

}  // namespace dsnspec::test
