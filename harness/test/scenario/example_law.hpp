// A law book of three rows, for tests that don't want the real one.
#pragma once

#include "spec/law_book.hpp"

namespace dsnspec::scenario {

inline spec::law_book example_law() {
  spec::law_book law;
  for (const char* id : {"rfc3461/5.2.2/relayed-dsn-for-success", "rfc3461/5.2.1/notify-relayed",
                         "rfc3461/5.1/invalid-mail-parameters-501"}) {
    spec::requirement row;
    row.id = id;
    row.section = row.id.substr(8, row.id.rfind('/') - 8);
    law.add(row);
  }
  return law;
}

}  // namespace dsnspec::scenario
