//! Text → word spans. The same rules serve French, English and Arabic, so that both sides of a
//! pair are cut alike; what depends on a language stands in `data/clitics.txt`.

use std::sync::LazyLock;

use regex::Regex;

use crate::corpus::span::{Byte, Span};

/// The words of `text`, in order and apart; white space and control characters lie in no word.
///
/// A word is a run of letters and digits with its inner apostrophes and hyphens, a number with its
/// inner separators (`18 000`, `3,5`), an initialism with its points (`U.S.`), or one punctuation
/// mark (a run of points, hyphens or straight apostrophes counts as one mark). French elisions and
/// inverted pronouns and English clitics are words of their own.
///
/// ```
/// use tarjuman::align::words::words;
/// let cut = |text| words(text).into_iter().map(|w| w.of(text)).collect::<Vec<_>>();
/// assert_eq!(cut("L'Occident a-t-il 18 000 soldats ?"), ["L'", "Occident", "a", "-t-il", "18 000", "soldats", "?"]);
/// assert_eq!(cut("Trump's well-known U.S. allies"), ["Trump", "'s", "well-known", "U.S.", "allies"]);
/// ```
#[must_use]
pub fn words(text: &str) -> Vec<Span<Byte>> {
    let mut out = Vec::new();
    for found in PATTERN.find_iter(text) {
        let span = Span::new(found.start(), found.end());
        if found.as_str().contains(is_joiner) && found.as_str().contains(char::is_alphabetic) {
            split_run(text, span, &mut out);
        } else {
            out.push(span);
        }
    }
    out
}

/// The tokens of a text that is tokenised already: runs of anything but white space.
///
/// ```
/// use tarjuman::align::words::whitespace_tokens;
/// let text = "qu’ il avait , ";
/// assert_eq!(whitespace_tokens(text).len(), 4);
/// ```
#[must_use]
pub fn whitespace_tokens(text: &str) -> Vec<Span<Byte>> {
    let at = |part: &str| part.as_ptr() as usize - text.as_ptr() as usize;
    text.split_whitespace().map(|part| Span::new(at(part), at(part) + part.len())).collect()
}

// Alternatives in order of preference. `\b` after a group of three digits keeps `2021 0000` apart;
// the elisions with a loose apostrophe serve texts that were tokenised before (`qu' il`).
static PATTERN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)
          (?: \p{L} \. ){2,}                                            # U.S.  O.N.U.
        | \d{1,3} (?: [\ \u{a0}\u{2009}\u{202f}] \d{3} )+ \b (?: [.,]\d+ )?  # 18 000  1 250,5
        | \d+ (?: [.,:/٫٬] \d+ )* [\p{L}\p{M}\d]*                       # 3,5  14h30  2e
        | [\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]
        | (?: qu | jusqu | lorsqu | puisqu | [ldjmtscn] ) ['’] (?: \s | $ )
        | [\p{L}\p{M}\p{N}_\u{ad}\u{200c}\u{200d}]+
          (?: ['’ʼ‐‑-] [\p{L}\p{M}\p{N}_\u{ad}\u{200c}\u{200d}]+ )*
        | \.{2,} | -{2,} | '{2,} | `{2,} | ,{2,}
        | [^\s\p{C}]",
    )
    .expect("the pattern is valid")
});

/// The entries of `data/clitics.txt`.
struct Table {
    elisions: Vec<&'static str>,
    suffixes: Vec<&'static str>,
    enclitics: Vec<&'static str>,
    whole: Vec<&'static str>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let of = |kind: &str| {
        include_str!("data/clitics.txt")
            .lines()
            .filter_map(|line| line.split_once(' '))
            .filter(|(k, _)| *k == kind)
            .map(|(_, entry)| entry.trim())
            .collect()
    };
    Table {
        elisions: of("elision"),
        suffixes: of("clitic"),
        enclitics: of("enclitic"),
        whole: of("whole"),
    }
});

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ')
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '‐' | '‑')
}

fn is_joiner(c: char) -> bool {
    is_apostrophe(c) || is_hyphen(c)
}

/// The entry as the table writes it: lower case, straight apostrophes, plain hyphens.
fn folded(text: &str) -> String {
    text.chars()
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            c if is_apostrophe(c) => '\'',
            c if is_hyphen(c) => '-',
            c => c,
        })
        .collect()
}

/// Cuts a run joined by apostrophes or hyphens: elisions in front, then clitics behind.
fn split_run(text: &str, span: Span<Byte>, out: &mut Vec<Span<Byte>>) {
    let span = span.trim(text);
    let (mut start, end) = (span.start(), span.end());
    let table = &*TABLE;
    while let Some((at, mark)) = text[start..end].char_indices().find(|(_, c)| is_apostrophe(*c)) {
        if table.whole.contains(&folded(&text[start..end]).as_str()) {
            break;
        }
        let after = start + at + mark.len_utf8();
        if !table.elisions.contains(&folded(&text[start..start + at]).as_str()) {
            break;
        }
        out.push(Span::new(start, after));
        start = after;
    }
    if start == end {
        return;
    }
    let cut = start + body_len(&text[start..end]);
    out.push(Span::new(start, cut));
    if cut < end {
        out.push(Span::new(cut, end));
    }
}

