//! Whoever a phrase names by what stands beside it: between commas, in marks, behind « called », in brackets.

use super::attribute::Cast;
use super::cue::Sentence;
use super::fold::Word;
use super::lexicon::Class;
use super::mention::Phrased;
use super::people::Sort;
use super::reading::Reading;
use super::token::fold;

/// How many tokens behind a description a name may be given.
const GIVES: usize = 14;

impl Cast {
    /// The body whose short name stands behind a phrase, or the paper that the phrase names.
    pub(super) fn known_body(&mut self, s: &Sentence<'_>, np: Phrased) -> Option<usize> {
        // « la directrice de l'Agence de l'énergie (AE) » is not the agency.
        let short = self.short_beside(s, np).filter(|_| !s.read(np).human);
        // « la DGS », where the text has given the name in full, is no « directrice générale des services ».
        let letters = || {
            let alone = np.1 == np.0 + usize::from(s.is(np.0, Class::DET)) && !s.lex.caseless;
            let word = s.word(np.1);
            let capitals = word.len() > 2 && !word.contains(char::is_lowercase);
            let known = self.people.by_short(Some(word).filter(|_| alone && capitals)?)?;
            (self.people.all[known].sort == Sort::Body).then_some(known)
        };
        let short = short.or_else(letters);
        // « raconte le Parisien », where « du Parisien » shows that the paper is meant.
        let told = || {
            let name = super::outlet::with_small_article(s, np)?;
            let sure = |p: &(usize, String, bool)| p.2 && p.1 == name;
            self.people.papers.iter().any(sure).then_some(name)
        };
        let paper = || super::outlet::paper_of(s, np).or_else(told);
        if short.is_some() {
            return short;
        }
        let paper = paper()?;
        Some(self.people.named(&paper, Sort::Body, None))
    }

    /// « شركة "نسيم" »: where no letter shows a name, marks show that of a body.
    pub(super) fn named_in_marks(
        &mut self,
        s: &Sentence<'_>,
        np: Phrased,
        reading: &Reading,
    ) -> Option<usize> {
        let marked = s.tokens.get(np.1 + 1).filter(|t| t.quote().is_some())?;
        let noun = np.1.min(np.0 + 1);
        let french = !s.lex.caseless && !s.lex.subject_first && reading.name.is_none();
        let body = s.lex.caseless && reading.body && s.is(np.0, Class::NAMING)
            || french && s.is(noun, Class::SOCIETY) && np.1 == noun
            || french && np.1 == noun && s.lex.outlet_noun(&fold(s.word(noun))).is_some();
        // « أعلنت شركة فايزر نتائج "مشجعة" »
        let body = body && !s.is(np.1, Class::COMMON);
        let name = marked.span.of(s.text).trim_matches(|c: char| !c.is_alphanumeric());
        let lower = french && !name.starts_with(char::is_uppercase);
        if !body || lower || name.split_whitespace().count() > 4 + usize::from(french) {
            return None;
        }
        let entity = self.people.named(name, Sort::Body, reading.gender);
        let noun = fold(s.word(if french { noun } else { np.0 }));
        let noun = s.lex.without_article(&noun).map(Word::from).unwrap_or(noun);
        self.people.headed(entity, s.tokens[np.0].span.start(), noun);
        Some(entity)
    }

    /// « Un membre du Haut Conseil d'État, Salem Petit, »: the name in an office is that of a body, and who holds it stands beside.
    pub(super) fn holder_beside(
        &mut self,
        s: &Sentence<'_>,
        np: Phrased,
        reading: &Reading,
    ) -> Option<usize> {
        let name = reading.name.filter(|_| !s.lex.caseless && !s.lex.subject_first)?;
        let person = Class::GIVEN.or(Class::TITLE);
        let of = (np.0 + 1..name.0).any(|k| s.is(k, Class::GENITIVE));
        let body = reading.human && reading.role.is_some() && of && !s.is(name.0, person);
        // « La femme de M. Petit, Anne Roux, »
        let kin = of && s.is(np.0 + 1, Class::KIN) && reading.human;
        let body = body || kin;
        let app = s.apposition(np.1).filter(|_| body)?;
        // « La veuve de Jean Petit, Anne, »
        let beside = s.read(app).name.filter(|n| *n == app && (n.1 > n.0 || kin))?;
        let somebody = s.is(beside.0, person) || s.looks_like_a_person(beside);
        (somebody || beside.0 == beside.1).then_some(())?;
        self.set_beside(s, np, reading)
    }

