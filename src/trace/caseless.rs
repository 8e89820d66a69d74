//! Names where the script has no capitals: after a given name, between commas after an office, and
//! wherever the family name so learnt stands again.

mod context;
mod follow;
mod given;
mod office;
mod run;

use std::collections::BTreeSet;

use super::fold::Word;
use super::lexicon::{Class, Lexicon, Phrase};
use super::token::{Token, fold};
use context::ends;
use run::name_run;

/// How far back, in tokens, an office may stand before the comma of an apposition.
const OFFICE: usize = 9;

/// The most words of a name of four generations.
const WHOLE: usize = 8;

/// Names by which a text calls people again.
pub(super) struct Known {
    family: BTreeSet<Word>,
    // First names that no list has.
    first: BTreeSet<Word>,
}

impl Known {
    /// Those that no text need introduce.
    pub(super) fn of(lex: &Lexicon) -> Self {
        Self { family: lex.figures().map(Word::from).collect(), first: BTreeSet::new() }
    }
}

/// Sets `cap` on the words of `tokens` that are names, and notes by which of them people are called again.
pub(super) fn learn(text: &str, tokens: &mut [Token], lex: &Lexicon, known: &mut Known) {
    fused(text, tokens, lex);
    let mut i = 0;
    while i < tokens.len() {
        let named = || name_at(text, tokens, i, lex);
        // « المتحدثة باسم الخارجية، فانغ دو، »: between commas a name may begin as a joined verb does.
        let beside = || {
            let end = apposed(text, tokens, i, lex)?;
            (i..end).all(|k| !lex.has_article(tokens[k].span.of(text))).then_some(end)
        };
        let joined = joined_at_head(text, tokens, i, lex);
        let end = if joined { beside() } else { named() };
        let place = || place_at(text, tokens, i, lex);
        let Some(end) = end.or_else(place) else {
            i += 1;
            continue;
        };
        // « عبد الفتاح البرهان »: a family name may be a given name with the article.
        let last = tokens.get(end).is_some_and(|t| t.is_word() && t.is(Class::GIVEN));
        let last = last && lex.has_article(tokens[end].span.of(text));
        let led = tokens[i].is(Class::GIVEN.or(Class::PARTICLE));
        let end = end + usize::from(last && led);
        // « لاوون الرابع عشر »
        let numbered = end > i + 1 && lex.has_article(tokens[end - 1].span.of(text));
        let more = tokens.get(end).is_some_and(|t| t.is_word() && t.is(Class::POSTNOMINAL));
        let end = end + usize::from(numbered && more);
        let kept = Class::GIVEN.or(Class::PARTICLE).or(Class::OPENS);
        let kept = kept.or(Class::FEMININE).or(Class::MASCULINE);
        for token in &mut tokens[i..end] {
            token.cap = true;
            let part = token.is(Class::GIVEN.or(Class::PARTICLE));
            token.class = token.class.only(if part { kept } else { Class::OPENS });
        }
        let last = &tokens[end - 1];
        if end > i + 1 && last.class.is_nothing() {
            known.family.insert(fold(last.span.of(text)));
            // « سفينيا دو », then « سفينيا » by herself.
            let first = tokens[i].span.of(text);
            if tokens[i].class.is_nothing() && !lex.has_article(first) {
                known.first.insert(fold(first));
            }
        }
        i = end;
    }
}

/// Where a name that starts at `i` ends, whatever tells it.
fn name_at(text: &str, tokens: &[Token], i: usize, lex: &Lexicon) -> Option<usize> {
    context::aged(text, tokens, i, lex)
        .or_else(|| between_commas(text, tokens, i, lex))
        .or_else(|| name_from(text, tokens, i, lex))
        .or_else(|| apposed(text, tokens, i, lex))
        .or_else(|| after_people(text, tokens, i, lex))
        .or_else(|| office::before_that(text, tokens, i, lex))
        .or_else(|| context::after_title(text, tokens, i, lex))
        .or_else(|| context::after_kin(text, tokens, i, lex))
        .or_else(|| context::after_called(text, tokens, i, lex))
        .or_else(|| context::after_opening(text, tokens, i, lex))
        .or_else(|| context::after_verb(text, tokens, i, lex))
        .or_else(|| follow::told_beside(text, tokens, i, lex))
        .or_else(|| context::spelt_as_verb(text, tokens, i, lex))
        .or_else(|| context::after_outlet_noun(text, tokens, i, lex))
        .or_else(|| context::label(text, tokens, i, lex))
}

