//! A language, named by its code.

use std::fmt;
use std::str::FromStr;

/// Writing direction of a language's usual script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Left to right.
    Ltr,
    /// Right to left.
    Rtl,
}

/// A lower-case ISO 639 code of two or three letters, such as `fr`.
///
/// ```
/// use tarjuman::corpus::lang::Lang;
/// let lang: Lang = "FR".parse().unwrap();
/// assert_eq!(lang.code(), "fr");
/// assert!("french".parse::<Lang>().is_err());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lang([u8; 3]);

/// A code that names no language.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("“{0}” is no language code: write two or three letters, such as fr, en or ar")]
pub struct LangError(pub String);

impl Lang {
    /// French.
    pub const FR: Self = Self(*b"fr\0");
    /// English.
    pub const EN: Self = Self(*b"en\0");
    /// Arabic.
    pub const AR: Self = Self(*b"ar\0");

    /// The code itself.
    ///
    /// # Panics
    /// Never: only ASCII letters are let in.
    #[must_use]
    pub fn code(&self) -> &str {
        let n = if self.0[2] == 0 { 2 } else { 3 };
        std::str::from_utf8(&self.0[..n]).expect("a code is ASCII")
    }

    /// Which way it is written.
    #[must_use]
    pub fn direction(self) -> Direction {
        match self.code() {
            "ar" | "fa" | "he" | "ur" | "ps" | "ckb" | "yi" | "dv" | "sd" | "ug" => Direction::Rtl,
            _ => Direction::Ltr,
        }
    }
}

impl FromStr for Lang {
    type Err = LangError;

    fn from_str(code: &str) -> Result<Self, LangError> {
        let bytes = code.as_bytes();
        if !(2..=3).contains(&bytes.len()) || !bytes.iter().all(u8::is_ascii_alphabetic) {
            return Err(LangError(code.to_owned()));
        }
        let mut out = [0; 3];
        for (slot, b) in out.iter_mut().zip(bytes) {
            *slot = b.to_ascii_lowercase();
        }
        Ok(Self(out))
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
