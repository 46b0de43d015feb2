use milepost_pack::{Example, Rule, Severity, example_pack, rules};

use crate::generate::markdown::table;
use crate::generate::{Context, Pages};

/// A page for each rule of the checker, and a list of them.
pub(super) fn pages(_: &Context) -> Result<Pages, String> {
    let rows = rules().iter().map(|rule| {
        [
            format!("[{}]({}.md)", rule.code, rule.code),
            rule.name.to_owned(),
            severity(rule).to_owned(),
            rule.what.to_owned(),
        ]
    });
    let mut list = "# Rules of the pack checker\n\n`milepost pack check` reports every breach of these rules at once. An error keeps \
         a pack from being installed, a warning doesn't.\n\n"
        .to_owned();
    list.push_str(&table(&["Code", "Name", "Breach", "What it wants"], rows));
    list.push_str(
        "\n## The pack of the examples\n\nThe files of each rule's examples are meant to stand in this pack.\n",
    );
    files(&mut list, example_pack());
    let mut pages = Pages::from([("rules/README.md".to_owned(), list)]);
    pages.extend(rules().iter().map(|rule| (format!("rules/{}.md", rule.code), page(rule))));
    Ok(pages)
}

fn page(rule: &Rule) -> String {
    let mut page = format!(
        "# {}: {}\n\nA breach is {}.\n\n{}\n\n**Why.** {}\n\n## Wrong\n",
        rule.code,
        rule.name,
        if rule.severity == Severity::Error { "an error" } else { "a warning" },
        rule.what,
        rule.why
    );
    files(&mut page, rule.wrong);
    page.push_str("\n## Right\n");
    files(&mut page, rule.mended);
    page.push_str("\nThe rest of the pack is [the one of all examples](README.md#the-pack-of-the-examples).\n");
    page
}

fn files(page: &mut String, example: Example) {
    for (path, text) in example {
        let language = path.rsplit('.').next().unwrap_or("text");
        page.push_str(&format!("\n`{path}`\n\n````{language}\n{}\n````\n", text.trim_end()));
    }
}

fn severity(rule: &Rule) -> &'static str {
    match rule.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}
