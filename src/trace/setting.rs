//! What a sentence says of the language spoken: outright, or by where it plays.

use crate::corpus::document::{BlockKind, Document};
use crate::corpus::lang::Lang;
use crate::corpus::quote::Quote;
use crate::corpus::span::{Byte, Span};

use super::cue::Sentence;
use super::fold::Word;
use super::lexicon::{Class, Lexicon, Phrase};
use super::outlet::outlet_phrase;
use super::passed::translated_from;
use super::token::{fold, phrase_at, plain_words, sentences, tokens};

/// « en anglais », « dans un français hésitant »: the language that the word at `k` says words were in.
pub(super) fn spoken(s: &Sentence<'_>, k: usize) -> Option<(Lang, Span<Byte>)> {
    let token = s.tokens[k];
    let within = |n: usize| k >= n && s.is(k - n, Class::WITHIN);
    // « باللغة الفرنسية », « en langue atikamekw »
    let behind = k > 0 && s.is(k - 1, Class::TONGUE) && s.tokens[k - 1].is_word();
    let called = within(2) && s.lex.world.language(&fold(s.word(k - 1))).is_none() && {
        let pair = [fold(s.word(k - 1)), fold(s.word(k))].join(" ");
        s.lex.world.language(&pair).is_some()
    };
    let tongue = behind || called;
    let after_in = within(1) || tongue || s.is(k.saturating_sub(1), Class::DET) && within(2);
    // « in Welsh », but « in Welsh schools », where the people are called as the language is.
    let alone = || {
        let next = Class::PREP.or(Class::COORD).or(Class::CUE).or(Class::AUX).or(Class::SUBORD);
        s.tokens.get(k + 1).is_none_or(|t| !t.is_word() || t.is(next))
    };
    // « Puis, passant au français, il a qualifié »
    let turned = k > 1 && s.is(k - 1, Class::CONTRACTED) && s.is(k - 2, Class::SPEAKS);
    let after_in = after_in || turned && !s.is(k - 1, Class::GENITIVE);
    // « بالفرنسية »
    let fused = || {
        let word = fold(s.word(k));
        // « بعربية متعثرة »
        let told = s.tokens.get(k + 1).is_some_and(|t| t.is_word() && t.class.is_nothing());
        let known = |w: &str| s.lex.world.language(w).is_some();
        s.lex.unfused(&word).any(|(f, w)| (f.has_article() || told) && known(&w))
    };
    // « A lecturer in Spanish » teaches it.
    if within(1) && k > 1 && s.is(k - 2, Class::TAUGHT) {
        return None;
    }
    // « traduite du peul par une interprète »
    let from = (2..4).filter_map(|n| k.checked_sub(n)).find_map(|verb| {
        let (lang, last) = super::passed::translated_from(s, verb)?;
        (last == k).then(|| (lang, s.tokens[verb].span.cover(token.span)))
    });
    if from.is_some() {
        return from;
    }
    let small = !token.cap || s.lex.subject_first && within(1) && alone();
    let named = (after_in || fused()) && token.is_word() && small;
    let lang = s.lex.world.language(&fold(s.word(k))).filter(|_| named)?;
    let into = k > 1 && s.is(k - 2, Class::TRANSLATED);
    // « “Ardouna” (“Notre terre” en arabe) » tells of a word.
    let gloss = (0..k).rev().find(|&n| s.sign(n, '(') || s.sign(n, ')'));
    let gloss = gloss.is_some_and(|n| s.sign(n, '('));
    let first = if after_in { k - 1 } else { k };
    (!into && !gloss).then(|| (lang, s.tokens[first].span.cover(token.span)))
}

