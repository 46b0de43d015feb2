use std::path::Path;

use milepost_expression::{Number, Value};
use milepost_pack::{
    Bound, Certainty, Column, Dataset, Direction, Files, Level, Measure, Pack, Source, Standard, Unit, Validity,
};

use crate::generate::markdown::{code, table};
use crate::generate::{Context, Pages};
use crate::sources;

/// A page for each pack that comes with the project: its datasets, measures, standards and settings.
pub(super) fn pages(context: &Context) -> Result<Pages, String> {
    let mut pages = Pages::new();
    for folder in sources::packs(&context.root)? {
        let pack = milepost_pack::check(&files(&folder)?).into_pack().map_err(|problems| {
            format!(
                "{} has {} problems; see `milepost pack check`",
                sources::shown(&context.root, &folder),
                problems.len()
            )
        })?;
        pages.insert(format!("packs/{}.md", pack.id), page(&pack));
    }
    Ok(pages)
}

fn files(folder: &Path) -> Result<Files, String> {
    let paths = sources::below(folder, &["toml", "md", "csv"])?;
    let read = |path: &std::path::PathBuf| {
        let bytes = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok((sources::shown(folder, path), bytes))
    };
    paths.iter().map(read).collect()
}

fn page(pack: &Pack) -> String {
    let mut page = format!(
        "# {}\n\nThe pack `{}`, release {}. Responsible: {}.\n\n{}\n",
        pack.title,
        pack.id,
        pack.release,
        pack.authority,
        pack.about.trim()
    );
    page.push_str("\n## Datasets\n");
    pack.datasets.iter().for_each(|dataset| dataset_section(&mut page, pack, dataset));
    page.push_str("\n## Measures\n");
    pack.measures.iter().for_each(|measure| measure_section(&mut page, pack, measure));
    if !pack.standards.is_empty() {
        page.push_str("\n## Standards\n\n");
        let rows = pack.standards.iter().map(|standard| {
            [
                code(&standard.id),
                code(&standard.measure),
                bound(standard),
                standard.agency.as_deref().map(code).unwrap_or_default(),
                valid(standard.validity),
                certain(standard.certainty).to_owned(),
                cites(pack, &standard.cites),
            ]
        });
        page.push_str(&table(&["Id", "Measure", "Wants", "Agency", "In force", "Certainty", "Source"], rows));
    }
    if !pack.settings.is_empty() {
        page.push_str("\n## Settings\n\n");
        let rows = pack.settings.iter().map(|setting| {
            let values: Vec<String> = setting
                .values
                .iter()
                .map(|v| format!("{} {}", code(&v.value.to_string()), valid(v.validity)).trim_end().to_owned())
                .collect();
            let about = format!("{}. {}", setting.title, setting.about.trim());
            [
                code(&setting.id),
                about,
                values.join("; "),
                certain(setting.certainty).to_owned(),
                cites(pack, &setting.cites),
            ]
        });
        page.push_str(&table(&["Id", "Chooses", "Value", "Certainty", "Source"], rows));
    }
    page
}

fn dataset_section(page: &mut String, pack: &Pack, dataset: &Dataset) {
    let key: Vec<String> = dataset.key.iter().map(|slot| code(&dataset.columns[slot.0].id)).collect();
    page.push_str(&format!(
        "\n### {}\n\n**{}.** {}\n\nOne slice a {} of the calendar {}; key {}; source: {}.\n\n",
        dataset.id,
        dataset.title,
        dataset.about.trim(),
        dataset.period,
        code(&dataset.calendar),
        key.join(", "),
        cites(pack, &dataset.cites)
    ));
    let rows = dataset.columns.iter().map(|column| {
        let about = [column.title.as_str(), column.about.trim()].map(|t| t.trim_end_matches('.'));
        let about = about.into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(". ");
        [code(&column.id), column.kind.to_string(), column_rules(column), about]
    });
    page.push_str(&table(&["Column", "Type", "Rules", "Means"], rows));
    if !dataset.derived.is_empty() {
        page.push_str("\nMade from a row:\n\n");
        let rows = dataset.derived.iter().map(|derived| {
            let how = match &derived.source {
                Source::Expression(formula) => code(&formula.text),
                Source::Decision(_) => "decision table".to_owned(),
                Source::Lookup(lookup) => format!("lookup in {}", code(&lookup.dataset)),
            };
            [code(&derived.id), how, derived.about.trim().to_owned()]
        });
        page.push_str(&table(&["Name", "How", "Means"], rows));
    }
    if !dataset.checks.is_empty() {
        page.push_str("\nEdit checks:\n\n");
        let rows = dataset.checks.iter().map(|check| {
            [code(&check.id), level(check.level).to_owned(), code(&check.expect.text), check.message.trim().to_owned()]
        });
        page.push_str(&table(&["Check", "Breach", "Expected", "Message"], rows));
    }
}

