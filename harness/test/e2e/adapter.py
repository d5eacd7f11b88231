#!/usr/bin/env python3
"""dsnspec run --adapter and dsnspec target check: adapters good and bad, the one in examples/ with a real Exim.

Usage: adapter.py BINARY SOURCE_DIR [unittest arguments].
"""

import os
import subprocess
import sys
import time
import unittest

from attach import Machine
from e2e import BINARY, SOURCE, Scratch, dsnspec

EXIM = r"""
grep -q ^Debian-exim: /etc/passwd || echo Debian-exim:x:901:901::/var/spool/exim4:/usr/sbin/nologin >> /etc/passwd
grep -q ^Debian-exim: /etc/group || echo Debian-exim:x:901: >> /etc/group
mkdir -p /var/spool/exim4 /var/log/exim4
cd "$1"
chmod 755 "$1"
export TMPDIR="$1"
set +e
"""


class Example(Machine):
    """examples/adapter.py."""

    def with_exim(self, command):
        return self.on_machine("exim", EXIM + command + "; echo code $?; ls -d $TMPDIR/dsnspec-exim-*")

    def test_nothing_is_wrong_with_it(self):
        done = self.with_exim(f"{BINARY} target check --adapter 'python3 {SOURCE}/examples/adapter.py'")
        self.assertIn("code 0", done.stdout, done.stdout + done.stderr)
        self.assertNotIn("WRONG", done.stdout)
        self.assertIn("No such file", done.stderr, "it left its folder")

    def test_a_run_through_it(self):
        done = self.with_exim(f"{BINARY} run --adapter 'python3 {SOURCE}/examples/adapter.py' "
                              "--only 'rfc3461/5.2.2/taken*' --only 'rfc3461/5.2.3/*' --out run")
        self.assertIn("code ", done.stdout, done.stdout + done.stderr)
        result = self.result(self.path("run"))
        self.assertEqual(result["target"]["name"], "exim")
        self.assertGreater(result["summary"]["pass"], 100)
        self.assertEqual(result["summary"]["error"], 0)
        self.assertIn("--adapter", result["findings"][0]["rerun"])


class Bad(Scratch):
    """They are told what is wrong, in time, and hang or crash nobody."""

    def script(self, text):
        path = self.path("adapter.sh")
        with open(path, "w") as file:
            file.write("#!/bin/sh\n" + text)
        os.chmod(path, 0o755)
        return path

    def run_it(self, text):
        begun = time.monotonic()
        done = dsnspec("run", "--adapter", self.script(text), "--out", self.path("run"))
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertLess(time.monotonic() - begun, 30)
        return done.stderr

    def test_garbage(self):
        self.assertIn("not a JSON object", self.run_it("echo hello; cat > /dev/null"))

    def test_its_end(self):
        self.assertIn("no licence", self.run_it("echo no licence >&2; exit 1"))

    def test_a_flood(self):
        self.assertIn("a line of more than", self.run_it("exec cat /dev/zero"))

    def test_no_program(self):
        done = dsnspec("run", "--adapter", "/no/such/adapter", "--out", self.path("run"))
        self.assertEqual(done.returncode, 3)
        self.assertIn("/no/such/adapter", done.stderr)

    def test_the_check_says_so(self):
        done = dsnspec("target", "check", "--adapter", self.script("while read -r line; do echo hi; done"))
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("WRONG  hello", done.stdout)

    def test_neither_or_both(self):
        self.assertEqual(dsnspec("target", "check").returncode, 2)
        self.assertEqual(dsnspec("target", "check", "postfix", "--adapter", "x").returncode, 2)
        self.assertEqual(dsnspec("run", "postfix", "--adapter", "x").returncode, 2)


class Folder(Scratch):
    """A target of one's own, right and wrong."""

    def test_postfix(self):
        done = dsnspec("target", "check", "postfix")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("no process is left", done.stdout)

    def test_a_target_whose_queue_cannot_be_listed(self):
        folder = self.path("mine")
        subprocess.run(["cp", "-r", os.path.join(SOURCE, "scenarios", "targets", "postfix"), folder], check=True)
        path = os.path.join(folder, "target.yaml")
        with open(path) as file:
            text = file.read()
        with open(path, "w") as file:
            file.write(text.replace("[postqueue, -j]", "[\"false\"]"))
        done = dsnspec("target", "check", folder)
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertIn("WRONG  its queue can be listed", done.stdout)
        self.assertIn("ok     no process is left", done.stdout)

    def test_list(self):
        done = dsnspec("target", "list")
        self.assertEqual(done.returncode, 0)
        self.assertIn("postfix", done.stdout)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v", *sys.argv[3:]])
