"""Courier: Debian's package. Its answers to the installation's questions stand in start()."""
import glob, os, subprocess

from namespace import own, sh, write
from show import Talk, lines, message
from world import HOME, MTA

PACKAGES = ["courier-mta", "courier-base", "courier-authlib", "courier-authdaemon", "libnet-cidr-perl", "libcourier-unicode4", "libidn12"]
LOGS = ["/var/log/syslog"]
ALIASES = """postmaster: nobody@localhost
one: refused-by-alias@dsn.example
two: m4@dsn.example, refused-by-two@dsn.example
plaintwo: m5@plain.example, m6@plain.example
"""
RUN = f"""#!/bin/sh
/usr/lib/courier/courier-authlib/authdaemond &
( set -a; . /etc/courier/courierd; exec /usr/lib/courier/courier/courierd ) &
sysconfdir=/etc/courier
set -a
. /etc/courier/esmtpd
ADDRESS=127.0.0.1 TCPDOPTS="-noidentlookup -nodnslookup"
exec /usr/sbin/couriertcpd -stderrlogger=/usr/sbin/courierlogger $TCPDOPTS -access=$ACCESSFILE.dat -user=$MAILUSER -group=$MAILGROUP \\
  -address=$ADDRESS -maxprocs=$MAXDAEMONS -maxperc=$MAXPERC -maxperip=$MAXPERIP $PORT /usr/sbin/courieresmtpd
"""


