use super::Rule;
use crate::read::Entry;
use crate::{Problem, Severity};

pub(crate) static RULE: Rule = Rule {
    code: "P030",
    name: "measures that read each other in a circle",
    severity: Severity::Error,
    what: "A derived measure reads measures that don't, directly or by way of others, read it.",
    why: "Each would have to be known before the other.",
    wrong: &[(
        "measures.toml",
        "[[measure]]\nid = \"rate_a\"\ntitle = \"A\"\ndefinition = \"Twice B.\"\ncites = [\"act\"]\nkind = \"derived\"\n\
         calendar = \"civil\"\nperiod = \"year\"\ndirection = \"higher\"\nunit_of_count = \"visits\"\nunit = \"ratio\"\n\
         value = \"rate_b.value * 2\"\n\n\
         [[measure]]\nid = \"rate_b\"\ntitle = \"B\"\ndefinition = \"Half of A.\"\ncites = [\"act\"]\nkind = \"derived\"\n\
         calendar = \"civil\"\nperiod = \"year\"\ndirection = \"higher\"\nunit_of_count = \"visits\"\nunit = \"ratio\"\n\
         value = \"rate_a.value / 2\"\n",
    )],
    mended: &[(
        "measures.toml",
        "[[measure]]\nid = \"rate_a\"\ntitle = \"A\"\ndefinition = \"Twice B.\"\ncites = [\"act\"]\nkind = \"derived\"\n\
         calendar = \"civil\"\nperiod = \"year\"\ndirection = \"higher\"\nunit_of_count = \"visits\"\nunit = \"ratio\"\n\
         value = \"rate_b.value * 2\"\n\n\
         [[measure]]\nid = \"rate_b\"\ntitle = \"B\"\ndefinition = \"The share in time.\"\ncites = [\"act\"]\n\
         kind = \"derived\"\ncalendar = \"civil\"\nperiod = \"year\"\ndirection = \"higher\"\nunit_of_count = \"visits\"\n\
         unit = \"ratio\"\nvalue = \"timely.numerator / timely.denominator\"\n",
    )],
};

pub(crate) fn problem(cycle: &[usize], entries: &[Entry]) -> Problem {
    let ids: Vec<&str> = cycle.iter().map(|index| entries[*index].id()).collect();
    let first = &entries[cycle[0]];
    let span = ["value", "numerator", "denominator"]
        .into_iter()
        .find(|key| first.has(key))
        .map_or_else(|| first.span.clone(), |key| first.place(key));
    let message = match ids[..] {
        [id] => format!("measure `{id}` reads itself"),
        _ => format!("measures read each other in a circle: {} and {} again", ids.join(" reads "), ids[0]),
    };
    RULE.problem(span, message, "reads round in a circle", "let one of them read measures that are counted from rows")
}