/// « Le chancelier prend la parole dans un français impeccable. “…”, lance-t-il »: the language that a sentence which quotes
/// nothing says somebody speaks.
pub(super) fn speaks_in(s: &Sentence<'_>) -> Option<(Lang, Span<Byte>)> {
    let quiet = s.tokens.iter().all(|t| t.quote().is_none()) && !s.lex.caseless;
    let found = |k: usize| {
        let before = (k.saturating_sub(SPEAKS)..k).rev();
        let spoken = spoken(s, k)?;
        // « Il parle doucement, en peul »
        // « Il reçoit chez lui, et dans un excellent français »
        let aside = |n: usize| {
            let led = n + 1 + usize::from(s.is(n + 1, Class::COORD));
            s.sign(n, ',') && k <= n + ASIDE && s.is(led, Class::WITHIN)
        };
        let mut verb = before.take_while(|&n| s.tokens[n].is_word() || aside(n));
        verb.any(|n| s.is(n, Class::SPEAKS)).then_some(spoken)
    };
    (0..s.tokens.len()).filter(|_| quiet).find_map(found)
}

/// How many tokens behind a comma a language may be told.
const ASIDE: usize = 5;

/// « Propos recueillis en anglais par Anna Berg », « … et traduits de l'anglais »: the language an interview was held in, as
/// the note under it says, or over it.
pub(super) fn held_in(document: &Document) -> Option<HeldIn> {
    let (text, lex) = (document.text(), Lexicon::of(document.lang()));
    let note = document.blocks().iter().filter(|b| b.span.len() <= NOTE).find_map(|block| {
        let tokens = tokens(text, block.span, &[], lex);
        let s = Sentence::new(text, &tokens, lex);
        // « J'ai réalisé ce film en anglais » is an answer.
        let says = |class| tokens.iter().any(|t| t.is_word() && t.is(class));
        let told = says(Class::RECORDED) && says(Class::INTERVIEW);
        let mut words = (1..tokens.len()).filter(|&k| told && tokens[k].is_word());
        words.find_map(|k| {
            let note = |lang, span, translated| HeldIn { lang, span, translated };
            let from = translated_from(&s, k)
                .map(|(lang, last)| note(lang, tokens[k].span.cover(tokens[last].span), true));
            from.or_else(|| spoken(&s, k).map(|(lang, span)| note(lang, span, false)))
        })
    });
    note.or_else(|| answered_in(document))
}

/// « Elle parle, et c'est ainsi qu'elle nous répond, un français sans accent »: what the introduction to an interview says.
fn answered_in(document: &Document) -> Option<HeldIn> {
    let (text, lex) = (document.text(), Lexicon::of(document.lang()));
    let plain = !lex.caseless && !lex.subject_first;
    let opening = document.blocks().iter().filter(|b| b.kind == BlockKind::Paragraph && plain);
    opening.take(INTRODUCTION).find_map(|block| {
        let tokens = tokens(text, block.span, &[], lex);
        sentences(text, &tokens).into_iter().find_map(|(from, to)| {
            let s = Sentence::new(text, &tokens[from..to], lex);
            let us = |k: usize| s.is(k - 1, Class::PERSON) && s.is(k - 1, Class::BETWEEN);
            let verb = |k: usize| s.is(k, Class::REPLIES.or(Class::SPEAKS)) && us(k);
            let answers = (1..s.tokens.len()).find(|&k| verb(k))?;
            let tongue = |k: usize| {
                let lang = lex.world.language(&fold(s.word(k)))?;
                let one = k > 0 && s.is(k - 1, Class::DET) && !s.is(k - 1, Class::DEFINITE);
                let here = one && s.tokens[k].is_word() && !s.tokens[k].cap;
                here.then_some((lang, s.tokens[k].span)).or_else(|| spoken(&s, k))
            };
            let told = (answers..s.tokens.len()).chain((0..answers).rev()).find_map(tongue)?;
            Some(HeldIn { lang: told.0, span: told.1, translated: false })
        })
    })
}

/// How many paragraphs may introduce an interview.
const INTRODUCTION: usize = 4;

/// What the note under an interview says of its language.
#[derive(Clone, Copy, Debug)]
pub(super) struct HeldIn {
    pub(super) lang: Lang,
    pub(super) span: Span<Byte>,
    /// Whether somebody put the answers into the language of the page.
    pub(super) translated: bool,
}

