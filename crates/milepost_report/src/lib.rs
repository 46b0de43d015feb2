//! Reports: Markdown with live fields, made into documents, made into HTML, CSV and JSON.
//!
//! ```text
//! section texts ─ live fields answered ─ Markdown ─ Document ─┬─ html::page   one self-contained accessible file
//!                 (Facts)                                     ├─ tables       CSV of every table and figure
//!                                                             └─ serde        the structure as JSON
//! ```
//!
//! The crate is pure. Whoever calls it answers the questions of [`Facts`] and writes the files:
//!
//! ```
//! use std::sync::Arc;
//!
//! use milepost_report::{Facts, SectionText, compose, html};
//!
//! fn publish(title: &str, sections: &[SectionText], facts: Arc<dyn Facts>) -> serde_json::Result<()> {
//!     let composed = compose(title, "en", sections, facts);
//!     for problem in &composed.problems {
//!         // Every wrong field, heading, id and link: `reports/apr/101.md:12: there is no measure `c99``.
//!         let _ = problem.to_string();
//!     }
//!     let _page: String = html::page(&composed.document);
//!     let _tables: Vec<(String, String)> = composed.document.tables();
//!     let _json: String = serde_json::to_string(&composed.document)?;
//!     Ok(())
//! }
//! ```
//!
//! What section texts may hold is listed in [`reference`]; the page of the reference on report texts is made from it.

mod assemble;
pub mod chart;
mod compose;
pub mod document;
pub mod facts;
mod fields;
pub mod figures;
pub mod html;
mod inert;
mod markdown;
mod problem;
pub mod reference;
mod tables;
mod walk;
mod words;

pub use compose::{Composed, SectionText, compose};
pub use document::Document;
pub use facts::{
    AgencyTitle, Asked, Bound, Change, FactError, Facts, GroupTitle, Judgement, MeasureText, Outcome, Row, Shown,
    State, Status,
};
pub use problem::{Level, Problem};
