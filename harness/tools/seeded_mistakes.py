#!/usr/bin/env python3
"""Puts plausible mistakes into grammar, mime, dsn and smtp, one at a time, and tells whether the tests notice.

    harness/tools/seeded_mistakes.py BUILD [--only PATTERN] [--list]

BUILD is a configured build of this working tree (build/dev). The mistakes are described in seeded_mistakes.json: a
file, a text that stands in it just once, and what to put in its place. Each file is put back afterwards, also after an
interruption; a file with changes of your own is not touched. A mistake counts as caught when the build or one of the
tests of these folders fails; the tests of the folder itself run first. Ends with 1 when a mistake slips.
"""
import argparse
import fnmatch
import json
import os
import pathlib
import signal
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDERS = ["grammar", "mime", "dsn", "smtp"]
TIMEOUT = 600  # seconds for one test program; one that hangs is caught


def order_of_tests(folder):
    """The folder's own tests, then those above it."""
    above = {"grammar": ["vectors", "mime", "smtp", "dsn"], "mime": ["vectors", "dsn"], "dsn": ["vectors"],
             "smtp": ["vectors"]}
    return [folder] + above[folder]


def changed_files():
    out = subprocess.run(["git", "status", "--porcelain"], cwd=ROOT, capture_output=True, text=True, check=True)
    return {line[3:] for line in out.stdout.splitlines()}


def build(where, tests):
    targets = [f"test_{one}" for one in tests]
    return subprocess.run(["cmake", "--build", where, "--target", *targets], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True)


def run(where, test):
    """Nothing, or the first test that failed."""
    program = os.path.join(where, "harness", "test", f"test_{test}")
    environment = dict(os.environ, RC_PARAMS="seed=1")
    try:
        done = subprocess.run([program, "--gtest_brief=1", "--gtest_fail_fast"], env=environment, timeout=TIMEOUT,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    except subprocess.TimeoutExpired:
        return f"{test}: hangs"
    if done.returncode == 0:
        return None
    failed = [line for line in done.stdout.splitlines() if "[  FAILED  ]" in line]
    return f"{test}: " + (failed[0].split("]", 1)[1].split(",")[0].split("(")[0].strip() if failed else "crash")


def try_one(where, mistake):
    """Who caught it, or nothing."""
    path = ROOT / mistake["file"]
    original = path.read_text()
    times = path.stat()
    try:
        path.write_text(original.replace(mistake["find"], mistake["put"]))
        for test in order_of_tests(mistake["file"].split("/")[1]):
            if build(where, [test]).returncode != 0:
                return "compiler"
            caught = run(where, test)
            if caught:
                return caught
        return None
    finally:
        path.write_text(original)
        os.utime(path, ns=(times.st_atime_ns, time.time_ns()))


def check(mistakes):
    """Each description still fits the sources."""
    names = set()
    for one in mistakes:
        if one["name"] in names:
            sys.exit(f"{one['name']}: twice")
        names.add(one["name"])
        count = (ROOT / one["file"]).read_text().count(one["find"])
        if count != 1:
            sys.exit(f"{one['name']}: the text stands {count} times in {one['file']}")


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))  # so that the file is put back
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build", nargs="?")
    parser.add_argument("--only", default="*", help="names of mistakes, with * and ?")
    parser.add_argument("--list", action="store_true", help="check the descriptions and list them")
    arguments = parser.parse_args()
    mistakes = json.loads((pathlib.Path(__file__).parent / "seeded_mistakes.json").read_text())
    check(mistakes)
    mistakes = [one for one in mistakes if fnmatch.fnmatch(one["name"], arguments.only)]
    if arguments.list or not arguments.build:
        for one in mistakes:
            print(f"{one['name']}: {one['file']}")
        return 0
    mine = changed_files() & {one["file"] for one in mistakes}
    if mine:
        sys.exit("these have changes of your own: " + ", ".join(sorted(mine)))
    sound = build(arguments.build, FOLDERS + ["vectors"])
    if sound.returncode != 0:
        sys.exit(sound.stdout)
    for test in FOLDERS + ["vectors"]:
        failed = run(arguments.build, test)
        if failed:
            sys.exit(f"fails without any mistake: {failed}")
    slipped = []
    for one in mistakes:
        caught = try_one(arguments.build, one)
        print(f"{'caught ' if caught else 'SLIPPED'} {one['name']}: {caught or one['put'].strip()[:80]}", flush=True)
        if not caught:
            slipped.append(one["name"])
    build(arguments.build, FOLDERS + ["vectors"])
    print(f"{len(mistakes) - len(slipped)} of {len(mistakes)} caught")
    return 1 if slipped or not mistakes else 0


if __name__ == "__main__":
    sys.exit(main())
