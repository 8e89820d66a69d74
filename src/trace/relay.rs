//! Who passed the words on: outlets and agencies that the sentence of a quotation names as such.

use crate::corpus::quote::AgentKind;
use crate::corpus::span::{Byte, Span};

use super::again::{outlet_again, same_source, same_talk, surely_before, to_reporter};
use super::cue::Sentence;
use super::lexicon::{Class, Phrase};
use super::outlet::{MARKS, as_title, contracted, interview_in_marks, on_air, outlet_phrase};
use super::passed::{passing_after, passing_before};
use super::token::{fold, folded, phrase_at};

/// A station between speaker and page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Passing {
    /// An outlet or agency that received or reports the words.
    Outlet { name: String, kind: AgentKind, evidence: Span<Byte>, outlet: Span<Byte> },
    /// An outlet said again by what it is: « au magazine », « sur le même réseau ».
    Again { evidence: Span<Byte>, sort: Sort },
    /// Somebody put them into another language.
    Interpreter { evidence: Span<Byte> },
}

/// How an outlet is said again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// By a word for a paper or station.
    Paper,
    /// By a word for a network on which people write themselves.
    Network,
    /// By a reporter of its, who was told: only an outlet of the same paragraph is meant.
    Reporter,
    /// As « la même source »: only what passed on other words of the same speaker is meant.
    Source,
}

/// An outlet's name and kind.
pub(super) type Outlet = (String, AgentKind);

impl Passing {
    /// The words that show it.
    pub(super) fn evidence(&self) -> Option<Span<Byte>> {
        match self {
            Self::Outlet { evidence, .. } | Self::Again { evidence, .. } => Some(*evidence),
            Self::Interpreter { .. } => None,
        }
    }

    /// The outlet it is, if it is one by name.
    pub(super) fn outlet(&self) -> Option<Outlet> {
        match self {
            Self::Outlet { name, kind, .. } => Some((name.clone(), *kind)),
            Self::Again { .. } | Self::Interpreter { .. } => None,
        }
    }
}

/// The stations a sentence names, in its order.
pub(super) fn passings(s: &Sentence<'_>) -> Vec<Passing> {
    let (mut out, mut k) = (Vec::new(), 0);
    while k < s.tokens.len() {
        if let Some(n) = phrase_at(s.text, s.tokens, k, Phrase::Interpreter, s.lex) {
            let evidence = s.tokens[k].span.cover(s.tokens[k + n - 1].span);
            out.push(Passing::Interpreter { evidence });
            k += n;
            continue;
        }
        if let Some(last) = super::passed::translated_by(s, k) {
            let evidence = s.tokens[k].span.cover(s.tokens[last].span);
            out.push(Passing::Interpreter { evidence });
            k = last + 1;
            continue;
        }
        if let Some((last, name, kind)) = fused_outlet(s, k) {
            let outlet = s.tokens[k].span.cover(s.tokens[last].span);
            out.push(Passing::Outlet { name, kind, evidence: outlet, outlet });
            k = last + 1;
            continue;
        }
        if let Some((first, last)) = super::outlet::told_in_marks(s, k) {
            let outlet = s.tokens[first].span.cover(s.tokens[last].span);
            let evidence = s.tokens[k].span.cover(outlet);
            let name = outlet.of(s.text).to_owned();
            let kind = AgentKind::Outlet;
            out.push(Passing::Outlet { name, kind, evidence, outlet });
            k = last + 1;
            continue;
        }
        if let Some(post) = super::address::posted_at(s, k) {
            out.push(post);
            k += 1;
            continue;
        }
        let Some((first, last, name, kind)) = outlet_at(s, k) else {
            out.extend(told_again(s, k));
            k += 1;
            continue;
        };
        if on_a_station(s, (first, last)) {
            k = last + 1;
            continue;
        }
        let outlet = s.tokens[first].span.cover(s.tokens[last].span);
        // « au micro de la radio publique, Radio Savane »
        let noun = || passing_before(s, k).filter(|_| first > k && s.sign(first - 1, ','));
        let evidence = passing_before(s, first).or_else(noun).or_else(|| passing_after(s, last));
        if let Some(evidence) = evidence {
            let evidence = evidence.cover(outlet);
            out.push(Passing::Outlet { name, kind, evidence, outlet });
        }
        k = last + 1;
    }
    out
}

