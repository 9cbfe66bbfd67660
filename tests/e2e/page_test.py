#!/usr/bin/env python3
"""The page in a real Chromium: typing, facets, deep links, without JavaScript, on a phone.

Screenshots go to build/e2e/ for the eye.
"""

import os
import sys
import tempfile
import urllib.parse

from browser import Browser
from packages import AXE, fetch
from server import Server

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SHOTS = os.path.join(ROOT, "build", "e2e")
FINDS = {"dinner party": "Dinner Party", "bryan cranston": "Bryan Cranston", "steve carell": "Steve Carell"}
FIRST_HIT = "return document.querySelector('.hit h2')?.innerText"


def first_hit_is(browser, title):
    browser.wait_for(f"return document.querySelector('.hit h2 a')?.innerText.trim() === {title!r}")


def instant_results(server):
    browser = Browser()
    try:
        browser.open(server.url + "/")
        browser.screenshot(f"{SHOTS}/home.png")
        for query, title in FINDS.items():
            browser.open(server.url + "/")
            browser.type("input[name=q]", query)
            first_hit_is(browser, title)
            marks = " ".join(browser.texts(".hit mark")).lower()
            assert query.split()[0] in marks, f"{query}: marked {marks!r}"
            browser.screenshot(f"{SHOTS}/{query.replace(' ', '-')}.png")
        assert not browser.errors(), browser.errors()
    finally:
        browser.close()


OPTIONS = "return document.querySelectorAll('#suggestions:not([hidden]) a').length"
ACTIVE = """const box = document.querySelector('input[name=q]');
  return document.getElementById(box.getAttribute('aria-activedescendant') ?? '')?.innerText ?? ''"""


def suggestions(server):
    browser = Browser()
    try:
        browser.open(server.url + "/")
        browser.type("input[name=q]", "big tu")
        browser.wait_for(OPTIONS)
        assert browser.run("return document.querySelector('input[name=q]').getAttribute('aria-expanded')") == "true"
        browser.screenshot(f"{SHOTS}/suggestions.png")
        browser.keys("Down")
        assert "Jim Halpert" in browser.run(ACTIVE), browser.run(ACTIVE)
        browser.keys("Escape")
        assert not browser.run(OPTIONS)
        assert browser.run("return document.querySelector('input[name=q]').value") == "big tu"
        browser.keys("n")
        browser.wait_for(OPTIONS)
        browser.keys("Up")
        assert "Jim Halpert" in browser.run(ACTIVE), browser.run(ACTIVE)
        browser.keys("Enter")
        browser.wait_for("return location.pathname === '/wiki/main/jim-halpert'")
        assert not browser.errors(), browser.errors()
    finally:
        browser.close()


def facets_and_links(server):
    browser = Browser()
    try:
        browser.open(server.url + "/search?q=party")
        season = browser.wait_for(
            "return [...document.querySelectorAll('.facet a')].find(a => a.href.includes('season'))?.href")
        browser.open(season)
        assert browser.wait_for(FIRST_HIT)
        assert "season" in urllib.parse.unquote(browser.url())
        browser.screenshot(f"{SHOTS}/facet.png")
        browser.open(server.url + "/search?q=" + urllib.parse.quote("bears beets battlestar galactica"))
        link = browser.run("return document.querySelector('.hit h2 a').href")
        browser.open(link)
        assert browser.wait_for("return document.querySelector('h1')?.innerText")
        browser.screenshot(f"{SHOTS}/article.png")
        assert not browser.errors(), browser.errors()
    finally:
        browser.close()


TITLES = "return [...document.querySelectorAll('.hit h2 a')].map((a) => a.innerText.trim())"


