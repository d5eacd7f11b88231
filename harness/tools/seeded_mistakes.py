#!/usr/bin/env python3
"""Puts plausible mistakes into grammar, mime, dsn and smtp, one at a time, and tells whether the tests notice.

    harness/tools/seeded_mistakes.py BUILD [--only PATTERN] [--list] [--results FILE]

BUILD is a configured build of this working tree (build/dev). The mistakes are described in seeded_mistakes.json: a
file, a text that stands in it just once, and what to put in its place. Each file is put back afterwards, also after an
interruption; a file with changes of your own is not touched. A mistake counts as caught when the build or one of the
tests of these folders fails; the quick tests of the folder itself run first, and only what runs is built. With --results
each outcome is kept in FILE as it comes, and what stands there isn't tried again: take out the lines of what slipped
after adding a test. Ends with 1 when a mistake slips.
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


SLOW = "*Agreement*:*Propert*"  # the comparisons with the ABNF and the properties


def order_of_tests(folder):
    """Programs and filters, the likeliest and quickest first: the folder's own, then those above it."""
    above = {"grammar": ["mime", "smtp", "dsn"], "mime": ["dsn"], "dsn": [], "smtp": []}
    return [(folder, "-" + SLOW), ("vectors", "*"), (folder, SLOW)] + [(one, "*") for one in above[folder]]


def changed_files():
    out = subprocess.run(["git", "status", "--porcelain"], cwd=ROOT, capture_output=True, text=True, check=True)
    return {line[3:] for line in out.stdout.splitlines()}


def build(where, tests):
    targets = [f"test_{one}" for one in tests]
    return subprocess.run(["cmake", "--build", where, "--target", *targets], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True)


def run(where, test, chosen="*"):
    """Nothing, or the first test that failed."""
    program = os.path.join(where, "harness", "test", f"test_{test}")
    environment = dict(os.environ, RC_PARAMS="seed=1")
    try:
        done = subprocess.run([program, "--gtest_brief=1", "--gtest_fail_fast", f"--gtest_filter={chosen}"],
                              env=environment, timeout=TIMEOUT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
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
        for test, chosen in order_of_tests(mistake["file"].split("/")[1]):
            if build(where, [test]).returncode != 0:
                return "compiler"
            caught = run(where, test, chosen)
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


def check_sound(where):
    """All is well as long as there is no mistake."""
    sound = build(where, FOLDERS + ["vectors"])
    if sound.returncode != 0:
        sys.exit(sound.stdout)
    for test in FOLDERS + ["vectors"]:
        failed = run(where, test)
        if failed:
            sys.exit(f"fails without any mistake: {failed}")


def read_results(kept):
    """Who caught which, of an earlier run."""
    if kept is None or not kept.exists():
        return {}
    return {one["name"]: one["caught"] for one in map(json.loads, kept.read_text().splitlines())}


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))  # so that the file is put back
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build", nargs="?")
    parser.add_argument("--only", default="*", help="names of mistakes, with * and ?")
    parser.add_argument("--list", action="store_true", help="check the descriptions and list them")
    parser.add_argument("--results", metavar="FILE", help="keeps what came out, and what is there is not tried again")
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
    results = pathlib.Path(arguments.results) if arguments.results else None
    done = read_results(results)
    if not done:
        check_sound(arguments.build)
    for one in mistakes:
        if one["name"] in done:
            continue
        started = time.monotonic()
        caught = done[one["name"]] = try_one(arguments.build, one)
        print(f"{'caught ' if caught else 'SLIPPED'} {one['name']}: {caught or one['put'].strip()[:80]} "
              f"({time.monotonic() - started:.0f} s)", flush=True)
        if results:
            with results.open("a") as to:
                to.write(json.dumps({"name": one["name"], "caught": caught}) + "\n")
    build(arguments.build, FOLDERS + ["vectors"])
    slipped = [one["name"] for one in mistakes if not done[one["name"]]]
    print(f"{len(mistakes) - len(slipped)} of {len(mistakes)} caught" + "".join(f"\n  slipped: {one}" for one in slipped))
    return 1 if slipped or not mistakes else 0


if __name__ == "__main__":
    sys.exit(main())
