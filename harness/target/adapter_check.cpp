#include "target/adapter_check.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <thread>

#include "base/quote.hpp"
#include "target/adapter.hpp"
#include "target/greeting.hpp"
#include "target/leftovers.hpp"

namespace dsnspec::target {
namespace {

using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;

constexpr auto to_end = 5s;
constexpr auto to_appear = 5s;        // a message in the queue, or in a mailbox
constexpr auto between_looks = 50ms;  // no event tells of it
constexpr auto second_answer = 100ms;
// Nobody listens at either.
constexpr const char* host_address = "127.64.0.1";
constexpr std::uint16_t unused_port = 19;
constexpr const char* waiting_domain = "next.check.test";

class checker {
 public:
  checker(const words& argv, const auto& hand_over, const auto& told)
      : argv_(argv), hand_over_(hand_over), told_(told) {}

  bool run() {
    if (introduces_itself()) {
      refuses_what_means_nothing();
      waits_to_be_started();
      plays_a_run();
      starts_again();
      ends_when_we_leave();
    }
    return right_;
  }

 private:
  // Tells of one thing; gives whether it is right.
  bool tell(std::string what, std::string problem) {
    right_ = right_ && problem.empty();
    const bool good = problem.empty();
    told_(checked_item{std::move(what), std::move(problem), false});
    return good;
  }
  void skip(std::string what, std::string why) { told_(checked_item{std::move(what), std::move(why), true}); }

  template <class T>
  bool tell(std::string what, const base::result<T>& result) {
    return tell(std::move(what), result ? std::string() : result.error().message);
  }

  bool launch() {
    auto made = adapter::start(argv_);
    if (!made) {
      return tell("it runs", made.error().message);
    }
    one_ = std::move(*made);
    return true;
  }

  bool introduces_itself() {
    if (!launch()) {
      return false;
    }
    auto said = one_->hello();
    if (said) {
      about_ = std::move(*said);
    }
    const bool good = tell("hello is answered, as the schema says", said);
    if (good) {
      no_second_answer("hello");
    }
    return good;
  }

  void no_second_answer(std::string_view verb) {
    const std::string more = one_->unasked(second_answer);
    tell(fmt::format("{} is answered once", verb),
         more.empty() ? "" : "it went on: " + base::excerpt(more, 80));
  }

  void refuses_what_means_nothing() {
    const auto id = one_->next_id();
    const auto line = one_->ask(plain_request(id, "sing"), 10s);
    const auto reply = line ? read_reply(id, *line) : std::unexpected(line.error());
    tell("a verb that there is not is answered 'unsupported'",
         !reply                                            ? reply.error().message
         : reply->what != adapter_reply::kind::unsupported ? "it was answered " + base::excerpt(*line, 80)
                                                           : std::string());
    for (const char* garbage : {"this is no JSON", "[1, 2]", "{\"verb\": 7}", ""}) {
      const auto refusal = one_->ask(garbage, 10s);
      const std::string wrong = refusal ? wrong_with_refusal(*refusal) : refusal.error().message;
      tell(fmt::format("the line '{}' is refused, with id null", garbage), wrong);
      if (!refusal) {
        return;
      }
    }
    tell("it answers as before after that", one_->hello());
    no_second_answer("hello");
  }

  // What is asked of it before there is a server is an error, and not its end.
  void waits_to_be_started() {
    for (const char* verb : {"queue", "stop"}) {
      if (std::string_view(verb) == "queue" && !about_.knows("queue")) {
        continue;
      }
      const auto id = one_->next_id();
      const auto line = one_->ask(plain_request(id, verb), 10s);
      const auto reply = line ? read_reply(id, *line) : std::unexpected(line.error());
      tell(fmt::format("{} before start is answered, whatever it says", verb), reply);
    }
  }

