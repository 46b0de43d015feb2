//! The texts of a pack's reports are tried when the pack is checked.

use std::path::Path;

use milepost_pack::{Example, example_pack, rules};
use milepost_testkit::{Home, Ran};

fn check(files: &[Example]) -> Ran {
    let home = Home::new(env!("CARGO_BIN_EXE_milepost"));
    for (path, text) in files.iter().copied().flatten() {
        let file = home.beside(&format!("pack/{path}"));
        std::fs::create_dir_all(Path::new(&file).parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }
    home.run_without_home(["pack", "check", &home.beside("pack")])
}

fn report(section: &'static str) -> Vec<(&'static str, &'static str)> {
    let rule = rules().iter().find(|rule| rule.code == "P060").unwrap();
    rule.mended.iter().copied().filter(|(path, _)| path.ends_with("toml")).chain([("reports/a.md", section)]).collect()
}

/// A pack with a report of one section, and the problems that are told of it.
#[track_caller]
fn told(section: &'static str) -> Ran {
    let report: &'static [_] = report(section).leak();
    check(&[example_pack(), report])
}

#[test]
fn the_examples_of_the_rule_break_it_and_are_mended() {
    let rule = rules().iter().find(|rule| rule.code == "P060").unwrap();
    check(&[example_pack(), rule.wrong]).exits(1).says("P060").says("timly").says("reports/a.md:3");
    check(&[example_pack(), rule.mended]).ok();
}

#[test]
fn what_a_text_names_must_be_declared() {
    let all = "# Visits\n\n{{ shown('timly') }}, {{ part('timely', 'sum') }}, {{ setting('x') }}\n";
    let ran = told(all).exits(1);
    ran.clone().says("`timly`").says("did you mean `timely`?").says("reports/a.md:3:1");
    ran.clone().says("no part `sum`").says("no setting `x`").says("3 errors");
    for wrong in [
        "# Visits\n\n{{ shown('timely' }}\n",
        "# Visits\n\n{% for row in rows('visits') %}{% endfor %}\n",
        "# Visits\n\n{% for row in rows('visit', town='C1') %}{% endfor %}\n",
        "# Visits\n\n{% for row in rows('visit') %}{{ row.hour }}{% endfor %}\n",
        "# Visits\n\n{% for g in groups('visit', 'age') %}{% endfor %}\n",
        "# Visits\n\n{{ shown('timely', period='FFY2011') }}\n",
        "# Visits\n\n{{ target('timely', standard='none') }}\n",
    ] {
        told(wrong).exits(1).says("P060");
    }
}

#[test]
fn a_text_that_can_be_made_is_good() {
    told(
        "# Visits in {{ period.label }}\n\n{{ shown('timely') }}, {{ num('timely') }} of {{ den('timely') }}.\n\n\
         {% for row in rows('visit', county='C1') %}\n- {{ row.minutes|figure }}\n{% endfor %}\n\n\
         {% for g in groups('visit', 'language') %}{{ shown('timely', 'language=' ~ g.code) }} {% endfor %}\n\n\
         {{ definition('timely') }} {{ cites('timely') }}\n",
    )
    .ok();
}
