"""Sessions in containers of a cluster on this machine: submission, start, class data, ten at once."""

import contextlib
import json
import os
import statistics
import subprocess
import threading
import time
import urllib.request
from pathlib import Path

from hearth_bench.gateway import Gateway, Http
from hearth_bench.livyclient import LivySession
from hearth_bench.processes import Failed, command_line, cpu_seconds, descendants
from hearth_bench.results import Figure, Sample, Section, Table, number

ROUNDS = 5
AT_ONCE = 10
PATIENCE = 240
COUNT = "spark.sparkContext.parallelize(range(100), 2).count()"
BASE = {
    "launcher": "yarn",
    "memory": "1g",
    "compiler": "first-tier",
    "spark-conf": {
        "spark.yarn.appMasterEnv.SPARK_LOCAL_IP": "127.0.0.1",
        "spark.executorEnv.SPARK_LOCAL_IP": "127.0.0.1",
        "spark.executor.memory": "512m",
        "spark.ui.enabled": "false",
    },
}


def section():
    return Section(
        "yarn",
        "Sessions on YARN",
        "HDFS and YARN are those of `./hearth cluster up`, on this machine, beside everything else; each session is a `POST "
        "/sessions` of kind pyspark over Livy's API on a profile for which `hearth yarn prepare` was run. *First result* is that "
        "of `1+1`, *first job* a count in one executor, which YARN has to start. Beside a submission stands `bin/spark-submit` of "
        "the same driver with the same conf, which Hearth itself runs where `submit-with: spark-submit` is set (with the first "
        "compiler only, which halves what it takes). A driver's CPU is that of its JVM until Spark is there.",
    )


class Cluster:
    """Four daemons that are gone, with all their files, when this is closed."""

    def __init__(self, bench):
        self.bench, self.folder = bench, bench.folder("cluster") / "run"
        self._run("up")
        self.ports = json.loads((self.folder / "cluster.json").read_text())["ports"]

    def _run(self, *command):
        env = dict(os.environ, HEARTH_NO_SETUP="1")
        done = subprocess.run(
            [self.bench.root / "hearth", "cluster", command[0], "--folder", self.folder, *command[1:]],
            capture_output=True,
            text=True,
            timeout=400,
            env=env,
        )
        if done.returncode:
            raise Failed(f"hearth cluster {command[0]}: {done.stderr.strip() or done.stdout.strip()}")

    def _get(self, port, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.ports[port]}{path}", timeout=30) as answer:
            return json.load(answer)

    def application(self, name):
        return self._get("rm-http", f"/ws/v1/cluster/apps/{name}")["app"]

    def applications(self):
        apps = self._get("rm-http", "/ws/v1/cluster/apps")["apps"]
        return apps["app"] if apps else []

    def uploaded(self, name):
        """Bytes that were put into the cluster's file system for one application."""
        user = self.application(name)["user"]
        path = f"/webhdfs/v1/user/{user}/.sparkStaging/{name}?op=GETCONTENTSUMMARY&user.name={user}"
        return self._get("nn-http", path)["ContentSummary"]["length"]

    def close(self):
        self._run("down", "--kill", "--purge")


class Session:
    """One session over Livy's API."""

    def __init__(self, gateway, profile):
        self.gateway = gateway
        self.begin = time.monotonic()
        self.created = time.time()
        self.livy = create(Http(f"http://{gateway.http.host}:{gateway.http.port}", gateway.http.token), profile)

    def view(self):
        return self.gateway.http.json("GET", f"/hearth/sessions/{self.livy.number}")

    def until(self, there):
        """Its view once it is as is waited for."""
        deadline = time.monotonic() + PATIENCE
        while True:
            view = self.view()
            if there(view):
                return view
            if view["state"] == "dead" or time.monotonic() > deadline:
                raise Failed(f"a session is {view['state']}: {view['reason'][:300]}")
            time.sleep(0.01)

    def application(self):
        return self.until(lambda view: view["facts"].get("app_id"))["facts"]["app_id"]

    def jvm(self, application):
        """The driver's JVM, on this machine."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            for entry in Path("/proc").glob("[0-9]*/cmdline"):
                words = command_line(int(entry.parent.name))
                if words and words[0].endswith("/java") and any("ApplicationMaster" in word for word in words):
                    with contextlib.suppress(OSError):
                        if application in os.readlink(entry.parent / "cwd"):
                            return int(entry.parent.name)
            time.sleep(0.01)
        raise Failed("a driver's process cannot be found")

    def end(self, cluster):
        application = self.application()
        self.livy.delete()
        deadline = time.monotonic() + 60
        while cluster.application(application)["state"] not in ("FINISHED", "FAILED", "KILLED"):
            if time.monotonic() > deadline:
                raise Failed(f"{application} did not end")
            time.sleep(0.05)


def create(http, profile):
    """Answered at once: it starts. Its profile goes by the kernelspec, as Livy's clients have no word for it."""
    kernel = http.json("POST", "/api/kernels", {"name": "hearth-python" + ("" if profile == "shared" else f"-{profile}")})["id"]
    return LivySession(http, http.json("GET", "/hearth/sessions/" + kernel)["number"], "pyspark")


