use crate::generate::{Context, Pages};
use crate::run;

/// One page with the help of every command, as the program prints it.
pub(super) fn pages(context: &Context) -> Result<Pages, String> {
    let top = help(context, &[])?;
    let mut page = format!("# Commands\n\n```text\n{top}```\n");
    for name in subcommands(&top) {
        section(context, &mut page, &[&name])?;
    }
    Ok(Pages::from([("commands.md".to_owned(), page)]))
}

fn section(context: &Context, page: &mut String, path: &[&str]) -> Result<(), String> {
    let help = help(context, path)?;
    page.push_str(&format!("\n{} milepost {}\n\n```text\n{help}```\n", "#".repeat(path.len() + 1), path.join(" ")));
    for name in subcommands(&help) {
        let mut path = path.to_vec();
        path.push(&name);
        section(context, page, &path)?;
    }
    Ok(())
}

fn help(context: &Context, path: &[&str]) -> Result<String, String> {
    let mut words = path.to_vec();
    words.push("--help");
    let mut command = run::command(&context.root, &context.milepost.to_string_lossy(), &words);
    // Whoever runs this, in whichever terminal, gets the same page.
    command.env_remove("MILEPOST_AS").env("NO_COLOR", "1").env("COLUMNS", "100");
    Ok(run::output(command)?.lines().map(|line| format!("{}\n", line.trim_end())).collect())
}

/// The names under `Commands:`.
fn subcommands(help: &str) -> Vec<String> {
    let lines = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let entries = lines.take_while(|line| !line.is_empty());
    // An entry is indented by two; a line that goes on is indented further.
    let names = entries.filter_map(|line| line.strip_prefix("  ").filter(|l| !l.starts_with(' ')));
    names.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help").map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subcommands_are_read_from_the_help() {
        let help = "What it is\n\nUsage: milepost <COMMAND>\n\nCommands:\n  init  Make a new home\n  pack  Check, test and\n        \
                    install packs\n  help  Print this message\n\nOptions:\n  -h, --help  Print help\n";
        assert_eq!(subcommands(help), ["init", "pack"]);
        assert_eq!(subcommands("Usage: milepost init\n\nOptions:\n  -h\n"), [""; 0]);
    }
}
