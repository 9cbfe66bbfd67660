#!/usr/bin/env python3
"""Another real client of MediaWiki, which posts its questions as forms: pywikibot searches through coldopen.

usage: pywikibot_test.py BINARY SCRATCH      skipped loudly where pip cannot fetch the client
"""

import os
import sys
import tempfile

from packages import fetch
from server import Server

PACKAGE = "pywikibot==9.6.3"
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def the_site(port, home):
    """A family of one wiki, as a bot's owner writes it."""
    from pywikibot import config, family

    class Family(family.Family):
        name = "coldopen"
        langs = {"en": f"127.0.0.1:{port}"}

        def protocol(self, code):
            return "http"

        def scriptpath(self, code):
            return "/mw/main"

    config.base_dir = home  # its cache
    import pywikibot
    return pywikibot.Site("en", fam=Family())


def posts_and_follows_continue(site, server):
    from pywikibot.data import api
    total = server.json("/v1/indexes/main/search?q=michael&limit=0")["total"]["value"]
    hits, offset = [], 0
    while offset is not None:
        request = api.Request(site=site, use_get=False, parameters={
            "action": "query", "list": "search", "srsearch": "michael", "srlimit": "20", "sroffset": str(offset)})
        answer = request.submit()
        hits += answer["query"]["search"]
        offset = answer.get("continue", {}).get("sroffset")
    assert len(hits) == total > 50, (len(hits), total)
    assert len({hit["pageid"] for hit in hits}) == total


def searches(site):
    titles = [page.title() for page in site.search("dinner party", total=3)]
    assert titles and titles[0] == "Dinner Party", titles


def main(binary, scratch):
    library, binary = os.path.abspath(os.path.join(scratch, "pywikibot")), os.path.abspath(binary)
    if not fetch(PACKAGE, library):
        return
    with tempfile.TemporaryDirectory() as data, tempfile.TemporaryDirectory() as home:
        os.environ["PYWIKIBOT_NO_USER_CONFIG"] = "2"
        sys.path.insert(0, library)
        os.chdir(home)  # where it keeps its own files
        server = Server(binary, data, os.path.join(ROOT, "corpus", "the-office"))
        try:
            site = the_site(server.port, home)
            posts_and_follows_continue(site, server)
            print("ok pywikibot posts, searches, follows continue")
            searches(site)
            print("ok pywikibot's own search")
        finally:
            server.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
