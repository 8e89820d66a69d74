//! Reads a `SentencePiece` model file (`source.spm`, `target.spm`): pieces, scores, normaliser.
//!
//! In: the bytes of the file, a protocol buffer. Out: [`Spm`]. Only the handful of fields that
//! change how a unigram model cuts text are read; everything else is skipped by its wire type.

/// What a piece is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PieceKind {
    /// An ordinary piece with a learned score.
    Normal,
    /// The unknown piece.
    Unknown,
    /// A marker such as `</s>`, never found in text.
    Control,
    /// A symbol kept whole wherever it stands in the text.
    UserDefined,
    /// In the file, but never used for cutting.
    Unused,
    /// One byte of a character that no other piece spells.
    Byte(u8),
}

/// One entry of the model.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    /// Its text, with `▁` for a space.
    pub text: String,
    /// Its log-probability.
    pub score: f32,
    /// What it is for.
    pub kind: PieceKind,
}

/// How text is prepared before it is cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NormalizerSpec {
    /// Replacement rules: a double-array trie and the texts it points to; empty for none.
    pub charsmap: Vec<u8>,
    /// Whether a space is put before the text.
    pub add_dummy_prefix: bool,
    /// Whether runs of spaces shrink to one and the outer ones go.
    pub remove_extra_whitespaces: bool,
    /// Whether a space is written `▁`.
    pub escape_whitespaces: bool,
}

/// A unigram model.
#[derive(Clone, Debug, PartialEq)]
pub struct Spm {
    /// Every piece, in the order of the file.
    pub pieces: Vec<Piece>,
    /// How text is prepared.
    pub normalizer: NormalizerSpec,
    /// Whether the dummy space stands after the text instead of before it.
    pub whitespace_as_suffix: bool,
    /// Whether unknown characters are spelt in bytes.
    pub byte_fallback: bool,
}

/// Why a file is not a unigram model we can use.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SpmError {
    /// The protocol buffer ends in the middle of a field or holds one that cannot be.
    #[error("the file is cut short or is not a SentencePiece model (at byte {at})")]
    Malformed {
        /// Where reading stopped.
        at: usize,
    },
    /// No pieces at all.
    #[error("the file holds no pieces")]
    Empty,
    /// A model of another kind.
    #[error("the model is of type {got}, but only unigram is supported")]
    ModelType {
        /// The type's name.
        got: &'static str,
    },
    /// No unknown piece: text could not be cut.
    #[error("the file has no unknown piece")]
    NoUnknown,
    /// A piece marked as a byte is not spelt `<0xNN>`.
    #[error("`{piece}` is marked as a byte, but is not written as one")]
    BadByte {
        /// Its text.
        piece: String,
    },
    /// The replacement rules cannot be read.
    #[error("the normalisation rules are damaged")]
    Charsmap,
    /// Output would have to be rewritten after decoding, which would lose the spans.
    #[error("the model has a denormaliser, which is not supported")]
    Denormalizer,
}

impl Spm {
    /// Reads the whole file.
    ///
    /// # Errors
    /// When the bytes are not a unigram model, or one with a feature we do not have.
    pub fn parse(bytes: &[u8]) -> Result<Self, SpmError> {
        let mut spm = Self {
            pieces: Vec::new(),
            normalizer: NormalizerSpec::default(),
            whitespace_as_suffix: false,
            byte_fallback: false,
        };
        let mut model_type = 1;
        let mut fields = Fields { bytes, at: 0 };
        while let Some((number, value)) = fields.next()? {
            match (number, value) {
                (1, Value::Bytes(b)) => spm.pieces.push(piece(b)?),
                (2, Value::Bytes(b)) => spm.read_trainer(b, &mut model_type)?,
                (3, Value::Bytes(b)) => spm.normalizer = normalizer(b)?,
                (5, Value::Bytes(b)) if !normalizer(b)?.charsmap.is_empty() => {
                    return Err(SpmError::Denormalizer);
                }
                _ => {}
            }
        }
        match model_type {
            1 => {}
            2 => return Err(SpmError::ModelType { got: "BPE" }),
            3 => return Err(SpmError::ModelType { got: "word" }),
            4 => return Err(SpmError::ModelType { got: "char" }),
            _ => return Err(SpmError::ModelType { got: "unknown" }),
        }
        if spm.pieces.is_empty() {
            return Err(SpmError::Empty);
        }
        if !spm.pieces.iter().any(|p| p.kind == PieceKind::Unknown) {
            return Err(SpmError::NoUnknown);
        }
        Ok(spm)
    }

    fn read_trainer(&mut self, bytes: &[u8], model_type: &mut u64) -> Result<(), SpmError> {
        let mut fields = Fields { bytes, at: 0 };
        while let Some((number, value)) = fields.next()? {
            match (number, value) {
                (3, Value::Int(n)) => *model_type = n,
                (24, Value::Int(n)) => self.whitespace_as_suffix = n != 0,
                (35, Value::Int(n)) => self.byte_fallback = n != 0,
                _ => {}
            }
        }
        Ok(())
    }
}

impl Default for NormalizerSpec {
    /// The defaults of the protocol buffer.
    fn default() -> Self {
        Self {
            charsmap: Vec::new(),
            add_dummy_prefix: true,
            remove_extra_whitespaces: true,
            escape_whitespaces: true,
        }
    }
}

