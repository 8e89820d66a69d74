//! Names that only the words before them tell: after a relative, straight after a verb that reports, and where
//! a name spells a verb.

use super::follow::who_follows;
use super::run::name_run;
use super::{OFFICE, closes};
use crate::trace::lexicon::{Class, Lexicon, Phrase};
use crate::trace::token::{Token, fold};

/// The most words of a name that opens a line.
const LABEL: usize = 3;

/// « قال زوجها مرتضى », « شقيقته ريتا دو »: one or two unknown words after somebody's relative.
pub(super) fn after_kin(text: &str, tokens: &[Token], i: usize, lex: &Lexicon) -> Option<usize> {
    let word = |k: usize| tokens[k].span.of(text);
    let article = |k: usize| lex.has_article(word(k));
    // « شقيقها الأكبر سامي »
    let back = 1 + usize::from(i > 1 && tokens[i - 1].is_word() && article(i - 1));
    let kin = i.checked_sub(back)?;
    // « تلميذتها لمار »
    let pupil = || tokens[kin].is(Class::ROLE) && lex.is_surely_owned(&fold(word(kin)));
    let kind = tokens[kin].is(Class::KIN) || pupil();
    let owned = kind && lex.ends_like_owned(word(kin)) && !article(kin);
    if !owned || !tokens[kin].is_word() {
        return None;
    }
    let open = |k: usize| {
        let known = Class::OPENS.or(Class::GIVEN).or(Class::PARTICLE);
        let known = known.or(Class::FEMININE).or(Class::MASCULINE);
        tokens.get(k).is_some_and(|t| t.is_word() && t.class == t.class.only(known))
    };
    let led = |k: usize| {
        let folded = fold(word(k));
        !tokens[k].is(Class::GIVEN) && lex.unfused(&folded).next().is_some()
    };
    let object = |k: usize| lex.ends_like_an_object(word(k)) || lex.ends_like_owned(word(k));
    if !open(i) || article(i) || led(i) {
        return None;
    }
    // « ريتا حداد »: a family name may spell a trade.
    let trade = |k: usize| tokens.get(k).is_some_and(|t| t.is(Class::ROLE)) && !article(k);
    let trade = trade(i + 1) && ends(tokens, i + 2);
    let more = trade || open(i + 1) && !led(i + 1) && !object(i + 1);
    let end = i + 1 + usize::from(more);
    // « قال شقيقها باكيا »
    let manner = object(i) && !more && !tokens[i].is(Class::GIVEN);
    (ends(tokens, end) && !manner).then_some(end)
}

/// « قال سنان البرغوث، وهو تاجر، », « يقول تيم كوك إن »: two or three unknown words straight after a verb that
/// reports, before what is said or a break.
pub(super) fn after_verb(text: &str, tokens: &[Token], i: usize, lex: &Lexicon) -> Option<usize> {
    if let Some(end) = alone(text, tokens, i, lex) {
        return Some(end);
    }
    let verb = i.checked_sub(1).map(|k| tokens[k])?;
    let says = verb.is_word() && verb.is(Class::SAY) && verb.is(Class::FINITE);
    // « قال الهاشمي بناني إنه »: an adjective would share the article.
    let open = |k: usize| tokens.get(k).is_some_and(|t| t.is_word() && t.class.is_nothing());
    let led = says && open(i) && open(i + 1) && lex.has_article(tokens[i].span.of(text));
    let said = tokens.get(i + 2).is_some_and(|t| t.is(Class::THAT) || t.is_sign(':'));
    if led && said {
        let second = tokens[i + 1].span.of(text);
        let shaped = lex.ends_like_an_object(second) || lex.ends_like_a_noun(second);
        if !lex.has_article(second) && !shaped {
            return Some(i + 2);
        }
    }
    let end = name_run(text, tokens, i, lex).filter(|end| says && end - i <= 3)?;
    let word = |k: usize| tokens[k].span.of(text);
    let noun = |k: usize| {
        let shaped = lex.ends_like_an_object(word(k)) || lex.tells_an_action(word(k));
        shaped || lex.ends_like_a_noun(word(k)) || lex.unfused(&fold(word(k))).next().is_some()
    };
    // « قالت ميته دو، المتحدثة باسم الشركة »: who that is follows.
    let office = Class::ROLE.or(Class::GENERIC);
    let told = tokens.get(end).is_some_and(|t| t.is_sign(','))
        && tokens.get(end + 1).is_some_and(|t| t.is_word() && t.is(office));
    let named = told || tokens[i..end].iter().any(|t| t.is(Class::GIVEN));
    (ends(tokens, end) && (named || !(i..end).any(noun))).then_some(end)
}

