//! Text to a checked [`Pack`]: the declarations of one program, read, checked and compiled.

mod build;
mod check;
pub mod format;
pub mod model;
mod narrow;
mod problem;
mod proof;
mod read;
mod render;
mod rules;
pub mod spec;

pub use build::parts;
pub use check::{Checked, check};
pub use model::*;
pub use problem::{Files, LineColumn, Problem, Severity, Span};
pub use render::{render, summary};
pub use rules::{Example, Rule, example_pack, report_problem, rules};
