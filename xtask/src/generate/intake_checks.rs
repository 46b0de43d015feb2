use milepost_dataset::{IntakeCheck, Looks, Weight, intake_checks};

use crate::generate::{Context, Pages};

/// Every check of a submission.
pub(super) fn pages(_: &Context) -> Result<Pages, String> {
    let mut page = "# Intake checks\n\n\
        What `milepost load` looks at, in this order. An error in the file rejects all of it; an error in a row rejects the row, and \
        the file of rejects says so beside it; a warning rejects nothing.\n"
        .to_owned();
    let groups = [
        (Looks::AtFile, "The file"),
        (Looks::AtField, "A field"),
        (Looks::AtRow, "A row"),
        (Looks::AcrossRows, "A row beside the others"),
    ];
    for (looks, heading) in groups {
        page.push_str(&format!("\n## {heading}\n"));
        intake_checks().iter().filter(|check| check.looks == looks).for_each(|check| section(&mut page, check));
    }
    Ok(Pages::from([("intake-checks.md".to_owned(), page)]))
}

fn section(page: &mut String, check: &IntakeCheck) {
    let weight = match check.weight {
        Weight::Error => "An error.",
        Weight::Warning => "A warning.",
        Weight::Declared => "An error or a warning, as the pack declares.",
    };
    page.push_str(&format!(
        "\n### {}: {}\n\n{weight} {}\n\n**Cure.** {}\n",
        check.code, check.title, check.docs, check.cure
    ));
}
