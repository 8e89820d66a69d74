//! Outlets that no list has, where no letter shows a name: « قناة آر تي إل », « وكالة تشاد للأنباء », « لصحيفة "بليك" ».

use crate::corpus::quote::AgentKind;

use super::again::surely_before;
use super::cue::Sentence;
use super::fold::folds_to;
use super::lexicon::{Class, Next, Phrase};
use super::token::{Kind, fold, folded, phrase_at};

/// Marks that may stand around the name of a paper.
pub(super) const MARKS: [char; 4] = ['«', '“', '"', '‘'];
/// The same behind it.
pub(super) const MARKS_AFTER: [char; 4] = ['»', '”', '"', '’'];

/// The most words of a name.
const NAME: usize = 4;

/// Whether the name of a listed outlet starts at `k`.
pub(super) fn outlet_phrase(s: &Sentence<'_>, k: usize) -> bool {
    phrase_at(s.text, s.tokens, k, Phrase::Outlet, s.lex).is_some()
}

/// An outlet after what it is: its tokens, its name and its kind.
pub(super) fn outlet_by_noun(
    s: &Sentence<'_>,
    k: usize,
) -> Option<(usize, usize, String, AgentKind)> {
    let word = fold(s.word(k));
    let joined = s.lex.without_conjunction(&word).filter(|_| s.lex.outlet_noun(&word).is_none());
    let fused = || s.lex.unfused(&word).find_map(|(_, noun)| s.lex.outlet_noun(&noun));
    let noun = s.lex.outlet_noun(&word).or_else(|| s.lex.outlet_noun(joined?)).or_else(fused)?;
    let kind = if noun { AgentKind::Agency } else { AgentKind::Outlet };
    let text =
        |from: usize, to: usize| s.tokens[from].span.cover(s.tokens[to].span).of(s.text).to_owned();
    if let Some(last) = in_marks(s, k + 1) {
        return Some((k + 2, last, text(k + 2, last), kind));
    }
    if outlet_phrase(s, k + 1) {
        return None;
    }
    let run: Vec<usize> = (k + 1..s.tokens.len()).take(NAME).take_while(|&n| part(s, n)).collect();
    let article = |n: usize| s.lex.has_article(&folded(s.word(n)));
    let within = run.iter().position(|&n| s.is(n, Class::OUTLET_WORD));
    let first = *run.first()?;
    // « وكالة تشاد للأنباء » is called so, « وكالة لوسا » is not; « القناة الثانية » is.
    let whole = within.is_some() || s.lex.without_article(&word).is_some();
    let bare = run.iter().take_while(|&&n| !article(n)).count();
    let last = match (whole, bare) {
        (true, _) | (false, 0) => *run.last()?,
        (false, n) => run[n - 1],
    };
    // « قناة عمان الرياضية »: what a station of a place sends is a part of its name.
    let town = s.lex.world.is_whole_place(&s.folded((first, last)));
    let tail = run.iter().find(|&&n| n == last + 1 && article(n)).filter(|_| town && !whole);
    let kind_of = |n: &&usize| {
        let word = fold(s.word(**n));
        let people = s.lex.world.is_people(&word) || s.lex.world.language(&word).is_some();
        s.lex.ends_like_an_adjective(&word) && !people
    };
    let last = tail.filter(kind_of).copied().unwrap_or(last);
    // « صحيفة الوطن السعودية »: the people tell where it appears.
    let people = |n: &usize| *n > first && s.lex.world.is_people(&folded(s.word(*n)));
    let last = if whole { last } else { (first..=last).rev().find(|n| !people(n))? };
    let from = if whole { k } else { first };
    let name = text(from, last);
    let name = s.lex.without_conjunction(&name).filter(|_| from == k && joined.is_some());
    Some((from, last, name.map_or_else(|| text(from, last), str::to_owned), kind))
}

/// « قالت لـ"صوت النهر": »: a name in marks behind the letter that says who was told; its first and last word.
pub(super) fn told_in_marks(s: &Sentence<'_>, k: usize) -> Option<(usize, usize)> {
    let letter =
        s.tokens[k].is_word() && s.word(k).trim_end_matches('\u{640}').chars().count() == 1;
    let to = s.lex.caseless && letter;
    to.then(|| phrase_at(s.text, s.tokens, k, Phrase::Received, s.lex)).flatten()?;
    let last = in_marks(s, k + 1)?;
    let then = s.sign(last + 2, ':') || s.is(last + 2, Class::THAT);
    then.then_some((k + 2, last))
}

