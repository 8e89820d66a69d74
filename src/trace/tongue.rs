//! In which language somebody spoke: said outright, inferred from who they are, or unknown.

use std::collections::BTreeMap;

use crate::corpus::document::Document;
use crate::corpus::lang::Lang;
use crate::corpus::quote::{Basis, Quote, Scope};
use crate::corpus::span::Span;

use super::antecedent::of_antecedent;
use super::chain::translated;
use super::home::home;
use super::lexicon::world::Clue;
use super::lexicon::{Class, Lexicon};
use super::relay::Passing;
use super::scene::{Scene, floor};
use super::seat::{BESIDE, bare_words, beside_mixed, beside_name, seat, seat_of_firm};
use super::token::plain_words;

/// The language of every utterance, and how it is known.
pub(super) fn languages(
    document: &Document,
    quotes: &[Quote],
    scenes: &[Scene],
) -> Vec<(Option<Lang>, Basis)> {
    let lex = Lexicon::of(document.lang());
    let from = document.facts().credits.iter().find_map(|c| c.from);
    // A translated dispatch was filed where its own language is spoken, or nothing is known.
    let home = home(document, lex).filter(|l| !translated(document) || Some(*l) == from);
    let mut by_speaker: BTreeMap<&str, Lang> = BTreeMap::new();
    let mut out: Vec<(Option<Lang>, Basis)> = Vec::with_capacity(quotes.len());
    let mut names = BTreeMap::new();
    let mut international = Vec::with_capacity(quotes.len());
    let mut kin: Vec<bool> = Vec::with_capacity(quotes.len());
    for (quote, scene) in quotes.iter().zip(scenes) {
        let own = scene.stated.map(|(l, _)| (Some(l), Basis::Stated));
        let near =
            out.last().and_then(|o| o.0).filter(|_| beside_body(document, quotes, out.len()));
        let clued = from_speaker(document, (quote, &scene.passings), &mut names, (home, near));
        let role = match clued {
            Clued::Lang(l) => Some((Some(l), Basis::Inferred)),
            _ => None,
        };
        international.push(clued == Clued::Nobodys);
        kin.push(clued == Clued::Kin);
        let found = own.or(role).unwrap_or((None, Basis::Unknown));
        // « a répondu en anglais » is said of one answer, because the others were not in English.
        let usual = own.is_none().then_some(found.0).flatten();
        if let (Some(key), Some(lang)) = (key(quote), usual) {
            by_speaker.entry(key).or_insert(lang);
        }
        out.push(found);
    }
    let interpreted: Vec<&str> = quotes
        .iter()
        .zip(scenes)
        .filter(|(_, scene)| {
            scene.passings.iter().any(|p| matches!(p, Passing::Interpreter { .. }))
        })
        .filter_map(|(quote, _)| key(quote))
        .collect();
    let foreign = |quote: &Quote| key(quote).is_some_and(|k| interpreted.contains(&k));
    // The occasion tells only where nothing about the speaker does.
    for (n, (quote, scene)) in quotes.iter().zip(scenes).enumerate() {
        let person = quote.speaker.role.is_some() || quote.speaker.name.is_some();
        let setting = scene.setting.filter(|_| !placeless(document, quote, lex));
        let place = scene.place.as_ref().map(|p| p.1).or(setting);
        let place = place.filter(|_| person && out[n].0.is_none() && !international[n]);
        if let (Some(lang), Some(key)) = (place, key(quote)) {
            by_speaker.entry(key).or_insert(lang);
        }
    }
    // « a reconnu le Belge. “…”, a-t-il averti »: nobody can know in which of its languages he went on either.
    let mixed: Vec<&str> =
        quotes.iter().zip(&international).filter(|q| *q.1).filter_map(|q| key(q.0)).collect();
    for (n, quote) in quotes.iter().enumerate() {
        let untold = |k: &str| mixed.contains(&k) && !by_speaker.contains_key(k);
        international[n] |= !lex.caseless && !lex.subject_first && key(quote).is_some_and(untold);
    }
    for (n, quote) in quotes.iter().enumerate() {
        if out[n].0.is_none() && !international[n] {
            let known = key(quote).and_then(|k| by_speaker.get(k).copied());
            let here = home.filter(|_| {
                let local = home == Some(document.lang()) || !placeless(document, quote, lex);
                // Whoever needs an interpreter does not speak as the place does.
                let told = quote.speaker.basis != Basis::Unknown && !kin[n] && !foreign(quote);
                told && (quote.scope == Scope::Article || teased(document, quote, home)) && local
            });
            // « confie-t-elle au Times »: of somebody the text tells nothing else of.
            let told = quote.speaker.name.is_some();
            let mut passings = scenes[n].passings.iter().filter(|_| told);
            let paper = passings.find_map(|p| passed_in(p, lex));
            let at_home = here == Some(document.lang()) && !lex.caseless;
            let abroad = paper.filter(|lang| *lang != document.lang() && at_home);
            if let Some(lang) = known.or(abroad).or(here).or(paper) {
                out[n] = (Some(lang), Basis::Inferred);
            }
        }
    }
    agree(quotes, &international, &mut out);
    as_written(document, quotes, &mut out);
    for n in (1..quotes.len()).filter(|&n| kin[n]) {
        let owner = (0..n).rev().find(|&p| key(&quotes[p]) != key(&quotes[n]));
        let spoken = owner.and_then(|p| out[p].0).or(home);
        if let (None, Some(lang)) = (out[n].0, spoken) {
            out[n] = (Some(lang), Basis::Inferred);
        }
    }
    out
}

