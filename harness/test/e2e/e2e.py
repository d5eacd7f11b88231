#!/usr/bin/env python3
"""dsnspec as its users meet it: the binary, real mail systems, real namespaces.

Usage: e2e.py BINARY SOURCE_DIR [unittest arguments]. Needs the network once, for the packages that are put into the cache.
"""

import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

BINARY = os.path.abspath(sys.argv[1])
SOURCE = os.path.abspath(sys.argv[2])
# Quick cases of several kinds, for tests that are not about the cases.
FEW = ["--only", "rfc3461/5.2.3/*", "--only", "rfc3461/5.2.2/refused*", "--only", "rfc3461/5.2.1/ret-relayed*"]


def dsnspec(*arguments, timeout=180, **more):
    return subprocess.run([BINARY, *arguments], capture_output=True, text=True, timeout=timeout, **more)


def node_version():
    """The major version; 0 without node."""
    try:
        done = subprocess.run(["node", "--version"], capture_output=True, text=True, timeout=30)
        return int(done.stdout.strip().lstrip("v").split(".")[0])
    except (OSError, ValueError):
        return 0


def children_of(pid):
    """All processes below this one, as (pid, name)."""
    parents = {}
    names = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                with open(f"/proc/{entry}/stat") as file:
                    text = file.read()
            except OSError:
                continue
            name, rest = text[text.index("(") + 1:].rsplit(")", 1)
            parents[int(entry)] = int(rest.split()[1])
            names[int(entry)] = name
    found = []
    level = [pid]
    while level:
        level = [child for child, parent in parents.items() if parent in level]
        found += [(child, names[child]) for child in level]
    return found


def alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] not in "ZX"
    except OSError:
        return False


def wait_for(condition, seconds, what):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.01)
    raise AssertionError(f"not within {seconds} s: {what}")


