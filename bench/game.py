"""./dev bench game: the engine on the search benchmark game, beside Lucene and Tantivy (README.md has the protocol).

    ./dev bench game                    wiki100k and s1m, all commands; writes bench/results/game.*; about 25 minutes, and
                                        once half an hour more for the drivers and indexes of the others
    ./dev bench game --quick            wiki100k, few repetitions, writes nothing
    ./dev bench game --corpus s300k --commands COUNT,TOP_10 --types union --repetitions 9
    ./dev bench game --peers DIR        drivers and indexes of the others are, or will be, in DIR (build/game/peers)
"""

import argparse
import datetime
import json
import os
import shutil
import sys
import time

import corpora
import game_report
import interleaved
from common import RESULTS, commit, machine
from interleaved import Engine
from peers import game as peers

SCORES_TOLERANCE = 1e-5  # Lucene adds floats
FEW, REPETITIONS_OF_FEW = 10, 25  # queries of a type


def read_queries(types):
    with open(corpora.QUERIES, encoding="utf-8") as lines:
        queries = [json.loads(line) for line in lines]
    kind = {query["query"]: next((t for t in game_report.TYPES if t in query["tags"]), None) for query in queries}
    return [(query, kind[query]) for query in kind if kind[query] and (not types or kind[query] in types)]


def repetitions_of(queries, repetitions):
    """Of each query: where a type has few, none of them may be a matter of chance."""
    kinds = [kind for _, kind in queries]
    return [repetitions if kinds.count(kind) >= FEW else max(repetitions, REPETITIONS_OF_FEW) for kind in kinds]


def built(folder, command, corpus, flat):
    """What the build of an index printed; a peer's index stays for the next run."""
    told = os.path.join(folder + ".json")
    if os.path.exists(told):
        with open(told) as kept:
            return json.load(kept)
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(os.path.dirname(folder), exist_ok=True)
    result = corpora.build(command, corpus, flat)
    with open(told, "w") as out:
        json.dump(result, out)
    return result


def our_index(corpus, options):
    """Always made anew: the engine may have changed."""
    folder = os.path.join(corpora.GAME, corpus)
    shutil.rmtree(folder, ignore_errors=True)
    result = corpora.build([corpora.BINARY, "build", folder, *options], corpus)
    return folder, result


def compare(corpus, asked):
    say(f"{corpus}: build")
    folder, build = our_index(corpus, [])
    builds = {"coldopen": build}
    engines = [Engine("coldopen", [corpora.BINARY, "serve", folder])]
    if asked.plain_build:
        plain_folder = os.path.join(corpora.GAME, f"{corpus}-plain")
        shutil.rmtree(plain_folder, ignore_errors=True)
        builds["coldopen without pairs and champions"] = corpora.build(
            [corpora.BINARY, "build", plain_folder, "--no-pairs", "--no-champions"], corpus)
        shutil.rmtree(plain_folder)
    for peer in [] if asked.no_peers else peers.peers(asked.peers):
        place = os.path.join(asked.peers, peer.name.replace(" ", "-"), corpus)
        say(f"{corpus}: {peer.name}")
        builds[peer.name] = built(place, peer.build(place), corpus, flat=True)
        engines.append(Engine(peer.name, peer.serve(place, engines[0].stats()["average_length"])))
    queries = read_queries(asked.types)
    texts = [query for query, _ in queries]
    repetitions = repetitions_of(queries, asked.repetitions)
    result = {"corpus": corpus, "builds": builds, "queries": len(queries)}
    result["different_counts"] = interleaved.different_counts(engines, texts)
    lucene = next((engine for engine in engines if engine.name.startswith("Lucene")), None)
    if lucene:
        result["different_scores"] = interleaved.different_scores(engines[0], lucene, texts, SCORES_TOLERANCE)
    for name in ("counts", "scores"):
        found = result.get(f"different_{name}", [])
        say(f"{corpus}: {len(found)} of {len(texts)} queries differ in {name} {found[:3] or ''}")
    result["load"] = os.getloadavg()[0]
    begin = time.time()
    interleaved.warm_up(engines, asked.commands, texts, asked.warm_up)
    result["microseconds"] = {}
    for command in asked.commands:
        result["microseconds"][command] = interleaved.microseconds(engines, command, texts, repetitions)
        say(f"{corpus}: {command} measured, {time.time() - begin:.0f} s")
    result["types"] = [kind for _, kind in queries]
    result["texts"] = texts
    result["stats"] = {engine.name: engine.stats() for engine in engines}
    for engine in engines:
        engine.close()
    if asked.kernels:
        result["kernels"] = compare_kernels(folder, texts, repetitions, asked)
    return result


def compare_kernels(folder, texts, repetitions, asked):
    """The same engine with each kernel set, interleaved among themselves only."""
    engines = [Engine(name, [corpora.BINARY, "serve", folder, "--simd", name]) for name in ("avx512", "avx2", "scalar")]
    engines = [engine for engine in engines if engine.process.poll() is None and engine.stats().get("simd") == engine.name]
    interleaved.warm_up(engines, asked.commands, texts, 1)
    times = {command: interleaved.microseconds(engines, command, texts, repetitions) for command in asked.commands}
    for engine in engines:
        engine.close()
    return times


def say(line):
    print(f"{datetime.datetime.now():%H:%M:%S} {line}", file=sys.stderr, flush=True)


def arguments(words):
    parser = argparse.ArgumentParser(prog="./dev bench game", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--corpus", action="append", help="wiki100k, s1m, s300k ...; may be repeated")
    parser.add_argument("--commands", default=",".join(game_report.COMMANDS))
    parser.add_argument("--types", help="of " + ",".join(game_report.TYPES))
    parser.add_argument("--repetitions", type=int)
    parser.add_argument("--warm-up", type=int, default=10, help="rounds; a JVM needs ten")
    parser.add_argument("--peers", default=os.path.join(corpora.GAME, "peers"))
    parser.add_argument("--no-peers", action="store_true")
    asked = parser.parse_args(words)
    asked.writes = not (asked.quick or asked.corpus or asked.types or asked.no_peers)
    asked.kernels = asked.plain_build = not asked.quick
    asked.repetitions = asked.repetitions or (3 if asked.quick else 5)
    asked.corpus = asked.corpus or (["wiki100k"] if asked.quick else ["wiki100k", "s1m"])
    asked.commands = asked.commands.split(",")
    asked.types = asked.types.split(",") if asked.types else []
    asked.peers = os.path.abspath(asked.peers)
    return asked


def game(words):
    asked = arguments(words)
    absent = corpora.missing()
    if absent:
        print(f"SKIPPED: no texts of the game: {absent}")
        return
    results = [compare(corpus, asked) for corpus in asked.corpus]
    head = {"date": datetime.date.today().isoformat(), "commit": commit(), "machine": machine(),
            "repetitions": asked.repetitions, "warm_up": asked.warm_up}
    text = game_report.markdown(head, results)
    print(text)
    if asked.writes:
        game_report.write(RESULTS, head, results, text)
    if any(result["different_counts"] or result.get("different_scores") for result in results):
        sys.exit("the engines do not agree")
