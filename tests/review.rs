//! The spot check: is the sample fair, does the interval hold, is nothing lost.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "a test stops at what it did not expect and tells what it measured"
)]

#[path = "render/fixture.rs"]
mod fixture;
#[path = "render/hostile.rs"]
mod hostile;

#[path = "review/corrections.rs"]
mod corrections;
#[path = "review/faces.rs"]
mod faces;
#[path = "review/numbers.rs"]
mod numbers;
#[path = "review/served.rs"]
mod served;

use std::fs;
use std::path::Path;

use tarjuman::corpus::article::Article;
use tarjuman::review::Session;
use tarjuman::review::sample::{Choice, Plan};
use tarjuman::review::session::Given;
use tarjuman::review::store::Store;
use tarjuman::review::unit::{Kind, Unit, units};
use tarjuman::review::verdict::Judgement;

/// When everything happens here.
pub(crate) const NOW: &str = "2026-11-24T12:00:00Z";

pub(crate) fn plan(kinds: &[Kind]) -> Plan {
    Plan { kinds: kinds.to_vec(), ..Plan::default() }
}

/// Everything of `articles`, for `reviewer`, with verdicts in `dir`.
pub(crate) fn session(dir: &Path, articles: &[Article], plan: &Plan, reviewer: &str) -> Session {
    let all: Vec<Unit> = articles.iter().flat_map(units).collect();
    let store = Store::open(&dir.join("verdicts.sqlite")).unwrap();
    Session::begin(all, articles.to_vec(), plan, reviewer, store).unwrap()
}

/// A verdict on the unit drawn at `n`.
pub(crate) fn given(session: &Session, n: usize, judgement: Judgement) -> Given {
    let unit = session.unit(n).unwrap();
    Given {
        unit: unit.key.clone(),
        content: unit.content.clone(),
        judgement: Some(judgement),
        millis: 1200,
        ..Given::default()
    }
}

/// An output folder with the document files of `articles`.
pub(crate) fn folder(dir: &Path, articles: &[Article]) {
    fs::create_dir_all(dir).unwrap();
    for article in articles {
        let mut bytes = Vec::new();
        tarjuman::record::write(article, &[], &mut bytes).unwrap();
        let name = article.source.document().id().replace('/', "_");
        fs::write(dir.join(format!("{name}.json")), bytes).unwrap();
    }
}

#[test]
fn a_verdict_survives_a_new_run_and_is_stale_when_the_text_changed() {
    let dir = tempfile::tempdir().unwrap();
    let article = fixture::dispatch();
    let plan = Plan { size: 100, ..plan(&[Kind::Segment, Kind::Quote]) };
    let mut review = session(dir.path(), std::slice::from_ref(&article), &plan, "ada");
    let drawn = review.drawn().len();
    for n in 0..drawn {
        let verdict = given(&review, n, Judgement::Right);
        review.judge(verdict, NOW).unwrap();
    }
    assert_eq!(review.next(0), None);
    drop(review);

    // Another run that changes the English of one sentence that holds no quotation.
    let mut later = article;
    let changed = (0..later.target.len())
        .find(|&i| {
            let span = later.source.segments()[i].span;
            later.quotes.iter().all(|q| !q.span.overlaps(span))
                && later.source.block(i).duplicate_of.is_none()
        })
        .unwrap();
    later.target[changed].text.push_str(" indeed");
    let review = session(dir.path(), &[later], &plan, "ada");
    let progress = review.progress();
    assert_eq!((progress.drawn, progress.judged, progress.stale), (drawn, drawn - 1, 1));
    let open = review.next(0).unwrap();
    assert_eq!(review.unit(open).unwrap().place(), format!("s{}", changed + 1));
    assert!(!review.verdict(open).unwrap().1, "what was said is still shown");
}

#[test]
fn undo_takes_back_the_last_verdict_and_lets_the_one_before_stand() {
    let dir = tempfile::tempdir().unwrap();
    let mut review = session(dir.path(), &[fixture::dispatch()], &plan(&[Kind::Quote]), "ada");
    assert_eq!(review.undo().unwrap(), None);
    for judgement in [Judgement::Wrong, Judgement::Right] {
        let verdict = given(&review, 0, judgement);
        review.judge(verdict, NOW).unwrap();
    }
    assert_eq!(review.undo().unwrap(), Some(0));
    assert_eq!(review.verdict(0).unwrap().0.judgement, Judgement::Wrong);
    assert_eq!(review.undo().unwrap(), Some(0));
    assert!(review.verdict(0).is_none());
    // Nothing is ever deleted: what was taken back is still in the file, only it no longer counts.
    drop(review);
    let store = Store::open(&dir.path().join("verdicts.sqlite")).unwrap();
    assert_eq!(store.history().unwrap(), []);
}

#[test]
fn what_does_not_fit_is_refused_and_nothing_is_kept() {
    let dir = tempfile::tempdir().unwrap();
    let mut review = session(dir.path(), &[fixture::dispatch()], &plan(&[Kind::Segment]), "ada");
    let good = given(&review, 0, Judgement::Right);
    let mut far = good.clone();
    far.marks.target = vec![10_000];
    let cases = [
        (Given { unit: "0".repeat(32), ..good.clone() }, "no such unit"),
        (Given { content: "0".repeat(32), ..good.clone() }, "changed since"),
        (Given { judgement: None, ..good.clone() }, "no verdict"),
        (far, "not in the unit"),
        (Given { source: Some([0, 1]), ..good.clone() }, "only a quotation"),
        (
            Given { faults: vec![tarjuman::review::verdict::Fault::Speaker], ..good.clone() },
            "cannot have the fault",
        ),
        (Given { note: "x".repeat(30_000), ..good }, "too long"),
    ];
    for (given, expected) in cases {
        let said = review.judge(given, NOW).unwrap_err().to_string();
        assert!(said.contains(expected), "{said}");
    }
    assert_eq!(review.progress().judged, 0);
}

#[test]
fn everything_flagged_or_one_document_can_be_taken_instead() {
    let dir = tempfile::tempdir().unwrap();
    let articles = [fixture::dispatch(), fixture::other_dispatch()];
    let flagged = Plan { choice: Choice::Flagged, ..plan(&[Kind::Segment, Kind::Quote]) };
    let review = session(dir.path(), &articles, &flagged, "ada");
    assert!(!review.drawn().is_empty());
    assert!((0..review.drawn().len()).all(|n| review.unit(n).unwrap().traits.flagged));
    assert!(review.drawn()[0].why.starts_with("flagged: "));
    let id = articles[1].source.document().id().to_owned();
    let one = Plan { choice: Choice::Document(id.clone()), ..plan(&[Kind::Segment]) };
    let review = session(dir.path(), &articles, &one, "ada");
    assert!((0..review.drawn().len()).all(|n| review.unit(n).unwrap().document == id));
    // Neither is a random sample, so neither decides how the report weighs.
    let store = Store::open(&dir.path().join("verdicts.sqlite")).unwrap();
    assert_eq!(store.plan().unwrap(), None);
}
