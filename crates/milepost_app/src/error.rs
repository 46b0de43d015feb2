use thiserror::Error;

use milepost_pack::{Files, Problem};

/// What kept a verb from being done. The kind decides the exit code of a command.
#[derive(Debug, Error)]
pub enum AppError {
    /// A pack has problems: all of them, with the files that they point into.
    #[error("the pack has problems")]
    Pack {
        /// Every problem.
        problems: Vec<Problem>,
        /// The text that they point into.
        files: Files,
    },
    /// What was asked for can't be: an unknown measure, a period that the calendar doesn't have.
    #[error("{0}")]
    Usage(String),
    /// Input was read and is wrong as a whole.
    #[error("{0}")]
    Input(String),
    /// Somebody stopped it.
    #[error("interrupted; what was counted by then is kept, and the same command goes on from there")]
    Interrupted,
    /// The world broke: a disk, a lock, a damaged file.
    #[error("{what}")]
    World {
        /// A plain sentence.
        what: String,
        /// Why.
        source: Option<Box<dyn std::error::Error + Send + Sync>>,
    },
}

impl AppError {
    pub(crate) fn world(what: impl Into<String>, source: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::World { what: what.into(), source: Some(Box::new(source)) }
    }
}

impl From<milepost_store::StoreError> for AppError {
    fn from(error: milepost_store::StoreError) -> Self {
        let source = std::error::Error::source(&error).map(|cause| cause.to_string().into());
        Self::World { what: error.to_string(), source }
    }
}
