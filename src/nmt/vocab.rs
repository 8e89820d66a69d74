//! Text → ids with the bytes each piece came from, and ids → text with the bytes each piece became.
//!
//! In: `source.spm`, `target.spm`, `vocab.json`. The pieces come from the `.spm` files, their ids
//! from `vocab.json`; where the two do not belong together, that is an error.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use indexmap::IndexMap;
use serde::Deserializer as _;
use serde::de::{MapAccess, Visitor};

use crate::corpus::span::{Byte, Span};
use crate::nmt::Error;
use crate::nmt::config::ModelConfig;
use crate::nmt::normalize::{Normalizer, SPACE};
use crate::nmt::spm::{PieceKind, Spm};
use crate::nmt::unigram::{Found, Unigram};

/// A text cut into pieces.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Encoded {
    /// One id a piece; no end mark.
    pub ids: Vec<u32>,
    /// The bytes of the given text each piece stands for, in order. A piece that begins a word has
    /// the space before it too (`trim` takes it off); pieces that spell one character in bytes all
    /// have that character.
    pub spans: Vec<Span<Byte>>,
}

/// A text put together from pieces.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without outer white space.
    pub text: String,
    /// The bytes of `text` each piece became, in order: together they cover it, and two overlap
    /// only where both spell the same character. Marks and unknown pieces have empty spans.
    pub spans: Vec<Span<Byte>>,
}

/// Why a vocabulary does not fit its model.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VocabError {
    /// A token every vocabulary must have.
    #[error("`{token}` is missing")]
    Missing {
        /// The token.
        token: &'static str,
    },
    /// An id the model has no row for.
    #[error("`{token}` has id {id}, but the model has only {size} rows")]
    OutOfRange {
        /// The token.
        token: String,
        /// Its id.
        id: u32,
        /// Rows of the model's table.
        size: usize,
    },
    /// The configuration and the vocabulary disagree.
    #[error("`{token}` has id {got}, but the configuration says {expected}")]
    Mark {
        /// The token.
        token: &'static str,
        /// The configuration's id.
        expected: u32,
        /// The vocabulary's id.
        got: u32,
    },
    /// The pieces belong to another model.
    #[error("{missing} of the {of} pieces of {spm} are not in it (such as {examples:?})")]
    Foreign {
        /// The `.spm` file.
        spm: &'static str,
        /// How many of its pieces have no id.
        missing: usize,
        /// How many it has.
        of: usize,
        /// A few of them.
        examples: Vec<String>,
    },
}

/// The files a vocabulary is made of.
#[derive(Clone, Copy, Debug)]
pub struct VocabFiles<'f> {
    /// `source.spm`.
    pub source_spm: &'f [u8],
    /// `target.spm`.
    pub target_spm: &'f [u8],
    /// `vocab.json`.
    pub vocab: &'f [u8],
    /// `target_vocab.json`, for a model with two vocabularies.
    pub target_vocab: Option<&'f [u8]>,
}

/// Both sides of a model's vocabulary.
#[derive(Clone, Debug)]
pub struct Vocab {
    source: Arc<Side>,
    target: Arc<Side>,
    // By id: what a piece of the target becomes.
    tokens: Vec<Token>,
    // `>>fra<<` and its like, sorted.
    languages: BTreeMap<String, u32>,
}

const END: &str = "</s>";
const UNKNOWN: &str = "<unk>";
const PAD: &str = "<pad>";

impl Vocab {
    /// Reads the files of a model.
    ///
    /// # Errors
    /// When one cannot be read, or they do not belong together.
    pub fn parse(files: VocabFiles<'_>, config: &ModelConfig) -> Result<Self, Error> {
        let source_ids = read_ids("vocab.json", files.vocab)?;
        check_ids("vocab.json", &source_ids, config, config.src_vocab)?;
        let own_ids =
            files.target_vocab.map(|bytes| read_ids("target_vocab.json", bytes)).transpose()?;
        if let Some(ids) = &own_ids {
            check_ids("target_vocab.json", ids, config, config.tgt_vocab)?;
        }
        let target_ids = own_ids.as_ref().unwrap_or(&source_ids);
        let (source_name, target_name) = ("source.spm", "target.spm");
        let spm = |name: &str, bytes| {
            Spm::parse(bytes).map_err(|source| Error::Spm { file: name.to_owned(), source })
        };
        let source_spm = spm(source_name, files.source_spm)?;
        let source = Arc::new(Side::new(source_name, &source_spm, &source_ids)?);
        // What was learnt on both languages together is one file twice.
        let joint = files.target_vocab.is_none() && files.source_spm == files.target_spm;
        let other = if joint { None } else { Some(spm(target_name, files.target_spm)?) };
        let target = match &other {
            Some(spm) => Arc::new(Side::new(target_name, spm, target_ids)?),
            None => Arc::clone(&source),
        };
        let target_spm = other.as_ref().unwrap_or(&source_spm);
        // A shared vocabulary may hold bytes that only one of the two files calls so.
        let tokens = match files.target_vocab {
            Some(_) => tokens(target_ids, &[target_spm]),
            None => tokens(target_ids, &[&source_spm, target_spm]),
        };
        let is_language = |t: &str| t.len() > 4 && t.starts_with(">>") && t.ends_with("<<");
        let languages = source_ids.iter().filter(|(t, _)| is_language(t));
        Ok(Self {
            languages: languages.map(|(t, &id)| (t.clone(), id)).collect(),
            source,
            target,
            tokens,
        })
    }

