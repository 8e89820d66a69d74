//! Where a speaker works, as far as it tells their language: a firm of a country, a ministry in a town.

use crate::corpus::lang::Lang;
use crate::corpus::quote::Quote;

use super::fold::Word;
use super::lexicon::world::Clue;
use super::lexicon::{Class, Lexicon};
use super::scene::floor;
use super::token::{fold, plain_words};

/// How far before and after a name, in bytes, words belong to it.
pub(super) const BESIDE: usize = 90;
/// How many places of a name are looked at.
pub(super) const PLACES: usize = 12;
/// How many words may say where a speaker works.
const SEAT: usize = 7;

/// The words of a phrase, what owns the next one without its ending: « Germany's », « London-based ».
pub(super) fn bare_words(text: &str, lex: &Lexicon) -> Vec<Word> {
    let bare = |w: Word| lex.owner(&w).or_else(|| lex.based(&w)).map(Word::from).unwrap_or(w);
    plain_words(text).into_iter().map(bare).collect()
}

/// « The foreign ministry in Oslo said », « a spokesperson for the Finnish border guard »
pub(super) fn seat(text: &str, quote: &Quote, lex: &Lexicon) -> Option<Lang> {
    let mention = quote.speaker.mention.filter(|_| lex.subject_first || lex.caseless)?;
    // « مسؤول في شركة مرافق يابانية، »
    if lex.caseless {
        let after = &text[mention.end()..floor(text, mention.end() + BESIDE)];
        let stop = after.find(|c: char| !(c.is_alphanumeric() || c == ' '));
        let words = bare_words(&after[..stop.unwrap_or(after.len())], lex);
        let led = words.first().is_some_and(|w| lex.class(w).is(Class::PREP));
        let said = |w: &str| lex.class(w).is(Class::CUE.or(Class::THAT).or(Class::VERB));
        let end = words.iter().position(|w| said(w)).unwrap_or(words.len()).min(SEAT);
        let own = quote.speaker.name.is_none() && led;
        return own.then(|| lex.world.lang_of(&words[1..end.max(1)])).flatten().map(|c| c.0);
    }
    let placeless = |w: &str| lex.class(w).is(Class::PLACELESS);
    if plain_words(mention.of(text)).iter().any(|w| placeless(w)) {
        return None;
    }
    let after = &text[mention.end()..floor(text, mention.end() + BESIDE)];
    let stop = after.find(|c: char| !(c.is_alphanumeric() || " -'’".contains(c)));
    let words = bare_words(&after[..stop.unwrap_or(after.len())], lex);
    let led = words.first().is_some_and(|w| lex.class(w).is(Class::PREP.or(Class::WITHIN)));
    let verb = |w: &str| lex.class(w).is(Class::CUE.or(Class::AUX).or(Class::VERB));
    let end = words.iter().position(|w| verb(w)).filter(|n| led && *n <= SEAT)?;
    lex.world.lang_of(&words[1..end]).map(|c| c.0)
}

/// « gérant chez Falk Invest, un fonds de Hambourg », « de la société Untel, basée à Lyon »: what a comma sets beside the
/// firm that a speaker works for.
pub(super) fn seat_of_firm(text: &str, quote: &Quote, lex: &Lexicon) -> Option<Lang> {
    let mention = quote.speaker.mention.filter(|_| !lex.subject_first && !lex.caseless)?;
    let role = plain_words(quote.speaker.role.as_deref()?);
    if !role.iter().any(|w| lex.class(w).is(Class::PLACELESS)) {
        return None;
    }
    let after = &text[mention.end()..floor(text, mention.end() + 2 * BESIDE)];
    let stop = after.find(['.', ';', ':', '«', '»', '"', '“', '”', '(', '\n']);
    let mut pieces = after[..stop.unwrap_or(after.len())].split(',').map(|p| bare_words(p, lex));
    pieces.find_map(|words| {
        let firm = words.first().is_some_and(|w| lex.class(w).is(Class::DET))
            && words.get(1).is_some_and(|w| lex.class(w).is(Class::FIRM));
        let which = words.iter().position(|w| lex.class(w).is(Class::RELATIVE));
        let words = &words[..which.unwrap_or(words.len()).min(SEAT)];
        firm.then(|| lex.world.lang_of(words)).flatten().map(|c| c.0)
    })
}

