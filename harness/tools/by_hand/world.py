"""What stands around the MTA under test: a name server, hosts that take (or refuse) mail, and a client. Loopback only.

Domains and what their host announces stand in HOSTS. World.replies says what they refuse: a local part of RCPT, or
"mail:", "data:" or "dot:" with a local part for MAIL, for DATA or for the end of the message. To "hangup..." they hang up."""
import base64, socket, socketserver, ssl, struct, threading, time

MTA = "mta.test.example"
HOME = "home.example"  # the MTA's own domain
HOSTS = {  # name of the domain, address, EHLO keywords
    "dsn.example": ("198.18.0.1", ["8BITMIME", "DSN"]),
    "plain.example": ("198.18.0.2", ["8BITMIME"]),
    "lower.example": ("198.18.0.3", ["8bitmime", "smtputf8", "dsn"]),
    "sender.example": ("198.18.0.4", ["8BITMIME", "DSN"]),
    "utf8.example": ("198.18.0.5", ["8BITMIME", "SMTPUTF8", "DSN"]),
    "member.example": ("198.18.0.6", ["8BITMIME", "DSN"]),
    "seven.example": ("198.18.0.7", ["DSN"]),
}
SENDER = "anna@sender.example"


class Session:
    """One transaction that the MTA brought to a host: the commands as they came, the message and where it went."""

    def __init__(self, domain):
        self.domain, self.commands, self.message, self.first = domain, [], b"", True

    def command(self, verb):
        return next((c for c in self.commands if c.upper().startswith(verb)), b"")

    def fields(self):
        """The lines of the report's machine-readable part, or none when this is no report."""
        return status_part(self.message)


def status_part(message):
    lines, inside, body, found = message.split(b"\r\n"), False, False, []
    for line in lines:
        if line.startswith(b"--") and inside:
            break
        if not inside:
            low = line.lower()
            inside = low.startswith(b"content-type:") and b"delivery-status" in low and b"multipart" not in low
        elif body:
            found.append(line)
        elif line == b"":
            body = True
    while found and found[-1] == b"":
        found.pop()
    return found


