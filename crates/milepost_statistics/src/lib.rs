//! Statistics that programs print or decide by.
//!
//! [`apportion`], [`round`] and [`fisher`] are exact. What needs roots or the normal distribution is
//! computed with integers to [`DIGITS`] digits after the point; there are no floats, so that every
//! machine gives the same digits. Nothing here knows a measure or a program.

mod apportionment;
mod comparison;
mod fixed;
mod interval;
mod normal;
mod rounding;

pub use apportionment::{ApportionError, apportion};
pub use comparison::{Chance, Counts, CountsError, difference_interval, fisher, z_pooled, z_unpooled};
pub use comparison::{chi_square_corrected, chi_square_n_minus_1};
pub use fixed::DIGITS;
pub use interval::{Interval, wilson};
pub use normal::{normal_distribution, normal_quantile};
pub use rounding::{RoundingMode, round, scaled};
