//! What a checked pack is made of. A value of these types exists only if the checker found no error,
//! so readers need not ask again whether a name resolves or an expression has the right type.

use std::collections::BTreeMap;

use jiff::civil::Date;
use milepost_calendar::{Calendar, PeriodKind};
use milepost_expression::{DecisionTable, Expression, Number, Scope, Slot, Type, Value};

use crate::{Files, Span};

/// One program as data, checked and compiled.
#[derive(Clone, Debug)]
pub struct Pack {
    /// Permanent id: `home_visits`.
    pub id: String,
    /// Name for people.
    pub title: String,
    /// The release of the pack itself, not of the program: `2011.1`.
    pub release: String,
    /// What the program is, a few sentences of Markdown.
    pub about: String,
    /// Who answers for it.
    pub authority: String,
    /// Id of the agency that supervises the program; files without `agency` column are about it.
    pub state_agency: String,
    /// Ids of citations that the program itself rests on.
    pub cites: Vec<String>,
    /// Laws, papers and documents that declarations name in `cites`.
    pub citations: Vec<Citation>,
    /// Declared calendars.
    pub calendars: Vec<Calendar>,
    /// Kinds of agency: `state`, `district`.
    pub agency_types: Vec<AgencyType>,
    /// Accountable units.
    pub agencies: Vec<Agency>,
    /// Who belongs to whom, and when.
    pub memberships: Vec<Membership>,
    /// Lists of codes that columns and stratifiers use.
    pub code_lists: Vec<CodeList>,
    /// Declared tables.
    pub datasets: Vec<Dataset>,
    /// Measures, in declared order.
    pub measures: Vec<Measure>,
    /// Indices into `measures` so that each stands after the measures that it reads.
    pub measure_order: Vec<usize>,
    /// Thresholds, targets and ranges.
    pub standards: Vec<Standard>,
    /// What follows from being judged.
    pub consequences: Vec<Consequence>,
    /// Typed, dated choices.
    pub settings: Vec<Setting>,
    /// Reports.
    pub reports: Vec<Report>,
    /// Rows that ship with the pack or are made from a seed.
    pub samples: Vec<Sample>,
    /// Invented units with their rows.
    pub synthetic: Vec<Synthetic>,
    /// Every file of the pack, for texts and data that declarations name by path.
    pub files: Files,
    /// Content hash of all files (BLAKE3, hex): names the installed release.
    pub hash: String,
}

/// The days on which a declaration holds, both ends included; an open end is `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Validity {
    /// First day, or since ever.
    pub from: Option<Date>,
    /// Last day, or until further notice.
    pub to: Option<Date>,
}

impl Validity {
    /// True when the declaration holds on a day.
    pub fn holds_on(&self, date: Date) -> bool {
        self.from.is_none_or(|from| from <= date) && self.to.is_none_or(|to| date <= to)
    }

    /// True when there is a day on which both hold.
    pub fn overlaps(&self, other: &Self) -> bool {
        let starts_before_end = |a: &Self, b: &Self| match (a.from, b.to) {
            (Some(from), Some(to)) => from <= to,
            _ => true,
        };
        starts_before_end(self, other) && starts_before_end(other, self)
    }
}

/// How sure a fact is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Certainty {
    /// Stated by the source that is cited.
    Stated,
    /// Reasoned from the source.
    Inferred,
    /// Believed, without a source: shown as sample configuration wherever it appears.
    Unverified,
}

impl Certainty {
    /// The word in files: `stated`, `inferred`, `unverified`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Stated => "stated",
            Self::Inferred => "inferred",
            Self::Unverified => "unverified",
        }
    }
}

/// A law, rule, paper or document.
#[derive(Clone, Debug)]
pub struct Citation {
    /// Permanent id.
    pub id: String,
    /// As it is written in the field: `20 U.S.C. 1416(a)(3)(A)`.
    pub text: String,
    /// When it was in force.
    pub validity: Validity,
    /// Where it can be read.
    pub url: Option<String>,
    /// Where it is declared.
    pub span: Span,
}

/// A kind of agency.
#[derive(Clone, Debug)]
pub struct AgencyType {
    /// Permanent id.
    pub id: String,
    /// Name for people, one agency.
    pub title: String,
    /// Name for people, several.
    pub plural: String,
    /// An agency of this type answers for its members: they are counted, and not judged while they
    /// belong to it.
    pub answers_for_members: bool,
    /// Where it is declared.
    pub span: Span,
}

