//! Where the credit of a picture begins that ends a caption: `(Photo X)`, `© X`, `NAME / HOUSE`.

use std::sync::OnceLock;

use regex::Regex;

use crate::ingest::facts::credit::HOUSES;
use crate::ingest::tables::regex;

/// Characters at the end of a caption in which its credit's marks stand.
const TAIL: usize = 170;
/// Most characters of a name beside a house, its first letter aside.
const NAME: usize = 40;

/// Where the credit begins; it goes on to the end of the words, which are trimmed.
pub(super) fn start(words: &str) -> Option<usize> {
    // Every credit has one of these in its last words; most paragraphs have none.
    let tail = words.char_indices().rev().nth(TAIL).map_or(words, |(at, _)| &words[at..]);
    let slash = tail.contains('/');
    let able = tail.ends_with([']', ')', '.']) && tail.contains(['[', '('])
        || tail.contains('©')
        || tail.contains("(C)")
        || slash && tail.contains("(c)")
        || tail.contains(':') && ["hoto", "redit", "rédit"].iter().any(|word| tail.contains(word));
    let marked = if able { marked(words) } else { None };
    let signed = if slash { signed(words) } else { None };
    marked.into_iter().chain(signed).min()
}

/// A credit in brackets, or behind a sign or a word that says so.
fn marked(words: &str) -> Option<usize> {
    static PATTERN: OnceLock<Regex> = OnceLock::new();
    let pattern = PATTERN.get_or_init(|| {
        regex(&format!(
            r"(?x)
            \[[^\]]{{0,80}}(?:/|©|{HOUSES})[^\]]{{0,60}}\]\.?$                      # [NAME / HOUSE]
            | \((?:[^()]{{2,60}}(?:/|via\ |,\ )\s?{HOUSES}[^()]{{0,40}}|[Pp]hotos?(?-u:\b)[^()]{{0,80}}|©[^()]{{1,80}}|[Cc]rédits?(?-u:\b)[^()]{{1,80}}|{HOUSES}\s?/[^()]{{2,60}})\)\.?$
            | (?:©|\([Cc]\)|Crédits?(?:\s(?:photo|image|vidéo)s?)?\s?:|Photos?\s?:|Photo\ credit\s?:|Credit\s?:|Photograph\s?:)\s?[^.]{{2,80}}\.?$"
        ))
    });
    pattern.find(words).map(|found| found.start())
}

/// A name and a house with a slash between them: `NAME / HOUSE`, `NAME / HOUSE via HOUSE`, `NAME / HOUSE / NAME`,
/// or `HOUSE / NAME` behind a sentence.
///
/// Cut at its slashes, because one pattern for all of it holds the letters of every script a hundred times.
fn signed(words: &str) -> Option<usize> {
    let (before, last) = words.rsplit_once('/')?;
    let mut starts = [None; 3];
    let end = last.strip_suffix('.').unwrap_or(last);
    let (house, via) = end.split_once(" via ").map_or((end, None), |(h, via)| (h, Some(via)));
    if is_house(after_space(house)) && via.is_none_or(is_house) {
        starts[0] = name_start(before);
    }
    let between = before.rsplit_once('/').filter(|(_, house)| is_house(within_spaces(house)));
    let behind = sentence_before_house(before);
    if (between.is_some() || behind.is_some()) && is_names(last) {
        starts[1] = between.and_then(|(name, _)| name_start(name));
        starts[2] = behind;
    }
    starts.into_iter().flatten().min()
}

fn is_house(words: &str) -> bool {
    static PATTERN: OnceLock<Regex> = OnceLock::new();
    let pattern = PATTERN.get_or_init(|| regex(&format!("(?x)^{HOUSES}$")));
    pattern.is_match(words)
}

/// Words without one space before them.
fn after_space(words: &str) -> &str {
    words.strip_prefix(char::is_whitespace).unwrap_or(words)
}

/// Words without one space behind them.
fn before_space(words: &str) -> &str {
    words.strip_suffix(char::is_whitespace).unwrap_or(words)
}

fn within_spaces(words: &str) -> &str {
    before_space(after_space(words))
}

