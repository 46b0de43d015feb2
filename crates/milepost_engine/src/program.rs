//! A plan compiled for columns: every different expression once.

use std::collections::{BTreeSet, HashMap};

use milepost_expression::{DecisionTable, Expression, Node, Slot, Type, Value};
use milepost_measure::{Aspect, DatasetPlan, RowForm, Task, counted, formulas};
use milepost_pack::{Formula, GroupBy, Kind, Lookup, Populations, Source, Take};

/// Place of a step.
pub(crate) type StepId = usize;

/// One different expression.
pub(crate) struct Step<'p> {
    pub(crate) node: &'p Node,
    /// The steps of its operands.
    pub(crate) operands: Vec<StepId>,
    /// The slots that it reads.
    pub(crate) reads: Vec<Slot>,
    /// Its values are booleans.
    pub(crate) is_truth: bool,
}

/// How a derived value comes about.
pub(crate) enum Made<'p> {
    /// By a step.
    Step(StepId),
    /// By a decision table, over the slots that its inputs read.
    Decision(&'p DecisionTable, Vec<Slot>),
    /// By a lookup, for which these slots of the row are needed.
    Lookup(&'p Lookup, Vec<Slot>),
}

/// What a measure adds, by columns where that pays.
pub(crate) enum Shape {
    /// Rows of the initial population.
    Count,
    /// Where rows stand, by population; one that is not declared is `None`.
    Proportion {
        denominator: Option<StepId>,
        exclusion: Option<StepId>,
        numerator: StepId,
        addition: Option<StepId>,
        exception: Option<StepId>,
    },
    /// The sum of one value, or of two that are both there, each with so many digits kept.
    Sums { values: Vec<StepId>, places: u8 },
    /// Rows by class.
    Classes { class: StepId, classes: usize },
    /// What is rare: row by row.
    Rows,
}

/// A measure's part.
pub(crate) struct Counting<'p> {
    pub(crate) task: &'p Task<'p>,
    pub(crate) initial_population: Option<StepId>,
    pub(crate) shape: Shape,
    /// Slots that the task reads when it is asked row by row.
    pub(crate) reads: Vec<Slot>,
    /// The groupings, as places in the dataset's stratifiers.
    pub(crate) groupings: Vec<Vec<usize>>,
}

/// A compiled plan.
pub(crate) struct Program<'p> {
    pub(crate) plan: &'p DatasetPlan<'p>,
    pub(crate) form: RowForm<'p>,
    pub(crate) steps: Vec<Step<'p>>,
    /// Derived values in order.
    pub(crate) derived: Vec<(Slot, Made<'p>)>,
    pub(crate) countings: Vec<Counting<'p>>,
    /// Steps of the conditions of the dataset's stratifiers.
    pub(crate) conditions: Vec<Vec<StepId>>,
    /// Columns of the dataset that anything reads.
    pub(crate) columns: Vec<usize>,
}

impl<'p> Program<'p> {
    pub(crate) fn new(plan: &'p DatasetPlan<'p>) -> Self {
        let dataset = plan.dataset();
        let mut compiler = Compiler::default();
        let derived = dataset.derived.iter().map(|d| (d.slot, compiler.made(plan, &d.source))).collect();
        let conditions = dataset.stratifiers.iter().map(|stratifier| match &stratifier.by {
            GroupBy::Conditions(conditions) => conditions.iter().map(|f| compiler.formula(f)).collect(),
            GroupBy::Text(slot) | GroupBy::Codes(slot) => {
                compiler.read.insert(*slot);
                Vec::new()
            }
        });
        let conditions = conditions.collect();
        let countings = plan.tasks().iter().map(|task| compiler.counting(plan, task)).collect();
        let columns = (0..dataset.columns.len()).filter(|column| compiler.read.contains(&Slot(*column))).collect();
        let form = RowForm::new(plan.pack(), dataset, plan.period());
        Self { plan, form, steps: compiler.steps, derived, countings, conditions, columns }
    }
}

