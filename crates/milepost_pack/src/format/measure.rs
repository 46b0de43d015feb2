use super::program::CODE;
use super::{
    CITES, Declaration, Key, PERIOD, Shape, Target, VALID_FROM, VALID_TO, Variant, Variants, optional, or, required,
};

/// `[[measure]]`
pub static MEASURE: Declaration = Declaration {
    name: "measure",
    doc: "What is measured.",
    keys: &[
        required("id", Shape::Id, "permanent id"),
        required("title", Shape::Text, "name for people"),
        required("definition", Shape::Text, "definition in words"),
        CITES,
        required("kind", Shape::Word(KINDS), "what it is made of"),
        required("calendar", Shape::Name(Target::Calendar), "the calendar of its periods"),
        PERIOD,
        VALID_FROM,
        VALID_TO,
        required(
            "direction",
            Shape::Word(&[("higher", "more is better"), ("lower", "less is better"), ("neutral", "it describes")]),
            "which way is better",
        ),
        required("unit_of_count", Shape::Text, "what is counted: `children`, `records`"),
        required("unit", Shape::Word(UNITS), "unit of the shown value"),
        or("places", Shape::Whole(0, 12), "1", "digits after the point of the shown value; of counts left out: none"),
        or(
            "rounding",
            Shape::Word(&[
                ("half_up", "to nearest, a tie away from zero"),
                ("half_even", "to nearest, a tie to the even digit"),
                ("truncate", "cut off"),
            ]),
            "half_up",
            "what happens to the other digits",
        ),
        or("published", Shape::Flag, "true", "`false` for a building block that reports and judgement leave out"),
    ],
    variants: Some(Variants { key: "kind", of: VARIANTS }),
};

/// Units of a measure's value and of a standard.
pub(super) const UNITS: &[(&str, &str)] = &[
    ("percent", "a ratio times 100"),
    ("ratio", "a ratio"),
    ("count", "things"),
    ("points", "points of a rubric"),
    ("dollars", "dollars"),
    ("days", "days"),
    ("hours", "hours"),
    ("minutes", "minutes"),
    ("months", "months"),
];

const KINDS: &[(&str, &str)] = &[
    ("count", "how many rows"),
    ("proportion", "the rows of a numerator among those of a denominator"),
    ("ratio", "one sum over another"),
    ("mean", "the mean of a value"),
    ("quantile", "the value below which a share of the values lies"),
    ("classes", "how many rows fall into each class"),
    ("weighted_proportion", "a proportion in which each stratum weighs as much as its share of a frame"),
    ("unduplicated", "how many different units"),
    ("reported", "figures received as such"),
    ("derived", "a function of other measures' results"),
    ("over_periods", "one number made of a measure's results in several periods"),
    ("rank", "the place of an agency's value among those of its type"),
    ("apportioned", "an agency's part of an amount of the state agency"),
];

/// The kinds that are made of results.
pub(crate) const OF_RESULTS: [&str; 4] = ["derived", "over_periods", "rank", "apportioned"];

const STRATIFIERS: Key = optional("stratifiers", Shape::Locals, "groupings of its dataset that results are given for");
const CROSSES: Key = optional("crosses", Shape::LocalLists, "groupings that results are given for in combination");
const DATASET: Key = required("dataset", Shape::Name(Target::Dataset), "the dataset whose rows are counted");
const POPULATION: Key = optional("initial_population", Shape::Formula, "rows that are looked at; left out: all");
const OFFSET: Key = or("period_offset", Shape::Whole(-1200, 1200), "0", "which period is read: -1 is the one before");
const FOLLOW_UP: Key = optional(
    "follow_up",
    Shape::Name(Target::Dataset),
    "where rows of an earlier period are followed up: they count only of agencies of which this dataset was submitted \
     for all of the measure's own period",
);
const DENOMINATOR: Key = optional("denominator", Shape::Formula, "rows below the line; left out: all looked at");
const EXCLUSION: Key = optional("exclusion", Shape::Formula, "rows removed before the numerator is asked");
const NUMERATOR: Key = required("numerator", Shape::Formula, "rows above the line");
const ADDITION: Key = optional("addition", Shape::Formula, "rows counted above although not in the numerator");
const EXCEPTION: Key = optional("exception", Shape::Formula, "rows removed when they are in neither");
const OBSERVATION: Key = required("observation", Shape::Formula, "the number observed");
const DECIMALS: Key = or("decimals", Shape::Whole(0, 12), "0", "digits kept of each value");
const MAY_EXCEED: Key = optional(
    "may_exceed",
    Shape::Text,
    "why the numerator can't be proven to stay within the denominator; the checker takes your word for it",
);

