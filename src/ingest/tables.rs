//! Pattern tables per language.
