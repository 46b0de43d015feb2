use milepost_expression::Type;

use super::Build;
use super::formula::{View, Wanted};
use super::program::codes;
use super::rows::Rows;
use crate::read::{Entry, Text};
use crate::rules::{p009_dangling, p021_expression, p022_type_of_place, p028_groups};
use crate::{CodeList, Formula, GroupBy, Stratifier};

impl<'a> Build<'a> {
    pub(super) fn stratifiers(&mut self, rows: &Rows<'a>, lists: &[CodeList]) -> Vec<Stratifier> {
        let entries = rows.entry.entries("stratifier");
        entries.iter().filter_map(|entry| self.stratifier(entry, rows, lists)).collect()
    }

    fn stratifier(&mut self, entry: &Entry, rows: &Rows<'a>, lists: &[CodeList]) -> Option<Stratifier> {
        let groups = entry.entries("groups");
        let conditions = groups.iter().filter(|group| group.mentions("when")).count();
        let (by, groups) = match entry.text("by") {
            None if entry.mentions("by") => return None,
            None if conditions == groups.len() && conditions > 0 => {
                let conditions = groups.iter().map(|group| {
                    let text = group.text("when")?;
                    self.formula(text, View::whole(rows), Wanted::Condition)
                });
                let conditions: Vec<Option<Formula>> = conditions.collect();
                (GroupBy::Conditions(conditions.into_iter().collect::<Option<Vec<_>>>()?), codes(groups))
            }
            None => {
                self.problems.push(p028_groups::no_way(entry, groups.len(), conditions));
                return None;
            }
            Some(_) if conditions > 0 => {
                self.problems.push(p028_groups::both(entry));
                return None;
            }
            Some(by) => self.by_name(entry, by, rows, lists)?,
        };
        let (id, title) = (entry.string("id"), entry.string("title"));
        Some(Stratifier { id, title, groups, by, span: entry.span.clone() })
    }

    fn by_name(
        &mut self,
        entry: &Entry,
        by: &Text,
        rows: &Rows<'a>,
        lists: &[CodeList],
    ) -> Option<(GroupBy, Vec<crate::Code>)> {
        let Some((slot, kind)) = rows.find(&by.text) else {
            let whose = format!("dataset `{}`", rows.entry.id());
            self.problems.push(p009_dangling::local("column or derived value", by, rows.names(), &whose));
            return None;
        };
        let column = rows.entry.entries("column").iter().find(|column| column.id() == by.text);
        let list = column.and_then(|column| column.text("codes"));
        let list = list.and_then(|list| self.code_list(lists, &list.text));
        let declared = codes(entry.entries("groups"));
        let groups = match list {
            Some(list) if !entry.mentions("groups") => list.codes.clone(),
            _ if !declared.is_empty() => declared,
            // The column's code list doesn't resolve, and that has been said.
            _ if column.is_some_and(|column| column.mentions("codes")) && list.is_none() => return None,
            _ => {
                self.problems.push(p028_groups::open(entry, by));
                return None;
            }
        };
        if let Some(list) = list {
            for group in entry.entries("groups") {
                p028_groups::not_in_list(group, list, self.problems);
            }
        }
        match kind? {
            Type::Text => Some((GroupBy::Text(slot), groups)),
            Type::Codes => Some((GroupBy::Codes(slot), groups)),
            Type::Boolean => self.by_truth(entry, by, rows, groups),
            other => {
                self.problems.push(p022_type_of_place::column(
                    by,
                    "a stratifier",
                    "text, codes or true and false",
                    other,
                ));
                None
            }
        }
    }

    /// Groups by a boolean: `true` and `false` become conditions, so that nothing else has to know how
    /// truth is spelled.
    fn by_truth(
        &mut self,
        entry: &Entry,
        by: &Text,
        rows: &Rows<'a>,
        groups: Vec<crate::Code>,
    ) -> Option<(GroupBy, Vec<crate::Code>)> {
        let mut conditions = Vec::new();
        for group in &groups {
            let text = match group.code.as_str() {
                "true" => by.text.clone(),
                "false" => format!("NOT {}", by.text),
                _ => {
                    self.problems.push(p028_groups::neither_true_nor_false(entry, by, &group.code));
                    return None;
                }
            };
            match milepost_expression::compile(&text, &rows.scope(rows.derived.len(), true)) {
                Ok(expression) => conditions.push(Formula { text, span: by.span.clone(), expression }),
                Err(faults) => {
                    self.problems.extend(faults.iter().map(|fault| p021_expression::whole(by, fault)));
                    return None;
                }
            }
        }
        Some((GroupBy::Conditions(conditions), groups))
    }
}
