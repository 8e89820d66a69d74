//! Outlets said again by what they are: « au magazine », « sur le plateau de la chaîne », « au journaliste ».

use crate::corpus::span::{Byte, Span};

use super::cue::Sentence;
use super::lexicon::{Class, Fused, Phrase};
use super::token::{Kind, fold, phrase_at};

/// How many words may stand between a verb and « au magazine ».
const TOLD: usize = 9;

/// « confie-t-il au magazine », « a-t-elle dit à l'hebdomadaire »: an outlet named before, by what it is.
pub(super) fn outlet_again(s: &Sentence<'_>, k: usize) -> Option<Span<Byte>> {
    if !s.tokens[k].is_word() || s.tokens[k].cap {
        return None;
    }
    let word = fold(s.word(k));
    if s.lex.caseless && s.lex.unfused(&word).any(|(f, w)| tells_whom(s, f, &w)) {
        return fused_again(s, k);
    }
    let before = k.checked_sub(1).filter(|_| s.lex.is_outlet_again(&word))?;
    if let Some(from) = surely_before(s, k) {
        return Some(s.tokens[from].span.cover(s.tokens[k].span));
    }
    let contracted = s.is(before, Class::CONTRACTED) && !s.is(before, Class::GENITIVE);
    let article = || {
        let to = before.checked_sub(1)?;
        let beside = to.checked_sub(1).filter(|&b| s.is(to, Class::GENITIVE) && is_beside(s, b));
        let to = beside.or(s.is(to, Class::OCCASION).then_some(to));
        to.filter(|_| s.is(before, Class::DEFINITE))
    };
    // « auprès du magazine »
    let beside = before.checked_sub(1);
    let beside = beside.filter(|&b| s.is(before, Class::CONTRACTED) && is_beside(s, b));
    // « she told the newspaper »
    let paper =
        s.lex.subject_first && s.is(before, Class::DEFINITE) && s.lex.outlet_noun(&word).is_some();
    let to = before.checked_sub(1).filter(|_| paper);
    if let Some(to) =
        to.filter(|&to| phrase_at(s.text, s.tokens, to, Phrase::Received, s.lex).is_some())
        && s.tokens.get(k + 1).is_none_or(|t| !t.cap)
    {
        return Some(s.tokens[to].span.cover(s.tokens[k].span));
    }
    if let Some(from) = on_the_same(s, before) {
        return Some(s.tokens[from].span.cover(s.tokens[k].span));
    }
    s.lex.outlet_noun(&word)?;
    if let Some(from) = source_before(s, k) {
        return Some(s.tokens[from].span.cover(s.tokens[k].span));
    }
    let from = match beside {
        Some(from) => from,
        None if contracted => before,
        None => article()?,
    };
    // Told to it by a verb of the sentence, and nothing after it says which one it is.
    let told = told_before(s, from) || opens_as_told(s, from, k);
    let last = last_of_outlet(s, k);
    let ends = s.tokens.get(last + 1).is_none_or(|t| {
        let opens = Class::DET.or(Class::TITLE).or(Class::TIME).or(Class::PREP).or(Class::GIVEN);
        !t.is_word()
            || t.is(opens.or(Class::COORD)) && !t.is(Class::GENITIVE)
            || t.is(Class::INFINITIVE) && !s.lex.caseless && !s.lex.subject_first
    });
    (told && ends).then(|| s.tokens[from].span.cover(s.tokens[last].span))
}

/// « à l'hebdomadaire de Hambourg », « au quotidien britannique »: the last word of what says no more than where the outlet at `k`
/// appears, or of what kind it is.
fn last_of_outlet(s: &Sentence<'_>, k: usize) -> usize {
    let people = |n: usize| {
        s.tokens.get(n).is_some_and(|t| {
            let word = fold(t.span.of(s.text));
            let told = s.lex.world.is_people(&word) || s.lex.ends_like_a_demonym(&word);
            t.is_word() && !t.cap && told
        })
    };
    let town = |n: usize| {
        s.is(n, Class::GENITIVE)
            && s.tokens.get(n + 1).is_some_and(|t| {
                let place = s.lex.world.place_lang(&[fold(t.span.of(s.text))]);
                t.is_word() && t.cap && place.is_some()
            })
    };
    // « auprès de l'hebdomadaire satirique le préfet »
    let told_more = |n: usize| {
        let small = s.tokens.get(n).is_some_and(|t| t.is_word() && !t.cap && t.class.is_nothing());
        small && !s.lex.caseless && !s.lex.subject_first && s.is(n + 1, Class::DET)
    };
    let last = k + usize::from(people(k + 1) || told_more(k + 1));
    last + if town(last + 1) { 2 } else { 0 }
}

/// « auprès de l'hebdomadaire »: whether the word at `k` leads to whom something was told, by a « de » behind it.
fn is_beside(s: &Sentence<'_>, k: usize) -> bool {
    let plain = !s.lex.caseless && !s.lex.subject_first;
    plain && phrase_at(s.text, s.tokens, k, Phrase::Received, s.lex) == Some(2)
}

/// « sur la même chaîne », « confie au même journal »: where a phrase starts that ends on « même » at token `same`.
fn on_the_same(s: &Sentence<'_>, same: usize) -> Option<usize> {
    let article = same.checked_sub(1).filter(|_| s.is(same, Class::SAME))?;
    if s.is(article, Class::CONTRACTED) {
        let told = !s.is(article, Class::GENITIVE) && told_before(s, article);
        return told.then_some(article);
    }
    let to = article.checked_sub(1).filter(|_| s.is(article, Class::DEFINITE))?;
    s.is(to, Class::PREP).then_some(to)
}

