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
    /// « Il a dit “…”, selon la présidence », « a révélé une coque “fragile”, selon X »: whether the verb before the words or
    /// the source behind them says who spoke.
    pub(super) fn source_or_verb(&self, s: &Sentence<'_>, source: Cue, verb: Held) -> Held {
        // An outlet passes words on, a communiqué only holds them.
        let paper = |np: (usize, usize)| {
            self.is_outlet(s, np) || (np.0..=np.1).any(|k| s.is(k, Class::DOCUMENT))
        };
        let outlet = s.speaker_of(source, Hold::After).is_some_and(paper);
        // « selon les mots de X »: whose words they are is told outright.
        let words = (source.first..=source.last).any(|k| s.is(k, Class::LABEL_SPEECH));
        if words && !outlet {
            return Held { cue: source, hold: Hold::After };
        }
        // « Il a accusé X de “…”, selon la même source »: what passed on his words before.
        let same =
            (source.first..source.first + 4).any(|k| super::again::same_source(s, k).is_some());
        if same && verb.cue.form == Form::Finite {
            return verb;
        }
        let np = s.speaker_of(verb.cue, Hold::Before);
        // « Une inspection a révélé … »: no inspection speaks.
        let thing = |np: (usize, usize)| {
            let reading = s.read(np);
            let one = s.is(np.0, Class::DET) && !reading.definite && reading.name.is_none();
            one && reading.body && !s.lex.caseless && !s.lex.subject_first
        };
        let says = verb.cue.class.is(Class::SAY) && !np.is_some_and(thing);
        let speaks = says || np.is_some_and(|np| speaks_for_itself(s, np));
        let tells = verb.hold == Hold::Before && verb.cue.form != Form::Source;
        let tells = tells && (speaks || own_people(s, source));
        if outlet || tells { verb } else { Held { cue: source, hold: Hold::After } }
    }

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
        // « explique que cette revendication est “…” et se dit “…” »: no thing says so.
        let first =
            near.cue.first - usize::from(near.cue.first > 0 && self_said(s, near.cue.first - 1));
        // « assure que 94 % des pigeons reviennent, et invite à “…” »: behind a comma the first subject goes on.
        let apart = first > 1 && s.is(first - 1, Class::COORD) && s.sign(first - 2, ',');
        let apart =
            apart && near.cue.form == Form::Finite && !s.lex.caseless && !s.lex.subject_first;
        let joined = first > 0 && s.is(first - 1, Class::COORD) && near.cue.form == Form::Finite;
        let plain = !s.lex.caseless && !s.lex.subject_first;
        let subject = s.speaker_of(near.cue, Hold::Before).filter(|_| plain);
        let led = |k: usize| k > 0 && s.is(k - 1, Class::THAT);
        // « a indiqué que ses équipes avaient relevé trois faits “sérieux” »: his people are told of by him.
        let own = subject.is_some_and(|np| {
            led(np.0) && s.is(np.0, Class::POSSESSIVE) && s.read(np).name.is_none()
        });
        // « a affirmé que son pays et l'Algérie partageaient “une convergence” »
        let both = subject.filter(|np| np.0 > 3).is_some_and(|np| {
            let joined = s.is(np.0 - 1, Class::COORD);
            joined && s.is(np.0 - 3, Class::POSSESSIVE) && led(np.0 - 3)
        });
        let own = own || both;
        // « a estimé qu'il relevait d'“une géographie politique” », « que les discussions avançaient “vite” »
        let inner = subject.is_some_and(|np| {
            let he = s.is(np.0, Class::PRONOUN) && np.0 == np.1 && !s.is(np.0, Class::NOBODY);
            led(np.0) && np.1 < near.cue.first && (he || mute)
        });
        // « X affirme que la ville est “prête” et signale que “…” »
        let says = near.cue.class.is(Class::SAY) && s.is(near.cue.last + 1, Class::THAT);
        let again =
            joined && plain && says && near.cue.first > 0 && s.tokens[near.cue.first].is_word();
        let again = again && s.is(near.cue.first - 1, Class::COORD) && {
            let quoted = |k: usize| s.tokens[k].quote().is_some();
            (0..near.cue.first).any(quoted)
        };
        // « Selon le spécialiste, cette phrase explique “…” »: no phrase does.
        let thing = mute && plain && subject.is_some_and(|np| s.read(np).definite);
        let source = |c: &&Cue| thing && c.form == Form::Source;
        let rules = again || apart || own || inner || mute && (judging || joined);
        match outer.filter(|c| rules || source(c)) {
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

/// « se dit »
fn self_said(s: &Sentence<'_>, k: usize) -> bool {
    s.is(k, Class::REFLEXIVE)
}

/// « l'usine traite désormais “…”, selon sa directrice »: whether a phrase names somebody.
fn speaks_for_itself(s: &Sentence<'_>, np: (usize, usize)) -> bool {
    let reading = s.read(np);
    let many = (np.0..=np.1).any(|k| s.is(k, Class::ANONYMOUS.or(Class::CROWD)));
    reading.pronoun || reading.human || reading.name.is_some() || many
}

/// « Le roi a exprimé sa “tristesse”, selon ses services »: his own people say for him.
fn own_people(s: &Sentence<'_>, source: Cue) -> bool {
    s.speaker_of(source, Hold::After).is_some_and(|np| {
        s.is(np.0, Class::POSSESSIVE) && s.is(np.1, Class::BODY) && np.1 == np.0 + 1
    })
}
