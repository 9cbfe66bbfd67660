"""Other engines on the game: their drivers, built once into a folder, and their commands.

Each is optional; what cannot be had is skipped loudly.
"""

import glob
import os
import shutil
import subprocess

from peers.rank import HERE, JDK_MIN, newest_jdk, run, skipped


class Peer:
    def __init__(self, name, command, takes_length=False):
        self.name, self.command, self.takes_length = name, command, takes_length

    def build(self, folder):
        return [*self.command, "build", folder]

    def serve(self, folder, mean_length):
        return [*self.command, "serve", folder, *([mean_length] if self.takes_length else [])]


def lucene(scratch):
    home = newest_jdk()
    if home is None or shutil.which("mvn") is None:
        return skipped("Lucene", f"it needs Maven and a JDK of version {JDK_MIN} or newer (JAVA_HOME)")
    libraries, classes = os.path.join(scratch, "lib"), os.path.join(scratch, "classes")
    if not glob.glob(f"{libraries}/*.jar"):
        fetched = run(["mvn", "-q", "-B", "-f", f"{HERE}/lucene/pom.xml", "dependency:copy-dependencies",
                       f"-DoutputDirectory={libraries}"], env={**os.environ, "JAVA_HOME": home})
        if fetched.returncode != 0:
            return skipped("Lucene", "Maven could not fetch it: " + fetched.stdout.strip()[-300:])
    source, made = f"{HERE}/lucene/Game.java", os.path.join(classes, "Game.class")
    is_new = os.path.exists(made) and os.path.getmtime(made) > os.path.getmtime(source)
    built = None if is_new else run([f"{home}/bin/javac", "-d", classes, "-cp", f"{libraries}/*", source])
    if built and built.returncode != 0:
        raise SystemExit(built.stderr)
    version = os.path.basename(glob.glob(f"{libraries}/lucene-core-*.jar")[0])
    version = version.removeprefix("lucene-core-").removesuffix(".jar")
    return Peer(f"Lucene {version}", [f"{home}/bin/java", "--add-modules", "jdk.incubator.vector",
                                      "--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-Xms1g", "-Xmx1g",
                                      "-cp", f"{classes}:{libraries}/*", "Game"], takes_length=True)


def tantivy(scratch):
    binary = os.path.join(scratch, "tantivy-game")
    if not os.path.exists(binary):
        if shutil.which("cargo") is None:
            return skipped("Tantivy", "it needs cargo")
        target = os.path.join(scratch, "cargo")
        built = run(["cargo", "build", "--release", "--manifest-path", f"{HERE}/tantivy/Cargo.toml",
                     "--target-dir", target])
        if built.returncode != 0:
            return skipped("Tantivy", "cargo could not build it: " + built.stderr.strip()[-300:])
        shutil.copy(f"{target}/release/tantivy-game", binary)
    with open(f"{HERE}/tantivy/Cargo.lock") as locked:
        version = next(next(locked).split('"')[1] for line in locked if line.strip() == 'name = "tantivy"')
    return Peer(f"Tantivy {version}", [binary])


def peers(scratch):
    os.makedirs(scratch, exist_ok=True)
    return [peer for peer in (lucene(scratch), tantivy(scratch)) if peer is not None]