/// « Selon le magazine, un cadre aurait évoqué “…” », « une source citée par le quotidien »: where a phrase starts that
/// says a paper, by what it is at `k`, passes words on.
fn source_before(s: &Sentence<'_>, k: usize) -> Option<usize> {
    let article = k.checked_sub(1).filter(|&a| s.is(a, Class::DEFINITE) && !s.lex.caseless)?;
    let ends = s.tokens.get(k + 1).is_none_or(|t| !t.is_word() || t.is(Class::AUX));
    let ends = ends && !s.lex.subject_first;
    let reports = |at: usize| {
        phrase_at(s.text, s.tokens, at, Phrase::Reports, s.lex).is_some_and(|n| at + n == article)
    };
    let handed =
        article.checked_sub(2).filter(|&h| s.is(h, Class::HANDED) && s.is(h + 1, Class::BY));
    let source = (article.saturating_sub(2)..article).find(|&at| reports(at));
    source.or(handed).filter(|_| ends)
}

/// Whether a preposition written with the article leads to what an outlet is: « للصحيفة ».
fn tells_whom(s: &Sentence<'_>, fused: &Fused, noun: &str) -> bool {
    let to = s.lex.phrase(Phrase::Received, &fused.preposition, &|_, _| false);
    fused.has_article() && to.is_some() && s.lex.bare_outlet_noun(noun)
}

/// « وأضاف دو للصحيفة »: such a word at `k` behind a verb, where nothing says which paper it is.
fn fused_again(s: &Sentence<'_>, k: usize) -> Option<Span<Byte>> {
    let more = Class::SAME.or(Class::THAT).or(Class::PREP).or(Class::TIME);
    let ends = s.tokens.get(k + 1).is_none_or(|t| !t.is_word() || t.is(more));
    (ends && told_before(s, k)).then(|| s.tokens[k].span)
}

/// « sur le plateau de la chaîne », « dans les colonnes du journal »: where such a phrase starts that leads
/// to the noun at `k`.
pub(super) fn surely_before(s: &Sentence<'_>, k: usize) -> Option<usize> {
    (k.saturating_sub(6)..k).find(|&at| {
        let end = phrase_at(s.text, s.tokens, at, Phrase::Surely, s.lex).map(|n| at + n);
        end.is_some_and(|end| end == k || end + 1 == k && s.is(end, Class::DET))
    })
}

/// « a lancé la députée au journaliste Paul Petit »: the words were told to a reporter.
pub(super) fn to_reporter(s: &Sentence<'_>, k: usize) -> Option<Span<Byte>> {
    let noun = s.is(k, Class::ASKER) && s.is(k, Class::ROLE) && !s.tokens[k].cap;
    let before = k.checked_sub(1).filter(|_| noun)?;
    let contracted = s.is(before, Class::CONTRACTED) && !s.is(before, Class::GENITIVE);
    let article = || {
        let to = before.checked_sub(1).filter(|_| s.is(before, Class::DEFINITE))?;
        s.is(to, Class::OCCASION).then_some(to)
    };
    let from = if contracted { before } else { article()? };
    told_before(s, from).then(|| s.tokens[from].span.cover(s.tokens[k].span))
}

/// « selon la même source »
pub(super) fn same_source(s: &Sentence<'_>, k: usize) -> Option<Span<Byte>> {
    let same = k.checked_sub(1).filter(|&b| s.is(k, Class::ANONYMOUS) && s.is(b, Class::SAME))?;
    let from = same.saturating_sub(2);
    let source = |&at: &usize| phrase_at(s.text, s.tokens, at, Phrase::Source, s.lex).is_some();
    let at = (from..same).find(source).filter(|_| !s.lex.caseless && !s.lex.subject_first)?;
    Some(s.tokens[at].span.cover(s.tokens[k].span))
}

/// « Dans le même entretien, elle promet »
pub(super) fn same_talk(s: &Sentence<'_>, k: usize) -> Option<Span<Byte>> {
    let plain = !s.lex.caseless && !s.lex.subject_first;
    let talk = plain && k > 2 && s.is(k, Class::INTERVIEW) && s.is(k - 1, Class::SAME);
    let within = Class::PREP.or(Class::WITHIN);
    let led = talk && s.is(k - 2, Class::DEFINITE) && s.is(k - 3, within);
    led.then(|| s.tokens[k - 3].span.cover(s.tokens[k].span))
}

/// « À l'hebdomadaire, la maire assure que … »: whether the phrase from `from` to the noun at `k` opens the sentence, and a verb
/// that reports follows.
fn opens_as_told(s: &Sentence<'_>, from: usize, k: usize) -> bool {
    let plain = from == 0 && s.sign(k + 1, ',') && !s.lex.caseless && !s.lex.subject_first;
    let says = |n: usize| s.is(n, Class::SAY) && s.is(n, Class::FINITE.or(Class::PARTICIPLE));
    plain && (k + 2..s.tokens.len()).any(says)
}

/// Whether a verb that reports words stands a short way before token `from`, with no sign between.
fn told_before(s: &Sentence<'_>, from: usize) -> bool {
    (from.saturating_sub(TOLD)..from)
        .rev()
        .take_while(|&n| !matches!(s.tokens[n].kind, Kind::Sign(_) | Kind::Quote(_)))
        .any(|n| s.is(n, Class::CUE) && s.is(n, Class::FINITE.or(Class::PARTICIPLE)))
}
