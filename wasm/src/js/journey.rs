//! The two calls and their types.

use super::commit::Commit;
use super::enums::Problem;
use super::fault::{Fault, read, write};
use super::findings::Findings;
use super::needs::Needs;
use super::route::Route;
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

/// One request. The host has found the route and the tenant, and has authenticated the caller.
#[derive(Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub(super) struct Call {
    /// The route's number.
    route: u32,
    /// The tenant it is for; empty in the first call where the request itself names the tenant.
    tenant: String,
    /// The name under which the caller authenticated; on a public route, the host's name for an
    /// anonymous caller.
    actor: String,
    /// Whether the caller may see the values of revealable codes.
    sees_codes: bool,
    /// The values of the template's names, in its order, percent-encoded as received.
    #[serde(default)]
    path: Vec<String>,
    /// The query as received, without the question mark and without credentials.
    #[serde(default)]
    query: String,
}

/// The HTTP response. The body may contain codes.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub(super) struct Reply {
    /// The HTTP status.
    status: u16,
    /// The value of `Content-Type`.
    content_type: Cow<'static, str>,
    /// The body.
    #[tsify(type = "Uint8Array")]
    #[serde(with = "serde_wasm_bindgen::preserve")]
    body: Uint8Array,
}

/// The result of `plan`.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub(super) enum Planned {
    /// The request was not understood, or its reply is fixed. This is sent; nothing is looked up
    /// and nothing is stored.
    Finished {
        /// The reply.
        reply: Reply,
    },
    /// The request was understood.
    Needs {
        /// What must be looked up.
        needs: Box<Needs>,
    },
}

/// The result of `settle`.
#[derive(Serialize, Tsify)]
pub(super) struct Settlement {
    /// The reply, sent once the commit is durable.
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

/// The first call: returns what must be looked up, or the finished reply.
///
/// # Errors
/// Code `argument` for an invalid call, `no-such-route` for a route that does not exist.
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

/// The second call: returns the reply, and what must be durable before it is sent. A host must
/// check every position in the result against its request.
///
/// # Errors
/// Code `argument` for an invalid call or invalid findings, `no-such-route` for a route that does
/// not exist, `findings` when the findings do not fit the request.
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

/// The reply with which a route's dialect reports a problem of the host.
///
/// # Errors
/// Code `no-such-route` for a route that does not exist.
#[wasm_bindgen(unchecked_return_type = "Reply")]
pub fn reject(
    route: u32,
    #[wasm_bindgen(unchecked_param_type = "Problem")] problem: JsValue,
) -> Result<JsValue, JsValue> {
    let reply = engine::reject(route, read::<Problem>(problem)?.into()).map_err(no_such_route)?;
    Ok(write(&Reply::from(reply))?)
}

/// Settles a call.
///
/// # Errors
/// The engine's error, as a fault.
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

/// The call, with `path` as the values of its path.
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
