//! A gateway whose disk fails on demand, and what can be seen of it.

use codemint::words::State;
use codemint_gateway_tests::{Answer, Client, Gateway, Home, Ledger, Start, asking_for, disk_shim};
use std::fs;

pub(crate) const ALICE: &str = "alice@example.com";
pub(crate) const OTHER: &str = "amuser@example.com";

/// A gateway whose disk fails on demand.
pub(crate) struct Patient {
    pub(crate) gateway: Gateway,
    pub(crate) home: Home,
    pub(crate) client: Client,
}

/// A demo gateway behind the library that makes disks fail.
pub(crate) fn on_a_frail_disk(home: &Home) -> Start<'_> {
    let start = Gateway::demo(home).env("LD_PRELOAD", disk_shim());
    start.env("CODEMINT_FAULT", home.file("fault"))
}

impl Patient {
    pub(crate) fn start() -> Self {
        let home = Home::new();
        let gateway = on_a_frail_disk(&home).run();
        let client = gateway.client();
        Self { gateway, home, client }
    }

    pub(crate) fn break_disk(&self, fault: &str) {
        self.home.write("fault", fault);
    }

    pub(crate) fn heal_disk(&self) {
        fs::remove_file(self.home.file("fault")).unwrap();
    }

    /// What failed so far, a line each.
    pub(crate) fn failures(&self) -> String {
        fs::read_to_string(self.home.file("fault.fired")).unwrap_or_default()
    }

    pub(crate) fn ask(&self, user: &str) -> Answer {
        self.client.post(asking_for([user]))
    }

    /// Asks, and insists on a code.
    pub(crate) fn code(&self, user: &str) -> String {
        let answer = self.ask(user);
        assert_eq!((answer.status, answer.statuses()), (200, vec![1000]), "{answer:?}");
        answer.codes().remove(0).1
    }

    pub(crate) fn state(&self, user: &str, code: &str) -> Option<State> {
        Ledger::open(&self.home).codes().state(user, code)
    }

    /// How many codes, audit entries and mails are in the books.
    pub(crate) fn books(&self) -> [usize; 3] {
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
    assert!(!digits, "something like a code: {answer:?}");
}