/// An accountable unit.
#[derive(Clone, Debug)]
pub struct Agency {
    /// Permanent id.
    pub id: String,
    /// Name for people.
    pub title: String,
    /// Id of its type.
    pub kind: String,
    /// When it exists.
    pub validity: Validity,
    /// Where it is declared.
    pub span: Span,
}

/// A member of a larger agency for some time.
#[derive(Clone, Debug)]
pub struct Membership {
    /// The smaller agency.
    pub member: String,
    /// The larger one.
    pub parent: String,
    /// When.
    pub validity: Validity,
    /// Why it began or ended.
    pub reason: String,
    /// Where it is declared.
    pub span: Span,
}

/// A closed list of codes.
#[derive(Clone, Debug)]
pub struct CodeList {
    /// Permanent id.
    pub id: String,
    /// Name for people.
    pub title: String,
    /// Codes in the order in which tables show them.
    pub codes: Vec<Code>,
    /// Where it is declared.
    pub span: Span,
}

/// One code of a list.
#[derive(Clone, Debug)]
pub struct Code {
    /// As it stands in a file.
    pub code: String,
    /// Name for people.
    pub title: String,
}

/// An expression with its text and its place, compiled.
#[derive(Clone, Debug)]
pub struct Formula {
    /// As the author wrote it.
    pub text: String,
    /// Where.
    pub span: Span,
    /// Compiled against the scope of its dataset (or of measures, for derived measures).
    pub expression: Expression,
}

/// A declared table.
#[derive(Clone, Debug)]
pub struct Dataset {
    /// Permanent id.
    pub id: String,
    /// Name for people.
    pub title: String,
    /// One row per what; how it is collected.
    pub about: String,
    /// Ids of citations.
    pub cites: Vec<String>,
    /// What the program itself does with its rows, beyond counting them.
    pub role: Option<Role>,
    /// When it is collected.
    pub validity: Validity,
    /// Calendar and kind of the period that one slice covers.
    pub calendar: String,
    /// See `calendar`.
    pub period: PeriodKind,
    /// How a row is put into a slice.
    pub slice: SliceBy,
    /// Column that names the row's agency; without one, rows are about the state agency.
    pub agency_column: Option<Slot>,
    /// Type of the agencies that are expected to submit; a file about all of them covers all.
    pub reported_by: String,
    /// Columns that together are unlike in every row of a slice.
    pub key: Vec<Slot>,
    /// Column that identifies the person, case or record that is counted; part of the bucket's hash.
    pub unit: Slot,
    /// Columns as they stand in a file.
    pub columns: Vec<Column>,
    /// Derived values in order of evaluation, after the columns.
    pub derived: Vec<Derived>,
    /// Edit checks across fields.
    pub checks: Vec<Check>,
    /// Groupings that measures may use.
    pub stratifiers: Vec<Stratifier>,
    /// Names of a row: columns, then derived values, then `setting.*`, then `period.start`,
    /// `period.end`. Slots of columns are their positions.
    pub scope: Scope,
    /// Slots of the settings in `scope`, by setting id.
    pub setting_slots: BTreeMap<String, Slot>,
    /// Slots of `period.start` and `period.end`.
    pub period_slots: (Slot, Slot),
    /// Where it is declared.
    pub span: Span,
}

/// What the program itself does with the rows of a dataset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Results of earlier periods as they were printed: they stand where nothing was computed. Columns
    /// `measure`, `period`, `agency`, `value`, `places`, and if they were printed `numerator`,
    /// `denominator`.
    PublishedResults,
}

/// How a row finds its slice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SliceBy {
    /// The submission says for which period it is; all its rows belong there.
    Submission,
    /// A date column: the period that holds it.
    Date(Slot),
    /// A text column that holds the period's label.
    Label(Slot),
}

