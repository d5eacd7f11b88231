// All requirements, by id. Filled by scenario/law_reader from scenarios/law/*.yaml; read-only afterwards.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "spec/requirement.hpp"

namespace dsnspec::spec {

class law_book {
 public:
  // False when the id is there already; nothing is changed then.
  bool add(requirement row);

  // Null when unknown. The pointer lives as long as the book.
  [[nodiscard]] const requirement* find(std::string_view id) const;

  // The id under which a requirement is judged: that of the row it restates, else its own, known or not.
  // Lives as long as the book and `id`.
  [[nodiscard]] std::string_view judged_as(std::string_view id) const;

  [[nodiscard]] const std::map<std::string, requirement, std::less<>>& rows() const { return rows_; }

  // SHA-256 over every row in order of id: the same law, whatever file it stands in, has the same hash.
  [[nodiscard]] std::string hash() const;

 private:
  std::map<std::string, requirement, std::less<>> rows_;
};

}  // namespace dsnspec::spec
