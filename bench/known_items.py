#!/usr/bin/env python3
"""Known items: a page's own name in the spellings of fans finds a page so named first.

    python3 bench/known_items.py [--data DIR] [--all] [--misses N] [--binary FILE]

Pages are the sample wiki and all fan data in ../shared/data/fan; lines, stage directions and scenes are in the index,
but nobody asks for them by name. For each spelling the judged queries are written to build/known-items/NAME.ndjson
(for `coldopen eval`), asked over HTTP, and success@1 is printed with the first misses; the exit code is 1 where one
spelling is below 99 %. Without --all a fixed sample is asked, as large as that of the design.
"""

import argparse
import glob
import http.client
import json
import lzma
import os
import random
import re
import subprocess
import sys
import tempfile
import unicodedata
import urllib.parse

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "tests", "e2e"))
from server import Server  # noqa: E402

FAN = os.path.normpath(os.path.join(ROOT, "..", "shared", "data", "fan"))
WIKI = os.path.join(ROOT, "corpus", "the-office")
UNNAMED = {"line", "stage", "scene", "quote"}
GATE = 0.99

# --- what people type --------------------------------------------------------------------------------------------------

LETTERS = {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ß": "ss"}
APOSTROPHES = re.compile("['’‘ʼ`´]")
HYPHENS = re.compile("[-‐‑‒–]")
FINAL = re.compile(r"\s*\([^()]*\)\s*$")
ARTICLE = re.compile(r"^(the|a|an)\s+", re.IGNORECASE)


def without_accents(text):
    """Of Latin letters only: the marks of other scripts make other letters."""
    def plain(letter):
        base = unicodedata.normalize("NFD", letter)[0]
        if not unicodedata.name(base, "").startswith("LATIN"):
            return letter
        if base.lower() not in LETTERS:
            return base
        return LETTERS[base] if base in LETTERS else LETTERS[base.lower()].capitalize()
    return "".join(map(plain, text))


def words(text):
    """Lower case, no punctuation: apostrophes vanish, all other signs part words."""
    return " ".join(re.findall(r"[^\W_]+", APOSTROPHES.sub("", unicodedata.normalize("NFKC", text).lower())))


def bare(title):
    return FINAL.sub("", title) or title


def folded(text):
    return without_accents(words(text))


def tight(text):
    return folded(text).replace(" ", "")


# name -> (what is typed of a title, or None; the size of the sample)
SPELLINGS = {
    "as-written": (lambda t: t, 3000),
    "lower-no-punctuation": (words, 700),
    "without-parentheses": (lambda t: bare(t) if FINAL.search(t) else None, 700),
    "without-article": (lambda t: ARTICLE.sub("", t) if ARTICLE.search(t) else None, 700),
    "hyphens-as-spaces": (lambda t: HYPHENS.sub(" ", t) if HYPHENS.search(t) else None, 700),
    "accents-dropped": (lambda t: without_accents(t) if without_accents(t) != t else None, 700),
    "all-joined": (lambda t: words(bare(t)).replace(" ", "") if " " in words(bare(t)) else None, 806),
}


def is_askable(query):
    return query is not None and re.search(r"\w", query) and len(query) <= 512


# --- pages and the queries about them ----------------------------------------------------------------------------------

def fan_files():
    return sorted(glob.glob(f"{FAN}/office/*.jsonl*") + glob.glob(f"{FAN}/series/*.jsonl*"))


def fan_pages():
    found = []
    for name in fan_files():
        with (lzma.open if name.endswith(".xz") else open)(name, "rt", encoding="utf-8") as lines:
            found += [record for record in map(json.loads, lines) if record.get("kind") not in UNNAMED]
    return found


def wiki_pages():
    found = []
    for name in sorted(glob.glob(f"{WIKI}/*/*.md")):
        with open(name, encoding="utf-8") as page:
            head = page.read().split("---\n")[1]
        title = re.search(r"^title: *\"?(.*?)\"?$", head, re.MULTILINE).group(1)
        aliases = re.search(r"^aliases: *\[(.*)\]$", head, re.MULTILINE)
        found.append({"id": os.path.basename(name)[:-3], "title": title,
                      "aliases": [one.strip(" \"'") for one in aliases.group(1).split(",")] if aliases else []})
    return found


class Names:
    """Which pages bear a name, by ever looser readings of it."""

    def __init__(self, all_pages):
        self.by_title, self.by_name, self.by_tight = {}, {}, {}
        for page in all_pages:
            for title in {page["title"], bare(page["title"])}:
                self.by_title.setdefault(folded(title), set()).add(page["id"])
                for name in {title, ARTICLE.sub("", title)}:
                    self.by_name.setdefault(folded(name), set()).add(page["id"])
                    self.by_tight.setdefault(tight(name), set()).add(page["id"])
                    self.by_tight.setdefault(tight(re.sub(r"\s(&|and)\s", " ", name)), set()).add(page["id"])
            for alias in page.get("aliases", []):
                self.by_name.setdefault(folded(alias), set()).add(page["id"])
                self.by_tight.setdefault(tight(alias), set()).add(page["id"])

    def bearing(self, spelling, query):
        if spelling == "all-joined":
            return self.by_tight.get(tight(query), set())
        if spelling == "without-article":
            return self.by_name.get(folded(query), set())
        return self.by_title.get(folded(query), set())


def judged(all_pages, take_all):
    names = Names(all_pages)
    titles = sorted({page["title"] for page in all_pages})
    sets = {}
    for spelling, (typed, size) in SPELLINGS.items():
        queries = sorted({q for q in map(typed, titles) if is_askable(q)})
        if not take_all and len(queries) > size:
            queries = sorted(random.Random(f"known items {spelling}").sample(queries, size))
        sets[spelling] = [(q, names.bearing(spelling, q)) for q in queries]
    known = os.path.join(FAN, "known-items.tsv")
    rows = [line.rstrip("\n").split("\t") for line in open(known, encoding="utf-8")]
    sets["known-items.tsv"] = [(q, set(ids.split(";"))) for q, kind, ids in rows if kind == "title"]
    # The file was made of nine of the files: pages of the others may bear the name, too. Its apostrophes are spaces.
    sets["known-items.tsv"] = [(q, ids | names.by_tight.get(tight(q), set())) for q, ids in sets["known-items.tsv"]]
    return sets


# --- asking ------------------------------------------------------------------------------------------------------------

def first_hits(server, queries):
    where = urllib.parse.urlsplit(server.url)
    connection = http.client.HTTPConnection(where.hostname, where.port)
    for query in queries:
        target = "/v1/indexes/main/search?limit=1&highlight=none&timeout_ms=60000&q=" + urllib.parse.quote(query, safe="")
        connection.request("GET", target)
        answer = connection.getresponse()
        body = json.loads(answer.read())
        if answer.status != 200:
            sys.exit(f"{query!r}: {answer.status} {body}")
        yield body["hits"][0] if body["hits"] else None
    connection.close()


def index(binary, data):
    done = subprocess.run([binary, "index", *fan_files(), WIKI, "--data", data, "--quiet"])
    if done.returncode != 0:
        sys.exit(f"coldopen index: exit {done.returncode}")


def report(spelling, cases, hits, misses_shown):
    missed = [(q, ids, hit) for (q, ids), hit in zip(cases, hits) if hit is None or hit["id"] not in ids]
    success = 1 - len(missed) / max(len(cases), 1)
    print(f"{spelling:24}{len(cases):8,}{success:10.2%}{len(missed):8,}", flush=True)
    for q, ids, hit in missed[:misses_shown]:
        found = f"{hit['title']!r} ({hit['id']})" if hit else "nothing"
        print(f"    {q!r}: {found}, not {', '.join(sorted(ids)[:3])}")
    return success


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", help="a data directory that holds the pages already")
    parser.add_argument("--all", action="store_true", help="every name, not a sample")
    parser.add_argument("--misses", type=int, default=10, help="misses shown for each spelling")
    parser.add_argument("--binary", default=os.path.join(ROOT, "build", "release", "coldopen"))
    arguments = parser.parse_args()
    if not os.path.isdir(FAN):
        print(f"SKIPPED: no fan data at {FAN}")
        return 0
    sets = judged(fan_pages() + wiki_pages(), arguments.all)
    folder = os.path.join(ROOT, "build", "known-items")
    os.makedirs(folder, exist_ok=True)
    for spelling, cases in sets.items():
        with open(os.path.join(folder, f"{spelling}.ndjson"), "w", encoding="utf-8") as out:
            for q, ids in cases:
                out.write(json.dumps({"q": q, "relevant": {i: 1 for i in sorted(ids)}}, ensure_ascii=False) + "\n")
    with tempfile.TemporaryDirectory() as scratch:
        data = arguments.data or scratch
        if not arguments.data:
            index(arguments.binary, data)
        server = Server(arguments.binary, data)
        print(f"{'spelling':24}{'queries':>8}{'success@1':>10}{'misses':>8}")
        worst = min(report(spelling, cases, first_hits(server, [q for q, _ in cases]), arguments.misses)
                    for spelling, cases in sets.items())
        server.stop()
    return 0 if worst >= GATE else 1


if __name__ == "__main__":
    sys.exit(main())
