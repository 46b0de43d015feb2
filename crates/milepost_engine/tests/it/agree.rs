use std::collections::BTreeSet;

use milepost_engine::Engine;
use milepost_measure::{CalculationError, Calculator, Cells, DatasetPlan, Plain};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::cases::{COUNTED, Case, case};
use crate::program::period;
use crate::stored::{Filed, write};

/// Cases by chance, the same in every run. `MILEPOST_AGREE_CASES` asks for more of them, `MILEPOST_AGREE_SEED` for
/// others.
#[test]
#[expect(clippy::disallowed_methods, reason = "a long run is asked for from outside")]
fn both_calculators_give_the_same_cells_and_faults() {
    let asked = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let cases = asked("MILEPOST_AGREE_CASES").unwrap_or(100);
    let seed = asked("MILEPOST_AGREE_SEED").unwrap_or(1);
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let config = Config { cases: cases as u32, failure_persistence: None, max_shrink_iters: 2000, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes));
    let engine = Engine::new(2, 64 << 20);
    let counted = std::cell::Cell::new(0_u64);
    let outcome = runner.run(&case(), |case| {
        counted.set(counted.get() + u64::from(agree(&engine, &case)?));
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
    // Most cases have to be counted for the comparison to mean something, and some have to fail.
    let (handed_over, counted) = (engine.handed_over(), counted.get());
    println!("{cases} cases: {counted} counted by the engine, {handed_over} handed over");
    assert!(counted * 2 > cases, "{counted} of {cases} were counted by the engine");
    assert!(handed_over > 0);
}

/// True when the engine counted the case itself.
fn agree(engine: &Engine, case: &Case) -> Result<bool, TestCaseError> {
    let pack = case.pack();
    let out = if case.one_is_out { "A2" } else { "" };
    let loaded = case.loaded(&pack, out);
    let folder = tempfile::tempdir().unwrap();
    let dataset = pack.datasets.iter().find(|d| d.id == "visit").unwrap();
    let rows = case.slice_rows();
    let chunk = rows.len().div_ceil(case.files).max(1);
    let files =
        rows.chunks(chunk).enumerate().map(|(i, rows)| write(folder.path(), &format!("part {i}"), dataset, rows));
    let except = BTreeSet::from([out.to_owned()]).into_iter().filter(|out| !out.is_empty()).collect();
    let slice = Filed { files: files.collect(), except, loaded: &loaded, dataset: "visit", period: COUNTED };
    let plan = DatasetPlan::new(&pack, "visit", &period(&pack, COUNTED)).unwrap();
    let plain = Plain.cells(&plan, &loaded.slice("visit", COUNTED));
    let handed_over = engine.handed_over();
    same(plain, engine.cells(&plan, &slice))?;
    Ok(engine.handed_over() == handed_over)
}

fn same(plain: Result<Cells, CalculationError>, engine: Result<Cells, CalculationError>) -> Result<(), TestCaseError> {
    match (plain, engine) {
        (Ok(plain), Ok(engine)) => prop_assert_eq!(plain, engine),
        (
            Err(CalculationError::Faults { faults, total }),
            Err(CalculationError::Faults { faults: engine_faults, total: engine_total }),
        ) => {
            prop_assert_eq!(faults, engine_faults);
            prop_assert_eq!(total, engine_total);
        }
        (plain, engine) => prop_assert!(false, "plain: {:?}; engine: {:?}", plain, engine),
    }
    Ok(())
}
