//! A gateway whose disk fails on demand.

use codemint::words::State;
use codemint_gateway_tests::{Answer, Client, Gateway, Home, Ledger, Start, asking_for, disk_shim};
use std::fs;

pub(crate) const ALICE: &str = "alice@example.com";
pub(crate) const OTHER: &str = "amuser@example.com";

/// A gateway whose disk fails on demand.
pub(crate) struct Setup {
    pub(crate) gateway: Gateway,
    pub(crate) home: Home,
    pub(crate) client: Client,
}

/// A demo gateway with the library that makes its disk fail.
pub(crate) fn with_failing_disk(home: &Home) -> Start<'_> {
    let start = Gateway::demo(home).env("LD_PRELOAD", disk_shim());
    start.env("CODEMINT_FAULT", home.file("fault"))
}

impl Setup {
    pub(crate) fn start() -> Self {
        let home = Home::new();
        let gateway = with_failing_disk(&home).run();
        let client = gateway.client();
        Self { gateway, home, client }
    }

    pub(crate) fn break_disk(&self, fault: &str) {
        self.home.write("fault", fault);
    }

    pub(crate) fn repair_disk(&self) {
        fs::remove_file(self.home.file("fault")).unwrap();
    }

    /// The calls that have failed so far, one per line.
    pub(crate) fn failures(&self) -> String {
        fs::read_to_string(self.home.file("fault.fired")).unwrap_or_default()
    }

    pub(crate) fn ask(&self, user: &str) -> Answer {
        self.client.post(asking_for([user]))
    }

    /// Requests a code, and asserts that there is one.
    pub(crate) fn code(&self, user: &str) -> String {
        let answer = self.ask(user);
        assert_eq!((answer.status, answer.statuses()), (200, vec![1000]), "{answer:?}");
        answer.codes().remove(0).1
    }

    pub(crate) fn state(&self, user: &str, code: &str) -> Option<State> {
        Ledger::open(&self.home).codes().state(user, code)
    }

    /// The numbers of stored codes, audit entries and waiting mails.
    pub(crate) fn rows(&self) -> [usize; 3] {
        let ledger = Ledger::open(&self.home);
        [ledger.codes().len(), ledger.count("audit"), ledger.count("outbox")]
    }
}

pub(crate) fn assert_no_code(answer: &Answer) {
    assert_eq!(answer.status, 500, "{answer:?}");
    let json = answer.json();
    assert_eq!(json.names(), ["code", "description"]);
    assert_eq!(json.at("code").text(), "500 INTERNAL_SERVER_ERROR");
    let digits = answer.body.split(|c: char| !c.is_ascii_digit()).any(|run| run.len() == 9);
    assert!(!digits, "what may be a code: {answer:?}");
}
