use std::collections::BTreeSet;

use crate::{Bound, Kind, Pack};

impl Pack {
    /// Leaves only the measures of these ids, those they are made of, those that their standards compare them with,
    /// and the standards of these ids. Their results and determinations are what they would be beside all others.
    pub fn keep_measures(&mut self, ids: &BTreeSet<&str>) {
        let kept = self.needed_for(ids);
        let places: Vec<Option<usize>> = kept
            .iter()
            .scan(0, |next, is_kept| {
                let place = *next;
                *next += usize::from(*is_kept);
                Some(is_kept.then_some(place))
            })
            .collect();
        self.measure_order = self.measure_order.iter().filter_map(|index| *places.get(*index)?).collect();
        let mut kept = kept.into_iter();
        self.measures.retain(|_| kept.next().unwrap_or_default());
        self.standards.retain(|standard| ids.contains(standard.measure.as_str()));
    }

    /// For each measure whether it is one of these or one that they need.
    fn needed_for(&self, ids: &BTreeSet<&str>) -> Vec<bool> {
        let mut needed: BTreeSet<&str> = ids.clone();
        for standard in self.standards.iter().filter(|standard| ids.contains(standard.measure.as_str())) {
            if let Bound::OfResults { low, high } = &standard.bound {
                needed.extend(low.as_deref());
                needed.extend(high.as_deref());
            }
        }
        // Each stands after the measures that it reads.
        for measure in self.measure_order.iter().rev().filter_map(|index| self.measures.get(*index)) {
            if let Kind::Derived(derived) = &measure.kind
                && needed.contains(measure.id.as_str())
            {
                needed.extend(derived.inputs.iter().map(String::as_str));
            }
        }
        self.measures.iter().map(|measure| needed.contains(measure.id.as_str())).collect()
    }
}
