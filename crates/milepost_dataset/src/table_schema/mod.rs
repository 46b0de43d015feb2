//! A dataset's columns as Frictionless Table Schema, out and in.
//!
//! What the standard has no word for (decimal places, several codes in a field, the number for "not
//! applicable", levels, periods) travels in an object of our own, `milepost`, which other programs pass
//! over; so a schema that went out comes back whole.

mod read;
mod write;

pub use read::{Draft, SchemaFault, from_table_schema};
pub use write::to_table_schema;

/// The object that holds what the standard has no word for.
const OWN: &str = "milepost";

/// The version of the standard that is written.
const PROFILE: &str = "https://datapackage.org/profiles/2.0/tableschema.json";
