use std::ops::Range;

/// The names that an expression's text mentions, one word or several joined by dots, with their
/// places; what stands in single quotes is text, not a name.
pub(crate) fn mentioned(text: &str) -> Vec<(&str, Range<usize>)> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'\'' => at = text[at + 1..].find('\'').map_or(bytes.len(), |i| at + 1 + i + 1),
            b if b.is_ascii_alphabetic() || b == b'_' => {
                let end = bytes[at..]
                    .iter()
                    .position(|b| !(b.is_ascii_alphanumeric() || *b == b'_' || *b == b'.'))
                    .map_or(bytes.len(), |i| at + i);
                let name = text[at..end].trim_end_matches('.');
                found.push((name, at..at + name.len()));
                at = end;
            }
            b if b.is_ascii_digit() => {
                at = bytes[at..]
                    .iter()
                    .position(|b| !(b.is_ascii_alphanumeric() || *b == b'.'))
                    .map_or(bytes.len(), |i| at + i);
            }
            _ => at += 1,
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_from_texts_and_numbers() {
        let names: Vec<&str> =
            mentioned("age >= 1.5e3 AND setting.rule = 'it''s age.x' or c3a.d<x_1").into_iter().map(|n| n.0).collect();
        assert_eq!(names, ["age", "AND", "setting.rule", "or", "c3a.d", "x_1"]);
    }

    #[test]
    fn an_open_quote_runs_to_the_end() {
        assert_eq!(mentioned("a = 'b"), [("a", 0..1)]);
        assert_eq!(mentioned("é'"), []);
    }
}
