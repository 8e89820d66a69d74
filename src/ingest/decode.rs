//! Bytes → text: which encoding they are in, and what could not be decoded.
//!
//! Asked in this order: a byte-order mark, UTF-16 without one, what an HTML page declares, UTF-8 that
//! holds, UTF-8 with a few broken bytes, and last a guess among the legacy encodings.

use std::path::Path;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::IngestError;
use crate::corpus::document::Media;
use crate::corpus::span::Span;
use crate::corpus::warning::{Severity, Warning};

/// Text, and how it was got out of the bytes.
pub(super) struct Decoded {
    pub(super) text: String,
    pub(super) encoding: &'static str,
    pub(super) bom: bool,
    pub(super) warnings: Vec<Warning>,
}

/// Places listed one by one before the rest is only counted.
const LISTED: usize = 5;

/// Decodes the bytes of one file.
pub(super) fn decode(bytes: &[u8], media: Media, path: &Path) -> Result<Decoded, IngestError> {
    if bytes.is_empty() {
        return Err(IngestError::Empty { path: path.to_owned() });
    }
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        let decoded = with(encoding, &bytes[length..], true);
        return no_nul(decoded, path);
    }
    refuse_formats(bytes, path)?;
    if let Some(encoding) = unmarked_utf16(bytes) {
        return no_nul(with(encoding, bytes, false), path);
    }
    if let Some(offset) = bytes.iter().position(|b| *b == 0) {
        return Err(nul(path, offset));
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(Decoded {
            text: text.to_owned(),
            encoding: UTF_8.name(),
            bom: false,
            warnings: Vec::new(),
        });
    }
    let declared = if media == Media::Html { declared(bytes) } else { None };
    let encoding = match declared {
        Some(encoding) if encoding != UTF_8 => encoding,
        _ if mostly_utf8(bytes) => UTF_8,
        _ => {
            let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
            detector.feed(bytes, true);
            detector.guess(None, Utf8Detection::Deny)
        }
    };
    Ok(with(encoding, bytes, false))
}

/// Decodes without looking for a mark, and says where characters were replaced.
fn with(encoding: &'static Encoding, bytes: &[u8], bom: bool) -> Decoded {
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    let mut warnings = Vec::new();
    if broken {
        let places: Vec<usize> = text.match_indices('\u{fffd}').map(|(at, _)| at).collect();
        for &at in places.iter().take(LISTED) {
            warnings.push(Warning {
                severity: Severity::Warning,
                span: Some(Span::new(at, at + '\u{fffd}'.len_utf8())),
                message: format!("bytes that are not {} were replaced by U+FFFD", encoding.name()),
                hint: Some("save the file again as UTF-8 if words are damaged here".to_owned()),
            });
        }
        if places.len() > LISTED {
            warnings.push(Warning {
                severity: Severity::Warning,
                span: None,
                message: format!(
                    "{} more places were replaced in the same way",
                    places.len() - LISTED
                ),
                hint: None,
            });
        }
    }
    Decoded { text: text.into_owned(), encoding: encoding.name(), bom, warnings }
}

/// A NUL cannot be written into any of the output formats built on XML, so it is refused at the door.
fn no_nul(decoded: Decoded, path: &Path) -> Result<Decoded, IngestError> {
    match decoded.text.find('\0') {
        Some(offset) => Err(nul(path, offset)),
        None => Ok(decoded),
    }
}

fn nul(path: &Path, offset: usize) -> IngestError {
    IngestError::NotText {
        path: path.to_owned(),
        offset,
        found: "a NUL byte",
        remedy: "save the file as UTF-8 text, or take the NUL bytes out",
    }
}

/// Formats people hand over by mistake, by their first bytes.
fn refuse_formats(bytes: &[u8], path: &Path) -> Result<(), IngestError> {
    const KNOWN: [(&[u8], &str, &str); 9] = [
        (b"%PDF-", "a PDF file", "copy its text into a .txt file"),
        (
            b"PK\x03\x04",
            "a zipped file (Word, LibreOffice, EPUB, ZIP)",
            "save it as plain text or HTML",
        ),
        (b"\xD0\xCF\x11\xE0", "an old Office file", "save it as plain text or HTML"),
        (b"{\\rtf", "an RTF file", "save it as plain text"),
        (b"\x89PNG", "a picture", "give the text of the article"),
        (b"\xFF\xD8\xFF", "a picture", "give the text of the article"),
        (b"GIF8", "a picture", "give the text of the article"),
        (b"\x1F\x8B", "a gzip file", "unpack it first"),
        (b"\x7FELF", "a program", "give a text file"),
    ];
    match KNOWN.iter().find(|(magic, ..)| bytes.starts_with(magic)) {
        Some((_, found, remedy)) => {
            Err(IngestError::NotText { path: path.to_owned(), offset: 0, found, remedy })
        }
        None => Ok(()),
    }
}

/// UTF-16 without its mark: in Latin and Arabic text one byte of each pair is 00, 06 or 20.
fn unmarked_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(4096) & !1];
    if head.len() < 4 || bytes.len() % 2 == 1 || !head.contains(&0) {
        return None;
    }
    let pairs = head.len() / 2;
    let high = |side: usize| {
        head.chunks_exact(2).filter(|pair| matches!(pair[side], 0x00 | 0x06 | 0x20)).count()
    };
    let nul = |side: usize| head.chunks_exact(2).filter(|pair| pair[side] == 0).count();
    let found = if high(1) * 10 >= pairs * 9 && nul(0) * 50 <= pairs {
        UTF_16LE
    } else if high(0) * 10 >= pairs * 9 && nul(1) * 50 <= pairs {
        UTF_16BE
    } else {
        return None;
    };
    let (_, broken) = found.decode_without_bom_handling(bytes);
    (!broken).then_some(found)
}

/// The encoding an HTML page or an XML file names in its first bytes.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(2048)]).to_ascii_lowercase();
    let key = if head.trim_start().starts_with("<?xml ") { "encoding=" } else { "charset=" };
    let at = head.find(key)? + key.len();
    let label: String = head[at..]
        .trim_start_matches(['"', '\'', ' '])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':'))
        .collect();
    Encoding::for_label(label.as_bytes())
}

/// Whether whole multi-byte characters of UTF-8 far outnumber the bytes that fit none.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut whole, mut broken) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    whole > broken * 4
}
