//! Whose somebody is, where that was said before: « son porte-parole », « le porte-parole du mouvement ».

use super::clue::Clued;
use super::fold::Word;
use super::lexicon::{Class, Lexicon};
use super::scene::{WINDOW, floor};
use super::seat::bare_words;
use super::token::plain_words;

/// How far back, in bytes, a body may have been named in full.
const FAR: usize = 3000;

/// The place or the body of many countries that some words name last.
fn last_place(words: &[Word], lex: &Lexicon) -> Option<Clued> {
    (0..words.len()).rev().take(OWNER).find_map(|i| {
        let near = &words[i..(i + 3).min(words.len())];
        let place = lex.world.place_lang(near).map(Clued::Lang);
        place.or_else(|| lex.world.is_international(near).then_some(Clued::Nobodys))
    })
}

/// What the reporter says: `text` without what stands between marks.
fn outside_marks(text: &str) -> String {
    let mut inside = false;
    let mut kept = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '«' | '“' => inside = true,
            '»' | '”' | '\n' => inside = false,
            '"' => inside = !inside,
            _ => {}
        }
        if !inside {
            kept.push(c);
        }
    }
    kept
}

/// « L'ONG Océan Juste n'en croit rien. … son coordinateur »: what is told since a sentence that starts with a body;
/// a place named before it is not its own.
fn since_body<'t>(text: &'t str, lex: &Lexicon) -> &'t str {
    let body = |sentence: &str| {
        let first = plain_words(sentence.get(..floor(sentence, OPENING)).unwrap_or_default());
        first.iter().take(2).any(|w| lex.class(w).is(Class::SOCIETY))
    };
    let starts = text.match_indices(". ").map(|(at, stop)| at + stop.len());
    let last = starts.filter(|&at| body(&text[at..])).last();
    let plain = !lex.caseless && !lex.subject_first;
    last.filter(|_| plain).map_or(text, |at| &text[at..])
}

/// How much of a sentence its first words are looked for in, in bytes.
const OPENING: usize = 40;

/// How many words may say first of which people somebody is whom a sentence is about.
const LED: usize = 5;

/// How many words back the owner of « son porte-parole » may have been named.
const OWNER: usize = 60;

/// « son porte-parole », « le porte-parole du mouvement »: whose it is was said before, with a clue.
pub(super) fn of_antecedent(
    text: &str,
    words: &[Word],
    (at, settled): (usize, bool),
    lex: &Lexicon,
) -> Option<Clued> {
    let before = &text[floor(text, at.saturating_sub(2 * WINDOW))..at];
    let owned = words.first().is_some_and(|w| {
        lex.class(w).is(Class::POSSESSIVE.or(Class::MOUTHPIECE)) || lex.is_surely_owned(w)
    });
    // « le président de son directoire »
    let within = words
        .windows(2)
        .any(|w| lex.class(&w[0]).is(Class::GENITIVE) && lex.class(&w[1]).is(Class::POSSESSIVE));
    let owned = owned || within;
    if owned {
        // « Son rival » may sit anywhere, « sa mère » speaks as he does.
        let kin = words.iter().take(3).find(|w| lex.class(w).is(Class::KIN.or(Class::PEER)));
        if let Some(kin) = kin {
            return Some(if lex.class(kin).is(Class::PEER) { Clued::Nothing } else { Clued::Kin });
        }
        let (earlier, here) = before.rsplit_once('\n').unwrap_or(("", before));
        let (earlier, here) = (bare_words(&outside_marks(earlier), lex), outside_marks(here));
        let here = bare_words(since_body(&here, lex), lex);
        // « accusé d'avoir tué un Palestinien. Son avocat »: where two peoples are told of it may be that of either.
        let people = || {
            let mut told = here.iter().rev().take(OWNER).filter_map(|w| lex.world.people_lang(w));
            let last = told.next()?;
            told.all(|lang| lang == last).then_some(Clued::Lang(last))
        };
        // « Les autorités birmanes n'ont envoyé personne à Dacca. Leur porte-parole »: of whom the sentence before is about.
        let plain = !lex.caseless && !lex.subject_first;
        let many = plain && words.first().is_some_and(|w| lex.class(w).is(Class::THEIR));
        let led = || {
            let shown = outside_marks(before.rsplit_once('\n').map_or(before, |(_, here)| here));
            let last =
                shown.trim_end().trim_end_matches(['.', '!', '?']).rsplit(". ").next()?.to_owned();
            let words = plain_words(&last);
            words.iter().take(LED).find_map(|w| lex.world.people_lang(w)).map(Clued::Lang)
        };
        if let Some(led) = many.then(led).flatten() {
            return Some(led);
        }
        // Another paragraph tells of another place; where nothing was said here it is that of the page.
        let far = || last_place(&earlier, lex).filter(|_| !settled);
        return last_place(&here, lex).or_else(people).or_else(far);
    }
    // « La BCE “suit le dossier”, selon un porte-parole »: of the body of many countries that was named last.
    let plain = !lex.caseless && !lex.subject_first;
    let mut told = words.iter().filter(|w| !lex.class(w).is(Class::DET));
    let alone = told.next().is_some_and(|w| lex.class(w).is(Class::SPOKESMAN)) && plain;
    if alone && told.next().is_none() {
        let here = before.rsplit_once('\n').map_or(before, |(_, here)| here);
        let here = bare_words(&outside_marks(here), lex);
        return last_place(&here, lex).filter(|clued| *clued == Clued::Nobodys);
    }
    let body = words.last().filter(|w| lex.class(w).is(Class::BODY))?;
    let top = plain_words(&text[floor(text, at.saturating_sub(FAR))..at]);
    // « l'Organisation internationale pour les migrations », then « une porte-parole de l'organisation »
    let mouth = words.iter().take(2).any(|w| lex.class(w).is(Class::SPOKESMAN));
    let named = |i: &usize| top.get(i + 1).is_some_and(|next| !lex.class(next).is(Class::VERB));
    let whole = |i: usize| lex.world.is_international(&top[i..(i + 6).min(top.len())]);
    let many =
        plain && mouth && (0..top.len()).rev().filter(named).any(|i| top[i] == *body && whole(i));
    if many {
        return Some(Clued::Nobodys);
    }
    top.windows(4)
        .filter(|w| w[0] == *body || lex.without_article(body) == Some(&*w[0]))
        .find_map(|w| lex.world.lang_of(&w[1..]))
        .map(|(lang, _)| Clued::Lang(lang))
}
