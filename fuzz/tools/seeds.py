#!/usr/bin/env python3
"""Collects the seeds of the fuzz targets from what the repository has anyway.

    seeds.py OUT [ROOT]        writes OUT/<target>/<name>; ROOT: the repository

Sources: fuzz/seeds/ (made by hand), corpus/recorded/ (reports and dialogues of real mail systems, one for each shape),
corpus/vectors/ (where there is one), scenarios/. A seed is named by its content, so none comes twice.
"""

import base64
import hashlib
import json
import re
import sys
from pathlib import Path

# Which targets read a kind of octets.
TARGETS = {
    "report": ["report_parse", "report_round_trip"],
    "description": ["report_round_trip"],
    "status": ["report_parse"],
    "commands": ["server_session", "smtp_framing", "parameters"],
    "replies": ["client_session", "smtp_framing"],
    "command": ["parameters"],
    "encoded": ["xtext"],
    "scenario": ["scenario_loader"],
    "text": ["report_writers"],
    "value": ["parse_against_matcher"],
}

# The productions of the vectors.
KINDS = {
    "xtext": ["encoded", "value"], "utf-8-address": ["encoded", "value"],
    "ret": ["command"], "notify": ["command"], "envid": ["command", "encoded"], "orcpt": ["command"],
    "mail-command": ["command", "commands"], "rcpt-command": ["command", "commands"],
    "mailbox": ["command"], "reverse-path": ["command"], "forward-path": ["command"], "rfc822-address": ["command"],
    "ehlo-reply": ["replies"], "reply": ["replies"],
    "delivery-status": ["status"], "delivery-status-field": ["status"], "report": ["report"],
}

MOST_OCTETS = 8192
MOST_RECORDED = 40  # of each kind: many cases of a run look alike


def unquote(text):
    """The inverse of base/quote.hpp."""
    simple = {"r": b"\r", "n": b"\n", "t": b"\t", "\\": b"\\"}
    out = bytearray()
    for part in re.finditer(r"\\x([0-9A-F]{2})|\\([rnt\\])|([^\\])", text):
        code, letter, plain = part.groups()
        out += bytes([int(code, 16)]) if code else simple[letter] if letter else plain.encode()
    return bytes(out)


def shape(octets):
    """What is left of a text when names, numbers and places don't count."""
    return re.sub(rb"[0-9A-Fa-f]{6,}|[0-9]+|c[0-9]+", b"#", octets)


class Collection:
    def __init__(self, out):
        self.out = out
        self.count = 0

    def add(self, kind, octets, most=MOST_OCTETS):
        if len(octets) > most:
            return
        for target in TARGETS[kind]:
            folder = self.out / target
            folder.mkdir(parents=True, exist_ok=True)
            (folder / hashlib.sha1(octets).hexdigest()[:16]).write_bytes(octets)
            self.count += 1


def of_trace(path):
    """(kind, octets) of a recorded run: what each side of each session said, and the reports."""
    said = {}
    roles = {}
    for line in path.read_text().splitlines():
        event = json.loads(line)
        if event["k"] == "open":
            roles[event["s"]] = event["role"]
        elif event["k"] in "cs":
            key = event["s"], event["k"]
            said[key] = said.get(key, b"") + unquote(event["x"])
    for (session, side), octets in said.items():
        if side == "c" and roles.get(session) == "server":
            yield "commands", octets
        elif side == "s" and roles.get(session) == "client":
            yield "replies", octets
        for data in re.findall(rb"\r\nDATA\r\n(.*?\r\n)\.\r\n|^(Received:.*?\r\n)\.\r\n", octets, re.S):
            message = (data[0] or data[1]).replace(b"\r\n..", b"\r\n.")
            if b"multipart/report" in message:
                yield "report", message


def add_recorded(to, root):
    for path in sorted(root.glob("corpus/recorded/*/trace.ndjson")):
        seen = {}
        for kind, octets in of_trace(path):
            shapes = seen.setdefault(kind, set())
            if shape(octets) not in shapes and len(shapes) < MOST_RECORDED:
                shapes.add(shape(octets))
                to.add(kind, octets)


def add_vectors(to, root):
    folder = root / "corpus" / "vectors"
    for path in sorted(folder.glob("*/*.json")):
        production = path.stem
        for vector in json.loads(path.read_text()).get("vectors", []):
            value = vector["input"]
            octets = value.encode() if isinstance(value, str) else base64.b64decode(value["base64"])
            for kind in KINDS.get(production, []):
                to.add(kind, octets)
    for path in sorted(folder.glob("*/*/*.eml")):
        to.add("report", path.read_bytes())


def main():
    out = Path(sys.argv[1])
    root = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(__file__).resolve().parents[2]
    to = Collection(out)
    for path in sorted(root.glob("fuzz/seeds/*/*")):
        to.add(path.parent.name, path.read_bytes())
    add_recorded(to, root)
    add_vectors(to, root)
    scenarios = [path for path in sorted(root.glob("scenarios/*/**/*.yaml"))
                 if path.relative_to(root / "scenarios").parts[0] not in ("law", "targets")]
    for path in scenarios[:: max(1, len(scenarios) // MOST_RECORDED)]:
        to.add("scenario", path.read_bytes(), most=4096)
    print(f"{to.count} seeds in {out}")
    return 0 if to.count else 1


if __name__ == "__main__":
    sys.exit(main())
