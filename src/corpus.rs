//! Layer 0 · the nouns. No I/O, no tensors, no algorithms: what every other folder takes and gives.

pub mod alignment;
pub mod article;
pub mod bitext;
pub mod document;
pub mod hash;
pub mod lang;
pub mod memory;
pub mod model_files;
pub mod pair;
pub mod quote;
pub mod score;
pub mod segment;
pub mod span;
pub mod warning;
pub mod wordlist;
