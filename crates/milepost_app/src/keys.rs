use std::collections::{BTreeSet, HashMap};

use milepost_dataset::{StoredRow, StoredRows, read_slice};
use milepost_pack::{Dataset, Pack};
use milepost_store::{NewSubmission, SliceFile, SliceSource, SubmittedPeriod};

use crate::home::calendar_of;
use crate::{AppError, Home, values};

impl Home {
    /// Refuses the submission of one agency when another agency's, which stands beside it, has rows with the same
    /// keys: both would be counted. Within a submission intake has seen to it.
    pub(crate) async fn no_key_twice(
        &self,
        pack: &Pack,
        dataset: &Dataset,
        new: &NewSubmission,
    ) -> Result<(), AppError> {
        let Some(agency) = &new.coverage else { return Ok(()) };
        let calendar = calendar_of(pack, &dataset.calendar)?;
        for submitted in new.periods.iter().filter(|submitted| !submitted.files.is_empty()) {
            let period = calendar.period(&submitted.period).map_err(|e| AppError::Usage(e.to_string()))?;
            let standing = self.standing(pack, &dataset.id, &period).await?;
            let beside = |source: &&SliceSource| source.submission.coverage.as_ref() != Some(agency);
            let others: Vec<&SliceSource> = standing.sources.iter().filter(beside).collect();
            if !others.is_empty() {
                self.apart(dataset, submitted, &others)?;
            }
        }
        Ok(())
    }

    fn apart(&self, dataset: &Dataset, submitted: &SubmittedPeriod, others: &[&SliceSource]) -> Result<(), AppError> {
        let unreadable = |error| AppError::world(format!("stored rows of `{}` can't be read", dataset.id), error);
        let mut own: HashMap<Vec<String>, u64> = HashMap::new();
        for file in &submitted.files {
            for row in self.stored(dataset, file)? {
                let row = row.map_err(unreadable)?;
                own.insert(key(dataset, &row), row.line);
            }
        }
        let spoken_for: BTreeSet<&str> = submitted.agencies.iter().map(|rows| rows.agency.as_str()).collect();
        for (source, file) in others.iter().flat_map(|source| source.files.iter().map(move |file| (source, file))) {
            for row in self.stored(dataset, file)? {
                let row = row.map_err(unreadable)?;
                let counts = !source.except.contains(&*row.agency) && !spoken_for.contains(&*row.agency);
                if let Some(line) = own.get(&key(dataset, &row)).filter(|_| counts) {
                    return Err(AppError::Input(format!(
                        "line {line}: key {} of {} stands already, in what {} sent about {}: settle whose case it is; \
                         nothing was loaded",
                        key(dataset, &row).join(", "),
                        submitted.period,
                        source.submission.received_by,
                        row.agency,
                    )));
                }
            }
        }
        Ok(())
    }

    fn stored(&self, dataset: &Dataset, file: &SliceFile) -> Result<StoredRows, AppError> {
        let source = self.store.files().open(file.file)?;
        let unreadable = |error| AppError::world(format!("stored rows of `{}` can't be read", dataset.id), error);
        read_slice(source, dataset).map_err(unreadable)
    }
}

fn key(dataset: &Dataset, row: &StoredRow) -> Vec<String> {
    dataset.key.iter().map(|slot| values::text(&row.values[slot.0])).collect()
}