/// « وتنتمي العتيبي إلى »: a word that opens a clause with its conjunction and is no given name is a verb.
fn joined_at_head(text: &str, tokens: &[Token], i: usize, lex: &Lexicon) -> bool {
    let word = fold(tokens[i].span.of(text));
    let opens = i == 0 || !tokens[i - 1].is_word();
    let joined = lex.without_conjunction(&word).filter(|rest| rest.chars().count() > 2);
    let named = |w: &str| lex.class(w).is(Class::GIVEN.or(Class::PARTICLE));
    opens && joined.is_some_and(|rest| !named(rest)) && !named(&word)
}

/// Sets `cap` on every later or earlier mention by one of those names alone: by a first name, only behind a verb.
pub(super) fn recall(text: &str, tokens: &mut [Token], known: &Known) {
    // A family name may spell an office: « القاضي ».
    let spelt = Class::ROLE.or(Class::CROWD);
    let may = |t: &&mut Token| t.is_word() && !t.cap && (t.class.is_nothing() || t.is(spelt));
    let mut after_verb = false;
    for k in 0..tokens.len() {
        let token = &mut tokens[k];
        let verb = token.is(Class::CUE.or(Class::VERB)) && token.is_word();
        if may(&token) {
            let word = fold(token.span.of(text));
            token.cap = known.family.contains(&word) || after_verb && known.first.contains(&word);
            if token.cap {
                token.class = token.class.only(Class::OPENS);
                // « وشدد ولد الناجي على أن »
                let link = k.checked_sub(1).map(|b| &mut tokens[b]);
                if let Some(link) = link.filter(|t| t.is_word() && t.is(Class::PARTICLE)) {
                    link.cap = true;
                    link.class = link.class.only(Class::PARTICLE.or(Class::OPENS));
                }
            }
        }
        after_verb = verb;
    }
}

/// A preposition written as one with the article or with an outlet's name leads an adjunct.
fn fused(text: &str, tokens: &mut [Token], lex: &Lexicon) {
    for k in 0..tokens.len() {
        let token = tokens[k];
        // « أمام المتهم »: before him, no imam.
        let spelt = token.span.of(text);
        let bare = lex.without_conjunction(spelt).unwrap_or(spelt);
        if token.is(Class::PREP) && (lex.is_small_as_spelt(spelt) || lex.is_small_as_spelt(bare)) {
            tokens[k].class = token.class.only(Class::PREP.or(Class::OPENS));
            continue;
        }
        // « تعيش هنا »: here, and nobody congratulates.
        if token.is(Class::CUE) && lex.is_small_as_spelt(spelt) {
            tokens[k].class = Class::ADVERB;
            continue;
        }
        // « فإن » is no « فان ».
        let folded = fold(token.span.of(text));
        let rest = lex.without_conjunction(&folded).filter(|_| token.is(Class::PARTICLE));
        let that = rest.is_some_and(|w| lex.class(w).is(Class::THAT));
        if that && lex.is_spelt_with_hamza(token.span.of(text)) {
            tokens[k].class = Class::THAT.or(Class::SUBORD);
        }
        if !token.is_word() || !token.class.is_nothing() {
            continue;
        }
        let word = fold(token.span.of(text));
        // « قال لبي بي سي »
        let rest = |i: usize, want: &str| {
            tokens.get(k + 1 + i).is_some_and(|t| *fold(t.span.of(text)) == *want)
        };
        let outlet = |w: &str| lex.phrase(Phrase::Outlet, w, &rest).is_some();
        let outlet = lex.unfused(&word).any(|(_, w)| outlet(&w));
        let known = Class::OPENS.or(Class::ROLE).or(Class::BODY).or(Class::NAMING);
        let known = known.or(Class::DOCUMENT).or(Class::ANONYMOUS).or(Class::CROWD);
        let leads =
            lex.unfused(&word).any(|(f, w)| f.has_article() || lex.outlet_noun(&w).is_some());
        // « لحزب »
        let known = |w: &str| w.chars().count() > 2 && lex.class(w).is(known);
        let noun = lex.unfused(&word).any(|(_, w)| known(&w));
        // « ببيروت »
        let place = |w: &str| w.chars().count() > 3 && lex.world.is_whole_place(&[Word::from(w)]);
        let noun = noun || lex.unfused(&word).any(|(_, w)| place(&w)) && !place(&word);
        if leads && word.chars().count() > 4 || noun || outlet {
            tokens[k].class = token.class.or(Class::PREP);
        }
    }
}

