use milepost_report::reference::{FIELDS, FILTERS, Field, NAMES};

use crate::generate::markdown::{code, table};
use crate::generate::{Context, Pages};

const BEFORE: &str = "# Report texts

The sections of a report are Markdown files with live fields, so that no number is typed twice. Fields stand in
`{{ … }}`, statements (`for`, `if`, `set`, `macro`) in `{% … %}`, comments in `<!-- … -->`; the syntax is that of Jinja.
A name that is not known is an error, and `milepost pack check` makes every report once on trial to find it. What a
field prints is plain text: Markdown marks in data stay the characters that they are. Codes such as `not_met` are
compared as codes and printed as words; a missing value is printed `not available`.
";

const AFTER: &str = "## Markdown

CommonMark with tables, notes (`[^1]`), ids of headings (`## Text {#id}`), strikeout, checklists, callouts
(`> [!NOTE]`; words up to a first colon are its title), and terms, of which short ones stand side by side as key
facts:

```text
Target
: 100%
```

A table's caption is the paragraph right before it, `Table: Caption {#table-2-1}`. First cells are heads of their
rows when all are short, unless the caption says `.no-row-headers`. A chart is a fenced block; its table of data is
printed with it:

````text
```chart line id=figure-5-1 title=\"Infants served\"
# y: percent of infants
# standard: Target
Year,State,Target
FFY 2010,not available,0.875%
FFY 2011,0.873%,0.875%
```
````

The text of the first section up to its first heading is the cover, below the title. The highest level of heading
that sections use becomes a chapter. HTML in texts is shown as text and reported, except `<br>`.
";

/// What the sections of a report may hold.
pub(super) fn pages(_: &Context) -> Result<Pages, String> {
    let mut page = BEFORE.to_owned();
    let about = "Questions about a result take a group, `shown(\"c2\", \"race=black\")`, `period=` and `agency=`; those about a \
                 judgement `standard=` too, where a measure has several.";
    page.push_str(&format!("\n## Live fields\n\n{about}\n\n{}", listed(FIELDS)));
    page.push_str(&format!("\n## Filters\n\n{}", listed(FILTERS)));
    page.push_str(&format!("\n## Plain names\n\n{}\n{AFTER}", listed(NAMES)));
    Ok(Pages::from([("report-texts.md".to_owned(), page)]))
}

fn listed(fields: &[Field]) -> String {
    table(&["Written", "Gives"], fields.iter().map(|field| [code(field.written), field.gives.to_owned()]))
}
