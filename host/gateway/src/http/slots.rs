//! The number of connections, in total and from one address.

use crate::config::ConnectionsConfig;
use crate::limits::Source;
use ipnet::IpNet;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// Counts connections.
pub(super) struct Slots {
    state: Mutex<State>,
    /// Notified when a connection has ended.
    freed: Notify,
}

struct State {
    rules: Rules,
    total: usize,
    by_source: HashMap<Source, usize>,
}

/// How many connections are allowed.
#[derive(Clone, Debug)]
pub(super) struct Rules {
    /// In total, and from one source.
    pub(super) limits: ConnectionsConfig,
    /// Networks whose connections count towards the total only.
    pub(super) exempt: Vec<IpNet>,
}

impl Slots {
    pub(super) fn new(rules: Rules) -> Arc<Self> {
        let state = State { rules, total: 0, by_source: HashMap::new() };
        Arc::new(Self { state: Mutex::new(state), freed: Notify::new() })
    }

    /// Replaces the rules, for later connections.
    pub(super) fn change(&self, rules: Rules) {
        self.state().rules = rules;
        self.freed.notify_waiters();
    }

    /// Waits until the total allows one more.
    pub(super) async fn room(&self) {
        loop {
            let freed = self.freed.notified();
            {
                let state = self.state();
                if state.total < state.rules.limits.most {
                    return;
                }
            }
            freed.await;
        }
    }

    /// Waits until a connection ends.
    pub(super) async fn one_less(&self) {
        self.freed.notified().await;
    }

    /// Counts a connection from `address` until the slot is dropped; `None` if the address has as
    /// many as it may have. The total is not checked: see [`Self::room`].
    pub(super) fn take(self: &Arc<Self>, address: IpAddr) -> Option<Slot> {
        let address = address.to_canonical();
        let mut state = self.state();
        let exempt = state.rules.exempt.iter().any(|network| network.contains(&address));
        let source = (!exempt).then(|| Source::from(address));
        if let Some(source) = source {
            let most = state.rules.limits.per_address.unwrap_or(usize::MAX);
            let count = state.by_source.entry(source).or_default();
            if *count >= most {
                return None;
            }
            *count += 1;
        }
        state.total += 1;
        Some(Slot { slots: Arc::clone(self), source })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A counted connection. To be dropped after its socket.
pub(super) struct Slot {
    slots: Arc<Slots>,
    source: Option<Source>,
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut state = self.slots.state();
        state.total = state.total.saturating_sub(1);
        if let Some(source) = self.source
            && let Some(count) = state.by_source.get_mut(&source)
        {
            *count = count.saturating_sub(1);
            if *count == 0 {
                state.by_source.remove(&source);
            }
        }
        drop(state);
        self.slots.freed.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use super::{Rules, Slots};
    use crate::config::ConnectionsConfig;
    use std::net::IpAddr;
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    fn rules(most: usize, per_address: Option<usize>) -> Rules {
        let limits = ConnectionsConfig { most, per_address };
        Rules { limits, exempt: vec!["10.0.0.0/8".parse().unwrap()] }
    }

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn has_room(slots: &Slots) -> bool {
        pin!(slots.room()).poll(&mut Context::from_waker(Waker::noop())).is_ready()
    }

    #[test]
    fn each_address_has_its_own_limit() {
        let slots = Slots::new(rules(100, Some(2)));
        let (one, two) = (slots.take(address("192.0.2.1")), slots.take(address("192.0.2.1")));
        assert!(one.is_some() && two.is_some());
        assert!(slots.take(address("192.0.2.1")).is_none());
        // The same address, mapped to IPv6.
        assert!(slots.take(address("::ffff:192.0.2.1")).is_none());
        assert!(slots.take(address("192.0.2.2")).is_some());
        drop(one);
        let three = slots.take(address("192.0.2.1"));
        assert!(three.is_some());
        assert!(slots.take(address("192.0.2.1")).is_none());
        // A /64 network is one source.
        let net: Vec<_> = ["2001:db8::1", "2001:db8::ffff:2"].map(address).into();
        let held: Vec<_> = net.iter().map(|address| slots.take(*address)).collect();
        assert!(held.iter().all(Option::is_some) && slots.take(net[0]).is_none());
        assert!(slots.take(address("2001:db8:0:1::1")).is_some());
    }

    #[test]
    fn a_trusted_proxy_counts_towards_the_total_only() {
        let slots = Slots::new(rules(3, Some(1)));
        let held: Vec<_> = (0..3).map(|_| slots.take(address("10.1.2.3")).unwrap()).collect();
        assert!(!has_room(&slots));
        drop(held);
        assert!(has_room(&slots));
        slots.change(Rules { exempt: Vec::new(), ..rules(3, Some(1)) });
        let _one = slots.take(address("10.1.2.3")).unwrap();
        assert!(slots.take(address("10.1.2.3")).is_none());
    }

    #[test]
    fn a_wait_for_room_ends_with_a_connection_or_a_change() {
        let slots = Slots::new(rules(1, None));
        let held = slots.take(address("192.0.2.1"));
        let mut context = Context::from_waker(Waker::noop());
        let mut waiting = pin!(slots.room());
        assert!(waiting.as_mut().poll(&mut context).is_pending());
        drop(held);
        assert_eq!(waiting.as_mut().poll(&mut context), Poll::Ready(()));
        let _held = slots.take(address("192.0.2.1"));
        let mut waiting = pin!(slots.room());
        assert!(waiting.as_mut().poll(&mut context).is_pending());
        slots.change(rules(2, None));
        assert_eq!(waiting.as_mut().poll(&mut context), Poll::Ready(()));
    }
}