/// « invitée d'Audition publique sur le plateau de Public Sénat »: whether what was taken for an outlet is a programme of the one
/// named straight behind it.
fn on_a_station(s: &Sentence<'_>, (first, last): (usize, usize)) -> bool {
    let plain = !s.lex.caseless && !s.lex.subject_first && s.is(last + 1, Class::ON_AIR);
    let listed = || phrase_at(s.text, s.tokens, first, Phrase::Outlet, s.lex).is_some();
    let word = |k: &usize| s.tokens.get(*k).is_some_and(super::token::Token::is_word);
    let mut set = (last + 2..last + 6).take_while(word);
    plain && !listed() && set.any(|k| s.tokens[k].cap && outlet_phrase(s, k))
}

/// An outlet that is said again by what it is, at token `k`.
fn told_again(s: &Sentence<'_>, k: usize) -> Option<Passing> {
    // « في مقابلة مع وكالة رويترز »: the name follows.
    let next = s.lex.caseless && outlet_phrase(s, k + 1);
    let again = || {
        let network = s.lex.means_network(&fold(s.word(k)));
        let sort = if network { Sort::Network } else { Sort::Paper };
        Some((outlet_again(s, k).filter(|_| !next)?, sort))
    };
    let source = || same_talk(s, k).or_else(|| same_source(s, k)).map(|e| (e, Sort::Source));
    let reporter = || to_reporter(s, k).map(|e| (e, Sort::Reporter));
    let (evidence, sort) = again().or_else(reporter).or_else(source)?;
    Some(Passing::Again { evidence, sort })
}

/// « قال للأناضول »: an outlet written as one with the preposition that says who received the words.
fn fused_outlet(s: &Sentence<'_>, k: usize) -> Option<(usize, String, AgentKind)> {
    let token = s.tokens[k];
    if !s.lex.caseless || !token.is_word() {
        return None;
    }
    let raw = s.word(k);
    s.lex.unfused(&fold(raw)).find_map(|(fused, bare)| {
        let rest = |i: usize, want: &str| {
            let next = s.tokens.get(k + 1 + i);
            next.is_some_and(|t| t.is_word() && *fold(t.span.of(s.text)) == *want)
        };
        let listed = s.lex.phrase(Phrase::Outlet, &bare, &rest);
        // « للإذاعة الجزائرية »
        let noun = s.lex.outlet_noun(&bare).is_some() && fused.has_article();
        let people = noun
            && s.tokens.get(k + 1).is_some_and(|t| {
                let word = fold(t.span.of(s.text));
                s.lex.has_article(&word) && s.lex.world.is_people(&word)
            });
        let placed = people.then_some(2).filter(|_| listed.is_none());
        let n = listed.or(placed).or_else(|| super::outlet::told_to(s, k, &bare))?;
        // « لقناة الجزيرة »: the name stands by itself after what it is.
        if s.lex.outlet_noun(&bare).is_some() && outlet_phrase(s, k + 1) {
            return None;
        }
        s.lex.phrase(Phrase::Received, &fused.preposition, &|_, _| false)?;
        let last = k + n - 1;
        let tail = &s.text[token.span.end()..s.tokens[last].span.end()];
        let name = format!("{}{tail}", fused.bare(raw)?);
        let name = name.trim_start_matches('\u{640}').to_owned();
        let agency = s.lex.is_agency(&bare) || s.lex.is_agency(&fold(&name));
        Some((last, name, if agency { AgentKind::Agency } else { AgentKind::Outlet }))
    })
}

