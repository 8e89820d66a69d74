//! What the description of a speaker tells of their language: a people, a place, a firm, whoever they belong to.

use std::collections::BTreeMap;

use crate::corpus::document::{Block, BlockKind, Document};
use crate::corpus::lang::Lang;
use crate::corpus::quote::Quote;
use crate::corpus::span::Span;

use super::antecedent::of_antecedent;
use super::fold::Word;
use super::lexicon::world::Clue;
use super::lexicon::{Class, Lexicon};
use super::origin::Origin;
use super::relay::Passing;
use super::scene::floor;
use super::seat::{BESIDE, bare_words, beside_mixed, beside_name, seat, seat_of_firm};
use super::token::{fold, plain_words, tokens};
use super::tongue::passed_in;

/// What describes a speaker, each as its words.
type Described = [Vec<Word>];

/// What a text tells beside the names in it, read once for each name: the same few people speak again and again.
#[derive(Default)]
pub(super) struct Beside {
    /// The language.
    lang: BTreeMap<String, Option<Lang>>,
    /// Whether they are of a people that speaks several languages.
    mixed: BTreeMap<String, bool>,
}

impl Beside {
    /// What `find` says of a name, asked once.
    fn lang(&mut self, name: &str, find: impl FnOnce(&str) -> Option<Lang>) -> Option<Lang> {
        *self.lang.entry(name.to_owned()).or_insert_with(|| find(name))
    }
}

/// What the words that describe whoever says `quote` tell; `home` and `near` are the languages of the place and of
/// the body which spoke just before.
pub(super) fn from_speaker(
    document: &Document,
    (quote, passings): (&Quote, &[Passing]),
    names: &mut Beside,
    (home, near): (Option<Lang>, Option<Lang>),
) -> Clued {
    let lex = Lexicon::of(document.lang());
    let text = document.text();
    let mention = quote.speaker.mention.map(|m| m.of(text));
    let name = quote.speaker.name.as_deref();
    let person = name.is_some_and(|n| is_somebodys(n, lex));
    let described: Vec<Vec<Word>> = [quote.speaker.role.as_deref(), mention]
        .into_iter()
        .flatten()
        .map(|words| without_name(bare_words(words, lex), name.filter(|_| person)))
        .map(|words| without_title(words, lex))
        .chain(name.filter(|_| !person).map(|n| bare_words(n, lex)))
        .collect();
    // « la préfecture », « la région » are of the country that the text plays in.
    let elsewhere = home.is_some_and(|l| l != document.lang());
    let clue = described.iter().find_map(|words| lex.world.lang_of(words));
    // « le gouverneur de la région » of nobody knows which country.
    let told = [quote.speaker.role.as_deref(), mention];
    let capital = |w: &str| w.split_whitespace().skip(1).any(|w| w.contains(char::is_uppercase));
    let vague = home.is_none() && !told.into_iter().flatten().any(capital);
    let common = |c: &(Lang, Clue)| c.1 == Clue::Institution && (elsewhere || vague);
    let known = clue.filter(|c| !common(c)).map(|c| c.0);
    let abroad = known.is_some_and(|l| l != document.lang());
    let studies = !lex.caseless && !lex.subject_first;
    if abroad && studies && described.iter().any(|words| is_study(words, lex)) {
        return Clued::Nobodys;
    }
    let known = known.or_else(|| owned_by_a_people(text, quote, lex));
    let known = known.or_else(|| set_beside(text, quote, lex));
    if let (None, Some(outlet)) = (known, as_outlet(&described, name, lex)) {
        return outlet;
    }
    let known = known.or_else(|| famous(name, lex));
    let mut beside = |name: &str| names.lang(name, |n| beside_name(text, n, elsewhere, lex));
    let known = known.or_else(|| beside(name?));
    let known = known.or_else(|| called_by_a_people(document, name?, lex));
    // « شقيقها توماس دو » is of the people whom her family name is told with.
    let kin = || described.iter().flatten().any(|w| lex.class(w).is(Class::KIN));
    let known =
        known.or_else(|| beside(name?.rsplit_once(' ').filter(|_| lex.caseless && kin())?.1));
    if let Some(lang) = known.or_else(|| of_the_press(text, (quote, passings), lex)) {
        return Clued::Lang(lang);
    }
    if name.is_some_and(|name| is_of_many(text, name, &mut names.mixed, lex))
        || are_authors(name, &described, lex)
        || described.iter().any(|words| lex.world.is_international(words))
        || sits_anywhere(document, (quote, passings), &described)
    {
        return Clued::Nobodys;
    }
    if let Some(lang) = cited(text, (quote, passings), lex) {
        return Clued::Lang(lang);
    }
    if let Some(lang) = seat(text, quote, lex).or_else(|| seat_of_firm(text, quote, lex)) {
        return Clued::Lang(lang);
    }
    if mention.is_some_and(|m| is_counsel(m, lex)) && home.is_none_or(|l| l == document.lang()) {
        return Clued::Lang(document.lang());
    }
    by_owner(document, quote, &described, (home, near)).unwrap_or(Clued::Nothing)
}

