/** What the site's form and its nodes ask to run: which site, over which broker, for whom. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import type { SiteDescription } from "../../src/core/site.ts";
import type { Problem } from "../../src/errors.ts";
import type {
  AuthorityOptions,
  BrokerChoice,
  ExternalBroker,
  Log,
  MirrorOptions,
} from "../../src/open-site.ts";
import { parseSite, parseSiteObject } from "../../src/site-file/index.ts";
import type { SiteHandle } from "../../src/site-handle.ts";
import type { EnginePlan } from "../shared/engine-slot.ts";
import { type FormFields, flag, text } from "../shared/form-value.ts";
import type { Resident } from "../shared/resident.ts";
import type { OwnedProblem, SitePlan } from "../shared/site-room.ts";
import { assembleSite, type Contribution } from "./assemble.ts";

export interface SiteNode {
  readonly nodeId: string;
  readonly form: FormFields;
  readonly credentials: Readonly<Record<string, string | undefined>>;
  readonly userDir: string;
  readonly log: Log;
  /** False while another site node has this site id. */
  readonly claim: (siteId: string) => boolean;
}

/** How engines are opened; the runtime gives those of `open-site`. */
export interface Openers {
  readonly authority: (options: AuthorityOptions) => Promise<SiteHandle>;
  readonly mirror: (options: MirrorOptions) => Promise<SiteHandle>;
}

const ID = /^[a-z0-9-]{1,64}$/;

export async function planSite(
  node: SiteNode,
  residents: readonly Resident[],
  openers: Openers,
): Promise<SitePlan> {
  return text(node.form, "mode") === "mirror"
    ? planMirror(node, openers)
    : planAuthority(node, residents, openers);
}

function planMirror(node: SiteNode, openers: Openers): SitePlan {
  const siteId = text(node.form, "siteId");
  const broker = externalBroker(node);
  if (!ID.test(siteId)) {
    return own(node, "siteId", "the site id is not an id", "use a-z, 0-9 and -, 64 at most");
  }
  if (broker === null) return noUrl(node);
  const key = text(node.form, "requestKey");
  const { requestSecret: secret = "" } = node.credentials;
  if ((key === "") !== (secret === "")) {
    const mend = "both stand in the key file that egress keys writes";
    return own(node, "requestKey", "a key and its secret go together", mend);
  }
  const options: MirrorOptions = {
    siteId,
    broker,
    client: "node-red",
    log: node.log,
    ...(key === "" ? {} : { proof: { kind: "key", key, secret } }),
  };
  const open: EnginePlan["open"] = async (listener) => {
    const handle = await openers.mirror(options);
    handle.listen(listener);
    return handle;
  };
  return { ok: true, engine: { key: keyOf([siteId, broker, key, secret]), open } };
}

async function planAuthority(
  node: SiteNode,
  residents: readonly Resident[],
  openers: Openers,
): Promise<SitePlan> {
  const read = await readSite(node, residents);
  if (!read.ok) return read;
  const { site } = read;
  const broker = brokerOf(node);
  if (broker === "no-url") return noUrl(node);
  if (!node.claim(site.id)) {
    const message = `another site node already runs the site ${site.id}`;
    return own(node, "siteId", message, "give each site node its own site id, or delete one");
  }
  const wired = wiredTargets(site, residents, broker !== null);
  const dataDir = join(node.userDir, "egress", site.id);
  const options: AuthorityOptions = {
    site,
    broker,
    authority: "node-red",
    dataDir,
    wired: new Set(wired),
    log: node.log,
  };
  const key = keyOf([site, broker, dataDir, wired]);
  const open: EnginePlan["open"] = (listener) => openers.authority({ ...options, listener });
  return { ok: true, engine: { key, open } };
}

type ReadSite =
  | { readonly ok: true; readonly site: SiteDescription }
  | { readonly ok: false; readonly problems: readonly OwnedProblem[] };

