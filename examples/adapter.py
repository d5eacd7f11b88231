#!/usr/bin/env python3
"""A dsnspec adapter for Exim as Debian installs it (exim4-daemon-light); docs/adapters.md explains it. Run as root."""
import json, os, re, shutil, signal, socket, subprocess, sys, tempfile, time

folder = tempfile.mkdtemp(prefix="dsnspec-exim-")
exim = ["/usr/sbin/exim4", "-C", folder + "/conf"]
server = world = None
port = 0

def write(name, text):
    with open(os.path.join(folder, name), "w") as file:
        file.write(text)

def start(request):
    global server, world, port
    world = request
    if not port:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
    with open(os.path.join(os.path.dirname(__file__), "exim.conf")) as file:
        conf = file.read().replace("FOLDER", folder).replace("HOSTS_PORT", str(world["hosts_port"]))
    write("conf", conf.replace("PORT", str(port)))
    write("hosts", "".join(f"{each['domain']}: {each['address']}\n" for each in world["hosts"]))
    write("mailboxes", "".join(f"{name}: {name}\n" for name in world["mailboxes"]))
    write("aliases", "".join(f"{name}: {', '.join(to)}\n" for name, to in world["aliases"].items()))
    os.mkdir(os.path.join(folder, "mail"))
    for path in (folder, os.path.join(folder, "mail")):
        shutil.chown(path, "Debian-exim")
    with open(os.path.join(folder, "errors"), "w") as errors:
        server = subprocess.Popen(exim + ["-bdf", "-q1s"], stdin=subprocess.DEVNULL, stdout=errors, stderr=errors,
                                  start_new_session=True)
    for _ in range(500):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0 and probe.recv(3) == b"220":
                return {"address": "127.0.0.1", "port": port}
        time.sleep(0.02)
    raise RuntimeError("Exim does not greet")

def stop(_):
    global server
    if server:
        os.killpg(server.pid, signal.SIGKILL)  # its deliveries too
        server.wait()
    server = None
    for name in os.listdir(folder):
        path = os.path.join(folder, name)
        shutil.rmtree(path) if os.path.isdir(path) else os.remove(path)
    return {}

def reset(_):
    stop(None)
    start(world)
    return {}

def queue(_):
    listing = subprocess.run(exim + ["-bp"], capture_output=True, text=True, check=True).stdout
    messages = []
    for line in listing.splitlines():
        if head := re.match(r" *\d+[smhdw] +(?:\S+ +)?([\w-]+) <(.*)>( \*\*\* frozen.*)?$", line):
            messages.append({"id": head[1], "sender": head[2], "recipients": []})
            frozen = head[3]
        elif line.strip() and not line.strip().startswith("D "):
            messages[-1]["recipients"].append(line.strip())
        elif not line.strip() and messages and frozen:
            messages.pop()  # a report that can't be delivered, which is tried no more
    return {"messages": messages}

def flush(request):
    if re.fullmatch(r"[\w-]+", request["message"]) and not request["message"].startswith("-"):
        subprocess.Popen(exim + ["-M", request["message"]], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                         stderr=subprocess.DEVNULL).wait(5)
    return {}

def mailbox(request):
    path = os.path.join(folder, "mail", request["name"])
    if request["name"] not in world["mailboxes"] or not os.path.exists(path):
        return {"octets": ""}
    with open(path, encoding="latin-1", newline="") as file:
        return {"octets": file.read()}

def hello(_):
    version = subprocess.run([exim[0], "-bV"], capture_output=True, text=True).stdout.split()[2]
    return {"protocol": 1, "name": "exim", "version": version, "host_name": "mta.local.test", "domain": "local.test",
            "names": "table", "delay_ms": 1000, "expiry_ms": 8000, "verbs": ["queue", "flush", "mailbox", "reset"],
            "capabilities": ["relay", "dsn", "local-mailbox", "alias", "multi-alias", "delay", "expiry", "null-sender"]}

verbs = {each.__name__: each for each in (hello, start, queue, flush, mailbox, reset, stop)}
for line in sys.stdin:
    try:
        request = json.loads(line)
        number, verb = request["id"], verbs.get(request["verb"])
    except Exception:
        reply = {"id": None, "ok": False, "error": "no request"}
    else:
        try:
            reply = {"id": number, "ok": True, **verb(request)} if verb else {"id": number, "ok": False, "unsupported": True}
        except Exception as problem:
            reply = {"id": number, "ok": False, "error": repr(problem)}
    print(json.dumps(reply), flush=True)
stop(None)
os.rmdir(folder)
