//! Both directories return the same rules and device IDs.

use codemint::directory::{Directory, ElevationEntry};
use codemint::journey::Rule;
use codemint::store::{
    ImportAborted, ImportError, MemoryStore, RuleImport, SqliteStore, SubjectImport,
};
use codemint::words::{Purpose, SubjectKey};
use futures_executor::block_on;
use rusqlite::Connection;
use std::fs::File;
use std::path::{Path, PathBuf};

const ID: &str = "9e7d8a52-7b3f-4c1d-a0e6-2f5b8c4d1e90";

/// Both directories, with the same contents.
struct Both {
    memory: MemoryStore,
    sqlite: SqliteStore,
    path: PathBuf,
    _folder: tempfile::TempDir,
}

impl Both {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("codes.db");
        let sqlite = SqliteStore::open(&path).unwrap();
        Self { memory: MemoryStore::new(), sqlite, path, _folder: folder }
    }

    fn subjects(&self, tenant: &str, csv: &str) {
        let read = || SubjectImport::from_csv(csv.as_bytes());
        self.sqlite.import_subjects(tenant, read()).unwrap();
        read().for_each(|subject| self.memory.insert_subject(tenant, subject.unwrap()));
    }

    fn rules(&self, tenant: &str, csv: &str) -> u64 {
        let read = || RuleImport::from_csv(csv.as_bytes());
        self.memory.replace_rules(tenant, read().map(Result::unwrap));
        self.sqlite.import_rules(tenant, read()).unwrap()
    }

    /// The entry, which must be the same in both.
    fn elevation(&self, tenant: &str, account: &str, computer: &str) -> ElevationEntry {
        let ask = |directory: &dyn Directory| {
            block_on(directory.elevation(tenant, account, computer)).unwrap()
        };
        let found = ask(&self.memory);
        assert_eq!(ask(&self.sqlite), found, "{account} on {computer}");
        found
    }

    /// The spans of each rule.
    fn spans(&self, tenant: &str, account: &str, computer: &str) -> Vec<u16> {
        self.elevation(tenant, account, computer).rules.iter().map(|rule| rule.spans).collect()
    }
}

const HEADER: &str = "account,computers,spans,local_accounts,by_device";

/// Three accounts, in mixed case.
fn three() -> Both {
    let both = Both::new();
    let csv = format!(
        "{HEADER}\n\
         Domain.AD\\Ann,domain.ad\\pc1$;DOMAIN.AD\\PC2$,0,Temp;other,true\n\
         domain.ad\\ANN,all,1,temp,\n\
         domain.ad\\bob,domain.ad\\pc2$,2,temp,\n\
         domain.ad\\cyd,,3,temp,\n"
    );
    assert_eq!(both.rules("tenant", &csv), 4);
    both
}

#[test]
fn rules_apply_to_an_account_on_its_computers() {
    let both = three();
    let ann = "domain.ad\\ann";
    for (computer, spans) in
        [("domain.ad\\pc1$", &[1, 2][..]), ("domain.ad\\pc2$", &[1, 2]), ("domain.ad\\pc3$", &[2])]
    {
        assert_eq!(both.spans("tenant", ann, computer), spans, "{computer}");
    }
    assert_eq!(both.spans("tenant", "domain.ad\\bob", "domain.ad\\pc1$"), [0; 0]);
    assert_eq!(both.spans("tenant", "domain.ad\\bob", "domain.ad\\pc2$"), [4]);
    assert_eq!(both.spans("tenant", "domain.ad\\nobody", "domain.ad\\pc2$"), [0; 0]);
    assert_eq!(both.spans("other", ann, "domain.ad\\pc1$"), [0; 0]);
    let rule = &both.elevation("tenant", ann, "domain.ad\\pc1$").rules[0];
    let local_accounts = vec!["Temp".into(), "other".into()];
    assert_eq!(*rule, Rule { spans: 1, local_accounts, by_device: true });
}

