//! Which submissions make up a slice: the latest one for all agencies, and the later ones for single agencies.

use std::collections::BTreeSet;

use jiff::Timestamp;
use sqlx::Row;

use crate::error::failed_to;
use crate::row::Columns;
use crate::submission::table::{self, period};
use crate::{AgencyRows, SliceFile, Store, StoreError, Submission, time};

/// One submission that a slice is made of, with what to read of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SliceSource {
    /// The submission. One that says "nothing to report" counts, without files.
    pub submission: Submission,
    /// Agencies whose rows in it no longer count, as later submissions speak for them.
    pub except: BTreeSet<String>,
    /// Its stored rows of the slice.
    pub files: Vec<SliceFile>,
    /// Agencies in these rows, the excepted ones included.
    pub agencies: Vec<AgencyRows>,
}

/// A submission that stands for a period of its dataset: nothing later has taken its whole place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Standing {
    /// Id of the dataset.
    pub dataset: String,
    /// Label of the period.
    pub period: String,
    /// Id of the submission.
    pub submission: String,
}

/// What has been said by submissions that came later than the one at hand.
#[derive(Default)]
struct Later {
    /// One of them spoke for all agencies.
    all: bool,
    /// Agencies that one of them spoke for.
    coverage: BTreeSet<String>,
    /// These, and agencies whose rows they held.
    agencies: BTreeSet<String>,
}

impl Later {
    /// Whether a submission with this coverage still stands.
    fn leaves_standing(&self, coverage: Option<&str>) -> bool {
        !self.all && coverage.is_none_or(|agency| !self.coverage.contains(agency))
    }

    /// Takes note of one that stands.
    fn add(&mut self, coverage: Option<&str>, rows: &[AgencyRows]) {
        let Some(agency) = coverage else {
            self.all = true;
            return;
        };
        self.coverage.insert(agency.to_owned());
        self.agencies.insert(agency.to_owned());
        self.agencies.extend(rows.iter().map(|rows| rows.agency.clone()));
    }
}

impl Store {
    /// The submissions that make up a slice, as known at a time; the first one first. Empty when none was submitted,
    /// which is not the same as one that says "nothing to report".
    ///
    /// A later submission for all agencies supersedes everything before it. A later one for a single agency supersedes
    /// those for that agency, and in the others the rows of that agency and of any agency whose rows it holds.
    ///
    /// # Errors
    /// What the database reports.
    pub async fn slice_sources(
        &self,
        pack: &str,
        dataset: &str,
        period_label: &str,
        as_of: Option<Timestamp>,
    ) -> Result<Vec<SliceSource>, StoreError> {
        let mut connection = self.reader().await?;
        let rows = sqlx::query(
            "SELECT submission.* FROM submission \
             JOIN submission_period ON submission_period.submission_id = submission.id \
             WHERE submission.pack = $1 AND submission.dataset = $2 AND submission_period.period = $3 \
             AND submission.received_at <= $4 ORDER BY submission.recorded_in DESC",
        )
        .bind(pack.to_owned())
        .bind(dataset.to_owned())
        .bind(period_label.to_owned())
        .bind(time::horizon(as_of))
        .fetch_all(&mut *connection)
        .await
        .map_err(failed_to("read the submissions"))?;
        let mut later = Later::default();
        let mut sources = Vec::new();
        for row in &rows {
            let submission = table::read(row)?;
            if !later.leaves_standing(submission.coverage.as_deref()) {
                continue;
            }
            let said = period(&mut connection, &submission.id, period_label.to_owned()).await?;
            let except = later.agencies.clone();
            later.add(submission.coverage.as_deref(), &said.agencies);
            sources.push(SliceSource { submission, except, files: said.files, agencies: said.agencies });
            if later.all {
                break;
            }
        }
        sources.reverse();
        Ok(sources)
    }

    /// Every submission of a pack that stands for a period at a time, by dataset, period and order of receipt. A
    /// submission that does not occur was rejected or superseded.
    ///
    /// # Errors
    /// What the database reports.
    pub async fn standing(&self, pack: &str, as_of: Option<Timestamp>) -> Result<Vec<Standing>, StoreError> {
        let rows = sqlx::query(
            "SELECT submission.id, submission.dataset, submission.coverage, submission_period.period FROM submission \
             JOIN submission_period ON submission_period.submission_id = submission.id \
             WHERE submission.pack = $1 AND submission.received_at <= $2 \
             ORDER BY submission.dataset, submission_period.period, submission.recorded_in DESC",
        )
        .bind(pack.to_owned())
        .bind(time::horizon(as_of))
        .fetch_all(&mut *self.reader().await?)
        .await
        .map_err(failed_to("read the submissions"))?;
        let mut standing: Vec<Standing> = Vec::new();
        let mut slice = (String::new(), String::new());
        let mut later = Later::default();
        let mut begin = 0;
        for row in &rows {
            let (dataset, period) = (row.text("dataset")?, row.text("period")?);
            if slice != (dataset.clone(), period.clone()) {
                standing[begin..].reverse();
                begin = standing.len();
                later = Later::default();
                slice = (dataset.clone(), period.clone());
            }
            let coverage = row.optional_text("coverage")?;
            if later.leaves_standing(coverage.as_deref()) {
                later.add(coverage.as_deref(), &[]);
                standing.push(Standing { dataset, period, submission: row.text("id")? });
            }
        }
        standing[begin..].reverse();
        Ok(standing)
    }

    /// Labels of the periods for which anything was submitted to a dataset by a time, in order of their spelling.
    ///
    /// # Errors
    /// What the database reports.
    pub async fn submitted_labels(
        &self,
        pack: &str,
        dataset: &str,
        as_of: Option<Timestamp>,
    ) -> Result<BTreeSet<String>, StoreError> {
        let failed = failed_to("read the submissions");
        let rows = sqlx::query(
            "SELECT DISTINCT submission_period.period FROM submission \
             JOIN submission_period ON submission_period.submission_id = submission.id \
             WHERE submission.pack = $1 AND submission.dataset = $2 AND submission.received_at <= $3",
        )
        .bind(pack.to_owned())
        .bind(dataset.to_owned())
        .bind(time::horizon(as_of))
        .fetch_all(&mut *self.reader().await?)
        .await
        .map_err(&failed)?;
        rows.iter().map(|row| row.try_get("period").map_err(&failed)).collect()
    }
}
