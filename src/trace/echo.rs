//! Titles that say again what the body says: whoever says it there says it here.

use indexmap::IndexMap;

use crate::corpus::quote::{Basis, Quote, QuoteKind, Scope, Speaker};
use crate::corpus::span::{Byte, Span};

use super::lexicon::{ByWord, Class, Lexicon};
use super::token::plain_words;

/// How far around a title, in bytes, the text it is the title of may stand.
pub(super) const TEXT: usize = 25_000;
/// Letters that a word must have to say anything about whose words they are.
const LONG: usize = 4;

/// A quotation of the body that a title may repeat.
struct Body {
    at: usize,
    /// The numbers of those of its words that stand in a title, in order.
    words: Vec<usize>,
    pulled: bool,
    speaker: Speaker,
}

/// A title that quotes without a name repeats words of the body: whoever says them there says them
/// here.
///
/// The words of a quotation are asked for by its number and span.
pub(super) fn headlines<'w>(
    lex: &Lexicon,
    quotes: &mut [Quote],
    words: &dyn Fn(usize, Span<Byte>) -> &'w str,
    lead: &dyn Fn(&Quote) -> bool,
) {
    let words = |n: usize, q: &Quote| words(n, q.span).split(' ').filter(|w| !w.is_empty());
    let long = |w: &str| w.chars().count() >= LONG;
    let titles: Vec<(usize, Vec<&str>)> = quotes
        .iter()
        .enumerate()
        .filter(|(_, q)| q.kind == QuoteKind::Headline || pulled(q) || lead(q))
        .map(|(n, q)| (n, words(n, q).collect()))
        .filter(|(n, own): &(usize, Vec<&str>)| {
            may_echo(&quotes[*n], own.len(), (lex, lead(&quotes[*n])))
        })
        .collect();
    if titles.is_empty() {
        return;
    }
    let mut numbers: IndexMap<&str, usize, ByWord> = IndexMap::default();
    for word in titles.iter().flat_map(|(_, own)| own).filter(|w| long(w)) {
        let next = numbers.len();
        numbers.entry(*word).or_insert(next);
    }
    let numbered = |own: &mut dyn Iterator<Item = &'w str>| -> Vec<usize> {
        own.filter(|w| long(w)).filter_map(|w| numbers.get(w)).copied().collect()
    };
    let mut body: Vec<Body> = Vec::new();
    for (n, q) in quotes.iter().enumerate() {
        let told = q.speaker.basis != Basis::Unknown && q.scope == Scope::Article;
        if told && q.kind != QuoteKind::Headline {
            let (at, pulled, speaker) = (q.span.start(), pulled(q), q.speaker.clone());
            let mut words = numbered(&mut words(n, q));
            words.sort_unstable();
            body.push(Body { at, words, pulled, speaker });
        }
    }
    // « le groupe californien » of a title is nobody who holds an office.
    let office = |speaker: &Speaker| {
        let role = plain_words(speaker.role.as_deref().unwrap_or_default());
        role.iter().take(2).any(|w| lex.class(w).is(Class::POST))
    };
    for (n, own) in titles {
        let quote = &mut quotes[n];
        let (repeated, own) = (pulled(quote), numbered(&mut own.into_iter()));
        let strict = quote.speaker.mention.is_some() || quote.speaker.name.is_some();
        let placed = quote.speaker.name.as_ref().is_some_and(|n| n.starts_with(char::is_lowercase));
        let least = if repeated || strict { 0.9 } else { 0.6 };
        let best = near(&body, quote.span.start(), |b| b.at)
            .iter()
            .filter(|b| !(repeated && b.pulled) && b.at != quote.span.start())
            .filter(|b| !(strict && placed && office(&b.speaker)))
            .map(|b| (shared(&own, &b.words), &b.speaker))
            .filter(|(share, _)| *share >= least)
            .max_by(|a, b| a.0.total_cmp(&b.0));
        if let Some((_, speaker)) = best {
            quote.speaker = Speaker { mention: None, basis: Basis::Inferred, ..speaker.clone() };
        }
    }
}

/// A line of a live page or a pulled quotation repeats the text as well.
fn pulled(q: &Quote) -> bool {
    let alone = q.marked && q.inside.is_none() && q.cue.is_none() && q.speaker.mention.is_none();
    q.kind == QuoteKind::Direct && alone && q.speaker.basis != Basis::Stated
}

/// Whether a title or pulled quotation of `n` words may get its speaker from the body.
fn may_echo(q: &Quote, n: usize, (lex, lead): (&Lexicon, bool)) -> bool {
    // « “J'ai tout perdu” : l'ancien notaire jugé »: a colon is a weaker clue than the same words.
    // So is « l'agence française » of a title: a body by what it is and where.
    let people = |name: &str| name.rsplit(' ').next().is_some_and(|w| lex.world.is_people(w));
    let by_place = |name: &str| name.starts_with(char::is_lowercase) && people(name);
    let described = q.speaker.name.as_deref().is_none_or(by_place);
    let weak = described || q.cue.is_none() && n >= 3;
    if lead {
        return described;
    }
    if q.kind == QuoteKind::Headline { weak } else { n >= 4 }
}

/// Those of `all`, in order of place, that stand near byte `at`.
pub(super) fn near<T>(all: &[T], at: usize, place: impl Fn(&T) -> usize) -> &[T] {
    let from = all.partition_point(|x| place(x) + TEXT < at);
    let to = all.partition_point(|x| place(x) < at + TEXT);
    &all[from..to]
}

/// The share of the numbers in `own` that `other`, which is sorted, has.
fn shared(own: &[usize], other: &[usize]) -> f32 {
    if own.is_empty() || other.is_empty() {
        return 0.0;
    }
    let hits = own.iter().filter(|w| other.binary_search(w).is_ok()).count();
    #[expect(clippy::cast_precision_loss, reason = "word counts of one quotation")]
    let share = hits as f32 / own.len() as f32;
    share
}
