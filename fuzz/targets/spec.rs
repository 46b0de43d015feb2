//! Any text, read as a chapter of the spec.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let (_, problems) = milepost_pack::spec::parse("chapter.md", text);
    for problem in problems {
        assert!(text.get(problem.span.range.clone()).is_some(), "{:?} is a part of the text", problem.span.range);
        assert!(!problem.message.is_empty() && !problem.help.is_empty());
    }
});
