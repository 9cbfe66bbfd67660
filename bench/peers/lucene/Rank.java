// Lucene as it comes: the analyzer of the language, BM25Similarity with its defaults, one text field,
// a query is a bag of words of which any may match. Writes TREC runs.
//
// usage: Rank LANGUAGE TEXTS QUERIES RUN [LANGUAGE TEXTS QUERIES RUN ...]
//   TEXTS and QUERIES are lines of ID<tab>TEXT in UTF-8.

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.ar.ArabicAnalyzer;
import org.apache.lucene.analysis.cjk.CJKAnalyzer;
import org.apache.lucene.analysis.de.GermanAnalyzer;
import org.apache.lucene.analysis.el.GreekAnalyzer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.es.SpanishAnalyzer;
import org.apache.lucene.analysis.hi.HindiAnalyzer;
import org.apache.lucene.analysis.ru.RussianAnalyzer;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.store.ByteBuffersDirectory;

public class Rank {
  private static final int DEPTH = 1000;

  public static void main(String[] arguments) throws IOException {
    IndexSearcher.setMaxClauseCount(1 << 16);
    for (int i = 0; i + 3 < arguments.length; i += 4) {
      rank(arguments[i], Path.of(arguments[i + 1]), Path.of(arguments[i + 2]), Path.of(arguments[i + 3]));
    }
  }

  private static Analyzer analyzer(String language) {
    return switch (language) {
      case "ar" -> new ArabicAnalyzer();
      case "de" -> new GermanAnalyzer();
      case "el" -> new GreekAnalyzer();
      case "en" -> new EnglishAnalyzer();
      case "es" -> new SpanishAnalyzer();
      case "hi" -> new HindiAnalyzer();
      case "ru" -> new RussianAnalyzer();
      case "ja", "zh" -> new CJKAnalyzer();
      default -> new StandardAnalyzer();
    };
  }

  private static void rank(String language, Path texts, Path queries, Path run) throws IOException {
    Analyzer analyzer = analyzer(language);
    ByteBuffersDirectory directory = new ByteBuffersDirectory();
    IndexWriterConfig config = new IndexWriterConfig(analyzer).setSimilarity(new BM25Similarity());
    try (IndexWriter writer = new IndexWriter(directory, config); BufferedReader lines = Files.newBufferedReader(texts)) {
      for (String line; (line = lines.readLine()) != null; ) {
        int tab = line.indexOf('\t');
        Document document = new Document();
        document.add(new StringField("id", line.substring(0, tab), Field.Store.YES));
        document.add(new TextField("text", line.substring(tab + 1), Field.Store.NO));
        writer.addDocument(document);
      }
      writer.forceMerge(1);
    }
    try (DirectoryReader reader = DirectoryReader.open(directory);
        BufferedReader lines = Files.newBufferedReader(queries);
        PrintWriter out = new PrintWriter(Files.newBufferedWriter(run))) {
      IndexSearcher searcher = new IndexSearcher(reader);
      searcher.setSimilarity(new BM25Similarity());
      StoredFields stored = reader.storedFields();
      for (String line; (line = lines.readLine()) != null; ) {
        int tab = line.indexOf('\t');
        String id = line.substring(0, tab);
        int place = 0;
        for (ScoreDoc hit : searcher.search(query(analyzer, line.substring(tab + 1)), DEPTH).scoreDocs) {
          ++place;
          out.printf("%s\tQ0\t%s\t%d\t%.9g\tlucene%n", id, stored.document(hit.doc).get("id"), place, hit.score);
        }
      }
    }
  }

  private static BooleanQuery query(Analyzer analyzer, String text) throws IOException {
    BooleanQuery.Builder query = new BooleanQuery.Builder();
    try (TokenStream tokens = analyzer.tokenStream("text", text)) {
      CharTermAttribute term = tokens.addAttribute(CharTermAttribute.class);
      tokens.reset();
      while (tokens.incrementToken()) {
        query.add(new TermQuery(new Term("text", term.toString())), BooleanClause.Occur.SHOULD);
      }
      tokens.end();
    }
    return query.build();
  }
}
