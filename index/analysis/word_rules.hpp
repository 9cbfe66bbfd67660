// The rules by which ICU breaks text into words, in its own language (RuleBasedBreakIterator).
//
// They are the root rules of UAX #29 with these changes. Letters join only over apostrophes;
// `_ . : ·` never join letters; digits join digits over `. , ’` and the narrow space; letters and
// digits join (S04E13, 3rd, 90's); `@` is no letter; emoji sequences and flags are words; Han with
// kana, Hangul, and the Thai, Lao, Khmer and Burmese scripts are whole runs instead of dictionary
// words. Status of a segment: 0 separator, 100 number, 200 letters, 300 and 400 unspaced run, 500
// emoji. Part of the analyzer's fingerprint: a changed rule means a rebuild.
#pragma once

namespace coldopen {

inline constexpr char kWordRules[] = R"rules(
!!chain;
!!quoted_literals_only;
$CR=[\p{Word_Break=CR}];
$LF=[\p{Word_Break=LF}];
$Newline=[\p{Word_Break=Newline}];
$Han=[[:Han:]\u3007\u303B];
$Kana=[[:Hiragana:][:Katakana:]\p{Word_Break=Katakana}\u30FC\uFF70\uFF9E\uFF9F\u309B\u309C];
$Hangul=[[:Hangul:]];
$Extend=[\p{Word_Break=Extend}-$Han-$Kana];
$ZWJ=[\p{Word_Break=ZWJ}];
$Format=[\p{Word_Break=Format}];
$Regional_Indicator=[\p{Word_Break=Regional_Indicator}];
$Extended_Pict=[\p{Extended_Pictographic}-[\u00A9\u00AE\u2122]];
$Control=[\p{Grapheme_Cluster_Break=Control}];
$Unspaced=[[:Script=Thai:][:Script=Lao:][:Script=Khmer:][:Script=Myanmar:]];
$SA=[[$Unspaced&[[:L:][:M:]]]-$Extend-$Control];
$Letter=[[\p{Word_Break=ALetter}\p{Word_Break=Hebrew_Letter}\p{Nl}[:L:]]-$Han-$Kana-$Hangul-$Unspaced];
$Digit=[\p{Word_Break=Numeric}-[\u066C]];
$Apos=[\u05F3\u05F4\u0027\u2019\u2018\u201B\uFF07\u0060\u00B4\u2032];
$MidNum=[.,\uFF0E\uFF0C\u066B\u066C\u202F\u2019\u0027];
$ExFm=[$Extend$Format$ZWJ];
$CR$LF;
$ZWJ$Extended_Pict;
^$ExFm+;
[^$CR$LF$Newline$ExFm]$ExFm*;
$Extended_Pict$ExFm*{500};
$Digit$ExFm*{100};
$Letter$ExFm*{200};
$SA$ExFm*{300};
$Hangul$ExFm*{400};
$Han$ExFm*{400};
$Kana$ExFm*{400};
$Letter$ExFm*($Letter|$Digit){200};
$Digit$ExFm*$Letter{200};
$Digit$ExFm*$Digit{100};
$Letter$ExFm*$Apos$ExFm*$Letter{200};
$Digit$ExFm*$Apos$ExFm*$Letter{200};
$Digit$ExFm*$MidNum$ExFm*$Digit{100};
$SA$ExFm*$SA{300};
$Hangul$ExFm*$Hangul{400};
($Han|$Kana)$ExFm*($Han|$Kana){400};
^$Regional_Indicator$ExFm*$Regional_Indicator{500};
.;
)rules";

}  // namespace coldopen
