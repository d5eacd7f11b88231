// Collects what the checks find in one case, one judgement for each requirement: the worst verdict stands,
// with what was seen for it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "judge/verdict.hpp"
#include "spec/law_book.hpp"

namespace dsnspec::judge {

class findings {
 public:
  explicit findings(const spec::law_book& law) : law_(law) {}

  // The occasion arose and the requirement was kept.
  void kept(std::string_view requirement);
  // It was not: FAIL, WARN or NOTE, by its level. `impact`: what it costs here, where that is less than
  // usual.
  void broken(std::string_view requirement, std::string summary, std::vector<evidence> seen = {},
              std::optional<spec::impact> impact = {});
  // broken() when `is_broken`, else kept().
  void held(std::string_view requirement, bool is_kept, std::string summary, std::vector<evidence> seen = {});
  // A choice the RFCs permit; which one.
  void note(std::string_view requirement, std::string summary, std::vector<evidence> seen = {});
  void inconclusive(std::string_view requirement, std::string reason, std::vector<evidence> seen = {});
  void error(std::string_view requirement, std::string reason);

  // In order of requirement id. A requirement the law book doesn't know comes out as ERROR: a mistake of
  // ours.
  [[nodiscard]] std::vector<judgement> result() const;

 private:
  void add(std::string_view requirement, verdict value, std::string summary, std::vector<evidence> seen,
           std::optional<spec::impact> impact = {});
  const spec::law_book& law_;
  std::map<std::string, judgement, std::less<>> found_;
};

}  // namespace dsnspec::judge
