"""Engines behind the line protocol of the game (README.md), asked in turn, query by query.

Thread CPU time of one query, engines interleaved and their order rotated, so that what else runs on the machine and
the state of its caches hit all alike; of each query's repetitions the median counts.
"""

import math
import os
import subprocess
import threading


class Engine:
    def __init__(self, name, command):
        self.name = name
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                        bufsize=0)
        self.answers = os.fdopen(os.dup(self.process.stdout.fileno()), "rb", buffering=1 << 16)

    def ask(self, command, query=""):
        self.process.stdin.write(f"{command}\t{query}\n".encode())
        return self.answer()

    def answer(self):
        line = self.answers.readline()
        if not line:
            raise SystemExit(f"{self.name} ended before it answered")
        return line.decode().rstrip("\n")

    def measure(self, command, query):
        """What it answers, and its microseconds of thread CPU time."""
        found, _, cpu = self.ask(command, query).split("\t")
        return int(found), int(cpu) / 1000

    def ask_all(self, lines):
        """All at once, answers dropped: the quickest way to warm up."""
        rest = "".join(f"{command}\t{query}\n" for command, query in lines).encode()

        def feed():
            view = memoryview(rest)
            while view:
                view = view[self.process.stdin.write(view[:65536]):]

        feeder = threading.Thread(target=feed)
        feeder.start()
        for _ in lines:
            self.answer()
        feeder.join()

    def stats(self):
        return dict(pair.split("=", 1) for pair in self.ask("STATS").split())

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def different_counts(engines, queries):
    """Queries whose COUNT is not the same everywhere, with the counts."""
    found = []
    for query in queries:
        counts = {engine.name: engine.measure("COUNT", query)[0] for engine in engines}
        if len(set(counts.values())) > 1:
            found.append((query, counts))
    return found


def different_scores(one, other, queries, tolerance):
    """Queries whose ten best scores are not the same in two engines of one formula."""

    def scores(engine, query):
        return [float(hit.rpartition(":")[2]) for hit in engine.ask("TOP_10_DOCS", query).split()]

    def are_close(mine, others):
        return len(mine) == len(others) and all(math.isclose(a, b, rel_tol=tolerance) for a, b in zip(mine, others))

    return [query for query in queries if not are_close(scores(one, query), scores(other, query))]


def warm_up(engines, commands, queries, rounds):
    def warm(engine):
        for _ in range(rounds):
            engine.ask_all([(command, query) for command in commands for query in queries])

    threads = [threading.Thread(target=warm, args=(engine,)) for engine in engines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def microseconds(engines, command, queries, repetitions):
    """{engine: [of each query]}; `repetitions` of each query."""
    times = {engine.name: [[] for _ in queries] for engine in engines}
    for repetition in range(max(repetitions, default=0)):
        for i, query in enumerate(queries):
            if repetition >= repetitions[i]:
                continue
            turn = (i + repetition) % len(engines)
            for engine in engines[turn:] + engines[:turn]:
                times[engine.name][i].append(engine.measure(command, query)[1])
    return {name: [sorted(values)[len(values) // 2] for values in rows] for name, rows in times.items()}


def mean(values):
    return sum(values) / len(values)


def quantile(values, part):
    return sorted(values)[min(len(values) - 1, math.ceil(part * len(values)) - 1)]
