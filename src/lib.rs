#![doc = include_str!("../README.md")]

pub mod align;
pub mod corpus;
pub mod models;
pub mod nmt;
pub mod segment;
pub mod trace;
