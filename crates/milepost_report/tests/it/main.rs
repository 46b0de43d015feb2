//! Integration tests.

mod browser;
mod charts;
mod fields;
mod figures;
mod hostile;
mod markdown;
mod pages;
mod problems;
mod sample;
mod tables;
