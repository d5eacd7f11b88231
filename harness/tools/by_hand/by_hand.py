#!/usr/bin/env python3
"""Shows what an MTA really does, with plain SMTP and nothing of dsnspec: by_hand.py MTA [CASE...] [--trees DIR]"""
import argparse, importlib, os, socket, sys, threading, time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import namespace, world  # noqa: E402

MTAS = ("postfix", "exim", "sendmail", "courier", "opensmtpd", "nullmailer", "dma", "chasquid", "haraka", "dovecot")


def syslog(path):
    s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    s.bind("/dev/log")
    os.chmod("/dev/log", 0o666)
    with open(path, "ab", buffering=0) as f:
        while True:
            f.write(s.recv(65536) + b"\n")


def ready(logs, port=25, seconds=15):
    end = time.time() + seconds
    while time.time() < end:
        try:
            with socket.create_connection(("127.0.0.1", port), 1) as s:
                if s.recv(3) == b"220":
                    return
        except OSError:
            pass
        time.sleep(0.05)
    for path in logs:
        print(open(path, errors="replace").read() if os.path.exists(path) else path + " is missing")
    sys.exit("no greeting")


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("mta", choices=MTAS)
    p.add_argument("cases", nargs="*", help="all of the MTA's without")
    p.add_argument("--trees", default=os.path.expanduser("~/.cache/by-hand"), help="where the packages are unpacked")
    p.add_argument("--variant", default="", help="another configuration, see the MTA's file")
    p.add_argument("--log", action="store_true", help="show the MTA's log at the end")
    p.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    a = p.parse_args()
    mta = importlib.import_module("mta_" + a.mta)
    if not a.inside:
        namespace.fetch(mta.PACKAGES, a.trees)
        namespace.enter([os.path.abspath(__file__), *sys.argv[1:]])
    namespace.build(mta.PACKAGES, os.path.abspath(a.trees), world.MTA)
    w = world.World()
    w.login = getattr(mta, "LOGIN", None)
    threading.Thread(target=syslog, args=("/var/log/syslog",), daemon=True).start()
    mta.start(a.variant)
    if getattr(mta, "LISTENS", True):
        ready(mta.LOGS, getattr(mta, "PORT", 25))
    for name, case in mta.CASES.items():
        if not a.cases or name in a.cases:
            print(f"\n=== {name}: {case.__doc__}", flush=True)
            case(w)
    if a.log:
        print("\n=== log")
        for path in mta.LOGS:
            if os.path.exists(path):
                print(open(path, "rb").read().decode("latin-1"))


if __name__ == "__main__":
    main()
