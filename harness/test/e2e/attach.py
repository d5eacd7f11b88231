#!/usr/bin/env python3
"""dsnspec run --attach, with a Postfix that was started by somebody else on a machine of its own.

Usage: attach.py BINARY SOURCE_DIR [unittest arguments]. docs/attach.md is followed word for word.
"""

import glob
import os
import re
import subprocess
import sys
import unittest

from e2e import BINARY, SOURCE, Scratch, dsnspec

# A machine with loopback alone, on which a package was unpacked.
MACHINE = r"""
set -e
mount --make-rprivate /
t="$1/machine"; mkdir "$t"; mount -t tmpfs t "$t"
for d in usr etc var; do
  mkdir -p "$t/$d/u" "$t/$d/w"; low=/$d; [ -d "$2/$d" ] && low="$2/$d:/$d"
  mount -t overlay o -o "lowerdir=$low,upperdir=$t/$d/u,workdir=$t/$d/w" /$d
done
mount -t tmpfs t /run; mount -t proc proc /proc; hostname mail.example.test
python3 -c "import fcntl,socket,struct; fcntl.ioctl(socket.socket(), 0x8914, struct.pack('16sh22x', b'lo', 0x41))"
"""

# Configured as Debian's installation would.
POSTFIX = r"""
grep -q ^postfix: /etc/passwd || echo postfix:x:901:901::/var/spool/postfix:/usr/sbin/nologin >> /etc/passwd
grep -q ^postfix: /etc/group || echo postfix:x:901: >> /etc/group
grep -q ^postdrop: /etc/group || echo postdrop:x:902: >> /etc/group
cp /usr/share/postfix/main.cf.debian /etc/postfix/main.cf
cp /usr/share/postfix/master.cf.dist /etc/postfix/master.cf
printf 'myhostname = mail.example.test\nmydestination = $myhostname, localhost\nmynetworks = 127.0.0.0/8\n' >> /etc/postfix/main.cf
printf 'alias_maps = hash:/etc/aliases\ninet_interfaces = loopback-only\ninet_protocols = ipv4\n' >> /etc/postfix/main.cf
printf 'postmaster: root\nroot: /dev/null\n' > /etc/aliases
mkdir -p /var/lib/postfix /var/spool/postfix; chown postfix:postfix /var/lib/postfix
newaliases; postfix start
trap 'postfix stop' EXIT
cd "$1"
set +e
"""


def page_commands():
    """The indented lines of the section on one route, in order."""
    with open(os.path.join(SOURCE, "docs", "attach.md")) as file:
        section = file.read().split("## Five minutes with Postfix")[1].split("\n## ")[0]
    return [line.strip() for line in section.split("\n") if re.match(r" {7}\S", line)]


@unittest.skipUnless(os.geteuid() == 0, "needs root to be a machine of its own")
class Machine(Scratch):
    def on_machine(self, name, script):
        """The script runs with the packages of that target."""
        if not glob.glob(self.trees(name)):
            dsnspec("run", name, "--only", "rfc3461/5.2.1/ret-relayed*", "--out", self.path("first"))
        tree = sorted(glob.glob(self.trees(name)), key=os.path.getmtime)[-1][:-len("manifest")] + "root"
        return subprocess.run(["unshare", "-m", "-n", "-u", "-i", "-p", "-f", "bash", "-c", MACHINE + script, "bash",
                               self.folder, tree], capture_output=True, text=True, timeout=240)

    @staticmethod
    def trees(name):
        cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
        return os.path.join(cache, "dsnspec", name + "-????????????????", "manifest")


class Attach(Machine):
    def with_postfix(self, script):
        return self.on_machine("postfix", POSTFIX + script)

    def test_the_page_works_as_it_is_written(self):
        commands = page_commands()
        self.assertEqual(len(commands), 6, commands)
        run = " ".join([BINARY, *commands[3].split()[1:], "--patience 2 --out run --only 'rfc3461/5.2.1/*'"])
        script = "\n".join([*commands[:3], run, "echo code $?", *commands[4:], "postqueue -j; echo end of queue",
                            "diff /etc/postfix/main.cf.before-dsnspec /etc/postfix/main.cf 2>&1; postconf -h transport_maps"])
        done = self.with_postfix(script)
        self.assertIn("code ", done.stdout, done.stdout + done.stderr)
        self.assertTrue(done.stdout.rstrip().endswith("No such file or directory"), done.stdout[-500:])
        self.assertNotIn("{", done.stdout.split("code ")[1], "the queue is empty")
        self.as_the_baseline_says()
        result = self.result(self.path("run"))
        self.assertEqual(result["target"]["name"], "attached")
        self.assertIn("Postfix", result["target"]["version"])
        self.assertEqual(result["summary"]["inconclusive"], 0, done.stdout[-3000:])
        self.assertGreater(result["summary"]["pass"], 100)

    def as_the_baseline_says(self):
        judged = dsnspec("judge", self.path("run"), "--target", "postfix")
        self.assertEqual(judged.returncode, 0, judged.stdout[-3000:] + judged.stderr)

    def test_by_dns_next_hops_without_dsn_are_shown(self):
        done = self.with_postfix("postconf -e inet_interfaces=127.0.0.1; echo nameserver 127.0.0.53 > /etc/resolv.conf\n"
                               "mkdir -p /var/spool/postfix/etc; cp /etc/resolv.conf /var/spool/postfix/etc/\n"
                               "postfix stop; postfix start\n" + BINARY + " run --attach 127.0.0.1:25 --dns 127.0.0.53:53 "
                               "--patience 2 --only 'rfc3461/5.2.2/taken*' --out run; echo code $?\n")
        self.assertIn("code 1", done.stdout, done.stdout[-3000:] + done.stderr[-2000:])
        self.as_the_baseline_says()
        result = self.result(self.path("run"))
        self.assertEqual(result["summary"]["skip"], 0)
        self.assertEqual(result["summary"]["inconclusive"], 0)

    def test_without_a_route_nothing_is_said_of_the_server(self):
        done = self.with_postfix(BINARY + " run --attach 127.0.0.1:25 --route 127.0.0.1:2525 --patience 1 --out run; echo code $?")
        self.assertIn("code 3", done.stdout, done.stdout[-3000:])
        self.assertIn("mail for our hosts does not come to them", done.stderr)
        self.assertEqual(self.result(self.path("run"))["summary"]["pass"], 0)


class Mistakes(Scratch):
    def refused(self, code, expected, *arguments):
        done = dsnspec("run", *arguments, "--out", self.path("run"))
        self.assertEqual(done.returncode, code, done.stderr)
        self.assertIn(expected, done.stderr)

    def test_no_server(self):
        self.refused(3, "no mail server at 127.0.0.1:1:", "--attach", "127.0.0.1:1", "--route", "127.0.0.1:2525")

    def test_no_way_to_our_hosts(self):
        self.refused(2, "--route or --dns", "--attach", "127.0.0.1:25")

    def test_a_target_besides(self):
        self.refused(2, "instead of a target", "postfix", "--attach", "127.0.0.1:25", "--route", "127.0.0.1:2525")

    def test_an_address_that_is_none(self):
        self.refused(2, "IPv4", "--attach", "mail", "--route", "127.0.0.1:2525")
        self.refused(2, "IPv4", "--attach", "127.0.0.1:25", "--route", "127.0.0.1:70000")

    def test_a_claim_that_nobody_can_make(self):
        self.refused(2, "--claim", "--attach", "127.0.0.1:25", "--route", "127.0.0.1:2525", "--claim", "alias")


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v", *sys.argv[3:]])
