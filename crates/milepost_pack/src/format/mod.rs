//! Every declaration of a pack and every key of it, as one table. The reader asks this table what is
//! known, needed and of which type, and the reference page is printed from it, so the two can't drift.

mod dataset;
mod judgement;
mod measure;
mod program;
mod report;

pub use dataset::{CHECK, COLUMN, DATASET, DECISION, DERIVED, GROUP, LOOKUP, STRATIFIER};
pub use judgement::{CONSEQUENCE, SETTING, SETTING_VALUE, STANDARD, STANDARD_FILE};
pub use measure::MEASURE;
pub(crate) use measure::OF_RESULTS;
pub use program::{
    AGENCY, AGENCY_FILE, AGENCY_TYPE, CALENDAR, CITATION, CODE, CODE_LIST, MEMBERSHIP, MEMBERSHIP_FILE, PACK, WAVE,
};
pub use report::{BLOCK, MAKERS, REPORT, SAMPLE, SYNTHETIC, SYNTHETIC_ROWS};

/// A table of a pack: `[[measure]]`, `[[dataset.column]]`, or an inline one.
#[derive(Debug)]
pub struct Declaration {
    /// The word between the brackets.
    pub name: &'static str,
    /// What it declares, one or two sentences.
    pub doc: &'static str,
    /// Its keys.
    pub keys: &'static [Key],
    /// Further keys that depend on the word in one of them.
    pub variants: Option<Variants>,
}

/// Keys that depend on the word in another key.
#[derive(Debug)]
pub struct Variants {
    /// That other key: `kind`.
    pub key: &'static str,
    /// Its words, with what each means and the keys that come with it.
    pub of: &'static [Variant],
}

/// The keys that come with a word.
#[derive(Debug)]
pub struct Variant {
    /// The word.
    pub word: &'static str,
    /// What it means.
    pub doc: &'static str,
    /// Its keys.
    pub keys: &'static [Key],
}

/// A key of a declaration.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub shape: Shape,
    /// Whether it must be there.
    pub need: Need,
    /// What it means, one line.
    pub doc: &'static str,
}

/// Whether a key must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// It must.
    Required,
    /// It may be left out.
    Optional,
    /// Left out, it counts as this.
    Default(&'static str),
}

/// What a key holds.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// Words for people.
    Text,
    /// The permanent id of the declaration: lower case, digits, `_`, a letter first.
    Id,
    /// The permanent id of an agency or a citation: letters, digits, `_`, `-`.
    LooseId,
    /// A whole number between two, ends included.
    Whole(i64, i64),
    /// An exact number, as a TOML number or as text.
    Number,
    /// `true` or `false`.
    Flag,
    /// A date without quotes: `2011-07-01`.
    Day,
    /// A number or a date.
    Limit,
    /// Text, a number, `true` or `false`, or a date.
    Scalar,
    /// A month and a day in quotes: `"07-01"`.
    MonthDay,
    /// A number of days in quotes: `"366 days"`.
    Days,
    /// One of a few words.
    Word(&'static [(&'static str, &'static str)]),
    /// The id of another declaration.
    Name(Target),
    /// Ids of other declarations.
    Names(Target),
    /// Ids of citations, at least one.
    Cites,
    /// The id of a column, derived value or stratifier of the dataset at hand.
    Local,
    /// Several such ids.
    Locals,
    /// Lists of such ids.
    LocalLists,
    /// An expression.
    Formula,
    /// Expressions.
    Formulas,
    /// The path of a file of the pack.
    Path,
    /// Paths of files of the pack.
    Paths,
    /// Texts.
    Texts,
    /// Lists of texts.
    TextLists,
    /// Two exact numbers, the smaller first.
    Bounds,
    /// `"submission"`, `"date:COLUMN"` or `"label:COLUMN"`.
    Slice,
    /// `"dataset.column"`.
    DatasetColumn,
    /// One table: `[name]`.
    Table(&'static Declaration),
    /// Any number of tables: `[[name]]`, or a list of inline tables.
    Tables(&'static Declaration),
    /// Columns with what generates them.
    Makers,
}

/// What an id names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// A `[[citation]]`.
    Citation,
    /// A `[[calendar]]`.
    Calendar,
    /// An `[[agency_type]]`.
    AgencyType,
    /// An `[[agency]]`.
    Agency,
    /// A `[[code_list]]`.
    CodeList,
    /// A `[[dataset]]`.
    Dataset,
    /// A `[[measure]]`.
    Measure,
    /// A `[[standard]]`.
    Standard,
    /// A `[[consequence]]`.
    Consequence,
    /// A `[[setting]]`.
    Setting,
    /// A `[[report]]`.
    Report,
}

impl Target {
    /// The word of its declaration.
    pub fn declaration(self) -> &'static str {
        match self {
            Self::Citation => "citation",
            Self::Calendar => "calendar",
            Self::AgencyType => "agency_type",
            Self::Agency => "agency",
            Self::CodeList => "code_list",
            Self::Dataset => "dataset",
            Self::Measure => "measure",
            Self::Standard => "standard",
            Self::Consequence => "consequence",
            Self::Setting => "setting",
            Self::Report => "report",
        }
    }

    /// What it is called in a sentence.
    pub fn noun(self) -> &'static str {
        match self {
            Self::AgencyType => "agency type",
            Self::CodeList => "code list",
            other => other.declaration(),
        }
    }
}

