"""A private network, process and mount namespace in which unpacked Debian packages stand at their own paths."""
import os, shutil, subprocess, sys, glob

FLAGS = ["-n", "-m", "-p", "-f", "-u", "--kill-child", "--mount-proc"]
USERS = [("smmta", 904), ("smmsp", 905), ("courier", 908), ("Debian-exim", 903), ("postfix", 901), ("opensmtpd", 906),
         ("opensmtpq", 907), ("dovecot", 909), ("dovenull", 910), ("vmail", 911), ("alice", 1101), ("bob", 1102)]


def enter(arguments):
    """Runs this program again, inside. Root needs no user namespace; others need one with a full map of ids."""
    user = [] if os.geteuid() == 0 else ["-U", "-r", "--map-auto"]
    os.execvp("unshare", ["unshare", *user, *FLAGS, sys.executable, "-B", *arguments, "--inside"])


def fetch(packages, trees):
    """Downloads and unpacks what is not there yet. Nothing is installed."""
    for name in packages:
        if os.path.isdir(f"{trees}/{name}"):
            continue
        os.makedirs(f"{trees}/debs", exist_ok=True)
        subprocess.run(["apt-get", "download", "-q", name], cwd=f"{trees}/debs", check=True, stdout=subprocess.DEVNULL)
        subprocess.run(["dpkg", "-x", glob.glob(f"{trees}/debs/{name}_*.deb")[0], f"{trees}/{name}"], check=True)


def sh(command, **more):
    return subprocess.run(command, shell=isinstance(command, str), check=True, **more)


def write(path, text, mode=0o644):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)
    os.chmod(path, mode)


def build(packages, trees, host_name):
    """Called inside: names, loopback, /usr with the packages on top, and fresh /etc, /var, /run, /home on a tmpfs."""
    roots = [f"{trees}/{p}" for p in packages]
    sh(["hostname", host_name])
    sh("ip link set lo up; ip addr add 198.18.255.254/32 dev lo; ip route add local 198.18.0.0/15 dev lo src 198.18.255.254")
    t = "/tmp/by-hand"
    os.makedirs(t, exist_ok=True)
    sh(["mount", "-t", "tmpfs", "-o", "mode=755", "t", t])
    usr = [r + "/usr" for r in roots if os.path.isdir(r + "/usr")]
    if usr:
        sh(["mount", "-t", "overlay", "-o", "lowerdir=" + ":".join(usr + ["/usr"]), "ov", "/usr"])
    for d in ("etc", "var/lib", "var/spool", "var/log", "var/cache", "var/mail", "run", "home", "dev"):
        os.makedirs(f"{t}/{d}")
    users = "".join(f"{n}:x:{i}:{i}::/home/{n}:/bin/sh\n" for n, i in USERS)
    groups = "".join(f"{n}:x:{i}:\n" for n, i in USERS + [("postdrop", 902)])
    write(f"{t}/etc/passwd", open("/etc/passwd").read() + users)
    write(f"{t}/etc/group", open("/etc/group").read() + groups)
    write(f"{t}/etc/hosts", f"127.0.0.1 localhost\n127.0.0.1 {host_name}\n")
    write(f"{t}/etc/resolv.conf", "nameserver 127.0.0.53\nlookup file bind\noptions timeout:1 attempts:1\n")
    write(f"{t}/etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\nservices: files\nprotocols: files\n")
    write(f"{t}/etc/mailname", host_name + "\n")
    write(f"{t}/etc/aliases", "postmaster: root\n")
    subprocess.run(f"cp -an /etc/. {t}/etc", shell=True, stderr=subprocess.DEVNULL)
    for r in roots:
        subprocess.run(f"cp -a --no-preserve=ownership {r}/etc/. {t}/etc; cp -a --no-preserve=ownership {r}/var/. {t}/var",
                       shell=True, stderr=subprocess.DEVNULL)
    os.symlink("/run", f"{t}/var/run")
    os.makedirs(f"{t}/var/tmp", exist_ok=True)
    os.chmod(f"{t}/var/tmp", 0o1777)
    os.chmod(f"{t}/var/mail", 0o3777)
    for n in ("null", "zero", "full", "random", "urandom", "tty"):
        open(f"{t}/dev/{n}", "w").close()
        sh(["mount", "--bind", f"/dev/{n}", f"{t}/dev/{n}"])
    os.symlink("/proc/self/fd", f"{t}/dev/fd")
    os.makedirs(f"{t}/dev/shm")
    os.chmod(f"{t}/dev/shm", 0o1777)
    for n, i in USERS[-2:]:
        os.makedirs(f"{t}/home/{n}")
        os.chown(f"{t}/home/{n}", i, i)
    for d in ("etc", "var", "run", "home"):
        sh(["mount", "--bind", f"{t}/{d}", f"/{d}"])
    sh(["mount", "--rbind", f"{t}/dev", "/dev"])
    shutil.chown("/var/mail", 0, "mail")
    os.umask(0o022)
    os.chdir("/")


def own(path, user, group=None, mode=None):
    os.makedirs(path, exist_ok=True)
    shutil.chown(path, user, group)
    if mode is not None:
        os.chmod(path, mode)