def measure(bench, section):
    bench.tell("starting a cluster")
    cluster = Cluster(bench)
    try:
        folder = {"conf": str(cluster.folder / "conf"), "queue": "default"}
        profiles = {
            "shared": BASE | {"yarn": folder | {"folder": "/tmp/with"}},
            "plain": BASE | {"yarn": folder | {"folder": "/tmp/without", "class-data": False}},
            "program": BASE | {"yarn": folder | {"folder": "/tmp/with", "submit-with": "spark-submit"}},
        }
        gateway = Gateway(bench, "gateway", profiles, more="default-profile: shared\n")
        for profile in ("shared", "plain"):
            section.attempt(f"preparing {profile}", lambda p=profile: _prepare(bench, section, gateway, p))
        section.attempt("sessions", lambda: _sessions(bench, section, gateway, cluster))
        section.attempt("ten at once", lambda: _at_once(bench, section, gateway, cluster))
        gateway.stop()
    finally:
        cluster.close()


def _prepare(bench, section, gateway, profile):
    bench.tell(f"preparing the profile {profile}")
    begin = time.monotonic()
    config = gateway.folder / "hearth.yaml"
    done = subprocess.run(
        [bench.root / "hearth", "yarn", "prepare", "--profile", profile, "--config", config],
        capture_output=True,
        text=True,
        timeout=900,
        env=dict(os.environ, HEARTH_NO_SETUP="1"),
    )
    if done.returncode:
        raise Failed(done.stderr.strip()[-300:])
    what = "`hearth yarn prepare`" + ("" if profile == "shared" else " without class data")
    section.figures.append(Figure(f"yarn.prepare.{profile}", what, Sample([time.monotonic() - begin], "s")))


def _submitters(gateway):
    """One for all profiles here. What its `spark-submit` took counts as its own."""
    return [pid for pid in descendants(gateway.pid) if any("hearth-yarn-submitter.jar" in word for word in command_line(pid))]


def _once(gateway, cluster, profile):
    """One session's start, measured; it is gone behind that."""
    before = cpu_seconds(*_submitters(gateway))
    session = Session(gateway, profile)
    try:
        application = session.application()
        submit = cpu_seconds(*_submitters(gateway)) - before
        found = time.time()
        jvm = session.jvm(application)
        session.until(lambda view: "spark" in view["phases"])
        context = cpu_seconds(jvm)
        first = session.livy.waited("1+1")
        result = time.monotonic() - session.begin
        if "2" not in first.text():
            raise Failed(f"1+1 is said to be {first.text()!r}")
        uploaded = cluster.uploaded(application)
        begin = time.monotonic()
        session.livy.waited(COUNT, timeout=PATIENCE)
        job = time.monotonic() - begin
        view = session.view()
        return {
            "submit": submit,
            "launched": view["phases"]["launched"] / 1000,
            "found": found - cluster.application(application)["startedTime"] / 1000,
            "ready": view["phases"]["ready"] / 1000,
            "spark": view["phases"]["spark"] / 1000,
            "context": context,
            "result": result,
            "job": job,
            "uploaded": uploaded,
            "share": float(view["facts"].get("archived_share", 0)),
        }
    finally:
        with contextlib.suppress(Failed, OSError):
            session.end(cluster)