/// One column of a file, with the rules for its values.
#[derive(Clone, Debug)]
pub struct Column {
    /// Permanent id, the header in a file.
    pub id: String,
    /// Name for people.
    pub title: String,
    /// What it means.
    pub about: String,
    /// Type.
    pub kind: Type,
    /// Digits after the point that a decimal may have.
    pub places: u8,
    /// An empty field is an error.
    pub required: bool,
    /// Smallest value, both ends included.
    pub minimum: Option<Value>,
    /// Largest value.
    pub maximum: Option<Value>,
    /// Regular expression that the whole text matches.
    pub pattern: Option<String>,
    /// Longest text, in characters.
    pub longest: Option<usize>,
    /// Id of the list that holds its codes.
    pub codes: Option<String>,
    /// `(dataset, column)` in which the value must occur.
    pub references: Option<(String, String)>,
    /// The number that means "not applicable"; it is read as absent and never enters arithmetic.
    pub not_applicable: Option<i64>,
    /// Names a person or a record: shown only to those allowed.
    pub confidential: bool,
    /// Level of a breach of the value rules. Type, `required` and key breaches are always errors.
    pub level: Level,
    /// Where it is declared.
    pub span: Span,
}

/// What a breach of a check does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Level {
    /// The row is rejected.
    Error,
    /// The row is accepted and reported.
    Warning,
}

/// A value made from a row.
#[derive(Clone, Debug)]
pub struct Derived {
    /// Permanent id, a name for expressions.
    pub id: String,
    /// What it means, in words.
    pub about: String,
    /// Where its value goes.
    pub slot: Slot,
    /// How it is made.
    pub source: Source,
    /// True when a lookup has a part in it: it can only be made when the other rows are at hand, so
    /// checks of the dataset and the conditions of lookups never read it.
    pub looked_up: bool,
    /// Where it is declared.
    pub span: Span,
}

/// How a derived value is made.
#[expect(clippy::large_enum_variant, reason = "a pack has hundreds of these, and readers match on them")]
#[derive(Clone, Debug)]
pub enum Source {
    /// An expression over what stands before it.
    Expression(Formula),
    /// A table of cases.
    Decision(DecisionTable),
    /// Other rows of the same unit.
    Lookup(Lookup),
}

/// A question about other rows of the same unit, in this dataset or another one.
///
/// The rows looked at are those whose `unit` equals this row's unit, whose date lies within the
/// reach, and for which `condition` is true. This row itself is left out when it looks into its own
/// dataset and `itself` is false.
#[derive(Clone, Debug)]
pub struct Lookup {
    /// Dataset looked into.
    pub dataset: String,
    /// The other dataset's date column that the reach speaks of, and by which first and last order.
    pub on: Slot,
    /// This row's date from which the reach is measured.
    pub anchor: Formula,
    /// Days before the anchor, itself included, that are looked at.
    pub back_days: i32,
    /// Days after the anchor.
    pub forward_days: i32,
    /// True for the rows that count. It is evaluated on the two rows put end to end, the other row
    /// first, each laid out in full as the scope of its dataset says: `this.NAME` has the slot of
    /// `NAME` plus the length of the other dataset's scope. Of the other row it reads columns and what
    /// is made from them alone; of this row, what stands before the lookup.
    pub condition: Option<Formula>,
    /// What is taken, over the same scope as `condition`.
    pub take: Take,
    /// Whether this row itself is looked at.
    pub itself: bool,
}

/// What a lookup takes from the rows it finds.
#[derive(Clone, Debug)]
pub enum Take {
    /// True when there is one.
    Exists,
    /// How many.
    Count,
    /// Sum of a number; 0 when there is none.
    Sum(Formula),
    /// The value in the row with the earliest date (ties: smallest key); absent when there is none.
    First(Formula),
    /// The value in the row with the latest date (ties: largest key); absent when there is none.
    Last(Formula),
}

/// A rule over several fields: its expression is true for a good row. Absent counts as good, as SQL
/// constraints have it.
#[derive(Clone, Debug)]
pub struct Check {
    /// Permanent id.
    pub id: String,
    /// Error or warning.
    pub level: Level,
    /// What is expected.
    pub expect: Formula,
    /// What is wrong when it is false, for the submitter.
    pub message: String,
    /// How to cure it.
    pub cure: String,
    /// Columns to point at.
    pub columns: Vec<Slot>,
}

