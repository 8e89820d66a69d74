//! Which of several cues before the marks rules, where the nearest one cannot hold what they say.

use super::cue::{Cue, Form, Sentence};
use super::find::Finder;
use super::judge::{Held, Hold};
use super::lexicon::Class;

impl Sentence<'_> {
    /// « La Chine, par la voix de sa ministre, a approuvé, et le président a dit que “…” »: whether a verb before the
    /// words at `q` has a subject of its own in a clause that starts behind token `last`.
    pub(super) fn is_of_another_clause(&self, verb: Cue, last: usize, q: usize) -> bool {
        let finite = verb.form == Form::Finite && last < verb.first && verb.last < q;
        let joined = |np: usize| {
            let link = Class::COORD.or(Class::SUBORD);
            np.checked_sub(1).is_some_and(|k| self.is(k, link) && !self.is(k, Class::THAT))
        };
        let subject = || self.subject_before(verb.first);
        finite && !self.lex.caseless && subject().is_some_and(|np| np.0 > last && joined(np.0))
    }
}

impl Finder<'_> {
    /// « Le Giec estimait que les glaciers se trouvaient “…” »: where the subject of the nearest verb
    /// cannot speak, the verb whose « que » it stands under rules.
    pub(super) fn ruling(s: &Sentence<'_>, cues: &[Cue], near: Held) -> Held {
        let mute = s.speaker_of(near.cue, Hold::Before).is_none_or(|np| {
            let r = s.read(np);
            let crowd = Class::ANONYMOUS.or(Class::CROWD).or(Class::STRONG);
            let many = (np.0..=np.1).any(|k| s.is(k, crowd));
            // « estiment que le site présente des “risques” »
            let body = r.body && !(np.0..=np.1).any(|k| s.is(k, Class::DOCUMENT));
            let share = s.word(np.0).starts_with(|c: char| c.is_ascii_digit());
            !(r.pronoun || r.name.is_some() || r.human || body || many || share)
        });
        let judging = near.cue.form == Form::Finite && near.cue.class.is(Class::JUDGE);
        let outer = cues.iter().rev().find(|c| {
            let that = |k: usize| s.is(k, Class::THAT);
            let verb = matches!(c.form, Form::Finite | Form::Inverted(_) | Form::Loose)
                && c.class.is(Class::SAY.or(Class::JUDGE))
                && (c.last + 1..near.cue.first).any(that);
            // « Selon ce rapport, la toiture présente “un risque” »
            let source = c.form == Form::Source && c.first == 0;
            c.last < near.cue.first && (verb || source)
        });
        match outer.filter(|_| mute && judging) {
            Some(cue) => Held { cue: *cue, hold: Hold::Within },
            None => near,
        }
    }

    /// « recevrait une réponse “…”, d'après l'agence X »: whether a source behind the marks is an outlet, and no more than
    /// a noun stands before them.
    pub(super) fn passes_on(&self, s: &Sentence<'_>, cue: Cue, before: Held) -> bool {
        let source = cue.form == Form::Source && before.cue.form == Form::Noun;
        source && s.speaker_of(cue, Hold::After).is_some_and(|np| self.is_outlet(s, np))
    }

    /// « a prévenu que toute attaque recevrait une réponse “…” »: the verb that rules « que », over the noun beside
    /// the marks, or else the source behind them.
    pub(super) fn ruling_verb(
        s: &Sentence<'_>,
        cues: &[Cue],
        (source, near): (Cue, Held),
    ) -> Option<Held> {
        let rules = |c: &&Cue| {
            let that = (c.last + 1..near.cue.first).any(|k| s.is(k, Class::THAT));
            c.last < near.cue.first && c.form == Form::Finite && c.class.is(Class::SAY) && that
        };
        let found = cues.iter().rev().find(rules);
        let over = found.map(|cue| Held { cue: *cue, hold: Hold::Within });
        over.or(Some(Held { cue: source, hold: Hold::After }))
    }
}
