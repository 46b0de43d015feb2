//! Any bytes, submitted as a Parquet file: as the whole file, or as changes to a sound one, three bytes
//! each: where (from the end, for there the file says what it holds), and what is added to the byte.
#![no_main]

use std::sync::{Arc, LazyLock};

use arrow::array::{ArrayRef, Date32Array, Int64Array, RecordBatch, StringArray};
use libfuzzer_sys::fuzz_target;
use parquet::arrow::ArrowWriter;

static SOUND: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let things = Arc::new(StringArray::from(vec!["A1", "B2", "C3"]));
    // March 4, 2012 is day 15403.
    let days = Arc::new(Date32Array::from(vec![15403, 15404, 15405]));
    let numbers = Arc::new(Int64Array::from(vec![Some(1), None, Some(-9)]));
    let counties = Arc::new(StringArray::from(vec!["C1", "ST", "C1"]));
    let absent: ArrayRef = Arc::new(StringArray::from(vec![None::<&str>; 3]));
    let batch = RecordBatch::try_from_iter([
        ("thing", things as _),
        ("county", counties as _),
        ("seen_on", days as _),
        ("weight", absent.clone()),
        ("number", numbers as _),
        ("sound", absent.clone()),
        ("colours", absent),
    ]);
    let batch = batch.expect("columns of one length");
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), None).expect("a file in memory");
    writer.write(&batch).expect("a file in memory");
    writer.into_inner().expect("a file in memory")
});

fuzz_target!(|bytes: &[u8]| {
    let Some((choice, bytes)) = bytes.split_first() else { return };
    let file = if *choice == b'P' { [b"P", bytes].concat() } else { changed(bytes) };
    milepost_fuzz::submit("things.parquet", file, &Default::default());
});

fn changed(bytes: &[u8]) -> Vec<u8> {
    let mut file = SOUND.clone();
    for change in bytes.chunks_exact(3) {
        let back = usize::from(u16::from_le_bytes([change[0], change[1]])) % file.len();
        let at = file.len() - 1 - back;
        file[at] = file[at].wrapping_add(change[2]);
    }
    file
}
