use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use milepost_app::Watch;
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

    pub(crate) fn finish(&self) {
        self.0.finish_and_clear();
    }
}

/// Shows how far a computation is, and stops it at the first interrupt.
pub(crate) struct Counting {
    bar: Bar,
    interrupted: Arc<AtomicBool>,
}

impl Counting {
    pub(crate) fn new() -> Self {
        let interrupted = Arc::new(AtomicBool::new(false));
        #[cfg(unix)]
        for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
            // A second one ends the program at once, which loses the slice at hand and nothing else. Where no handler
            // can be set, the first one does.
            let _ = signal_hook::flag::register_conditional_shutdown(signal, 130, Arc::clone(&interrupted));
            let _ = signal_hook::flag::register(signal, Arc::clone(&interrupted));
        }
        Self { bar: Bar::new(), interrupted }
    }

    pub(crate) fn finish(&self) {
        self.bar.finish();
    }
}

impl Watch for Counting {
    fn planned(&self, rows: u64) {
        let style = "counting {msg} {wide_bar} {pos}/{len} rows, {eta} left";
        if let Ok(style) = ProgressStyle::with_template(style) {
            self.bar.0.set_style(style);
        }
        self.bar.0.set_length(rows);
    }

    fn counting(&self, dataset: &str, period: &str) {
        self.bar.0.set_message(format!("{dataset} {period}"));
    }

    fn counted(&self, rows: u64) {
        self.bar.0.inc(rows);
    }

    fn is_interrupted(&self) -> bool {
        self.interrupted.load(Ordering::Relaxed)
    }
}
