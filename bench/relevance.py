"""./dev bench relevance: how good the rankings are, on judged collections, beside other engines.

Protocol: bag of words, any may match (--match any), rankings 1,000 deep, gain = the judgement, measures and tests by
`coldopen eval`; match=auto, the product's default, beside it. Peers get title and body as one text and their own
defaults. Ablation: the full system without one thing, compared query by query.

    ./dev bench relevance [--why TEXT]      everything; writes bench/results/relevance.*, and the look into its log
    ./dev bench relevance --tuning          only the collections that constants may be tuned on; writes nothing
"""

import argparse
import concurrent.futures
import datetime
import gzip
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile

import known_items
import relevance_report
from common import DATA, RESULTS, ROOT, commit, machine
from peers import rank

BINARY = os.path.join(ROOT, "build", "release", "coldopen")
FIELD_LENGTHS = os.path.join(ROOT, "build", "release", "coldopen-field-lengths")
JUDGED = os.path.join(DATA, "judged")
SCRATCH = os.path.join(ROOT, "build", "relevance")
FLOOR_MARGIN = 0.005

# --- what is measured ----------------------------------------------------------------------------------------------------


class Collection:
    def __init__(self, name, folder, qrels="qrels.txt", language="en", titled=True, tuning=False, gain=None):
        self.name, self.language, self.titled, self.tuning, self.gain = name, language, titled, tuning, gain
        self.folder = os.path.join(JUDGED, folder)
        self.corpus = os.path.join(self.folder, "corpus.jsonl.gz")
        self.queries = os.path.join(self.folder, "queries.tsv")
        self.qrels = os.path.join(self.folder, qrels)
        self.scratch = os.path.join(SCRATCH, name.replace(" ", "-"))

    def path(self, name):
        return os.path.join(self.scratch, name)

    def run(self, name):
        """A ranking; those of peers are the same for all judgements of one corpus."""
        return os.path.join(SCRATCH, "runs", os.path.relpath(self.folder, JUDGED).replace("/", "-") + f".{name}.run")

    def prepare(self):
        """The texts as one field: for the peers, and for plain BM25."""
        os.makedirs(self.scratch, exist_ok=True)
        with gzip.open(self.corpus, "rt", encoding="utf-8") as articles, \
                open(self.path("texts.tsv"), "w", encoding="utf-8") as texts, \
                open(self.path("plain.jsonl"), "w", encoding="utf-8") as plain:
            for article in map(json.loads, articles):
                text = " ".join(f"{article['title']} {article['body']}".split())
                texts.write(f"{article['id']}\t{text}\n")
                plain.write(json.dumps({"id": article["id"], "title": "", "body": text}, ensure_ascii=False) + "\n")
        if self.gain:
            with open(self.qrels, encoding="utf-8") as judged, open(self.path("qrels.txt"), "w") as out:
                for query, zero, article, gain in map(str.split, judged):
                    out.write(f"{query} {zero} {article} {self.gain(int(gain))}\n")
            self.qrels = self.path("qrels.txt")
        return self


def collections():
    english = [
        Collection("Cranfield", "cranfield", "qrels-no-source.txt", tuning=True),
        Collection("Cranfield binary", "cranfield", "qrels-no-source.txt", tuning=True, gain=lambda gain: int(gain > 0)),
        Collection("Cranfield with source", "cranfield", tuning=True),
        Collection("CISI", "cisi", tuning=True),
        Collection("LISA", "lisa"),
        Collection("ADI", "adi"),
        Collection("MED", "med", titled=False),
        Collection("NPL", "npl", titled=False),
    ]
    languages = [Collection(f"XQuAD {language}", f"xquad/{language}", language=language, tuning=language in ("en", "es"))
                 for language in ("en", "es", "de", "ru", "ar", "hi", "el", "vi", "zh")]
    return english, languages + [Collection("JSQuAD ja", "jsquad-ja", language="ja")]


PLAIN = ["--match", "any", "--set", "scoring.k1=1.2", "--set", "scoring.b=0.75"] + [
    word for part in ("exact", "proximity", "prior", "classes", "joins", "codes", "synonyms") for word in ("--without", part)]

