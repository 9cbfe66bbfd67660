#!/usr/bin/env python3
"""coldopen eval against trec_eval (by pytrec_eval): every measure of every query of real rankings is the same.

usage: trec_eval_test.py BINARY SCRATCH      skipped loudly where pip cannot fetch it or the judged data is absent
"""

import json
import os
import subprocess
import sys

PACKAGE = "pytrec-eval-terrier==0.5.11"
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
JUDGED = os.path.normpath(os.path.join(ROOT, "..", "shared", "data", "judged"))
COLLECTIONS = ((("cranfield", "qrels.txt"), "en"), (("cranfield", "qrels-no-source.txt"), "en"), (("med", "qrels.txt"), "en"),
               (("cisi", "qrels.txt"), "en"), (("npl", "qrels.txt"), "en"), (("xquad/ru", "qrels.txt"), "ru"))
# Its name there, and how deep the ranking is that it is asked of: recip_rank knows no cut.
MEASURES = {"ndcg@10": ("ndcg_cut_10", 1000), "map": ("map", 1000), "mrr@10": ("recip_rank", 10), "p@1": ("P_1", 1000),
            "recall@100": ("recall_100", 1000)}
TOLERANCE = 1e-9


def trec_eval(scratch):
    library = os.path.join(scratch, "pytrec_eval")
    sys.path.insert(0, library)
    if not os.path.isdir(library):
        fetched = subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--target", library, PACKAGE],
                                 capture_output=True, text=True)
        if fetched.returncode != 0:
            print(f"SKIPPED: pip could not fetch {PACKAGE}: {fetched.stderr.strip()[-300:]}")
            return None
    import pytrec_eval
    return pytrec_eval


def columns(name):
    with open(name, encoding="utf-8") as lines:
        return [line.split() for line in lines]


def expected(judge, qrels, run):
    judged, depths = {}, {1000: {}, 10: {}}
    for query, _, document, gain in columns(qrels):
        judged.setdefault(query, {})[document] = int(gain)
    for query, _, document, place, score, _ in columns(run):
        for depth, ranking in depths.items():
            if int(place) <= depth:
                ranking.setdefault(query, {})[document] = float(score)
    found = {}
    for name, (theirs, depth) in MEASURES.items():
        for query, values in judge.RelevanceEvaluator(judged, {theirs}).evaluate(depths[depth]).items():
            found[query, name] = values[theirs]
    return found


def main(binary, scratch):
    if not os.path.isdir(JUDGED):
        print(f"SKIPPED: no judged collections at {JUDGED}")
        return 0
    os.makedirs(scratch, exist_ok=True)
    judge = trec_eval(scratch)
    if judge is None:
        return 0
    differences = compared = 0
    for (folder, judgements), language in COLLECTIONS:
        there = os.path.join(JUDGED, folder)
        qrels, run = os.path.join(there, judgements), os.path.join(scratch, "test.run")
        done = subprocess.run([binary, "eval", f"{there}/queries.tsv", "--qrels", qrels, "--corpus",
                               f"{there}/corpus.jsonl.gz", "--lang", language, "--match", "any", "--write-run", run,
                               "--json", "--quiet"], capture_output=True, text=True, check=True)
        ours = {(row["id"], name): row[name] for row in json.loads(done.stdout)["per_query"] for name in MEASURES}
        theirs = expected(judge, qrels, run)
        for key in sorted(ours.keys() | theirs.keys()):
            # A query that found nothing is not in a run: trec_eval leaves it out, we count it as 0.
            mine, other = ours.get(key), theirs.get(key, 0.0)
            compared += 1
            if mine is None or abs(mine - other) > TOLERANCE:
                differences += 1
                print(f"{folder} query {key[0]} {key[1]}: {mine}, trec_eval {other}")
    print(f"{compared:,} values of {len(COLLECTIONS)} rankings compared with trec_eval: {differences} differ")
    return 1 if differences or not compared else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