/// « le Dr Jean Petit » is no Danish station.
fn without_title(mut words: Vec<Word>, lex: &Lexicon) -> Vec<Word> {
    let title = |w: &str| lex.class(w).is(Class::TITLE) && lex.names_outlet(&[Word::from(w)]);
    words.retain(|w| !title(w));
    words
}

/// « selon le Washington Post, qui cite plusieurs responsables »: those are its country's.
fn cited(text: &str, (quote, passings): (&Quote, &[Passing]), lex: &Lexicon) -> Option<Lang> {
    let outlet = passings.iter().find_map(|p| passed_in(p, text, lex));
    outlet.filter(|_| quote.speaker.name.is_none() && quote.speaker.mention.is_some())
}

/// A given name may spell a people or a town: « Romain », « Florence ». « Tormod Hagen »: every word is known as a name.
fn is_somebodys(name: &str, lex: &Lexicon) -> bool {
    let words = plain_words(name);
    let given = words.first().is_some_and(|w| lex.class(w).is(Class::GIVEN));
    let whole = || words.len() > 1 && Origin::of(name).known == words.len();
    given || !lex.caseless && whole()
}

/// « Me Yannis Petit » pleads in the language of the court.
fn is_counsel(mention: &str, lex: &Lexicon) -> bool {
    let first = mention.split(' ').next().unwrap_or_default();
    first.starts_with(char::is_uppercase) && lex.class_folded(first).is(Class::COUNSEL)
}

/// « Léna Garrigue, “les jambes et la colère” | Déclassée la veille, la Française s'est imposée »: the one people by which the
/// opening of a text calls somebody, where its title names the speaker.
fn called_by_a_people(document: &Document, name: &str, lex: &Lexicon) -> Option<Lang> {
    let plain = !lex.caseless && !lex.subject_first;
    let text = document.text();
    let titled = |b: &&Block| {
        let title = plain_words(b.span.of(text));
        plain_words(name).iter().all(|w| title.contains(w))
    };
    let mut heads = document.blocks().iter().take(TITLES).filter(|b| b.kind == BlockKind::Headline);
    heads.find(titled)?;
    let mut langs = Vec::new();
    let mut paragraphs = 0;
    for block in document.blocks() {
        let words = tokens(text, block.span, &[], lex);
        for at in words.windows(3) {
            let [article, people, next] = at else { continue };
            let noun =
                article.is_word() && article.is(Class::DEFINITE) && people.is_word() && people.cap;
            let alone = noun && !(next.is_word() && next.cap);
            let lang = || lex.world.people_lang(&fold(people.span.of(text)));
            langs.extend(alone.then(lang).flatten());
        }
        paragraphs += usize::from(block.kind == BlockKind::Paragraph);
        if paragraphs == OPENING {
            break;
        }
    }
    langs.dedup();
    // A foreigner may well answer the paper in its own language.
    langs.first().copied().filter(|l| plain && langs.len() == 1 && *l == document.lang())
}

/// Among how many blocks the title of a text is looked for.
const TITLES: usize = 8;

