//! A home, opened.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::json;
use sqlx::pool::PoolConnection;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Sqlite, SqliteConnection, SqlitePool};
use tokio::sync::Mutex;

use crate::error::{failed_to, file_failed};
use crate::home::{self, DATABASE, HomeLock};
use crate::id::{IdSource, Ids};
use crate::row::Columns;
use crate::schema::{self, Standing};
use crate::unit_of_work::{Writer, content_of};
use crate::{AuditHead, AuditLine, FileArea, StoreError, UnitOfWork, Who, audit, time};

/// How long a statement waits for another program that holds the database.
const PATIENCE: Duration = Duration::from_secs(10);
/// Readers that may read at the same time.
const READERS: u32 = 4;

/// Everything a home remembers: its database and its files.
///
/// The calls run on a Tokio runtime with its timer enabled (`enable_all`); a runtime of one thread is enough.
pub struct Store {
    home: PathBuf,
    readers: SqlitePool,
    files: FileArea,
    writing: Option<Writing>,
}

struct Writing {
    writer: Arc<Mutex<Writer>>,
    ids: Arc<Ids>,
}

/// What a home says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HomeRecord {
    /// Id of the home.
    pub id: String,
    /// When it was made.
    #[serde(serialize_with = "time::serialize")]
    pub created_at: Timestamp,
    /// Into how many files, by the hash of the unit, the rows of a slice are divided; a power of two.
    #[serde(skip_serializing_if = "is_one")]
    pub buckets: u16,
}

/// Homes that were made before there were buckets have an audit line that doesn't speak of them.
fn is_one(buckets: &u16) -> bool {
    *buckets == 1
}

/// What was cleared away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Number of files.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
}

impl Store {
    /// Makes a home in a new or empty folder, or finishes one whose making was interrupted, and opens it for writing.
    ///
    /// # Errors
    /// [`StoreError::AlreadyAHome`], [`StoreError::NotEmpty`], [`StoreError::Locked`], and what the disk reports.
    pub async fn create(
        home: &Path,
        ids: impl IdSource + 'static,
        who: &Who,
        why: &str,
        at: Timestamp,
    ) -> Result<Self, StoreError> {
        Self::create_divided(home, 1, ids, who, why, at).await
    }

    /// [`create`](Self::create), with the rows of each slice in so many files; a power of two.
    ///
    /// # Errors
    /// [`StoreError::NotAPowerOfTwo`], and as [`create`](Self::create).
    pub async fn create_divided(
        home: &Path,
        buckets: u16,
        ids: impl IdSource + 'static,
        who: &Who,
        why: &str,
        at: Timestamp,
    ) -> Result<Self, StoreError> {
        if !buckets.is_power_of_two() {
            return Err(StoreError::NotAPowerOfTwo { buckets });
        }
        home::prepare(home)?;
        let lock = HomeLock::take(home)?;
        let path = home.join(DATABASE);
        let mut connection = connect(&path, true).await?;
        if schema::standing(&mut connection, home).await? != Standing::Empty {
            return Err(StoreError::AlreadyAHome { path: home.to_path_buf() });
        }
        write_ahead(&mut connection).await?;
        let files = FileArea::to_write(home)?;
        let writer = Arc::new(Mutex::new(Writer::new(connection, lock)));
        let ids = Arc::new(Ids::new(ids));
        // The schema and the home's own row are one transaction: a database without the row is an empty one.
        let mut guard = writer.clone().lock_owned().await;
        guard.begin().await?;
        schema::migrate(guard.connection()).await?;
        let mut unit = UnitOfWork::resume(guard, files.clone(), ids.clone(), who, why, at).await?;
        unit.record_home(buckets).await?;
        unit.commit().await?;
        home::sync_folder(home)?;
        let readers = readers(&path);
        Ok(Self { home: home.to_path_buf(), readers, files, writing: Some(Writing { writer, ids }) })
    }

