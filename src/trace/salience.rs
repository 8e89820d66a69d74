//! Whom a pronoun or a description may mean: nearness, agreement, who is a subject, who spoke last.

use super::fold::Word;
use super::people::{Gender, Met, People, REACH, Sort};

/// How many times an article names somebody; a longer text is many articles.
const ARTICLE: usize = 400;

/// How far behind a description, in bytes, a name is somebody else's.
const APART: usize = 60;

/// How near two people are named together, in bytes.
pub(super) const PAIR: usize = 160;

/// How much speaks for a pronoun to mean the person of the title: about as much as for whoever a paragraph before was
/// about, and in a portrait more than for whoever spoke last.
const TITLED: f32 = 1.9;
const PORTRAYED: f32 = 3.6;

impl People {
    /// The one whom a pronoun or a general description at byte `at` points at.
    pub(super) fn pointed(
        &self,
        at: usize,
        (gender, plural): (Option<Gender>, bool),
        last_speaker: Option<usize>,
        mute: &dyn Fn(usize) -> bool,
    ) -> Option<usize> {
        let split = self.met.partition_point(|m| m.at < at);
        let from = split.saturating_sub(REACH);
        let mut best: Option<(f32, usize)> = None;
        // « Jane Doe spent two nights outside. | “…,” she said »: whoever a paragraph was about since.
        let mut newer = false;
        for (back, met) in self.met[from..split].iter().rev().enumerate() {
            let e = &self.all[met.entity];
            let agree = match (gender, e.gender) {
                (Some(a), Some(b)) => a == b,
                _ => true,
            };
            // « ils » may be the members of a body, « il » is never « les Vingt-Sept ».
            let body = e.sort == Sort::Body;
            let members = plural && body;
            let speaks = last_speaker == Some(met.entity);
            let other = e.plural != plural && !members || self.asker == Some(met.entity);
            if !agree || other || body && mute(met.entity) {
                continue;
            }
            // « à Nîmes »: a place or body beside the point hardly comes back as « il ».
            let bodily = match body {
                true if met.subject && met.at >= self.paragraph.max(self.previous) => -0.5,
                true if speaks && met.at >= self.paragraph => -0.5,
                true if met.subject || speaks => -2.0,
                true => -4.0,
                false => 0.0,
            };
            // « Gulnara Sadykova hausse les épaules. “…”, dit-elle »: no list has the name, but the sentence before is
            // about its bearer.
            let lately = met.subject && e.sort == Sort::Person && met.at >= self.previous;
            let vague = match gender.is_some() && e.gender.is_none() {
                true if lately && !speaks => 0.0,
                true => -1.0,
                false => 0.0,
            };
            // A paragraph is about whom it names; the other nouns of one's own sentence are not meant.
            let here = match met.at >= self.paragraph {
                true if met.subject && !body && !speaks && met.at < self.sentence => 1.4,
                true if met.subject => 1.0,
                // « Le président a reçu son homologue »: the sentence is about whoever leads it.
                true if met.at < self.sentence && self.is_led(met, gender) => 2.0,
                true if met.at < self.sentence => 2.6,
                // Whom the paragraph before is about comes before those of earlier ones.
                false if met.subject && !body && met.at >= self.earlier => 0.8,
                _ => 0.0,
            };
            // Who speaks in a paragraph goes on speaking in it.
            let own = match speaks {
                // « “…”, dit un proche. Le ministre hausse les épaules. “…”, dit-il »
                true if e.sort == Sort::Unnamed && met.at < self.sentence => here + 0.5,
                // « Jean Petit a menti, selon Anne Grand. “…”, dit-elle »: whose words the sentence before gives.
                true if !met.subject && met.at >= self.paragraph.max(self.previous) => here + 2.2,
                true if newer && met.at < self.paragraph => 0.0,
                true if !body && met.subject && met.at >= self.paragraph => here + 1.5,
                true => 1.5,
                false => here,
            };
            #[expect(clippy::cast_precision_loss, reason = "at most REACH")]
            let score =
                own + vague + bodily + 2.0 * f32::from(u8::from(met.subject)) - 1.2 * back as f32;
            newer |= met.subject && !speaks && e.sort == Sort::Person;
            if best.is_none_or(|(top, _)| score > top) {
                best = Some((score, met.entity));
            }
        }
        let star = self.starring((at, split), gender).filter(|_| !plural);
        let star = star.filter(|(score, _)| best.is_none_or(|(top, _)| *score > top));
        star.or(best).map(|(_, n)| n)
    }