/// How many paragraphs a text opens with.
const OPENING: usize = 2;

/// « Le promoteur, une société turque, »: a firm is set beside what it does.
fn owned_by_a_people(text: &str, quote: &Quote, lex: &Lexicon) -> Option<Lang> {
    let plain = !lex.caseless && !lex.subject_first;
    let mention = quote.speaker.mention.filter(|_| quote.speaker.name.is_none() && plain)?;
    let after = text[mention.end()..floor(text, mention.end() + BESIDE)].strip_prefix(", ")?;
    let words = plain_words(after.split([',', '.', '«', '"', '“', '\n']).next()?);
    let firm = lex.class(words.first()?).is(Class::DET)
        && words.iter().take(3).any(|w| lex.class(w).is(Class::FIRM.or(Class::BODY)));
    // « l'accusé, un ressortissant géorgien de 33 ans, »
    let somebody = lex.class(words.first()?).is(Class::DET)
        && !lex.class(words.first()?).is(Class::DEFINITE)
        && lex.class(words.get(1)?).is(Class::ROLE.or(Class::GENERIC));
    let firm = firm || somebody;
    words.iter().filter(|_| firm).find_map(|w| lex.world.people_lang(w))
}

/// « A former employee, a Dutch engineer who left in the spring, »: somebody unnamed, and who that is.
fn set_beside(text: &str, quote: &Quote, lex: &Lexicon) -> Option<Lang> {
    let mention = quote.speaker.mention.filter(|_| lex.subject_first)?;
    let after = text[mention.end()..floor(text, mention.end() + BESIDE)].strip_prefix(", ")?;
    let words = plain_words(after.split([',', '.', '"', '“', '\n']).next()?);
    let told = words.iter().take(5).any(|w| lex.class(w).is(Class::ROLE));
    let article = lex.class(words.first()?).is(Class::DET) && quote.speaker.name.is_none();
    words.iter().take(3).filter(|_| article && told).find_map(|w| lex.world.people_lang(w))
}

/// « Vladimir Poutine »: a name that all know stands among the seats of power.
fn famous(name: Option<&str>, lex: &Lexicon) -> Option<Lang> {
    let words = plain_words(name?);
    let whole = words.len() > 1 && lex.world.is_whole_place(&words);
    whole.then(|| lex.world.place_lang(&words)).flatten()
}

/// « Antonio Guterres », « le Belge Jan Petit »: somebody of a body or a people of several languages.
fn is_of_many(text: &str, name: &str, mixed: &mut BTreeMap<String, bool>, lex: &Lexicon) -> bool {
    let words = plain_words(name);
    let whole = words.len() > 1 && lex.world.is_whole_place(&words);
    whole && lex.world.is_international(&words)
        || !lex.is_outlet(&words)
            && *mixed.entry(name.to_owned()).or_insert_with(|| beside_mixed(text, name, lex))
}

/// « Dans le Guardian, le critique Jean Petit »: who writes for a paper writes its language, and so does the widow of a
/// Swede who answers a Swedish one.
fn of_the_press(
    text: &str,
    (quote, passings): (&Quote, &[Passing]),
    lex: &Lexicon,
) -> Option<Lang> {
    let role = plain_words(quote.speaker.role.as_deref()?);
    let plain = !lex.caseless && !lex.subject_first;
    let family = |c: Class| c.is(Class::KIN) && !c.is(Class::ANONYMOUS.or(Class::PEER));
    let kin = plain && role.iter().take(2).any(|w| family(lex.class(w)));
    let writes = kin || role.iter().take(2).any(|w| lex.class(w).is(Class::PRESS));
    passings.iter().find_map(|p| passed_in(p, text, lex)).filter(|_| writes)
}

