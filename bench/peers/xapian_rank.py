#!/usr/bin/env python3
"""Xapian as it comes: its stemmer of the language, BM25Weight with its defaults, one text, any word may match.

usage: xapian_rank.py LANGUAGE TEXTS QUERIES RUN      TEXTS and QUERIES are lines of ID<tab>TEXT in UTF-8

Exit code 69 where Python knows no module xapian (Debian: python3-xapian).
"""

import re
import sys

try:
    import xapian
except ImportError:
    sys.exit(69)

DEPTH = 1000


def lines_of(name):
    with open(name, encoding="utf-8") as lines:
        return [line.rstrip("\n").split("\t", 1) for line in lines]


def bag_of_words(parser, text, flags):
    words = []
    # In lower case: the parser does not stem words that begin with a capital.
    for word in re.findall(r"\w+(?:['’-]\w+)*", text.lower()):
        try:
            words.append(parser.parse_query(word, flags))
        except xapian.QueryParserError:
            pass  # some marks of Japanese are no word to it
    return xapian.Query(xapian.Query.OP_OR, words)


def main(language, texts, queries, run):
    known = xapian.Stem.get_available_languages().split()
    name = {"en": "english", "de": "german", "es": "spanish", "ru": "russian", "ar": "arabic"}.get(language, "none")
    stemmer = xapian.Stem(name if name in [str(one, "ascii") if isinstance(one, bytes) else one for one in known] else "none")
    runs = language in ("zh", "ja")
    database = xapian.WritableDatabase("", xapian.DB_BACKEND_INMEMORY)
    generator = xapian.TermGenerator()
    generator.set_stemmer(stemmer)
    if runs:
        generator.set_flags(xapian.TermGenerator.FLAG_CJK_NGRAM)
    for identifier, text in lines_of(texts):
        document = xapian.Document()
        document.set_data(identifier)
        generator.set_document(document)
        generator.index_text(text)
        database.add_document(document)
    parser = xapian.QueryParser()
    parser.set_stemmer(stemmer)
    parser.set_stemming_strategy(parser.STEM_SOME)
    parser.set_default_op(xapian.Query.OP_OR)
    enquire = xapian.Enquire(database)
    with open(run, "w", encoding="utf-8") as out:
        for query, text in lines_of(queries):
            enquire.set_query(bag_of_words(parser, text, xapian.QueryParser.FLAG_CJK_NGRAM if runs else 0))
            for place, match in enumerate(enquire.get_mset(0, DEPTH), 1):
                identifier = match.document.get_data().decode()
                out.write(f"{query}\tQ0\t{identifier}\t{place}\t{match.weight:.9g}\txapian\n")


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    main(*sys.argv[1:])