/// A declared way of parting the rows of a dataset into groups.
#[derive(Clone, Debug)]
pub struct Stratifier {
    /// Permanent id.
    pub id: String,
    /// Name for people.
    pub title: String,
    /// Groups in the order in which tables show them.
    pub groups: Vec<Code>,
    /// How a row finds its groups.
    pub by: GroupBy,
    /// Where it is declared.
    pub span: Span,
}

/// How a row finds its groups.
#[derive(Clone, Debug)]
pub enum GroupBy {
    /// The text in a slot is the group's code: one group at most.
    Text(Slot),
    /// Every code in a slot is a group: they overlap and never add up to the total.
    Codes(Slot),
    /// One condition a group, in the order of `groups`; they may overlap.
    Conditions(Vec<Formula>),
}

/// What is measured.
#[derive(Clone, Debug)]
pub struct Measure {
    /// Permanent id.
    pub id: String,
    /// Name for people.
    pub title: String,
    /// Definition in words.
    pub definition: String,
    /// Ids of citations.
    pub cites: Vec<String>,
    /// When it is in use, by the last day of the period measured.
    pub validity: Validity,
    /// Calendar of its periods.
    pub calendar: String,
    /// Kind of its periods.
    pub period: PeriodKind,
    /// Which way is better.
    pub direction: Direction,
    /// What is counted: `children`, `records`.
    pub unit_of_count: String,
    /// How its value is shown.
    pub display: Display,
    /// Ids of stratifiers of its dataset. For a derived measure: none; it follows its inputs.
    pub stratifiers: Vec<String>,
    /// Declared crosses of stratifiers.
    pub crosses: Vec<Vec<String>>,
    /// What it is made of.
    pub kind: Kind,
    /// False for a building block that reports and judgement leave out.
    pub published: bool,
    /// The author says why there may be more above the line than below it; such a result is then a
    /// value like any other, above 100 percent, and not a fault of the data.
    pub may_exceed: bool,
    /// Where it is declared.
    pub span: Span,
}

/// Which way is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
    /// Neither: it describes.
    Neutral,
}

/// How a value is shown. Values themselves are exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Display {
    /// Unit of the shown value, which a standard shares.
    pub unit: Unit,
    /// Digits after the point.
    pub places: u8,
    /// What happens to the rest.
    pub rounding: Rounding,
}

/// Unit of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// A ratio times 100.
    Percent,
    /// A ratio.
    Ratio,
    /// Things.
    Count,
    /// Points of a rubric.
    Points,
    /// Dollars.
    Dollars,
    /// Days.
    Days,
    /// Hours.
    Hours,
    /// Minutes.
    Minutes,
    /// Months.
    Months,
}

/// What happens to the digits that are not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rounding {
    /// To nearest, a tie away from zero.
    HalfAwayFromZero,
    /// To nearest, a tie to the even digit.
    HalfEven,
    /// Cut off.
    Truncate,
}

/// What a measure is made of. All but `Derived` are counted from rows of `dataset`.
#[expect(clippy::large_enum_variant, reason = "a pack has hundreds of these, and readers match on them")]
#[derive(Clone, Debug)]
pub enum Kind {
    /// How many rows of the initial population meet the condition (all, without one).
    Count(Counted),
    /// Numerator over denominator, with exclusions, exceptions and additions.
    Proportion(Populations),
    /// One sum over another.
    Ratio {
        /// Rows that enter.
        counted: Counted,
        /// Summed above.
        numerator: Formula,
        /// Summed below.
        denominator: Formula,
        /// Digits kept of each summed value (half away from zero); sums are scaled integers.
        places: u8,
    },
    /// A sum over the number of values that are present.
    Mean {
        /// Rows that enter.
        counted: Counted,
        /// The value observed.
        observation: Formula,
        /// Digits kept of each value.
        places: u8,
    },
    /// The value below which a share of the observed values lies.
    Quantile {
        /// Rows that enter.
        counted: Counted,
        /// The value observed.
        observation: Formula,
        /// Digits kept of each value.
        places: u8,
        /// The share: 1/2 is the median. Between two values: their mean weighted as R's type 7.
        share: Number,
    },
    /// How many rows fall into each class.
    Classes {
        /// Rows that enter.
        counted: Counted,
        /// The class of a row.
        class: Formula,
        /// All classes.
        classes: Vec<Code>,
    },
    /// A proportion in which each stratum weighs as much as its share of a frame.
    WeightedProportion {
        /// Scored (denominator) and met (numerator); the initial population is all that answered.
        populations: Populations,
        /// Stratum of an answer.
        stratum: Formula,
        /// All strata.
        strata: Vec<Code>,
        /// Dataset that lists everybody who was asked.
        frame: String,
        /// Stratum of a row of the frame, over the frame's scope.
        frame_stratum: Formula,
        /// Rows of the frame that count, over the frame's scope.
        frame_condition: Option<Formula>,
    },
    /// How many different units; does not add over periods or agencies.
    Unduplicated {
        /// Rows that enter.
        counted: Counted,
        /// What must be unlike.
        unit: Slot,
    },
    /// Figures received as such.
    Reported {
        /// Dataset and rows.
        counted: Counted,
        /// Added up above, when parts were received.
        numerator: Option<Formula>,
        /// Added up below.
        denominator: Option<Formula>,
        /// The value itself, when only that was received. At most one row may give it.
        value: Option<Formula>,
        /// True for a row that says "not applicable"; one such row makes the result so.
        not_applicable: Option<Formula>,
    },
    /// A function of results.
    Derived(DerivedKind),
}

