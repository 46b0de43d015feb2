/// A pattern of `LIKE`: `%` stands for any run of characters, `_` for exactly one, and the escape
/// character (there is none unless the author names one) takes the meaning from the one behind it.
/// Characters are Unicode code points, and case counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    text: String,
    escape: Option<char>,
    parts: Vec<Part>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    One(char),
    AnyOne,
    AnyRun,
}

impl Pattern {
    /// Reads a pattern. `None` when an escape character stands before something that needs no escape,
    /// or at the end.
    pub(crate) fn new(text: &str, escape: Option<char>) -> Option<Pattern> {
        let mut parts = Vec::new();
        let mut characters = text.chars();
        while let Some(character) = characters.next() {
            parts.push(if Some(character) == escape {
                match characters.next()? {
                    next if next == '%' || next == '_' || Some(next) == escape => Part::One(next),
                    _ => return None,
                }
            } else {
                match character {
                    '%' => Part::AnyRun,
                    '_' => Part::AnyOne,
                    _ => Part::One(character),
                }
            });
        }
        Some(Pattern { text: text.to_owned(), escape, parts })
    }

    /// The pattern as written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The escape character.
    pub fn escape(&self) -> Option<char> {
        self.escape
    }

    /// True when the whole text fits. Takes at most length of text × length of pattern steps.
    pub fn matches(&self, text: &str) -> bool {
        let mut rest = text.chars();
        let mut at = 0;
        // Where to go on when a guess fails: behind the last `%`, one more character swallowed.
        let mut retry: Option<(usize, std::str::Chars<'_>)> = None;
        loop {
            match self.parts.get(at) {
                Some(Part::AnyRun) => {
                    at += 1;
                    retry = Some((at, rest.clone()));
                    continue;
                }
                Some(part) => {
                    let mut ahead = rest.clone();
                    let fits = match (part, ahead.next()) {
                        (_, None) => false,
                        (Part::One(wanted), Some(found)) => *wanted == found,
                        (_, Some(_)) => true,
                    };
                    if fits {
                        rest = ahead;
                        at += 1;
                        continue;
                    }
                }
                None if rest.as_str().is_empty() => return true,
                None => {}
            }
            let Some((behind, from)) = &mut retry else {
                return false;
            };
            if from.next().is_none() {
                return false;
            }
            at = *behind;
            rest = from.clone();
        }
    }
}
