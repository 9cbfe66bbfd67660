#!/usr/bin/env python3
"""<coldopen-search> in a real Chromium, in pages of another origin under a strict policy.

usage: embed_test.py BINARY SCRATCH      screenshots go to build/e2e/ for the eye; axe-core is skipped loudly without pip
"""

import contextlib
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.parse

from browser import Browser
from documents import block_of, blocks_of
from foreign import ForeignSite
from packages import AXE, fetch
from server import Server, free_port

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SHOTS = os.path.join(ROOT, "build", "e2e")
SHADOW = "const box = document.querySelector('coldopen-search'), root = box.shadowRoot; "
STATE = SHADOW + """
  const input = root.querySelector('input'), active = root.getElementById(input.getAttribute('aria-activedescendant'));
  return {value: input.value, expanded: input.getAttribute('aria-expanded'), open: !root.querySelector('.list').hidden,
          active: active && active.firstChild.textContent, status: root.querySelector('[role=status]').textContent,
          selected: root.querySelectorAll('[aria-selected=true]').length, focused: root.activeElement === input,
          options: [...root.querySelectorAll('[role=option]')].map(one => one.firstChild.textContent)};"""


class Embedded:
    """One browser, one foreign site, one server; each test opens its own page."""

    def __init__(self, server, site, browser):
        self.server, self.site, self.browser = server, site, browser

    def open(self, attributes="index=main", inside=None, page="", stub=True):
        source = f'src="{self.site.stub}/"' if stub else ""
        if inside is None:
            inside = f'<form action="{self.site.url}/results"><input name="q" aria-label="Search the wiki"></form>'
        script = f'<script type="module" src="{self.server.url}/embed.js"></script>'
        url = self.site.page("/wiki", f"<coldopen-search {attributes} {source}>{inside}</coldopen-search>", script, page)
        self.site.asked.clear()
        self.browser.open(url)
        self.browser.wait_for("return !!document.querySelector('coldopen-search').shadowRoot?.querySelector('input')")

    def focus(self):
        self.browser.run("document.querySelector('coldopen-search').focus()")

    def type(self, text):
        self.focus()
        self.browser.keys(text)

    def state(self):
        return self.browser.run(STATE)

    def until(self, **wanted):
        end = time.monotonic() + 10
        while time.monotonic() < end:
            state = self.state()
            if all(state[name] == value for name, value in wanted.items()):
                return state
            time.sleep(0.03)
        raise AssertionError(f"never became {wanted}: {state}")

    def suggest(self, text="ke"):
        self.type(text)
        return self.until(open=True)

    def arrived(self):
        self.browser.wait_for("return document.title === 'arrived'")
        return urllib.parse.urlsplit(self.browser.url())

    def clean(self):
        errors = [one for one in self.browser.errors() if "favicon.ico" not in one]
        assert not errors, errors


def typing_shows_groups(it):
    it.open()
    state = it.suggest()
    assert state["options"] == ["Kevin Malone", "Kelly Kapoor", "Kevin's Loan & <Party>"], state
    assert state["focused"] and state["expanded"] == "true" and state["active"] is None
    it.until(status="3 suggestions")
    assert it.browser.run(SHADOW + "return [...root.querySelectorAll('mark')].map(m => m.textContent)") == ["Ke", "Ke", "B", "Ke"]
    kinds = it.browser.run(SHADOW + "return [...root.querySelectorAll('.kind')].map(one => one.textContent)")
    assert kinds == ["Characters", "Episodes"], kinds
    assert it.site.asked[-1] == {"path": "/v1/indexes/main/suggest", "q": "ke"}, it.site.asked
    it.browser.run(SHADOW + "root.querySelector('input').select()")
    it.browser.keys("kinds")
    it.until(status="6 suggestions")
    kinds = it.browser.run(SHADOW + "return [...root.querySelectorAll('.kind')].map(one => one.textContent)")
    assert kinds == ["People", "Series", "Stories", "Key events", "More", "More"], kinds
    assert it.browser.run("return document.querySelector('form').getClientRects().length") == 0, "the fallback shows"
    it.browser.screenshot(f"{SHOTS}/embed-kinds.png")
    it.clean()