fn column_rules(column: &Column) -> String {
    let mut rules = Vec::new();
    if column.required {
        rules.push("required".to_owned());
    }
    if column.places > 0 {
        rules.push(format!("{} places", column.places));
    }
    rules.extend(column.minimum.as_ref().map(|least| format!("from {least}")));
    rules.extend(column.maximum.as_ref().map(|most| format!("to {most}")));
    rules.extend(column.pattern.as_ref().map(|pattern| format!("like {}", code(pattern))));
    rules.extend(column.longest.map(|most| format!("up to {most} characters")));
    rules.extend(column.codes.as_ref().map(|list| format!("codes {}", code(list))));
    rules.extend(column.references.as_ref().map(|(dataset, of)| format!("in {}", code(&format!("{dataset}.{of}")))));
    rules.extend(column.not_applicable.map(|number| format!("{number} is \"not applicable\"")));
    if column.confidential {
        rules.push("confidential".to_owned());
    }
    rules.join(", ")
}

fn measure_section(page: &mut String, pack: &Pack, measure: &Measure) {
    let better = match measure.direction {
        Direction::Higher => "more is better",
        Direction::Lower => "less is better",
        Direction::Neutral => "it describes",
    };
    page.push_str(&format!(
        "\n### {}\n\n**{}.** {}\n\nCounts {}; {better}{}{}. Source: {}.\n",
        measure.id,
        measure.title,
        measure.definition.trim(),
        measure.unit_of_count,
        if measure.published { "" } else { "; a building block of other measures" },
        if measure.stratifiers.is_empty() { String::new() } else { format!("; by {}", measure.stratifiers.join(", ")) },
        cites(pack, &measure.cites)
    ));
}

fn bound(standard: &Standard) -> String {
    let number = |number: &Number| match number.is_integer() {
        true => number.to_integer().to_string(),
        false => Value::Decimal(*number).to_string(),
    };
    let unit = match standard.unit {
        Unit::Percent => "percent",
        Unit::Ratio => "",
        Unit::Count => "in number",
        Unit::Points => "points",
        Unit::Dollars => "dollars",
        Unit::Days => "days",
        Unit::Hours => "hours",
        Unit::Minutes => "minutes",
        Unit::Months => "months",
    };
    let wanted = match &standard.bound {
        Bound::AtLeast(least) => format!("at least {}", number(least)),
        Bound::AtMost(most) => format!("at most {}", number(most)),
        Bound::Between(least, most) => format!("{} to {}", number(least), number(most)),
        Bound::OfResults { low, high } => return of_results(low.as_deref(), high.as_deref()),
        Bound::None => return "no number was set".to_owned(),
    };
    format!("{wanted} {unit}").trim_end().to_owned()
}

/// What must be reached where other measures say it, for each agency.
fn of_results(low: Option<&str>, high: Option<&str>) -> String {
    match (low, high) {
        (Some(low), Some(high)) => format!("`{low}` to `{high}`"),
        (Some(low), None) => format!("at least `{low}`"),
        (None, Some(high)) => format!("at most `{high}`"),
        (None, None) => String::new(),
    }
}

fn cites(pack: &Pack, ids: &[String]) -> String {
    let text = |id: &String| {
        let citation = pack.citations.iter().find(|citation| citation.id == *id);
        citation.map_or_else(|| id.clone(), |citation| citation.text.clone())
    };
    ids.iter().map(text).collect::<Vec<_>>().join("; ")
}

fn valid(validity: Validity) -> String {
    match (validity.from, validity.to) {
        (None, None) => String::new(),
        (Some(from), None) => format!("from {from}"),
        (None, Some(to)) => format!("to {to}"),
        (Some(from), Some(to)) => format!("{from} to {to}"),
    }
}

fn certain(certainty: Certainty) -> &'static str {
    match certainty {
        Certainty::Stated => "stated",
        Certainty::Inferred => "inferred",
        Certainty::Unverified => "unverified",
    }
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
    }
}