/// « the KCNA news agency », « the Al-Watan newspaper »: where nouns stand after what tells of them, the last
/// word of a name that starts at `k`.
pub(super) fn before_noun(s: &Sentence<'_>, k: usize) -> Option<usize> {
    let capital = |n: usize| s.tokens.get(n).is_some_and(|t| t.is_word() && t.cap);
    let led = k > 0 && s.is(k - 1, Class::DEFINITE) && s.lex.subject_first;
    let last = (k..s.tokens.len()).take(NAME).take_while(|&n| capital(n)).last().filter(|_| led)?;
    let noun = |n: usize| {
        let small = s.tokens.get(n).is_some_and(|t| t.is_word() && !t.cap);
        small && s.lex.outlet_noun(&folded(s.word(n))).is_some()
    };
    let news = s.is(last + 1, Class::OUTLET_WORD) && noun(last + 2);
    // « the Turin daily La Stampa » is named behind what it is.
    let town = s.lex.world.is_whole_place(&s.folded((k, last)));
    let people = town || s.lex.world.is_people(&folded(s.word(last)));
    ((news || noun(last + 1)) && !people && !outlet_phrase(s, k)).then_some(last)
}

/// « told RNZ's Morning Report »: the programme of a station, which stands before it; its last word.
pub(super) fn programme(s: &Sentence<'_>, k: usize) -> Option<usize> {
    let station = k.checked_sub(1).filter(|&n| s.tokens[n].is_word() && s.tokens[n].cap)?;
    let owner = s.lex.owner(s.word(station)).filter(|_| s.lex.subject_first)?;
    let known = s.lex.is_outlet(&super::token::plain_words(owner));
    let told = phrase_at(s.text, s.tokens, station.checked_sub(1)?, Phrase::Received, s.lex);
    let capital = |n: &usize| s.tokens[*n].is_word() && s.tokens[*n].cap;
    let last = (k..s.tokens.len()).take(NAME).take_while(capital).last()?;
    let person = s.is(k, Class::GIVEN.or(Class::TITLE));
    (known && told.is_some() && last > k && !person).then_some(last)
}

/// « a-t-elle souligné sur Wellenfunk »: what stands at the end of a clause straight behind a verb of saying and « sur »
/// is a station; the last word of its name.
pub(super) fn on_air(s: &Sentence<'_>, k: usize) -> Option<usize> {
    let on = k.checked_sub(1).filter(|&on| s.is(on, Class::ON_AIR) && s.tokens[k].cap)?;
    let told = (0..on).rev().find(|&n| !s.is(n, Class::TIME))?;
    let clitic = s.tokens[told].kind == Kind::Clitic;
    // « a-t-il ironisé sur Macron »
    let verb = told - usize::from(clitic).min(told);
    let about = s.is(verb, Class::ABOUT);
    let said = s.is(told, Class::CUE) && s.is(told, Class::PARTICIPLE.or(Class::FINITE));
    let run = (k..s.tokens.len()).take(NAME).take_while(|&n| s.tokens[n].is_word());
    let last = run.take_while(|&n| s.tokens[n].cap).last().filter(|_| clitic || said)?;
    let name = s.folded((k, last));
    let place = s.lex.world.place_lang(&name[..1]).is_some() || s.lex.world.is_international(&name);
    let other = Class::TIME.or(Class::GIVEN).or(Class::DET).or(Class::TITLE).or(Class::BODY);
    let ends = s.tokens.get(last + 1).is_none_or(|t| !t.is_word());
    // « sur La Première », but « sur le budget »
    let titled = s.is(k, Class::DEFINITE) && last > k && !s.lex.world.is_whole_place(&name);
    (ends && !place && !about && (titled || !s.is(k, other))).then_some(last)
}

/// « dans un entretien à “Nature” »: a name in marks behind a phrase that says there was a talk; its last word.
pub(super) fn interview_in_marks(s: &Sentence<'_>, k: usize) -> Option<usize> {
    let open = k.checked_sub(1).filter(|_| s.tokens[k].cap && !s.lex.caseless)?;
    let last = in_marks(s, open)?;
    // « invitée de “C à vous”, sur France 5 »: a programme of the station behind it.
    let on = last + 2 + usize::from(s.sign(last + 2, ','));
    let station = |n: usize| phrase_at(s.text, s.tokens, n, Phrase::Outlet, s.lex).is_some();
    if s.is(on, Class::PREP.or(Class::GENITIVE)) && (station(on + 1) || station(on + 2)) {
        return None;
    }
    let led = (open.saturating_sub(TALK)..open).find(|&n| {
        let words = phrase_at(s.text, s.tokens, n, Phrase::Received, s.lex);
        words.is_some_and(|words| n + words == open) && (n..open).any(|w| s.is(w, Class::INTERVIEW))
    });
    led.map(|_| last)
}