impl Target {
    fn with_article(self) -> String {
        let noun = self.noun();
        format!("{} {noun}", if noun.starts_with('a') { "an" } else { "a" })
    }
}

/// Every declaration of the format: the top of a file, then each kind of table before those in it.
pub fn format_reference() -> Vec<&'static Declaration> {
    let mut found: Vec<&'static Declaration> = Vec::new();
    let mut waiting = vec![&FILE];
    while let Some(declaration) = waiting.pop() {
        if found.iter().any(|known| known.name == declaration.name) {
            continue;
        }
        found.push(declaration);
        let variants = declaration.variants.iter().flat_map(|variants| variants.of).flat_map(|variant| variant.keys);
        let inner = declaration.keys.iter().chain(variants).filter_map(|key| match key.shape {
            Shape::Table(inner) | Shape::Tables(inner) => Some(inner),
            _ => None,
        });
        waiting.extend(inner.collect::<Vec<_>>().into_iter().rev());
    }
    found
}

impl Declaration {
    /// A key by its name, among those that hold for a word of the variants' key.
    pub fn key(&self, name: &str, variant: Option<&str>) -> Option<&'static Key> {
        self.keys_for(variant).find(|key| key.name == name)
    }

    /// The keys that hold for a word of the variants' key.
    pub fn keys_for(&self, variant: Option<&str>) -> impl Iterator<Item = &'static Key> {
        let of = self.variants.as_ref().map_or(&[][..], |variants| variants.of);
        let more = of.iter().find(|v| Some(v.word) == variant).map_or(&[][..], |v| v.keys);
        self.keys.iter().chain(more)
    }
}

/// What a file of declarations may hold at its top.
pub static FILE: Declaration = Declaration {
    name: "file",
    doc: "Every `*.toml` file of a pack is read; any of them may hold any declarations.",
    keys: &[
        Key { need: Need::Optional, ..required("pack", Shape::Table(&PACK), "the program itself, once in a pack") },
        tables("citation", &CITATION),
        tables("calendar", &CALENDAR),
        tables("agency_type", &AGENCY_TYPE),
        tables("agency", &AGENCY),
        tables("agency_file", &AGENCY_FILE),
        tables("membership", &MEMBERSHIP),
        tables("membership_file", &MEMBERSHIP_FILE),
        tables("code_list", &CODE_LIST),
        tables("dataset", &DATASET),
        tables("measure", &MEASURE),
        tables("standard", &STANDARD),
        tables("standard_file", &STANDARD_FILE),
        tables("consequence", &CONSEQUENCE),
        tables("setting", &SETTING),
        tables("report", &REPORT),
        tables("sample", &SAMPLE),
        tables("synthetic", &SYNTHETIC),
    ],
    variants: None,
};

const fn required(name: &'static str, shape: Shape, doc: &'static str) -> Key {
    Key { name, shape, need: Need::Required, doc }
}

const fn optional(name: &'static str, shape: Shape, doc: &'static str) -> Key {
    Key { name, shape, need: Need::Optional, doc }
}

const fn or(name: &'static str, shape: Shape, default: &'static str, doc: &'static str) -> Key {
    Key { name, shape, need: Need::Default(default), doc }
}

const fn tables(name: &'static str, declaration: &'static Declaration) -> Key {
    Key { name, shape: Shape::Tables(declaration), need: Need::Optional, doc: declaration.doc }
}

