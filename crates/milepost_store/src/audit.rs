//! The audit: one line for every write, in one transaction with it, each line holding the hash of the one before.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use sqlx::SqliteConnection;
use sqlx::sqlite::SqliteRow;

use crate::error::failed_to;
use crate::row::Columns;
use crate::{StoreError, time};

/// What the first line holds as the hash of the line before it.
const BEFORE_ALL: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Kinds of the lines under which records are written; a note has any other kind.
pub(crate) const HOME_CREATED: &str = "home created";
pub(crate) const PACK_INSTALLED: &str = "pack installed";
pub(crate) const SUBMISSION_RECORDED: &str = "submission recorded";
pub(crate) const COMPUTATION_RECORDED: &str = "computation recorded";
pub(crate) const DETERMINATIONS_RECORDED: &str = "determinations recorded";
pub(crate) const CELLS_RECORDED: &str = "cells recorded";
/// All of them.
pub(crate) const OF_RECORDS: [&str; 6] =
    [HOME_CREATED, PACK_INSTALLED, SUBMISSION_RECORDED, COMPUTATION_RECORDED, DETERMINATIONS_RECORDED, CELLS_RECORDED];

/// Who, when and why, on which record, as it is kept for ever.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AuditLine {
    /// 1, 2, 3, … without gaps.
    pub seq: i64,
    /// When, by the clock that was handed in.
    pub at: Timestamp,
    /// The person or the program.
    pub who: String,
    /// The reason they gave, or the command they ran.
    pub why: String,
    /// What was done: `submission recorded`.
    pub kind: String,
    /// Id of the record it was done to.
    pub subject: String,
    /// What else a reader of the audit wants to see at once.
    pub detail: Value,
    /// Hash of all that was written under this line.
    pub content: String,
    /// Hash of the line before.
    pub previous: String,
    /// Hash of this line, the one before included.
    pub hash: String,
}

/// The end of the chain. Kept elsewhere, it later proves that no line up to it was changed, taken out or made up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AuditHead {
    /// Number of lines.
    pub seq: i64,
    /// Hash of the last one.
    pub hash: String,
}

/// What is new in a line; the rest follows from the unit of work and the chain.
pub(crate) struct NewLine<'a> {
    pub(crate) at: Timestamp,
    pub(crate) who: &'a str,
    pub(crate) why: &'a str,
    pub(crate) kind: &'a str,
    pub(crate) subject: &'a str,
    pub(crate) detail: &'a str,
    pub(crate) content: &'a str,
}

impl AuditHead {
    fn before_all() -> Self {
        Self { seq: 0, hash: BEFORE_ALL.to_owned() }
    }

    /// The head after one more line.
    fn after(&self, line: &NewLine<'_>) -> Self {
        let seq = self.seq + 1;
        let mut hasher = blake3::Hasher::new();
        let at = time::text(line.at);
        let number = seq.to_string();
        // Every field is preceded by its length, so that no two lines can be spelled by the same bytes.
        for field in [
            "milepost audit line 1",
            &self.hash,
            &number,
            &at,
            line.who,
            line.why,
            line.kind,
            line.subject,
            line.detail,
            line.content,
        ] {
            hasher.update(&(field.len() as u64).to_le_bytes());
            hasher.update(field.as_bytes());
        }
        Self { seq, hash: hasher.finalize().to_hex().to_string() }
    }
}

/// Reads the end of the chain.
pub(crate) async fn head(connection: &mut SqliteConnection) -> Result<AuditHead, StoreError> {
    let row = sqlx::query("SELECT seq, hash FROM audit_line ORDER BY seq DESC LIMIT 1")
        .fetch_optional(connection)
        .await
        .map_err(failed_to("read the audit"))?;
    match row {
        Some(row) => Ok(AuditHead { seq: row.number("seq")?, hash: row.text("hash")? }),
        None => Ok(AuditHead::before_all()),
    }
}