async function readSite(node: SiteNode, residents: readonly Resident[]): Promise<ReadSite> {
  const source = text(node.form, "source", "flow");
  if (source === "flow") return fromFlow(node, residents);
  if (source === "text") return owned(node, parseSite(text(node.form, "text")));
  const file = text(node.form, "file");
  const path = isAbsolute(file) ? file : join(node.userDir, file);
  try {
    return owned(node, parseSite(await readFile(path, "utf8")));
  } catch {
    return own(
      node,
      "file",
      `the site file ${path} can't be read`,
      "check the path and its rights",
    );
  }
}

function fromFlow(node: SiteNode, residents: readonly Resident[]): ReadSite {
  const contributions = residents.flatMap(({ nodeId, definition }): Contribution[] =>
    definition === null ? [] : [{ nodeId, definition }],
  );
  const { site, ownerOf } = assembleSite(node.form, contributions);
  return owned(node, parseSiteObject(site), ownerOf);
}

type Parsed =
  | { readonly ok: true; readonly site: SiteDescription }
  | { readonly ok: false; readonly problems: readonly Problem[] };

function owned(
  node: SiteNode,
  parsed: Parsed,
  ownerOf: (path: string) => string | null = () => null,
): ReadSite {
  if (parsed.ok) return parsed;
  const problems = parsed.problems.map((problem) => ({
    nodeId: ownerOf(problem.path) ?? node.nodeId,
    problem,
  }));
  return { ok: false, problems };
}

/**
 * Locks and holders without a device binding whose orders leave by an egress-door node. Where a
 * broker runs, a door node with nothing wired to output 1 leaves them to MQTT.
 */
function wiredTargets(
  site: SiteDescription,
  residents: readonly Resident[],
  hasBroker: boolean,
): readonly string[] {
  const drive = residents
    .filter(({ commanded, everyDoor }) => commanded !== undefined || everyDoor !== undefined)
    .filter((resident) => !hasBroker || resident.wired?.() === true);
  const doors = new Set(drive.map(({ door }) => door));
  const everyDoor = drive.some((resident) => resident.everyDoor !== undefined);
  return site.doors
    .filter((door) => everyDoor || doors.has(door.id))
    .flatMap((door) => [...door.locks, ...(door.holder === null ? [] : [door.holder])])
    .filter((target) => target.device === null)
    .map((target) => target.id);
}

function brokerOf(node: SiteNode): BrokerChoice | null | "no-url" {
  const choice = text(node.form, "broker", "embedded");
  if (choice === "none") return null;
  if (choice === "external") return externalBroker(node) ?? "no-url";
  const port = text(node.form, "port");
  const listen = text(node.form, "listen");
  return {
    kind: "embedded",
    ...(port === "" ? {} : { port: Number(port) }),
    ...(listen === "" ? {} : { listen }),
  };
}

function externalBroker(node: SiteNode): ExternalBroker | null {
  const url = text(node.form, "url");
  if (url === "") return null;
  const { username = "", password = "" } = node.credentials;
  const ca = text(node.form, "ca");
  return {
    kind: "external",
    url,
    ...(username === "" ? {} : { username }),
    ...(password === "" ? {} : { password }),
    ...(ca === "" ? {} : { ca }),
    ...(flag(node.form, "allowPlaintext") ? { allowPlaintext: true } : {}),
  };
}

function noUrl(node: SiteNode): SitePlan & { ok: false } {
  return own(node, "url", "the broker has no address", "give it as mqtt://host:1883");
}

function own(
  node: SiteNode,
  path: string,
  message: string,
  mend: string,
): SitePlan & { ok: false } {
  return { ok: false, problems: [{ nodeId: node.nodeId, problem: { path, message, mend } }] };
}

/** Two plans with one key are one engine. A digest, so that no password stays in memory as a key. */
function keyOf(parts: readonly unknown[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}
