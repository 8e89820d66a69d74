//! One reviewer going through what was drawn: the engine under all three faces.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Error;
use super::sample::{self, Drawn, Plan};
use super::sheet::{Row, Said};
use super::store::Store;
use super::unit::{Kind, Place, Side, Unit};
use super::verdict::{Correction, Fault, Judgement, Marks, Verdict};
use crate::corpus::article::Article;
use crate::corpus::span::{Byte, CharIndex, Span};
use crate::record::file::{TargetEntry, TextSpan};

/// What a face hands over when a verdict is given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Given {
    /// The unit's key.
    pub unit: String,
    /// The content the judge had before them.
    pub content: String,
    /// The verdict.
    pub judgement: Option<Judgement>,
    /// What is at fault.
    #[serde(default)]
    pub faults: Vec<Fault>,
    /// Words pointed at.
    #[serde(default)]
    pub marks: Marks,
    /// A remark.
    #[serde(default)]
    pub note: String,
    /// The right English of a sentence.
    #[serde(default)]
    pub english: Option<String>,
    /// The right words of a quotation in the source: its first and last word, by number.
    #[serde(default)]
    pub source: Option<[usize; 2]>,
    /// The right words of a quotation in the English.
    #[serde(default)]
    pub target: Option<[usize; 2]>,
    /// How long it took.
    #[serde(default)]
    pub millis: u64,
}

/// How far the reviewer has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Progress {
    /// Units drawn.
    pub drawn: usize,
    /// Units with a verdict of this reviewer that still holds.
    pub judged: usize,
    /// Units whose verdict is stale: what was judged has changed.
    pub stale: usize,
    /// The middle time of a unit, in milliseconds; 0 before there is one.
    pub median_millis: u64,
}

/// A review in progress.
#[derive(Debug)]
pub struct Session {
    units: Vec<Unit>,
    drawn: Vec<Drawn>,
    articles: Vec<Article>,
    reviewer: String,
    store: Store,
    standing: BTreeMap<String, Verdict>,
}

/// The longest remark or correction kept, in bytes.
const LONGEST: usize = 20_000;

impl Session {
    /// Begins, or goes on with, `reviewer`'s review of what `plan` draws from `units`.
    ///
    /// # Errors
    /// When the store fails.
    pub fn begin(
        units: Vec<Unit>,
        articles: Vec<Article>,
        plan: &Plan,
        reviewer: &str,
        mut store: Store,
    ) -> Result<Self, Error> {
        if plan.choice == sample::Choice::Sample && store.plan()?.as_ref() != Some(plan) {
            store.keep_plan(plan)?;
        }
        let drawn = sample::draw(&units, plan);
        let all = store.standing()?;
        let own = all.into_iter().filter(|((_, who), _)| who == reviewer);
        let standing = own.map(|((unit, _), verdict)| (unit, verdict)).collect();
        Ok(Self { units, drawn, articles, reviewer: reviewer.to_owned(), store, standing })
    }

    /// What was drawn, in the order of judging.
    #[must_use]
    pub fn drawn(&self) -> &[Drawn] {
        &self.drawn
    }

    /// The unit drawn at `n`.
    #[must_use]
    pub fn unit(&self, n: usize) -> Option<&Unit> {
        Some(&self.units[self.drawn.get(n)?.unit])
    }

    /// Who judges.
    #[must_use]
    pub fn reviewer(&self) -> &str {
        &self.reviewer
    }

    /// This reviewer's verdict on the unit drawn at `n`, and whether it still holds.
    #[must_use]
    pub fn verdict(&self, n: usize) -> Option<(&Verdict, bool)> {
        let unit = self.unit(n)?;
        let verdict = self.standing.get(&unit.key)?;
        Some((verdict, verdict.content == unit.content))
    }

    /// The first unit from `n` on, going round, without a verdict that holds.
    #[must_use]
    pub fn next(&self, n: usize) -> Option<usize> {
        let len = self.drawn.len();
        let turn = (0..len).map(|i| (n + i) % len);
        turn.into_iter().find(|&i| !self.verdict(i).is_some_and(|(_, holds)| holds))
    }

