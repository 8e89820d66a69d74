//! Layer 2 · Quotations: found, attributed, carried into the translation, traced to their origin.
//!
//! In go a document, its translation with word links, and texts that may hold an original; out come
//! quotations with speakers and chains. It never loads a model, and a name it cannot show is `None`.

mod again;
mod age;
mod apart;
mod around;
mod assemble;
mod attribute;
mod bare;
mod behind;
mod body;
mod carry;
mod caseless;
pub mod chain;
mod coined;
mod cue;
mod decide;
mod describe;
mod echo;
mod enter;
mod find;
pub mod foreign;
mod home;
mod incise;
mod indirect;
mod interview;
mod judge;
mod label;
mod later;
mod lead;
mod leading;
mod lexicon;
mod links;
pub mod locate;
pub mod marks;
mod mention;
mod names;
mod outlet;
mod passed;
mod people;
mod post;
mod project;
mod proper;
mod raw;
mod reading;
mod relay;
mod resume;
mod salience;
pub mod same;
mod scene;
mod seat;
mod source;
mod subject;
mod token;
mod tongue;
mod unmarked;
mod witness;

pub use carry::carry;
pub use find::{Found, find};
