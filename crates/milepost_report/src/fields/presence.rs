//! Fields that ask whether there is something to say, so that a text can say that there isn't.

use minijinja::value::{Kwargs, Value};
use minijinja::{Environment, Error};

use super::{Desk, Options};
use crate::facts::FactError;

/// The most periods that a field gives.
const MOST_PERIODS: usize = 120;

pub(super) fn add_to(env: &mut Environment<'_>, desk: &Desk) {
    let known = desk.clone();
    env.add_function("known", move |measure: String, group: Option<String>, options: Kwargs| {
        let found = known.result(&measure, group, &options)?.map(drop);
        known.present(found, &options)
    });
    let judged = desk.clone();
    env.add_function("judged", move |measure: String, group: Option<String>, options: Kwargs| {
        let found = judged.judgement(&measure, group, &options)?.map(drop);
        judged.present(found, &options)
    });
    let desk = desk.clone();
    env.add_function("periods", move |measure: String, most: usize, options: Kwargs| {
        let named = Options::of(None, &options)?;
        let periods = desk.facts.periods(&named.asked(&measure), most.min(MOST_PERIODS));
        let none = Value::from(Vec::<String>::new());
        let labels = desk.settle(periods, none, |labels| Ok(Value::from(labels)))?;
        options.assert_all_used()?;
        Ok(labels)
    });
}

impl Desk {
    /// True or false for a name that is known; what nobody declares stays an error.
    fn present(&self, found: Result<(), FactError>, options: &Kwargs) -> Result<Value, Error> {
        let found = match found {
            Err(FactError::Unanswerable { .. }) => Ok(false),
            Err(error) => Err(error),
            Ok(()) => Ok(true),
        };
        let present = self.settle(found, false.into(), |found| Ok(found.into()))?;
        options.assert_all_used()?;
        Ok(present)
    }
}
