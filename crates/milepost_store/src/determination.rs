//! Determinations: results held against standards on a day. A new one supersedes the one before it and leaves it be.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use serde_json::{Value, json};
use sqlx::SqliteConnection;
use sqlx::sqlite::SqliteRow;

use crate::audit::DETERMINATIONS_RECORDED;
use crate::error::failed_to;
use crate::row::Columns;
use crate::unit_of_work::content_of;
use crate::{Store, StoreError, UnitOfWork, time};

/// A determination to be recorded. It is recorded at the time of the unit of work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDetermination {
    /// Id of the [computation](crate::Computation) whose result was judged.
    pub computation: String,
    /// Id of the pack.
    pub pack: String,
    /// Id of the measure.
    pub measure: String,
    /// Label of the period.
    pub period: String,
    /// Id of the agency.
    pub agency: String,
    /// The group as results name it; empty for the total.
    pub group: String,
    /// Id of the standard.
    pub standard: String,
    /// The target as text.
    pub target: String,
    /// How sure the standard is: `stated`, `inferred`, `unverified`.
    pub certainty: String,
    /// Met, not met, and so on.
    pub status: String,
    /// `below`, `within` or `above` an expected range; empty without one.
    pub position: String,
    /// Progress, slippage, and so on; empty for none.
    pub change: String,
    /// How many more would have been needed, if that can be said.
    pub needed: Option<String>,
    /// Code of what follows; empty for nothing.
    pub outcome: String,
    /// Why, in words.
    pub reason: String,
    /// The prior result that it was compared with; `null` for none.
    pub prior: Value,
    /// The day it is made for.
    pub made_on: Date,
}

/// A determination as it was recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Determination {
    /// Its id.
    pub id: String,
    /// Id of the computation whose result was judged.
    pub computation: String,
    /// Id of the pack.
    pub pack: String,
    /// Id of the measure.
    pub measure: String,
    /// Label of the period.
    pub period: String,
    /// Id of the agency.
    pub agency: String,
    /// The group; empty for the total.
    pub group: String,
    /// Id of the standard.
    pub standard: String,
    /// The target as text.
    pub target: String,
    /// How sure the standard is: `stated`, `inferred`, `unverified`; empty if it was recorded before this was kept.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub certainty: String,
    /// Met, not met, and so on.
    pub status: String,
    /// `below`, `within` or `above` an expected range; empty without one.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub position: String,
    /// Progress, slippage, and so on; empty for none.
    pub change: String,
    /// How many more would have been needed, if that can be said.
    pub needed: Option<String>,
    /// Code of what follows; empty for nothing.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub outcome: String,
    /// Why, in words.
    pub reason: String,
    /// The prior result that it was compared with.
    pub prior: Value,
    /// The day it is made for.
    pub made_on: Date,
    /// When it was recorded.
    #[serde(serialize_with = "time::serialize")]
    pub recorded_at: Timestamp,
    /// Id of the determination whose place it took.
    pub supersedes: Option<String>,
    /// Number of the audit line that it shares with all that were recorded in one go.
    pub recorded_in: i64,
}

/// What became of determinations that were to be recorded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recorded {
    /// Those that were recorded, in the order given.
    pub new: Vec<Determination>,
    /// How many were left out because the current one says the same of the same computation.
    pub unchanged: usize,
}

/// Which determinations to list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeterminationQuery {
    /// Of this period.
    pub period: Option<String>,
    /// Of this measure.
    pub measure: Option<String>,
    /// Of this agency.
    pub agency: Option<String>,
    /// Of this computation.
    pub computation: Option<String>,
    /// As known at this time.
    pub as_of: Option<Timestamp>,
    /// Those superseded by that time too.
    pub superseded: bool,
}

/// What a determination is about: pack, period, measure, agency, group and standard. Of each, one is current.
type Subject = [String; 6];