class World:
    def __init__(self):
        self.sessions, self.lock, self.replies, self.asleep = [], threading.Lock(), {}, set()
        self.login = None  # (user, password): submit at port 587, over TLS if it is offered
        for kind, serve in ((socket.SOCK_DGRAM, self._dns_udp), (socket.SOCK_STREAM, self._dns_tcp)):
            s = socket.socket(socket.AF_INET, kind)
            s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            s.bind(("127.0.0.53", 53))
            threading.Thread(target=serve, args=(s,), daemon=True).start()
        for domain, (address, keywords) in HOSTS.items():
            threading.Thread(target=self._listen, args=(domain, address, keywords), daemon=True).start()

    # --- DNS: MX and A for the domains, everything else does not exist
    def _answer(self, query):
        end, labels = 12, []
        while query[end]:
            labels.append(query[end + 1 : end + 1 + query[end]].decode("latin-1").lower())
            end += query[end] + 1
        name, kind = ".".join(labels), struct.unpack(">H", query[end + 1 : end + 3])[0]
        question = query[12 : end + 5]
        host = name[3:] if name.startswith("mx.") else name
        known = host in HOSTS or name in ("localhost", "example", HOME, MTA) or name.endswith(".in-addr.arpa")
        record = None
        if name in HOSTS and kind == 15:
            record = struct.pack(">H", 10) + b"\x02mx\xc0\x0c"
        elif name.startswith("mx.") and host in HOSTS and kind == 1:
            record = socket.inet_aton(HOSTS[host][0])
        elif name in ("localhost", HOME, MTA) and kind == 1:
            record = socket.inet_aton("127.0.0.1")
        elif name.endswith(".in-addr.arpa") and kind == 12:
            record = b"\x09localhost\x00"
        if record is not None:
            rest = b"\xc0\x0c" + struct.pack(">HHIH", kind, 1, 60, len(record)) + record
            return query[:2] + struct.pack(">HHHHH", 0x8580, 1, 1, 0, 0) + question + rest
        soa = b"\x00\x00" + struct.pack(">IIIII", 1, 60, 60, 60, 1)
        rest = b"\x00" + struct.pack(">HHIH", 6, 1, 1, len(soa)) + soa
        return query[:2] + struct.pack(">HHHHH", 0x8580 | (0 if known else 3), 1, 0, 1, 0) + question + rest

    def _dns_udp(self, s):
        while True:
            query, peer = s.recvfrom(4096)
            s.sendto(self._answer(query), peer)

    def _dns_tcp(self, s):
        s.listen(10)
        while True:
            c, _ = s.accept()
            query = c.recv(4096)[2:]
            answer = self._answer(query)
            c.sendall(struct.pack(">H", len(answer)) + answer)
            c.close()

    # --- hosts
    def _listen(self, domain, address, keywords):
        world = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self):
                try:
                    world._serve(self, domain, keywords)
                except (OSError, ValueError):
                    pass

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address, daemon_threads, request_queue_size = True, True, 50

        Server((address, 25), Handler).serve_forever()

    def _serve(self, h, domain, keywords):
        def say(text):
            h.wfile.write((text if isinstance(text, bytes) else text.encode("utf-8")) + b"\r\n")

        if domain in self.asleep:
            say(f"421 mx.{domain} not now")
            return
        say(f"220 mx.{domain} ESMTP")
        session, good, first, to = Session(domain), 0, True, ""
        while line := h.rfile.readline():
            line = line.rstrip(b"\r\n")
            verb = line[:4].upper()
            if verb == b"MAIL":
                session = Session(domain)
                session.first, first = first, False
                with self.lock:
                    self.sessions.append(session)
            session.commands.append(line)
            local = line.partition(b"<")[2].partition(b"@")[0].decode("utf-8", "replace")
            if verb == b"EHLO":
                say("\r\n".join(f"250{'-' if i < len(keywords) else ' '}{k}" for i, k in enumerate([f"mx.{domain}", *keywords])))
            elif verb == b"MAIL":
                good = 0
                say(self.replies.get("mail:" + local, "250 2.1.0 ok"))
            elif verb == b"RCPT":
                if local in self.replies:
                    say(self.replies[local])
                elif local.startswith("hangup"):
                    return
                else:
                    good, to = good + 1, local
                    say("250 2.1.5 ok")
            elif verb == b"DATA" and good and "data:" + to in self.replies:
                say(self.replies["data:" + to])
            elif verb == b"DATA" and good:
                say("354 go on")
                data = []
                while (line := h.rfile.readline()) != b".\r\n" and line:
                    data.append(line[1:] if line.startswith(b".") else line)
                session.message = b"".join(data)
                say(self.replies.get("dot:" + to, "250 2.0.0 taken"))
            elif verb == b"QUIT":
                say("221 2.0.0 bye")
                return
            else:
                say("554 5.5.1 no" if verb == b"DATA" else "250 2.0.0 ok" if verb in (b"HELO", b"RSET", b"NOOP") else "502 5.5.1 no")

    # --- client
    def send(self, mail, rcpts, message, show=print, ehlo="client.example"):
        """One transaction; each command and reply is shown. Commands are octets, as given."""
        s = socket.create_connection(("127.0.0.1", 587 if self.login else 25), 30)
        f = s.makefile("rb")

        def reply():
            text = b""
            while line := f.readline():
                text = line.rstrip(b"\r\n")
                if line[3:4] != b"-":
                    break
            return text

        def do(command, quiet=False):
            s.sendall(command + b"\r\n")
            answer = reply()
            if not quiet:
                show("C: " + printable(command))
                show("S: " + printable(answer))
            return answer

        reply()
        do(b"EHLO " + ehlo.encode(), True)
        if self.login:
            if do(b"STARTTLS", True)[:3] == b"220":
                s = ssl._create_unverified_context().wrap_socket(s)
                f = s.makefile("rb")
                do(b"EHLO " + ehlo.encode(), True)
            do(b"AUTH PLAIN " + base64.b64encode(b"\0" + self.login[0].encode() + b"\0" + self.login[1].encode()), True)
            do(b"EHLO " + ehlo.encode(), True)
        taken = do(mail)[:1] == b"2"
        taken = [do(r)[:1] == b"2" for r in rcpts] if taken else []
        if any(taken):
            do(b"DATA", True)
            s.sendall(message.replace(b"\r\n.", b"\r\n..") + b"\r\n.\r\n")
            answer = reply()
            show("C: (message)")
            show("S: " + printable(answer))
        do(b"QUIT", True)
        s.close()

    def wait(self, wanted, seconds=10.0):
        """The first session that is wanted, or None."""
        end = time.time() + seconds
        while time.time() < end:
            with self.lock:
                for s in self.sessions:
                    if wanted(s):
                        return s
            time.sleep(0.05)
        return None


def printable(octets):
    return "".join(chr(b) if 32 <= b < 127 else f"<{b:02X}>" for b in octets)
