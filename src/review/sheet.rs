//! The sheet to fill offline: CSV for a spreadsheet, or the page without its server; and what
//! comes back.
//!
//! Cells that hold somebody else's text are safe against formulas. Whatever a spreadsheet makes of
//! the file (semicolons, a byte-order mark, Windows-1252) is read back, row by row: a row that
//! does not fit is named and the others are kept.

use std::io::Write;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use super::Error;
use super::session::{Given, Session};
use super::unit::Side;
use super::verdict::{Fault, Judgement, Verdict};
use crate::render::escape;

const COLUMNS: [&str; 17] = [
    "unit",
    "content",
    "document",
    "place",
    "kind",
    "why",
    "before",
    "source",
    "english",
    "after",
    "claims",
    "check",
    "verdict",
    "faults",
    "note",
    "correction",
    "reviewer",
];

/// What a row of a filled sheet, or a line of JSONL, says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// Filled in here: it is checked against the unit.
    Given(Box<Given>),
    /// A verdict exported elsewhere.
    Whole(Box<Verdict>),
}

/// One row that was filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Where it stands, for complaints: `line 7`.
    pub place: String,
    /// What it says.
    pub said: Said,
    /// Who filled it in, where it says so.
    pub reviewer: Option<String>,
}

/// The rows of a sheet, and complaints about those that cannot be read.
pub type Rows = (Vec<Row>, Vec<Error>);

/// Writes the units of `session` as CSV (RFC 4180, with the mark by which spreadsheets know UTF-8).
///
/// # Errors
/// When `out` refuses the bytes.
pub fn csv(session: &Session, out: &mut dyn Write) -> Result<(), Error> {
    let fail = |source| Error::Io { what: "the sheet".to_owned(), source };
    write!(out, "\u{feff}{}\r\n", COLUMNS.join(",")).map_err(fail)?;
    for (n, drawn) in session.drawn().iter().enumerate() {
        let Some(unit) = session.unit(n) else { continue };
        let verdict = session.verdict(n).filter(|(_, holds)| *holds).map(|(verdict, _)| verdict);
        let claims: Vec<String> =
            unit.claims.iter().map(|(label, words)| format!("{label}: {words}")).collect();
        let faults = |v: &Verdict| v.faults.iter().map(|f| f.name()).collect::<Vec<_>>().join(" ");
        let line: [String; COLUMNS.len()] = [
            // A letter in front: a spreadsheet takes some hashes for numbers.
            format!("u{}", unit.key),
            format!("c{}", unit.content),
            unit.document.clone(),
            unit.place(),
            unit.kind.name().to_owned(),
            drawn.why.clone(),
            unit.around[0].clone(),
            bracketed(&unit.source),
            bracketed(&unit.target),
            unit.around[1].clone(),
            claims.join("\n"),
            unit.flags.join("\n"),
            verdict.map(|v| v.judgement.name().to_owned()).unwrap_or_default(),
            verdict.map(faults).unwrap_or_default(),
            verdict.map(|v| v.note.clone()).unwrap_or_default(),
            verdict.and_then(|v| v.correction.english.clone()).unwrap_or_default(),
            verdict.map(|v| v.reviewer.clone()).unwrap_or_default(),
        ];
        write!(out, "{}\r\n", line.map(|cell| escape::csv(&cell)).join(",")).map_err(fail)?;
    }
    Ok(())
}

/// The text with what is judged in `⟦ ⟧`, where only a part of it is.
fn bracketed(side: &Side) -> String {
    let mut out = String::new();
    let mut open = false;
    for piece in &side.pieces {
        if piece.lit != open {
            out.push(if piece.lit { '⟦' } else { '⟧' });
            open = piece.lit;
        }
        out.push_str(&piece.text);
    }
    if open {
        out.push('⟧');
    }
    out
}

/// Reads what came back: CSV, or the JSONL that the sheet's page and `--export` write.
///
/// # Errors
/// When it is neither.
pub fn read(bytes: &[u8]) -> Result<Rows, Error> {
    let text = decode(bytes);
    if text.trim_start().starts_with('{') { Ok(lines(&text)) } else { table(&text) }
}

fn decode(bytes: &[u8]) -> String {
    let encoding = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding,
        None if std::str::from_utf8(bytes).is_ok() => UTF_8,
        None => WINDOWS_1252,
    };
    encoding.decode(bytes).0.into_owned()
}

fn complaint(place: &str, problem: impl Into<String>) -> Error {
    Error::Verdict { place: place.to_owned(), problem: problem.into() }
}

fn lines(text: &str) -> Rows {
    let (mut rows, mut complaints) = (Vec::new(), Vec::new());
    for (n, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let place = format!("line {}", n + 1);
        match json_row(line) {
            Ok((said, reviewer)) => rows.push(Row { place, said, reviewer }),
            Err(error) => complaints.push(complaint(&place, error.to_string())),
        }
    }
    (rows, complaints)
}

