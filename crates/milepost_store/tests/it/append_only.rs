//! What is remembered cannot be changed or taken back, whoever tries.

use sqlx::{AssertSqlSafe, Connection};

use crate::given::{count, folder, full_home, march, other_program, run};

#[test]
fn no_row_of_any_table_can_be_changed_or_deleted() {
    run(async {
        let folder = folder();
        let store = full_home(folder.path()).await;
        count(&store, march(5), "inputs", "cells").await;
        let mut other = other_program(folder.path()).await;
        let tables: Vec<String> = sqlx::query_scalar(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'schema_migration' ORDER BY name",
        )
        .fetch_all(&mut other)
        .await
        .expect("tables");
        assert_eq!(tables.len(), 14, "{tables:?}");
        for table in tables {
            let rows: i64 = sqlx::query_scalar(AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}")))
                .fetch_one(&mut other)
                .await
                .expect("a count");
            assert!(rows > 0, "{table} has no row to try on");
            for sql in [format!("UPDATE {table} SET rowid = rowid"), format!("DELETE FROM {table}")] {
                let refused = sqlx::query(AssertSqlSafe(sql.clone())).execute(&mut other).await;
                let text = refused.expect_err(&sql).to_string();
                assert!(text.contains(&format!("{table} is append-only")), "{sql}: {text}");
            }
        }
        other.close().await.expect("closed");
    });
}

#[test]
fn every_statement_of_the_crate_reads_or_inserts() {
    let source = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut seen = 0;
    let mut folders = vec![source];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("a text");
            let code = |line: &&str| !line.trim_start().starts_with("//");
            let text = text.lines().filter(code).collect::<Vec<_>>().join("\n");
            for word in ["UPDATE ", "DELETE ", "REPLACE ", "now()", "CURRENT_", "datetime('"] {
                assert!(!text.contains(word), "{} says {word}", path.display());
            }
            seen += text.matches("INSERT INTO").count();
        }
    }
    assert!(seen >= 14, "looked at the wrong files");
}