/// « Skyliner's chief executive, Jane Doe »: the language of the firm, where the text tells of which country
/// it is (« Germany's Skyliner »).
pub(super) fn of_a_firm(top: &str, before: &str, lex: &Lexicon) -> Option<Lang> {
    let capital = |w: &&str| w.starts_with(char::is_uppercase);
    let firm =
        before.split_whitespace().filter(capital).filter_map(|w| lex.owner(w)).next_back()?;
    top.match_indices(firm).take(PLACES).find_map(|(at, _)| {
        let lead = top[..at].rsplit(['.', ',', '\n', '“', '"']).next().unwrap_or_default();
        let word = bare_words(lead, lex).pop()?;
        let people = || lex.world.people_lang(&word);
        lex.world.place_lang(std::slice::from_ref(&word)).or_else(people)
    })
}

/// « Devant les sénateurs américains, Kevin Marshall a plaidé »: the public tells the language.
pub(super) fn before_whom(lead: &str, lex: &Lexicon) -> Option<Lang> {
    let words = plain_words(lead.rsplit(['.', '\n', '»', '"', '”']).next()?);
    let at = words.iter().position(|w| lex.class(w).is(Class::PUBLIC))?;
    words[at..].iter().take(6).find_map(|w| lex.world.people_lang(w))
}

/// How much of a text is searched for a speaker's name, in bytes.
const NEAR_TOP: usize = 100_000;

/// « l'Américain Paul Whitaker », « Nikos Papadakis, ministre grec »: the people, place or office
/// named nearest to the name, in the phrase it stands in.
pub(super) fn beside_name(text: &str, name: &str, elsewhere: bool, lex: &Lexicon) -> Option<Lang> {
    let top = &text[..floor(text, NEAR_TOP)];
    top.match_indices(name).take(PLACES).find_map(|(at, _)| {
        let before = &top[floor(top, at.saturating_sub(BESIDE))..at];
        let ends = ['.', ',', '،', '«', '»', '"', '“', '”', ';', ':', '!', '?', '\n', '('];
        // « le ministre grec, Nikos Papadakis, »: one comma may lead into the name.
        let whole = before.trim_end();
        let before = whole.trim_end_matches([',', '،']);
        let apart = before.len() < whole.len() && !lex.caseless && !lex.subject_first;
        let before = before.rsplit(ends).next().unwrap_or_default();
        let before = without_outlet(before, lex);
        // « Au tribunal de Calais, Jonas Petit, Lituanien de 44 ans, »: where it is tells less than who.
        let first = before.split_whitespace().next().map(fold).unwrap_or_default();
        let place = Class::PREP.or(Class::CONTRACTED).or(Class::OCCASION).or(Class::WITHIN);
        let scene = apart && lex.class(&first).is(place);
        let told = || behind_name(top, at + name.len(), elsewhere, lex);
        if let Some(lang) = scene.then(told).flatten() {
            return Some(lang);
        }
        // « The contractor, China's Huabei Rail, »
        let owner = before.split_whitespace().next_back().and_then(|w| lex.owner(w));
        let owner = owner.filter(|_| lex.subject_first).map(plain_words);
        if let Some(lang) = owner.and_then(|w| lex.world.place_lang(&w)) {
            return Some(lang);
        }
        let lead = nearest(&bare_words(before, lex), elsewhere && common(before), lex);
        let office = lead.or_else(told);
        let office = office.or_else(|| of_a_firm(top, before, lex)).or_else(|| {
            // « البريطانية جين دو »: of somebody of the same family, by the family name.
            let words = bare_words(before, lex);
            let (given, lead) = words.split_last().filter(|_| lex.caseless)?;
            let given = lex.class(given).is(Class::GIVEN) && !name.contains(' ');
            given.then(|| lex.world.people_lang(lead.last()?)).flatten()
        });
        office.or_else(|| before_whom(&top[floor(top, at.saturating_sub(BESIDE))..at], lex))
    })
}

