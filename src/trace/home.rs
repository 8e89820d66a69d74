//! Where an article reports from: its dateline, a note, its title, or the country it names all along.

use std::collections::BTreeMap;

use crate::corpus::document::{BlockKind, Document};
use crate::corpus::lang::Lang;
use crate::corpus::span::{Byte, Span};

use super::fold::Word;
use super::lexicon::{Class, Lexicon};
use super::token::{plain_words, spelt_words};
use super::unmarked::{answers, turns};

/// What is spoken at a place.
#[derive(Clone, Copy)]
enum Spoken {
    One(Lang),
    /// « Nairobi », « Bruxelles (Union européenne) »: nobody can know which.
    Several,
}

/// How often each language's country, people or papers are named.
pub(super) type Tally = BTreeMap<Lang, usize>;

/// The language of the place an article reports from, and whether a dateline or a note says so; `blocks` is what
/// [`told_by_block`] gives.
pub(super) fn home(document: &Document, blocks: &[Tally], lex: &Lexicon) -> (Option<Lang>, bool) {
    match dated(document, lex).or_else(|| filed_from(document, lex)) {
        Some(Spoken::One(lang)) => (Some(lang), true),
        Some(Spoken::Several) => (None, true),
        None => (plays_at(document, blocks, lex), false),
    }
}

/// The language of the place that a text without a dateline plays at: its own where no other country is named more
/// often than its own.
fn plays_at(document: &Document, blocks: &[Tally], lex: &Lexicon) -> Option<Lang> {
    // Who answers an interviewer's questions is asked in the paper's language, or a note says otherwise.
    if !answers(document, lex).is_empty() || !turns(document, lex).is_empty() {
        return Some(document.lang());
    }
    let mut seen = Tally::new();
    for told in blocks {
        add(&mut seen, told);
    }
    let titled = titled(document, lex);
    if let Some(lang) = led(document, lex) {
        return Some(lang);
    }
    let own = seen.remove(&document.lang()).unwrap_or(0);
    // « Au Vietnam, le delta … »: the title says where, and the text does not say otherwise.
    let least = if own == 0 { 1 } else { 2.max(own + 1) };
    if let Some(lang) = titled.filter(|lang| seen.get(lang).is_some_and(|n| *n >= least)) {
        return Some(lang);
    }
    if seen.values().all(|n| *n <= own) {
        return Some(document.lang());
    }
    // A report that names one other country all along comes from there.
    let mut counts: Vec<(usize, Lang)> = seen.into_iter().map(|(l, n)| (n, l)).collect();
    counts.sort_unstable();
    let (most, lang) = counts.pop()?;
    let next = counts.last().map_or(0, |c| c.0);
    if most >= FOREIGN && most >= 3 * own && most >= 3 * next {
        return Some(lang);
    }
    // A story from abroad says so before long.
    let plain = !lex.caseless && !lex.subject_first;
    if (lex.subject_first || plain && own > 0) && opens_at_home(document, lex) {
        return Some(document.lang());
    }
    // A paper's own country need not be named often.
    // People of many countries come to a story of one's own: a festival, a race.
    let guests = counts.len() + 1 >= GUESTS;
    let least = match (guests, most < FOREIGN) {
        (true, _) => OWN - 1,
        // A few strangers in a story that names a town of one's own.
        (false, true) => 1,
        (false, false) => OWN,
    };
    let own_story = own >= least && own * 2 >= most;
    (plain && own_story).then(|| document.lang())
}

/// How often each block names a language's country, people or papers; what is not of the article, and what comes late
/// in a long one, names none.
pub(super) fn told_by_block(document: &Document, lex: &Lexicon) -> Vec<Tally> {
    let mut left = READ;
    let blocks = document.blocks().iter().map(|block| {
        if block.kind == BlockKind::Boilerplate || left == 0 {
            return Tally::new();
        }
        left -= 1;
        told_in(document, block.span, lex)
    });
    blocks.collect()
}

/// The same of a stretch of the text.
fn told_in(document: &Document, span: Span<Byte>, lex: &Lexicon) -> Tally {
    let words = spelt_words(span.of(document.text()));
    let (words, capital) = apart_from_firms(words, (lex, document.lang()));
    let mut seen = lex.world.tally(&words, &capital);
    // Papers of another country that speak all along tell where a story plays; one's own are
    // quoted everywhere.
    let mut papers = lex.world.tally_outlets(&words);
    papers.retain(|lang, _| !lex.caseless && *lang != document.lang());
    add(&mut seen, &papers);
    seen
}