def keys_move_wrap_and_choose(it):
    it.open()
    it.suggest()
    walk = [("Down", "Kevin Malone"), ("Down", "Kelly Kapoor"), ("Down", "Kevin's Loan & <Party>"), ("Down", "Kevin Malone"),
            ("Up", "Kevin's Loan & <Party>"), ("Home", None), ("Up", "Kevin's Loan & <Party>"), ("Left", None)]
    for key, active in walk:
        it.browser.keys(key)
        state = it.state()
        assert state["active"] == active and state["selected"] == (active is not None) and state["focused"], (key, state)
    it.browser.keys("Down")
    it.browser.screenshot(f"{SHOTS}/embed-active.png")
    it.browser.keys("Escape")
    it.until(open=False, value="ke", expanded="false", active=None)
    it.browser.keys("Alt", "Down", together=True)
    it.until(open=True, active=None)
    it.browser.keys("Escape", "Escape")
    it.until(open=False, value="", focused=True)
    it.browser.keys("ke")
    it.until(open=True)
    it.browser.keys("Tab")
    it.until(open=False, focused=False)
    it.open()
    it.suggest()
    it.browser.keys("Down", "Enter")
    it.browser.wait_for("return location.pathname === '/wiki/main/Kevin_Malone'")
    assert it.browser.url() == it.site.stub + "/wiki/main/Kevin_Malone", it.browser.url()


def enter_sends_the_form(it):
    fields = '<input type="hidden" name="filter" value="season:4"><input name="search" placeholder="Find">'
    it.open('index="office"', f'<form action="{it.site.url}/results">{fields}</form>')
    it.type("dinner party")
    it.browser.keys("Enter")
    url = it.arrived()
    assert url.path == "/results", url
    assert urllib.parse.parse_qs(url.query) == {"search": ["dinner party"], "filter": ["season:4"], "index": ["office"]}, url


def how_far_the_reader_is_goes_along(it):
    it.open('seen="S04E13"')
    it.suggest("kevin ")
    assert it.site.asked[-1]["q"] == "kevin " and it.site.asked[-1]["seen"] == "S04E13", it.site.asked  # the space ends the word
    it.browser.keys("Down", "Enter")
    it.browser.wait_for("return location.pathname === '/wiki/main/Kevin_Malone'")
    assert it.browser.url().endswith("?seen=S04E13"), it.browser.url()
    it.open('seen="S04E13"')
    it.type("dinner party")
    it.browser.keys("Enter")
    query = urllib.parse.parse_qs(it.arrived().query)
    assert query == {"q": ["dinner party"], "seen": ["S04E13"]}, query


def a_click_chooses(it):
    it.open()
    it.suggest()
    it.browser.run(SHADOW + "window.chosen = []; box.addEventListener('coldopen-select', e => { chosen.push(e.detail); e.preventDefault(); })")
    spot = it.browser.run(SHADOW + "const r = root.querySelectorAll('[role=option]')[1].getBoundingClientRect(); return [r.x + 9, r.y + 9]")
    for kind in ("mousePressed", "mouseReleased"):
        it.browser.devtools("Input.dispatchMouseEvent", type=kind, x=spot[0], y=spot[1], button="left", clickCount=1)
    it.until(open=False, focused=True)  # the event was cancelled: nobody went anywhere
    chosen = it.browser.run("return chosen")
    assert chosen == [{"id": "Kelly", "text": "Kelly Kapoor", "kind": "character", "url": "https://wiki.example/wiki/Kelly"}], chosen


def only_the_last_question_counts(it):
    it.open('index="a b" limit="5" seen="S04E13" lang="en"')
    it.browser.run("window.typed = []; document.querySelector('coldopen-search').addEventListener('input', () => typed.push(performance.now()))")
    it.type("kevin")
    it.until(open=True)
    pauses = it.browser.run("return performance.getEntriesByType('resource').filter(one => one.name.includes('/suggest')).map(one => "
                            "one.startTime - Math.max(...typed.filter(time => time <= one.startTime)))")
    assert pauses and min(pauses) >= 79, pauses  # nobody is asked before the fingers rest
    assert it.site.asked[-1] == {"path": "/v1/indexes/a%20b/suggest", "q": "kevin", "limit": "5", "seen": "S04E13", "lang": "en"}
    it.open()
    it.type("slow")
    while not it.site.asked:
        time.sleep(0.01)
    it.browser.run(SHADOW + "root.querySelector('input').select()")
    it.browser.keys("none")
    it.until(status="no suggestions", open=False)
    time.sleep(0.6)
    assert it.state()["options"] == [], "a late answer took the place of a newer one"
    it.browser.run(SHADOW + "root.querySelector('input').select()")
    it.browser.keys("fail")
    time.sleep(0.3)
    it.until(open=False, value="fail")
    it.browser.run("document.querySelector('coldopen-search').clear()")
    it.until(open=False, value="", status="")
    it.browser.errors()  # the 500 stands there: it was asked for


