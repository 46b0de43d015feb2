//! From text to the syntax tree of `sqlparser`, kept to what the language has.
//!
//! The library's own parsing of operands speaks all of SQL and tries several readings one after the
//! other, which takes exponential time on hostile text. So the dialect reads operands itself, in one
//! pass, and leaves operators and their precedence to the library.

use std::any::TypeId;

use sqlparser::ast::{
    CastKind, DataType, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArgumentList, FunctionArguments, Ident,
    Interval, ObjectName, TypedString, UnaryOperator,
};
use sqlparser::dialect::{Dialect, Precedence};
use sqlparser::keywords::Keyword;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Token, Word};

/// How deep operands may nest, parentheses included.
pub(crate) const NESTING_LIMIT: usize = 250;

/// Words that can't name anything unless they stand in double quotes.
pub(crate) const RESERVED: &[&str] = &[
    "all", "and", "any", "between", "case", "cast", "collate", "distinct", "else", "end", "escape", "exists", "false",
    "from", "in", "is", "like", "not", "null", "or", "select", "some", "then", "true", "when",
];

/// Parses a whole text that was tokenised before.
pub(crate) fn parse(tokens: Vec<sqlparser::tokenizer::TokenWithSpan>) -> Result<Expr, ParserError> {
    let mut parser = Parser::new(&PackDialect).with_recursion_limit(NESTING_LIMIT).with_tokens_with_locations(tokens);
    let expression = parser.parse_expr()?;
    match parser.peek_token_ref().token {
        Token::EOF => Ok(expression),
        _ => parser.expected_ref("an operator or the end", parser.peek_token_ref()),
    }
}

/// The dialect of pack expressions.
#[derive(Debug)]
pub(crate) struct PackDialect;

impl Dialect for PackDialect {
    fn dialect(&self) -> TypeId {
        TypeId::of::<PackDialect>()
    }

    fn is_delimited_identifier_start(&self, character: char) -> bool {
        character == '"'
    }

    fn is_identifier_start(&self, character: char) -> bool {
        character.is_alphabetic() || character == '_'
    }

    fn is_identifier_part(&self, character: char) -> bool {
        character.is_alphanumeric() || character == '_'
    }

    fn supports_boolean_literals(&self) -> bool {
        true
    }

    fn parse_prefix(&self, parser: &mut Parser) -> Option<Result<Expr, ParserError>> {
        Some(parse_operand(self, parser).and_then(|operand| match parser.peek_token_ref().token {
            // What stands in an operand is behind it already. The library would try to read further, twice each time.
            Token::Period | Token::LBracket => parser.expected_ref("an operator or the end", parser.peek_token_ref()),
            _ => Ok(operand),
        }))
    }

    fn parse_infix(&self, parser: &mut Parser, left: &Expr, _: u8) -> Option<Result<Expr, ParserError>> {
        // Two operators that the library reads in a way of its own: it looks for a query in every
        // list, and lets the right side of IS DISTINCT FROM run on over AND and OR.
        let start = usize::from(keyword_at(parser, 0) == Keyword::NOT);
        if keyword_at(parser, start) == Keyword::IN {
            return Some(parse_in(parser, left, start == 1));
        }
        if keyword_at(parser, 0) == Keyword::IS {
            let negated = keyword_at(parser, 1) == Keyword::NOT;
            if keyword_at(parser, 1 + usize::from(negated)) == Keyword::DISTINCT {
                return Some(parse_distinct(self, parser, left, negated));
            }
        }
        None
    }

    fn get_next_precedence(&self, parser: &Parser) -> Option<Result<u8, ParserError>> {
        let is_operator = match &parser.peek_token_ref().token {
            Token::Word(word) => match word.keyword {
                Keyword::AND | Keyword::OR | Keyword::IS | Keyword::IN | Keyword::BETWEEN | Keyword::LIKE => true,
                Keyword::NOT => matches!(keyword_at(parser, 1), Keyword::IN | Keyword::BETWEEN | Keyword::LIKE),
                _ => false,
            },
            _ => true,
        };
        // None leaves the precedence to the library; 0 ends the operand here.
        if is_operator { None } else { Some(Ok(self.prec_unknown())) }
    }
}

fn keyword_at(parser: &Parser, ahead: usize) -> Keyword {
    match &parser.peek_nth_token_ref(ahead).token {
        Token::Word(word) => word.keyword,
        _ => Keyword::NoKeyword,
    }
}

fn parse_operand(dialect: &PackDialect, parser: &mut Parser) -> Result<Expr, ParserError> {
    let token = parser.peek_token_ref().clone();
    match &token.token {
        Token::Number(..) | Token::SingleQuotedString(_) => Ok(Expr::Value(parser.parse_value()?)),
        Token::Minus | Token::Plus => {
            parser.advance_token();
            let op = if token.token == Token::Plus { UnaryOperator::Plus } else { UnaryOperator::Minus };
            let expr = Box::new(parser.parse_subexpr(dialect.prec_value(Precedence::MulDivModOp))?);
            Ok(Expr::UnaryOp { op, expr })
        }
        Token::LParen => {
            parser.advance_token();
            let inner = parser.parse_expr()?;
            parser.expect_token(&Token::RParen)?;
            Ok(Expr::Nested(Box::new(inner)))
        }
        Token::Word(word) => parse_word(dialect, parser, word),
        _ => parser.expected_ref("a value", &token),
    }
}

