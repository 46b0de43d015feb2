//! Tests of the statistics crate against other programs, hand-worked figures and laws.

mod apportioning;
mod comparing;
mod figures;
mod intervals;
mod rounding;
