/** The one place where adapters are chosen and wired. Shells open a site here and nowhere else. */
import { calendarOf } from "./calendar/calendar.ts";
import { Controller } from "./controller/controller.ts";
import type { Journal } from "./controller/ports.ts";
import { systemClock } from "./controller/system-clock.ts";
import type { SiteDescription } from "./core/site.ts";
import { MemoryJournal } from "./journal/memory-journal.ts";
import type { AuthorityLink } from "./mqtt/authority-link.ts";
import type { RequestProof } from "./mqtt/mirror-requests.ts";
import { plainLog } from "./mqtt/plain-log.ts";
import type { SiteHandle, SiteListener } from "./site-handle.ts";

export type { RequestProof };

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
  /**
   * What the site remembers from before, where the shell keeps that itself. Without one it is a journal
   * on disk in `dataDir`, or where there is no folder it starts anew, and orders nothing.
   */
  readonly journal?: Journal;
  /** Hears everything from the start's own orders on, which come before the handle does. */
  readonly listener?: SiteListener;
  readonly log?: Log;
}

export interface OpenAuthority extends SiteHandle {
  /** Where mirrors and devices find the broker; null without one. */
  readonly brokerUrl: string | null;
  /** The locks that hold by a lease now, and when each lets go if nobody renews it (ISO time). */
  leases(): readonly { readonly lock: string; readonly endsAt: string }[];
}

export interface MirrorOptions {
  readonly siteId: string;
  readonly broker: ExternalBroker;
  /** Names this mirror to the broker: `homebridge`, `node-red`. */
  readonly client: string;
  /** Proves who asks: a key of the site, or the PIN of the one person who uses this mirror. */
  readonly proof?: RequestProof;
  readonly log?: Log;
}

/**
 * Opens a site as its authority: the engine, its broker or the way to one, and the devices.
 *
 * @throws {EgressError} `site-locked` when another process is the authority, `port-in-use` for the embedded broker, `options-invalid` for a broker's
 * address, `site-invalid` for a device binding. A broker that is away is no error: it is tried again.
 */
export async function openAuthority(options: AuthorityOptions): Promise<OpenAuthority> {
  const log = plainLog(options.log);
  // The journal comes first: who does not get it is not the authority, and emits nothing.
  const own = options.journal === undefined ? await ownJournal(options, log) : null;
  let broker: Broker | null = null;
  try {
    broker = await runningBroker(options, log);
    const controller = await Controller.open({
      site: options.site,
      clock: systemClock,
      journal: options.journal ?? own ?? new MemoryJournal(),
      hours: calendarOf(options.site.schedules),
      linkDown: await unreached(options, broker !== null),
      log,
      pulse: systemClock,
    });
    if (options.listener !== undefined) controller.listen(options.listener);
    const aside = await besidesMqtt(controller, options, log);
    const link =
      broker === null
        ? null
        : await linkTo(controller, broker.choice, options, log, () => aside.whenAsked());
    controller.begin();
    aside.begin();
    if (link === null) aside.whenAsked();
    // Once the locks can be reached: before, an alarm would order nothing.
    if (link === null) controller.rehearse();
    else void link.ready.then(() => controller.rehearse(link.rehearse));
    // A guest comes last: nothing of the site waits for it.
    const guest = broker === null ? null : await homeAssistant(controller, broker.choice, log);
    return handleOf(controller, broker?.choice.url ?? null, async () => {
      aside.close();
      await guest?.close();
      await link?.close();
      await broker?.close();
      await controller.close();
      await own?.close();
    });
  } catch (error) {
    await broker?.close();
    await own?.close();
    throw error;
  }
}

/**
 * Opens a mirror of a site whose authority runs elsewhere. Resolves at once; it is offline until it
 * hears the authority.
 *
 * @throws {EgressError} `options-invalid` for the broker's address.
 */
export async function openMirror(options: MirrorOptions): Promise<SiteHandle> {
  const { openMqttMirror } = await import("./mqtt/index.ts");
  return openMqttMirror({ ...options, log: plainLog(options.log) });
}

/** On disk where there is a folder for it. Its module, and SQLite, are loaded only then. */
async function ownJournal(
  { site, authority, dataDir }: AuthorityOptions,
  log: Log,
): Promise<Journal | null> {
  if (dataDir === undefined || dataDir === null) return null;
  const { SqliteJournal } = await import("./journal/sqlite-journal.ts");
  return SqliteJournal.open({ dataDir, siteId: site.id, authority, log });
}