/// Where a name that starts with a given name at `i` ends.
fn name_from(text: &str, tokens: &[Token], i: usize, lex: &Lexicon) -> Option<usize> {
    let word = given::Names { text, tokens, lex };
    // « أبو محمد », « أم أحمد », but « أم طفلين » is a mother of two.
    let next = tokens.get(i + 1).is_some_and(|t| {
        let mother = tokens[i].is(Class::GENERIC);
        t.class.is_nothing() && (!mother || alone_before_sign(text, tokens, i + 1, lex))
    });
    // « ابن مدينة وجدة » is no name.
    let town = tokens.get(i + 1).is_some_and(|t| t.is(Class::TOWN));
    // « محمد ولد أحمد », but « ولد أحمد عام 1950 »
    let born = tokens[i].is(Class::VERB);
    let led = word.particle(i) && !born && !word.article(i) && (next || word.given(i + 1)) && !town;
    // « نجم الدين »
    let faith = word.particle(i + 1) && word.article(i + 1);
    let common = || lex.is_common_name(tokens[i].span.of(text)) && !faith;
    // « نفى يوسف دو وجود اتفاق »: « وجود » is no « جود » behind a name.
    let joined = i > 0 && tokens[i - 1].cap && lex.is_joined(tokens[i].span.of(text));
    let starts = (word.given(i) || led) && !joined;
    if !starts || common() && !context::may_be_named(text, tokens, i, lex) {
        return None;
    }
    // « أم ياسر »: who is called after a child has no other name.
    let parent = tokens[i].is(Class::FEMININE.or(Class::MASCULINE));
    if led && parent && (word.given(i + 1) || tokens[i].is(Class::GENERIC)) {
        // « أبو خالد الرفاعي »
        let said = i > 0 && tokens[i - 1].is(Class::SAY) && word.article(i + 2);
        let family = said && word.open(i + 2) && ends(tokens, i + 3) || word.tribe(i + 2);
        return Some(i + 2 + usize::from(family && word.given(i + 1)));
    }
    // « أبو القاسم التباوي »
    if led && parent && word.article(i + 1) {
        return Some(i + 2 + usize::from(word.open(i + 2) && word.article(i + 2)));
    }
    // « وردد بن هملان أكثر من مرة »: what a particle leads is one word.
    let born = led && !word.given(i) && !word.given(i + 1) && !parent;
    if born && word.open(i + 1) {
        return Some(i + 2 + usize::from(word.tribe(i + 2)));
    }
    let (end, whole) = word.given_part(i);
    // « نبيل عبد الله الاتهامات »: what has the article after a whole name is none of it.
    if whole {
        return Some(end + usize::from(word.tribe(end)));
    }
    // « سيف الدين »
    let end = end + usize::from(word.particle(end) && word.article(end));
    if let Some(end) = word.office_family(i, end) {
        return Some(end);
    }
    // « وصف الطيب اللقاء بأنه »: what is judged is no family name.
    let judged = i > 0 && tokens[i - 1].is(Class::JUDGE) && !tokens[i - 1].is(Class::SAY);
    if judged && end == i + 1 && word.article(i) {
        return Some(end);
    }
    // « ليو منغ تشي »
    let run = name_run(text, tokens, i, lex).filter(|&run| run == end + 2);
    if let Some(run) = run.filter(|&run| ends(tokens, run) && !word.article(run - 1)) {
        return Some(run);
    }
    word.family_part(i, end).map(|end| word.compound_family(i, end))
}