/// « وقال نيمار: », « قال قائد المنتخب ماركينيوس إن »: one bare unknown word between a verb that reports, or its
/// subject with the article, and what is said.
fn alone(text: &str, tokens: &[Token], i: usize, lex: &Lexicon) -> Option<usize> {
    let word = |k: usize| tokens[k].span.of(text);
    let noun = || {
        lex.ends_like_an_object(word(i))
            || lex.tells_an_action(word(i))
            || lex.ends_like_a_noun(word(i))
            || lex.ends_like_several(word(i))
            || lex.unfused(&fold(word(i))).next().is_some()
    };
    let bare = tokens[i].is_word() && tokens[i].class.is_nothing() && !lex.has_article(word(i));
    let said = tokens.get(i + 1).is_some_and(|t| t.is(Class::THAT) || t.is_sign(':'));
    // « وتروي الناجية تسنيا، وهي إريترية، »
    let he = tokens.get(i + 2).is_some_and(|t| t.is_word() && t.is(Class::PRONOUN));
    let he = he && tokens[i + 1].is_sign(',');
    let said = said || he;
    let told = || tokens.get(i + 1).is_some_and(|t| t.is(Class::PREP) && t.is_word());
    // « وكان ترمب قد قال »
    let past = tokens.get(i + 1).is_some_and(|t| t.is(Class::AUX) && t.is_word());
    if bare && past && i > 0 && tokens[i - 1].is(Class::VERB) && !noun() {
        return Some(i + 1);
    }
    if !bare || i == 0 || !(said || told()) || noun() && !he {
        return None;
    }
    let says = |k: usize| tokens[k].is_word() && tokens[k].is(Class::SAY);
    let verb = |k: usize| says(k) && tokens[k].is(Class::FINITE);
    if verb(i - 1) && said {
        return Some(i + 1);
    }
    let from = clause_start(tokens, i, Class::THAT.or(Class::PREP).or(Class::RELATIVE));
    let led = (from..i - 1).any(|k| verb(k) && tokens[k + 1].is(Class::ROLE));
    let people = lex.world.is_people(&fold(word(i)));
    (led && lex.has_article(word(i - 1)) && !people).then_some(i + 1)
}

