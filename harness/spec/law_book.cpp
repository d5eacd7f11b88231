#include "spec/law_book.hpp"

#include <utility>

#include "base/digest.hpp"

namespace dsnspec::spec {

bool law_book::add(requirement row) {
  std::string id = row.id;
  return rows_.emplace(std::move(id), std::move(row)).second;
}

const requirement* law_book::find(std::string_view id) const {
  const auto at = rows_.find(id);
  return at == rows_.end() ? nullptr : &at->second;
}

std::string_view law_book::judged_as(std::string_view id) const {
  const requirement* row = find(id);
  return row == nullptr || row->restates.empty() ? id : std::string_view(row->restates);
}

std::string law_book::hash() const {
  std::string text;
  const auto put = [&text](std::string_view part) {
    text += part;
    text += '\0';
  };
  for (const auto& [id, row] : rows_) {
    put(id);
    put(row.section);
    put(name(row.level));
    put(name(row.role));
    put(name(row.impact));
    put(row.sentence);
    put(row.observed);
    put(row.stand);
    put(row.restates);
    put(row.part_of_it ? "part" : "");
    put(row.not_watchable);
  }
  return base::sha256_hex(text);
}

}  // namespace dsnspec::spec
