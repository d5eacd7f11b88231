"""OpenSMTPD: Debian's package and its smtpd.conf, with a name and a domain."""
import subprocess, time

from namespace import own, sh, write
from show import Talk, lines, message
from world import HOME, MTA

PACKAGES = ["opensmtpd"]
LOGS = ["/var/log/smtpd"]
CONF = f"""table aliases file:/etc/aliases
listen on 127.0.0.1 hostname {MTA}
action "local" maildir alias <aliases>
action "relay" relay
match for domain "{HOME}" action "local"
match for local action "local"
match from local for any action "relay"
# Not stock, for the sake of time alone: seconds instead of hours and days.
queue ttl 6s
bounce warn-interval 1s
"""
ALIASES = """postmaster: root
root: alice
one: refused-by-alias@dsn.example
two: m4@dsn.example, m5@dsn.example
"""


def start(variant):
    write("/etc/smtpd.conf", CONF)
    write("/etc/aliases", ALIASES)
    own("/var/spool/smtpd", "root", None, 0o711)
    own("/var/lib/opensmtpd/empty", "root", None, 0o755)
    print("version:", subprocess.run(["smtpd", "-h"], capture_output=True, text=True).stderr.split("\n")[0])
    with open("/var/log/smtpd", "wb") as log:
        subprocess.Popen(["/usr/sbin/smtpd", "-d", "-f", "/etc/smtpd.conf"], stdout=log, stderr=log)


def sticky(w):
    """NOTIFY and ORCPT of one recipient, at those after it (RFC 3461 5.2.1 c, d)"""
    t = Talk(w, "o1").send(b"", b"<bob-o1@dsn.example> NOTIFY=NEVER ORCPT=rfc822;bob@old.example", b"<carol-o1@dsn.example>",
                           b"<dave-o1@dsn.example> NOTIFY=SUCCESS")
    for who in (b"bob-o1", b"carol-o1", b"dave-o1"):
        t.hop(who)


def sticky_lost(w):
    """the same, and the recipient without NOTIFY is refused (RFC 3461 5.2.6 c)"""
    w.replies["refused-o2"] = "550 5.1.1 no such user"
    t = Talk(w, "o2").send(b"", b"<bob-o2@dsn.example> NOTIFY=NEVER", b"<refused-o2@dsn.example>")
    t.hop(b"refused-o2")
    t.report(10)
    print("   alone, to compare:")
    w.replies["refused-o3"] = "550 5.1.1 no such user"
    t = Talk(w, "o3").send(b" RET=HDRS ENVID=anna-4711", b"<refused-o3@dsn.example> NOTIFY=FAILURE ORCPT=rfc822;refused-o3@dsn.example")
    r = t.report(10)
    lines(r, b"content-type", b"hello", b"subject")


def not_wanted(w):
    """a failure with NOTIFY=SUCCESS alone (RFC 3461 5.2.6 b)"""
    w.replies["refused-o4"] = "550 5.1.1 no such user"
    Talk(w, "o4").send(b"", b"<refused-o4@dsn.example> NOTIFY=SUCCESS").report()


def expired(w):
    """a message expires (RFC 3461 5.2.5 c, 5.2.6 a, RFC 3464 2.3.3)"""
    w.replies["later-o5"] = w.replies["later-o6"] = "451 4.3.0 later"
    t = Talk(w, "o5").send(b"", b"<later-o5@dsn.example> NOTIFY=FAILURE")
    u = Talk(w, "o6").send(b"", b"<later-o6@dsn.example>")
    for x in (t, u):
        for n in (1, 2, 3):
            r = x.report(12, n)
            lines(r, b"subject: delayed", b"subject: delivery", b"    ", b"envelope expired")


def small_letters(w):
    """keywords and names in small letters (RFC 5321 2.4)"""
    t = Talk(w, "o7").send(b" RET=HDRS ENVID=anna-4711", b"<bob-o7@lower.example> NOTIFY=NEVER")
    t.hop(b"bob-o7")
    t = Talk(w, "o8").send(b" ret=HDRS envid=anna-4711", b"<bob-o8@dsn.example> notify=SUCCESS orcpt=rfc822;bob-o8@dsn.example")
    t.hop(b"bob-o8")
    t = Talk(w, "o9").send(b" RET=hdrs", b"<bob-o9@dsn.example> NOTIFY=success,failure")
    t.hop(b"bob-o9")


def orcpt(w):
    """ORCPT of other types and forms (RFC 3461 4.2, 5.1 b)"""
    Talk(w, "o10").send(b"", b"<x@dsn.example> ORCPT=x400;/S+3Dbob/C+3Dde/", b"<x@dsn.example> ORCPT=rfc822;bob", b"<x@dsn.example> ORCPT=utf-8;bob@dsn.example")
    for i, o in enumerate((b"rfc822;Bob@Ivory.EXAMPLE", b"RFC822;bob@ivory.example", b"rfc822;bob+40ivory.example", b"rfc822;bob+2Bx@ivory.example")):
        t = Talk(w, f"o11{i}").send(b"", b"<bob-o11%d@dsn.example> NOTIFY=FAILURE ORCPT=%s" % (i, o))
        t.hop(b"bob-o11%d" % i, 5)


def alias_success(w):
    """an alias with two targets, and with one that fails (RFC 3461 5.2.7.3, 6.3 e)"""
    t = Talk(w, "o12").send(b" ENVID=o12", f"<two@{HOME}> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;two@{HOME}".encode())
    t.hop(b"<m4@")
    t.hop(b"<m5@")
    t.report(6)
    w.replies["refused-by-alias"] = "550 5.1.1 no such user"
    Talk(w, "o13").send(b"", f"<one@{HOME}> NOTIFY=FAILURE".encode()).report()


def relayed(w):
    """NOTIFY=SUCCESS through a next hop without DSN"""
    t = Talk(w, "o14").send(b"", b"<bob-o14@plain.example> NOTIFY=SUCCESS ORCPT=rfc822;bob-o14@plain.example")
    t.hop(b"bob-o14")
    lines(t.report(), b"content-type", b"hello")


def syntax(w):
    """commands that break the syntax (RFC 3461 5.1 a, RFC 5321 4.1.1.11)"""
    for parameters in (b" ENVID=", b" ENVID=a+3d", b" ENVID=a+0Ab", b" RET=NONSENSE", b" RET=FULL RET=HDRS", b" ENVID=a ENVID=b", b" FOO=bar"):
        Talk(w, "o15").send(parameters)


CASES = {f.__name__.replace("_", "-"): f for f in (sticky, sticky_lost, not_wanted, expired, small_letters, orcpt, alias_success,
         relayed, syntax)}