/// The outlet named at token `k`: its tokens, its name and its kind. « Ligue 1+ » and « Food & Wine » are whole names.
fn outlet_at(s: &Sentence<'_>, k: usize) -> Option<(usize, usize, String, AgentKind)> {
    let (first, last, mut name, kind) = named_at(s, k)?;
    let capital = |n: usize| s.tokens.get(n).is_some_and(|t| t.is_word() && t.cap);
    let whole =
        if s.sign(last + 1, '&') && capital(last) && capital(last + 2) { last + 2 } else { last };
    name.push_str(&s.text[s.tokens[last].span.end()..s.tokens[whole].span.end()]);
    let mut rest = s.text[s.tokens[whole].span.end()..].chars();
    let plus = rest.next() == Some('+') && !rest.next().is_some_and(char::is_alphanumeric);
    name.extend(plus.then_some('+').filter(|_| !name.ends_with('+')));
    Some((first, whole, name, kind))
}

/// The outlet at token `k`, as far as its words go.
fn named_at(s: &Sentence<'_>, k: usize) -> Option<(usize, usize, String, AgentKind)> {
    if let Some((first, last)) = super::address::site_at(s, k) {
        let name = s.tokens[first].span.cover(s.tokens[last].span).of(s.text).to_owned();
        return Some((first, last, name, AgentKind::Outlet));
    }
    if let Some(n) = phrase_at(s.text, s.tokens, k, Phrase::Outlet, s.lex) {
        let last = with_place(s, k + n - 1);
        // « la presse » is a paper only with a capital letter; where no letter shows a name, the list alone does.
        let told = s.lex.caseless && (n > 1 || s.tokens[k].class.is_nothing());
        // « à la libération des otages » frees them, « à Libération » is the paper.
        let noun = k > 0 && s.is(k - 1, Class::DET.or(Class::CONTRACTED)) && !s.lex.caseless;
        let long = s.tokens[k].class.is_nothing() && s.tokens[k].span.len() > 6;
        let coined = !noun && long || behind_noun(s, k);
        // « à l'Union européenne » tells no paper.
        let article = usize::from(s.is(k, Class::DET) && last > k);
        let next = s.tokens.get(last + 1).is_some_and(|t| t.is_word() && !t.cap);
        let union =
            next && article > 0 && s.lex.world.is_international(&s.folded((k + article, last + 1)));
        if union && !s.lex.caseless {
            return None;
        }
        if told || coined || (k..=last).any(|n| s.tokens[n].cap && !s.is(n, Class::DET)) {
            // « l'agence Anadolu »: what it is, in small letters, is no part of its name.
            let noun = s.lex.outlet_noun(&folded(s.word(k))).filter(|_| !s.tokens[k].cap);
            // « وكالة الأنباء العراقية » and « تلفزيون سوريا » are called so, « وكالة رويترز » is not.
            let place = last > k && s.lex.world.place_lang(&s.folded((k + 1, last))).is_some();
            let called = noun == Some(true) || noun.is_some() && place;
            let called = s.lex.caseless && called && !outlet_phrase(s, k + 1);
            let k = k + usize::from(noun.is_some() && last > k && !called);
            let span = s.tokens[k].span.cover(s.tokens[last].span);
            let name = as_title(s, (k, last));
            let whole = s.tokens[last].span.cover(span);
            let agency = s.lex.is_agency(&whole.of(s.text).to_lowercase().replace('’', "'"));
            let kind = if agency { AgentKind::Agency } else { AgentKind::Outlet };
            return Some((k, last, name, kind));
        }
    }
    if let Some((first, last, name)) = contracted(s, k) {
        return Some((first, last, name, AgentKind::Outlet));
    }
    if let Some(found) = surely(s, k) {
        return Some(found);
    }
    named_by_what_it_is(s, k)
}

