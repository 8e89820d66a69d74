//! What can be seen of a block without its neighbours.

use crate::ingest::tables::{Tables, fold};

/// Fewest words of a paragraph that is known as one by its end alone.
const PROSE: usize = 15;
/// Words from which a block is running text even without a stop.
const LONG: usize = 40;

/// What the last word is followed by, closing marks aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    /// Nothing that ends a sentence.
    Open,
    /// A full stop.
    Stop,
    /// A question mark.
    Question,
    /// An exclamation mark or dots.
    Other,
}

impl Ending {
    fn of(words: &str) -> Self {
        match words.chars().next_back() {
            Some('.' | '۔') => Self::Stop,
            Some('?' | '؟') => Self::Question,
            Some('!' | '…') => Self::Other,
            _ => Self::Open,
        }
    }
}

/// A block as seen by itself.
#[derive(Debug)]
pub(super) struct Look<'t> {
    pub(super) words: &'t str,
    /// Without case, accents and outer punctuation.
    pub(super) folded: String,
    pub(super) n_words: usize,
    /// Sentences it seems to hold.
    n_sentences: usize,
    ending: Ending,
    /// A closing mark stands behind its last stop or word.
    closed: bool,
    /// It reads like running text.
    pub(super) prose: bool,
    /// It begins with a bullet or a dash.
    pub(super) bulleted: bool,
}

impl<'t> Look<'t> {
    pub(super) fn at(words: &'t str) -> Self {
        let n_words =
            words.split_whitespace().filter(|w| w.chars().any(char::is_alphanumeric)).count();
        let open = words.trim_end_matches(|c: char| c.is_whitespace() || is_closer(c));
        let ending = Ending::of(open);
        let first = words.split_whitespace().next().unwrap_or_default();
        let bulleted = n_words > 1
            && first
                .chars()
                .all(|c| matches!(c, '-' | '–' | '—' | '*' | '•' | '▪' | '●' | '■' | '►' | '·'));
        let n_sentences = inner_stops(open) + usize::from(ending != Ending::Open);
        // A title may ask or exclaim; only a stop, or a second sentence, makes short words prose.
        let prose = n_words >= LONG
            || ending == Ending::Stop && (n_words >= PROSE || n_sentences >= 2 && n_words >= 8)
            || ending != Ending::Open && n_sentences >= 2 && n_words >= PROSE + 5
            || n_words >= PROSE && is_attributed(words);
        let closed = open.len() < words.trim_end().len();
        Self { words, folded: fold(words), n_words, n_sentences, ending, closed, prose, bulleted }
    }

    /// Whether it ends as a sentence does.
    pub(super) fn stopped(&self) -> bool {
        self.ending != Ending::Open
    }

    /// Whether it ends in a full stop, perhaps inside quotation marks.
    pub(super) fn full_stop(&self) -> bool {
        self.ending == Ending::Stop
    }

    /// Whether it ends in a full stop outside quotation marks, as no headline does.
    pub(super) fn ends_in_full_stop(&self) -> bool {
        self.full_stop() && !self.closed
    }

    /// Whether it is one short question outside quotation marks, as an interviewer asks.
    pub(super) fn asks(&self) -> bool {
        self.ending == Ending::Question && !self.closed && !self.prose && self.n_sentences == 1
    }

    /// A short line without a stop, or a short quotation set as a title.
    pub(super) fn is_short_title(&self, most: usize) -> bool {
        (1..=most).contains(&self.n_words)
            && (!self.stopped() || self.is_quoted_title())
            && !self.bulleted
    }

    /// Wholly in quotation marks, with no full stop inside: a title made of someone's words.
    pub(super) fn is_quoted_title(&self) -> bool {
        let words = self.words.trim();
        let quoted = words.starts_with(['"', '«', '“', '‘', '\''])
            && words.ends_with(['"', '»', '”', '’', '\'']);
        quoted && self.n_words <= 14 && !words.contains('.')
    }

