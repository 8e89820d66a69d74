//! Which cue a marked stretch answers to, and whether anybody said it at all.

use super::cue::{Cue, Form, Sentence};
use super::lexicon::Class;
use super::shape::Shape;

/// How a cue holds a quotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hold {
    /// It follows the marks at once: `», dit-il`.
    After,
    /// It stands before, with nothing but a colon, « que » or a few small words between.
    Before,
    /// It rules the sentence from further away.
    Within,
}

/// A cue that holds a quotation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Held {
    pub(super) cue: Cue,
    pub(super) hold: Hold,
}

/// How far before the marks an agent and its participle may stand, in tokens.
const AGENT: usize = 9;

/// The longest insert between a verb and the words it governs, in tokens.
const ASIDE: usize = 16;

/// The most words from a participle to the « par » behind when it was.
const WHEN: usize = 6;

impl Sentence<'_> {
    /// The cue that follows the quotation at `q` as an incise.
    pub(super) fn cue_after(&self, q: usize, cues: &[Cue], shape: Shape) -> Option<Cue> {
        let comma = self.sign(q + 1, ',');
        let from = q + 1 + usize::from(comma);
        let cue = *cues.iter().find(|c| c.first >= from)?;
        // « …, n'a pas dit un mot »: no incise denies.
        if (from..cue.first).any(|k| self.is(k, Class::NEGATION)) && cue.form == Form::Finite {
            return None;
        }
        if comma && cue.form == Form::Finite && self.closes_relative(q) {
            return None;
        }
        let between = cue.form == Form::Finite && cue.class.is(Class::SAY.or(Class::MANNER));
        if between && self.subject_between(cue.first).is_some_and(|np| np.0 == from) {
            return Some(cue);
        }
        // « كارثي”، وكتب: “…” »: a verb joined to the one before the marks.
        if self.lex.verb_first && self.lex.is_joined(self.word(cue.first)) {
            return None;
        }
        let small = |k: usize| {
            self.is(k, Class::BETWEEN.or(Class::ADVERB).or(Class::REFLEXIVE).or(Class::SUBORD))
                && !self.is(k, Class::THAT)
        };
        if cue.first > from + 4 || !(from..cue.first).all(small) {
            return None;
        }
        // A verb that is only guessed needs words that somebody may well have said.
        if cue.class.is(Class::GUESSED) && !(shape.utters() || shape.words >= 4) {
            return None;
        }
        let inside_phrase = q > 0 && !comma && !shape.utters() && self.tokens[q - 1].is_word();
        let found = match cue.form {
            // « بحسب ما نقلت عنه وكالة »: another clause follows, nobody's name.
            Form::Source if self.lex.verb_first => !self.is(cue.last + 1, Class::SUBORD),
            Form::Inverted(_) | Form::Source => true,
            Form::Finite => {
                !inside_phrase
                    && (cue.class.is(Class::SAY.or(Class::MANNER)) || comma)
                    && !self.is(cue.last + 1, Class::THAT)
                    && (self.lex.verb_first || self.subject_after(cue.last).is_some())
            }
            // « “une honte”, selon X, “une erreur” pour Y », but « un “signal” pour Y »
            Form::SourceWeak => self.source_phrase(cue.last + 1).is_some_and(|np| {
                let reading = self.read(np);
                let given = |n: (usize, usize)| self.is(n.0, Class::GIVEN.or(Class::TITLE));
                let row = cues.iter().any(|c| c.last < q && c.form == Form::Source);
                // « “Une tragédie”, pour Anne Petit. »: nothing else is said.
                let all = q == 0 && comma && self.tokens.get(np.1 + 1).is_none_or(|t| !t.is_word());
                (row || all) && !inside_phrase && (reading.human || reading.name.is_some_and(given))
            }),
            Form::Loose | Form::Noun | Form::Quoting | Form::Passive(_) => false,
        };
        found.then_some(cue)
    }

    /// « L'exploitant, qui a fait part de “son indignation”, estime les dégâts à »: whether the comma behind the marks at `q`
    /// closes a clause about the subject.
    fn closes_relative(&self, q: usize) -> bool {
        let plain = !self.lex.caseless && !self.lex.subject_first;
        let open = (1..q).rev().find(|&k| self.sign(k, ',')).filter(|_| plain);
        let clause = open.filter(|&k| self.is(k + 1, Class::RELATIVE));
        let whole = |np: (usize, usize)| np.0 == 0 && clause == Some(np.1 + 1);
        clause.and_then(|k| self.phrase_ending(k)).is_some_and(whole)
    }

    /// « une position jugée “…” par certains élus », « qualifié de “…” par le maire »
    pub(super) fn cue_around(&self, q: usize, cues: &[Cue]) -> Option<Cue> {
        let around = self.done_by(q).or_else(|| self.in_whose_eyes(q, cues));
        if let Some(cue) = around.or_else(|| self.told_behind(q)) {
            return Some(cue);
        }
        // « une formule jugée “insuffisante” à Washington »
        let seat = |k: usize| {
            let plain = !self.lex.caseless && !self.lex.subject_first;
            let town = self.noun_phrase(k + 1).filter(|_| plain && self.is(k, Class::OCCASION));
            town.is_some_and(|np| self.lex.world.is_whole_place(&self.folded(np)))
        };
        let by =
            (q + 1..(q + 3).min(self.tokens.len())).find(|&k| self.is(k, Class::BY) || seat(k))?;
        let verb = (q.saturating_sub(3)..q)
            .rev()
            .find(|&k| self.is(k, Class::PARTICIPLE) && self.is(k, Class::JUDGE.or(Class::SAY)))?;
        // « s'est dit “bouleversé” par les images » is nobody else's word.
        let active = cues.iter().any(|c| c.first < verb && c.last == verb);
        let led = verb > 0 && self.is(verb - 1, Class::AUX.or(Class::BETWEEN));
        // « was called “reckless” by the union », « a été jugé “insuffisant” par les syndicats »
        if active || led && !self.lex.subject_first && !self.done_to(verb) {
            return None;
        }
        let small = (verb + 1..q).all(|k| self.is(k, Class::PREP.or(Class::SUBORD)));
        let class = Class::JUDGE;
        small.then_some(Cue { first: verb, last: verb, form: Form::Passive(by), class })
    }

    /// « le “nouveau chemin” souhaité par le président », « la “version allégée”, évoquée par la maire »: what somebody did to the
    /// words at `q`, told straight behind them.
    fn told_behind(&self, q: usize) -> Option<Cue> {
        let plain = !self.lex.caseless && !self.lex.subject_first;
        let verb = q + 1 + usize::from(self.sign(q + 1, ','));
        let told = plain && self.is(verb, Class::SAID_OF) && !self.tokens[verb].cap;
        // « lancé jeudi par », « tracée en mars par »
        let when = |k: usize| {
            let number = self.word(k).starts_with(|c: char| c.is_ascii_digit());
            number || self.is(k, Class::TIME.or(Class::WITHIN).or(Class::DET).or(Class::ADVERB))
        };
        let end = (verb + WHEN).min(self.tokens.len());
        let by = told.then(|| (verb + 1..end).find(|&k| !when(k))).flatten();
        let by = by.filter(|&k| self.is(k, Class::BY))?;
        let reading = self.read(self.source_phrase(by + 1)?);
        let somebody = reading.human || reading.body || reading.name.is_some();
        // « annoncé par courrier »
        let small = |t: &super::token::Token| t.is_word() && !t.cap && !t.is(Class::DET);
        let somebody = somebody && !self.tokens.get(by + 1).is_some_and(small);
        let form = Form::Passive(by);
        somebody.then_some(Cue { first: verb, last: verb, form, class: Class::JUDGE })
    }

    /// « a été jugé », « est jugé », but « s'est dit »: whether the participle at `verb` tells what others did.
    fn done_to(&self, verb: usize) -> bool {
        let small = Class::ADVERB.or(Class::BETWEEN);
        let aux = (0..verb).rev().find(|&k| self.is(k, Class::BEING) || !self.is(k, small));
        let being = aux.filter(|&k| !self.lex.caseless && self.is(k, Class::BEING));
        let before = |k: usize| (k.saturating_sub(2)..k).any(|n| self.is(n, Class::REFLEXIVE));
        being.is_some_and(|k| !before(k))
    }

    /// « a decision described by staff as “vandalism” », « accusé par la maire de “trahison” »: where the agent stands before the
    /// marks.
    fn done_by(&self, q: usize) -> Option<Cue> {
        let of = if self.lex.subject_first { Class::PREP } else { Class::GENITIVE };
        let link = q.checked_sub(1).filter(|&k| !self.lex.caseless && self.is(k, of))?;
        let verb = (q.saturating_sub(AGENT)..link).rev().find(|&k| {
            self.is(k, Class::PARTICIPLE) && self.is(k, Class::JUDGE) && self.is(k + 1, Class::BY)
        })?;
        let quiet = (verb..link).all(|k| self.tokens[k].is_word());
        // « a qualifié par téléphone la mesure de “…” »
        let active = verb > 0 && self.is(verb - 1, Class::AUX);
        let active = active && !self.is(verb - 1, Class::BEING) && !self.lex.subject_first;
        let form = Form::Passive(verb + 1);
        (quiet && !active).then_some(Cue { first: verb, last: verb, form, class: Class::JUDGE })
    }

    /// The cue before the quotation at `q` that governs it.
    pub(super) fn cue_before(&self, q: usize, cues: &[Cue], shape: Shape) -> Option<Held> {
        let barrier = (0..q).rev().find(|&k| self.sign(k, ';')).map_or(0, |k| k + 1);
        let colon = q > 0 && self.sign(q - 1, ':');
        let paper = |c: &Cue| self.only_holds(c) && cues.iter().any(|c| self.tells(c, q));
        let open = |c: &&Cue| c.last < q && c.first >= barrier && !paper(c);
        let before = || cues.iter().rev().filter(open);
        if colon {
            return self.cue_at_colon(&before().collect::<Vec<_>>());
        }
        let aside = |c: &Cue| self.tells_of_source(*c, cues) || self.tells_of_noun(*c, cues);
        for cue in before().filter(|c| !aside(c)) {
            let gap = cue.last + 1..q;
            let told = self.found_by_another(*cue, cues) || self.tells_of_the_source(*cue, q, cues);
            let told = told || self.foreseen(*cue, cues) || self.set_into_telling(*cue, cues);
            if told || !shape.upper && self.told_under(*cue, cues, q) {
                continue;
            }
            let crossed = gap.clone().any(|k| self.tokens[k].quote().is_some());
            let that = gap.clone().any(|k| self.is(k, Class::THAT));
            let told = |k: usize| cues.iter().any(|c| c.first <= k && k <= c.last);
            let verbs = gap.clone().any(|k| self.finite_at(k) && !told(k));
            let comma = gap.clone().any(|k| self.sign(k, ','));
            let near = gap.len() <= 4 && !verbs && !comma;
            let hold = if near && !crossed { Hold::Before } else { Hold::Within };
            // « estime que les propos du ministre “…” »: the noun is told of, the verb before « que » tells.
            let told = || {
                let outer = before().find(|c| c.last < cue.first && c.form == Form::Finite);
                outer.is_some_and(|c| {
                    c.class.is(Class::SAY) && (c.last..cue.first).any(|k| self.is(k, Class::THAT))
                })
            };
            let fits = match cue.form {
                // « beyond a statement that the board would “act …” »
                Form::Noun if self.lex.subject_first && self.is(cue.last + 1, Class::THAT) => {
                    gap.len() <= 6 && !crossed
                }
                // « a warning from the minister that the standoff would end “…” »
                Form::Noun if self.is(cue.last + 1, Class::SENDER) && that => !crossed && !comma,
                Form::Noun => near && gap.len() <= 2 && !(that && self.lex.verb_first) && !told(),
                Form::SourceWeak | Form::Quoting | Form::Passive(_) => false,
                Form::Source => true,
                // « told the BBC the findings were “…” »: English leaves its “that” out.
                _ if that || self.lex.subject_first && cue.class.is(Class::SAY) => {
                    cue.class.is(Class::SAY.or(Class::JUDGE))
                }
                _ if shape.utters() && shape.upper && cue.class.is(Class::SAY) => !verbs || comma,
                _ => {
                    cue.class.is(Class::SAY.or(Class::JUDGE))
                        && (!verbs || self.goes_on_from_before(q))
                        && gap.len()
                            <= if self.lex.subject_first { 14 } else { 17 }
                                + self.aside(gap.clone()).min(ASIDE)
                }
            };
            if fits {
                let hold = if that && gap.len() <= 2 { Hold::Before } else { hold };
                return Some(Held { cue: *cue, hold });
            }
        }
        None
    }

    /// « a reconnu six faits qui lui sont reprochés, invoqué “…” et juré n'avoir “…” »: whether a participle straight before the
    /// marks at `q` goes on from a verb before.
    fn goes_on_from_before(&self, q: usize) -> bool {
        let small = Class::BETWEEN.or(Class::NEGATION).or(Class::AUX);
        let verb = (q.saturating_sub(4)..q).rev().find(|&k| !self.is(k, small));
        let verb = verb.filter(|&k| self.is(k, Class::PARTICIPLE) && self.is(k, Class::CUE));
        let before = verb.and_then(|k| k.checked_sub(1));
        let plain = !self.lex.caseless && !self.lex.subject_first;
        plain && before.is_some_and(|k| self.sign(k, ',') || self.is(k, Class::COORD))
    }

    /// The one of the cues before a colon, the nearest first, that the colon belongs to.
    fn cue_at_colon(&self, before: &[&Cue]) -> Option<Held> {
        let other = |c: &Cue| matches!(c.form, Form::Noun | Form::SourceWeak | Form::Quoting);
        let verb = before.iter().find(|c| !other(c));
        // « a dit ce que beaucoup murmurent : “…” »: the verb before « ce que » rules.
        let inner = |c: &Cue| {
            (c.first.saturating_sub(4)..c.first)
                .any(|k| self.is(k, Class::THAT) && k > 0 && self.is(k - 1, Class::ADDRESSED))
        };
        let finite = |c: &Cue| matches!(c.form, Form::Finite | Form::Inverted(_));
        let ruling = verb
            .filter(|c| inner(c))
            .and_then(|near| before.iter().find(|c| c.last < near.first && finite(c) && !inner(c)));
        // « L'élu s'emporte quand on évoque l'alerte : “…” »: nobody's verb under « quand ».
        let under = |c: &Cue| {
            let on = c.first.checked_sub(1).filter(|&k| self.is(k, Class::NOBODY));
            let link = on.and_then(|k| k.checked_sub(1));
            link.is_some_and(|k| self.is(k, Class::SUBORD) && !self.is(k, Class::THAT))
        };
        // « Une élue, qui requiert l'anonymat, est moins tendre : “…” »: a clause of its own, closed before the verb.
        let set_in = |c: &Cue| {
            let from = c.first.saturating_sub(2);
            let opens = (from..c.first)
                .any(|k| self.is(k, Class::RELATIVE) && self.sign(k.wrapping_sub(1), ','));
            let comma = (c.last + 1..self.tokens.len()).find(|&k| !self.tokens[k].is_word());
            let then = comma.filter(|&k| self.sign(k, ',')).map(|k| k + 1);
            opens
                && then
                    .is_some_and(|k| (k..k + 3).any(|k| k < self.tokens.len() && self.finite_at(k)))
        };
        // « Mais selon RTL, un proche du président a écarté cette idée : “…” »: a paper passes on what somebody says.
        let told_of = |c: &Cue| {
            let set_in = c.first > 0 && self.sign(c.first - 1, ',') && c.form == Form::Finite;
            let plain = set_in && !self.lex.caseless && !self.lex.subject_first;
            let np = self.subject_after(c.last).filter(|_| plain);
            np.is_some_and(|np| self.lex.names_outlet(&self.folded(np)) && self.sign(np.1 + 1, ':'))
        };
        let passed_on = |c: &Cue| {
            if told_of(c) {
                return true;
            }
            let plain = c.form == Form::Source && !self.lex.caseless && !self.lex.subject_first;
            let np = self.source_phrase(c.last + 1).filter(|_| plain);
            let paper = np
                .filter(|np| self.sign(np.1 + 1, ',') && self.lex.names_outlet(&self.folded(*np)));
            let subject = paper.and_then(|np| self.noun_phrase(np.1 + 2));
            subject.is_some_and(|np| self.read(np).human && self.is(np.1 + 1, Class::AUX))
        };
        let verb = verb.filter(|c| !under(c) && !set_in(c) && !passed_on(c));
        let noun = || before.iter().find(|c| c.form == Form::Noun);
        let held = **ruling.or(verb).or_else(noun)?;
        Some(Held { cue: held, hold: Hold::Before })
    }

    /// « “…”, avec l'appui de ses élus, s'est agacé le président »: whether a verb of mood at `verb` follows marks at `q` and words
    /// between commas.
    fn is_set_in(&self, verb: usize, q: usize) -> bool {
        let plain = !self.lex.caseless && !self.lex.subject_first && self.sign(q + 1, ',');
        let own = (verb.saturating_sub(3)..=verb).any(|k| self.is(k, Class::REFLEXIVE));
        plain && own && self.is(verb, Class::MANNER.or(Class::AUX))
    }

    /// « a critiqué, dans une déclaration à l'agence X, un accord “…” »: how many tokens commas set apart.
    fn aside(&self, gap: std::ops::Range<usize>) -> usize {
        let mut signs = gap.filter(|&k| self.sign(k, ','));
        let first = signs.next();
        first.zip(signs.next_back().or(first)).map_or(0, |(a, b)| b - a)
    }

    /// « told the BBC that investigators had found “signs of neglect” »: found, not said.
    fn found_by_another(&self, cue: Cue, cues: &[Cue]) -> bool {
        let outer = |c: &Cue| {
            let that = (c.last..cue.first).any(|k| self.is(k, Class::THAT));
            c.last < cue.first && c.class.is(Class::SAY) && that
        };
        self.is(cue.last, Class::FINDS) && cues.iter().any(outer)
    }

    /// « D'après une source sur laquelle s'appuie l'agence, des images montraient “…” »: a clause about the source, closed by
    /// a comma before the words at `q`.
    fn tells_of_the_source(&self, cue: Cue, q: usize, cues: &[Cue]) -> bool {
        let plain = !self.lex.caseless && !self.lex.subject_first && cue.form == Form::Finite;
        let source = |c: &Cue| c.form == Form::Source && c.first == 0 && c.last < cue.first;
        let from = cue.first.saturating_sub(3);
        let clause = (from..cue.first).any(|k| self.is(k, Class::RELATIVE));
        let comma = (cue.last + 1..q).any(|k| self.sign(k, ','));
        plain && clause && comma && cues.iter().any(source)
    }

    /// « a indiqué, selon l'agence X, que des localités avaient subi “des coupures” »: a source set in between a verb and its
    /// « que » passes on what the verb says.
    fn set_into_telling(&self, cue: Cue, cues: &[Cue]) -> bool {
        let comma = cue.first.checked_sub(1).filter(|&k| self.sign(k, ','));
        let Some(open) = comma.filter(|_| cue.form == Form::Source) else { return false };
        let verb = cues.iter().any(|c| c.last + 1 == open && c.class.is(Class::SAY));
        let close = self.inset(open).filter(|_| verb && !self.lex.caseless);
        close.is_some_and(|k| self.is(k + 1, Class::THAT))
    }

    /// « a prévenu que l'Etat n'accorderait “pas un euro” », « a dit que son pays voulait “un pont” »: what is still to
    /// come, or wanted by another, is said by who tells of it.
    fn foreseen(&self, cue: Cue, cues: &[Cue]) -> bool {
        let outer = |c: &Cue| {
            let that = (c.last..cue.first).any(|k| self.is(k, Class::THAT));
            c.last < cue.first && c.form == Form::Finite && c.class.is(Class::SAY) && that
        };
        let to_come = self.lex.ends_like_a_future(self.word(cue.last));
        let to_come = to_come || (cue.first..=cue.last).any(|k| self.is(k, Class::WISHES));
        cue.form == Form::Finite && to_come && cues.iter().any(outer)
    }

    /// « Le maire assure que les mutuelles s'étaient engagées à être “transparentes” »: a fragment in what somebody is told
    /// to have done is worded by who tells of it, unless the verb says what they called it.
    fn told_under(&self, cue: Cue, cues: &[Cue], q: usize) -> bool {
        let plain = !self.lex.caseless && !self.lex.subject_first && cue.form == Form::Finite;
        // « qu'il s'est dit “surpris” »
        let calls_itself =
            (cue.first.saturating_sub(1)..cue.last).any(|k| self.is(k, Class::REFLEXIVE));
        let mild = plain && !cue.class.is(Class::JUDGE) && !calls_itself;
        let subject = self.subject_before(cue.first).filter(|_| mild);
        let that = subject.and_then(|np| np.0.checked_sub(1)).filter(|&k| self.is(k, Class::THAT));
        let own = (cue.last + 1..q).any(|k| self.is(k, Class::THAT) || self.sign(k, ':'));
        let Some(that) = that.filter(|_| !own) else { return false };
        let outer = |c: &Cue| {
            let straight = c.last < that && (c.last + 1..that).all(|k| self.tokens[k].is_word());
            straight && c.form == Form::Finite && c.class.is(Class::SAY)
        };
        cues.iter().any(outer)
    }

    /// « selon une source s'exprimant sous couvert d'anonymat »: the participle tells of the source.
    fn tells_of_source(&self, cue: Cue, cues: &[Cue]) -> bool {
        let lead =
            cue.first - usize::from(cue.first > 0 && self.is(cue.first - 1, Class::REFLEXIVE));
        let source = |c: &Cue| matches!(c.form, Form::Source | Form::SourceWeak) && c.last < lead;
        let ends = |c: &Cue| self.source_phrase(c.last + 1).is_some_and(|np| np.1 + 1 == lead);
        self.is(cue.first, Class::GERUND) && cues.iter().any(|c| source(c) && ends(c))
    }

    /// « كشفت دراسة نشرت في مجلة أن », « قال مسؤول رفض كشف اسمه إن »: a verb straight behind a subject without the article
    /// tells more of it.
    fn tells_of_noun(&self, cue: Cue, cues: &[Cue]) -> bool {
        let Some(noun) = cue.first.checked_sub(1).filter(|_| self.lex.caseless) else {
            return false;
        };
        let kind = Class::DOCUMENT.or(Class::ROLE).or(Class::ANONYMOUS).or(Class::GENERIC);
        let bare = |k: usize| !self.lex.has_article(self.word(k)) && !self.tokens[k].cap;
        let indefinite = self.tokens[noun].is_word() && bare(noun);
        let outer = cues.iter().find(|c| c.last < noun && c.form == Form::Finite);
        let Some(outer) = outer.filter(|_| indefinite && cue.form == Form::Finite) else {
            return false;
        };
        let whole = (outer.last + 1..=noun).all(|k| self.tokens[k].is_word() && bare(k));
        let subject = self.is(outer.last + 1, kind) && noun - outer.last <= 3;
        whole && subject && !self.lex.is_joined(self.word(cue.first))
    }

    fn finite_at(&self, k: usize) -> bool {
        let t = &self.tokens[k];
        t.is_word()
            && !t.cap
            // « pour sa part »
            && !t.is(Class::NONFINITE.or(Class::BETWEEN))
            && (t.is(Class::AUX) || t.is(Class::VERB))
            && !(k > 0
                && self.is(k - 1, Class::DET.or(Class::PREP))
                && !self.is(k - 1, Class::BETWEEN))
            && !self.is_object(k)
    }

    /// « a chiffré le manque à gagner »: behind a verb and an article stands a noun.
    fn is_object(&self, k: usize) -> bool {
        let article = k > 1 && self.is(k - 1, Class::DET) && self.is(k - 1, Class::BETWEEN);
        let verb =
            article && self.is(k - 2, Class::PARTICIPLE.or(Class::FINITE).or(Class::INFINITIVE));
        verb && !self.is(k - 2, Class::PRONOUN) && !self.lex.subject_first && !self.lex.caseless
    }

    /// An incise or source further on that rules the sentence: `…, selon la police.`
    pub(super) fn cue_later(&self, q: usize, cues: &[Cue]) -> Option<Cue> {
        cues.iter()
            .filter(|c| c.first > q)
            .find(|c| {
                let mut lead = c.first;
                while lead > q + 1
                    && self.is(lead - 1, Class::BETWEEN.or(Class::REFLEXIVE).or(Class::ADVERB))
                {
                    lead -= 1;
                }
                let cut = self.sign(lead - 1, ',') || self.tokens[lead - 1].quote().is_some();
                match c.form {
                    Form::Inverted(_) => cut,
                    Form::Source => true,
                    // « were “ignored”, an independent review has found »
                    Form::Finite if self.lex.subject_first && c.class.is(Class::SAY) => {
                        self.subject_after_comma(c.first).is_some_and(|np| np.0 > q)
                    }
                    Form::Finite => {
                        cut && (c.class.is(Class::SAY) || self.is_set_in(c.first, q))
                            && !self.is(lead, Class::PRONOUN)
                            && self.subject_after(c.last).is_some()
                    }
                    _ => false,
                }
            })
            .copied()
    }
}
