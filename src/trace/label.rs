//! Words in marks that are a name, a title or an offence, and what tells them from words that were said.

use super::cue::{Cue, Form, Sentence};
use super::fold::folds_to;
use super::lexicon::{Class, Phrase};
use super::shape::Shape;
use super::token::{fold, folded, phrase_at};

/// How many tokens behind a verb what it reports may start.
const CLAUSE: usize = 12;
/// How many tokens behind the marks may say what they hold.
const BEHIND: usize = 6;
/// How many tokens may stand between a word of the courts and « d'“escroquerie” », « pour “escroquerie” ».
const CHARGED: (usize, usize) = (6, 8);
/// The same between what a court did and why.
const SENTENCED: usize = 16;
/// The most words of a title in brackets.
const LONG_TITLE: usize = 12;
/// The same for a noun that gives a name.
const TITLE: usize = 5;

/// The most words of a term.
const FEW: usize = 4;

impl Sentence<'_> {
    /// Whether the words before the marks at `q` make a name, title or label of what follows.
    pub(super) fn names(&self, q: usize, shape: Shape) -> bool {
        if let Some(named) = self.clearly_named(q, shape) {
            return named;
        }
        let mut k = q;
        // « le film culte », « l'opération dite »: an adjective or two may stand between.
        for _ in 0..3 {
            let Some(before) = k.checked_sub(1).map(|b| &self.tokens[b]) else { return false };
            let itself = (k.saturating_sub(10)..k - 1).any(|r| self.is(r, Class::REFLEXIVE));
            // « le projet dit de la “Route du coton” »
            let of = k >= 3 && self.is(k - 2, Class::GENITIVE) && self.is(k - 3, Class::NAMED);
            if k == q && before.is(Class::DET) && of && !self.active(k - 3) {
                return true;
            }
            // « Il dit sa “honte” » names nothing.
            let article =
                before.is(Class::DET) && (self.lex.caseless || !before.is(Class::POSSESSIVE));
            if k == q && article && k >= 2 && self.is(k - 2, Class::NAMED) {
                return !(self.is(k - 2, Class::CUE) && self.told_by_somebody(k - 2));
            }
            if let Some(named) = self.named_as_spelt(q, k - 1) {
                return named;
            }
            let finite = before.is(Class::FINITE) && !before.is(Class::PARTICIPLE);
            if before.is(Class::NAMED) && !itself && !(before.is(Class::CUE) && finite) {
                return !(before.is(Class::CUE) && self.told_by_somebody(k - 1));
            }
            // « قائلا إن فرقه "تعمل" » folds to a band.
            let owned = self.lex.caseless && self.word(k - 1).ends_with('\u{647}');
            let naming = before.is(Class::NAMING) && !owned;
            if let Some(named) = self.told_or_met(q, k, shape).filter(|named| *named || naming) {
                return named;
            }
            if before.is_word() && (naming || self.holds_naming(k - 1)) {
                let small = Class::DET.or(Class::CONTRACTED).or(Class::GENITIVE).or(Class::PREP);
                let led = k >= 2 && self.is(k - 2, small);
                let nominal = led || k == 1 || !before.is(Class::FINITE);
                // « une équipe “enfin à la taille du budget” »: no body is called so.
                let told = self.is(k - 1, Class::BODY) && !shape.upper && shape.words >= 4;
                // « إن معرض بيروت "ولد من جديد" », « أعلنت شركة فايزر نتائج "مشجعة" »: what is said of the noun before.
                let noun = k < q && self.is(q - 1, Class::COMMON);
                let said = noun || k >= 2 && k < q && self.is(k - 2, Class::THAT);
                let short = self.lex.caseless && shape.words <= 3 && !shape.clause && !said;
                let told = told || self.tells_how(shape);
                return nominal && !told && !shape.led && (k == q || shape.title || short);
            }
            if k == q
                && (before.is(Class::GENITIVE) || self.lex.caseless && before.is(Class::PREP))
                && let Some(named) = (0..k - 1).rev().find(|&n| !self.is(n, Class::ADVERB))
                && self.is(named, Class::NAMED.or(Class::LABEL_SPEECH))
            {
                return !self.told_by_somebody(named);
            }
            // « sa recommandation à “conserver” »
            let link = Class::GENITIVE.or(Class::OCCASION);
            if k == q && before.is(link) && self.stands_for(k - 1, shape) {
                return true;
            }
            if !before.is_word() || self.governs(k - 1) {
                return false;
            }
            k -= 1;
        }
        false
    }

    /// Whether the marks at `q` hold a name, where what stands around them settles that.
    fn clearly_named(&self, q: usize, shape: Shape) -> Option<bool> {
        let charges = self.charges(q, shape) || self.labelled_after(q) && !shape.ends;
        if charges || self.holds_predicate(q, shape) {
            return Some(charges);
        }
        let surely = self.surely_named(q, shape);
        surely.or_else(|| self.is_term(q, shape).then_some(true))
    }

    /// « un chantier “presque invisible” »
    fn tells_how(&self, shape: Shape) -> bool {
        let how = shape.adverb && !shape.upper && !shape.titled;
        how && !self.lex.caseless && !self.lex.subject_first
    }

    /// « les souvenirs des “guerres de la morue” », « n'avait pas de mot pour “disparu” »: what stands behind a noun for words is
    /// what it is about.
    fn is_term(&self, q: usize, shape: Shape) -> bool {
        let term = !shape.upper && !shape.clause && !shape.ends && shape.words <= FEW;
        let plain = !shape.led && !self.lex.caseless && !self.lex.subject_first;
        let noun = |k: usize| self.is(k, Class::SPEECH.or(Class::LABEL_SPEECH));
        // « Reste le mot que personne n'aime, celui de “reconversion” »
        let that = q > 1 && self.is(q - 2, Class::THE_ONE) && self.is(q - 1, Class::GENITIVE);
        if term && plain && that && shape.words == 1 {
            return (0..q - 2).any(|k| self.is(k, Class::LABEL_SPEECH));
        }
        if !(term && plain && q > 1 && noun(q - 2)) {
            return false;
        }
        let of = self.is(q - 1, Class::CONTRACTED) && self.is(q - 1, Class::GENITIVE);
        let lone = shape.words == 1 && self.is(q - 1, Class::PREP);
        of || lone && q > 2 && self.is(q - 3, Class::GENITIVE)
    }

    /// Whether the noun before `k` and the marks at `q` is something told of before, which is not called so (« voit dans cette
    /// affaire “la preuve que …” »), or what people meet at, which is (« la conférence internationale “Villes debout” »).
    fn told_or_met(&self, q: usize, k: usize, shape: Shape) -> Option<bool> {
        let noun = &self.tokens[k - 1];
        if !noun.is_word() || self.lex.caseless {
            return None;
        }
        let told_of = k == q && k >= 2 && self.is(k - 2, Class::THIS) && !shape.upper;
        // « voit dans l'affaire “une répétition” »
        let seen = || {
            let (article, within) = (k.checked_sub(2)?, k.checked_sub(3)?);
            let verb = within.checked_sub(1)?;
            let led =
                self.is(article, Class::DEFINITE) && self.is(within, Class::WITHIN.or(Class::PREP));
            Some(led && self.is(verb, Class::JUDGE) && self.is(verb, Class::FINITE))
        };
        // « dénonce à son tour “un pillage” »
        let turn = k == q && k > 2 && self.is(k - 2, Class::POSSESSIVE) && !shape.upper;
        let turn = turn && self.is(k - 3, Class::OCCASION);
        // « un prix “compris entre 60 et 80 euros” »: no thing is called what a participle opens.
        let tells = || {
            let open = !shape.upper && shape.words >= 3 && !self.lex.subject_first;
            let first = || super::token::first_word(self.tokens[q].span.of(self.text));
            open && first().is_some_and(|w| self.lex.ends_like_a_participle(&w))
        };
        let told_of = told_of || k == q && !shape.upper && seen() == Some(true);
        let told_of = told_of || turn || k == q && tells();
        let open = !shape.clause && !shape.ends && !shape.person;
        let event = noun.is(Class::EVENT) && !noun.cap && shape.upper && open;
        if told_of { Some(false) } else { event.then_some(true) }
    }

    /// « dit attendre “des actes” »: words after a verb or a small word are what it governs.
    fn governs(&self, k: usize) -> bool {
        let word = &self.tokens[k];
        let small = Class::PREP.or(Class::DET).or(Class::CUE).or(Class::AUX);
        word.is(small)
            || word.is(Class::VERB) && !word.is(Class::ROLE.or(Class::BODY)) && !word.cap
            || word.is(Class::INFINITIVE)
            || word.class.is_nothing()
                && !word.cap
                && self.lex.ends_like_an_infinitive(self.word(k))
    }

    /// « فيما يسمى "الخط الأصفر" », spelt as nobody's act; « وصف عملية الهدم بأنها "خطأ" » names nothing.
    fn named_as_spelt(&self, q: usize, k: usize) -> Option<bool> {
        if self.lex.caseless && self.is(k, Class::THAT) {
            return Some(false);
        }
        let passive = k + 1 == q && self.tokens[k].is_word();
        (passive && self.lex.is_passive_as_spelt(self.word(k))).then_some(true)
    }

    /// Whether a name stands in the marks at `q`, where what governs them or their first word tells.
    fn surely_named(&self, q: usize, shape: Shape) -> Option<bool> {
        // « un livre (“Traître ?”, éditions du Seuil) »: a thing that has a title, and what stands in the brackets behind it.
        let bracket = q > 1 && self.sign(q - 1, '(') && self.is(q - 2, Class::NAMING);
        let more = self.sign(q + 1, ',') || self.sign(q + 1, ')');
        if bracket && more && shape.upper && shape.words <= LONG_TITLE {
            return Some(true);
        }
        // « Avec “La Nuit des rois”, Anne Petit signe »: a work opens the sentence.
        let opens = q == 1 && self.is(0, Class::PREP) && self.sign(2, ',');
        if self.called_by_others(q) || opens && shape.upper && !shape.ends && !shape.person {
            return Some(true);
        }
        // « par une pétition, “Mon nom, mon choix”. »
        let set_off = q > 3 && self.sign(q - 1, ',') && !self.tokens[q - 2].cap;
        let thing = Class::NAMING.or(Class::TITLED);
        let noun = set_off && self.is(q - 2, thing) && self.is(q - 3, Class::DET);
        // « un livre remarqué, “les Gens de nuit” »
        let noun = noun || set_off && self.is(q - 3, thing) && self.is(q - 4, Class::DET);
        // « son troisième opéra, “les Vitres”, »
        let noun = noun || set_off && self.is(q - 2, thing) && self.is(q - 4, Class::DET);
        let ends = self.sign(q + 1, '.') || self.sign(q + 1, ',') || q + 1 == self.tokens.len();
        let quiet = !shape.clause && !shape.person && !shape.ends && shape.words <= TITLE + 1;
        let capital = shape.upper || shape.titled;
        if noun && ends && quiet && capital && !self.is(q - 2, Class::BODY) {
            return Some(true);
        }
        if quiet && capital && self.says_what_it_is(q) {
            return Some(true);
        }
        // « dans “Code source”, le podcast du Parisien »
        let within =
            q > 0 && self.is(q - 1, Class::WITHIN.or(Class::PREP)) && self.sign(q + 1, ',');
        let noun = |k: usize| {
            let what = self.is(k, Class::NAMING) && !self.is(k, Class::LABEL_SPEECH);
            what || self.lex.outlet_noun(&folded(self.word(k))).is_some()
        };
        let article = self.is(q + 2, Class::DEFINITE);
        let told =
            within && article && self.tokens.get(q + 3).is_some_and(super::token::Token::is_word);
        // « crache “Nuit blanche”, le tube de l'été »
        let beside = self.sign(q + 1, ',') && article && self.is(q + 4, Class::GENITIVE);
        let beside = beside && q > 0 && shape.words <= TITLE && !shape.clause;
        if (told || beside) && noun(q + 3) && shape.upper && !shape.ends && !shape.person {
            return Some(true);
        }
        // « a backlog known in Whitehall as “the iceberg” »
        let known = |k: usize| self.is(k, Class::NAMED) && !self.is(k, Class::CUE);
        let link = q.checked_sub(1).filter(|&k| self.lex.subject_first && self.is(k, Class::PREP));
        let back = link.map(|l| (l.saturating_sub(BEHIND)..l).rev());
        let quiet = |k: &usize| self.tokens[*k].is_word() && !self.is(*k, Class::AUX);
        if back.is_some_and(|mut b| b.by_ref().take_while(quiet).any(known)) && !shape.clause {
            return Some(true);
        }
        if self.brings_in_something(q, shape) {
            return Some(false);
        }
        // « le club “exprime ses regrets” », « la marque dit “prendre acte” »: no name is a predicate.
        if shape.words >= 3 && (shape.verb_first || shape.infinitive_first) {
            return Some(false);
        }
        // « Bercy dit “prendre acte” »: what a verb of saying governs.
        let says = |b: usize| self.is(b, Class::SAY) && self.is(b, Class::FINITE);
        let verb = q.checked_sub(1).is_some_and(says);
        (shape.words >= 2 && shape.infinitive_first && verb).then_some(false)
    }

    /// « la création d'“un fichier” »: nothing is called by an article that brings in something new.
    fn brings_in_something(&self, q: usize, shape: Shape) -> bool {
        let plain = !self.lex.caseless && !self.lex.subject_first && !shape.upper;
        let of = q > 0 && plain && self.is(q - 1, Class::GENITIVE.or(Class::PREP));
        if !of || shape.words < 2 {
            return false;
        }
        let first = super::token::first_word(self.tokens[q].span.of(self.text));
        let class = first.map(|w| self.lex.class(&w)).unwrap_or_default();
        let known = Class::DEFINITE.or(Class::CONTRACTED).or(Class::POSSESSIVE);
        class.is(Class::DET) && !class.is(known)
    }

    /// « dénonce un projet “inutile” », « parle d'une affaire “montée” »: small words that somebody is said to say
    /// of a thing, which is not called so.
    pub(super) fn remarked(&self, q: usize, shape: Shape) -> bool {
        let Some(noun) = q.checked_sub(1).filter(|_| !shape.upper) else { return false };
        // « l'a qualifié de projet “stratégique” »
        let of = noun
            .checked_sub(1)
            .filter(|&k| self.is(k, Class::GENITIVE) && self.is(noun, Class::NAMING));
        let judged = of.and_then(|k| k.checked_sub(1));
        if judged.is_some_and(|v| self.is(v, Class::JUDGE) && self.active(v)) {
            return true;
        }
        let article = noun.checked_sub(1).filter(|&k| {
            // « juge le prix “excessif” »
            let appraised = k > 0 && self.is(k - 1, Class::APPRAISE) && !self.tokens[k - 1].cap;
            let open = appraised || !self.is(k, Class::DEFINITE.or(Class::POSSESSIVE));
            self.is(k, Class::DET) && open
        });
        // « annonçait une prochaine campagne “plus disputée” »
        let past = noun.checked_sub(2).filter(|&k| {
            let adjective =
                self.tokens[k + 1].is_word() && !self.is(k + 1, Class::DET.or(Class::PREP));
            adjective
                && self.is(k, Class::DET)
                && !self.is(k, Class::DEFINITE.or(Class::POSSESSIVE))
        });
        let article = article.or(past.filter(|_| !self.lex.subject_first && !self.lex.caseless));
        let Some(article) = article.filter(|_| self.is(noun, Class::NAMING)) else { return false };
        if shape.words == 1 && self.is(noun, Class::BODY) {
            return false;
        }
        let told = |k: usize| {
            // « The minister called the project “useless” »: English has one form for both.
            let being = k > 0 && self.is(k - 1, Class::BEING);
            let participle = self.is(k, Class::PARTICIPLE) && (being || !self.lex.subject_first);
            let finite = self.is(k, Class::FINITE) && !participle;
            let says = Class::SAY.or(Class::JUDGE);
            // « met en avant un épisode “bref” »
            let phrase = phrase_at(self.text, self.tokens, k, Phrase::Verb, self.lex).is_some();
            phrase || self.is(k, says) && !self.tokens[k].cap && (finite || self.active(k))
        };
        (article.saturating_sub(4)..article).any(told)
    }

    /// Whether the marks hold an offence: « une enquête pour “favoritisme” ».
    fn charges(&self, q: usize, shape: Shape) -> bool {
        let link = q.checked_sub(1).is_some_and(|b| {
            let fused = self.lex.caseless && self.is(b, Class::CHARGE);
            let why = || self.is(b, Class::PREP) && folds_to(self.word(b), "pour");
            fused || self.is(b, Class::GENITIVE) || why()
        });
        // « il a accusé Israël de “…” » tells what somebody said, « est accusé de » does not.
        let act = |k: usize| {
            let finite = self.is(k, Class::CUE.or(Class::VERB)) && self.is(k, Class::FINITE);
            finite && !self.is(k, Class::PARTICIPLE) || self.is(k, Class::CUE) && self.active(k)
        };
        let of = q.checked_sub(1).is_some_and(|b| self.is(b, Class::GENITIVE));
        let from = if of { CHARGED.0 } else { CHARGED.1 };
        if of && q >= 2 && self.judged(q - 2) {
            return false;
        }
        // « a condamné Jean Petit à un an de prison pour “violences” »: what a court does is no word of anybody's.
        let sentenced = |k: usize| !of && self.is(k, Class::SENTENCE);
        let charge = (q.saturating_sub(if of { from } else { SENTENCED })..q).any(|k| {
            let noun = self.is(k, Class::CHARGE) && !self.judged(k);
            noun && (!act(k) && k + from >= q || sentenced(k))
        });
        // « répond d'“escroquerie” »
        let answers = q >= 2 && self.is(q - 1, Class::GENITIVE) && self.is(q - 2, Class::ANSWERS);
        link && (charge || answers)
            && !shape.clause
            && !shape.person
            && !shape.ends
            && shape.words <= if of { 9 } else { 14 }
    }

    /// « l'état d'“urgence” », « le statut de “réfugié” »: what a state or rank is called, after the
    /// link at `link`.
    fn stands_for(&self, link: usize, shape: Shape) -> bool {
        let noun = link.checked_sub(1).filter(|&k| self.is(k, Class::STANDING));
        let small = Class::DEFINITE.or(Class::CONTRACTED).or(Class::PREP).or(Class::POSSESSIVE);
        let article = |k: usize| self.is(k, small);
        let led = noun.and_then(|k| k.checked_sub(1)).is_some_and(article);
        led && shape.words <= 4 && !shape.clause && !shape.person && !shape.ends
    }

    /// « au titre provisoire : “Jeanne et la digue” », « son surnom : “la Puce” »: a noun that gives a name, a
    /// colon, and what may be one.
    pub(super) fn titled_by(&self, q: usize, shape: Shape) -> bool {
        let colon = q.checked_sub(1).filter(|&k| self.sign(k, ':'));
        let Some(colon) = colon.filter(|_| !shape.ends && !shape.person) else { return false };
        let noun = (colon.saturating_sub(TITLE)..colon).rev().find(|&k| self.is(k, Class::TITLED));
        let quiet = |k: usize| {
            let t = &self.tokens[k];
            t.is_word() && !t.is(Class::AUX.or(Class::CUE).or(Class::VERB).or(Class::PRONOUN))
        };
        noun.is_some_and(|n| !self.tokens[n].cap && (n + 1..colon).all(quiet))
    }

    /// « elle ne dit jamais autrement que “lui” », « cette “crue centennale” n'a rien d'une fatalité »: a pronoun
    /// mentioned as a word, and what a clause takes up as known to be called so.
    pub(super) fn mentioned(&self, q: usize, shape: Shape) -> bool {
        let word = shape.pronoun && !shape.upper || self.called_after(q) && !shape.ends;
        let verb = self.tokens.get(q + 1).is_some_and(|t| {
            let finite =
                t.is(Class::AUX.or(Class::VERB)) || t.is(Class::BETWEEN) && !t.is(Class::PREP);
            t.is_word() && !t.cap && finite
        });
        let small = shape.words <= 3 && !shape.clause && !shape.person && !shape.upper;
        let article = q.checked_sub(1).filter(|&k| self.is(k, Class::THIS));
        let opens = article.is_some_and(|k| k == 0 || self.sign(k - 1, ','));
        // « parlent désormais du “mur” », « entendre parler d'autre chose que du “maintien” »
        let called = q.checked_sub(1).filter(|&k| {
            let de = self.is(k, Class::CONTRACTED) && self.is(k, Class::SINGULAR_OF);
            de || self.is(k, Class::DEFINITE) && k > 0 && self.is(k - 1, Class::GENITIVE)
        });
        let talk =
            called.is_some_and(|k| (k.saturating_sub(6)..k).any(|n| self.is(n, Class::TALK)));
        // « l'ouverture du “Forum des connectivités” »: a capital letter behind an article starts a name.
        let article =
            q.checked_sub(1).is_some_and(|k| self.is(k, Class::DEFINITE.or(Class::CONTRACTED)));
        let quiet = !shape.clause && !shape.person && !shape.ends && !shape.adverb;
        let name = article && shape.upper && quiet && shape.words <= 6 && !self.lex.subject_first;
        let name = name && !self.lex.caseless;
        word || opens && small && verb || talk && small && !shape.adverb || name
    }

    /// Whether a participle of naming is somebody's act here: « a qualifié de », « qualifié par X de ».
    fn told_by_somebody(&self, k: usize) -> bool {
        let agent =
            self.tokens[k..].iter().any(|t| t.is_word() && folds_to(t.span.of(self.text), "par"));
        // « The lawyer, Jane Doe, called it “a gift” »
        if self.lex.subject_first
            && self.is(k + 1, Class::PRONOUN.or(Class::STRONG))
            && self.is(k, Class::FINITE)
        {
            return true;
        }
        // « a claim the department called “untrue” »: English tells by the subject before the verb.
        let subject = || {
            let np = self.subject_before(k).filter(|_| self.lex.subject_first)?;
            let being = k > 0 && self.is(k - 1, Class::BEING);
            let reading = self.read(np);
            let told = reading.pronoun || reading.human || reading.body || reading.name.is_some();
            (told && !being && np.1 + 1 == k).then_some(np)
        };
        self.active(k) || agent || subject().is_some()
    }

    /// Whether an auxiliary before the participle at `k` makes it somebody's act.
    pub(super) fn active(&self, k: usize) -> bool {
        let being = (k.saturating_sub(3)..k).any(|a| self.is(a, Class::BEING));
        // « a démantelé un réseau dit »: the participle of another noun.
        let near = |a: &usize| !self.is(*a, Class::DET) || self.is(*a, Class::BETWEEN);
        let back = (k.saturating_sub(4)..k).rev().take_while(near);
        let led = !being && back.into_iter().any(|a| self.is(a, Class::AUX));
        led || self.second_participle(k).is_some()
    }

    /// « لصحيفة "…" »: whether the word at `k` holds one behind its preposition that a name follows.
    pub(super) fn holds_naming(&self, k: usize) -> bool {
        let naming = |w: &str| self.lex.class(w).is(Class::NAMING);
        self.lex.caseless && self.lex.unfused(&fold(self.word(k))).any(|(_, w)| naming(&w))
    }

    /// Whether a cue is a verb before the marks at `q` that reports words.
    pub(super) fn tells(&self, cue: &Cue, q: usize) -> bool {
        let verb = cue.form == Form::Finite && cue.class.is(Class::SAY);
        self.lex.caseless && verb && cue.last < q
    }

    /// « وقال دو للمحققين، وفقا لمحضر التحقيق: »: whether a source is a paper that only holds what a verb says.
    pub(super) fn only_holds(&self, cue: &Cue) -> bool {
        let Some(token) = self.tokens.get(cue.last + 1).filter(|t| t.is_word()) else {
            return false;
        };
        let word = fold(token.span.of(self.text));
        let paper = |w: &str| self.lex.class(w).is(Class::DOCUMENT);
        let held = || self.lex.unfused(&word).any(|(_, w)| paper(&w));
        cue.form == Form::Source && (paper(&word) || held())
    }

    /// « Un collègue, le jugeant “ingérable”, a demandé »: whether a participle and the words it governs stand between
    /// two commas.
    pub(super) fn set_in_by(&self, cue: Cue, q: usize) -> bool {
        let small = (0..cue.first).rev().take_while(|&k| self.is(k, Class::BETWEEN)).count();
        let comma = (cue.first - small).checked_sub(1).is_some_and(|k| self.sign(k, ','));
        let gerund = self.is(cue.first, Class::GERUND) && !self.lex.verb_first;
        gerund && comma && cue.first - small > 1 && self.sign(q + 1, ',')
    }

    /// « اعتبر دو أن القانون "…"، ردت رو قائلة »: what « أن » leads to is the verb's before it.
    pub(super) fn leads_to(&self, cue: Cue, q: usize) -> bool {
        let verb = self.lex.verb_first && matches!(cue.form, Form::Finite | Form::Loose);
        verb && (cue.last + 1..q).any(|k| self.is(k, Class::THAT))
    }

    /// Whether a verb behind the marks has words of its own to report, where verbs come first.
    pub(super) fn leads_on(&self, cue: Cue) -> bool {
        let finite = self.lex.verb_first && cue.form == Form::Finite;
        let end = self.tokens.len().min(cue.last + CLAUSE);
        let mut clause = (cue.last + 1..end).take_while(|&k| self.tokens[k].is_word());
        finite && clause.any(|k| self.is(k, Class::THAT))
    }
}
