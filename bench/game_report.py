"""The results of the game as Markdown, JSON and a plot, with the targets they are held to."""

import json
import os

import chart
from interleaved import mean, quantile

COMMANDS = ["TOP_10", "TOP_100", "TOP_1000", "TOP_10_COUNT", "COUNT"]
TYPES = ["union", "intersection", "phrase", "term", "intersection_union", "negated", "two-phase-critic"]

# The most that our mean may be of (Lucene, Tantivy), with AVX-512, interleaved; p99 may not be a worse part of theirs.
TARGETS = {
    "TOP_10": {"union": (.22, .17), "intersection": (.22, .28), "phrase": (.16, .23), "term": (.15, .6)},
    "TOP_100": {"union": (.22, .16), "intersection": (.24, .30), "phrase": (.16, .26), "term": (.20, .6)},
    "TOP_1000": {"union": (.22, .15), "intersection": (.24, .30), "phrase": (.17, .29), "term": (.15, .22)},
    "TOP_10_COUNT": {"union": (.06, .09), "intersection": (.25, .37), "phrase": (.22, .36), "term": (.03, .05)},
    "COUNT": {"union": (.14, .09), "intersection": (.18, .23), "phrase": (.16, .25), "term": (.2, .6)},
}
PEERS = ["Lucene", "Tantivy"]
INDEX_TARGET = 1.8   # of Lucene's bytes, with pair lists
PLAIN_INDEX_TARGET = 1.6  # without
BUILD_TARGET = 2     # times Tantivy's rate a CPU second, without pair lists and champions


def picked(result, values, kind):
    return [value for value, its in zip(values, result["types"]) if its == kind]


def us(values):
    return f"{mean(values):.0f} / {quantile(values, .99):.0f}"


def marked(ratio, target):
    text = f"{ratio:.2f}"
    if target is None:
        return text
    return f"**{text}**" if round(ratio, 2) <= target else f"{text} ✗"


def against(ours, theirs, target):
    """Theirs, and ours as a part of it: of the mean, of p99."""
    of_mean = mean(ours) / mean(theirs)
    of_p99 = quantile(ours, .99) / quantile(theirs, .99)
    return [us(theirs), f"{marked(of_mean, target)} ({marked(of_p99, target)})", "" if target is None else f"{target:.2f}"]


def table(result):
    names = {peer: next((name for name in result["builds"] if name.startswith(peer)), None) for peer in PEERS}
    kernels = result.get("kernels")
    head = ["command, type", "queries", "coldopen"]
    for peer in PEERS:
        head += [names[peer], "ratio (p99)", "target"] if names[peer] else []
    head += ["AVX2 ÷ AVX-512", "scalar ÷ AVX-512"] if kernels else []
    rows = [head, ["---"] * len(head)]
    for kind in TYPES:
        if kind not in result["types"]:
            continue
        for command, times in result["microseconds"].items():
            ours = picked(result, times["coldopen"], kind)
            row = [f"{command} {kind}", str(len(ours)), us(ours)]
            for place, peer in enumerate(PEERS):
                if names[peer]:
                    target = TARGETS.get(command, {}).get(kind, (None, None))[place]
                    row += against(ours, picked(result, times[names[peer]], kind), target)
            for name in ("avx2", "scalar") if kernels else ():
                both = kernels[command]
                known = name in both and "avx512" in both
                row.append(f"{mean(picked(result, both[name], kind)) / mean(picked(result, both['avx512'], kind)):.2f}"
                           if known else "")
            rows.append(row)
    return ["| " + " | ".join(row) + " |" for row in rows]


def build_rows(result):
    lines = ["| engine | index MB | of Lucene | MB of text a CPU s | peak MB | segments |", "| --- | --- | --- | --- | --- | --- |"]
    lucene = next((build for name, build in result["builds"].items() if name.startswith("Lucene")), None)
    for name, build in result["builds"].items():
        share = f"{build['index_bytes'] / lucene['index_bytes']:.2f}" if lucene else ""
        lines.append(f"| {name} | {build['index_bytes'] / 1e6:,.1f} | {share} | {build['chars'] / 1e6 / build['cpu_seconds']:.1f}"
                     f" | {build['peak_rss_kb'] / 1024:,.0f} | {build['segments']:.0f} |")
    return lines


def markdown(head, results):
    lines = ["# The search benchmark game", "",
             f"{head['date']}, commit {head['commit']}, {head['machine']}. Command: `./dev bench game`.", "",
             f"Microseconds of thread CPU time a query, mean / p99; engines interleaved query by query, the median of"
             f" {head['repetitions']} repetitions (25 where a type has a query or two) after {head['warm_up']} warm-up rounds. Bold: the target is met; ✗: it is"
             f" missed. In brackets the same for p99. The builds of the others begin with plain text, ours with JSON.", ""]
    for result in results:
        first = result["builds"]["coldopen"]
        opened = result["stats"]["coldopen"]
        differing = result.get("different_scores")
        lines += [f"## {result['corpus']}: {first['docs']:,.0f} documents, {first['chars'] / 1e6:,.0f} MB of text", "",
                  f"{result['queries']} queries; {len(result['different_counts'])} with other counts"
                  + (f", {len(differing)} with other TOP_10 scores than Lucene" if differing is not None else "")
                  + f". Load {result['load']:.1f}. Opened in {float(opened['open_seconds']):.2f} s.", "",
                  *table(result), "", *build_rows(result), "",
                  f"Targets: index at most {INDEX_TARGET} of Lucene's ({PLAIN_INDEX_TARGET} without pair lists); text a CPU"
                  f" second at least {BUILD_TARGET} times Tantivy's without pair lists and champions.", ""]
    return "\n".join(lines)


def plot(result):
    names = list(result["microseconds"]["TOP_10"])
    marks = [(place + 1, f"{command.replace('TOP_', 'TOP ').lower()}") for place, command in enumerate(COMMANDS)]
    lines = []
    for name in names:
        for kind in ("union", "intersection", "phrase"):
            points = [(place, mean(picked(result, result["microseconds"][COMMANDS[place - 1]][name], kind)))
                      for place, _ in marks]
            lines.append((f"{name}, {kind}", points))
    return chart.line_chart(f"The game on {result['corpus']}", "command", "mean microseconds of CPU", lines, marks)


def write(folder, head, results, text):
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "game.md"), "w") as out:
        out.write(text + "\n")
    with open(os.path.join(folder, "game.json"), "w") as out:
        json.dump({**head, "results": [summary(result) for result in results]}, out, indent=1)
        out.write("\n")
    with open(os.path.join(folder, "game.svg"), "w") as out:
        out.write(plot(results[-1]))


def summary(result):
    """By command, type and engine; single queries stay out of the tree."""
    cells = {}
    for command, times in result["microseconds"].items():
        for kind in sorted(set(result["types"])):
            cells.setdefault(command, {})[kind] = {
                name: {"mean": round(mean(picked(result, values, kind)), 2),
                       "p50": round(quantile(picked(result, values, kind), .5), 2),
                       "p99": round(quantile(picked(result, values, kind), .99), 2)}
                for name, values in times.items()}
    kept = {name: result[name] for name in ("corpus", "queries", "builds", "stats", "load", "different_counts")}
    return {**kept, "different_scores": result.get("different_scores"), "microseconds": cells}
