"""./dev bench facets: facets and filters over an attribute that has another value in each of a million articles.

    ./dev bench facets                     a million generated articles; writes bench/results/facets.md
    ./dev bench facets --articles 100000   quicker

Thread-CPU in process (`coldopen bench --stages`), the answer as JSON included; the first round, which makes the tables
of values, is warm-up and not counted.
"""

import argparse
import datetime
import json
import os
import random
import subprocess
import sys
import tempfile

from common import RESULTS, ROOT, commit, machine

BINARY = os.path.join(ROOT, "build", "release", "coldopen")
HITS = 100  # articles that have a rare word
KINDS = {
    "few hits": lambda n: f"needle{n}",
    "few hits, filter by value": lambda n: f"needle{n} code:c{n:07}",
    "filter by value": lambda n: f"code:c{n * 37:07}",
    "filter by 20 values": lambda n: "code:" + ",".join(f"c{n * 37 + i:07}" for i in range(20)),
    "filter by number": lambda n: f"place:{n}",
    "filter by range": lambda n: f"place:{n}..{n * 1000}",
    "everything": lambda n: "-nowhere",
}


def article(number, codes):
    rare = number // HITS
    return {"id": f"a{number}", "title": f"Page {number}", "code": f"c{codes[number]:07}", "place": number % 5000,
            "cast": f"Name {number % 300}", "body": f"common needle{rare}"}


def run(*arguments):
    done = subprocess.run([BINARY, *arguments, "--json"], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"coldopen {' '.join(arguments)}: exit {done.returncode}\n{done.stderr}")
    return json.loads(done.stdout)


def rows(result):
    for kind in result["kinds"]:
        yield " | ".join([kind["kind"], *(f"{kind[key]:.3f}" for key in ("mean_ms", "p50_ms", "p99_ms", "max_ms"))])


def facets(words):
    arguments = argparse.ArgumentParser(prog="./dev bench facets")
    arguments.add_argument("--articles", type=int, default=1_000_000)
    asked = arguments.parse_args(words)
    codes = list(range(asked.articles))
    random.Random(4).shuffle(codes)
    with tempfile.TemporaryDirectory() as folder:
        source, queries, data = (os.path.join(folder, name) for name in ("all.ndjson", "queries.txt", "data"))
        with open(source, "w") as out:
            for number in range(asked.articles):
                out.write(json.dumps(article(number, codes)) + "\n")
        with open(queries, "w") as out:
            for kind, query in KINDS.items():
                out.write("".join(f"{kind}\t{query(n)}\n" for n in range(1, 21)))
        run("index", source, "--data", data)
        os.remove(source)
        bench = ["bench", queries, "--data", data, "--rounds", "5", "--stages"]
        runs = {"no facet": run(*bench), "facet of a million values": run(*bench, "--facets", "code"),
                "facets of 300 texts and 5,000 numbers": run(*bench, "--facets", "cast,place")}
    lines = ["# facets and filters: one value an article", "",
             f"{datetime.date.today().isoformat()}, commit {commit()}, {machine()}. {asked.articles:,} generated articles."
             " Command: `./dev bench facets`.", "", "Thread-CPU in ms, the answer as JSON included."]
    for name, result in runs.items():
        lines += ["", f"## {name}", "", "| query | mean | p50 | p99 | max |", "| --- | --- | --- | --- | --- |",
                  *(f"| {row} |" for row in rows(result))]
    with open(os.path.join(RESULTS, "facets.md"), "w") as out:
        out.write("\n".join(lines) + "\n")
    print("\n".join(lines))