  adapter_start world() const {
    adapter_start out;
    out.dns_address = "127.0.0.1";
    out.dns_port = unused_port;
    out.hosts_port = unused_port;
    out.hosts = {{waiting_domain, "mx." + std::string(waiting_domain), host_address},
                 {"origin.check.test", "mx.origin.check.test", host_address}};
    if (can("local-mailbox")) {
      out.local.mailboxes = {"dave.check"};
    }
    return out;
  }

  [[nodiscard]] bool can(std::string_view what) const {
    return std::find(about_.capabilities.begin(), about_.capabilities.end(), what) !=
           about_.capabilities.end();
  }

  bool start() {
    const auto at = one_->start_server(world());
    if (!tell("start is answered with the place where the server takes mail", at)) {
      return false;
    }
    place_ = *at;
    if (place_.address != "127.0.0.1") {
      skip("the server greets", "it is at another address than 127.0.0.1");
      return true;
    }
    return tell("the server greets there at once", greeting(place_.port, 5s));
  }

  void plays_a_run() {
    if (!start()) {
      leaves();
      return;
    }
    if (about_.knows("queue")) {
      keeps_a_message();
    } else {
      skip("queue", "it can't be listed, so that silence is never proved");
    }
    if (can("local-mailbox") && about_.knows("mailbox")) {
      delivers();
    } else {
      skip("mailbox", "it has none");
    }
    if (about_.knows("reset")) {
      forgets();
    } else {
      skip("reset", "it says that it can't");
    }
    stops();
  }

  // The listing that `fits`, or why there is none.
  template <class Fits>
  base::result<std::vector<queue_entry>> listing(const Fits& fits, const char* otherwise) {
    const auto until = clock::now() + to_appear;
    for (;;) {
      auto listed = one_->queue();
      if (!listed || fits(*listed)) {
        return listed;
      }
      if (clock::now() >= until) {
        return base::fail(otherwise);
      }
      std::this_thread::sleep_for(between_looks);
    }
  }

  static const queue_entry* to_carol(const std::vector<queue_entry>& all) {
    const std::string carol = "carol@" + std::string(waiting_domain);
    const auto at = std::find_if(all.begin(), all.end(), [&](const queue_entry& each) {
      return std::find(each.recipients.begin(), each.recipients.end(), carol) != each.recipients.end();
    });
    return at == all.end() ? nullptr : &*at;
  }

  void keeps_a_message() {
    tell("the queue is empty at first",
         listing([](const auto& all) { return all.empty(); }, "it holds messages before any was sent"));
    const std::string refused =
        hand_over_(place_.address, place_.port, "carol@" + std::string(waiting_domain));
    if (!tell("the server takes a message for a host of ours", refused)) {
      return;
    }
    const auto listed =
        listing([](const auto& all) { return to_carol(all) != nullptr; },
                "a message to carol@next.check.test, whose host refuses connections, is not listed");
    if (!tell("a message that can't be delivered yet is listed, by its recipient", listed)) {
      return;
    }
    const queue_entry entry = *to_carol(*listed);
    tell("it is listed with its sender and an id", entry.sender != "sender@origin.check.test"
                                                       ? "its sender is " + base::excerpt(entry.sender, 60)
                                                   : entry.id.empty() ? std::string("its id is empty")
                                                                      : std::string());
    if (!about_.knows("flush")) {
      skip("flush", "it says that it can't");
      return;
    }
    tell("flush takes this id", one_->flush(entry.id));
    const auto id = one_->next_id();
    const auto line = one_->ask(flush_request(id, "-nobody-; touch /tmp/x"), 10s);
    tell("flush of an id that there is not is answered, whatever it says",
         line ? read_reply(id, *line) : std::unexpected(line.error()));
  }