/// « Nikos Papadakis, ministre grec », « Oksana, 41 ans, dans un abri de Kharkiv »: what the phrase behind a name that
/// ends at `end` tells.
fn behind_name(top: &str, end: usize, elsewhere: bool, lex: &Lexicon) -> Option<Lang> {
    let after = top[end..floor(top, end + BESIDE)].strip_prefix([',', '،'])?.strip_prefix(' ')?;
    let after = past_age(after, lex);
    let stop = after.find([',', '،', '.', '«', '"', '“', ')', '\n']).unwrap_or(after.len());
    let words = bare_words(&after[..stop], lex);
    // « Andrés Petit, dont le parti Colorado a exclu l'ancien sénateur »: what of theirs does something.
    let theirs = words.first().map(|w| lex.class(w));
    if theirs.is_some_and(|c| c.is(Class::SUBORD) && !c.is(Class::RELATIVE)) && !lex.subject_first {
        return None;
    }
    // « a dit Jean Petit, la chancelière allemande Anne Roux précisant »: somebody else; « réfugié en Lituanie »: nobody from there.
    let fled = words.first().is_some_and(|w| lex.class(w).is(Class::EXILE));
    if fled || names_another(&after[..stop], lex) {
        return None;
    }
    // « Lumetric, la start-up d'Oakland »
    let kinds = Class::ROLE.or(Class::BEFORE_ROLE).or(Class::FIRM);
    let office = words.iter().take(3).any(|w| lex.class(w).is(kinds) || lex.ends_like_a_trade(w));
    // « Sarah Whitman, de l'ONG américaine Water Justice »
    let link = words.first().is_some_and(|w| lex.class(w).is(Class::PREP.or(Class::CONTRACTED)));
    let member = link && words.iter().take(4).any(|w| lex.class(w).is(Class::BODY));
    // « Michel, de Nantes, »: where somebody comes from.
    let origin = words.first().is_some_and(|w| lex.class(w).is(Class::ORIGIN));
    let words = if origin { words[1..].to_vec() } else { words };
    let from = (2..=4).contains(&words.len())
        && words.first().is_some_and(|w| {
            let within = Class::WITHIN.or(Class::OCCASION).or(Class::CONTRACTED);
            lex.class(w).is(Class::GENITIVE) || origin && lex.class(w).is(within)
        });
    let plain = !lex.caseless && !lex.subject_first;
    let from = from && plain;
    // « Oksana, 41 ans, dans un abri de Kharkiv »
    let inside = words.first().is_some_and(|w| lex.class(w).is(Class::PREP)) && plain;
    let of = (1..words.len()).rev().find(|&k| lex.class(&words[k]).is(Class::GENITIVE));
    let within = of.map(|k| &words[k + 1..]).filter(|w| inside && lex.world.is_whole_place(w));
    if let Some(lang) = within.and_then(|w| lex.world.place_lang(w)) {
        return Some(lang);
    }
    // « Diyar, 22 ans, Kurde d'Irak, »
    if let Some(lang) = words.first().and_then(|w| lex.world.people_lang(w)).filter(|_| plain) {
        return Some(lang);
    }
    let clue = lex.world.lang_of(&words);
    let other = elsewhere && common(&after[..stop]);
    let own = clue.filter(|c| !(other && c.1 == Clue::Institution)).map(|c| c.0);
    if let Some(lang) = lex.world.place_lang(&words[usize::from(from)..]).filter(|_| from) {
        return Some(lang);
    }
    let firm = || of_a_firm(top, &after[..stop], lex);
    (office || member).then(|| own.or_else(firm)).flatten()
}

/// Whether a French phrase with an article of its own ends in the full name of whoever it tells of.
fn names_another(phrase: &str, lex: &Lexicon) -> bool {
    let words: Vec<&str> = phrase.split_whitespace().collect();
    let capital = |w: &str| w.starts_with(char::is_uppercase);
    let article = words.first().is_some_and(|w| lex.class_folded(w).is(Class::DEFINITE));
    let plain = article && !lex.caseless && !lex.subject_first;
    let of = Class::GENITIVE.or(Class::PREP).or(Class::CONTRACTED).or(Class::COORD);
    plain
        && words.windows(3).any(|w| {
            let given = capital(w[1]) && lex.class_folded(w[1]).is(Class::GIVEN) && capital(w[2]);
            given && !capital(w[0]) && !lex.class_folded(w[0]).is(of)
        })
}