    /// How far it has come.
    #[must_use]
    pub fn progress(&self) -> Progress {
        let verdicts: Vec<_> = (0..self.drawn.len()).filter_map(|n| self.verdict(n)).collect();
        let mut times: Vec<u64> =
            verdicts.iter().map(|(v, _)| v.millis).filter(|m| *m > 0).collect();
        times.sort_unstable();
        Progress {
            drawn: self.drawn.len(),
            judged: verdicts.iter().filter(|(_, holds)| *holds).count(),
            stale: verdicts.iter().filter(|(_, holds)| !holds).count(),
            median_millis: times.get(times.len() / 2).copied().unwrap_or(0),
        }
    }

    /// Keeps a verdict given at `now` (ISO 8601). It is on disk when this returns.
    ///
    /// # Errors
    /// When the unit is not under review or has changed, when words or faults do not fit it, or
    /// when the store fails.
    pub fn judge(&mut self, given: Given, now: &str) -> Result<&Verdict, Error> {
        let drawn =
            (0..self.drawn.len()).find(|&n| self.unit(n).is_some_and(|u| u.key == given.unit));
        let unit = drawn.and_then(|n| self.unit(n));
        let verdict = match unit {
            Some(unit) => settle(unit, &self.articles, given, (&self.reviewer, now))?,
            None => return Err(refuse(&given.unit, "no such unit is under review")),
        };
        self.store.put(&verdict)?;
        let key = verdict.unit.clone();
        self.standing.insert(key.clone(), verdict);
        Ok(&self.standing[&key])
    }

    /// Keeps verdicts from a filled sheet, all in one transaction; gives how many were new and the
    /// complaints about the rest.
    ///
    /// # Errors
    /// When the store fails.
    pub fn import(&mut self, rows: Vec<Row>, now: &str) -> Result<(usize, Vec<Error>), Error> {
        let by_key: BTreeMap<&str, &Unit> =
            self.units.iter().map(|unit| (unit.key.as_str(), unit)).collect();
        let (mut kept, mut refused) = (Vec::new(), Vec::new());
        for Row { place, said, reviewer } in rows {
            let given = match said {
                // What was exported was checked when it was given; it may be stale by now.
                Said::Whole(verdict) => {
                    kept.push(*verdict);
                    continue;
                }
                Said::Given(given) => *given,
            };
            let reviewer = reviewer.unwrap_or_else(|| self.reviewer.clone());
            let Some(unit) = by_key.get(given.unit.as_str()) else {
                let problem = "names no unit of this folder: use the sheet as it was written";
                refused.push(refuse(&place, problem));
                continue;
            };
            match settle(unit, &self.articles, given, (&reviewer, now)) {
                Ok(verdict) => kept.push(verdict),
                Err(Error::Verdict { problem, .. }) => refused.push(refuse(&place, &problem)),
                Err(other) => return Err(other),
            }
        }
        let known = self.store.standing()?;
        // A sheet that is read twice says nothing new the second time.
        kept.retain(|new| {
            let before = known.get(&(new.unit.clone(), new.reviewer.clone()));
            before.is_none_or(|old| {
                let same = Verdict { at: old.at.clone(), millis: old.millis, ..new.clone() };
                same != *old
            })
        });
        self.store.put_all(&kept)?;
        let n_new = kept.len();
        let own = kept.into_iter().filter(|verdict| verdict.reviewer == self.reviewer);
        self.standing.extend(own.map(|verdict| (verdict.unit.clone(), verdict)));
        Ok((n_new, refused))
    }

    /// Takes back this reviewer's last verdict; gives the number of its unit where it is under
    /// review.
    ///
    /// # Errors
    /// When the store fails.
    pub fn undo(&mut self) -> Result<Option<usize>, Error> {
        let Some(taken) = self.store.undo(&self.reviewer)? else { return Ok(None) };
        // An earlier verdict on the same unit, if there was one, stands again.
        let all = self.store.standing()?;
        match all.get(&(taken.unit.clone(), self.reviewer.clone())) {
            Some(before) => drop(self.standing.insert(taken.unit.clone(), before.clone())),
            None => drop(self.standing.remove(&taken.unit)),
        }
        Ok((0..self.drawn.len()).find(|&n| self.unit(n).is_some_and(|u| u.key == taken.unit)))
    }
}

fn refuse(place: &str, problem: &str) -> Error {
    Error::Verdict { place: place.to_owned(), problem: problem.to_owned() }
}

