//! For tests only: clocks that stand still or are moved by hand, homes in temporary folders with the
//! program run on them as a person would, and tables read back from what it prints.
//!
//! Everything here panics with a message that shows what the program said: that is how a test fails.

#[cfg(feature = "browser")]
pub mod browser;
mod clock;
mod home;
mod table;

pub use clock::{FixedClock, StepClock};
pub use home::{Home, Ran};
pub use table::Table;