def no_spoilers(server):
    """The field is remembered in this browser, and goes with every link, suggestion and page."""
    browser = Browser()
    try:
        browser.open(server.url + "/search?q=niagara")
        first_hit_is(browser, "Niagara")
        browser.type("#seen", "S04E13")
        browser.screenshot(f"{SHOTS}/seen-field.png")
        browser.keys("Tab")
        browser.wait_for("return location.search.includes('seen=S04E13') && document.querySelector('.note [data-forget]')")
        assert "Niagara" not in browser.run(TITLES), browser.run(TITLES)
        browser.screenshot(f"{SHOTS}/seen.png")
        for address in ("/", "/search?q=niagara", "/wiki/main/s06e04-05-niagara"):
            browser.open(server.url + address)  # an address that does not say it is led to the one that does
            browser.wait_for("return location.search.includes('seen=S04E13')")
            assert browser.run("return document.querySelector('#seen').value") == "S04E13"
        assert "not here" in browser.run("return document.querySelector('h1').innerText")
        browser.open(server.url + "/")
        browser.screenshot(f"{SHOTS}/seen-home.png")
        browser.type("input[name=q]", "goodb")
        browser.wait_for("return document.querySelector('[data-status]')")
        assert "Goodbye, Michael" not in browser.texts("#suggestions a"), browser.texts("#suggestions a")
        browser.open(server.url + "/search?q=michael+scott")
        browser.wait_for("return location.search.includes('seen=S04E13')")
        browser.open(browser.run("return document.querySelector('.hit h2 a').href"))
        browser.screenshot(f"{SHOTS}/seen-article.png")
        browser.open(server.url + "/search?q=niagara&seen=banana")
        assert "cannot be run" in browser.run("return document.querySelector('h1').innerText")
        assert browser.run("return localStorage.getItem('coldopen-seen-main')") is None
        browser.open(server.url + "/search?q=niagara&seen=S01")
        browser.click("[data-forget]")
        first_hit_is(browser, "Niagara")
    finally:
        browser.close()


PAGES = {"home": "/", "answer": "/search?q=who+plays+kevin", "corrected": "/search?q=dwigth+shrute", "meant": "/search?q=dwigt",
         "nothing": "/search?q=zzzzqq", "guarded": "/search?q=party&seen=S04E13", "why": "/search?q=dinner+party&explain=1",
         "article-page": "/wiki/main/s04e13-dinner-party", "wrong": "/search?q=x&filter=season:four"}


def accessible(server, folder):
    if not fetch(AXE, folder, "--no-deps"):
        return
    with open(os.path.join(folder, "axe_playwright_python", "axe.min.js"), encoding="utf-8") as file:
        axe = file.read()
    wrong = []
    for looks in ({}, {"dark": True}, {"width": 500, "height": 900}):
        browser = Browser(**looks)
        try:
            for name, address in PAGES.items():
                browser.open(server.url + address)
                browser.run(axe + "; window.axe = axe")
                result = browser.run_async("const done = arguments[0]; axe.run(document).then(r => done("
                                           "r.violations.map(v => [v.id, v.nodes.map(n => n.html)])))")
                wrong += [(name, looks, one) for one in result]
                browser.screenshot(f"{SHOTS}/{name}{'-dark' if 'dark' in looks else '-phone' if looks else ''}.png")
                size = len(server.get(address)[1])
                assert size < 20_000 or name == "why", f"{name}: {size} bytes"
        finally:
            browser.close()
    assert not wrong, wrong


def without_javascript(server):
    browser = Browser(script=False)
    try:
        browser.open(server.url + "/")
        browser.type("#seen", "S04E13")
        browser.type("input[name=q]", "niagara")
        browser.type("input[name=q]", "Enter")
        browser.wait_for("return document.querySelector('[data-forget]')")
        assert "Niagara" not in browser.texts(".hit h2 a")
        browser.open(server.url + "/")
        browser.type("input[name=q]", "dinner party")
        browser.type("input[name=q]", "Enter")
        first_hit_is(browser, "Dinner Party")
        browser.screenshot(f"{SHOTS}/without-javascript.png")
    finally:
        browser.close()


def phone_and_dark(server):
    for name, options in {"phone": {"width": 500, "height": 900}, "dark": {"dark": True}}.items():
        browser = Browser(**options)
        try:
            browser.open(server.url + "/search?q=dinner+party")
            first_hit_is(browser, "Dinner Party")
            fits = browser.run("return document.documentElement.scrollWidth <= window.innerWidth")
            assert fits, f"{name}: the page is wider than the window"
            browser.screenshot(f"{SHOTS}/{name}.png")
        finally:
            browser.close()


def hostile_text_stays_text(server):
    browser = Browser()
    try:
        attack = "<script>document.title='taken'</script><img src=x onerror=document.title='taken'>"
        browser.open(server.url + "/search?q=" + urllib.parse.quote(attack))
        assert browser.run("return document.title") != "taken"
        assert not browser.run("return document.querySelector('main script, main img[src=x]')")
    finally:
        browser.close()


def main():
    os.makedirs(SHOTS, exist_ok=True)
    with tempfile.TemporaryDirectory() as data:
        server = Server(sys.argv[1], data, os.path.join(ROOT, "corpus", "the-office"))
        try:
            for test in (instant_results, suggestions, facets_and_links, no_spoilers, without_javascript, phone_and_dark,
                         hostile_text_stays_text):
                test(server)
                print(f"ok {test.__name__}")
            accessible(server, os.path.join(sys.argv[2], "axe"))
            print("ok accessible")
        finally:
            server.stop()


if __name__ == "__main__":
    main()