    /// Opens a home for writing and brings its schema up to date. One process at a time may.
    ///
    /// # Errors
    /// [`StoreError::NotAHome`], [`StoreError::HalfMade`], [`StoreError::Locked`], [`StoreError::NewerSchema`],
    /// [`StoreError::DatabaseDamaged`], and what the disk reports.
    pub async fn open(home: &Path, ids: impl IdSource + 'static) -> Result<Self, StoreError> {
        let path = home::database_of(home)?;
        let lock = HomeLock::take(home)?;
        let mut connection = connect(&path, false).await?;
        let standing = schema::standing(&mut connection, home).await?;
        if standing == Standing::Empty {
            return Err(StoreError::HalfMade { path: home.to_path_buf() });
        }
        write_ahead(&mut connection).await?;
        let mut writer = Writer::new(connection, lock);
        if standing == Standing::Older {
            writer.begin().await?;
            schema::migrate(writer.connection()).await?;
            writer.commit().await?;
        }
        let files = FileArea::to_write(home)?;
        let writing = Writing { writer: Arc::new(Mutex::new(writer)), ids: Arc::new(Ids::new(ids)) };
        Ok(Self { home: home.to_path_buf(), readers: readers(&path), files, writing: Some(writing) })
    }

    /// Opens a home for reading, while another process may be writing.
    ///
    /// # Errors
    /// [`StoreError::NotAHome`], [`StoreError::HalfMade`], [`StoreError::NewerSchema`], [`StoreError::OlderSchema`],
    /// [`StoreError::DatabaseDamaged`], and what the disk reports.
    pub async fn open_to_read(home: &Path) -> Result<Self, StoreError> {
        let path = home::database_of(home)?;
        let store =
            Self { home: home.to_path_buf(), readers: readers(&path), files: FileArea::to_read(home), writing: None };
        let mut connection = store.reader().await?;
        match schema::standing(&mut connection, home).await? {
            Standing::Empty => Err(StoreError::HalfMade { path: home.to_path_buf() }),
            Standing::Older => Err(StoreError::OlderSchema { path: home.to_path_buf() }),
            Standing::Current => Ok(store),
        }
    }

    /// Closes the database tidily. Nothing acknowledged is lost without it, but the next opening has more to do.
    ///
    /// # Errors
    /// What the database reports.
    pub async fn close(self) -> Result<(), StoreError> {
        self.readers.close().await;
        match self.writing.and_then(|writing| Arc::into_inner(writing.writer)) {
            Some(writer) => writer.into_inner().close().await,
            None => Ok(()),
        }
    }

    /// The folder.
    pub fn home(&self) -> &Path {
        &self.home
    }

    /// The stored files.
    pub fn files(&self) -> &FileArea {
        &self.files
    }

    /// Opens a unit of work, the only way to write. Waits while another one is open.
    ///
    /// `why` is the reason that the audit shall show, `at` the time now, from the clock of the caller.
    ///
    /// # Errors
    /// [`StoreError::ReadOnly`], [`StoreError::Busy`], and what the database reports.
    pub async fn begin(&self, who: &Who, why: &str, at: Timestamp) -> Result<UnitOfWork, StoreError> {
        let writing = self.writing()?;
        let mut guard = writing.writer.clone().lock_owned().await;
        guard.begin().await?;
        UnitOfWork::resume(guard, self.files.clone(), writing.ids.clone(), who, why, at).await
    }

    /// What the home says of itself.
    ///
    /// # Errors
    /// What the database reports.
    pub async fn record(&self) -> Result<HomeRecord, StoreError> {
        let (record, _line) = home_record(&mut *self.reader().await?).await?;
        Ok(record)
    }

    /// The end of the audit chain, to be kept elsewhere.
    ///
    /// # Errors
    /// What the database reports.
    pub async fn audit_head(&self) -> Result<AuditHead, StoreError> {
        audit::head(&mut *self.reader().await?).await
    }

    /// Audit lines after a number (0 for all), at most `limit`, in order.
    ///
    /// # Errors
    /// What the database reports.
    pub async fn audit_lines(&self, after: i64, limit: u32) -> Result<Vec<AuditLine>, StoreError> {
        audit::lines(&mut *self.reader().await?, after, limit).await
    }

