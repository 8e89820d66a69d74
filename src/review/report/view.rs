//! The report as a page: numbers become words and bars.

use std::io::Write;

use minijinja::value::Value;
use serde::Serialize;

use super::{Finding, KindReport, Report, agreement_line, reviewer_line, worth};
use crate::render::template;
use crate::review::Error;
use crate::review::estimate::Rate;
use crate::review::unit::Kind;
use crate::review::verdict::Fault;

/// Writes the page.
pub(super) fn write(report: &Report, out: &mut dyn Write) -> Result<(), Error> {
    const PAGE: &str = include_str!("../assets/report.html");
    const CSS: &str = include_str!("../assets/report.css");
    let kinds = report.kinds.iter().map(kind_view).collect();
    let found: Vec<_> = report.found.iter().map(finding_view).collect();
    let view = View {
        csp: template::policy(CSS, ""),
        css: template::safe(CSS.to_owned()),
        kinds,
        agreement: report.agreement.as_ref().map(agreement_line),
        reviewers: report.reviewers.iter().map(reviewer_line).collect(),
        seed: report.plan.seed,
        size: report.plan.size,
        n_stale: report.n_stale,
        n_gone: report.n_gone,
        n_corrected: report.n_corrected,
        found,
    };
    template::fill("report.html", PAGE, &view, out)?;
    Ok(())
}

#[derive(Serialize)]
struct View {
    csp: String,
    css: Value,
    kinds: Vec<KindView>,
    agreement: Option<String>,
    reviewers: Vec<String>,
    seed: u64,
    size: usize,
    n_stale: usize,
    n_gone: usize,
    n_corrected: usize,
    found: Vec<FindingView>,
}

#[derive(Serialize)]
struct KindView {
    title: String,
    n_judged: usize,
    n_units: usize,
    n_beside: usize,
    wrong: RateView,
    minor: RateView,
    by: String,
    strata: Vec<StratumView>,
    faults: Vec<(&'static str, usize)>,
    worth: String,
}

#[derive(Serialize)]
struct StratumView {
    label: String,
    n_units: usize,
    n_judged: usize,
    n_wrong: usize,
    n_minor: usize,
    n_unsure: usize,
    rate: RateView,
}

/// A rate in words, and as a bar from `x` to `x + width` with a tick at `mark`, in per cent.
#[derive(Serialize)]
struct RateView {
    share: String,
    range: String,
    x: String,
    width: String,
    mark: Option<String>,
}

#[derive(Serialize)]
struct FindingView {
    href: String,
    label: String,
    judgement: &'static str,
    reviewer: String,
    source: String,
    english: String,
    faults: String,
    note: String,
}

fn rate_view(rate: &Rate) -> RateView {
    let percent = |x: f64| format!("{:.1}", x * 100.0);
    RateView {
        share: rate
            .share
            .map_or_else(|| "not known yet".to_owned(), |s| format!("{} %", percent(s))),
        range: format!("{} to {} %", percent(rate.low), percent(rate.high)),
        x: percent(rate.low),
        width: percent((rate.high - rate.low).max(0.004)),
        mark: rate.share.map(percent),
    }
}

fn kind_view(kind: &KindReport) -> KindView {
    let called = kind.kind.called(2);
    let mut letters = called.chars();
    let title = letters.next().map(|c| c.to_uppercase().chain(letters).collect());
    KindView {
        title: title.unwrap_or_default(),
        n_judged: kind.n_judged,
        n_units: kind.n_units,
        n_beside: kind.n_beside,
        wrong: rate_view(&kind.wrong),
        minor: rate_view(&kind.wrong_or_minor),
        by: kind.by.join(", "),
        strata: kind
            .strata
            .iter()
            .map(|s| StratumView {
                label: s.label.clone(),
                n_units: s.n_units,
                n_judged: s.n_judged,
                n_wrong: s.n_wrong,
                n_minor: s.n_minor,
                n_unsure: s.n_unsure,
                rate: rate_view(&s.wrong),
            })
            .collect(),
        faults: (Fault::ALL.into_iter())
            .filter_map(|f| Some((f.meaning(), *kind.faults.get(f.name())?)))
            .collect(),
        worth: worth(kind),
    }
}

fn finding_view(found: &Finding) -> FindingView {
    let page = template::address(&format!("{}.html", found.document));
    let faults: Vec<&str> = found.faults.iter().map(|f| f.meaning()).collect();
    FindingView {
        href: if found.kind == Kind::Bead {
            String::new()
        } else {
            format!("{page}#{}", found.place)
        },
        label: format!("{}, {}", found.document, found.place),
        judgement: found.judgement.name(),
        reviewer: found.reviewer.clone(),
        source: found.source.clone(),
        english: found.english.clone(),
        faults: faults.join("; "),
        note: found.note.clone(),
    }
}