/// Adds one tally to another.
pub(super) fn add(sum: &mut Tally, told: &Tally) {
    for (lang, n) in told {
        *sum.entry(*lang).or_default() += n;
    }
}

/// Words without the peoples whose firms they tell of: « le géant américain Hollister » shuts a mill at home.
fn apart_from_firms(
    (mut words, mut capital): (Vec<Word>, Vec<bool>),
    (lex, own): (&Lexicon, Lang),
) -> (Vec<Word>, Vec<bool>) {
    if lex.caseless || lex.subject_first {
        return (words, capital);
    }
    let firm = |n: usize| lex.class(&words[n]).is(Class::FIRM);
    let owns = |n: usize| {
        let own = lex.world.people_lang(&words[n]) == Some(own);
        let people = !capital[n] && lex.world.is_people(&words[n]) && !own;
        // « une lettre en anglais »
        let language = n > 0 && lex.class(&words[n - 1]).is(Class::WITHIN);
        // « l'américain Hollister »
        let called = || {
            let led = n > 0 && lex.class(&words[n - 1]).is(Class::DEFINITE);
            led && capital.get(n + 1).copied().unwrap_or_default()
        };
        people && (language || n > 0 && firm(n - 1) || called())
    };
    // « En déplacement au Liban, le chef de l'État », « a décollé pour Beyrouth »: whoever travels there is at home elsewhere.
    let journey = |n: usize| {
        let place = capital[n] && lex.world.place_lang(&words[n..=n]).is_some_and(|l| l != own);
        let led = n > 0 && lex.class(&words[n - 1]).is(Class::PREP.or(Class::CONTRACTED));
        let near = n.saturating_sub(JOURNEY)..n;
        place && led && near.into_iter().any(|k| lex.class(&words[k]).is(Class::TRAVELS))
    };
    let kept: Vec<bool> = (0..words.len()).map(|n| !owns(n) && !journey(n)).collect();
    let mut keep = kept.iter();
    words.retain(|_| keep.next().copied().unwrap_or(true));
    let mut keep = kept.iter();
    capital.retain(|_| keep.next().copied().unwrap_or(true));
    (words, capital)
}

/// How many words behind « déplacement » the place may stand.
const JOURNEY: usize = 5;

/// Whether nothing from the title to the second paragraph is of another country.
fn opens_at_home(document: &Document, lex: &Lexicon) -> bool {
    let mut told = 0;
    for block in document.blocks() {
        told += usize::from(block.kind == BlockKind::Paragraph);
        if told > OPENING {
            break;
        }
        let words = spelt_words(block.span.of(document.text()));
        let (words, capital) = apart_from_firms(words, (lex, document.lang()));
        if lex.world.tally(&words, &capital).keys().any(|lang| *lang != document.lang()) {
            return false;
        }
    }
    told >= OPENING
}

/// What is spoken where a dispatch is dated from.
///
/// « Valence (Espagne), 2 nov »: the country says which Valence; « Bruxelles (Union européenne) » is the seat of a body
/// of many countries.
fn dated(document: &Document, lex: &Lexicon) -> Option<Spoken> {
    let text = document.text();
    let dateline = document.facts().dateline?;
    let cut = dateline.of(text);
    let told = cut.split_once('(').map(|c| c.1);
    let told = told.or_else(|| text[dateline.end()..].trim_start().strip_prefix('('));
    let country = told.and_then(|t| t.split_once(')')).map(|c| plain_words(c.0));
    let country = country.filter(|words| words.len() <= 4);
    let country = country.and_then(|words| spoken_at(&words, lex));
    // « Calgary (Canada) »: the town tells where the country does not.
    let town = plain_words(cut.split('(').next().unwrap_or_default());
    let town = lex.world.place_lang(&town).map(Spoken::One);
    let country = match (country, town) {
        (Some(Spoken::Several), Some(town)) => Some(town),
        (country, _) => country,
    };
    country.or_else(|| {
        let words = plain_words(cut);
        let one = lex.world.place_lang(&words).map(Spoken::One);
        one.or_else(|| spoken_at(&words, lex).filter(|_| words.len() <= 2))
    })
}

/// What is spoken at the place that some words name.
fn spoken_at(words: &[Word], lex: &Lexicon) -> Option<Spoken> {
    let one = lex.world.place_lang(words).map(Spoken::One);
    one.or_else(|| lex.world.is_international(words).then_some(Spoken::Several))
}

