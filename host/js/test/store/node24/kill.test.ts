/** A host that is killed loses no acknowledged write. */

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DatabaseSync } from "node:sqlite";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { id } from "../../../src/conformance/writes.js";
import { nodeSqliteStore } from "../../../src/store/sql/node-sqlite.js";
import { walk } from "./walk.js";

const folder = mkdtempSync(join(tmpdir(), "codemint-"));
after(() => rmSync(folder, { recursive: true }));

const PROGRAM = fileURLToPath(new URL("killed.js", import.meta.url));

/** Issues codes from a number, and is killed after so many acknowledgements. Returns them. */
async function killed(path: string, first: number, acknowledgements: number): Promise<number[]> {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", PROGRAM, path, String(first)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const acknowledged: number[] = [];
  for await (const line of createInterface(child.stdout)) {
    acknowledged.push(Number(line));
    if (acknowledged.length === acknowledgements) child.kill("SIGKILL");
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  assert.equal(child.signalCode, "SIGKILL");
  return acknowledged;
}

test("all acknowledged codes are stored after each kill, and the trail is complete", async () => {
  const path = join(folder, "killed.db");
  let issued = 0;
  for (let round = 1; round <= 8; round += 1) {
    const first = 1000 * round;
    const acknowledged = await killed(path, first, 3 * round);
    assert.ok(acknowledged.length >= 3 * round);
    const store = nodeSqliteStore(new DatabaseSync(path));
    for (const n of acknowledged) {
      const stored = await store.record("tenant", id(n));
      assert.equal(stored?.known.state, "pending", `${n} was acknowledged`);
    }
    await store.close();
    const file = new DatabaseSync(path);
    const { entries, misfit } = await walk(file);
    assert.equal(misfit, undefined);
    const [codes] = Object.values(file.prepare("SELECT count(*) AS n FROM records").get() ?? {});
    assert.equal(codes, entries, "one entry for each code");
    issued += acknowledged.length;
    assert.ok(Number(codes) >= issued);
    file.close();
  }
});