    /// Removes the files that no row speaks of: those that a process left behind that died between a file and its
    /// row. Files that this process has put stay, as their rows may be on the way.
    ///
    /// # Errors
    /// [`StoreError::ReadOnly`], and what the disk reports.
    pub async fn sweep_orphans(&self) -> Result<Swept, StoreError> {
        let mut writer = self.writing()?.writer.lock().await;
        // A transaction of its own, so that nothing unfinished counts as written.
        writer.begin().await?;
        let mut swept = Swept::default();
        for hash in self.files.all()? {
            if is_spoken_of(writer.connection(), &hash.to_string()).await? {
                continue;
            }
            if let Some(bytes) = self.files.remove_orphan(hash)? {
                swept.files += 1;
                swept.bytes += bytes;
            }
        }
        writer.commit().await?;
        Ok(swept)
    }

    /// A connection to read with.
    pub(crate) async fn reader(&self) -> Result<PoolConnection<Sqlite>, StoreError> {
        self.readers.acquire().await.map_err(failed_to("open the database"))
    }

    fn writing(&self) -> Result<&Writing, StoreError> {
        self.writing.as_ref().ok_or(StoreError::ReadOnly)
    }
}

impl UnitOfWork {
    async fn record_home(&mut self, buckets: u16) -> Result<(), StoreError> {
        self.start()?;
        let home = HomeRecord { id: self.new_id(), created_at: self.at, buckets };
        let (line, content) = (self.next_line(), content_of(&home)?);
        self.line(audit::HOME_CREATED, &home.id, &json!({ "schema": schema::newest() }), &content).await?;
        sqlx::query("INSERT INTO home (id, created_at, buckets, recorded_in) VALUES ($1, $2, $3, $4)")
            .bind(home.id)
            .bind(time::text(home.created_at))
            .bind(i64::from(home.buckets))
            .bind(line)
            .execute(self.writer.connection())
            .await
            .map_err(failed_to("write the home"))?;
        self.done();
        Ok(())
    }
}

/// What the home says of itself, with the number of its audit line.
pub(crate) async fn home_record(connection: &mut SqliteConnection) -> Result<(HomeRecord, i64), StoreError> {
    let row = sqlx::query("SELECT id, created_at, buckets, recorded_in FROM home")
        .fetch_one(connection)
        .await
        .map_err(failed_to("read the home"))?;
    let number = row.count("buckets")?;
    let buckets = u16::try_from(number).map_err(|_| StoreError::TooLarge { what: "the number of buckets", number })?;
    let record = HomeRecord { id: row.text("id")?, created_at: row.time("created_at")?, buckets };
    Ok((record, row.number("recorded_in")?))
}

/// Opens the connection that writes.
async fn connect(path: &Path, create: bool) -> Result<SqliteConnection, StoreError> {
    if create {
        // Made by hand first: a path that cannot be written to then has the operating system's word for it.
        std::fs::File::options().create(true).append(true).open(path).map_err(file_failed("make", path))?;
    }
    options(path).connect().await.map_err(failed_to("open the database"))
}

/// Lets others read while one writes. Kept in the database, so it is said only to one that is known to be a home's.
async fn write_ahead(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    sqlx::query("PRAGMA journal_mode = WAL").execute(connection).await.map_err(failed_to("open the database"))?;
    Ok(())
}

/// The pool of connections that read. They are opened when first needed, and refuse to write.
fn readers(path: &Path) -> SqlitePool {
    SqlitePoolOptions::new().max_connections(READERS).connect_lazy_with(options(path).pragma("query_only", "ON"))
}

fn options(path: &Path) -> SqliteConnectOptions {
    // A name such as `file:x` would be taken for an address; behind a dot it is a name.
    let path = if path.is_relative() { Path::new(".").join(path) } else { path.to_path_buf() };
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(false)
        // Every commit is flushed: what was acknowledged survives a loss of power.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(PATIENCE)
        .disable_statement_logging()
}

async fn is_spoken_of(connection: &mut SqliteConnection, hash: &str) -> Result<bool, StoreError> {
    let found: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM stored_file WHERE hash = $1")
        .bind(hash.to_owned())
        .fetch_one(connection)
        .await
        .map_err(failed_to("read the list of files"))?;
    Ok(found > 0)
}
