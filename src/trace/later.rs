//! Somebody who speaks before they are named: whoever the text names next.

use crate::corpus::document::BlockKind;
use crate::corpus::quote::Basis;
use crate::corpus::span::{Byte, Span};

use super::attribute::Voice;
use super::cue::Sentence;
use super::decide::Case;
use super::find::Finder;
use super::fold::Word;
use super::lexicon::Class;
use super::people::{Gender, Met, REACH, Sort};

/// Somebody described and not named, whom a sentence is about.
#[derive(Debug)]
pub(super) struct Told {
    pub(super) at: usize,
    pub(super) text: String,
    pub(super) gender: Option<Gender>,
    pub(super) plural: bool,
    /// Whether it is a body: « le parquet ».
    pub(super) body: bool,
}

impl Finder<'_> {
    /// « Jean Petit comparaîtra. Son avocat proteste. Le routier de 33 ans est une voix du mouvement qu'il dit “pacifique” »: a
    /// sentence that a description leads is about whom it means.
    pub(super) fn point_back(&mut self, s: &Sentence<'_>) {
        let [Some(start), Some(end)] =
            [s.tokens.first(), s.tokens.last()].map(|t| t.map(|t| t.span))
        else {
            return;
        };
        let from = self.told.partition_point(|t| t.at < start.start());
        let told = self.told[from..].iter().take_while(|t| t.at < end.end()).find(|t| !t.plural);
        let Some(at) = told.map(|t| t.at) else { return };
        let Some(np) =
            s.tokens.iter().position(|t| t.span.start() == at).and_then(|k| s.noun_phrase(k))
        else {
            return;
        };
        let reading = s.read(np);
        // Other descriptions that lead a sentence may bring somebody new, but for « La réalisatrice, elle, prépare déjà la suite ».
        let known = s.sign(np.1 + 1, ',') && s.is(np.1 + 2, Class::STRONG.or(Class::HE));
        let apart = known && s.sign(np.1 + 3, ',') && !self.lex.caseless;
        if !apart && !(np.0..=np.1).any(|k| s.age_at(k).is_some()) {
            return;
        }
        self.advance(at);
        let known = self.cast.pointed_back(s, np, &reading);
        if let Some(n) = known.filter(|&n| self.cast.people.all[n].sort == Sort::Person) {
            self.cast.people.meet(at, n, true);
        }
    }

    /// « “…”, lance-t-elle. Anne Petit a 30 ans. »: a pronoun before anybody it can mean is for whoever
    /// is named next, or for whom the sentences before it describe.
    pub(super) fn ahead(&mut self, mention: Span<Byte>) -> Option<usize> {
        let word = mention.of(self.text());
        // « ces derniers »
        let last = word.rsplit(' ').next();
        let last = last.filter(|last| *last != word && last.ends_with(['s', 'S']));
        let class = self.lex.class_folded(last.unwrap_or(word));
        let gender = super::reading::gender_of(class, Class::PRONOUN_F, Class::PRONOUN_M);
        let latter = last.is_some() && class.is(Class::LATTER) && !self.lex.caseless;
        let gender = match gender {
            None if latter && class.is(Class::FEMININE) => Gender::Feminine,
            None if latter => Gender::Masculine,
            None => return None,
            Some(gender) => gender,
        };
        let since = self.cast.people.paragraph;
        let mut before = self.told.iter().rev().skip_while(|told| told.at >= mention.start());
        // « Les parents sont venus. “…”, disent-ils »: men and women.
        let plural = class.is(Class::PLURAL) || latter;
        let fits = |told: &&Told| {
            let agree = told.gender.is_none_or(|g| g == gender);
            told.at >= since && told.plural == plural && agree
        };
        if let Some(told) = before.next().filter(fits) {
            // « Le plongeur a remercié les secours. “…”, a-t-il dit »
            if told.body {
                return Some(self.cast.people.named(&told.text, Sort::Body, told.gender));
            }
            let entity = self.cast.people.described(&told.text, told.gender, told.plural);
            self.cast.people.describe(entity, told.at, &told.text, None);
            return Some(entity);
        }
        if let Some(both) = self.both(mention).filter(|_| plural) {
            return Some(both);
        }
        let next = self.met[self.met_next..]
            .iter()
            .skip_while(|m| m.at <= mention.end())
            .take_while(|m| m.at < mention.end() + LATER);
        next.map(|m| (m, &self.cast.people.all[m.entity]))
            .find(|(m, e)| {
                let agree = e.gender.is_none_or(|g| g == gender);
                m.subject && agree && e.sort == Sort::Person && !e.plural
            })
            .filter(|_| !plural)
            .map(|(m, _)| m.entity)
    }

    /// « Anne Petit a appelé son avocat. Celui-ci a dit : “…” »: whom the sentence before described last, and named nobody after.
    pub(super) fn latter_described(&mut self, voice: &Voice) -> Option<usize> {
        let told = voice.entity.is_some() && voice.basis == Basis::Stated;
        let plain = !self.lex.caseless && !self.lex.subject_first && !told;
        let mention = voice.mention.filter(|_| plain)?;
        let word = mention.of(self.text());
        let class = self.lex.class_folded(word.rsplit(' ').next()?);
        if !class.is(Class::LATTER) || class.is(Class::PLURAL) || word.ends_with(['s', 'S']) {
            return None;
        }
        let feminine = class.is(Class::FEMININE.or(Class::PRONOUN_F));
        let gender = if feminine { Gender::Feminine } else { Gender::Masculine };
        let people = &self.cast.people;
        let before = self.passing.partition_point(|p| p.0.at < people.sentence);
        let (last, known) = self.passing.get(before.checked_sub(1)?)?;
        if last.at < people.previous {
            return None;
        }
        let agree = last.gender.is_none_or(|g| g == gender);
        let split = self.met.partition_point(|m| m.at < people.sentence);
        let named = self.met[..split].iter().rev().take_while(|m| m.at > last.at).any(|m| {
            let met = &people.all[m.entity];
            met.sort != Sort::Body && met.gender.is_none_or(|g| g == gender)
        });
        if !agree || named {
            return None;
        }
        known.or_else(|| {
            let entity = self.cast.people.described(&last.text, last.gender, false);
            self.cast.people.describe(entity, last.at, &last.text, None);
            Some(entity)
        })
    }

    /// What is known of a pronoun, which may be hung onto its verb.
    fn class_of_pronoun(&self, mention: Span<Byte>) -> Class {
        let word = mention.of(self.text());
        let bare = word.strip_prefix("-t").or_else(|| word.strip_prefix("-T")).unwrap_or(word);
        self.lex.class_folded(bare.trim_start_matches('-'))
    }

    /// « L'avocat de Jean Petit a parlé. “…”, a-t-il dit »: who leads the sentence before, and not whose lawyer he is.
    pub(super) fn whose_it_is(&mut self, voice: &Voice) -> Option<usize> {
        let plain = !self.lex.caseless && !self.lex.subject_first;
        let (entity, mention) = (voice.entity?, voice.mention.filter(|_| plain)?);
        let class = self.class_of_pronoun(mention);
        let gender =
            super::reading::gender_of(class, Class::PRONOUN_F, Class::PRONOUN_M).filter(|_| {
                // Several speak for themselves.
                !class.is(Class::PLURAL)
            })?;
        let told = self.last_described(mention.start())?;
        let fits = !told.plural && told.gender.is_none_or(|g| g == gender);
        let here = told.at >= self.cast.people.paragraph && fits;
        let since = self.cast.last.is_none_or(|(_, end)| end <= told.at);
        let bearer = &self.cast.people.all[entity];
        let owned = bearer.sort == Sort::Person && told.text.ends_with(bearer.name.as_str());
        if !here || !since || !owned || told.text == bearer.name {
            return None;
        }
        let sentence = self.text().get(told.at..mention.start())?;
        let end = told.at + sentence.find(&bearer.name)? + bearer.name.len();
        let met = &self.met[..self.met.partition_point(|m| m.at < mention.start())];
        if met.last().is_some_and(|m| m.at > end) {
            return None;
        }
        // « Le fils de Jean Petit a été tué. “…”, dit-il »: the father.
        let behind = self.text().get(end..mention.start())?;
        let suffers = super::token::plain_words(behind).into_iter().take(2);
        let passive = |(k, w): (usize, Word)| {
            let class = self.lex.class(&w);
            class.is(Class::BEING) || k == 1 && class.is(Class::AUX)
        };
        if suffers.enumerate().any(passive) {
            return None;
        }
        let entity = self.cast.people.described(&told.text, told.gender.or(Some(gender)), false);
        self.cast.people.describe(entity, told.at, &told.text, None);
        Some(entity)
    }

    /// Whoever is described last before byte `at`, as leading a sentence.
    fn last_described(&self, at: usize) -> Option<Told> {
        let next = self.told.partition_point(|told| told.at < at);
        let told = next.checked_sub(1).map(|n| &self.told[n]);
        let told = told.map(|t| Told { text: t.text.clone(), ..*t });
        let unnamed = |m: &&Met| m.subject && self.cast.people.all[m.entity].sort == Sort::Unnamed;
        let met = self.met[..self.met.partition_point(|m| m.at < at)].iter();
        let met = met.rev().take(REACH).find(unnamed);
        let met = met.map(|m| {
            let entity = &self.cast.people.all[m.entity];
            let (text, gender, plural) = (entity.name.clone(), entity.gender, entity.plural);
            Told { at: m.at, text, gender, plural, body: false }
        });
        met.into_iter().chain(told).max_by_key(|t| t.at)
    }

    /// « Jean Petit et Anne Grand se sont mariés. “…”, ont-ils dit »: the two whom the sentence before names together.
    fn both(&mut self, mention: Span<Byte>) -> Option<usize> {
        let (text, lex) = (self.document.text(), self.lex);
        let people = &self.cast.people;
        let from = people.previous.max(people.paragraph);
        let person = |m: &&Met| people.all[m.entity].sort == Sort::Person;
        let named = people.met.iter().filter(|m| m.at >= from && m.at < mention.start());
        let named: Vec<Met> = named.filter(person).copied().collect();
        let (a, b) = named.windows(2).find_map(|two| {
            let between = text.get(two[0].at..two[1].at)?.trim_end();
            let link = super::token::fold(between.split_whitespace().next_back()?);
            let joined = lex.class(&link).is(Class::COORD) && !lex.caseless && !lex.subject_first;
            (joined && two[0].entity != two[1].entity).then_some((two[0], two[1]))
        })?;
        let union = text[a.at..b.at].split_whitespace().next_back()?;
        Some(self.cast.people.joint(a.entity, b.entity, union))
    }

    /// « “…” Assis sur une botte de paille, Jean Petit n'a pas dormi. »: the words that open a report
    /// are those of the first one whom the rest of their paragraph is about; « Elle vous reçoit, parce
    /// que “…” » are those of the pronoun.
    pub(super) fn opening_voice(&self, case: &Case<'_>) -> Voice {
        let Case { s, q, .. } = *case;
        if let Some(np) = s.opening_pronoun().filter(|np| np.1 < q) {
            return Voice { mention: Some(s.mention_span(np)), ..Voice::default() };
        }
        let end = s.tokens[q].span.end();
        let blocks = self.document.blocks();
        let block =
            blocks.get(blocks.partition_point(|b| b.span.end() <= s.tokens[q].span.start()));
        let Some(block) = block.filter(|b| q == 0 && b.kind != BlockKind::Boilerplate) else {
            return Voice::default();
        };
        let next = self.met[self.met_next..]
            .iter()
            .skip_while(|m| m.at <= end)
            .take_while(|m| m.at < block.span.end().min(end + LATER / 2))
            .find(|m| m.subject);
        let person = next.map(|m| m.entity).filter(|&n| {
            let entity = &self.cast.people.all[n];
            entity.sort == Sort::Person && !entity.plural
        });
        let basis = if person.is_some() { Basis::Inferred } else { Basis::Unknown };
        Voice { entity: person, basis, ..Voice::default() }
    }

    /// « “…” Judit Halász, chimiste, préside l'association. »: words that open a paragraph are those of somebody new whom it
    /// names straight behind them.
    pub(super) fn brought_in(&self, case: &Case<'_>) -> Option<Voice> {
        let Case { s, q, .. } = *case;
        let plain = q == 0 && !self.lex.caseless && !self.lex.subject_first;
        let words = s.tokens[q].span;
        let blocks = self.document.blocks();
        let block = blocks.get(blocks.partition_point(|b| b.span.end() <= words.start()))?;
        let lead = self.text().get(block.span.start()..words.start())?;
        let opens = plain && !lead.contains(char::is_alphanumeric);
        let end = block.span.end().min(words.end() + STRAIGHT);
        let next = self.met[self.met_next..].iter().skip_while(|m| m.at <= words.end());
        let next = next.take_while(|m| m.at < end).next().filter(|m| opens && m.subject)?;
        let person = self.cast.people.all[next.entity].sort == Sort::Person;
        let new = self.cast.people.before(words.start()).all(|n| n != next.entity);
        (person && new).then(|| Voice {
            entity: Some(next.entity),
            basis: Basis::Inferred,
            ..Voice::default()
        })
    }

    /// « son directeur général », in the next sentence « Jean Petit »: somebody described first and
    /// named straight afterwards, without an office of their own.
    pub(super) fn named_later(&mut self, entity: usize, mention: Option<Span<Byte>>) {
        let all = &self.cast.people.all;
        let Some(mention) = mention.filter(|_| all[entity].sort == Sort::Unnamed) else { return };
        let lead = self.document.blocks().get(3).is_none_or(|b| mention.start() < b.span.start());
        let first = super::token::plain_words(mention.of(self.text()));
        let owned = first.first().is_some_and(|w| self.lex.class(w).is(Class::POSSESSIVE));
        let definite = first.first().is_some_and(|w| self.lex.class(w).is(Class::DEFINITE));
        let kin = first.iter().any(|w| self.lex.class(w).is(Class::KIN));
        // « accuse le procureur »: who holds an office is named with it, or not at all.
        let post = !owned && first.iter().any(|w| self.lex.class(w).is(Class::POST));
        let reach = if owned { LATER } else { LATER / 2 };
        if all[entity].plural || kin || !(owned || definite && lead) || first.len() < 2 {
            return;
        }
        let next = self.met[self.met_next..]
            .iter()
            .skip_while(|m| m.at <= mention.end())
            .take_while(|m| m.at < mention.end() + reach)
            .find(|m| all[m.entity].sort == Sort::Person);
        // « par la voix de son ministre, “…” … “…”, rappelle un préfet. Anne Petit »: others spoke before that name.
        let starts = |raw: &super::raw::Raw| raw.pieces.first().map_or(0, |p| p.start());
        let since = self.raws.partition_point(|raw| starts(raw) <= mention.end());
        let others = |m: &&Met| {
            let between = self.raws[since..].iter().take_while(|raw| starts(raw) < m.at);
            owned && between.take(OWN_WORDS + 1).count() > OWN_WORDS
        };
        let near = |m: &&Met| !others(m);
        let Some(next) = next.filter(near).map(|m| m.entity) else { return };
        let known = self.met.iter().take_while(|m| m.at < mention.start());
        let known = known.into_iter().any(|m| m.entity == next);
        let (a, b) = (all[entity].gender, all[next].gender);
        // « its chief executive », then « Chief Executive Jane Doe »
        let held = all[next].role.as_deref().map(|role| self.lex.offices(role));
        let own = self.lex.offices(&all[entity].name);
        let same =
            held.as_ref().is_some_and(|h| h.iter().any(|(o, _)| own.iter().any(|x| x.0 == *o)));
        if known || all[next].role.is_some() && !same || a.is_some() && b.is_some() && a != b {
            return;
        }
        // « le maire de Brissac »: of what, or it may be anybody's.
        let of = first.iter().any(|w| self.lex.class(w).is(Class::GENITIVE));
        if post && !(of && self.speaks_bare(next, mention)) {
            return;
        }
        let role = self.cast.people.all[entity].name.clone();
        self.cast.people.all[entity].same = Some(next);
        self.cast.people.describe(next, mention.start(), &role, None);
    }

    /// « …, a déclaré le maire. “…”, a assuré Jean Petit »: whether somebody whom no word describes and few know speaks behind
    /// `mention`: readers know from it who that is.
    fn speaks_bare(&self, next: usize, mention: Span<Byte>) -> bool {
        let person = &self.cast.people.all[next];
        let words = super::token::plain_words(&person.name);
        let plain = !self.lex.caseless && !self.lex.subject_first;
        if !plain || person.told.len() + usize::from(person.role.is_some()) > 0 || words.len() < 2 {
            return false;
        }
        let met = self.met[self.met_next..].iter().skip_while(|m| m.at <= mention.end());
        let Some(at) = met.into_iter().find(|m| m.entity == next).map(|m| m.at) else {
            return false;
        };
        let before = &self.text()[super::scene::floor(self.text(), at.saturating_sub(VERB))..at];
        let verb = super::token::plain_words(before.rsplit(ENDS).next().unwrap_or_default());
        let any = |class: Class| verb.iter().any(|w| self.lex.class(w).is(class));
        let says = any(Class::SAY.or(Class::MANNER)) && !any(Class::REPLIES);
        // « - Jean Petit exclut de quitter ses fonctions », under a title: who acts at the head of a line.
        let line = self.text()[..at].trim_end_matches([' ', '-', '–', '—', '•']).ends_with('\n');
        let behind = self.text()[at..].strip_prefix(person.name.as_str());
        let next = behind.and_then(super::token::first_word).unwrap_or_default();
        let finite = Class::FINITE.or(Class::AUX).or(Class::VERB);
        let acts = self.lex.class(&next).is(finite) || self.lex.ends_like_a_present(&next);
        let title = self.document.blocks().first().is_some_and(|b| b.span.holds(mention.start()));
        (says || line && acts && title) && !self.lex.world.is_whole_place(&words)
    }
}

