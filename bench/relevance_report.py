"""What bench/relevance.py measured, as Markdown and as floors."""

IN_THE_MEAN = ("Cranfield", "CISI", "LISA", "ADI", "MED", "NPL")
# Row F of the design's evidence. Its row A on Cranfield (.374) is what plain BM25 has here by binary gains.
EXPECTED = {"Cranfield binary": .397, "CISI": .387, "LISA": .480, "MED": .686, "NPL": .428}
SYSTEMS = {"any": "coldopen, any word", "auto": "coldopen, match=auto", "plain": "plain BM25, one field, k1 1.2"}
PEER_NOTES = {"lucene": "analyzer of the language", "fts5": "porter", "xapian": "stemmer of the language"}
WAYS = {"weighted_length": "length with weights", "by_field": "a length and b per field",
        "halves": "per field, headings 2.5, first passage 1.5", "bytes": "length in one byte"}
KNOWN_ITEMS_GATE = 0.99


def number(value):
    return f"{value:.3f}".removeprefix("0")


def signed(value):
    return f"{value:+.3f}".replace("0.", ".", 1)


def chance(p):
    return "p < .001" if p < .001 else f"p {p:.3f}".replace("0.", ".", 1)


def stars(difference):
    return "**" if difference["p"] < .01 else "*" if difference["p"] < .05 else ""


def table(head, rows):
    return ["| " + " | ".join(head) + " |", "| --- |" + " ---: |" * (len(head) - 1),
            *("| " + " | ".join(row) + " |" for row in rows), ""]


def systems_of(result, names):
    order = ["any", "auto", "plain", *result["peers"]]
    return [one for one in order if any(one in result["collections"][name]["systems"] for name in names)]


def title_of(result, system):
    if system in SYSTEMS:
        return SYSTEMS[system]
    return f"{result['peers'][system]}, {PEER_NOTES[system]}"


def mean(result, system, measure, names):
    values = [result["collections"][name]["systems"][system]["measures"][measure] for name in names
              if system in result["collections"][name]["systems"]]
    return sum(values) / len(values) if values else None


def measure_table(result, names, measure, averaged):
    """A row for each system; stars where it differs from the first row, query by query."""
    head = ["system", *names, "mean"]
    rows = []
    for system in systems_of(result, names):
        row = [title_of(result, system)]
        for name in names:
            found = result["collections"][name]["systems"].get(system)
            row.append(number(found["measures"][measure]) + stars(found["full_minus_this"][measure]).replace("*", "\\*")
                       if found else "")
        average = mean(result, system, measure, averaged)
        rows.append([*row, number(average) if average is not None else ""])
    if measure == "ndcg@10" and any(name in EXPECTED for name in names):
        rows.append(["design, row F", *(number(EXPECTED[name]) if name in EXPECTED else "" for name in names), ""])
    return table(head, rows)


def against_table(result, names):
    """What the full system gains over each other one."""
    rows = []
    for system in systems_of(result, names):
        if system == "any":
            continue
        row = [title_of(result, system)]
        for name in names:
            found = result["collections"][name]["systems"].get(system)
            difference = found["full_minus_this"]["ndcg@10"] if found else None
            row.append(f"{signed(difference['difference'])} ({chance(difference['p'])}, {difference['wins']}:"
                       f"{difference['losses']})" if difference else "")
        rows.append(row)
    return table(["coldopen, any word, against", *names], rows)


def cell(difference):
    return f"{signed(difference['difference'])} ({chance(difference['p'])})" if difference["p"] < 1 or \
        difference["wins"] or difference["losses"] else "0"


def ablation_table(result, names, with_cases):
    rows = []
    for name in list(result["fan_cases"])[1:]:
        row = [name]
        for one in names:
            found = result["collections"][one]["ablation"].get(name)
            row.append(cell(found["this_minus_full"]["ndcg@10"]) if found else "")
        if with_cases:
            cases = result["fan_cases"]
            row.append(f"{cases[name]['hold'] - cases['full']['hold']:+d}".replace("+0", "0"))
        rows.append(row)
    return table(["changed", *names, *(["fan cases"] if with_cases else [])], rows)