impl UnitOfWork {
    /// Records determinations under one audit line. Each supersedes the current one of the same pack, period, measure,
    /// agency, group and standard. One that repeats the current one is left out, so that judging twice is as good as
    /// judging once.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`] when a computation is not known, and what the database reports.
    pub async fn record_determinations(&mut self, new: Vec<NewDetermination>) -> Result<Recorded, StoreError> {
        self.start()?;
        let mut current = self.current(&new).await?;
        let mut recorded = Recorded::default();
        for one in new {
            let next = self.identify_determination(one);
            match current.get(&subject(&next)) {
                Some(before) if repeats(&next, before) => recorded.unchanged += 1,
                before => {
                    let next = Determination { supersedes: before.map(|before| before.id.clone()), ..next };
                    current.insert(subject(&next), next.clone());
                    recorded.new.push(next);
                }
            }
        }
        if let Some(first) = recorded.new.first() {
            let computations: BTreeSet<_> = recorded.new.iter().map(|one| one.computation.as_str()).collect();
            let subject = if computations.len() == 1 { first.computation.as_str() } else { "" };
            let detail = json!({ "number": recorded.new.len(), "unchanged": recorded.unchanged });
            self.line(DETERMINATIONS_RECORDED, subject, &detail, &content(&recorded.new)?).await?;
            for (number, one) in (1..).zip(&recorded.new) {
                insert(self.writer.connection(), one, number).await?;
            }
        }
        self.done();
        Ok(recorded)
    }

    /// The current determinations of all packs and periods that the new ones are of.
    async fn current(&mut self, new: &[NewDetermination]) -> Result<BTreeMap<Subject, Determination>, StoreError> {
        let slices: BTreeSet<_> = new.iter().map(|one| (one.pack.as_str(), one.period.as_str())).collect();
        let mut current = BTreeMap::new();
        for (pack, period) in slices {
            let query = DeterminationQuery { period: Some(period.to_owned()), ..DeterminationQuery::default() };
            let found = list(self.writer.connection(), pack, &query).await?;
            current.extend(found.into_iter().map(|one| (subject(&one), one)));
        }
        Ok(current)
    }

    fn identify_determination(&self, new: NewDetermination) -> Determination {
        Determination {
            id: self.new_id(),
            computation: new.computation,
            pack: new.pack,
            measure: new.measure,
            period: new.period,
            agency: new.agency,
            group: new.group,
            standard: new.standard,
            target: new.target,
            certainty: new.certainty,
            status: new.status,
            position: new.position,
            change: new.change,
            needed: new.needed,
            outcome: new.outcome,
            reason: new.reason,
            prior: new.prior,
            made_on: new.made_on,
            recorded_at: self.at,
            supersedes: None,
            recorded_in: self.next_line(),
        }
    }
}

impl Store {
    /// Determinations of a pack, in the order of their recording.
    ///
    /// # Errors
    /// What the database reports.
    pub async fn determinations(
        &self,
        pack: &str,
        query: &DeterminationQuery,
    ) -> Result<Vec<Determination>, StoreError> {
        list(&mut *self.reader().await?, pack, query).await
    }

    /// One determination by its id.
    ///
    /// # Errors
    /// What the database reports.
    pub async fn determination(&self, id: &str) -> Result<Option<Determination>, StoreError> {
        let row = sqlx::query("SELECT * FROM determination WHERE id = $1")
            .bind(id.to_owned())
            .fetch_optional(&mut *self.reader().await?)
            .await
            .map_err(failed_to("read a determination"))?;
        row.as_ref().map(read).transpose()
    }
}

/// Hash of determinations that were recorded in one go, for their audit line.
pub(crate) fn content(together: &[Determination]) -> Result<String, StoreError> {
    content_of(&together)
}

/// Determinations recorded under one audit line, in the order of their recording.
pub(crate) async fn recorded_in(
    connection: &mut SqliteConnection,
    line: i64,
) -> Result<Vec<Determination>, StoreError> {
    let rows = sqlx::query("SELECT * FROM determination WHERE recorded_in = $1 ORDER BY number")
        .bind(line)
        .fetch_all(connection)
        .await
        .map_err(failed_to("read the determinations"))?;
    rows.iter().map(read).collect()
}

