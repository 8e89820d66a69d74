//! Bodies that are called by what they are or do: « l'entreprise », « la juridiction », « son rapport ».

use crate::corpus::lang::Lang;

use super::attribute::Cast;
use super::cue::Sentence;
use super::describe::NEAR;
use super::fold::Word;
use super::lexicon::{Class, Lexicon, Phrase};
use super::mention::Phrased;
use super::people::{Gender, Sort};
use super::reading::Reading;
use super::token::fold;

/// How many times somebody may be named for one to be more of a text's subject than another.
const OFTEN: u8 = 4;
/// How many papers named last are looked at for the one that « le quotidien » means.
const PAPERS: usize = 8;

/// How far back, in bytes, a body is looked for that a description means.
const BODIES: usize = 1_500;
/// The most words behind a noun that tell more of a body.
const MORE: usize = 5;

/// Whether a name is a place's; « Bank of Scotland » is no place.
fn is_place(lex: &Lexicon, words: &[Word]) -> bool {
    if lex.caseless {
        lex.world.place_lang(words).is_some()
    } else if lex.subject_first {
        lex.world.is_whole_place(words)
    } else {
        lex.world.is_place_alone(words)
    }
}

/// « le géant du luxe », « l'institution de Francfort », « la compagnie aérienne »: whether the words behind the noun at `from`
/// tell more of a body and name nobody, but a town.
fn tells_more(s: &Sentence<'_>, (from, last): Phrased) -> bool {
    let link = Class::GENITIVE.or(Class::CONTRACTED).or(Class::PREP).or(Class::DET);
    let person = Class::ROLE.or(Class::GENERIC).or(Class::CROWD).or(Class::KIN);
    let town = |k: usize| s.lex.world.place_lang(&[fold(s.word(k))]).is_some();
    // « l'opérateur d'écorceuse » is somebody.
    let own = s.is(from, Class::FIGURE.or(Class::SOCIETY).or(Class::HOUSE));
    let told = |k: usize| {
        let t = s.tokens[k];
        let more = if t.is(link) { own } else { t.cap && town(k) || !t.cap && !t.is(person) };
        t.is_word() && more
    };
    last > from && last - from <= MORE && (from + 1..=last).all(told)
}

/// Where a sentence tells of a text that it brings in: « dans un communiqué », « dans une lettre de deux pages ».
fn issued_in(s: &Sentence<'_>) -> Option<usize> {
    let some = |k: usize| s.is(k, Class::DET) && !s.is(k, Class::DEFINITE.or(Class::CONTRACTED));
    (2..s.tokens.len()).find(|&k| {
        let noun = s.is(k, Class::ISSUED) && !s.tokens[k].cap && s.tokens[k].is_word();
        noun && some(k - 1) && (s.is(k - 2, Class::WITHIN) || *fold(s.word(k - 2)) == *"par")
    })
}

/// « Un communiqué de la préfecture est tombé »: the text that opens a sentence, and whose the sentence says it is.
fn issued_by(s: &Sentence<'_>) -> Option<(usize, Phrased)> {
    let some = s.is(0, Class::DET) && !s.is(0, Class::DEFINITE.or(Class::CONTRACTED));
    let noun = some && s.tokens.len() > 3 && s.is(1, Class::ISSUED) && s.is(2, Class::GENITIVE);
    let np = noun.then(|| s.noun_phrase(2).or_else(|| s.noun_phrase(3))).flatten()?;
    let reading = s.read(np);
    // « le club de Brive » is not the town.
    let place = reading.name.is_some_and(|n| s.lex.world.is_whole_place(&s.folded(n)));
    ((reading.name.is_some() || reading.body || reading.human) && !place).then_some((1, np))
}

impl Cast {
    /// « le spécialiste du traitement des eaux »: the firm that the text was just about.
    pub(super) fn firm_figure(
        &self,
        s: &Sentence<'_>,
        np: Phrased,
        reading: &Reading,
    ) -> Option<usize> {
        let head = reading.head.as_deref()?;
        let role = reading.role?;
        let at = s.tokens[np.0].span.start();
        let told = (role.0..=role.1).any(|k| s.is(k, Class::GENITIVE.or(Class::PREP)));
        let masculine = reading.gender != Some(Gender::Feminine);
        let class = s.lex.class(head);
        let firm = class.is(Class::FIGURE) && told || class.is(Class::FIRM) && !told;
        let known = self.issuer(s, head, at).filter(|_| firm && masculine)?;
        let body = self.people.all[known].sort == Sort::Body;
        (body && self.people.met_within(known, at, 2 * NEAR)).then_some(known)
    }

