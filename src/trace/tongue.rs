//! In which language somebody spoke: said outright, inferred from who they are, or unknown.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::corpus::document::Document;
use crate::corpus::lang::Lang;
use crate::corpus::quote::{Basis, Quote, QuoteKind};
use crate::corpus::span::{Byte, Span};

use super::chain::translated;
use super::clue::{Beside, Clued, from_speaker};
use super::echo::TEXT;
use super::fold::Word;
use super::home::{home, told_by_block};
use super::lexicon::{Class, Lexicon};
use super::printed;
use super::relay::Passing;
use super::scene::{Scene, scenes};
use super::seat::BESIDE;
use super::spoken::{Ground, Heard};
use super::token::plain_words;

/// What can be told of the languages of a text before evidence is weighed.
struct Told<'q> {
    out: Vec<(Option<Lang>, Basis)>,
    /// Whoever speaks for many countries, or may have spoken any of their own languages.
    international: Vec<bool>,
    kin: Vec<bool>,
    /// The language that the description of each quotation's speaker tells.
    roles: Vec<Option<Lang>>,
    /// What is heard of each quotation's speaker.
    heard: Vec<Heard>,
    home: Option<Lang>,
    ground: Ground<'q>,
}

/// The language of every utterance, and how it is known.
pub(super) fn languages(
    document: &Document,
    quotes: &[Quote],
    scenes: &[Scene],
) -> Vec<(Option<Lang>, Basis)> {
    let Told { mut out, international, kin, heard, home, ground, roles } =
        told(document, quotes, scenes);
    for group in untold(quotes, &out, &international) {
        let weighed: Vec<(&Quote, Heard)> = group.iter().map(|&n| (&quotes[n], heard[n])).collect();
        let lang = ground.weigh(document, &weighed);
        for n in group {
            // Whoever is somebody's own speaks as that one does.
            let lang = if kin[n] { heard[n].known } else { lang };
            out[n] = lang.map_or(out[n], |lang| (Some(lang), Basis::Inferred));
        }
    }
    as_written(document, quotes, &mut out);
    as_the_body(document.text(), quotes, &mut out);
    as_their_kin(quotes, &kin, home, &mut out);
    as_told_by_kin(document, quotes, &mut out);
    // « “Il me disait : ‘…’”, sourit Jean Petit »: whoever is told of among people who speak as the page does.
    for n in (0..quotes.len()).filter(|_| home == Some(document.lang())) {
        if quotes[n].inside.is_none_or(|up| out[up] != (home, Basis::Inferred)) {
            continue;
        }
        let lex = Lexicon::of(document.lang());
        let mention = quotes[n].speaker.mention.map(|m| plain_words(m.of(document.text())));
        let he = mention.is_some_and(|m| m.iter().all(|w| lex.class(w).is(Class::PRONOUN)));
        let untold = quotes[n].speaker.basis == Basis::Unknown && he && !lex.caseless;
        if untold && out[n].0.is_none() {
            out[n] = (home, Basis::Inferred);
        }
    }
    // « “Mon père disait : ‘…’”, raconte en peul un assesseur »: they speak as he does. English is what people speak to
    // strangers.
    for n in (0..quotes.len()).filter(|&n| roles[n].is_none()) {
        if out[n].1 == Basis::Stated {
            continue;
        }
        let Some(up) = quotes[n].inside.filter(|&up| out[up].1 == Basis::Stated) else { continue };
        let strange = out[up].0.is_some_and(|l| l == document.lang() || l == Lang::EN);
        if !strange && !international[n] && !Lexicon::of(document.lang()).caseless {
            out[n] = (out[up].0, Basis::Inferred);
        }
    }
    // « “Ma grand-mère disait : ‘…’”, sourit Anna Berg en français »: whoever is said to speak the page's language does so to
    // the reporter, and tells of others who speak hers.
    for n in 0..quotes.len() {
        let guest = |up: &usize| out[*up] == (Some(document.lang()), Basis::Stated);
        let Some(up) = quotes[n].inside.filter(guest) else { continue };
        if out[n] == (Some(document.lang()), Basis::Inferred) && scenes[up].stated.is_some() {
            let untold = Heard { known: None, stated: None, ..heard[up] };
            let own = roles[up].or_else(|| ground.weigh(document, &[(&quotes[up], untold)]));
            let own = own.filter(|lang| *lang != document.lang());
            out[n] = own.map_or((None, Basis::Unknown), |lang| (Some(lang), Basis::Inferred));
        }
    }
    out
}