  void delivers() {
    tell("a mailbox is empty at first", mailbox_is(true));
    const std::string refused = hand_over_(place_.address, place_.port, "dave.check@" + about_.domain);
    if (tell("the server takes a message for a mailbox", refused)) {
      tell("what is delivered to a mailbox can be read", mailbox_is(false));
    }
    const auto id = one_->next_id();
    const auto line = one_->ask(mailbox_request(id, "../../etc/passwd"), 10s);
    const auto reply = line ? read_reply(id, *line) : std::unexpected(line.error());
    const auto content = reply && reply->what == adapter_reply::kind::done
                             ? read_mailbox_reply(reply->line)
                             : base::result<mailbox_content>(mailbox_content{});
    tell("a mailbox that there is not is refused, or empty", !reply     ? reply.error().message
                                                             : !content ? content.error().message
                                                             : !content->octets.empty()
                                                                 ? "'../../etc/passwd' has content"
                                                                 : std::string());
  }

  std::string mailbox_is(bool empty) {
    const auto until = clock::now() + to_appear;
    for (;;) {
      const auto content = one_->mailbox("dave.check");
      if (!content) {
        return content.error().message;
      }
      if (content->octets.empty() == empty) {
        return content->octets.empty() || content->octets.starts_with("From ")
                   ? ""
                   : "it does not begin with 'From ', as an mbox does";
      }
      if (clock::now() >= until) {
        return empty ? "it has content" : "the message did not come within 5 s";
      }
      std::this_thread::sleep_for(between_looks);
    }
  }

  void forgets() {
    if (!tell("reset is answered", one_->reset())) {
      return;
    }
    if (about_.knows("queue")) {
      tell("after reset the queue is empty",
           listing([](const auto& all) { return all.empty(); }, "it still holds messages"));
    }
    if (can("local-mailbox") && about_.knows("mailbox")) {
      tell("after reset mailboxes are empty", mailbox_is(true));
    }
  }

  void stops() {
    tell("stop is answered", one_->stop());
    no_second_answer("stop");
    if (place_.address == "127.0.0.1") {
      const auto still = greeting(place_.port, 500ms);
      tell("nobody listens where the server was",
           still ? "it still greets: " + base::excerpt(*still, 60) : "");
    }
    leaves();
  }

  // Its input is closed; it ends, and nobody is left.
  void leaves() {
    const auto how = one_->end(to_end);
    const std::string said = base::excerpt(one_->errors(), 200);
    tell("it ends with exit code 0 when its input is closed",
         !how             ? "it had to be killed after 5 s"
         : how->success() ? ""
                          : how->text() + (said.empty() ? "" : "; to standard error it wrote: " + said));
    one_.reset();
    nobody_left();
  }

  void nobody_left() {
    const std::string left = left_.end(1s);  // they may be ending
    tell("no process is left", left.empty() ? "" : "these are: " + left);
  }

  // As a second run would.
  void starts_again() {
    if (launch() && tell("a second one of it answers hello", one_->hello()) && start()) {
      if (about_.knows("queue")) {
        tell("and knows nothing of the first",
             listing([](const auto& all) { return all.empty(); }, "its queue holds messages"));
      }
      stops();
    }
  }

  // dsnspec may be killed.
  void ends_when_we_leave() {
    if (launch() && one_->hello() && start()) {
      tell("the end of its input comes in the middle of a run", std::string());
      leaves();
      if (place_.address == "127.0.0.1") {
        const auto still = greeting(place_.port, 500ms);
        tell("nobody listens where the server was",
             still ? "it still greets: " + base::excerpt(*still, 60) : "");
      }
    }
  }

  const words& argv_;
  const std::function<std::string(const std::string&, std::uint16_t, const std::string&)>& hand_over_;
  const std::function<void(const checked_item&)>& told_;
  leftovers left_;
  std::unique_ptr<adapter> one_;
  adapter_introduction about_;
  adapter_place place_;
  bool right_ = true;
};

}  // namespace

bool check_adapter(const words& argv,
                   const std::function<std::string(const std::string& address, std::uint16_t port,
                                                   const std::string& recipient)>& hand_over,
                   const std::function<void(const checked_item&)>& told) {
  return checker(argv, hand_over, told).run();
}

}  // namespace dsnspec::target