/// « البرتغالي ميغيل كاردوسو مدرب الترجي »: unknown words after a word for a people, before an office, a
/// preposition or a break.
fn after_people(text: &str, tokens: &[Token], i: usize, lex: &Lexicon) -> Option<usize> {
    let before = &tokens[i.checked_sub(1)?];
    let word = fold(before.span.of(text));
    let known = &lex.world;
    let people = known.is_people(&word) || known.is_international(std::slice::from_ref(&word));
    let people = before.is_word() && lex.has_article(&word) && people;
    let end = name_run(text, tokens, i, lex).filter(|_| people)?;
    let closed = tokens.get(end).is_none_or(|t| {
        let after = Class::ROLE.or(Class::THAT).or(Class::CUE).or(Class::RELATIVE).or(Class::PREP);
        let word = t.span.of(text);
        let noun = lex.ends_like_a_noun(word) || lex.ends_like_an_object(word);
        let noun = t.class.is_nothing() && noun || t.is(Class::COMMON) || lex.ends_like_owned(word);
        !t.is_word() || noun || t.is(after) && lex.without_article(t.span.of(text)).is_none()
    });
    let first = tokens[i].span.of(text);
    let object = lex.ends_like_an_object(first) || lex.tells_an_action(first);
    (closed && !object).then_some(end)
}

/// « والي الولاية، محمد البدوي عبد الماجد أبو قرون، »: after an office, all between two commas that starts with a
/// given name and goes on for more words than other names do.
fn between_commas(text: &str, tokens: &[Token], i: usize, lex: &Lexicon) -> Option<usize> {
    let comma = i.checked_sub(1).filter(|&k| tokens[k].is_sign(','))?;
    let clause = tokens[comma.saturating_sub(OFFICE)..comma].iter().rev();
    let office = clause.take_while(|t| t.is_word()).any(|t| t.is(Class::ROLE));
    let other = Class::CUE.or(Class::THAT).or(Class::PREP).or(Class::RELATIVE).or(Class::VERB);
    let other = other.or(Class::TIME).or(Class::SUBORD).or(Class::PRONOUN);
    let part = |t: &&Token| {
        let name = t.is(Class::GIVEN.or(Class::PARTICLE));
        let word = t.span.of(text);
        t.is_word() && (name || !t.is(other) && !lex.ends_like_an_object(word))
    };
    let end = i + tokens[i..].iter().take(WHOLE + 1).take_while(part).count();
    let given = tokens[i].is(Class::GIVEN) && !lex.is_common_name(tokens[i].span.of(text));
    let closed = tokens.get(end).is_some_and(|t| t.is_sign(','));
    (office && given && closed && (i + 4..=i + WHOLE).contains(&end)).then_some(end)
}

/// Whether a name may end before token `end`: what follows is no further word of it.
fn closes(tokens: &[Token], end: usize) -> bool {
    tokens.get(end).is_none_or(|t| !t.is_word() || !t.class.is_nothing())
}

/// « أم غصون، »: one bare word before a sign, no number of children.
fn alone_before_sign(text: &str, tokens: &[Token], k: usize, lex: &Lexicon) -> bool {
    let word = tokens[k].span.of(text);
    let several = lex.ends_like_several(word);
    lex.without_article(word).is_none()
        && !several
        && tokens.get(k + 1).is_some_and(|t| !t.is_word())
}

