//! Units one a line: two files side by side, or both sides on one line.

use std::path::Path;

use super::{Languages, MemoryError};
use crate::corpus::memory::{Memory, Unit};

/// What `align --format tsv` writes above its columns.
/// What columns are apart by; a string like the other, so that both give one kind of pieces.
const TAB: &str = "\t";
const HEADER: &str = "source\ttarget";

/// Both sides on one line, apart by a tab or by `|||`; further columns are left out.
pub(super) fn read(text: &str, path: &Path, languages: Languages) -> Result<Memory, MemoryError> {
    let mut units = Vec::new();
    let ours = text.starts_with(HEADER);
    for (n, line) in text.lines().enumerate() {
        if line.trim().is_empty() || (n == 0 && ours) {
            continue;
        }
        let mut columns = if line.contains('\t') { line.split(TAB) } else { line.split("|||") };
        let (Some(src), Some(tgt)) = (columns.next(), columns.next()) else {
            return Err(MemoryError::Line { path: path.to_owned(), line: n + 1 });
        };
        let cell = |text: &str| if ours { plain(text) } else { text.to_owned() };
        units.push(unit(n + 1, &cell(src), &cell(tgt)));
    }
    Ok(memory(units, languages))
}

/// Two files with the same number of lines.
pub(super) fn read_two(
    (src, src_path): (&str, &Path),
    (tgt, tgt_path): (&str, &Path),
    languages: Languages,
) -> Result<Memory, MemoryError> {
    let (n_src, n_tgt) = (src.lines().count(), tgt.lines().count());
    if n_src != n_tgt {
        return Err(MemoryError::Lengths {
            src: src_path.to_owned(),
            n_src,
            tgt: tgt_path.to_owned(),
            n_tgt,
        });
    }
    let units = src
        .lines()
        .zip(tgt.lines())
        .enumerate()
        .map(|(n, (src, tgt))| unit(n + 1, src, tgt))
        .filter(|unit| !(unit.src.is_empty() && unit.tgt.is_empty()));
    Ok(memory(units.collect(), languages))
}

/// A cell of our own table without the sign that keeps spreadsheets from taking it for a formula.
fn plain(cell: &str) -> String {
    let bare = cell.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@']));
    bare.unwrap_or(cell).replace("\\\\", "\\")
}

fn unit(line: usize, src: &str, tgt: &str) -> Unit {
    Unit { id: None, line, src: src.trim().to_owned(), tgt: tgt.trim().to_owned() }
}

fn memory(units: Vec<Unit>, languages: Languages) -> Memory {
    Memory { src_lang: languages.from, tgt_lang: languages.to, units }
}
