"""Haraka: the npm package, installed by "npm install Haraka" in the folder that HARAKA names; a relay for this machine."""
import os, subprocess

from namespace import sh, write
from show import Talk, lines, message
from world import MTA, printable

PACKAGES = []
LOGS = ["/var/log/haraka"]
HARAKA = os.environ.get("HARAKA", ".") + "/node_modules/Haraka"


def start(variant):
    c = "/run/haraka/config"
    sh(f"mkdir -p {c} /run/haraka/queue /run/haraka/plugins; cp {HARAKA}/config/connection.ini {HARAKA}/config/outbound.bounce_message* {c}/")
    write(f"{c}/smtp.ini", "listen=127.0.0.1:25\nnodes=0\n")
    write(f"{c}/me", MTA + "\n")
    write(f"{c}/plugins", "relay\n")
    write(f"{c}/relay.ini", "[relay]\nacl=true\n")
    write(f"{c}/relay_acl_allow", "127.0.0.0/8\n")
    write(f"{c}/log.ini", "[main]\nlevel=notice\n")
    # Not stock, for the sake of time alone; and no TLS, for the hosts have none.
    write(f"{c}/outbound.ini", "enable_tls=false\ntemp_fail_intervals=5s\n")
    with open("/var/log/haraka", "wb") as log:
        subprocess.Popen(["node", f"{HARAKA}/bin/haraka", "-c", "/run/haraka"], stdout=log, stderr=log)


def ehlo(w):
    """what it announces"""
    import smtplib
    s = smtplib.SMTP("127.0.0.1", 25)
    s.ehlo("client.example")
    print("   ", sorted(s.esmtp_features))


def refused(w):
    """a recipient is refused, another is not"""
    w.replies["refused-k1"] = "550-5.1.1 no such\r\n550 5.1.1 user"
    t = Talk(w, "k1").send(b"", b"<refused-k1@dsn.example>", b"<bob-k1@dsn.example>")
    t.hop(b"refused-k1")
    r = t.report()
    for line in r.message.split(b"\r\n\r\n")[0].split(b"\r\n") if r else ():
        print("   | " + printable(line))
    print("   alone, and with a reply of one line:")
    w.replies["refused-k1b"] = "550 5.1.1 no such user"
    Talk(w, "k1b").send(b"", b"<refused-k1b@dsn.example>").report()
    Talk(w, "k1c").send(b"", b"<refused-k1b@dsn.example>", b"<bob-k1@dsn.example>").report()
    Talk(w, "k1d").send(b"", b"<refused-k1@dsn.example>").report()


def other_failures(w):
    """refused at DATA; the domain does not exist; given up after 451"""
    w.replies["dot:bob-k2"] = "554 5.7.1 not this message"
    Talk(w, "k2").send(b"", b"<bob-k2@dsn.example>").report()
    Talk(w, "k3").send(b"", b"<bob@no-such-domain.example>").report(20)
    w.replies["later-k4"] = "451 4.3.0 later"
    Talk(w, "k4").send(b"", b"<later-k4@dsn.example>").report(25)


def parameters(w):
    """parameters of DSN, which it doesn't announce, and others (RFC 5321 4.1.1.11)"""
    t = Talk(w, "k5").send(b" RET=HDRS ENVID=x", b"<bob-k5@dsn.example> NOTIFY=NEVER")
    t.hop(b"bob-k5", 5)
    Talk(w, "k6").send(b" FOO=bar", b"<bob-k6@dsn.example>")
    Talk(w, "k7").send(b"", b"<bob-k7@dsn.example> FOO=bar")


def utf8(w):
    """internationalized mail that fails, and eight bits (RFC 6531 3.2, 3.4, RFC 5321 2.4)"""
    text = "From: Anna <anna@sender.example>\r\nSubject: Grüße\r\n\r\nschön\r\n".encode()
    t = Talk(w, "k8", "utf8.example").send(b" SMTPUTF8 BODY=8BITMIME", "<réne-k8@plain.example>".encode(), content=text)
    t.hop(b"k8@plain", 5, (b"subject",))
    t.report(5)
    w.replies["refused-réne"] = w.replies["refused-k9"] = "550 5.1.1 no such user"
    for host in ("utf8.example", "plain.example"):
        t = Talk(w, "k9", host).send(b" SMTPUTF8 BODY=8BITMIME", "<refused-réne@utf8.example>".encode(), content=text)
        t.hop("refused-réne".encode(), 5)
        lines(t.report(8), b"content-type", b"content-tr", b"subject:", b"sch")
    t = Talk(w, "k10", "seven.example").send(b" BODY=8BITMIME", b"<refused-k9@dsn.example>", content=text)
    lines(t.report(8), b"content-type", b"content-tr", b"subject:", b"sch")


CASES = {f.__name__.replace("_", "-"): f for f in (ehlo, refused, other_failures, parameters, utf8)}
