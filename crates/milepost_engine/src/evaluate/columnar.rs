//! Operators as loops over whole columns.

use std::rc::Rc;

use arrow::buffer::NullBuffer;
use milepost_expression::{Comparison, Function, Node, Test, Type, Value};

use super::{Batch, Evaluator, bytes};
use crate::column::{Column, Numbers, Unit};
use crate::program::StepId;
use crate::{numbers, truth};

impl Evaluator<'_> {
    /// The step by a loop over its operands; `None` where there is none.
    pub(super) fn columnar(&mut self, batch: &mut Batch, id: StepId) -> Option<Column> {
        let program = self.program;
        let step = &program.steps[id];
        if step.operands.is_empty() {
            return None;
        }
        if let Node::Case { operand: None, branches, otherwise } = step.node {
            return self.case(batch, &step.operands, branches.len(), otherwise.is_some());
        }
        let operands = step.operands.iter().map(|operand| self.step(batch, *operand)).collect::<Option<Vec<_>>>()?;
        let rows = batch.rows;
        let truths = |index: usize| bytes(&operands[index], rows);
        Some(match step.node {
            Node::And(_) => Column::Truth(folded(&operands, rows, truth::and)?),
            Node::Or(_) => Column::Truth(folded(&operands, rows, truth::or)?),
            Node::Not(_) => Column::Truth(truth::not(&truths(0)?)),
            Node::Is(Test::True, _) => Column::Truth(truth::is(&truths(0)?, truth::TRUE)),
            Node::Is(Test::False, _) => Column::Truth(truth::is(&truths(0)?, truth::FALSE)),
            Node::Is(Test::Null, _) => Column::Truth(absent(&operands[0], rows)),
            Node::Compare(operator, ..) => {
                Column::Truth(numbers::compare(*operator, &operands[0], &operands[1], rows)?)
            }
            Node::Between { .. } => {
                let mut above = numbers::compare(Comparison::GreaterOrEqual, &operands[0], &operands[1], rows)?;
                truth::and(&mut above, &numbers::compare(Comparison::LessOrEqual, &operands[0], &operands[2], rows)?);
                Column::Truth(above)
            }
            Node::In(..) => {
                let mut found = vec![truth::FALSE; rows];
                for element in &operands[1..] {
                    truth::or(&mut found, &numbers::compare(Comparison::Equal, &operands[0], element, rows)?);
                }
                Column::Truth(found)
            }
            Node::Arithmetic(operator, ..) => numbers::arithmetic(*operator, &operands[0], &operands[1], rows)?,
            Node::Negate(_) => numbers::negated(&operands[0], rows)?,
            Node::Cast(Type::Decimal, _) => match Column::clone(&operands[0]).into_decimal() {
                decimal @ (Column::Numbers(_) | Column::Constant(_)) => decimal,
                _ => return None,
            },
            Node::Cast(Type::Integer, _) => counted(&truths(0)?),
            Node::Call(Function::Coalesce, _) => {
                let (first, others) = operands.split_first()?;
                others.iter().try_fold(Column::clone(first), |one, other| numbers::first_present(&one, other, rows))?
            }
            _ => return None,
        })
    }

    /// `CASE` without an operand, when its results are numbers of one unit.
    fn case(&mut self, batch: &mut Batch, operands: &[StepId], branches: usize, otherwise: bool) -> Option<Column> {
        let columns = operands.iter().map(|operand| self.step(batch, *operand)).collect::<Option<Vec<_>>>()?;
        let conditions = (0..branches).map(|branch| bytes(&columns[2 * branch], batch.rows));
        let conditions = conditions.collect::<Option<Vec<_>>>()?;
        let results: Vec<&Column> = (0..branches).map(|branch| &*columns[2 * branch + 1]).collect();
        let last = otherwise.then(|| columns.last()).flatten().map(|column| &**column);
        let unit = results.iter().chain(&last).find_map(|column| unit_of(column))?;
        let alike =
            |column: &&&Column| matches!(column, Column::Constant(Value::Null)) || unit_of(column) == Some(unit);
        if results.iter().chain(&last).any(|column| !alike(&column)) {
            return None;
        }
        let chosen = (0..batch.rows).map(|row| {
            let branch = conditions.iter().position(|condition| condition[row] == truth::TRUE);
            branch.map_or(last, |branch| Some(results[branch])).and_then(|column| number(column, row))
        });
        let chosen: Vec<Option<i64>> = chosen.collect();
        let present: NullBuffer = chosen.iter().map(Option::is_some).collect();
        let values = chosen.into_iter().map(Option::unwrap_or_default).collect();
        Some(Column::Numbers(Numbers { unit, values, present: Some(present) }))
    }
}

fn unit_of(column: &Column) -> Option<Unit> {
    match column {
        Column::Numbers(numbers) => Some(numbers.unit),
        Column::Constant(value) => Unit::of(value).map(|(unit, _)| unit),
        _ => None,
    }
}

fn number(column: &Column, row: usize) -> Option<i64> {
    match column {
        Column::Numbers(numbers) => numbers.is_present(row).then(|| numbers.values[row]),
        Column::Constant(value) => Unit::of(value).map(|(_, number)| number),
        _ => None,
    }
}

fn folded(operands: &[Rc<Column>], rows: usize, with: fn(&mut [u8], &[u8])) -> Option<Vec<u8>> {
    let (first, others) = operands.split_first()?;
    let mut all = bytes(first, rows)?;
    for other in others {
        match &**other {
            Column::Truth(other) => with(&mut all, other),
            other => with(&mut all, &bytes(other, rows)?),
        }
    }
    Some(all)
}

/// `IS NULL`.
fn absent(column: &Column, rows: usize) -> Vec<u8> {
    let byte = |absent: bool| u8::from(absent) * truth::TRUE;
    match column {
        Column::Truth(bytes) => truth::is(bytes, truth::ABSENT),
        Column::Numbers(Numbers { present: None, .. }) => vec![truth::FALSE; rows],
        Column::Numbers(Numbers { present: Some(present), .. }) => present.iter().map(|there| byte(!there)).collect(),
        Column::Stored { array, .. } => (0..rows).map(|row| byte(array.is_null(row))).collect(),
        other => (0..rows).map(|row| byte(other.value(row) == Value::Null)).collect(),
    }
}

/// Booleans as 1 and 0.
fn counted(truths: &[u8]) -> Column {
    let present: NullBuffer = truths.iter().map(|byte| *byte != truth::ABSENT).collect();
    let values = truths.iter().map(|byte| i64::from(*byte == truth::TRUE)).collect();
    Column::Numbers(Numbers { unit: Unit::Integer, values, present: Some(present) })
}