/// Where rows come from and which enter.
#[derive(Clone, Debug)]
pub struct Counted {
    /// The dataset.
    pub dataset: String,
    /// Rows that enter; all, without one.
    pub initial_population: Option<Formula>,
    /// Which slice is read: 0 the period itself, -1 the one before.
    pub period_offset: i32,
    /// The dataset in which rows are followed up in the measure's own period: rows count only of
    /// agencies of which it was submitted for all of that period.
    pub follow_up: Option<String>,
}

/// The named populations of a proportion, in the words of HL7's quality measures. A row is
/// 1. in the initial population, or not looked at;
/// 2. in the denominator, or not counted;
/// 3. excluded, if `exclusion` is true: gone before the numerator is asked;
/// 4. in the numerator, if `numerator` is true; else an addition, if `addition` is true: counted
///    above as well, and told apart;
/// 5. excepted, if neither and `exception` is true: leaves the denominator.
#[derive(Clone, Debug)]
pub struct Populations {
    /// Dataset and initial population.
    pub counted: Counted,
    /// Rows below the line; the initial population, without one.
    pub denominator: Option<Formula>,
    /// Removed before the numerator is asked.
    pub exclusion: Option<Formula>,
    /// Rows above the line.
    pub numerator: Formula,
    /// Counted above although not in the numerator.
    pub addition: Option<Formula>,
    /// Removed when in neither.
    pub exception: Option<Formula>,
}

/// A measure made of other measures' results. Formulas speak of their parts at the same agency, group
/// and period: `c3a.d`, `c5_served.count`, `c1.numerator`.
#[derive(Clone, Debug)]
pub struct DerivedKind {
    /// Ids of the measures it reads, in evaluation order before it.
    pub inputs: Vec<String>,
    /// Names of the formulas: `MEASURE.PART` for every part of every input, then `setting.ID`.
    pub scope: Scope,
    /// How the value is made.
    pub form: DerivedForm,
}

/// How a derived value is made.
#[derive(Clone, Debug)]
pub enum DerivedForm {
    /// A share with parts of its own.
    Share {
        /// Above.
        numerator: Formula,
        /// Below.
        denominator: Formula,
    },
    /// A value without parts.
    Value(Formula),
    /// One number made of its input's results in several periods.
    OverPeriods {
        /// How many periods of the input's kind.
        periods: u32,
        /// How many of them lie between the last one and the end of the measure's own period.
        lag: u32,
        /// What is made of them.
        take: OverPeriods,
        /// Periods without cases are left out; when false, one such period leaves no value.
        skips_no_cases: bool,
    },
    /// The place of its input's value among those of all agencies of a type.
    Rank {
        /// Id of the measure that is ranked.
        of: String,
        /// Id of the agency type.
        among: String,
        /// Results that are ranked; all that have a value, without one.
        condition: Option<Formula>,
        /// The lowest value has rank 1.
        lowest_first: bool,
    },
    /// The part of an amount of the state agency that falls to each agency of a type, in proportion to
    /// another measure, so that the parts add up to the last digit.
    Apportioned {
        /// Id of the measure that is apportioned.
        amount: String,
        /// Id of the measure by which.
        by: String,
        /// Id of the agency type.
        among: String,
        /// Digits of the parts.
        places: u8,
    },
}

