"""./dev bench kernels: each hot loop with each kind of instructions that runs here."""

import datetime
import json
import os
import subprocess

from common import RESULTS, ROOT, commit, machine

BINARY = os.path.join(ROOT, "build", "release", "coldopen-bench-kernels")
UNITS = {  # what one item of a kernel is
    "find": "call", "count": "word", "count_and": "word", "and_into": "word", "or_into": "word", "and_not_into": "word",
    "find_codes": "code", "count_codes": "code", "expand": "posting", "add_bitmap": "document",
    "take": "document", "sum_common": "document", "unpack": "value", "follow": "position",
    "count_behind": "document",
}


def measure(words):
    # Interleaved at random and the least of several: other work on the machine then hits all alike.
    command = [BINARY, "--benchmark_format=json", "--benchmark_min_time=0.05", "--benchmark_repetitions=5",
               "--benchmark_enable_random_interleaving=true", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    rows = {}
    for run in sorted(json.loads(done.stdout)["benchmarks"], key=lambda run: run["family_index"]):
        if run["run_type"] != "iteration":
            continue
        kernel, twin, size = run["run_name"].split("/")[:3]
        figures = {"call": run["cpu_time"], "item": 1e9 / run["items_per_second"]}
        best = rows.setdefault((kernel, size), {}).setdefault(twin, figures)
        best.update({key: min(best[key], value) for key, value in figures.items()})
    return rows


def write(rows):
    twins = [twin for twin in ("scalar", "avx2", "avx512") if all(twin in row for row in rows.values())]
    now = datetime.date.today().isoformat()
    lines = [
        "# kernels: the hot loops", "",
        f"{now}, commit {commit()}, {machine()}. Command: `./dev bench kernels`.", "",
        "Processor time, least of 5 runs interleaved at random, inputs in the caches but not learnt by heart (16 by turns).",
        "*call*: one call of the fastest; then ns an item of the input. *Ratio*: plain to fastest.", "",
        "| kernel | size | item | call, ns | " + " | ".join(f"{twin}, ns an item" for twin in twins) + " | ratio |",
        "| --- | --- | --- | ---: |" + " ---: |" * (len(twins) + 1),
    ]
    for (kernel, size), row in rows.items():
        figures = " | ".join(f"{row[twin]['item']:.3f}" for twin in twins)
        last = row[twins[-1]]
        lines.append(f"| {kernel} | {size} | {UNITS.get(kernel, 'posting')} | {last['call']:,.0f} | {figures} "
                     f"| {row['scalar']['item'] / last['item']:.1f} |")
    lines.append("")
    os.makedirs(RESULTS, exist_ok=True)
    with open(os.path.join(RESULTS, "kernels.md"), "w") as out:
        out.write("\n".join(lines))
    print("\n".join(lines))


def kernels(words):
    subprocess.run(["cmake", "--preset", "release"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    subprocess.run(["cmake", "--build", "--preset", "release", "--target", "coldopen-bench-kernels", "--", "--quiet"],
                   cwd=ROOT, check=True)
    write(measure(words))