/// The quotations of nobody knows which language, by speaker.
fn untold(
    quotes: &[Quote],
    out: &[(Option<Lang>, Basis)],
    international: &[bool],
) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut by_key: BTreeMap<&str, usize> = BTreeMap::new();
    // Nothing is claimed of nobody.
    let untold = |n: &usize| {
        let somebody = quotes[*n].speaker.basis != Basis::Unknown;
        out[*n].0.is_none() && !international[*n] && somebody
    };
    for n in (0..quotes.len()).filter(untold) {
        match key(&quotes[n]).map(|key| by_key.entry(key)) {
            Some(Entry::Occupied(at)) => groups[*at.get()].push(n),
            other => {
                if let Some(Entry::Vacant(at)) = other {
                    at.insert(groups.len());
                }
                groups.push(vec![n]);
            }
        }
    }
    groups
}

/// What the text states, and what the speakers' descriptions tell.
fn told<'q>(document: &Document, quotes: &'q [Quote], scenes: &[Scene]) -> Told<'q> {
    let lex = Lexicon::of(document.lang());
    let from = document.facts().credits.iter().find_map(|c| c.from);
    // A translated dispatch was filed where its own language is spoken, or nothing is known.
    // English is what agencies of the whole world write first.
    let own = |l: &Lang| Some(*l) == from || from == Some(Lang::EN);
    let blocks = told_by_block(document, lex);
    let (plays, dated) = home(document, &blocks, lex);
    let home = plays.filter(|l| !translated(document) || own(l));
    let mut by_speaker: BTreeMap<&str, Lang> = BTreeMap::new();
    let mut out: Vec<(Option<Lang>, Basis)> = Vec::with_capacity(quotes.len());
    let mut names = Beside::default();
    let mut international = Vec::with_capacity(quotes.len());
    let mut kin: Vec<bool> = Vec::with_capacity(quotes.len());
    let mut roles = Vec::with_capacity(quotes.len());
    let mut spoken_in = SpokenIn::default();
    for (quote, scene) in quotes.iter().zip(scenes) {
        // « “Ma grand-mère disait : ‘…’”, sourit-elle en français »: not in which her grandmother spoke.
        let outer = quote.inside.map(|up| quotes[up].span);
        let stated = scene.stated.filter(|(_, at)| outer.is_none_or(|outer| outer.contains(*at)));
        let own = stated.map(|(l, _)| (Some(l), Basis::Stated));
        let again = spoken_in.again(document, quote, scene);
        spoken_in.note(document, quote, scene);
        let same = again.filter(|(l, goes_on)| *goes_on && *l != document.lang());
        let same = same.map(|(l, _)| (Some(l), Basis::Stated));
        let again = again.map(|(l, _)| l);
        let near =
            out.last().and_then(|o| o.0).filter(|_| beside_body(document, quotes, out.len()));
        let (told, here) = placed(document, (quote, scene), home);
        let clued = from_speaker(document, (quote, told), &mut names, (here, near));
        let role = match clued {
            // Whoever speaks the page's own language does so again; a guest goes on as they were heard.
            Clued::Lang(l) => {
                let heard = again.filter(|_| l != document.lang());
                Some((heard.or(Some(l)), Basis::Inferred))
            }
            Clued::Nothing => again.map(|l| (Some(l), Basis::Inferred)),
            _ => None,
        };
        international.push(clued == Clued::Nobodys);
        kin.push(clued == Clued::Kin);
        roles.push(if let Clued::Lang(lang) = clued { Some(lang) } else { None });
        let found = own.or(same).or(role).unwrap_or((None, Basis::Unknown));
        // « a répondu en anglais » is said of one answer, because the others were not in English.
        let printed = scene.stated.is_some_and(|(_, at)| at == quote.span);
        let usual = (own.is_none() || printed).then_some(found.0).flatten();
        if let (Some(key), Some(lang)) = (key(quote), usual) {
            by_speaker.entry(key).or_insert(lang);
        }
        out.push(found);
    }
    stay_mixed(document, quotes, &by_speaker, &mut international);
    let heard = heard(document, (quotes, scenes), (&by_speaker, &out), home);
    let ground = Ground::of(document, quotes, blocks, (plays, dated));
    Told { out, international, kin, roles, heard, home, ground }
}

/// In which language people were last said to speak.
#[derive(Default)]
struct SpokenIn<'q>(BTreeMap<&'q str, (Lang, Span<Byte>)>);

impl<'q> SpokenIn<'q> {
    /// « raconte en anglais Anna Berg »: of those who told a reporter, not of what an outlet passed on, nor of a few words
    /// that are printed as they were spoken.
    fn note(&mut self, document: &Document, quote: &'q Quote, scene: &Scene) {
        let told = scene.stated.filter(|(_, at)| *at != quote.span && scene.passings.is_empty());
        let printed = printed::language(quote.span.of(document.text()));
        let told =
            told.filter(|(lang, _)| printed != Some(*lang) || printed == Some(document.lang()));
        if let (Some(key), Some((lang, _))) = (key(quote), told) {
            self.0.insert(key, (lang, quote.span));
        }
    }

