#include "target/reference/peer.hpp"

#include "base/ascii.hpp"

namespace dsnspec::reference {

peer read_peer(const smtp::reply& ehlo, const conduct& as) {
  peer out;
  out.extended = true;
  for (std::size_t i = 1; i < ehlo.lines.size(); ++i) {
    const std::string_view line = ehlo.lines[i];
    const std::string_view keyword = line.substr(0, line.find(' '));
    const auto is = [&](std::string_view name) { return base::iequals(keyword, name); };
    const bool last = i + 1 == ehlo.lines.size();
    if (is("DSN") && !(as.broken(defect::dsn_keyword_in_capitals_only) && keyword != "DSN") &&
        !(as.broken(defect::last_ehlo_line_overlooked) && last)) {
      out.dsn = true;
    }
    if (as.broken(defect::dsn_anywhere_in_ehlo) && line.find("DSN") != std::string_view::npos) {
      out.dsn = true;
    }
    out.size = out.size || is("SIZE");
    out.eight_bit = out.eight_bit || is("8BITMIME");
    out.smtputf8 = out.smtputf8 ||
                   (is("SMTPUTF8") && !(as.broken(defect::smtputf8_with_words_unknown) && line != keyword));
    out.pipelining = out.pipelining || is("PIPELINING");
    out.starttls = out.starttls || is("STARTTLS");
  }
  return out;
}

}  // namespace dsnspec::reference
