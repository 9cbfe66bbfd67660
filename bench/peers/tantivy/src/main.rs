// Tantivy behind the line protocol of the search benchmark game (bench/README.md).
//
// usage: tantivy-game build DIR < lines of ID<tab>TEXT      one merged segment; prints what it took
//        tantivy-game serve DIR < lines of COMMAND<tab>QUERY
//
// BM25 as the crate has it (k1 = 1.2, b = 0.75), one thread. A word is a run of [0-9A-Za-z] and of
// bytes beyond ASCII, its ASCII letters lower-cased.
use std::io::{self, BufRead, Write};
use std::path::Path;
use std::time::Instant;

use tantivy::collector::{Count, TopDocs};
use tantivy::merge_policy::NoMergePolicy;
use tantivy::query::{BooleanQuery, Occur, PhraseQuery, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions, Value, STORED};
use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer};
use tantivy::{DocAddress, Index, TantivyDocument, Term};

fn in_word(byte: u8) -> bool {
    byte >= 0x80 || byte.is_ascii_alphanumeric()
}

// The next word at or after `from`, as a range of bytes.
fn next_word(text: &str, from: usize) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let begin = (from..bytes.len()).find(|&at| in_word(bytes[at]))?;
    let end = (begin..bytes.len()).find(|&at| !in_word(bytes[at])).unwrap_or(bytes.len());
    Some((begin, end))
}

#[derive(Clone, Default)]
struct Words {
    token: Token,
}

struct WordStream<'a> {
    text: &'a str,
    token: &'a mut Token,
}

impl Tokenizer for Words {
    type TokenStream<'a> = WordStream<'a>;
    fn token_stream<'a>(&'a mut self, text: &'a str) -> WordStream<'a> {
        self.token.reset();
        WordStream { text, token: &mut self.token }
    }
}

impl TokenStream for WordStream<'_> {
    fn advance(&mut self) -> bool {
        let Some((begin, end)) = next_word(self.text, self.token.offset_to) else { return false };
        self.token.offset_from = begin;
        self.token.offset_to = end;
        self.token.position = self.token.position.wrapping_add(1);
        self.token.text.clear();
        self.token.text.push_str(&self.text[begin..end]);
        self.token.text.make_ascii_lowercase();
        true
    }
    fn token(&self) -> &Token {
        self.token
    }
    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

fn nanoseconds(clock: libc::clockid_t) -> u64 {
    let mut now = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    unsafe { libc::clock_gettime(clock, &mut now) };
    now.tv_sec as u64 * 1_000_000_000 + now.tv_nsec as u64
}

fn peak_kilobytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

fn build(folder: &Path) -> tantivy::Result<()> {
    let begin = Instant::now();
    let indexing = TextFieldIndexing::default()
        .set_tokenizer("words")
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let mut schema = Schema::builder();
    let text = schema.add_text_field("text", TextOptions::default().set_indexing_options(indexing));
    let id = schema.add_text_field("id", STORED);
    let _ = std::fs::remove_dir_all(folder);
    std::fs::create_dir_all(folder)?;
    let index = Index::create_in_dir(folder, schema.build())?;
    index.tokenizers().register("words", TextAnalyzer::from(Words::default()));
    let mut writer = index.writer_with_num_threads(1, 512 << 20)?;
    writer.set_merge_policy(Box::new(NoMergePolicy));
    let (mut documents, mut bytes) = (0u64, 0u64);
    for line in io::stdin().lock().lines() {
        let line = line?;
        let (key, body) = line.split_once('\t').expect("a line of ID<tab>TEXT");
        let mut document = TantivyDocument::default();
        document.add_text(id, key);
        document.add_text(text, body);
        writer.add_document(document)?;
        documents += 1;
        bytes += body.len() as u64;
    }
    writer.commit()?;
    let segments = index.searchable_segment_ids()?;
    if segments.len() > 1 {
        writer.merge(&segments).wait()?;
    }
    writer.garbage_collect_files().wait()?;
    writer.wait_merging_threads()?;
    let mut size = 0;
    for file in std::fs::read_dir(folder)? {
        size += file?.metadata()?.len();
    }
    println!(
        "docs={documents} chars={bytes} seconds={:.2} cpu_seconds={:.2} index_bytes={size} segments={} peak_rss_kb={}",
        begin.elapsed().as_secs_f64(),
        nanoseconds(libc::CLOCK_PROCESS_CPUTIME_ID) as f64 / 1e9,
        index.searchable_segment_ids()?.len(),
        peak_kilobytes()
    );
    Ok(())
}

