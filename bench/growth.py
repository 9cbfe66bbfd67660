"""./dev bench growth: how times and sizes grow with the number of documents, with k and with the number of words.

    ./dev bench growth                   10k, 100k, 1m generated documents; writes bench/results/growth.*
    ./dev bench growth --sizes 10k,100k,1m,10m    27 GB of text are piped and never stored; the index takes some 15 GB

The engine alone, each query repeated, the least of the repetitions: caches are warm, so these times are not those of
`./dev bench game`.
"""

import argparse
import datetime
import json
import os
import re
import shutil

import chart
import corpora
from common import RESULTS, commit, machine
from game import read_queries, say
from interleaved import Engine, mean

COMMANDS = ["TOP_10", "TOP_100", "TOP_1000", "COUNT"]
KINDS = ["union", "intersection", "phrase"]
DEPTHS = [1, 10, 100, 1000, 10000]


def least(engine, command, queries, repetitions):
    return [min(engine.measure(command, query)[1] for _ in range(repetitions)) for query in queries]


def measure(size, asked):
    folder = os.path.join(corpora.GAME, "growth")
    shutil.rmtree(folder, ignore_errors=True)
    say(f"{size}: build")
    build = corpora.build([corpora.BINARY, "build", folder], f"s{size}")
    engine = Engine(size, [corpora.BINARY, "serve", folder])
    result = {"size": size, "build": build, "stats": engine.stats(), "times": {}, "depths": {}, "words": {}}
    queries = {kind: [query for query, its in read_queries([kind])] for kind in KINDS}
    for kind, texts in queries.items():
        engine.ask_all([("TOP_10", query) for query in texts])
        result["times"][kind] = {command: mean(least(engine, command, texts, asked.repetitions)) for command in COMMANDS}
        result["depths"][kind] = {k: mean(least(engine, f"TOP_{k}", texts, asked.repetitions)) for k in DEPTHS}
    by_words = {}
    for query in queries["union"]:
        by_words.setdefault(min(len(query.split()), 5), []).append(query)
    for words, texts in sorted(by_words.items()):
        result["words"][words] = mean(least(engine, "TOP_10", texts, asked.repetitions))
    engine.close()
    shutil.rmtree(folder)
    return result


def documents(size):
    number, unit = re.fullmatch(r"(\d+)([km])", size).groups()
    return int(number) * {"k": 1_000, "m": 1_000_000}[unit]


def table(head, rows):
    return ["| " + " | ".join(row) + " |" for row in [head, ["---"] * len(head), *rows]]


def markdown(head, results):
    lines = ["# Growth", "",
             f"{head['date']}, commit {head['commit']}, {head['machine']}. Command: `./dev bench growth`.", "",
             f"Generated texts, mean 400 words. Mean microseconds of thread CPU time a query, caches warm, the least of"
             f" {head['repetitions']}; the 901 unions, intersections and phrases of the game.", ""]
    names = [f"{kind} {command}" for kind in KINDS for command in COMMANDS]
    lines += table(["documents", *names],
                   [[f"{documents(r['size']):,}", *(f"{r['times'][kind][command]:.1f}" for kind in KINDS for command in COMMANDS)]
                    for r in results])
    last = results[-1]
    lines += ["", f"With k, {documents(last['size']):,} documents:", ""]
    lines += table(["k", *KINDS], [[str(k), *(f"{last['depths'][kind][k]:.1f}" for kind in KINDS)] for k in DEPTHS])
    lines += ["", f"Unions by their number of words (5: five or more), TOP_10, {documents(last['size']):,} documents:", ""]
    lines += table(["words", "us"], [[str(words), f"{us:.1f}"] for words, us in last["words"].items()])
    lines += ["", "The index:", ""]
    lines += table(["documents", "MB of text", "MB of index", "MB of text a CPU s", "peak MB", "seconds to open"],
                   [[f"{r['build']['docs']:,.0f}", f"{r['build']['chars'] / 1e6:,.0f}", f"{r['build']['index_bytes'] / 1e6:,.0f}",
                     f"{r['build']['chars'] / 1e6 / r['build']['cpu_seconds']:.1f}", f"{r['build']['peak_rss_kb'] / 1024:,.0f}",
                     f"{float(r['stats']['open_seconds']):.2f}"] for r in results])
    return "\n".join(lines) + "\n"


def plot(results):
    lines = [(f"{kind} {command}", [(documents(r["size"]), r["times"][kind][command]) for r in results])
             for kind in KINDS for command in ("TOP_10", "COUNT")]
    marks = [(documents(r["size"]), r["size"]) for r in results]
    return chart.line_chart("Growth with the number of documents", "documents", "mean microseconds of CPU", lines, marks)


def growth(words):
    parser = argparse.ArgumentParser(prog="./dev bench growth", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="10k,100k,1m")
    parser.add_argument("--repetitions", type=int, default=5)
    asked = parser.parse_args(words)
    if corpora.missing():
        print(f"SKIPPED: no texts of the game: {corpora.missing()}")
        return
    results = [measure(size, asked) for size in asked.sizes.split(",")]
    head = {"date": datetime.date.today().isoformat(), "commit": commit(), "machine": machine(),
            "repetitions": asked.repetitions}
    text = markdown(head, results)
    print(text)
    for name, content in (("md", text), ("svg", plot(results)),
                          ("json", json.dumps({**head, "results": results}, indent=1) + "\n")):
        with open(os.path.join(RESULTS, f"growth.{name}"), "w") as out:
            out.write(content)