#[test]
fn an_import_replaces_the_rules_of_the_accounts_it_names() {
    let both = three();
    let pc = "domain.ad\\pc2$";
    let csv = format!("{HEADER}\ndomain.ad\\ANN,,5,temp,\ndomain.ad\\bob,,,,\n");
    assert_eq!(both.rules("tenant", &csv), 2);
    assert_eq!(both.spans("tenant", "domain.ad\\ann", pc), [32]);
    assert_eq!(
        both.spans("tenant", "domain.ad\\bob", pc),
        [0; 0],
        "named, and left without a rule"
    );
    assert_eq!(both.spans("tenant", "domain.ad\\cyd", pc), [8], "not named");
    both.rules("other", &format!("{HEADER}\ndomain.ad\\cyd,,6,temp,\n"));
    assert_eq!(both.spans("tenant", "domain.ad\\cyd", pc), [8], "another tenant's");
    assert_eq!(both.spans("other", "domain.ad\\cyd", pc), [64]);
    assert_eq!(both.rules("tenant", &format!("{HEADER}\n")), 0);
    // A single rule is added.
    let read = || RuleImport::from_csv(&b"account,spans,local_accounts\nd\\x,7,temp\n"[..]);
    read().for_each(|rule| both.memory.insert_rule("tenant", rule.unwrap()));
    let found = block_on(both.memory.elevation("tenant", "d\\x", pc)).unwrap();
    assert_eq!(found.rules.len(), 1);
}

#[test]
fn an_import_with_an_error_changes_nothing() {
    let both = three();
    let csv = format!("{HEADER}\ndomain.ad\\ann,,5,temp,\ndomain.ad\\bob,,16,temp,\n");
    let import =
        |csv: &str| both.sqlite.import_rules("tenant", RuleImport::from_csv(csv.as_bytes()));
    let error = import(&csv).unwrap_err();
    assert!(matches!(&error, ImportAborted::Entry(ImportError { line: 3, .. })), "{error}");
    assert_eq!(error.to_string(), "line 3: a span is from 0 to 15, not `16`");
    assert_eq!(both.spans("tenant", "domain.ad\\ann", "domain.ad\\pc1$"), [1, 2]);
    // The file refuses the second of two rules.
    let beside = Connection::open(&both.path).unwrap();
    let trigger = "CREATE TRIGGER refuse BEFORE INSERT ON elevation_rules WHEN NEW.spans = 64
                   BEGIN SELECT RAISE(ABORT, 'refused'); END";
    beside.execute_batch(trigger).unwrap();
    let csv = format!("{HEADER}\ndomain.ad\\ann,,5,temp,\ndomain.ad\\bob,,6,temp,\n");
    assert!(matches!(import(&csv).unwrap_err(), ImportAborted::Store(_)));
    assert_eq!(both.spans("tenant", "domain.ad\\ann", "domain.ad\\pc1$"), [1, 2]);
    let mut csv = format!("{HEADER}\n");
    (0..20_001).for_each(|n| csv.push_str(&format!("domain.ad\\u{n},,5,temp,\n")));
    assert!(matches!(import(&csv).unwrap_err(), ImportAborted::Store(_)));
    assert_eq!(both.spans("tenant", "domain.ad\\u0", "domain.ad\\pc1$"), [0; 0]);
}

#[test]
fn invalid_names_are_refused() {
    let both = three();
    let good = RuleImport {
        account: "d\\a".into(),
        computers: vec!["d\\p$".into()],
        spans: 1,
        local_accounts: vec!["temp".into()],
        by_device: false,
    };
    let nameless = RuleImport { account: " ".into(), ..good.clone() };
    let nowhere = RuleImport { computers: vec!["a\nb".into()], ..good.clone() };
    for bad in [nameless, nowhere] {
        let rules = [good.clone(), bad.clone()].map(Ok::<_, ImportError>);
        let error = both.sqlite.import_rules("tenant", rules.into_iter()).unwrap_err();
        assert!(matches!(error, ImportAborted::Store(_)), "{error}");
        both.memory.insert_rule("tenant", bad);
        assert_eq!(both.spans("tenant", "d\\a", "d\\p$"), [0; 0]);
    }
    let subjects = [SubjectImport::of("x"), SubjectImport::of("a\nb")].map(Ok::<_, ImportError>);
    let error = both.sqlite.import_subjects("tenant", subjects.into_iter()).unwrap_err();
    assert!(matches!(error, ImportAborted::Store(_)), "{error}");
}

