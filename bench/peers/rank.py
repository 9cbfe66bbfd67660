"""The other engines, each over its own process: texts and queries in, TREC runs out.

A job is (language, texts, queries, run): files of ID<tab>TEXT lines, and the run to write. Each function gives the
engine's name, or None after saying loudly why it could not be asked.
"""

import glob
import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
JDK_MIN = 21


def skipped(engine, why):
    print(f"SKIPPED: {engine}: {why}", file=sys.stderr, flush=True)


def run(command, **options):
    return subprocess.run(command, capture_output=True, text=True, **options)


# --- Lucene ------------------------------------------------------------------------------------------------------------

def jdk_version(home):
    javac = os.path.join(home, "bin", "javac")
    words = run([javac, "-version"]).stdout.split() if os.path.exists(javac) else []
    return int(words[1].split(".")[0]) if len(words) > 1 else 0


def newest_jdk():
    homes = [os.environ["JAVA_HOME"]] if os.environ.get("JAVA_HOME") else []
    homes += sorted(glob.glob("/usr/lib/jvm/*"), key=jdk_version, reverse=True)
    return next((home for home in homes if jdk_version(home) >= JDK_MIN), None)


def lucene(jobs, folder):
    home = newest_jdk()
    if home is None or shutil.which("mvn") is None:
        return skipped("Lucene", f"it needs Maven and a JDK of version {JDK_MIN} or newer (JAVA_HOME)")
    libraries, classes = os.path.join(folder, "lib"), os.path.join(folder, "classes")
    environment = {**os.environ, "JAVA_HOME": home}
    if not glob.glob(f"{libraries}/*.jar"):
        fetched = run(["mvn", "-q", "-B", "-f", f"{HERE}/lucene/pom.xml", "dependency:copy-dependencies",
                       f"-DoutputDirectory={libraries}"], env=environment)
        if fetched.returncode != 0:
            return skipped("Lucene", "Maven could not fetch it: " + fetched.stdout.strip()[-300:])
    built = run([f"{home}/bin/javac", "-d", classes, "-cp", f"{libraries}/*", f"{HERE}/lucene/Rank.java"])
    if built.returncode != 0:
        sys.exit(built.stderr)
    done = run([f"{home}/bin/java", "--add-modules", "jdk.incubator.vector", "-cp", f"{classes}:{libraries}/*", "Rank",
                *(word for job in jobs for word in job)])
    if done.returncode != 0:
        sys.exit(done.stderr)
    core = os.path.basename(glob.glob(f"{libraries}/lucene-core-*.jar")[0])
    return "Lucene " + core.removeprefix("lucene-core-").removesuffix(".jar")


# --- SQLite and Xapian -------------------------------------------------------------------------------------------------

def fts5(jobs):
    import sqlite3
    for _, texts, queries, out in jobs:
        done = run([sys.executable, f"{HERE}/fts5.py", texts, queries, out])
        if done.returncode != 0:
            return skipped("SQLite FTS5", done.stderr.strip()[-300:])
    return f"SQLite {sqlite3.sqlite_version} FTS5"


def xapian(jobs):
    version = ["-c", "import xapian; print(xapian.version_string())"]
    python = next((one for one in (sys.executable, "/usr/bin/python3")
                   if os.path.exists(one) and run([one, *version]).returncode == 0), None)
    if python is None:
        return skipped("Xapian", "no Python here knows it (Debian: python3-xapian)")
    for job in jobs:
        done = run([python, f"{HERE}/xapian_rank.py", *job])
        if done.returncode != 0:
            sys.exit(done.stderr)
    return "Xapian " + run([python, *version]).stdout.strip()
