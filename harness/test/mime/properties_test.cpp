// What holds for any octets at all. The only file of this folder with RapidCheck: it compiles slowly.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

#include "mime/entity.hpp"

namespace dsnspec::mime {
namespace {

// Lines of which many mean something to a MIME reader, in any order.
rc::Gen<std::string> message_like() {
  const auto line = rc::gen::elementOf(std::vector<std::string>{
      "Content-Type: multipart/mixed; boundary=a\n", "Content-Type: multipart/report; boundary=\"ab\"\r\n",
      "--a\n", "--ab\r\n", "--a--\n", "--ab--\r\n", "\n", "\r\n", " \n", "text\n", "A: b\r\n", "--abc\n",
      "--a", "\r", " folded\n", "Content-Transfer-Encoding: base64\n", "From x\n"});
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(line),
                      [](const std::vector<std::string>& lines) {
                        std::string out;
                        for (const std::string& one : lines) {
                          out += one;
                        }
                        return out;
                      });
}

std::size_t leaves_and_rest(const entity& one) {
  RC_ASSERT(std::string(one.header) + std::string(one.separator) + std::string(one.body) == one.raw);
  std::size_t octets = one.preamble.size() + one.epilogue.size();
  for (const entity& child : one.children) {
    RC_ASSERT(grammar::within(one.body, child.raw));
    octets += child.raw.size();
    leaves_and_rest(child);
  }
  RC_ASSERT(octets <= one.body.size());
  return octets;
}

RC_GTEST_PROP(MimeProperty, NoOctetIsInTwoPlaces, ()) {
  const std::string text = *message_like();
  const entity one = parse(text);
  RC_ASSERT(one.raw == text);
  leaves_and_rest(one);
}

RC_GTEST_PROP(MimeProperty, DeviationsPointIntoTheInput, ()) {
  const std::string text = *message_like();
  grammar::deviations met;
  (void)parse(text, met);
  for (const grammar::deviation& one : met.kept()) {
    RC_ASSERT(one.offset + one.length <= text.size());
  }
}

RC_GTEST_PROP(MimeProperty, DecodersMakeNothingLonger, (const std::string& octets)) {
  grammar::deviations met;
  RC_ASSERT(decode_base64(octets, met).size() <= octets.size());
  RC_ASSERT(decode_quoted_printable(octets, met).size() <= octets.size());
}

}  // namespace
}  // namespace dsnspec::mime
