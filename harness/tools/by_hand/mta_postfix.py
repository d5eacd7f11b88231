"""Postfix: Debian's package, a main.cf of a few lines."""
import os, subprocess

from namespace import own, sh, write
from show import Talk, lines, message
from world import HOME, MTA

PACKAGES = ["postfix"]
LOGS = ["/var/log/syslog"]
MAIN = f"""compatibility_level = 3.6
myhostname = {MTA}
mydestination = {HOME}, localhost
alias_maps = hash:/etc/aliases
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
smtpd_relay_restrictions = permit_mynetworks, reject
# Not stock, for the sake of time alone: seconds instead of hours and days.
queue_run_delay = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 1s
maximal_queue_lifetime = 4s
bounce_queue_lifetime = 4s
"""
ALIASES = """postmaster: root
root: alice
one: refused-by-alias@dsn.example
club: m1@member.example, m2@dsn.example
owner-club: clubowner@sender.example
"""


def start(variant):
    """Variant "owner": expand_owner_alias = yes."""
    write("/etc/postfix/main.cf", MAIN + ("expand_owner_alias = yes\n" if variant == "owner" else ""))
    sh("cp /usr/share/postfix/master.cf.dist /etc/postfix/master.cf; cp /usr/share/postfix/dynamicmaps.cf /etc/postfix/")
    write("/etc/aliases", ALIASES)
    own("/var/lib/postfix", "postfix")
    spool = "/var/spool/postfix"
    os.makedirs(spool + "/pid", exist_ok=True)
    for d in "active bounce corrupt defer deferred flush hold incoming private saved trace".split():
        own(f"{spool}/{d}", "postfix", None, 0o700)
    own(spool + "/maildrop", "postfix", "postdrop", 0o730)
    own(spool + "/public", "postfix", "postdrop", 0o710)
    sh("touch -d '-1 minute' /etc/postfix/*.cf /etc/aliases; postalias hash:/etc/aliases; postconf -F '*/*/chroot=n'")
    sh("touch -d '-1 minute' /etc/postfix/*.cf")
    print("version:", subprocess.run(["postconf", "-h", "mail_version"], capture_output=True, text=True).stdout.strip())
    subprocess.Popen(["/usr/lib/postfix/sbin/master", "-d"])


def lost(w):
    """an internationalized message fails, and the sender's own host has no SMTPUTF8 (RFC 6533 4.5)"""
    w.replies["refused-p1"] = "550 5.1.1 no such user"
    t = Talk(w, "p1", "plain.example")
    t.send(b" SMTPUTF8 BODY=8BITMIME RET=FULL", b"<refused-p1@utf8.example> NOTIFY=FAILURE",
           content="From: Anna <p1@plain.example>\r\nSubject: Grüße\r\n\r\nHallo.\r\n".encode())
    t.hop(b"refused-p1")
    t.report(12)
    print("   and the same in ASCII, to show that this host takes reports:")
    w.replies["refused-p2"] = "550 5.1.1 no such user"
    t = Talk(w, "p2", "plain.example")
    t.send(b" RET=FULL", b"<refused-p2@utf8.example> NOTIFY=FAILURE").report()


def lost_hdrs(w):
    """the same with RET=HDRS"""
    w.replies["refused-p3"] = "550 5.1.1 no such user"
    t = Talk(w, "p3", "plain.example")
    t.send(b" SMTPUTF8 BODY=8BITMIME RET=HDRS", b"<refused-p3@utf8.example> NOTIFY=FAILURE",
           content="From: Anna <p3@plain.example>\r\nSubject: Grüße\r\n\r\nHallo.\r\n".encode())
    lines(t.report(12), b"content-type", b"content-transfer-encoding", b"subject: gr")


def mailing_list(w):
    """parameters go to the members of a list (RFC 3461 5.2.7.1 b)"""
    t = Talk(w, "p4")
    t.send(b" RET=HDRS ENVID=anna-4711", f"<club@{HOME}> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;club@{HOME}".encode())
    t.hop(b"<m1@")
    t.hop(b"<m2@")
    t.report()


def made_up_orcpt(w):
    """Original-Recipient without an ORCPT (RFC 3461 6.3 d)"""
    w.replies["refused-p5"] = "550 5.1.1 no such user"
    t = Talk(w, "p5").send(b"", b"<refused-p5@dsn.example>")
    t.hop(b"refused-p5")
    t.report()


