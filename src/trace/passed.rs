//! What says that an outlet passed words on: the phrase before its name, or the verb behind it.

use crate::corpus::lang::Lang;
use crate::corpus::span::{Byte, Span};

use super::cue::Sentence;
use super::lexicon::{Class, Phrase};
use super::outlet::{MARKS, MARKS_AFTER};
use super::token::{Kind, fold, folded, phrase_at};

/// How many words may stand between the phrase of passing on and the outlet.
const BETWEEN: usize = 9;

/// « dans une interview accordée à la chaîne publique allemande ARD », « rapporte l'Associated Press »
pub(super) fn passing_before(s: &Sentence<'_>, outlet: usize) -> Option<Span<Byte>> {
    if let Some(writer) = written_by(s, outlet) {
        return Some(s.tokens[writer].span.cover(s.tokens[outlet].span));
    }
    let from = outlet.saturating_sub(BETWEEN);
    let mut best = handed_by(s, outlet);
    for k in (from..outlet).rev() {
        // « confie-t-il au “Monde” »
        if k + 1 == outlet && MARKS.iter().any(|&m| s.sign(k, m)) {
            continue;
        }
        if !s.tokens[k].is_word() {
            break;
        }
        if told_for(s, k, outlet) {
            best = Some(s.tokens[k].span.cover(s.tokens[outlet].span));
        }
        if let Some(talk) = talked_with(s, k, outlet) {
            best = Some(s.tokens[talk].span.cover(s.tokens[outlet].span));
        }
        for phrase in [Phrase::Received, Phrase::Reports] {
            if let Some(n) =
                phrase_at(s.text, s.tokens, k, phrase, s.lex).filter(|n| k + n <= outlet + 1)
            {
                // « a appris vendredi l'AFP »
                let day = |i: usize| {
                    let verb = phrase == Phrase::Reports && n > 1;
                    verb && !s.lex.caseless && !s.lex.subject_first && s.is(i, Class::TIME)
                };
                let quiet = (k + n..outlet).all(|i| {
                    let link = s.is(i, Class::PREP) && !s.is(i, Class::GENITIVE);
                    let when = s.is(i, Class::TIME) && !day(i);
                    !link && !when && !s.is(i, Class::SUBORD) && !s.is(i, Class::GIVEN)
                });
                // « Grève à Radio France : “…” » tells nobody anything.
                let bare =
                    n == 1 && s.is(k, Class::OCCASION) && !s.lex.caseless && !s.lex.subject_first;
                // « décrit Jean Petit, superviseur à Onet »: where somebody works.
                let works = bare && k > 1 && works_at(s, k);
                let told = Class::CUE.or(Class::INTERVIEW).or(Class::HANDED).or(Class::SPEECH);
                let told = told.or(Class::AUX).or(Class::VERB).or(Class::SPEAKS);
                let tells = || s.tokens.iter().any(|t| t.is_word() && t.is(told));
                if quiet && !works && (!bare || tells()) {
                    best = Some(s.tokens[k].span.cover(s.tokens[outlet].span));
                }
            }
        }
    }
    best
}

/// « décrit Jean Petit, superviseur à Onet », « , chef d'équipe à Onet »: whether an office between a comma and the word at
/// `k` is held there.
fn works_at(s: &Sentence<'_>, k: usize) -> bool {
    let comma = (k.saturating_sub(4)..k).rev().find(|&n| s.sign(n, ','));
    let plain = !s.lex.caseless && !s.lex.subject_first;
    comma.is_some_and(|c| plain && c + 1 < k && s.is(c + 1, Class::ROLE) && !s.tokens[c + 1].cap)
}

/// « commente pour Presse Océan Jean Petit », « comme elle le résume pour l'AFP »: whether the word at `k`, straight behind a verb
/// that reports, leads to the outlet.
fn told_for(s: &Sentence<'_>, k: usize, outlet: usize) -> bool {
    let plain = !s.lex.caseless && !s.lex.subject_first && s.is(k, Class::PURPOSE);
    let straight = (k + 1..outlet).all(|i| s.is(i, Class::DEFINITE));
    let says = |i: usize| s.is(i, Class::CUE) && s.is(i, Class::FINITE.or(Class::PARTICIPLE));
    let hung = k > 1 && s.tokens[k - 1].kind == Kind::Clitic && says(k - 2);
    plain && straight && k > 0 && (says(k - 1) || hung)
}

