mod cases;
mod cell;

use crate::{EvaluationError, Expression, Fault, Scope, Type, Value};
use cases::{Case, Cases};

/// One row of a decision table as the author wrote it: a cell for each input, then the outcome.
///
/// A cell is `*` (anything, absent too), `absent`, a value (`6`, `yes`), a range (`1..5`, `2..`,
/// `..3`, ends included) or several of these joined by ` | `. An outcome is a value, `absent`, or
/// `error: TEXT` for a case that must not occur.
///
/// Values are written plainly: `12`, `2.5`, `2012-06-30`, `true` or `yes`, `false` or `no`, and text as
/// it is. Text that would read as something else stands in single quotes: `'absent'`, `'a | b'`, `''`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowText {
    /// Cells, one for each input.
    pub cells: Vec<String>,
    /// The outcome.
    pub outcome: String,
}

/// Cases by the values of a few inputs; the first row that fits decides, and no row at all is an error.
///
/// All inputs are evaluated, in order, before any row is looked at; an error in one is the table's.
#[derive(Clone, Debug, PartialEq)]
pub struct DecisionTable {
    inputs: Vec<Expression>,
    rows: Vec<Row>,
    kind: Type,
}

/// What is wrong with a table: in which row and cell (the outcome counts as the last cell).
pub type TableFault = (usize, usize, Fault);

#[derive(Clone, Debug, PartialEq)]
struct Row {
    case: Case,
    outcome: Outcome,
}

#[derive(Clone, Debug, PartialEq)]
enum Outcome {
    Value(Value),
    Error(String),
}

impl DecisionTable {
    /// Compiles a table. `kind` is the type of the outcomes, and `scope` the one that the inputs were
    /// compiled against.
    ///
    /// # Errors
    /// A cell that its input's type doesn't admit, a row of the wrong length, a row that the earlier
    /// ones make unreachable, an input or outcome of codes. Ranges of faults are bytes of the cell.
    pub fn compile(
        inputs: Vec<Expression>,
        rows: &[RowText],
        kind: Type,
        scope: &Scope,
    ) -> Result<Self, Vec<TableFault>> {
        let mut faults = input_faults(&inputs, kind, scope);
        if !faults.is_empty() {
            return Err(faults);
        }
        let mut compiled = Vec::with_capacity(rows.len());
        let mut whole = true;
        for (index, row) in rows.iter().enumerate() {
            match compile_row(&inputs, row, kind) {
                Ok(row) => compiled.push(row),
                Err(found) => {
                    whole = false;
                    faults.extend(found.into_iter().map(|(cell, fault)| (index, cell, fault)));
                }
            }
        }
        if rows.is_empty() {
            faults.push((0, 0, table_fault("The table has no rows.", "Add a row for each case.")));
        }
        if whole {
            faults.extend(unreachable_rows(&compiled, rows));
        }
        if faults.is_empty() { Ok(DecisionTable { inputs, rows: compiled, kind }) } else { Err(faults) }
    }

    /// The type of its outcomes.
    pub fn kind(&self) -> Type {
        self.kind
    }

    /// Its inputs, in the order of the cells.
    pub fn inputs(&self) -> &[Expression] {
        &self.inputs
    }

    /// The outcome for a row.
    ///
    /// # Errors
    /// [`EvaluationError::Undecided`] when no row fits or the one that fits forbids the case; the
    /// message names the values of the inputs. Otherwise whatever evaluating an input raises.
    pub fn evaluate(&self, row: &[Value]) -> Result<Value, EvaluationError> {
        let values: Vec<Value> = self.inputs.iter().map(|input| input.evaluate(row)).collect::<Result<_, _>>()?;
        match self.rows.iter().find(|row| row.case.contains(&values)).map(|row| &row.outcome) {
            Some(Outcome::Value(value)) => Ok(value.clone()),
            Some(Outcome::Error(text)) => {
                Err(EvaluationError::Undecided(format!("{text} ({})", self.describe(&values))))
            }
            None => {
                Err(EvaluationError::Undecided(format!("no row of the decision table fits {}", self.describe(&values))))
            }
        }
    }

