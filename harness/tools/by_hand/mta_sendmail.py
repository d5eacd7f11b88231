"""Sendmail: Debian's package with Debian's own sendmail.mc."""
import os, subprocess, time

from namespace import own, sh, write
from show import Talk, lines, message
from world import HOME, printable

PACKAGES = ["sendmail-bin", "sendmail-base", "sendmail-cf", "sensible-mda", "m4", "liblockfile1", "libwrap0", "libsigsegv2"]
LOGS = ["/var/log/syslog"]
# Not stock, for the sake of time and of a client on the same machine.
PROVIDER = """define(`confTO_QUEUEWARN', `1s')dnl
define(`confTO_QUEUERETURN', `4s')dnl
define(`confTO_IDENT', `0')dnl
define(`confQUEUE_LA', `1000')dnl
define(`confREFUSE_LA', `1000')dnl
"""
ACCESS = "Connect:127.0.0.1\tRELAY\nGreetPause:127.0.0.1\t0\nClientRate:127.0.0.1\t0\nClientConn:127.0.0.1\t0\n"
ALIASES = """mailer-daemon: postmaster
postmaster: root
root: alice
one: refused-by-alias@dsn.example
two: m4@dsn.example, m5@dsn.example
mixed: alice, m6@dsn.example
club: m1@member.example, m2@dsn.example
owner-club: clubowner@sender.example
"""


def start(variant):
    """Variant "cet": the clock of Berlin; "lines": longer lines than the default may leave; "returns": contents are returned."""
    m, s = "/etc/mail", "/usr/share/sendmail/cf"
    os.makedirs(m + "/m4", exist_ok=True)
    for name in ("m4/dialup.m4", "trusted-users", "relay-domains"):
        write(f"{m}/{name}", "")
    write(m + "/m4/provider.m4", PROVIDER + ("define(`SMTP_MAILER_LL', `998')dnl\n" if variant == "lines" else ""))
    write(m + "/local-host-names", HOME + "\n")
    write(m + "/access", ACCESS)
    write(m + "/aliases", ALIASES)
    sh(f"cp {s}/debian/sendmail.mc {m}/; mkdir -p /etc/mail/smrsh; ln -sf /usr/libexec/sendmail/mail.local /etc/mail/smrsh/mail.local")
    if variant == "returns":  # Debian's privacy option that keeps contents back is taken out
        sh(f"sed -i 's/nobodyreturn,//; s/,nobodyreturn//' {m}/sendmail.mc")
    sh(f"cd {m} && m4 sendmail.mc > sendmail.cf && /usr/libexec/sendmail/makemap hash access < access && /usr/libexec/sendmail/newaliases",
       stdout=subprocess.DEVNULL)
    own("/var/spool/mqueue", "root", None, 0o700)
    own("/run/sendmail/mta", "root")
    own("/var/lib/sendmail/host_status", "root")
    if variant == "cet":
        sh("rm -f /etc/localtime; ln -s /usr/share/zoneinfo/Europe/Berlin /etc/localtime")
    out = subprocess.run("/usr/libexec/sendmail/sendmail -bt -d0.1 < /dev/null | head -1", shell=True, capture_output=True, text=True)
    print("version:", out.stdout.strip())
    subprocess.Popen(["/usr/libexec/sendmail/sendmail", "-bD", "-q1s"])


def injected(w):
    """line ends encoded in ENVID and ORCPT (RFC 3461 5.1 a, 4.4, 8; RFC 3464 2.1)"""
    w.replies["refused-s1"] = w.replies["refused-s2"] = "550 5.1.1 no such user"
    t = Talk(w, "s1").send(b" ENVID=a+0A+0AFinal-Recipient:+20rfc822;+20bob@bank.example+0AAction:+20delivered+0AStatus:+202.0.0+0A",
                           b"<refused-s1@dsn.example> NOTIFY=FAILURE")
    t.report()
    t = Talk(w, "s2").send(b"", b"<refused-s2@dsn.example> NOTIFY=FAILURE ORCPT=rfc822;x+0AAction:+20delivered")
    t.report()