/// « Nepal counts its dead »: the one country that a title names, where the opening names no other.
fn led(document: &Document, lex: &Lexicon) -> Option<Lang> {
    let text = document.text();
    let count = |kind: BlockKind| {
        let block = document.blocks().iter().find(|b| b.kind == kind)?;
        let (words, capital) = spelt_words(block.span.of(text));
        let seen = lex.world.tally(&words, &capital);
        let one = seen.keys().next().copied().filter(|_| seen.len() == 1);
        one.filter(|lang| *lang != document.lang())
    };
    let title = count(BlockKind::Headline).filter(|_| lex.subject_first)?;
    (count(BlockKind::Paragraph) == Some(title)).then_some(title)
}

/// « Au Vietnam, … », « Argentine : … »: the country that a title opens with.
fn titled(document: &Document, lex: &Lexicon) -> Option<Lang> {
    let title = document.blocks().iter().find(|b| b.kind == BlockKind::Headline)?;
    let text = title.span.of(document.text());
    // « DIRECT. Présidentielle en Moldavie : … »
    let label = text.split_once(". ").filter(|(label, _)| !label.contains(char::is_lowercase));
    let text = label.map_or(text, |(_, rest)| rest);
    let end = text.find([',', ':', '.'])?;
    let colon = text[end..].starts_with(':');
    // « EN DIRECT - Guerre en Ukraine : … »
    let lead = text.get(..end)?;
    let label = lead.split_once(" - ").filter(|(label, _)| !label.contains(char::is_lowercase));
    let words = plain_words(label.map_or(lead, |(_, rest)| rest));
    let (first, rest) = words.split_first()?;
    let place = if lex.class(first).is(Class::WITHIN.or(Class::PREP).or(Class::CONTRACTED)) {
        rest
    } else {
        &words[..]
    };
    // « Guerre en Ukraine : … »
    let within = rest.iter().position(|w| lex.class(w).is(Class::WITHIN.or(Class::CONTRACTED)));
    let tail = || lex.world.place_lang(rest.get(within? + 1..)?);
    let opens = lex.world.place_lang(place).filter(|_| place.len() <= 3);
    opens.or_else(|| tail().filter(|_| colon && rest.len() <= TITLE))
}

/// The most words before the colon of a title that says where it plays.
const TITLE: usize = 7;

/// How many blocks of an article are read for the countries they name.
const READ: usize = 60;
/// Paragraphs that tell where a story plays.
const OPENING: usize = 2;
/// How often one country must be named for a report without a dateline to be from there.
const FOREIGN: usize = 5;
/// How often a paper must name its own country to write from there, where another is named more often.
const OWN: usize = 4;
/// From how many other countries people come to a story that plays in none of them.
const GUESTS: usize = 4;
/// The longest note that says where an article was written, in bytes.
const NOTE: usize = 120;

/// What stands behind the comma of a byline: « Anne Petit, Zurich ».
fn note_end(byline: &str) -> Option<&str> {
    let (_, place) = byline.rsplit_once(", ").or_else(|| byline.rsplit_once(" in "))?;
    Some(place.trim_end_matches(['.', ',']))
}

/// « Par Anne Petit (Petorca, Chili, correspondance) », « De notre envoyé spécial à Londres »
fn filed_from(document: &Document, lex: &Lexicon) -> Option<Spoken> {
    document.blocks().iter().take(6).find_map(|block| {
        let whole = block.span.of(document.text());
        // « (Rabat, de notre correspondant) - À trois jours … »
        let led = whole.strip_prefix('(').and_then(|w| w.split_once(')')).map(|w| w.0);
        let note = led.unwrap_or(whole);
        // « Par Anne Carpentras (Kitamori, envoyée spéciale) »: the brackets say where.
        let told = note.split_once('(').map_or(note, |(_, rest)| rest);
        let words = plain_words(told);
        let short = note.len() < NOTE;
        let reporter = words.iter().any(|w| lex.class(w).is(Class::REPORTER));
        // « Anne Petit, Zurich »: where a byline ends.
        let end = || {
            let place = plain_words(note_end(block.span.of(document.text()))?);
            let whole = block.kind == BlockKind::Byline && lex.world.is_whole_place(&place);
            whole.then(|| spoken_at(&place, lex)).flatten()
        };
        spoken_at(&words, lex).filter(|_| reporter && short).or_else(end)
    })
}
