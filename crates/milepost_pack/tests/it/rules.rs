use milepost_pack::{check, rules};

use crate::{example, told};

#[test]
fn the_pack_of_the_examples_has_no_problem() {
    let files = example(&[]);
    assert_eq!(told(&check(&files), &files), Vec::<String>::new());
}

#[test]
fn each_rule_has_an_example_that_breaks_it_alone_and_one_that_is_mended() {
    let mut amiss = Vec::new();
    // The texts of reports are tried where reports can be made; the program's own tests break that rule.
    for rule in rules().iter().filter(|rule| rule.code != "P060") {
        let mut files = example(rule.wrong);
        if rule.code == "P002" {
            // Text in the rule's documentation can't hold what isn't text.
            let broken = files.get_mut("agencies.toml").unwrap();
            let at = broken.windows(3).position(|w| w == "\u{fffd}".as_bytes()).unwrap();
            broken.splice(at..at + 3, [0xe9]);
        }
        let checked = check(&files);
        let codes: Vec<_> = checked.problems.iter().map(|p| (p.code, p.severity)).collect();
        if codes.is_empty() || codes.iter().any(|found| *found != (rule.code, rule.severity)) {
            amiss.push(format!("{} wrong: {:#?}", rule.code, told(&checked, &files)));
        }
        let files = example(rule.mended);
        let checked = check(&files);
        if !checked.problems.is_empty() || checked.pack.is_none() {
            amiss.push(format!("{} mended: {:#?}", rule.code, told(&checked, &files)));
        }
    }
    assert!(amiss.is_empty(), "{}", amiss.join("\n"));
}