def start(variant):
    """Variant "mime": Courier's setting that leaves contents alone."""
    c = "/etc/courier"
    os.makedirs("/run/bin")
    for name in ("makedat", "maildirmake", "lockmail", "preline", "deliverquota"):  # what Debian's "alternatives" would make
        os.symlink(f"/usr/bin/{name}.courier", f"/run/bin/{name}")
    sh("mount -t overlay -o lowerdir=/run/bin:/usr/bin ov /usr/bin")
    for name, text in (("me", MTA), ("defaultdomain", HOME), ("locals", "localhost\n" + HOME), ("dsnfrom", f'"Courier mail server at {MTA}" <@>'),
                       # Not stock, for the sake of time alone.
                       ("warntime", "1s"), ("queuetime", "4s"), ("retryalpha", "1s"), ("retrybeta", "100"), ("retrygamma", "1s"),
                       ("retrymaxdelta", "0"), ("queuefill", "1s")):
        write(f"{c}/{name}", text + "\n")
    own(c + "/aliases", "root", "courier", 0o750)
    write(c + "/aliases/system", ALIASES)
    write("/etc/environment", "")
    own("/run/courier", "root", "courier", 0o775)
    own("/run/courier/authdaemon", "courier", "courier", 0o750)
    sh("chown -R courier:courier /var/lib/courier; chown root:courier /etc/courier; maildirmake /home/alice/Maildir; chown -R alice /home/alice;"
       f"printf '127.0.0.1\\tallow,RELAYCLIENT{',MIME=none' if variant == 'mime' else ''}\\n' > /etc/courier/smtpaccess/default; makesmtpaccess; makealiases")
    write("/run/start", RUN, 0o755)
    print("version:", subprocess.run(["courier", "--version"], capture_output=True, text=True).stdout.strip())
    subprocess.Popen(["/run/start"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


UMLAUT = "From: Anna <anna@sender.example>\r\nSubject: Grüße\r\n\r\nHallo, schöne Grüße.\r\n".encode()


def alias_failure(w):
    """an alias with two targets, one of which fails (RFC 3461 5.2.6 a, c, 5.2.7.3)"""
    w.replies["refused-by-two"] = "550 5.1.1 no such user"
    for name, notify in (("c1", " NOTIFY=FAILURE"), ("c2", ""), ("c3", " NOTIFY=SUCCESS,FAILURE")):
        with w.lock:
            w.sessions.clear()
        t = Talk(w, name).send(b" RET=FULL ENVID=" + name.encode(), f"<two@{HOME}>{notify}".encode())
        t.hop(b"<refused-by-two@")
        t.report(12)
        t.report(3, 2)
    print("   without an alias, to compare:")
    w.replies["refused-c4"] = "550 5.1.1 no such user"
    Talk(w, "c4").send(b"", b"<refused-c4@dsn.example> NOTIFY=FAILURE").report()


def alias_parameters(w):
    """what goes to the targets of an alias (RFC 3461 5.2.7.3)"""
    for name, notify in (("c20", "NEVER"), ("c21", "SUCCESS")):
        with w.lock:
            w.sessions.clear()
        t = Talk(w, name).send(b" RET=FULL ENVID=" + name.encode(), f"<two@{HOME}> NOTIFY={notify} ORCPT=rfc822;two@{HOME}".encode())
        t.hop(b"<m4@")
        t.report(5)


def alias_null_path(w):
    """the same at hosts without DSN (RFC 3461 5.2.7)"""
    t = Talk(w, "c5").send(b"", f"<plaintwo@{HOME}> NOTIFY=FAILURE".encode())
    t.hop(b"<m5@")


def alias_one(w):
    """an alias with one target, which fails (RFC 3461 6.3 d, e)"""
    w.replies["refused-by-alias"] = "550 5.1.1 no such user"
    Talk(w, "c6").send(b"", f"<one@{HOME}> NOTIFY=FAILURE".encode()).report()


def ret_lost(w):
    """RET on its way to a conforming host (RFC 3461 5.2.1 b)"""
    for i, mail in enumerate((b" RET=HDRS", b" RET=FULL", b" RET=HDRS ENVID=x1", b" RET=FULL ENVID=x2")):
        t = Talk(w, f"c7{i}").send(mail, b"<bob-c7%d@dsn.example> NOTIFY=FAILURE" % i)
        t.hop(b"bob-c7%d" % i)


def orcpt_changed(w):
    """ORCPT on its way to a conforming host (RFC 3461 5.2.1 d)"""
    for i, orcpt in enumerate((b"rfc822;Bob@Ivory.EXAMPLE", b"x400;/S+3Dbob/C+3Dde/", b"rfc822;bob+40ivory.example")):
        t = Talk(w, f"c8{i}").send(b"", b"<bob-c8%d@dsn.example> NOTIFY=FAILURE ORCPT=%s" % (i, orcpt))
        t.hop(b"bob-c8%d" % i)
    w.replies["refused-c8"] = "550 5.1.1 no such user"
    Talk(w, "c8r").send(b"", b"<refused-c8@dsn.example> NOTIFY=FAILURE ORCPT=x400;/S+3Dbob/C+3Dde/").report()


def injected(w):
    """line ends encoded in ENVID (RFC 3461 5.1 a, 4.4; RFC 3464 2.1)"""
    w.replies["refused-c9"] = "550 5.1.1 no such user"
    Talk(w, "c9").send(b" ENVID=a+0A+0AFinal-Recipient:+20rfc822;+20bob@bank.example+0AAction:+20delivered+0AStatus:+202.0.0+0A",
                       b"<refused-c9@dsn.example> NOTIFY=FAILURE").report()


def eight_bits(w):
    """an internationalized message fails, and the sender's own host has no SMTPUTF8 (RFC 6533 4.5)"""
    for name, ret in (("c10", b"FULL"), ("c11", b"HDRS")):
        w.replies["refused-" + name] = "550 5.1.1 no such user"
        t = Talk(w, name, "plain.example")
        t.send(b" SMTPUTF8 BODY=8BITMIME RET=" + ret, f"<refused-{name}@utf8.example> NOTIFY=FAILURE".encode(), content=UMLAUT)
        lines(t.report(12), b"content-type", b"content-transfer", b"subject: gr", b"hallo")


def utf8_orcpt(w):
    """ORCPT of type utf-8 (RFC 6533 3, RFC 3461 4.2)"""
    w.replies["refused-c12"] = "550 5.1.1 no such user"
    t = Talk(w, "c12").send(b" RET=HDRS", rb"<refused-c12@dsn.example> NOTIFY=FAILURE ORCPT=utf-8;r\x{E9}ne@dsn.example")
    t.hop(b"refused-c12")
    lines(t.report(), b"content-type", b"content-transfer")
    w.replies["refused-c13"] = "550 5.1.1 no such user"
    t = Talk(w, "c13", "utf8.example").send(b" SMTPUTF8", "<refused-c13@utf8.example> NOTIFY=FAILURE ORCPT=utf-8;réne@utf8.example".encode(), content=UMLAUT)
    t.hop(b"refused-c13")
    t.report()


def plain_mail(w):
    """a message in ASCII to a host with SMTPUTF8 (RFC 6531 3.2)"""
    t = Talk(w, "c14").send(b"", b"<bob-c14@utf8.example>")
    t.hop(b"bob-c14")


def multipart(w):
    """a multipart message on its way (RFC 5321 3.6.3)"""
    body = (b"From: A <anna@sender.example>\r\nSubject: parts\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"my-own\"\r\n\r\n"
            b"This is the preamble.\r\n--my-own\r\nContent-Type: text/plain\r\n\r\nHello.\r\n--my-own--\r\n")
    for name, content in (("c15", body), ("c15b", body.replace(b"Hello", "schön".encode()).replace(b"text/plain", b"text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit"))):
        for host in ("dsn", "seven"):
            t = Talk(w, name + host).send(b" BODY=8BITMIME" if content != body else b"", f"<bob-{name}{host}@{host}.example>".encode(), content=content)
            s = t.hop(f"bob-{name}{host}@".encode(), 8)
            print("   came as sent:", bool(s) and content.partition(b"\r\n\r\n")[2] in s.message)
            lines(s, b"--", b"content-", b"this is")


def delayed(w):
    """a report of delay (RFC 3461 6.3 h, i)"""
    w.replies["later-c16"] = "451 4.3.0 later"
    t = Talk(w, "c16").send(b"", b"<later-c16@dsn.example> NOTIFY=FAILURE,DELAY")
    t.report(8)
    t.report(12, 2)


def syntax(w):
    """commands that break the syntax (RFC 3461 5.1 a, RFC 5321 4.1.1.11, 4.1.2)"""
    for parameters in (b" ENVID=", b" ENVID=a+3d", b" RET=NONSENSE", b" RET=FULL RET=HDRS", b" FOO=bar", b" SMTPUTF8=yes"):
        Talk(w, "c17").send(parameters)
    Talk(w, "c18").send(b"", b"<x\x01y@dsn.example>", b"<@a.example:bob@dsn.example>")


CASES = {f.__name__.replace("_", "-"): f for f in (alias_failure, alias_parameters, alias_null_path, alias_one, ret_lost, orcpt_changed, injected,
         eight_bits, utf8_orcpt, plain_mail, multipart, delayed, syntax)}
