//! The parts of a name that starts with a known given name.

use super::{OFFICE, closes, ends};
use crate::trace::lexicon::{Class, Lexicon};
use crate::trace::token::{Token, fold};

/// The most words a name goes on for after the given ones.
const REST: usize = 2;

/// The words of a text in which names are looked for.
#[derive(Clone, Copy)]
pub(super) struct Names<'a> {
    pub(super) text: &'a str,
    pub(super) tokens: &'a [Token],
    pub(super) lex: &'a Lexicon,
}

impl Names<'_> {
    /// Whether the word at `k` is a given name, and nothing else that is commoner.
    pub(super) fn given(self, k: usize) -> bool {
        let other = Class::PREP.or(Class::CUE).or(Class::VERB).or(Class::TIME).or(Class::ROLE);
        let other = other.or(Class::PRONOUN);
        self.tokens.get(k).is_some_and(|t| {
            let spelt = || self.lex.is_name_as_spelt(t.span.of(self.text));
            // « الدكتور رائد دو »
            // « رئيسها أمين دو »
            let title =
                || k > 0 && t.is(Class::ROLE) && (self.after_holder(k) || self.before_family(k));
            t.is_word() && t.is(Class::GIVEN) && (!t.is(other) || spelt() || title())
        })
    }

    /// « قالت أمينة ديالو، », « نجم الدين الصالح »: whether what follows shows that the office spelt at `k` is a name.
    fn before_family(self, k: usize) -> bool {
        let faith = self.particle(k + 1) && self.article(k + 1);
        let before = &self.tokens[k - 1];
        let said = before.is(Class::CUE.or(Class::PREP).or(Class::OPENS)) && before.is_word();
        let said = said || before.is_sign(',') || self.article(k - 1);
        let family = said && self.open(k + 1) && !self.article(k + 1) && self.shuts(k + 2);
        faith || family
    }

    /// Whether the sign or the word at `k` shows that a name is whole before it.
    pub(super) fn shuts(self, k: usize) -> bool {
        self.tokens.get(k).is_some_and(|t| {
            let sign = t.is_sign(',') || t.is_sign(':') || t.is_sign('(');
            let that = t.is_word() && t.is(Class::THAT.or(Class::RELATIVE));
            sign || that && self.lex.unfused(&fold(t.span.of(self.text))).next().is_none()
        })
    }

    /// « فاطمة الزهراء بنيس، », « عبد الرزاق بوقرة: »: where a name ends whose given names are two words, which end at `end`.
    pub(super) fn compound_family(self, i: usize, end: usize) -> usize {
        let word = |k: usize| self.tokens[k].span.of(self.text);
        // « رجاء الشرقاوي دفعت »: what tells an origin is the family name already.
        let two = end == i + 2 && self.article(end - 1);
        // « نور الهدى سليم » only folds to one.
        let origin = |k: usize| word(k).ends_with('ي') && self.lex.tells_origin(word(k));
        let two = two && !origin(end - 1);
        let part = self.open(end) || self.given(end);
        if !two || !part || self.article(end) || !closes(self.tokens, end + 1) {
            return end;
        }
        // « قالت ليلى القاضي باكية: »: how somebody says it.
        let servant = self.particle(i) && !self.article(i);
        let manner =
            self.lex.ends_like_an_object(word(end)) || word(end).ends_with('ة') && !servant;
        end + usize::from(!manner && !self.lex.tells_an_action(word(end)))
    }

    /// Whether what stands before `k` is a title, an office that somebody or something owns, or an office and the
    /// comma before its holder: « وزير الري، مختار دو، ».
    fn after_holder(self, k: usize) -> bool {
        let before = &self.tokens[k - 1];
        let near = self.tokens[k.saturating_sub(OFFICE)..k - 1].iter().rev();
        let office = || near.take_while(|t| t.is_word()).any(|t| t.is(Class::ROLE));
        // « الممثلة الفلسطينية رائدة دو »
        let people = self.lex.world.is_people(&fold(before.span.of(self.text)));
        // « وزير المياه رائد أبو السعود »
        let held = self.tokens[k.saturating_sub(OFFICE)..k - 1].iter().any(|t| t.is(Class::ROLE));
        // « المدرس رائد الزعانين »
        let titled = before.is(Class::ROLE) && !self.tokens[k].is(Class::NAMING);
        let people = people || held && self.particle(k + 1) || titled;
        let whole = closes(self.tokens, k + 2) || self.particle(k + 1);
        if people && self.article(k - 1) && whole {
            return true;
        }
        let beside = before.is_sign(',') && self.open(k + 1) && closes(self.tokens, k + 2);
        if beside && office() {
            return true;
        }
        let owned = || self.lex.is_surely_owned(&fold(before.span.of(self.text)));
        before.is(Class::BEFORE_ROLE) || before.is_word() && before.is(Class::ROLE) && owned()
    }

    /// Whether an office stands among the few words before `k`.
    fn office_before(self, k: usize) -> bool {
        let near = self.tokens[k.saturating_sub(OFFICE / 2)..k].iter().rev();
        near.take_while(|t| t.is_word()).any(|t| t.is(Class::ROLE))
    }

    pub(super) fn particle(self, k: usize) -> bool {
        self.tokens.get(k).is_some_and(|t| t.is_word() && t.is(Class::PARTICLE))
    }

    /// Whether the word at `k` has the article.
    pub(super) fn article(self, k: usize) -> bool {
        let word = self.tokens.get(k).map(|t| t.span.of(self.text));
        word.is_some_and(|w| self.lex.without_article(w).is_some())
    }

    /// Whether nothing is known of the word at `k`.
    pub(super) fn open(self, k: usize) -> bool {
        self.tokens.get(k).is_some_and(|t| {
            let word = t.span.of(self.text);
            let owned = || self.lex.owns_a_known_word(word) || self.lex.is_plainly_owned(word);
            t.is_word() && t.class.is_nothing() && !owned()
        })
    }

    /// Whether the word at `k` spells an office or people who hold one.
    fn spells_an_office(self, k: usize) -> bool {
        let titled = Class::ROLE.or(Class::BEFORE_ROLE).or(Class::CROWD).or(Class::BODY);
        self.tokens.get(k).is_some_and(|t| t.is(titled) && t.is_word())
    }

    /// Where the given names that start at `i` end, those of fathers included, and whether the name is whole there.
    pub(super) fn given_part(self, i: usize) -> (usize, bool) {
        let mut end = i + 1;
        // « أحمد بن يوسف », « بن الشيخ »
        let sheikh = |k: usize| self.spells_an_office(k);
        // « الطاهر بن علية », which « عليه » folds to
        let spelt = |k: usize| {
            let word = self.tokens.get(k).map(|t| t.span.of(self.text));
            word.is_some_and(|w| self.lex.is_name_as_spelt(w))
        };
        let son = |k: usize| self.given(k) || self.open(k) || sheikh(k) || spelt(k);
        let mut whole = false;
        // « عز الدين بن دو »
        end += usize::from(self.particle(end) && self.article(end) && self.particle(end + 1));
        // « يوسف دو وجود »: no second name is joined to the first.
        let apart = |k: usize| !self.lex.is_joined(self.tokens[k].span.of(self.text));
        // « حسن شيخ محمود »
        let within = |k: usize| self.spells_an_office(k) && !self.article(k);
        let sheikhs = |k: usize| within(k) && self.given(k + 1) && apart(k + 1);
        while self.given(end) && apart(end) || self.particle(end) && son(end + 1) || sheikhs(end) {
            whole = self.particle(end) && self.given(end - 1);
            end += 1 + usize::from(self.particle(end) || sheikhs(end));
        }
        // « محمد بن عبد الرحمن »
        end += usize::from(whole && self.particle(end - 1) && self.article(end));
        (end, whole && self.article(end))
    }

    /// « المدير المالي نواف الحارس، »: where a name ends whose family name, at `end`, spells an office.
    pub(super) fn office_family(self, i: usize, end: usize) -> Option<usize> {
        let told = i.checked_sub(1).is_some_and(|k| {
            let before = &self.tokens[k];
            let article = || self.lex.has_article(before.span.of(self.text));
            before.is(Class::PREP.or(Class::KIN)) || before.is_sign(',') || article()
        });
        // « قال محمد الحداد إن »
        let next = self.tokens.get(end + 1);
        let that = next.is_some_and(|t| t.is(Class::THAT) || t.is_sign(':') || t.is_sign(','));
        let near = &self.tokens[i.saturating_sub(OFFICE)..i];
        let holder = near.iter().any(|t| t.is(Class::ROLE) && t.is_word());
        // « قالت سلمى القاضي للجزيرة »: no feminine office, which would tell who she is.
        let family = !self.tokens.get(end).is_some_and(|t| t.span.of(self.text).ends_with('ة'));
        let small = Class::PREP.or(Class::CUE).or(Class::RELATIVE).or(Class::VERB);
        let that = that || next.is_some_and(|t| t.is(small) && t.is_word()) && family;
        // « بحسب سلمى القاضي، », « سلمى القاضي، صاحبة مقهى، ترى »
        let led =
            |t: &Token| !t.is_word() || t.is(Class::CUE.or(Class::OPENS)) || self.article(i - 1);
        let head = i == 0 || led(&self.tokens[i - 1]);
        let told = told || that && (holder || head && family);
        let told = told && (that || self.article(end));
        // « عائلة الطفل ريان السلطات »
        let body = self.tokens.get(end).is_some_and(|t| t.is(Class::BODY) && !t.is(Class::ROLE));
        let body = body && self.article(end);
        let office = self.given(i) && end == i + 1 && told && self.spells_an_office(end) && !body;
        (office && closes(self.tokens, end + 1)).then_some(end + 1)
    }

    /// « محمد شياع السوداني », « سعيد بن حمد المعمري »: whether a family name at `k` that tells an origin ends a name.
    pub(super) fn tribe(self, k: usize) -> bool {
        let last = self.article(k) && self.open(k) && ends(self.tokens, k + 1);
        // « محمد خير الداوود أن »
        let said = self.tokens.get(k + 1).is_some_and(|t| {
            let led = || self.lex.unfused(&fold(t.span.of(self.text))).next().is_some();
            t.is_sign(':') || t.is(Class::THAT) && !led()
        });
        last && (said || self.lex.tells_origin(self.tokens[k].span.of(self.text)))
    }

    /// Where the unknown words after the given names, which end before `end`, end.
    pub(super) fn family_part(self, i: usize, mut end: usize) -> Option<usize> {
        // « لخصت الطالبة مها دو معاناة زملائها »
        let noun = |k: usize| {
            let word = self.tokens[k].span.of(self.text);
            let bare = self.lex.without_article(word).unwrap_or(word);
            let action = self.lex.tells_an_action(word) || self.lex.tells_an_action(bare);
            k > i + 1 && (self.lex.ends_like_a_noun(word) || action)
        };
        // « تميم خلاف الذي قال »: a family name may spell a common noun.
        let spelt = |k: usize| {
            let common = self.tokens.get(k).is_some_and(|t| t.is_word() && t.is(Class::COMMON));
            let after = Class::THAT.or(Class::RELATIVE);
            let next = self.tokens.get(k + 1);
            let closed = next.is_some_and(|t| t.is_sign(',') || t.is(after) && t.is_word());
            // « ذكرت وزيرة النقل سوسن العدوان أن »
            let told =
                i > 0 && (self.tokens[i - 1].is(Class::BEFORE_ROLE) || self.office_before(i));
            common && closed && (!self.article(k) || told)
        };
        if end == i + 1 && spelt(end) {
            return Some(end + 1);
        }
        // « دفع سيد عبد الرازق ببطلان الإذن »: a preposition is written with the noun.
        let led = |k: usize| {
            let word = fold(self.tokens[k].span.of(self.text));
            let long = |(_, w): (_, String)| w.chars().count() > 3;
            k > i + 1 && self.article(k - 1) && self.lex.unfused(&word).any(long)
        };
        let mut rest = 0;
        while rest < REST && self.open(end) && !noun(end) && !led(end) {
            let article = self.article(end);
            rest += 1;
            end += 1;
            let linked = self.particle(end - 2);
            // « فادي الأشقر »: a family name with the article is the last word, but for « عبد الكريم ».
            if !linked && (article || !self.particle(end)) {
                end += usize::from(!article && self.tribe(end));
                break;
            }
            if self.particle(end) {
                end += 1;
            }
        }
        (end <= self.tokens.len()).then_some(end)
    }
}