/// What is made of the results of several periods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OverPeriods {
    /// The mean of the values, each period weighing the same.
    Mean,
    /// The sum of the values.
    Sum,
    /// The parts added up, then divided.
    Pooled,
}

/// A threshold, target or range.
#[derive(Clone, Debug)]
pub struct Standard {
    /// Permanent id.
    pub id: String,
    /// Measure that it judges.
    pub measure: String,
    /// What it is.
    pub kind: StandardKind,
    /// The unit of `bound`, the measure's own.
    pub unit: Unit,
    /// What must be reached.
    pub bound: Bound,
    /// Agency it holds for (with all below it); everybody, without one.
    pub agency: Option<String>,
    /// Types of the agencies that are held against it; all, if empty.
    pub agency_types: Vec<String>,
    /// Id of the consequence that decides what follows.
    pub consequence: Option<String>,
    /// Holds for periods whose last day lies in it.
    pub validity: Validity,
    /// Ids of citations.
    pub cites: Vec<String>,
    /// How sure it is.
    pub certainty: Certainty,
    /// Where it is declared.
    pub span: Span,
}

/// What a standard is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StandardKind {
    /// What a plan wants.
    Target,
    /// What a law wants: always 100 percent, say.
    Compliance,
    /// The least that is accepted.
    Threshold,
    /// From it on performance counts as high.
    HighPerformance,
    /// Below it a penalty follows.
    PenaltyFloor,
    /// From it on an incentive follows.
    IncentiveFloor,
    /// Bounds that were made for the agency. It is missed on the worse side alone: beyond the better end a
    /// value is above what was expected, and that is no fault.
    ExpectedRange,
    /// No number was set; says so.
    NotSet,
}

impl StandardKind {
    /// All of them, as the format lists them.
    pub const ALL: [Self; 8] = [
        Self::Target,
        Self::Compliance,
        Self::Threshold,
        Self::HighPerformance,
        Self::PenaltyFloor,
        Self::IncentiveFloor,
        Self::ExpectedRange,
        Self::NotSet,
    ];

    /// The word of the format: `target`, `threshold`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Target => "target",
            Self::Compliance => "compliance",
            Self::Threshold => "threshold",
            Self::HighPerformance => "high_performance",
            Self::PenaltyFloor => "penalty_floor",
            Self::IncentiveFloor => "incentive_floor",
            Self::ExpectedRange => "expected_range",
            Self::NotSet => "not_set",
        }
    }
}

/// What must be reached, in the standard's unit (percent: 0 to 100).
#[derive(Clone, Debug, PartialEq)]
pub enum Bound {
    /// Value at or above.
    AtLeast(Number),
    /// Value at or below.
    AtMost(Number),
    /// Within, both ends included.
    Between(Number, Number),
    /// What the results of other measures say, at the same agency and period: at least `low`, at most
    /// `high`, or between both. Where either is not known, nothing is.
    OfResults {
        /// Id of the measure whose value is the lower end.
        low: Option<String>,
        /// Id of the measure whose value is the upper end.
        high: Option<String>,
    },
    /// Nothing.
    None,
}

/// What follows when a result was held against a standard that names it.
#[derive(Clone, Debug)]
pub struct Consequence {
    /// Permanent id.
    pub id: String,
    /// Name for people.
    pub title: String,
    /// What is decided, and by which rule.
    pub about: String,
    /// The table that decides, with text outcomes. Its rows are laid out as [`JudgedName::ALL`], then
    /// every setting of the pack in order, then `period.start` and `period.end`.
    pub table: DecisionTable,
    /// All outcomes.
    pub outcomes: Vec<Code>,
    /// Ids of citations.
    pub cites: Vec<String>,
    /// How sure it is.
    pub certainty: Certainty,
    /// Where it is declared.
    pub span: Span,
}

