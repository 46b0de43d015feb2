//! Measures, from rows to results.

mod cells;
mod derived;
mod explain;
mod from_text;
mod groups;
mod kinds;
mod lookup;
mod number_text;
mod plan;
mod populations;
mod program;
mod properties;
mod published;
mod quantile;
mod roll_up;
mod weighted;
