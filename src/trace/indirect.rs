//! Reported speech without marks, where the text names its source outright.

use crate::corpus::document::BlockKind;
use crate::corpus::quote::QuoteKind;
use crate::corpus::span::Span;

use super::cue::{Cue, Form, Sentence};
use super::find::{Finder, Said};
use super::judge::Hold;
use super::lexicon::Class;
use super::mention::Phrased;
use super::people::Sort;
use super::raw::trim;

/// The fewest words of a clause that count as somebody's statement.
const SHORTEST: usize = 4;

/// Looks for a statement in a sentence without marks: « X a déclaré que … », « Selon X, … »,
/// « …, a annoncé X. »
pub(super) fn find(finder: &mut Finder<'_>, s: &Sentence<'_>, cues: &[Cue], block: usize) {
    let running = matches!(
        finder.document.blocks()[block].kind,
        BlockKind::Paragraph | BlockKind::Deck | BlockKind::Caption
    );
    if !running || s.tokens.len() < SHORTEST {
        return;
    }
    for cue in cues {
        let found = match cue.form {
            Form::Finite | Form::Inverted(_) if cue.class.is(Class::SAY) => {
                that_clause(s, *cue).or_else(|| clause_before(s, *cue))
            }
            Form::Source => around_source(s, *cue),
            _ => None,
        };
        let Some((from, to, hold)) = found else { continue };
        let Some(np) = s.speaker_of(*cue, hold) else { continue };
        let reading = s.read(np);
        let speaks = reading.pronoun
            || reading.human
            || reading.body
            || reading.name.is_some()
            || (np.0..=np.1).any(|k| s.is(k, Class::ANONYMOUS.or(Class::STRONG)))
            || s.tokens[np.0].kind == super::token::Kind::Clitic;
        let span = s.tokens[from].span.cover(s.tokens[to].span);
        let text = finder.document.text();
        let Some(span) = trim(text, span, finder.document.markup()) else { continue };
        let words = s.tokens[from..=to].iter().filter(|t| t.is_word()).count();
        if !speaks || words < SHORTEST {
            continue;
        }
        let voice = finder.cast.voice(s, np);
        if let Some(entity) = voice.entity {
            finder.cast.last = Some((entity, span.end()));
            // « Selon un diplomate, le ton est monté. “…”, a-t-il raconté »
            let unnamed = finder.cast.people.all[entity].sort == Sort::Unnamed;
            let plain = !s.lex.caseless && !s.lex.subject_first;
            let at = voice.mention.map(Span::start).filter(|_| unnamed && plain);
            if let Some(at) = at {
                finder.cast.people.meet(at, entity, true);
            }
        }
        let cue = s.tokens[cue.first].span.cover(s.tokens[cue.last].span);
        let said = Said::of(QuoteKind::Indirect, Some(cue), voice);
        finder.indirect.push((span, said, block));
        return;
    }
}

/// The last token of the sentence that is no final stop.
fn end_of(s: &Sentence<'_>) -> usize {
    let last = s.tokens.len() - 1;
    if s.sign(last, '.') && last > 0 { last - 1 } else { last }
}

fn that_clause(s: &Sentence<'_>, cue: Cue) -> Option<(usize, usize, Hold)> {
    let that =
        (cue.last + 1..(cue.last + 9).min(s.tokens.len())).find(|&k| s.is(k, Class::THAT))?;
    let plain = (cue.last + 1..that).all(|k| {
        let other_verb = s.is(k, Class::CUE) && s.is(k, Class::FINITE) && !s.is(k, Class::SPEECH);
        !other_verb && !s.is(k, Class::SUBORD.or(Class::RELATIVE))
    });
    (plain && that < end_of(s)).then(|| (that + 1, end_of(s), Hold::Before))
}

/// « …, a annoncé vendredi le département d'État. »
fn clause_before(s: &Sentence<'_>, cue: Cue) -> Option<(usize, usize, Hold)> {
    let mut lead = cue.first;
    while lead > 0 && s.is(lead - 1, Class::REFLEXIVE.or(Class::BETWEEN)) {
        lead -= 1;
    }
    let cut = lead > SHORTEST && s.sign(lead - 1, ',');
    let subject = match cue.form {
        Form::Inverted(k) => Some((k, k)),
        _ => s.subject_after(cue.last).filter(|np| np.0 > cue.last),
    };
    let (_, last) = subject.filter(|_| cut)?;
    // Nothing but the speaker's own apposition may follow.
    let quiet =
        s.tokens[last + 1..].iter().filter(|t| t.is_word() && t.is(Class::AUX) && !t.cap).count()
            == 0;
    // « DIPLOMATIE - Une délégation … »: the rubric is no part of the statement.
    let rubric = s.sign(1, '-') || s.sign(1, '–') || s.sign(1, '—');
    quiet.then(|| (if rubric { 2 } else { 0 }, lead - 2, Hold::After))
}

fn around_source(s: &Sentence<'_>, cue: Cue) -> Option<(usize, usize, Hold)> {
    let np = s.speaker_of(cue, Hold::After)?;
    if cue.first == 0 {
        // « Selon Anne Petit, Jean Grand a menti »: what runs on is no apposition.
        let apart = |app: &Phrased| s.lex.caseless || s.sign(app.1 + 1, ',');
        let last = s.apposition(np.1).filter(apart).map_or(np.1, |app| app.1);
        let comma = (last + 1..s.tokens.len()).find(|&k| s.sign(k, ','))?;
        return (comma < end_of(s) && comma < last + 12)
            .then(|| (comma + 1, end_of(s), Hold::After));
    }
    (cue.first > SHORTEST && s.sign(cue.first - 1, ',') && end_of(s) <= np.1 + 12)
        .then(|| (0, cue.first - 2, Hold::After))
}
