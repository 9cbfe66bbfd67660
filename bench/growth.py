"""./dev bench growth: how times and sizes grow with the number of documents, with k and with the number of words.

    ./dev bench growth                     10k, 100k, 1m and 10m generated documents of 60 words; writes bench/results/growth.*
    ./dev bench growth --sizes 10k,100k    quicker
    ./dev bench growth --words 400         as long as those of the game; 10m are 27 GB of text: piped, never stored

The engine alone, each query repeated, the least of the repetitions: caches are warm, so these times are not those of
`./dev bench game`.
"""

import argparse
import datetime
import json
import os
import shutil
import subprocess

import chart
import corpora
import game_report
from common import RESULTS, commit, machine
from game import read_queries, say
from interleaved import Engine, mean

COMMANDS = ["TOP_10", "TOP_100", "TOP_1000", "COUNT"]
KINDS = game_report.TYPES
MAIN = KINDS[:3]
DEPTHS = [1, 10, 100, 1000, 10000]
MEMORY = 7000  # MB for documents in the making: 10 million of 60 words become one segment without a merge
GROWTH_TARGET = 4  # from 1 million documents to 10 million, mean TOP_10 of unions and intersections

# What was hard for engines of this kind: a rare word beside a very frequent one, with more hits asked for than the rare
# one has; words that all are frequent; a filter that leaves half, or next to nothing.
BAD = [("the incredibles", "TOP_10", 100), ("the incredibles", "TOP_1000", 100), ("helen of troy", "TOP_1000", 100),
       ("helen of troy", "TOP_1000", 50), ("the", "TOP_1000", 50), ("the of and in", "TOP_1000", 100),
       ("+the +of +and +in", "TOP_1000", 100), ('"of the"', "TOP_1000", 100), ('"and the of"', "TOP_10", 100),
       ("the", "TOP_10000", 100)]
MASKS = [99, 50, 10, 1]
SLOWEST = 8


def least(engine, command, queries, repetitions):
    return [min(engine.measure(command, query)[1] for _ in range(repetitions)) for query in queries]


def measure(size, asked):
    folder = os.path.join(corpora.GAME, "growth")
    shutil.rmtree(folder, ignore_errors=True)
    say(f"{size}: build")
    build = corpora.build([corpora.BINARY, "build", folder, "--memory", str(MEMORY)], f"s{size}", words=asked.words)
    say(f"{size}: {build}")
    opened = subprocess.run([corpora.BINARY, "open", folder], check=True, capture_output=True, text=True).stdout
    engine = Engine(size, [corpora.BINARY, "serve", folder])
    result = {"size": size, "build": build, "opening": dict(pair.split("=") for pair in opened.split()),
              "stats": engine.stats(), **times(engine, asked.repetitions), **hard_times(engine, asked.repetitions)}
    engine.close()
    shutil.rmtree(folder)
    return result


def times(engine, repetitions):
    """By kind: the mean and the slowest of each command, the mean by k; by words: the mean of unions."""
    found = {"times": {}, "slowest": {}, "depths": {}, "words": {}, "top_10": {}}
    for kind in KINDS:
        texts = [query for query, _ in read_queries([kind])]
        engine.ask_all([("TOP_10", query) for query in texts])
        measured = {command: least(engine, command, texts, repetitions) for command in COMMANDS}
        found["times"][kind] = {command: mean(values) for command, values in measured.items()}
        found["slowest"][kind] = {command: max(values) for command, values in measured.items()}
        found["top_10"].update(zip(texts, measured["TOP_10"]))
        if kind in MAIN:
            found["depths"][kind] = {k: mean(least(engine, f"TOP_{k}", texts, repetitions)) for k in DEPTHS}
    by_words = {}
    for query, _ in read_queries(["union"]):
        by_words.setdefault(min(len(query.split()), 5), []).append(query)
    for words, texts in sorted(by_words.items()):
        found["words"][words] = mean(least(engine, "TOP_10", texts, repetitions))
    return found


def keep_slowest(results):
    """Of the single queries only those stay that are the slowest in the last index."""
    last = results[-1]["top_10"]
    names = sorted(last, key=last.get, reverse=True)[:SLOWEST]
    for result in results:
        result["top_10"] = {name: result["top_10"][name] for name in names}


def hard_times(engine, repetitions):
    """Of the bad cases, and of unions that only some documents may answer, by percents that may."""
    bad = []
    for query, command, mask in BAD:
        engine.ask("MASK", str(mask))
        bad.append(least(engine, command, [query], repetitions)[0])
    texts = [query for query, _ in read_queries(["union"])]
    masked = {}
    for mask in MASKS:
        engine.ask("MASK", str(mask))
        masked[mask] = {command: mean(least(engine, command, texts, repetitions)) for command in ("TOP_10", "TOP_1000")}
    engine.ask("MASK", "100")
    return {"bad": bad, "masked": masked}


def documents(size):
    return corpora.documents(f"s{size}")


def table(head, rows):
    return ["| " + " | ".join(row) + " |" for row in [head, ["---"] * len(head), *rows]]


def by_size(results, name, value):
    """One row a measured thing, one column a size, and how often the last is the one before."""
    sizes = [f"{documents(r['size']):,}" for r in results]
    rows = []
    for label, of in name:
        row = [value(r, of) for r in results]
        last = [f"{row[-1] / row[-2]:.1f}"] if len(row) > 1 else []
        rows.append([label, *(f"{us:.1f}" for us in row), *last])
    return table(["", *sizes, *(["last ÷ before"] if len(sizes) > 1 else [])], rows)


