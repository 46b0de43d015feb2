use super::entry::Places;

/// Where each byte of a decoded TOML string stands in the file, given the string's source text and
/// where that starts. The end of the text gets a place too.
pub(super) fn places(raw: &str, start: usize, decoded: &str) -> Places {
    let (open, multiline, literal) = match raw {
        r if r.starts_with("\"\"\"") => (3, true, false),
        r if r.starts_with("'''") => (3, true, true),
        r if r.starts_with('"') => (1, false, false),
        r if r.starts_with('\'') => (1, false, true),
        _ => return Places::Unknown,
    };
    let Some(body) = raw.len().checked_sub(open).and_then(|end| raw.get(open..end)) else {
        return Places::Unknown;
    };
    if body == decoded {
        return Places::From(start + open);
    }
    let places = each(body, multiline, literal, start + open);
    // The scan below knows TOML's escapes; should it ever disagree with the parser, it says nothing.
    if places.len() == decoded.len() + 1 { Places::Each(places.into()) } else { Places::Unknown }
}

fn each(body: &str, multiline: bool, literal: bool, start: usize) -> Vec<usize> {
    let mut places = Vec::with_capacity(body.len() + 1);
    let mut at = 0;
    if multiline {
        at = if body.starts_with("\r\n") { 2 } else { usize::from(body.starts_with('\n')) };
    }
    while let Some(c) = body[at..].chars().next() {
        if c == '\\' && !literal {
            let (length, bytes) = escape(&body[at..], multiline);
            places.extend(std::iter::repeat_n(start + at, bytes));
            at += length;
        } else {
            places.extend((0..c.len_utf8()).map(|i| start + at + i));
            at += c.len_utf8();
        }
    }
    places.push(start + at);
    places
}

/// How many bytes an escape takes in the source, and how many in the text it stands for.
fn escape(rest: &str, multiline: bool) -> (usize, usize) {
    let after = &rest[1..];
    let hexadecimal = |digits: usize| {
        let code = after.get(1..=digits).and_then(|hex| u32::from_str_radix(hex, 16).ok());
        (2 + digits, code.and_then(char::from_u32).map_or(0, char::len_utf8))
    };
    let (length, bytes) = match after.chars().next() {
        Some('x') => hexadecimal(2),
        Some('u') => hexadecimal(4),
        Some('U') => hexadecimal(8),
        Some(c) if multiline && c.is_ascii_whitespace() => {
            (1 + after.len() - after.trim_start_matches([' ', '\t', '\r', '\n']).len(), 0)
        }
        Some(c) => (1 + c.len_utf8(), 1),
        None => (1, 0),
    };
    (length.min(rest.len()), bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place_of(source: &str, needle: &str) -> Option<usize> {
        let table = toml::de::DeTable::parse(source).unwrap();
        let value = table.get_ref().get("x").unwrap();
        let decoded = value.get_ref().as_str().unwrap();
        let at = decoded.find(needle).unwrap();
        match places(&source[value.span()], value.span().start, decoded) {
            Places::From(from) => Some(from + at),
            Places::Each(each) => Some(each[at]),
            Places::Unknown => None,
        }
    }

    #[test]
    fn every_way_of_writing_a_string_keeps_its_places() {
        for source in [
            "x = \"age < ZZ\"",
            "x = 'age < ZZ'",
            "x = \"say \\\"yes\\\" \\u00e9\\U0001F600 ZZ\"",
            "x = \"\"\"\nfirst\nsecond ZZ\"\"\"",
            "x = \"\"\"\r\nfirst\r\nsecond ZZ\"\"\"",
            "x = \"\"\"first \\\n     second \\t ZZ\"\"\"",
            "x = '''\nas it \\ stands ZZ'''",
            "x = \"é ZZ\"",
        ] {
            assert_eq!(place_of(source, "ZZ"), source.find("ZZ"), "{source}");
        }
    }

    #[test]
    fn a_bare_word_has_no_places() {
        assert!(matches!(places("yes", 0, "yes"), Places::Unknown));
    }
}
