// The vectors of corpus/vectors, and what our parsers make of one. The format: corpus/vectors/README.md.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace dsnspec::vectors {

using json = nlohmann::json;

struct vector {
  std::string file;     // below corpus/vectors
  std::string verdict;  // "valid", "tolerated", "invalid"
  std::string production;
  json text;              // as it stands in the file
  std::string input;      // the octets
  bool smtputf8 = false;  // the transaction is one of SMTPUTF8
  bool global = false;    // message/global-delivery-status

  [[nodiscard]] std::string id() const { return text.value("id", ""); }
  [[nodiscard]] json expect() const { return text.value("expect", json(nullptr)); }
  [[nodiscard]] std::set<std::string> breaks() const { return text.value("breaks", std::set<std::string>()); }
};

// Of all files below corpus/vectors, in the order of their names. Throws where a file can't be understood.
std::vector<vector> all_vectors();
// Every file below corpus/vectors, README.md and INDEX left out.
std::vector<std::string> all_files();

// Octets as the files write them: UTF-8 as text, anything else as {"base64": ...}.
json octets(std::string_view text);

// What a reader of ours says about one input.
struct reading {
  std::optional<json> strict;    // nothing: refused
  std::set<std::string> broken;  // rules, or requirements
  std::optional<json> tolerant;  // nothing: refused even so
  bool all = false;              // `broken` has every rule that is broken, not just the first
};

using reader = std::function<reading(const vector&)>;
using readers = std::map<std::string, reader>;  // by production

readers grammar_readers();
readers address_readers();
readers smtp_readers();
readers report_readers();

}  // namespace dsnspec::vectors
