/**
 * The example flow of every source, imported into one real Node-RED: each of its buttons sends what the
 * source's node really sends, and the site must say what that means.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { buttonId, idIn, LOCK } from "../../scripts/flows/build.ts";
import { type ExampleMessage, type ExampleSource, SOURCES } from "../../scripts/flows/sources.ts";
import { PRESETS } from "../../src/readings/index.ts";
import {
  type FlowNode,
  type NodeRedRuntime,
  PACKAGE_ROOT,
  startNodeRed,
} from "./node-red-runtime.ts";

let red: NodeRedRuntime;

const settled = (check: () => void) => vi.waitFor(check, { timeout: 20_000, interval: 20 });

function flowOf(file: string): readonly FlowNode[] {
  const text = readFileSync(join(PACKAGE_ROOT, "examples/flows", `${file}.json`), "utf8");
  return JSON.parse(text) as readonly FlowNode[];
}

interface DoorSays {
  readonly position: string;
  readonly demand: { readonly name: string };
  readonly locks: Readonly<Record<string, { readonly reported: string }>>;
}

/** What the site said of the door last. */
function door(source: ExampleSource): DoorSays | undefined {
  return red.deliveries(idIn(source, "door"), 1).at(-1)?.message["payload"] as DoorSays | undefined;
}

function press(source: ExampleSource, message: ExampleMessage): void {
  red.send(buttonId(source, source.messages.indexOf(message)), {});
}

/** What the sensor's node passed on since the button, and what stands under it. */
async function sensorSays(source: ExampleSource, { to, says }: ExampleMessage, since: number) {
  const node = idIn(source, to);
  await settled(() => {
    expect(red.deliveries(node).length).toBeGreaterThan(since);
    const { value } = (red.deliveries(node).at(-1)?.message["payload"] ?? {}) as {
      value?: unknown;
    };
    expect(typeof value === "object" && value !== null ? value : { status: value }).toMatchObject({
      status: says,
    });
  });
  await settled(() => expect(red.status(node)).toMatch(/ · by \S/));
}

/** What the site makes of it: fire stands until a reset, a UPS that runs out lets go, a leaf is where it is. */
async function doorSays(source: ExampleSource, { to, says }: ExampleMessage, before: string) {
  if (to === "lock") {
    await settled(() => expect(door(source)?.locks[LOCK]?.reported).toBe(says));
    return;
  }
  const kind = source.sensors.find(({ id }) => id === to)?.kind;
  if (kind === "contact") await settled(() => expect(door(source)?.position).toBe(says));
  const running = kind === "ups" ? (says === "low" ? "egress" : "rest") : before;
  const name = says === "alarm" ? "fire" : running;
  await settled(() => expect(door(source)?.demand.name).toBe(name));
}

beforeAll(async () => {
  red = await startNodeRed();
  await red.deploy(SOURCES.flatMap(({ file }) => flowOf(file)));
  await settled(() =>
    expect(SOURCES.filter((source) => door(source) === undefined).map(({ file }) => file)).toEqual(
      [],
    ),
  );
});
afterAll(async () => {
  await red.stop();
});

describe.each(SOURCES)("$title", (source) => {
  it.each(source.messages.map((message) => [message.name, message.says, message] as const))(
    "%s: %s",
    async (_, __, message) => {
      const before = door(source)?.demand.name ?? "";
      const since = red.deliveries(idIn(source, message.to)).length;
      press(source, message);
      if (message.to !== "lock") await sensorSays(source, message, since);
      await doorSays(source, message, before);
    },
  );
});

it("there is one for every preset", () => {
  const shown = new Set(SOURCES.flatMap(({ sensors }) => sensors.map(({ preset }) => preset)));
  expect(PRESETS.filter((preset) => preset !== "plain" && !shown.has(preset))).toEqual([]);
});