    /// Cuts a source text.
    #[must_use]
    pub fn encode_source(&self, text: &str) -> Encoded {
        self.source.encode(text)
    }

    /// Cuts a target text.
    #[must_use]
    pub fn encode_target(&self, text: &str) -> Encoded {
        self.target.encode(text)
    }

    /// Puts target pieces together.
    #[must_use]
    pub fn decode(&self, ids: &[u32]) -> Decoded {
        let mut text = String::new();
        let mut spans = Vec::with_capacity(ids.len());
        let mut bytes: Vec<u8> = Vec::new();
        for &id in ids {
            match self.tokens.get(id as usize) {
                Some(Token::Byte(byte)) => bytes.push(*byte),
                Some(Token::Text(piece)) => {
                    spell(&mut text, &mut spans, &mut bytes);
                    let start = text.len();
                    text.push_str(piece);
                    spans.push(Span::new(start, text.len()));
                }
                Some(Token::Mark) | None => {
                    spell(&mut text, &mut spans, &mut bytes);
                    spans.push(Span::new(text.len(), text.len()));
                }
            }
        }
        spell(&mut text, &mut spans, &mut bytes);
        trim(text, spans)
    }

    /// The id of a target-language token such as `>>fra<<`; `language` may be given without the
    /// brackets.
    ///
    /// # Errors
    /// When the model does not know it; the error lists those it knows.
    pub fn language(&self, language: &str) -> Result<u32, Error> {
        let bracketed = format!(">>{language}<<");
        let id = self.languages.get(language).or_else(|| self.languages.get(&bracketed));
        id.copied().ok_or_else(|| Error::Language {
            wanted: language.to_owned(),
            known: self.languages.keys().cloned().collect(),
        })
    }

    /// By target id: how many letters a piece adds inside a word; 0 for one that begins a word, or is
    /// no letters.
    #[must_use]
    pub fn inner_letters(&self) -> Vec<u8> {
        let letters = |token: &Token| match token {
            Token::Text(piece) if piece.chars().all(char::is_alphabetic) => {
                u8::try_from(piece.chars().count()).unwrap_or(u8::MAX)
            }
            _ => 0,
        };
        self.tokens.iter().map(letters).collect()
    }

    /// The target-language tokens the model knows, sorted.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.languages.keys().map(String::as_str)
    }
}

/// The id of each piece, in the order of its file. What is made of them does not depend on that order.
type Ids = IndexMap<String, u32>;

/// One side: how its text is cut, and the ids of the pieces.
#[derive(Clone, Debug)]
struct Side {
    normalizer: Normalizer,
    unigram: Unigram,
    // By place in the .spm file.
    ids: Vec<u32>,
    unknown: usize,
    // By byte, when unknown characters are spelt.
    bytes: Option<Vec<u32>>,
}