async fn list(
    connection: &mut SqliteConnection,
    pack: &str,
    query: &DeterminationQuery,
) -> Result<Vec<Determination>, StoreError> {
    let rows = sqlx::query(
        "SELECT * FROM determination WHERE pack = $1 AND (period = $2 OR $2 IS NULL) AND (measure = $3 OR $3 IS NULL) \
         AND (agency = $4 OR $4 IS NULL) AND (computation_id = $5 OR $5 IS NULL) AND recorded_at <= $6 \
         AND ($7 = 1 OR NOT EXISTS (SELECT 1 FROM determination AS child \
         WHERE child.supersedes = determination.id AND child.recorded_at <= $6)) ORDER BY recorded_in, number",
    )
    .bind(pack.to_owned())
    .bind(query.period.clone())
    .bind(query.measure.clone())
    .bind(query.agency.clone())
    .bind(query.computation.clone())
    .bind(time::horizon(query.as_of))
    .bind(i64::from(query.superseded))
    .fetch_all(connection)
    .await
    .map_err(failed_to("read the determinations"))?;
    rows.iter().map(read).collect()
}

async fn insert(connection: &mut SqliteConnection, one: &Determination, number: i64) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO determination (id, computation_id, pack, measure, period, agency, grouping, standard, target, \
         status, change, needed, reason, prior, made_on, recorded_at, supersedes, recorded_in, number, \
         certainty, position, outcome) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, \
         $17, $18, $19, $20, $21, $22)",
    )
    .bind(one.id.as_str())
    .bind(one.computation.as_str())
    .bind(one.pack.as_str())
    .bind(one.measure.as_str())
    .bind(one.period.as_str())
    .bind(one.agency.as_str())
    .bind(one.group.as_str())
    .bind(one.standard.as_str())
    .bind(one.target.as_str())
    .bind(one.status.as_str())
    .bind(one.change.as_str())
    .bind(one.needed.as_deref())
    .bind(one.reason.as_str())
    .bind(one.prior.to_string())
    .bind(one.made_on.to_string())
    .bind(time::text(one.recorded_at))
    .bind(one.supersedes.as_deref())
    .bind(one.recorded_in)
    .bind(number)
    .bind(one.certainty.as_str())
    .bind(one.position.as_str())
    .bind(one.outcome.as_str())
    .execute(connection)
    .await
    .map_err(failed_to("write the determinations"))?;
    Ok(())
}

fn read(row: &SqliteRow) -> Result<Determination, StoreError> {
    Ok(Determination {
        id: row.text("id")?,
        computation: row.text("computation_id")?,
        pack: row.text("pack")?,
        measure: row.text("measure")?,
        period: row.text("period")?,
        agency: row.text("agency")?,
        group: row.text("grouping")?,
        standard: row.text("standard")?,
        target: row.text("target")?,
        certainty: row.text("certainty")?,
        status: row.text("status")?,
        position: row.text("position")?,
        change: row.text("change")?,
        needed: row.optional_text("needed")?,
        outcome: row.text("outcome")?,
        reason: row.text("reason")?,
        prior: row.json("prior")?,
        made_on: row.day("made_on")?,
        recorded_at: row.time("recorded_at")?,
        supersedes: row.optional_text("supersedes")?,
        recorded_in: row.number("recorded_in")?,
    })
}

fn subject(one: &Determination) -> Subject {
    [&one.pack, &one.period, &one.measure, &one.agency, &one.group, &one.standard].map(String::clone)
}

/// Whether a determination says what the current one says, of the same computation.
fn repeats(next: &Determination, current: &Determination) -> bool {
    let Determination { id, recorded_at, supersedes, recorded_in, .. } = current.clone();
    *current == Determination { id, recorded_at, supersedes, recorded_in, ..next.clone() }
}