def field_lengths_table(result):
    names = [name for name, one in result["collections"].items() if "field_lengths" in one]
    lengths = {name: result["collections"][name]["field_lengths"] for name in names}
    rows = [["folded, as segments hold it (nDCG@10)",
             *(number(lengths[name]["folded"]["measures"]["ndcg@10"]) for name in names)]]
    for way, title in WAYS.items():
        rows.append([title, *(cell(lengths[name][way]["this_minus_folded"]["ndcg@10"]) for name in names)])
    return table(["counting", *names], rows)


def known_items_lines(result):
    known = result["known_items"]
    if not known:
        return ["Not measured: no fan data.", ""]
    without = {one["behaviour"]: one for one in known["without classes"]["spellings"]}
    rows = []
    for one in known["full"]["spellings"]:
        share = one["hold"] / one["total"]
        other = without[one["behaviour"]]
        rows.append([one["behaviour"], f"{one['total']:,}", f"{share:.2%}" + (" !" if share < KNOWN_ITEMS_GATE else ""),
                     f"{other['hold'] / other['total']:.2%}"])
    misses = [f"- `{miss['q']}` ({miss['behaviour']}): {miss['reason']}" for miss in known["full"]["misses"]]
    return table(["spelling", "queries", "success@1", "without classes"], rows) + \
        (["Misses:", "", *misses, ""] if misses else [])


def text_of(result):
    english, languages = result["english"], result["languages"]
    averaged = [name for name in english if name in IN_THE_MEAN]
    lines = [
        "# relevance: judged collections and known items", "",
        f"{result['date']}, commit {result['commit']}, {result['machine']}. Command: `./dev bench relevance`.", "",
        "nDCG@10 and MAP as trec_eval has them (gain = the judgement), rankings 1,000 deep, queries as bags of words of "
        "which any may match, but for match=auto, the product's default. Cranfield by the judgements without its source "
        "documents unless the column says so; binary gains are those of the design's figures. Stars: another ranking than the "
        "first row's by paired randomisation, \\* p < .05, \\*\\* p < .01. The mean is over "
        f"{', '.join(averaged)}. Constants were tuned on Cranfield, CISI, XQuAD en and es only.", "",
        "## nDCG@10", "", *measure_table(result, english, "ndcg@10", averaged),
        "## MAP", "", *measure_table(result, english, "map", averaged),
        "## Differences in nDCG@10, their chance, queries better : worse", "", *against_table(result, english),
        "## Other languages, nDCG@10", "", *measure_table(result, languages, "ndcg@10", languages),
        *against_table(result, languages),
        "## Ablation", "",
        "Change of nDCG@10 where one thing is taken away or changed. Names, codes and aliases are what fan cases are about "
        f"(cases of tests/judged that hold: {result['fan_cases']['full']['hold']} of "
        f"{result['fan_cases']['full']['total']}). For several rows at once multiply p by their number.", "",
        *ablation_table(result, english, True), *ablation_table(result, languages, False),
        "## Weights folded into segments, against weights at query time", "",
        "Every document scored for every query by `bench/field_lengths.cpp` (no classes, no proximity); differences of "
        "nDCG@10 to the folded way.", "", *field_lengths_table(result),
        "## Known items", "", "A page's own name in a fan's spelling: the first hit is a page so named.", "",
        *known_items_lines(result),
    ]
    if "looks" in result:
        lines += ["## Looks at held-out figures", "",
                  *(f"- {look['when']}, {look['commit']}: {look['why']}" for look in result["looks"]), ""]
    return "\n".join(lines)


def floors_of(result, margin):
    """Lines of COLLECTION<tab>FLOOR of nDCG@10 for the fast test."""
    lines = ["# nDCG@10 of match=any that no change may fall below; written by ./dev bench relevance"]
    for name in ("Cranfield", "MED"):
        value = result["collections"][name]["systems"]["any"]["measures"]["ndcg@10"]
        lines.append(f"{name.lower()}\t{value - margin:.4f}")
    return "\n".join(lines) + "\n"