/// A name that the inputs of a consequence may use, for something about a determination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JudgedName {
    /// Whether the standard is met: `met`, `not_met`, `no_data`, `not_applicable`.
    Status,
    /// State of the result: `value`, `no_cases`, `not_submitted`, `not_applicable`.
    State,
    /// The value, in the measure's unit.
    Value,
    /// Above the line.
    Numerator,
    /// Below the line.
    Denominator,
    /// Where the value lies: `below`, `within`, `above`; absent without a range.
    Position,
    /// `progress`, `slippage`, `maintained`, `none`; absent when the period before is not known.
    Change,
    /// Id of the agency's type.
    AgencyType,
    /// Status of the period before, by the standard of its own last day; absent when there is none.
    PriorStatus,
    /// Status of the period before, by the standard that judges now.
    PriorStatusNow,
    /// Value of the period before.
    PriorValue,
    /// Above the line, the period before.
    PriorNumerator,
    /// Below the line, the period before.
    PriorDenominator,
}

impl JudgedName {
    /// All of them, in the order of their slots.
    pub const ALL: [Self; 13] = [
        Self::Status,
        Self::State,
        Self::Value,
        Self::Numerator,
        Self::Denominator,
        Self::Position,
        Self::Change,
        Self::AgencyType,
        Self::PriorStatus,
        Self::PriorStatusNow,
        Self::PriorValue,
        Self::PriorNumerator,
        Self::PriorDenominator,
    ];

    /// The name in expressions.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::State => "state",
            Self::Value => "value",
            Self::Numerator => "numerator",
            Self::Denominator => "denominator",
            Self::Position => "position",
            Self::Change => "change",
            Self::AgencyType => "agency_type",
            Self::PriorStatus => "prior_status",
            Self::PriorStatusNow => "prior_status_now",
            Self::PriorValue => "prior_value",
            Self::PriorNumerator => "prior_numerator",
            Self::PriorDenominator => "prior_denominator",
        }
    }

    /// Text for words, decimal for figures.
    pub fn kind(self) -> Type {
        match self {
            Self::Value
            | Self::Numerator
            | Self::Denominator
            | Self::PriorValue
            | Self::PriorNumerator
            | Self::PriorDenominator => Type::Decimal,
            _ => Type::Text,
        }
    }
}

/// A typed, dated choice of the pack.
#[derive(Clone, Debug)]
pub struct Setting {
    /// Permanent id, `setting.ID` in expressions.
    pub id: String,
    /// Name for people.
    pub title: String,
    /// What it chooses and why one would.
    pub about: String,
    /// Type.
    pub kind: Type,
    /// Allowed texts, for a choice.
    pub choices: Vec<String>,
    /// Values by date; validity never overlaps.
    pub values: Vec<SettingValue>,
    /// Ids of citations.
    pub cites: Vec<String>,
    /// How sure it is.
    pub certainty: Certainty,
    /// Where it is declared.
    pub span: Span,
}

/// A setting's value for some time.
#[derive(Clone, Debug)]
pub struct SettingValue {
    /// The value.
    pub value: Value,
    /// For periods whose last day lies in it.
    pub validity: Validity,
}

impl Setting {
    /// The value for a period that ends on a date; absent when none was declared for it.
    pub fn on(&self, date: Date) -> Value {
        self.values.iter().find(|v| v.validity.holds_on(date)).map_or(Value::Null, |v| v.value.clone())
    }
}

/// A report: Markdown files with live fields, in order.
#[derive(Clone, Debug)]
pub struct Report {
    /// Permanent id.
    pub id: String,
    /// Title; may hold live fields.
    pub title: String,
    /// Calendar of its periods.
    pub calendar: String,
    /// Kind of its periods.
    pub period: PeriodKind,
    /// Types of the agencies it is made for.
    pub agency_types: Vec<String>,
    /// Months from the last month of its period to the one in which it is released.
    pub months_after: Option<i64>,
    /// Language tag of its text.
    pub language: String,
    /// Paths of Markdown files in the pack.
    pub sections: Vec<String>,
    /// Ids of citations.
    pub cites: Vec<String>,
    /// Where it is declared.
    pub span: Span,
}

/// Rows that come with the pack.
#[derive(Clone, Debug)]
pub struct Sample {
    /// Dataset they belong to.
    pub dataset: String,
    /// Label of the period they are loaded for.
    pub period: String,
    /// Whether they are a published figure or made up.
    pub nature: Nature,
    /// Where the rows come from.
    pub rows: SampleRows,
    /// Where it is declared.
    pub span: Span,
}