    /// « Son organisation »: the body that the last speaker's office names.
    pub(super) fn body_of_speaker(&mut self, lex: &Lexicon, at: usize) -> Option<usize> {
        let (last, _) = self.last?;
        let role = self.people.all[last].role.clone()?;
        let mut words = super::token::plain_words(&role).into_iter().take(3);
        let leads = |w: Word| lex.phrase(Phrase::Leads, &w, &|_, _| false).is_some();
        words.any(leads).then_some(())?;
        let known = self.people.before(at).find(|&n| {
            let entity = &self.people.all[n];
            entity.sort == Sort::Body && n != last && role.ends_with(entity.name.as_str())
        });
        if known.is_some() {
            return known;
        }
        // « directrice de Terra Viva »
        let capital = |w: &&str| w.starts_with(char::is_uppercase);
        let tail = role.split(' ').rev().take_while(capital).map(|w| w.len() + 1).sum::<usize>();
        let (lead, name) = role.split_at_checked((role.len() + 1).checked_sub(tail)?)?;
        let link = lead.trim_end().rsplit(' ').next()?;
        let place = lex.world.place_lang(&super::token::plain_words(name)).is_some();
        let named = tail > 0 && lex.class(link).is(Class::GENITIVE) && !place;
        named.then(|| self.people.named(name, Sort::Body, None))
    }

    /// « Son rapport », « leur étude »: whoever was last named wrote it.
    pub(super) fn writer(&self, s: &Sentence<'_>, np: Phrased, at: usize) -> Option<usize> {
        let own =
            s.is(np.0, Class::POSSESSIVE) && s.is(np.0 + 1, Class::DOCUMENT.or(Class::ISSUED));
        // « leur rapport » is no one person's.
        let theirs = s.is(np.0, Class::THEIRS);
        let near = |n: usize| self.people.met_within(n, at, 2 * NEAR);
        let last = self.last.map(|l| l.0);
        let writes = |n: usize| {
            let entity = &self.people.all[n];
            let words = super::token::plain_words(&entity.name);
            let document = words.first().is_some_and(|w| s.lex.class(w).is(Class::DOCUMENT));
            let place = s.lex.world.place_lang(&words).is_some() && words.len() == 1;
            let spoke = f32::from(u8::from(last == Some(n)));
            let one = theirs && entity.sort == Sort::Person;
            let fits = near(n) && !document && !place && entity.sort != Sort::Unnamed && !one;
            fits.then_some(1.0 + spoke)
        };
        own.then(|| self.people.most_salient(at, writes)).flatten()
    }

    /// The body that a description without a name means: « l'entreprise », « son organisation », « l'hebdomadaire ».
    pub(super) fn body_meant(
        &mut self,
        s: &Sentence<'_>,
        np: Phrased,
        (reading, from): (&Reading, usize),
    ) -> Option<usize> {
        let at = s.tokens[np.0].span.start();
        let plain = !s.lex.caseless && !s.lex.subject_first;
        let collective = reading.body && (reading.definite || !s.is(np.0, Class::DET));
        let word = fold(s.word(from));
        let people = |k: usize| {
            let word = fold(s.word(k));
            s.lex.world.is_people(&word) || s.lex.ends_like_a_demonym(&word)
        };
        let firm = s.is(from, Class::FIRM) && !s.is(from, Class::SOCIETY);
        let firm = firm && !s.lex.caseless && !s.lex.subject_first;
        let placed = firm && np.1 == from + 1 && people(np.1) && !s.tokens[np.1].cap;
        let lone = collective && reading.definite && (from == np.1 || placed);
        let lone = lone && (!plain || !reading.plural);
        let tongue = (np.1 > from).then(|| s.lex.world.people_lang(&fold(s.word(np.1)))).flatten();
        let paper = |n: &usize| {
            let entity = &self.people.all[*n];
            let words = super::token::plain_words(&entity.name);
            // « L'hebdomadaire allemand » is not the Guardian.
            let other = tongue.zip(s.lex.world.outlet_lang(&words)).is_some_and(|(a, b)| a != b);
            entity.sort == Sort::Body && s.lex.names_outlet(&words) && !other
        };
        let short = from == np.1 || np.1 == from + 1 && people(np.1) && !s.tokens[np.1].cap;
        // « Le journal de Munich l'accuse »
        let town = |k: usize| {
            s.is(k, Class::GENITIVE) && s.lex.world.is_whole_place(&s.folded((k + 1, np.1)))
        };
        let short = short || np.1 > from + 1 && town(from + 1);
        // « la chaîne d'information »
        let news = |k: usize| s.is(k, Class::GENITIVE) && s.is(k + 1, Class::NEWS);
        let short = short || np.1 == from + 2 && news(from + 1);
        // « l'hebdomadaire satirique »
        let kind = |k: usize| s.tokens[k].class.is_nothing() && !s.tokens[k].cap;
        let short = short || np.1 == from + 1 && kind(np.1) && !s.lex.caseless;
        let noun = reading.definite && !reading.plural && s.lex.outlet_noun(&word).is_some();
        let noun = noun && (short || s.lex.caseless || s.lex.subject_first);
        if noun && let Some(entity) = self.people.recent(at).find(paper) {
            return Some(entity);
        }
        if noun && let Some(name) = self.paper_before(s, at, tongue) {
            return Some(self.people.named(&name, Sort::Body, None));
        }
        // « Son organisation », « l'ONG » after one of its people
        let own = reading.body && s.is(np.0, Class::POSSESSIVE) && from == np.1;
        let society = lone && s.is(from, Class::SOCIETY) && from == np.1;
        let told = self.people.by_role(&word, &[], at).is_some();
        if plain
            && (own || society && !told)
            && let Some(entity) = self.body_of_speaker(s.lex, at)
        {
            return Some(entity);
        }
        let body = |n: &usize| self.people.all[*n].sort == Sort::Body;
        let known = || {
            let back = self.people.by_role(&word, &[], at).filter(body);
            let broader = || self.broader_body(s, &word, at);
            let issuer = || self.issuer(s, &word, at);
            let other =
                || if plain { broader().or_else(issuer) } else { issuer().or_else(broader) };
            back.or_else(other).or_else(|| self.people.by_later_role(&word, &[], at).find(body))
        };
        if lone {
            return known();
        }
        let more = plain && collective && self.is_told_of_one(s, (from, np.1), reading);
        more.then(|| self.issuer(s, &word, at)).flatten()
    }

