//! The columnar calculator against the plain one: the same cells, and the same faults.

mod agree;
mod cases;
/// The expressions by chance that the row evaluator is tested with.
#[path = "../../../milepost_expression/tests/it/generated.rs"]
mod generated;
/// The small programs that the plain calculator is tested with.
#[allow(dead_code, reason = "what other tests of the plain calculator need")]
#[path = "../../../milepost_measure/tests/it/program.rs"]
mod program;
mod stored;

// The small programs name it.
use num_rational as _;