/// A post that stands in the page's language, which is that of whoever wrote it, is printed as it was written.
fn as_written(document: &Document, quotes: &[Quote], out: &mut [(Option<Lang>, Basis)]) {
    let (text, lang) = (document.text(), document.lang());
    for (quote, known) in quotes.iter().zip(out).filter(|(_, known)| known.0 == Some(lang)) {
        let post = super::post::is_post(text, quote) && !translated(document);
        if post && super::printed::language(quote.span.of(text)) == Some(lang) {
            known.1 = Basis::Stated;
        }
    }
}

/// « “La mer ne m'a jamais fait peur” : rencontre avec une ancienne goémonière »: whoever a teaser names, or tells more
/// of than a noun, speaks as the page does, where that is at home.
fn teased(document: &Document, quote: &Quote, home: Option<Lang>) -> bool {
    let mention = quote.speaker.mention.map(|m| m.of(document.text()));
    let told = mention.is_some_and(|m| m.split_whitespace().count() > 2);
    let plain = document.lang() == Lang::FR && home == Some(document.lang());
    plain && (quote.speaker.name.is_some() || told)
}

/// Whether the quotation before the one at `n` stands close by and is a body's.
fn beside_body(document: &Document, quotes: &[Quote], n: usize) -> bool {
    let lex = Lexicon::of(document.lang());
    let Some(before) = n.checked_sub(1).and_then(|b| quotes.get(b)) else { return false };
    let gap = quotes[n].span.start().checked_sub(before.span.end());
    let between = gap.filter(|gap| *gap < BESIDE);
    let words = plain_words(before.speaker.name.as_deref().unwrap_or_default());
    let given = words.first().is_some_and(|w| lex.class(w).is(Class::GIVEN));
    let body = before.speaker.role.is_none()
        || before.speaker.name.as_ref().is_some_and(|n| n.starts_with(char::is_lowercase));
    between.is_some() && !words.is_empty() && !given && body
}

/// Lets whoever speaks a language in one place of a text speak it where nothing else is known: in
/// the title, under a picture.
fn agree(quotes: &[Quote], international: &[bool], out: &mut [(Option<Lang>, Basis)]) {
    let mut by_speaker: BTreeMap<&str, Lang> = BTreeMap::new();
    for (quote, known) in quotes.iter().zip(out.iter()) {
        if let (Some(key), (Some(lang), Basis::Inferred)) = (key(quote), known) {
            by_speaker.entry(key).or_insert(*lang);
        }
    }
    for (n, quote) in quotes.iter().enumerate() {
        let lang = key(quote).and_then(|k| by_speaker.get(k)).filter(|_| out[n].0.is_none());
        if let Some(lang) = lang.filter(|_| !international[n]) {
            out[n] = (Some(*lang), Basis::Inferred);
        }
    }
}

