//! `SentencePiece`'s own text preparation, with a map back to the text it was given.
//!
//! In: any string. Out: [`Normalized`]: the prepared string and, for each of its bytes, which bytes
//! of the given string it stands for. Nothing is looked up outside the model file.

use crate::nmt::spm::{NormalizerSpec, PieceKind, Spm, SpmError};

/// Stands for a space inside pieces.
pub const SPACE: &str = "\u{2581}";

/// A prepared string that remembers where each byte came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Normalized {
    /// What is cut into pieces.
    pub text: String,
    /// For each byte of `text`, the `start..end` of the given string it stands for. What was added
    /// (the first space) has an empty range; a run of spaces that shrank has the whole run.
    pub origins: Vec<(u32, u32)>,
}

/// The preparation one model file asks for.
#[derive(Clone, Debug)]
pub struct Normalizer {
    spec: NormalizerSpec,
    suffix: bool,
    rules: Option<Charsmap>,
    // Longest first, so that the first that fits is the one SentencePiece takes.
    whole: Vec<String>,
}

impl Normalizer {
    /// Takes the rules from a model file.
    ///
    /// # Errors
    /// When the rules are damaged.
    pub fn new(spm: &Spm) -> Result<Self, SpmError> {
        let spec = spm.normalizer.clone();
        let rules =
            if spec.charsmap.is_empty() { None } else { Some(Charsmap::parse(&spec.charsmap)?) };
        let user = spm.pieces.iter().filter(|p| p.kind == PieceKind::UserDefined);
        let mut whole: Vec<String> = user.map(|p| p.text.clone()).collect();
        whole.sort_by_key(|w| std::cmp::Reverse(w.len()));
        Ok(Self { spec, suffix: spm.whitespace_as_suffix, rules, whole })
    }

    /// Prepares `text`. Text that is all white space becomes empty.
    ///
    /// # Panics
    /// Never on texts under 4 GiB; longer ones are refused when they are read.
    #[must_use]
    pub fn normalize(&self, text: &str) -> Normalized {
        let squeeze = self.spec.remove_extra_whitespaces;
        let mut at = 0;
        while squeeze && at < text.len() {
            let (put, len) = self.prefix(&text[at..]);
            if put != " " {
                break;
            }
            at += len;
        }
        let mut out = Normalized::default();
        if at == text.len() {
            return out;
        }
        if self.spec.add_dummy_prefix && !self.suffix {
            self.push(&mut out, " ", (at, at));
        }
        let mut after_space = squeeze;
        while at < text.len() {
            let (mut put, len) = self.prefix(&text[at..]);
            while after_space && put.starts_with(' ') {
                put = &put[1..];
                self.widen_space(&mut out, at + len);
            }
            if !put.is_empty() {
                self.push(&mut out, put, (at, at + len));
                after_space = put.ends_with(' ');
            }
            after_space &= squeeze;
            at += len;
        }
        if squeeze {
            let space = if self.spec.escape_whitespaces { SPACE } else { " " };
            while out.text.ends_with(space) {
                out.text.truncate(out.text.len() - space.len());
            }
            out.origins.truncate(out.text.len());
        }
        if self.spec.add_dummy_prefix && self.suffix {
            self.push(&mut out, " ", (text.len(), text.len()));
        }
        out
    }

    /// A space that follows a space is dropped; the one that stays now stands for both.
    fn widen_space(&self, out: &mut Normalized, end: usize) {
        let space = if self.spec.escape_whitespaces { SPACE } else { " " };
        if !out.text.ends_with(space) {
            return;
        }
        let first = out.origins.len() - space.len();
        let (start, old_end) = out.origins[first];
        // The dummy space stands for nothing in the text and stays so.
        if start < old_end {
            out.origins[first..].fill((start, offset(end)));
        }
    }

    fn push(&self, out: &mut Normalized, put: &str, (start, end): (usize, usize)) {
        for c in put.chars() {
            let before = out.text.len();
            if c == ' ' && self.spec.escape_whitespaces {
                out.text.push_str(SPACE);
            } else {
                out.text.push(c);
            }
            let grown = out.text.len() - before;
            out.origins.extend(std::iter::repeat_n((offset(start), offset(end)), grown));
        }
    }

    /// What the front of `text` turns into, and how many bytes of it that uses up.
    fn prefix<'t>(&'t self, text: &'t str) -> (&'t str, usize) {
        if let Some(whole) = self.whole.iter().find(|w| text.starts_with(w.as_str())) {
            return (&text[..whole.len()], whole.len());
        }
        if let Some((put, len)) = self.rules.as_ref().and_then(|r| r.longest(text)) {
            return (put, len);
        }
        let len = text.chars().next().map_or(0, char::len_utf8);
        (&text[..len], len)
    }
}