    /// « le géant du luxe », « l'organisation écologiste »: whether a description can only mean the one body that the text has
    /// just named.
    fn is_told_of_one(&self, s: &Sentence<'_>, (from, last): Phrased, reading: &Reading) -> bool {
        let told = reading.definite && !reading.plural && !s.tokens[from].cap;
        let firm = s.is(from, Class::FIRM.or(Class::FIGURE));
        told && firm
            && tells_more(s, (from, last))
            && self.is_lone_body(s.tokens[from].span.start())
    }

    /// Whether one body alone, places and papers apart, has been named near byte `at`.
    fn is_lone_body(&self, at: usize) -> bool {
        let near = |n: &usize| {
            let body = self.people.all[*n].sort == Sort::Body;
            body && self.people.met_within(*n, at, BODIES)
        };
        self.people.recent(at).filter(near).take(2).count() == 1
    }

    /// « révèle Le Parisien. “…”, indique le quotidien »: the listed paper named last before byte `at`, in the language that an
    /// adjective may tell.
    fn paper_before(&self, s: &Sentence<'_>, at: usize, tongue: Option<Lang>) -> Option<String> {
        let papers = &self.people.papers;
        let before = &papers[..papers.partition_point(|p| p.0 < at)];
        let known = |name: &str| s.lex.world.outlet_lang(&super::token::plain_words(name));
        let same = |name: &str| tongue.is_none_or(|t| known(name).is_none_or(|lang| lang == t));
        before.iter().rev().take(PAPERS).map(|p| &p.1).find(|name| same(name)).cloned()
    }

    /// « la juridiction » after a court: the last body whose name says that it is of that kind.
    pub(super) fn broader_body(&self, s: &Sentence<'_>, word: &str, at: usize) -> Option<usize> {
        self.people.recent(at).find(|&n| {
            let entity = &self.people.all[n];
            let kind = super::token::first_word(&entity.name);
            entity.sort == Sort::Body && kind.is_some_and(|k| s.lex.is_broader(word, &k))
        })
    }

    /// « Le ministère a indiqué dans un communiqué que … »: remembers whose the text is that a sentence tells of.
    pub(super) fn note_issued(&mut self, s: &Sentence<'_>, whose: Option<usize>) {
        let plain = !s.lex.caseless && !s.lex.subject_first;
        let Some(whose) = whose.filter(|_| plain) else { return };
        let Some(k) = issued_in(s) else { return };
        self.issued.push((s.tokens[k].span.start(), fold(s.word(k)), whose));
    }

    /// « Dans un communiqué, le ministère s'est félicité de la réussite »: the same for a sentence without quotations.
    pub(super) fn note_writer(&mut self, s: &Sentence<'_>) {
        let plain = !s.lex.caseless && !s.lex.subject_first;
        if !plain {
            return;
        }
        if let Some((k, np)) = issued_by(s) {
            let voice = self.voice(s, np);
            let at = s.tokens[k].span.start();
            self.issued.extend(voice.entity.map(|whose| (at, fold(s.word(k)), whose)));
            return;
        }
        let Some(k) = issued_in(s) else { return };
        let Some(np) = s.main_subject(s.tokens.len()) else { return };
        let reading = s.read(np);
        let known = reading.name.is_some() || reading.body || reading.human;
        if known && !(np.0..=np.1).contains(&k) {
            let voice = self.voice(s, np);
            self.note_issued(s, voice.entity);
        }
    }

