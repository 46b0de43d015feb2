use milepost_store::Submission;

use crate::{AppError, Home};

/// A submission as a history lists it.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The submission.
    pub submission: Submission,
    /// Labels of the periods for which it has been, or is, what stands.
    pub periods: Vec<String>,
    /// How much of it still counts.
    pub stands: Stands,
}

/// How much of a submission still counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stands {
    /// All of it.
    Yes,
    /// Later submissions have taken its place for some periods or agencies.
    Partly,
    /// Nothing: later submissions have taken its whole place, or it was rejected.
    No,
}

impl Stands {
    /// The word in lists: `yes`, `partly`, `no`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::Partly => "partly",
            Self::No => "no",
        }
    }
}

impl Home {
    /// Every submission, the first one first, pack by pack.
    ///
    /// # Errors
    /// The world broke.
    pub async fn submissions(&self) -> Result<Vec<Listed>, AppError> {
        let mut all = Vec::new();
        for installed in self.packs() {
            let pack = &installed.pack.id;
            let standing = self.store.standing(pack, None).await?;
            for submission in self.store.submissions(pack, None, None).await? {
                let periods = self.store.submitted_periods(&submission.id).await?;
                let periods: Vec<String> = periods.into_iter().map(|p| p.period).collect();
                let mut stands = Vec::new();
                for period in &periods {
                    let slice = (&submission.dataset, period);
                    stands.push(
                        match standing.iter().any(|s| s.submission == submission.id && slice == (&s.dataset, &s.period))
                        {
                            true => self.stands_for(pack, &submission, period).await?,
                            false => Stands::No,
                        },
                    );
                }
                let first = stands.first().copied().unwrap_or(Stands::No);
                let stands = if stands.iter().all(|s| *s == first) { first } else { Stands::Partly };
                all.push(Listed { submission, periods, stands });
            }
        }
        Ok(all)
    }

    /// Whether a submission that stands for a period does so for all agencies in it.
    async fn stands_for(&self, pack: &str, submission: &Submission, period: &str) -> Result<Stands, AppError> {
        let sources = self.store.slice_sources(pack, &submission.dataset, period, None).await?;
        let own = sources.iter().find(|source| source.submission.id == submission.id);
        let whole = own.is_some_and(|own| !own.agencies.iter().any(|rows| own.except.contains(&rows.agency)));
        Ok(if whole { Stands::Yes } else { Stands::Partly })
    }
}
