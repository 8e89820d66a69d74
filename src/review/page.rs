//! The page on which units are judged: the browser face, and the sheet to fill offline.
//!
//! Both are the same file; the sheet keeps its verdicts itself and hands them over as JSONL.

use std::io::Write;

use minijinja::value::Value;
use serde::Serialize;

use super::Error;
use super::session::{Progress, Session};
use super::unit::{Kind, Side, Unit};
use super::verdict::{Fault, Judgement, Verdict};
use crate::render::template;

const PAGE: &str = include_str!("assets/review.html");
const CSS: &str = include_str!("assets/review.css");
const JS: &str = include_str!("assets/review.js");

/// Where the page gets its answers from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    /// From the server it came from, at once.
    Served,
    /// From nobody: it keeps verdicts until they are saved to a file.
    Sheet,
}

/// The policy the page carries, which the server repeats in its header.
#[must_use]
pub fn policy(face: Face) -> String {
    let connect = match face {
        Face::Served => "; connect-src 'self'",
        Face::Sheet => "",
    };
    format!("{}{connect}", template::policy(CSS, JS))
}

#[derive(Serialize)]
struct Page {
    csp: String,
    css: Value,
    js: Value,
    data: Value,
    served: bool,
    judgements: Vec<JudgementView>,
}

#[derive(Serialize)]
struct JudgementView {
    key: usize,
    name: &'static str,
    meaning: &'static str,
}

#[derive(Serialize)]
struct Data<'a> {
    served: bool,
    reviewer: &'a str,
    kinds: Vec<KindView>,
    units: Vec<UnitView<'a>>,
    progress: Progress,
}

#[derive(Serialize)]
struct KindView {
    kind: &'static str,
    question: &'static str,
    faults: Vec<FaultView>,
}

#[derive(Serialize)]
struct FaultView {
    name: &'static str,
    key: char,
    meaning: &'static str,
}

#[derive(Serialize)]
struct UnitView<'a> {
    key: &'a str,
    content: &'a str,
    kind: &'static str,
    what: String,
    why: &'a str,
    source: &'a Side,
    target: &'a Side,
    around: &'a [String; 2],
    claims: &'a [(String, String)],
    flags: &'a [String],
    links: &'a [(usize, usize, f32)],
    verdict: Option<VerdictView<'a>>,
}

/// A verdict as the page shows it again.
#[derive(Serialize)]
pub(super) struct VerdictView<'a> {
    judgement: Judgement,
    faults: &'a [Fault],
    marks: &'a super::verdict::Marks,
    note: &'a str,
    english: Option<&'a str>,
    holds: bool,
}

pub(super) fn verdict_view((verdict, holds): (&Verdict, bool)) -> VerdictView<'_> {
    VerdictView {
        judgement: verdict.judgement,
        faults: &verdict.faults,
        marks: &verdict.marks,
        note: &verdict.note,
        english: verdict.correction.english.as_deref(),
        holds,
    }
}

/// What a unit is and where, for its heading.
#[must_use]
pub fn what(unit: &Unit) -> String {
    let number = unit.index + 1;
    let called = match unit.kind {
        Kind::Segment => format!("Sentence {number}"),
        Kind::Links => format!("Word links of sentence {number}"),
        Kind::Quote => format!("Quotation {number}"),
        Kind::Bead => format!("Bead {number}"),
    };
    format!("{called}, {}", unit.document)
}

fn data(session: &Session, face: Face) -> Data<'_> {
    let unit = |n: usize| {
        let unit = session.unit(n)?;
        Some(UnitView {
            key: &unit.key,
            content: &unit.content,
            kind: unit.kind.name(),
            what: what(unit),
            why: &session.drawn()[n].why,
            source: &unit.source,
            target: &unit.target,
            around: &unit.around,
            claims: &unit.claims,
            flags: &unit.flags,
            links: if unit.kind == Kind::Links { &unit.links } else { &[] },
            verdict: session.verdict(n).map(verdict_view),
        })
    };
    let kind = |kind: Kind| KindView {
        kind: kind.name(),
        question: kind.question(),
        faults: (Fault::of(kind).iter())
            .map(|f| FaultView { name: f.name(), key: f.key(), meaning: f.meaning() })
            .collect(),
    };
    Data {
        served: face == Face::Served,
        reviewer: session.reviewer(),
        kinds: Kind::ALL.into_iter().map(kind).collect(),
        units: (0..session.drawn().len()).filter_map(unit).collect(),
        progress: session.progress(),
    }
}

/// What a judgement means, for the judge.
#[must_use]
pub fn meaning(judgement: Judgement) -> &'static str {
    match judgement {
        Judgement::Right => "nothing to object to",
        Judgement::Minor => "a slip that misleads nobody",
        Judgement::Wrong => "a reader would believe something false",
        Judgement::Unsure => "I cannot tell",
    }
}

/// Writes the page of `session`.
///
/// # Errors
/// When `out` refuses the bytes.
pub fn write(session: &Session, face: Face, out: &mut dyn Write) -> Result<(), Error> {
    let judgement = |(i, j): (usize, Judgement)| JudgementView {
        key: i + 1,
        name: j.name(),
        meaning: meaning(j),
    };
    let page = Page {
        csp: policy(face),
        css: template::safe(CSS.to_owned()),
        js: template::safe(JS.to_owned()),
        data: template::in_script(&serde_json::to_value(data(session, face))?),
        served: face == Face::Served,
        judgements: Judgement::ALL.into_iter().enumerate().map(judgement).collect(),
    };
    template::fill("review.html", PAGE, &page, out)?;
    Ok(())
}