def nothing_is_asked_while_letters_are_composed(it):
    it.open()
    it.focus()
    for text in ("ど", "どう", "どうぶ"):
        it.browser.devtools("Input.imeSetComposition", text=text, selectionStart=len(text), selectionEnd=len(text))
        time.sleep(0.12)
    assert it.site.asked == [], it.site.asked
    it.browser.devtools("Input.insertText", text="動物")
    it.until(open=True)
    assert [one["q"] for one in it.site.asked] == ["動物"], it.site.asked


def hostile_suggestions_stay_text(it):
    it.open()
    state = it.suggest("attack")
    assert state["options"] == ["<img src=x onerror=document.title='taken'><script>document.title='taken'</script>"], state
    it.browser.keys("Down", "Enter")
    it.until(open=False)
    time.sleep(0.1)
    assert it.browser.run("return document.title") == "a wiki"
    assert it.browser.url() == it.site.url + "/wiki", it.browser.url()
    it.clean()


def the_slash_brings_the_focus(it):
    it.open()
    it.browser.keys("/")
    it.until(focused=True, value="")
    it.browser.keys("/")  # typed there, it is a letter
    it.until(value="/")
    it.open('hotkey=""')
    it.browser.keys("/")
    assert not it.state()["focused"]


def it_leaves_and_comes_back(it):
    it.open()
    it.browser.run("const box = document.querySelector('coldopen-search'), main = box.parentNode; box.remove(); main.prepend(box)")
    it.browser.keys("/")
    it.until(focused=True)
    it.browser.keys("ke")
    it.until(open=True)
    assert it.browser.run(SHADOW + "return root.querySelectorAll('input').length") == 1
    it.clean()


def accessibility_tree(it):
    it.open()
    it.suggest()
    it.browser.keys("Down")
    it.until(status="3 suggestions")
    nodes = it.browser.devtools("Accessibility.getFullAXTree")["nodes"]
    by_id = {node["nodeId"]: node for node in nodes}
    lines = []

    def walk(node, depth):
        role = node.get("role", {}).get("value")
        shown = role in ("search", "combobox", "listbox", "group", "option", "status")
        if shown and not node.get("ignored"):
            marks = {one["name"]: one["value"].get("value") for one in node.get("properties", [])}
            facts = [f"{name}={str(marks[name]).lower()}" for name in ("expanded", "autocomplete", "selected", "focused")
                     if marks.get(name) not in (None, "")]
            lines.append(" ".join(["  " * depth + role, repr(node.get("name", {}).get("value", "")), *facts]))
        for child in node.get("childIds", []):
            walk(by_id[child], depth + (shown and not node.get("ignored")))

    walk(nodes[0], 0)
    expected = """\
search ''
  combobox 'Search the wiki' expanded=true autocomplete=list focused=true
listbox 'Suggestions'
  group 'Characters'
    option 'Kevin Malone accountant' selected=true
    option 'Kelly Kapoor Business Bitch' selected=false
  group 'Episodes'
    option "Kevin's Loan & <Party>" selected=false
status ''"""
    assert "\n".join(lines) == expected, "\n".join(lines)


LUMINANCE = """
  const channels = color => {
    const c = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
    c.fillStyle = color; c.fillRect(0, 0, 1, 1); return [...c.getImageData(0, 0, 1, 1).data].slice(0, 3); };
  const light = color => channels(color).map(v => v / 255).map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const contrast = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + .05) / (y + .05); };
"""
LOOKS = SHADOW + LUMINANCE + """
  const style = one => getComputedStyle(one), list = root.querySelector('.list'), paper = style(list).backgroundColor;
  const active = root.querySelector('[aria-selected=true]'), input = root.querySelector('input');
  const a = list.getBoundingClientRect(), b = input.getBoundingClientRect();
  return {overflow: document.documentElement.scrollWidth - innerWidth, dark: light(paper) < .2,
          edges: [a.left - b.left, a.right - b.right].map(Math.round), seen: a.right <= innerWidth && a.left >= 0,
          contrasts: [contrast(style(input).color, style(input).backgroundColor), contrast(style(active).color, style(active).backgroundColor),
                      contrast(style(root.querySelector('.more')).color, paper), contrast(style(root.querySelector('.kind')).color, paper)],
          heights: [...root.querySelectorAll('[role=option]')].map(one => one.offsetHeight),
          outline: style(input).outlineStyle, direction: style(root.querySelector('.kind')).direction};"""


