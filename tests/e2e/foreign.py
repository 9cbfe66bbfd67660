"""A site of another origin, with pages under the strictest policy, and suggestions as a test wants them."""

import html
import http.server
import json
import threading
import time
import urllib.parse

from server import free_port

PEOPLE = {"kind": "character", "items": [
    {"text": "Kevin Malone", "html": "<mark>Ke</mark>vin Malone", "id": "Kevin_Malone", "description": "accountant"},
    {"text": "Kelly Kapoor", "html": "<mark>Ke</mark>lly Kapoor", "id": "Kelly", "url": "https://wiki.example/wiki/Kelly",
     "lang": "en", "matched": "Business Bitch", "matched_html": "Business <mark>B</mark>itch"}]}
OTHERS = [{"kind": kind, "items": [{"text": kind, "id": kind}]} for kind in ("person", "series", "story", "key_event", "other", "")]
EPISODES = {"kind": "episode", "items": [
    {"text": "Kevin's Loan & <Party>", "html": "<mark>Ke</mark>vin&#39;s Loan &amp; &lt;Party&gt;", "id": "Kevin's Loan"}]}
ATTACK = {"kind": "<img src=x onerror=document.title='taken'>", "items": [
    {"text": "x", "html": "<img src=x onerror=document.title='taken'><mark><script>document.title='taken'</script></mark>",
     "id": "x", "url": "javascript:document.title='taken'"}]}
ANSWERS = {"none": [], "kinds": OTHERS, "attack": [ATTACK], "many": [{"kind": "episode", "items": [
    {"text": f"Episode {i}", "id": str(i)} for i in range(40)]}]}


class ForeignSite:
    """`pages` by path are served under the policy of `trusted` (origins); /suggest is a stub that notes what it was asked:
    `slow` takes half a second, `fail` is a 500."""

    def __init__(self, trusted):
        site = self
        self.pages, self.asked, self.port = {}, [], free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.stub = f"http://localhost:{self.port}"  # a third origin
        allowed = " ".join([*trusted, self.stub])
        self.policy = (f"default-src 'none'; script-src {allowed}; connect-src {allowed}; style-src {self.url}; form-action {allowed} {self.url}; "
                       "base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'")

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                url = urllib.parse.urlsplit(self.path)
                status, kind, body = site.answer(url.path, dict(urllib.parse.parse_qsl(url.query)))
                try:
                    self.send_response(status)
                    self.send_header("Content-Type", kind)
                    if url.path.startswith("/v1/"):
                        self.send_header("Access-Control-Allow-Origin", "*")
                    else:
                        self.send_header("Content-Security-Policy", site.policy)
                    self.end_headers()
                    self.wfile.write(body.encode())
                except OSError:
                    pass  # the browser took its question back

            def log_message(self, *_):
                pass

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def answer(self, path, parameters):
        if path.startswith("/v1/indexes/"):
            q = parameters.get("q", "")
            self.asked.append({"path": path, **parameters})
            if q == "slow":
                time.sleep(0.5)
            if q == "fail":
                return 500, "application/json", "{}"
            groups = ANSWERS.get(q, [PEOPLE, EPISODES])
            return 200, "application/json", json.dumps({"q": q, "groups": groups, "took_ms": 0.1})
        if path in self.pages:
            kind = "text/css" if path.endswith(".css") else "text/html"
            return 200, f"{kind}; charset=utf-8", self.pages[path]
        return 200, "text/html; charset=utf-8", f"<!doctype html><title>arrived</title><p>{html.escape(path)}"

    def page(self, path, body, head="", attributes=""):
        self.pages[path] = (f"<!doctype html><html lang=en {attributes}><head><meta charset=utf-8><title>a wiki</title>"
                            f"<meta name=viewport content='width=device-width, initial-scale=1'>{head}</head>"
                            f"<body><main><h1>A wiki</h1>{body}<p>Text of the page.</p></main></body></html>")
        return self.url + path

    def close(self):
        self.http.shutdown()
