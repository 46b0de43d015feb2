//! The file area: bytes under their own hash.

use std::fs;
use std::io::{self, Read, Write};
use std::path::Path;

use milepost_store::{FileHash, StoreError};

use crate::given::{error, folder, home, home_with_pack, reopened, run};

/// Files below a folder, by name.
fn listed(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(listed(&path));
        } else {
            found.push(path.file_name().expect("a name").to_string_lossy().into_owned());
        }
    }
    found.sort();
    found
}

#[test]
fn bytes_lie_under_their_blake3_hash() {
    run(async {
        let folder = folder();
        let store = home(folder.path()).await;
        // The first test vector published with BLAKE3: no bytes at all.
        let name = "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262";
        let empty = store.files().put(b"").expect("stored");
        assert_eq!(empty.to_string(), name);
        assert_eq!(store.files().path_of(empty), folder.path().join("files/af").join(name));
        assert_eq!(fs::read(store.files().path_of(empty)).expect("a file"), b"");
        assert_eq!(store.files().read(empty).expect("read"), b"");
        assert_eq!(name.parse::<FileHash>().expect("a hash"), empty);
    });
}

#[test]
fn every_way_in_gives_the_same_name_and_every_way_out_the_same_bytes() {
    run(async {
        let folder = folder();
        let store = home(folder.path()).await;
        let files = store.files();
        let bytes: Vec<u8> =
            (0..3_000_000_u32).flat_map(|number| (number.wrapping_mul(7) as u8).to_le_bytes()).collect();
        let hash = files.put_reader(bytes.as_slice()).expect("stored");
        let mut writer = files.writer().expect("a writer");
        for chunk in bytes.chunks(4093) {
            writer.write_all(chunk).expect("written");
        }
        assert_eq!(writer.bytes(), 3_000_000);
        assert_eq!(writer.finish().expect("stored"), hash);
        assert_eq!(files.put(&bytes).expect("stored"), hash);
        assert_eq!(FileHash::of(&bytes), hash);
        assert_eq!(files.read(hash).expect("read"), bytes);
        let mut read = Vec::new();
        files.open(hash).expect("open").read_to_end(&mut read).expect("read");
        assert_eq!(read, bytes);
        assert_eq!(listed(&folder.path().join("files")), [hash.to_string()]);
    });
}

#[test]
fn what_is_not_finished_leaves_nothing_behind() {
    run(async {
        let folder = folder();
        let store = home(folder.path()).await;
        let mut writer = store.files().writer().expect("a writer");
        writer.write_all(b"half").expect("written");
        drop(writer);
        let broken = b"half".chain(Broken);
        let refused = error(store.files().put_reader(broken));
        assert!(matches!(refused, StoreError::File { .. }), "{refused}");
        assert_eq!(listed(&folder.path().join("files")), [""; 0]);
    });
}

struct Broken;

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::Error::other("the line went dead"))
    }
}

#[test]
fn a_full_disk_is_called_by_its_name() {
    run(async {
        let folder = folder();
        let store = home(folder.path()).await;
        struct Full;
        impl Read for Full {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::ErrorKind::StorageFull.into())
            }
        }
        let refused = error(store.files().put_reader(Full));
        assert!(matches!(refused, StoreError::DiskFull { .. }), "{refused}");
        assert!(refused.to_string().starts_with("the disk is full: could not write "), "{refused}");
    });
}

#[test]
fn damage_is_seen_and_mended_by_putting_again() {
    run(async {
        let folder = folder();
        let store = home(folder.path()).await;
        let hash = store.files().put(b"figures").expect("stored");
        let path = store.files().path_of(hash);
        fs::write(&path, b"Figures").expect("damaged");
        for refused in [error(store.files().read(hash)), error(store.files().open(hash))] {
            match refused {
                StoreError::FileDamaged { hash: named, found } => {
                    assert_eq!((named, found), (hash, FileHash::of(b"Figures")));
                }
                other => panic!("{other}"),
            }
        }
        fs::remove_file(&path).expect("removed");
        assert!(matches!(error(store.files().read(hash)), StoreError::FileMissing { .. }));
        assert!(matches!(error(store.files().open(hash)), StoreError::FileMissing { .. }));
        fs::write(&path, b"Figures").expect("damaged");
        drop(store);
        let store = reopened(folder.path()).await;
        assert_eq!(store.files().put(b"figures").expect("stored"), hash);
        assert_eq!(store.files().read(hash).expect("read"), b"figures");
    });
}

#[test]
fn only_a_hash_names_a_file() {
    let good = "0123456789abcdef".repeat(4);
    assert_eq!(good.parse::<FileHash>().expect("a hash").to_string(), good);
    let long = format!("{good}0");
    let capital = good.to_uppercase();
    let path = format!("../{}", &good[3..]);
    for text in ["", &good[1..], &long, &capital, &path, &"é".repeat(32)] {
        assert!(matches!(error(text.parse::<FileHash>()), StoreError::NotAHash { .. }), "{text}");
    }
}

#[test]
fn a_sweep_takes_what_no_row_speaks_of_and_nothing_else() {
    run(async {
        let folder = folder();
        let (store, release) = home_with_pack(folder.path()).await;
        let orphan = store.files().put(b"an orphan").expect("stored");
        let kept = store.pack_files(&release.id).await.expect("files")["pack.toml"];
        let swept = store.sweep_orphans().await.expect("swept");
        assert_eq!((swept.files, swept.bytes), (0, 0), "the row of a file that was just put may be on its way");
        store.close().await.expect("closed");
        // What a process leaves that dies while it writes, and what somebody else put there.
        fs::write(folder.path().join("files/incoming/7"), b"half").expect("written");
        fs::write(folder.path().join("files/note.txt"), b"hello").expect("written");
        fs::write(folder.path().join("files/af/hello"), b"hello").err();
        let store = reopened(folder.path()).await;
        let fresh = store.files().put(b"fresh").expect("stored");
        let swept = store.sweep_orphans().await.expect("swept");
        assert_eq!((swept.files, swept.bytes), (1, 9));
        assert!(!store.files().path_of(orphan).exists());
        let mut left = listed(&folder.path().join("files"));
        left.retain(|name| name != "hello");
        let mut expected = [kept.to_string(), fresh.to_string(), "note.txt".into()];
        expected.sort();
        assert_eq!(left, expected);
        assert_eq!(store.sweep_orphans().await.expect("swept").files, 0);
    });
}

#[test]
fn a_sweep_is_not_taken_in_by_what_was_never_committed() {
    run(async {
        let folder = folder();
        let (store, release) = home_with_pack(folder.path()).await;
        store.files().put(b"given up").expect("stored");
        store.close().await.expect("closed");
        let store = reopened(folder.path()).await;
        let new = milepost_store::NewSubmission {
            original: Some(FileHash::of(b"given up")),
            ..crate::given::plain(&release, None)
        };
        let mut unit = crate::given::begin(&store, crate::given::march(2)).await;
        unit.record_submission(new).await.expect("recorded");
        drop(unit);
        assert_eq!(store.sweep_orphans().await.expect("swept").files, 1);
    });
}
