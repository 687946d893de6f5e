//! Looking up what the module needs.

use super::error::IssueError;
use super::parts::{Asked, Issuer};
use crate::directory::DirectoryEntry;
use crate::keys::Binding;
use crate::offline::Computer;
use codemint_core::journey::{Elevating, Findings, Given, Listed, Needs};
use codemint_core::offline::DeviceKey;
use codemint_core::words::{LiveCode, Policy, Purpose, Recorded, SubjectKey, Timestamp};

impl Issuer {
    pub(super) async fn findings(
        &self,
        asked: Asked<'_>,
        entries: &[DirectoryEntry],
    ) -> Result<Findings, IssueError> {
        let Asked { tenant, needs, subjects } = asked;
        let live = match needs.purpose {
            Some(purpose) if !subjects.is_empty() => {
                self.store.live_codes(tenant, purpose, subjects).await?
            }
            _ => Vec::new(),
        };
        let now = self.now().await?;
        let policy = needs.purpose.map(|purpose| self.policy(tenant, purpose));
        let (page, mut more) = self.page(asked, now).await?;
        let trail = self.trail(asked, &mut more).await?;
        Ok(Findings {
            tick: self.ticks.next(now, self.clock.tick()),
            rows: entries.iter().map(|entry| entry.row).collect(),
            matches: self.matches(asked, &live).await?,
            elevation: self.elevating(tenant, needs).await?,
            listed: self.listed(asked).await?,
            record: self.record_of(asked).await?,
            page,
            trail,
            more,
            live,
            ..Findings::of(now, self.seeds.seed()?, policy)
        })
    }

    /// The policy in force; one that allows nothing if the tenant has none for the purpose.
    fn policy(&self, tenant: &str, purpose: Purpose) -> Policy {
        let policy = self.rules.get(tenant).and_then(|rules| rules.policy(purpose));
        policy.cloned().unwrap_or_else(Policy::nothing)
    }

    /// The clock's time, or the latest time in the store if that is later: a clock that goes back
    /// makes no expired code valid.
    pub(super) async fn now(&self) -> Result<Timestamp, IssueError> {
        let now = self.clock.now()?;
        Ok(self.store.latest().await?.map_or(now, |latest| latest.max(now)))
    }

    /// For each given code, which of its subject's live codes it equals.
    async fn matches(
        &self,
        asked: Asked<'_>,
        live: &[LiveCode],
    ) -> Result<Vec<Option<u32>>, IssueError> {
        let Asked { tenant, needs, subjects } = asked;
        let Some(purpose) = needs.purpose else { return Ok(Vec::new()) };
        let mut matches = Vec::with_capacity(needs.given.len());
        for Given { subject, code } in &needs.given {
            let key = subjects.get(*subject as usize).ok_or(IssueError::Directory)?;
            let stored = self.store.records_of(tenant, purpose, key, 0).await?;
            let binding = Binding { tenant, purpose, subject: key };
            // All are compared, so that timing does not reveal which one matched.
            let compared = stored
                .iter()
                .map(|stored| (stored.known.id, self.keys.matches(&stored.digest, binding, code)));
            let found =
                compared.fold(None, |found, (id, same)| if same { Some(id) } else { found });
            let place = found.and_then(|id| live.iter().position(|code| code.id == id));
            matches.push(place.map(|place| place as u32));
        }
        Ok(matches)
    }

    async fn elevating(
        &self,
        tenant: &str,
        needs: &Needs,
    ) -> Result<Option<Elevating>, IssueError> {
        let (Some(account), Some(computer)) = (&needs.account, needs.subjects.first()) else {
            return Ok(None);
        };
        let found = self.directory.elevation(tenant, account.as_str(), computer.as_str()).await?;
        let device_key = self.device_key(tenant, computer, found.device.as_deref())?;
        Ok(Some(Elevating { rules: found.rules, device: found.device, device_key }))
    }

    /// The computer's device key, if the tenant issues offline codes.
    ///
    /// # Errors
    /// When the directory's device ID is not a UUID, since the computer would refuse a code under
    /// another key; when the subject is not a computer, which the module checks first.
    fn device_key(
        &self,
        tenant: &str,
        computer: &SubjectKey,
        device: Option<&str>,
    ) -> Result<Option<DeviceKey>, IssueError> {
        let rules = self.rules.get(tenant);
        let Some(key) = rules.and_then(|rules| rules.offline_key.as_ref()) else { return Ok(None) };
        let computer = Computer::of_key(computer, device)?;
        Ok(Some(key.device_key(tenant, &computer)?))
    }

    async fn listed(&self, asked: Asked<'_>) -> Result<Vec<Listed>, IssueError> {
        let Asked { tenant, needs, subjects } = asked;
        let (true, Some(purpose), Some(subject)) = (needs.listed, needs.purpose, subjects.first())
        else {
            return Ok(Vec::new());
        };
        let live = self.store.records_of(tenant, purpose, subject, 0).await?;
        let listed = live.into_iter().map(|stored| {
            let Recorded { code, created, not_after, note, issuer, .. } =
                self.opened(tenant, stored)?;
            Ok(Listed { code, created, not_after, note, issuer })
        });
        listed.collect()
    }
}
