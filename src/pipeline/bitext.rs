//! The stages for texts that somebody else translated: rough translations to align by, links of given
//! pairs, and bitexts checked.

use super::{Error, Machine, link};
use crate::align::lexicon::Lexicon;
use crate::align::link::{PairOptions, link as link_words};
use crate::align::sentences::SentenceOptions;
use crate::corpus::alignment::{Alignment, Link};
use crate::corpus::lang::Lang;
use crate::corpus::memory::{Memory, Reason, Verdict};
use crate::corpus::pair::Pair;
use crate::corpus::span::Span;
use crate::ingest::language;
use crate::nmt::{self, ForceOptions};
use crate::translate::typography::Plain;

/// Words from which a sentence shows its language.
const SHOWS: usize = 5;

/// A translation of each text to align by: quotation marks and typography are not dressed.
///
/// # Errors
/// When the model fails.
pub fn rough(texts: &[&str], machine: Machine<'_>) -> Result<Vec<String>, Error> {
    let plain: Vec<Plain> =
        texts.iter().map(|text| Plain::new(text, Span::new(0, text.len()), &[])).collect();
    let todo: Vec<&str> = plain.iter().map(Plain::text).filter(|text| !text.is_empty()).collect();
    let mut made = Vec::with_capacity(todo.len());
    for batch in todo.chunks(machine.batch.max(1)) {
        made.extend(super::translate_lines(batch, machine)?);
    }
    let mut made = made.into_iter();
    let of = |plain: &Plain| match plain.text() {
        "" => Some(String::new()),
        _ => made.next().map(|rendition| rendition.text),
    };
    Ok(plain.iter().map_while(of).collect())
}

/// The links of a given pair.
#[derive(Clone, Debug, PartialEq)]
pub struct Given {
    /// The links.
    pub links: Alignment,
    /// Whether the model read the pair; it cannot where a side is too long for it.
    pub attended: bool,
}

/// Word links of pairs somebody else translated: the model's attention while it is made to say the given
/// translation, and the lexicon's opinion where there is one.
///
/// `turned`: the model reads what is the target here. A pair too long for the model is linked by the
/// lexicon alone.
///
/// # Errors
/// When the model fails.
pub fn link_given(
    pairs: &[(&str, &str)],
    machine: Machine<'_>,
    turned: bool,
    lexicon: Option<&Lexicon>,
) -> Result<Vec<Given>, Error> {
    let model = machine.model;
    let fits = |text: &str| model.count_pieces(text) <= model.max_source_pieces();
    // The target is counted by the source's pieces: near enough to keep what is far too long out,
    // and what is not is refused by the model and taken out below.
    let fit = |pair: &(&str, &str)| fits(pair.0) && fits(pair.1);
    let blank = |pair: &(&str, &str)| pair.0.trim().is_empty() || pair.1.trim().is_empty();
    let flipped = lexicon.filter(|_| turned).map(Lexicon::flipped);
    let own = if turned { flipped.as_ref() } else { lexicon };
    let mut out = Vec::with_capacity(pairs.len());
    for pair in pairs {
        let read = if turned { (pair.1, pair.0) } else { *pair };
        let forced = if blank(&read) || !fit(&read) {
            None
        } else {
            match model.force(&[read], &ForceOptions::default()) {
                Ok(forced) => forced.into_iter().next(),
                Err(nmt::Error::TooLong { .. }) => None,
                Err(error) => return Err(error.into()),
            }
        };
        let attended = forced.is_some() || blank(pair);
        let links = match (forced, lexicon) {
            (Some(made), _) if turned => turned_back(&link(read.0, &made, own)),
            (Some(made), _) => link(read.0, &made, own),
            (None, Some(_)) => {
                let options = PairOptions { lexicon, ..PairOptions::default() };
                link_words(&[*pair], &options).remove(0)
            }
            (None, None) => Vec::new(),
        };
        out.push(Given { links, attended });
    }
    Ok(out)
}

/// Links seen from the other side.
fn turned_back(links: &[Link]) -> Alignment {
    let mut out: Alignment =
        links.iter().map(|l| Link { src: l.tgt, tgt: l.src, p: l.p }).collect();
    out.sort_by_key(|l| (l.src, l.tgt));
    out
}

/// Word links of each bead of an aligned pair, in the texts' bytes. Without a lexicon the beads
/// themselves are learnt from.
#[must_use]
pub fn link_beads(pair: &Pair, lexicon: Option<&Lexicon>) -> Vec<Alignment> {
    let texts: Vec<(&str, &str)> = pair.bitext.beads().iter().map(|b| pair.texts(b)).collect();
    let found = link_words(&texts, &PairOptions { lexicon, ..PairOptions::default() });
    let beads = pair.bitext.beads().iter().zip(found);
    beads
        .map(|(bead, links)| {
            let (Some(src), Some(tgt)) = (pair.src.span(bead.src), pair.tgt.span(bead.tgt)) else {
                return Vec::new();
            };
            let placed = |link: Link| Link {
                src: link.src.shift(src.start()),
                tgt: link.tgt.shift(tgt.start()),
                ..link
            };
            links.into_iter().map(placed).collect()
        })
        .collect()
}

/// Judges each unit of a bitext: do its sides translate each other, are they in their languages?
#[must_use]
pub fn check_bitext(memory: &Memory, lexicon: Option<&Lexicon>) -> Vec<Verdict> {
    let options = SentenceOptions { lexicon, ..SentenceOptions::default() };
    let mut verdicts = crate::align::check::check(memory, &options);
    for (unit, verdict) in memory.units.iter().zip(&mut verdicts) {
        let other = |text: &str, wanted: Option<Lang>| {
            let shows = text.split_whitespace().nth(SHOWS - 1).is_some();
            let found = if shows { language::guess(text) } else { None };
            found.filter(|lang| wanted.is_some_and(|wanted| wanted != *lang))
        };
        verdict.reasons.extend(other(&unit.src, memory.src_lang).map(Reason::SourceLanguage));
        verdict.reasons.extend(other(&unit.tgt, memory.tgt_lang).map(Reason::TargetLanguage));
        verdict.reasons.sort_unstable();
    }
    verdicts
}