impl Side {
    fn new(name: &'static str, spm: &Spm, ids: &Ids) -> Result<Self, Error> {
        let unknown_id = ids.get(UNKNOWN).copied().unwrap_or_default();
        let id = |piece: &str| ids.get(piece).copied().unwrap_or(unknown_id);
        let found: Vec<Option<u32>> =
            spm.pieces.iter().map(|p| ids.get(&p.text).copied()).collect();
        let normal = || {
            let all = spm.pieces.iter().zip(&found);
            all.filter(|(p, _)| p.kind == PieceKind::Normal)
        };
        let foreign: Vec<_> =
            normal().filter(|(_, id)| id.is_none()).map(|(piece, _)| piece).collect();
        // Published vocabularies leave out a few pieces; those are unknown to the model. When a
        // quarter is gone, the files come from different models.
        if foreign.len() * 4 > normal().count() {
            let source = VocabError::Foreign {
                spm: name,
                missing: foreign.len(),
                of: normal().count(),
                examples: foreign.iter().take(5).map(|p| p.text.clone()).collect(),
            };
            return Err(Error::Vocab { file: "vocab.json".to_owned(), source });
        }
        let unknown = spm.pieces.iter().position(|p| p.kind == PieceKind::Unknown);
        let byte_id = |byte: usize| id(&format!("<0x{byte:02X}>"));
        Ok(Self {
            normalizer: Normalizer::new(spm)
                .map_err(|source| Error::Spm { file: name.to_owned(), source })?,
            unigram: Unigram::new(spm),
            ids: found.iter().map(|id| id.unwrap_or(unknown_id)).collect(),
            unknown: unknown.unwrap_or_default(),
            bytes: spm.byte_fallback.then(|| (0..256).map(byte_id).collect()),
        })
    }

    fn encode(&self, text: &str) -> Encoded {
        let prepared = self.normalizer.normalize(text);
        let mut out = Encoded::default();
        let mut after_unknown = false;
        for Found { index, range } in self.unigram.cut(&prepared.text) {
            let origins = &prepared.origins[range.clone()];
            let start = origins.first().map_or(0, |o| o.0 as usize);
            let end = origins.last().map_or(start, |o| o.1 as usize);
            let span = Span::new(start, end.max(start));
            let unknown = index == self.unknown;
            match (&self.bytes, out.spans.last_mut()) {
                (Some(bytes), _) if unknown => {
                    for byte in prepared.text[range].bytes() {
                        out.ids.push(bytes[usize::from(byte)]);
                        out.spans.push(span);
                    }
                }
                // A run of unknown characters is one unknown piece.
                (None, Some(last)) if unknown && after_unknown => *last = last.cover(span),
                _ => {
                    out.ids.push(self.ids[index]);
                    out.spans.push(span);
                }
            }
            after_unknown = unknown;
        }
        out
    }
}

/// What one id of the target becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Text(String),
    Byte(u8),
    /// Not shown: the end, padding, the unknown piece, a language.
    Mark,
}

fn tokens(ids: &Ids, spms: &[&Spm]) -> Vec<Token> {
    let pieces = || spms.iter().flat_map(|spm| &spm.pieces);
    let bytes = pieces().filter_map(|p| match p.kind {
        PieceKind::Byte(byte) => Some((p.text.as_str(), byte)),
        _ => None,
    });
    let bytes: BTreeMap<&str, u8> = bytes.collect();
    let controls = pieces().filter(|p| p.kind == PieceKind::Control);
    let mut marks: Vec<&str> = controls.map(|p| p.text.as_str()).collect();
    marks.extend([END, UNKNOWN, PAD]);
    let size = ids.values().max().map_or(0, |&id| id as usize + 1);
    // Of two pieces with one id the last in the alphabet is shown.
    let mut texts: Vec<Option<&str>> = vec![None; size];
    for (text, &id) in ids {
        let place = &mut texts[id as usize];
        *place = (*place).max(Some(text.as_str()));
    }
    let token = |text: &str| match bytes.get(text) {
        _ if marks.contains(&text) => Token::Mark,
        _ if text.starts_with(">>") && text.ends_with("<<") => Token::Mark,
        Some(&byte) => Token::Byte(byte),
        None => Token::Text(text.replace(SPACE, " ")),
    };
    texts.into_iter().map(|text| text.map_or(Token::Mark, token)).collect()
}

/// Writes bytes that were waiting for each other as characters; each byte gets its character's span.
fn spell(text: &mut String, spans: &mut Vec<Span<Byte>>, bytes: &mut Vec<u8>) {
    let mut rest = bytes.as_slice();
    while let Some(&first) = rest.first() {
        let len = match first {
            0..0x80 => 1,
            0x80..0xe0 => 2,
            0xe0..0xf0 => 3,
            _ => 4,
        };
        let start = text.len();
        let used = if let Some(Ok(character)) = rest.get(..len).map(std::str::from_utf8) {
            text.push_str(character);
            len
        } else {
            // A byte that belongs to no character is shown as one that could not be read.
            text.push(char::REPLACEMENT_CHARACTER);
            1
        };
        spans.extend(std::iter::repeat_n(Span::new(start, text.len()), used));
        rest = &rest[used..];
    }
    bytes.clear();
}

