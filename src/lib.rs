#![doc = include_str!("../README.md")]

pub mod align;
pub mod cli;
pub mod corpus;
pub mod embed;
pub mod eval;
pub mod ingest;
pub mod models;
pub mod nmt;
pub mod pipeline;
pub mod record;
pub mod render;
pub mod review;
pub mod segment;
pub mod trace;
pub mod translate;