    /// Whose the text is that a description calls « le communiqué » or « le texte ».
    fn issued_before(&self, s: &Sentence<'_>, word: &str, at: usize) -> Option<usize> {
        let plain = !s.lex.caseless && !s.lex.subject_first;
        let before = self.issued.iter().rev().filter(|i| i.0 < at);
        before.filter(|_| plain).find(|i| *i.1 == *word).map(|i| i.2)
    }

    /// « le communiqué » speaks for whoever was just named, « l'entreprise » is the firm that was.
    pub(super) fn issuer(&self, s: &Sentence<'_>, word: &str, at: usize) -> Option<usize> {
        let class = s.lex.class(word);
        let last = self.last.map(|l| l.0);
        let since = self.people.paragraph;
        let spoke = |n: usize| 1.5 * f32::from(u8::from(last == Some(n)));
        let firm = |n: usize| {
            let entity = &self.people.all[n];
            let words = super::token::plain_words(&entity.name);
            let place = is_place(s.lex, &words);
            let lone =
                words.len() == 1 && s.lex.class(&words[0]).is(Class::BODY.or(Class::DOCUMENT));
            // « ORCHARD CITY (AP) — » says where.
            let cried = words.len() > 1 && !entity.name.contains(char::is_lowercase);
            let outlet = s.lex.names_outlet(&words) || cried && !s.lex.caseless;
            // « Lithia France indique »: two capital words may be a firm as well as a person.
            let given = words.first().is_some_and(|w| s.lex.class(w).is(Class::GIVEN));
            let here =
                !given && words.len() > 1 && self.people.met_within(n, at, at - since.min(at));
            // « Lithia France ferme. Le groupe parle d'un choix “douloureux”. | “…”, regrette le groupe »
            let told = entity.role.as_deref().and_then(super::token::first_word);
            let called = told.as_ref().is_some_and(|w| s.lex.class(w).is(Class::FIRM));
            let open = entity.gender.is_none() && (told.is_none() || called);
            let doubtful = (last == Some(n) || here || called) && open;
            let body = entity.sort == Sort::Body || entity.sort == Sort::Person && doubtful;
            // Of several, the one that the text is about.
            let often = f32::from(self.people.times_met(n, at).min(OFTEN));
            // « l'entreprise » is no union of those who work in it.
            let labour = words.first().is_some_and(|w| s.lex.class(w).is(Class::LABOUR));
            let labour = labour && !class.is(Class::LABOUR.or(Class::ISSUED));
            // « le syndicat » is no direction of a factory.
            let lower = entity.name.starts_with(char::is_lowercase);
            let rule = lower && words.first().is_some_and(|w| s.lex.class(w).is(Class::RULING));
            let labour = labour || rule && class.is(Class::LABOUR) && !class.is(Class::ISSUED);
            // « l'ONG » is no « groupe pétrolier ».
            let firm = words.first().map(|w| s.lex.class(w)).unwrap_or_default();
            let trade = lower && firm.is(Class::FIRM) && !firm.is(Class::SOCIETY);
            let labour = labour || trade && class.is(Class::SOCIETY);
            // « le groupe » is no « inspection du travail ».
            let office = lower && class.is(Class::FIRM) && !firm.is(Class::FIRM) && words.len() > 1;
            let labour = labour || office && !s.lex.caseless && !s.lex.subject_first;
            let paper = || self.people.is_headed(n, |w| s.lex.outlet_noun(w).is_some());
            let firm = body && !place && !lone && !outlet && !labour && !paper();
            firm.then(|| 1.0 + spoke(n) + 0.3 * often)
        };
        if class.is(Class::ISSUED) {
            if let Some(known) = self.issued_before(s, word, at) {
                return Some(known);
            }
            // « un communiqué de la présidence », then « le communiqué »
            let told = last.filter(|&n| {
                let entity = &self.people.all[n];
                let first = super::token::first_word(&entity.name);
                entity.sort == Sort::Unnamed && first.is_some_and(|w| *w == *word)
            });
            if told.is_some() {
                return told;
            }
            let near = |n: &usize| self.people.met_within(*n, at, 2 * NEAR);
            return self.people.most_salient(at, |n| {
                let person = self.people.all[n].sort == Sort::Person;
                near(&n).then(|| if person { Some(1.0 + spoke(n)) } else { firm(n) })?
            });
        }
        let called = class.is(Class::FIRM.or(Class::FIGURE));
        called.then(|| self.people.most_salient(at, firm)).flatten()
    }
}