/// How far before a name its verb may stand, in bytes.
const VERB: usize = 60;
/// What closes somebody's words, or a sentence.
const ENDS: [char; 4] = ['»', '”', '"', '.'];

impl Finder<'_> {
    /// « “Elia asked me why,” he says »: nobody calls himself by his name, so the pronoun means whoever else was told of
    /// last.
    pub(super) fn calls_another(&self, voice: Voice, raw: usize) -> Voice {
        let mention = voice.mention.filter(|_| self.lex.subject_first);
        let pronoun = mention.map(|m| self.lex.class_folded(m.of(self.text())));
        let pronoun = pronoun.unwrap_or_default();
        let he = pronoun.is(Class::PRONOUN_F.or(Class::PRONOUN_M));
        let entity = voice.entity.filter(|_| he);
        let Some((entity, words)) = entity.and_then(|n| Some((n, self.words_of(raw)?))) else {
            return voice;
        };
        let words: Vec<&str> =
            words.of(self.text()).split(|c: char| !c.is_alphabetic() && c != '-').collect();
        let all = &self.cast.people.all;
        let told = |n: usize| {
            let mut parts = all[n].name.split_whitespace().filter(|p| p.len() > 2);
            all[n].sort == Sort::Person && parts.any(|p| words.contains(&p))
        };
        if !told(entity) {
            return voice;
        }
        let gender = super::reading::gender_of(pronoun, Class::PRONOUN_F, Class::PRONOUN_M);
        let fits = |n: &usize| {
            let agree = all[*n].gender.is_none() || all[*n].gender == gender;
            all[*n].sort == Sort::Person && !all[*n].plural && agree && !told(*n)
        };
        let at = voice.mention.map_or(0, Span::start);
        let other = self.cast.people.recent(at).find(fits);
        other.map_or(voice.clone(), |n| Voice {
            entity: Some(n),
            basis: Basis::Inferred,
            role: None,
            ..voice
        })
    }
}

/// The most quotations between somebody described and their name.
const OWN_WORDS: usize = 2;

/// How far behind words that open a paragraph, in bytes, whoever says them is named.
const STRAIGHT: usize = 80;

/// How far on, in bytes, somebody described first may be named.
const LATER: usize = 600;