/// The language of an outlet that received somebody's words.
fn passed_in(passing: &Passing, lex: &Lexicon) -> Option<Lang> {
    match passing {
        Passing::Outlet { name, .. } => {
            let words = plain_words(name);
            let people = || words.iter().find_map(|w| lex.world.people_lang(w));
            lex.world.outlet_lang(&words).or_else(people)
        }
        Passing::Interpreter { .. } | Passing::Again { .. } => None,
    }
}

/// « selon une source proche du dossier », « note un analyste »: whoever may sit anywhere.
fn placeless(document: &Document, quote: &Quote, lex: &Lexicon) -> bool {
    let mention = quote.speaker.mention.map(|m| m.of(document.text()));
    let told = [quote.speaker.role.as_deref(), mention];
    // « une source proche du dossier » of a dispatch sits where that was filed.
    let source =
        mention.is_some_and(|m| plain_words(m).iter().any(|w| lex.class(w).is(Class::SAME_PLACE)));
    let after = quote.speaker.mention.map(|m| document.text()[m.end()..].trim_start());
    let elsewhere = after.is_some_and(|a| {
        let mut words = a.split_whitespace();
        let led = words.next().is_some_and(|w| lex.class(w).is(Class::OCCASION.or(Class::WITHIN)));
        led && words.next().is_some_and(|w| w.starts_with(char::is_uppercase))
    });
    if source && !elsewhere && document.facts().dateline.is_some() && !lex.caseless {
        return false;
    }
    // « analyste chez X » works for somebody, « l'économiste de 52 ans » is a person of the place.
    let works = |words: &[Box<str>]| {
        let at = words.iter().take(4).position(|w| lex.class(w).is(Class::PLACELESS));
        at.is_some_and(|k| {
            let next = words.get(k + 1).map(|w| lex.class(w)).unwrap_or_default();
            let link = next.is(Class::PREP.or(Class::CONTRACTED)) && !next.is(Class::GENITIVE);
            link || quote.speaker.name.is_none()
        })
    };
    told.into_iter().flatten().any(|words| works(&plain_words(words)))
}

/// What makes two quotations one speaker's.
fn key(quote: &Quote) -> Option<&str> {
    quote.speaker.name.as_deref().or(quote.speaker.role.as_deref())
}