    /// « la ministre, Anne Petit, »: whoever is named between commas after a description.
    pub(super) fn set_beside(
        &mut self,
        s: &Sentence<'_>,
        np: Phrased,
        reading: &Reading,
    ) -> Option<usize> {
        // « Selon un sondage du quotidien, M. Petit gagnerait »: nobody is a poll.
        let noun = np.1.min(np.0 + 1);
        let plain = !s.lex.caseless && !s.lex.subject_first;
        let poll = plain && s.is(noun, Class::DOCUMENT) && !reading.human;
        // « Pour le candidat du parti, le ministre Jean Petit “a fait un choix”», « Jugé “ringard” par son fils, le présentateur Jean
        // Petit s'est offert … »: the subject of what follows.
        let other = |app: &Phrased| {
            let before = np.0.checked_sub(1);
            let led = before.is_some_and(|k| s.is(k, Class::PURPOSE.or(Class::BY)));
            let acts = before.is_some_and(|k| s.is(k, Class::BY))
                && s.tokens.get(app.1 + 1).is_some_and(|t| t.is(Class::AUX.or(Class::VERB)));
            plain && led && (s.is(app.0, Class::DET) || acts) && !s.sign(app.1 + 1, ',')
        };
        let app = s.apposition(np.1).filter(|app| !poll && !other(app))?;
        let more = s.read(app);
        // « Its developer, a start-up called Dream Labs, »
        if let Some(called) = self.called(s, app, &more) {
            return Some(called);
        }
        // « le fabricant, Dream Labs, »
        let firm = s.trades(np, reading);
        let points = reading.concerned || reading.latter;
        let told = reading.human || reading.body || firm || points;
        // « L'administration pénitentiaire, le SNAI, »
        let initials = reading.body && reading.definite && s.initials_beside(np.1, app.0);
        let fits = |n: &Phrased| {
            // « sa mère, Manana, »
            let owned = s.is(np.0, Class::POSSESSIVE) && !s.lex.subject_first;
            let alone = told && (reading.definite || owned) && app.0 == app.1;
            // « le fabricant, la Laiterie du Bocage, »
            let capital = s.tokens.get(app.0 + 1).is_some_and(|t| t.is_word() && t.cap);
            let house = plain && (firm || reading.body && !reading.human) && reading.definite;
            let alone = alone || house && capital && s.is(app.0, Class::DEFINITE);
            let alone = alone || s.one_of_them(np.1) && app.0 == app.1;
            // « le titulaire du marché, la société Untel, »
            let alone = alone || firm && more.body || initials;
            // « The nominee, Everett Lyle, »: a noun no list has, told by the name beside it.
            let noun = reading.definite && s.lex.subject_first && s.looks_like_a_person(*n);
            let whole = n.1 > n.0 && (told || s.is(n.0, Class::TITLE) || noun && *n == app);
            // « A publicist for the studio, Lionheart Pictures, »
            let link = |k: usize| s.is(k, Class::PREP) && !s.is(k, Class::GENITIVE);
            let studio = s.lex.subject_first && reading.human && s.is(n.1, Class::FIRM_WORD);
            let studio = studio && (np.0..app.0).any(link);
            // « The chair, Baroness Thackeray, »
            let titled = told && s.lex.subject_first && s.is(app.0, Class::TITLE) && n.1 == app.1;
            s.is(n.0, Class::GIVEN) || !studio && (alone || whole || titled)
        };
        let name = more.name.filter(fits)?;
        let entity = self.enter_name(s, name, &more);
        if (firm || initials) && !s.is(name.0, Class::GIVEN.or(Class::TITLE)) {
            self.people.all[entity].sort = Sort::Body;
            self.people.headed(entity, s.tokens[np.0].span.start(), fold(s.word(np.0 + 1)));
        }
        self.role(s, entity, np, reading);
        Some(entity)
    }