/// « وأشاد المدرب الإسباني روي كاستيو بلاعبيه »: after the subject of a verb no second verb can stand, so what
/// spells one is a name.
pub(super) fn spelt_as_verb(
    text: &str,
    tokens: &[Token],
    i: usize,
    lex: &Lexicon,
) -> Option<usize> {
    let word = |k: usize| tokens[k].span.of(text);
    let article = |k: usize| lex.has_article(word(k));
    let spelt = |k: usize| {
        let t = tokens[k];
        let verb = t.is(Class::CUE.or(Class::VERB)) && !t.is(Class::PREP);
        t.is_word() && verb && !article(k) && !lex.is_joined(word(k))
    };
    let title = i > 0 && tokens[i - 1].is(Class::BEFORE_ROLE) && tokens[i - 1].is_word();
    if !spelt(i) || i == 0 || !tokens[i - 1].is_word() || !(title || article(i - 1)) {
        return None;
    }
    let clause = Class::THAT.or(Class::PREP).or(Class::RELATIVE).or(Class::COORD);
    let from = clause_start(tokens, i, clause);
    let holder = |k: usize| tokens[k].is(Class::ROLE.or(Class::GENERIC)) && tokens[k].is_word();
    let led = (from..i - 1).any(|k| {
        let verb = tokens[k].is(Class::CUE.or(Class::VERB)) && tokens[k].is_word();
        verb && holder(k + 1)
    });
    // « أما المدرب البرتغالي روي دو فرأى »
    let led = led || from > 0 && tokens[from - 1].is(Class::COORD) && holder(from);
    // « أما الطبيبة أمل دو، »
    let given = tokens[i].is(Class::GIVEN) && tokens[i - 1].is(Class::ROLE);
    let led = led || title || given;
    // « وزير الصناعة يعرب القضاة »
    let people = |t: &Token| t.is(Class::CROWD) && article(i + 1);
    let open = |t: &Token| t.class.is_nothing() || people(t);
    let family = tokens.get(i + 1).filter(|t| t.is_word() && open(t) && led)?;
    let family = family.span.of(text);
    let folded = fold(family);
    let place = lex.world.is_whole_place(std::slice::from_ref(&folded));
    let common = lex.ends_like_owned(family)
        || lex.tells_an_action(family)
        || lex.ends_like_an_object(family)
        || lex.world.is_people(&folded)
        || place;
    let more = tokens.get(i + 2).is_some_and(|t| t.is_word() && t.class.is_nothing());
    let fused = || lex.unfused(&fold(word(i + 2))).next().is_some();
    ((closes(tokens, i + 2) || more && fused()) && !common).then_some(i + 2)
}

/// « ساكنة تدعى كمبا سي »: one to four unknown words behind a word that says what somebody is called.
pub(super) fn after_called(text: &str, tokens: &[Token], i: usize, lex: &Lexicon) -> Option<usize> {
    let before = i.checked_sub(1).map(|k| &tokens[k])?;
    let called = before.is_word()
        && before.is(Class::NAMED)
        && tokens[..i - 1].iter().rev().take(4).any(|t| {
            t.is_word() && t.is(Class::ROLE.or(Class::GENERIC).or(Class::KIN).or(Class::ANONYMOUS))
        });
    let one = || {
        let bare = tokens[i].is_word() && tokens[i].class.is_nothing();
        let noun = lex.ends_like_an_object(tokens[i].span.of(text));
        (bare && !noun && !lex.has_article(tokens[i].span.of(text))).then_some(i + 1)
    };
    let end = name_run(text, tokens, i, lex).filter(|_| called);
    end.or_else(|| one().filter(|_| called)).filter(|&end| ends(tokens, end))
}

/// « تستيقظ غنيمة الهادفي قبل الفجر »: behind the verb that opens a sentence, a bare word that no list has and a family
/// name that tells an origin; an adjective would share its article.
pub(super) fn after_opening(
    text: &str,
    tokens: &[Token],
    i: usize,
    lex: &Lexicon,
) -> Option<usize> {
    let word = |k: usize| tokens[k].span.of(text);
    let verb = i.checked_sub(1).filter(|&k| k == 0 || !tokens[k - 1].is_word())?;
    let open = |k: usize| tokens.get(k).is_some_and(|t| t.is_word() && t.class.is_nothing());
    let opens = open(verb) && !lex.has_article(word(verb)) && !tokens[verb].cap;
    if !opens || !open(i) || !open(i + 1) || lex.has_article(word(i)) {
        return None;
    }
    let noun = lex.tells_an_action(word(i)) || lex.owns_a_known_word(word(i));
    let family = lex.has_article(word(i + 1)) && lex.tells_origin(word(i + 1));
    let people = lex.world.is_people(&fold(word(i + 1)));
    (family && !noun && !people && ends(tokens, i + 2)).then_some(i + 2)
}

