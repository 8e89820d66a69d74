#![doc = include_str!("../README.md")]

pub mod align;
pub mod corpus;
pub mod eval;