const VALID_FROM: Key = optional("valid_from", Shape::Day, "first day on which it holds; left out: since ever");
const VALID_TO: Key = optional("valid_to", Shape::Day, "last day on which it holds; left out: until further notice");
const CITES: Key = required("cites", Shape::Cites, "the laws, papers or documents it rests on: ids of citations");
const STATUS: Key = or(
    "status",
    Shape::Word(&[
        ("stated", "the cited source says so"),
        ("inferred", "reasoned from the cited source"),
        ("unverified", "believed without a source; shown as sample configuration wherever it appears"),
    ]),
    "stated",
    "how sure it is",
);
const PERIOD: Key = required("period", Shape::Word(PERIODS), "the kind of period");
const PERIODS: &[(&str, &str)] = &[
    ("month", "a month"),
    ("quarter", "three months of the calendar's year"),
    ("year", "twelve months from the day on which the calendar's year starts"),
    ("wave", "a stretch that the calendar names"),
];
const VALUE_TYPES: &[(&str, &str)] = &[
    ("text", "text"),
    ("integer", "a whole number"),
    ("decimal", "an exact number with digits after the point"),
    ("date", "a date"),
    ("boolean", "true or false"),
];
const COLUMN_TYPES: &[(&str, &str)] = &[
    ("text", "text"),
    ("integer", "a whole number"),
    ("decimal", "an exact number with digits after the point"),
    ("date", "a date"),
    ("boolean", "true or false"),
    ("codes", "several codes of a list, joined by `;`"),
];

impl Shape {
    /// True for what is written in quotes.
    pub(crate) fn is_text(&self) -> bool {
        matches!(
            self,
            Self::Text
                | Self::Id
                | Self::LooseId
                | Self::Scalar
                | Self::MonthDay
                | Self::Days
                | Self::Word(_)
                | Self::Name(_)
                | Self::Local
                | Self::Formula
                | Self::Path
                | Self::Slice
                | Self::DatasetColumn
        )
    }

    /// What a value of it is, for a sentence: "a whole number".
    pub fn describe(&self) -> String {
        match self {
            Self::Text => "text in quotes".to_owned(),
            Self::Id | Self::LooseId => "an id in quotes".to_owned(),
            Self::Whole(..) => "a whole number".to_owned(),
            Self::Number => "a number".to_owned(),
            Self::Flag => "`true` or `false`".to_owned(),
            Self::Day => "a date without quotes, like 2011-07-01".to_owned(),
            Self::Limit => "a number or a date without quotes".to_owned(),
            Self::Scalar => "text, a number, `true` or `false`, or a date".to_owned(),
            Self::MonthDay => "a month and a day in quotes, like \"07-01\"".to_owned(),
            Self::Days => "days in quotes, like \"30 days\"".to_owned(),
            Self::Word(words) => {
                let words: Vec<String> = words.iter().map(|(word, _)| format!("\"{word}\"")).collect();
                if words.len() == 1 { words[0].clone() } else { format!("one of {}", words.join(", ")) }
            }
            Self::Name(target) => format!("the id of {} in quotes", target.with_article()),
            Self::Names(target) => format!("the id of {} in quotes, or a list of them: [\"…\"]", target.with_article()),
            Self::Cites => "a list of citation ids: [\"…\"]".to_owned(),
            Self::Local => "the name of a column in quotes".to_owned(),
            Self::Locals => "a list of names: [\"…\"]".to_owned(),
            Self::LocalLists => "a list of lists of names: [[\"…\", \"…\"]]".to_owned(),
            Self::Formula => "an expression in quotes".to_owned(),
            Self::Formulas => "a list of expressions: [\"…\"]".to_owned(),
            Self::Path => "the path of a file in quotes".to_owned(),
            Self::Paths => "a list of paths: [\"…\"]".to_owned(),
            Self::Texts => "a list of texts: [\"…\"]".to_owned(),
            Self::TextLists => "a list of rows: [[\"…\", \"…\"], …]".to_owned(),
            Self::Bounds => "two numbers: [\"40\", \"60\"]".to_owned(),
            Self::Slice => "\"submission\", \"date:COLUMN\" or \"label:COLUMN\"".to_owned(),
            Self::DatasetColumn => "a dataset and a column in quotes: \"dataset.column\"".to_owned(),
            Self::Table(form) => format!("one table: [{}]", form.name),
            Self::Tables(form) if form.keys.iter().any(|k| k.name == "code") => {
                "a list of tables: [{ code = \"…\", title = \"…\" }, …]".to_owned()
            }
            Self::Tables(form) => format!("a table for each: [[{}]]", form.name),
            Self::Makers => "a table of columns: { column = \"…\", … }".to_owned(),
        }
    }
}