def looks(it):
    cases = {"light": {}, "dark": {"features": {"prefers-color-scheme": "dark"}, "page": 'style=""'},
             "phone": {"width": 360}, "rtl": {"page": "dir=rtl"},
             "forced-colors": {"features": {"forced-colors": "active", "prefers-color-scheme": "dark"}}}
    for name, case in cases.items():
        it.browser.devtools("Emulation.setEmulatedMedia", features=[
            {"name": feature, "value": value} for feature, value in case.get("features", {}).items()])
        if "width" in case:
            it.browser.devtools("Emulation.setDeviceMetricsOverride", width=case["width"], height=640, deviceScaleFactor=2, mobile=True)
        it.open("index=main", page=case.get("page", ""))
        it.browser.run("document.documentElement.append(document.createElement('meta')); "
                       "const meta = document.querySelector('meta:last-of-type'); meta.name = 'color-scheme'; meta.content = 'light dark'")
        it.suggest()
        it.browser.keys("Down")
        facts = it.browser.run(LOOKS)
        it.browser.screenshot(f"{SHOTS}/embed-{name}.png")
        assert facts["overflow"] <= 0 and facts["seen"] and facts["edges"] == [0, 0], (name, facts)
        assert min(facts["heights"]) >= 24 and facts["outline"] != "none", (name, facts)
        assert name == "forced-colors" or min(facts["contrasts"]) >= 4.5, (name, facts)
        assert facts["dark"] == (name in ("dark", "forced-colors")), (name, facts)
        assert facts["direction"] == ("rtl" if name == "rtl" else "ltr"), (name, facts)
        it.browser.devtools("Emulation.clearDeviceMetricsOverride")
    it.browser.devtools("Emulation.setEmulatedMedia", features=[])
    it.open()
    it.suggest("many")
    assert it.browser.run(SHADOW + "const l = root.querySelector('.list'); return l.scrollHeight > l.clientHeight && l.clientHeight <= 480")
    it.browser.keys("Up")
    assert it.browser.run(SHADOW + "const l = root.querySelector('.list').getBoundingClientRect(), "
                          "o = root.querySelector('[aria-selected=true]').getBoundingClientRect(); return o.bottom <= l.bottom + 1")


def axe_finds_nothing(it, folder):
    if not fetch(AXE, folder, "--no-deps"):
        return
    with open(os.path.join(folder, "axe_playwright_python", "axe.min.js"), encoding="utf-8") as file:
        axe = file.read()
    for typed in ("", "ke"):
        it.open()
        if typed:
            it.suggest(typed)
            it.browser.keys("Down")
        it.browser.run(axe + "; window.axe = axe")
        result = it.browser.run_async("const done = arguments[0]; axe.run(document).then(r => done({"
                                      "violations: r.violations.map(v => [v.id, v.nodes.map(n => n.html)]), passes: r.passes.length}))")
        assert result["violations"] == [] and result["passes"] > 5, result


def the_real_server_answers(it):
    """The whole way: our server's suggestions read by a page that cors-origins names."""
    it.open("index=main", stub=False)
    state = it.suggest("dinner par")
    assert "Dinner Party" in state["options"], state
    it.browser.screenshot(f"{SHOTS}/embed-real.png")
    it.browser.keys("Down", "Enter")
    it.browser.wait_for("return /dinner.?party/i.test(document.title)")


