//! The proper name in a noun phrase: where it starts, where it ends, and what beside it is none of it.

mod parts;

use crate::corpus::span::Span;

use super::cue::Sentence;
use super::fold::Word;
use super::fold::folds_to;
use super::lexicon::{Class, Phrase};
use super::mention::Phrased;
use super::token::{fold, folded, phrase_at};

impl Sentence<'_> {
    /// The proper name of a noun phrase, the last one that is not the complement of another noun.
    pub(super) fn name_in(&self, np: Phrased, article: bool, body: bool) -> Option<Phrased> {
        let noble = || (np.0..=np.1).find(|&k| self.ranks_a_noble(k, np.1));
        let noble = || noble().map(|k| (k + 1, k + 2));
        self.whole_outlet(np).or_else(noble).or_else(|| self.name_among(np, article, body))
    }

    /// The same where no outlet of several words is named.
    fn name_among(&self, (first, last): Phrased, article: bool, body: bool) -> Option<Phrased> {
        let (mut found, mut linked) = (None, false);
        let mut k = if article { first + 1 } else { first };
        while k <= last {
            let token = self.tokens[k];
            let led = token.cap || k == first || self.tokens.get(k + 1).is_some_and(|n| n.cap);
            let title = token.is(Class::TITLE) && led;
            let starts = token.cap && !self.is_common(k) || title && self.titles_a_name(k);
            let office = token.cap && self.is_office_in_name(k, first, article);
            if !starts
                || article && k == first + 1 && self.comes_from(k)
                || !token.is_word()
                || office && self.tells_of_office(k, first)
            {
                linked |= token.is(Class::GENITIVE.or(Class::PREP).or(Class::CONTRACTED));
                k += 1;
                continue;
            }
            let end = self.name_end(k, last);
            let people = article && k > first + 1 && self.is_people(k);
            let other = people || self.opens_with_a_state(k) || self.is_field(k);
            if end == k && (other || k > first && self.is_compass_point(k)) {
                k += 1;
                continue;
            }
            let told = self.tells_whose_office((k, end), last);
            if told || k > first && self.is_capital_office(k, end) {
                k = end + 1;
                continue;
            }
            k = self.past_office(k, end);
            k = self.past_outlet(k, end).unwrap_or(k);
            k += usize::from(end > k && self.is_kind(k));
            let link = Class::GENITIVE.or(Class::PREP).or(Class::CONTRACTED).or(Class::DET);
            let after_link = k > first
                && self.is(k - 1, link)
                && !self.holds_its_noun(k - 1)
                && !(k == first + 1 && article);
            let given = self.past_town((k, end), after_link).or_else(|| self.given_within(k, end));
            if let Some(g) = given.filter(|g| !after_link && self.is_no_part(k, *g)) {
                k = g;
            }
            let title = !body && self.is_title((k, end));
            if after_link || title && linked {
                // « Chief Manny Doe of the Elk County Fire District »
                let named = found.is_some_and(|n| self.is_full_name(n)) && !self.lex.caseless;
                let told = self.lex.subject_first && found.is_some() || named;
                let open = !body && !title && !told;
                let holder = || self.holder_behind((k, end)).filter(|_| open);
                // « le Français de San Antonio » names the town alone.
                let town = end > k && self.lex.world.is_whole_place(&self.folded((k, end)));
                let given = given.filter(|g| !town && (!named || self.is(*g, Class::GIVEN)));
                found = given.map(|g| (g, end)).or_else(holder).or(found);
            } else if (end > k && !self.names_its_society(first, k)
                || !linked
                || body && self.named_behind(k))
                && !(k > first && self.is_where((k, end)) || !body && self.is_held_in(first, k))
            {
                found = Some((k, self.society_goes_on((k, end), (first, last), article)));
            }
            k = end + 1;
        }
        found
    }

    /// « Jean Petit de la CGT Cheminots »: whether somebody is named in full before the body they belong to.
    fn is_full_name(&self, (first, last): Phrased) -> bool {
        last > first && self.is(first, Class::GIVEN.or(Class::TITLE))
    }

    /// « Le Midi Libre », « la Dépêche du Midi », « les informations de France Bleu »: an outlet of several words, one of which
    /// means something else, with which a phrase ends.
    fn whole_outlet(&self, (first, last): Phrased) -> Option<Phrased> {
        let plain = !self.lex.caseless && !self.lex.subject_first;
        let told = |k: usize| {
            // « la presse » is a paper only with a capital letter.
            let name = k + usize::from(self.is(k, Class::DET));
            let informs = k == first || k == first + 1 || self.is(k - 1, Class::GENITIVE);
            let outlet = || phrase_at(self.text, self.tokens, k, Phrase::Outlet, self.lex);
            let capital = last > name && self.tokens[name].cap && informs;
            let from = if self.tokens[k].cap { k } else { name };
            // « France Bleu Loire Océan »
            let place = |n: usize| {
                (k + n..=last)
                    .all(|m| self.tokens[m].cap && !self.is(m, Class::GIVEN.or(Class::TITLE)))
            };
            let whole = |n: usize| k + n == last + 1 || n > 1 && k + n <= last && place(n);
            (capital && outlet().is_some_and(whole)).then_some((from, last))
        };
        let office = (first..last).any(|k| self.is(k, Class::ROLE) && !self.tokens[k].cap);
        (first..last).filter(|_| plain && !office).find_map(told)
    }

    /// « a Shelby spokesman »: whether the run of a name stands before the office that belongs to it.
    fn tells_whose_office(&self, (k, end): Phrased, last: usize) -> bool {
        let office = Class::ROLE.or(Class::ANONYMOUS);
        let role = |n: usize| self.is(n, office) && !self.tokens[n].cap && n <= last;
        self.lex.subject_first && role(end + 1) || end > k && self.owns_the_next(end, last)
    }

    /// « المدير المالي للشركة نواف الحارس »: a preposition written with its noun leads nothing after it.
    fn holds_its_noun(&self, k: usize) -> bool {
        self.lex.caseless && self.lex.class_as_spelt(self.word(k)).is_nothing()
    }

    /// « la directrice de l'association Bread for All »: nobody is called so.
    fn is_title(&self, (first, last): Phrased) -> bool {
        (first..last).any(|n| self.links_a_name(n))
    }

    /// Whether the capital word at `k` tells of whoever is named, and is no part of the name.
    fn is_office_in_name(&self, k: usize, first: usize, article: bool) -> bool {
        let token = self.tokens[k];
        let next_cap = self.tokens.get(k + 1).is_some_and(|n| n.is_word() && n.cap);
        // « l'Américain Paul Petit », but « Normand Petit »
        let told = article || k > first;
        let people = || told && next_cap && self.lex.world.is_people(&folded(self.word(k)));
        // « le député LR » has no name here.
        let union = token.is(Class::LABOUR) && !self.word(k).contains(char::is_lowercase);
        let party =
            || (token.is(Class::PARTY) || union) && k > first + 1 && !self.tokens[k - 1].cap;
        // « Customer Jane Doe nodded. »
        let given = || self.is(k + 1, Class::GIVEN) && self.lex.subject_first;
        // « the herders' association Green Saddle »
        let body = k > 0 && self.is(k - 1, Class::BODY) && !self.tokens[k - 1].cap;
        // « the National Farmers' Union »
        let many = next_cap && self.word(k + 1).ends_with(['\'', '’']) && !self.is(k, Class::ROLE);
        let called = (body || many) && next_cap && self.lex.subject_first;
        let called = called && (many || !self.is(k + 1, Class::ROLE));
        // « la Grande Mosquée de Paris »
        let high = !self.lex.caseless && !self.lex.subject_first && next_cap && k == first + 1;
        let other = Class::ROLE.or(Class::BODY).or(Class::GIVEN);
        let called = called || high && article && !self.is(k + 1, other);
        // « le juge Marchand »
        let plain = !self.lex.caseless && !self.lex.subject_first && k > 0;
        let family = plain && self.is(k - 1, Class::ROLE) && !self.tokens[k - 1].cap;
        let office = token.is(Class::ROLE) && !family
            || token.is(Class::BEFORE_ROLE) && !called
            || token.is(Class::GENERIC) && next_cap && given()
            || next_cap && self.lex.tells_years(&folded(self.word(k)))
            || token.is(Class::BODY) && !next_cap && !self.links_a_name(k + 1)
            || (self.is(first + 1, Class::ROLE) || k > 0 && self.is(k - 1, Class::ROLE)) && party();
        // « Médecins sans frontières »
        let named = self.goes_on_as_name(k + 1) > 0;
        (office || people()) && !named && !token.is(Class::GIVEN.or(Class::TITLE))
    }

    /// « شركة "هاتكو" »: whether a mark opens right before the word at `k`.
    pub(super) fn opens_in_marks(&self, k: usize) -> bool {
        let Some(before) = k.checked_sub(1).filter(|_| self.lex.caseless) else { return false };
        let gap = Span::new(self.tokens[before].span.end(), self.tokens[k].span.start());
        !gap.of(self.text).is_empty() && !gap.of(self.text).ends_with(char::is_whitespace)
    }

    /// « l'Oise Jean Petit », « à l'AFP Anne Petit »: a place, an outlet or capital letters at `k` before
    /// the given name at `given` are no part of the name.
    fn is_no_part(&self, k: usize, given: usize) -> bool {
        let word = self.word(k);
        // « soupire Orly Petit »: nobody says a place.
        let verb = k.checked_sub(1).filter(|_| !self.lex.caseless && !self.lex.subject_first);
        let said = verb.is_some_and(|v| self.is(v, Class::CUE) && self.is(v, Class::FINITE));
        if said || self.is(k, Class::GIVEN.or(Class::TITLE)) {
            return false;
        }
        let rest = |from: usize| {
            move |i: usize, want: &str| {
                let next = self.tokens.get(from + i);
                next.is_some_and(|t| t.is_word() && folds_to(t.span.of(self.text), want))
            }
        };
        let listed = |first: &str, from: usize| {
            let n = self.lex.phrase(Phrase::Outlet, first, &rest(from));
            n.is_some_and(|n| from + n - 1 == given)
        };
        // « au Figaro Jean Petit »: the article of the paper is in the contraction.
        let paper = || {
            let before = k.checked_sub(1);
            listed(&fold(word), k + 1)
                || before.is_some_and(|b| listed(&fold(self.word(b)), k))
                || before.is_some_and(|b| self.is(b, Class::CONTRACTED) && listed("le", k))
        };
        let capitals = word.len() > 1 && word.chars().all(char::is_uppercase);
        let told = || {
            let folded = fold(word);
            let many = self.lex.world.is_international(std::slice::from_ref(&folded));
            many || self.lex.ends_like_a_demonym(&folded)
        };
        // « la Canadienne Anne Petit », « les Républicains Jean Petit »
        // « Briton Neil Doe »
        let people = || self.lex.subject_first && self.lex.world.is_people(&fold(word));
        let alone = given == k + 1 && (people() || capitals || self.is(k, Class::PARTY) || told());
        // « مدير المكتب في الضفة وغزة ستيفان دو »
        let place = || {
            let mut words = self.folded((k, given - 1));
            if let Some(rest) = self.lex.without_conjunction(&words[0]).map(Word::from)
                && self.lex.world.place_lang(&words).is_none()
            {
                words[0] = rest;
            }
            self.lex.world.place_lang(&words).is_some()
        };
        // « Toymaker Jane Doe has stopped »
        let opens = given == k + 1 && (0..k).all(|b| !self.tokens[b].is_word());
        let firm = self.is(k, Class::FIRM) && !self.is(k, Class::FIRM_WORD);
        let trade = || self.lex.ends_like_a_trade(&folded(word)) || firm;
        let trade = opens && self.lex.subject_first && trade();
        alone || trade || paper() || place() || self.party_before(k, given)
    }

    /// « Jeanne Petit de la CGT-Santé », « Jean Petit de l'Office national »: whether no family is called what stands at `k`.
    fn heads_a_union(&self, k: usize) -> bool {
        let letters = self.word(k).split('-').next().unwrap_or_default();
        let union = letters.len() > 1 && letters.chars().all(char::is_uppercase);
        let plain = !self.lex.caseless && !self.lex.subject_first;
        plain
            && (union
                || self.is(k, Class::BODY) && self.is(k + 1, Class::GENITIVE.or(Class::CONTRACTED)))
    }

    /// « le sénateur Les Républicains Jean Petit », « le délégué FO-Pénitentiaire Jean Petit », « le chef d'En Marche Jean Petit »,
    /// « Préférant Jean Petit »: whether what stands at `k` before the given name is a party, a union or a participle.
    fn party_before(&self, k: usize, given: usize) -> bool {
        let plain = !self.lex.caseless && !self.lex.subject_first;
        let article = self.is(k, Class::DET) && given == k + 2 && self.is(k + 1, Class::PARTY);
        let letters = self
            .word(k)
            .split_once('-')
            .is_some_and(|(union, _)| union.len() > 1 && union.chars().all(char::is_uppercase));
        let before = k > 2 && self.is(k - 1, Class::PREP) && self.tokens[k - 2].cap;
        let marches = before && !self.is(k - 1, Class::GENITIVE);
        let word = fold(self.word(k));
        let leads = k == 0 || self.is(k - 1, Class::DEFINITE);
        let acts = self.lex.ends_like_a_gerund(&word) && k == 0;
        let acts = acts || leads && self.lex.ends_like_a_participle(&word);
        plain && (article || given == k + 1 && (letters || marches || acts))
    }

    /// « la présidente d'Adventure Line Productions, Anne Petit, »: the name stands between commas.
    pub(super) fn named_beside(&self, end: usize) -> bool {
        let given = self.is(end + 2, Class::GIVEN) && self.tokens[end + 2].cap;
        self.sign(end + 1, ',') && given
    }

    /// Whether the capital word at `k` is a common word all the same: « Entretien avec Anne Petit »,
    /// « C'est ».
    fn is_common(&self, k: usize) -> bool {
        let small = Class::DET.or(Class::PREP).or(Class::TIME).or(Class::GREETING);
        let noun = self.is(k, Class::INTERVIEW.or(Class::HANDED).or(Class::SPEECH));
        let opens = noun && (0..k).all(|b| !self.tokens[b].is_word());
        // « Her Conservative shadow », « a Welsh farmer »: an adjective that English capitalises.
        let adjective = self.lex.subject_first
            && self.tokens.get(k + 1).is_some_and(|n| {
                // « the Portuguese said »
                let verb =
                    n.is(Class::AUX.or(Class::VERB)) || n.is(Class::CUE) && n.is(Class::FINITE);
                n.is_word() && !n.cap && !verb
            })
            && (self.is(k, Class::BEFORE_ROLE) || self.lex.world.is_people(&folded(self.word(k))));
        // « Fondamentalement, … »
        let adverb = || {
            self.tokens[k].class.is_nothing()
                && self.lex.ends_like_an_adverb(self.word(k))
                && (0..k).all(|b| !self.tokens[b].is_word())
                && !(self.lex.subject_first && self.is(k + 1, Class::SAY))
        };
        // « Auparavant, le maire avait parlé »
        let before = k == 0 && self.is(k, Class::ADVERB) && self.sign(1, ',');
        let before = before && !self.is(k, Class::GIVEN);
        // « Premier Français, Axel Petit a terminé huitième »
        let first = k == 1 && self.is(0, Class::FORMER.or(Class::SECOND).or(Class::BEFORE_ROLE));
        let first = first && self.sign(2, ',') && self.lex.world.is_people(&folded(self.word(k)));
        let before = before || first;
        // « Dix-sept locataires ont parlé »
        let number = self.word(k).split_once('-').is_some_and(|(first, _)| {
            let count = self.lex.class_folded(first).is(Class::DET);
            count && self.tokens[k].class.is_nothing() && !self.lex.subject_first
        });
        let before = before || number && !self.lex.caseless;
        let elided = self.word(k).ends_with(['\'', '’']) && !self.lex.subject_first;
        if self.is_numbered(k) || self.opens_a_name(k) {
            return false;
        }
        // « Professeur de lettres, Celso Duarte »: what somebody is, and no title.
        let trade = self.is(k, Class::TITLE) && self.is(k + 1, Class::GENITIVE);
        // « Puis Jean Petit a pris la parole »
        let then = self.is(k, Class::THEN) && !self.lex.subject_first;
        if (trade || then) && k == 0 && !self.is(k, Class::GIVEN) && !self.lex.caseless {
            return true;
        }
        let degree = self.is(k, Class::POSTNOMINAL) && k > 0 && self.tokens[k - 1].cap;
        let common = degree
            || self.is(k, small)
            || adjective
            || elided
            || before
            || opens && !self.is(k, Class::GIVEN);
        common || adverb() || self.lex.subject_first && self.is_compound(k)
    }

    /// « Cabin crew said », « Skyliner's chief executive »: the capital word at `k` is told of by the noun
    /// after it, or owns it.
    fn is_compound(&self, k: usize) -> bool {
        let Some(next) = self.tokens.get(k + 1).filter(|n| n.is_word()) else { return false };
        let noun = Class::ROLE.or(Class::ANONYMOUS).or(Class::CROWD).or(Class::BODY);
        // « MacAskill softens at that »
        let small = Class::PREP.or(Class::DET).or(Class::COORD).or(Class::ADVERB);
        let third = next.span.of(self.text);
        let third = third.ends_with('s') && !third.ends_with("ss");
        let ends = self.tokens.get(k + 2).is_none_or(|t| !t.is_word() || t.is(small) && !t.cap);
        let verb = || third && ends || self.lex.ends_like_a_present(next.span.of(self.text));
        let told = next.is(noun) && !next.is(Class::CUE) || next.class.is_nothing() && !verb();
        let opens = !self.is(k, Class::GIVEN) && (0..k).all(|b| !self.tokens[b].is_word());
        // « Instead Mr Doe said »
        let small = Class::ADVERB.or(Class::SUBORD).or(Class::COORD).or(Class::CROWD);
        if opens && self.is(k, small.or(Class::CUE)) {
            return true;
        }
        let owner = || !next.cap || next.is(Class::GIVEN) || self.owns_as_place(k);
        !next.cap && told && opens || self.owns(k) && owner()
    }

    /// « Germany's Bauer AG »
    fn owns_as_place(&self, k: usize) -> bool {
        let owner = self.lex.owner(self.word(k)).map(fold);
        owner.is_some_and(|w| self.lex.world.place_lang(&[w]).is_some())
    }

    /// Whether the sign at `k` joins two capital words to one name.
    pub(super) fn joins_names(&self, k: usize) -> bool {
        let capital = |k: usize| self.tokens.get(k).is_some_and(|t| t.is_word() && t.cap);
        self.sign(k, '&') && k > 0 && capital(k - 1) && capital(k + 1)
    }

    /// Where the run of a name that starts at `k` ends.
    fn name_end(&self, k: usize, last: usize) -> usize {
        let mut end = k;
        while end < last {
            let next = self.tokens[end + 1];
            // « Volkswagen VOWG.DE »
            if self.is_share(end + 1) {
                break;
            }
            let small = |n: usize| self.is(n, Class::PARTICLE) && !self.tokens[n].cap;
            let past = end + 1 + (end + 1..=last).take(2).take_while(|&n| small(n)).count();
            let particle = past > end + 1
                && past <= last
                && self.tokens[past].cap
                && self.word(past).contains(char::is_lowercase)
                && !self.heads_a_union(past)
                && (self.particle_follows((k, end)) || self.firm_goes_on((k, end)));
            // « the Harlan County Sheriff's Office »
            let office = end > k && next.is(Class::BODY) && self.lex.subject_first;
            let owned = self.owns(end) && !office && !self.owns_union(end);
            let capital = next.is_word() && next.cap && !self.tells_time((k, end), last) && !owned;
            // « مدرب ريال مدريد تشابي دو »
            let town = end + 1 < last && self.is_where((k, end)) && !self.is(k, Class::GIVEN);
            let town = town || self.is_accused_place((k, end));
            // « Judge Simon Doe KC », « POLÉMIQUE La mairie »
            let title = end > k && next.is(Class::POSTNOMINAL);
            let title = title || end == k && self.opens_behind_capitals(end + 1);
            let capital = capital && !self.is_parted(end) && !town && !title;
            // « the Montana Department of Health »
            // « le Théâtre du Châtelet » is the body of two words for French, too, « le Quai d'Orsay » one.
            let quay = next.is(Class::GENITIVE) && end + 2 <= last && self.tokens[end + 2].cap;
            let quay = quay && !self.lex.caseless && k > 0 && self.is(k - 1, Class::DEFINITE);
            if quay && self.lex.world.place_lang(&self.folded((k, end + 2))).is_some() {
                end += 2;
                continue;
            }
            let of = self.tokens[end].is(Class::BODY)
                && !self.tokens[end].is(Class::GIVEN)
                && next.is(Class::GENITIVE)
                && end + 2 <= last
                && self.tokens[end + 2].cap
                && !self.is(end + 2, Class::GIVEN.or(Class::TITLE));
            if let Some(whole) = self.joined_body((k, end), last) {
                return whole;
            }
            if self.is_numbered(end) {
                return end + 1;
            }
            let more = self.goes_on_as_name(end + 1);
            if more > 0 && end + more <= last {
                end += more;
            } else if particle {
                end = past;
            } else if self.links_a_name(end + 1) && end + 2 <= last {
                end += 1;
            } else if of {
                end += 2;
            } else if self.lex.subject_first && next.is(Class::BODY) && next.is_word() && !next.cap
            {
                // « Gwynlas council »
                return end + 1;
            } else if capital || end == k && self.small_tail(end + 1) {
                end += 1;
            } else {
                break;
            }
        }
        end
    }
}
