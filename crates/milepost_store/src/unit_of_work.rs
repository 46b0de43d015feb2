//! The only way to write: a transaction opened with who, why and when, in which every write brings its audit line.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use sqlx::{Connection, SqliteConnection};
use std::sync::Arc;
use tokio::sync::OwnedMutexGuard;

use crate::audit::{self, NewLine};
use crate::error::failed_to;
use crate::home::HomeLock;
use crate::id::Ids;
use crate::row::stored;
use crate::{AuditHead, FileArea, FileHash, StoreError, time};

/// Who answers for a write: a person's name, or the name of a job of the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who(String);

impl Who {
    /// Someone, by the name that the audit shall show.
    pub fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.0
    }
}

/// Writes that happen together or not at all. Nothing is seen by others before [`commit`](Self::commit); dropping
/// the unit of work undoes all of it.
///
/// A home has one unit of work at a time. A second [`begin`](crate::Store::begin) waits for the first to end, so a
/// task that holds one must not begin another.
pub struct UnitOfWork {
    pub(crate) writer: OwnedMutexGuard<Writer>,
    pub(crate) files: FileArea,
    pub(crate) at: Timestamp,
    pub(crate) who: Who,
    ids: Arc<Ids>,
    why: String,
    head: AuditHead,
    /// False while a write is under way, and for ever when it failed or its future was dropped.
    sound: bool,
}

/// The connection that writes, and the right to.
pub(crate) struct Writer {
    connection: SqliteConnection,
    /// A transaction was opened and not seen to end. The next user of the connection undoes it first, as undoing
    /// needs the database's answer and a drop cannot wait for one.
    unfinished: bool,
    _lock: HomeLock,
}

impl Writer {
    pub(crate) fn new(connection: SqliteConnection, lock: HomeLock) -> Self {
        Self { connection, unfinished: false, _lock: lock }
    }

    /// Opens a transaction that writes alone.
    pub(crate) async fn begin(&mut self) -> Result<(), StoreError> {
        if self.unfinished {
            // Fails when the database has already undone the transaction itself, which is as good.
            let _ = sqlx::query("ROLLBACK").execute(&mut self.connection).await;
        }
        self.unfinished = true;
        sqlx::query("BEGIN IMMEDIATE").execute(&mut self.connection).await.map_err(failed_to("begin to write"))?;
        Ok(())
    }

    /// Ends the transaction; when this returns, the writes are on the disk.
    pub(crate) async fn commit(&mut self) -> Result<(), StoreError> {
        sqlx::query("COMMIT").execute(&mut self.connection).await.map_err(failed_to("save the changes"))?;
        self.unfinished = false;
        Ok(())
    }

    pub(crate) fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.connection
    }

    pub(crate) async fn close(self) -> Result<(), StoreError> {
        self.connection.close().await.map_err(failed_to("close"))
    }
}

impl UnitOfWork {
    /// Goes on in a transaction that was just opened.
    pub(crate) async fn resume(
        mut writer: OwnedMutexGuard<Writer>,
        files: FileArea,
        ids: Arc<Ids>,
        who: &Who,
        why: &str,
        at: Timestamp,
    ) -> Result<Self, StoreError> {
        let head = audit::head(writer.connection()).await?;
        let at = time::truncated(at);
        Ok(Self { writer, files, at, who: who.clone(), ids, why: why.to_owned(), head, sound: true })
    }

    /// Makes all writes lasting and returns the end of the audit chain with them. When this returns, they survive a
    /// loss of power.
    ///
    /// # Errors
    /// [`StoreError::Unsound`] when one of the writes failed before; else what the database reports. Then nothing was
    /// written.
    pub async fn commit(mut self) -> Result<AuditHead, StoreError> {
        self.start()?;
        self.writer.commit().await?;
        Ok(self.head.clone())
    }

    /// Writes an audit line for something that leaves no record of its own, such as a look at confidential rows.
    ///
    /// # Errors
    /// [`StoreError::ReservedKind`] when the kind is one under which records are written, and what the database reports.
    pub async fn note(&mut self, kind: &str, subject: &str, detail: &Value) -> Result<(), StoreError> {
        if audit::OF_RECORDS.contains(&kind) {
            return Err(StoreError::ReservedKind { kind: kind.to_owned() });
        }
        self.start()?;
        let content = content_of(detail)?;
        self.line(kind, subject, detail, &content).await?;
        self.done();
        Ok(())
    }

    /// A new id for a record.
    pub(crate) fn new_id(&self) -> String {
        self.ids.make(self.at)
    }

    /// Number of the audit line that the next write will bring.
    pub(crate) fn next_line(&self) -> i64 {
        self.head.seq + 1
    }

    /// Marks the begin of a write. Until [`done`](Self::done) the unit of work cannot be committed.
    pub(crate) fn start(&mut self) -> Result<(), StoreError> {
        if !std::mem::replace(&mut self.sound, false) {
            return Err(StoreError::Unsound);
        }
        Ok(())
    }

    /// Marks the end of a write that went well.
    pub(crate) fn done(&mut self) {
        self.sound = true;
    }

    /// Writes the audit line of a write.
    pub(crate) async fn line(
        &mut self,
        kind: &str,
        subject: &str,
        detail: &Value,
        content: &str,
    ) -> Result<(), StoreError> {
        let detail = detail.to_string();
        let line =
            NewLine { at: self.at, who: self.who.name(), why: &self.why, kind, subject, detail: &detail, content };
        self.head = audit::append(self.writer.connection(), &self.head, line).await?;
        Ok(())
    }

    /// Writes down that rows speak of these files, all of which must lie in the file area.
    pub(crate) async fn register(&mut self, files: impl IntoIterator<Item = FileHash>) -> Result<(), StoreError> {
        for hash in files {
            let bytes = stored("the size of a file", self.files.size_of(hash)?)?;
            sqlx::query(
                "INSERT INTO stored_file (hash, bytes, recorded_in) VALUES ($1, $2, $3) ON CONFLICT (hash) DO NOTHING",
            )
            .bind(hash.to_string())
            .bind(bytes)
            .bind(self.head.seq)
            .execute(self.writer.connection())
            .await
            .map_err(failed_to("write the list of files"))?;
        }
        Ok(())
    }
}

/// Hash of a record, for its audit line.
pub(crate) fn content_of(record: &impl Serialize) -> Result<String, StoreError> {
    let mut hasher = blake3::Hasher::new();
    serde_json::to_writer(&mut hasher, record).map_err(|source| StoreError::Json { source })?;
    Ok(hasher.finalize().to_hex().to_string())
}
