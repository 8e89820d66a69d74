//! Words that came out wrong: left as the source has them, made up, or words of quite another meaning.
//!
//! A small model carries over or makes up what it never learnt: « volcan » stays “volcan”, « limogé » becomes
//! “limogated”, « agresseur » “immigrant”. A list of the target's words tells the first two, a lexicon that never saw
//! the pair the third, and a glossary what most of them should be.

use super::cognate::{bare, likeness};
use super::lexicon::Lexicon;
use super::wordlist::Words;
use super::words::{normal, words};
use crate::corpus::alignment::Link;
use crate::corpus::span::{Byte, Span};
use crate::corpus::wordlist::WordList;

/// What is known of the words of both languages.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// The words of the target.
    pub words: Words,
    /// What single words of the source are in the target.
    pub glossary: WordList<'a>,
    /// What single words of the source most often are in the target, with a mark where they are hardly ever anything else.
    pub forms: WordList<'a>,
    /// How words were seen translated.
    pub lexicon: &'a Lexicon,
}

/// A word of the target that came out wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stray {
    /// The word: bytes of the target.
    pub tgt: Span<Byte>,
    /// What belongs there, where that can be told.
    pub text: Option<String>,
}

/// Counts up whenever other words would be found or put right, so that old ones are not reused.
pub const RULES: u32 = 6;

/// From this on a word is what became of another even where no link says so.
const ALIKE: f32 = 0.6;
/// From this on a word is a slip of another: « reine » is none of “scene”.
const SLIP: f32 = 0.7;
/// What a word becomes with this probability it may well become again.
const SEEN: f32 = 0.1;
/// “would”, “been” and the like are shorter than this.
const AUXILIARY: usize = 6;
/// A link below this may be wrong.
const SURE: f32 = 0.5;
/// Below this probability a pair of words was not seen, nor any like it.
const NEVER: f32 = 0.02;
/// A word with a greater share of all words says too little to be wrong.
const COMMON: f32 = 4e-4;
/// Letters by which two forms are of one word.
const ROOT: usize = 4;
/// Shorter words stand for too much.
const LETTERS: usize = 3;

/// The stray words of one sentence pair, in the order of the target. No word of the source is put in twice.
///
/// ```
/// use tarjuman::align::{link::shipped, stray::{Known, strays}, wordlist::{forms, glossary, words_of}};
/// use tarjuman::corpus::lang::Lang;
/// let known = Known {
///     words: words_of(Lang::EN).unwrap(),
///     glossary: glossary(Lang::FR, Lang::EN).unwrap(),
///     forms: forms(Lang::FR, Lang::EN).unwrap(),
///     lexicon: shipped(Lang::FR, Lang::EN).unwrap(),
/// };
/// let (src, tgt) = ("Un volcan menace la ville.", "A volcan threatens the city.");
/// let found = strays((src, tgt), &[], &known);
/// assert_eq!((found[0].tgt.of(tgt), found[0].text.as_deref()), ("volcan", Some("volcano")));
/// ```
#[must_use]
pub fn strays((src, tgt): (&str, &str), links: &[Link], known: &Known<'_>) -> Vec<Stray> {
    let sources: Vec<Word> = words(src).into_iter().map(|at| Word::new(src, at)).collect();
    let mut used = vec![false; sources.len()];
    let mut out = Vec::new();
    for at in words(tgt) {
        let word = Word::new(tgt, at);
        let capital = known.words.with_capital(word.text);
        let strange = capital.is_some() || !known.words.know(word.text);
        if !is_common(word.text) {
            let left = known.left_with_capital(&sources, &word).filter(|_| strange);
            let read = left.or_else(|| known.misnamed(&sources, &word, tgt, links));
            if let Some((s, text)) = read.filter(|(s, _)| !used[*s]) {
                used[s] = true;
                out.push(Stray { tgt: at, text: Some(text) });
            }
            continue;
        }
        if let Some((s, text)) =
            (!strange).then(|| known.misread(&sources, &word, tgt, links)).flatten()
        {
            if !std::mem::replace(&mut used[s], true) {
                out.push(Stray { tgt: at, text: Some(text) });
            }
            continue;
        }
        let becomes = |source: &Word| known.becomes(source, &word, strange);
        let chance = |source: &Word| {
            let link = links.iter().find(|link| link.tgt == at && link.src == source.at);
            let alike = likeness(&source.bare, &word.bare);
            let linked = link.filter(|_| !known.spoken_for(source, tgt, links));
            (linked.is_some() || alike >= ALIKE)
                .then(|| alike + linked.map_or(0.0, |link| link.p.get() / 2.0))
        };
        let best =
            sources.iter().enumerate().filter(|(s, _)| !used[*s]).filter_map(|(s, source)| {
                // A word that may be one of the target's is put right only where it is the source's own.
                let same = strange || source.bare == word.bare;
                Some((chance(source).filter(|_| same)?, s, becomes(source)?))
            });
        let best = best.max_by(|a, b| a.0.total_cmp(&b.0));
        if let Some((_, s, _)) = best {
            used[s] = true;
        }
        // “germanic” of « germanique » wants its capital alone.
        let near = |source: &Word<'_>| likeness(&source.bare, &word.bare) >= SLIP;
        let able = |source: &Word<'_>| is_common(source.text) && near(source);
        let spelt = || capital.clone().filter(|_| sources.iter().any(able));
        let text = best.map(|(_, _, text)| text).or_else(spelt);
        if text.is_some() || strange && capital.is_none() {
            out.push(Stray { tgt: at, text });
        }
    }
    out
}

