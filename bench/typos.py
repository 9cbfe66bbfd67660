#!/usr/bin/env python3
"""./dev bench typos: a page's own name finds it first, and with one typing error among the first three.

    python3 bench/typos.py [--all] [--names N] [--seed N] [--misses N] [--binary FILE] [--no-report]

Names are the titles of all pages, people and characters among them: of the sample wiki all, of the fan data in
../shared/data/fan a fixed sample (--all: all). Lines, stage directions and scenes are in the index, but nobody asks for
them by name. An error is one letter replaced, put in, left out or swapped with the next, each as likely, anywhere in the
name, the first letter too; names have 5 letters or more. Where the changed words are words that the index has, the error
made another query: these are counted apart. Writes bench/results/known-items.md; the exit code is 1 below a gate.
"""

import argparse
import datetime
import http.client
import json
import os
import random
import subprocess
import sys
import tempfile
import urllib.parse

from common import ROOT, commit, machine
from known_items import FAN, WIKI, Names, Server, fan_files, fan_pages, folded, is_askable, wiki_pages

EXACT_GATE, TYPO_GATE = .99, .97
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def with_error(name, dice):
    """One error in a name, and what kind of error it is."""
    kind = dice.choice(("replaced", "put in", "left out", "swapped"))
    at = dice.randrange(len(name))
    if kind == "replaced":
        return name[:at] + dice.choice([one for one in LETTERS if one != name[at]]) + name[at + 1:], kind
    if kind == "put in":
        at = dice.randrange(len(name) + 1)
        return name[:at] + dice.choice(LETTERS) + name[at:], kind
    if kind == "left out":
        return name[:at] + name[at + 1:], kind
    at = min(at, len(name) - 2)
    return name[:at] + name[at + 1] + name[at] + name[at + 2:], kind


class Index:
    def __init__(self, binary, files, folder):
        done = subprocess.run([binary, "index", *files, "--data", folder, "--quiet"])
        if done.returncode != 0:
            sys.exit(f"coldopen index: exit {done.returncode}")
        self.server = Server(binary, folder)
        self.connection = http.client.HTTPConnection("127.0.0.1", self.server.port)
        self.known = {}

    def ask(self, query, limit, more=""):
        self.connection.request("GET", f"/v1/indexes/main/search?limit={limit}&highlight=none&passages=0"
                                       f"&timeout_ms=60000{more}&q=" + urllib.parse.quote(query, safe=""))
        answer = self.connection.getresponse()
        body = json.loads(answer.read())
        if answer.status != 200:
            sys.exit(f"{query!r}: {answer.status} {body}")
        return body

    def ids(self, query, limit):
        return [hit["id"] for hit in self.ask(query, limit)["hits"]]

    def has_word(self, word):
        if word not in self.known:
            self.known[word] = bool(self.ask(word, 1, "&typo=off&match=all")["hits"])
        return self.known[word]


class Asked:
    """How many names were asked for, and those that were missed."""

    def __init__(self):
        self.count, self.missed = 0, []

    def add(self, query, name, hit):
        self.count += 1
        if not hit:
            self.missed.append((query, name))

    def share(self):
        return 1 - len(self.missed) / max(self.count, 1)


def together(parts):
    whole = Asked()
    for part in parts:
        whole.count += part.count
        whole.missed += part.missed
    return whole


def measure(index, titles, names, seed):
    """Exact names; names with one error, by its kind; those whose error makes other words of the index."""
    exact, near, other = Asked(), {}, Asked()
    for title in titles:
        bearing = names.bearing("as-written", title)
        exact.add(title, title, bearing.intersection(index.ids(title, 1)))
        name = title.lower()
        query, kind = with_error(name, random.Random(f"{seed} {title}"))
        if sum(map(str.isalpha, name)) < 5 or folded(query) == folded(name) or not is_askable(query):
            continue
        changed = set(folded(query).split()) - set(folded(name).split())
        asked = other if all(map(index.has_word, changed)) else near.setdefault(kind, Asked())
        asked.add(query, title, bearing.intersection(index.ids(query, 3)))
    return exact, near, other


def rows(corpus, exact, near, other):
    whole = together(near.values())
    yield f"| {corpus} | the name | {exact.count:,} | {exact.share():.2%} first | >= {EXACT_GATE:.0%} |"
    yield f"| | with one error | {whole.count:,} | {whole.share():.2%} among three | >= {TYPO_GATE:.0%} |"
    for kind in sorted(near):
        yield f"| | ... a letter {kind} | {near[kind].count:,} | {near[kind].share():.2%} | |"
    yield f"| | an error that makes words of the index | {other.count:,} | {other.share():.2%} | apart |"


def misses(corpus, exact, near, other, shown):
    for what, asked in (("first", exact), ("among three", together(near.values())), ("apart", other)):
        some = "; ".join(f"`{query}`" + (f" ({name})" if query != name else "") for query, name in asked.missed[:shown])
        if some:
            yield f"{corpus}, not {what}, {len(asked.missed):,}, such as: {some}."
            yield ""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--all", action="store_true", help="every name of the fan data, not a sample")
    parser.add_argument("--names", type=int, default=5000, help="names in the sample of the fan data")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--misses", type=int, default=20, help="misses shown of each kind")
    parser.add_argument("--binary", default=os.path.join(ROOT, "build", "release", "coldopen"))
    parser.add_argument("--no-report", action="store_true", help="print only")
    arguments = parser.parse_args()
    corpora = [("sample wiki", [WIKI], wiki_pages(), True)]
    if os.path.isdir(FAN):
        corpora.append(("fan data", fan_files(), fan_pages(), arguments.all))
    else:
        print(f"SKIPPED: no fan data at {FAN}")
    table, missed, good = [], [], True
    for corpus, files, pages, take_all in corpora:
        titles = sorted({page["title"] for page in pages if is_askable(page["title"])})
        if not take_all and len(titles) > arguments.names:
            titles = sorted(random.Random(f"names {arguments.seed}").sample(titles, arguments.names))
        with tempfile.TemporaryDirectory() as folder:
            index = Index(arguments.binary, files, folder)
            found = measure(index, titles, Names(pages), arguments.seed)
            index.server.stop()
        table += rows(corpus, *found)
        missed += misses(corpus, *found, arguments.misses)
        good = good and found[0].share() >= EXACT_GATE and together(found[1].values()).share() >= TYPO_GATE
        print("\n".join(table), flush=True)
    report = ["# known items", "", f"{datetime.date.today().isoformat()}, commit {commit()}, {machine()}."
              " Command: `./dev bench typos`.", "", " ".join(__doc__.split("\n\n")[2].split()), "",
              "| pages | what is typed | names | found | gate |", "| --- | --- | --- | --- | --- |", *table, "", *missed]
    print("\n".join(missed))
    if not arguments.no_report:
        with open(os.path.join(ROOT, "bench", "results", "known-items.md"), "w", encoding="utf-8") as out:
            out.write("\n".join(report).rstrip() + "\n")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
