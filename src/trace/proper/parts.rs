//! What belongs to a proper name and what beside it does not: offices, places, societies, words in capitals.

use crate::corpus::span::Span;
use crate::trace::cue::Sentence;
use crate::trace::fold::fold;
use crate::trace::lexicon::Class;
use crate::trace::mention::Phrased;

/// How far before a name the office stands that it is told by.
const FAR: usize = 5;

impl Sentence<'_> {
    /// « Volkswagen VOWG.DE »: whether the word at `k` is how a share is quoted.
    pub(super) fn is_share(&self, k: usize) -> bool {
        let word = self.word(k);
        // « Dylan B. »
        let inner = word.trim_end_matches('.').contains('.');
        let share = self.tokens[k].is_word() && inner && self.tokens[k - 1].cap;
        let plain = !self.lex.caseless && !self.lex.subject_first;
        share && plain && !word.contains(char::is_lowercase)
    }

    /// Whether the word behind `end` tells a time, and is no name: « Abdul Matin Sarkar ».
    pub(super) fn tells_time(&self, (k, end): Phrased, last: usize) -> bool {
        let behind = end + 2 <= last && self.tokens[end + 2].is_word() && self.tokens[end + 2].cap;
        let named = self.is(k, Class::GIVEN) && behind;
        let plain = !self.lex.caseless && !self.lex.subject_first;
        self.is(end + 1, Class::TIME) && !(named && plain)
    }

    /// Whether the name at `k`, in an office that starts at `first`, stands behind what a body of people is.
    pub(super) fn names_its_society(&self, first: usize, k: usize) -> bool {
        let plain = !self.lex.caseless && !self.lex.subject_first;
        let society = k > first && self.is(k - 1, Class::SOCIETY) && !self.tokens[k - 1].cap;
        let office = (first..k).any(|n| self.is(n, Class::ROLE) && !self.tokens[n].cap);
        plain && society && office && !self.is(k, Class::GIVEN)
    }

    /// « l'association Mémoire de l'Agout », « Granulats du Causse »: where a name ends that goes on with what it is of: that of a
    /// body of people, or one that stands by itself.
    pub(super) fn society_goes_on(
        &self,
        (k, end): Phrased,
        (first, last): Phrased,
        article: bool,
    ) -> usize {
        let person = Class::GIVEN.or(Class::TITLE).or(Class::PARTICLE).or(Class::ROLE);
        let plain = !self.lex.caseless && !self.lex.subject_first && k == end;
        let society = k > first && self.is(k - 1, Class::SOCIETY) && !self.tokens[k - 1].cap;
        let alone = k == first && !article && self.word(k).ends_with('s');
        let initials = !self.word(k).contains(char::is_lowercase);
        let link = end + 1;
        let of = self.is(link, Class::GENITIVE) && !self.is(k, person) && !initials;
        let name = link + 1 + usize::from(self.is(link + 1, Class::DET));
        let capital = name <= last && self.tokens[name].cap && !self.is(name, person);
        let known = || {
            let word = self.folded((k, k));
            let place = self.lex.names_outlet(&word) || self.is_people(k);
            place || self.lex.world.place_lang(&word).is_some()
        };
        // « l'ONG Fèves équitables »
        let tail = |n: usize| {
            let small = n <= last && self.tokens[n].is_word() && !self.tokens[n].cap;
            small && self.tokens[n].class.is_nothing() && self.word(n).ends_with('s')
        };
        if plain && society && self.word(k).ends_with('s') && tail(end + 1) && !self.is(k, person) {
            return end + 1;
        }
        let goes_on = plain && of && capital && (society || alone) && !known();
        if goes_on { self.name_end(name, last) } else { end }
    }

    /// « L'organisation américaine Comité pour la protection des journalistes », « l'ONG Témoins sans armes »: where the name of a
    /// body of people starts that opens with a word for people or bodies, behind what the phrase says it is.
    pub(in crate::trace) fn past_society(&self, (from, last): Phrased) -> Option<usize> {
        let plain = !self.lex.caseless && !self.lex.subject_first;
        let noun = plain && self.is(from, Class::SOCIETY) && self.tokens[from].is_word();
        let capital = |k: usize| {
            let t = self.tokens.get(k).filter(|t| t.is_word() && t.cap && k <= last);
            t.is_some_and(|t| t.is(Class::BODY.or(Class::ROLE)))
        };
        let people = from < last && self.is_people(from + 1);
        let name = from + 1 + usize::from(people && !self.tokens[from + 1].cap);
        (noun && capital(name)).then_some(name)
    }

    /// « la côte Est »
    pub(super) fn is_compass_point(&self, k: usize) -> bool {
        self.is(k, Class::COMPASS) && !self.lex.subject_first
    }

    /// « l'ONG Greenpeace », « l'ONG Human Rights Watch »: whether initials at `k` say what a body is.
    pub(in crate::trace) fn is_kind(&self, k: usize) -> bool {
        let initials = !self.word(k).contains(char::is_lowercase);
        self.is(k, Class::BODY) && initials && !self.lex.caseless
    }

    /// « le parti d'opposition Renovar », « le groupe de presse Ebra »: a capital word straight behind a small noun that
    /// tells more of the body.
    pub(super) fn named_behind(&self, k: usize) -> bool {
        let noun = k.checked_sub(1).map(|b| &self.tokens[b]);
        let link = Class::GENITIVE.or(Class::PREP).or(Class::CONTRACTED).or(Class::DET);
        let small = noun.is_some_and(|t| t.is_word() && !t.cap && !t.is(link.or(Class::TIME)));
        small && !self.lex.caseless && !self.lex.subject_first
    }

    /// Whether the article at `i` opens a sentence behind a word in capitals: « POLÉMIQUE La mairie ».
    pub(in crate::trace) fn opens_behind_capitals(&self, i: usize) -> bool {
        let Some(before) = i.checked_sub(1).filter(|&b| self.tokens[b].is_word()) else {
            return false;
        };
        let loud = self.word(before).chars().count() > 3
            && !self.word(before).contains(char::is_lowercase);
        let small = self.tokens.get(i + 1).is_some_and(|t| t.is_word() && !t.cap);
        let article = self.is(i, Class::DEFINITE) && self.word(i).contains(char::is_lowercase);
        let plain = !self.lex.caseless && !self.lex.subject_first;
        loud && small && plain && article && self.tokens[i].cap
    }

    /// « Economy Minister Tetsuo Mikami »: a capital office before the name is none of it.
    pub(super) fn past_office(&self, k: usize, end: usize) -> usize {
        // « Ventura County Fire Capt. Jane Doe »
        let title = |n: usize| n > k && self.is(n, Class::TITLE);
        let office =
            |n: &usize| (self.is(*n, Class::ROLE) || title(*n)) && !self.is(*n, Class::GIVEN);
        let found = (k..end).rev().find(office).filter(|_| self.lex.subject_first);
        found.map_or(k, |office| office + 1)
    }

    /// « Willem van der Meer », « President Luiz Lula da Silva »: whether a particle may go on with a run of a name.
    pub(super) fn particle_follows(&self, (k, end): Phrased) -> bool {
        let given = |n: usize| self.is(n, Class::GIVEN);
        let told = self.is(k, Class::GIVEN.or(Class::TITLE)) || given(end);
        // « Carbones del Venado »
        let firm = k == end && !self.is(k, Class::ROLE.or(Class::BODY));
        // « le salon Victor-Hugo du Sénat »
        let of_body = self.is(end + 2, Class::BODY) && !self.lex.subject_first;
        if of_body && !self.lex.caseless {
            return false;
        }
        let within = self.lex.subject_first && (firm || (k..=end).any(given));
        within || told && !self.is(k, Class::ROLE) || k == end && self.names_the_holder(k)
    }

    /// « le trésorier du parti, Wallerand de Saint-Just, »: whether the word at `k`, which no list has, stands where the holder of
    /// an office is named, and no place goes on behind the particle.
    fn names_the_holder(&self, k: usize) -> bool {
        let plain = !self.lex.caseless && !self.lex.subject_first;
        if !plain || !self.tokens[k].class.is_nothing() || !self.tokens[k].cap {
            return false;
        }
        let comma = usize::from(k > 0 && self.sign(k - 1, ','));
        let near = (k.saturating_sub(FAR)..k - comma.min(k)).rev();
        let mut before = near.take_while(|&n| self.tokens[n].is_word());
        let office = before.any(|n| self.is(n, Class::ROLE) && !self.tokens[n].cap);
        let place = || {
            let word = self.tokens.get(k + 2).map(|_| fold(self.word(k + 2)));
            word.is_some_and(|w| self.lex.world.place_lang(&[w]).is_some())
        };
        let small = comma > 0 || k > 0 && !self.tokens[k - 1].cap;
        office && small && !place()
    }

    /// « Petromar del Norte »: whether a small word that is none of the language's own goes on with a run.
    pub(super) fn firm_goes_on(&self, (k, end): Phrased) -> bool {
        let small = self.is(end + 1, Class::GENITIVE.or(Class::PREP).or(Class::DET));
        let language = !self.lex.caseless && !self.lex.subject_first;
        language && !small && !self.is(k, Class::ROLE)
    }

    /// Whether the capital office at `k` stands where none of a name does: « the Liberal Democrat MP ».
    pub(super) fn tells_of_office(&self, k: usize, first: usize) -> bool {
        let party = k > first && self.lex.subject_first && self.is(k - 1, Class::BEFORE_ROLE);
        // « la Haute Autorité de santé » is called so by all its words.
        let plain = !self.lex.caseless && !self.lex.subject_first && k == first + 2;
        let body = plain && self.is(k, Class::BODY) && self.is(k - 1, Class::BEFORE_ROLE);
        k == first || !self.tokens[k - 1].cap || self.is(k - 1, Class::DET) || party || body
    }

    /// « Scotland's Health Secretary »: an office with its capitals, which a country owns, is no name.
    pub(super) fn is_capital_office(&self, k: usize, end: usize) -> bool {
        let office = self.is(end, Class::ROLE) && !self.is(end, Class::GIVEN);
        self.lex.subject_first && office && self.owns(k - 1)
    }

    /// « أطباء كسلا », « المتحدثة باسم البيت الأبيض »: where they are, not who.
    pub(super) fn is_where(&self, run: Phrased) -> bool {
        self.lex.caseless && self.lex.world.is_whole_place(&self.folded(run))
    }

    /// « رئيس حزب "العدل" سمير دو »: whether a mark stands between the word at `k` and the next one.
    pub(super) fn is_parted(&self, k: usize) -> bool {
        let gap = Span::new(self.tokens[k].span.end(), self.tokens[k + 1].span.start());
        self.lex.caseless && !gap.of(self.text).trim().is_empty()
    }

    /// « زعيم "حركة النهر" »: whether a run of words after an office is the name in marks of what it is held in.
    pub(super) fn is_held_in(&self, first: usize, k: usize) -> bool {
        let office = || (first..k).any(|n| self.is(n, Class::ROLE));
        self.lex.caseless && k > first && self.opens_in_marks(k) && office()
    }

    /// « اتهم دو واشنطن »: whether whom somebody accuses stands behind a name, and is none of it.
    pub(super) fn is_accused_place(&self, (k, end): Phrased) -> bool {
        let place = self.is_where((end + 1, end + 1)) && !self.is_where((k, end + 1));
        let place = place && (end > k || !self.is(k, Class::GIVEN.or(Class::PARTICLE)));
        place && !self.is_where((k, end))
    }

    /// « the Musicians' Union »: whether the members at `end` own the body behind them.
    pub(super) fn owns_union(&self, end: usize) -> bool {
        let many = self.word(end).ends_with(['\'', '’']) && !self.owns_as_place(end);
        let next = self.tokens[end + 1];
        many && next.is(Class::BODY) && next.cap && self.lex.subject_first
    }
}
