//! The verbs in order: install, load, compute, determine, report; and the spec that proves packs.

mod chance;
mod compute;
mod correction;
mod demo;
mod determine;
mod error;
mod explain;
mod facts;
mod home;
mod keys;
mod load;
pub mod pack_folder;
pub mod pack_test;
mod references;
mod report;
mod results;
pub mod sample;
mod shelf;
mod slices;
mod submissions;
mod trial;
mod values;

pub use compute::Computed;
pub use demo::{Existing, SampleFile, write_samples};
pub use determine::Determined;
pub use error::AppError;
pub use explain::ExplainRequest;
pub use home::{Home, Installation, Installed, check};
pub use load::{LoadRequest, Loaded};
pub use results::{Found, ResultQuery};
pub use sample::{Extent, RowFormat, write_synthetic};
pub use submissions::Listed;
