// Lucene behind the line protocol of the search benchmark game (bench/README.md).
//
// usage: Game build DIR < lines of ID<tab>TEXT      one merged segment; prints what it took
//        Game serve DIR [LENGTH] < lines of COMMAND<tab>QUERY
//
// LENGTH: the mean length of a document that scores are made with, in place of Lucene's own, so that they are those of
// an engine that takes the mean of rounded lengths.
// BM25 with k1 = 0.9 and b = 0.4, one thread, no query cache, MMapDirectory. A word is a run of
// [0-9A-Za-z] and of everything beyond ASCII, its ASCII letters lower-cased.

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.util.CharTokenizer;
import org.apache.lucene.analysis.TokenFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.CollectionStatistics;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.TopScoreDocCollectorManager;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.store.MMapDirectory;

public class Game {
  private static final String FIELD = "text";
  private static final BM25Similarity BM25 = new BM25Similarity(0.9f, 0.4f);

  private static boolean inWord(int letter) {
    return letter >= 0x80 || letter >= '0' && letter <= '9' || letter >= 'a' && letter <= 'z' || letter >= 'A' && letter <= 'Z';
  }

  private static final class Words extends Analyzer {
    @Override protected TokenStreamComponents createComponents(String field) {
      var runs = new CharTokenizer(TokenStream.DEFAULT_TOKEN_ATTRIBUTE_FACTORY, 1 << 20) {
        @Override protected boolean isTokenChar(int letter) {
          return inWord(letter);
        }
      };
      return new TokenStreamComponents(runs, new AsciiLowerCase(runs));
    }
  }

  private static final class AsciiLowerCase extends TokenFilter {
    private final CharTermAttribute term = addAttribute(CharTermAttribute.class);

    AsciiLowerCase(TokenStream input) {
      super(input);
    }

    @Override public boolean incrementToken() throws IOException {
      if (!input.incrementToken()) return false;
      char[] letters = term.buffer();
      for (int i = 0; i < term.length(); i++) {
        if (letters[i] >= 'A' && letters[i] <= 'Z') letters[i] += 'a' - 'A';
      }
      return true;
    }
  }

