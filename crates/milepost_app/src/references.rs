use std::collections::{HashMap, HashSet};

use milepost_calendar::Period;
use milepost_dataset::References;
use milepost_pack::{Dataset, Pack};

use crate::home::{calendar_of, dataset_of};
use crate::slices::rows_of;
use crate::{AppError, Home, values};

/// Values by dataset and column.
#[derive(Default)]
pub(crate) struct Known(HashMap<(String, String), HashSet<String>>);

impl References for Known {
    fn holds(&mut self, dataset: &str, column: &str, value: &str) -> bool {
        self.0.get(&(dataset.to_owned(), column.to_owned())).is_some_and(|values| values.contains(value))
    }
}

impl Home {
    /// The values of other datasets that columns of this one refer to: those of the same period, or,
    /// where none was named, of every period.
    pub(crate) async fn references(
        &self,
        pack: &Pack,
        dataset: &Dataset,
        period: Option<&Period>,
    ) -> Result<Known, AppError> {
        let mut known = Known::default();
        for (other, column) in dataset.columns.iter().filter_map(|c| c.references.as_ref()) {
            let key = (other.clone(), column.clone());
            if known.0.contains_key(&key) {
                continue;
            }
            let declared = dataset_of(pack, other)?;
            let calendar = calendar_of(pack, &declared.calendar)?;
            let place = declared.columns.iter().position(|c| c.id == *column);
            let mut found = HashSet::new();
            for label in self.store.submitted_labels(&pack.id, other, None).await? {
                let Ok(slice) = calendar.period(&label) else { continue };
                if period.is_some_and(|p| slice.end < p.start || p.end < slice.start) {
                    continue;
                }
                let standing = self.standing(pack, other, &slice).await?;
                for row in rows_of(self.store.files(), declared, &standing)? {
                    found.extend(place.map(|place| values::text(&row.values[place])));
                }
            }
            known.0.insert(key, found);
        }
        Ok(known)
    }
}
