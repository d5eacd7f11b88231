// For parse_against_matcher: sentences of a rule of corpus/abnf, and near misses of it, besides what
// libFuzzer makes of inputs by itself.
#include <algorithm>
#include <cstdint>
#include <string>

#include "abnf/deriver.hpp"
#include "support/shipped_abnf.hpp"

extern "C" {

__attribute__((weak)) std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);
std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most,
                                    unsigned int seed);

std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most,
                                    unsigned int seed) {
  using namespace dsnspec;
  if (LLVMFuzzerMutate != nullptr && seed % 3 != 0) {
    return LLVMFuzzerMutate(data, size, most);
  }
  constexpr const char* rules[] = {"xtext",
                                   "envid-value",
                                   "lax-notify-value",
                                   "original-recipient-address",
                                   "utf-8-addr-unitext",
                                   "esmtp-parameters",
                                   "address-literal",
                                   "Mailbox",
                                   "Reverse-path",
                                   "status-code",
                                   "typed-value",
                                   "Language-Tag",
                                   "dns-mta-name",
                                   "date-time"};
  const abnf::grammar& of = fuzz::grammar_of(fuzz::repertoire::seven_bit);
  abnf::deriver deriver(of, seed);
  const abnf::rule_id rule = *of.find(rules[seed / 3 % std::size(rules)]);
  constexpr std::size_t budget = 40;
  std::string made = deriver.derive(rule, budget).text;
  if (seed % 2 == 0) {
    if (const auto miss = deriver.miss(rule, budget)) {
      made = miss->text;
    }
  }
  made.resize(std::min(made.size(), most));
  std::copy(made.begin(), made.end(), data);
  return made.size();
}

}  // extern "C"
