// Reads a gateway's configuration as issuer and site of the package. It expects a valid file: the real
// program reports errors.

import { readFileSync } from "node:fs";
import { argon2Sync, timingSafeEqual } from "node:crypto";
import { dirname, join, resolve } from "node:path";

import { KeyRing, knownSecret, OfflineKey } from "codemint";
import { parse } from "smol-toml";

const HOUR = 60 * 60;
const DAY = 24 * HOUR;

/** The spans of a policy that has none. */
export const USUAL_SPANS = [
  HOUR, 4 * HOUR, 8 * HOUR, DAY, 2 * DAY, 7 * DAY, 14 * DAY, 30 * DAY, 60 * DAY, undefined,
  180 * DAY, 365 * DAY,
].map((seconds, index) => (seconds === undefined ? { index } : { index, seconds }));

/** The policy of a table of the configuration, with defaults. */
export function policyOf(table, linkBase, purpose) {
  const min = table.min_validity ?? 600;
  const spans = table.spans?.map(({ index, seconds }) =>
    typeof seconds === "number" ? { index, seconds } : { index },
  );
  return {
    format: {
      alphabet: table.alphabet ?? "decimal",
      length: table.length ?? 9,
      ...(table.check === undefined ? {} : { check: table.check }),
      group: table.group ?? 0,
    },
    maxTries: table.max_tries ?? 5,
    minValidity: min,
    maxValidity: table.max_validity ?? DAY,
    usualValidity: table.usual_validity ?? min,
    issuingAllowed: true,
    mailDomains: table.mail_domains ?? [],
    linkBase,
    maxLive: table.max_live ?? 1,
    revealable: table.revealable ?? false,
    showHidden: table.show_hidden ?? true,
    revealFormat: table.reveal_format ?? false,
    maxUses: table.max_uses ?? 1,
    reasonRequired: table.reason_required ?? false,
    spans: spans ?? (purpose === "elevation" ? USUAL_SPANS : []),
    qrTemplate: table.qr_template ?? "",
    qrDataUri: table.qr_data_uri ?? false,
  };
}

const fromHex = (hex) => Uint8Array.from(Buffer.from(hex, "hex"));

/** The issuer and site of a configuration file. */
export async function configuredSite(file, listen) {
  const folder = dirname(resolve(file));
  const config = parse(readFileSync(file, "utf8"));
  const secret = (source) =>
    source.env === undefined
      ? readFileSync(join(folder, source.file), "utf8").trim()
      : process.env[source.env];
  const digest = ({ name, sha256 }) => ({ name, sha256: fromHex(sha256) });
  const address = listen ?? config.listen;
  const { hostname } = new URL(`http://${address}`);
  const loopback = ["127.0.0.1", "[::1]", "localhost"].includes(hostname);
  const issuerTenants = {};
  const siteTenants = {};
  for (const tenant of config.tenants) {
    if (tenant.plain_http && !loopback) throw new Error("plain_http is only for loopback addresses");
    const baseUrl = tenant.base_url.replace(/\/+$/, "");
    const purposes = Object.entries(tenant.policies ?? {}).map(([purpose, table]) => [
      purpose,
      {
        policy: policyOf(table, baseUrl, purpose),
        ...(table.remove_after === undefined ? {} : { removeAfter: table.remove_after }),
      },
    ]);
    issuerTenants[tenant.id] = {
      purposes: Object.fromEntries(purposes),
      ...(tenant.offline === undefined
        ? {}
        : { offlineKey: OfflineKey.fromHex(secret(tenant.offline.key)) }),
    };
    siteTenants[tenant.id] = {
      baseUrl,
      hosts: tenant.hosts ?? [],
      plainHttp: tenant.plain_http ?? false,
      keyInQuery: tenant.key_in_query ?? true,
      allowUnauthenticated: tenant.allow_unauthenticated ?? false,
      accessKeys: (tenant.access_keys ?? []).map(({ id, public_key: key }) => ({
        id,
        publicKey: secret(key),
      })),
      tokens: (tenant.tokens ?? []).map(digest),
      keys: await Promise.all(
        (tenant.keys ?? []).map(({ name, key }) => knownSecret(name, secret(key))),
      ),
      accounts: (tenant.accounts ?? []).map(({ name, password }) => {
        const hash = secret(password);
        if (!PHC.test(hash)) throw new Error(`account \`${name}\` has no Argon2id hash`);
        return { name, password: hash };
      }),
    };
  }
  const operators = (config.operators ?? []).map((operator) => ({
    ...digest(operator),
    roles: operator.roles,
    tenants: operator.tenants,
  }));
  return {
    data: resolve(folder, config.data),
    listen: [{ address }],
    keys: KeyRing.fromText(secret(config.keys.codes)),
    tenants: issuerTenants,
    site: { tenants: siteTenants, operators, checkPassword: argon2id },
    proxies: config.proxy?.trusted ?? [],
  };
}

/** An Argon2id hash in PHC format. */
const PHC = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

/** Verifies a password against a hash as the gateway stores it. */
async function argon2id(password, hash) {
  const [, memory, passes, parallelism, salt, wanted] = PHC.exec(hash) ?? [];
  if (wanted === undefined) return false;
  const expected = Buffer.from(wanted, "base64");
  const found = argon2Sync("argon2id", {
    message: password,
    nonce: Buffer.from(salt, "base64"),
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    tagLength: expected.length,
  });
  return timingSafeEqual(found, expected);
}