fn from_speaker(
    document: &Document,
    (quote, passings): (&Quote, &[Passing]),
    names: &mut BTreeMap<String, Option<Lang>>,
    (home, near): (Option<Lang>, Option<Lang>),
) -> Clued {
    let lex = Lexicon::of(document.lang());
    let text = document.text();
    let mention = quote.speaker.mention.map(|m| m.of(text));
    let name = quote.speaker.name.as_deref();
    // A given name may spell a people or a town: « Romain », « Florence ».
    let person = name.is_some_and(|n| lex.class(&plain_words(n)[..1].concat()).is(Class::GIVEN));
    let described: Vec<Vec<Box<str>>> = [quote.speaker.role.as_deref(), mention]
        .into_iter()
        .flatten()
        .map(|words| without_name(bare_words(words, lex), name.filter(|_| person)))
        .chain(name.filter(|_| !person).map(|n| bare_words(n, lex)))
        .collect();
    // « la préfecture », « la région » are of the country that the text plays in.
    let elsewhere = home.is_some_and(|l| l != document.lang());
    let clue = described.iter().find_map(|words| lex.world.lang_of(words));
    let known = clue.filter(|c| !(elsewhere && c.1 == Clue::Institution)).map(|c| c.0);
    let abroad = known.is_some_and(|l| l != document.lang());
    let studies = !lex.caseless && !lex.subject_first;
    if abroad && studies && described.iter().any(|words| is_study(words, lex)) {
        return Clued::Nobodys;
    }
    // « Le promoteur, une société turque, »
    let beside = || {
        let mention = quote.speaker.mention.filter(|_| name.is_none() && studies)?;
        let after = text[mention.end()..floor(text, mention.end() + BESIDE)].strip_prefix(", ")?;
        let words = plain_words(after.split([',', '.', '«', '"', '“', '\n']).next()?);
        let firm = lex.class(words.first()?).is(Class::DET)
            && words.iter().take(3).any(|w| lex.class(w).is(Class::FIRM.or(Class::BODY)));
        words.iter().filter(|_| firm).find_map(|w| lex.world.people_lang(w))
    };
    let known = known.or_else(beside);
    if let (None, Some(outlet)) = (known, as_outlet(&described, name, lex)) {
        return outlet;
    }
    // « Vladimir Poutine »: a name that all know stands among the seats of power.
    let famous = || {
        let words = plain_words(name?);
        let whole = words.len() > 1 && lex.world.is_whole_place(&words);
        whole.then(|| lex.world.place_lang(&words)).flatten()
    };
    let known = known.or_else(famous);
    let known = known.or_else(|| {
        // The same few people speak again and again.
        let name = name?;
        *names.entry(name.to_owned()).or_insert_with(|| beside_name(text, name, elsewhere, lex))
    });
    // « شقيقها توماس دو » is of the people whom her family name is told with.
    let kin = || described.iter().flatten().any(|w| lex.class(w).is(Class::KIN));
    let known = known.or_else(|| {
        let family = name?.rsplit_once(' ').filter(|_| lex.caseless && kin())?.1;
        *names.entry(family.to_owned()).or_insert_with(|| beside_name(text, family, elsewhere, lex))
    });
    // « selon le Washington Post, qui cite plusieurs responsables »: those are its country's.
    let cited = || {
        let outlet = passings.iter().find_map(|p| passed_in(p, lex));
        outlet.filter(|_| quote.speaker.name.is_none() && quote.speaker.mention.is_some())
    };
    // « Dans le Guardian, le critique Jean Petit »: who writes for a paper writes its language.
    let press = || {
        let role = plain_words(quote.speaker.role.as_deref()?);
        // So does the widow of a Swede who answers a Swedish paper.
        let family = |c: Class| c.is(Class::KIN) && !c.is(Class::ANONYMOUS.or(Class::PEER));
        let kin = studies && role.iter().take(2).any(|w| family(lex.class(w)));
        let writes = kin || role.iter().take(2).any(|w| lex.class(w).is(Class::PRESS));
        passings.iter().find_map(|p| passed_in(p, lex)).filter(|_| writes)
    };
    if let Some(lang) = known.or_else(press) {
        return Clued::Lang(lang);
    }
    let many = |n: &str| {
        let words = plain_words(n);
        words.len() > 1 && lex.world.is_whole_place(&words) && lex.world.is_international(&words)
    };
    if name.is_some_and(many)
        || name.is_some_and(|n| !lex.is_outlet(&plain_words(n)) && beside_mixed(text, n, lex))
        || are_authors(name, &described, lex)
        || described.iter().any(|words| lex.world.is_international(words))
    {
        return Clued::Nobodys;
    }
    if sits_anywhere(document, (quote, passings), &described) {
        return Clued::Nobodys;
    }
    if let Some(lang) = cited() {
        return Clued::Lang(lang);
    }
    if let Some(lang) = seat(text, quote, lex).or_else(|| seat_of_firm(text, quote, lex)) {
        return Clued::Lang(lang);
    }
    by_owner(document, quote, &described, (home, near)).unwrap_or(Clued::Nothing)
}

