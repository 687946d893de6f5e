/**
 * QR symbols and their pictures, compared with other JavaScript libraries.
 *
 * @module
 */

import assert from "node:assert/strict";
import { qrMatrix, qrSvg } from "codemint";
import { correction, generate } from "lean-qr";
import { toSvgSource } from "lean-qr/extras/svg";
import encodeQR from "qr";
import decodeQR from "qr/decode.js";
import qrcode from "qrcode";
import * as uqr from "uqr";
import { atLeast, inTurn, time } from "./harness.mjs";

/** Pixels per module, and modules of the quiet zone. */
const SCALE = 8;
const QUIET = 4;

/** A link with a token, of that length: the same as in `tests/peers/src/qr.rs`. */
function payload(length) {
  let text = "https://codes.example.com/redeem?tenant=acme&token=";
  for (let number = 1n; text.length < length; ) {
    number = (number * 1_664_525n + 1_013_904_223n) & 0xffff_ffffn;
    text += "abcdefghijklmnopqrstuvwxyzABCDEF0123456789"[Number((number >> 16n) % 42n)];
  }
  return text;
}

const MEDIUM = { minCorrectionLevel: correction.M, maxCorrectionLevel: correction.M };

const byQrcode = (text) => qrcode.create(text, { errorCorrectionLevel: "M" });

/** `qrcode` passes its pictures to a callback, which it calls before it returns. */
function svgByQrcode(text) {
  let drawn;
  const look = { type: "svg", errorCorrectionLevel: "M", margin: QUIET };
  qrcode.toString(text, look, (error, svg) => {
    if (error) throw error;
    drawn = svg;
  });
  return drawn;
}

/** For each library: draws a symbol, returns its side, and whether the module at `x`, `y` is dark. */
const MATRICES = {
  ours: {
    draw: (text) => qrMatrix(text),
    side: (drawn) => Math.sqrt(drawn.length),
    dark: (drawn, x, y) => drawn[y * Math.sqrt(drawn.length) + x] === 1,
  },
  // It draws no symbol without a border.
  qr: {
    draw: (text) => encodeQR(text, "raw", { ecc: "medium", border: 1 }),
    side: (drawn) => drawn.length - 2,
    dark: (drawn, x, y) => drawn[y + 1][x + 1],
  },
  qrcode: {
    draw: (text) => byQrcode(text).modules.data,
    side: (drawn) => Math.sqrt(drawn.length),
    dark: (drawn, x, y) => drawn[y * Math.sqrt(drawn.length) + x] === 1,
  },
  uqr: {
    draw: (text) => uqr.encode(text, { ecc: "M", border: 0, boostEcc: false }).data,
    side: (drawn) => drawn.length,
    dark: (drawn, x, y) => drawn[y][x],
  },
  "lean-qr": {
    draw: (text) => [generate(text, MEDIUM)],
    side: ([drawn]) => drawn.size,
    dark: ([drawn], x, y) => drawn.get(x, y),
  },
};

const SVGS = {
  ours: (text) => qrSvg(text),
  // Its `scale` would draw each module many times; a vector picture does not need it.
  qr: (text) => encodeQR(text, "svg", { ecc: "medium", border: QUIET }),
  qrcode: svgByQrcode,
  uqr: (text) => uqr.renderSVG(text, { ecc: "M", border: QUIET, boostEcc: false, pixelSize: SCALE }),
  "lean-qr": (text) => toSvgSource(generate(text, MEDIUM), { pad: QUIET, scale: SCALE }),
};

/** The level in a symbol's format information (ISO/IEC 18004, 7.9.1): two bits under the fixed mask. */
function level(dark) {
  const high = Number(dark(0, 8)) ^ 1;
  const low = Number(dark(1, 8)) ^ 0;
  return { 0: "M", 1: "L", 2: "H", 3: "Q" }[(high << 1) | low];
}

/** Reads a symbol with its quiet zone, `SCALE` pixels per module. */
function read(side, dark) {
  const pixels = (side + 2 * QUIET) * SCALE;
  const data = new Uint8Array(pixels * pixels * 4).fill(255);
  for (let at = 0; at < pixels * pixels; at += 1) {
    const x = Math.floor((at % pixels) / SCALE) - QUIET;
    const y = Math.floor(at / pixels / SCALE) - QUIET;
    const inside = x >= 0 && y >= 0 && x < side && y < side;
    if (inside && dark(x, y)) data.fill(0, at * 4, at * 4 + 3);
  }
  return decodeQR({ width: pixels, height: pixels, data });
}

/** The fault of a library's symbol, if it has one; `side` is the side of ours. */
export function fault({ side: sideOf, dark: darkOf }, drawn, text, side) {
  const dark = (x, y) => darkOf(drawn, x, y);
  if (sideOf(drawn) !== side) return `${sideOf(drawn)} modules wide, not ${side}`;
  if (level(dark) !== "M") return `of level ${level(dark)}`;
  try {
    return read(side, dark) === text ? undefined : "has another text";
  } catch (error) {
    return `cannot be read: ${error.message}`;
  }
}

/** Asserts that all draw the same: one version, level M, and a reader reads the payload. */
export function check(text) {
  const side = MATRICES.ours.side(MATRICES.ours.draw(text));
  for (const [name, maker] of Object.entries(MATRICES)) {
    const drawn = maker.draw(text);
    assert.equal(fault(maker, drawn, text, side), undefined, `${name}, ${text.length} bytes`);
    // The controls: another payload and another level are detected.
    const other = maker.draw(`${text.slice(0, -1)}!`);
    assert.equal(fault(maker, other, text, side), "has another text", name);
  }
  const high = encodeQR(text, "raw", { ecc: "high", border: 1 });
  assert.equal(fault(MATRICES.qr, high, text, high.length - 2), "of level H");
  assert.match(fault(MATRICES.qr, high, text, side), /modules wide, not/u);
  for (const [name, draw] of Object.entries(SVGS)) {
    assert.match(draw(text), /<svg[^]*<\/svg>\s*$/u, `${name} draws no SVG`);
  }
}

/** The promise is about the fastest of the others. */
function row(what, text, draws) {
  const names = Object.keys(draws);
  const works = names.map((name) => () => draws[name](text));
  const [ours, ...others] = inTurn(61, 20, works);
  const peers = others.map((taken, place) => `${names[place + 1]} ${time(taken)}`);
  return {
    what: `Node: QR, ${text.length} bytes, level M, to ${what}`,
    ours: time(ours),
    peer: peers.join(", "),
    figure: Math.min(...others) / ours,
    unit: "x",
    promise: atLeast(2),
  };
}

export function rows() {
  const matrices = Object.entries(MATRICES).map(([name, { draw }]) => [name, draw]);
  return [60, 150, 400].map(payload).flatMap((text) => {
    check(text);
    return [row("matrix", text, Object.fromEntries(matrices)), row("SVG", text, SVGS)];
  });
}
