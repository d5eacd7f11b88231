"""chasquid: Debian's package; mail is submitted by a user who logs in."""
import subprocess

from namespace import own, sh, write
from show import Talk, lines, message
from world import HOME, MTA, printable

PACKAGES = ["chasquid"]
LOGS = ["/var/log/chasquid"]
LOGIN = (f"alice@{HOME}", "secret")
CONF = f"""hostname: "{MTA}"
smtp_address: "127.0.0.1:25"
submission_address: "127.0.0.1:587"
data_dir: "/var/lib/chasquid"
mail_log_path: "/var/log/chasquid.mail"
mail_delivery_agent_bin: "/run/deliver"
mail_delivery_agent_args: "%to_user%"
"""


def start(variant):
    c = "/etc/chasquid"
    write(c + "/chasquid.conf", CONF)
    write(f"{c}/domains/{HOME}/aliases", "two: m4@dsn.example, refused-by-two@dsn.example\n")
    write("/run/deliver", "#!/bin/sh\n( echo \"== $1\"; cat ) >> /var/mail/$1\n", 0o755)
    sh(f"mkdir -p {c}/certs/{MTA}; openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN={MTA} -addext subjectAltName=DNS:{MTA}"
       f" -keyout {c}/certs/{MTA}/privkey.pem -out {c}/certs/{MTA}/fullchain.pem 2>/dev/null")
    own("/var/lib/chasquid", "root")
    sh(f"chasquid-util --configdir={c} user-add alice@{HOME} --password=secret", stdout=subprocess.DEVNULL)
    with open("/var/log/chasquid", "wb") as log:
        subprocess.Popen(["/usr/bin/chasquid", f"-config_dir={c}"], stdout=log, stderr=log)


def ehlo(w):
    """what it announces"""
    import smtplib
    s = smtplib.SMTP("127.0.0.1", 587)
    s.ehlo("client.example")
    print("   ", sorted(s.esmtp_features))


def refused(w):
    """a recipient is refused, and another one is not"""
    w.replies["refused-h1"] = "550 5.1.1 no such user"
    t = Talk(w, "h1")
    t.send(b"", b"<refused-h1@dsn.example>", b"<bob-h1@dsn.example>")
    t.hop(b"refused-h1")
    r = t.report(8)
    for line in r.message.split(b"\r\n") if r else ():
        print("   | " + printable(line))


def local_sender(w):
    """the same for a sender who has his mailbox here"""
    w.replies["refused-h2"] = "550-5.1.1 no such\r\n550 5.1.1 user"
    w.send(b"MAIL FROM:<alice@home.example>", [b"RCPT TO:<refused-h2@dsn.example>"], message("h2"))
    import time
    time.sleep(4)
    for line in open("/var/mail/alice", "rb").read().split(b"\n"):
        print("   | " + printable(line))


def parameters(w):
    """parameters of DSN, which it doesn't announce (RFC 5321 4.1.1.11)"""
    Talk(w, "h3").send(b" RET=HDRS ENVID=x", b"<bob-h3@dsn.example> NOTIFY=NEVER")
    Talk(w, "h4").send(b" FOO=bar", b"<bob-h4@dsn.example>")
    Talk(w, "h5").send(b"", b"<bob-h5@dsn.example> FOO=bar")


def utf8(w):
    """internationalized mail to a host without SMTPUTF8, and one that fails (RFC 6531 3.2, RFC 6533)"""
    text = "From: Anna <anna@sender.example>\r\nSubject: Grüße\r\n\r\nschön\r\n".encode()
    t = Talk(w, "h6", "utf8.example").send(b" SMTPUTF8 BODY=8BITMIME", "<réne-h6@plain.example>".encode(), content=text)
    t.hop(b"h6@plain", 5, (b"subject",))
    t.report(5)
    w.replies["refused-réne"] = "550 5.1.1 no such user"
    t = Talk(w, "h7", "utf8.example").send(b" SMTPUTF8 BODY=8BITMIME", "<refused-réne@utf8.example>".encode(), content=text)
    t.hop("refused-réne".encode(), 5)
    lines(t.report(8), b"content-type", b"content-tr", b"subject:")
    t = Talk(w, "h8", "plain.example").send(b" SMTPUTF8 BODY=8BITMIME", "<refused-réne@utf8.example>".encode(), content=text)
    lines(t.report(8), b"content-type", b"content-tr", b"subject:")
    t = Talk(w, "h9", "seven.example").send(b" BODY=8BITMIME", b"<refused-h1@dsn.example>", content=text)
    lines(t.report(8), b"content-type", b"content-tr", b"subject:", b"sch")


CASES = {f.__name__.replace("_", "-"): f for f in (ehlo, refused, local_sender, parameters, utf8)}
