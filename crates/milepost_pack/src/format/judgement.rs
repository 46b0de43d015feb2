use super::measure::UNITS;
use super::program::CODE;
use super::{CITES, Declaration, STATUS, Shape, Target, VALID_FROM, VALID_TO, VALUE_TYPES, optional, required, tables};

/// `[[standard]]`
pub static STANDARD: Declaration = Declaration {
    name: "standard",
    doc: "A dated threshold, target or range for a measure.",
    keys: &[
        required("id", Shape::Id, "permanent id"),
        required("measure", Shape::Name(Target::Measure), "the measure it judges"),
        required(
            "kind",
            Shape::Word(&[
                ("target", "what a plan wants"),
                ("compliance", "what a law wants"),
                ("threshold", "the least that is accepted"),
                ("high_performance", "from it on performance counts as high"),
                ("penalty_floor", "below it a penalty follows"),
                ("incentive_floor", "from it on an incentive follows"),
                (
                    "expected_range",
                    "bounds made for the agency; missed on the worse side alone; without bounds, none are known",
                ),
                ("not_set", "no number was set, and this says so"),
            ]),
            "what it is",
        ),
        required("unit", Shape::Word(UNITS), "unit of the bound, the measure's own"),
        optional("at_least", Shape::Number, "the value must be this or more"),
        optional("at_most", Shape::Number, "the value must be this or less"),
        optional("between", Shape::Bounds, "the value must lie within, both ends included: `[\"40\", \"60\"]`"),
        optional(
            "at_least_of",
            Shape::Name(Target::Measure),
            "the value must be at least what this measure is at the same agency and period",
        ),
        optional("at_most_of", Shape::Name(Target::Measure), "the value must be at most what this measure is there"),
        optional(
            "between_of",
            Shape::Names(Target::Measure),
            "the value must lie between what two measures are there: `[\"low\", \"high\"]`",
        ),
        optional(
            "agency",
            Shape::Name(Target::Agency),
            "the agency it holds for, with all below it; left out: everybody",
        ),
        optional(
            "for",
            Shape::Names(Target::AgencyType),
            "types of the agencies that are held against it; left out: all types",
        ),
        optional("consequence", Shape::Name(Target::Consequence), "what decides what follows from being judged by it"),
        VALID_FROM,
        VALID_TO,
        CITES,
        STATUS,
    ],
    variants: None,
};

/// `[[standard_file]]`
pub static STANDARD_FILE: Declaration = Declaration {
    name: "standard_file",
    doc: "A CSV file of standards, a line each. Its header names keys of `[[standard]]`; an empty field is a key left \
          out, and lists are joined by `;`.",
    keys: &[required("file", Shape::Path, "path of the file in the pack")],
    variants: None,
};

/// `[[consequence]]`
pub static CONSEQUENCE: Declaration = Declaration {
    name: "consequence",
    doc: "What follows when a result was held against a standard: a decision table over the determination. Its inputs \
          may name `status`, `state`, `value`, `numerator`, `denominator`, `position` (`below`, `within`, `above` of an \
          expected range), `change`, `agency_type`; of the period before, `prior_status` (by the standard of its own \
          last day), `prior_status_now` (by the standard of now), `prior_value`, `prior_numerator`, \
          `prior_denominator`; and `setting.ID`, `period.start`, `period.end`.",
    keys: &[
        required("id", Shape::Id, "permanent id"),
        required("title", Shape::Text, "name for people"),
        required("about", Shape::Text, "what is decided, and by which rule"),
        required("inputs", Shape::Formulas, "what the cells are about, one expression a column"),
        required(
            "rows",
            Shape::TextLists,
            "a cell for each input, then the code of the outcome; the first row that fits decides",
        ),
        required("outcomes", Shape::Tables(&CODE), "all outcomes"),
        CITES,
        STATUS,
    ],
    variants: None,
};

/// `[[setting]]`
pub static SETTING: Declaration = Declaration {
    name: "setting",
    doc: "A typed, dated choice of the program; expressions read it as `setting.ID`.",
    keys: &[
        required("id", Shape::Id, "permanent id"),
        required("title", Shape::Text, "name for people"),
        required("about", Shape::Text, "what it chooses and why one would"),
        required("type", Shape::Word(VALUE_TYPES), "type of its values"),
        optional("choices", Shape::Texts, "allowed texts"),
        CITES,
        STATUS,
        tables("value", &SETTING_VALUE),
    ],
    variants: None,
};

/// `[[setting.value]]`
pub static SETTING_VALUE: Declaration = Declaration {
    name: "setting.value",
    doc: "A setting's value, for periods whose last day lies in its validity. What is asked of a row is asked for the period \
          of its dataset: of a year's measure over months, for each month.",
    keys: &[required("value", Shape::Scalar, "the value"), VALID_FROM, VALID_TO],
    variants: None,
};
