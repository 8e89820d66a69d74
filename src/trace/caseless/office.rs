//! Names that stand between an office and what its holder says.

use super::context::clause_start;
use super::run::name_run;
use super::{OFFICE, closes};
use crate::trace::lexicon::{Class, Lexicon};
use crate::trace::token::{Token, fold};

/// « قالت منسقة الشؤون في السودان كليمنتين نكويتا سلامي إن », « قال منسق الإغاثة توم فليتشر للصحفيين »: two to four
/// unknown words between an office and what its holder says, or to whom.
pub(super) fn before_that(text: &str, tokens: &[Token], i: usize, lex: &Lexicon) -> Option<usize> {
    let before = &tokens[i.checked_sub(1)?];
    let end = name_run(text, tokens, i, lex)?;
    let title = before.is(Class::BEFORE_ROLE);
    // « رئيس بلدية منيارة جو دو »: what an office is held in stands before the given name.
    let held = Class::ROLE.or(Class::BODY).or(Class::TOWN);
    let linked = before.is(held) && before.is_word() && !lex.has_article(before.span.of(text));
    let given = tokens[i + 1..end].iter().any(|t| t.is(Class::GIVEN));
    if linked && !title && given && !tokens[i].is(Class::GIVEN) {
        return None;
    }
    // « المدير العام للآثار جين دو »: a preposition written with its noun leads nothing after it.
    let held = lex.class_as_spelt(before.span.of(text)).is_nothing()
        && lex.unfused(&fold(before.span.of(text))).any(|(f, _)| f.has_article());
    let prep = before.is(Class::PREP) && !held;
    let starts = !prep && !before.is(Class::CUE) && before.is_word();
    let place = before.cap && lex.world.place_lang(&[fold(before.span.of(text))]).is_some();
    // « انتقدت النائبة جين دو غياب الصيانة »: a name stands there already.
    // « وقال نجم "الساموراي" كايتو دو »: but for one in marks.
    let marked = parted(text, tokens, i);
    let after_name = before.cap && !place && !marked;
    let starts = starts && !after_name;
    let starts =
        starts && (title || place || marked || name_run(text, tokens, i - 1, lex).is_none());
    if !starts {
        return None;
    }
    let (word, first) = (before.span.of(text), tokens[i].span.of(text));
    let from = clause_start(tokens, i, Class::THAT);
    let holder = Class::ROLE.or(Class::BODY).or(Class::GENERIC).or(Class::ANONYMOUS);
    // Where the verb stands right before the office, the subject ends anywhere.
    let verb = Class::CUE.or(Class::VERB);
    let said = (from..i - 1).any(|k| tokens[k].is(verb) && tokens[k + 1].is(holder));
    // « قال الطاهي الإيطالي ماركو روسي إن »: a noun no list has, with the article, after a verb.
    let unlisted = (from..i - 1).any(|k| {
        let noun = &tokens[k + 1];
        tokens[k].is(Class::SAY) && noun.class.is_nothing() && lex.has_article(noun.span.of(text))
    });
    let owned = || before.is(Class::ROLE) && lex.ends_like_owned(word);
    let definite = title || lex.has_article(word) || owned() || place;
    let office = (from..i).any(|k| tokens[k].is(holder)) || unlisted || title;
    // « عن الرئيس جو دو قوله إن »
    let at = end + usize::from(tokens.get(end).is_some_and(|t| t.is(Class::STRONG)));
    // « كان لأحد الوسطاء تفسير أبسط: »
    let told = said || !lex.tells_an_action(first);
    let colon = |t: &Token| t.is_sign(':') && told;
    let that = tokens.get(at).is_some_and(|t| t.is(Class::THAT.or(Class::AUX)) || colon(t));
    // « يقول معد التقرير، الباحث في مركز الأطلس جو دو، »
    let beside = from > 0 && tokens[from - 1].is_sign(',') && tokens[from].is(Class::ROLE);
    // « تجلس الجدة جين دو أمام خيمتها »: the first word of a sentence is a verb.
    let bare = |k: usize| !lex.has_article(tokens[k].span.of(text));
    let opens = from == 0 || !tokens[from - 1].is_word() && !tokens[from - 1].is_sign(',');
    // « وفي الشارع، يقلب بائع الكتب جين دو صفحات ديوان »
    let place = from > 0 && tokens[from - 1].is_sign(',') && tokens[0].is(Class::PREP);
    let opens = opens || place && from < 2 * OFFICE;
    let verb = opens && tokens[from].class.is_nothing() && bare(from) && (i..end).all(bare);
    // « وصلت الوزيرة الألمانية السابقة جين دو إلى عمان »
    let whole = |k: usize| tokens[k].is_word() && !bare(k);
    let led = verb && i > from + 1 && tokens[from + 1].is(Class::ROLE.or(Class::GENERIC));
    let led = led && (from + 2..i).all(whole);
    let said = said || led || beside && !bare(from);
    // « بائعة الفاكهة شانيكا دو »: what somebody does meanwhile takes its ending in every word.
    let manner = (i..end).all(|k| lex.ends_like_an_object(tokens[k].span.of(text)));
    let object = manner || lex.tells_an_action(first);
    let past = end < tokens.len() && !bare(end);
    let acted = acted_on(text, tokens, end, lex);
    let acts = acts_behind(text, tokens, (from, end), lex, definite);
    let weak = (closes(tokens, end) || !bare(end - 1) || past || acted)
        && (said && definite || title || acts)
        && !lex.ends_like_owned(first);
    (office && (that || weak && !object)).then_some(end)
}

/// Whether a mark stands between the word before `i` and the word at `i`.
fn parted(text: &str, tokens: &[Token], i: usize) -> bool {
    let gap = &text[tokens[i - 1].span.end()..tokens[i].span.start()];
    !gap.trim().is_empty()
}

/// « رفض وزير الهجرة اليوناني ثيودوروس دو تحميل بلاده »: whether a noun for what is done stands at `end`.
fn acted_on(text: &str, tokens: &[Token], end: usize, lex: &Lexicon) -> bool {
    tokens.get(end).is_some_and(|t| {
        let word = t.span.of(text);
        t.is_word() && (lex.tells_an_action(word) || lex.ends_like_an_object(word))
    })
}

/// « أما محامي الدفاع جلول دو فرأى », « قائد الفريق جلول دو نفى ذلك »: whether the verb of a clause that starts at
/// `from` stands at `end`, behind its subject.
fn acts_behind(
    text: &str,
    tokens: &[Token],
    (from, end): (usize, usize),
    lex: &Lexicon,
    definite: bool,
) -> bool {
    let Some(verb) = tokens.get(end).filter(|t| t.is_word()) else { return false };
    let acts = verb.is(Class::CUE) && verb.is(Class::FINITE) && !verb.is(Class::PREP);
    let topic = from > 0 && tokens[from - 1].is(Class::COORD) || tokens[from].is(Class::COORD);
    acts && (definite || topic && lex.is_joined(verb.span.of(text)))
}
