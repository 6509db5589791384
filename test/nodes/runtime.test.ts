import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { NODE_TYPES } from "../../nodes/shared/migrations.ts";
import {
  ALARM,
  CATCH,
  changed,
  DOOR,
  EVENTS,
  EXPLAIN,
  exampleFlow,
  POWER,
  RESET,
  SITE,
  without,
} from "./example-flow.ts";
import { type NodeRedRuntime, startNodeRed } from "./node-red-runtime.ts";

const SMOKE = { smoke: true, battery: 97, linkquality: 84 };
const NO_SMOKE = { smoke: false, battery: 97, linkquality: 84 };

let red: NodeRedRuntime;

beforeAll(async () => {
  red = await startNodeRed();
});
afterAll(async () => {
  await red.stop();
});

const orders = () => red.deliveries(DOOR, 0).map(({ message }) => message);
const states = () => red.deliveries(DOOR, 1).map(({ message }) => message["payload"]);
const lastState = () => states().at(-1) as { outside: string; demand: { name: string } };
const settled = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 10 });

/** The example as after its import, its door locked by an operator. */
async function locked(siteId: string) {
  await red.deploy([]);
  red.forget();
  await red.deploy(changed(exampleFlow(), SITE, { siteId }));
  await settled(() => expect(red.status(POWER)).toBe("live · by plain value"));
  red.send(DOOR, { payload: "lock" });
  await settled(() => expect(orders().at(-1)).toMatchObject({ payload: { to: "locked" } }));
  red.forget();
}

describe("the package in Node-RED", () => {
  it("registers all its types without an error", async () => {
    const sets = await red.nodeSets();
    const ours = sets.filter(({ types }) => types.some((type) => type.startsWith("egress-")));
    expect(ours.flatMap(({ types }) => types).sort()).toEqual([...NODE_TYPES].sort());
    expect(ours.filter(({ err }) => err !== undefined)).toEqual([]);
  });
});

describe("smoke opens the door", () => {
  it("tells the whole story: locked, smoke, refused, clear, refused reset, reset, locked", async () => {
    await locked("story");

    red.send(ALARM, { payload: SMOKE });
    await settled(() => expect(orders()).toHaveLength(1));
    expect(orders()[0]).toMatchObject({
      topic: "front-maglock",
      payload: { to: "unlocked", energise: false, because: expect.any(String), leaseSeconds: null },
    });
    await settled(() => expect(lastState()).toMatchObject({ demand: { name: "fire" } }));
    expect(lastState()).toMatchObject({ id: "front", outside: "unlocked" });
    expect(red.deliveries(ALARM)[0]?.message).toMatchObject({
      topic: "hall-smoke",
      payload: { value: "alarm" },
    });
    expect(red.status(DOOR)).toContain("unlocked · fire (hall-smoke)");
    expect(red.deliveries(EVENTS).length).toBeGreaterThan(0);

    red.forget();
    red.send(DOOR, { payload: "lock" });
    await settled(() => expect(red.status(DOOR)).toContain("refused"));
    expect(orders()).toEqual([]);

    red.send(RESET, { payload: "" });
    await settled(() =>
      expect(red.deliveries(RESET)[0]?.message["payload"]).toMatchObject({
        ok: false,
        code: "still-in-alarm",
        request: { action: "reset", by: "node-red", via: "node-red" },
      }),
    );

    red.forget();
    red.send(ALARM, { payload: NO_SMOKE });
    red.send(RESET, { payload: "", by: "alice" });
    await settled(() =>
      expect(red.deliveries(RESET)[0]?.message["payload"]).toMatchObject({
        ok: true,
        request: { by: "alice" },
      }),
    );
    await settled(() => expect(orders().at(-1)).toMatchObject({ payload: { to: "locked" } }));
  });

  it("answers why", async () => {
    await locked("why");
    red.send(ALARM, { payload: SMOKE });
    red.send(EXPLAIN, { payload: "" });
    await settled(() =>
      expect(red.deliveries(EXPLAIN)[0]?.message["payload"]).toMatchObject({
        ok: true,
        because: expect.stringContaining("Smoke in the hall"),
        door: { id: "front", outside: "unlocked" },
      }),
    );
  });

  it("unlocks by physics when the mains are lost, and orders nothing", async () => {
    await locked("mains");
    red.send(POWER, { payload: "off" });
    await settled(() => expect(lastState()).toMatchObject({ outside: "unlocked" }));
    expect(red.status(POWER)).toContain("lost");
  });
});

