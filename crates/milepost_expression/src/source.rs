//! The text of an expression: its tokens, its limits, and where a line and column is in bytes.

use std::ops::Range;

use sqlparser::ast::Expr;
use sqlparser::keywords::Keyword;
use sqlparser::parser::ParserError;
use sqlparser::tokenizer::{Location, Span, Token, TokenWithSpan, Tokenizer};

use crate::Fault;
use crate::syntax::{self, PackDialect};

/// The longest text that is looked at, in bytes.
pub(crate) const LONGEST_TEXT: usize = 64 * 1024;

/// The most operators, which bounds the depth of the parsed tree: what nests in other ways is bounded by
/// the parser. Names, constants, commas and parentheses don't count, so that long lists of codes are fine.
const MOST_OPERATORS: usize = 2_000;

/// A text with the starts of its lines.
pub(crate) struct Source<'a> {
    text: &'a str,
    lines: Vec<usize>,
}

impl<'a> Source<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Source { text, lines }
    }

    /// Parses the text, or says why it can't be parsed.
    pub(crate) fn parse(&self) -> Result<Expr, Vec<Fault>> {
        if self.text.len() > LONGEST_TEXT {
            return Err(vec![self.too_long()]);
        }
        let tokens = self.tokens().map_err(|fault| vec![fault])?;
        let faults: Vec<Fault> = tokens.iter().filter_map(|token| self.foreign(token)).take(20).collect();
        if !faults.is_empty() {
            return Err(faults);
        }
        if tokens.iter().filter(|token| is_operator(&token.token)).count() > MOST_OPERATORS {
            return Err(vec![self.too_deep()]);
        }
        if tokens.iter().all(|token| matches!(token.token, Token::Whitespace(_))) {
            return Err(vec![Fault {
                range: 0..self.text.len(),
                message: "The expression is empty.".into(),
                label: "nothing here".into(),
                help: "Write a condition or a value, such as `age >= 3`.".into(),
            }]);
        }
        syntax::parse(tokens.clone()).map_err(|error| vec![self.syntax_fault(&tokens, error)])
    }

    /// The bytes of a span. An empty span stands for the whole text.
    pub(crate) fn range(&self, span: Span) -> Range<usize> {
        if span.start.line == 0 {
            return 0..self.text.len();
        }
        let start = self.offset(span.start);
        start..self.offset(span.end).max(start)
    }

    /// The text between two byte offsets.
    pub(crate) fn slice(&self, range: Range<usize>) -> &'a str {
        self.text.get(range).unwrap_or_default()
    }

    /// A fault for an expression whose text, as written or in full, is too long.
    pub(crate) fn too_long(&self) -> Fault {
        Fault {
            range: 0..self.text.len(),
            message: format!("The expression is longer than {LONGEST_TEXT} bytes."),
            label: "too long".into(),
            help: "Split it into derived columns, or make it a decision table.".into(),
        }
    }

    /// A fault for an expression that would need too deep a tree.
    pub(crate) fn too_deep(&self) -> Fault {
        Fault {
            range: 0..self.text.len(),
            message: "The expression is nested too deeply or has too many operators.".into(),
            label: "too large".into(),
            help: "Name parts of it as derived columns, use `IN (…)` for lists, or make it a decision table.".into(),
        }
    }

    fn offset(&self, location: Location) -> usize {
        let (Some(line), Some(column)) = (location.line.checked_sub(1), location.column.checked_sub(1)) else {
            return self.text.len();
        };
        let Some(start) = self.lines.get(line as usize) else {
            return self.text.len();
        };
        let rest = &self.text[*start..];
        rest.char_indices().nth(column as usize).map_or(self.text.len(), |(at, _)| start + at)
    }

    fn tokens(&self) -> Result<Vec<TokenWithSpan>, Fault> {
        Tokenizer::new(&PackDialect, self.text).tokenize_with_location().map_err(|error| {
            let start = self.offset(error.location).min(self.text.len());
            let help = if error.message.contains("comment") {
                "A comment that begins with `/*` ends with `*/`."
            } else {
                "Text stands in single quotes ('north'), and a quote inside it is doubled ('o''clock')."
            };
            Fault {
                range: start..self.text.len(),
                message: format!("The text can't be read: {}.", lower_first(&error.message)),
                label: "here".into(),
                help: help.into(),
            }
        })
    }

    fn foreign(&self, token: &TokenWithSpan) -> Option<Fault> {
        let help = foreign_token_help(&token.token)?;
        let range = self.range(token.span);
        let shown = self.slice(range.clone());
        Some(Fault {
            message: format!("`{}` is not part of the expression language.", shorten(shown)),
            label: "not known here".into(),
            help: help.into(),
            range,
        })
    }

    fn syntax_fault(&self, tokens: &[TokenWithSpan], error: ParserError) -> Fault {
        let message = match error {
            ParserError::RecursionLimitExceeded => return self.too_deep(),
            ParserError::ParserError(message) | ParserError::TokenizerError(message) => message,
        };
        let (message, location) = split_location(&message);
        let (range, word) = match location {
            Some(location) => {
                let token = tokens.iter().find(|token| token.span.start == location);
                let range = token.map_or(self.offset(location)..self.text.len(), |token| self.range(token.span));
                (range.clone(), self.slice(range).to_ascii_uppercase())
            }
            None => (self.text.len()..self.text.len(), String::new()),
        };
        let message = match message.strip_prefix("Expected: ").and_then(|rest| rest.rsplit_once(", found: ")) {
            Some((expected, _)) if word.is_empty() => format!("Expected {expected}, but the expression ends."),
            Some((expected, _)) => {
                format!("Expected {expected}, found `{}`.", shorten(self.slice(range.clone())))
            }
            None => format!("The expression can't be read: {}.", lower_first(message.trim_end_matches('.'))),
        };
        Fault { range, message, label: "unexpected".into(), help: foreign_word_help(&word).into() }
    }
}