/// The longest such note, in bytes.
const NOTE: usize = 200;

/// How many words a language may stand behind the verb of speaking.
const SPEAKS: usize = 9;

/// « A Dublin, où la société a son siège, … »: the language of the place a sentence opens with.
pub(super) fn opening_place(s: &Sentence<'_>) -> Option<Lang> {
    // « وفي حي السكري بحلب، قال دو »
    if s.lex.caseless {
        let comma = (1..s.tokens.len().min(OPENING)).find(|&k| s.sign(k, ','))?;
        let led = s.is(0, Class::WITHIN) && (1..comma).all(|k| s.tokens[k].is_word());
        let bare = |w: Word| {
            let place = |w: &str| s.lex.world.place_lang(&[Word::from(w)]);
            let fused = || s.lex.unfused(&w).find_map(|(_, w)| place(&w));
            place(&w).or_else(fused)
        };
        return s.folded((1, comma - 1)).into_iter().filter(|_| led).find_map(bare);
    }
    let comma = (1..s.tokens.len().min(OPENING + 1)).find(|&k| s.sign(k, ','))?;
    let named = s.is(0, Class::OCCASION) && s.tokens.get(1).is_some_and(|t| t.cap) && comma < 5;
    if let Some(lang) = s.lex.world.place_lang(&s.folded((1, comma - 1))).filter(|_| named) {
        return Some(lang);
    }
    // « À Castelfidardo, capitale italienne de l'accordéon, »: a town no list has, and what it is.
    let close = (comma + 1..s.tokens.len().min(comma + OPENING)).find(|&k| s.sign(k, ','));
    let quiet = |end: usize| (comma + 1..end).all(|k| s.tokens[k].is_word());
    let noun = |k: usize| s.tokens[k].is_word() && !s.tokens[k].cap;
    let told = close.filter(|&end| named && !s.lex.subject_first && end > comma + 1 && quiet(end));
    if let Some(end) = told.filter(|_| noun(comma + 1)) {
        let words = s.folded((comma + 1, end - 1));
        let people = words.iter().find_map(|w| s.lex.world.people_lang(w));
        if let Some(lang) = people.or_else(|| s.lex.world.place_lang(&words)) {
            return Some(lang);
        }
    }
    // « Sous les fenêtres du Parlement, à Tbilissi, »
    if let Some(end) = close.filter(|&end| end > comma + 2 && quiet(end) && !s.lex.subject_first) {
        let town = s.folded((comma + 2, end - 1));
        let at =
            s.is(0, Class::PREP) && s.is(comma + 1, Class::OCCASION) && s.tokens[comma + 2].cap;
        let lang = s.lex.world.place_lang(&town).filter(|_| s.lex.world.is_whole_place(&town));
        if let Some(lang) = lang.filter(|_| at) {
            return Some(lang);
        }
    }
    // « Dans son temple de Chiang Mai, le moine … »
    let led = s.is(0, Class::PREP) && (1..comma).all(|k| s.tokens[k].is_word());
    let from = (1..comma).rev().find(|&k| s.is(k, Class::OCCASION.or(Class::GENITIVE)))?;
    let capital = s.tokens.get(from + 1).is_some_and(|t| t.cap) && from + 1 < comma;
    let plain = !s.lex.subject_first && led && capital;
    let town = || s.folded((from + 1, comma - 1));
    plain
        .then(|| s.lex.world.place_lang(&town()).filter(|_| s.lex.world.is_whole_place(&town())))
        .flatten()
}

/// The most tokens before the comma of an opening that says where.
pub(super) const OPENING: usize = 8;

/// « Côté russe, … », « Du côté turc, … »: the language of the side that a sentence opens with.
pub(super) fn one_side(s: &Sentence<'_>) -> Option<Lang> {
    let side = (0..s.tokens.len().min(2)).find(|&k| s.is(k, Class::SIDE))?;
    let people = s.tokens.get(side + 1).filter(|t| t.is_word() && s.sign(side + 2, ','))?;
    s.lex.world.people_lang(&fold(people.span.of(s.text)))
}

