// The trace file: NDJSON, one event a line, written as it happens. Octets are JSON strings in the form of
// base::quote, so that the file is printable ASCII and lossless.
//
// Line kinds ("k"): run, scenario, case, skip, open, c (the client sent), s (the server sent), tls, close,
// dns, submit, mailbox, fence, target, end. The keys of each are those of the reader (reader.cpp), in the
// schema reports/schemas/trace.schema.json.
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <string_view>

#include "trace/run.hpp"

namespace dsnspec::trace {

class writer {
 public:
  // `line` gets each line with its LF, whole.
  explicit writer(std::function<void(std::string_view line)> line) : line_(std::move(line)) {}

  void run(const run_header& header);
  // The source text of a scenario goes in once, before its first case.
  void begin_case(time_us at, const scenario::scenario& what, const std::string& source,
                  const scenario::placement& where);
  void skip(const scenario::scenario& what, const std::string& source, const std::string& reason);
  void open(time_us at, const std::string& label, const session& opened);
  void octets(time_us at, std::uint32_t session, bool from_client, std::string_view octets,
              std::uint64_t omitted);
  void tls(time_us at, std::uint32_t session);
  void close(time_us at, std::uint32_t session, const std::string& reason);
  void dns(const std::string& label, const dns_query& query);
  void submit(const std::string& label, const submission_result& result);
  void mailbox(time_us at, const std::string& label, const mailbox_content& content);
  void fence(const std::string& label, const dsnspec::trace::fence& result);
  void target(const target_event& event);
  void end(time_us at);

 private:
  void source(const scenario::scenario& what, const std::string& text);
  std::function<void(std::string_view)> line_;
  std::set<std::string> written_;  // scenario ids whose source is in the trace
};

}  // namespace dsnspec::trace
