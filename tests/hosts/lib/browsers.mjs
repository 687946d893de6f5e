/**
 * Debian's browsers: Chromium with playwright, Firefox with puppeteer over WebDriver BiDi.
 *
 * @module
 */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tool } from "./tools.mjs";

const QUIET = [
  "--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking",
  "--disable-component-update", "--disable-default-apps", "--disable-sync", "--no-first-run",
  "--disable-domain-reliability", "--metrics-recording-only", "--no-pings",
];

/** Runs `use` with Chromium: a function that opens a page, and the version. */
export async function withChromium(use) {
  const { default: playwright } = await tool("playwright-core");
  const browser = await playwright.chromium.launch({
    executablePath: "/usr/bin/chromium", args: QUIET, chromiumSandbox: false,
  });
  try {
    const open = async (url) => {
      const page = await browser.newPage();
      return opened(page, () => page.goto(url, { waitUntil: "load" }));
    };
    return await use(open, browser.version());
  } finally {
    await browser.close();
  }
}

/** Runs `use` with Firefox. */
export async function withFirefox(use) {
  const { default: puppeteer } = await tool("puppeteer-core");
  const profile = mkdtempSync(join(tmpdir(), "codemint-firefox-"));
  const browser = await puppeteer.launch({
    browser: "firefox", executablePath: "/usr/bin/firefox-esr", headless: true,
    userDataDir: profile, extraPrefsFirefox: { "app.normandy.enabled": false },
  });
  try {
    const open = async (url) => {
      const page = await browser.newPage();
      return opened(page, () => page.goto(url, { waitUntil: "load" }));
    };
    return await use(open, (await browser.version()).replace(/^firefox\//iu, ""));
  } finally {
    await browser.close();
    rmSync(profile, { recursive: true, force: true });
  }
}

/** An opened page, and its errors so far. */
async function opened(page, go) {
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error.message ?? error)));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  await go();
  return { page, complaints };
}