/// An outlet that no list has: by the air it is on, its place, its programme or a word for what it is.
fn named_by_what_it_is(s: &Sentence<'_>, k: usize) -> Option<(usize, usize, String, AgentKind)> {
    if let Some(last) = on_air(s, k).or_else(|| interview_in_marks(s, k)) {
        let name = s.tokens[k].span.cover(s.tokens[last].span).of(s.text).to_owned();
        return Some((k, last, name, AgentKind::Outlet));
    }
    if let Some((last, name)) = paper_of_a_place(s, k) {
        return Some((k, last, name, AgentKind::Outlet));
    }
    if let Some(last) = super::outlet::before_noun(s, k) {
        let name = s.tokens[k].span.cover(s.tokens[last].span).of(s.text).to_owned();
        let agency = s.lex.outlet_noun(&folded(s.word(last + 1))) == Some(true)
            || s.lex.outlet_noun(&folded(s.word((last + 2).min(s.tokens.len() - 1)))) == Some(true);
        let kind = if agency { AgentKind::Agency } else { AgentKind::Outlet };
        return Some((k, last, name, kind));
    }
    if let Some(last) = super::outlet::programme(s, k) {
        let name = s.tokens[k].span.cover(s.tokens[last].span).of(s.text).to_owned();
        return Some((k, last, name, AgentKind::Outlet));
    }
    if let Some(last) = super::outlet::given_an_interview(s, k) {
        let name = s.tokens[k].span.cover(s.tokens[last].span).of(s.text).to_owned();
        return Some((k, last, name, AgentKind::Outlet));
    }
    if let Some((first, last)) = outlet_by_word(s, k) {
        let name = s.tokens[first].span.cover(s.tokens[last].span).of(s.text).to_owned();
        return Some((first, last, name, AgentKind::Outlet));
    }
    outlet_by_noun(s, k)
}

/// « l'agence dpa »: whether what an outlet is stands straight before `k`.
fn behind_noun(s: &Sentence<'_>, k: usize) -> bool {
    let before = k.checked_sub(1).filter(|&b| s.tokens[b].is_word() && !s.lex.caseless);
    before.is_some_and(|b| s.lex.outlet_noun(&folded(s.word(b))).is_some())
}

/// « confie au quotidien britannique Gudmundur Petit, pêcheur »: whether who tells the outlet of the noun at `k` stands behind
/// it, as the `name`.
fn teller(s: &Sentence<'_>, k: usize, name: (usize, usize)) -> bool {
    let said = |n: usize| {
        let active = || n > 0 && s.is(n, Class::PARTICIPLE) && s.is(n - 1, Class::AUX);
        s.is(n, Class::CUE) && (s.is(n, Class::FINITE) || active())
    };
    let verb = (k.saturating_sub(4)..k).any(said);
    // « a plaidé mardi au quotidien Luc Petit »
    let given =
        || s.is(name.0, Class::GIVEN) && s.tokens.get(name.1 + 1).is_none_or(|t| !t.is_word());
    let told = || s.apposition(name.1).is_some_and(|app| s.read(app).human) || given();
    verb && !s.lex.subject_first && name.1 > name.0 && s.looks_like_a_person(name) && told()
}

/// « à la télévision nationale », « sur la radio militaire »: a station at `k` that only its kind names; its last word.
fn by_kind(s: &Sentence<'_>, k: usize) -> Option<usize> {
    let small = |n: usize| s.tokens.get(n).is_some_and(|t| t.is_word() && !t.cap);
    let article = k.checked_sub(2).filter(|_| s.is(k, Class::BROADCAST) && small(k))?;
    let led = s.is(k - 1, Class::DEFINITE) && s.is(article, Class::OCCASION.or(Class::ON_AIR));
    let kind = small(k + 1) && s.tokens[k + 1].class.is_nothing();
    let ends = s.tokens.get(k + 2).is_none_or(|t| {
        !t.is_word() || t.is(Class::DET.or(Class::PREP).or(Class::TIME).or(Class::TITLE)) || t.cap
    });
    (led && kind && ends).then_some(k + 1)
}

