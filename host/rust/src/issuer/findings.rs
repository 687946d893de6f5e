//! What the module asks for, looked up.

use super::{Asked, IssueError, Issuer};
use crate::directory::DirectoryEntry;
use crate::keys::Binding;
use crate::offline::Computer;
use crate::store::KeptCode;
use codemint_core::journey::{Elevating, Findings, Given, Listed, Needs};
use codemint_core::offline::DeviceKey;
use codemint_core::words::{LiveCode, Policy, Purpose, SubjectKey, Timestamp};

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

    /// The rules in force; where the tenant has none for the purpose, some that allow nothing.
    fn policy(&self, tenant: &str, purpose: Purpose) -> Policy {
        let policy = self.policies.get(tenant).and_then(|policies| policies.get(&purpose));
        policy.cloned().unwrap_or_else(Policy::nothing)
    }

    /// The clock's time, or the latest that the store has seen: a clock that goes back revives
    /// nothing.
    pub(super) async fn now(&self) -> Result<Timestamp, IssueError> {
        let now = self.clock.now()?;
        Ok(self.store.latest().await?.map_or(now, |latest| latest.max(now)))
    }

    /// For each given text, which of its subject's live codes it is.
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
            let kept = self.store.kept_codes(tenant, purpose, key).await?;
            let binding = Binding { tenant, purpose, subject: key };
            // Each is held against the text, so that the time does not tell which it was.
            let held =
                kept.iter().map(|kept| (kept.id, self.keys.matches(&kept.digest, binding, code)));
            let found = held.fold(None, |found, (id, same)| if same { Some(id) } else { found });
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
        let (asking, on) = (account.as_str(), computer.as_str());
        let found = self.directory.elevation(tenant, asking, on).await?;
        let device_key = self.device_key(tenant, computer, found.device.as_deref())?;
        Ok(Some(Elevating { rules: found.rules, device: found.device, device_key }))
    }

    /// The computer's own key, where the tenant has codes for use without a network.
    ///
    /// # Errors
    /// When the directory's device id is not a UUID: a code under another key would be one that the
    /// computer refuses. That the subject is a computer is the module's to see to.
    fn device_key(
        &self,
        tenant: &str,
        computer: &SubjectKey,
        device: Option<&str>,
    ) -> Result<Option<DeviceKey>, IssueError> {
        let Some(key) = self.offline_keys.get(tenant) else { return Ok(None) };
        let computer = Computer::of_key(computer, device)?;
        Ok(Some(key.device_key(tenant, &computer)?))
    }

    async fn listed(&self, asked: Asked<'_>) -> Result<Vec<Listed>, IssueError> {
        let Asked { tenant, needs, subjects } = asked;
        let (true, Some(purpose), Some(subject)) = (needs.listed, needs.purpose, subjects.first())
        else {
            return Ok(Vec::new());
        };
        let kept = self.store.kept_codes(tenant, purpose, subject).await?;
        kept.into_iter().map(|kept| self.told(tenant, kept)).collect()
    }

    /// A stored code, opened if it may be.
    fn told(&self, tenant: &str, kept: KeptCode) -> Result<Listed, IssueError> {
        let sealed = kept.sealed_code.as_deref().filter(|_| !kept.hidden);
        let code = sealed.map(|sealed| self.keys.unseal(tenant, kept.id, sealed)).transpose()?;
        Ok(Listed {
            code,
            created: kept.created,
            not_after: kept.not_after,
            note: kept.note,
            issuer: kept.issuer,
        })
    }
}