#[test]
fn a_computers_device_is_found_with_it() {
    let both = three();
    let device = |tenant: &str, computer: &str| both.elevation(tenant, "d\\a", computer).device;
    both.subjects("tenant", &format!("subject,device\ndomain.ad\\PC1$,{ID}\ndomain.ad\\PC2$,\n"));
    assert_eq!(device("tenant", "domain.ad\\pc1$").as_deref(), Some(ID));
    for (tenant, computer) in
        [("tenant", "domain.ad\\pc2$"), ("tenant", "domain.ad\\pc3$"), ("other", "domain.ad\\pc1$")]
    {
        assert_eq!(device(tenant, computer), None, "{tenant} {computer}");
    }
    // A published import that has not been moved yet takes precedence.
    let beside = Connection::open(&both.path).unwrap();
    let staged = "INSERT INTO imports (id, tenant, published) VALUES (-5, 'tenant', 1);
                  INSERT INTO staged (import, subject, standing, purposes, device)
                  VALUES (-5, 'domain.ad\\pc2$', 'active', '', 'new'),
                         (-5, 'domain.ad\\pc1$', 'active', '', NULL)";
    beside.execute_batch(staged).unwrap();
    let ask =
        |computer| block_on(both.sqlite.elevation("tenant", "d\\a", computer)).unwrap().device;
    assert_eq!(ask("domain.ad\\pc2$").as_deref(), Some("new"));
    assert_eq!(ask("domain.ad\\pc1$"), None);
}

/// The control: a rule in one directory only is found.
#[test]
#[should_panic(expected = "domain.ad\\ann on domain.ad\\pc1$")]
fn a_difference_is_found() {
    let both = three();
    let read = || RuleImport::from_csv(&b"account,spans,local_accounts\ndomain.ad\\ann,7,t\n"[..]);
    read().for_each(|rule| both.memory.insert_rule("tenant", rule.unwrap()));
    both.elevation("tenant", "domain.ad\\ann", "domain.ad\\pc1$");
}

fn sample(name: &str) -> File {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/directory");
    File::open(folder.join(name)).unwrap()
}

/// The sample files, with the subjects of the vendors' examples.
#[test]
fn the_samples_can_be_imported() {
    let both = Both::new();
    // The lines differ: the CSV file has a header.
    let all = |items: Vec<Result<SubjectImport, ImportError>>| -> Vec<SubjectImport> {
        let without_line = |item: SubjectImport| SubjectImport { line: None, ..item };
        items.into_iter().map(|item| without_line(item.unwrap())).collect()
    };
    let subjects = all(SubjectImport::from_csv(sample("subjects.csv")).collect());
    assert_eq!(subjects, all(SubjectImport::from_json_lines(sample("subjects.jsonl")).collect()));
    let rules: Result<Vec<_>, _> = RuleImport::from_csv(sample("rules.csv")).collect();
    let rules = rules.unwrap();
    let lines: Result<Vec<_>, _> = RuleImport::from_json_lines(sample("rules.jsonl")).collect();
    assert_eq!(rules, lines.unwrap());

    let found = subjects.into_iter().map(Ok::<_, ImportError>);
    assert_eq!(both.sqlite.import_subjects("demo", found).unwrap(), 2);
    let csv = SubjectImport::from_csv(sample("subjects.csv"));
    csv.for_each(|subject| both.memory.insert_subject("demo", subject.unwrap()));
    both.memory.replace_rules("demo", rules.clone());
    let rules = rules.into_iter().map(Ok::<_, ImportError>);
    assert_eq!(both.sqlite.import_rules("demo", rules).unwrap(), 1);

    let computer = SubjectKey::of_computer("CENL02", "domain.ad");
    let account = SubjectKey::of_account("serviceaccount", "domain.ad");
    let rule = Rule { spans: 0b1111, local_accounts: vec!["tempadmin".into()], by_device: false };
    let expected = ElevationEntry { rules: vec![rule], device: None };
    assert_eq!(both.elevation("demo", account.as_str(), computer.as_str()), expected);
    let user = SubjectKey::of_user("demotest").unwrap();
    for (key, purpose) in [(computer, Purpose::Elevation), (user, Purpose::Activation)] {
        let keys = [key.into_string()];
        let look = |directory: &dyn Directory| {
            block_on(directory.look_up("demo", purpose, &keys)).unwrap()
        };
        let found = look(&both.memory);
        assert!(found[0].row.purpose_allowed, "{keys:?}");
        assert_eq!(look(&both.sqlite), found);
    }
}
