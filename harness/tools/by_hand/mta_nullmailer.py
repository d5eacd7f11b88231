"""nullmailer: Debian's package; plain.example is its smart host."""
import subprocess

from command import CommandTalk, show_message
from namespace import own, sh, write

PACKAGES = ["nullmailer"]
LOGS = ["/var/log/nullmailer"]
LISTENS = False


def start(variant):
    write("/etc/nullmailer/remotes", "mx.plain.example smtp\n")
    # Not stock, for the sake of time alone: seconds instead of a week.
    for name, value in (("pausetime", 1), ("maxpause", 1), ("queuelifetime", 4)):
        write(f"/etc/nullmailer/{name}", f"{value}\n")
    for d in ("queue", "tmp", "failed"):
        own(f"/var/spool/nullmailer/{d}", "mail", "mail", 0o750)
    own("/var/spool/nullmailer", "mail", "mail")
    sh("rm -f /var/spool/nullmailer/trigger; mkfifo -m 622 /var/spool/nullmailer/trigger; chown mail:mail /var/spool/nullmailer/trigger;"
       "cp /usr/sbin/nullmailer-queue /run/nq; chown mail /run/nq; chmod 4755 /run/nq; mount --bind /run/nq /usr/sbin/nullmailer-queue")
    with open("/var/log/nullmailer", "wb") as log:
        subprocess.Popen(["setpriv", "--reuid=mail", "--regid=mail", "--clear-groups", "/usr/sbin/nullmailer-send"], stdout=log, stderr=log)


def one_of_two(w):
    """one of two recipients is refused"""
    w.replies["refused-n1"] = "550 5.1.1 no such user"
    t = CommandTalk(w, "n1").send("bob-n1@dsn.example", "refused-n1@dsn.example")
    t.hop(b"refused-n1")
    show_message(t.report())


def expired(w):
    """the smart host answers 451 until the message expires (RFC 3464 2.3.3)"""
    w.replies["later-n2"] = "451 4.3.0 later"
    t = CommandTalk(w, "n2").send("later-n2@dsn.example")
    t.hop(b"later-n2")
    show_message(t.report(20))
    t.report(12, 2)


def at_data(w):
    """the smart host refuses the message"""
    w.replies["dot:bob-n3"] = "554 5.7.1 not this message"
    t = CommandTalk(w, "n3").send("bob-n3@dsn.example")
    t.report()


def reply_utf8(w):
    """a reply with UTF-8 in it, and one of several lines (RFC 3464 2.1, RFC 3461 9.2)"""
    w.replies["refused-n4"] = "550 5.1.1 kein Empfänger"
    CommandTalk(w, "n4").send("refused-n4@dsn.example").report()
    w.replies["refused-n5"] = "550-5.1.1 no such\r\n550 5.1.1 user"
    CommandTalk(w, "n5").send("refused-n5@dsn.example").report()


def eight_bits(w):
    """a message with octets above 127 fails, and the smart host has taken HELO (RFC 5321 2.4)"""
    w.replies["refused-n6"] = "550 5.1.1 no such user"
    t = CommandTalk(w, "n6").send("refused-n6@dsn.example", content="From: n6@sender.example\r\nSubject: x\r\n\r\nschön\r\n".encode())
    show_message(t.report())


CASES = {f.__name__.replace("_", "-"): f for f in (one_of_two, expired, at_data, reply_utf8, eight_bits)}
