//! Intake from outside: bytes in, verdict, rejects and stored rows out.

mod bounds;
mod dialects;
mod each_check;
mod formats;
mod hostile;
mod property;
mod resubmission;
mod stored;
mod table_schema;
mod world;