// [+-]word and [+-]"a phrase"
fn parse(query: &str, field: Field) -> Box<dyn Query> {
    let mut parts: Vec<(Occur, Box<dyn Query>)> = Vec::new();
    let mut rest = query.trim_start();
    while let Some(sign) = rest.chars().next() {
        let occur = match sign {
            '+' => Occur::Must,
            '-' => Occur::MustNot,
            _ => Occur::Should,
        };
        let body = rest.strip_prefix(['+', '-']).unwrap_or(rest);
        let (body, until) = match body.strip_prefix('"') {
            Some(inside) => (inside, '"'),
            None => (body, ' '),
        };
        let (part, left) = body.split_once(until).unwrap_or((body, ""));
        rest = left.trim_start();
        let (mut terms, mut at) = (Vec::new(), 0);
        while let Some((begin, end)) = next_word(part, at) {
            terms.push(Term::from_field_text(field, &part[begin..end].to_ascii_lowercase()));
            at = end;
        }
        match terms.len() {
            0 => continue,
            1 => parts.push((occur, Box::new(TermQuery::new(terms.remove(0), IndexRecordOption::WithFreqs)))),
            _ => parts.push((occur, Box::new(PhraseQuery::new(terms)))),
        }
    }
    if parts.len() == 1 && parts[0].0 != Occur::MustNot {
        return parts.remove(0).1;
    }
    Box::new(BooleanQuery::new(parts))
}

fn serve(folder: &Path) -> tantivy::Result<()> {
    let index = Index::open_in_dir(folder)?;
    index.tokenizers().register("words", TextAnalyzer::from(Words::default()));
    let (text, id) = (index.schema().get_field("text")?, index.schema().get_field("id")?);
    let searcher = index.reader()?.searcher();
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let line = line?;
        let (command, words) = line.split_once('\t').unwrap_or((&line, ""));
        if command == "STATS" {
            let segments = searcher.segment_readers().len();
            writeln!(out, "docs={} segments={segments} rss_peak_kb={}", searcher.num_docs(), peak_kilobytes())?;
            out.flush()?;
            continue;
        }
        let depth: usize = command.split('_').nth(1).map_or(0, |depth| depth.parse().unwrap_or(10));
        let mut hits: Vec<(f32, DocAddress)> = Vec::new();
        let cpu = nanoseconds(libc::CLOCK_THREAD_CPUTIME_ID);
        let wall = nanoseconds(libc::CLOCK_MONOTONIC);
        let query = parse(words, text);
        let found = if depth == 0 {
            query.count(&searcher)?
        } else if command.ends_with("_COUNT") {
            let (best, count) = searcher.search(&query, &(TopDocs::with_limit(depth).order_by_score(), Count))?;
            hits = best;
            count
        } else {
            hits = searcher.search(&query, &TopDocs::with_limit(depth).order_by_score())?;
            hits.len()
        };
        let wall_end = nanoseconds(libc::CLOCK_MONOTONIC);
        let cpu_end = nanoseconds(libc::CLOCK_THREAD_CPUTIME_ID);
        if command.ends_with("_DOCS") {
            let mut shown = Vec::new();
            for (score, address) in &hits {
                let document: TantivyDocument = searcher.doc(*address)?;
                let key = document.get_first(id).and_then(|value| value.as_str()).unwrap_or("");
                shown.push(format!("{key}:{score}"));
            }
            writeln!(out, "{}", shown.join(" "))?;
        } else {
            writeln!(out, "{found}\t{}\t{}", wall_end - wall, cpu_end - cpu)?;
        }
        out.flush()?;
    }
    Ok(())
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let words: Vec<&str> = arguments.iter().skip(1).map(String::as_str).collect();
    let done = match words[..] {
        ["build", folder] => build(Path::new(folder)),
        ["serve", folder] => serve(Path::new(folder)),
        _ => {
            eprintln!("usage: tantivy-game build|serve DIR");
            std::process::exit(64);
        }
    };
    if let Err(error) = done {
        eprintln!("tantivy-game: {error}");
        std::process::exit(1);
    }
}