fn parse_word(dialect: &PackDialect, parser: &mut Parser, word: &Word) -> Result<Expr, ParserError> {
    let next = parser.peek_nth_token_ref(1).token.clone();
    match word.keyword {
        Keyword::TRUE | Keyword::FALSE | Keyword::NULL => Ok(Expr::Value(parser.parse_value()?)),
        Keyword::NOT => {
            parser.advance_token();
            let expr = Box::new(parser.parse_subexpr(dialect.prec_value(Precedence::UnaryNot))?);
            Ok(Expr::UnaryOp { op: UnaryOperator::Not, expr })
        }
        Keyword::CASE => {
            parser.advance_token();
            parser.parse_case_expr()
        }
        Keyword::CAST if next == Token::LParen => parse_cast(parser),
        Keyword::DATE if matches!(next, Token::SingleQuotedString(_)) => {
            parser.advance_token();
            let value = parser.parse_value()?;
            Ok(Expr::TypedString(TypedString { data_type: DataType::Date, value, uses_odbc_syntax: false }))
        }
        Keyword::INTERVAL if matches!(next, Token::SingleQuotedString(_) | Token::Number(..)) => parse_interval(parser),
        _ if word.quote_style.is_none() && RESERVED.contains(&word.value.to_ascii_lowercase().as_str()) => {
            parser.expected_ref("a value", parser.peek_token_ref())
        }
        _ => parse_name(parser),
    }
}

/// A name of one or more words, or a call of a function.
fn parse_name(parser: &mut Parser) -> Result<Expr, ParserError> {
    let mut words = vec![parse_identifier(parser)?];
    while parser.consume_token(&Token::Period) {
        words.push(parse_identifier(parser)?);
    }
    if parser.consume_token(&Token::LParen) {
        let mut args = Vec::new();
        if !parser.consume_token(&Token::RParen) {
            args = parser.parse_comma_separated(Parser::parse_expr)?;
            parser.expect_token(&Token::RParen)?;
        }
        let args = args.into_iter().map(|arg| FunctionArg::Unnamed(FunctionArgExpr::Expr(arg))).collect();
        return Ok(Expr::Function(Function {
            name: ObjectName::from(words),
            uses_odbc_syntax: false,
            parameters: FunctionArguments::None,
            args: FunctionArguments::List(FunctionArgumentList {
                duplicate_treatment: None,
                args,
                clauses: Vec::new(),
            }),
            filter: None,
            null_treatment: None,
            over: None,
            within_group: Vec::new(),
        }));
    }
    Ok(match words.len() {
        1 => Expr::Identifier(words.swap_remove(0)),
        _ => Expr::CompoundIdentifier(words),
    })
}

fn parse_identifier(parser: &mut Parser) -> Result<Ident, ParserError> {
    let token = parser.next_token();
    match &token.token {
        Token::Word(word) => Ok(word.to_ident(token.span)),
        _ => parser.expected("a name", token),
    }
}

/// `CAST(value AS TYPE)`, the type being one word.
fn parse_cast(parser: &mut Parser) -> Result<Expr, ParserError> {
    parser.advance_token();
    parser.expect_token(&Token::LParen)?;
    let expr = Box::new(parser.parse_expr()?);
    parser.expect_keyword(Keyword::AS)?;
    let name = parse_identifier(parser)?;
    parser.expect_token(&Token::RParen)?;
    let data_type = DataType::Custom(ObjectName::from(vec![name]), Vec::new());
    Ok(Expr::Cast { kind: CastKind::Cast, expr, data_type, array: false, format: None })
}

/// `INTERVAL '3' MONTH`.
fn parse_interval(parser: &mut Parser) -> Result<Expr, ParserError> {
    parser.advance_token();
    let value = Box::new(Expr::Value(parser.parse_value()?));
    let is_unit = parser.next_token_is_temporal_unit();
    let leading_field = if is_unit { Some(parser.parse_date_time_field()?) } else { None };
    Ok(Expr::Interval(Interval {
        value,
        leading_field,
        leading_precision: None,
        last_field: None,
        fractional_seconds_precision: None,
    }))
}

fn parse_in(parser: &mut Parser, left: &Expr, negated: bool) -> Result<Expr, ParserError> {
    if negated {
        parser.advance_token();
    }
    parser.advance_token();
    parser.expect_token(&Token::LParen)?;
    let list = parser.parse_comma_separated(Parser::parse_expr)?;
    parser.expect_token(&Token::RParen)?;
    Ok(Expr::InList { expr: Box::new(left.clone()), list, negated })
}

fn parse_distinct(dialect: &PackDialect, parser: &mut Parser, left: &Expr, negated: bool) -> Result<Expr, ParserError> {
    for _ in 0..2 + usize::from(negated) {
        parser.advance_token();
    }
    parser.expect_keyword(Keyword::FROM)?;
    let left = Box::new(left.clone());
    let right = Box::new(parser.parse_subexpr(dialect.prec_value(Precedence::Is))?);
    Ok(if negated { Expr::IsNotDistinctFrom(left, right) } else { Expr::IsDistinctFrom(left, right) })
}
