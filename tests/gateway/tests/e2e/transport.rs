//! The transport: answers that are sent at once, heads and bodies that are refused, and bounds.

mod answers;
mod bodies;
mod bounds;
mod fields;
mod heads;
mod memory;

use codemint_gateway_tests::wire::Wire;
use codemint_gateway_tests::{Gateway, Home, Http};
use std::fs;

/// A demo gateway, over plain HTTP and over TLS.
struct Demo {
    home: Home,
    gateway: Gateway,
    ca: String,
}

impl Demo {
    fn start() -> Self {
        let home = Home::new();
        let gateway = Gateway::demo(&home).run();
        let ca = fs::read_to_string(home.variable("DIGITANIUM_CA")).unwrap();
        Self { home, gateway, ca }
    }

    /// A new connection of HTTP/1.1.
    fn connect(&self, over_tls: bool) -> Wire {
        if over_tls {
            let url = self.home.variable("DIGITANIUM_URL");
            Wire::tls(&url, &self.ca, Http::One).unwrap()
        } else {
            Wire::plain(self.gateway.url()).unwrap()
        }
    }
}
