//! Names beside towns and peoples: « le maire de Lyon Untel », « le Français de Liverpool ».

use super::cue::Sentence;
use super::lexicon::Class;
use super::mention::Phrased;
use super::token::{fold, folded};

impl Sentence<'_> {
    /// Whether the word at `k` is a people.
    pub(super) fn is_people(&self, k: usize) -> bool {
        let plain = !self.lex.caseless && !self.lex.subject_first;
        plain && self.lex.world.is_people(&folded(self.word(k)))
    }

    /// « sa directrice Afrique »: the part of the world that an office is for.
    pub(super) fn is_field(&self, k: usize) -> bool {
        let office = k.checked_sub(1).is_some_and(|b| self.is(b, Class::ROLE));
        let word = [fold(self.word(k))];
        let place =
            || self.lex.world.place_lang(&word).is_some() || self.lex.world.is_international(&word);
        office && !self.lex.caseless && !self.lex.subject_first && place()
    }

    /// « le Français de Liverpool » says where somebody is from and plays, no name.
    pub(super) fn comes_from(&self, k: usize) -> bool {
        let town = self.is(k + 1, Class::GENITIVE) && self.tokens.get(k + 2).is_some_and(|t| t.cap);
        town && self.is_people(k)
    }

    /// « Accoudé à sa barrière, Jean Petit »: a capital at the head of a sentence makes no name.
    pub(super) fn opens_with_a_state(&self, k: usize) -> bool {
        let plain = !self.lex.caseless && !self.lex.subject_first;
        let led = self.is(1, Class::PREP.or(Class::CONTRACTED)) && k == 0;
        let state =
            || self.is(0, Class::BETWEEN) || self.lex.ends_like_a_participle(&fold(self.word(0)));
        plain && led && !self.is(0, Class::GIVEN) && state()
    }

    /// « le maire de Lyon Grégory Doucet »: the place and the name stand in one run.
    pub(super) fn given_within(&self, k: usize, end: usize) -> Option<usize> {
        let found = (k + 1..=end).find(|&g| {
            self.is(g, Class::GIVEN.or(Class::TITLE))
                && !self.is(g - 1, Class::GIVEN)
                && !self.is(g - 1, Class::PARTICLE.or(Class::GENITIVE))
        });
        // « le ministre de la Santé Celso Duarte »: behind a name that no list has it is a family name.
        let plain = !self.lex.caseless && !self.lex.subject_first;
        let strange = |g: usize| g == end && g > k + 1 && self.tokens[g - 1].class.is_nothing();
        found.map(|g| if plain && strange(g) { g - 1 } else { g })
    }

    /// « l'ailier de San Antonio Théo Lamarque »: the first word behind the town that a run starts with.
    pub(super) fn past_town(&self, (k, end): Phrased, after_link: bool) -> Option<usize> {
        let plain = !self.lex.caseless && !self.lex.subject_first;
        let open = after_link && plain && !self.is(k, Class::GIVEN);
        let past = |n: &usize| self.lex.world.is_whole_place(&self.folded((k, n - 1)));
        // « le leader de La France Insoumise »
        let quality = |n: usize| n == end && self.is(n, Class::PARTY) && !self.is(n, Class::GIVEN);
        (k + 1..=end).rev().filter(|_| open).find(past).filter(|&n| !quality(n))
    }

    /// « le maire de Lyon Untel Doucet »: what follows the first word of a run, where that may be a place and no body's
    /// whole name (« des Ambazonia Defence Forces »).
    pub(super) fn holder_behind(&self, (k, end): Phrased) -> Option<Phrased> {
        let place = end >= k + 2 && !self.joins_names(k + 1) && !self.is(k, Class::GIVEN);
        let body = self.is(end, Class::FORCES.or(Class::FIRM_WORD));
        // « le leader de Debout La France »
        let article = !self.lex.caseless && !self.lex.subject_first && self.is(k + 1, Class::DET);
        // « le procureur de la République de Reims »
        let small = !self.lex.caseless && self.tokens.get(k + 1).is_some_and(|t| !t.cap);
        // « le président du Samu Urgences de France »
        let of = !self.lex.caseless && self.is(end - 1, Class::GENITIVE);
        let state = of && self.lex.world.is_whole_place(&self.folded((end, end)));
        let other = body || article || small || state;
        (place && !other && !self.named_beside(end)).then_some((k + 1, end))
    }
}