/// The most words of a phrase that says there was a talk.
const TALK: usize = 6;

/// Whether the word at `n` may belong to an outlet's name.
fn part(s: &Sentence<'_>, n: usize) -> bool {
    let t = s.tokens[n];
    let open =
        t.class.is_nothing() || t.is(Class::GIVEN.or(Class::OUTLET_WORD).or(Class::PARTICLE));
    let word = fold(s.word(n));
    let fused = s.lex.unfused(&word).any(|(f, _)| f.has_article()) && !t.is(Class::OUTLET_WORD);
    t.is_word() && open && !t.is(Class::PREP.or(Class::CUE).or(Class::TIME)) && !fused
}

/// The last word of the name in the marks that open at token `k`.
fn in_marks(s: &Sentence<'_>, k: usize) -> Option<usize> {
    let open = MARKS.iter().any(|&m| s.sign(k, m));
    let end = (k + 2..(k + 3 + NAME).min(s.tokens.len()))
        .find(|&n| MARKS_AFTER.iter().any(|&m| s.sign(n, m)))?;
    let words = (k + 1..end).all(|n| s.tokens[n].is_word());
    (open && words).then_some(end - 1)
}

/// « في تصريح لهسبريس »: after some phrases the one who received the words is an outlet; gives its number of
/// words.
pub(super) fn told_to(s: &Sentence<'_>, k: usize, bare: &str) -> Option<usize> {
    let class = s.lex.class(bare);
    let other = Class::RECIPIENT.or(Class::ROLE).or(Class::BODY).or(Class::ANONYMOUS);
    let name = class.is_nothing() && !class.is(other) && s.lex.outlet_noun(bare).is_none();
    surely_before(s, k).filter(|_| name)?;
    let more = (k + 1..s.tokens.len()).take(2).take_while(|&n| {
        let listed = s.tokens[n].class.is_nothing() && s.tokens[n].is_word();
        listed && !s.lex.has_article(&folded(s.word(n)))
    });
    Some(1 + more.count())
}

/// « Le Soir dénonce »: the paper that a phrase starting with the article of its name is.
pub(super) fn paper_of(s: &Sentence<'_>, np: (usize, usize)) -> Option<String> {
    let words = phrase_at(s.text, s.tokens, np.0, Phrase::Outlet, s.lex)?;
    let last = np.0 + words - 1;
    let whole = words > 1 && last == np.1 && s.is(np.0, Class::DET);
    let title = || s.tokens[np.0].cap && s.tokens[np.0 + 1].cap && !s.lex.caseless;
    (whole && title() && !s.lex.subject_first).then(|| as_title(s, (np.0, last)))
}

/// The listed papers and stations that a French sentence names, each with where, and whether nothing else can be meant:
/// « révèle Le Parisien », « au Monde », but « le Parisien ».
pub(super) fn papers(s: &Sentence<'_>) -> Vec<(usize, String, bool)> {
    if s.lex.caseless || s.lex.subject_first {
        return Vec::new();
    }
    let capital = |k: usize| s.tokens.get(k).is_some_and(|t| t.is_word() && t.cap);
    let named = |k: usize| {
        // « le Monde », « BFMTV »
        let article = s.is(k, Class::DET) && capital(k + 1);
        if article && let Some(words) = phrase_at(s.text, s.tokens, k, Phrase::Outlet, s.lex) {
            return Some((k, as_title(s, (k, k + words - 1)), capital(k)));
        }
        if !capital(k) || s.is(k, Class::DET) {
            return None;
        }
        if k > 0 && s.is(k - 1, Class::DET) && with_article(s, (k, k)).is_some() {
            return None;
        }
        let words = phrase_at(s.text, s.tokens, k, Phrase::Outlet, s.lex)?;
        Some((k, as_title(s, (k, k + words - 1)), true))
    };
    let network = |name: &str| s.lex.is_network(&name.to_lowercase());
    let told = |k: usize| contracted(s, k).map(|(first, _, name)| (first, name, true));
    // An article and a mark may stand before the name.
    let near = |k: &usize| (*k..*k + 3).any(capital);
    let found = (0..s.tokens.len()).filter(near).filter_map(|k| named(k).or_else(|| told(k)));
    let found = found.filter(|(_, name, _)| !network(name));
    found.map(|(k, name, sure)| (s.tokens[k].span.start(), name, sure)).collect()
}