def alias_target(w):
    """whose address Final-Recipient has when the target of an alias fails (RFC 3461 6.3 e, RFC 3464 2.3.2)"""
    w.replies["refused-by-alias"] = "550 5.1.1 no such user"
    t = Talk(w, "p6").send(b"", f"<one@{HOME}> NOTIFY=FAILURE ORCPT=rfc822;one@{HOME}".encode())
    t.report()


def eight_bits(w):
    """an ORCPT of type utf-8 in its seven-bit form, in plain mail (RFC 6533 3, RFC 3464 2.1)"""
    w.replies["refused-p7"] = "550 5.1.1 no such user"
    t = Talk(w, "p7").send(b" RET=HDRS", rb"<refused-p7@dsn.example> NOTIFY=FAILURE ORCPT=utf-8;r\x{E9}n\x{E9}e@dsn.example")
    t.hop(b"refused-p7")
    lines(t.report(), b"content-type", b"content-transfer-encoding")


def reply_utf8(w):
    """a host's reply with UTF-8 text in it, in plain mail (RFC 3464 2.1)"""
    w.replies["refused-p8"] = "550 5.1.1 kein Empfänger"
    t = Talk(w, "p8").send(b" RET=HDRS", b"<refused-p8@dsn.example> NOTIFY=FAILURE")
    lines(t.report(), b"content-type", b"content-transfer-encoding")


def long_parameters(w):
    """a very long ENVID and ORCPT, taken with 250 (RFC 3461 5.2.1 a, d)"""
    w.replies["refused-p9"] = "550 5.1.1 no such user"
    t = Talk(w, "p9")
    for size in (1500, 2500):
        print(f"   (ENVID of {size} octets)")
        t = Talk(w, f"p9-{size}")
        w.replies[f"refused-p9-{size}"] = "550 5.1.1 no such user"
        w.send(b"MAIL FROM:<p9-%d@sender.example> ENVID=" % size + b"e" * size, [b"RCPT TO:<refused-p9-%d@dsn.example>" % size],
               message("p9"), show=lambda s: print(s[:60], "..." if len(s) > 60 else ""))
        s = w.wait(lambda s: b"refused-p9-%d" % size in s.command(b"RCPT"))
        print("   relayed:", s and {"ENVID": s.command(b"MAIL").count(b"e"), "MAIL": s.command(b"MAIL")[:60]})
        r = w.wait(t.is_report)
        print("   reported:", [len(f) for f in r.fields() if f.lower().startswith(b"original-envelope-id")] if r else None)


def made_up_type(w):
    """an ORCPT made up for an address in UTF-8 (RFC 6533 4.1, RFC 3461 4.2)"""
    w.replies["refused-réne"] = "550 5.1.1 no such user"
    t = Talk(w, "p10", "utf8.example")
    t.send(b" SMTPUTF8", "<refused-réne@utf8.example> NOTIFY=FAILURE".encode())
    t.hop("refused-réne".encode())
    t.report()


def syntax(w):
    """commands that break the syntax (RFC 3461 5.1 a, RFC 5321 4.1.2)"""
    Talk(w, "p11").send(b" ENVID=a+3d", b"<x@dsn.example>")
    Talk(w, "p12").send(b" ENVID=a+00b", b"<x@dsn.example>")
    Talk(w, "p13").send(b" ENVID=a+09b", b"<x@dsn.example>")
    Talk(w, "p14").send(b"", b"<x\x01y@dsn.example>", b"<\"x\x0by\"@dsn.example>")


def local_utf8(w):
    """the reply to an unknown local user with UTF-8 in his name (RFC 6531 3.7.4.2)"""
    Talk(w, "p15").send(b" SMTPUTF8", f"<réne@{HOME}>".encode())


def malformed_orcpt(w):
    """an ORCPT of type utf-8 that is not of its syntax (RFC 6533 3)"""
    w.replies["refused-p16"] = "550 5.1.1 no such user"
    t = Talk(w, "p16", "utf8.example")
    t.send(b" SMTPUTF8 RET=HDRS", rb"<refused-p16@utf8.example> NOTIFY=FAILURE ORCPT=utf-8;r\x{0E9}ne@utf8.example",
           content="From: A <p16@utf8.example>\r\nSubject: Grüße\r\n\r\nHallo.\r\n".encode())
    t.report()


CASES = {f.__name__.replace("_", "-"): f for f in (lost, lost_hdrs, mailing_list, made_up_orcpt, alias_target, eight_bits,
         reply_utf8, long_parameters, made_up_type, syntax, local_utf8, malformed_orcpt)}
