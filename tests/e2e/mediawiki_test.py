#!/usr/bin/env python3
"""A real client of MediaWiki asks coldopen for its search: mwclient connects, searches and follows `continue`.

usage: mediawiki_test.py BINARY SCRATCH      skipped loudly where pip cannot fetch the client
"""

import contextlib
import io
import os
import sys
import tempfile

from documents import block_of
from packages import fetch
from server import Server

PACKAGE = "mwclient==0.11.0"
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def the_snippet_of_the_documents(mwclient, port):
    code = block_of("python").replace('"search.example"', f'"127.0.0.1:{port}", scheme="http"')
    assert str(port) in code, code
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(code, {"mwclient": mwclient})
    first = printed.getvalue().splitlines()[0]
    assert first.startswith("Dinner Party"), first


def the_client_knows_the_site(site):
    assert site.version[:2] >= (1, 16) and site.site["generator"].startswith("MediaWiki "), site.version
    assert not site.logged_in and site.rights == ["read"] and site.namespaces == {0: ""}


def every_hit_comes_once(site, server):
    hits = list(site.search("michael", api_chunk_size=7))
    total = server.json("/v1/indexes/main/search?q=michael&limit=0")["total"]["value"]
    titles = [hit["title"] for hit in hits]
    assert len(hits) == total > 50 and len(set(hit["pageid"] for hit in hits)) == total, (len(hits), total)
    assert '<span class="searchmatch">' in hits[0]["snippet"] and hits[0]["wordcount"] > 10 and hits[0]["ns"] == 0, hits[0]
    assert titles[:10] == [hit["title"] for hit in server.json("/v1/indexes/main/search?q=michael")["hits"]]


def titles_are_completed(site):
    typed, titles, descriptions, urls = site.raw_api("opensearch", "GET", search="dinner pa", limit=5)
    assert typed == "dinner pa" and titles[0] == "Dinner Party", titles
    assert len(titles) == len(descriptions) == len(urls) and all(url.startswith("http://127.0.0.1:") for url in urls), urls


def a_mistake_is_an_error_of_the_api(site, mwclient):
    for wrong in ({"list": "search"}, {"list": "search", "srsearch": "x" * 600}):
        try:
            site.get("query", **wrong)
        except mwclient.errors.APIError as error:
            assert error.code in ("missingparam", "badvalue") and error.info.endswith("."), error
        else:
            raise AssertionError(f"{wrong} was no error")


def main(binary, scratch):
    library = os.path.join(scratch, "mwclient")
    if not fetch(PACKAGE, library):
        return
    sys.path.insert(0, library)
    import mwclient
    with tempfile.TemporaryDirectory() as data:
        server = Server(binary, data, os.path.join(ROOT, "corpus", "the-office"))
        try:
            site = mwclient.Site(f"127.0.0.1:{server.port}", scheme="http", path="/mw/main/")
            the_client_knows_the_site(site)
            every_hit_comes_once(site, server)
            titles_are_completed(site)
            a_mistake_is_an_error_of_the_api(site, mwclient)
            the_snippet_of_the_documents(mwclient, server.port)
            print("ok mwclient connects, searches, follows continue")
        finally:
            server.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
