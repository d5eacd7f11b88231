// Everything a check may ask about a case.
#pragma once

#include "judge/answers.hpp"
#include "judge/fate.hpp"
#include "judge/observation.hpp"
#include "judge/unread.hpp"

namespace dsnspec::judge {

struct case_view {
  const observation& seen;
  const dsnspec::judge::fates& fates;
  const answers& reports;
  const unread_reports& unread;
};

}  // namespace dsnspec::judge
