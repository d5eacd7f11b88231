// How the reference mail system behaves: by the RFCs, with the choices they leave, but for the defects that
// were switched on to see whether they are noticed.
//
// The code asks broken(defect::x) at the very decision that the defect alters, and nowhere else.
#pragma once

#include <bitset>
#include <string_view>
#include <vector>

#include "target/reference/choices.hpp"
#include "target/reference/defects.hpp"

namespace dsnspec::reference {

class conduct {
 public:
  [[nodiscard]] bool broken(defect which) const { return defects_.test(static_cast<std::size_t>(which)); }
  void break_by(defect which) { defects_.set(static_cast<std::size_t>(which)); }
  choices chosen;

 private:
  std::bitset<defect_count> defects_;
};

}  // namespace dsnspec::reference
