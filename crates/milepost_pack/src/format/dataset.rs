use super::{
    CITES, COLUMN_TYPES, Declaration, PERIOD, Shape, Target, VALID_FROM, VALID_TO, VALUE_TYPES, optional, or, required,
    tables,
};

/// `[[dataset]]`
pub static DATASET: Declaration = Declaration {
    name: "dataset",
    doc: "A table that agencies submit: its columns, what is derived from a row, its checks and its groupings.",
    keys: &[
        required("id", Shape::Id, "permanent id"),
        required("title", Shape::Text, "name for people"),
        required("about", Shape::Text, "one row per what; how it is collected"),
        CITES,
        VALID_FROM,
        VALID_TO,
        optional(
            "role",
            Shape::Word(&[("published_results", "results of earlier periods as they were printed")]),
            "what the program itself does with its rows",
        ),
        required("calendar", Shape::Name(Target::Calendar), "the calendar of its periods"),
        PERIOD,
        or("slice", Shape::Slice, "submission", "how a row finds its period"),
        optional("agency", Shape::Local, "column that holds the agency; left out: rows are about the state agency"),
        optional(
            "reported_by",
            Shape::Name(Target::AgencyType),
            "type of the agencies that submit; left out: that of the state agency",
        ),
        required("key", Shape::Locals, "columns that together differ in all rows of a period"),
        required("unit", Shape::Local, "column that names the person, case or record that a row is about"),
        tables("column", &COLUMN),
        tables("derived", &DERIVED),
        tables("decision", &DECISION),
        tables("lookup", &LOOKUP),
        tables("check", &CHECK),
        tables("stratifier", &STRATIFIER),
    ],
    variants: None,
};

/// `[[dataset.column]]`
pub static COLUMN: Declaration = Declaration {
    name: "dataset.column",
    doc: "A column as it stands in a file, with the rules for its values.",
    keys: &[
        required("id", Shape::Id, "permanent id, the header in a file"),
        required("title", Shape::Text, "name for people"),
        optional("about", Shape::Text, "what it means"),
        required("type", Shape::Word(COLUMN_TYPES), "what it holds"),
        or("required", Shape::Flag, "false", "an empty field is an error"),
        or("places", Shape::Whole(0, 18), "0", "digits after the point that a decimal may have"),
        optional("min", Shape::Limit, "smallest number or date"),
        optional("max", Shape::Limit, "largest number or date"),
        optional("pattern", Shape::Text, "regular expression that the whole text matches"),
        optional("longest", Shape::Whole(1, 1_048_576), "longest text, in characters"),
        optional("codes", Shape::Name(Target::CodeList), "the list its codes are from"),
        optional("references", Shape::DatasetColumn, "a column of a dataset in which the value must occur"),
        optional(
            "not_applicable",
            Shape::Whole(i64::MIN, i64::MAX),
            "the number that means \"not applicable\"; it is read as absent",
        ),
        or("confidential", Shape::Flag, "false", "names a person or a record: shown only to those allowed"),
        or(
            "level",
            Shape::Word(LEVELS),
            "error",
            "what a breach of min, max, pattern, longest, codes or references does",
        ),
    ],
    variants: None,
};

const LEVELS: &[(&str, &str)] =
    &[("error", "the row is rejected"), ("warning", "the row is accepted and the breach is reported")];

/// `[[dataset.derived]]`
pub static DERIVED: Declaration = Declaration {
    name: "dataset.derived",
    doc: "A value made from the row. Derived values, decisions and lookups are made in the order in which they stand.",
    keys: &[
        required("id", Shape::Id, "permanent id, a name for expressions"),
        optional("about", Shape::Text, "what it means"),
        required("value", Shape::Formula, "how it is made, from names that stand before it"),
    ],
    variants: None,
};

/// `[[dataset.decision]]`
pub static DECISION: Declaration = Declaration {
    name: "dataset.decision",
    doc: "A decision table: the first row whose cells all fit decides. Its outcome is a derived value.",
    keys: &[
        required("id", Shape::Id, "permanent id, a name for expressions"),
        optional("about", Shape::Text, "what it means"),
        required("inputs", Shape::Formulas, "what the cells are about, one expression a column"),
        required("type", Shape::Word(VALUE_TYPES), "type of the outcomes"),
        required(
            "rows",
            Shape::TextLists,
            "a cell for each input (`*`, `absent`, `6`, `1..5`, `2..`, `a | b`), then the outcome or `error: …`",
        ),
    ],
    variants: None,
};

/// `[[dataset.lookup]]`
pub static LOOKUP: Declaration = Declaration {
    name: "dataset.lookup",
    doc: "A question about other rows of the same unit, in this dataset or another. Its answer is a derived value.",
    keys: &[
        required("id", Shape::Id, "permanent id, a name for expressions"),
        optional("about", Shape::Text, "what it means"),
        required("dataset", Shape::Name(Target::Dataset), "the dataset looked into"),
        required("on", Shape::Local, "its date column that the reach speaks of, and by which rows are ordered"),
        required("anchor", Shape::Formula, "the date of this row from which the reach is measured"),
        required("back", Shape::Days, "how far before the anchor rows are looked at: `\"366 days\"`"),
        required("forward", Shape::Days, "how far after it"),
        optional("where", Shape::Formula, "rows that count: names of the other row, and `this.NAME` for this row"),
        or("itself", Shape::Flag, "false", "whether this row itself is looked at"),
        required(
            "take",
            Shape::Word(&[
                ("exists", "true when there is a row"),
                ("count", "how many rows"),
                ("sum", "the sum of `value`; 0 without a row"),
                ("first", "`value` in the earliest row"),
                ("last", "`value` in the latest row"),
            ]),
            "what is taken from the rows found",
        ),
        optional("value", Shape::Formula, "what is summed or taken; needed by `sum`, `first` and `last`"),
    ],
    variants: None,
};

/// `[[dataset.check]]`
pub static CHECK: Declaration = Declaration {
    name: "dataset.check",
    doc: "A rule over several fields of a row.",
    keys: &[
        required("id", Shape::Id, "permanent id"),
        required("level", Shape::Word(LEVELS), "what a breach does"),
        required("expect", Shape::Formula, "true for a good row; absent counts as good"),
        required("message", Shape::Text, "what is wrong when it is false, for the submitter"),
        required("cure", Shape::Text, "how to cure it"),
        optional("columns", Shape::Locals, "columns to point at"),
    ],
    variants: None,
};

/// `[[dataset.stratifier]]`
pub static STRATIFIER: Declaration = Declaration {
    name: "dataset.stratifier",
    doc: "A way of parting rows into groups that measures may use.",
    keys: &[
        required("id", Shape::Id, "permanent id"),
        required("title", Shape::Text, "name for people"),
        optional("by", Shape::Local, "column or derived value that holds the group's code"),
        optional(
            "groups",
            Shape::Tables(&GROUP),
            "all groups, in the order of tables; left out: the column's code list",
        ),
    ],
    variants: None,
};

/// `{ code, title, when? }`
pub static GROUP: Declaration = Declaration {
    name: "group",
    doc: "One group of a stratifier.",
    keys: &[
        required("code", Shape::Text, "its code"),
        required("title", Shape::Text, "name for people"),
        optional("when", Shape::Formula, "rows that belong to it; on all groups of a stratifier or on none"),
    ],
    variants: None,
};
