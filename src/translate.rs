//! Layer 2 · sentences to sentences: plain copies in, [`Rendition`]s out.
//!
//! What a rendition says depends on the model, its settings and the plain sentence alone, so it can
//! be kept and used again. Documents, blocks and quotations are not known here.

pub mod astray;
pub mod cache;
pub mod centuries;
pub mod check;
pub mod choose;
pub mod numbers;
pub mod typography;
pub mod wrap;

use serde::{Deserialize, Serialize};

use crate::corpus::alignment::{Alignment, Link, Replacement};
use crate::corpus::score::Score;
use crate::corpus::span::{Byte, Span};
use crate::nmt::{DecodeOptions, Repetition, Translate, Translation};

/// What a plain sentence became.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Rendition {
    /// The words, with plain quotation marks as the model gives them.
    pub text: String,
    /// Mean log-probability per token.
    pub score: f32,
    /// Tokens generated.
    pub tokens: usize,
    /// Word links: bytes of the plain sentence, bytes of `text`, probability.
    pub links: Vec<PlainLink>,
    /// Whether the model ended every part by itself.
    pub finished: bool,
    /// Whether the model went round in circles and could not be helped out.
    pub looped: bool,
    /// Whether the sentence was too long and translated in parts.
    pub resplit: bool,
    /// What was put right.
    pub restored: Restored,
}

/// What of a translation was put right after the model had said it, and what could not be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restored {
    /// Names that were misspelt, stood as others, or not at all.
    pub names: Mended,
    /// A number that had lost digits.
    pub number: bool,
    /// Words the model did not know.
    pub words: Mended,
}

/// What became of words that came out wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mended {
    /// Whether one was put right.
    pub right: bool,
    /// Whether one was left as it is.
    pub left: bool,
}

impl Rendition {
    /// Puts other words in the place of some, which are bytes of `text` in order and apart; the links follow.
    /// Gives whether there were any.
    pub fn respell(&mut self, words: &[(Span<Byte>, String)]) -> bool {
        // From the last to the first, so that what comes before a word stays where it is.
        for (at, word) in words.iter().rev() {
            self.text.replace_range(at.start()..at.end(), word);
            let moved = |place: usize| {
                if place >= at.end() { place - at.len() + word.len() } else { place }
            };
            for PlainLink(_, _, start, end, _) in &mut self.links {
                (*start, *end) = (moved(*start), moved(*end));
            }
        }
        !words.is_empty()
    }

    /// Puts names and phrases in the place of some words, in order and apart: what was linked to those words is linked no
    /// more, and what is put in is linked to the words it stands for. Gives whether there were any.
    pub fn rename(&mut self, names: &[Replacement]) -> bool {
        for Replacement { tgt: at, text, words } in names.iter().rev() {
            self.links
                .retain(|PlainLink(_, _, start, end, _)| *end <= at.start() || at.end() <= *start);
            self.respell(&[(*at, text.clone())]);
            let link = |(src, word): &(Span<Byte>, Span<Byte>)| Link {
                src: *src,
                tgt: word.shift(at.start()),
                p: Score::ONE,
            };
            let own = |PlainLink(start, end, ..): &PlainLink| {
                words.iter().any(|(src, _)| (*start, *end) == (src.start(), src.end()))
            };
            self.links.retain(|link| !own(link));
            self.links.extend(words.iter().map(|word| PlainLink::new(&link(word), 0, 0)));
        }
        self.links.sort_by_key(|link| (link.0, link.2));
        !names.is_empty()
    }
}

/// A word link as it is kept: source start and end, target start and end, probability.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlainLink(usize, usize, usize, usize, f32);

impl PlainLink {
    /// The link as a value of the corpus.
    #[must_use]
    pub fn link(self) -> Link {
        let Self(s0, s1, t0, t1, p) = self;
        Link { src: Span::new(s0, s1), tgt: Span::new(t0, t1), p: Score::new(p) }
    }

    fn new(link: &Link, src_by: usize, tgt_by: usize) -> Self {
        let (s, t) = (link.src.shift(src_by), link.tgt.shift(tgt_by));
        Self(s.start(), s.end(), t.start(), t.end(), link.p.get())
    }
}

/// Finds word links in one translated part: source words, and what the model made of them.
pub type Linker<'a> = dyn Fn(&str, &Translation) -> Alignment + 'a;

/// Counts the names of a source that do not stand in a target.
pub type Missing<'a> = dyn Fn(&str, &str) -> usize + 'a;

/// What is known of the words of both languages.
#[derive(Clone, Copy)]
pub struct Knowing<'a> {
    /// Which words stand for which.
    pub link: &'a Linker<'a>,
    /// Which names are missing.
    pub names: &'a Missing<'a>,
}

impl std::fmt::Debug for Knowing<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Knowing").finish_non_exhaustive()
    }
}