    /// Whether the sentence before the one being read, which names `met`, has a subject before it that may be meant as well.
    fn is_led(&self, met: &Met, gender: Option<Gender>) -> bool {
        let from = self.previous.max(self.paragraph);
        let before = self.met.iter().rev().filter(|m| m.at < met.at);
        let mut leads = before.take_while(|m| m.at >= from).filter(|m| m.subject);
        let told = self.all[met.entity].gender.is_some();
        met.at >= from
            && leads.any(|m| {
                let e = &self.all[m.entity];
                let agree = gender.is_none_or(|g| e.gender.map_or(!told, |known| known == g));
                // « Une dame sévère qui s'appelait Anne Petit »: one and the same.
                let apart = e.sort == Sort::Unnamed && m.at + APART < met.at;
                let led = e.sort == Sort::Person || apart;
                m.entity != met.entity && led && !e.plural && agree
            })
    }

    /// The person of the title, where nobody of this gender was named in the paragraph before byte `at`, and how much
    /// speaks for it.
    fn starring(
        &self,
        (at, split): (usize, usize),
        gender: Option<Gender>,
    ) -> Option<(f32, usize)> {
        let (star, portrait) = self.star?;
        let own = |n: usize| gender.is_some() && self.all[n].gender == gender;
        let here = self.met[..split].iter().rev().take_while(|m| m.at >= self.paragraph);
        let mut others = here.filter(|m| m.entity != star && own(m.entity));
        let known = self.times_met(star, at) > 0;
        let alone = own(star) && known && others.next().is_none();
        alone.then_some((if portrait { PORTRAYED } else { TITLED }, star))
    }

    /// The person named last before the sentence being read, or else before byte `at`: « ce dernier ».
    pub(super) fn latter(
        &self,
        at: usize,
        gender: Option<Gender>,
        plural: bool,
        place: &dyn Fn(&str) -> bool,
    ) -> Option<usize> {
        let near = |at: usize| {
            let split = self.met.partition_point(|m| m.at < at);
            let back = self.met[split.saturating_sub(REACH)..split].iter().rev();
            back.map(|m| m.entity).find(|&n| {
                let e = &self.all[n];
                let at_odds = gender.is_some() && e.gender.is_some() && gender != e.gender;
                let speaks = e.sort != Sort::Body || !place(&e.name);
                !at_odds && (e.plural == plural || plural && e.sort == Sort::Body) && speaks
            })
        };
        near(self.sentence).or_else(|| near(at))
    }

    /// « Jean Petit et Anne Grand ont défilé. Le premier … »: the first (0) or the second (1) of the two people named last
    /// before byte `at`.
    pub(super) fn of_two(&self, nth: usize, at: usize, gender: Option<Gender>) -> Option<usize> {
        let split = self.met.partition_point(|m| m.at < at);
        let since = self.earlier.min(self.paragraph);
        let back = self.met[..split].iter().rev().take_while(|m| m.at >= since).take(REACH);
        let person = |m: &&Met| self.all[m.entity].sort != Sort::Body && !self.all[m.entity].plural;
        let mut back = back.filter(person);
        let last = back.next()?.entity;
        let other = back.by_ref().find(|m| m.entity != last)?;
        // « … et Y ont défilé. “…”, a promis le premier. Le second »: X was named before Y as well.
        let again = back.take_while(|m| m.at + PAIR >= other.at).any(|m| m.entity == last);
        let pair = if again { [last, other.entity] } else { [other.entity, last] };
        let meant = pair[nth];
        let agree = gender.is_none() || self.all[meant].gender.is_none_or(|g| gender == Some(g));
        agree.then_some(meant)
    }

