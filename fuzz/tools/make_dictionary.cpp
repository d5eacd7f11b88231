// Writes a dictionary for fuzzing engines, in the format of libFuzzer and AFL++, from the literals of
// corpus/abnf:
//
//   fuzz_make_dictionary RULE...        all literals of two octets and more that the rules lead to
//
// fuzz/dictionaries/ has what it writes; a test holds them against it.
#include <cstdio>
#include <set>
#include <string>
#include <string_view>

#include "support/shipped_abnf.hpp"

namespace {

using namespace dsnspec;

// In quotes; a backslash, a quotation mark and what isn't printable as \xNN.
std::string entry(std::string_view octets) {
  std::string out = "\"";
  for (const char c : octets) {
    if (c < 0x20 || c > 0x7E || c == '"' || c == '\\') {
      char hex[5];
      std::snprintf(hex, sizeof(hex), "\\x%02X", static_cast<unsigned>(static_cast<unsigned char>(c)));
      out += hex;
    } else {
      out += c;
    }
  }
  return out + '"';
}

}  // namespace

int main(int count, char** arguments) {
  std::set<std::string> entries;
  for (int i = 1; i < count; ++i) {
    bool found = false;
    for (const auto which :
         {fuzz::repertoire::seven_bit, fuzz::repertoire::smtputf8, fuzz::repertoire::global}) {
      const abnf::grammar& of = fuzz::grammar_of(which);
      if (const auto rule = of.find(arguments[i])) {
        found = true;
        for (const std::string& literal : of.literals(*rule)) {
          entries.insert(entry(literal));
        }
      }
    }
    if (!found) {
      std::fprintf(stderr, "%s: no rule of corpus/abnf\n", arguments[i]);
      return 2;
    }
  }
  std::puts("# Written by fuzz/tools/make_dictionary.cpp from corpus/abnf.");
  for (const std::string& one : entries) {
    std::puts(one.c_str());
  }
  return entries.empty() ? 1 : 0;
}
