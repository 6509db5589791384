/** What a broker's address must be before we give it a password or believe its smoke. */
import type { Problem } from "../errors.ts";
import { EgressError } from "../errors.ts";
import type { ExternalBroker } from "../open-site.ts";

const SCHEMES = ["mqtt:", "mqtts:", "ws:", "wss:"];
const PLAINTEXT = ["mqtt:", "ws:"];

/** Everything that is wrong with a broker's address; the paths are the option's own keys. */
export function brokerProblems(broker: ExternalBroker): readonly Problem[] {
  const url = parseUrl(broker.url);
  if (url === null || !SCHEMES.includes(url.protocol) || url.hostname === "") {
    const message = "is no address of a broker";
    return [{ path: "url", message, mend: "Write it like mqtts://broker.local:8883." }];
  }
  if (
    PLAINTEXT.includes(url.protocol) &&
    !isLoopback(url.hostname) &&
    broker.allowPlaintext !== true
  ) {
    const message = `is plaintext to another host, ${url.hostname}: anyone on the way could open doors`;
    const mend =
      "Use mqtts:// or wss://, or say allowPlaintext: true on a network where nobody else can listen or send.";
    return [{ path: "url", message, mend }];
  }
  if ((broker.cert === undefined) !== (broker.key === undefined)) {
    const path = broker.cert === undefined ? "cert" : "key";
    return [{ path, message: "is missing beside its twin", mend: "Give both cert and key." }];
  }
  return [];
}

/** @throws {EgressError} `options-invalid` with every problem. */
export function checkBroker(broker: ExternalBroker): void {
  const problems = brokerProblems(broker);
  if (problems.length === 0) return;
  const said = problems.map((each) => `${each.path} ${each.message}. ${each.mend}`).join(" ");
  throw new EgressError("options-invalid", `The broker's ${said}`, { problems });
}

/** Host and port for people; never the user or password that an address may hold. */
export function brokerName(broker: ExternalBroker): string {
  const url = parseUrl(broker.url);
  return url === null ? "the broker" : `${url.protocol}//${url.host}`;
}

export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, "").toLowerCase();
  return bare === "localhost" || bare === "::1" || /^127(\.\d{1,3}){3}$/.test(bare);
}

function parseUrl(url: string): URL | null {
  return URL.canParse(url) ? new URL(url) : null;
}
