"""Exim: Debian's package with Debian's own configuration for an "internet site"."""
import subprocess, time

from namespace import own, sh, write
from show import Talk, lines, message
from world import HOME, printable

PACKAGES = ["exim4-daemon-light", "exim4-base", "exim4-config", "libidn12"]
LOGS = ["/var/log/exim4/mainlog"]
CONF = f"""dc_eximconfig_configtype='internet'
dc_other_hostnames='{HOME}'
dc_local_interfaces='127.0.0.1'
dc_readhost=''
dc_relay_domains=''
dc_minimaldns='false'
dc_relay_nets='127.0.0.1'
dc_smarthost=''
CFILEMODE='644'
dc_use_split_config='true'
dc_hide_mailname=''
dc_mailname_in_oh='true'
dc_localdelivery='mail_spool'
"""
# Exim offers neither DSN nor SMTPUTF8 to anybody unless told to; the third line spares a second's wait for each case.
MAIN = """dsn_advertise_hosts = *
MAIN_SMTPUTF8_ADVERTISE_HOSTS = *
rfc1413_hosts =
"""
# The way of Exim's specification to make a mailing list: a redirection with errors_to.
LISTS = f"""lists:
  driver = redirect
  domains = {HOME}
  local_parts = club
  data = m1@member.example, m2@dsn.example
  errors_to = clubowner@sender.example
"""
ALIASES = """postmaster: root
root: alice
one: refused-by-alias@dsn.example
good: m3@dsn.example
two: m4@dsn.example, refused-by-two@dsn.example
"""


def start(variant):
    write("/etc/exim4/update-exim4.conf.conf", CONF)
    write("/etc/exim4/conf.d/main/000_own", MAIN)
    write("/etc/exim4/conf.d/router/350_own", LISTS)
    # Debian tries for four days; seconds, for the sake of time alone.
    write("/etc/exim4/conf.d/retry/30_exim4-config", "*  *  F,4s,1s\n")
    write("/etc/aliases", ALIASES)
    own("/var/spool/exim4", "Debian-exim", None, 0o750)
    own("/var/log/exim4", "Debian-exim", None, 0o750)
    own("/run/exim4", "Debian-exim")
    sh("mkdir -p /var/lib/exim4; cp /usr/sbin/exim4 /run/exim4-own; chown root:root /run/exim4-own; chmod 4755 /run/exim4-own;"
       "mount --bind /run/exim4-own /usr/sbin/exim4; update-exim4.conf")
    out = subprocess.run(["/usr/sbin/exim4", "-bV"], capture_output=True, text=True).stdout
    print("version:", out.split("\n")[0])
    subprocess.Popen(["/usr/sbin/exim4", "-bdf", "-q1s"])


def relayed(w):
    """NOTIFY=SUCCESS through a next hop without DSN (RFC 3461 5.2.2 b, RFC 3464 2.3.3)"""
    t = Talk(w, "e1").send(b"", b"<bob-e1@plain.example> NOTIFY=SUCCESS")
    t.hop(b"bob-e1")
    lines(t.report(), b"relayed", b"remote domain", b"  bob", b"  (relayed", b"this message was created", b"  relayed")


def small_letters(w):
    """a next hop that says "dsn" in small letters (RFC 5321 2.4, RFC 3461 5.2.1)"""
    t = Talk(w, "e2").send(b" RET=HDRS ENVID=anna-4711", b"<bob-e2@lower.example> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;bob-e2@lower.example")
    t.hop(b"bob-e2")
    t.report()
    t = Talk(w, "e3").send(b" RET=HDRS ENVID=anna-4711", b"<bob-e3@dsn.example> NOTIFY=NEVER")
    t.hop(b"bob-e3")
    t = Talk(w, "e4").send(b" RET=HDRS ENVID=anna-4711", b"<bob-e4@lower.example> NOTIFY=NEVER")
    t.hop(b"bob-e4")
    t = Talk(w, "e4b", "utf8.example").send(b" SMTPUTF8", "<réne-e4b@lower.example>".encode(), content=UMLAUT)
    t.hop(b"e4b-", 5, (b"subject",))
    print("   parameter names in small letters:")
    t = Talk(w, "e2b").send(b" ret=HDRS envid=anna-4712", b"<bob-e2b@dsn.example> notify=SUCCESS,FAILURE orcpt=rfc822;bob-e2b@dsn.example")
    t.hop(b"bob-e2b")
    print("   keywords in small letters:")
    t = Talk(w, "e2c").send(b" RET=hdrs", b"<bob-e2c@dsn.example> NOTIFY=success,failure")
    t.hop(b"bob-e2c")


