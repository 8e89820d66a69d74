//! Layer 2 · Quotations: found, attributed, carried into the translation, traced to their origin.

mod cue;
mod lexicon;
pub mod marks;
mod mention;
mod people;
mod project;
mod raw;
mod token;
