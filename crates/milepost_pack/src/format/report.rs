use super::{CITES, Declaration, PERIOD, Shape, Target, optional, or, required, tables};

/// `[[report]]`
pub static REPORT: Declaration = Declaration {
    name: "report",
    doc: "A document made of Markdown sections with live fields.",
    keys: &[
        required("id", Shape::Id, "permanent id"),
        required("title", Shape::Text, "title; may hold live fields"),
        required("calendar", Shape::Name(Target::Calendar), "the calendar of its periods"),
        PERIOD,
        required("for", Shape::Names(Target::AgencyType), "types of the agencies it is made for"),
        required("language", Shape::Text, "language tag of its text: `en`"),
        optional(
            "months_after",
            Shape::Whole(0, 120),
            "months from the last month of its period to the one in which it is released",
        ),
        CITES,
        required("sections", Shape::Paths, "Markdown files in order"),
    ],
    variants: None,
};

/// `[[sample]]`
pub static SAMPLE: Declaration = Declaration {
    name: "sample",
    doc: "Rows that come with the pack, from a file or from blocks that generate them.",
    keys: &[
        required("dataset", Shape::Name(Target::Dataset), "the dataset they belong to"),
        required("period", Shape::Text, "label of the period they are loaded for"),
        required(
            "nature",
            Shape::Word(&[("published", "printed in a public document"), ("generated", "made up; nobody's records")]),
            "whether the rows are real",
        ),
        optional("file", Shape::Path, "a CSV file of the pack"),
        tables("block", &BLOCK),
    ],
    variants: None,
};

/// `[[sample.block]]`
pub static BLOCK: Declaration = Declaration {
    name: "sample.block",
    doc: "A number of generated rows that are alike in what the block says.",
    keys: &[
        required("count", Shape::Whole(0, 100_000_000), "how many rows"),
        optional("about", Shape::Text, "what they are"),
        required("columns", Shape::Makers, "what each column holds; columns left out are empty"),
    ],
    variants: None,
};

/// `[[synthetic]]`
pub static SYNTHETIC: Declaration = Declaration {
    name: "synthetic",
    doc: "Invented units (cases, families) that come to agencies, stay for months and go, with their members: rows of any \
          number for trials of speed and of workings. `milepost sample PACK --people N --months N` writes them, with so many \
          people for each of these tables.",
    keys: &[
        required("id", Shape::Id, "permanent id"),
        required("about", Shape::Text, "what is believable about it and what is not"),
        required("calendar", Shape::Name(Target::Calendar), "the calendar of its months"),
        required("first_month", Shape::Text, "label of the first month"),
        required("agencies", Shape::Name(Target::AgencyType), "type of the agencies to which units come"),
        optional(
            "largest",
            Shape::Name(Target::Agency),
            "an agency to which a third of all units come; the others' shares fall by rank",
        ),
        or("least_members", Shape::Whole(1, 100), "1", "members of the smallest unit"),
        or("most_members", Shape::Whole(1, 100), "1", "members of the largest unit"),
        required("stay", Shape::Whole(1, 1200), "months that a unit stays on average"),
        or("trend", Shape::Whole(-500, 500), "0", "by how many thousandths the number of units changes in a year"),
        or("season", Shape::Whole(0, 100), "0", "by how many percent there are more units in January than in July"),
        or(
            "gaps",
            Shape::Whole(0, 10_000),
            "0",
            "of how many in ten thousand periods of a dataset an agency reports nothing",
        ),
        or("dirty", Shape::Whole(0, 10_000), "0", "how many rows in ten thousand are damaged, to be rejected"),
        tables("rows", &SYNTHETIC_ROWS),
    ],
    variants: None,
};

/// `[[synthetic.rows]]`
pub static SYNTHETIC_ROWS: Declaration = Declaration {
    name: "synthetic.rows",
    doc: "The rows of a dataset that a unit, or each of its members, has. A file holds those of one period of the dataset.",
    keys: &[
        required("dataset", Shape::Name(Target::Dataset), "the dataset"),
        required("per", Shape::Word(&[("unit", "one row a unit"), ("member", "one row a member")]), "who has a row"),
        optional(
            "where",
            Shape::Formula,
            "in which months, over the `synthetic` names below: `synthetic.stayed = 0` for what happens once; left out: in all",
        ),
        required("columns", Shape::Makers, "what each column holds; columns left out are empty"),
    ],
    variants: None,
};

/// How a generated field is made, with what it means. A plain value is the same in every row.
pub static MAKERS: &[(&str, &str)] = &[
    ("sequence", "`{ sequence = \"R{n:05}\" }`: a running number in a pattern, through all blocks of the sample"),
    ("exactly", "`{ exactly = { asian = 3, white = 393 } }`: exactly so many of each, in random order"),
    ("choose", "`{ choose = { f = 45, m = 55 } }`: one of them at random, by weight"),
    ("agencies", "`{ agencies = \"district\" }`: the ids of all agencies of a type, in turn"),
    ("parent_of", "`{ parent_of = \"COLUMN\" }`: the agency above the one in another column"),
    ("between", "`{ between = [2008-07-01, 2011-12-01] }`: a day at random, both ends included"),
    ("days", "`{ after = \"COLUMN\", days = [30, 400] }`: a day at random so many days after another column's"),
    ("years", "`{ years = 3, days = 0, after = \"COLUMN\" }`: the day so many years and days after another column's"),
    ("integer", "`{ integer = [1, 7] }`: a whole number at random, both ends included"),
    (
        "formula",
        "`{ formula = \"CASE WHEN hours > 0 THEN 'yes' END\" }`: an expression over the columns made before; in synthetic data also \
         `synthetic.month` (its first day), `synthetic.agency`, `synthetic.unit` and `synthetic.member` (their numbers), \
         `synthetic.stayed` (months since the unit came), `synthetic.left` (months for which it is there, 1 in its last)",
    ),
    ("once", "`{ once = { choose = … } }`: in synthetic data, made once for a unit or member and kept"),
    ("of_unit", "`{ of_unit = \"COLUMN\" }`: in synthetic data, in the row of a member, what the unit's row says"),
    ("every", "`{ every = 6, of = { choose = … } }`: in synthetic data, made anew every so many months"),
];
