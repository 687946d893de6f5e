//! The two calls, and what they speak of.

use super::commit::Commit;
use super::fault::{Fault, read, write};
use super::findings::Findings;
use super::needs::Needs;
use super::route::Route;
use super::enums::Problem;
use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use codemint_core::engine::{self, NoSuchRoute, Unsettled};
use codemint_core::journey as core_journey;
use js_sys::Uint8Array;
use serde::{Deserialize, Serialize};
use tsify::Tsify;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// One request. The host has found the route and the tenant, and has authenticated.
#[derive(Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub(super) struct Call {
    /// The route's number.
    route: u32,
    /// The tenant it is for; empty in the first call where the request itself says it.
    tenant: String,
    /// The name under which the caller authenticated; where nobody had to, the host's word for that.
    actor: String,
    /// Whether the caller may see the values of codes that are kept.
    sees_codes: bool,
    /// The values of the template's names, in its order, percent-encoded as they came.
    #[serde(default)]
    path: Vec<String>,
    /// What follows the question mark, as it came, without what authenticates.
    #[serde(default)]
    query: String,
}

/// What is sent back. The body may contain codes.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub(super) struct Reply {
    /// The HTTP status.
    status: u16,
    /// The value of `Content-Type`.
    content_type: Cow<'static, str>,
    /// The body's bytes.
    #[tsify(type = "Uint8Array")]
    #[serde(with = "serde_wasm_bindgen::preserve")]
    body: Uint8Array,
}

/// The answer of `plan`.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub(super) enum Planned {
    /// The reply stands already. This is sent; nothing is looked up, nothing is stored.
    Finished {
        /// What is sent.
        reply: Reply,
    },
    /// The request was understood.
    Needs {
        /// What must be looked up.
        needs: Box<Needs>,
    },
}

/// The answer of `settle`.
#[derive(Serialize, Tsify)]
pub(super) struct Settlement {
    /// What is sent once the commit is durable.
    reply: Reply,
    /// What must be durable first.
    commit: Commit,
}

/// The routes. A route's position is its number.
///
/// # Errors
/// None that a host could cause.
#[wasm_bindgen(unchecked_return_type = "(Route & RouteName)[]")]
pub fn routes() -> Result<JsValue, JsValue> {
    Ok(write(&engine::routes().map(Route::from).collect::<Vec<_>>())?)
}

/// The first call: what must be looked up, or the finished reply.
///
/// # Errors
/// Code `argument` for a call that is none, `no-such-route` where there is no such route.
#[wasm_bindgen(unchecked_return_type = "Planned")]
pub fn plan(
    #[wasm_bindgen(unchecked_param_type = "Call")] call: JsValue,
    body: &[u8],
) -> Result<JsValue, JsValue> {
    let call: Call = read(call)?;
    let planned = engine::plan(&core_call(&call, &path(&call), body)).map_err(no_such_route)?;
    Ok(write(&match planned {
        core_journey::Planned::Finished(reply) => Planned::Finished { reply: reply.into() },
        core_journey::Planned::Needs(needs) => Planned::Needs { needs: Box::new((*needs).into()) },
    })?)
}

/// The second call: the reply, and what must be durable before it is sent. A host must check every
/// position in the answer against what it asked.
///
/// # Errors
/// Code `argument` for a call or findings that are none, `no-such-route` where there is no such
/// route, `findings` where they do not fit what was asked.
#[wasm_bindgen(unchecked_return_type = "Settlement")]
pub fn settle(
    #[wasm_bindgen(unchecked_param_type = "Call")] call: JsValue,
    body: &[u8],
    #[wasm_bindgen(unchecked_param_type = "Findings")] findings: JsValue,
) -> Result<JsValue, JsValue> {
    let call: Call = read(call)?;
    let findings = read::<Findings>(findings)?.try_into().map_err(Fault::argument)?;
    let settled = settled(&core_call(&call, &path(&call), body), findings)?;
    Ok(write(&Settlement { reply: settled.reply.into(), commit: settled.commit.into() })?)
}

/// The reply to a request that the host turns away, in the words of the route's dialect.
///
/// # Errors
/// Code `no-such-route` where there is no such route.
#[wasm_bindgen(unchecked_return_type = "Reply")]
pub fn reject(
    route: u32,
    #[wasm_bindgen(unchecked_param_type = "Problem")] problem: JsValue,
) -> Result<JsValue, JsValue> {
    let reply = engine::reject(route, read::<Problem>(problem)?.into()).map_err(no_such_route)?;
    Ok(write(&Reply::from(reply))?)
}

/// # Errors
/// What the engine says, in words.
pub(super) fn settled(
    call: &core_journey::Call<'_>,
    findings: core_journey::Findings,
) -> Result<core_journey::Settlement, Fault> {
    engine::settle(call, findings).map_err(|error| match error {
        Unsettled::Route(error) => no_such_route(error),
        Unsettled::Findings(error) => Fault::of("findings", error),
    })
}

fn no_such_route(NoSuchRoute(number): NoSuchRoute) -> Fault {
    Fault::of("no-such-route", alloc::format!("there is no route {number}"))
}

/// The call, with its path's values in `path`.
pub(super) fn core_call<'a>(
    call: &'a Call,
    path: &'a [&'a str],
    body: &'a [u8],
) -> core_journey::Call<'a> {
    core_journey::Call {
        route: call.route,
        tenant: &call.tenant,
        actor: &call.actor,
        sees_codes: call.sees_codes,
        path,
        query: &call.query,
        body,
    }
}

pub(super) fn path(call: &Call) -> Vec<&str> {
    call.path.iter().map(String::as_str).collect()
}

impl From<core_journey::Reply> for Reply {
    fn from(reply: core_journey::Reply) -> Self {
        Self {
            status: reply.status,
            content_type: reply.content_type,
            body: Uint8Array::from(reply.body.reveal()),
        }
    }
}