    fn describe(&self, values: &[Value]) -> String {
        let pairs: Vec<String> =
            self.inputs.iter().zip(values).map(|(input, value)| format!("{} = {value}", input.text())).collect();
        pairs.join(", ")
    }
}

fn input_faults(inputs: &[Expression], kind: Type, scope: &Scope) -> Vec<TableFault> {
    let mut faults = Vec::new();
    if inputs.is_empty() {
        faults.push((0, 0, table_fault("The table has no inputs.", "Name what the outcome depends on.")));
    }
    for (index, input) in inputs.iter().enumerate() {
        if input.kind() == Type::Codes {
            let message = format!("The input `{}` is a set of codes, which cells can't tell apart.", input.text());
            faults.push((0, index, table_fault(message, "Ask for one code: `has(codes, 'code')`.")));
        }
        if input.reads().iter().any(|slot| slot.0 >= scope.len()) {
            let message = format!("The input `{}` was compiled for another scope.", input.text());
            faults.push((0, index, table_fault(message, "Compile inputs and table against one scope.")));
        }
    }
    if kind == Type::Codes {
        faults.push((
            0,
            inputs.len(),
            table_fault("Outcomes can't be sets of codes.", "Use boolean, integer, decimal, text or date."),
        ));
    }
    faults
}

fn compile_row(inputs: &[Expression], row: &RowText, kind: Type) -> Result<Row, Vec<(usize, Fault)>> {
    if row.cells.len() != inputs.len() {
        let (cells, wanted) = (row.cells.len(), inputs.len());
        let message = format!("The row needs a cell for each of its inputs ({wanted}) and has {cells}.");
        let help = "A row has a cell for each input, then the outcome; `*` stands for anything.";
        return Err(vec![(row.cells.len(), table_fault(message, help))]);
    }
    let mut faults = Vec::new();
    let mut cells = Vec::with_capacity(inputs.len());
    for (index, (input, text)) in inputs.iter().zip(&row.cells).enumerate() {
        match cell::parse_cell(text, input.kind()) {
            Ok(cases) => cells.push(cases),
            Err(fault) => faults.push((index, fault)),
        }
    }
    let outcome = cell::parse_outcome(&row.outcome, kind).map_err(|fault| faults.push((inputs.len(), fault)));
    match outcome {
        Ok(outcome) if faults.is_empty() => Ok(Row { case: Case(cells), outcome }),
        _ => Err(faults),
    }
}

fn unreachable_rows(rows: &[Row], texts: &[RowText]) -> Vec<TableFault> {
    let cases: Vec<&Case> = rows.iter().map(|row| &row.case).collect();
    let mut faults = Vec::new();
    for (index, text) in texts.iter().enumerate().skip(1) {
        let Some((case, earlier)) = cases[..=index].split_last() else { continue };
        let message = if let Some(first) = earlier.iter().position(|other| other.covers(case)) {
            format!("Row {} is never reached: row {} already takes every case of it.", index + 1, first + 1)
        } else if case.is_covered_by(earlier) {
            format!("Row {} is never reached: the rows before it together take every case of it.", index + 1)
        } else {
            continue;
        };
        let range = 0..text.cells.first().map_or(0, String::len);
        let help = "The first row that fits decides: move the narrower row up, or remove it.".to_owned();
        faults.push((index, 0, Fault { range, message, label: "never reached".into(), help }));
    }
    faults
}

fn table_fault(message: impl Into<String>, help: &str) -> Fault {
    Fault { range: 0..0, message: message.into(), label: "here".into(), help: help.into() }
}

impl Cases {
    fn contains(&self, value: &Value) -> bool {
        match value {
            Value::Null => self.absent,
            value => self.present.iter().any(|(low, high)| low.is_before(value) && !high.is_before(value)),
        }
    }
}

impl Case {
    fn contains(&self, values: &[Value]) -> bool {
        self.0.iter().zip(values).all(|(cases, value)| cases.contains(value))
    }
}
