//! The tests of the expression language, in one binary.

mod decisions;
mod examples;
mod expressions;
mod faults;
mod generated;
mod grid;
mod hostile;
mod laws;
mod oracles;
mod worlds;
