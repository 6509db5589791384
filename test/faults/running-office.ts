/**
 * The small office under `egress run`, a process of its own that can be stopped and killed, with
 * simulated products around it that speak what the real ones speak.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { TasmotaRelay } from "../../demo/products/index.ts";
import { type Bystander, bystander } from "../broker/bystander.ts";
import { type Ends, online, settled } from "../e2e/house.ts";
import { Devices, OFFICE, orderIn } from "../e2e/office.ts";
import { folder } from "../journal/entries.ts";

const BIN = new URL("../../dist/src/cli/bin.js", import.meta.url).pathname;

/** So short that it ends within a stop that the process itself must notice. */
export const LEASE_SECONDS = 4;

/** Beside the leased magnet of the front door, one whose last order stands when nobody renews it. */
const SITE = `${OFFICE}
  - id: back
    name: Back door
    from: workshop
    to: outside
    exit: true
    egressDevices: [{ kind: exit-button, via: power }]
    emergencyRelease: { hardwired: true }
    locks:
      - id: back-maglock
        hardware: maglock
        failMode: fail-safe
        supply: grid
        controllerLoss: hold
        device: { profile: tasmota-relay, topic: back-maglock }
lease: { ttl: ${LEASE_SECONDS}s, renew: 1s }
`;

export class Products extends Devices {
  readonly back: TasmotaRelay;

  constructor(brokerUrl: string) {
    super(brokerUrl);
    this.back = new TasmotaRelay("back-maglock", brokerUrl);
  }

  override async start(): Promise<void> {
    await Promise.all([super.start(), this.back.start()]);
  }

  override async stop(): Promise<void> {
    await Promise.all([super.stop(), this.back.stop()]);
  }
}

/** What a packet tells which lock or holder to do, as `back-maglock off`; null for everything else. */
export function wordIn(topic: string, payload: string): string | null {
  if (/^cmnd\/back-maglock\/POWER/i.test(topic)) return `back-maglock ${payload.toLowerCase()}`;
  const order = orderIn(topic, payload);
  return order === null ? null : `${order.target} ${order.word}`;
}

export interface RunningOffice {
  readonly process: ChildProcess;
  /** The events of one type that it has told so far. */
  told(type: string): readonly Readonly<Record<string, unknown>>[];
}

/** Resolves once it is on the broker. Its end is added to `ends`. */
export async function runOffice(brokerUrl: string, ends: Ends): Promise<RunningOffice> {
  const dir = folder();
  const file = join(dir, "office.yaml");
  writeFileSync(file, SITE);
  const argv = [BIN, "run", file, "--mqtt", brokerUrl, "--data", dir, "--log", "json"];
  const child = spawn(process.execPath, argv, { stdio: ["ignore", "pipe", "pipe"] });
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk) => (out += chunk));
  child.stderr.on("data", (chunk) => (err += chunk));
  ends.add(async () => {
    const gone = once(child, "exit");
    if (child.exitCode === null && child.kill("SIGKILL")) await gone;
  });
  await settled(() => {
    if (!err.includes("Small office runs")) throw new Error(`not yet: ${err}`);
  });
  return {
    process: child,
    told: (type) =>
      out
        .split("\n")
        .filter((line) => line.endsWith("}") && line.includes(`"${type}"`))
        .map((line) => JSON.parse(line)),
  };
}

export interface Office {
  readonly site: RunningOffice;
  readonly products: Products;
  /** Hears everything, straight from the broker. */
  readonly onlooker: Bystander;
}

/**
 * Everything there, and every input read.
 *
 * @param url straight to the broker.
 * @param through how the site reaches it, where that is another way.
 */
export async function startOffice(url: string, ends: Ends, through = url): Promise<Office> {
  const onlooker = await bystander(url);
  ends.add(() => onlooker.leave());
  onlooker.client.on("connect", () => onlooker.client.subscribe("#", { qos: 1 }));
  const products = new Products(url);
  ends.add(() => products.stop());
  const [site] = await Promise.all([runOffice(through, ends), products.start()]);
  await online(onlooker);
  await settled(() => {
    if (site.told("inputs-read").length === 0) throw new Error("its inputs are not read");
  });
  return { site, products, onlooker };
}

/** The orders that the onlooker saw, oldest first, from its message number `from` on. */
export function ordersSeen({ heard }: Bystander, from = 0): readonly string[] {
  return heard.slice(from).flatMap(({ topic, text }) => wordIn(topic, text) ?? []);
}