/// « le Belge Jan Petit », « Jan Petit, ministre belge »: told to be of a people that speaks several languages.
pub(super) fn beside_mixed(text: &str, name: &str, lex: &Lexicon) -> bool {
    let top = &text[..floor(text, NEAR_TOP)];
    let plain = !lex.caseless && !lex.subject_first;
    let mixed = |w: &str| lex.world.is_people(w) && lex.world.people_lang(w).is_none();
    let stops = ['.', ',', ';', ':', '«', '»', '"', '(', ')', '\n'];
    top.match_indices(name).take(PLACES).filter(|_| plain).any(|(at, _)| {
        let before = &top[floor(top, at.saturating_sub(BESIDE))..at];
        let lead = plain_words(before.rsplit(stops).next().unwrap_or_default());
        let end = at + name.len();
        let after = top[end..floor(top, end + BESIDE)].strip_prefix(", ").unwrap_or_default();
        let words = plain_words(after.split(stops).next().unwrap_or_default());
        let class = words.first().map(|w| lex.class(w)).unwrap_or_default();
        // « Jane Doe, du Conseil norvégien pour les réfugiés, »
        let member = class.is(Class::CONTRACTED.or(Class::GENITIVE));
        let of_many = member && lex.world.is_international(&words);
        let office = class.is(Class::ROLE) && words.iter().any(|w| mixed(w));
        lead.last().is_some_and(|w| mixed(w)) || of_many || office
    })
}

/// « raconte à France 24 Jean Petit »: an outlet before a name tells nothing of where somebody is from.
fn without_outlet<'t>(before: &'t str, lex: &Lexicon) -> &'t str {
    let text = before.trim_end();
    let starts = text.match_indices([' ', '\'', '’']).map(|(at, mark)| at + mark.len());
    let outlet =
        |at: &usize| text[*at..].len() < OUTLET && lex.is_outlet(&plain_words(&text[*at..]));
    let plain = !lex.caseless && !lex.subject_first;
    starts.filter(|_| plain).find(outlet).map_or(before, |at| &text[..at])
}

/// The longest name of an outlet that stands before a name, in bytes.
const OUTLET: usize = 40;

/// What follows an age set between commas: « 22 ans, Kurde d'Irak ».
fn past_age<'t>(after: &'t str, lex: &Lexicon) -> &'t str {
    let (age, rest) = after.split_once(", ").unwrap_or(("", after));
    let mut words = age.split_whitespace();
    let number = words.next().is_some_and(|w| w.bytes().all(|b| b.is_ascii_digit()));
    let years = words.next().is_some_and(|w| lex.class(w).is(Class::YEARS));
    if number && years && words.next().is_none() { rest } else { after }
}

/// « la région », « la préfecture », but « le Cnes »: whether words end in a noun that any country has a use for.
fn common(words: &str) -> bool {
    words.split_whitespace().next_back().is_some_and(|w| w.starts_with(char::is_lowercase))
}

/// The clue that stands last in a noun phrase, read back from its end: another clause is not read.
fn nearest(words: &[Word], elsewhere: bool, lex: &Lexicon) -> Option<Lang> {
    let own = |w: &str| {
        let class = lex.class(w);
        let link = class.is(Class::PREP) && !class.is(Class::GENITIVE.or(Class::CONTRACTED));
        let joins = Class::AUX.or(Class::CUE).or(Class::VERB).or(Class::SUBORD).or(Class::COORD);
        !(class.is(joins) || link) || class.is(Class::ROLE.or(Class::BODY))
    };
    let start = words.iter().rposition(|w| !own(w)).map_or(0, |i| i + 1);
    let phrase = &words[start..];
    let office = phrase
        .iter()
        .any(|w| lex.class(w).is(Class::ROLE.or(Class::BODY)) || lex.ends_like_a_trade(w));
    let people = phrase.last().and_then(|w| lex.world.people_lang(w));
    // « le gouverneur de la région » of another country is none of the page's.
    let clue = || office.then(|| lex.world.lang_of(phrase)).flatten();
    let clue = || clue().filter(|c| !(elsewhere && c.1 == Clue::Institution)).map(|c| c.0);
    // « Le général russe à la retraite »
    let state = start.checked_sub(1).filter(|&k| {
        let link = lex.class(&words[k]).is(Class::OCCASION.or(Class::WITHIN));
        link && phrase.len() <= 2 && !lex.caseless && !lex.subject_first
    });
    let before = || lex.world.people_lang(words.get(state?.checked_sub(1)?)?);
    people.or_else(clue).or_else(before)
}