/// « إسرائيل », « البيت الأبيض »: a place known by name.
fn place_at(text: &str, tokens: &[Token], i: usize, lex: &Lexicon) -> Option<usize> {
    let open = |k: usize| tokens.get(k).is_some_and(|t| t.is_word() && t.class.is_nothing());
    let words: Vec<Word> =
        (i..i + 2).take_while(|&k| open(k)).map(|k| fold(tokens[k].span.of(text))).collect();
    // « والقاهرة »
    let joined = words.first().and_then(|w| lex.without_conjunction(w));
    if joined.is_some_and(|w| lex.world.place_lang(&[Word::from(w)]).is_some()) {
        return Some(i + 1);
    }
    let known = |n: usize| lex.world.place_lang(&words[..n]).is_some();
    match words.len() {
        0 => None,
        _ if known(1) => Some(i + 1),
        2 if lex.world.place_lang(&words[1..]).is_none() && known(2) => Some(i + 2),
        _ => None,
    }
}

/// « وزير الموارد، سلمان العبيدي، »: two or three words between commas after an office.
fn apposed(text: &str, tokens: &[Token], i: usize, lex: &Lexicon) -> Option<usize> {
    let comma = i.checked_sub(1).filter(|&k| tokens[k].is_sign(','))?;
    let clause = tokens[comma.saturating_sub(OFFICE)..comma].iter().rev();
    let inside = |t: &&Token| t.is_word() || t.quote().is_some();
    let office = clause.take_while(inside).any(|t| t.is(Class::ROLE.or(Class::GENERIC)));
    // « رئيس البلدية، المنجي الخياري، »
    let article = |k: usize| {
        let word = tokens.get(k).filter(|t| t.is_word() && t.class.is_nothing());
        word.is_some_and(|t| lex.has_article(t.span.of(text)))
    };
    let people = lex.world.is_people(&fold(tokens[i].span.of(text)));
    let both = article(i) && article(i + 1) && !people;
    let both = both && lex.tells_origin(tokens[i + 1].span.of(text));
    let run = if both { Some(i + 2) } else { name_run(text, tokens, i, lex) };
    let end = run.filter(|_| office)?;
    tokens
        .get(end)
        .is_none_or(|t| t.is_sign(',') || t.is_sign('(') || t.is_sign(':'))
        .then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::span::Span;
    use crate::trace::token;

    /// The words found to be names, each run of them as one.
    fn names(text: &str) -> Vec<String> {
        let lex = Lexicon::of("ar".parse().expect("a code"));
        let mut tokens = token::tokens(text, Span::new(0, text.len()), &[], lex);
        let mut known = Known::of(lex);
        learn(text, &mut tokens, lex, &mut known);
        recall(text, &mut tokens, &known);
        let runs = tokens.chunk_by(|a, b| a.cap && b.cap).filter(|run| run[0].cap);
        runs.map(|run| run[0].span.cover(run[run.len() - 1].span).of(text).to_owned()).collect()
    }

    #[test]
    fn a_given_name_takes_its_family_name_along() {
        assert_eq!(names("قال محمد الحداد إن الماء عاد"), ["محمد الحداد"]);
        assert_eq!(names("قال أحمد بن يوسف إن الماء عاد"), ["أحمد بن يوسف"]);
        assert_eq!(names("قال عبد الكريم العبيدي إن الماء عاد"), ["عبد الكريم العبيدي"]);
    }

    #[test]
    fn a_family_name_is_known_again() {
        let found = names("قال محمد الحداد إن الماء عاد. وأضاف الحداد أن الأمر انتهى.");
        assert_eq!(found, ["محمد الحداد", "الحداد"]);
    }

    #[test]
    fn unknown_words_between_commas_after_an_office_are_a_name() {
        assert_eq!(names("قال وزير الموارد، كردمان العبيدي، إن الماء عاد"), ["كردمان العبيدي"]);
        assert_eq!(names("قال إن الماء، كردمان العبيدي، عاد"), Vec::<String>::new());
    }

    #[test]
    fn a_preposition_fused_with_its_noun_leads_an_adjunct() {
        let lex = Lexicon::of("ar".parse().expect("a code"));
        let text = "قال للصحفيين إن الماء عاد";
        let mut tokens = token::tokens(text, Span::new(0, text.len()), &[], lex);
        learn(text, &mut tokens, lex, &mut Known::of(lex));
        assert!(tokens[1].is(Class::PREP));
    }
}