/// How many words before « avec » the talk may stand.
const TALK: usize = 4;

/// « lors d'un entretien téléphonique avec l'agence Anadolu », « dans un entretien à Reuters »: the talk, where the
/// word at `k` leads to the outlet.
fn talked_with(s: &Sentence<'_>, k: usize, outlet: usize) -> Option<usize> {
    let plain = !s.lex.caseless && !s.lex.subject_first;
    let with = s.is(k, Class::PREP.or(Class::OCCASION)) && !s.is(k, Class::GENITIVE);
    let noun = |i: usize| s.lex.outlet_noun(&fold(s.word(i))).is_some();
    let straight = (k + 1..outlet).all(|i| s.is(i, Class::DEFINITE) || noun(i));
    if !plain || !with || !straight {
        return None;
    }
    let talks = |i: usize| s.is(i, Class::INTERVIEW);
    let beside = k.checked_sub(1).filter(|&i| s.tokens[i].is_word())?;
    // « dans un entretien téléphonique en anglais avec Anadolu »
    let open = Class::AUX.or(Class::VERB).or(Class::CUE).or(Class::DET).or(Class::PRONOUN);
    let near = (k.saturating_sub(TALK)..k).rev();
    let words = |&i: &usize| s.tokens[i].is_word() && (talks(i) || !s.is(i, open));
    let before = near.take_while(words).find(|&i| talks(i));
    talks(beside).then_some(beside).or(before)
}

/// « le chroniqueur du Temps Jean Petit redoute »: who writes for the paper at `outlet` says in it what they say.
fn written_by(s: &Sentence<'_>, outlet: usize) -> Option<usize> {
    let plain = !s.lex.caseless && !s.lex.subject_first;
    let of = outlet.checked_sub(1).filter(|&k| plain && s.is(k, Class::GENITIVE));
    let own = outlet.checked_sub(1).filter(|_| plain && s.is(outlet, Class::CONTRACTED));
    let writer = of.or(own)?.checked_sub(usize::from(of.is_some()))?;
    let led = writer > 0 && s.is(writer - 1, Class::DEFINITE);
    (s.is(writer, Class::PRESS) && led).then_some(writer)
}

/// « interrogée en anglais par CNN », « des propos relayés par le quotidien »
fn handed_by(s: &Sentence<'_>, outlet: usize) -> Option<Span<Byte>> {
    if let Some(invited) = invited_on(s, outlet) {
        return Some(s.tokens[invited].span.cover(s.tokens[outlet].span));
    }
    let by = (outlet.saturating_sub(4)..outlet).rev().find(|&k| s.is(k, Class::BY))?;
    let quiet = (by + 1..outlet)
        .all(|k| s.tokens[k].is_word() && !s.is(k, Class::PREP.or(Class::SUBORD).or(Class::TIME)));
    let handed = (by.saturating_sub(8)..by)
        .rev()
        .take_while(|&k| s.tokens[k].is_word())
        .find(|&k| s.is(k, Class::HANDED))?;
    quiet.then(|| s.tokens[handed].span.cover(s.tokens[outlet].span))
}