describe("a deploy", () => {
  let siteId = "";
  let count = 0;
  beforeEach(() => {
    count += 1;
    siteId = `deploys-${count}`;
    return locked(siteId);
  });

  it.each(["full", "nodes", "flows"] as const)(
    "of kind %s without a change orders nothing",
    async (kind) => {
      const flow = changed(exampleFlow(), SITE, { siteId });
      await red.deploy(changed(flow, "egress-ex-reading", { name: "renamed" }), kind);
      red.send(ALARM, { payload: NO_SMOKE });
      await settled(() => expect(red.deliveries(ALARM)).not.toEqual([]));
      expect(orders()).toEqual([]);
    },
  );

  it("that changes the site keeps a fire latched, and locks nothing", async () => {
    red.send(ALARM, { payload: SMOKE });
    await settled(() => expect(lastState()).toMatchObject({ demand: { name: "fire" } }));
    red.forget();
    const flow = changed(exampleFlow(), SITE, { siteId });
    await red.deploy(changed(flow, DOOR, { name: "Main door" }));
    await settled(() => expect(lastState()).toMatchObject({ name: "Main door" }));
    expect(lastState()).toMatchObject({ demand: { name: "fire" } });
    expect(orders().filter((each) => JSON.stringify(each).includes('"locked"'))).toEqual([]);
  });

  it("with a mistake keeps the last good site running, and says where the mistake is", async () => {
    const flow = changed(exampleFlow(), SITE, { siteId });
    await red.deploy(changed(flow, DOOR, { door: "FRONT DOOR" }));
    await settled(() => expect(red.status(ALARM)).toContain("the last good definition runs"));
    red.send(ALARM, { payload: SMOKE });
    await settled(() => expect(red.deliveries(ALARM)).toHaveLength(1));
    await red.deploy(flow);
    await settled(() => expect(lastState()).toMatchObject({ demand: { name: "fire" } }));
    await settled(() => expect(orders().at(-1)).toMatchObject({ payload: { to: "unlocked" } }));
  });

  it("without the site says so under its nodes", async () => {
    await red.deploy(without(exampleFlow(), SITE));
    await settled(() => expect(red.status(DOOR)).toBe("the site isn't deployed"));
    red.send(DOOR, { payload: "unlock" });
    await settled(() => expect(caught()).toHaveLength(1));
  });
});

const caught = () =>
  red.deliveries(CATCH).map(({ message }) => (message["error"] as { message: string }).message);

describe("messages that make no sense", () => {
  beforeAll(() => locked("nonsense"));
  beforeEach(() => red.forget());

  const deep = () => {
    let value: unknown = "x";
    for (let depth = 0; depth < 500; depth += 1) value = { value };
    return value;
  };

  it.each<[string, string, Readonly<Record<string, unknown>>]>([
    ["no payload to a detector", ALARM, {}],
    ["a list", ALARM, { payload: [1, 2, 3] }],
    ["an empty object", ALARM, { payload: {} }],
    ["an object of nothing known", ALARM, { payload: { colour: "red" } }],
    ["a buffer", ALARM, { payload: Buffer.from("smoke") }],
    ["an object 500 deep", ALARM, { payload: deep() }],
    ["inherited words", ALARM, { payload: JSON.parse('{"__proto__":{"smoke":true}}') }],
    ["a text of 100,000 characters", ALARM, { payload: "x".repeat(100_000) }],
    ["a list to a power sensor", POWER, { payload: [] }],
    ["nothing to a door", DOOR, {}],
    ["false to a door", DOOR, { payload: "false" }],
    ["true to a door", DOOR, { payload: true }],
    ["an action nobody knows", DOOR, { payload: { action: "explode" } }],
    ["an action for another door", DOOR, { payload: { action: "unlock", door: "back" } }],
    ["an action with a field too many", DOOR, { payload: { action: "unlock", now: true } }],
    ["an action that is a list", DOOR, { payload: { action: ["unlock"] } }],
    ["access that is extended by a word", DOOR, { payload: { action: "access", extended: "yes" } }],
    ["a report without a bolt", DOOR, { topic: "front-maglock", payload: { colour: "red" } }],
    ["a report of another lock", DOOR, { topic: "back-lock", payload: "locked" }],
    ["a contact that says nothing", DOOR, { topic: "front-contact", payload: { colour: "red" } }],
  ])("%s: a catch node hears of it, and nothing changes", async (_, node, message) => {
    red.send(node, message);
    await settled(() => expect(caught()).toHaveLength(1));
    expect(caught()[0]).toMatch(/\. /);
    expect(orders()).toEqual([]);
    expect(states()).toEqual([]);
  });

  it("takes a battery alone without complaint, and passes on no reading for it", async () => {
    red.send(ALARM, { payload: { battery: 9, battery_low: true, linkquality: 84 } });
    const happened = () => JSON.stringify(red.deliveries(EVENTS).map(({ message }) => message));
    await settled(() => expect(happened()).toContain("sensor-battery-low"));
    expect(caught()).toEqual([]);
    expect(red.deliveries(ALARM)).toEqual([]);
    expect(orders()).toEqual([]);
  });

  it("leaves a detector's word that nobody knows unknown, never clear", async () => {
    red.send(ALARM, { payload: "banana" });
    await settled(() =>
      expect(red.deliveries(ALARM)[0]?.message).toMatchObject({ payload: { value: "unknown" } }),
    );
    expect(red.status(ALARM)).toContain("unknown");
  });
});
