//! What lies in stored files.

use std::io::Cursor;

use milepost_dataset::{content_hash, read_slice, stored_schema, unit_bucket};
use milepost_expression::{Number, Value};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use crate::world::{HEADER, World, column, file, row};

fn many(order: impl Iterator<Item = u32>) -> String {
    let rows: Vec<String> = order.map(|i| row(&format!("V{i:03}"), &[("minutes", &(i % 9).to_string())])).collect();
    format!("{HEADER}\n{}\n", rows.join("\n")).replace(",yes,", ",no,")
}

#[test]
fn every_type_comes_back() {
    let taken = World::clinic().take(file(&[("tongues", "so;en;so"), ("fee", "-.5"), ("note", "né"), ("site", "")]));
    let rows = taken.rows();
    assert_eq!((&*rows[1].agency, rows[1].line), ("A", 3));
    let codes = Value::Codes(["en", "so"].map(std::sync::Arc::from).into());
    let expected = [
        Value::Text("V2".into()),
        Value::Text("A".into()),
        Value::Date(jiff::civil::date(2011, 9, 1)),
        Value::Integer(8),
        Value::Decimal(Number::new(-1, 2)),
        Value::Boolean(true),
        Value::Text("first".into()),
        codes,
        Value::Null,
        Value::Text("né".into()),
    ];
    assert_eq!(rows[1].values, expected);
}

#[test]
fn rows_are_ordered_by_key_within_buckets_and_their_fingerprint_knows_neither() {
    let world = World::clinic();
    let up = world.take(many(0..300));
    let down = world.take(many((0..300).rev()));
    let spread = World { buckets: 8, ..World::clinic() }.take(many(0..300));
    assert_eq!(up.intake.fingerprint, down.intake.fingerprint);
    assert_eq!(up.intake.fingerprint, spread.intake.fingerprint);
    assert_eq!(spread.intake.slices[0].fingerprint, up.intake.slices[0].fingerprint);
    assert_eq!(spread.files.len(), 8, "300 units reach every bucket");
    for bytes in spread.files.values() {
        let rows: Vec<_> =
            read_slice(Cursor::new(bytes.clone()), &world.dataset).unwrap().map(Result::unwrap).collect();
        let keys: Vec<String> = rows.iter().map(|r| format!("{:?}", r.values[0])).collect();
        assert!(keys.is_sorted() && !keys.is_empty());
    }
    let key = |r: &milepost_dataset::StoredRow| format!("{:?}", r.values[0]);
    let mut all = spread.rows();
    all.sort_by_key(key);
    assert_eq!(all, up.rows());
}

/// The bucket of a unit is part of the format: BLAKE3 of `01 "V1" 00` starts with the bytes that the
/// reference implementation gives.
#[test]
fn the_bucket_of_a_unit_is_permanent() {
    let hash = blake3::hash(b"\x01V1\x00");
    let number = u64::from_le_bytes(hash.as_bytes()[..8].try_into().unwrap());
    let taken = World { buckets: 1000, ..World::clinic() }.take(format!("{HEADER}\n{}\n", row("V1", &[])));
    assert_eq!(u64::from(taken.intake.slices[0].files[0].bucket), number % 1000);
}

#[test]
fn the_bucket_of_a_stored_unit_can_be_told_whatever_its_type() {
    let clinic = World::clinic();
    for (place, column) in clinic.dataset.columns.iter().enumerate() {
        let mut world = World { buckets: 8, ..World::clinic() };
        world.dataset.unit = milepost_expression::Slot(place);
        let taken = world.take(many(0..300));
        assert!(!taken.files.is_empty());
        for ((_, bucket), bytes) in &taken.files {
            for stored in read_slice(Cursor::new(bytes.clone()), &world.dataset).unwrap() {
                let unit = &stored.unwrap().values[place];
                assert_eq!(unit_bucket(column, unit, 8), *bucket, "{} {unit:?}", column.id);
                assert_eq!(unit_bucket(column, unit, 16) % 8, *bucket);
            }
        }
    }
}

#[test]
fn a_stored_file_is_what_its_record_says() {
    let taken = World::clinic().take(many(0..50));
    let file = &taken.intake.slices[0].files[0];
    let bytes = &taken.files[&("Y2011".to_owned(), 0)];
    assert_eq!((file.rows, file.bytes), (50, bytes.len() as u64));
    assert_eq!(file.hash, content_hash(&mut Cursor::new(bytes)).unwrap());
    assert_eq!(file.hash, blake3::hash(bytes).to_hex().to_string());
    assert_eq!(taken.intake.slices[0].agencies, [("A".to_owned(), 50)]);
    let builder = ParquetRecordBatchReaderBuilder::try_new(bytes::Bytes::from(bytes.clone())).unwrap();
    assert_eq!(builder.metadata().file_metadata().num_rows(), 50);
    assert_eq!(*builder.schema().fields(), *stored_schema(&World::clinic().dataset).fields());
}

#[test]
fn columns_declared_later_are_absent_and_changed_ones_refused() {
    let taken = World::clinic().take(file(&[]));
    let bytes = taken.files.values().next().unwrap().clone();
    let mut world = World::clinic();
    world.dataset.columns.push(column("colour", milepost_expression::Type::Text));
    let rows: Vec<_> = read_slice(Cursor::new(bytes.clone()), &world.dataset).unwrap().map(Result::unwrap).collect();
    assert_eq!((rows.len(), &rows[0].values[10]), (2, &Value::Null));
    world.dataset.columns.last_mut().unwrap().required = true;
    let lacking =
        read_slice(Cursor::new(bytes.clone()), &world.dataset).err().expect("a column is missing").to_string();
    assert!(lacking.contains("reading stored rows"), "{lacking}");
    world.dataset.columns.pop();
    world.column("minutes").kind = milepost_expression::Type::Text;
    assert!(read_slice(Cursor::new(bytes.clone()), &world.dataset).is_err());
    assert!(read_slice(Cursor::new(bytes[..bytes.len() / 2].to_vec()), &World::clinic().dataset).is_err());
}
