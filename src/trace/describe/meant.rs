//! Which of those near a description of no known office means.

use std::ops::ControlFlow;

use super::{Described, GROWN, NEAR, RELATION};
use crate::trace::apart::{
    a_parent, is_trade, names_anybody, of_a_place, of_a_work, of_another, qualified, tells_more,
};
use crate::trace::attribute::Cast;
use crate::trace::cue::Sentence;
use crate::trace::fold::Word;
use crate::trace::lexicon::Class;
use crate::trace::mention::Phrased;
use crate::trace::people::{Entity, Gender, Sort};
use crate::trace::reading::Reading;

impl Cast {
    /// The one a description of no known office means, because somebody near can be called so.
    ///
    /// French news calls the same person by trade, age, origin and office in turn. What keeps two
    /// people apart is gender, two offices that nobody holds together, a word that says what
    /// somebody is *to* the one just named, and distance.
    pub(in crate::trace) fn meant(
        &self,
        s: &Sentence<'_>,
        reading: &Reading,
        said: &Described,
        fits: &dyn Fn(&usize) -> bool,
    ) -> Option<usize> {
        let Described { np, role, link, age } = *said;
        let at = s.tokens[np.0].span.start();
        let head = reading.head.as_deref().unwrap_or_default();
        let class = s.lex.class(head);
        if let ControlFlow::Break(settled) = self.settled(s, said, head, fits) {
            return settled;
        }
        let parent = a_parent(s, said);
        let apart = !(qualified(s, said) || of_a_work(s, np) || tells_more(s, said, class));
        // A complement with a name or another person in it sets somebody apart.
        let other = link.is_some_and(|l| of_another(s, (l, role.1)));
        let generic = reading.generic && names_anybody(said, class, other);
        let post = class.is(Class::POST) && !generic;
        let foreign = s.lex.world.lang_of(&s.folded(role)).is_some();
        let (last, since) = (self.last.map(|l| l.0), self.people.paragraph);
        let newest = self.named_last(s, head, said);
        let official = post && class.is(Class::COURT) && link.is_none();
        let agree = |n: usize| {
            let entity = &self.people.all[n];
            // « l'infectiologue » shows no gender: it may be whoever has just spoken.
            let here = self.people.met_within(n, at, at - since.min(at));
            // So may the only person of the paragraph.
            let own = last == Some(n) || self.people.alone_since(n, at, since);
            let shown = reading.gender.is_some() && reading.gender == entity.gender;
            let alike = shown || reading.gender.is_none() && here && own && self.host != Some(n);
            let at_odds = reading.gender.zip(entity.gender).is_some_and(|(a, b)| a != b);
            let told = &entity.told;
            let bench =
                (class, official && role.1 > role.0 && !here, (post && apart).then_some(alike));
            let not = self.barred(s, n, bench) || is_trade(class, reading) && is_child(entity);
            let trade = class.is(Class::ROLE) && !class.is(Class::KIN.or(Class::GENERIC));
            let office = class.is(Class::POST) || link.is_some() && trade && !age;
            let not = not || office && self.holds_another(s, role, n);
            if not_one(s, entity) || at_odds || not || !fits(&n) {
                return None;
            }
            let named = entity.sort == Sort::Person;
            // Whoever is the only one told of so far is meant from afar as well.
            let only_one = || named && self.people.alone_since(n, at, 0) && !s.lex.caseless;
            let near = self.people.met_within(n, at, NEAR) || only_one();
            let woman = alike && reading.gender == Some(Gender::Feminine);
            // « cette aide-soignante » is no minister.
            let open = told.is_empty() || named && !names_people(s, role);
            // « “La présidente de séance l'a dit” »: within somebody's words.
            let she = woman && last == Some(n) && open && !self.within;
            let fits = if age || !apart || generic || parent {
                alike || entity.gender.is_none() || !post
            } else if post {
                // An office needs somebody near who has none.
                let only = here && self.people.alone_since(n, at, since);
                let strange = at == since && newest == Some(n) && is_strange(s, entity);
                let open = alike || link.is_none() && !foreign || only || strange;
                // « la députée du Lot » may be the leader of a party that the paragraph is about.
                let sole = only || here && self.sole(n, reading, (at, since));
                let mandate = class.is(Class::MANDATE) && alike && sole && named;
                she || mandate || near && open && told.is_empty()
            } else {
                let rival = is_relation(s, told) && alike && !other;
                let bare = tells_nothing(s, told) || link.is_none();
                let open = bare || of_a_place(s, said) || rival;
                let own = alike && (here || !other) || told.is_empty() && !foreign;
                named && near && open && own
            };
            let signs = count(&[alike, last == Some(n), told.is_empty(), named]);
            // « لم يتمالك مشجع. “…”، قال الرجل »: nobody of an earlier paragraph is the newest.
            let new = newest == Some(n) && (here || !s.lex.caseless);
            fits.then(|| 2.0 * count(&[here, new]) + signs)
        };
        self.people.most_salient(at, agree)
    }
}

/// « Nolan, 10 ans »: no child holds an office or a trade.
fn is_child(entity: &Entity) -> bool {
    entity.age.is_some_and(|age| age < GROWN)
}

/// « selon une étude … “…”, note la chercheuse »: whether what is told of is no person, or several.
fn not_one(s: &Sentence<'_>, entity: &Entity) -> bool {
    let document = entity.told.first().is_some_and(|w| s.lex.class(w).is(Class::DOCUMENT));
    let paper = document && entity.sort == Sort::Unnamed && !s.lex.caseless;
    entity.sort == Sort::Body || entity.plural || paper
}

/// « l'avis de Joke Petit. | La ministre flamande de l'Environnement »: whether no list has somebody's name.
fn is_strange(s: &Sentence<'_>, entity: &Entity) -> bool {
    entity.gender.is_none() && !s.lex.caseless && !s.lex.subject_first
}

/// « la ministre allemande »: whether a description says of which people somebody is.
pub(super) fn names_people(s: &Sentence<'_>, role: Phrased) -> bool {
    s.folded(role).iter().any(|w| s.lex.world.is_people(w))
}

/// « la Kényane Jane Doe »: where somebody comes from says nothing of what they do.
fn tells_nothing(s: &Sentence<'_>, told: &[Word]) -> bool {
    told.iter().all(|w| s.lex.world.is_people(w))
}

/// « sa grande rivale » may be « la vice-championne du monde ».
fn is_relation(s: &Sentence<'_>, told: &[Word]) -> bool {
    told.iter().take(3).any(|w| s.lex.class(w).is(RELATION))
}

/// How many of them are so.
fn count(signs: &[bool]) -> f32 {
    signs.iter().map(|&sign| f32::from(u8::from(sign))).sum()
}
