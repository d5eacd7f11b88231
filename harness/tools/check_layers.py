#!/usr/bin/env python3
"""Holds every #include of harness/ against the layers declared in harness/CMakeLists.txt.

    check_layers.py [ROOT]        ROOT: the repository; by default the one this file is in

A folder may include headers of the folders it USES, of those these use, and its own. Some headers of the system and
of libraries belong to few folders, and what makes a judgement depend on the moment or the machine (clocks, threads,
locale, standard streams, sockets) belongs to none of those that judging rests on: see RULES.
Prints "file:line: what is wrong" for each problem; the exit code is 1 then.
"""

import re
import sys
from pathlib import Path

# Folders of harness/ that are no layers: tests may use what the folder they test may use; tools are no C++.
NOT_LAYERS = {"test", "bench", "tools"}

# The folder on which, with all below it, verdicts rest: what is there gives the same at any time on any machine.
PURE_FROM = "judge"

PURE = "not where verdicts rest on it (judge and everything below)"

# (pattern over a line without comments and texts, why, folders or files that may)
RULES = [
    (r"#\s*include\s*<yaml-cpp/", "yaml-cpp has one source file, so that no other reads YAML less strictly",
     {"scenario/yaml_tree.cpp"}),
    (r"#\s*include\s*<CLI/", "CLI11 is for the command line", {"cli"}),
    (r"#\s*include\s*<ldns/", "DNS is for the network", {"net"}),
    (r"#\s*include\s*<boost/asio", "Asio is for the network, for the runner, whose event loop it is, and for the shell "
     "of the reference mail system", {"net", "runner", "target/reference/mta.cpp", "target/reference/names.hpp"}),
    (r"#\s*include\s*<openssl/ssl", "TLS is for the network", {"net"}),
    (r"#\s*include\s*<(sys/socket|netinet/in|netinet/tcp|arpa/inet|netdb|sys/un)\.h>", "sockets are for the network",
     {"net",
      "target/sandbox.cpp",           # brings the loopback interface up, which an ioctl of any socket does
      "target/syslog_socket.cpp",     # /dev/log
      "target/greeting.cpp"}),        # is somebody listening? before the event loop exists
    (r"#\s*include\s*<(iostream|print|thread|mutex|condition_variable|future|locale|clocale|cctype|ctime|sys/time\.h)>",
     PURE, {"not pure"}),
    (r"#\s*include\s*<(fstream|cstdio)>", "files are read in one place below the network",
     {"not pure", "scenario/source_files.cpp"}),
    (r"_clock\s*::\s*now\s*\(", PURE, {"not pure"}),
    (r"\bstd::(cout|cerr|clog|locale|thread|setlocale)\b|\bsetlocale\s*\(", PURE, {"not pure"}),
]


def layers(text):
    """The USES of each dsnspec_layer() line."""
    found = {}
    for line in text.splitlines():
        match = re.match(r"\s*dsnspec_layer\(([\w/]+)([^)]*)\)", line)
        if match:
            uses = re.search(r"\bUSES\s+(.*?)(?:\s+LIBS\b|$)", match.group(2))
            found[match.group(1)] = uses.group(1).split() if uses else []
    return found


def layer_of(parts, uses):
    """The layer a file belongs to, by the folders above it: "target/reference" rather than "target"; None: to none."""
    return next(("/".join(parts[:count]) for count in range(len(parts) - 1, 0, -1) if "/".join(parts[:count]) in uses),
                None)


def closure(folder, uses):
    """The folder and all below it."""
    seen, open_ = set(), [folder]
    while open_:
        at = open_.pop()
        if at not in seen:
            seen.add(at)
            open_ += uses.get(at, [])
    return seen


def code_lines(text):
    """Number and text of each line, comments and the insides of texts left out (but not those of #include)."""
    text = re.sub(r"/\*.*?\*/", lambda match: "\n" * match.group(0).count("\n"), text, flags=re.S)
    for number, line in enumerate(text.split("\n"), 1):
        if not re.match(r"\s*#\s*include\b", line):
            line = re.sub(r'"(\\.|[^"\\])*"', '""', line)
        yield number, re.sub(r"//.*", "", line)


class Check:
    def __init__(self, root):
        self.root = Path(root)
        self.harness = self.root / "harness"
        self.uses = layers((self.harness / "CMakeLists.txt").read_text(encoding="utf-8"))
        self.pure = closure(PURE_FROM, self.uses)
        self.problems = []

    def report(self, path, line, message):
        self.problems.append(f"{path.relative_to(self.root)}:{line}: {message}")

    def declared(self):
        order = list(self.uses)
        lists = self.harness / "CMakeLists.txt"
        for place, (folder, below) in enumerate(self.uses.items()):
            for name in below:
                if name not in order[:place]:
                    self.report(lists, 1, f'"{folder}" uses "{name}", which is not declared before it')
        for folder in sorted(self.harness.iterdir()):
            known = folder.name in self.uses or folder.name in NOT_LAYERS
            if folder.is_dir() and not known and any(folder.rglob("*.?pp")):
                self.report(folder, 1, "this folder is no layer: declare it in harness/CMakeLists.txt")

    def files(self):
        """Each file with the folder whose rules it follows, and whether it is a test."""
        for path in sorted(self.harness.rglob("*.?pp")):
            parts = path.relative_to(self.harness).parts
            if layer_of(parts, self.uses):
                yield path, layer_of(parts, self.uses), False
            elif parts[0] == "test" and len(parts) > 2:
                yield path, layer_of(parts[1:], self.uses) or parts[1], True
            elif len(parts) == 1:
                yield path, list(self.uses)[-1], False  # main.cpp stands on the uppermost layer

    def is_test_helper(self, path, name):
        """Tests name their helpers from harness/test/, from harness/, or by the name alone."""
        below = self.harness / "test"
        return any(place.is_file() and below in place.parents
                   for place in (path.parent / name, below / name, self.harness / name))

    def include(self, path, number, line, folder, test):
        match = re.match(r'\s*#\s*include\s*"([^"]*)"', line)
        name = match.group(1) if match else ""
        first = layer_of(name.split("/"), self.uses)
        if not match or (test and ".." not in name and self.is_test_helper(path, name)):
            return
        if "/" not in name or ".." in name:
            self.report(path, number, f'"{name}" is not of the form "folder/file.hpp"')
        elif first is None:
            self.report(path, number, f'"{name}": there is no layer "{name.split("/")[0]}"')
        elif folder in self.uses and first not in closure(folder, self.uses):
            self.report(path, number, f'"{name}": "{folder}" does not use "{first}"')
        elif not (self.harness / name).is_file():
            self.report(path, number, f'"{name}" does not exist')

    def rules(self, path, number, line, folder):
        file = str(path.relative_to(self.harness))
        for pattern, why, allowed in RULES:
            if re.search(pattern, line) and not (
                    folder in allowed or file in allowed or ("not pure" in allowed and folder not in self.pure)):
                self.report(path, number, f"{line.strip()}: {why}")

    def run(self):
        self.declared()
        for path, folder, test in self.files():
            for number, line in code_lines(path.read_text(encoding="utf-8", errors="replace")):
                self.include(path, number, line, folder, test)
                if not test:
                    self.rules(path, number, line, folder)
        return self.problems


def main():
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[2]
    problems = Check(root).run()
    print("\n".join(problems) if problems else "every include is allowed")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