/// « l'agence de presse irakienne (INA) »: the letters in brackets that an outlet at `k` is called by, or its name before them.
fn short_in_brackets(s: &Sentence<'_>, k: usize) -> Option<(usize, usize)> {
    let bracket = (k + 1..(k + 5).min(s.tokens.len())).find(|&n| s.sign(n, '('))?;
    let n = Some(bracket + 1).filter(|&n| {
        let plain = (k + 1..n - 1).all(|w| s.tokens[w].is_word() && !s.tokens[w].cap);
        let word = s.tokens.get(n).is_some_and(|t| t.is_word() && t.span.len() > 1);
        plain
            && word
            && (s.tokens[k].cap && s.tokens[n].cap || !s.word(n).contains(char::is_lowercase))
    })?;
    // « l'Agence de presse irakienne (INA) » is a name itself.
    Some(if s.tokens[k].cap && n > k + 2 { (k, n - 2) } else { (n, n) })
}

/// « la chaîne publique allemande Das Erste », « la chaîne 12 »: a name after what it is.
fn outlet_by_noun(s: &Sentence<'_>, k: usize) -> Option<(usize, usize, String, AgentKind)> {
    if !s.tokens[k].is_word() {
        return None;
    }
    if s.lex.caseless {
        return super::outlet::outlet_by_noun(s, k);
    }
    let agency = s.lex.outlet_noun(&folded(s.word(k)))?;
    let kind = if agency { AgentKind::Agency } else { AgentKind::Outlet };
    // « la chaîne 12 »
    let number = |n: usize| {
        let digits = s.tokens.get(n).is_some_and(|t| t.is_word() && !t.cap);
        digits && s.word(n).bytes().all(|b| b.is_ascii_digit())
    };
    // « la chaîne israélienne 12 »
    let people = s.tokens.get(k + 1).is_some_and(|t| {
        t.is_word() && !t.cap && s.lex.world.is_people(&folded(t.span.of(s.text)))
    });
    let last = k + 1 + usize::from(people);
    if number(last) {
        let name = s.tokens[k].span.cover(s.tokens[last].span).of(s.text).to_owned();
        return Some((k, last, name, AgentKind::Outlet));
    }
    if let Some((first, last)) = short_in_brackets(s, k) {
        let name = s.tokens[first].span.cover(s.tokens[last].span).of(s.text).to_owned();
        return Some((first, last, name, kind));
    }
    // « l'agence de presse officielle marocaine MAP », « la télévision d'État IRIB »
    let small = |n: usize| s.tokens.get(n).is_some_and(|t| t.is_word() && !t.cap);
    let of = s.is(k + 1, Class::GENITIVE) && !s.is(k + 1, Class::CONTRACTED);
    let of = of && (small(k + 2) && s.is(k + 2, Class::RECIPIENT) || s.is(k + 2, Class::STATE));
    let from = if of { k + 3 } else { k + 1 };
    // « la chaîne publique allemande Das Erste »: the name after what it is.
    let start = (from..(from + 3).min(s.tokens.len())).find(|&n| {
        s.tokens[n].cap || !s.tokens[n].is_word() || s.is(n, Class::PREP.or(Class::GENITIVE))
    })?;
    // « la radio publique, Rádio Moçambique »
    let beside = s.sign(start, ',') && surely_before(s, k).is_some();
    let start = start + usize::from(beside);
    let capital = s.tokens.get(start).is_some_and(|t| t.is_word() && t.cap);
    // A title ends with its line.
    let between = || &s.text[s.tokens[k].span.end()..s.tokens[start].span.start()];
    let capital = capital && !between().contains('\n');
    // « a plaidé auprès de l'hebdomadaire le préfet Luc Petit », « au journal Mme Petit »: who tells it.
    let titled = s.is(start, Class::TITLE) && s.word(start).contains(char::is_lowercase);
    let anew = titled || (from..start).any(|n| s.is(n, Class::DET) && small(n));
    let capital = capital && (s.tokens[k].cap || !anew);
    if let Some(last) = by_kind(s, k).filter(|_| !capital) {
        let name = s.tokens[k].span.cover(s.tokens[last].span).of(s.text).to_owned();
        return Some((k, last, name, AgentKind::Outlet));
    }
    if !capital || beside && s.is(start, Class::GIVEN) || outlet_phrase(s, start) {
        return None;
    }
    let last =
        (start..s.tokens.len()).take_while(|&n| s.tokens[n].is_word() && s.tokens[n].cap).last()?;
    if teller(s, k, (start, last)) {
        return None;
    }
    // « à la radio Savane FM Jeanne Petit »
    let last = s.past_outlet(k, last).map_or(last, |name| name - 1);
    // « sur Radio Nordlicht »
    let named = k > 0 && s.tokens[k].cap && start == k + 1;
    let start = start - usize::from(named);
    // « la chaîne TV 2 »
    let last = last + usize::from(number(last + 1));
    let span = s.tokens[start].span.cover(s.tokens[last].span);
    Some((start, last, span.of(s.text).to_owned(), kind))
}