    /// The language that the speaker was last heard in, where nobody passed these words on, and whether they follow right
    /// behind: « “…”, raconte en malgache Anna Berg. “…”, poursuit-elle. »
    fn again(&self, document: &Document, quote: &Quote, scene: &Scene) -> Option<(Lang, bool)> {
        let (lang, before) = *self.0.get(key(quote)?).filter(|_| scene.passings.is_empty())?;
        let gap = document.text().get(before.end()..quote.span.start()).unwrap_or("\n");
        let told = gap.trim_end_matches(|c: char| !c.is_alphanumeric());
        Some((lang, !told.contains('\n') && !told.contains(". ")))
    }
}

/// A language, and how it is known.
type Known = (Option<Lang>, Basis);

/// What is heard of each quotation's speaker: here, or with other words of theirs.
fn heard(
    document: &Document,
    (quotes, scenes): (&[Quote], &[Scene]),
    (by_speaker, known): (&BTreeMap<&str, Lang>, &[Known]),
    home: Option<Lang>,
) -> Vec<Heard> {
    let lex = Lexicon::of(document.lang());
    let interpreted = interpreted(quotes, scenes);
    let mut papers: BTreeMap<&str, Lang> = BTreeMap::new();
    let mut stated: BTreeMap<&str, Lang> = BTreeMap::new();
    let mut own_papers = Vec::with_capacity(quotes.len());
    for (quote, scene) in quotes.iter().zip(scenes) {
        let passings = placed(document, (quote, scene), home).0;
        let paper = passings.iter().find_map(|p| passed_in(p, document.text(), lex));
        if let (Some(key), Some((lang, _))) = (key(quote), scene.stated) {
            stated.entry(key).or_insert(lang);
        }
        if let (Some(key), Some(paper)) = (key(quote), paper) {
            papers.entry(key).or_insert(paper);
        }
        own_papers.push(paper);
    }
    let all = quotes.iter().zip(scenes).zip(own_papers).map(|((quote, scene), paper)| {
        let key = key(quote);
        Heard {
            known: key.and_then(|k| by_speaker.get(k).copied()),
            stated: key.and_then(|k| stated.get(k).copied()),
            paper: paper.or_else(|| papers.get(key?).copied()),
            setting: scene.place.as_ref().map(|p| p.1).or(scene.setting),
            placeless: placeless(document, quote, lex),
            interpreted: key.is_some_and(|k| interpreted.contains(&k)),
            told_abroad: quote
                .inside
                .and_then(|up| known[up].0)
                .is_some_and(|lang| lang != document.lang()),
        }
    });
    all.collect()
}

/// One quotation that evidence is weighed for: its number, and the signs for each language and for none.
pub type Weighed = (usize, Vec<(Option<Lang>, Vec<f64>)>);

/// The evidence for every quotation whose language is weighed, as the weights are fitted on it.
#[must_use]
pub fn evidence(document: &Document, quotes: &[Quote]) -> Vec<Weighed> {
    let scenes = scenes(document, quotes);
    let told = told(document, quotes, &scenes);
    let mut out = Vec::new();
    for group in untold(quotes, &told.out, &told.international) {
        let weighed: Vec<(&Quote, Heard)> =
            group.iter().map(|&n| (&quotes[n], told.heard[n])).collect();
        let candidates = told.ground.candidates(&weighed);
        for (n, quote) in group.into_iter().zip(weighed).filter(|(n, _)| !told.kin[*n]) {
            let signs = told.ground.evidence(document, quote, &candidates);
            out.push((n, signs.into_iter().map(|(lang, s)| (lang, s.to_vec())).collect()));
        }
    }
    out
}

/// Who passed words on, and what is spoken around their speaker, where the scene says where that is.
fn placed<'s>(
    document: &Document,
    (quote, scene): (&Quote, &'s Scene),
    home: Option<Lang>,
) -> (&'s [Passing], Option<Lang>) {
    let lex = Lexicon::of(document.lang());
    let plain = !lex.caseless && !lex.subject_first;
    // « Un porte-parole, joint au Portugal par Le Parisien »: the place says more than the paper.
    let reached = plain && scene.place.is_some() && quote.speaker.name.is_none();
    let told = if reached { &[][..] } else { &scene.passings[..] };
    // « En Argentine, la secrétaire générale de la CGT »: it plays there.
    let there = scene.place.as_ref().map(|p| p.1).filter(|_| plain);
    (told, there.filter(|l| *l != document.lang()).or(home))
}