/// Translates plain sentences, in order. Those too long for the model, and those that lost their numbers, are cut and rejoined.
///
/// # Errors
/// What the model returns.
pub fn render(
    plain: &[&str],
    model: &dyn Translate,
    options: &DecodeOptions,
    knowing: Knowing<'_>,
) -> Result<Vec<Rendition>, crate::nmt::Error> {
    let most = model.max_source_pieces();
    let fits = |part: &str| model.count_pieces(part) <= most;
    let cuts: Vec<Vec<Span<Byte>>> = plain.iter().map(|text| wrap::parts(text, &fits)).collect();
    let mut made = rendered(plain, &cuts, model, options, knowing)?;
    astray::again(plain, &mut made, model, options, knowing)?;
    Ok(made)
}

/// Translates the parts of plain sentences, and joins what they become.
fn rendered(
    plain: &[&str],
    cuts: &[Vec<Span<Byte>>],
    model: &dyn Translate,
    options: &DecodeOptions,
    knowing: Knowing<'_>,
) -> Result<Vec<Rendition>, crate::nmt::Error> {
    let parts: Vec<&str> = plain
        .iter()
        .zip(cuts)
        .flat_map(|(text, cuts)| cuts.iter().map(|span| span.of(text)))
        .collect();
    let mut translations = model.translate(&parts, options)?;
    choose::faithful(&parts, &mut translations, model, options, knowing.names)?;
    let mut translations = translations.into_iter();
    let join_next = |(text, cuts): (&&str, &Vec<Span<Byte>>)| {
        let made: Vec<Translation> = translations.by_ref().take(cuts.len()).collect();
        join(text, cuts, &made, knowing.link)
    };
    Ok(plain.iter().zip(cuts).map(join_next).collect())
}

/// Puts the parts of one sentence together again.
fn join(text: &str, cuts: &[Span<Byte>], made: &[Translation], link: &Linker<'_>) -> Rendition {
    let mut out = Rendition { finished: true, resplit: cuts.len() > 1, ..Rendition::default() };
    let mut sum = 0.0;
    for (n, (cut, part)) in cuts.iter().zip(made).enumerate() {
        let words = cut.of(text);
        let last = n + 1 == cuts.len();
        let kept = if last { part.text.as_str() } else { without_added_stop(words, &part.text) };
        if !out.text.is_empty() && !kept.is_empty() {
            out.text.push(' ');
        }
        let at = out.text.len();
        out.text.push_str(kept);
        let links = link(words, part);
        let inside = links.iter().filter(|l| l.tgt.end() <= kept.len());
        out.links.extend(inside.map(|l| PlainLink::new(l, cut.start(), at)));
        sum += part.log_prob().get();
        out.tokens += part.log_probs.len();
        out.looped |= part.repetition == Repetition::Loop;
        out.finished &= part.finished;
    }
    #[expect(clippy::cast_precision_loss, reason = "a sentence has far fewer than 2^24 tokens")]
    let n = out.tokens.max(1) as f32;
    out.score = sum / n;
    out
}

/// A model ends every part like a sentence; the full stop it adds inside one goes.
fn without_added_stop<'t>(source: &str, target: &'t str) -> &'t str {
    match target.strip_suffix('.') {
        Some(kept) if !source.trim_end().ends_with('.') && !kept.ends_with('.') => kept,
        _ => target,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_linked_to_what_they_stand_for_and_to_nothing_else() {
        let mut made = Rendition {
            text: "Miguelmont and Serge agree".to_owned(),
            links: vec![PlainLink(0, 6, 0, 10, 0.5), PlainLink(7, 14, 0, 10, 0.4)],
            ..Rendition::default()
        };
        made.links.push(PlainLink(15, 17, 11, 14, 1.0));
        made.links.push(PlainLink(7, 14, 21, 26, 0.2));
        let span = Span::new;
        let changed = made.rename(&[Replacement {
            tgt: span(0, 10),
            text: "Albert Salomon".to_owned(),
            words: vec![(span(0, 6), span(0, 6)), (span(7, 14), span(7, 14))],
        }]);
        assert_eq!(made.text, "Albert Salomon and Serge agree");
        let links = made.links.iter().map(|link| (link.0, link.link().tgt.of(&made.text)));
        assert_eq!(links.collect::<Vec<_>>(), [(0, "Albert"), (7, "Salomon"), (15, "and")]);
        assert!(changed && !made.rename(&[]));
    }

    #[test]
    fn the_links_follow_words_of_another_length() {
        let mut made = Rendition {
            text: "Lemious and Guiné agree".to_owned(),
            links: vec![PlainLink(0, 7, 0, 7, 1.0), PlainLink(8, 10, 8, 11, 1.0)],
            ..Rendition::default()
        };
        made.links.push(PlainLink(11, 18, 12, 18, 1.0));
        made.links.push(PlainLink(19, 28, 19, 24, 1.0));
        let changed = made.respell(&[
            (Span::new(0, 7), "Le Mieux".to_owned()),
            (Span::new(12, 18), "Guinea".to_owned()),
        ]);
        assert_eq!(made.text, "Le Mieux and Guinea agree");
        let words = made.links.iter().map(|link| link.link().tgt.of(&made.text));
        assert_eq!(words.collect::<Vec<_>>(), ["Le Mieux", "and", "Guinea", "agree"]);
        assert!(changed && !made.respell(&[]));
    }
}
