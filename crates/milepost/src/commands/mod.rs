//! One file a command: its arguments, and what it prints.

pub(crate) mod completions;
pub(crate) mod compute;
pub(crate) mod demo;
pub(crate) mod determinations;
pub(crate) mod determine;
pub(crate) mod explain;
pub(crate) mod init;
pub(crate) mod load;
pub(crate) mod man;
pub(crate) mod pack;
pub(crate) mod report;
pub(crate) mod results;
pub(crate) mod sample;
pub(crate) mod schema;
pub(crate) mod submissions;