class Scratch(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="dsnspec-e2e-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def result(self, folder, name="result.json"):
        with open(os.path.join(folder, name)) as file:
            return json.load(file)


class Run(Scratch):
    def test_certifies_postfix_as_the_baseline_expects(self):
        done = dsnspec("run", "postfix", "--out", self.path("run"))
        self.assertEqual(done.returncode, 0, done.stdout[-3000:] + done.stderr[-3000:])
        result = self.result(self.path("run"))
        self.assertEqual(result["summary"]["error"], 0)
        # None on a machine of its own; on a busy one the queue may still hold a message when time is up.
        self.assertLess(result["summary"]["inconclusive"], 10, done.stdout[done.stdout.find("INCONCLUSIVE:"):][:3000])
        self.assertGreaterEqual(result["cases"], 60)
        again = dsnspec("judge", self.path("run", "trace.ndjson"), "--target", "postfix", "--out", self.path("judged"))
        self.assertEqual(again.returncode, 0, again.stderr)
        with open(self.path("run", "result.json"), "rb") as first, open(self.path("judged", "result.json"), "rb") as second:
            self.assertEqual(first.read(), second.read(), "judge does not give the run's result again")

    def test_prints_nothing_but_json_on_request(self):
        done = dsnspec("run", "postfix", *FEW, "--format", "json", "--out", self.path("run"))
        self.assertIn(done.returncode, (0, 1), done.stderr)
        self.assertEqual(json.loads(done.stdout), self.result(self.path("run")))

    def test_two_runs_side_by_side_do_not_notice_each_other(self):
        runs = [
            subprocess.Popen([BINARY, "run", "postfix", *FEW, "--out", self.path(str(i))],
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for i in range(2)
        ]
        codes = [run.wait(timeout=120) for run in runs]
        self.assertEqual(codes[0], codes[1])
        self.assertIn(codes[0], (0, 1))
        first, second = (self.result(self.path(str(i)))["requirements"] for i in range(2))
        self.assertEqual(first, second)


class Violence(Scratch):
    def start(self, *arguments):
        run = subprocess.Popen([BINARY, "run", "postfix", "--out", self.path("run"), *arguments],
                               stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.addCleanup(lambda: run.poll() is None and run.kill())
        return run

    def wait_for_a_result(self):
        """Until some case came to its end."""
        def fence():
            try:
                with open(self.path("run", "trace.ndjson"), "rb") as file:
                    return b'"k":"fence"' in file.read()
            except OSError:
                return False
        wait_for(fence, 60, "a case that is done")

    def test_a_target_that_is_killed_gives_exit_3_and_keeps_the_results(self):
        run = self.start()
        self.wait_for_a_result()
        # The uppermost: what it has just forked has its name, too, until it becomes another program.
        masters = [pid for pid, name in children_of(run.pid) if name == "master"]
        self.assertTrue(masters)
        os.kill(masters[0], signal.SIGKILL)
        errors = run.communicate(timeout=60)[1]
        self.assertEqual(run.returncode, 3, errors)
        self.assertIn("ended in the middle of the run", errors)
        result = self.result(self.path("run"))
        self.assertTrue(result["target_died"])
        self.assertGreater(result["summary"]["pass"], 0)
        again = dsnspec("judge", self.path("run", "trace.ndjson"))
        self.assertEqual(again.returncode, 3, again.stderr)

    def test_nothing_survives_when_dsnspec_is_killed(self):
        run = self.start()
        self.wait_for_a_result()
        below = [pid for pid, _ in children_of(run.pid)]
        self.assertGreater(len(below), 3)
        run.kill()
        run.wait()
        wait_for(lambda: not any(alive(pid) for pid in below), 10, "the end of every process of the sandbox")
        with open(self.path("run", "trace.ndjson")) as file:
            self.assertGreater(len(file.readlines()), 10)
        judged = dsnspec("judge", self.path("run", "trace.ndjson"))
        self.assertIn(judged.returncode, (0, 1, 6), judged.stderr)

    def test_an_interrupted_run_ends_and_leaves_nothing(self):
        run = self.start()
        self.wait_for_a_result()
        below = [pid for pid, _ in children_of(run.pid)]
        run.send_signal(signal.SIGINT)
        run.communicate(timeout=30)
        self.assertNotEqual(run.returncode, 0)
        wait_for(lambda: not any(alive(pid) for pid in below), 10, "the end of every process of the sandbox")


class Targets(Scratch):
    """Every other mail system with a folder of its own starts, runs, ends, and is as its baseline expects, in a few cases."""

    def smoke(self, name, which=FEW):
        done = dsnspec("run", name, *which, "--out", self.path(name))
        self.assertEqual(done.returncode, 0, done.stdout[-3000:] + done.stderr[-3000:])
        result = self.result(self.path(name))
        self.assertEqual(result["target"]["name"], name)
        self.assertEqual(result["summary"]["error"], 0)
        self.assertGreater(result["summary"]["pass"], 50)

    def test_chasquid(self):
        """It announces no DSN and needs a login; all that is left to play takes seconds."""
        self.smoke("chasquid", [])

    def test_courier(self):
        self.smoke("courier")

    def test_dma(self):
        """It takes mail by a command, and few scenarios can be played to it. To try again takes it half a minute."""
        self.smoke("dma", ["--only", "rfc3461/*", "--only", "rfc5321/4.4/*", "--only", "rfc5321/4.5.3*"])

    def test_dovecot(self):
        self.smoke("dovecot")

    def test_exim(self):
        self.smoke("exim")

    @unittest.skipUnless(shutil.which("npm") and node_version() >= 20, "Haraka needs npm, and node 20")
    def test_haraka(self):
        """It announces no DSN; all that is left to play takes seconds."""
        self.smoke("haraka", [])

    def test_nullmailer(self):
        """It takes mail by a command, and knows one smart host; all that is left to play takes seconds."""
        self.smoke("nullmailer", [])

    def test_opensmtpd(self):
        self.smoke("opensmtpd")

    def test_sendmail(self):
        self.smoke("sendmail")


class Reference(Scratch):
    """The mail system of our own: no package, no namespace, nothing but the binary and its data."""

    def run_it(self, *arguments):
        folder = self.path("run")
        done = dsnspec("run", *arguments, "--out", folder)
        with open(os.path.join(folder, "result.json")) as file:
            return done, json.load(file)

    def test_is_exemplary(self):
        done, result = self.run_it("--level", "should")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(result["target"]["name"], "reference")
        self.assertEqual(result["target"]["version"], result["suite"])
        summary = result["summary"]
        self.assertEqual([summary[each] for each in ("fail", "warn", "skip", "inconclusive", "error")], [0] * 5,
                         [each for each in result["findings"] if each["verdict"] not in ("PASS", "NOTE")])
        self.assertGreater(summary["pass"], 1000)

    def test_a_defect_is_accused(self):
        done, result = self.run_it("--defect", "envid-dropped", "--only", "rfc3461/5.2.1/envid-relayed*")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("rfc3461/5.2.1/envid-relayed", [each["requirement"] for each in result["findings"]])

    def test_a_variation_is_not(self):
        done, _ = self.run_it("--variation", "one-report-each", "--only", "rfc3461/6.3/*", "--level", "should")
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_unknown_names(self):
        done = dsnspec("run", "--defect", "envid-droped")
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn("envid-dropped", done.stderr)
        done = dsnspec("run", "postfix", "--defect", "envid-dropped")
        self.assertEqual(done.returncode, 2, done.stderr)


class Selftest(Scratch):
    """A few trials; all of them are a test of their own."""

    def selftest(self, *arguments, **more):
        return dsnspec("selftest", *arguments, "--out", self.path("out"), **more)

    def test_defects_and_variations(self):
        done = self.selftest("--defect", "envid-dropped", "--defect", "report-with-sender", "--variation",
                             "report-with-envid", "--format", "json")
        self.assertEqual(done.returncode, 0, done.stderr)
        result = json.loads(done.stdout)
        self.assertEqual(result, self.result(self.path("out"), "selftest.json"))
        self.assertEqual(result["score"], {"defects": 2, "caught": 2, "unobserved": 0})
        self.assertIsNone(result["unexercised"])
        with open(self.path("out", "trials.ndjson")) as file:
            lines = [json.loads(line) for line in file]
        order = {trial["name"]: trial for trial in result["trials"]}
        self.assertEqual({line["name"]: line for line in lines}, order)
        self.assertEqual(os.listdir(self.path("out", "traces")), [])
        self.assertIn("2 caught of 2 defects", open(self.path("out", "report.txt")).read())

    def test_what_is_not_as_expected_is_shown_and_can_be_judged_again(self):
        data = self.path("data")
        shutil.copytree(os.path.join(SOURCE, "scenarios"), os.path.join(data, "scenarios"))
        shutil.copytree(os.path.join(SOURCE, "reports"), os.path.join(data, "reports"))
        for name in ("defects.yaml", "variations.yaml"):
            os.remove(os.path.join(data, "scenarios", "selftest", name))
        with open(os.path.join(data, "scenarios", "selftest", "all.yaml"), "w") as file:
            file.write("defects:\n"
                       "  - name: envid-dropped\n    sentence: s\n    violates: [rfc3461/5.2.1/ret-relayed]\n"
                       "    caught_by: [rfc3461/5.2.1/envid-relayed]\n")
        done = self.selftest("--defect", "envid-dropped", env=dict(os.environ, DSNSPEC_DATA=data))
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("accused wrongly: defect envid-dropped", done.stdout)
        self.assertIn("rerun  dsnspec run --defect envid-dropped --only", done.stdout)
        trial = self.result(self.path("out"), "selftest.json")["trials"][0]
        self.assertEqual(trial["missing"], ["rfc3461/5.2.1/ret-relayed"])
        self.assertEqual(trial["silent"], ["rfc3461/5.2.1/envid-relayed"])
        self.assertEqual([each["requirement"] for each in trial["wrongly"]], ["rfc3461/5.2.1/envid-relayed"])
        trace = self.path("out", "traces", "defect-envid-dropped.ndjson")
        judged = dsnspec("judge", trace)
        self.assertEqual(judged.returncode, 1, judged.stderr)
        self.assertIn("rerun  dsnspec run reference --defect envid-dropped --only", judged.stdout)

    def test_what_is_judged_otherwise_than_recorded_is_shown_until_it_is_recorded(self):
        data = self.path("data")
        for name in ("scenarios", "reports"):
            shutil.copytree(os.path.join(SOURCE, name), os.path.join(data, name))
        verdicts = os.path.join(data, "scenarios", "selftest", "verdicts.txt")
        with open(verdicts) as file:
            text = file.read()
        with open(verdicts, "w") as file:
            file.write(text.replace("defect envid-dropped\n", "defect of-old\n"))
        env = dict(os.environ, DSNSPEC_DATA=data)
        done = self.selftest("--defect", "envid-dropped", env=env)
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertIn("otherwise: defect envid-dropped", done.stdout)
        self.assertRegex(done.stdout, r"rfc3461/5.2.1/envid-relayed: was \S.*, is FAIL")
        self.assertEqual(self.selftest("--defect", "envid-dropped", "--record", env=env).returncode, 0)
        with open(verdicts) as file:
            self.assertEqual(file.read(), text)
        self.assertEqual(self.selftest("--defect", "envid-dropped", env=env).returncode, 0)

    def test_nothing_survives_when_it_is_killed(self):
        run = subprocess.Popen([BINARY, "selftest", "--out", self.path("out")], stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
        self.addCleanup(lambda: run.poll() is None and run.kill())
        below = wait_for(lambda: [pid for pid, _ in children_of(run.pid)], 60, "a trial")
        run.kill()
        run.wait()
        wait_for(lambda: not any(alive(pid) for pid in below), 10, "the end of the trials")


class Mistakes(Scratch):
    """What a user can get wrong: a clear message with the place, and the exit code of the table."""

    def data(self, **files):
        """A copy of the scenarios with these files in it, as the environment that makes dsnspec read it."""
        folder = self.path("data")
        shutil.copytree(os.path.join(SOURCE, "scenarios"), os.path.join(folder, "scenarios"))
        shutil.copytree(os.path.join(SOURCE, "reports"), os.path.join(folder, "reports"))
        for name, text in files.items():
            with open(os.path.join(folder, "scenarios", "rfc3461", name + ".yaml"), "w") as file:
                file.write(text)
        return dict(os.environ, DSNSPEC_DATA=folder)

    def refused(self, text, *expected):
        done = dsnspec("run", "postfix", "--out", self.path("run"), env=self.data(broken=text))
        self.assertEqual(done.returncode, 2, done.stderr)
        for part in expected:
            self.assertIn(part, done.stderr)

    GOOD = "title: t\nshows: [rfc3461/5.2.1/ret-relayed]\nneeds: [relay]\nsubmit:\n  rcpt: [{to: carol@next}]\n"

    def test_broken_yaml(self):
        self.refused("title: [\n", "broken.yaml:2:1")

    def test_unknown_key(self):
        self.refused(self.GOOD + "hosts: {next: {}}\nhostss: {}\n", "broken.yaml:7:1", "hostss", "hosts")

    def test_unknown_requirement(self):
        self.refused(self.GOOD.replace("ret-relayed", "ret-relaxed") + "hosts: {next: {}}\n", "broken.yaml:2:9",
                     "rfc3461/5.2.1/ret-relaxed")

    def test_unknown_host(self):
        self.refused(self.GOOD + "hosts: {nest: {}}\n", "broken.yaml:5:", "next")

    def test_selection_that_matches_nothing(self):
        done = dsnspec("run", "postfix", "--only", "rfc3461/9.9.9/*", "--out", self.path("run"))
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertIn("rfc3461/9.9.9/*", done.stderr)

    def test_unknown_target(self):
        done = dsnspec("run", "postfixx", "--out", self.path("run"))
        self.assertEqual(done.returncode, 2)
        self.assertIn("postfix", done.stderr)

    def test_unknown_option(self):
        self.assertEqual(dsnspec("run", "postfix", "--nonsense").returncode, 2)

    def test_a_trace_that_is_none(self):
        with open(self.path("t.ndjson"), "w") as file:
            file.write("hello\n")
        done = dsnspec("judge", self.path("t.ndjson"))
        self.assertEqual(done.returncode, 2)
        self.assertIn("t.ndjson:1", done.stderr)


ORDINARY = """
set -e
mount -t tmpfs -o mode=755 t "$1"
(cat /etc/passwd; echo tester:x:4242:4242::"$1"/home:/bin/sh) > "$1/passwd"
(cat /etc/group; echo tester:x:4242:) > "$1/group"
echo tester:200000:65536 > "$1/subuid"
for f in passwd group; do mount --bind "$1/$f" /etc/$f; done
for f in subuid subgid; do [ -e /etc/$f ] || : > /etc/$f; mount --bind "$1/subuid" /etc/$f; done
mkdir "$1/home"; chown 4242:4242 "$1/home"
shift_to="$1"; shift
HOME="$shift_to/home" XDG_CACHE_HOME="$shift_to/home/cache" exec setpriv --reuid=4242 --regid=4242 --clear-groups "$@"
"""


class OrdinaryUser(Scratch):
    """Root gives a user a name and a range of subordinate ids, in a mount namespace of its own."""

    @unittest.skipUnless(os.geteuid() == 0, "run by an ordinary user, all other tests show it")
    def test_runs_as_an_ordinary_user(self):
        os.chmod(self.folder, 0o755)
        where = self.path("mount")
        os.mkdir(where)
        done = subprocess.run(
            ["unshare", "-m", "--propagation", "private", "bash", "-c", ORDINARY, "bash", where, BINARY, "run", "postfix",
             *FEW, "--format", "json", "--out", os.path.join(where, "home", "run")],
            capture_output=True, text=True, timeout=180)
        self.assertIn(done.returncode, (0, 1), done.stderr)
        mine = dsnspec("run", "postfix", *FEW, "--format", "json", "--out", self.path("run"))
        self.assertEqual(json.loads(done.stdout)["requirements"], json.loads(mine.stdout)["requirements"])


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v", *sys.argv[3:]])
