//! Names that came out as other names, or not at all.
//!
//! A small model puts a name it saw often in the place of one it seldom met: « Brigitte Bardot » becomes “Serge Bardot”,
//! « Le Figaro » “Le Parisien”. Where a name of the source stands nowhere in the target, and a word that no word of the
//! source explains stands where it belongs, the name is put there; where none does, the name is lost.

mod place;
#[cfg(test)]
mod tests;

use super::cognate::{bare, capitalised, likeness};
use super::lexicon::Row;
use super::stray::Known;
use super::words::{SENTENCE, normal, words};
use crate::corpus::alignment::{Link, Replacement};
use crate::corpus::span::{Byte, Span};

/// The names of one sentence that its translation has not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// Those that stand as others, in the order of the target and apart.
    pub mistaken: Vec<Replacement>,
    /// Those that stand nowhere: bytes of the source.
    pub lost: Vec<Span<Byte>>,
}

/// Counts up whenever other names would be put right, so that old ones are not reused.
pub const RULES: u32 = 1;

/// What a word becomes with this probability it may well become again.
const SEEN: f32 = 0.02;
/// From this on a word may stand for another although that one is linked elsewhere, or was itself not seen, but
/// others of its stem.
const LIKELY: f32 = 0.1;
/// From this on two words are one name, spelt otherwise.
const ALIKE: f32 = 0.6;
/// From this on a name comes from a word that is none: « adversaire » has most letters of “Versailles”.
const SAME: f32 = 0.75;
/// A link below this may be wrong.
const SURE: f32 = 0.5;
/// What was seen less often says little of how a name is spelt.
const OFTEN: f32 = 3.0;
/// A word with a greater share of all words, which both languages have, is no name alone: « grand ».
const COMMON: f32 = 1e-5;
/// A word of the target with a greater share says too little to stand for a name.
const FREQUENT: f32 = 4e-4;
/// The fewest letters of a name.
const LETTERS: usize = 2;
/// The fewest letters of a name by which a longer word is one of its forms.
const ROOT: usize = 4;

struct Word<'a> {
    at: Span<Byte>,
    text: &'a str,
    bare: String,
    normal: String,
}

/// A name that the target has not.
struct Lost {
    s: usize,
    name: Name,
}

/// A name as the target should have it.
struct Name {
    text: String,
    // Whether the word is surely one: « Rassemblement » may be an ordinary word with a capital.
    sure: bool,
}

struct Pair<'a> {
    texts: [&'a str; 2],
    src: Vec<Word<'a>>,
    tgt: Vec<Word<'a>>,
    // One a source word.
    rows: Vec<Row>,
    links: &'a [Link],
    known: &'a Known<'a>,
}

/// The names of one sentence pair that its target has not.
///
/// ```
/// use tarjuman::align::{link::shipped, mistaken::mistaken, stray::Known};
/// use tarjuman::align::wordlist::{forms, glossary, words_of};
/// use tarjuman::corpus::lang::Lang;
/// let known = Known {
///     words: words_of(Lang::EN).unwrap(),
///     glossary: glossary(Lang::FR, Lang::EN).unwrap(),
///     forms: forms(Lang::FR, Lang::EN).unwrap(),
///     lexicon: shipped(Lang::FR, Lang::EN).unwrap(),
/// };
/// let (src, tgt) = ("Hier, Brigitte Bardot est partie.", "Yesterday, Serge Bardot left.");
/// let found = mistaken((src, tgt), &[], &known);
/// assert_eq!((found.mistaken[0].tgt.of(tgt), found.mistaken[0].text.as_str()), ("Serge", "Brigitte"));
/// ```
#[must_use]
pub fn mistaken((src, tgt): (&str, &str), links: &[Link], known: &Known<'_>) -> Names {
    let Some(pair) = Pair::new((src, tgt), links, known) else { return Names::default() };
    let lost = |s| pair.lost(s).or_else(|| pair.translated(s).map(|_| pair.as_it_is(s)));
    let all: Vec<Lost> =
        (0..pair.src.len()).filter_map(|s| Some(Lost { s, name: lost(s)? })).collect();
    if all.is_empty() { Names::default() } else { pair.told(&all) }
}

