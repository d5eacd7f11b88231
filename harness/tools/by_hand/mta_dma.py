"""dma, the DragonFly Mail Agent: Debian's package and its configuration, without a smart host."""
import time

from command import CommandTalk, show_message
from namespace import own, sh, write
from world import printable

PACKAGES = ["dma"]
LOGS = ["/var/log/syslog"]
LISTENS = False


def start(variant):
    sh("mkdir -p /etc/dma; cp /usr/share/dma/dma.conf /etc/dma/; chgrp mail /etc/dma/dma.conf;"
       "for f in sbin/dma:2755 lib/dma/dma-mbox-create:4754; do p=/usr/${f%:*}; b=/run/$(basename $p); cp $p $b; chown root:mail $b;"
       "chmod ${f#*:} $b; mount --bind $b $p; done")
    own("/var/spool/dma", "root", "mail", 0o2775)
    write("/etc/aliases", "postmaster: root\n")


def refused(w):
    """a recipient is refused (RFC 5321 3.6.3)"""
    w.replies["refused-d1"] = "550 5.1.1 no such user"
    t = CommandTalk(w, "d1").send("refused-d1@dsn.example", "bob-d1@dsn.example")
    t.hop(b"refused-d1")
    t.hop(b"bob-d1")
    show_message(t.report())


def mailbox(w):
    """a message is put into a mailbox here (RFC 5321 4.4)"""
    CommandTalk(w, "d2").send("alice")
    time.sleep(2)
    for line in open("/var/mail/alice", "rb").read().split(b"\n"):
        print("   | " + printable(line))


def eight_bits(w):
    """octets above 127 to a host without 8BITMIME (RFC 5321 2.4)"""
    t = CommandTalk(w, "d3").send("bob-d3@seven.example", content="From: d3@sender.example\r\nSubject: x\r\n\r\nschön\r\n".encode())
    t.hop(b"bob-d3", 5, (b"sch", b"content"))


def long_line(w):
    """long lines in what is submitted"""
    for n in (990, 997, 998):
        t = CommandTalk(w, f"d4{n}").send(f"bob-d4{n}@dsn.example", content=b"From: d4@sender.example\r\n\r\n" + b"x" * n + b"\r\n")
        s = t.hop(b"bob-d4%d" % n, 3)
        print("   came as:", [len(x) for x in s.message.split(b"\r\n") if b"xxx" in x] if s else None)


CASES = {f.__name__.replace("_", "-"): f for f in (refused, mailbox, eight_bits, long_line)}
