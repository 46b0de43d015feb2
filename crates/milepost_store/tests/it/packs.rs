//! Installed releases.

use std::collections::BTreeMap;

use milepost_store::{FileHash, NewPackRelease, StoreError};

use crate::given::{begin, error, folder, home, install, march, run};

#[test]
fn the_current_release_is_the_one_installed_last_by_then() {
    run(async {
        let folder = folder();
        let store = home(folder.path()).await;
        assert_eq!(store.current_pack("garden").await.expect("read"), None);
        let first = install(&store, "1", march(2)).await;
        let second = install(&store, "2", march(4)).await;
        let back = install(&store, "1", march(6)).await;
        assert_ne!(first.id, back.id);
        assert_eq!(first.hash, back.hash);
        for (day, expected) in [(1, None), (2, Some(&first)), (3, Some(&first)), (5, Some(&second)), (6, Some(&back))] {
            assert_eq!(store.pack_as_of("garden", march(day)).await.expect("read").as_ref(), expected, "{day}");
        }
        assert_eq!(store.current_pack("garden").await.expect("read").as_ref(), Some(&back));
        assert_eq!(store.current_pack("forest").await.expect("read"), None);
        assert_eq!(store.pack_release(&second.id).await.expect("read").as_ref(), Some(&second));
        let files = store.pack_files(&second.id).await.expect("read");
        assert_eq!(files, BTreeMap::from([("pack.toml".to_owned(), FileHash::of(b"release = '2'"))]));
        assert_eq!(store.files().read(files["pack.toml"]).expect("read"), b"release = '2'");
        assert_eq!(store.pack_releases().await.expect("read"), [first, second, back]);
    });
}

#[test]
fn a_release_whose_file_was_not_put_first_is_not_installed() {
    run(async {
        let folder = folder();
        let store = home(folder.path()).await;
        let nowhere = FileHash::of(b"never put");
        let new = NewPackRelease {
            pack: "garden".into(),
            release: "1".into(),
            hash: "hash".into(),
            files: BTreeMap::from([("pack.toml".into(), nowhere)]),
        };
        let mut unit = begin(&store, march(2)).await;
        let refused = error(unit.install_pack(new).await);
        assert!(matches!(refused, StoreError::FileMissing { hash } if hash == nowhere), "{refused}");
        assert!(matches!(error(unit.commit().await), StoreError::Unsound));
        assert_eq!(store.pack_releases().await.expect("read"), []);
        assert_eq!(store.audit_head().await.expect("a head").seq, 1);
    });
}