/// « invité lundi de la RTS », « reçue jeudi soir sur France 2 »: when it was stands within the phrase; its first word.
fn invited_on(s: &Sentence<'_>, outlet: usize) -> Option<usize> {
    let from = outlet.saturating_sub(BETWEEN);
    let invited = (from..outlet).rev().find(|&k| s.is(k, Class::HANDED))?;
    let small = Class::TIME.or(Class::DET).or(Class::THIS);
    let when = (invited + 1..outlet)
        .take_while(|&k| s.is(k, small) && !s.is(k, Class::GENITIVE.or(Class::PREP)))
        .count();
    let link = invited + 1 + when;
    let word = fold(s.word(link));
    // « Invitée jeudi d'Ici Cotentin »
    let elided = word.strip_suffix(['\'', '’']);
    let whole = |want: &str| *word == *want || elided.is_some() && elided == want.strip_suffix('e');
    let rest = |i: usize, want: &str| i == 0 && whole(want);
    let phrase = s.lex.phrase(Phrase::Received, &fold(s.word(invited)), &rest);
    let quiet = (link + 1..outlet)
        .all(|k| s.tokens[k].is_word() && !s.is(k, Class::SUBORD.or(Class::TIME).or(Class::GIVEN)));
    (when > 0 && link < outlet && phrase == Some(2) && quiet).then_some(invited)
}

/// « CNN a révélé », « le quotidien Haaretz a, pour sa part, rapporté, citant … »
pub(super) fn passing_after(s: &Sentence<'_>, outlet: usize) -> Option<Span<Byte>> {
    // « موقع "الضفة" نقل عن »
    let marked =
        s.tokens.get(outlet + 1).is_some_and(|t| MARKS_AFTER.iter().any(|&m| t.is_sign(m)));
    let outlet = outlet + usize::from(s.lex.caseless && marked);
    // « the Kyodo news agency reported »
    let kind = |n: usize| {
        let small = s.tokens.get(n).is_some_and(|t| t.is_word() && !t.cap);
        small && (s.is(n, Class::OUTLET_WORD) || s.lex.outlet_noun(&folded(s.word(n))).is_some())
    };
    let kinds = (outlet + 1..outlet + 3).take_while(|&n| s.lex.subject_first && kind(n)).count();
    // « وكانت صحيفة "النهر" قد نقلت »
    let led = s.lex.caseless && s.is(outlet + 1, Class::AUX);
    let outlet = outlet + kinds + usize::from(led);
    // « أبلغ مسؤول وكالة رويترز بأن »: whom somebody told stands before what.
    if s.lex.verb_first && s.is(outlet + 1, Class::THAT) {
        return Some(s.tokens[outlet].span.cover(s.tokens[outlet + 1].span));
    }
    if let Some(n) = phrase_at(s.text, s.tokens, outlet + 1, Phrase::Reports, s.lex) {
        return Some(s.tokens[outlet].span.cover(s.tokens[outlet + n].span));
    }
    // An outlet that cites somebody in the sentence passes those words on.
    // « Bloomberg, which revealed the plan, quoted »
    let which = s.lex.subject_first && s.sign(outlet + 1, ',') && s.is(outlet + 2, Class::RELATIVE);
    let quotes = s.lex.subject_first
        && phrase_at(s.text, s.tokens, outlet + 1, Phrase::Quoting, s.lex).is_some();
    let reports = which
        || quotes
        || s.is(outlet + 1, Class::AUX)
        || s.is(outlet + 1, Class::CUE) && s.is(outlet + 1, Class::FINITE);
    let cites = (outlet + 1..s.tokens.len())
        .find(|&k| phrase_at(s.text, s.tokens, k, Phrase::Quoting, s.lex).is_some())?;
    reports.then(|| s.tokens[outlet].span.cover(s.tokens[cites].span))
}

/// « traduite du peul », « traduits de l'arabe »: the language that the participle at `k` says words were in, and the last word
/// that says so. Whoever « a traduit de l'anglais » translates.
pub(super) fn translated_from(s: &Sentence<'_>, k: usize) -> Option<(Lang, usize)> {
    let plain = !s.lex.caseless && !s.lex.subject_first && s.is(k, Class::TRANSLATED);
    let has = k.checked_sub(1).is_some_and(|b| s.is(b, Class::AUX) && !s.is(b, Class::BEING));
    let of = s.is(k + 1, Class::GENITIVE) || s.is(k + 1, Class::CONTRACTED);
    let last = k + 2 + usize::from(s.is(k + 2, Class::DET));
    let token = s.tokens.get(last).filter(|t| t.is_word() && !t.cap && plain && of && !has)?;
    Some((s.lex.world.language(&fold(token.span.of(s.text)))?, last))
}