fn offset(n: usize) -> u32 {
    u32::try_from(n).expect("texts over 4 GiB are refused when read")
}

/// Replacement rules: a double-array trie over UTF-8 whose leaves point into `texts`.
#[derive(Clone, Debug)]
struct Charsmap {
    units: Vec<u32>,
    // NUL-terminated replacements, one after another.
    texts: String,
}

impl Charsmap {
    fn parse(blob: &[u8]) -> Result<Self, SpmError> {
        let (size, rest) = blob.split_first_chunk::<4>().ok_or(SpmError::Charsmap)?;
        let size = usize::try_from(u32::from_le_bytes(*size)).map_err(|_| SpmError::Charsmap)?;
        if size > rest.len() || size < 4 || size % 4 != 0 {
            return Err(SpmError::Charsmap);
        }
        let (trie, texts) = rest.split_at(size);
        let (quads, _) = trie.as_chunks::<4>();
        let units = quads.iter().map(|q| u32::from_le_bytes(*q)).collect();
        let texts = String::from_utf8(texts.to_vec()).map_err(|_| SpmError::Charsmap)?;
        Ok(Self { units, texts })
    }

    /// The longest rule that fits the front of `text`: its replacement and the bytes it uses up.
    ///
    /// A rule never ends inside a character of `text`; a damaged file that says so is not followed.
    fn longest(&self, text: &str) -> Option<(&str, usize)> {
        let mut node = 0;
        let mut unit = *self.units.first()?;
        node ^= unit_offset(unit);
        let mut found = None;
        for (i, byte) in text.bytes().enumerate() {
            node ^= usize::from(byte);
            unit = *self.units.get(node)?;
            // Bit 31 marks a leaf value, which is no label; NUL therefore never matches.
            if unit & 0x8000_00ff != u32::from(byte) {
                break;
            }
            node ^= unit_offset(unit);
            if unit >> 8 & 1 == 1 {
                let value = self.units.get(node).map(|leaf| leaf & 0x7fff_ffff);
                found = value.map(|v| (v, i + 1)).or(found);
            }
        }
        let (value, len) = found.filter(|&(_, len)| text.is_char_boundary(len))?;
        let rest = self.texts.get(usize::try_from(value).ok()?..)?;
        Some((rest.split('\0').next()?, len))
    }
}

fn unit_offset(unit: u32) -> usize {
    ((unit >> 10) << ((unit & (1 << 9)) >> 6)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nmt::spm::Piece;
    use proptest::prelude::*;

    fn plain() -> Normalizer {
        let piece = |text: &str, kind| Piece { text: text.into(), score: 0.0, kind };
        let spm = Spm {
            pieces: vec![piece("<unk>", PieceKind::Unknown), piece("a  b", PieceKind::UserDefined)],
            normalizer: NormalizerSpec::default(),
            whitespace_as_suffix: false,
            byte_fallback: false,
        };
        Normalizer::new(&spm).unwrap()
    }

    #[test]
    fn spaces_shrink_and_remember_the_whole_run() {
        let n = plain().normalize("  le   chat ");
        assert_eq!(n.text, "▁le▁chat");
        assert_eq!(n.origins[0], (2, 2), "the added space stands for nothing");
        assert_eq!(n.origins["▁le".len()], (4, 7), "three spaces became one");
        assert_eq!(n.origins["▁le▁".len()], (7, 8));
    }

    #[test]
    fn nothing_but_spaces_is_nothing() {
        for text in ["", " ", "    "] {
            assert_eq!(plain().normalize(text), Normalized::default());
        }
    }

    #[test]
    fn user_symbols_keep_their_spaces() {
        assert_eq!(plain().normalize("a  b c  d").text, "▁a▁▁b▁c▁d");
    }

    #[test]
    fn a_damaged_rule_file_is_an_error_or_harmless() {
        assert!(Charsmap::parse(&[1, 0]).is_err());
        assert!(Charsmap::parse(&[9, 0, 0, 0, 1]).is_err());
        let wild = Charsmap { units: vec![u32::MAX; 4], texts: String::new() };
        assert_eq!(wild.longest("anything"), None);
    }

    proptest! {
        #[test]
        fn every_byte_knows_its_origin(text in "\\PC{0,60}|[ a-c\\t\u{a0}é\\x00]{0,60}") {
            let n = plain().normalize(&text);
            prop_assert_eq!(n.text.len(), n.origins.len());
            let mut last = 0;
            for &(start, end) in &n.origins {
                prop_assert!(start <= end && last <= start);
                prop_assert!(text.is_char_boundary(start as usize));
                prop_assert!(text.is_char_boundary(end as usize));
                last = start;
            }
        }
    }
}