fn is_operator(token: &Token) -> bool {
    match token {
        Token::Word(word) => matches!(
            word.keyword,
            Keyword::AND | Keyword::OR | Keyword::NOT | Keyword::IS | Keyword::IN | Keyword::BETWEEN | Keyword::LIKE
        ),
        Token::Whitespace(_) | Token::Comma | Token::Period | Token::LParen | Token::RParen => false,
        Token::Number(..) | Token::SingleQuotedString(_) => false,
        _ => true,
    }
}

/// What to write instead of a token that the language doesn't have; `None` for those it has.
fn foreign_token_help(token: &Token) -> Option<&'static str> {
    Some(match token {
        Token::Word(word) if matches!(word.quote_style, None | Some('"')) => return None,
        Token::Number(_, false) | Token::SingleQuotedString(_) | Token::Whitespace(_) => return None,
        Token::Comma | Token::Period | Token::LParen | Token::RParen => return None,
        Token::Eq | Token::Neq | Token::Lt | Token::Gt | Token::LtEq | Token::GtEq => return None,
        Token::Plus | Token::Minus | Token::Mul | Token::Div | Token::Mod | Token::StringConcat => return None,
        Token::DoubleEq | Token::Assignment => "Equality is written `=`.",
        Token::Overlap | Token::Ampersand => "Write `AND`.",
        Token::Pipe => "Write `OR`, or `||` to join texts.",
        Token::ExclamationMark => "Write `NOT`, or `<>` for not equal.",
        Token::Spaceship => "Write `IS NOT DISTINCT FROM`.",
        Token::DoubleColon => "Write `CAST(value AS TYPE)`.",
        Token::SemiColon => "An expression is one condition or value, without a semicolon.",
        Token::Caret => "There are no powers; multiply.",
        Token::DuckIntDiv => "Write `FLOOR(a / b)`.",
        Token::Number(_, true) => "Write the number in digits.",
        Token::Tilde | Token::TildeAsterisk => "Write `LIKE`, or give the column a `pattern`.",
        _ => "Use names, constants, comparisons, AND, OR, NOT, arithmetic, CASE and the documented functions.",
    })
}

/// What to write instead of a word at which parsing stopped.
fn foreign_word_help(word: &str) -> &'static str {
    match word {
        "ILIKE" => "Write `LOWER(x) LIKE 'pattern in lower case'`.",
        "SIMILAR" | "REGEXP" | "RLIKE" => "Write `LIKE`, or give the column a `pattern`.",
        "XOR" => "Of two booleans, write `a <> b`.",
        "DIV" => "Write `FLOOR(a / b)`.",
        "MOD" => "Write `a % b`.",
        "SELECT" | "EXISTS" | "FROM" => "There are no queries in expressions; declare a lookup and use its name.",
        "AS" => "An expression has no alias; its name is the `id` of the declaration.",
        "" => "Complete the expression.",
        _ => {
            "Check for a missing operator, comma, quote or parenthesis; a reserved word as a name needs double quotes."
        }
    }
}

fn split_location(message: &str) -> (&str, Option<Location>) {
    let found = message.rsplit_once(" at Line: ").and_then(|(front, rest)| {
        let (line, column) = rest.split_once(", Column: ")?;
        Some((front, Location { line: line.parse().ok()?, column: column.trim().parse().ok()? }))
    });
    found.map_or((message, None), |(front, location)| (front, Some(location)))
}

fn lower_first(text: &str) -> String {
    let mut characters = text.trim_end_matches('.').chars();
    characters.next().map(|first| first.to_lowercase().chain(characters).collect()).unwrap_or_default()
}

/// At most forty characters, for use inside a message.
pub(crate) fn shorten(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}