# name, options, whether it is tried under match=auto (else under any)
ABLATION = [
    ("without stems", ["--without", "stems"], False),
    ("without exact forms", ["--without", "exact"], False),
    ("title weight 1", ["--without", "titles"], False),
    ("without proximity", ["--without", "proximity"], False),
    ("without prior", ["--without", "prior"], False),
    ("without joins", ["--without", "joins"], False),
    ("without codes", ["--without", "codes"], False),
    ("without synonyms", ["--without", "synonyms"], False),
    ("without aliases", ["--without", "aliases"], False),
    ("k1 1.2", ["--set", "scoring.k1=1.2"], False),
    ("b .6", ["--set", "scoring.b=0.6"], False),
    ("b .75", ["--set", "scoring.b=0.75"], False),
    ("exact forms .25", ["--set", "scoring.exact=0.25"], False),
    ("nearness .2", ["--set", "scoring.next=0.2"], False),
    ("auto without classes", ["--without", "classes"], True),
    ("auto without the stop-word rule", ["--without", "stop-words"], True),
]

# --- asking --------------------------------------------------------------------------------------------------------------


def evaluate(collection, *options):
    command = [BINARY, "eval", collection.queries, "--qrels", collection.qrels, "--json", "--quiet", *options]
    return asked(command)


def asked(command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}: exit {done.returncode}\n{done.stderr}")
    return json.loads(done.stdout)


def corpus_of(collection):
    return ["--corpus", collection.corpus, "--lang", collection.language]


def own_runs(collection):
    """Writes any.run, auto.run and plain.run; latency of the first two."""
    plain = ["--corpus", collection.path("plain.jsonl"), "--lang", collection.language, *PLAIN]
    return {name: evaluate(collection, *options, "--write-run", collection.run(name)).get("ranking_ms")
            for name, options in (("any", [*corpus_of(collection), "--match", "any"]), ("auto", corpus_of(collection)),
                                  ("plain", plain))}


def compared(collection, name, base="any"):
    """The run `name`, and what the full system gains over it."""
    found = evaluate(collection, "--run", collection.run(base), "--compare", collection.run(name))
    return {"measures": found["compared"]["measures"], "full_minus_this": found["compared"]["differences"]}


def ablated(collection, options, auto):
    match = [] if auto else ["--match", "any"]
    base = collection.run("auto" if auto else "any")
    found = evaluate(collection, *corpus_of(collection), *match, *options, "--compare", base)
    return {"measures": found["measures"], "this_minus_full": found["compared"]["differences"]}


def fan_cases(options):
    """The cases of tests/judged over the sample wiki and their fixture: how many hold."""
    folder = os.path.join(ROOT, "tests", "judged")
    files = [os.path.join(folder, name) for name in sorted(os.listdir(folder))
             if name.endswith(".ndjson") and name != "fixture.ndjson" and not name.startswith("suggestions")]
    with tempfile.NamedTemporaryFile("w", suffix=".ndjson", encoding="utf-8") as cases:
        for name in files:
            with open(name, encoding="utf-8") as lines:
                cases.write(lines.read())
        cases.flush()
        found = asked([BINARY, "eval", cases.name, "--json", "--quiet", *options, "--corpus",
                       os.path.join(ROOT, "corpus", "the-office"), "--corpus", os.path.join(folder, "fixture.ndjson"),
                       "--corpus", os.path.join(folder, "pages")])
    return {"hold": found["cases"]["hold"], "total": found["cases"]["total"]}


def field_lengths(collection):
    """What other ways to count fields gain over folded weights (bench/field_lengths.cpp)."""
    folder = collection.path("field-lengths")
    os.makedirs(folder, exist_ok=True)
    subprocess.run([FIELD_LENGTHS, collection.language, collection.corpus, collection.queries, folder], check=True)
    rows = {}
    for way in ("weighted_length", "by_field", "halves", "bytes"):
        found = evaluate(collection, "--run", f"{folder}/{way}.run", "--compare", f"{folder}/folded.run")
        rows[way] = {"measures": found["measures"], "this_minus_folded": found["compared"]["differences"]}
        rows["folded"] = {"measures": found["compared"]["measures"]}
    return rows


def known_item_cases(folder):
    """One file of cases, the spelling as the behaviour."""
    name = os.path.join(folder, "known-items.ndjson")
    with open(name, "w", encoding="utf-8") as out:
        for spelling, queries in known_items.judged(known_items.fan_pages() + known_items.wiki_pages(), False).items():
            for q, ids in queries:
                case = {"q": q, "first": sorted(ids), "behaviour": spelling}
                out.write(json.dumps(case, ensure_ascii=False) + "\n")
    return name


def known_item_rows():
    if not os.path.isdir(known_items.FAN):
        print(f"SKIPPED: no fan data at {known_items.FAN}", file=sys.stderr)
        return {}
    cases = known_item_cases(SCRATCH)
    rows = {}
    with tempfile.TemporaryDirectory() as data:
        known_items.index(BINARY, data)
        for name, options in (("full", []), ("without classes", ["--without", "classes"])):
            found = asked([BINARY, "eval", cases, "--data", data, "--json", "--quiet", *options])
            rows[name] = {"spellings": found["cases"]["by_behaviour"], "ranking_ms": found["ranking_ms"],
                          "misses": found["cases"]["failed"] if name == "full" else []}
    return rows


