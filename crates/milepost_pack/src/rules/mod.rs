//! The checker's rules, one a file. A rule's text is data: the reference page is printed from it, and
//! its two examples are run by a test.

mod examples;
pub(crate) mod p001_syntax;
pub(crate) mod p002_unreadable;
pub(crate) mod p003_unknown_key;
pub(crate) mod p004_missing_key;
pub(crate) mod p005_wrong_type;
pub(crate) mod p006_bad_value;
pub(crate) mod p007_bad_id;
pub(crate) mod p008_duplicate_id;
pub(crate) mod p009_dangling;
pub(crate) mod p010_one_pack;
pub(crate) mod p011_missing_file;
pub(crate) mod p012_data_row;
pub(crate) mod p013_ends_before_it_begins;
pub(crate) mod p014_overlap;
pub(crate) mod p015_missing_citation;
pub(crate) mod p016_citation_not_in_force;
pub(crate) mod p017_unused;
pub(crate) mod p018_calendar;
pub(crate) mod p019_period_without_label;
pub(crate) mod p020_periods_apart;
pub(crate) mod p021_expression;
pub(crate) mod p022_type_of_place;
pub(crate) mod p023_decision;
pub(crate) mod p024_lookup_of_lookup;
pub(crate) mod p025_key_not_required;
pub(crate) mod p026_column_rules;
pub(crate) mod p027_code_twice;
pub(crate) mod p028_groups;
pub(crate) mod p029_cross;
pub(crate) mod p030_measure_cycle;
pub(crate) mod p031_numerator_leaves;
pub(crate) mod p032_unit_of_kind;
pub(crate) mod p033_class_is_a_part;
pub(crate) mod p034_unit_of_standard;
pub(crate) mod p035_against_direction;
pub(crate) mod p036_bound;
pub(crate) mod p037_setting_value;
pub(crate) mod p038_membership_cycle;
pub(crate) mod p040_sample;
pub(crate) mod p041_role;
pub(crate) mod p042_decimals;
pub(crate) mod p043_pooled;
pub(crate) mod p044_outcome;
mod p045_named_twice;
pub(crate) mod p050_spec;
mod p060_report_text;

pub use p060_report_text::report_problem;

use crate::problem::Problems;
use crate::read::Declared;
use crate::{Files, Pack, Problem, Severity, Span};

/// A rule of the checker.
#[derive(Debug)]
pub struct Rule {
    /// Permanent code, `P012`.
    pub code: &'static str,
    /// Name, a few words.
    pub name: &'static str,
    /// Whether a breach stops a pack.
    pub severity: Severity,
    /// What the rule wants.
    pub what: &'static str,
    /// Why.
    pub why: &'static str,
    /// A pack that breaks it; see [`Example`].
    pub wrong: Example,
    /// The same, mended.
    pub mended: Example,
}

/// Files by path and text. They are meant to stand in a pack that has the other things they name.
pub type Example = &'static [(&'static str, &'static str)];

/// All rules in the order of their codes.
pub fn rules() -> &'static [&'static Rule] {
    static RULES: [&Rule; 46] = [
        &p001_syntax::RULE,
        &p002_unreadable::RULE,
        &p003_unknown_key::RULE,
        &p004_missing_key::RULE,
        &p005_wrong_type::RULE,
        &p006_bad_value::RULE,
        &p007_bad_id::RULE,
        &p008_duplicate_id::RULE,
        &p009_dangling::RULE,
        &p010_one_pack::RULE,
        &p011_missing_file::RULE,
        &p012_data_row::RULE,
        &p013_ends_before_it_begins::RULE,
        &p014_overlap::RULE,
        &p015_missing_citation::RULE,
        &p016_citation_not_in_force::RULE,
        &p017_unused::RULE,
        &p018_calendar::RULE,
        &p019_period_without_label::RULE,
        &p020_periods_apart::RULE,
        &p021_expression::RULE,
        &p022_type_of_place::RULE,
        &p023_decision::RULE,
        &p024_lookup_of_lookup::RULE,
        &p025_key_not_required::RULE,
        &p026_column_rules::RULE,
        &p027_code_twice::RULE,
        &p028_groups::RULE,
        &p029_cross::RULE,
        &p030_measure_cycle::RULE,
        &p031_numerator_leaves::RULE,
        &p032_unit_of_kind::RULE,
        &p033_class_is_a_part::RULE,
        &p034_unit_of_standard::RULE,
        &p035_against_direction::RULE,
        &p036_bound::RULE,
        &p037_setting_value::RULE,
        &p038_membership_cycle::RULE,
        &p040_sample::RULE,
        &p041_role::RULE,
        &p042_decimals::RULE,
        &p043_pooled::RULE,
        &p044_outcome::RULE,
        &p045_named_twice::RULE,
        &p050_spec::RULE,
        &p060_report_text::RULE,
    ];
    &RULES
}

/// The pack in which the examples of rules stand.
pub fn example_pack() -> Example {
    examples::PACK
}

impl Rule {
    pub(crate) fn problem(
        &self,
        span: Span,
        message: impl Into<String>,
        label: impl Into<String>,
        help: impl Into<String>,
    ) -> Problem {
        Problem {
            code: self.code,
            severity: self.severity,
            message: message.into(),
            span,
            label: label.into(),
            help: help.into(),
        }
    }
}

/// A type as a sentence says it.
pub(crate) fn type_name(kind: milepost_expression::Type) -> &'static str {
    use milepost_expression::Type;
    match kind {
        Type::Boolean => "true or false",
        Type::Integer => "a whole number",
        Type::Decimal => "a decimal number",
        Type::Text => "text",
        Type::Date => "a date",
        Type::Codes => "codes",
    }
}

/// What rules look at when everything that can be built has been built.
pub(crate) struct Checker<'a> {
    pub(crate) files: &'a Files,
    pub(crate) declared: &'a Declared,
    pub(crate) pack: &'a Pack,
    pub(crate) problems: &'a mut Problems,
}

impl Checker<'_> {
    /// Asks every rule that looks at the whole pack.
    pub(crate) fn run(mut self) {
        let rules: [fn(&mut Checker<'_>); 21] = [
            p008_duplicate_id::check,
            p013_ends_before_it_begins::check,
            p014_overlap::check,
            p016_citation_not_in_force::check,
            p017_unused::check,
            p018_calendar::check,
            p019_period_without_label::check,
            p020_periods_apart::check,
            p025_key_not_required::check,
            p027_code_twice::check,
            p029_cross::check,
            p031_numerator_leaves::check,
            p032_unit_of_kind::check,
            p033_class_is_a_part::check,
            p034_unit_of_standard::check,
            p035_against_direction::check,
            p038_membership_cycle::check,
            p041_role::check,
            p042_decimals::check,
            p043_pooled::check,
            p045_named_twice::check,
        ];
        rules.iter().for_each(|check| check(&mut self));
    }

    /// A place in a sentence.
    fn place(&self, span: &Span) -> String {
        format!("{}, line {}", span.file, span.line_column(self.files).line)
    }
}
