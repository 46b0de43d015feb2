use thiserror::Error;

/// Looks on while slices are counted, and may stop it. Called from any thread.
pub trait Watch: Sync {
    /// So many rows are going to be counted; what can be reused is not among them.
    fn planned(&self, rows: u64);

    /// A slice is begun.
    fn counting(&self, dataset: &str, period: &str);

    /// So many more rows were counted.
    fn counted(&self, rows: u64);

    /// True when counting shall stop. What is counted by then is kept.
    fn is_interrupted(&self) -> bool;
}

/// Nobody looks on.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unwatched;

impl Watch for Unwatched {
    fn planned(&self, _: u64) {}

    fn counting(&self, _: &str, _: &str) {}

    fn counted(&self, _: u64) {}

    fn is_interrupted(&self) -> bool {
        false
    }
}

/// What a calculator is told when it shall stop.
#[derive(Clone, Copy, Debug, Error)]
#[error("interrupted")]
pub(crate) struct Interrupted;
