"""Chromium through ChromeDriver's WebDriver interface. Standard library only."""

import base64
import json
import subprocess
import tempfile
import time
import urllib.request

from server import free_port

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the WebDriver standard's name of a reference
KEYS = {"Enter": "\ue007", "Escape": "\ue00c", "Down": "\ue015", "Up": "\ue013", "Left": "\ue012", "Home": "\ue011",
        "Tab": "\ue004", "Alt": "\ue00a"}


class Browser:
    def __init__(self, width=1200, height=900, script=True, dark=False):
        port = free_port()
        self.base = f"http://127.0.0.1:{port}"
        self.profile = tempfile.TemporaryDirectory()
        self.driver = subprocess.Popen(["chromedriver", f"--port={port}"], stdout=subprocess.DEVNULL)
        for _ in range(200):
            try:
                self.call("GET", "/status")
                break
            except OSError:
                time.sleep(0.05)
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                 "--no-first-run", "--disable-background-networking", "--disable-component-update",
                 "--disable-sync", f"--window-size={width},{height}",
                 f"--user-data-dir={self.profile.name}"]
        if dark:
            flags.append("--blink-settings=preferredColorScheme=0")
        preferences = {} if script else {"profile.managed_default_content_settings.javascript": 2}
        session = self.call("POST", "/session", {"capabilities": {"alwaysMatch": {
            "browserName": "chrome",
            "goog:loggingPrefs": {"browser": "ALL"},
            "goog:chromeOptions": {"args": flags, "prefs": preferences}}}})
        self.session = f"/session/{session['sessionId']}"

    def call(self, method, path, body=None):
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.base + path, data, method=method,
                                         headers={"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)["value"]

    def open(self, url):
        self.call("POST", self.session + "/url", {"url": url})

    def run(self, script, *arguments):
        return self.call("POST", self.session + "/execute/sync",
                         {"script": script, "args": list(arguments)})

    def find(self, selector):
        return self.call("POST", self.session + "/element",
                         {"using": "css selector", "value": selector})[ELEMENT]

    def type(self, selector, text):
        self.call("POST", f"{self.session}/element/{self.find(selector)}/value",
                  {"text": KEYS.get(text, text)})

    def keys(self, *keys, together=False):
        """Real keys to whoever has the focus; `together`: the first is held while the others are typed."""
        codes = [code for key in keys for code in ([KEYS[key]] if key in KEYS else key)]
        strokes = [{"type": kind, "value": code} for code in codes for kind in ("keyDown", "keyUp")]
        if together:
            strokes = [strokes[0], *strokes[2:], strokes[1]]
        self.call("POST", self.session + "/actions", {"actions": [{"type": "key", "id": "keys", "actions": strokes}]})

    def devtools(self, command, **parameters):
        return self.call("POST", f"{self.session}/goog/cdp/execute", {"cmd": command, "params": parameters})

    def run_async(self, script, *arguments):
        """The script calls its last argument with the value."""
        return self.call("POST", self.session + "/execute/async", {"script": script, "args": list(arguments)})

    def click(self, selector):
        self.call("POST", f"{self.session}/element/{self.find(selector)}/click", {})

    def texts(self, selector):
        return self.run("return [...document.querySelectorAll(arguments[0])].map(e => e.innerText)",
                        selector)

    def wait_for(self, script, seconds=10):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            value = self.run(script)
            if value:
                return value
            time.sleep(0.05)
        raise AssertionError(f"never became true: {script}")

    def url(self):
        return self.call("GET", self.session + "/url")

    def errors(self):
        log = self.call("POST", self.session + "/se/log", {"type": "browser"})
        return [entry["message"] for entry in log if entry["level"] == "SEVERE"]

    def screenshot(self, path):
        with open(path, "wb") as out:
            out.write(base64.b64decode(self.call("GET", self.session + "/screenshot")))

    def close(self):
        try:
            self.call("DELETE", self.session)
        finally:
            self.driver.terminate()
            self.driver.wait()
            self.profile.cleanup()
