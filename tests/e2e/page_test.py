#!/usr/bin/env python3
"""The page in a real Chromium: typing, facets, deep links, without JavaScript, on a phone.

Screenshots go to build/e2e/ for the eye.
"""

import os
import sys
import tempfile
import urllib.parse

from browser import Browser
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


def without_javascript(server):
    browser = Browser(script=False)
    try:
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
            for test in (instant_results, suggestions, facets_and_links, without_javascript, phone_and_dark,
                         hostile_text_stays_text):
                test(server)
                print(f"ok {test.__name__}")
        finally:
            server.stop()


if __name__ == "__main__":
    main()
