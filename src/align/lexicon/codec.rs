//! The lexicon's file: `TJLX`, a version, the content, and its SHA-256.
//!
//! Words are sorted and front-coded, target numbers of a row are differences, and a count is one byte
//! on a logarithmic scale (steps of 7 %), so that half a million pairs take about two megabytes.

use sha2::{Digest, Sha256};

use super::rows::Rows;
use super::{Lexicon, LexiconError};
use crate::align::hmm::{JumpCounts, Jumps};
use crate::align::vocab::Vocab;

const MAGIC: &[u8; 4] = b"TJLX";
/// Raised whenever an older reader could not make sense of the file.
pub(super) const VERSION: u16 = 1;
const SUM: usize = 32;
/// The smallest count that is stored, and the ratio of one step to the next.
const LEAST: f32 = 0.05;
const STEP: f32 = 1.07;

/// The file's bytes.
pub(super) fn write(lexicon: &Lexicon) -> Vec<u8> {
    let mut out = Vec::new();
    out.extend_from_slice(MAGIC);
    out.extend_from_slice(&VERSION.to_le_bytes());
    for jumps in &lexicon.jumps {
        for x in jumps.near.iter().chain([&jumps.far, &jumps.null]) {
            out.extend_from_slice(&x.to_le_bytes());
        }
    }
    let (src, src_order) = sorted(&lexicon.src);
    let (tgt, tgt_order) = sorted(&lexicon.tgt);
    write_words(&mut out, &src);
    write_words(&mut out, &tgt);
    let mut rank = vec![0_u32; tgt_order.len()];
    for (new, &old) in tgt_order.iter().enumerate() {
        rank[old as usize] = number(new);
    }
    for &old in &src_order {
        let mut row: Vec<(u32, u8)> =
            lexicon.rows.row(old).iter().map(|&(t, c)| (rank[t as usize], quantised(c))).collect();
        row.sort_unstable();
        varint(&mut out, number(row.len()));
        let mut last = 0;
        for (t, count) in row {
            varint(&mut out, t - last);
            out.push(count);
            last = t;
        }
    }
    let sum = Sha256::digest(&out);
    out.extend_from_slice(&sum);
    out
}

/// The lexicon in `bytes`, where its checksum fits.
pub(super) fn read(bytes: &[u8]) -> Result<Lexicon, LexiconError> {
    let from = opened(bytes)?;
    if Sha256::digest(from.bytes).as_slice() != &bytes[from.bytes.len()..] {
        return Err(LexiconError::Checksum);
    }
    content(from)
}

/// The lexicon in bytes that were checked before: what a program carries is not hashed at every start.
pub(super) fn read_checked(bytes: &[u8]) -> Result<Lexicon, LexiconError> {
    content(opened(bytes)?)
}

/// What stands between the version and the checksum.
fn opened(bytes: &[u8]) -> Result<Reader<'_>, LexiconError> {
    let Some(body) = bytes.len().checked_sub(SUM).map(|n| &bytes[..n]) else {
        return Err(LexiconError::Truncated { at: bytes.len() });
    };
    if !body.starts_with(MAGIC) {
        return Err(LexiconError::NotALexicon);
    }
    let mut from = Reader { bytes: body, at: MAGIC.len() };
    let version = u16::from_le_bytes(from.take()?);
    if version != VERSION {
        return Err(LexiconError::Version { found: version, expected: VERSION });
    }
    Ok(from)
}

fn content(mut from: Reader<'_>) -> Result<Lexicon, LexiconError> {
    let jumps = [from.jumps()?, from.jumps()?];
    let (src, tgt) = (from.words()?, from.words()?);
    let counts: [f32; 256] =
        std::array::from_fn(|byte| LEAST * STEP.powi(i32::try_from(byte).unwrap_or(0)));
    // An entry takes two bytes at least.
    let mut rows =
        Rows::with_capacity(src.len(), (from.bytes.len() - from.at.min(from.bytes.len())) / 2);
    for _ in 0..src.len() {
        let n = from.varint()?;
        let mut t = 0_u32;
        for _ in 0..n {
            t = t.saturating_add(from.varint()?);
            if t as usize >= tgt.len() {
                return Err(LexiconError::Damaged { at: from.at });
            }
            let [count] = from.take()?;
            rows.push(t, counts[usize::from(count)]);
        }
        rows.end_row();
    }
    Ok(Lexicon::from_rows(src, tgt, rows, jumps))
}

