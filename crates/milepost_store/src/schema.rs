//! The numbered migrations that make the tables, and the check that a home went through these and no others.

use std::path::Path;

use sqlx::{Row, SqliteConnection};

use crate::StoreError;
use crate::error::failed_to;

struct Migration {
    number: i64,
    name: &'static str,
    sql: &'static str,
}

/// All migrations in order. A released one is never changed again: what comes later is a new one.
const MIGRATIONS: [Migration; 4] = [
    Migration { number: 1, name: "memory", sql: include_str!("../migrations/0001_memory.sql") },
    Migration { number: 2, name: "append_only", sql: include_str!("../migrations/0002_append_only.sql") },
    Migration { number: 3, name: "what_follows", sql: include_str!("../migrations/0003_what_follows.sql") },
    Migration { number: 4, name: "slice_cells", sql: include_str!("../migrations/0004_slice_cells.sql") },
];

/// How a database stands to this program.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Nothing was ever committed to it.
    Empty,
    /// It lacks the newest migrations.
    Older,
    /// It is as this program wants it.
    Current,
}

/// Number of the newest migration this program knows.
pub(crate) fn newest() -> i64 {
    MIGRATIONS.last().map_or(0, |migration| migration.number)
}

/// Compares the migrations of a database with those of this program.
pub(crate) async fn standing(connection: &mut SqliteConnection, home: &Path) -> Result<Standing, StoreError> {
    let failed = failed_to("read the schema");
    let tables: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM sqlite_schema").fetch_one(&mut *connection).await.map_err(&failed)?;
    if tables == 0 {
        return Ok(Standing::Empty);
    }
    let ours: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM sqlite_schema WHERE name = 'schema_migration'")
        .fetch_one(&mut *connection)
        .await
        .map_err(&failed)?;
    if ours == 0 {
        return Err(StoreError::NotAHome { path: home.to_path_buf() });
    }
    let rows = sqlx::query("SELECT number, hash FROM schema_migration ORDER BY number")
        .fetch_all(connection)
        .await
        .map_err(&failed)?;
    let mut reached = 0;
    for row in rows {
        let number: i64 = row.try_get("number").map_err(&failed)?;
        let hash: String = row.try_get("hash").map_err(&failed)?;
        let Some(migration) = MIGRATIONS.iter().find(|migration| migration.number == number) else {
            return Err(StoreError::NewerSchema { path: home.to_path_buf(), found: number, known: newest() });
        };
        if migration.hash() != hash {
            return Err(StoreError::OtherSchema { path: home.to_path_buf(), number });
        }
        reached = number;
    }
    Ok(if reached == newest() { Standing::Current } else { Standing::Older })
}

/// Applies what is missing. The caller has opened a transaction, so that a database never stands between two
/// migrations.
pub(crate) async fn migrate(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    let failed = failed_to("bring the schema up to date");
    sqlx::raw_sql(
        "CREATE TABLE IF NOT EXISTS schema_migration \
         (number INTEGER PRIMARY KEY, name TEXT NOT NULL, hash TEXT NOT NULL) STRICT",
    )
    .execute(&mut *connection)
    .await
    .map_err(&failed)?;
    let reached: i64 = sqlx::query_scalar("SELECT COALESCE(MAX(number), 0) FROM schema_migration")
        .fetch_one(&mut *connection)
        .await
        .map_err(&failed)?;
    for migration in MIGRATIONS.iter().filter(|migration| migration.number > reached) {
        sqlx::raw_sql(migration.sql).execute(&mut *connection).await.map_err(&failed)?;
        sqlx::query("INSERT INTO schema_migration (number, name, hash) VALUES ($1, $2, $3)")
            .bind(migration.number)
            .bind(migration.name)
            .bind(migration.hash())
            .execute(&mut *connection)
            .await
            .map_err(&failed)?;
    }
    Ok(())
}

impl Migration {
    fn hash(&self) -> String {
        blake3::hash(self.sql.as_bytes()).to_hex().to_string()
    }
}
