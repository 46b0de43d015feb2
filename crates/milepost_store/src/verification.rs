//! The proof that nothing remembered was changed: the chain of audit lines holds, and every record is the one whose
//! hash stands in its line.

use std::collections::BTreeSet;

use sqlx::{Connection, SqliteConnection};

use crate::audit::{self, broken};
use crate::error::failed_to;
use crate::store::home_record;
use crate::unit_of_work::content_of;
use crate::{AuditHead, Store, StoreError, computation, determination, pack_release, slice_cells, submission};

impl Store {
    /// Proves that no audit line and no record was changed, taken out or put in. With a head that was kept elsewhere,
    /// it also proves that the lines up to it are still those of that day and that none were cut off; without one,
    /// whoever can write to the database can write the whole of it anew. Returns the end of the chain.
    ///
    /// # Errors
    /// [`StoreError::AuditBroken`] with the first line that does not hold, and what the database reports.
    pub async fn verify_audit(&self, kept: Option<&AuditHead>) -> Result<AuditHead, StoreError> {
        let mut connection = self.reader().await?;
        // One view of the database, while others go on writing.
        let mut view = connection.begin().await.map_err(failed_to("read the audit"))?;
        let head = audit::verify(&mut view, kept).await?;
        let mut checked = Checked::default();
        check_home(&mut view, &mut checked).await?;
        check_packs(&mut view, &mut checked).await?;
        check_submissions(&mut view, &mut checked).await?;
        check_computations(&mut view, &mut checked).await?;
        check_cells(&mut view, &mut checked).await?;
        check_determinations(&mut view, &mut checked).await?;
        checked.find_lost(&mut view).await?;
        Ok(head)
    }
}

/// Audit lines whose records were found as they were written.
#[derive(Default)]
struct Checked(BTreeSet<i64>);

impl Checked {
    /// Holds a record against its audit line.
    async fn add(
        &mut self,
        connection: &mut SqliteConnection,
        line: i64,
        kind: &str,
        content: String,
    ) -> Result<(), StoreError> {
        let found: Option<String> = sqlx::query_scalar("SELECT content FROM audit_line WHERE seq = $1 AND kind = $2")
            .bind(line)
            .bind(kind.to_owned())
            .fetch_optional(connection)
            .await
            .map_err(failed_to("read the audit"))?;
        match found {
            None => Err(broken(line, "a record names this line, which does not speak of it")),
            Some(found) if found != content => Err(broken(line, "the record written under this line was changed")),
            Some(_) => {
                self.0.insert(line);
                Ok(())
            }
        }
    }

    /// Finds a line whose record is gone.
    async fn find_lost(&self, connection: &mut SqliteConnection) -> Result<(), StoreError> {
        let [home, pack, submission, computation, determinations, cells] = audit::OF_RECORDS;
        let lines: Vec<i64> =
            sqlx::query_scalar("SELECT seq FROM audit_line WHERE kind IN ($1, $2, $3, $4, $5, $6) ORDER BY seq")
                .bind(home)
                .bind(pack)
                .bind(submission)
                .bind(computation)
                .bind(determinations)
                .bind(cells)
                .fetch_all(connection)
                .await
                .map_err(failed_to("read the audit"))?;
        match lines.into_iter().find(|line| !self.0.contains(line)) {
            Some(line) => Err(broken(line, "the record written under this line is gone")),
            None => Ok(()),
        }
    }
}

async fn check_home(connection: &mut SqliteConnection, checked: &mut Checked) -> Result<(), StoreError> {
    let (home, line) = home_record(connection).await?;
    checked.add(connection, line, audit::HOME_CREATED, content_of(&home)?).await
}

async fn check_packs(connection: &mut SqliteConnection, checked: &mut Checked) -> Result<(), StoreError> {
    for release in pack_release::all(connection).await? {
        let files = pack_release::files(connection, &release.id).await?;
        let content = pack_release::content(&release, &files)?;
        checked.add(connection, release.recorded_in, audit::PACK_INSTALLED, content).await?;
    }
    Ok(())
}

async fn check_submissions(connection: &mut SqliteConnection, checked: &mut Checked) -> Result<(), StoreError> {
    for one in submission::table::all(connection).await? {
        let periods = submission::table::periods(connection, &one.id).await?;
        let content = submission::table::content(&one, &periods)?;
        checked.add(connection, one.recorded_in, audit::SUBMISSION_RECORDED, content).await?;
    }
    Ok(())
}

async fn check_computations(connection: &mut SqliteConnection, checked: &mut Checked) -> Result<(), StoreError> {
    for one in computation::all(connection).await? {
        let inputs = computation::inputs(connection, &one.id).await?;
        let cells = computation::cells(connection, &one.id).await?;
        let content = computation::content(&one, &inputs, &cells)?;
        checked.add(connection, one.recorded_in, audit::COMPUTATION_RECORDED, content).await?;
    }
    Ok(())
}

async fn check_cells(connection: &mut SqliteConnection, checked: &mut Checked) -> Result<(), StoreError> {
    for (one, line) in slice_cells::all(connection).await? {
        checked.add(connection, line, audit::CELLS_RECORDED, slice_cells::content(&one)?).await?;
    }
    Ok(())
}

async fn check_determinations(connection: &mut SqliteConnection, checked: &mut Checked) -> Result<(), StoreError> {
    let lines: Vec<i64> = sqlx::query_scalar("SELECT DISTINCT recorded_in FROM determination ORDER BY recorded_in")
        .fetch_all(&mut *connection)
        .await
        .map_err(failed_to("read the determinations"))?;
    for line in lines {
        let together = determination::recorded_in(connection, line).await?;
        let content = determination::content(&together)?;
        checked.add(connection, line, audit::DETERMINATIONS_RECORDED, content).await?;
    }
    Ok(())
}