def orcpt_forgotten(w):
    """ORCPT without NOTIFY (RFC 3461 5.2.1 d, 6.3 d)"""
    w.replies["refused-e5"] = "550 5.1.1 no such user"
    t = Talk(w, "e5").send(b"", b"<refused-e5@dsn.example> ORCPT=rfc822;Anders@old.example")
    t.hop(b"refused-e5")
    t.report()
    t = Talk(w, "e6").send(b"", b"<bob-e6@dsn.example> NOTIFY=FAILURE ORCPT=rfc822;Anders@old.example")
    print("   and with NOTIFY:")
    t.hop(b"bob-e6")


def not_decoded(w):
    """xtext in ENVID and ORCPT (RFC 3461 6.3 a, d)"""
    w.replies["refused-e7"] = "550 5.1.1 no such user"
    t = Talk(w, "e7").send(b" ENVID=a+2Bb", b"<refused-e7@dsn.example> NOTIFY=FAILURE ORCPT=rfc822;bob+2Bx@dsn.example")
    t.report()


def never_through_alias(w):
    """NOTIFY=NEVER, and SUCCESS alone, for an alias whose target fails (RFC 3461 4.1, 5.2.6 b)"""
    w.replies["refused-by-alias"] = w.replies["refused-by-two"] = "550 5.1.1 no such user"
    for name, alias, notify in (("e8", b"one", b"NEVER"), ("e9", b"one", b"SUCCESS"), ("e10", b"two", b"NEVER")):
        t = Talk(w, name).send(b" ENVID=" + name.encode(), b"<" + alias + b"@home.example> NOTIFY=" + notify)
        t.report()
        t.report(3, 2)
    print("   without an alias, to compare:")
    w.replies["refused-e11"] = "550 5.1.1 no such user"
    Talk(w, "e11").send(b"", b"<refused-e11@dsn.example> NOTIFY=NEVER").report(5)


def alias_success(w):
    """NOTIFY=SUCCESS for an alias with one target (RFC 3461 5.2.7.2)"""
    t = Talk(w, "e12").send(b" ENVID=e12", b"<good@home.example> NOTIFY=SUCCESS ORCPT=rfc822;good@home.example")
    t.hop(b"<m3@")
    t.report()


def mailing_list(w):
    """parameters go to the members of a list (RFC 3461 5.2.7.1 b)"""
    t = Talk(w, "e13")
    t.send(b" RET=HDRS ENVID=anna-4711", b"<club@home.example> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;club@home.example")
    t.hop(b"<m1@")
    t.hop(b"<m2@")
    t.report()


UMLAUT = "From: Anna <anna@sender.example>\r\nSubject: Grüße\r\n\r\nHallo, schöne Grüße.\r\n".encode()


def eight_bits(w):
    """an internationalized message fails, and the sender's own host has no SMTPUTF8 (RFC 6533 4.5)"""
    w.replies["refused-e14"] = "550 5.1.1 no such user"
    t = Talk(w, "e14", "plain.example")
    t.send(b" SMTPUTF8 BODY=8BITMIME RET=FULL", b"<refused-e14@utf8.example> NOTIFY=FAILURE", content=UMLAUT)
    t.hop(b"refused-e14")
    lines(t.report(), b"content-type", b"content-transfer", b"subject: gr", b"hallo")


def utf8_failure(w):
    """the same where the sender's host has SMTPUTF8, and the failed address is not ASCII (RFC 6531 3.4, RFC 6533 4.1)"""
    w.replies["refused-réne"] = "550 5.1.1 no such user"
    t = Talk(w, "e22", "utf8.example")
    t.send(b" SMTPUTF8 BODY=8BITMIME RET=FULL", "<refused-réne@utf8.example> NOTIFY=FAILURE".encode(), content=UMLAUT)
    lines(t.report(), b"content-type", b"content-transfer", b"subject: gr", b"hallo")