def alias_success(w):
    """NOTIFY for an alias with two targets, both elsewhere (RFC 3461 5.2.7.3)"""
    t = Talk(w, "s3").send(b" RET=HDRS ENVID=s3", f"<two@{HOME}> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;two@{HOME}".encode())
    t.hop(b"<m4@")
    t.hop(b"<m5@")
    t.report(12)
    print("   NEVER:")
    with w.lock:
        w.sessions.clear()
    t = Talk(w, "s4").send(b" ENVID=s4", f"<two@{HOME}> NOTIFY=NEVER".encode())
    t.hop(b"<m4@")


def alias_mixed(w):
    """the same with a mailbox here as one of the targets"""
    t = Talk(w, "s5").send(b" ENVID=s5", f"<mixed@{HOME}> NOTIFY=SUCCESS ORCPT=rfc822;mixed@{HOME}".encode())
    t.hop(b"<m6@")
    t.report(12)


def mailing_list(w):
    """parameters go to the members of a list (RFC 3461 5.2.7.1 b, 4.2)"""
    t = Talk(w, "s6").send(b" RET=HDRS ENVID=anna-4711", f"<club@{HOME}> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;club@{HOME}".encode())
    t.hop(b"<m1@")
    t.hop(b"<m2@")
    t.report()
    with w.lock:
        w.sessions.clear()
    print("   RET=FULL:")
    t = Talk(w, "s6b").send(b" RET=FULL ENVID=anna-4712", f"<club@{HOME}> NOTIFY=NEVER".encode())
    t.hop(b"<m1@")


def made_up_reply(w):
    """the domain does not exist; the connection is lost (RFC 3464 2.3.5, 2.3.6)"""
    Talk(w, "s7").send(b"", b"<bob@no-such-domain.example> NOTIFY=FAILURE").report()
    t = Talk(w, "s8").send(b"", b"<hangup-s8@seven.example> NOTIFY=FAILURE")
    t.report(15)


def refused_early(w):
    """refused at MAIL, at DATA and after the message (RFC 3461 6.3 h, i)"""
    for name, where in (("s9", "mail:s9"), ("s9b", "data:bob-s9b"), ("s9c", "dot:bob-s9c")):
        w.replies[where] = "554 5.7.1 not this message"
        Talk(w, name).send(b"", f"<bob-{name}@dsn.example> NOTIFY=FAILURE".encode()).report()


def return_path(w):
    """a report put into a mailbox here (RFC 5321 4.4)"""
    w.replies["refused-s10"] = "550 5.1.1 no such user"
    Talk(w, "s10", HOME, "alice").send(b"", b"<refused-s10@dsn.example> NOTIFY=FAILURE")
    time.sleep(4)
    for line in open("/var/mail/alice", "rb").read().split(b"\n"):
        if line.startswith((b"From ", b"Return-Path", b"Subject:")):
            print("   | " + printable(line))


def dates(w):
    """dates in reports (RFC 3464 2.2.5, 2.3.7)"""
    w.replies["refused-s11"] = "550 5.1.1 no such user"
    Talk(w, "s11").send(b"", b"<refused-s11@dsn.example> NOTIFY=FAILURE").report()


def long_lines(w):
    """lines of 991 and of 998 octets (RFC 5321 4.5.3.1.6)"""
    for n in (989, 990, 991, 998):
        t = Talk(w, f"s12-{n}").send(b"", b"<bob-s12-%d@dsn.example>" % n, content=message("s12") + b"x" * n + b"\r\nend\r\n")
        s = w.wait(lambda s: s.message and b"bob-s12-%d" % n in s.command(b"RCPT"))
        print(f"   sent a line of {n}, which came as:", [(len(x), printable(x[:2]), printable(x[-2:])) for x in s.message.split(b"\r\n") if x.startswith(b"x") or b"xxx" in x or b"!" in x])


def syntax(w):
    """commands that break the syntax (RFC 3461 5.1 a, RFC 5321 4.1.2)"""
    for parameters in (b" ENVID=", b" ENVID=a+3d", b" ENVID=a+00b", b" ENVID=a+0Ab"):
        Talk(w, "s14").send(parameters)
    Talk(w, "s15").send(b"", b"<\"x\x0by\"@dsn.example>")


CASES = {f.__name__.replace("_", "-"): f for f in (injected, alias_success, alias_mixed, mailing_list, made_up_reply,
         refused_early, return_path, dates, long_lines, syntax)}
