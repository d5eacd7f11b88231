"""How the cases send and show: one transcript, in which nothing but what went over the wire stands."""
import time

from world import printable

MESSAGE = b"From: Anna <anna@sender.example>\r\nTo: somebody <some@body.example>\r\nSubject: a test\r\nMessage-ID: <%s@sender.example>\r\n\r\nHello.\r\n"


def message(name):
    return MESSAGE % name.encode()


class Talk:
    """One transaction by a sender of its own, so that what comes of it is told from all other."""

    def __init__(self, world, name, host="sender.example", local=None):
        self.world, self.sender = world, f"{local or name}@{host}"
        self.name = name

    def send(self, mail=b"", *rcpts, content=None):
        line = b"MAIL FROM:<" + self.sender.encode() + b">" + mail
        self.world.send(line, [b"RCPT TO:" + r for r in rcpts], content or message(self.name))
        return self

    def is_report(self, s):
        return s.command(b"RCPT").lower().startswith(b"rcpt to:<" + self.sender.encode().lower()) and bool(s.message)

    def report(self, seconds=10, number=1):
        """Waits for the report and shows its machine-readable part."""
        end, all_ = time.time() + seconds, []
        while time.time() < end and len(all_) < number:
            time.sleep(0.05)
            with self.world.lock:
                all_ = [s for s in self.world.sessions if self.is_report(s)]
        if len(all_) < number:
            print(f"-- no {'report' if number == 1 else 'other report'} to <{printable(self.sender.encode())}> within {seconds} s")
            return None
        s = all_[number - 1]
        print(f"-- report at {s.domain}: {printable(s.command(b'MAIL'))} / {printable(s.command(b'RCPT'))}")
        for line in s.fields():
            print("   | " + printable(line))
        if not s.fields():
            print("   | (no machine-readable part)")
        return s

    def hop(self, wanted, seconds=10, show=()):
        """Waits for the transaction whose RCPT has this text, and shows its commands."""
        s = self.world.wait(lambda s: any(wanted in c for c in s.commands if c.upper().startswith(b"RCPT")), seconds)
        if s is None:
            print(f"-- nothing for {printable(wanted)} within {seconds} s")
            return None
        end = time.time() + 1  # for the rest of the session
        while not s.message and time.time() < end:
            time.sleep(0.05)
        print(f"-- at {s.domain}:")
        for c in s.commands:
            if c[:4].upper() in (b"MAIL", b"RCPT"):
                print("   > " + printable(c))
        for line in s.message.split(b"\r\n"):
            if any(line.lower().startswith(p) for p in show):
                print("   | " + printable(line))
        return s


def lines(session, *starts):
    """Shows those lines of the whole message that start so."""
    for line in session.message.split(b"\r\n") if session else ():
        if any(line.lower().startswith(s) for s in starts):
            print("   | " + printable(line))