/// Checks what was given against the unit, and turns words by number into places in the text.
fn settle(
    unit: &Unit,
    articles: &[Article],
    given: Given,
    (reviewer, at): (&str, &str),
) -> Result<Verdict, Error> {
    let place = format!("{} {}", unit.document, unit.place());
    let problem = |problem: &str| refuse(&place, problem);
    let judgement =
        given.judgement.ok_or_else(|| problem("no verdict: right, minor, wrong or unsure"))?;
    if given.content != unit.content {
        return Err(problem("the text has changed since it was shown; judge it again"));
    }
    let fits = |words: &[usize], side: &Side| words.iter().all(|w| *w < side.words.len());
    if !fits(&given.marks.source, &unit.source) || !fits(&given.marks.target, &unit.target) {
        return Err(problem("a marked word is not in the unit"));
    }
    if let Some(fault) = given.faults.iter().find(|f| !Fault::of(unit.kind).contains(f)) {
        return Err(problem(&format!(
            "a {} cannot have the fault “{}”",
            unit.kind.name(),
            fault.name()
        )));
    }
    let correction = correction(unit, articles, &given).map_err(problem)?;
    let mut faults = given.faults;
    faults.sort_unstable();
    faults.dedup();
    Ok(Verdict {
        unit: unit.key.clone(),
        content: unit.content.clone(),
        kind: unit.kind,
        document: unit.document.clone(),
        place: unit.place(),
        reviewer: reviewer.to_owned(),
        judgement,
        faults,
        marks: given.marks,
        note: given.note.trim().to_owned(),
        correction,
        millis: given.millis,
        at: at.to_owned(),
    })
}

/// What should stand there instead, checked against the unit.
fn correction(
    unit: &Unit,
    articles: &[Article],
    given: &Given,
) -> Result<Correction, &'static str> {
    let english = given.english.as_ref().map(|e| e.trim()).filter(|e| !e.is_empty());
    if given.note.len() > LONGEST || english.is_some_and(|e| e.len() > LONGEST) {
        return Err("the note or correction is too long");
    }
    if english.is_some() && unit.kind != Kind::Segment {
        return Err("only a sentence can be given other English");
    }
    if (given.source.is_some() || given.target.is_some()) && unit.kind != Kind::Quote {
        return Err("only a quotation can be drawn anew");
    }
    let range = |side: &Side, ends: [usize; 2]| -> Result<Vec<Place>, &'static str> {
        let words = side.words.get(ends[0]..=ends[1]).map(<[Place]>::to_vec);
        words.ok_or("the first and last word are not in the unit")
    };
    let mut correction = Correction {
        english: english.filter(|e| *e != unit.target.text()).map(str::to_owned),
        ..Correction::default()
    };
    if let Some(article) = articles.iter().find(|a| a.source.document().id() == unit.document) {
        if let Some(ends) = given.source {
            correction.source = source_span(article, &range(&unit.source, ends)?);
        }
        if let Some(ends) = given.target {
            correction.target = target_spans(article, &range(&unit.target, ends)?);
        }
    }
    Ok(correction)
}

/// From the first to the last of `words`, in code points of the document.
fn source_span(article: &Article, words: &[Place]) -> Option<TextSpan> {
    let text = article.source.document().text();
    let (first, last) = (words.first()?, words.last()?);
    let span = with_stop(text, Span::new(first.span.start(), last.span.end()));
    let at = CharIndex::new(text).chars(span);
    Some(TextSpan { start: at.start(), end: at.end(), text: span.of(text).to_owned() })
}

/// The same words segment by segment, in code points of each one's English.
fn target_spans(article: &Article, words: &[Place]) -> Vec<TargetEntry> {
    let mut out = Vec::new();
    for here in words.chunk_by(|a, b| a.segment == b.segment) {
        let text = &article.target[here[0].segment].text;
        let span = Span::new(here[0].span.start(), here[here.len() - 1].span.end());
        let span = with_stop(text, span);
        let at = CharIndex::new(text).chars(span);
        out.push(TargetEntry {
            segment: format!("s{}", here[0].segment + 1),
            start: at.start(),
            end: at.end(),
            text: span.of(text).to_owned(),
        });
    }
    out
}

/// With the sign that ends the sentence, where the mark that closes the quotation follows it.
fn with_stop(text: &str, span: Span<Byte>) -> Span<Byte> {
    let rest = &text[span.end()..];
    let after = rest.trim_start_matches(['.', '!', '?', '…']);
    let stop = rest.len() - after.len();
    let closes = after.trim_start().starts_with(['”', '"', '»', '’', '\'']);
    if stop > 0 && (closes || after.is_empty()) {
        Span::new(span.start(), span.end() + stop)
    } else {
        span
    }
}
