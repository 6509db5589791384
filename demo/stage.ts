/** Everything that the demo starts, in order, and ends in the opposite one. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { SiteDescription } from "../src/core/site.ts";
import type { DoorState } from "../src/core/view.ts";
import { isEgressError } from "../src/errors.ts";
import { type RunningBroker, startEmbeddedBroker } from "../src/mqtt/index.ts";
import { openMirror } from "../src/open-site.ts";
import { parseSite } from "../src/site-file/index.ts";
import type { SiteHandle } from "../src/site-handle.ts";
import type { Child } from "./children.ts";
import { demoFlow } from "./flow.ts";
import { type HomeBridge, startHomebridge } from "./homebridge.ts";
import { House } from "./house.ts";
import { startNodeRed } from "./node-red.ts";
import { PACKAGE_ROOT } from "./package-root.ts";
import { freePort } from "./ports.ts";

export const SITE_FILE = join(PACKAGE_ROOT, "examples/sites/demo-house.yaml");

const BROKER_PORT = 1_884;
const BROKER_TRIES = 20;
const NODE_RED_PORT = 1_880;
const HOMEBRIDGE_PORT = 51_900;
const ONLINE_MS = 15_000;

/** A sensor that says nothing holds nothing up: it stays unknown, and is named. */
const SENSORS_MS = 3_000;

export interface StageOptions {
  readonly folder: string;
  /** True to take free ports and leave the usual ones alone. */
  readonly anyPorts: boolean;
  readonly lan: boolean;
}

export interface Scene {
  readonly site: SiteDescription;
  readonly house: House;
  readonly egress: SiteHandle;
  readonly bridge: HomeBridge;
  readonly brokerUrl: string;
  readonly nodeRedUrl: string;
}

export class Stage {
  readonly #endings: (() => Promise<void>)[] = [];
  readonly #children: Child[] = [];
  #stopped: Promise<void> | null = null;

  async start({ folder, anyPorts, lan }: StageOptions): Promise<Scene> {
    const site = demoSite();
    const broker = await this.#broker(anyPorts);
    const brokerUrl = broker.url;
    const house = new House(brokerUrl);
    this.later(() => house.stop());
    await house.start();

    const begun = (child: Child) => this.#watch(child);
    const brokerPort = Number(new URL(brokerUrl).port);
    const [nodeRedPort, homebridgePort] = anyPorts
      ? [await freePort(0), await freePort(0)]
      : [await freePort(NODE_RED_PORT), await freePort(HOMEBRIDGE_PORT)];
    const flow = demoFlow({ site, siteFile: SITE_FILE, brokerPort });
    const [nodeRedUrl, bridge] = await Promise.all([
      startNodeRed({ folder: join(folder, "node-red"), port: nodeRedPort, flow }, begun),
      startHomebridge(
        {
          folder: join(folder, "homebridge"),
          port: homebridgePort,
          siteId: site.id,
          brokerUrl,
          lan,
        },
        begun,
      ),
    ]);
    const egress = await this.#mirror(site.id, brokerUrl);
    return { site, house, egress, bridge, brokerUrl, nodeRedUrl };
  }

  /** Something to end before all that was started earlier. */
  later(end: () => Promise<void>): void {
    this.#endings.push(end);
  }

  get stopping(): boolean {
    return this.#stopped !== null;
  }

  /** The first child that ends though nobody ended it. */
  get lost(): Promise<Child> {
    return Promise.race(this.#children.map((child) => child.ended.then(() => child)));
  }

  /** Ends everything, each within its time, whatever else fails. */
  stop(): Promise<void> {
    this.#stopped ??= this.#end();
    return this.#stopped;
  }

  /** The last resort, for a process that is about to be gone. */
  kill(): void {
    for (const child of this.#children) child.kill();
  }

  async #end(): Promise<void> {
    const late = this.#endings.splice(0).reverse();
    for (const [place, end] of late.entries()) {
      // The last to go are the house and its broker: the children say goodbye over it.
      if (place === late.length - BASE) await this.#endChildren();
      await end().catch(() => undefined);
    }
    await this.#endChildren();
  }

  async #endChildren(): Promise<void> {
    await Promise.all(this.#children.splice(0).map((child) => child.stop()));
  }

  #watch(child: Child): void {
    this.#children.push(child);
    // A child that began while everything was being ended.
    if (this.#stopped !== null) void child.stop();
  }

  async #broker(anyPorts: boolean): Promise<RunningBroker> {
    const ports = anyPorts
      ? [0]
      : Array.from({ length: BROKER_TRIES }, (_, at) => BROKER_PORT + at);
    for (const port of [...ports, 0]) {
      try {
        const broker = await startEmbeddedBroker({ kind: "embedded", port }, null, () => undefined);
        this.later(() => broker.close());
        return broker;
      } catch (error) {
        if (!isEgressError(error) || error.code !== "port-in-use") throw error;
      }
    }
    throw new Error("There is no free port for the broker.");
  }

  async #mirror(siteId: string, url: string): Promise<SiteHandle> {
    const broker = { kind: "external", url } as const;
    const mirror = await openMirror({ siteId, broker, client: "demo" });
    this.later(() => mirror.close());
    if (!(await settled(mirror, () => mirror.online && everyDoorIsReached(mirror), ONLINE_MS))) {
      const said = this.#children.map((child) => child.tail).join("\n");
      throw new Error(`The site never came up with all its doors. The children said:\n${said}`);
    }
    await settled(mirror, () => notHeard(mirror).length === 0, SENSORS_MS);
    return mirror;
  }
}

/** Waits until it is so; false when that took too long. */
async function settled(
  mirror: SiteHandle,
  isSo: () => boolean,
  withinMs: number,
): Promise<boolean> {
  return await new Promise((resolve) => {
    const end = (so: boolean) => {
      clearTimeout(timer);
      unlisten();
      resolve(so);
    };
    const look = () => {
      if (isSo()) end(true);
    };
    const timer = setTimeout(() => end(false), withinMs);
    const unlisten = mirror.listen({ described: look, online: look, changed: look });
    look();
  });
}

function everyDoorIsReached(mirror: SiteHandle): boolean {
  const doors = mirror.description?.doors ?? [];
  return doors.length > 0 && doors.every(({ id }) => isReached(mirror.door(id)));
}

function isReached(door: DoorState | undefined): boolean {
  return door !== undefined && !door.troubles.includes("no-link");
}

/** The sensors that Egress has heard nothing of yet, by name. */
export function notHeard(mirror: SiteHandle): readonly string[] {
  const sensors = mirror.description?.sensors ?? [];
  return sensors.filter(({ id }) => mirror.sensor(id)?.heardAt == null).map(({ name }) => name);
}

/** How many endings belong to what the children stand on: the broker and the house. */
const BASE = 2;

export function demoSite(): SiteDescription {
  const parsed = parseSite(readFileSync(SITE_FILE, "utf8"));
  if (parsed.ok) return parsed.site;
  const wrong = parsed.problems.map(({ path, message, mend }) => `${path} ${message}: ${mend}`);
  throw new Error(`${SITE_FILE} is no site.\n${wrong.join("\n")}`);
}