/// « traduite du peul en français »: past the language that words were put into, behind token `last`.
fn into_ours(s: &Sentence<'_>, last: usize) -> usize {
    let language =
        |k: usize| s.tokens.get(k).is_some() && s.lex.world.language(&fold(s.word(k))).is_some();
    match s.is(last + 1, Class::PREP.or(Class::WITHIN)) {
        true if language(last + 2) => last + 2,
        true if s.is(last + 2, Class::DET) && language(last + 3) => last + 3,
        _ => last,
    }
}

/// « dont les mots sont traduits par sa fille », « s'exprime en tamoul, traduite par Anna Berg », « un collègue qui traduit. »: somebody put them into another language; the
/// last word that says so.
pub(super) fn translated_by(s: &Sentence<'_>, k: usize) -> Option<usize> {
    let plain = !s.lex.caseless && !s.lex.subject_first && s.is(k, Class::TRANSLATED);
    // « “Mon père m'a montré l'ours”, a traduit pour la salle sa petite-fille »
    let has = k > 1 && s.is(k - 1, Class::AUX) && !s.is(k - 1, Class::BEING);
    let marked = has && s.sign(k - 2, ',') && k > 2 && s.tokens[k - 3].quote().is_some();
    // « “Il y avait un robinet”, traduit celle-ci »
    let now = k > 1 && s.sign(k - 1, ',') && s.tokens[k - 2].quote().is_some();
    let somebody = |np: &(usize, usize)| s.read(*np).human || now && s.is(np.0, Class::LATTER);
    let subject = || s.subject_after(k).filter(somebody);
    if let Some(np) = (plain && (marked || now)).then(subject).flatten() {
        return Some(np.1);
    }
    let itself = k.checked_sub(1).is_some_and(|b| s.is(b, Class::REFLEXIVE));
    if !plain || itself {
        return None;
    }
    // « traduite du peul en français par une interprète »
    let end = translated_from(s, k).map_or(k, |(_, last)| into_ours(s, last));
    let somebody = s.is(end + 3, Class::KIN.or(Class::ROLE).or(Class::GENERIC));
    // « traduit par une de ses collaboratrices »
    let one = s.is(end + 3, Class::GENITIVE) && s.is(end + 4, Class::POSSESSIVE);
    let somebody = somebody || one;
    let by = s.is(end + 1, Class::BY) && s.is(end + 2, Class::DET) && somebody;
    // « dont les propos étaient traduits de l'arabe »
    let spoken = (k.saturating_sub(4)..k).any(|n| s.is(n, Class::LABEL_SPEECH.or(Class::SPEECH)));
    let being = k.checked_sub(1).is_some_and(|b| s.is(b, Class::BEING));
    let passive = translated_from(s, k).map(|(_, last)| last).filter(|_| spoken && being);
    // « un roman traduit par Anna Berg » is no speech.
    let speech = || (0..k).any(|n| s.is(n, Class::SPEAKS) && s.tokens[n].is_word());
    let named = s.is(end + 1, Class::BY) && s.is(end + 2, Class::GIVEN) && s.tokens[end + 2].cap;
    let named = (named && speech()).then_some(end + 2);
    let which = k.checked_sub(1).is_some_and(|b| s.is(b, Class::RELATIVE));
    let ends = s.tokens.get(end + 1).is_none_or(|t| !t.is_word());
    // « des mots que traduit sa nièce »
    let words =
        k >= 2 && s.is(k - 1, Class::THAT) && s.is(k - 2, Class::LABEL_SPEECH.or(Class::SPEECH));
    // « s'exprimait en italien et une interprète traduisait. »
    let also = ends && s.subject_before(k).is_some_and(|np| s.read(np).human) && speech();
    let whose = words
        && s.is(k + 1, Class::DET)
        && s.is(k + 2, Class::KIN.or(Class::ROLE).or(Class::GENERIC));
    by.then_some(end + 3)
        .or(passive)
        .or(named)
        .or(whose.then_some(k + 2))
        .or_else(|| ((which || also) && ends).then_some(end))
}
