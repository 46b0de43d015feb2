/// A table with a header; bars in cells are escaped.
pub(super) fn table<const COLUMNS: usize>(
    header: &[&str; COLUMNS],
    rows: impl IntoIterator<Item = [String; COLUMNS]>,
) -> String {
    let rule = format!("|{}\n", " --- |".repeat(COLUMNS));
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let cell = |text: String| text.replace('|', "\\|").replace('\n', " ");
    let mut text = line(header.iter().map(|name| (*name).to_owned()).collect()) + &rule;
    for row in rows {
        text.push_str(&line(row.into_iter().map(cell).collect()));
    }
    text
}

/// A span of code; nothing for no text.
pub(super) fn code(text: &str) -> String {
    match text {
        "" => String::new(),
        _ if text.contains('`') => format!("`` {text} ``"),
        _ => format!("`{text}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_and_backticks_keep_a_table_whole() {
        let made = table(&["a", "b"], [[code("x | y"), code("`z`")], [String::new(), "two\nlines".to_owned()]]);
        assert_eq!(made, "| a | b |\n| --- | --- |\n| `x \\| y` | `` `z` `` |\n|  | two lines |\n");
    }
}