/// « قال مصرفي لرويترز », « Deux sources au fait des discussions ont déclaré à Reuters »: whom a paper of the world does
/// not name may sit anywhere.
fn sits_anywhere(
    document: &Document,
    (quote, passings): (&Quote, &[Passing]),
    described: &[Vec<Box<str>>],
) -> bool {
    let (lex, text) = (Lexicon::of(document.lang()), document.text());
    let plain = !lex.caseless && !lex.subject_first;
    let behind = quote.speaker.mention.filter(|_| plain).map(|m| {
        let after = &text[m.end()..floor(text, m.end() + BEHIND)];
        plain_words(after.split(['.', ',', '«', '"', '“']).next().unwrap_or_default())
    });
    let any = |words: &[Box<str>], of: Class| words.iter().any(|w| lex.class(w).is(of));
    let source = described.iter().any(|words| any(words, Class::SAME_PLACE));
    let told = described.iter().any(|words| any(words, Class::BROKER));
    let hidden = told || source && behind.is_some_and(|words| any(&words, Class::BROKER));
    let abroad = |p: &Passing| {
        let Passing::Outlet { name, .. } = p else { return false };
        let words = plain_words(name);
        let own = lex.world.outlet_lang(&words).or_else(|| lex.world.lang_of(&words).map(|c| c.0));
        own.map_or(lex.is_agency(name), |lang| lang != document.lang())
    };
    quote.speaker.name.is_none() && hidden && passings.iter().any(abroad)
}

/// « son porte-parole »: the language of whoever somebody belongs to; `near` is that of the body which spoke just
/// before.
fn by_owner(
    document: &Document,
    quote: &Quote,
    described: &[Vec<Box<str>>],
    (home, near): (Option<Lang>, Option<Lang>),
) -> Option<Clued> {
    let lex = Lexicon::of(document.lang());
    let at = quote.speaker.mention.map_or(quote.span.start(), Span::start);
    let plain = !lex.caseless && !lex.subject_first;
    let settled = home.is_some() && plain;
    // « L'armée israélienne a affirmé “…”. “…”, a déclaré son porte-parole »
    let own = described.iter().any(|words| {
        let first = words.first().map(|w| lex.class(w)).unwrap_or_default();
        let kin = words.iter().take(3).any(|w| lex.class(w).is(Class::KIN.or(Class::PEER)));
        first.is(Class::POSSESSIVE) && !kin
    });
    if let Some(lang) = near.filter(|_| own && plain) {
        return Some(Clued::Lang(lang));
    }
    let found = |words: &Vec<Box<str>>| of_antecedent(document.text(), words, (at, settled), lex);
    described.iter().find_map(found)
}

/// « Pour les auteurs »: those of a study may sit anywhere.
fn are_authors(name: Option<&str>, described: &[Vec<Box<str>>], lex: &Lexicon) -> bool {
    name.is_none() && described.iter().flatten().any(|w| lex.class(w).is(Class::AUTHORS))
}

/// « une étude de l'université d'Utrecht » may be written in any language.
fn is_study(words: &[Box<str>], lex: &Lexicon) -> bool {
    let first = words.iter().find(|w| !lex.class(w).is(Class::DET));
    first.is_some_and(|w| lex.class(w).is(Class::DOCUMENT) && !lex.class(w).is(Class::ISSUED))
}

/// « CNN a révélé que … »: an outlet speaks its own language, wherever its story plays, or nobody knows which.
fn as_outlet(described: &[Vec<Box<str>>], name: Option<&str>, lex: &Lexicon) -> Option<Clued> {
    let short = || described.iter().filter(|words| words.len() <= LONGEST_OUTLET);
    let own = short().find_map(|words| lex.world.outlet_lang(words)).map(Clued::Lang);
    own.or_else(|| {
        let noun = |words: &Vec<Box<str>>| {
            let first = words.iter().find(|w| !lex.class(w).is(Class::DET));
            first.is_some_and(|w| lex.outlet_noun(w) == Some(false))
        };
        (name.is_none() && described.iter().any(noun)).then_some(Clued::Nobodys)
    })
}

/// What the description of a speaker says of their language.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Clued {
    Lang(Lang),
    /// A body of many countries: the place does not tell either.
    Nobodys,
    /// Somebody's own: they speak as the one who spoke before them.
    Kin,
    Nothing,
}

fn without_name(words: Vec<Box<str>>, name: Option<&str>) -> Vec<Box<str>> {
    let name = name.map(plain_words).unwrap_or_default();
    words.into_iter().filter(|w| !name.contains(w)).collect()
}

/// How far behind « deux sources », in bytes, what they know of may be told.
const BEHIND: usize = 40;
/// The most words of an outlet's name: « correspondant du Washington Post à Kaboul » is somebody.
const LONGEST_OUTLET: usize = 4;
