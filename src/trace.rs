//! Layer 2 · Quotations: found, attributed, carried into the translation, traced to their origin.

pub mod marks;
mod project;