    /// « un pêcheur du hameau, qui n'a donné que son prénom, Bao »: the name that somebody described gives.
    pub(super) fn forenamed(
        &mut self,
        s: &Sentence<'_>,
        np: Phrased,
        reading: &Reading,
    ) -> Option<usize> {
        let end = (np.1 + GIVES).min(s.tokens.len());
        let which = s.is(np.1 + 1, Class::RELATIVE)
            || s.sign(np.1 + 1, ',') && s.is(np.1 + 2, Class::RELATIVE);
        let noun = (np.1 + 2..end)
            .find(|&k| s.is(k, Class::FORENAME))
            .filter(|_| which && reading.human)?;
        let quiet = (np.1 + 2..noun).all(|k| s.tokens[k].is_word());
        let name = noun + 2;
        let sign = [',', ':', '('].iter().any(|&c| s.sign(noun + 1, c));
        let named = sign && s.tokens.get(name).is_some_and(|t| t.is_word() && t.cap);
        if !(named && quiet && s.is(noun - 1, Class::POSSESSIVE)) {
            return None;
        }
        let entity = self.people.named(s.word(name), Sort::Person, reading.gender);
        self.role(s, entity, np, reading);
        Some(entity)
    }

    /// « son voisin, un métayer qui dit s'appeler seulement Jalil », « un homme qui se présente comme Jalil »: the name that
    /// somebody described goes by.
    pub(super) fn goes_by(
        &mut self,
        s: &Sentence<'_>,
        np: Phrased,
        reading: &Reading,
    ) -> Option<usize> {
        let beside = s.sign(np.1 + 1, ',').then(|| s.noun_phrase(np.1 + 2)).flatten();
        let who = beside.filter(|app| s.is(app.1 + 1, Class::RELATIVE)).unwrap_or(np);
        let which = who.1 + 1 + usize::from(s.sign(who.1 + 1, ','));
        let end = (which + GIVES).min(s.tokens.len());
        let plain = !s.lex.caseless && !s.lex.subject_first;
        let told = plain && s.is(which, Class::RELATIVE) && reading.human;
        // « un éleveur du secteur, du nom de Hu »
        let comma = np.1 + 1 + usize::from(s.sign(np.1 + 1, ','));
        let called = s.is(comma, Class::CONTRACTED) && s.is(comma + 1, Class::CALLED_NOUN);
        let called = called && s.is(comma + 2, Class::GENITIVE) && plain && reading.human;
        if called && s.tokens.get(comma + 3).is_some_and(|t| t.is_word() && t.cap) {
            let name = comma + 3;
            let capital = |k: &usize| s.tokens[*k].is_word() && s.tokens[*k].cap;
            let last = (name..s.tokens.len()).take_while(capital).last()?;
            let entity =
                self.people.named(&s.name_text((name, last)), Sort::Person, reading.gender);
            self.role(s, entity, np, reading);
            return Some(entity);
        }
        let verb = (which + 1..end)
            .find(|&k| s.is(k, Class::GOES_BY) && (k - 2..k).any(|r| s.is(r, Class::REFLEXIVE)))
            .filter(|_| told)?;
        let small = Class::ADVERB.or(Class::LIKE);
        let name = (verb + 1..s.tokens.len()).find(|&k| !s.is(k, small))?;
        let capital = |k: usize| s.tokens.get(k).is_some_and(|t| t.is_word() && t.cap);
        let last = (name..s.tokens.len()).take_while(|&k| capital(k)).last()?;
        let entity = self.people.named(&s.name_text((name, last)), Sort::Person, reading.gender);
        self.role(s, entity, np, reading);
        Some(entity)
    }

    /// « a Dutch firm called Hollander Paper »: a body whose name stands behind « called ».
    pub(super) fn called(
        &mut self,
        s: &Sentence<'_>,
        np: Phrased,
        reading: &Reading,
    ) -> Option<usize> {
        let named = np.1 + 2;
        let name = s.tokens.get(named).is_some_and(|t| t.is_word() && t.cap);
        let told = s.lex.subject_first && reading.body && s.is(np.1 + 1, Class::NAMED) && name;
        let last =
            (named..s.tokens.len()).take_while(|&k| s.tokens[k].is_word() && s.tokens[k].cap);
        let last = last.last().filter(|_| told)?;
        let name = s.name_text((named, last));
        let entity = self.people.named(&name, Sort::Body, None);
        self.people.headed(entity, s.tokens[np.0].span.start(), fold(s.word(np.1)));
        Some(entity)
    }
}
