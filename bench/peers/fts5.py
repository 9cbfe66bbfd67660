#!/usr/bin/env python3
"""SQLite FTS5 as it comes: its Porter stemmer over unicode61, bm25() with its defaults, one column.

usage: fts5.py TEXTS QUERIES RUN      TEXTS and QUERIES are lines of ID<tab>TEXT in UTF-8
"""

import re
import sqlite3
import sys

DEPTH = 1000


def lines_of(name):
    with open(name, encoding="utf-8") as lines:
        return [line.rstrip("\n").split("\t", 1) for line in lines]


def main(texts, queries, run):
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE texts USING fts5(id UNINDEXED, text, tokenize = 'porter unicode61')")
    database.executemany("INSERT INTO texts VALUES (?, ?)", lines_of(texts))
    with open(run, "w", encoding="utf-8") as out:
        for query, text in lines_of(queries):
            words = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", text))
            found = database.execute("SELECT id, -bm25(texts) AS score FROM texts WHERE texts MATCH ?"
                                     " ORDER BY score DESC, rowid LIMIT ?", (words, DEPTH)) if words else []
            for place, (document, score) in enumerate(found, 1):
                out.write(f"{query}\tQ0\t{document}\t{place}\t{score:.9g}\tfts5\n")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
