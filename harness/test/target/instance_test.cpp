#include "target/instance.hpp"

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>

#include "target/sandboxed.hpp"

namespace dsnspec::target {
namespace {

using testing::HasSubstr;

class instances : public testing::TestWithParam<identity> {};

INSTANTIATE_TEST_SUITE_P(as, instances, testing::ValuesIn(identities()),
                         [](const auto& which) { return identity_name(which.param); });

// A mail system in a few lines of Perl, which every Debian system has: it greets, and it logs a line at TERM.
constexpr const char* fake_mta = R"(use IO::Socket::INET;
my ($greeting, $delay) = @ARGV;
select(undef, undef, undef, $delay);
open(my $log, '>>', '/var/log/mta'); $log->autoflush(1);
$SIG{TERM} = sub { print $log "stopped\n"; exit 0 };
my $listen = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => 25, Listen => 5, ReuseAddr => 1) or die "port: $!";
print $log "started\n"; print "said\n";
while (my $client = $listen->accept) { print $client "$greeting\r\n"; my $line = <$client>; close $client; }
)";

target_spec fake_spec(const std::string& greeting = "220 fake", const std::string& delay = "0.05") {
  target_spec spec;
  spec.name = "fake";
  spec.host_name = "mta.local.test";
  spec.files = {{"/etc/mta.pl", "", std::string(fake_mta), {"root", "root", 0644}}};
  spec.start = {"perl", "/etc/mta.pl", greeting, delay};
  spec.version = {"echo", " 1.2.3"};
  spec.flush = {"touch", "/tmp/${id}"};
  spec.queue = {
      "sh", "-c",
      "echo '{\"queue_id\": \"A1\", \"sender\": \"s@x\", \"recipients\": [{\"address\": \"r@y\"}]}'"};
  spec.mailbox = "/var/mail/${name}";
  spec.log = "/var/log/mta";
  spec.ready_within = milliseconds{20'000};
  return spec;
}

seen with_instance(const target_spec& spec, const std::function<int(instance&, std::ostream&)>& inside) {
  return run_sandboxed(instances::GetParam(), {}, [&](std::ostream& out) {
    instance mta(spec);
    const auto prepared = mta.prepare({.mailboxes = {"carol"}, .aliases = {}, .lists = {}});
    const auto done = prepared ? mta.start() : prepared;
    if (!done) {
      out << done.error().message;
      return 3;
    }
    return inside(mta, out);
  });
}

TEST_P(instances, StartIsWatchedAndStopped) {
  const auto result = with_instance(fake_spec(), [](instance& mta, std::ostream& out) {
    pollfd watched{mta.exit_fd(), POLLIN, 0};
    out << mta.version().value_or("?") << ' ' << ::poll(&watched, 1, 0) << mta.ended().has_value() << '\n';
    mta.stop();
    mta.stop();
    out << mta.log_tail();
    return 0;
  });
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.text, "1.2.3 00\nsaid\nstarted\nstopped\n");
}

TEST_P(instances, QueueFlushAndMailbox) {
  const auto result = with_instance(fake_spec(), [](instance& mta, std::ostream& out) {
    const auto entries = mta.queue();
    for (const auto& entry : entries.value()) {
      out << entry.id << ' ' << entry.sender << ' ' << entry.recipients.at(0) << '\n';
    }
    auto listing = mta.list_queue();
    std::string text;
    pollfd watched{listing->output_fd(), POLLIN, 0};
    char block[100];
    for (ssize_t got = 1; got != 0;) {
      ::poll(&watched, 1, 10'000);
      got = ::read(listing->output_fd(), block, sizeof block);
      text.append(block, got > 0 ? static_cast<std::size_t>(got) : 0);
    }
    out << mta.read_queue(text).value().size() << mta.flush("flushed").has_value()
        << ::access("/tmp/flushed", F_OK) << '\n';
    out << '[' << mta.mailbox("carol").value().octets << ']';
    std::ofstream("/var/mail/carol") << "From a@x Thu\n\nmail\n";
    const auto whole = mta.mailbox("carol").value();
    const auto part = mta.mailbox("carol", 6).value();
    out << whole.octets << whole.omitted << ' ' << part.octets << ' ' << part.omitted;
    return 0;
  });
  EXPECT_EQ(result.text, "A1 s@x r@y\n110\n[]From a@x Thu\n\nmail\n0 From a 13");
}

TEST_P(instances, DeathIsNoticed) {
  const auto result = with_instance(fake_spec(), [](instance& mta, std::ostream& out) {
    pollfd watched{mta.exit_fd(), POLLIN, 0};
    for (int pid = 3; pid < 64; ++pid) {  // its main process is the only other one
      ::kill(pid, SIGKILL);
    }
    out << ::poll(&watched, 1, 10'000) << ' ' << mta.ended().value_or(exit_status{}).text();
    mta.stop();
    return 0;
  });
  EXPECT_EQ(result.text, "1 killed by signal 9 (Killed)");
}

TEST_P(instances, TakeMailByCommand) {
  auto spec = fake_spec();
  spec.start = {"sleep", "60"};  // it never greets
  spec.submit = {"sh", "-c", "echo \"$@\"; cat; exit 3", "sh", "<${from}>", "${to}", "end"};
  const auto result = with_instance(spec, [](instance& mta, std::ostream& out) {
    auto child = mta.begin_submit("s@x ${y}", {"a b@y", "${from}"}, "mail\n");
    const auto status = child->wait(milliseconds{10'000});
    char said[100];
    const ssize_t count = ::read(child->output_fd(), said, sizeof said);
    out << std::string(said, static_cast<std::size_t>(std::max<ssize_t>(count, 0))) << status->code;
    return 0;
  });
  EXPECT_EQ(result.text, "<s@x ${y}> a b@y ${from} end\nmail\n3");
  spec.start = {"false"};
  EXPECT_THAT(with_instance(spec, [](auto&, auto&) { return 0; }).text,
              HasSubstr("fake ended when it was started (exit code 1)"));
}

TEST_P(instances, SayWhyTheyDidNotStart) {
  auto spec = fake_spec("554 go away", "0");
  spec.ready_within = milliseconds{2500};
  EXPECT_THAT(
      with_instance(spec, [](auto&, auto&) { return 0; }).text,
      HasSubstr(
          "fake was not ready after 2500 ms (port 25 greets with \"554 go away\"); its log ends with: "));
  spec = fake_spec();
  spec.start = {"sh", "-c", "echo 'fatal: \033 bad setting' >&2; exit 1"};
  const auto start = std::chrono::steady_clock::now();
  EXPECT_THAT(
      with_instance(spec, [](auto&, auto&) { return 0; }).text,
      HasSubstr(
          "fake ended while it was started (exit code 1); its log ends with: fatal: \\x1B bad setting"));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds{15});
  spec.start = {"sleep", "60"};
  spec.ready_within = milliseconds{300};
  EXPECT_THAT(with_instance(spec, [](auto&, auto&) { return 0; }).text,
              HasSubstr("cannot connect to port 25"));
  spec.start = {"/usr/sbin/no-such-mta"};
  EXPECT_THAT(with_instance(spec, [](auto&, auto&) { return 0; }).text, HasSubstr("/usr/sbin/no-such-mta"));
}

}  // namespace
}  // namespace dsnspec::target
