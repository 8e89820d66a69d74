//! What people and things are called by others: « que le public appelle “la Puce” », « entonne “Tierra roja”, une chanson ».

use super::cue::Sentence;
use super::lexicon::Class;
use super::shape::Shape;

/// How many tokens behind the marks may say what they hold.
const BEHIND: usize = 6;
/// The most words of what somebody is called.
const TITLE: usize = 5;
/// The same behind « surnommé ».
const LONG: usize = 9;

impl Sentence<'_> {
    /// « que le public appelle “la Puce” » is a name, « ce qu'il appelle “une trahison” » is said.
    pub(super) fn called_by_others(&self, q: usize) -> bool {
        // « محمد حمدان دقلو "حميدتي" مقطعا »: what somebody is called stands right behind a name, and the sentence goes on.
        let name = q > 1 && self.tokens[q - 1].cap && self.tokens[q - 2].cap;
        let more = self.tokens.get(q + 1).is_some_and(super::token::Token::is_word);
        let words = || self.tokens[q].span.of(self.text).split_whitespace().count();
        if self.lex.caseless && name && more && words() == 1 && !self.is(q + 1, Class::COORD) {
            return true;
        }
        // « التي يسميها الأهالي "قلب حلب" », « ما يسميه النقاد "جيل الرمل" »
        if self.lex.caseless {
            let many = q.checked_sub(1).is_some_and(|k| self.is(k, Class::CROWD));
            return many && (q.saturating_sub(3)..q).any(|k| self.is(k, Class::CALL));
        }
        // « que les habitants appellent déjà “la Bête” »
        let small = Class::PREP.or(Class::DET).or(Class::CONTRACTED).or(Class::ADVERB);
        let small = |k: &usize| self.is(*k, small);
        let small = (q.saturating_sub(2)..q).rev().take_while(small).count();
        let verb = (q - small).checked_sub(1).filter(|&k| self.is(k, Class::CALL));
        let Some(k) = verb else { return false };
        // « Son grand-père l'appelle “la Tornade” », « les enfants les appelaient “les lampions d'en face” »
        let object = small == 0 && k > 0 && self.is(k - 1, Class::DEFINITE);
        let shape = Shape::of(self.text, self.tokens[q].span, self.lex);
        let few = shape.words <= TITLE && !shape.clause;
        let crowd = k > 2 && self.is(k, Class::PLURAL_CALL);
        let crowd = crowd
            && (self.is(k - 3, Class::PLURAL) || self.is(k - 2, Class::CROWD.or(Class::GENERIC)));
        if object && few && (shape.titled || crowd) {
            return true;
        }
        // « Les marins appellent “pêcheurs fantômes” ces filets perdus »
        let object = self.is(q + 1, Class::DET) && !self.is(q + 1, Class::CONTRACTED);
        if small == 0 && object && words() <= TITLE && self.is(k, Class::PLURAL_CALL) {
            return true;
        }
        // « Elle appelle cela “l'angélus” »
        let this = k + 2 == q && self.is(k + 1, Class::NOBODY) && shape.article && few;
        if this && !shape.upper && !self.lex.subject_first {
            return true;
        }
        // « ils l'appellent le “sommeil arc-en-ciel” »
        let they = k > 1 && self.is(k - 1, Class::BETWEEN) && small > 0;
        let they = they
            && self.is(k - 2, Class::PRONOUN)
            && self.is(k - 2, Class::PLURAL.or(Class::NOBODY));
        if they && words() <= TITLE {
            return true;
        }
        // « un voisin qu'il qualifie de “froid” » is what he says.
        let judged = self.is(k + 1, Class::GENITIVE) && self.is(k, Class::JUDGE);
        let subject = || self.subject_before(k).map(|np| (np, self.read(np)));
        let one = judged
            && !self.lex.subject_first
            && subject().is_some_and(|(np, reading)| {
                let plural = reading.plural || self.is(np.0, Class::PLURAL);
                let person = reading.pronoun || reading.human || reading.name.is_some();
                person && !plural && !self.is(np.0, Class::NOBODY)
            });
        if one {
            return false;
        }
        let that = (k.saturating_sub(6)..k).rev().find(|&t| self.is(t, Class::THAT));
        that.is_some_and(|t| {
            t > 0 && !self.is(t - 1, Class::ADDRESSED) && !self.is(t - 1, Class::DET)
        })
    }

    /// « surnommée par la presse locale “le papier de Genève” »
    pub(super) fn nicknamed(&self, q: usize, shape: Shape) -> bool {
        let plain = !self.lex.caseless && !self.lex.subject_first;
        let by = (q.saturating_sub(BEHIND)..q).rev().find(|&k| plain && self.is(k, Class::BY));
        let whole = |k: usize| self.noun_phrase(k + 1).is_some_and(|np| np.1 + 1 == q);
        let agent = by.filter(|&k| k > 0 && whole(k));
        let nicknamed = agent.is_some_and(|k| self.is(k - 1, Class::NICKNAMED));
        // « parfois surnommé “la route de la soie de fer” »
        let straight = plain && q > 0 && self.is(q - 1, Class::NICKNAMED) && !shape.clause;
        // « X, que les routiers appellent “la porte du sable”, commande la route »
        let aside = plain && self.sign(q + 1, ',') && !shape.ends && self.called_by_others(q);
        shape.words <= TITLE && nicknamed || shape.words <= LONG && straight || aside
    }

    /// « “rubis de sang”, comme les appelle la presse »: what is called so behind the marks.
    pub(super) fn called_after(&self, q: usize) -> bool {
        let like = q + 1 + usize::from(self.sign(q + 1, ','));
        let end = (like + BEHIND).min(self.tokens.len());
        let verb =
            |k: usize| self.is(k, Class::CALL) || self.is(k, Class::NAMED) && !self.tokens[k].cap;
        let like = self.is(like, Class::LIKE) && !self.lex.subject_first;
        like && (q + 2..end).any(verb)
    }

    /// « “handling gifts,” the trade's name for tips »
    pub(super) fn labelled_after(&self, q: usize) -> bool {
        let label = |k: usize| self.is(k, Class::LABEL_SPEECH) && self.is(k + 1, Class::PREP);
        let quiet = |k: &usize| self.tokens[*k].is_word() || self.sign(*k, ',');
        let end = (q + BEHIND).min(self.tokens.len());
        self.lex.subject_first && (q + 1..end).take_while(quiet).any(label)
    }

    /// « entonne “Tierra roja”, un corrido de 1950 »: a noun behind the name says what bears it.
    pub(super) fn says_what_it_is(&self, q: usize) -> bool {
        let article = self.is(q + 2, Class::DET) && !self.is(q + 2, Class::POSSESSIVE);
        let person = Class::ROLE.or(Class::GENERIC).or(Class::BODY);
        let person = person.or(Class::KIN).or(Class::ANONYMOUS);
        let noun = self.tokens.get(q + 3);
        let noun = noun.is_some_and(|t| t.is_word() && !t.cap && !t.is(person));
        let work = self.is(q + 3, Class::NAMING) && !self.is(q + 3, Class::LABEL_SPEECH);
        let before = q.checked_sub(1).map(|k| self.tokens[k]);
        let small = Class::PREP.or(Class::DET).or(Class::GENITIVE);
        let verb = before
            .is_some_and(|t| t.is_word() && !t.cap && !t.is(small) && (work || !t.is(Class::CUE)));
        let plain = !self.lex.subject_first && !self.lex.caseless;
        self.sign(q + 1, ',') && article && noun && verb && plain
    }
}