    /// Two to four words with capitals, none of which is listed as part of no name.
    pub(super) fn is_name(&self, tables: &Tables) -> bool {
        let words: Vec<&str> = self.words.split_whitespace().collect();
        let particle = |w: &str| {
            matches!(
                w,
                "de" | "du"
                    | "des"
                    | "la"
                    | "le"
                    | "van"
                    | "von"
                    | "der"
                    | "den"
                    | "el"
                    | "al"
                    | "ben"
                    | "bin"
                    | "d’"
                    | "&"
                    | "et"
                    | "and"
            )
        };
        let capital = |w: &str| {
            w.starts_with(char::is_uppercase)
                && w.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '.' | '\'' | '’' | ','))
        };
        (2..=7).contains(&words.len())
            && words.iter().filter(|w| capital(w)).count() >= 2
            && words.iter().all(|w| capital(w) || particle(w))
            && words.first().is_some_and(|w| capital(w))
            && !words.iter().any(|w| capital(w) && tables.not_names.has(&fold(w)))
            && !self.words.ends_with('.')
    }

    /// Every word has a capital, or is a small one: a name of someone or something.
    pub(super) fn has_capitals(&self) -> bool {
        let mut words = self.words.split_whitespace();
        words.next().is_some_and(|w| w.starts_with(char::is_uppercase))
            && words.all(|w| w.len() <= 3 || !w.starts_with(char::is_lowercase))
    }

    /// One to three words that could name a place: capitals, no digits, no stop.
    pub(super) fn is_place(&self) -> bool {
        let arabic = self.words.chars().any(|c| matches!(c, '\u{620}'..='\u{64a}'));
        self.n_words <= 3
            && !self.stopped()
            && !self.words.ends_with([':', '"', '»'])
            && !self.words.chars().any(char::is_numeric)
            && (arabic
                || self
                    .words
                    .split([' ', '-'])
                    .all(|w| w.chars().next().is_none_or(|c| !c.is_lowercase()) || w.len() <= 3))
    }

    /// Whether what makes it look like a notice stands in a quotation: then someone said it.
    pub(super) fn quoted_notice(&self, tables: &Tables) -> bool {
        self.prose
            && tables.notices.find(&self.folded).is_some_and(|found| {
                let before = &self.folded[..found.start()];
                before.matches(['«', '“']).count() > before.matches(['»', '”']).count()
                    || before.matches('"').count() % 2 == 1
            })
    }
}

fn is_closer(c: char) -> bool {
    matches!(c, '"' | '\'' | '»' | '”' | '’' | ')' | ']' | '*' | '_')
}

/// Stops inside the words that are followed by a space and a capital (or a letter without case).
fn inner_stops(words: &str) -> usize {
    let mut count = 0;
    for (at, stop) in words.match_indices(['.', '!', '?', '…', '؟']) {
        let before = words[..at].rsplit(char::is_whitespace).next().unwrap_or_default();
        let rest = words[at + stop.len()..].trim_start_matches(is_closer);
        let next = rest.trim_start().chars().next();
        let spaced = rest.starts_with(char::is_whitespace);
        let begins = next.is_some_and(|c| {
            !c.is_lowercase() && (c.is_alphabetic() || matches!(c, '«' | '"' | '“'))
        });
        count += usize::from(spaced && begins && before.chars().count() > 2);
    }
    count
}

/// A quotation with who said it after a comma, as running text has it: `"…", a déclaré X`.
fn is_attributed(words: &str) -> bool {
    ["», ", "\", ", "”, ", "'', ", ",\" ", ",” "].iter().any(|mark| {
        words.split_once(mark).is_some_and(|(_, rest)| {
            rest.starts_with(char::is_lowercase) && rest.split_whitespace().count() <= 30
        })
    }) && words.trim_end().ends_with(['.', '!', '?'])
}
