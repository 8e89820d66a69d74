//! Runs of words that no list has, which may be a name.

use super::context::ends;
use super::{OFFICE, closes, place_at};
use crate::trace::lexicon::{Class, Lexicon};
use crate::trace::token::{Token, fold};

/// What a word of a name may be known as.
const PART: Class = Class::GIVEN.or(Class::PARTICLE).or(Class::FEMININE).or(Class::MASCULINE);

/// The words among which a run that starts at `from` is looked for.
#[derive(Clone, Copy)]
struct Run<'a> {
    text: &'a str,
    tokens: &'a [Token],
    lex: &'a Lexicon,
    from: usize,
}

impl Run<'_> {
    fn word(&self, k: usize) -> &str {
        self.tokens[k].span.of(self.text)
    }

    fn article(&self, k: usize) -> bool {
        self.lex.has_article(self.word(k))
    }

    /// Whether the word at `k` names a people.
    fn people(&self, k: usize) -> bool {
        self.lex.world.is_people(&fold(self.word(k)))
    }

    /// Whether the people that the word at `k` names are none here: no adjective lacks the article of its noun.
    fn is_no_people(&self, k: usize) -> bool {
        if self.article(k) {
            return false;
        }
        // « الفلكي السعودي ملهم هندي، »
        if k > self.from {
            return ends(self.tokens, k + 1);
        }
        // « المدرب جورجي دو »
        let next = self.tokens.get(k + 1).is_some_and(|t| t.is_word() && t.class.is_nothing());
        let next = next && !self.article(k + 1) && !self.people(k + 1);
        k > 0 && self.article(k - 1) && next
    }

    /// Whether no list says that the word at `k` is no part of a name.
    fn open(&self, k: usize) -> bool {
        let Some(t) = self.tokens.get(k).filter(|t| t.is_word()) else { return false };
        let word = self.word(k);
        let nothing = t.class == t.class.only(PART.or(Class::OPENS));
        // « علي أصغر دو »
        let nothing = nothing || k == self.from && self.lex.is_name_as_spelt(word);
        // « إسلمو ولد الناجي »: within a name a particle spells no verb, and what it leads no trade.
        let within = |k: usize| k > self.from && self.tokens[k].is(Class::PARTICLE);
        let trade = Class::ROLE.or(Class::CROWD).or(Class::COMMON);
        let led = k > self.from + 1 && within(k - 1) && t.is(trade) && self.article(k);
        let nothing = nothing || led || within(k) && t.is(Class::VERB);
        let people = self.people(k) && !self.is_no_people(k);
        // « ويعود ميا بذاكرته إلى »
        let owned = || {
            let plainly = || self.lex.is_plainly_owned(word);
            k > self.from && (self.lex.owns_a_known_word(word) || plainly())
        };
        nothing && !t.is(Class::GENERIC) && !people && !starts_with_digit(word) && !owned()
    }

    /// Whether the word at `k`, the third or a later one, has the shape of a common noun.
    fn noun(&self, k: usize) -> bool {
        let word = self.word(k);
        let third = k >= self.from + 2 && !self.tokens[k].is(Class::GIVEN);
        // « بدا الحارس جو دو متأثرا »
        let shaped = self.lex.ends_like_a_noun(word) || self.lex.tells_an_action(word);
        // « فداء أبو حمدية »
        let linked = k > 0 && self.tokens[k - 1].is(Class::PARTICLE);
        third && !linked && (shaped || self.lex.ends_like_an_object(word))
    }

    /// Whether a word with the article at `end`, behind some bare ones, is the family name.
    fn family(&self, end: usize) -> bool {
        let (tokens, bare, first) = (self.tokens, end - self.from, &self.tokens[self.from]);
        if !(1..3).contains(&bare) || tokens.get(end).is_none_or(|t| !t.is_word()) {
            return false;
        }
        // « نواف الحارس »: a family name may spell an office.
        let office = tokens[end].is(Class::ROLE) && closes(tokens, end + 1) && bare == 1;
        // « وصف الوزير جو دو الاتفاق بأنه »: what is judged is no family name.
        let back = self.from.saturating_sub(OFFICE)..self.from;
        let before = tokens[back].iter().rev().take_while(|t| t.is_word());
        let appraises = |t: &Token| t.is(Class::JUDGE) && !t.is(Class::SAY);
        let judged = bare > 1 && before.into_iter().any(appraises);
        // « وصف ليونيل ميسي الكرة »: a third word with the article ends the phrase, or is none of the name.
        let last = bare < 2 || ends(tokens, end + 1);
        // « ناشدت المنسقة جين دو المانحين »: behind two words that no list has, what is addressed.
        let spelt = self.lex.is_name_as_spelt(self.word(self.from));
        let object = bare == 2 && first.class.is_nothing() && !spelt;
        let object = object && self.open(end) && !self.lex.tells_origin(self.word(end));
        let object = object && !tokens[end - 1].is(Class::PARTICLE);
        let article = self.article(end) && !tokens[end].is(Class::PARTICLE);
        let open = self.open(end) || office;
        open && article && last && !judged && !object && !self.people(end)
    }
}

/// Where two to four words end that no list has; only the last of them may have the article.
pub(super) fn name_run(text: &str, tokens: &[Token], i: usize, lex: &Lexicon) -> Option<usize> {
    let run = Run { text, tokens, lex, from: i };
    // « مدرب ريال مدريد تشابي دو »
    if !tokens[i].is(Class::GIVEN) && place_at(text, tokens, i, lex).is_some() {
        return None;
    }
    let bare = |k: usize| {
        let article = || run.article(k) && !tokens[k].is(Class::PARTICLE);
        run.open(k) && !article() && !run.noun(k)
    };
    // A fifth word already makes it too long for a name.
    let end = i + (i..i + 5).take_while(|&k| bare(k)).count();
    let family = run.family(end);
    // « قضت المحكمة ببطلان المرسوم »: a preposition is written with the noun.
    // « المتحدث باسم الوزارة، براك المطوع، »
    let beside = |t: &Token| t.is_sign(',') || t.is(Class::ROLE.or(Class::BEFORE_ROLE));
    let holder = i > 0 && beside(&tokens[i - 1]);
    let led = || !holder && lex.unfused(&fold(run.word(i))).any(|(_, w)| w.chars().count() > 2);
    if family && end == i + 1 && !tokens[i].is(PART) && led() {
        return None;
    }
    let end = end + usize::from(family);
    // « رئيس القسم، الدكتور هيكل نجار، »: a family name may spell a trade.
    let trade = tokens.get(end).is_some_and(|t| t.is_word() && t.is(Class::ROLE));
    let closed = tokens.get(end + 1).is_some_and(|t| t.is_sign(',') || t.is(Class::THAT));
    let trade = trade && closed && end == i + 1 && holder && !run.article(end);
    let end = end + usize::from(trade && !lex.ends_like_owned(run.word(end)));
    (2..=4).contains(&(end - i)).then_some(end)
}

fn starts_with_digit(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
}