/// How many bytes of `run` stand before its last clitic; all of it where it has none.
fn body_len(run: &str) -> usize {
    let table = &*TABLE;
    let low = folded(run);
    if table.whole.contains(&low.as_str()) {
        return run.len();
    }
    // Both kinds are matched on the folded text but counted in characters, since folding may
    // change the number of bytes.
    let tail = |n: usize| run.char_indices().rev().nth(n - 1).map_or(0, |(at, _)| at);
    if let Some((_, clitic)) = low.rsplit_once('\'')
        && table.suffixes.contains(&clitic)
    {
        return tail(clitic.chars().count() + 1);
    }
    match table.enclitics.iter().find(|e| low.ends_with(*e) && low.len() > e.len()) {
        Some(e) => tail(e.chars().count()),
        None => run.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cut(text: &str) -> Vec<&str> {
        words(text).into_iter().map(|w| w.of(text)).collect()
    }

    #[test]
    fn french() {
        assert_eq!(cut("«L'Iran», dit-il."), ["«", "L'", "Iran", "»", ",", "dit", "-il", "."]);
        assert_eq!(cut("Qu’a-t-elle dit ?"), ["Qu’", "a", "-t-elle", "dit", "?"]);
        assert_eq!(cut("jusqu'aujourd'hui"), ["jusqu'", "aujourd'hui"]);
        assert_eq!(cut("n'est-ce pas ?"), ["n'", "est", "-ce", "pas", "?"]);
        assert_eq!(cut("un rendez-vous peut-être"), ["un", "rendez-vous", "peut-être"]);
        assert_eq!(cut("c’est-à-dire"), ["c’est-à-dire"]);
        assert_eq!(cut("qu' il n’ y a"), ["qu'", "il", "n’", "y", "a"]);
        assert_eq!(cut("''Plan''"), ["''", "Plan", "''"]);
    }

    #[test]
    fn english() {
        assert_eq!(cut("It's Biden's; don't!"), ["It", "'s", "Biden", "'s", ";", "don't", "!"]);
        assert_eq!(cut("a follow-on, U.S.-led"), ["a", "follow-on", ",", "U.S.", "-", "led"]);
        assert_eq!(cut("wait... no -- yes"), ["wait", "...", "no", "--", "yes"]);
        assert_eq!(cut("'Plan C'"), ["'", "Plan", "C", "'"]);
    }

    #[test]
    fn numbers() {
        assert_eq!(
            cut("18 000, 1\u{202f}250,5 ou 3,5%"),
            ["18 000", ",", "1\u{202f}250,5", "ou", "3,5", "%"]
        );
        assert_eq!(cut("En 2021 300 morts à 14h30"), ["En", "2021", "300", "morts", "à", "14h30"]);
        assert_eq!(cut("1.000.000 le 14/04/2021."), ["1.000.000", "le", "14/04/2021", "."]);
        assert_eq!(cut("COVID-19, 2e"), ["COVID-19", ",", "2e"]);
    }

    #[test]
    fn arabic_and_others() {
        assert_eq!(cut("قالَ، «نعم»؟"), ["قالَ", "،", "«", "نعم", "»", "؟"]);
        assert_eq!(cut("日本 語"), ["日", "本", "語"]);
        assert_eq!(cut("e\u{301}te\u{301}"), ["e\u{301}te\u{301}"]);
        assert_eq!(cut(" \u{feff}\u{a0}\n"), Vec::<&str>::new());
    }

    proptest! {
        /// Words lie in the text, in order, apart, without white space around them; what lies
        /// between them is white space or a control character.
        #[test]
        fn words_and_gaps_tile_the_text(text in "[a-zA-Zéçœ0-9 '’.,«»\u{a0}\u{ad}!?-]{0,60}|.{0,60}") {
            let mut end = 0;
            let gap_is_blank = |gap: &str| {
                gap.chars().all(|c| c.is_whitespace() || Regex::new(r"\p{C}").unwrap().is_match(&c.to_string()))
            };
            for w in words(&text) {
                prop_assert!(w.start() >= end && !w.is_empty());
                prop_assert!(gap_is_blank(&text[end..w.start()]), "{:?}", &text[end..w.start()]);
                prop_assert_eq!(w.trim(&text), w);
                end = w.end();
            }
            prop_assert!(gap_is_blank(&text[end..]));
        }
    }
}
