// The mutators themselves, hammered: any octets, any limit, each operation. Run under AddressSanitizer this
// finds what reaches beyond the text. Each operation must change a text that has all it works on.
#include <algorithm>
#include <cstdio>
#include <memory>
#include <set>
#include <string>

#include "mutators/dialogue_mutator.hpp"
#include "mutators/report_mutator.hpp"
#include "mutators/text_mutation.hpp"
#include "support/require.hpp"

namespace dsnspec::fuzz {
namespace {

constexpr std::string_view report =
    "From: a@b.example\r\nMIME-Version: 1.0\r\n"
    "Content-Type: multipart/report; report-type=delivery-status;\r\n boundary=\"b1\"\r\n\r\n"
    "--b1\r\n\r\nno\r\n\r\n--b1\r\nContent-Type: message/delivery-status\r\n\r\n"
    "Reporting-MTA: dns; mx.example.org\r\n\r\nFinal-Recipient: rfc822; c@d.example\r\nAction: failed\r\n"
    "Status: 5.1.1 (no such user)\r\nDiagnostic-Code: smtp; 550 5.1.1 no such\r\n user\r\n\r\n--b1--\r\n";

constexpr std::string_view dialogue =
    "EHLO x.test\r\nMAIL FROM:<a@b.example> RET=HDRS\r\nRCPT TO:<c@d.example> NOTIFY=NEVER\r\nDATA\r\n"
    "Subject: x\r\n\r\n..text\r\n.\r\nQUIT\r\n250-x\r\n250 DSN\r\n";

// A heap copy of exactly its size, so that a step beyond either end is seen.
class exact {
 public:
  explicit exact(std::string_view text) : octets_(new char[text.size()]), size_(text.size()) {
    std::copy(text.begin(), text.end(), octets_.get());
  }
  operator std::string_view() const { return {octets_.get(), size_}; }  // NOLINT: as the text it is

 private:
  std::unique_ptr<char[]> octets_;
  std::size_t size_;
};

template <class Operation, class Change, class Mutate, class Cross>
void hammer(std::string_view seed_text, std::size_t operations, Change change, Mutate mutate, Cross cross) {
  for (std::size_t what = 0; what < operations; ++what) {
    std::set<std::string> results;
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
      results.insert(change(seed_text, static_cast<Operation>(what), seed));
      (void)change(std::string_view(), static_cast<Operation>(what), seed);
    }
    results.erase(std::string(seed_text));
    require(results.size() > (what == 0 ? 10U : 4U), "each operation has various results",
            std::to_string(what));
  }
  base::random random(1);
  std::string text(seed_text);
  std::string other(seed_text);
  for (std::uint64_t seed = 0; seed < 5'000; ++seed) {
    const std::size_t most = random.chance(1, 4) ? random.below(64) : 4096;
    const exact input(text);
    std::string out = mutate(input, most, seed);
    require(out.size() <= most, "a mutation keeps to its limit");
    if (seed % 16 == 0) {
      require(out == mutate(input, most, seed), "the same seed gives the same mutation", input);
      require(cross(input, other, most, seed).size() <= most, "a crossing keeps to its limit");
      other = text;
    }
    // Mutations of mutations, and from the start again now and then, lest all end in the empty text.
    text = out.size() < 16 || seed % 64 == 0 ? std::string(seed_text) : std::move(out);
  }
}

}  // namespace
}  // namespace dsnspec::fuzz

int main() {
  using namespace dsnspec::fuzz;
  hammer<report_operation>(report, report_operations, changed_report, mutated_report, crossed_reports);
  hammer<dialogue_operation>(dialogue, dialogue_operations, changed_dialogue, mutated_dialogue,
                             crossed_dialogues);
  std::puts("mutators hold");
}
