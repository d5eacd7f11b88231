#include "judge/evidence.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "base/quote.hpp"
#include "grammar/characters.hpp"

namespace dsnspec::judge {
namespace {

constexpr std::size_t shown = 400;

std::string place(const trace::dialogue& in) {
  if (in.of->role == trace::session_role::client) {
    return fmt::format("submitter, session {}", in.of->number);
  }
  return fmt::format("host {}, session {}", in.of->host, in.of->number);
}

std::string place(const received_report& report) {
  return fmt::format("report at host {}, session {}", report.how->host, report.how->in->of->number);
}

trace::time_us time_of(const received_report& report) {
  const trace::transaction& said = *report.how->said;
  return said.end ? said.end->sent : said.mail.sent;
}

}  // namespace

evidence said(const trace::dialogue& in, const trace::exchange& which) {
  return {which.sent, place(in), base::excerpt(which.command, shown)};
}

evidence answered(const trace::dialogue& in, const trace::exchange& which) {
  return {which.answered, place(in), which.answer ? base::excerpt(which.answer->raw, shown) : "(no reply)"};
}

evidence exchanged(const trace::dialogue& in, const trace::exchange& which) {
  const std::string reply = which.answer ? base::excerpt(which.answer->raw, shown) : "(no reply)";
  return {which.sent, place(in), base::excerpt(which.command, shown) + " -> " + reply};
}

evidence around(const trace::dialogue& in, trace::time_us at, std::string_view text, std::size_t octet) {
  constexpr std::size_t before = 40;
  constexpr std::size_t after = 80;
  const std::size_t from = octet > before ? octet - before : 0;
  return {at, fmt::format("{}, octets from {}", place(in), from),
          base::excerpt(text.substr(std::min(from, text.size()), before + after))};
}

evidence first_eight_bits(const trace::dialogue& in, const trace::transaction& of) {
  const std::string_view sent = of.message;
  const auto wide = std::find_if(sent.begin(), sent.end(), grammar::chars::eight_bit);
  return around(in, of.mail.sent, sent, static_cast<std::size_t>(wide - sent.begin()));
}

std::size_t first_difference(std::string_view a, std::string_view b) {
  return static_cast<std::size_t>(std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin());
}

evidence reported(const received_report& report, const dsn::field* field) {
  if (field != nullptr) {
    return excerpted(report, field->raw);
  }
  return excerpted(report, std::string_view(report.how->said->message).substr(0, shown));
}

evidence reported(const received_report& report, const dsn::per_recipient_fields& group) {
  std::string text;
  for (const dsn::field& field : group.fields) {
    text += field.raw;
  }
  return excerpted(report, text);
}

evidence excerpted(const received_report& report, std::string_view octets) {
  return {time_of(report), place(report), base::excerpt(octets, 2 * shown)};
}

}  // namespace dsnspec::judge
