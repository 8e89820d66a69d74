#![doc = include_str!("../README.md")]

pub mod align;
pub mod corpus;
