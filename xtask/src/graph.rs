use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

use crate::run;

/// The packages that cargo resolved for the workspace.
pub(crate) struct Graph {
    /// By cargo's package id.
    pub(crate) packages: BTreeMap<String, Package>,
}

/// One package, with what it needs when it is built and run; what only its tests need is left out.
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) licence: Option<String>,
    /// True for a crate of ours.
    pub(crate) ours: bool,
    /// Package ids.
    pub(crate) uses: BTreeSet<String>,
}

impl Graph {
    /// Asks cargo.
    pub(crate) fn of(root: &Path) -> Result<Self, String> {
        let text = run::output(run::cargo(root, &["metadata", "--format-version", "1", "--quiet"]))?;
        let metadata: Value = serde_json::from_str(&text).map_err(|error| format!("cargo metadata: {error}"))?;
        Ok(Self::read(&metadata))
    }

    fn read(metadata: &Value) -> Self {
        let ours: BTreeSet<&str> = list(&metadata["workspace_members"]).filter_map(Value::as_str).collect();
        let uses: BTreeMap<&str, &Value> = list(&metadata["resolve"]["nodes"])
            .filter_map(|node| Some((node["id"].as_str()?, &node["deps"])))
            .collect();
        let package = |package: &Value| {
            let id = package["id"].as_str()?;
            let edges = uses.get(id).copied().unwrap_or(&Value::Null);
            let shipped = |edge: &&Value| list(&edge["dep_kinds"]).any(|kind| kind["kind"] != "dev");
            let found = Package {
                name: package["name"].as_str()?.to_owned(),
                version: package["version"].as_str()?.to_owned(),
                licence: package["license"].as_str().map(str::to_owned),
                ours: ours.contains(id),
                uses: list(edges).filter(shipped).filter_map(|e| Some(e["pkg"].as_str()?.to_owned())).collect(),
            };
            Some((id.to_owned(), found))
        };
        Self { packages: list(&metadata["packages"]).filter_map(package).collect() }
    }

    /// Our own crates by name.
    pub(crate) fn ours(&self) -> impl Iterator<Item = (&String, &Package)> {
        self.packages.iter().filter(|(_, package)| package.ours)
    }

    /// The names of packages directly used.
    pub(crate) fn names<'a>(&'a self, ids: &'a BTreeSet<String>) -> impl Iterator<Item = &'a str> {
        ids.iter().filter_map(|id| self.packages.get(id)).map(|package| package.name.as_str())
    }

    /// Everything reached from a package, by name, each with the way to it.
    pub(crate) fn reached(&self, id: &str) -> BTreeMap<&str, String> {
        let mut ways: BTreeMap<&str, String> = BTreeMap::new();
        let mut open: Vec<(&str, String)> = vec![(id, String::new())];
        while let Some((id, way)) = open.pop() {
            for used in self.packages.get(id).iter().flat_map(|package| &package.uses) {
                let Some(package) = self.packages.get(used) else { continue };
                if !ways.contains_key(package.name.as_str()) {
                    let way = format!("{way} → {}", package.name);
                    ways.insert(&package.name, way.clone());
                    open.push((used, way));
                }
            }
        }
        ways
    }
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A graph of crates, some ours, and who uses whom; `dev:` marks what only tests use.
    pub(crate) fn graph(crates: &[(&str, bool, &[&str])]) -> Graph {
        let packages: Vec<Value> = crates
            .iter()
            .map(|(name, ..)| serde_json::json!({"id": name, "name": name, "version": "1.0.0", "license": "MIT"}))
            .collect();
        let node = |(name, _, uses): &(&str, bool, &[&str])| {
            let edge = |used: &&str| match used.strip_prefix("dev:") {
                Some(used) => serde_json::json!({"pkg": used, "dep_kinds": [{"kind": "dev"}]}),
                None => serde_json::json!({"pkg": used, "dep_kinds": [{"kind": null}]}),
            };
            serde_json::json!({"id": name, "deps": uses.iter().map(edge).collect::<Vec<_>>()})
        };
        let members: Vec<&str> = crates.iter().filter(|c| c.1).map(|c| c.0).collect();
        Graph::read(&serde_json::json!({
            "packages": packages,
            "workspace_members": members,
            "resolve": {"nodes": crates.iter().map(node).collect::<Vec<_>>()},
        }))
    }

    #[test]
    fn what_only_tests_use_is_not_reached() {
        let graph =
            graph(&[("a", true, &["b", "dev:d"]), ("b", false, &["c"]), ("c", false, &["b"]), ("d", false, &[])]);
        let reached: Vec<(&str, String)> = graph.reached("a").into_iter().collect();
        assert_eq!(reached, [("b", " → b".to_owned()), ("c", " → b → c".to_owned())]);
    }
}
