"""Mail submitted by the command "sendmail", for MTAs without an SMTP server."""
import subprocess

from show import Talk, message
from world import printable


class CommandTalk(Talk):
    def send(self, *rcpts, content=None):
        line = ["/usr/sbin/sendmail", "-i", "-f", self.sender, *rcpts]
        print("C: " + " ".join(line))
        out = subprocess.run(line, input=(content or message(self.name)).replace(b"\r\n", b"\n"), capture_output=True)
        if out.returncode or out.stderr:
            print("S: exit", out.returncode, printable(out.stderr))
        return self


def show_message(session, count=60):
    for line in session.message.split(b"\r\n")[:count] if session else ():
        print("   | " + printable(line))
