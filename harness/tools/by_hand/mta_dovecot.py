"""Dovecot's submission server: Debian's packages, as a proxy in front of one relay, utf8.example (variant "plain": plain.example)."""
import subprocess

from namespace import own, sh, write
from show import Talk, lines, message
from world import HOSTS, MTA, printable

PACKAGES = ["dovecot-submissiond", "dovecot-core"]
LOGS = ["/var/log/dovecot.log"]
LOGIN, PORT = ("alice", "secret"), 587


def start(variant):
    write("/etc/dovecot/dovecot.conf", f"""protocols = submission
listen = 127.0.0.1
hostname = {MTA}
ssl = no
disable_plaintext_auth = no
log_path = /var/log/dovecot.log
mail_location = maildir:/var/lib/vmail/%u
submission_relay_host = {HOSTS[(variant or 'utf8') + '.example'][0]}
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid=vmail gid=vmail home=/var/lib/vmail/%u
}}
""")
    own("/var/lib/vmail", "vmail")
    sh("mkdir -p /var/lib/dovecot /run/dovecot")
    print("version:", subprocess.run(["/usr/sbin/dovecot", "--version"], capture_output=True, text=True).stdout.strip())
    subprocess.Popen(["/usr/sbin/dovecot", "-F"])


def parameters(w):
    """parameters on their way to the relay (RFC 3461 5.2.1)"""
    for name, mail, rcpt in (
        ("v1", b" RET=HDRS ENVID=QQ314159", b" NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;Bob@Ivory.EXAMPLE"),
        ("v2", b" RET=FULL ENVID=a+2Bb", b" NOTIFY=NEVER ORCPT=rfc822;bob+2Bx@ivory.example"),
        ("v3", b" ENVID=+41+42", b" ORCPT=rfc822;bob+40ivory.example"),
        ("v4", b" ret=hdrs envid=x", b" notify=success,delay orcpt=RFC822;bob@ivory.example"),
        ("v5", b"", b" ORCPT=x400;/S+3Dbob/C+3Dde/"),
        ("v6", b"", b" ORCPT=utf-8;r\\x{E9}ne@ivory.example"),
        ("v7", b"", b""),
    ):
        t = Talk(w, name).send(mail, f"<bob-{name}@dsn.example>".encode() + rcpt)
        t.hop(f"bob-{name}@".encode(), 5)


def syntax(w):
    """commands that break the syntax (RFC 3461 5.1)"""
    for parameters in (b" ENVID=", b" ENVID=a+3d", b" ENVID=a+0Ab", b" ENVID=a+09b", b" RET=NONSENSE", b" RET=FULL RET=HDRS", b" ENVID=a ENVID=b", b" FOO=bar"):
        Talk(w, "v8").send(parameters)
    for parameters in (b" NOTIFY=", b" NOTIFY=NEVER,SUCCESS", b" NOTIFY=NONSENSE", b" ORCPT=bob", b" ORCPT=rfc822;a+0Ab", b" ORCPT=rfc822;a+3d", b" NOTIFY=NEVER NOTIFY=SUCCESS", b" FOO=bar"):
        Talk(w, "v9").send(b"", b"<bob-v9@dsn.example>" + parameters)
    Talk(w, "v10").send(b"", b"<x\x01y@dsn.example>", b"<\"x\x0by\"@dsn.example>", b"<@a.example:bob@dsn.example>")


def long_parameters(w):
    """ENVID of 100 octets and ORCPT of 500 (RFC 3461 5.4)"""
    t = Talk(w, "v11").send(b" ENVID=" + b"e" * 94, b"<bob-v11@dsn.example> NOTIFY=SUCCESS,FAILURE,DELAY ORCPT=rfc822;" + b"o" * 480 + b"@x.example")
    s = w.wait(lambda s: b"bob-v11" in s.command(b"RCPT"), 5)
    print("   relayed:", s and (len(s.command(b"MAIL")), len(s.command(b"RCPT"))))


def utf8(w):
    """internationalized mail"""
    text = "From: Anna <anna@sender.example>\r\nSubject: Grüße\r\n\r\nschön\r\n".encode()
    t = Talk(w, "v12").send(b" SMTPUTF8 BODY=8BITMIME", "<réne-v12@utf8.example> ORCPT=utf-8;réne@utf8.example".encode(), content=text)
    t.hop(b"v12@utf8", 5, (b"received: from", b"subject"))
    s = w.wait(lambda s: s.message and b"v12@utf8" in s.command(b"RCPT"), 2)
    print(printable(s.message[:400]) if s else "")


CASES = {f.__name__.replace("_", "-"): f for f in (parameters, syntax, long_parameters, utf8)}
