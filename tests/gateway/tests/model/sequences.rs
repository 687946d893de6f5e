//! The model's sequences over HTTP.

use crate::site::{Serving, Site};
use codemint_gateway_tests::Client;
use codemint_model::campaign::Campaign;
use codemint_model::plan::Op;
use codemint_model::{Answer, Request, Scopes, System};

/// When the first sequence begins, in seconds since 1970.
const START: u64 = 1_795_366_800;

/// The most additional sequences that shortening plays.
const SHORTENING: usize = 4_000;

/// A gateway and its clock.
struct Gateway<'a> {
    site: &'a Site,
    /// Killed when dropped.
    _serving: Serving,
    client: Client,
    /// Whether the clock stands still although it is set: the control.
    stuck: bool,
}

impl<'a> Gateway<'a> {
    fn of(site: &'a Site, stuck: bool) -> Self {
        let serving = site.serve();
        let client = serving.client();
        Self { site, _serving: serving, client, stuck }
    }
}

impl System for Gateway<'_> {
    fn set_clock(&mut self, now: u64) {
        self.site.clock.set(if self.stuck { START } else { now });
    }

    fn ask(&mut self, request: &Request) -> Answer {
        let bearer = self.client.bearer();
        let mut headers = Vec::new();
        if !request.is_public() {
            headers.push(("authorization", bearer.as_str()));
        }
        headers.extend(request.key.as_deref().map(|key| ("idempotency-key", key)));
        let sent = self.client.send(request.method, &request.path, &headers, &*request.body);
        let answer = sent.expect("no answer");
        Answer { status: answer.status, body: answer.body }
    }
}

fn site(campaign: &Campaign) -> Site {
    let prefixes = (1..=campaign.count + SHORTENING).map(|number| format!("p{number}-"));
    Site::new(START, prefixes)
}

#[test]
fn the_gateway_answers_as_the_model() {
    let campaign = Campaign::of(150);
    let site = site(&campaign);
    let player = || {
        let mut gateway = Gateway::of(&site, false);
        let mut scopes = Scopes::from(START);
        move |ops: &[Op]| scopes.play(ops, &mut gateway)
    };
    match campaign.play(1, player) {
        Ok(count) => println!("{count} sequences, no divergence"),
        Err(found) => panic!("{}", campaign.report(&found)),
    }
}

/// The control: when the gateway's clock stands still and the model's does not, they differ.
#[test]
fn a_gateway_whose_clock_stands_still_is_detected() {
    let campaign = Campaign { count: 20, only: None, ..Campaign::of(20) };
    let site = site(&campaign);
    let player = || {
        let mut gateway = Gateway::of(&site, true);
        let mut scopes = Scopes::from(START);
        move |ops: &[Op]| scopes.play(ops, &mut gateway)
    };
    let found = campaign.play(1, player).expect_err("not detected");
    assert!(found.ops.len() <= 2, "{}", campaign.report(&found));
}