interface Broker {
  readonly choice: ExternalBroker;
  close(): Promise<void>;
}

async function runningBroker(options: AuthorityOptions, log: Log): Promise<Broker | null> {
  const choice = options.broker;
  if (choice === null) return null;
  if (choice.kind === "external") return { choice, close: () => Promise.resolve() };
  const { brokerClients, startEmbeddedBroker } = await import("./mqtt/index.ts");
  const clients = choice.listen === undefined ? [] : brokerClients(options.site);
  const running = await startEmbeddedBroker(choice, options.dataDir ?? null, log, clients);
  return { choice: { kind: "external", url: running.url }, close: () => running.close() };
}

async function linkTo(
  controller: Controller,
  broker: ExternalBroker,
  { authority, wired, site, dataDir }: AuthorityOptions,
  log: Log,
  inputsRead: () => void,
): Promise<AuthorityLink> {
  const { linkAuthority, openRequestSecrets } = await import("./mqtt/index.ts");
  const secrets = await openRequestSecrets(site, dataDir ?? null, log);
  return linkAuthority(controller, {
    broker,
    authority,
    log,
    inputsRead,
    secrets,
    ...(wired === undefined ? {} : { wired }),
  });
}

async function homeAssistant(
  controller: Controller,
  broker: ExternalBroker,
  log: Log,
): Promise<{ close(): Promise<void> } | null> {
  const discovery = controller.description.homeAssistant;
  if (discovery === undefined) return null;
  const { linkHomeAssistant } = await import("./home-assistant/index.ts");
  return linkHomeAssistant(controller, { broker, discovery, log });
}

interface BesidesMqtt {
  begin(): void;
  /** Says that all inputs are read, once those that are not on MQTT are. */
  whenAsked(): void;
  close(): void;
}

/** Devices on HTTP and UPSs of upsd. Like the broker's, their modules are loaded here. */
async function besidesMqtt(
  controller: Controller,
  { wired }: AuthorityOptions,
  log: Log,
): Promise<BesidesMqtt> {
  const [{ openHttpDevices }, { openUpsWatch }] = await Promise.all([
    import("./http-devices/index.ts"),
    import("./nut/index.ts"),
  ]);
  const warn = (subject: string, message: string) => log("warn", `${subject}: ${message}`);
  const http = openHttpDevices(controller, { wired: wired ?? new Set(), warn });
  const detach = http === null ? () => {} : controller.attach(http.driver);
  let watch: ReturnType<typeof openUpsWatch> = null;
  let closed = false;
  return {
    begin() {
      http?.begin();
      watch = openUpsWatch(controller, { warn });
    },
    whenAsked() {
      const asked = watch?.asked ?? Promise.resolve();
      void asked.then(() => {
        if (!closed) controller.inputsRead();
      });
    },
    close() {
      closed = true;
      detach();
      http?.close();
      watch?.close();
    },
  };
}

/** Not reachable yet: over MQTT before the broker is, over HTTP before the device answers. */
async function unreached(
  { site, wired = new Set() }: AuthorityOptions,
  onMqtt: boolean,
): Promise<ReadonlySet<string>> {
  if (onMqtt) return outputsOf(site, wired);
  const { httpTargets } = await import("./http-devices/index.ts");
  return httpTargets(site, wired);
}

/** Everything that no wire drives. */
function outputsOf(site: SiteDescription, wired: ReadonlySet<string>): ReadonlySet<string> {
  const ids = site.doors.flatMap(({ locks, holder }) => [
    ...locks.map(({ id }) => id),
    ...(holder === null ? [] : [holder.id]),
  ]);
  return new Set(ids.filter((id) => !wired.has(id)));
}

function handleOf(
  controller: Controller,
  brokerUrl: string | null,
  close: () => Promise<void>,
): OpenAuthority {
  let closing: Promise<void> | null = null;
  return {
    role: "authority",
    description: controller.description,
    online: true,
    brokerUrl,
    door: (id) => controller.door(id),
    sensor: (id) => controller.sensor(id),
    supply: (id) => controller.supply(id),
    area: (id) => controller.area(id),
    request: (request) => controller.request(request),
    tell: (input) => controller.tell(input),
    listen: (listener) => controller.listen(listener),
    leases: () => controller.leases(),
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}