def _sessions(bench, section, gateway, cluster):
    profiles = ("shared", "plain", "program")
    first, later = {}, {profile: [] for profile in profiles}
    for profile in profiles:
        bench.tell(f"first session of the profile {profile}")
        first[profile] = _once(gateway, cluster, profile)
    for turn in range(1 if bench.quick else ROUNDS):
        bench.tell(f"sessions in turn, {turn + 1}")
        for profile in profiles:
            later[profile].append(_once(gateway, cluster, profile))

    def sample(profile, key, unit="s"):
        return Sample([each[key] for each in later[profile]], unit)

    spark_submit = sample("program", "submit")
    section.figures += [
        Figure("yarn.first.result", "first session, POST to first result", Sample([first["shared"]["result"]], "s")),
        Figure("yarn.result", "later sessions, POST to first result", sample("shared", "result"),
               "by spark-submit", sample("program", "result")),
        Figure("yarn.submit", "later sessions, CPU of the submission", sample("shared", "submit"),
               "spark-submit", spark_submit, 0.1),
        Figure("yarn.submit.wall", "later sessions, POST until YARN has it", sample("shared", "launched"),
               "by spark-submit", sample("program", "launched")),
        Figure("yarn.context", "CPU of the driver to a ready context", sample("shared", "context"),
               "without class data", sample("plain", "context"), 0.65),
        Figure("yarn.found", "from YARN's taking it until the session has its name", sample("shared", "found")),
        Figure("yarn.uploaded", "uploaded for a session", Sample([each["uploaded"] / 1024 for each in later["shared"]], "KiB")),
    ]  # fmt: skip
    rows = []
    for profile in profiles:
        for name, runs in ((f"`{profile}`, the first", [first[profile]]), (f"`{profile}`", later[profile])):
            keys = ("launched", "ready", "spark", "result", "job", "submit", "context", "share")
            rows.append([name, *(number(statistics.median(run[key] for run in runs)) for key in keys)])
    section.tables.append(
        Table(
            "Seconds (medians). `shared`: with class data; `plain`: without; `program`: submitted by spark-submit.",
            ["profile", "until YARN has it", "ready", "Spark is there", "first result", "then the first job",
             "CPU of the submission", "CPU of the driver to Spark", "classes from the archive"],
            rows,
        )
    )  # fmt: skip


def _at_once(bench, section, gateway, cluster):
    bench.tell(f"{AT_ONCE} creates at once")
    answered, sessions, failed = [], [], []

    def one():
        http = Http(f"http://{gateway.http.host}:{gateway.http.port}", gateway.http.token)
        begin = time.monotonic()
        try:
            made = http.json("POST", "/sessions", {"kind": "pyspark"})
        except (Failed, OSError) as e:
            failed.append(e)
            return
        answered.append(time.monotonic() - begin)
        sessions.append((made["id"], made["state"]))

    threads = [threading.Thread(target=one) for _ in range(AT_ONCE)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    if failed:
        raise Failed(f"{len(failed)} of {AT_ONCE} were refused: {failed[0]}")
    begin, names = time.monotonic(), set()
    for session, _ in sessions:
        while True:
            view = gateway.http.json("GET", f"/hearth/sessions/{session}")
            if view["facts"].get("app_id"):
                names.add(view["facts"]["app_id"])
                break
            if view["state"] == "dead" or time.monotonic() > begin + PATIENCE:
                break
            time.sleep(0.05)
    took = time.monotonic() - begin
    states = {state for _, state in sessions}
    for session, _ in sessions:
        gateway.http.json("DELETE", f"/sessions/{session}")
    deadline = time.monotonic() + 120
    while any(app["state"] not in ("FINISHED", "FAILED", "KILLED") for app in cluster.applications()):
        if time.monotonic() > deadline:
            raise Failed("not all applications ended")
        time.sleep(0.2)
    section.figures += [
        Figure("yarn.at-once", f"{AT_ONCE} creates at once: the slowest answer", Sample([max(answered)], "s"),
               goal=1.0, absolute=True, remark="states: " + ", ".join(sorted(states))),
        Figure("yarn.at-once.lost", f"{AT_ONCE} creates at once: lost", Sample([AT_ONCE - len(names)], "sessions"),
               goal=0, absolute=True),
        Figure("yarn.at-once.submitted", f"{AT_ONCE} creates at once: until YARN has all", Sample([took], "s")),
    ]  # fmt: skip
