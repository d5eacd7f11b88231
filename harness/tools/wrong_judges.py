#!/usr/bin/env python3
"""Makes the judge wrong at random, one place at a time, and tells whether `dsnspec selftest` notices.

    harness/tools/wrong_judges.py BUILD [--seed N] [--count N] [--sound SELFTEST.JSON...] [--list]

BUILD is a configured build of this working tree, best an optimised one (build/release). A wrong judge takes something
broken for a permitted choice, compares with another value, or has a condition turned round, somewhere in
harness/judge/check_*.cpp, obligations.cpp or refusal_codes.cpp. It counts as noticed when selftest says something that it doesn't say of
the sound judge: tried first with one permitted variation, then with the defects that violate what the changed file is
about, then with all of the catalogue. What the sound judge says is found out once, or read from the selftest.json of earlier whole selftests:
of several, so that what is not the same each time doesn't count. What only decides which evidence is shown is no
verdict, and left alone. A change that doesn't compile is replaced by another.
Each file is put back afterwards, also after an interruption; nothing may have changes of your own there. Ends with 1
when a wrong judge slips.
"""
import argparse
import json
import os
import pathlib
import random
import re
import signal
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
JUDGE = ROOT / "harness" / "judge"
ID = re.compile(r'"(rfc\d+/[0-9.A-H]+/[0-9a-z-]+)"')
NUMBER = re.compile(r"(<=|>=|<|>|==|!=) (\d+)\b")
TEXT = re.compile(r'(==|!=) "([^"\\]+)"')
CONDITION = re.compile(r"^(\s*(?:\} else )?if \()(.+)(\) \{)$")


def changes(line):
    """What may become of this line, as (kind, new line)."""
    if line.lstrip().startswith("//"):
        return
    if "found_.broken(" in line or "found.broken(" in line:
        yield "severity", line.replace(".broken(", ".note(")
    for at in NUMBER.finditer(line):
        yield "value", line[:at.start()] + f"{at[1]} {int(at[2]) + 1}" + line[at.end():]
    for at in TEXT.finditer(line):
        yield "value", line[:at.start()] + f'{at[1]} "another"' + line[at.end():]
    condition = CONDITION.match(line)
    if condition and ";" not in condition[2]:
        yield "condition", f"{condition[1]}!({condition[2]}){condition[3]}"
    if "held(" in line:
        for kept in re.finditer(r'", (!?)([\w.:>()-]+),$', line):
            yield "condition", line[:kept.start(1)] + ("" if kept[1] else "!") + line[kept.start(2):]


def places():
    """Every change there could be, as {kind: [(file, line number, new line)]}."""
    out = {}
    for path in sorted([*JUDGE.glob("check_*.cpp"), JUDGE / "obligations.cpp", JUDGE / "refusal_codes.cpp"]):
        lines = path.read_text().split("\n")
        for number, line in enumerate(lines):
            for kind, new in changes(line):
                # Whether a permitted choice is told of or not is no verdict that anybody is accused by.
                if kind == "condition" and re.search(r"\.(note|kept)\(", lines[number + 1]):
                    continue
                if "max_shown" in line:
                    continue
                out.setdefault(kind, []).append((path, number, new))
    return out


def violated_by():
    """The requirements that each defect violates, from the catalogue."""
    out = {}
    name = None
    for path in sorted((ROOT / "scenarios" / "selftest").glob("*.yaml")):
        key = None
        for line in path.read_text().splitlines():
            if line.startswith("  - name: "):
                name, key = line.split(": ", 1)[1].strip(), None
                out[name] = set()
            elif re.match(r"    [a-z_]+:", line):
                key = line.strip().split(":")[0]
            if key == "violates":
                out[name] |= set(re.findall(r"rfc\d+/[0-9.A-H]+/[0-9a-z-]+", line))
    return out