/// How many names of a source do not stand in its target.
#[must_use]
pub fn missing(texts: (&str, &str), known: &Known<'_>) -> usize {
    let Some(pair) = Pair::new(texts, &[], known) else { return 0 };
    (0..pair.src.len()).filter(|s| pair.lost(*s).is_some_and(|name| name.sure)).count()
}

fn read(text: &str, words: Vec<Span<Byte>>) -> Vec<Word<'_>> {
    let word = |at: Span<Byte>| {
        let word = at.of(text);
        Word { at, text: word, bare: bare(word), normal: normal(word) }
    };
    words.into_iter().map(word).collect()
}

impl Word<'_> {
    /// A capital and letters; « `XIXe` » is a number.
    fn looks_like_a_name(&self) -> bool {
        let small = |c: char| "IVX".contains(c);
        let ordinal = self.text.strip_suffix('e').is_some_and(|text| text.chars().all(small));
        self.has_capital()
            && self.text.chars().all(|c| c.is_alphabetic() || c == '-')
            && self.text.chars().count() >= LETTERS
            && !ordinal
    }

    fn has_capital(&self) -> bool {
        self.text.starts_with(char::is_uppercase)
    }

    /// The sign for bytes that are no letter, which a model may say.
    fn is_broken(&self) -> bool {
        self.text.contains('\u{fffd}')
    }
}

fn is_roman(text: &str) -> bool {
    text.chars().all(|c| "IVXLCDM".contains(c))
}

impl<'a> Pair<'a> {
    fn new(
        (src, tgt): (&'a str, &'a str),
        links: &'a [Link],
        known: &'a Known<'a>,
    ) -> Option<Self> {
        let (of_src, of_tgt) = (words(src), words(tgt));
        if of_src.len().max(of_tgt.len()) > SENTENCE {
            // Every word would be compared with every other.
            return None;
        }
        let (of_src, of_tgt) = (read(src, of_src), read(tgt, of_tgt));
        let rows = of_src.iter().map(|word| known.lexicon.row(&word.normal)).collect();
        Some(Self { texts: [src, tgt], src: of_src, tgt: of_tgt, rows, links, known })
    }

    /// How the target writes a name that it has not.
    fn lost(&self, s: usize) -> Option<Name> {
        self.written(s).filter(|_| !self.stands(s))
    }

    /// Whether a word of the source stands in the target in some form.
    fn stands(&self, s: usize) -> bool {
        let name = &self.src[s];
        let seen: Vec<&str> = self.seen(s).collect();
        self.tgt.iter().any(|t| {
            likeness(&t.bare, &name.bare) >= ALIKE && !self.is_other_pair(s, t)
                || t.bare.split('-').any(|part| part == name.bare)
                || name.bare.split('-').next() == Some(&t.bare)
                || t.bare.strip_suffix('s') == Some(&name.bare)
                || name.bare.len() >= ROOT && t.bare.starts_with(&name.bare)
                || seen.contains(&t.normal.as_str())
                || jumbled(&t.bare, &name.bare)
        })
    }

    /// « Renaud-Basso » as “Serge-Basso”: names tied together, one of which is another.
    fn is_other_pair(&self, s: usize, t: &Word<'_>) -> bool {
        let ties = |word: &str| word.matches('-').count();
        let name = &self.src[s];
        if ties(name.text) == 0 || ties(name.text) != ties(t.text) || !t.has_capital() {
            return false;
        }
        let kept = |part: &str| {
            let mostly = self.known.lexicon.mostly(&normal(part));
            mostly.is_none_or(|(mostly, _)| bare(mostly) == bare(part))
        };
        let small = |part: &str| part.starts_with(char::is_lowercase);
        let other = |(a, b): (&str, &str)| a != b && likeness(a, b) < ALIKE;
        name.text.split('-').all(|part| small(part) || kept(part))
            && name.bare.split('-').zip(t.bare.split('-')).any(other)
    }

    /// What a word of the source was seen to become.
    fn seen(&self, s: usize) -> impl Iterator<Item = &str> {
        let (row, lexicon) = (&self.rows[s], self.known.lexicon);
        lexicon.related(row).filter(move |t| lexicon.both(row, t, 0.0)[0] >= SEEN)
    }

