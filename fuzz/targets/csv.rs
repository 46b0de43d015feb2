//! Any bytes, submitted as a CSV file in one of several dialects.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some((choice, bytes)) = bytes.split_first() else { return };
    let dialects = ["", "semicolon", "tab", "windows-1252", "utf-16", "utf-16be", "us-dates", "pipe,utf-8"];
    let dialect = dialects[usize::from(*choice) % dialects.len()].parse().expect("a known dialect");
    milepost_fuzz::submit("things.csv", bytes.to_vec(), &dialect);
});
