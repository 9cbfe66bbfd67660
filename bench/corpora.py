"""The texts of the game: a part of real Wikipedia, and generated ones of any size, as streams of JSON lines.

    python3 bench/corpora.py documents|write CORPUS
"""

import os
import re
import shutil
import subprocess
import sys

from common import DATA, ROOT

SHARED = os.path.dirname(DATA)
GAME = os.path.join(ROOT, "build", "game")
BINARY = os.path.join(ROOT, "build", "release", "coldopen-game")
QUERIES = os.path.join(DATA, "game", "queries.txt")
WIKIPEDIA = os.path.join(DATA, "perf", "wiki100k.jsonl.xz")
GENERATOR = os.path.join(SHARED, "peers", "gen")


def missing():
    """What must be there and is not, or None."""
    for path in (QUERIES, WIKIPEDIA, GENERATOR):
        if not os.path.exists(path):
            return path
    return None


def generator():
    """The command before a number of documents."""
    os.makedirs(GAME, exist_ok=True)
    binary, model = os.path.join(GAME, "gen"), os.path.join(GAME, "model.txt")
    if not os.path.exists(binary):
        subprocess.run(["g++", "-O2", "-std=c++20", "-o", binary, os.path.join(GENERATOR, "gen.cpp")], check=True)
    if not os.path.exists(model):
        with open(model, "wb") as out:
            subprocess.run(["xz", "-dkc", os.path.join(GENERATOR, "model.txt.xz")], stdout=out, check=True)
    return [binary, model]


def documents(corpus):
    """How many a corpus has: wiki100k, or s1m, s300k, s10k ... generated ones."""
    number, unit = re.fullmatch(r"(?:wiki|s)(\d+)([km])", corpus).groups()
    return int(number) * {"k": 1_000, "m": 1_000_000}[unit]


def stream(corpus, words=400):
    """A process that writes the documents; generated ones of so many words on average."""
    if corpus == "wiki100k":
        return subprocess.Popen(["xz", "-dkc", WIKIPEDIA], stdout=subprocess.PIPE)
    return subprocess.Popen([*generator(), str(documents(corpus)), "--mean", str(words)], stdout=subprocess.PIPE)


def build(command, corpus, flat=False, words=400):
    """Pipes a corpus into a builder; what it printed, as a dictionary. `flat`: as lines of ID<tab>TEXT."""
    texts = source = stream(corpus, words)
    if flat:
        source = subprocess.Popen([BINARY, "flatten"], stdin=texts.stdout, stdout=subprocess.PIPE)
    done = subprocess.run(command, stdin=source.stdout, capture_output=True, text=True)
    for process in (texts, source):
        process.stdout.close()
        process.wait()
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)}: exit {done.returncode}\n{done.stderr[-2000:]}")
    line = next(line for line in done.stdout.splitlines() if line.startswith("docs="))
    return {name: float(value) for name, value in (pair.split("=") for pair in line.split())}


def main(verb, corpus):
    if verb == "documents":
        print(documents(corpus))
        return
    texts = stream(corpus)
    shutil.copyfileobj(texts.stdout, sys.stdout.buffer, 1 << 20)


if __name__ == "__main__":
    main(*sys.argv[1:])
