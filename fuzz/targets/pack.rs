//! Any files at all, read as a pack.
#![no_main]

use libfuzzer_sys::fuzz_target;

// Parted by zero bytes: declarations, a data file, a section of a report. The first byte decides
// whether the pack of the examples stands around them.
fuzz_target!(|bytes: &[u8]| {
    let Some((choice, bytes)) = bytes.split_first() else { return };
    let mut files = if choice % 2 == 0 { milepost_fuzz::examples() } else { Default::default() };
    let names = ["more.toml", "data/rows.csv", "reports/a.md"];
    for (name, part) in names.iter().zip(bytes.split(|byte| *byte == 0)) {
        files.insert((*name).to_owned(), part.to_vec());
    }
    let checked = milepost_pack::check(&files);
    assert_eq!(checked.pack.is_none(), checked.errors().next().is_some(), "there is a pack unless there is an error");
    for problem in &checked.problems {
        let place = problem.line_column(&files);
        assert!(place.line >= 1 && place.column >= 1);
        assert!(!problem.message.is_empty() && !problem.help.is_empty());
    }
});