fn json_row(line: &str) -> Result<(Said, Option<String>), serde_json::Error> {
    let mut value: serde_json::Value = serde_json::from_str(line)?;
    // An exported verdict says what was judged; a filled sheet's does not need to.
    if value.get("kind").is_some() {
        let verdict: Verdict = serde_json::from_value(value)?;
        let reviewer = Some(verdict.reviewer.clone());
        return Ok((Said::Whole(Box::new(verdict)), reviewer));
    }
    let reviewer = value.as_object_mut().and_then(|map| map.shift_remove("reviewer"));
    let reviewer = reviewer.and_then(|name| name.as_str().map(|name| name.trim().to_owned()));
    Ok((Said::Given(Box::new(serde_json::from_value(value)?)), reviewer))
}

/// Where the columns stand that are read.
struct Columns {
    unit: usize,
    content: usize,
    verdict: usize,
    /// `faults`, `note`, `correction`, `reviewer`, `kind`, each where there is one.
    others: [Option<usize>; 5],
}

impl Columns {
    fn new(names: &csv::StringRecord) -> Result<Self, Error> {
        let column = |name: &str| names.iter().position(|n| n.trim().eq_ignore_ascii_case(name));
        let (Some(unit), Some(content), Some(verdict)) =
            (column("unit"), column("content"), column("verdict"))
        else {
            let problem = "the first line must name the columns unit, content and verdict, as the sheet had them";
            return Err(Error::Sheet { problem: problem.to_owned() });
        };
        let others = ["faults", "note", "correction", "reviewer", "kind"].map(column);
        Ok(Self { unit, content, verdict, others })
    }

    /// What a row says; `None` where nobody filled it in.
    fn read(&self, record: &csv::StringRecord) -> Result<Option<(Given, Option<String>)>, String> {
        let cell = |at: Option<usize>| at.and_then(|at| record.get(at)).unwrap_or_default().trim();
        let verdict = cell(Some(self.verdict));
        if verdict.is_empty() {
            return Ok(None);
        }
        let judgement = Judgement::read(verdict).ok_or_else(|| {
            format!("“{verdict}” is no verdict: write right, minor, wrong or unsure")
        })?;
        let [faults, note, correction, reviewer, kind] = self.others.map(cell);
        let faults = read_faults(faults)
            .map_err(|word| format!("“{word}” is no fault: write {}", all_faults()))?;
        let hash = |at, letter: char| {
            let text = cell(Some(at));
            text.strip_prefix(letter).unwrap_or(text).to_owned()
        };
        let given = Given {
            unit: hash(self.unit, 'u'),
            content: hash(self.content, 'c'),
            judgement: Some(judgement),
            faults,
            note: ours(note),
            english: Some(ours(correction)).filter(|c| !c.is_empty() && kind != "quote"),
            ..Given::default()
        };
        Ok(Some((given, Some(ours(reviewer)).filter(|name| !name.is_empty()))))
    }
}

fn table(text: &str) -> Result<Rows, Error> {
    let head = text.lines().next().unwrap_or_default();
    let delimiter = [b',', b';', b'\t'].into_iter().max_by_key(|d| {
        // Of equals the last would win; a comma is the rule.
        (head.bytes().filter(|b| b == d).count(), *d == b',')
    });
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter.unwrap_or(b','))
        .flexible(true)
        .from_reader(text.as_bytes());
    let columns = Columns::new(&reader.headers().cloned().unwrap_or_default())?;
    let (mut rows, mut complaints) = (Vec::new(), Vec::new());
    for record in reader.records() {
        let line = match &record {
            Ok(record) => record.position(),
            Err(error) => error.position(),
        };
        let place = format!("line {}", line.map_or(0, csv::Position::line));
        let read = record
            .map_err(|_| "is not a row of comma-separated text".to_owned())
            .and_then(|record| columns.read(&record));
        match read {
            Ok(Some((given, reviewer))) => {
                rows.push(Row { place, said: Said::Given(Box::new(given)), reviewer });
            }
            Ok(None) => {}
            Err(problem) => complaints.push(complaint(&place, problem)),
        }
    }
    Ok((rows, complaints))
}

/// A cell without the apostrophe that was put before something that looked like a formula.
fn ours(cell: &str) -> String {
    let bare = cell.strip_prefix('\'').filter(|rest| escape::csv(rest).contains(cell));
    bare.unwrap_or(cell).to_owned()
}

fn read_faults(cell: &str) -> Result<Vec<Fault>, String> {
    let words = cell.split([' ', ',', ';', '/']).filter(|word| !word.is_empty());
    words
        .map(|word| {
            let found = Fault::ALL.into_iter().find(|f| f.name().eq_ignore_ascii_case(word));
            found.ok_or_else(|| word.to_owned())
        })
        .collect()
}

fn all_faults() -> String {
    Fault::ALL.map(Fault::name).join(", ")
}