/// Cuts off outer white space and moves the spans along.
fn trim(text: String, mut spans: Vec<Span<Byte>>) -> Decoded {
    // The separators U+001C to U+001F are white space to the reference, but not to Rust.
    let space = |c: char| c.is_whitespace() || ('\x1c'..='\x1f').contains(&c);
    let end = text.trim_end_matches(space).len();
    let start = end - text[..end].trim_start_matches(space).len();
    if (start, end) == (0, text.len()) {
        return Decoded { text, spans };
    }
    for span in &mut spans {
        let inside = |at: usize| at.clamp(start, end) - start;
        *span = Span::new(inside(span.start()), inside(span.end()));
    }
    Decoded { text: text[start..end].to_owned(), spans }
}

fn read_ids(file: &str, bytes: &[u8]) -> Result<Ids, Error> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let ids = json.deserialize_map(InOrder).and_then(|ids| json.end().map(|()| ids));
    ids.map_err(|source| Error::Json { file: file.to_owned(), source })
}

/// Reads an object of numbers.
struct InOrder;

impl<'de> Visitor<'de> for InOrder {
    type Value = Ids;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object: pieces and their ids")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Ids, A::Error> {
        let mut ids = Ids::new();
        while let Some((piece, id)) = map.next_entry()? {
            ids.insert(piece, id);
        }
        Ok(ids)
    }
}

