use super::examples::classes_of;
use super::{Checker, Rule};
use crate::build;
use crate::format::Target;
use crate::read::Text;
use crate::{Severity, Span};

pub(crate) static RULE: Rule = Rule {
    code: "P033",
    name: "class with the name of another part",
    severity: Severity::Error,
    what: "No class of a measure has the code `n` or `value`.",
    why: "Other measures speak of a class as `MEASURE.CODE`; `n` is the number of rows in all classes and `value` the \
          measure's value.",
    wrong: &[("measures.toml", classes_of!("y", "n"))],
    mended: &[("measures.toml", classes_of!("yes", "no"))],
};

pub(crate) fn check(checker: &mut Checker<'_>) {
    let declared = checker.declared;
    for measure in declared.of("measure").iter().filter(|measure| measure.word("kind") == "classes") {
        let inline = measure.entries("classes").iter().filter_map(|class| class.text("code"));
        let list = measure.text("class_list").and_then(|list| build::entry(declared, Target::CodeList, &list.text));
        let listed = list.into_iter().flat_map(|list| list.entries("codes")).filter_map(|code| code.text("code"));
        let at_list = list.map(|_| measure.place("class_list"));
        let codes: Vec<(&Text, Span)> = inline
            .map(|code| (code, code.span.clone()))
            .chain(listed.zip(at_list.iter().cycle()).map(|(code, span)| (code, span.clone())))
            .collect();
        for (code, span) in codes.into_iter().filter(|(code, _)| ["n", "value"].contains(&code.text.as_str())) {
            checker.problems.push(RULE.problem(
                span,
                format!("measure `{}` can't have a class `{}`", measure.id(), code.text),
                "the name of another part",
                "let `class` be a CASE that gives the class another code",
            ));
        }
    }
}