# --- all of it -----------------------------------------------------------------------------------------------------------

def ask_peers(english, languages):
    def jobs(some, name):
        return [(one.language, one.path("texts.tsv"), one.queries, one.run(name)) for one in some]

    once = {one.folder: one for one in english + languages}
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        asked_ = {name: pool.submit(*call) for name, call in {
            "lucene": (rank.lucene, jobs(once.values(), "lucene"), os.path.join(SCRATCH, "lucene")),
            "fts5": (rank.fts5, jobs([one for one in once.values() if one.language == "en"], "fts5")),
            "xapian": (rank.xapian, jobs(once.values(), "xapian"))}.items()}
    titles = {name: call.result() for name, call in asked_.items()}
    return {name: title for name, title in titles.items() if title}


def measure_collection(collection, peers):
    result = {"language": collection.language, "ranking_ms": own_runs(collection), "systems": {}, "ablation": {}}
    runs = ["any", "auto", "plain"] + [name for name in peers if os.path.exists(collection.run(name))]
    for name in runs:
        result["systems"][name] = compared(collection, name)
    for name, options, auto in ABLATION:
        if collection.titled or name != "title weight 1":
            result["ablation"][name] = ablated(collection, options, auto)
    if collection.titled and collection.language == "en":
        result["field_lengths"] = field_lengths(collection)
    return result


def hashes():
    found = {}
    for folder, _, files in sorted(os.walk(JUDGED)):
        for name in sorted(files):
            with open(os.path.join(folder, name), "rb") as data:
                path = os.path.relpath(os.path.join(folder, name), JUDGED)
                found[path] = hashlib.sha256(data.read()).hexdigest()
    return found


def measure(tuning):
    english, languages = ([one.prepare() for one in some if one.tuning or not tuning] for some in collections())
    shutil.rmtree(os.path.join(SCRATCH, "runs"), ignore_errors=True)
    os.makedirs(os.path.join(SCRATCH, "runs"))
    peers = ask_peers(english, languages)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(lambda one: measure_collection(one, peers), english + languages))
        cases = dict(zip([name for name, _, _ in ABLATION],
                         pool.map(lambda row: fan_cases(row[1]), ABLATION), strict=True))
    named = {one.name: result for one, result in zip(english + languages, results, strict=True)}
    return {"peers": peers, "english": [one.name for one in english], "languages": [one.name for one in languages],
            "collections": named, "fan_cases": {"full": fan_cases([]), **cases},
            "known_items": {} if tuning else known_item_rows()}


def with_looks(result, name, why):
    """The log of looks at held-out figures goes on with each run."""
    looks = []
    if os.path.exists(f"{name}.json"):
        with open(f"{name}.json", encoding="utf-8") as before:
            looks = json.load(before)["looks"]
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M")
    return {**result, "looks": looks + [{"when": now, "commit": result["commit"], "why": why}], "data_sha256": hashes()}


def by_line(result):
    """JSON with a line for each member, and for each collection."""
    def text(value):
        return json.dumps(value, ensure_ascii=False)
    collections = ",\n".join(f"  {text(name)}: {text(of)}" for name, of in result["collections"].items())
    members = [f" {text(name)}: " + (f"{{\n{collections}\n }}" if name == "collections" else text(value))
               for name, value in result.items()]
    return "{\n" + ",\n".join(members) + "\n}\n"


def relevance(words):
    options = argparse.ArgumentParser(prog="./dev bench relevance", description=__doc__,
                                      formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--why", default="all of the bench", help="for the log of looks at held-out figures")
    options.add_argument("--tuning", action="store_true")
    asked_for = options.parse_args(words)
    if not os.path.isdir(JUDGED):
        print(f"SKIPPED: no judged collections at {JUDGED}")
        return
    result = {"date": datetime.date.today().isoformat(), "commit": commit(), "machine": machine(),
              **measure(asked_for.tuning)}
    name = os.path.join(RESULTS, "relevance")
    if not asked_for.tuning:
        result = with_looks(result, name, asked_for.why)
    text = relevance_report.text_of(result)
    if not asked_for.tuning:
        for ending, content in ((".md", text), (".json", by_line(result)),
                                (".floors.tsv", relevance_report.floors_of(result, FLOOR_MARGIN))):
            with open(name + ending, "w", encoding="utf-8") as out:
                out.write(content)
    print(text)