/// Whether rows are real.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Nature {
    /// Printed in a public document.
    Published,
    /// Made from a seed so that they add up to published figures; nobody's records.
    Generated,
}

/// Where the rows of a sample come from.
#[derive(Clone, Debug)]
pub enum SampleRows {
    /// A CSV file of the pack.
    File(String),
    /// Blocks of rows, made in order and then shuffled.
    Blocks(Vec<Block>),
}

/// A number of rows that are alike in what the block says.
#[derive(Clone, Debug)]
pub struct Block {
    /// How many.
    pub count: u64,
    /// What they are.
    pub about: String,
    /// What each column holds; columns left out are empty. In order: later ones may refer to earlier.
    pub columns: Vec<(String, Maker)>,
    /// Where it is declared.
    pub span: Span,
}

/// How a generated field is made. All chance comes from the seed.
#[derive(Clone, Debug)]
pub enum Maker {
    /// The same in every row.
    Constant(String),
    /// A running number in a pattern: `R{n:05}`. Numbers run on through all blocks of the sample.
    Sequence(String),
    /// Exactly so many of each, in random order; the counts add up to the block's count.
    Exactly(Vec<(String, u64)>),
    /// One of them at random, by weight.
    Choose(Vec<(String, u64)>),
    /// Ids of all agencies of a type at the period's end, in turn, starting anew in each block.
    Agencies(String),
    /// The agency above another column's agency.
    ParentOf(String),
    /// A day at random between two, both included.
    DateBetween(Date, Date),
    /// A day at random, so many days after another column's day.
    DaysAfter(String, i64, i64),
    /// The same day so many years and days after another column's day.
    YearsAfter(String, i16, i64),
    /// A whole number at random between two, both included.
    IntegerBetween(i64, i64),
    /// An expression over the columns made before and, in synthetic data, [`Synthetic::NAMES`].
    Formula(Formula),
    /// Made once for a unit or member, and kept.
    Once(Box<Maker>),
    /// Made anew every so many months.
    Every(u32, Box<Maker>),
    /// In the row of a member, what this column of the unit's row says.
    OfUnit(String),
}

/// Invented units that come to agencies, stay for months and go.
#[derive(Clone, Debug)]
pub struct Synthetic {
    /// Permanent id.
    pub id: String,
    /// What is believable about it and what is not.
    pub about: String,
    /// Calendar of its months.
    pub calendar: String,
    /// Label of the first month.
    pub first_month: String,
    /// Type of the agencies to which units come.
    pub agency_type: String,
    /// Agency to which a third of all units come.
    pub largest: Option<String>,
    /// Members of the smallest and the largest unit.
    pub members: (u32, u32),
    /// Months that a unit stays on average.
    pub stay: u32,
    /// Thousandths by which the number of units changes in a year.
    pub trend: i64,
    /// Percent by which there are more units in January than in July.
    pub season: u32,
    /// Of ten thousand periods of a dataset, those of which an agency reports nothing.
    pub gaps: u32,
    /// Of ten thousand rows, those that are damaged.
    pub dirty: u32,
    /// The rows of its units.
    pub rows: Vec<SyntheticRows>,
    /// Where it is declared.
    pub span: Span,
}

impl Synthetic {
    /// Names that formulas of its columns may use besides columns, with their types: the month's first day, the
    /// agency, the numbers of unit and member, the months since the unit came, the months for which it is still there.
    pub const NAMES: [(&'static str, Type); 6] = [
        ("synthetic.month", Type::Date),
        ("synthetic.agency", Type::Text),
        ("synthetic.unit", Type::Integer),
        ("synthetic.member", Type::Integer),
        ("synthetic.stayed", Type::Integer),
        ("synthetic.left", Type::Integer),
    ];
}

/// The rows of a dataset that a unit or each of its members has.
#[derive(Clone, Debug)]
pub struct SyntheticRows {
    /// The dataset.
    pub dataset: String,
    /// One row a member, not one a unit.
    pub per_member: bool,
    /// Who has a row in which months, over [`Synthetic::NAMES`]; without it everybody in every month.
    pub condition: Option<Formula>,
    /// What each column holds; columns left out are empty. In order: later ones may refer to earlier.
    pub columns: Vec<(String, Maker)>,
}