    /// How the target writes a word of the source, where that is a name.
    fn written(&self, s: usize) -> Option<Name> {
        let word = &self.src[s];
        if !word.looks_like_a_name() || !self.is_named(s) {
            return None;
        }
        let lexicon = self.known.lexicon;
        let words = self.known.words;
        let english = |word: &str| words.know(word) && words.with_capital(word).is_none();
        let unsure = || Name { sure: false, ..self.as_it_is(s) };
        match lexicon.mostly(&word.normal) {
            Some((mostly, _)) if bare(mostly) == word.bare => {
                let share = lexicon.shares(Some(&word.normal), None)[0];
                let sure = share <= COMMON || !english(&word.normal);
                Some(if sure { self.as_it_is(s) } else { unsure() })
            }
            Some((mostly, times)) => (times >= OFTEN && !english(mostly))
                .then(|| Name { text: capitalised(mostly), sure: true }),
            None if lexicon.related(&self.rows[s]).next().is_some() => Some(unsure()),
            None => (!self.is_ordinary(s)).then(|| self.as_it_is(s)),
        }
    }

    fn as_it_is(&self, s: usize) -> Name {
        Name { text: self.src[s].text.to_owned(), sure: true }
    }

    /// Whether a word of the source is known as one that is no name.
    fn is_ordinary(&self, s: usize) -> bool {
        let lower = self.src[s].text.to_lowercase();
        self.known.glossary.find(&lower).is_some() || self.known.forms.find(&lower).is_some()
    }

    /// Whether a word of the source has its capital for its own sake: inside a sentence, or as no other word has it.
    fn is_named(&self, s: usize) -> bool {
        let (text, word) = (self.texts[0], &self.src[s]);
        // In a line of capitals nothing is told by one.
        if !text.contains(char::is_lowercase) {
            return false;
        }
        let between = |c: char| c.is_whitespace() || "’'(,".contains(c);
        let before = text[..word.at.start()].trim_end_matches(between);
        if before.ends_with(|c: char| c.is_alphanumeric() || c == ')') || ends_with_a_title(before)
        {
            return true;
        }
        let mostly = self.known.lexicon.mostly(&word.normal);
        let itself = mostly.is_some_and(|(mostly, _)| bare(mostly) == word.bare);
        let before_name = || self.behind(s).is_some_and(|next| self.src[next].looks_like_a_name());
        itself && !self.known.words.know(&word.normal) || !self.is_ordinary(s) && before_name()
    }

    /// The word of the source behind another, where nothing but a space stands between.
    fn behind(&self, s: usize) -> Option<usize> {
        let next = self.src.get(s + 1)?;
        (&self.texts[0][self.src[s].at.end()..next.at.start()] == " ").then_some(s + 1)
    }

    /// « Guillaume Pepy » as “William Pepy”: where a given name stands in English beside a family name that kept its letters.
    fn anglicised(&self, s: usize) -> Option<usize> {
        let name = &self.src[s];
        let family = &self.src[self.behind(s)?];
        let names = name.looks_like_a_name() && family.looks_like_a_name();
        if !names || is_roman(family.text) || !self.seen(s).any(|t| bare(t) == name.bare) {
            return None;
        }
        let may = |t: &usize| {
            let word = &self.tgt[*t];
            word.has_capital()
                && word.bare != name.bare
                && !self.known.words.know(&word.normal)
                && self.tgt.get(t + 1).is_some_and(|next| next.text == family.text)
                && self.seen(s).any(|seen| seen == word.normal)
        };
        (0..self.tgt.len()).find(may)
    }

    /// The word of the target that is what a name means, where it should be the name.
    fn translated(&self, s: usize) -> Option<usize> {
        self.anglicised(s).or_else(|| self.read_as_a_word(s))
    }

    /// « Bruno Le Maire » as “Bruno Le Mayor”: a family name behind its article that was translated.
    fn read_as_a_word(&self, s: usize) -> Option<usize> {
        let (given, article) = (self.src.get(s.checked_sub(2)?)?, &self.src[s - 1]);
        let family = &self.src[s];
        let tied = self.behind(s - 2) == Some(s - 1) && self.behind(s - 1) == Some(s);
        let names = [given, article, family].iter().all(|word| word.looks_like_a_name());
        let names = names && ["le", "la", "les"].contains(&article.bare.as_str());
        if !tied || !names || self.tgt.iter().any(|t| t.bare == family.bare) {
            return None;
        }
        let may = |t: &usize| {
            let before = [t.checked_sub(2), t.checked_sub(1)].map(|t| t.map(|t| &self.tgt[t].bare));
            self.tgt[*t].has_capital() && before == [Some(&given.bare), Some(&article.bare)]
        };
        (2..self.tgt.len()).find(may)
    }