/// « le Phnom Penh Post », « le Daily Monitor »: a name of several words, one of which only names of
/// papers and stations have at their end or beginning.
fn outlet_by_word(s: &Sentence<'_>, k: usize) -> Option<(usize, usize)> {
    let capital = |n: usize| s.tokens.get(n).is_some_and(|t| t.is_word() && t.cap);
    // « Le Financial Times avait rapporté »: the article that opens a sentence is none of the name.
    let opens = |n: usize| n == 0 && s.is(n, Class::DEFINITE) && !s.lex.subject_first;
    if !capital(k)
        || opens(k)
        || k > 0 && capital(k - 1) && !opens(k - 1)
        || s.is(k, Class::TITLE.or(Class::TIME).or(Class::PREP))
    {
        return None;
    }
    // « The Bellford Gazette »
    let k = k + usize::from(s.lex.subject_first && s.is(k, Class::DET));
    let last = (k..s.tokens.len()).take_while(|&n| capital(n)).last()?;
    // « KXTV-9 », « WAFB-TV »: a station by its call sign.
    let sign = |word: &str| {
        let (letters, rest) = word.split_once('-').unwrap_or((word, ""));
        let capitals = letters.len() > 2 && letters.bytes().all(|b| b.is_ascii_uppercase());
        let number = !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit());
        capitals && (number || s.lex.class_folded(rest).is(Class::OUTLET_WORD))
    };
    if s.lex.subject_first && sign(s.word(k)) {
        return Some((k, k));
    }
    let paper = |n: usize| s.is(n, Class::OUTLET_WORD);
    // « in an email to the Courier »
    let article = k > 0 && s.is(k - 1, Class::DEFINITE) && !s.tokens[k - 1].cap;
    if s.lex.subject_first && last == k && article && paper(k) {
        return Some((k, k));
    }
    if last == k || !paper(last) && !paper(k) || s.is(k, Class::GIVEN) {
        return None;
    }
    Some((k, last))
}

/// « La Gazette du Morvan », « au Courrier de la Thiérache »: a noun that papers are called by, in capitals, and
/// a place after it.
fn paper_of_a_place(s: &Sentence<'_>, k: usize) -> Option<(usize, String)> {
    let capital = |n: usize| s.tokens.get(n).is_some_and(|t| t.is_word() && t.cap);
    let article = capital(k) && s.is(k, Class::DET);
    let noun = k + usize::from(article);
    let led = article || k > 0 && s.is(k - 1, Class::CONTRACTED);
    // « le bar “Le Petit Brancard” »
    let marked = k > 2 && MARKS.iter().any(|&m| s.sign(k - 1, m)) && s.is(k - 3, Class::DET);
    let thing = || marked && s.lex.outlet_noun(&folded(s.word(k - 2))).is_none();
    if !led || !capital(noun) || !s.is(noun, Class::PAPER) || thing() {
        return None;
    }
    let link = noun + 1;
    let place = link + 1 + usize::from(s.is(link + 1, Class::DET) && !capital(link + 1));
    let of = s.is(link, Class::GENITIVE) && capital(place);
    let last = if of { place } else { noun + 1 };
    let whole = of || article && capital(last) && !s.is(last, Class::GIVEN);
    let span = s.tokens[k].span.cover(s.tokens.get(last).filter(|_| whole)?.span);
    Some((last, span.of(s.text).to_owned()))
}

