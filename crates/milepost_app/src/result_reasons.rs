//! Why results are made that differ from those before.

use milepost_pack::Pack;
use milepost_store::{Computation, NewComputation};

use crate::home::{Installed, meaning};
use crate::reason::{Change, Reason};
use crate::{AppError, Home};

impl Home {
    /// What differs from the inputs of the latest computation.
    pub(crate) async fn result_reasons(
        &self,
        installed: &Installed,
        latest: Option<&Computation>,
        new: &NewComputation,
    ) -> Result<Vec<Reason>, AppError> {
        let Some(latest) = latest else { return Ok(vec![Reason::new("results", "", Change::New)]) };
        let mut reasons = Vec::new();
        let before = self.store.computation_cells(&latest.id).await?;
        for cells in &new.cells {
            let known = before.iter().find(|known| known.dataset == cells.dataset && known.period == cells.period);
            let name = format!("{} {}", cells.dataset, cells.period);
            match known {
                None => reasons.push(Reason::new("cells", name, Change::New)),
                Some(known) if known.input_hash != cells.input_hash => {
                    reasons.push(Reason::new("cells", name, Change::Changed));
                }
                Some(_) => {}
            }
        }
        let read = self.store.computation_inputs(&latest.id).await?;
        for input in new.inputs.iter().filter(|input| !read.contains(input)) {
            reasons.push(Reason::new("submission", &input.submission, Change::New));
        }
        for input in read.iter().filter(|input| !new.inputs.contains(input)) {
            reasons.push(Reason::new("submission", &input.submission, Change::Gone));
        }
        if latest.release != new.release {
            let releases = self.store.pack_releases().await?;
            if let Some(release) = releases.iter().find(|release| release.id == latest.release) {
                self.add_differences(&self.read_release(release).await?, &installed.pack, &mut reasons);
                let names = format!("{} to {}", release.release, installed.release.release);
                reasons.push(Reason::new("release", names, Change::Changed));
            }
        }
        Ok(reasons)
    }

    /// What roll-up reads of a pack, where it differs.
    fn add_differences(&self, before: &Pack, after: &Pack, reasons: &mut Vec<Reason>) {
        for measure in &after.measures {
            match before.measures.iter().find(|m| m.id == measure.id) {
                None => reasons.push(Reason::new("measure", &measure.id, Change::New)),
                Some(old) if meaning(before, old) != meaning(after, measure) => {
                    reasons.push(Reason::new("measure", &measure.id, Change::Changed));
                }
                Some(_) => {}
            }
        }
        let gone = before.measures.iter().filter(|m| !after.measures.iter().any(|n| n.id == m.id));
        reasons.extend(gone.map(|measure| Reason::new("measure", &measure.id, Change::Gone)));
        for setting in &after.settings {
            let old = before.settings.iter().find(|s| s.id == setting.id);
            if old.is_some_and(|old| format!("{:?}", old.values) != format!("{:?}", setting.values)) {
                reasons.push(Reason::new("setting", &setting.id, Change::Changed));
            }
        }
        let tree = |pack: &Pack| format!("{:?} {:?}", pack.agencies, pack.memberships);
        if tree(before) != tree(after) {
            reasons.push(Reason::new("memberships", "", Change::Changed));
        }
    }
}
