//! The rules on their own, without a file system.

use crate::files::check::{Facts, Kind, Sharing, Why, file, folder, single_file};

const OURS: Facts = Facts { kind: Kind::File, owner: 7, mode: 0o600, names: 1 };

#[test]
fn a_file_must_be_regular_ours_and_not_writable_by_others() {
    for fine in [
        OURS,
        Facts { owner: 0, ..OURS },
        Facts { mode: 0o644, ..OURS },
        Facts { mode: 0o4755, ..OURS },
        Facts { names: 2, ..OURS },
    ] {
        assert_eq!(file(fine, 7), Ok(()), "{fine:?}");
    }
    for (facts, why) in [
        (Facts { kind: Kind::Link, ..OURS }, Why::Link),
        (Facts { kind: Kind::Other, ..OURS }, Why::NoFile),
        (Facts { kind: Kind::Folder, ..OURS }, Why::NoFile),
        (Facts { owner: 8, ..OURS }, Why::Owner { owner: 8, user: 7 }),
        (Facts { mode: 0o620, ..OURS }, Why::Writable { mode: 0o620 }),
        (Facts { mode: 0o602, ..OURS }, Why::Writable { mode: 0o602 }),
    ] {
        assert_eq!(file(facts, 7), Err(why));
        assert_eq!(single_file(facts, 7), Err(why));
    }
    assert_eq!(single_file(OURS, 7), Ok(()));
    assert_eq!(single_file(Facts { names: 2, ..OURS }, 7), Err(Why::Names(2)));
    // Root trusts only root's files.
    assert_eq!(file(OURS, 0), Err(Why::Owner { owner: 7, user: 0 }));
}

#[test]
fn a_folder_must_not_be_writable_by_others_unless_it_is_sticky() {
    let ours = Facts { kind: Kind::Folder, mode: 0o750, ..OURS };
    for (mode, alone, sticky) in [
        (0o700, true, true),
        (0o755, true, true),
        (0o2750, true, true),
        (0o770, false, false),
        (0o777, false, false),
        (0o1777, false, true),
        (0o1775, false, true),
    ] {
        let facts = Facts { mode, ..ours };
        assert_eq!(folder(facts, 7, Sharing::Alone).is_ok(), alone, "{mode:o}");
        assert_eq!(folder(facts, 7, Sharing::Sticky).is_ok(), sticky, "{mode:o}");
        // The sticky bit of another user's folder protects nothing from that user.
        let theirs = Facts { owner: 8, ..facts };
        assert!(folder(theirs, 7, Sharing::Sticky).is_err(), "{mode:o}");
    }
    assert_eq!(folder(OURS, 7, Sharing::Alone), Err(Why::NoFolder));
}
