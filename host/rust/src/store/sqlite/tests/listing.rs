//! Listing subjects and rules.

use super::folder;
use crate::store::sqlite::SqliteStore;
use crate::store::{RuleImport, SubjectImport};
use rusqlite::Connection;

fn import(store: &SqliteStore, tenant: &str, csv: &str) {
    store.import_subjects(tenant, SubjectImport::from_csv(csv.as_bytes())).unwrap();
}

fn names(found: &[SubjectImport]) -> Vec<&str> {
    found.iter().map(|subject| subject.subject.as_str()).collect()
}

#[test]
fn subjects_are_listed_page_by_page_as_they_can_be_imported() {
    let (_folder, path) = folder();
    let store = SqliteStore::open(&path).unwrap();
    let csv = "subject,standing,purposes,mail,device,locale\n\
               Bob@Example.com,disabled,elevation;activation,b@example.com,,de\n\
               ann@example.com,active,,,,\n\
               d\\PC$,active,all,,01234567-89ab-cdef-0123-456789abcdef,\n";
    import(&store, "one", csv);
    import(&store, "two", "subject\nother\n");
    let all = store.subjects("one", "", 10).unwrap();
    let first = store.subjects("one", "", 2).unwrap();
    let last = store.subjects("one", &first[1].subject, 2).unwrap();
    assert_eq!([first, last].concat(), all);
    assert!(names(&all).is_sorted() && all.len() == 3, "{all:?}");
    let bob = store.subject("one", "BOB@example.com").unwrap().unwrap();
    assert_eq!((bob.purposes.len(), bob.mail.as_deref()), (2, Some("b@example.com")));
    assert_eq!(bob.locale.as_ref().map(|locale| locale.as_str()), Some("de"));
    assert_eq!(store.subject("two", "bob@example.com").unwrap(), None);
    // What is listed can be imported, and is the same then.
    let again = all.clone().into_iter().map(Ok::<_, std::convert::Infallible>);
    store.import_subjects("three", again).unwrap();
    assert_eq!(store.subjects("three", "", 10).unwrap(), all);
}

#[test]
fn an_import_that_is_published_takes_precedence() {
    let (_folder, path) = folder();
    let store = SqliteStore::open(&path).unwrap();
    import(&store, "one", "subject,standing\nann,active\nbob,active\n");
    let beside = Connection::open(&path).unwrap();
    let staged = "INSERT INTO imports (id, tenant, published) VALUES (7, 'one', 0);
        INSERT INTO staged (import, subject, standing, purposes) VALUES (7, 'bob', 'disabled', '');
        INSERT INTO staged (import, subject, standing, purposes) VALUES (7, 'carl', 'active', '')";
    beside.execute_batch(staged).unwrap();
    assert_eq!(names(&store.subjects("one", "", 10).unwrap()), ["ann", "bob"]);
    beside.execute_batch("UPDATE imports SET published = 1").unwrap();
    let found = store.subjects("one", "", 10).unwrap();
    assert_eq!(names(&found), ["ann", "bob", "carl"]);
    assert_eq!(store.subject("one", "bob").unwrap().as_ref(), found.get(1));
    assert_ne!(found[0].standing, found[1].standing);
}

#[test]
fn rules_are_listed_with_their_numbers() {
    let (_folder, path) = folder();
    let store = SqliteStore::open(&path).unwrap();
    let csv = "account,computers,spans,local_accounts,by_device\n\
               d\\ann,d\\pc1$;d\\pc2$,0-3,admin,true\nd\\bob,all,5,admin;root,false\n";
    store.import_rules("one", RuleImport::from_csv(csv.as_bytes())).unwrap();
    let found = store.rules("one", 0, 10).unwrap();
    let [(first, ann), (_, bob)] = &found[..] else { panic!("{found:?}") };
    assert_eq!((ann.spans, ann.computers.len(), ann.by_device), (0b1111, 2, true));
    assert_eq!((bob.spans, bob.local_accounts.len()), (0b10_0000, 2));
    assert_eq!(store.rules("one", *first, 10).unwrap(), found[1..]);
    assert!(store.rules("two", 0, 10).unwrap().is_empty());
}
