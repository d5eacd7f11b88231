#include "judge/trial_kind.hpp"

namespace dsnspec::judge {

std::string_view name(trial_kind value) {
  switch (value) {
    case trial_kind::clean:
      return "clean";
    case trial_kind::defect:
      return "defect";
    case trial_kind::variation:
      return "variation";
  }
  return "";
}

}  // namespace dsnspec::judge
