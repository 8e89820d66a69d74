//! Which sentences and which words of two texts stand for each other.
//!
//! Takes texts, spans and numbers (sentences as `&str`, pieces with their attention, a lexicon);
//! gives [`crate::corpus::bitext::Bitext`] and [`crate::corpus::alignment::Alignment`].
//! It reads no files and never loads a translation model: machine translations and attention are
//! arguments.

pub mod check;
pub mod cognate;
pub mod format;
pub mod grid;
pub mod hmm;
pub mod lexicon;
pub mod link;
pub mod misspelt;
pub mod mistaken;
pub mod phrases;
pub mod sentences;
pub mod stray;
pub mod symmetrize;
pub mod train;
pub mod vocab;
pub mod wordlist;
pub mod words;
