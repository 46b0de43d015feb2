/// Where a bracket or brace was opened that is never closed, leaving out strings and comments. The
/// outermost of several: whoever closes it closes what is inside as well.
pub(super) fn never_closed(source: &str) -> Option<usize> {
    let bytes = source.as_bytes();
    let mut open = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'[' | b'{' => open.push(at),
            b']' | b'}' => {
                open.pop();
            }
            b'#' => at += length_until(&bytes[at..], b'\n'),
            b'"' | b'\'' => {
                at = after_string(bytes, at);
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    open.first().copied()
}

/// Where a string that begins at a quote ends; one of a single line ends with the line at the latest.
fn after_string(bytes: &[u8], start: usize) -> usize {
    let quote = bytes[start];
    let is_long = bytes[start..].starts_with(&[quote; 3]);
    let mut at = start + if is_long { 3 } else { 1 };
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if quote == b'"' => at += 1,
            b'\n' if !is_long => return at,
            b if b == quote && !is_long => return at + 1,
            b if b == quote && bytes[at..].starts_with(&[quote; 3]) => return at + 3,
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

fn length_until(bytes: &[u8], end: u8) -> usize {
    bytes.iter().position(|byte| *byte == end).unwrap_or(bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_outermost_open_bracket_is_found() {
        assert_eq!(never_closed("a = [1,\n[[y]]\nb = {\n"), Some(4));
        assert_eq!(never_closed("[[x]\n"), Some(0));
        assert_eq!(never_closed("a = \"[\"\nb = '['\nc = \"\"\"[\n\"\"\" # [\nd = [\"\\\"]\"]\n"), None);
        assert_eq!(never_closed("a = \"[\nb = [1]\n"), None);
        assert_eq!(never_closed("]]["), Some(2));
        assert_eq!(never_closed("a = \"\\"), None);
    }
}