fn check_ids(file: &str, ids: &Ids, config: &ModelConfig, size: usize) -> Result<(), Error> {
    let bad = |source| Err(Error::Vocab { file: file.to_owned(), source });
    for token in [END, UNKNOWN] {
        if !ids.contains_key(token) {
            return bad(VocabError::Missing { token });
        }
    }
    for (token, expected) in [(END, config.eos), (PAD, config.pad)] {
        if let Some(&got) = ids.get(token).filter(|&&got| got != expected) {
            return bad(VocabError::Mark { token, expected, got });
        }
    }
    match ids.iter().max_by_key(|&(token, id)| (*id, token)) {
        Some((token, &id)) if id as usize >= size => {
            bad(VocabError::OutOfRange { token: token.clone(), id, size })
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nmt::spm::tests::encode;
    use proptest::prelude::*;

    const CONFIG: &[u8] = br#"{"d_model": 16, "vocab_size": 300, "pad_token_id": 299,
        "decoder_start_token_id": 299}"#;

    /// A vocabulary of `pieces`, with or without bytes for what they do not spell.
    fn vocab(pieces: &[&str], bytes: &[String]) -> Vocab {
        let mut all: Vec<(&str, f32, u8)> = vec![("</s>", 0.0, 3), ("<unk>", 0.0, 2)];
        all.extend(bytes.iter().map(|b| (b.as_str(), 0.0, 6)));
        all.extend(pieces.iter().map(|p| (*p, -2.0, 1)));
        let ids: BTreeMap<&str, usize> = all.iter().enumerate().map(|(i, p)| (p.0, i)).collect();
        let json = serde_json::to_vec(&ids).unwrap();
        let trainer: &[u8] = if bytes.is_empty() { &[] } else { &[0x98, 2, 1] };
        let spm = encode(&all, trainer);
        let files =
            VocabFiles { source_spm: &spm, target_spm: &spm, vocab: &json, target_vocab: None };
        Vocab::parse(files, &ModelConfig::parse("config.json", CONFIG).unwrap()).unwrap()
    }

    fn all_bytes() -> Vec<String> {
        (0..256).map(|b| format!("<0x{b:02X}>")).collect()
    }

    #[test]
    fn pieces_know_their_bytes_on_both_sides() {
        let vocab = vocab(&["▁le", "▁ch", "at", "."], &[]);
        let text = "  le  chat.";
        let encoded = vocab.encode_source(text);
        let cut: Vec<&str> = encoded.spans.iter().map(|s| s.of(text)).collect();
        assert_eq!(cut, ["le", "  ch", "at", "."]);
        let decoded = vocab.decode(&encoded.ids);
        assert_eq!(decoded.text, "le chat.");
        let cut: Vec<&str> = decoded.spans.iter().map(|s| s.of(&decoded.text)).collect();
        assert_eq!(cut, ["le", " ch", "at", "."]);
    }

    #[test]
    fn unknown_characters_are_one_piece_or_bytes() {
        let plain = vocab(&["▁", "a"], &[]);
        let encoded = plain.encode_source("a€ça");
        assert_eq!(encoded.ids, [2, 3, 1, 3]);
        assert_eq!(encoded.spans[2].of("a€ça"), "€ç");
        let spelt = vocab(&["▁", "a"], &all_bytes());
        let encoded = spelt.encode_source("a€");
        assert_eq!(encoded.ids.len(), 2 + 3);
        assert!(encoded.spans[2..].iter().all(|s| s.of("a€") == "€"));
        let decoded = spelt.decode(&encoded.ids);
        assert_eq!(decoded.text, "a€");
        assert!(decoded.spans[2..].iter().all(|s| s.of("a€") == "€"));
    }

    #[test]
    fn bytes_that_are_no_character_are_shown_as_such() {
        let vocab = vocab(&["▁", "a"], &all_bytes());
        // 2 + 0xE2, then `a`: the beginning of a character that never ends.
        let decoded = vocab.decode(&[2 + 0xe2, 2 + 0x82, 259, 0]);
        assert_eq!(decoded.text, "\u{fffd}\u{fffd}a");
        assert_eq!(decoded.spans.len(), 4);
    }

    #[test]
    fn files_of_different_models_are_refused() {
        let spm = encode(&[("<unk>", 0.0, 2), ("▁x", -1.0, 1), ("y", -1.0, 1)], &[]);
        let config = ModelConfig::parse("config.json", CONFIG).unwrap();
        for (json, part) in [
            (r#"{"</s>": 0, "<unk>": 1}"#, "2 of the 2 pieces of source.spm"),
            (r#"{"</s>": 0, "<unk>": 1, "▁x": 2, "y": 300}"#, "only 300 rows"),
            (r#"{"</s>": 2, "<unk>": 1, "▁x": 0, "y": 3}"#, "`</s>` has id 2"),
            (r#"{"</s>": 0, "▁x": 2, "y": 3}"#, "`<unk>` is missing"),
            (r#"{"</s>": 0, "<unk>""#, "vocab.json"),
        ] {
            let (source_spm, target_spm) = (spm.as_slice(), spm.as_slice());
            let vocab = json.as_bytes();
            let files = VocabFiles { source_spm, target_spm, vocab, target_vocab: None };
            let error = Vocab::parse(files, &config).unwrap_err();
            let cause = std::error::Error::source(&error).map(ToString::to_string);
            let text = format!("{error}: {cause:?}");
            assert!(text.contains(part), "{part} not in: {text}");
        }
    }

    #[test]
    fn an_unknown_language_lists_the_known_ones() {
        let vocab = vocab(&["▁", ">>fra<<", ">>deu<<"], &[]);
        assert_eq!(vocab.language("fra").unwrap(), vocab.language(">>fra<<").unwrap());
        let text = vocab.language("nld").unwrap_err().to_string();
        assert!(text.contains("nld") && text.contains(">>deu<<, >>fra<<"), "{text}");
    }

    proptest! {
        #[test]
        fn spans_cover_what_they_came_from(text in "\\PC{0,40}|[a-d \\t\u{a0}é\\x00]{0,40}") {
            for vocab in [vocab(&["▁", "a", "▁ab", "cd", "é"], &[]),
                          vocab(&["▁", "a", "▁ab", "cd", "é"], &all_bytes())] {
                let encoded = vocab.encode_source(&text);
                prop_assert_eq!(encoded.ids.len(), encoded.spans.len());
                // Source: every character that is not white space lies in some piece.
                for (at, c) in text.char_indices().filter(|(_, c)| *c != ' ') {
                    prop_assert!(encoded.spans.iter().any(|s| s.holds(at)), "{:?} at {}", c, at);
                }
                // Target: the spans tile the text, but for bytes of one character.
                let decoded = vocab.decode(&encoded.ids);
                let mut end = 0;
                for (i, span) in decoded.spans.iter().enumerate() {
                    let again = i > 0 && *span == decoded.spans[i - 1];
                    prop_assert!(again || span.start() == end, "{:?}", decoded);
                    end = span.end();
                }
                prop_assert_eq!(end, decoded.text.len());
            }
        }

        #[test]
        fn any_ids_decode(ids in proptest::collection::vec(0u32..400, 0..20)) {
            let decoded = vocab(&["▁", "a"], &all_bytes()).decode(&ids);
            prop_assert_eq!(decoded.spans.len(), ids.len());
            prop_assert!(decoded.spans.iter().all(|s| s.get(&decoded.text).is_some()));
        }
    }
}