#[derive(Default)]
struct Compiler<'p> {
    steps: Vec<Step<'p>>,
    known: HashMap<String, StepId>,
    read: BTreeSet<Slot>,
}

impl<'p> Compiler<'p> {
    fn formula(&mut self, formula: &'p Formula) -> StepId {
        self.expression(&formula.expression)
    }

    fn option(&mut self, formula: Option<&'p Formula>) -> Option<StepId> {
        formula.map(|formula| self.formula(formula))
    }

    fn expression(&mut self, expression: &'p Expression) -> StepId {
        self.read.extend(expression.reads());
        self.step(expression.node())
    }

    /// The step of a node: one that is there already, or a new one behind those of its operands.
    fn step(&mut self, node: &'p Node) -> StepId {
        // Canonical text is the same for trees that are the same over one scope.
        let text = node.to_string();
        if let Some(known) = self.known.get(&text) {
            return *known;
        }
        let operands = operands(node).into_iter().map(|operand| self.step(operand)).collect();
        let mut reads = BTreeSet::new();
        node.visit(&mut |node| {
            if let Node::Slot { slot, .. } = node {
                reads.insert(*slot);
            }
        });
        self.steps.push(Step { node, operands, reads: reads.into_iter().collect(), is_truth: is_truth(node) });
        let id = self.steps.len() - 1;
        self.known.insert(text, id);
        id
    }

    fn made(&mut self, plan: &'p DatasetPlan<'p>, source: &'p Source) -> Made<'p> {
        match source {
            Source::Expression(formula) => Made::Step(self.formula(formula)),
            Source::Decision(table) => {
                let reads: BTreeSet<Slot> = table.inputs().iter().flat_map(Expression::reads).collect();
                self.read.extend(&reads);
                Made::Decision(table, reads.into_iter().collect())
            }
            Source::Lookup(lookup) => {
                let reads = lookup_reads(plan, lookup);
                self.read.extend(&reads);
                Made::Lookup(lookup, reads.into_iter().collect())
            }
        }
    }

    fn counting(&mut self, plan: &'p DatasetPlan<'p>, task: &'p Task<'p>) -> Counting<'p> {
        let stratifiers = &plan.dataset().stratifiers;
        let place = |id: &str| stratifiers.iter().position(|s| s.id == id).unwrap_or(usize::MAX);
        let groupings = task.groupings.iter().map(|g| g.iter().map(|s| place(&s.id)).collect()).collect();
        if task.aspect == Aspect::Frame {
            let reads = self.rows(task);
            return Counting { task, initial_population: None, shape: Shape::Rows, reads, groupings };
        }
        let shape = match &task.measure.kind {
            Kind::Count(_) => Shape::Count,
            Kind::Proportion(populations) => self.proportion(populations),
            Kind::Mean { observation, places, .. } => {
                Shape::Sums { values: vec![self.formula(observation)], places: *places }
            }
            Kind::Ratio { numerator, denominator, places, .. } => {
                Shape::Sums { values: vec![self.formula(numerator), self.formula(denominator)], places: *places }
            }
            Kind::Classes { class, classes, .. } if class.expression.kind() == Type::Text && classes.len() < 200 => {
                Shape::Classes { class: self.formula(class), classes: classes.len() }
            }
            _ => Shape::Rows,
        };
        let initial_population =
            counted(&task.measure.kind).and_then(|c| c.initial_population.as_ref()).map(|f| self.formula(f));
        let reads = self.rows(task);
        Counting { task, initial_population, shape, reads, groupings }
    }

    fn proportion(&mut self, populations: &'p Populations) -> Shape {
        Shape::Proportion {
            denominator: self.option(populations.denominator.as_ref()),
            exclusion: self.option(populations.exclusion.as_ref()),
            numerator: self.formula(&populations.numerator),
            addition: self.option(populations.addition.as_ref()),
            exception: self.option(populations.exception.as_ref()),
        }
    }

