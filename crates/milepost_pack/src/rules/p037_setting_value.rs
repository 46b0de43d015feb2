use milepost_expression::Type;

use super::{Rule, type_name};
use crate::problem::Problems;
use crate::read::{Entry, Field, nearest, shortened};
use crate::{Problem, Severity};

pub(crate) static RULE: Rule = Rule {
    code: "P037",
    name: "setting without a possible value",
    severity: Severity::Error,
    what: "A setting has at least one `[[setting.value]]`, each of the setting's type and, where it has `choices`, one of \
           them. Only text has choices. Settings that the program itself reads have the type and the words that it knows: \
           `change_rule` is \"any_change\" or \"threshold_when_missed\"; `slippage_points`, `slippage_points_small` and \
           `slippage_small_below` are decimals.",
    why: "A setting without a value is absent in every expression that reads it, and a rule that compares with an absent \
          value is never true.",
    wrong: &[(
        "settings.toml",
        "[[setting]]\nid = \"change_rule\"\ntitle = \"What counts as slippage\"\nabout = \"As the guidance has it.\"\n\
         type = \"text\"\nchoices = [\"any_change\", \"threshold_when_missed\"]\ncites = [\"act\"]\n\
         [[setting.value]]\nvalue = \"any\"\n",
    )],
    mended: &[(
        "settings.toml",
        "[[setting]]\nid = \"change_rule\"\ntitle = \"What counts as slippage\"\nabout = \"As the guidance has it.\"\n\
         type = \"text\"\nchoices = [\"any_change\", \"threshold_when_missed\"]\ncites = [\"act\"]\n\
         [[setting.value]]\nvalue = \"any_change\"\n",
    )],
};

/// Settings that the program itself reads, with their types and the words that it knows.
pub(crate) const READ_BY_THE_PROGRAM: [(&str, Type, &[&str]); 4] = [
    ("change_rule", Type::Text, &["any_change", "threshold_when_missed"]),
    ("slippage_points", Type::Decimal, &[]),
    ("slippage_points_small", Type::Decimal, &[]),
    ("slippage_small_below", Type::Decimal, &[]),
];

pub(crate) fn wrong_type(setting: &Entry, field: &Field, kind: Type) -> Problem {
    RULE.problem(
        field.span.clone(),
        format!("setting `{}` is {}, but this value isn't", setting.id(), type_name(kind)),
        "another type",
        match kind {
            Type::Text => "put quotes around it",
            Type::Integer => "write a whole number without quotes",
            Type::Decimal => "write a number: \"0.1\"",
            Type::Date => "write a date without quotes: 2011-07-01",
            _ => "write true or false",
        },
    )
}

pub(crate) fn check(setting: &Entry, kind: Type, problems: &mut Problems) {
    let id = setting.id();
    if !setting.mentions("value") || (setting.has("value") && setting.entries("value").is_empty()) {
        problems.push(RULE.problem(
            setting.span.clone(),
            format!("setting `{id}` has no value"),
            "no value",
            "add `[[setting.value]]` with `value = …`; its validity says for which periods it holds",
        ));
    }
    if kind != Type::Text && setting.mentions("choices") {
        problems.push(RULE.problem(
            setting.place("choices"),
            format!("setting `{id}` is {} and can't have choices", type_name(kind)),
            "only text has choices",
            "leave them out, or make the setting text",
        ));
        return;
    }
    let read_by_the_program = READ_BY_THE_PROGRAM.iter().find(|(known, ..)| *known == id);
    if let Some((_, wanted, _)) = read_by_the_program.filter(|(_, wanted, _)| *wanted != kind) {
        problems.push(RULE.problem(
            setting.place("type"),
            format!("the program itself reads setting `{id}` and wants {}", type_name(*wanted)),
            "another type",
            format!("write type = \"{wanted}\", or give a setting of your own another id"),
        ));
        return;
    }
    let mut choices = setting.strings("choices");
    if choices.is_empty() {
        let words = read_by_the_program.map_or(&[][..], |(.., words)| words);
        choices.extend(words.iter().map(|word| (*word).to_owned()));
    }
    if choices.is_empty() {
        return;
    }
    for text in setting.entries("value").iter().filter_map(|value| value.text("value")) {
        if !choices.contains(&text.text) {
            let help = match nearest(&text.text, choices.iter().map(String::as_str)) {
                Some(near) => format!("did you mean \"{near}\"?"),
                None => format!("choices: {}", choices.join(", ")),
            };
            let message = format!("\"{}\" isn't among the choices of setting `{id}`", shortened(&text.text));
            problems.push(RULE.problem(text.span.clone(), message, "not a choice", help));
        }
    }
}
