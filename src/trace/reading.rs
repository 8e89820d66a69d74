//! What a noun phrase says of a speaker: name, office, gender, whether it points back.

use super::cue::Sentence;
use super::lexicon::{Class, Phrase};
use super::mention::Phrased;
use super::people::Gender;
use super::token::fold;

/// What one noun phrase says.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is one independent thing the words show")]
pub(super) struct Reading {
    /// The name in it, as tokens.
    pub(super) name: Option<Phrased>,
    pub(super) body: bool,
    pub(super) pronoun: bool,
    /// « it »: a body or a thing, never a person.
    pub(super) neuter: bool,
    /// « ce dernier », « celle-ci »: whoever was named last, not whom the text is about.
    pub(super) latter: bool,
    pub(super) generic: bool,
    pub(super) definite: bool,
    pub(super) plural: bool,
    pub(super) human: bool,
    pub(super) gender: Option<Gender>,
    /// The first word that says what the person does.
    pub(super) head: Option<Box<str>>,
    /// The description as tokens, the name and a leading article left out.
    pub(super) role: Option<Phrased>,
}

impl Sentence<'_> {
    /// Reads a noun phrase.
    pub(super) fn read(&self, np: Phrased) -> Reading {
        let (first, last) = np;
        let mut out = Reading::default();
        let lead = self.tokens[first];
        if lead.is(Class::PRONOUN) && first == last
            || lead.is(Class::DET) && self.is(first + 1, Class::POINTING) && last <= first + 1
        {
            let token = self.tokens[last];
            out.pronoun = true;
            out.plural = token.is(Class::PLURAL);
            out.latter = token.is(Class::LATTER);
            out.neuter = token.is(Class::PRONOUN_N);
            out.gender = gender_of(token.class, Class::PRONOUN_F, Class::PRONOUN_M);
            return out;
        }
        // « au ministère », « du syndicaliste »: the article is in the contraction.
        let contracted = lead.is(Class::CONTRACTED) && last > first;
        // « Skyliner's chief executive »
        let owned = last > first && self.owns(first);
        let article = (lead.is(Class::DET) || contracted || owned) && !lead.is(Class::TITLE);
        out.definite = lead.is(Class::DEFINITE) || contracted || owned;
        out.plural = article
            && !owned
            && (lead.is(Class::PLURAL)
                || matches!(self.word(first).to_lowercase().chars().last(), Some('s' | 'x')));
        // An article alone, at the end of a sentence, is its own phrase.
        let start = if article && last > first { first + 1 } else { first };
        let mut from = start;
        while from < last && self.is(from, Class::BEFORE_ROLE) && !self.is(from, Class::ROLE) {
            from += 1;
        }
        let head = self.compound_head(from, last).or_else(|| self.head_in(first, (from, last)));
        // « une centaine de cinéastes »: the people are in the complement.
        let counted = self.counted(from, last);
        let head = head.or(counted);
        out.plural |= counted.is_some();
        // « Marine Lepage » is no navy.
        let next_cap = self.tokens.get(from + 1).is_some_and(|t| t.is_word() && t.cap);
        let first_name = self.tokens[from].cap && self.is(from, Class::GIVEN) && next_cap;
        let body = self.is(from, Class::BODY.or(Class::DOCUMENT))
            && !first_name
            && head.is_none_or(|h| h > from && !self.lex.subject_first)
            && counted.is_none();
        out.name =
            self.name_in(np, article, body || head.is_none() && article && self.tokens[from].cap);
        let body = body || head.is_none() && self.is_kind_before(out.name, from);
        let head = head.or_else(|| self.told_by_name(start, out.name, article && !body));
        out.human = head.is_some();
        out.body = body;
        out.head = head.map(|h| fold(self.word(h)));
        out.generic = head.is_some_and(|h| self.is(h, Class::GENERIC));
        out.gender = self.gender(np, out.name, head);
        out.role = head.filter(|_| !body).and_then(|_| match out.name {
            Some((n, _)) if n > start => Some((start, n - 1)),
            Some(_) => None,
            None => (start <= last).then_some((start, last)),
        });
        if self.lex.caseless {
            self.office_after(&mut out, (start, last));
            self.article_within(&mut out, (start, last));
        }
        out
    }

    /// « the budget airline Skyliner »: where adjectives stand before nouns, what a body is stands last.
    fn is_kind_before(&self, name: Option<Phrased>, from: usize) -> bool {
        let kind = name.and_then(|n| n.0.checked_sub(1)).filter(|&k| k >= from);
        let body = |k: usize| self.is(k, Class::BODY) && !self.tokens[k].cap;
        self.lex.subject_first && kind.is_some_and(body)
    }

    /// The first word for a person near the start of a phrase, with no other noun before it.
    fn head_in(&self, first: usize, (from, last): Phrased) -> Option<usize> {
        let person = |k: &usize| {
            let noun = !self.tokens[*k].cap || *k == first || !self.is(*k, Class::BODY);
            self.is(*k, Class::ROLE.or(Class::GENERIC)) && noun
        };
        let other = Class::BODY.or(Class::GENITIVE).or(Class::PREP);
        let found = (from..=last.min(from + 2)).find(person)?;
        (!(from..found).any(|x| self.is(x, other))).then_some(found)
    }

    /// « ميغيل كاردوسو مدرب الترجي »: where no letter shows a name, the office may follow it without a comma.
    fn office_after(&self, out: &mut Reading, (start, last): Phrased) {
        let after = out.name.filter(|n| n.0 == start && n.1 < last).map(|n| n.1 + 1);
        if let Some(k) = after.filter(|&k| self.is(k, Class::ROLE)) {
            out.human = true;
            out.head = Some(fold(self.word(k)));
            out.role = out.role.or(Some((k, last)));
        }
    }

    /// « الوزير », « وزير الطاقة »: where the article is written with a word, it is in the noun or in its
    /// complement.
    fn article_within(&self, out: &mut Reading, (start, last): Phrased) {
        let definite = |k: usize| self.lex.has_article(&fold(self.word(k)));
        out.definite |= (start..=last.min(start + 1)).any(definite);
        let bare = |h: Box<str>| self.lex.without_article(&h).map(Box::from).unwrap_or(h);
        out.head = out.head.take().map(bare);
    }

    /// « the Welsh government's education secretary », « department spokesman Jane Doe »: where adjectives
    /// and nouns stand before what they belong to, the last noun for a person in a row of small words.
    fn compound_head(&self, from: usize, last: usize) -> Option<usize> {
        let row = |k: &usize| {
            let t = &self.tokens[*k];
            let link = Class::GENITIVE.or(Class::PREP).or(Class::COORD).or(Class::SUBORD);
            t.is_word() && (!t.cap || self.owns(*k) || *k == from) && !t.is(link)
        };
        let found = |k: &usize| self.is(*k, Class::ROLE.or(Class::GENERIC)) && !self.tokens[*k].cap;
        let row = (from..=last).take_while(row).filter(found);
        row.last().filter(|_| self.lex.subject_first)
    }

    /// Whether the word at `k` owns the one after it.
    pub(super) fn owns(&self, k: usize) -> bool {
        self.tokens[k].is_word() && self.lex.owner(self.word(k)).is_some()
    }

    /// « Economy Minister Tetsuo Mikami »: a capital office before the name is none of it.
    fn past_office(&self, k: usize, end: usize) -> usize {
        let office = |n: &usize| self.is(*n, Class::ROLE) && !self.is(*n, Class::GIVEN);
        let found = (k..end).rev().find(office).filter(|_| self.lex.subject_first);
        found.map_or(k, |office| office + 1)
    }

    /// The people of whom a phrase that starts with a number of them speaks.
    fn counted(&self, from: usize, last: usize) -> Option<usize> {
        let of = self.is(from, Class::COUNT) && self.is(from + 1, Class::GENITIVE);
        let k = from + 2 + usize::from(self.is(from + 2, Class::DET));
        let people = Class::ROLE.or(Class::GENERIC).or(Class::CROWD).or(Class::ANONYMOUS);
        (of && k <= last && self.is(k, people)).then_some(k)
    }

    /// « le rappeur Kizo », « la vigneronne Anne Petit »: a noun no list has, told by the name after it.
    fn told_by_name(&self, start: usize, name: Option<Phrased>, told: bool) -> Option<usize> {
        let (first, last) = name.filter(|n| told && n.0 > start)?;
        let plain = |k: usize| {
            let t = self.tokens[k];
            t.is_word() && !t.cap && !t.is(Class::NAMING.or(Class::BODY).or(Class::DOCUMENT))
        };
        if !(start..first).all(plain) || self.lex.outlet_noun(&fold(self.word(start))).is_some() {
            return None;
        }
        let person = last > first && self.is(first, Class::GIVEN.or(Class::TITLE));
        (person || self.lex.ends_like_a_trade(&fold(self.word(start)))).then_some(start)
    }

    /// The gender that a title, an article, an office or a given name shows, in that order.
    fn gender(&self, np: Phrased, name: Option<Phrased>, head: Option<usize>) -> Option<Gender> {
        let lead = self.tokens[np.0].class;
        let of = |k: usize, f: Class, m: Class| gender_of(self.tokens[k].class, f, m);
        let fixed = head.is_some_and(|h| self.is(h, Class::FIXED));
        name.and_then(|n| of(n.0, Class::TITLE_F, Class::TITLE_M))
            .or_else(|| gender_of(lead, Class::ARTICLE_F, Class::ARTICLE_M).filter(|_| !fixed))
            .or_else(|| head.and_then(|h| of(h, Class::FEMININE, Class::MASCULINE)))
            .or_else(|| {
                // « l'ancien médecin »
                let before = head.and_then(|h| h.checked_sub(1)).filter(|b| *b >= np.0);
                before.and_then(|b| of(b, Class::FEMININE, Class::MASCULINE))
            })
            .or_else(|| {
                let (first, last) = name?;
                let parent = Some(first).filter(|&k| self.is(k, Class::PARTICLE));
                let parent = parent.and_then(|k| of(k, Class::FEMININE, Class::MASCULINE));
                parent
                    .or_else(|| (first..=last).find_map(|k| of(k, Class::GIVEN_F, Class::GIVEN_M)))
            })
    }

    /// The proper name of a noun phrase, the last one that is not the complement of another noun.
    fn name_in(&self, (first, last): Phrased, article: bool, body: bool) -> Option<Phrased> {
        let mut found = None;
        let mut k = if article { first + 1 } else { first };
        let mut linked = false;
        while k <= last {
            let token = self.tokens[k];
            let title = token.is(Class::TITLE)
                && (token.cap || k == first || self.tokens.get(k + 1).is_some_and(|n| n.cap));
            let starts = token.cap && !self.is_common(k)
                || title && self.tokens.get(k + 1).is_some_and(|n| n.cap || n.is(Class::PARTICLE));
            let office = token.cap && self.is_office_in_name(k, first, article);
            if !starts
                || !token.is_word()
                || office && (k == first || !self.tokens[k - 1].cap || self.is(k - 1, Class::DET))
            {
                linked |= token.is(Class::GENITIVE.or(Class::PREP).or(Class::CONTRACTED));
                k += 1;
                continue;
            }
            let end = self.name_end(k, last);
            k = self.past_office(k, end);
            // « l'ONG Greenpeace », « l'ONG Human Rights Watch »
            let kind = self.is(k, Class::BODY) && !self.word(k).contains(char::is_lowercase);
            if kind && end > k {
                k += 1;
            }
            let after_link = k > first
                && self.is(
                    k - 1,
                    Class::GENITIVE.or(Class::PREP).or(Class::CONTRACTED).or(Class::DET),
                )
                && !(k == first + 1 && article);
            // « le maire de Lyon Grégory Doucet »: the place and the name stand in one run.
            let given = (k + 1..=end).find(|&g| {
                self.is(g, Class::GIVEN.or(Class::TITLE))
                    && !self.is(g - 1, Class::GIVEN)
                    && !self.is(g - 1, Class::PARTICLE.or(Class::GENITIVE))
            });
            if let Some(g) = given.filter(|g| !after_link && self.is_no_part(k, *g)) {
                k = g;
            }
            let named = end > k && (!after_link || self.is(k, Class::TITLE));
            if after_link {
                match given {
                    Some(g) => found = Some((g, end)),
                    None if end >= k + 2
                        && !self.is(k, Class::GIVEN)
                        && !body
                        && !self.named_beside(end) =>
                    {
                        found = Some((k + 1, end));
                    }
                    None => {}
                }
            } else if named || !linked {
                found = Some((k, end));
            }
            k = end + 1;
        }
        found
    }

    /// Whether the capital word at `k` tells of whoever is named, and is no part of the name.
    fn is_office_in_name(&self, k: usize, first: usize, article: bool) -> bool {
        let token = self.tokens[k];
        let next_cap = self.tokens.get(k + 1).is_some_and(|n| n.is_word() && n.cap);
        // « l'Américain Paul Petit », but « Normand Petit »
        let told = article || k > first;
        let people = || told && next_cap && self.lex.world.is_people(&fold(self.word(k)));
        // « le député LR » has no name here.
        let party = || token.is(Class::PARTY) && k > first + 1 && !self.tokens[k - 1].cap;
        let office = token.is(Class::ROLE.or(Class::BEFORE_ROLE))
            || token.is(Class::BODY) && !next_cap
            || self.is(first + 1, Class::ROLE) && party();
        (office || people()) && !token.is(Class::GIVEN.or(Class::TITLE))
    }

    /// « l'Oise Jean Petit », « à l'AFP Anne Petit »: a place, an outlet or capital letters at `k` before
    /// the given name at `given` are no part of the name.
    fn is_no_part(&self, k: usize, given: usize) -> bool {
        let word = self.word(k);
        if self.is(k, Class::GIVEN.or(Class::TITLE)) {
            return false;
        }
        let rest = |from: usize| {
            move |i: usize, want: &str| {
                let next = self.tokens.get(from + i);
                next.is_some_and(|t| *fold(t.span.of(self.text)) == *want)
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
        let alone = given == k + 1 && (capitals || self.is(k, Class::PARTY) || told());
        let place = || self.lex.world.place_lang(&self.folded((k, given - 1))).is_some();
        alone || paper() || place()
    }

    /// « la présidente d'Adventure Line Productions, Anne Petit, »: the name stands between commas.
    fn named_beside(&self, end: usize) -> bool {
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
            && (self.is(k, Class::BEFORE_ROLE) || self.lex.world.is_people(&fold(self.word(k))));
        // « Fondamentalement, … »
        let adverb = || {
            self.tokens[k].class.is_nothing()
                && self.lex.ends_like_an_adverb(self.word(k))
                && (0..k).all(|b| !self.tokens[b].is_word())
        };
        let elided = self.word(k).ends_with(['\'', '’']);
        let common = self.is(k, small) || adjective || elided || opens && !self.is(k, Class::GIVEN);
        common || adverb() || self.lex.subject_first && self.is_compound(k)
    }

    /// « Cabin crew said », « Skyliner's chief executive »: the capital word at `k` is told of by the noun
    /// after it, or owns it.
    fn is_compound(&self, k: usize) -> bool {
        let Some(next) = self.tokens.get(k + 1).filter(|n| n.is_word()) else { return false };
        let noun = Class::ROLE.or(Class::ANONYMOUS).or(Class::CROWD).or(Class::BODY);
        let verb = || self.lex.ends_like_a_present(next.span.of(self.text));
        let told = next.is(noun) && !next.is(Class::CUE) || next.class.is_nothing() && !verb();
        let opens = !self.is(k, Class::GIVEN) && (0..k).all(|b| !self.tokens[b].is_word());
        let owner = || !next.cap || next.is(Class::GIVEN) || self.owns_as_place(k);
        !next.cap && told && opens || self.owns(k) && owner()
    }

    /// « Germany's Bauer AG »
    fn owns_as_place(&self, k: usize) -> bool {
        let owner = self.lex.owner(self.word(k)).map(fold);
        owner.is_some_and(|w| self.lex.world.place_lang(&[w]).is_some())
    }

    /// Where the run of a name that starts at `k` ends.
    fn name_end(&self, k: usize, last: usize) -> usize {
        let mut end = k;
        while end < last {
            let next = self.tokens[end + 1];
            // « Willem van der Meer »
            let small = |n: usize| self.is(n, Class::PARTICLE) && !self.tokens[n].cap;
            let past = end + 1 + (end + 1..=last).take(2).take_while(|&n| small(n)).count();
            let particle = past > end + 1
                && past <= last
                && self.tokens[past].cap
                && self.word(past).contains(char::is_lowercase)
                && (self.is(k, Class::GIVEN.or(Class::TITLE)) || self.tokens[end].is(Class::GIVEN))
                && !self.is(k, Class::ROLE);
            let capital = next.is_word() && next.cap && !next.is(Class::TIME) && !self.owns(end);
            // « the Montana Department of Health »
            // « le Théâtre du Châtelet » is the body of two words for French, too.
            let of = self.tokens[end].is(Class::BODY)
                && !self.tokens[end].is(Class::GIVEN)
                && next.is(Class::GENITIVE)
                && end + 2 <= last
                && self.tokens[end + 2].cap
                && !self.is(end + 2, Class::GIVEN.or(Class::TITLE));
            if particle {
                end = past;
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

pub(super) fn gender_of(class: Class, feminine: Class, masculine: Class) -> Option<Gender> {
    match (class.is(feminine), class.is(masculine)) {
        (true, false) => Some(Gender::Feminine),
        (false, true) => Some(Gender::Masculine),
        _ => None,
    }
}