/// The words in alphabetical order, and the old number of each.
fn sorted(vocab: &Vocab) -> (Vec<&str>, Vec<u32>) {
    let mut order: Vec<u32> = (0..number(vocab.len())).collect();
    order.sort_unstable_by_key(|&id| vocab.form(id));
    (order.iter().map(|&id| vocab.form(id)).collect(), order)
}

fn number(n: usize) -> u32 {
    u32::try_from(n).expect("fewer than 2^32 words")
}

fn quantised(count: f32) -> u8 {
    let steps = (count.max(LEAST) / LEAST).ln() / STEP.ln();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to a byte"
    )]
    let byte = steps.round().clamp(0.0, 255.0) as u8;
    byte
}

fn varint(out: &mut Vec<u8>, mut n: u32) {
    while n >= 0x80 {
        out.push(n.to_le_bytes()[0] | 0x80);
        n >>= 7;
    }
    out.push(n.to_le_bytes()[0]);
}

/// How many there are, then for each the bytes it shares with the one before, and the rest.
fn write_words(out: &mut Vec<u8>, words: &[&str]) {
    varint(out, number(words.len()));
    let mut last = "";
    for word in words {
        let shared = word.bytes().zip(last.bytes()).take_while(|(a, b)| a == b).count();
        varint(out, number(shared));
        varint(out, number(word.len() - shared));
        out.extend_from_slice(&word.as_bytes()[shared..]);
        last = word;
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], LexiconError> {
        let found = self.bytes.get(self.at..self.at + N).and_then(|b| b.try_into().ok());
        self.at += N;
        found.ok_or(LexiconError::Truncated { at: self.at })
    }

    fn varint(&mut self) -> Result<u32, LexiconError> {
        let mut n = 0_u32;
        for shift in (0..35).step_by(7) {
            let [byte] = self.take()?;
            n |= u32::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
            if byte < 0x80 {
                return Ok(n);
            }
        }
        Err(LexiconError::Damaged { at: self.at })
    }

    fn jumps(&mut self) -> Result<Jumps, LexiconError> {
        let mut near = JumpCounts::default().near;
        for x in &mut near {
            *x = self.number()?;
        }
        Ok(Jumps { near, far: self.number()?, null: self.number()? })
    }

    fn number(&mut self) -> Result<f32, LexiconError> {
        let x = f32::from_le_bytes(self.take()?);
        if x.is_finite() && x >= 0.0 { Ok(x) } else { Err(LexiconError::Damaged { at: self.at }) }
    }

    fn words(&mut self) -> Result<Vocab, LexiconError> {
        let n = self.varint()?;
        let mut ends = Vec::new();
        // All words, one behind the other; a word begins as the one before it does.
        let mut text: Vec<u8> = Vec::new();
        let mut last = 0;
        for _ in 0..n {
            let (shared, rest) = (self.varint()? as usize, self.varint()? as usize);
            let bytes = self.bytes.get(self.at..self.at.saturating_add(rest));
            let bytes = bytes.ok_or(LexiconError::Truncated { at: self.at })?;
            let start = text.len();
            let shared = last..last + shared.min(start - last);
            text.extend_from_within(shared);
            text.extend_from_slice(bytes);
            self.at += rest;
            // Each by itself: two halves of a letter in two words would make a whole one.
            if std::str::from_utf8(&text[start..]).is_err() {
                return Err(LexiconError::Damaged { at: self.at });
            }
            last = start;
            ends.push(
                u32::try_from(text.len()).map_err(|_| LexiconError::Damaged { at: self.at })?,
            );
        }
        let text = String::from_utf8(text).map_err(|_| LexiconError::Damaged { at: self.at })?;
        Vocab::of_sorted(text.into(), ends).ok_or(LexiconError::Damaged { at: self.at })
    }
}