    /// The one named before byte `at` whom `fits` gives the highest score, nearness taken off it.
    pub(super) fn most_salient(
        &self,
        at: usize,
        fits: impl Fn(usize) -> Option<f32>,
    ) -> Option<usize> {
        let split = self.met.partition_point(|m| m.at < at);
        let mut best: Option<(f32, usize)> = None;
        let mut seen: Vec<usize> = Vec::new();
        for met in self.met[split.saturating_sub(REACH)..split].iter().rev() {
            if seen.contains(&met.entity) {
                continue;
            }
            seen.push(met.entity);
            let Some(score) = fits(met.entity) else { continue };
            #[expect(clippy::cast_precision_loss, reason = "at most REACH")]
            let score = score + f32::from(u8::from(met.subject)) - 0.6 * (seen.len() - 1) as f32;
            if best.is_none_or(|(top, _)| score > top) {
                best = Some((score, met.entity));
            }
        }
        best.map(|(_, n)| n)
    }

    /// Whoever the sentences between two bytes are about: the last subject that is a person, else
    /// the only person they name.
    pub(super) fn topic(&self, from: usize, at: usize) -> Option<usize> {
        let split = self.met.partition_point(|m| m.at < at);
        let here = || {
            let between = self.met[..split].iter().rev().take_while(|m| m.at >= from);
            between.filter(|m| self.all[m.entity].sort != Sort::Body && !self.all[m.entity].plural)
        };
        let subject = here().find(|m| m.subject).map(|m| m.entity);
        subject.or_else(|| {
            let one = here().next()?.entity;
            here().all(|m| m.entity == one).then_some(one)
        })
    }

    /// Whoever was named before byte `at`, the last one first, a short way back.
    pub(super) fn recent(&self, at: usize) -> impl Iterator<Item = usize> {
        let split = self.met.partition_point(|m| m.at < at);
        self.met[split.saturating_sub(REACH)..split].iter().rev().map(|m| m.entity)
    }

    /// The same, as far back as an article goes.
    pub(super) fn before(&self, at: usize) -> impl Iterator<Item = usize> {
        let split = self.met.partition_point(|m| m.at < at);
        self.met[split.saturating_sub(ARTICLE)..split].iter().rev().map(|m| m.entity)
    }

    /// How often `entity` was named before byte `at`, as far as a small number holds it.
    pub(super) fn times_met(&self, entity: usize, at: usize) -> u8 {
        let times = self.before(at).filter(|n| *n == entity).count();
        u8::try_from(times).unwrap_or(u8::MAX)
    }

    /// Whether nobody but `entity` was named between bytes `from` and `at`.
    pub(super) fn alone_since(&self, entity: usize, at: usize, from: usize) -> bool {
        let split = self.met.partition_point(|m| m.at < at);
        let near = self.met[..split].iter().rev().take_while(|m| m.at >= from).take(REACH);
        near.filter(|m| self.all[m.entity].sort != Sort::Body).all(|m| m.entity == entity)
    }

    /// Whether `entity` was named in the `reach` bytes before `at`.
    pub(super) fn met_within(&self, entity: usize, at: usize, reach: usize) -> bool {
        let split = self.met.partition_point(|m| m.at < at);
        let near = self.met[..split].iter().rev().take_while(|m| m.at + reach >= at);
        near.take(REACH).any(|m| m.entity == entity)
    }

    /// The last one named before byte `at`, if it is a subject.
    pub(super) fn last_subject(&self, from: usize, at: usize) -> Option<usize> {
        let split = self.met.partition_point(|m| m.at < at);
        self.met[..split]
            .iter()
            .rev()
            .take_while(|m| m.at >= from)
            .find(|m| m.subject)
            .map(|m| m.entity)
    }

    /// Of several people with one family name, the last one of that gender named before byte `at`.
    pub(super) fn of_family(
        &self,
        key: &[Word],
        gender: Option<Gender>,
        at: usize,
    ) -> Option<usize> {
        let all = self.by_last.get(key.first()?)?;
        let person = |n: &usize| self.all[*n].sort == Sort::Person && self.all[*n].parts.len() > 1;
        let several = all.iter().filter(|n| person(n)).take(2).count() > 1;
        let fits = |n: &usize| all.contains(n) && person(n) && self.all[*n].gender == gender;
        self.before(at).find(fits).filter(|_| several && gender.is_some())
    }
}