struct Word<'a> {
    at: Span<Byte>,
    text: &'a str,
    bare: String,
}

impl<'a> Word<'a> {
    fn new(text: &'a str, at: Span<Byte>) -> Self {
        Self { at, text: at.of(text), bare: bare(at.of(text)) }
    }
}

impl Known<'_> {
    /// What the lexicon has for a source word, where the stray word is a slip of it. Whatever else it has is not asked for:
    /// where it was learnt from little it is often wrong.
    fn slip_of(&self, source: &str, stray: &str) -> Option<String> {
        let row = self.lexicon.row(source);
        let seen = self.lexicon.related(&row);
        let likely = seen.filter(|word| self.lexicon.both(&row, word, 0.0)[0] >= SEEN);
        let alike = likely.map(|word| (likeness(&bare(word), stray), word));
        let best = alike.filter(|(alike, _)| *alike >= SLIP).max_by(|a, b| a.0.total_cmp(&b.0));
        self.words.spelt(best?.1)
    }

    /// The source word that a word of the target stands for alone, and what it should be: where the glossary has something else, and the
    /// lexicon never saw the pair. That it was seen otherwise is not enough: words have synonyms.
    fn misread(
        &self,
        sources: &[Word<'_>],
        word: &Word<'_>,
        tgt: &str,
        links: &[Link],
    ) -> Option<(usize, String)> {
        let mut own = links.iter().filter(|link| link.tgt == word.at);
        let link = own.next().filter(|link| own.next().is_none() && link.p.get() >= SURE)?;
        let s = sources.iter().position(|source| source.at == link.src)?;
        let source = &sources[s];
        let alone = links.iter().filter(|link| link.src == source.at).count() == 1;
        let form = if is_common(word.text) { source.text } else { &source.text.to_lowercase() };
        let sure = || self.usual(form).filter(|usual| usual.1).map(|usual| usual.0);
        let gloss = self.glossary.find(form).or_else(sure).filter(|_| alone)?;
        let (form, made) = (normal(source.text), normal(word.text));
        let seen = self.lexicon.both(&self.lexicon.row(&form), &made, 0.0)[0];
        // “the”, “with” and the like stand for any word now and then: the link is wrong, not the word.
        let common = self.lexicon.shares(None, Some(&made))[1] > COMMON;
        let told = gloss.split(' ').any(|part| part.chars().count() >= ROOT && has_root(tgt, part));
        let new = gloss != word.text;
        (new && seen < NEVER && !common && !told).then(|| (s, gloss.to_owned()))
    }

    /// « le déconfinement » as “Brexit”: a name that stands for what is none, or for another.
    fn misnamed(
        &self,
        sources: &[Word<'_>],
        word: &Word<'_>,
        tgt: &str,
        links: &[Link],
    ) -> Option<(usize, String)> {
        let before = tgt[..word.at.start()].trim_end_matches(' ');
        let letters = word.text.chars().all(char::is_alphabetic) && word.bare.len() > LETTERS;
        let inside = letters && before.ends_with(char::is_alphanumeric);
        let (s, text) = inside.then(|| self.misread(sources, word, tgt, links)).flatten()?;
        // « Brun » is no “Brown”, nor “Latin” a slip.
        let (source, alike) = (&sources[s], likeness(&sources[s].bare, &word.bare));
        if alike >= 1.0 || alike >= ALIKE && self.words.know(word.text) {
            return None;
        }
        let capital = source.text.starts_with(char::is_uppercase);
        Some((s, if capital { super::cognate::capitalised(&text) } else { text }))
    }

    /// Whether some word of the target, no mere auxiliary, stands for the source word already.
    fn spoken_for(&self, source: &Word<'_>, tgt: &str, links: &[Link]) -> bool {
        let mut others =
            links.iter().filter(|link| link.src == source.at).map(|link| link.tgt.of(tgt));
        others.any(|word| word.chars().count() >= AUXILIARY && self.words.know(word))
    }

    /// What the source word is in the target, unless that is what stands there.
    fn becomes(&self, source: &Word<'_>, word: &Word<'_>, strange: bool) -> Option<String> {
        let form = normal(source.text);
        let seen =
            || self.lexicon.both(&self.lexicon.row(&form), &normal(word.text), 0.0)[0] >= SEEN;
        // « liège » is none of the target's words, though « Liège » is.
        let foreign = strange || !word.text.is_ascii() && source.text == word.text;
        let lower = source.text.to_lowercase();
        let told = self.glossary.find(&lower).filter(|_| foreign || !seen());
        let slip = || strange.then(|| self.slip_of(&form, &word.bare)).flatten();
        // « change » of « changé » is a word of its own.
        let same = source.text == word.text;
        let usual = || self.usual(&lower).filter(|_| strange || same && !seen());
        let usual = || usual().map(|usual| usual.0.to_owned());
        let text = told.map(str::to_owned).or_else(slip).or_else(usual);
        text.filter(|text| text != word.text)
    }

    /// What a form most often is, and whether it is hardly ever anything else.
    fn usual(&self, form: &str) -> Option<(&str, bool)> {
        let found = self.forms.find(form)?;
        let (text, told) = found.split_once('\t').unwrap_or((found, ""));
        // « jaunes » is what « jaune » is.
        let one = || form.strip_suffix('s').and_then(|one| self.glossary.find(one));
        Some((text, told == "sure" || one() == Some(text)))
    }

    /// « l'escadron Dilokrit » as “Escadron Dilokrit”: a word with a capital that the source writes small, so no name, and what it
    /// should be.
    fn left_with_capital(&self, sources: &[Word<'_>], word: &Word<'_>) -> Option<(usize, String)> {
        let mut letters = word.text.chars();
        let capital = letters.next().is_some_and(char::is_uppercase);
        let small = letters.all(char::is_lowercase) && word.text.chars().count() > LETTERS;
        let alike = |source: &Word<'_>| likeness(&source.bare, &word.bare);
        let near = sources.iter().enumerate().filter(|(_, source)| {
            capital && small && is_common(source.text) && alike(source) >= SLIP
        });
        let (s, source) = near.max_by(|a, b| alike(a.1).total_cmp(&alike(b.1)))?;
        let lower = source.text.to_lowercase();
        let usual = || self.usual(&lower).map(|usual| usual.0);
        let text = self.glossary.find(&lower).or_else(usual)?;
        let text = super::cognate::capitalised(text);
        (text != word.text).then_some((s, text))
    }
}

/// Whether the text has a word that begins as `form` does.
fn has_root(text: &str, form: &str) -> bool {
    let root: String = form.chars().take(ROOT).collect::<String>().to_lowercase();
    words(text).into_iter().any(|at| at.of(text).to_lowercase().starts_with(&root))
}

/// Whether a word is made of letters and begins with a small one: names may be spelt in any way.
fn is_common(word: &str) -> bool {
    word.chars().count() >= LETTERS
        && word.starts_with(char::is_lowercase)
        && word.chars().all(|c| c.is_alphabetic() || c == '-')
}

/// The article that goes before other words than it did: bytes of `text`, and how it is written before `next`.
///
/// ```
/// use tarjuman::align::stray::article;
/// let text = "It is a heurt.";
/// let (at, new) = article(text, 8, "attack").unwrap();
/// assert_eq!((at.of(text), new), ("a", "an".to_owned()));
/// assert_eq!(article(text, 8, "clash"), None);
/// ```
#[must_use]
pub fn article(text: &str, before: usize, next: &str) -> Option<(Span<Byte>, String)> {
    let end = text[..before].trim_end().len();
    let start = text[..end].rfind(char::is_whitespace).map_or(0, |at| at + 1);
    let old = &text[start..end];
    if end == before || !matches!(old, "a" | "an" | "A" | "An") {
        return None;
    }
    let new = format!("{}{}", &old[..1], if sounds_open(next) { "n" } else { "" });
    (new != old).then(|| (Span::new(start, end), new))
}

/// Whether an English word begins with the sound of a vowel, as far as its letters tell.
fn sounds_open(word: &str) -> bool {
    const CLOSED: [&str; 8] = ["eu", "one", "once", "uni", "use", "usu", "uti", "ura"];
    const OPEN: [&str; 4] = ["hour", "honest", "honor", "heir"];
    let word = word.to_lowercase();
    let vowel = word.starts_with(['a', 'e', 'i', 'o', 'u']);
    let closed = CLOSED.iter().any(|start| word.starts_with(start)) && !word.starts_with("unin");
    (vowel && !closed) || OPEN.iter().any(|start| word.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    use crate::align::wordlist::words_of;
    use crate::corpus::lang::Lang;
    use crate::corpus::score::Score;

    const GLOSSARY: &str = "agresseur\tattacker\nbouclier\tshield\nheurts\tclashes\nlimogé\tdismissed\npuce\tchip\nvolcan\tvolcano\nvolcans\tvolcanoes\n";

    /// The strays of a pair in which the n-th words of both are linked, and what they become.
    fn found(src: &str, tgt: &str) -> Vec<(String, Option<String>)> {
        let counts = [
            ("grecque", "greek", 40.0),
            ("bouclier", "buckler", 9.0),
            ("dort", "the", 9.0),
            ("plus", "more", 900.0),
            ("permanence", "permanence", 30.0),
            ("est", "is", 900.0),
        ];
        let lexicon = Lexicon::from_counts(counts.into_iter(), Default::default());
        let known = Known {
            words: words_of(Lang::EN).unwrap(),
            glossary: WordList::new(GLOSSARY),
            forms: WordList::new("griffe\tclaw\nsoupape\tvalve\tsure\n"),
            lexicon: &lexicon,
        };
        let pairs = words(src).into_iter().zip(words(tgt));
        let links: Vec<Link> = pairs.map(|(src, tgt)| Link { src, tgt, p: Score::ONE }).collect();
        let strays = strays((src, tgt), &links, &known);
        strays.into_iter().map(|s| (s.tgt.of(tgt).to_owned(), s.text)).collect()
    }

    fn one(src: &str, tgt: &str) -> Option<(String, Option<String>)> {
        let mut all = found(src, tgt);
        assert!(all.len() < 2, "{all:?}");
        all.pop()
    }

    fn becomes(word: &str, text: &str) -> (String, Option<String>) {
        (word.to_owned(), Some(text.to_owned()))
    }

    #[test]
    fn what_is_left_or_made_up_is_put_right() {
        assert_eq!(
            one("Le volcan dort.", "The volcan sleeps."),
            Some(becomes("volcan", "volcano"))
        );
        assert_eq!(
            one("Il est limogé hier.", "He is limogated yesterday."),
            Some(becomes("limogated", "dismissed"))
        );
        // English has such a word, but the source's own word stands there, which means something else.
        assert_eq!(one("La puce est verte.", "The puce is green."), Some(becomes("puce", "chip")));
        // The lexicon is asked where the glossary has nothing, for slips of what it has.
        assert_eq!(one("La grecque dort.", "The greeq sleeps."), Some(becomes("greeq", "Greek")));
        // What a form most often is stands for a word that is none, and for no other.
        assert_eq!(one("La griffe dort.", "The griff sleeps."), Some(becomes("griff", "claw")));
        assert_eq!(found("La griffe dort.", "The brand sleeps."), []);
        // A capital that the source has not makes no name of it.
        assert_eq!(
            one("Le volcan dort.", "The Volcan sleeps."),
            Some(becomes("Volcan", "Volcano"))
        );
        assert_eq!(found("La Griffe dort.", "The Griffe sleeps."), []);
        // A capital that the target's word always has is put.
        assert_eq!(
            one("Le chef germanique dort.", "The germanic chief sleeps."),
            Some(becomes("germanic", "Germanic"))
        );
        assert_eq!(found("Il dort là.", "He sleeps viking."), []);
        assert_eq!(one("Le plus grand.", "The pluss great."), Some(("pluss".to_owned(), None)));
        assert_eq!(one("Il est tard.", "He limogs late.").map(|(_, text)| text), Some(None));
    }

    #[test]
    fn what_is_known_is_left_and_what_nobody_knows_is_told() {
        assert_eq!(found("Le bouclier tombe.", "The buckler falls."), []);
        assert_eq!(found("La permanence ferme.", "The permanence closes."), []);
        assert_eq!(found("Il joue du mbalax.", "He plays of Mbalax."), []);
        assert_eq!(
            one("Il aime le mbalax.", "He likes the mbalax."),
            Some(("mbalax".to_owned(), None))
        );
    }

    #[test]
    fn a_word_that_was_never_seen_for_another_gives_way_to_the_glossary() {
        assert_eq!(
            one("Un agresseur fuit.", "An immigrant flees."),
            Some(becomes("immigrant", "attacker"))
        );
        assert_eq!(one("La soupape cède.", "The soup yields."), Some(becomes("soup", "valve")));
        // The attack is told already; and a common word says that the link is wrong.
        assert_eq!(found("Un agresseur fuit.", "An immigrant attacks."), []);
        assert_eq!(found("Un agresseur fuit.", "Fast the man"), []);
    }

    #[test]
    fn no_word_is_put_in_twice() {
        let all = found("Le volcan et les volcans.", "The volcan and the volcans.");
        let texts: Vec<_> = all.iter().map(|(_, text)| text.as_deref()).collect();
        assert_eq!(texts, [Some("volcano"), Some("volcanoes")]);
        let all = found("Le volcan.", "The volcan volcanic-volcan.");
        assert_eq!(all.iter().filter(|(_, text)| text.is_some()).count(), 1, "{all:?}");
    }

    #[test]
    fn articles_go_with_the_word_after_them() {
        for (text, next, becomes) in [
            ("A heurt", "attack", Some("An")),
            ("an evenement", "union", Some("a")),
            ("an evenement", "uninvited guest", None),
            ("a heurt", "hour", Some("an")),
            ("the heurt", "attack", None),
            ("heurt", "attack", None),
        ] {
            let before = text.rfind(' ').map_or(0, |at| at + 1);
            let found = article(text, before, next).map(|(_, new)| new);
            assert_eq!(found.as_deref(), becomes, "{text} {next}");
        }
    }

    proptest! {
        #[test]
        fn strays_stand_in_order_and_apart_in_any_text(
            src in "(volcan|volcans|heurts|L'|d’|é|ß|İ|日|'|-|[a-z]{0,6}| |,|\n){0,20}",
            tgt in "(volcan|volcanes|a|an|é|ß|ﬃ|日|'|-|[a-z]{0,6}| |,|\n){0,20}",
        ) {
            let mut end = 0;
            let lexicon = Lexicon::from_counts(std::iter::empty(), Default::default());
            let known = Known { words: words_of(Lang::EN).unwrap(), glossary: WordList::new(GLOSSARY), forms: WordList::new(""), lexicon: &lexicon };
            let link = |(src, tgt)| Link { src, tgt, p: Score::ONE };
            let links: Vec<Link> = words(&src).into_iter().zip(words(&tgt)).map(link).collect();
            for stray in strays((&src, &tgt), &links, &known) {
                let first = article(&tgt, stray.tgt.start(), "attack").map_or(stray.tgt, |(at, _)| at);
                prop_assert!(first.start() >= end && first.end() <= stray.tgt.end());
                prop_assert!(stray.tgt.of(&tgt).chars().all(|c| c.is_alphabetic() || c == '-'));
                end = stray.tgt.end();
            }
        }
    }
}
