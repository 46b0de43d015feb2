//! A document as one HTML file: nothing is fetched, nothing runs.

mod blocks;
mod figure;
mod marks;
mod page;
mod table;
mod text;

pub use page::page;
pub(crate) use text::escaped;