/// « قال مصرفي لرويترز », « Deux sources au fait des discussions ont déclaré à Reuters »: whom a paper of the world does
/// not name may sit anywhere.
fn sits_anywhere(
    document: &Document,
    (quote, passings): (&Quote, &[Passing]),
    described: &Described,
) -> bool {
    let (lex, text) = (Lexicon::of(document.lang()), document.text());
    let plain = !lex.caseless && !lex.subject_first;
    let behind = quote.speaker.mention.filter(|_| plain).map(|m| {
        let after = &text[m.end()..floor(text, m.end() + BEHIND)];
        plain_words(after.split(['.', ',', '«', '"', '“']).next().unwrap_or_default())
    });
    let any = |words: &[Word], of: Class| words.iter().any(|w| lex.class(w).is(of));
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
    described: &Described,
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
    // « Le Japon a exprimé sa “préoccupation” par la voix de son porte-parole »: the sentence names whose he is.
    let before = &document.text()[..at];
    let lead = &before[before.rfind(['.', '\n', '!', '?']).map_or(0, |i| i + 1)..];
    let owner = lex.world.place_lang(&plain_words(lead));
    if let Some(lang) = owner.or(near).filter(|_| own && plain) {
        return Some(Clued::Lang(lang));
    }
    if let Some(lang) = led_by_a_seat(document.text(), quote, (described, at), lex) {
        return Some(Clued::Lang(lang));
    }
    let found = |words: &Vec<Word>| of_antecedent(document.text(), words, (at, settled), lex);
    described.iter().find_map(found)
}

/// « Pékin n'a pas tardé à réagir. “…”, a répliqué un porte-parole du ministère »: whoever speaks for a ministry of no country
/// is of the seat of power that their paragraph opens with.
fn led_by_a_seat(
    text: &str,
    quote: &Quote,
    (described, at): (&Described, usize),
    lex: &Lexicon,
) -> Option<Lang> {
    let plain = !lex.caseless && !lex.subject_first && quote.speaker.name.is_none();
    let official = |words: &Vec<Word>| words.iter().any(|w| lex.class(w).is(Class::MINISTRY));
    let told = plain && described.iter().any(official);
    let paragraph = &text[text[..at].rfind('\n').map_or(0, |n| n + 1)..at];
    let opening = paragraph.get(..floor(paragraph, SEAT)).filter(|_| told)?;
    let words = plain_words(opening);
    let article = usize::from(words.first().is_some_and(|w| lex.class(w).is(Class::DEFINITE)));
    lex.world.place_lang(words.get(article..=article)?)
}

/// How far into a paragraph, in bytes, what it opens with stands.
const SEAT: usize = 40;

/// « Pour les auteurs »: those of a study may sit anywhere.
fn are_authors(name: Option<&str>, described: &Described, lex: &Lexicon) -> bool {
    name.is_none() && described.iter().flatten().any(|w| lex.class(w).is(Class::AUTHORS))
}

/// « une étude de l'université d'Utrecht » may be written in any language.
fn is_study(words: &[Word], lex: &Lexicon) -> bool {
    let first = words.iter().find(|w| !lex.class(w).is(Class::DET));
    first.is_some_and(|w| lex.class(w).is(Class::DOCUMENT) && !lex.class(w).is(Class::ISSUED))
}

/// « CNN a révélé que … »: an outlet speaks its own language, wherever its story plays, or nobody knows which.
fn as_outlet(described: &Described, name: Option<&str>, lex: &Lexicon) -> Option<Clued> {
    // « Dr Jane Doe » is not of the Danish station.
    let title = |words: &[Word]| words.iter().all(|w| lex.class(w).is(Class::TITLE));
    let short = || described.iter().filter(|w| w.len() <= LONGEST_OUTLET && !title(w));
    let own = short().find_map(|words| lex.world.outlet_lang(words)).map(Clued::Lang);
    own.or_else(|| {
        let noun = |words: &Vec<Word>| {
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

fn without_name(words: Vec<Word>, name: Option<&str>) -> Vec<Word> {
    let name = name.map(plain_words).unwrap_or_default();
    words.into_iter().filter(|w| !name.contains(w)).collect()
}

/// How far behind « deux sources », in bytes, what they know of may be told.
const BEHIND: usize = 40;
/// The most words of an outlet's name: « correspondant du Washington Post à Kaboul » is somebody.
const LONGEST_OUTLET: usize = 4;
