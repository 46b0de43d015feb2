//! The store on a real database in a folder of its own.

mod append_only;
mod audit;
mod computations;
mod crash;
mod determinations;
mod files;
mod given;
mod homes;
mod packs;
mod submissions;
mod units_of_work;