/// Adds a line and returns the new head. The transaction that the caller has open writes alone.
pub(crate) async fn append(
    connection: &mut SqliteConnection,
    head: &AuditHead,
    line: NewLine<'_>,
) -> Result<AuditHead, StoreError> {
    let next = head.after(&line);
    sqlx::query(
        "INSERT INTO audit_line (seq, at, who, why, kind, subject, detail, content, previous, hash) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(next.seq)
    .bind(time::text(line.at))
    .bind(line.who)
    .bind(line.why)
    .bind(line.kind)
    .bind(line.subject)
    .bind(line.detail)
    .bind(line.content)
    .bind(head.hash.as_str())
    .bind(next.hash.as_str())
    .execute(connection)
    .await
    .map_err(failed_to("write the audit"))?;
    Ok(next)
}

/// Lines with a number above `after`, at most `limit` of them, in order.
pub(crate) async fn lines(
    connection: &mut SqliteConnection,
    after: i64,
    limit: u32,
) -> Result<Vec<AuditLine>, StoreError> {
    let rows = page(connection, after, limit).await?;
    rows.iter().map(read).collect()
}

/// Walks the whole chain, lines alone. `kept` is a head that was put aside earlier.
pub(crate) async fn verify(
    connection: &mut SqliteConnection,
    kept: Option<&AuditHead>,
) -> Result<AuditHead, StoreError> {
    const PAGE: u32 = 1000;
    let mut head = AuditHead::before_all();
    let mut kept_found = kept.is_none_or(|kept| *kept == head);
    loop {
        let rows = page(connection, head.seq, PAGE).await?;
        if rows.is_empty() {
            break;
        }
        for row in &rows {
            head = next_link(&head, row)?;
            if let Some(kept) = kept.filter(|kept| kept.seq == head.seq) {
                if kept.hash != head.hash {
                    return Err(broken(head.seq, "the line is not the one whose hash was kept"));
                }
                kept_found = true;
            }
        }
    }
    if kept_found { Ok(head) } else { Err(broken(head.seq + 1, "lines up to the kept one are gone")) }
}

/// Checks one line against the chain before it. The stored texts are hashed as they stand, so that no way of
/// spelling the same value differently goes unnoticed.
fn next_link(head: &AuditHead, row: &SqliteRow) -> Result<AuditHead, StoreError> {
    let seq = row.number("seq")?;
    if seq != head.seq + 1 {
        return Err(broken(head.seq + 1, "the line is gone"));
    }
    if row.text("previous")? != head.hash {
        return Err(broken(seq, "the line does not follow the one before"));
    }
    let (who, why, kind) = (row.text("who")?, row.text("why")?, row.text("kind")?);
    let (subject, detail, content) = (row.text("subject")?, row.text("detail")?, row.text("content")?);
    let text = row.text("at")?;
    // A time in any other spelling than the one that was hashed is a change too.
    let Some(at) = time::parse(&text).filter(|at| time::text(*at) == text) else {
        return Err(broken(seq, "the line was changed"));
    };
    let line = NewLine { at, who: &who, why: &why, kind: &kind, subject: &subject, detail: &detail, content: &content };
    let next = head.after(&line);
    if row.text("hash")? != next.hash {
        return Err(broken(seq, "the line was changed"));
    }
    Ok(next)
}

async fn page(connection: &mut SqliteConnection, after: i64, limit: u32) -> Result<Vec<SqliteRow>, StoreError> {
    sqlx::query(
        "SELECT seq, at, who, why, kind, subject, detail, content, previous, hash FROM audit_line \
         WHERE seq > $1 ORDER BY seq LIMIT $2",
    )
    .bind(after)
    .bind(i64::from(limit))
    .fetch_all(connection)
    .await
    .map_err(failed_to("read the audit"))
}

fn read(row: &SqliteRow) -> Result<AuditLine, StoreError> {
    Ok(AuditLine {
        seq: row.number("seq")?,
        at: row.time("at")?,
        who: row.text("who")?,
        why: row.text("why")?,
        kind: row.text("kind")?,
        subject: row.text("subject")?,
        detail: row.json("detail")?,
        content: row.text("content")?,
        previous: row.text("previous")?,
        hash: row.text("hash")?,
    })
}

pub(crate) fn broken(seq: i64, what: &'static str) -> StoreError {
    StoreError::AuditBroken { seq, what }
}