/// « صحيفة ماركا الإسبانية »: what a paper or station is called, after what it is.
pub(super) fn after_outlet_noun(
    text: &str,
    tokens: &[Token],
    i: usize,
    lex: &Lexicon,
) -> Option<usize> {
    let word = |k: usize| tokens[k].span.of(text);
    let before = i.checked_sub(1).filter(|&k| tokens[k].is_word())?;
    let folded = fold(word(before));
    let noun = lex.without_conjunction(&folded).filter(|w| lex.outlet_noun(w).is_some());
    let noun = noun.unwrap_or(&folded);
    if lex.has_article(noun) || lex.outlet_noun(noun).is_none() {
        return None;
    }
    let rest = |n: usize, want: &str| {
        tokens.get(i + 1 + n).is_some_and(|t| t.is_word() && *fold(t.span.of(text)) == *want)
    };
    if let Some(n) = lex.phrase(Phrase::Outlet, &fold(word(i)), &rest) {
        return Some(i + n);
    }
    // « صحيفة محلية », « موقع إخباري » say of what kind it is.
    let open = |k: usize| {
        let plain =
            |t: &Token| t.class.is_nothing() && !lex.ends_like_an_adjective(t.span.of(text));
        let people = |t: &Token| lex.world.is_people(&fold(t.span.of(text)));
        tokens.get(k).is_some_and(|t| t.is_word() && plain(t) && !people(t))
    };
    let article = |k: usize| lex.has_article(word(k));
    let joined = |k: usize| lex.without_conjunction(word(k)).is_some();
    let bare = (i..i + 3).take_while(|&k| open(k) && !article(k) && !(k > i && joined(k))).count();
    // « وكالة التصنيف البريطانية » tells what it does, « صحيفة الوطن السعودية » is called so.
    let agency = lex.outlet_noun(noun) == Some(true);
    let named = if bare > 0 { bare } else { usize::from(open(i) && !agency) };
    // « وكالة حماية البيئة », « وكالة غوث وتشغيل اللاجئين » tell what a body does.
    let next = |t: &Token| {
        let folded = fold(t.span.of(text));
        let noun = t.class.is_nothing() && t.is_word() && !lex.world.is_people(&folded);
        noun && (lex.has_article(&folded) || lex.without_conjunction(&folded).is_some())
    };
    let does = bare > 0 && tokens.get(i + bare).is_some_and(next);
    (named > 0 && !does).then_some(i + named)
}

/// « صالحة العبيد (61 عاما) »: two or three words before an age in brackets, whatever else they spell.
pub(super) fn aged(text: &str, tokens: &[Token], i: usize, lex: &Lexicon) -> Option<usize> {
    let word = |k: usize| tokens[k].span.of(text);
    let years = |k: usize| tokens.get(k).is_some_and(|t| t.is(Class::YEARS));
    let age = |k: usize| {
        let number = tokens.get(k + 1).is_some_and(|t| {
            let word = t.span.of(text);
            word.len() <= 2 && word.bytes().all(|b| b.is_ascii_digit())
        });
        tokens.get(k).is_some_and(|t| t.is_sign('(')) && number && years(k + 2)
    };
    let end = (i + 1..(i + 4).min(tokens.len())).find(|&k| age(k))?;
    let other = Class::CUE.or(Class::THAT).or(Class::PREP).or(Class::BEFORE_ROLE);
    let plain = |k: usize| tokens[k].is_word() && !tokens[k].is(other) && !tokens[k].cap;
    let office = tokens[i].is(Class::ROLE.or(Class::GENERIC)) && !tokens[i].is(Class::GIVEN);
    let first = plain(i) && !lex.has_article(word(i)) && !office;
    let two = i + 2 == end || i + 3 == end && tokens[i].is(Class::GIVEN.or(Class::PARTICLE));
    (two && first && (i + 1..end).all(plain)).then_some(end)
}

/// « السيسي: "…" »: one to three unknown words that open a line, before a colon and what is said.
pub(super) fn label(text: &str, tokens: &[Token], i: usize, lex: &Lexicon) -> Option<usize> {
    if i > 0 {
        return None;
    }
    let open = |t: &&Token| {
        let folded = fold(t.span.of(text));
        let fused = lex.unfused(&folded).next().is_some();
        t.is_word() && t.class.is_nothing() && !fused && !lex.world.is_people(&folded)
    };
    let end = tokens.iter().take(LABEL + 1).take_while(open).count();
    let said = tokens.get(end).is_some_and(|t| t.is_sign(':'));
    let quoted = tokens.get(end + 1).is_some_and(|t| t.quote().is_some());
    let few = (1..=LABEL).contains(&end) && !lex.ends_like_a_noun(tokens[end - 1].span.of(text));
    (said && quoted && few).then_some(end)
}