class Build:
    def __init__(self, folder):
        self.folder = folder
        self.binary = os.path.abspath(os.path.join(folder, "harness", "dsnspec"))

    def make(self):
        return subprocess.run(["cmake", "--build", self.folder, "--target", "dsnspec"], stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True)

    def call(self, *arguments):
        """Nothing when it crashes or hangs."""
        with tempfile.TemporaryDirectory(prefix="dsnspec-wrong-") as out:
            try:
                done = subprocess.run([self.binary, *arguments, "--format", "json", "--out", out], text=True,
                                      env=dict(os.environ, DSNSPEC_DATA=str(ROOT)), stdout=subprocess.PIPE,
                                      stderr=subprocess.DEVNULL, timeout=3600)
                return json.loads(done.stdout)
            except (subprocess.TimeoutExpired, json.JSONDecodeError):
                return None


def unexpected(result):
    """What is not as it should be, as a set of lines."""
    if result is None:
        return {"it crashed, or hung"}
    out = set()
    for trial in result["trials"]:
        who = f"{trial['trial']} {trial['name']}"
        out |= {f"{who} is accused of {each['requirement']}" for each in trial["wrongly"]}
        out |= {f"{who} is not accused of {each}" for each in trial["missing"]}
        out |= {f"{who} is not caught by {each}" for each in trial["silent"]}
        out |= {f"{who} shows {each}" for each in trial["shown"]}
        out |= {f"{who} says {each['now']} instead of {each['recorded']} of {each['requirement']} in {each['case']}"
                for each in trial["changed"]}
        if trial["trial"] != "defect":
            out |= {f"{who} leaves open {each['requirement']}" for each in trial["open"]}
        if trial["failure"]:
            out.add(f"{who} fails")
    return out


def noticed(build, path, sound, defects):
    """What gives it away, or nothing."""
    about = set(ID.findall(path.read_text()))
    near = [word for name, violated in sorted(defects.items()) if violated & about for word in ("--defect", name)]
    for stage in [["--variation", "no-pipelining"]] + ([near] if near else []) + [[]]:
        new = unexpected(build.call("selftest", *stage)) - sound
        if new:
            return sorted(new)[0] + (f" (and {len(new) - 1} more)" if len(new) > 1 else "")
    return None


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))  # so that the file is put back
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=10)
    parser.add_argument("--sound", nargs="+", default=[], help="selftest.json of a whole selftest with the sound judge")
    parser.add_argument("--list", action="store_true", help="only say what would be changed")
    arguments = parser.parse_args()
    chosen = random.Random(arguments.seed)
    all_places = places()
    dirty = subprocess.run(["git", "status", "--porcelain", "harness/judge"], cwd=ROOT, capture_output=True, text=True,
                           check=True).stdout
    if dirty and not arguments.list:
        sys.exit("harness/judge has changes of your own:\n" + dirty)
    build = Build(arguments.build)
    sound = set()
    if not arguments.list:
        made = build.make()
        if made.returncode != 0:
            sys.exit(made.stdout)
        for name in arguments.sound:
            sound |= unexpected(json.loads(pathlib.Path(name).read_text()))
        if not arguments.sound:
            sound = unexpected(build.call("selftest"))
        print(f"the sound judge: {len(sound)} things that are not as they should be", flush=True)
    slipped = tried = 0
    while tried < arguments.count:
        kind = chosen.choice(sorted(all_places))
        path, number, new = chosen.choice(all_places[kind])
        original = path.read_text()
        lines = original.split("\n")
        place = f"{path.relative_to(ROOT)}:{number + 1}"
        if arguments.list:
            print(f"{kind:<9} {place}\n  - {lines[number].strip()}\n  + {new.strip()}")
            tried += 1
            continue
        lines[number] = new
        try:
            path.write_text("\n".join(lines))
            if build.make().returncode != 0:
                print(f"doesn't compile, another instead: {place}: {new.strip()}", flush=True)
                continue
            found = noticed(build, path, sound, violated_by())
        finally:
            path.write_text(original)
        tried += 1
        slipped += not found
        print(f"{'noticed' if found else 'SLIPPED'} {kind:<9} {place}: {new.strip()}\n    {found or 'nothing'}", flush=True)
    if not arguments.list:
        build.make()
        print(f"{tried - slipped} of {tried} noticed (seed {arguments.seed})")
    return 1 if slipped else 0


if __name__ == "__main__":
    sys.exit(main())