/// « France Bleu Périgord »: one more capital word that is nobody's name belongs to the outlet.
fn with_place(s: &Sentence<'_>, last: usize) -> usize {
    let capital = |k: usize| s.tokens.get(k).is_some_and(|t| t.is_word() && t.cap);
    let name = Class::GIVEN.or(Class::TITLE).or(Class::ROLE).or(Class::TIME).or(Class::DET);
    let more = capital(last + 1) && !capital(last + 2) && !s.is(last + 1, name);
    let several = s.tokens[last].cap && s.word(last).chars().any(char::is_lowercase);
    // « BFM Bordeaux », but « X »
    let letters = s.word(last).chars().count() > 1 || !s.tokens[last].cap;
    let plain = !s.lex.caseless && !s.lex.subject_first && letters;
    let ends = s.tokens.get(last + 2).is_none_or(|t| !t.is_word() || t.is(Class::PREP));
    let town = || s.lex.world.is_place_alone(&s.folded((last + 1, last + 1)));
    let several = several || plain && more && ends && town();
    if more && several && !s.is(last + 1, Class::PREP) { last + 1 } else { last }
}

/// The outlet named last in some tokens, or the last one of the networks.
pub(super) fn last_outlet(s: &Sentence<'_>, network: bool) -> Option<Outlet> {
    let (mut found, mut k) = (None, 0);
    while k < s.tokens.len() {
        let here = outlet_at(s, k);
        k = here.as_ref().map_or(k, |o| o.1) + 1;
        let fits = |name: &str| s.lex.is_network(&name.to_lowercase()) == network;
        found = here.map(|o| (o.2, o.3)).filter(|(name, _)| fits(name)).or(found);
    }
    found
}

/// « au micro de DAZN »: after some phrases nothing but an outlet can stand.
fn surely(s: &Sentence<'_>, k: usize) -> Option<(usize, usize, String, AgentKind)> {
    if !s.tokens[k].is_word() || !s.tokens[k].cap {
        return None;
    }
    // « au micro de Marion Petit, sur Canal+ »: who holds it is no outlet.
    let next = s.tokens.get(k + 1).is_some_and(|t| t.is_word() && t.cap);
    let person = s.is(k, Class::GIVEN) && next && !s.lex.caseless;
    // « invitée de Dimanche en politique sur France 3 »
    let day = !next && s.is(k, Class::TIME) && !s.lex.caseless && !s.lex.subject_first;
    let person = person || day;
    let told = surely_before(s, k).is_some() && !person;
    let number = |n: usize| s.word(n).starts_with(|c: char| c.is_ascii_digit());
    // « TSA عربي »
    let small = |n: usize| s.lex.caseless && s.tokens[n].class.is_nothing();
    let last = (k..s.tokens.len())
        .take_while(|&n| s.tokens[n].is_word() && (s.tokens[n].cap || number(n) || small(n)))
        .last()
        .filter(|_| told)?;
    // « invité de Marseille »
    let plain = !s.lex.caseless && !s.lex.subject_first;
    if plain && s.lex.world.is_whole_place(&s.folded((k, last))) {
        return None;
    }
    // « in an interview with the French newspaper Les Echos », « with the Turin daily La Stampa »
    let town = || s.lex.world.is_whole_place(&s.folded((k, last)));
    let noun = || {
        let next = s.tokens.get(last + 1).filter(|t| t.is_word());
        next.is_some_and(|t| s.lex.outlet_noun(&folded(t.span.of(s.text))).is_some())
    };
    let other = s.lex.world.is_people(&folded(s.word(last))) || noun() && town();
    if s.lex.subject_first && other {
        return None;
    }
    let name = s.tokens[k].span.cover(s.tokens[last].span).of(s.text).to_owned();
    Some((k, last, name, AgentKind::Outlet))
}