/// Whether what stands before a name that is a common word too shows that somebody is named: « القرار سليم » is
/// sound, « قال النائب سليم دو » is called so.
pub(super) fn may_be_named(text: &str, tokens: &[Token], i: usize, lex: &Lexicon) -> bool {
    let Some(before) = i.checked_sub(1).map(|k| tokens[k]) else { return true };
    let holder = Class::ROLE.or(Class::GENERIC).or(Class::BEFORE_ROLE).or(Class::KIN);
    let role = |t: &Token| t.is(holder) && t.is_word();
    let within = |n: usize| tokens[i.saturating_sub(n)..i].iter().any(role);
    let near = || within(4);
    // « الأمين العام للاتحاد العام للشغل نور دو »
    let folded = fold(before.span.of(text));
    // « أستاذ السياسة في الجامعة الأميركية ببيروت هلال دو »
    let place = |w: String| lex.world.is_whole_place(&[w.into()]);
    let fused = lex.unfused(&folded).any(|(f, w)| f.has_article() || place(w)) && within(OFFICE);
    let article = lex.has_article(before.span.of(text));
    let says = before.is(Class::SAY) && before.is(Class::FINITE) && before.is_word();
    // « وصف سعيد دو، وهو والد أحدهم، »
    let judges = before.is(Class::JUDGE) && before.is(Class::FINITE) && before.is_word();
    let bare = |k: usize| tokens.get(k).is_some_and(|t| t.is_word() && t.class.is_nothing());
    let says = says || judges && bare(i + 1) && tokens.get(i + 2).is_some_and(|t| t.is_sign(','));
    let acts = before.is_word() && (before.is(Class::VERB) || before.class.is_nothing());
    let says = says || acts && bare(i + 1) && who_follows(text, tokens, i + 2, lex);
    let joins = before.is(Class::GIVEN.or(Class::PARTICLE)) && before.is_word();
    let beside = || before.is_sign(',') && within(OFFICE);
    says || joins || fused || role(&before) || article && near() || beside()
}

/// Where the words before token `i` start among which none is of the class that opens a clause.
pub(super) fn clause_start(tokens: &[Token], i: usize, opens: Class) -> usize {
    let quiet = |t: &&Token| t.is_word() && !t.is(opens);
    i - tokens[i.saturating_sub(OFFICE)..i].iter().rev().take_while(quiet).count()
}

/// Whether a name that ends before token `end` is followed by what is said, by a break or by an adjunct.
pub(super) fn ends(tokens: &[Token], end: usize) -> bool {
    tokens.get(end).is_none_or(|t| {
        let after = Class::THAT.or(Class::PREP).or(Class::CUE).or(Class::TIME).or(Class::RELATIVE);
        !t.is_word() || t.is(after.or(Class::COMMON))
    })
}

/// « قال القاضي بليك إن »: one word that no list has between a title and what its holder says.
pub(super) fn after_title(text: &str, tokens: &[Token], i: usize, lex: &Lexicon) -> Option<usize> {
    let title = i.checked_sub(2).filter(|&k| tokens[k].is(Class::CUE) && tokens[k].is_word())? + 1;
    let word = tokens[i].span.of(text);
    let bare = tokens[i].is_word() && tokens[i].class.is_nothing() && !lex.has_article(word);
    let that = tokens.get(i + 1).is_some_and(|t| t.is(Class::THAT) || t.is_sign(':'));
    let object = lex.ends_like_an_object(word) || lex.ends_like_owned(word);
    (tokens[title].is(Class::BEFORE_ROLE) && bare && that && !object).then_some(i + 1)
}