fn piece(bytes: &[u8]) -> Result<Piece, SpmError> {
    let mut piece = Piece { text: String::new(), score: 0.0, kind: PieceKind::Normal };
    let mut kind = 1;
    let mut fields = Fields { bytes, at: 0 };
    while let Some((number, value)) = fields.next()? {
        match (number, value) {
            (1, Value::Bytes(b)) => {
                let text = std::str::from_utf8(b);
                text.map_err(|_| SpmError::Malformed { at: 0 })?.clone_into(&mut piece.text);
            }
            (2, Value::Four(n)) => piece.score = f32::from_bits(n),
            (3, Value::Int(n)) => kind = n,
            _ => {}
        }
    }
    piece.kind = match kind {
        1 => PieceKind::Normal,
        2 => PieceKind::Unknown,
        3 => PieceKind::Control,
        4 => PieceKind::UserDefined,
        5 => PieceKind::Unused,
        6 => match byte_of(&piece.text) {
            Some(byte) => PieceKind::Byte(byte),
            None => return Err(SpmError::BadByte { piece: piece.text }),
        },
        _ => return Err(SpmError::Malformed { at: 0 }),
    };
    Ok(piece)
}

/// `<0x41>` → 0x41.
fn byte_of(text: &str) -> Option<u8> {
    let hex = text.strip_prefix("<0x")?.strip_suffix('>')?;
    (hex.len() == 2).then(|| u8::from_str_radix(hex, 16).ok())?
}

fn normalizer(bytes: &[u8]) -> Result<NormalizerSpec, SpmError> {
    let mut spec = NormalizerSpec::default();
    let mut fields = Fields { bytes, at: 0 };
    while let Some((number, value)) = fields.next()? {
        match (number, value) {
            (2, Value::Bytes(b)) => spec.charsmap = b.to_vec(),
            (3, Value::Int(n)) => spec.add_dummy_prefix = n != 0,
            (4, Value::Int(n)) => spec.remove_extra_whitespaces = n != 0,
            (5, Value::Int(n)) => spec.escape_whitespaces = n != 0,
            _ => {}
        }
    }
    Ok(spec)
}

/// The value of one field, by wire type.
enum Value<'b> {
    Int(u64),
    Four(u32),
    Bytes(&'b [u8]),
    Skipped,
}

/// Walks the fields of one message.
struct Fields<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl<'b> Fields<'b> {
    fn next(&mut self) -> Result<Option<(u64, Value<'b>)>, SpmError> {
        if self.at == self.bytes.len() {
            return Ok(None);
        }
        let tag = self.varint()?;
        let value = match tag & 7 {
            0 => Value::Int(self.varint()?),
            1 => {
                self.take(8)?;
                Value::Skipped
            }
            2 => {
                let len = self.varint()?;
                let len = usize::try_from(len).map_err(|_| self.malformed())?;
                Value::Bytes(self.take(len)?)
            }
            5 => {
                let four = self.take(4)?.try_into().map_err(|_| self.malformed())?;
                Value::Four(u32::from_le_bytes(four))
            }
            _ => return Err(self.malformed()),
        };
        Ok(Some((tag >> 3, value)))
    }

    fn varint(&mut self) -> Result<u64, SpmError> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.take(1)?[0];
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(self.malformed())
    }

    fn take(&mut self, len: usize) -> Result<&'b [u8], SpmError> {
        let end = self.at.checked_add(len).filter(|&end| end <= self.bytes.len());
        let end = end.ok_or_else(|| self.malformed())?;
        let taken = &self.bytes[self.at..end];
        self.at = end;
        Ok(taken)
    }

    fn malformed(&self) -> SpmError {
        SpmError::Malformed { at: self.at }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A model file with the given pieces (text, score, kind number) and trainer bytes.
    pub(crate) fn encode(pieces: &[(&str, f32, u8)], trainer: &[u8]) -> Vec<u8> {
        let mut file = Vec::new();
        for (text, score, kind) in pieces {
            let mut body = vec![0x0a, u8::try_from(text.len()).expect("short pieces")];
            body.extend_from_slice(text.as_bytes());
            body.push(0x15);
            body.extend_from_slice(&score.to_le_bytes());
            body.extend_from_slice(&[0x18, *kind]);
            file.push(0x0a);
            file.push(u8::try_from(body.len()).expect("short pieces"));
            file.extend_from_slice(&body);
        }
        file.push(0x12);
        file.push(u8::try_from(trainer.len()).expect("short trainer"));
        file.extend_from_slice(trainer);
        file
    }

    #[test]
    fn pieces_and_flags_are_read() {
        let file = encode(&[("<unk>", 0.0, 2), ("▁a", -1.5, 1), ("<0xFF>", 0.0, 6)], &[0x98, 2, 1]);
        let spm = Spm::parse(&file).unwrap();
        assert_eq!(
            spm.pieces[1],
            Piece { text: "▁a".into(), score: -1.5, kind: PieceKind::Normal }
        );
        assert_eq!(spm.pieces[2].kind, PieceKind::Byte(255));
        assert!(spm.byte_fallback);
        assert!(spm.normalizer.add_dummy_prefix);
    }

    #[test]
    fn a_cut_file_is_an_error_wherever_it_is_cut() {
        let file = encode(&[("<unk>", 0.0, 2), ("▁a", -1.5, 1)], &[0x18, 1]);
        assert!(Spm::parse(&file).is_ok());
        // Cut between two pieces the rest is a smaller model; anywhere else it must not pass.
        let between: Vec<usize> =
            (0..file.len()).filter(|&n| Spm::parse(&file[..n]).is_ok()).collect();
        assert!(between.len() <= 2, "accepted cuts: {between:?}");
        assert_eq!(Spm::parse(&file[..7]), Err(SpmError::Malformed { at: 2 }));
    }

    #[test]
    fn other_model_types_are_refused_by_name() {
        let file = encode(&[("<unk>", 0.0, 2)], &[0x18, 2]);
        assert_eq!(Spm::parse(&file), Err(SpmError::ModelType { got: "BPE" }));
    }
}