/// Whose words somebody put into another language.
fn interpreted<'q>(quotes: &'q [Quote], scenes: &[Scene]) -> Vec<&'q str> {
    let through =
        |scene: &Scene| scene.passings.iter().any(|p| matches!(p, Passing::Interpreter { .. }));
    let told = quotes.iter().zip(scenes).filter(|(_, scene)| through(scene));
    told.filter_map(|(quote, _)| key(quote)).collect()
}

/// « a reconnu le Belge. “…”, a-t-il averti »: nobody can know in which of its languages he went on either.
fn stay_mixed(
    document: &Document,
    quotes: &[Quote],
    by_speaker: &BTreeMap<&str, Lang>,
    international: &mut [bool],
) {
    let lex = Lexicon::of(document.lang());
    if lex.caseless || lex.subject_first {
        return;
    }
    let told = quotes.iter().zip(international.iter()).filter(|(_, many)| **many);
    let mixed: Vec<&str> = told.filter_map(|(quote, _)| key(quote)).collect();
    for (quote, many) in quotes.iter().zip(international) {
        let untold = |k: &str| mixed.contains(&k) && !by_speaker.contains_key(k);
        *many |= key(quote).is_some_and(untold);
    }
}

/// Whoever is told of as somebody's own speaks as the one who spoke before.
fn as_their_kin(
    quotes: &[Quote],
    kin: &[bool],
    home: Option<Lang>,
    out: &mut [(Option<Lang>, Basis)],
) {
    for n in (0..quotes.len()).filter(|&n| kin[n]) {
        let owner = (0..n).rev().find(|&p| key(&quotes[p]) != key(&quotes[n]));
        let spoken = owner.and_then(|p| out[p].0).or(home);
        if let (None, Some(lang)) = (out[n].0, spoken) {
            out[n] = (Some(lang), Basis::Inferred);
        }
    }
}

/// « Mon père disait : “…” »: whose own somebody tells of speaks as the teller does, where nothing says otherwise.
fn as_told_by_kin(document: &Document, quotes: &[Quote], out: &mut [(Option<Lang>, Basis)]) {
    let lex = Lexicon::of(document.lang());
    for n in 0..quotes.len() {
        let Some(up) = quotes[n].inside.filter(|_| out[n].1 == Basis::Inferred) else { continue };
        let mention = quotes[n].speaker.mention.map(|m| plain_words(m.of(document.text())));
        let kin = mention.is_some_and(|words| {
            let class = |k: usize| words.get(k).map(|w| lex.class(w)).unwrap_or_default();
            words.len() == 2
                && class(0).is(Class::PERSON)
                && class(1).is(Class::KIN)
                && !class(1).is(Class::PEER)
        });
        if kin && out[up].1 == Basis::Inferred {
            out[n] = (out[up].0, Basis::Inferred);
        }
    }
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

/// A title that says again words of the body, of the same speaker: the body states their language for both.
fn as_the_body(text: &str, quotes: &[Quote], out: &mut [(Option<Lang>, Basis)]) {
    let title = |q: &Quote| q.kind == QuoteKind::Headline && q.speaker.name.is_some();
    for n in (0..quotes.len()).filter(|&n| title(&quotes[n])) {
        let own = plain_words(quotes[n].span.of(text));
        let again = |q: &Quote| {
            let body = q.kind != QuoteKind::Headline && q.speaker.name == quotes[n].speaker.name;
            body && own.len() > 2
                && plain_words(q.span.of(text)).windows(own.len()).any(|w| w == own)
        };
        let told = out[n].1 == Basis::Stated;
        let stated = (n + 1..quotes.len())
            .filter(|_| !told)
            .take_while(|&b| quotes[b].span.start() < quotes[n].span.end() + TEXT)
            .find(|&b| out[b].1 == Basis::Stated && again(&quotes[b]));
        out[n] = stated.map_or(out[n], |b| out[b]);
    }
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

/// The language of an outlet that received somebody's words: its own, or that of the people whose paper it is said to be.
pub(super) fn passed_in(passing: &Passing, text: &str, lex: &Lexicon) -> Option<Lang> {
    let Passing::Outlet { name, evidence, .. } = passing else { return None };
    let words = plain_words(name);
    let people = |words: &[Word]| words.iter().find_map(|w| lex.world.people_lang(w));
    let own = lex.world.outlet_lang(&words).or_else(|| people(&words));
    // « told the Turkish news agency DHA », « à la chaîne finlandaise Yle »
    own.or_else(|| people(&plain_words(evidence.of(text))).filter(|_| !lex.caseless))
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
    let works = |words: &[Word]| {
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
pub(super) fn key(quote: &Quote) -> Option<&str> {
    quote.speaker.name.as_deref().or(quote.speaker.role.as_deref())
}
