#include "target/reference/mta.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <map>
#include <set>

#include "base/ascii.hpp"
#include "grammar/a_label.hpp"
#include "grammar/address_parts.hpp"
#include "net/connection.hpp"
#include "net/tls.hpp"
#include "target/reference/mailboxes.hpp"
#include "target/reference/relay_session.hpp"
#include "target/reference/report_writer.hpp"
#include "target/reference/server_session.hpp"

namespace dsnspec::reference {

namespace asio = boost::asio;
using asio::awaitable;
using net::connection;
using net::error_code;
using std::chrono::seconds;
using std::chrono::steady_clock;

struct mta::state {
  state(asio::io_context& context, settings wanted)
      : io(context),
        how(std::move(wanted)),
        started(steady_clock::now()),
        waiting(how.home, how.as, how.when, std::chrono::floor<seconds>(std::chrono::system_clock::now())),
        acceptor(io),
        alarm(io) {}

  [[nodiscard]] moment now() const {
    return std::chrono::duration_cast<moment>(steady_clock::now() - started);
  }

  asio::io_context& io;
  settings how;
  steady_clock::time_point started;
  reference::queue waiting;
  mailboxes boxes;
  net::tcp::acceptor acceptor;
  asio::steady_timer alarm;  // cancelled when something came into the queue
  std::shared_ptr<asio::ssl::context> tls;
  std::set<std::shared_ptr<connection>> open;
  std::size_t deliveries = 0;
  bool stopped = false;
};

namespace {

constexpr seconds idle{60};
constexpr seconds patience{5};  // for each reply of a next hop
constexpr std::size_t deliveries_at_once = 64;

// ---------------------------------------------------------------- mail that comes in

template <class State>
awaitable<void> converse(std::shared_ptr<State> self, std::shared_ptr<connection> peer) {
  server_session session(
      self->how.home, self->how.as, [self] { return self->waiting.new_id(); },
      peer->peer().substr(0, peer->peer().rfind(':')));
  std::string out = session.greeting();
  for (;;) {
    error_code failed = co_await peer->write(std::move(out), steady_clock::now() + idle);
    if (!failed && session.awaits_tls()) {
      failed = co_await peer->start_tls(self->tls, steady_clock::now() + idle);
      session.tls_started();
    }
    if (failed || session.finished()) {
      break;
    }
    std::string octets;
    failed = co_await peer->read(octets, steady_clock::now() + idle);
    if (failed) {
      break;
    }
    const moment now = self->now();
    out = session.receive(octets, self->waiting.wall(now));
    for (message& each : session.take_messages()) {
      self->waiting.take(std::move(each), now);
      self->alarm.cancel();
    }
  }
  co_await peer->end_politely(steady_clock::now() + patience);
  self->open.erase(peer);
}

template <class State>
awaitable<void> listen(std::shared_ptr<State> self) {
  while (!self->stopped) {
    error_code failed;
    net::tcp::socket socket(self->io);
    co_await self->acceptor.async_accept(socket, asio::redirect_error(asio::use_awaitable, failed));
    if (self->stopped || failed == asio::error::operation_aborted) {
      break;
    }
    if (!failed) {
      auto peer = std::make_shared<connection>(std::move(socket));
      self->open.insert(peer);
      asio::co_spawn(self->io, converse(self, std::move(peer)), asio::detached);
    }
  }
}

// ---------------------------------------------------------------- where it goes

struct exchanger {
  std::string name;
  std::string address;
};

struct route {
  std::vector<exchanger> exchangers;  // in the order they are to be tried; or
  attempt obstacle;                   // why there are none
};

route no_route(attempt::result what, std::string status, std::string reason) {
  route out;
  out.obstacle.what = what;
  out.obstacle.status = std::move(status);
  out.obstacle.reason = std::move(reason);
  return out;
}

// RFC 5321 section 5.1, RFC 7505.
template <class State>
awaitable<route> look_up(std::shared_ptr<State> self, std::string domain) {
  using kind = name_answer::kind;
  const std::string name =
      self->how.as.broken(defect::u_labels_in_dns) ? domain : grammar::with_a_labels(domain);
  name_answer mx = co_await self->how.names(name, name_type::mx);
  if (mx.what == kind::nxdomain) {
    co_return no_route(attempt::result::failed, "5.1.2", "there is no such domain");
  }
  if (mx.what == kind::failure) {
    co_return no_route(attempt::result::deferred, "4.4.3", "DNS gave no answer");
  }
  if (mx.what == kind::no_data) {
    mx.records = {{name, 0}};
  }
  if (mx.records.front().value.empty()) {
    co_return no_route(attempt::result::failed, "5.1.10", "the domain takes no mail");
  }
  std::stable_sort(mx.records.begin(), mx.records.end(),
                   [](const auto& a, const auto& b) { return a.preference < b.preference; });
  // This system itself, and what is less preferred, would only bring the message back.
  const auto here = std::find_if(mx.records.begin(), mx.records.end(), [&self](const auto& each) {
    return base::iequals(each.value, self->how.home.host_name);
  });
  mx.records.erase(here, mx.records.end());
  if (mx.records.empty()) {
    co_return no_route(attempt::result::failed, "5.4.6", "the domain's mail would come back here");
  }
  route out = no_route(attempt::result::deferred, "4.4.3", "no mail exchanger has an address");
  for (const name_answer::record& each : mx.records) {
    const name_answer found = co_await self->how.names(each.value, name_type::a);
    for (const name_answer::record& one : found.records) {
      out.exchangers.push_back({each.value, one.value});
    }
  }
  co_return out;
}

// ---------------------------------------------------------------- mail that goes out

// Waits for the reply to QUIT, which changes nothing any more.
template <class State>
awaitable<void> take_leave(std::shared_ptr<State> self, std::shared_ptr<connection> peer) {
  std::string octets;
  co_await peer->read(octets, steady_clock::now() + patience);
  co_await peer->end_politely(steady_clock::now() + patience);
  self->open.erase(peer);
}

template <class State>
awaitable<void> hold(std::shared_ptr<State> self, std::shared_ptr<connection> peer, exchanger where,
                     relay_session& session) {
  error_code failed;
  const net::tcp::endpoint there(asio::ip::make_address(where.address, failed), self->how.next_hop_port);
  failed = co_await peer->connect(there, steady_clock::now() + patience);
  while (!failed && !session.settled()) {
    std::string octets;
    failed = co_await peer->read(octets, steady_clock::now() + patience);
    if (failed) {
      break;
    }
    std::string out = session.receive(octets, self->waiting.wall(self->now()));
    if (session.awaits_tls()) {
      failed = co_await peer->start_tls_as_client(steady_clock::now() + patience);
      out = failed ? std::string() : session.tls_started();
    }
    if (!failed && !out.empty()) {
      failed = co_await peer->write(std::move(out), steady_clock::now() + patience);
    }
  }
  session.closed(failed ? failed.message() : "the session ended", self->waiting.wall(self->now()));
  asio::co_spawn(self->io, take_leave(self, std::move(peer)), asio::detached);
}

// Tries the exchangers one after the other for those recipients that may fare better there.
template <class State>
awaitable<void> relay(std::shared_ptr<State> self, std::string id, std::string domain,
                      std::vector<std::size_t> places) {
  const route way = co_await look_up(self, domain);
  for (const std::size_t each : places) {
    self->waiting.settle(id, each, way.obstacle);
  }
  for (const exchanger& where : way.exchangers) {
    const bool literal = self->how.as.chosen.address_as_name;
    relay_session session(self->waiting.at(id), places, self->how.home.host_name,
                          literal ? "[" + where.address + "]" : where.name, self->how.as);
    const auto peer = std::make_shared<connection>(net::tcp::socket(self->io));
    self->open.insert(peer);
    co_await hold(self, peer, where, session);
    std::vector<std::size_t> left;
    for (std::size_t i = 0; i < places.size(); ++i) {
      const attempt& how = session.outcomes()[i];
      self->waiting.settle(id, places[i], how);
      if (how.elsewhere) {
        left.push_back(places[i]);
      }
    }
    places = std::move(left);
    if (places.empty() || self->stopped) {
      break;
    }
  }
}

template <class State>
void deliver_here(State& self, const std::string& id, std::size_t place) {
  const message& what = self.waiting.at(id);
  const recipient& who = what.recipients[place];
  const std::string content =
      what.of ? write_report(*what.of, true, true, self.how.as).content : what.content;
  self.boxes.deliver(std::string(grammar::local_part_of(who.destination)), what, who, content, self.how.as);
  attempt how;
  how.what = attempt::result::delivered;
  how.status = "2.0.0";
  how.reason = "it is in the mailbox";
  how.when = self.waiting.wall(self.now());
  self.waiting.settle(id, place, std::move(how));
}

template <class State>
awaitable<void> deliver(std::shared_ptr<State> self, std::string id) {
  std::map<std::string, std::vector<std::size_t>> elsewhere;
  for (const std::size_t place : self->waiting.waiting(id)) {
    const std::string& destination = self->waiting.at(id).recipients[place].destination;
    if (self->how.home.is_home_of(destination)) {
      deliver_here(*self, id, place);
    } else {
      elsewhere[base::lowered(grammar::domain_of(destination))].push_back(place);
    }
  }
  for (const auto& [domain, places] : elsewhere) {
    co_await relay(self, id, domain, places);
  }
  self->waiting.finish(id, self->now());
  --self->deliveries;
  self->alarm.cancel();
}

template <class State>
awaitable<void> work(std::shared_ptr<State> self) {
  while (!self->stopped) {
    while (self->deliveries < deliveries_at_once) {
      const auto id = self->waiting.next(self->now());
      if (!id) {
        break;
      }
      ++self->deliveries;
      asio::co_spawn(self->io, deliver(self, *id), asio::detached);
    }
    const auto due = self->waiting.next_due();
    const bool full = self->deliveries == deliveries_at_once;
    self->alarm.expires_at(due && !full ? self->started + *due : steady_clock::time_point::max());
    error_code ignored;
    co_await self->alarm.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
}

}  // namespace

base::result<std::unique_ptr<mta>> mta::start(asio::io_context& io, settings how) {
  auto shared = std::make_shared<state>(io, std::move(how));
  const settings& wanted = shared->how;
  if (const error_code failed = net::listen_at(shared->acceptor, wanted.address, wanted.port)) {
    return base::fail(
        fmt::format("cannot listen on {} port {}: {}", wanted.address, wanted.port, failed.message()));
  }
  auto tls = net::self_signed_context();
  if (!tls) {
    return std::unexpected(tls.error());
  }
  shared->tls = std::move(*tls);
  asio::co_spawn(io, listen(shared), asio::detached);
  asio::co_spawn(io, work(shared), asio::detached);
  return std::unique_ptr<mta>(new mta(std::move(shared)));
}

mta::mta(std::shared_ptr<state> shared) : state_(std::move(shared)) {}

mta::~mta() {
  stop();
}

std::uint16_t mta::port() const {
  error_code ignored;
  return state_->acceptor.local_endpoint(ignored).port();
}

std::vector<listed_message> mta::queue() const {
  return state_->waiting.list();
}

std::string mta::mailbox(const std::string& name) const {
  return state_->boxes.content(name);
}

void mta::stop() {
  state_->stopped = true;
  error_code ignored;
  state_->acceptor.close(ignored);
  state_->alarm.cancel();
  for (const auto& each : state_->open) {
    each->stop();
  }
}

}  // namespace dsnspec::reference
