#include "judge/refusal_codes.hpp"

namespace dsnspec::judge {

bool refuses_parameters(int code) {
  return code == 500 || code == 501 || code == 504 || code == 555;
}

bool refuses_form(int code) {
  return refuses_parameters(code) || code == 502;
}

bool has_another_reason(int code) {
  return (code >= 400 && code < 500) || code == 521 || code == 530 || code == 535 || code == 538 ||
         (code >= 550 && code < 555);
}

}  // namespace dsnspec::judge
