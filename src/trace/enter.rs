//! Who a text names, entered before anybody is said to speak.

use super::cue::Sentence;
use super::find::{Finder, Para};
use super::lexicon::Class;
use super::people::{Met, Sort, parts};
use super::token::fold;

impl Finder<'_> {
    /// Enters everybody a paragraph names.
    pub(super) fn enter(&mut self, para: &Para) {
        let document = self.document;
        for &(from, to) in &para.sentences {
            let s =
                Sentence { text: document.text(), tokens: &para.tokens[from..to], lex: self.lex };
            let (mut k, mut first) = (0, true);
            while k < s.tokens.len() {
                let t = s.tokens[k];
                let opens =
                    t.is_word() && (t.cap || t.is(Class::DET.or(Class::TITLE).or(Class::ROLE)));
                if !opens
                    || t.is(Class::CONTRACTED.or(Class::PRONOUN)) && !t.is(Class::DET)
                    || t.is(Class::PREP) && !t.is(Class::GIVEN)
                {
                    k += 1;
                    continue;
                }
                let Some(np) = s.noun_phrase(k) else { break };
                first = self.enter_phrase(&s, np, first);
                // What stands between commas after a name is the same person.
                let named = s.read(np).name.is_some();
                let app = s.apposition(np.1).filter(|app| named && s.read(*app).human);
                k = app.map_or(np.1, |app| app.1).max(k) + 1;
            }
        }
    }

    /// Enters whoever the words of a quotation that holds another name, for its own pronouns.
    pub(super) fn enter_inner(&mut self, para: &Para) {
        self.cast.inner.clear();
        if para.inside.is_none() {
            return;
        }
        let document = self.document;
        for &(from, to) in &para.sentences {
            let s =
                Sentence { text: document.text(), tokens: &para.tokens[from..to], lex: self.lex };
            let mut k = 0;
            while k < s.tokens.len() {
                let t = s.tokens[k];
                let opens = t.is_word() && t.is(Class::DET.or(Class::TITLE).or(Class::GIVEN));
                let np = s.noun_phrase(k).filter(|_| opens && !t.is(Class::CONTRACTED));
                let Some(np) = np else {
                    k += 1;
                    continue;
                };
                let reading = s.read(np);
                if reading.human && !reading.pronoun {
                    let voice = self.cast.voice(&s, np);
                    self.cast.inner.extend(voice.entity.map(|n| (t.span.start(), n)));
                }
                k = np.1 + 1;
            }
        }
    }

    /// Enters whoever a noun phrase names; `first` is whether the sentence has no subject yet.
    fn enter_phrase(&mut self, s: &Sentence<'_>, np: (usize, usize), first: bool) -> bool {
        let at = s.tokens[np.0].span.start();
        let reading = s.read(np);
        if let Some(name) = reading.name {
            let told = reading.human || reading.body || name.1 > name.0;
            let given = (name.0..=name.1).any(|n| s.is(n, Class::GIVEN.or(Class::TITLE)));
            // « le Belge » is no name: whom it means is seen where it speaks.
            if name.0 == name.1 && reading.definite && s.is(name.0, Class::GENERIC) {
                return first;
            }
            let key = parts(&s.name_text(name));
            if !told && !given && self.cast.people.find(&key, reading.gender).is_none() {
                return first;
            }
            let entity = self.cast.enter_name(s, name, &reading);
            self.cast.role(s, entity, np, &reading);
            let noun = np.0 + usize::from(s.is(np.0, Class::DET));
            if noun < name.0 && self.lex.world.is_people(&fold(s.word(noun))) {
                self.cast.people.headed(entity, at, fold(s.word(noun)));
            }
            if reading.body && noun < name.0 {
                // « le mouvement Ennahdha », afterwards « le mouvement ».
                self.cast.people.headed(entity, at, fold(s.word(noun)));
            }
            let linked = Class::PREP.or(Class::CONTRACTED).or(Class::GENITIVE);
            let after_link = np.0 > 0 && s.is(np.0 - 1, linked);
            self.met.push(Met { at, entity, subject: first && !after_link });
            return first && after_link;
        }
        if let Some(app) = s.apposition(np.1).filter(|_| reading.human) {
            let more = s.read(app);
            if let Some(name) = more.name.filter(|n| n.1 > n.0) {
                let entity = self.cast.enter_name(s, name, &more);
                self.cast.role(s, entity, np, &reading);
                self.met.push(Met { at, entity, subject: first });
                return false;
            }
        }
        // « Son voisin a perdu trois enfants. “…”, dit-il. »
        let new = !reading.definite && s.is(np.0, Class::DET) && !reading.plural;
        if reading.human && new && first && !reading.pronoun {
            let span = s.tokens[np.0 + 1].span.cover(s.tokens[np.1].span);
            let text = span.of(s.text).split_whitespace().collect::<Vec<_>>().join(" ");
            let entity = self.cast.people.described(&text, reading.gender, false);
            self.cast.people.describe(entity, at, &text, None);
            self.met.push(Met { at, entity, subject: true });
            return false;
        }
        if reading.body && reading.definite && np.1 > np.0 + 1 {
            let span = s.tokens[np.0 + 1].span.cover(s.tokens[np.1].span);
            let name = span.of(s.text).split_whitespace().collect::<Vec<_>>().join(" ");
            let entity = self.cast.people.named(&name, Sort::Body, reading.gender);
            self.cast.people.headed(entity, at, fold(s.word(np.0 + 1)));
        }
        first
    }
}
