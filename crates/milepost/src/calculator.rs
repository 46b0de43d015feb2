use std::sync::Arc;

use clap::{Args, ValueEnum};
use milepost_measure::{Calculator, Plain};

use crate::failure::Failure;

/// Which calculator counts rows.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct Choice {
    /// What counts the rows; both give the same results [default: engine where it is built in]
    #[arg(long, value_name = "NAME", env = "MILEPOST_CALCULATOR")]
    calculator: Option<Name>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Name {
    Plain,
    Engine,
}

impl Choice {
    /// The calculator, with so many bytes of memory.
    pub(crate) fn calculator(self, memory: usize) -> Result<Arc<dyn Calculator>, Failure> {
        match self.calculator {
            Some(Name::Plain) => Ok(Arc::new(Plain)),
            Some(Name::Engine) => engine(memory)
                .ok_or_else(|| Failure::input("this build has no engine; build it with `--features engine`")),
            None => Ok(engine(memory).unwrap_or_else(|| Arc::new(Plain))),
        }
    }
}

#[cfg(feature = "engine")]
fn engine(memory: usize) -> Option<Arc<dyn Calculator>> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    Some(Arc::new(milepost_engine::Engine::new(threads, memory / 2)))
}

#[cfg(not(feature = "engine"))]
fn engine(_memory: usize) -> Option<Arc<dyn Calculator>> {
    None
}