    /// Whether a word of the target comes from no word of the source.
    fn is_odd(&self, t: usize, lost: &[Lost]) -> bool {
        let word = &self.tgt[t];
        if word.is_broken() {
            return true;
        }
        let lexicon = self.known.lexicon;
        let frequent = || lexicon.shares(None, Some(&word.normal))[1] > FREQUENT;
        let before_family = |lost: &Lost| {
            let next = [self.behind(lost.s).map(|s| &self.src[s]), self.tgt.get(t + 1)];
            matches!(next, [Some(a), Some(b)] if a.bare == b.bare && a.looks_like_a_name())
        };
        let says_little = if word.has_capital() {
            let ordinary = self.opens(word) && self.known.words.know(&word.normal);
            // “Serge” is a cloth as well.
            ordinary && !lost.iter().any(before_family)
        } else {
            frequent()
        };
        let like = |lost: &Lost| {
            likeness(&bare(&lost.name.text), &word.bare) >= ALIKE
                && !self.is_other_pair(lost.s, word)
        };
        word.text.starts_with(char::is_alphabetic)
            && !says_little
            && !lost.iter().any(like)
            && !(0..self.src.len()).any(|s| self.explains(s, t, lost))
    }

    /// Whether a word of the target opens a sentence, as far as its marks tell.
    fn opens(&self, word: &Word<'_>) -> bool {
        let before = self.texts[1][..word.at.start()].trim_end();
        let last = before.chars().next_back();
        last.is_none_or(|c| !c.is_alphanumeric() && !",(".contains(c)) && !ends_with_a_title(before)
    }

    /// Whether a word of the target may come from one of the source.
    fn explains(&self, s: usize, t: usize, lost: &[Lost]) -> bool {
        let (source, word) = (&self.src[s], &self.tgt[t]);
        let lexicon = self.known.lexicon;
        let likely = || lexicon.both(&self.rows[s], &word.normal, 0.0)[0] >= LIKELY;
        let mut own = self.links.iter().filter(|link| link.src == source.at).peekable();
        // « livre » is “white” in « livre blanc » alone.
        let elsewhere = own.peek().is_some() && own.all(|link| link.tgt != word.at);
        // A name that stands as it is stands for nothing else: « Louis » is no “Loire”.
        let stands = source.bare == word.bare || self.tgt.iter().any(|t| t.bare == source.bare);
        let named = source.looks_like_a_name() && self.is_named(s);
        let floor = if word.has_capital() && !named { SAME } else { ALIKE };
        let glossed =
            |gloss: &str| gloss.split(' ').any(|part| part.eq_ignore_ascii_case(word.text));
        source.bare == word.bare
            || !stands
                && likeness(&source.bare, &word.bare) >= floor
                && !self.is_other_pair(s, word)
            || self.seen(s).any(|seen| seen == word.normal) && (!elsewhere || likely())
            || !lost.iter().any(|name| name.s == s) && likely()
            || self.known.glossary.find(&source.text.to_lowercase()).is_some_and(glossed)
    }
}

/// « M. », « J. », “Mrs.”: short words whose point ends no sentence.
fn ends_with_a_title(text: &str) -> bool {
    const LONGEST: usize = 3;
    let Some(text) = text.strip_suffix('.') else { return false };
    let mut letters = text.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default().chars();
    let short = letters.clone().count() <= LONGEST;
    short && letters.next().is_some_and(char::is_uppercase) && letters.all(char::is_lowercase)
}

/// « OTAN », “NATO”: the letters of a short form in another order.
fn jumbled(a: &str, b: &str) -> bool {
    const LONGEST: usize = 6;
    let sorted = |word: &str| {
        let mut letters: Vec<char> = word.chars().collect();
        letters.sort_unstable();
        letters
    };
    a.len() <= LONGEST && a.len() == b.len() && sorted(a) == sorted(b)
}
