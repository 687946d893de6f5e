// Decides from trusted proxies' headers whether a call came over TLS: a host of the package has to know
// its environment (`host/gateway/src/http/proxy.rs` has the reasons).

import { BlockList, isIPv6 } from "node:net";

const family = (address) => (isIPv6(address) ? "ipv6" : "ipv4");

export class Proxies {
  #trusted = new BlockList();

  constructor(networks) {
    for (const network of networks) {
      const [address, prefix] = network.split("/");
      if (prefix === undefined) this.#trusted.addAddress(address, family(address));
      else this.#trusted.addSubnet(address, Number(prefix), family(address));
    }
  }

  /** Whether the caller used TLS to this server, or to the first trusted proxy. */
  cameOverTls({ socket, headers }) {
    if (socket.encrypted === true) return true;
    if (!this.#trusts(socket.remoteAddress)) return false;
    const found = [forwarded(headers.forwarded), usual(headers["x-forwarded-proto"])];
    const hops = found.filter((all) => all !== undefined);
    return hops.length > 0 && hops.every((all) => this.#outermost(all)?.proto === "https");
  }

  #trusts(address) {
    return address !== undefined && this.#trusted.check(address, family(address));
  }

  /** The last entry that is not from a trusted proxy; else the first. */
  #outermost(hops) {
    return hops.findLast(({ from }) => !this.#trusts(from)) ?? hops[0];
  }
}

function forwarded(header) {
  return header?.split(",").map((element) => {
    const pairs = element.split(";").map((pair) => pair.trim().split("="));
    const { for: from, proto } = Object.fromEntries(pairs);
    return { from, proto };
  });
}

function usual(header) {
  return header === undefined ? undefined : [{ proto: header.split(",").at(-1).trim() }];
}