def target_line(results):
    sizes = {r["size"]: r for r in results}
    if not {"1m", "10m"} <= sizes.keys():
        return []
    grown = {kind: sizes["10m"]["times"][kind]["TOP_10"] / sizes["1m"]["times"][kind]["TOP_10"] for kind in MAIN[:2]}
    told = ", ".join(f"{kind} {times:.2f}{'' if times < GROWTH_TARGET else ' ✗'}" for kind, times in grown.items())
    return ["", f"TOP_10 from 1 to 10 million documents, times as long (target: less than {GROWTH_TARGET}): {told}."]


def markdown(head, results):
    lines = ["# Growth", "",
             f"{head['date']}, commit {head['commit']}, {head['machine']}. Command: `./dev bench growth`.", "",
             f"Generated texts, mean {head['words']} words; each size is one index of {results[-1]['build']['segments']:.0f}"
             f" segment. Mean microseconds of thread CPU time a query, caches warm, the least of {head['repetitions']}; the"
             " 962 queries of the game by their kinds.", *target_line(results), ""]
    cells = [(f"{kind} {command}", (kind, command)) for kind in KINDS for command in COMMANDS]
    lines += by_size(results, cells, lambda r, of: r["times"][of[0]][of[1]])
    lines += ["", "The slowest query of each kind:", ""]
    lines += by_size(results, cells, lambda r, of: r["slowest"][of[0]][of[1]])
    lines += ["", "The slowest of the largest index, TOP_10:", ""]
    lines += by_size(results, [(f"`{query}`", query) for query in results[-1]["top_10"]], lambda r, of: r["top_10"][of])
    lines += ["", "Bad cases of engines of this kind:", ""]
    lines += by_size(results, [(f"`{query}` {command}" + (f", {mask} % of the documents" if mask != 100 else ""), i)
                               for i, (query, command, mask) in enumerate(BAD)], lambda r, of: r["bad"][of])
    lines += ["", "Unions that only some documents may answer, by the percent that may:", ""]
    lines += by_size(results, [(f"{mask} % {command}", (mask, command)) for mask in MASKS for command in ("TOP_10", "TOP_1000")],
                     lambda r, of: r["masked"][of[0]][of[1]])
    last = results[-1]
    lines += ["", f"With k, {documents(last['size']):,} documents:", ""]
    lines += table(["k", *MAIN], [[str(k), *(f"{last['depths'][kind][k]:.1f}" for kind in MAIN)] for k in DEPTHS])
    lines += ["", f"Unions by their number of words (5: five or more), TOP_10, {documents(last['size']):,} documents:", ""]
    lines += table(["words", "us"], [[str(words), f"{us:.1f}"] for words, us in last["words"].items()])
    lines += ["", "The index. To open it is to prove its checksums, which reads every byte, and the rest:", ""]
    lines += table(["documents", "MB of text", "MB of index", "MB of text a CPU s", "peak MB", "ms of checksums", "ms of the rest"],
                   [[f"{r['build']['docs']:,.0f}", f"{r['build']['chars'] / 1e6:,.0f}", f"{r['build']['index_bytes'] / 1e6:,.0f}",
                     f"{r['build']['chars'] / 1e6 / r['build']['cpu_seconds']:.1f}", f"{r['build']['peak_rss_kb'] / 1024:,.0f}",
                     f"{float(r['opening']['checksums_ms']):.1f}", f"{float(r['opening']['rest_ms']):.2f}"] for r in results])
    return "\n".join(lines) + "\n"


def plot(results):
    lines = [(f"{kind} {command}", [(documents(r["size"]), r["times"][kind][command]) for r in results])
             for kind in MAIN for command in ("TOP_10", "COUNT")]
    lines += [(f"{kind} TOP_10", [(documents(r["size"]), r["times"][kind]["TOP_10"]) for r in results]) for kind in KINDS[3:]]
    lines += [(f"bad: {BAD[i][0]} {BAD[i][1]}", [(documents(r["size"]), r["bad"][i]) for r in results]) for i in (0, 3)]
    marks = [(documents(r["size"]), r["size"]) for r in results]
    return chart.line_chart("Growth with the number of documents", "documents", "mean microseconds of CPU", lines, marks)


def growth(words):
    parser = argparse.ArgumentParser(prog="./dev bench growth", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="10k,100k,1m,10m")
    parser.add_argument("--words", type=int, default=60, help="of a document, on average")
    parser.add_argument("--repetitions", type=int, default=5)
    asked = parser.parse_args(words)
    if corpora.missing():
        print(f"SKIPPED: no texts of the game: {corpora.missing()}")
        return
    head = {"date": datetime.date.today().isoformat(), "commit": commit(), "machine": machine(),
            "repetitions": asked.repetitions, "words": asked.words}
    results = [measure(size, asked) for size in asked.sizes.split(",")]
    keep_slowest(results)
    text = markdown(head, results)
    print(text)
    for name, content in (("md", text), ("svg", plot(results)),
                          ("json", json.dumps({**head, "results": results}, indent=1) + "\n")):
        with open(os.path.join(RESULTS, f"growth.{name}"), "w") as out:
            out.write(content)
