//! Titles that say again what the body says: whoever says it there says it here.

use std::ops::Range;

use indexmap::IndexSet;

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
    let long = |w: &str| w.len() >= LONG && w.chars().nth(LONG - 1).is_some();
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
    let all = titles.iter().flat_map(|(_, own)| own.iter().copied());
    let numbers: IndexSet<&str, ByWord> = all.filter(|w| long(w)).collect();
    let numbered = |own: &mut dyn Iterator<Item = &'w str>| -> Vec<usize> {
        own.filter(|w| long(w)).filter_map(|w| numbers.get_index_of(w)).collect()
    };
    let mut body: Vec<Body> = Vec::new();
    // Those that have each word of a title, in order.
    let mut having: Vec<Vec<usize>> = vec![Vec::new(); numbers.len()];
    for (n, q) in quotes.iter().enumerate() {
        let told = q.speaker.basis != Basis::Unknown && q.scope == Scope::Article;
        if told && q.kind != QuoteKind::Headline {
            let shared = numbered(&mut words(n, q));
            for &word in &shared {
                if having[word].last() != Some(&body.len()) {
                    having[word].push(body.len());
                }
            }
            if !shared.is_empty() {
                let (at, pulled, speaker) = (q.span.start(), pulled(q), q.speaker.clone());
                body.push(Body { at, pulled, speaker });
            }
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
        let here = near(&body, quote.span.start(), |b| b.at);
        let best = sharing(&own, &having, here)
            .into_iter()
            .filter(|(share, _)| *share >= least)
            .map(|(share, n)| (share, &body[n]))
            .filter(|(_, b)| !(repeated && b.pulled) && b.at != quote.span.start())
            .filter(|(_, b)| !(strict && placed && office(&b.speaker)))
            .max_by(|a, b| a.0.total_cmp(&b.0));
        if let Some((_, Body { speaker, .. })) = best {
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

/// The numbers of those of `all`, in order of place, that stand near byte `at`.
pub(super) fn near<T>(all: &[T], at: usize, place: impl Fn(&T) -> usize) -> Range<usize> {
    let from = all.partition_point(|x| place(x) + TEXT < at);
    let to = all.partition_point(|x| place(x) < at + TEXT);
    from..to
}

/// The share of the words in `own` that each of those in `here` has which has any, in order; `having` are those that have
/// a word, in order.
fn sharing(own: &[usize], having: &[Vec<usize>], here: Range<usize>) -> Vec<(f32, usize)> {
    let of_word = |word: &usize| {
        let all = &having[*word];
        let from = all.partition_point(|n| *n < here.start);
        all[from..].iter().copied().take_while(|n| *n < here.end)
    };
    let mut hits: Vec<usize> = own.iter().flat_map(of_word).collect();
    hits.sort_unstable();
    #[expect(clippy::cast_precision_loss, reason = "word counts of one quotation")]
    let share = |hits: usize| hits as f32 / own.len() as f32;
    hits.chunk_by(|a, b| a == b).map(|same| (share(same.len()), same[0])).collect()
}