def utf8_orcpt(w):
    """ORCPT in UTF-8 to a host without SMTPUTF8 (RFC 6533 3)"""
    t = Talk(w, "e23", "utf8.example").send(b" SMTPUTF8", "<bob-e23@dsn.example> NOTIFY=FAILURE ORCPT=utf-8;réne@dsn.example".encode())
    t.hop(b"bob-e23")


def utf8_success(w):
    """success on an internationalized address is reported (RFC 6533 3, RFC 3464 2.1)"""
    t = Talk(w, "e15", "utf8.example")
    t.send(b" SMTPUTF8 BODY=8BITMIME", "<réne-e15@plain.example> NOTIFY=SUCCESS".encode(), content=UMLAUT)
    t.hop(b"e15-", 3, (b"subject",))
    lines(t.report(), b"content-type", b"content-transfer", b"subject: gr", b"hallo")


def seven_bit_host(w):
    """a message with octets above 127 is returned to a host without 8BITMIME (RFC 5321 2.4, RFC 6522 3)"""
    w.replies["refused-e16"] = "550 5.1.1 no such user"
    t = Talk(w, "e16", "seven.example").send(b" BODY=8BITMIME RET=FULL", b"<refused-e16@dsn.example> NOTIFY=FAILURE", content=UMLAUT)
    lines(t.report(), b"content-type", b"content-transfer", b"subject: gr", b"hallo")


def smtputf8_hop(w):
    """an internationalized message to a host with SMTPUTF8: is the parameter there? (RFC 6531 3.4)"""
    t = Talk(w, "e17", "utf8.example").send(b" SMTPUTF8 BODY=8BITMIME", "<réne-e17@utf8.example>".encode(), content=UMLAUT)
    t.hop(b"e17@", 5, (b"subject", b"received: from"))
    lines(w.wait(lambda s: b"e17@" in s.command(b"RCPT"), 1), b"\tby", b"\tid", b"\tfor")
    t = Talk(w, "e18", "utf8.example").send(b" SMTPUTF8 BODY=8BITMIME", "<bob-e18@utf8.example>".encode(), content=UMLAUT)
    t.hop(b"e18@", 5, (b"subject",))


def reused_connection(w):
    """several internationalized messages over one connection to a host with SMTPUTF8 (RFC 6531 3.2, 3.4)"""
    w.asleep.add("utf8.example")
    for i in (1, 2, 3):
        Talk(w, f"r{i}", "utf8.example").send(b" SMTPUTF8 BODY=8BITMIME", f"<réne-r{i}@utf8.example>".encode(), content=UMLAUT)
    time.sleep(2)
    w.asleep.clear()
    time.sleep(6)
    with w.lock:
        for s in w.sessions:
            if s.domain == "utf8.example" and b"MAIL FROM:<r" in s.command(b"MAIL"):
                print("-- at utf8.example:", "" if s.first else "(on the connection of the one before)")
                for c in s.commands:
                    print("   > " + printable(c))
                lines(s, b"subject: gr")


def long_envid(w):
    """a very long ENVID is taken, and the message fails (RFC 3461 5.2.6 a)"""
    w.replies["refused-e19"] = "550 5.1.1 no such user"
    for size in (100, 980, 1500):
        t = Talk(w, f"e19-{size}")
        w.replies[f"refused-e19-{size}"] = "550 5.1.1 no such user"
        w.send(b"MAIL FROM:<e19-%d@sender.example> ENVID=" % size + b"e" * size, [b"RCPT TO:<refused-e19-%d@dsn.example>" % size],
               message("e19"), show=lambda s: print(s[:60], "..." if len(s) > 60 else ""))
        r = w.wait(t.is_report)
        print(f"   {size}: reported" if r else f"   {size}: no report")


def syntax(w):
    """commands that break the syntax (RFC 3461 5.1 a, RFC 5321 4.1.1.11, 4.1.2)"""
    for parameters in (b" ENVID=", b" ENVID=a+3d", b" ENVID=a+0Ab", b" ENVID=a+Zb", b" FOO=bar"):
        Talk(w, "e20").send(parameters)
    Talk(w, "e21").send(b"", b"<\"x\x0by\"@dsn.example>")


CASES = {f.__name__.replace("_", "-"): f for f in (relayed, small_letters, orcpt_forgotten, not_decoded, never_through_alias,
         alias_success, mailing_list, eight_bits, utf8_failure, utf8_orcpt, utf8_success, seven_bit_host, smtputf8_hop, reused_connection, long_envid, syntax)}
