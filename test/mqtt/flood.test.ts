/**
 * Fifty thousand messages a second from processes of their own, onto a detector's topic and onto the
 * requests, while forty other detectors raise the alarm: forty of forty are heard.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type Bystander, bystander } from "../broker/bystander.ts";
import { startMosquitto } from "../broker/mosquitto.ts";
import { fileWith } from "../cli/cli-run.ts";
import { freePort } from "../free-port.ts";

const FLOODERS = 2;
const MESSAGES_A_SECOND = 50_000;
const ALARMS = 40;

const BIN = new URL("../../src/cli/bin.ts", import.meta.url).pathname;
const FLOODER = new URL("../broker/flooder.ts", import.meta.url).pathname;
const PATIENCE = { timeout: 40_000, interval: 20 };

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const numbers = Array.from({ length: ALARMS }, (_, at) => at);
const rooms = [...numbers.map((at) => `room-${at}`), "yard"];

function tower(): string {
  const site = {
    version: 1,
    id: "tower",
    areas: rooms.map((id) => ({ id })),
    supplies: [{ id: "grid", kind: "mains" }],
    sensors: rooms.map((area) => ({ id: `${area}-smoke`, kind: "smoke", area })),
    doors: rooms.map((from) => ({
      id: `${from}-door`,
      from,
      to: "outside",
      locks: [
        {
          id: `${from}-lock`,
          hardware: "maglock",
          failMode: "fail-safe",
          supply: "grid",
          controllerLoss: "hold",
        },
      ],
    })),
  };
  return fileWith("tower.json", JSON.stringify(site));
}

function started(argv: readonly string[]): {
  child: ChildProcess;
  out: () => string;
  err: () => string;
} {
  const child = spawn(process.execPath, [...argv], { stdio: ["ignore", "pipe", "pipe"] });
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk) => (out += chunk));
  child.stderr.on("data", (chunk) => (err += chunk));
  cleanups.push(() => child.kill("SIGKILL"));
  return { child, out: () => out, err: () => err };
}

const reading = (room: string) => `egress/tower/sensor/${room}-smoke/reading`;
const command = (room: string) => `egress/tower/lock/${room}-lock/command`;
const releases = (order: unknown) => Reflect.get(Object(order), "to") === "unlocked";

/** Floods a topic, and gives how many messages the broker took so far. */
function flood(port: number, topic: string, ...payloads: readonly string[]) {
  const rate = String(MESSAGES_A_SECOND / FLOODERS);
  const { child, out } = started([FLOODER, String(port), rate, topic, ...payloads]);
  return { child, taken: () => Number(out().trim().split("\n").at(-1) ?? 0) };
}

async function raisesAll(other: Bystander): Promise<void> {
  // At QoS 1 and 0 in turn, as detectors do.
  for (const at of numbers)
    other.client.publish(reading(`room-${at}`), '{"value":"alarm"}', { qos: at % 2 === 0 ? 1 : 0 });
  for (const at of numbers)
    await vi.waitFor(
      () => expect(other.on(command(`room-${at}`)).some(releases)).toBe(true),
      PATIENCE,
    );
}

const BROKERS = [
  [
    "mosquitto",
    async () => {
      const broker = await startMosquitto();
      cleanups.push(() => broker.stop());
      return { port: broker.port, options: ["--mqtt", broker.url] };
    },
  ],
  [
    "the embedded broker",
    async () => {
      const port = await freePort();
      return { port, options: ["--broker-port", String(port)] };
    },
  ],
] as const;

describe.each(BROKERS)("a flood on %s", (_, startBroker) => {
  it("keeps no smoke alarm from releasing its door, and passes", async () => {
    const { port, options } = await startBroker();
    const site = started([BIN, "run", tower(), ...options]);
    await vi.waitFor(() => expect(site.err()).toContain("tower runs"), PATIENCE);
    const other = await bystander(`mqtt://127.0.0.1:${port}`, [
      "egress/tower/lock/+/command",
      "egress/tower/status",
    ]);
    cleanups.push(() => other.leave());
    await other.hears(
      "egress/tower/status",
      (said) => Reflect.get(Object(said), "state") === "online",
    );

    const floods = [
      flood(port, reading("yard"), '{"value":"clear"}', '{"value":"test"}'),
      flood(
        port,
        "egress/tower/request",
        '{"id":"x","action":"unlock","door":"room-1-door"}',
        "[[[",
      ),
    ];
    await vi.waitFor(() => {
      const taken = floods.reduce((sum, each) => sum + each.taken(), 0);
      expect(taken).toBeGreaterThan(MESSAGES_A_SECOND);
      expect(site.err()).toContain(`${reading("yard")} is flooded`);
    }, PATIENCE);

    await raisesAll(other);
    expect(other.on(command("yard")).some(releases)).toBe(false);

    for (const { child } of floods) child.kill("SIGKILL");
    await vi.waitFor(() => expect(site.err()).toContain(`${reading("yard")} is calm`), PATIENCE);
    // What the brokers still hold of the flood may drown it once more, so it is said until it is heard.
    await vi.waitFor(async () => {
      await other.say(reading("yard"), { value: "alarm" });
      expect(other.on(command("yard")).some(releases)).toBe(true);
    }, PATIENCE);
    const at = new Date().toISOString();
    const asked = { id: "after", action: "reset", at, replyTo: "egress/tower/reply/me" };
    await other.client.subscribeAsync("egress/tower/reply/me");
    await vi.waitFor(async () => {
      await other.say("egress/tower/request", { ...asked, at: new Date().toISOString() });
      expect(other.last("egress/tower/reply/me")).toMatchObject({ id: "after" });
    }, PATIENCE);
  }, 120_000);
});
