//! Judgement: status, change, how far, and why.

mod cases;
mod change;
mod determine;
mod needed;
mod published_figures;
mod reasons;
mod standards;
mod status;
