/** The one place where adapters are chosen and wired. Shells open a site here and nowhere else. */
import type { SiteDescription } from "./core/site.ts";
import type { SiteHandle } from "./site-handle.ts";

/** A broker that somebody else runs. */
export interface ExternalBroker {
  readonly kind: "external";
  /** `mqtt://`, `mqtts://`, `ws://` or `wss://`, with port. */
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
  /** PEM of the authority that signed the broker's certificate. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** Allows `mqtt://` to a host that is not this one: anyone on the way can then read and forge. */
  readonly allowPlaintext?: boolean;
}

/** A broker inside this process: on 127.0.0.1 unless `listen` opens it to devices on the LAN. */
export interface EmbeddedBroker {
  readonly kind: "embedded";
  /** TCP port on 127.0.0.1; 1884 by default, 0 for a free one. */
  readonly port?: number;
  /** `HOST:PORT` for devices on the LAN; needs the generated credentials. */
  readonly listen?: string;
}

export type BrokerChoice = ExternalBroker | EmbeddedBroker;

export type Log = (level: "info" | "warn" | "error", message: string) => void;

export interface AuthorityOptions {
  readonly site: SiteDescription;
  /** Null keeps the site off the network: only this process sees it. */
  readonly broker: BrokerChoice | null;
  /** Names this authority in `status`: `node-red`, `homebridge`, `egress run`. */
  readonly authority: string;
  /** Where generated credentials and the journal live; null keeps nothing on disk. */
  readonly dataDir?: string | null;
  /** Ids of locks and holders whose commands leave by the shell itself, through `commanded`. */
  readonly wired?: ReadonlySet<string>;
  readonly log?: Log;
}

export interface OpenAuthority extends SiteHandle {
  /** Where mirrors and devices find the broker; null without one. */
  readonly brokerUrl: string | null;
}

export interface MirrorOptions {
  readonly siteId: string;
  readonly broker: ExternalBroker;
  /** Names this mirror to the broker: `homebridge`, `node-red`. */
  readonly client: string;
  readonly log?: Log;
}

export function openAuthority(_options: AuthorityOptions): Promise<OpenAuthority> {
  throw new Error("wired when the adapters are in");
}

export function openMirror(_options: MirrorOptions): Promise<SiteHandle> {
  throw new Error("wired when the adapters are in");
}
