use milepost_expression::reference::{Entry, entries};

use crate::generate::markdown::{code, table};
use crate::generate::{Context, Pages};

/// What may stand in an expression, with an example of each that a test runs.
pub(super) fn pages(_: &Context) -> Result<Pages, String> {
    let mut page = "# Expressions\n\n\
        Conditions and derived values are written in the expression syntax of SQL, with its three-valued logic: what is \
        compared with an absent value is neither true nor false, but absent. Only true counts as \"yes\". Numbers are exact. \
        In the examples, `race` holds the codes `asian` and `white`, and `left_on` is an absent date.\n"
        .to_owned();
    for (heading, functions) in [("Operators", false), ("Functions", true)] {
        let rows = entries().iter().filter(|entry| entry.is_function == functions).map(row);
        page.push_str(&format!("\n## {heading}\n\n"));
        page.push_str(&table(&["Written", "Means", "Example", "Is"], rows));
    }
    Ok(Pages::from([("expressions.md".to_owned(), page)]))
}

fn row(entry: &Entry) -> [String; 4] {
    [code(entry.form), entry.about.to_owned(), code(entry.example), code(entry.result)]
}