def the_snippets_of_the_documents(it, binary):
    two_lines, link = blocks_of("html")
    style = "<link rel=stylesheet href=/style.css>"
    here = two_lines.replace("https://search.example", it.server.url)
    it.site.pages["/style.css"] = block_of("css")
    it.browser.open(it.site.page("/wiki", here, style))
    it.browser.wait_for("return !!document.querySelector('coldopen-search').shadowRoot?.querySelector('input')")
    it.type("dinner party")
    it.browser.keys("Enter")
    it.browser.wait_for("return document.querySelector('.hit h2 a')?.innerText.trim() === 'Dinner Party'")
    assert it.browser.url().startswith(it.server.url + "/search?"), it.browser.url()
    description = re.search(r'href="https://search.example([^"]+)"', link)[1]
    assert b"<OpenSearchDescription" in it.server.get(description)[1]
    # LocalSettings.php: what MediaWiki and Vector make of the two addresses.
    addresses = dict(re.findall(r'^\$(wg\w+) = "https://search.example([^"]*)";$', block_of("php"), re.MULTILINE))
    forwarded = addresses["wgSearchForwardUrl"].replace("$1", "dinner+party")
    assert it.server.get(forwarded)[0] == 302
    assert it.server.get(forwarded.replace("q=", "q=~"))[0] == 200
    titles = it.server.json(addresses["wgVectorSearchApiUrl"] + "/v1/search/title?q=dinner%20par&limit=10")["pages"]
    assert titles[0]["key"] == "Dinner_Party", titles
    fetched = it.browser.run_async("const [url, done] = arguments; fetch(url).then(r => r.json()).then(done, e => done(String(e)))",
                                   it.server.url + addresses["wgVectorSearchApiUrl"] + "/v1/search/title?q=dinner")
    assert fetched["pages"], fetched
    with tempfile.TemporaryDirectory() as folder:
        settings, public = os.path.join(folder, "coldopen.conf"), os.path.join(folder, "public")
        with open(settings, "w", encoding="utf-8") as file:
            file.write(block_of("ini"))
        shown = subprocess.run([binary, "serve", "--print-config", "--config", settings], capture_output=True, text=True, check=True)
        assert re.search(r"^cors-origins = https://wiki.example ", shown.stdout, re.MULTILINE), shown.stdout
        os.mkdir(public)
        with open(os.path.join(public, "page.html"), "w", encoding="utf-8") as file:
            file.write("<!doctype html><title>Schrute Farms</title><p>Beets and a bed and breakfast.</p>")
        words = block_of("sh").split()
        subprocess.run([os.path.abspath(binary), *words[1:], "--quiet"], cwd=folder, check=True)
        found = subprocess.run([os.path.abspath(binary), "search", "beets", "--json"], cwd=folder, capture_output=True, text=True, check=True)
        assert "https://wiki.example/page" in found.stdout, found.stdout


def without_javascript(it, browser):
    script = f'<script type="module" src="{it.server.url}/embed.js"></script>'
    inside = f'<form action="{it.server.url}/search"><input name="q" aria-label="Search"></form>'
    browser.open(it.site.page("/plain", f"<coldopen-search index=main>{inside}</coldopen-search>", script))
    browser.type("input[name=q]", "dinner party")
    browser.screenshot(f"{SHOTS}/embed-without-javascript.png")
    browser.type("input[name=q]", "Enter")
    browser.wait_for("return document.querySelector('.hit h2 a')?.innerText.trim() === 'Dinner Party'")


TESTS = (typing_shows_groups, keys_move_wrap_and_choose, enter_sends_the_form, how_far_the_reader_is_goes_along, a_click_chooses, only_the_last_question_counts,
         nothing_is_asked_while_letters_are_composed, hostile_suggestions_stay_text, the_slash_brings_the_focus,
         it_leaves_and_comes_back, accessibility_tree, looks, the_real_server_answers)


def main(binary, scratch):
    os.makedirs(SHOTS, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, contextlib.ExitStack() as stack:
        own = f"http://127.0.0.1:{free_port()}"
        site = ForeignSite([own])
        stack.callback(site.close)
        server = Server(binary, data, os.path.join(ROOT, "corpus", "the-office"), port=int(own.rsplit(":", 1)[1]),
                        options=["--cors-origins", site.url])
        stack.callback(server.stop)
        browser = Browser()
        stack.callback(browser.close)
        it = Embedded(server, site, browser)
        for test in TESTS:
            test(it)
            print(f"ok {test.__name__}")
        the_snippets_of_the_documents(it, binary)
        print("ok the_snippets_of_the_documents")
        axe_finds_nothing(it, os.path.join(scratch, "axe"))
        print("ok axe_finds_nothing")
        plain = Browser(script=False)
        stack.callback(plain.close)
        without_javascript(it, plain)
        print("ok without_javascript")


if __name__ == "__main__":
    main(*sys.argv[1:])
