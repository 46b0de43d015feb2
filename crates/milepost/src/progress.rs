use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use milepost_dataset::Progress;

/// Progress with the time left, on a terminal; nothing in a pipe.
pub(crate) struct Bar(ProgressBar);

impl Bar {
    pub(crate) fn new() -> Self {
        // Draws to standard error, and only if that is a terminal.
        let bar = ProgressBar::new(0);
        bar.enable_steady_tick(Duration::from_millis(200));
        Self(bar)
    }

    /// How far a file is taken in.
    pub(crate) fn intake(&self, at: Progress) {
        let (done, all, style) = match at {
            Progress::Reading { bytes, of } => (bytes, of, "reading {wide_bar} {bytes}/{total_bytes}, {eta} left"),
            Progress::Storing { rows, of } => (rows, of, "storing {wide_bar} {pos}/{len} rows, {eta} left"),
        };
        if let Ok(style) = ProgressStyle::with_template(style) {
            self.0.set_style(style);
        }
        self.0.set_length(all);
        self.0.set_position(done);
    }

    /// Which period is computed.
    pub(crate) fn say(&self, pack: &str, period: &str) {
        if let Ok(style) = ProgressStyle::with_template("{spinner} computing {msg}, {elapsed}") {
            self.0.set_style(style);
        }
        self.0.set_message(format!("{pack} {period}"));
    }

    pub(crate) fn finish(&self) {
        self.0.finish_and_clear();
    }
}