const VARIANTS: &[Variant] = &[
    Variant {
        word: "count",
        doc: "How many rows. Part: `count`.",
        keys: &[DATASET, POPULATION, OFFSET, FOLLOW_UP, STRATIFIERS, CROSSES],
    },
    Variant {
        word: "proportion",
        doc: "Rows above the line among rows below it. Parts: `numerator` (with additions), `denominator`, `additions`, \
              `exclusions`, `exceptions`.",
        keys: &[
            DATASET,
            POPULATION,
            DENOMINATOR,
            EXCLUSION,
            NUMERATOR,
            ADDITION,
            EXCEPTION,
            OFFSET,
            FOLLOW_UP,
            STRATIFIERS,
            CROSSES,
        ],
    },
    Variant {
        word: "ratio",
        doc: "One sum over another, of the rows that have both numbers. Parts: `numerator`, `denominator`.",
        keys: &[
            DATASET,
            POPULATION,
            required("numerator", Shape::Formula, "the number summed above"),
            required("denominator", Shape::Formula, "the number summed below"),
            DECIMALS,
            OFFSET,
            FOLLOW_UP,
            STRATIFIERS,
            CROSSES,
            MAY_EXCEED,
        ],
    },
    Variant {
        word: "mean",
        doc: "The mean of the values that are present. Parts: `sum`, `n`.",
        keys: &[DATASET, POPULATION, OBSERVATION, DECIMALS, OFFSET, FOLLOW_UP, STRATIFIERS, CROSSES],
    },
    Variant {
        word: "quantile",
        doc: "The value below which a share of the values lies. Part: `n`.",
        keys: &[
            DATASET,
            POPULATION,
            OBSERVATION,
            required("share", Shape::Number, "the share: `\"0.5\"` is the median"),
            DECIMALS,
            OFFSET,
            FOLLOW_UP,
            STRATIFIERS,
            CROSSES,
        ],
    },
    Variant {
        word: "classes",
        doc: "How many rows fall into each class. Parts: one for each class code, `n`.",
        keys: &[
            DATASET,
            POPULATION,
            required("class", Shape::Formula, "the class of a row"),
            optional("classes", Shape::Tables(&CODE), "all classes"),
            optional("class_list", Shape::Name(Target::CodeList), "all classes, as a code list"),
            OFFSET,
            FOLLOW_UP,
            STRATIFIERS,
            CROSSES,
        ],
    },
    Variant {
        word: "weighted_proportion",
        doc: "A proportion in which each stratum weighs as much as its share of a frame: a row of a stratum weighs the stratum's \
              share of the frame divided by its share of the rows looked at, scored or not. A stratum without rows weighs \
              nothing, so the others stand for it; a row of a stratum that is not listed has no weight. Parts: `met`, \
              `scored`, `responded` (rows, unweighted).",
        keys: &[
            DATASET,
            POPULATION,
            DENOMINATOR,
            EXCLUSION,
            NUMERATOR,
            ADDITION,
            EXCEPTION,
            required("stratum", Shape::Formula, "the stratum of a row"),
            optional("strata", Shape::Tables(&CODE), "all strata"),
            optional("stratum_list", Shape::Name(Target::CodeList), "all strata, as a code list"),
            required("frame", Shape::Name(Target::Dataset), "the dataset that lists everybody who was asked"),
            required("frame_stratum", Shape::Formula, "the stratum of a row of the frame"),
            optional("frame_condition", Shape::Formula, "rows of the frame that count"),
            OFFSET,
            STRATIFIERS,
            CROSSES,
        ],
    },
    Variant {
        word: "unduplicated",
        doc: "How many different units, each once however many rows it has. Part: `count`.",
        keys: &[
            DATASET,
            POPULATION,
            required("unit_column", Shape::Local, "column that names the unit"),
            OFFSET,
            FOLLOW_UP,
            STRATIFIERS,
            CROSSES,
        ],
    },
    Variant {
        word: "reported",
        doc: "Figures received as such. Parts: `numerator`, `denominator`, and `value` where only that was received. Where both sides \
              are declared, an agency's one without the other, in a period of the dataset, is no share and enters no sum.",
        keys: &[
            DATASET,
            POPULATION,
            optional("numerator", Shape::Formula, "the number added up above"),
            optional("denominator", Shape::Formula, "the number added up below"),
            optional("value", Shape::Formula, "the value itself; one row at most may give it"),
            optional("not_applicable", Shape::Formula, "true for a row that says \"not applicable\""),
            OFFSET,
            STRATIFIERS,
            CROSSES,
            MAY_EXCEED,
        ],
    },
    Variant {
        word: "derived",
        doc: "A function of the parts of other measures' results at the same agency, group and period, `c3a.d`, and of \
              settings, `setting.ID`.",
        keys: &[
            optional("numerator", Shape::Formula, "above the line"),
            optional("denominator", Shape::Formula, "below it"),
            optional("value", Shape::Formula, "the value, when it has no parts"),
            MAY_EXCEED,
        ],
    },
    Variant {
        word: "over_periods",
        doc: "One number made of a measure's results in several periods, which end with this one. Parts: those added up when \
              pooled; `value.PERIOD` for each period, and how many of them had a value, `periods`.",
        keys: &[
            required("measure", Shape::Name(Target::Measure), "the measure whose results are taken"),
            required("periods", Shape::Whole(1, 1200), "how many of its periods"),
            or(
                "lag",
                Shape::Whole(0, 1200),
                "0",
                "how many of its periods lie between the last one taken and the end of this period",
            ),
            required(
                "take",
                Shape::Word(&[
                    ("mean", "the mean of the values, each period weighing the same"),
                    ("sum", "the sum of the values"),
                    ("pooled", "numerators and denominators added up, then divided"),
                ]),
                "what is made of them",
            ),
            or(
                "without_cases",
                Shape::Word(&[
                    ("left_out", "mean or sum is taken over the other periods"),
                    ("no_value", "there is no value"),
                ]),
                "left_out",
                "what a period without cases does; one that was not submitted always leaves no value",
            ),
        ],
    },
    Variant {
        word: "rank",
        doc: "The place of an agency's value among those of its type; equal values share the better place. Parts: `rank`, \
              `tied` (how many have this value, itself included), `ranked` (how many are ranked).",
        keys: &[
            required("measure", Shape::Name(Target::Measure), "the measure whose values are ranked"),
            required("among", Shape::Name(Target::AgencyType), "the type of the agencies that are ranked"),
            required(
                "order",
                Shape::Word(&[
                    ("lowest_first", "the lowest value has rank 1"),
                    ("highest_first", "the highest value has rank 1"),
                ]),
                "which value comes first",
            ),
            optional("only", Shape::Formula, "results that are ranked: `rate.value < 40`; left out: all with a value"),
        ],
    },
    Variant {
        word: "apportioned",
        doc: "An agency's part of an amount of the state agency, in proportion to another measure. The largest remainders \
              get the last digits, so that the parts add up to the amount; of equal remainders the larger share goes \
              first, then the agency that is declared first. Parts: `weight`, `weights` (their sum), `amount`.",
        keys: &[
            required(
                "amount",
                Shape::Name(Target::Measure),
                "the measure whose value at the state agency is apportioned",
            ),
            required("by", Shape::Name(Target::Measure), "the measure to which the parts are in proportion"),
            required("among", Shape::Name(Target::AgencyType), "the type of the agencies that get a part"),
            required("decimals", Shape::Whole(0, 12), "digits of the parts: 2 for dollars and cents"),
        ],
    },
];
