/**
 * The types of the module's contract, as the generated code declares them.
 *
 * @module
 */

export type {
  Alphabet,
  AuditEntry,
  AuditEvent,
  Authentication,
  Call,
  Change,
  CheckScheme,
  Commit,
  Elevating,
  Entry,
  Findings,
  Format,
  Found,
  Given,
  Issued,
  Level,
  ListedCode,
  LiveCode,
  Look,
  MailOrder,
  Needs,
  Phase,
  Planned,
  Policy,
  Problem,
  Purpose,
  Recorded,
  Reply,
  RouteName,
  Rule,
  Search,
  Settlement,
  Span,
  Standing,
  State,
  SubjectRow,
  Superseded,
  TenantFrom,
  Terms,
  TrailLine,
  TrailQuery,
  Transition,
  Verified,
} from "../gen/glue.js";

import type { Route as RouteTerms, RouteName } from "../gen/glue.js";

/** One HTTP route. Its index in the list of routes is its number in a call. */
export type Route = RouteTerms & RouteName;

/** An effect that a call can have, which the host checks before it applies it. */
export type Effect = RouteTerms["effects"][number];