/// Where the sentence ends behind which `words` have a house and nothing more, or 0 where no sentence stands before it.
fn sentence_before_house(words: &str) -> Option<usize> {
    let words = before_space(words);
    let behind = |house: &str| {
        let before = &words[..words.len() - house.len()];
        let sentence = before.trim_end();
        let stop = sentence.chars().next_back().filter(|c| matches!(c, '.' | '»' | '”'));
        let spaced = stop.filter(|_| sentence.len() < before.len());
        let start = if before.is_empty() { 0 } else { sentence.len() - spaced?.len_utf8() };
        is_house(house).then_some(start)
    };
    // « Getty Images » has two words.
    let spaces = words.char_indices().rev().filter(|(_, c)| c.is_whitespace()).take(2);
    let starts = spaces.map(|(at, space)| at + space.len_utf8()).chain([0]);
    starts.filter_map(|at| behind(&words[at..])).min()
}

/// Whether words are made of letters and marks of names, and no more of them than a name has.
fn is_names(words: &str) -> bool {
    let least = after_space(words);
    let least = least.strip_suffix('.').unwrap_or(least);
    // A space or stop at either end may belong to a name or not.
    let run = run_of_names(words);
    let most = if run == words { words } else { after_space(words) };
    run.len() >= most.len() && most.chars().nth(1).is_some() && least.chars().count() <= NAME
}

/// Where a name begins that ends the words, one space behind it aside: a letter, then two characters or more.
fn name_start(words: &str) -> Option<usize> {
    let start = |words: &str| {
        let run = run_of_names(words);
        let begin = words.len() - run.len();
        let characters = run.chars().count();
        let mut starts = run.char_indices().enumerate();
        let found = starts.find(|(n, (_, c))| {
            (2..=NAME).contains(&(characters - n - 1)) && !matches!(c, '.' | '\'' | '’' | ' ' | '-')
        });
        found.map(|(_, (at, _))| begin + at)
    };
    start(before_space(words)).into_iter().chain(start(words)).min()
}

/// The letters and marks of names at the end of words.
fn run_of_names(words: &str) -> &str {
    static PATTERN: OnceLock<Regex> = OnceLock::new();
    let pattern = PATTERN.get_or_init(|| regex(r"[\p{L}.'’ -]*$"));
    pattern.find(words).map_or("", |run| run.as_str())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// All of it as one pattern, with which the steps must agree.
    fn by_pattern(words: &str) -> Option<usize> {
        static PATTERN: OnceLock<Regex> = OnceLock::new();
        let pattern = PATTERN.get_or_init(|| {
            regex(&format!(
                r"(?x)
                \p{{L}}[\p{{L}}.'’\ -]{{2,40}}\s?/\s?{HOUSES}(?:\s?/\s?[\p{{L}}.'’\ -]{{2,40}}|\ via\ {HOUSES})?\.?$
                | (?:^|[.»”]\s+){HOUSES}\s?/\s?[\p{{L}}.'’\ -]{{2,40}}\.?$"
            ))
        });
        pattern.find(words).map(|found| found.start())
    }

    #[test]
    fn signatures_are_found_where_they_begin() {
        for (words, credit) in [
            ("Un pont, le 3 mai 2021. Jean Petit/Reuters.", Some("Jean Petit/Reuters.")),
            ("Un pont, le 3 mai 2021. AFP / Jean Petit", Some(". AFP / Jean Petit")),
            ("AFP/Jean Petit", Some("AFP/Jean Petit")),
            ("N° 3 Jean Petit / AFP / Anne Roy", Some("Jean Petit / AFP / Anne Roy")),
            ("N° 3 Jean Petit / Belga via AFP", Some("Jean Petit / Belga via AFP")),
            ("N° 3 Jean Petit / Getty Images", Some("Jean Petit / Getty Images")),
            ("Un pont. Anadolu Agency / Jean Petit", Some(". Anadolu Agency / Jean Petit")),
            ("Le match Valmy / Sens", None),
            ("Jean Petit / AFP 2021", None),
        ] {
            let start = credit.map(|credit| words.len() - credit.len());
            assert_eq!(signed(words), start, "{words}");
            assert_eq!(by_pattern(words), start, "{words}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3000))]
        #[test]
        fn signatures_are_those_of_one_pattern(
            parts in prop::collection::vec(
                prop::sample::select(vec![
                    "AFP", "AFP", "Getty", "Getty Images", "Images", "EPA-EFE", "/", "/", "/", " / ", " via ", " ", " ", "\u{a0}",
                    "\n", ".", ". ", "»", "» ", "-", "’", "a", "Z", "é", "Jean", " Petit", "محمد", "\u{64b}", "Ⅳ", "3",
                    "un nom de trente et quelques lettres", "......................................",
                ]),
                0..9,
            ),
        ) {
            let words = parts.concat();
            prop_assert_eq!(signed(&words), by_pattern(&words), "{:?}", words);
        }
    }
}