/// Where the words of `quote` were said, if the word at `k` is that place, and what is spoken there; `own` is the
/// language of the page.
pub(super) fn place_at(
    s: &Sentence<'_>,
    k: usize,
    (quote, own): (&Quote, Lang),
) -> Option<(String, Lang)> {
    let lex = s.lex;
    let from = |n: usize| n.checked_sub(1).is_some_and(|p| s.is(p, Class::OCCASION));
    let occasion = from(k) || k > 0 && s.is(k - 1, Class::DET) && from(k - 1);
    // « En France, où … »: what a sentence opens with is where it plays; of another country it may be no more
    // than the topic.
    // « Au Japon, le constructeur du ferry … »
    let within = s.is(0, Class::WITHIN) || s.is(0, Class::CONTRACTED) && !s.is(0, Class::GENITIVE);
    let opens = k == 1 && within && s.tokens[0].cap;
    // « told reporters in Shanghai »
    let told =
        lex.subject_first && k > 1 && s.is(k - 1, Class::WITHIN) && s.is(k - 2, Class::RECIPIENT);
    // « Pour Pristina, le ministre de la Défense, … »
    let plain = !lex.caseless && !lex.subject_first;
    let side =
        k == 1 && plain && phrase_at(s.text, s.tokens, 0, Phrase::SourceWeak, lex) == Some(1);
    let opens = opens || side;
    let occasion = occasion || told || reached(s, k);
    // « raconte à France 24 » names no place.
    let token = s.tokens.get(k).filter(|t| t.cap && (occasion || opens))?;
    if outlet_phrase(s, k) && !lex.caseless {
        return None;
    }
    let near: Vec<_> = (k..(k + 3).min(s.tokens.len())).map(|n| fold(s.word(n))).collect();
    let lang = lex.world.place_lang(&near[..1]).or_else(|| lex.world.place_lang(&near));
    // « In Tokyo, an official at the ministry said »: who speaks stands behind the comma.
    let speaks = |k: usize| {
        let at = s.tokens.get(k).map(|t| t.span.start());
        let mention = quote.speaker.mention.map(Span::start);
        let told = (quote.speaker.role.is_some() || !lex.subject_first) && !lex.caseless;
        told && s.sign(k - 1, ',') && mention.is_some() && mention == at
    };
    let here = || speaks(k + 2);
    lang.filter(|l| occasion || !side && (*l == own || holds_office(quote, lex)) || here())
        .map(|l| (token.span.of(s.text).to_owned(), l))
}

/// « jointe à Legnago, près de Vérone »: whether the name at `k` says where somebody was reached.
fn reached(s: &Sentence<'_>, k: usize) -> bool {
    let from = k.saturating_sub(REACHED);
    let link = Class::PREP.or(Class::GENITIVE).or(Class::CONTRACTED);
    let link = k.checked_sub(1).is_some_and(|n| s.is(n, link));
    let handed = (from..k).rev().find(|&n| s.is(n, Class::HANDED));
    let at = handed.filter(|_| link && !s.lex.caseless && !s.lex.subject_first);
    let quiet = |n: usize| s.sign(n, ',') || s.tokens[n].is_word() && !s.is(n, Class::BY);
    // « joint au Texas », « rencontrée en Oregon »
    let there = |h: usize| s.is(h + 1, Class::WITHIN.or(Class::CONTRACTED)) && h + 2 == k;
    let led = |h: usize| s.is(h + 1, Class::OCCASION) || there(h) && !s.is(h + 1, Class::GENITIVE);
    at.is_some_and(|h| led(h) && (h + 1..k).all(quiet))
}

/// How many tokens lie between « jointe » and where that was.
const REACHED: usize = 7;

/// « En Iran, le porte-parole du ministère »: an office of the country that the sentence opens with.
fn holds_office(quote: &Quote, lex: &Lexicon) -> bool {
    let role = quote.speaker.role.as_deref().unwrap_or_default();
    plain_words(role).iter().take(2).any(|w| lex.class(w).is(Class::POST))
}
