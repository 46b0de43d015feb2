//! Installed releases of packs, all of them, whole.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::json;
use sqlx::SqliteConnection;
use sqlx::sqlite::SqliteRow;

use crate::audit::PACK_INSTALLED;
use crate::error::failed_to;
use crate::row::Columns;
use crate::unit_of_work::content_of;
use crate::{FileHash, Store, StoreError, UnitOfWork, time};

/// A release to be installed. Its files are in the file area already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPackRelease {
    /// Permanent id of the pack.
    pub pack: String,
    /// The release as the pack names itself.
    pub release: String,
    /// Content hash of all files, as the pack reader makes it.
    pub hash: String,
    /// Every file by its path inside the pack.
    pub files: BTreeMap<String, FileHash>,
}

/// A release that was installed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PackRelease {
    /// Id of this installation.
    pub id: String,
    /// Permanent id of the pack.
    pub pack: String,
    /// The release as the pack names itself.
    pub release: String,
    /// Content hash of all files.
    pub hash: String,
    /// When it was installed.
    #[serde(serialize_with = "time::serialize")]
    pub installed_at: Timestamp,
    /// Number of its audit line.
    pub recorded_in: i64,
}

impl UnitOfWork {
    /// Installs a release. From now on it is the current one of its pack, even if an equal one was installed earlier:
    /// going back to an older release is an installation too.
    ///
    /// # Errors
    /// [`StoreError::FileMissing`] when a file was not put first, and what the database reports.
    pub async fn install_pack(&mut self, new: NewPackRelease) -> Result<PackRelease, StoreError> {
        self.start()?;
        let NewPackRelease { pack, release, hash, files } = new;
        let (id, installed_at, recorded_in) = (self.new_id(), self.at, self.next_line());
        let release = PackRelease { id, pack, release, hash, installed_at, recorded_in };
        let detail = json!({ "pack": release.pack, "release": release.release, "hash": release.hash });
        self.line(PACK_INSTALLED, &release.id, &detail, &content(&release, &files)?).await?;
        self.register(files.values().copied()).await?;
        let failed = failed_to("write the pack");
        sqlx::query(
            "INSERT INTO pack_release (id, pack, release, hash, installed_at, recorded_in) \
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(release.id.as_str())
        .bind(release.pack.as_str())
        .bind(release.release.as_str())
        .bind(release.hash.as_str())
        .bind(time::text(release.installed_at))
        .bind(release.recorded_in)
        .execute(self.writer.connection())
        .await
        .map_err(&failed)?;
        for (path, hash) in &files {
            sqlx::query("INSERT INTO pack_file (release_id, path, hash) VALUES ($1, $2, $3)")
                .bind(release.id.as_str())
                .bind(path.as_str())
                .bind(hash.to_string())
                .execute(self.writer.connection())
                .await
                .map_err(&failed)?;
        }
        self.done();
        Ok(release)
    }
}

impl Store {
    /// The release of a pack that was installed last.
    ///
    /// # Errors
    /// What the database reports.
    pub async fn current_pack(&self, pack: &str) -> Result<Option<PackRelease>, StoreError> {
        self.pack_as_of(pack, Timestamp::MAX).await
    }

    /// The release of a pack that was current at a time.
    ///
    /// # Errors
    /// What the database reports.
    pub async fn pack_as_of(&self, pack: &str, at: Timestamp) -> Result<Option<PackRelease>, StoreError> {
        let row = sqlx::query(
            "SELECT id, pack, release, hash, installed_at, recorded_in FROM pack_release \
             WHERE pack = $1 AND installed_at <= $2 ORDER BY recorded_in DESC LIMIT 1",
        )
        .bind(pack.to_owned())
        .bind(time::text(at))
        .fetch_optional(&mut *self.reader().await?)
        .await
        .map_err(failed_to("read the packs"))?;
        row.as_ref().map(read).transpose()
    }

    /// One installed release by its id.
    ///
    /// # Errors
    /// What the database reports.
    pub async fn pack_release(&self, id: &str) -> Result<Option<PackRelease>, StoreError> {
        let row =
            sqlx::query("SELECT id, pack, release, hash, installed_at, recorded_in FROM pack_release WHERE id = $1")
                .bind(id.to_owned())
                .fetch_optional(&mut *self.reader().await?)
                .await
                .map_err(failed_to("read the packs"))?;
        row.as_ref().map(read).transpose()
    }

    /// Every release ever installed, the first one first.
    ///
    /// # Errors
    /// What the database reports.
    pub async fn pack_releases(&self) -> Result<Vec<PackRelease>, StoreError> {
        all(&mut *self.reader().await?).await
    }

    /// The files of an installed release by path. Their bytes are in the [file area](Store::files).
    ///
    /// # Errors
    /// What the database reports.
    pub async fn pack_files(&self, release: &str) -> Result<BTreeMap<String, FileHash>, StoreError> {
        files(&mut *self.reader().await?, release).await
    }
}

/// Hash of a release with its files, for its audit line.
pub(crate) fn content(release: &PackRelease, files: &BTreeMap<String, FileHash>) -> Result<String, StoreError> {
    content_of(&(release, files))
}

/// Every release ever installed, the first one first.
pub(crate) async fn all(connection: &mut SqliteConnection) -> Result<Vec<PackRelease>, StoreError> {
    let rows =
        sqlx::query("SELECT id, pack, release, hash, installed_at, recorded_in FROM pack_release ORDER BY recorded_in")
            .fetch_all(connection)
            .await
            .map_err(failed_to("read the packs"))?;
    rows.iter().map(read).collect()
}

/// The files of a release by path.
pub(crate) async fn files(
    connection: &mut SqliteConnection,
    release: &str,
) -> Result<BTreeMap<String, FileHash>, StoreError> {
    let rows = sqlx::query("SELECT path, hash FROM pack_file WHERE release_id = $1")
        .bind(release.to_owned())
        .fetch_all(connection)
        .await
        .map_err(failed_to("read the files of a pack"))?;
    rows.iter().map(|row| Ok((row.text("path")?, row.hash("hash")?))).collect()
}

fn read(row: &SqliteRow) -> Result<PackRelease, StoreError> {
    Ok(PackRelease {
        id: row.text("id")?,
        pack: row.text("pack")?,
        release: row.text("release")?,
        hash: row.text("hash")?,
        installed_at: row.time("installed_at")?,
        recorded_in: row.number("recorded_in")?,
    })
}
