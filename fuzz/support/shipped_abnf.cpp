#include "support/shipped_abnf.hpp"

#include <cstdio>
#include <cstdlib>
#include <initializer_list>
#include <string_view>
#include <vector>

namespace dsnspec::fuzz {
namespace {

abnf::grammar read(std::initializer_list<std::string_view> names) {
  std::vector<abnf::source> files;
  for (const std::string_view name : names) {
    for (const abnf::source& one : shipped_abnf()) {
      if (one.name == name) {
        files.push_back(one);
      }
    }
  }
  auto out = abnf::read_grammar(files);
  if (!out) {
    std::fprintf(stderr, "%s\n", out.error().text().c_str());
    std::abort();
  }
  return std::move(*out);
}

}  // namespace

const abnf::grammar& grammar_of(repertoire which) {
  static const abnf::grammar seven_bit =
      read({"core.abnf", "address.abnf", "smtp-parameters.abnf", "reply.abnf", "date-time.abnf",
            "delivery-status.abnf", "container.abnf"});
  static const abnf::grammar smtputf8 =
      read({"core.abnf", "address.abnf", "smtp-parameters.abnf", "smtputf8.abnf"});
  static const abnf::grammar global =
      read({"core.abnf", "address.abnf", "smtp-parameters.abnf", "reply.abnf", "date-time.abnf",
            "delivery-status.abnf", "container.abnf", "global-delivery-status.abnf"});
  switch (which) {
    case repertoire::smtputf8:
      return smtputf8;
    case repertoire::global:
      return global;
    case repertoire::seven_bit:
      break;
  }
  return seven_bit;
}

}  // namespace dsnspec::fuzz
