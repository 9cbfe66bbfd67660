"""./dev bench analysis: how fast text becomes tokens, beside plain ICU with a stemmer for every token."""

import datetime
import gzip
import json
import lzma
import os
import subprocess
import tempfile

from chart import line_chart
from common import DATA, RESULTS, ROOT, commit, machine

BINARY = os.path.join(ROOT, "build", "release", "coldopen-bench-analysis")
LEAST_BYTES = 1 << 20  # a smaller text is repeated: an index is larger


def records(path):
    opened = {".xz": lzma.open, ".gz": gzip.open}.get(os.path.splitext(path)[1], open)
    with opened(os.path.join(DATA, path), "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def bodies(path, lang=None):
    return [record["body"] for record in records(path) if lang in (None, record.get("lang"))]


def seeds():
    folder = os.path.join(DATA, "seeds")
    lines = []
    for name in sorted(os.listdir(folder)):
        if name.endswith(".txt"):
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                lines += file.read().split("\n")
    return lines


def texts():
    udhr = "multi/udhr.jsonl.xz"
    return [
        ("seed articles", "en", seeds()),
        ("The Office, lines", "en", bodies("fan/office/lines.jsonl.xz")),
        ("Friends, lines", "en", bodies("fan/series/friends-lines.jsonl.xz")),
        ("English Wikipedia (XQuAD)", "en", bodies("judged/xquad/en/corpus.jsonl.gz")),
        ("German Wikipedia (XQuAD)", "de", bodies("judged/xquad/de/corpus.jsonl.gz")),
        ("German (UDHR)", "de", bodies(udhr, "de")),
        ("Turkish (UDHR)", "tr", bodies(udhr, "tr")),
        ("Russian Wikipedia (XQuAD)", "ru", bodies("judged/xquad/ru/corpus.jsonl.gz")),
        ("Japanese Wikipedia (JSQuAD)", "ja", bodies("judged/jsquad-ja/corpus.jsonl.gz")),
        ("Chinese Wikipedia (XQuAD)", "zh", bodies("judged/xquad/zh/corpus.jsonl.gz")),
        ("Thai (UDHR)", "th", bodies(udhr, "th")),
    ]


def analysis():
    if not os.path.isdir(DATA):
        print(f"SKIPPED: no data at {DATA}")
        return
    subprocess.run(["cmake", "--build", "--preset", "release", "--target", "coldopen-bench-analysis", "--", "--quiet"],
                   cwd=ROOT, check=True)
    arguments = []
    with tempfile.TemporaryDirectory() as folder:
        for number, (name, language, lines) in enumerate(texts()):
            text = "".join(" ".join(line.split()) + "\n" for line in lines if line.strip())
            path = os.path.join(folder, str(number))
            with open(path, "w", encoding="utf-8") as file:
                file.write(text * -(-LEAST_BYTES // len(text.encode())))
            arguments.append(f"{name}:{language}:{path}")
        done = subprocess.run([BINARY, *arguments], capture_output=True, text=True, check=True)
    write(json.loads(done.stdout))


def row(text):
    return (f"| {text['name']} | {text['plain_share']:.2%} | {text['whole_mb_s']:.0f} | {text['words_mb_s']:.0f} "
            f"| {text['icu_mb_s']:.0f} | {text['plain_mb_s']:.1f} | {text['plain_utf8_mb_s']:.1f} "
            f"| {text['whole_mb_s'] / text['plain_mb_s']:.1f} |")


def write(result):
    now = datetime.date.today().isoformat()
    lines = [
        "# analysis: text to tokens", "",
        f"{now}, commit {commit()}, {machine()}. Command: `./dev bench analysis`.", "",
        "MB/s of UTF-8 on one core, processor time of the thread, median of 7 interleaved rounds.", "",
        "- *whole*: the analyzer with all lanes, positions and offsets; each token counted in a table of terms, each",
        "  distinct exact word stemmed once",
        "- *words*: splitting and folding alone; *by ICU*: the same words, none by the quick way for plain bytes",
        "- *plain ICU*: word breaks of the root locale over UTF-16, NFKC casefold and Snowball for each token, as ICU's",
        "  examples have it; no other lane, no positions, no table; *UTF-8*: the same without UTF-16",
        "- *quick*: bytes that the quick way reads (ASCII and curly punctuation, in stretches between white space)", "",
        "| text | quick | whole | words | words by ICU | plain ICU | plain ICU, UTF-8 | whole : plain |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |", *map(row, result["texts"]), "",
        "Time a byte is the same whatever the size, also of bad inputs:", "", "![](analysis.svg)", "",
    ]
    os.makedirs(RESULTS, exist_ok=True)
    with open(os.path.join(RESULTS, "analysis.md"), "w") as out:
        out.write("\n".join(lines))
    with open(os.path.join(RESULTS, "analysis.json"), "w") as out:
        json.dump({"date": now, "commit": commit(), "machine": machine(), **result}, out, indent=1, ensure_ascii=False)
        out.write("\n")
    sizes = [(1 << 10, "1 KiB"), (1 << 14, "16 KiB"), (1 << 18, "256 KiB"), (1 << 22, "4 MiB"), (1 << 24, "16 MiB")]
    with open(os.path.join(RESULTS, "analysis.svg"), "w") as out:
        out.write(line_chart("Whole analysis of one text", "size of the text", "ns a byte",
                             [(curve["name"], curve["points"]) for curve in result["sizes"]], sizes))
    print("\n".join(lines))