/// « raconte le Parisien »: the paper that a phrase may be whose article has no capital letter.
pub(super) fn with_small_article(s: &Sentence<'_>, np: (usize, usize)) -> Option<String> {
    let small = s.is(np.0, Class::DET) && !s.tokens[np.0].cap && !s.lex.caseless;
    let name = s.tokens.get(np.0 + 1).filter(|t| t.is_word() && t.cap && small);
    let words = name.and_then(|_| phrase_at(s.text, s.tokens, np.0, Phrase::Outlet, s.lex))?;
    (np.0 + words == np.1 + 1).then(|| as_title(s, (np.0, np.1)))
}

/// « au Monde », « du Figaro », « dans une tribune au “Monde” »: the article of the name is in the contraction; its first and
/// last word, and the name.
pub(super) fn contracted(s: &Sentence<'_>, k: usize) -> Option<(usize, usize, String)> {
    let led = s.is(k, Class::CONTRACTED) && !s.lex.caseless && !s.lex.subject_first;
    led.then_some(())?;
    let first = k + 1 + usize::from(MARKS.iter().any(|&m| s.sign(k + 1, m)));
    let name = s.tokens.get(first).filter(|t| t.is_word() && t.cap)?;
    let (article, title) =
        if s.word(k).ends_with(['x', 's', 'X', 'S']) { ("les", "Les") } else { ("le", "Le") };
    let opens = (article, Next::of(name.span.of(s.text)));
    let words = s.lex.phrase_before(Phrase::Outlet, opens, &|i, want| {
        s.tokens.get(first + i).is_some_and(|t| t.is_word() && folds_to(t.span.of(s.text), want))
    });
    let last = first + words.filter(|n| *n > 1)? - 2;
    let span = name.span.cover(s.tokens[last].span);
    Some((first, last, format!("{title} {}", span.of(s.text))))
}

/// « Le Temps », « le Monde »: the name of a paper to which the article before it belongs.
pub(super) fn with_article(s: &Sentence<'_>, (first, last): (usize, usize)) -> Option<String> {
    let article = first.checked_sub(1).filter(|&k| s.is(k, Class::DET) && s.tokens[first].cap)?;
    let words = phrase_at(s.text, s.tokens, article, Phrase::Outlet, s.lex)?;
    (article + words == last + 1).then(|| as_title(s, (article, last)))
}

/// A listed name as its paper writes it: « le Monde » is « Le Monde ».
pub(super) fn as_title(s: &Sentence<'_>, (k, last): (usize, usize)) -> String {
    let span = s.tokens[k].span.cover(s.tokens[last].span);
    let mut name = span.of(s.text).to_owned();
    if let Some(first) = name.get(..1).map(str::to_uppercase).filter(|_| s.is(k, Class::DET)) {
        name.replace_range(..1, &first);
    }
    name
}

/// « dans un entretien au Sillon Breton », « une interview accordée à la Gazeta do Sul »: the last word of a name that starts at
/// `k` and is nobody's and no place, behind the interview that was given to it.
pub(super) fn given_an_interview(s: &Sentence<'_>, k: usize) -> Option<usize> {
    let plain = !s.lex.caseless && !s.lex.subject_first && s.tokens[k].is_word() && s.tokens[k].cap;
    let person = Class::GIVEN.or(Class::TITLE).or(Class::TIME).or(Class::ROLE);
    let before = k.checked_sub(1).filter(|_| plain && !s.is(k, person))?;
    let article = s.is(before, Class::DEFINITE) && !s.is(before, Class::CONTRACTED);
    let to = before.checked_sub(usize::from(article))?;
    let fused = s.is(to, Class::CONTRACTED) && !s.is(to, Class::GENITIVE);
    let led = fused || s.is(to, Class::PREP) && &*fold(s.word(to)) == "à";
    let given = to.checked_sub(1).filter(|_| led)?;
    let talk = |n: usize| s.is(n, Class::GIVEN_TALK) && !s.tokens[n].cap;
    let handed = given > 0 && s.lex.ends_like_a_participle(s.word(given)) && talk(given - 1);
    if !talk(given) && !handed {
        return None;
    }
    let part = |n: usize| {
        let capital = |n: usize| s.tokens.get(n).is_some_and(|t| t.is_word() && t.cap);
        capital(n) || n > k && s.is(n, Class::PARTICLE.or(Class::GENITIVE)) && capital(n + 1)
    };
    let last = (k..s.tokens.len()).take_while(|&n| part(n)).last()?;
    let place = s.lex.world.place_lang(&s.folded((k, last))).is_some();
    (!place || last > k).then_some(last)
}