    /// What a task reads of a row.
    fn rows(&mut self, task: &Task<'_>) -> Vec<Slot> {
        let frame = |role: &str| role.starts_with("frame");
        let of_aspect = |role: &str| frame(role) == (task.aspect == Aspect::Frame);
        let mut reads: BTreeSet<Slot> = formulas(&task.measure.kind)
            .into_iter()
            .filter(|(role, _)| of_aspect(role))
            .flat_map(|(_, formula)| formula.expression.reads())
            .collect();
        if let Kind::Unduplicated { unit, .. } = &task.measure.kind {
            reads.insert(*unit);
        }
        for stratifier in task.groupings.iter().flatten() {
            match &stratifier.by {
                GroupBy::Text(slot) | GroupBy::Codes(slot) => {
                    reads.insert(*slot);
                }
                GroupBy::Conditions(conditions) => reads.extend(conditions.iter().flat_map(|f| f.expression.reads())),
            }
        }
        self.read.extend(&reads);
        reads.into_iter().collect()
    }
}

/// The slots of the row that asks: those of the anchor, of its unit and key, and of what the two rows are held
/// against each other by.
fn lookup_reads(plan: &DatasetPlan<'_>, lookup: &Lookup) -> BTreeSet<Slot> {
    let dataset = plan.dataset();
    let other = plan.pack().datasets.iter().find(|d| d.id == lookup.dataset);
    let other_width = other.map_or(0, |other| other.scope.len());
    let value = match &lookup.take {
        Take::Exists | Take::Count => None,
        Take::Sum(formula) | Take::First(formula) | Take::Last(formula) => Some(formula),
    };
    let joined = lookup.condition.iter().chain(value).flat_map(|formula| formula.expression.reads());
    let own = joined.filter_map(|slot| slot.0.checked_sub(other_width).map(Slot));
    own.chain(lookup.anchor.expression.reads()).chain([dataset.unit]).chain(dataset.key.iter().copied()).collect()
}

fn operands(node: &Node) -> Vec<&Node> {
    match node {
        Node::Literal(_) | Node::Absent(_) | Node::Slot { .. } => Vec::new(),
        Node::Negate(inner) | Node::Not(inner) | Node::Is(_, inner) | Node::Cast(_, inner) => vec![inner],
        Node::Arithmetic(_, left, right) | Node::Compare(_, left, right) => vec![left, right],
        Node::And(parts) | Node::Or(parts) | Node::Call(_, parts) => parts.iter().collect(),
        Node::Between { value, low, high } => vec![value, low, high],
        Node::In(value, list) => std::iter::once(&**value).chain(list).collect(),
        Node::Case { operand: None, branches, otherwise } => {
            let parts = branches.iter().flat_map(|(condition, result)| [condition, result]);
            parts.chain(otherwise.as_deref()).collect()
        }
        // These have no columnar form; they are evaluated whole.
        Node::Case { .. }
        | Node::ShiftDate { .. }
        | Node::Join(..)
        | Node::Distinct(..)
        | Node::Like(..)
        | Node::Round(..) => Vec::new(),
    }
}

fn is_truth(node: &Node) -> bool {
    match node {
        Node::Literal(value) => matches!(value, Value::Boolean(_)),
        Node::Absent(kind) | Node::Slot { kind, .. } | Node::Cast(kind, _) => *kind == Type::Boolean,
        Node::Compare(..)
        | Node::Distinct(..)
        | Node::Is(..)
        | Node::And(_)
        | Node::Or(_)
        | Node::Not(_)
        | Node::Between { .. }
        | Node::In(..)
        | Node::Like(..) => true,
        Node::Case { branches, .. } => branches.first().is_some_and(|(_, result)| is_truth(result)),
        Node::Call(milepost_expression::Function::Has, _) => true,
        Node::Call(
            milepost_expression::Function::Coalesce
            | milepost_expression::Function::NullIf
            | milepost_expression::Function::Least
            | milepost_expression::Function::Greatest,
            arguments,
        ) => arguments.first().is_some_and(is_truth),
        _ => false,
    }
}