  private static void build(Path folder) throws IOException {
    long begin = System.nanoTime();
    long documents = 0;
    long bytes = 0;
    var config = new IndexWriterConfig(new Words())
        .setOpenMode(IndexWriterConfig.OpenMode.CREATE)
        .setRAMBufferSizeMB(512)
        .setSimilarity(BM25)
        .setUseCompoundFile(false);
    try (var directory = new MMapDirectory(folder);
         var writer = new IndexWriter(directory, config);
         var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8), 1 << 20)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int tab = line.indexOf('\t');
        var document = new Document();
        document.add(new StoredField("id", line.substring(0, tab)));
        document.add(new TextField(FIELD, line.substring(tab + 1), Field.Store.NO));
        writer.addDocument(document);
        documents++;
        bytes += line.length() - tab - 1;
      }
      writer.forceMerge(1);
      writer.commit();
    }
    long size = 0;
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) size += Files.size(file);
    }
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    System.out.printf("docs=%d chars=%d seconds=%.2f cpu_seconds=%.2f index_bytes=%d segments=1 peak_rss_kb=%d%n",
        documents, bytes, (System.nanoTime() - begin) / 1e9, system.getProcessCpuTime() / 1e9, size, peakKilobytes());
  }

  private static long peakKilobytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmHWM:")) return Long.parseLong(line.replaceAll("[^0-9]", ""));
    }
    return 0;
  }

  // [+-]word and [+-]"a phrase"
  private static Query parse(String text) {
    var parts = new BooleanQuery.Builder();
    var first = new ArrayList<Query>();
    boolean excludes = false;
    for (int at = 0; at < text.length();) {
      char sign = text.charAt(at);
      if (sign == ' ') {
        at++;
        continue;
      }
      Occur occur = sign == '+' ? Occur.MUST : sign == '-' ? Occur.MUST_NOT : Occur.SHOULD;
      if (occur != Occur.SHOULD) at++;
      boolean quoted = at < text.length() && text.charAt(at) == '"';
      if (quoted) at++;
      int end = text.indexOf(quoted ? '"' : ' ', at);
      if (end < 0) end = text.length();
      List<String> words = words(text.substring(at, end));
      at = end + 1;
      if (words.isEmpty()) continue;
      Query part = words.size() == 1 ? new TermQuery(new Term(FIELD, words.getFirst()))
                                     : new PhraseQuery(FIELD, words.toArray(String[]::new));
      first.add(part);
      excludes |= occur == Occur.MUST_NOT;
      parts.add(part, occur);
    }
    return first.size() == 1 && !excludes ? first.getFirst() : parts.build();
  }

  private static List<String> words(String text) {
    var words = new ArrayList<String>();
    int begin = -1;
    for (int i = 0; i <= text.length(); i++) {
      boolean inside = i < text.length() && inWord(text.charAt(i));
      if (inside && begin < 0) begin = i;
      if (!inside && begin >= 0) {
        var word = new StringBuilder(text.substring(begin, i));
        for (int k = 0; k < word.length(); k++) {
          char letter = word.charAt(k);
          if (letter >= 'A' && letter <= 'Z') word.setCharAt(k, (char) (letter + 'a' - 'A'));
        }
        words.add(word.toString());
        begin = -1;
      }
    }
    return words;
  }

  private static BM25Similarity withLength(float length) {
    return new BM25Similarity(0.9f, 0.4f) {
      @Override protected float avgFieldLength(CollectionStatistics statistics) {
        return length;
      }
    };
  }

  private static void serve(Path folder, BM25Similarity similarity) throws IOException {
    var threads = ManagementFactory.getThreadMXBean();
    var out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
    try (var directory = new MMapDirectory(folder);
         var reader = DirectoryReader.open(directory);
         var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      var searcher = new IndexSearcher(reader);
      searcher.setQueryCache(null);
      searcher.setSimilarity(similarity);
      var stored = searcher.storedFields();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int tab = line.indexOf('\t');
        String command = tab < 0 ? line : line.substring(0, tab);
        String text = tab < 0 ? "" : line.substring(tab + 1);
        if (command.equals("STATS")) {
          out.println("docs=" + reader.numDocs() + " segments=" + reader.leaves().size() + " rss_peak_kb=" + peakKilobytes());
          out.flush();
          continue;
        }
        boolean shows = command.endsWith("_DOCS");
        boolean counts = command.endsWith("_COUNT");
        int depth = command.equals("COUNT") ? 0 : Integer.parseInt(command.split("_")[1]);
        long cpu = threads.getCurrentThreadCpuTime();
        long wall = System.nanoTime();
        Query query = parse(text);
        TopDocs top = null;
        long found;
        if (depth == 0) {
          found = searcher.count(query);
        } else {
          top = searcher.search(query, new TopScoreDocCollectorManager(depth, null, counts ? Integer.MAX_VALUE : depth));
          found = counts ? top.totalHits.value() : top.scoreDocs.length;
        }
        long wallEnd = System.nanoTime();
        long cpuEnd = threads.getCurrentThreadCpuTime();
        if (shows) {
          var hits = new ArrayList<String>();
          for (ScoreDoc hit : top.scoreDocs) hits.add(stored.document(hit.doc).get("id") + ":" + hit.score);
          out.println(String.join(" ", hits));
        } else {
          out.println(found + "\t" + (wallEnd - wall) + "\t" + (cpuEnd - cpu));
        }
        out.flush();
      }
    }
  }

  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[1]);
    if (arguments[0].equals("build")) {
      build(folder);
    } else {
      serve(folder, arguments.length > 2 ? withLength(Float.parseFloat(arguments[2])) : BM25);
    }
  }
}
