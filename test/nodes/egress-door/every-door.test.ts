/** One node for every door of a site, in a real Node-RED: the orders of an alarm leave in one send. */
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type FlowNode, type NodeRedRuntime, startNodeRed } from "../node-red-runtime.ts";

const DOORS = ["a", "b", "c", "d"];

const SITE_FILE = {
  version: 1,
  name: "Many doors",
  areas: [{ id: "hall" }],
  supplies: [{ id: "grid", kind: "mains" }],
  sensors: [
    { id: "smoke", kind: "smoke", area: "hall" },
    { id: "leaf", kind: "contact" },
  ],
  doors: DOORS.map((id) => ({
    id,
    from: "hall",
    to: "outside",
    exit: true,
    ...(id === "a" ? { contact: "leaf" } : {}),
    egressDevices: [{ kind: "exit-button", via: "power" }],
    locks: [
      {
        id: `${id}-lock`,
        hardware: "maglock",
        failMode: "fail-safe",
        supply: "grid",
        controllerLoss: "hold",
      },
    ],
  })),
};

/** Each test has a site of its own: what one latches, the next would remember. */
let sites = 0;

const flow = (...more: readonly FlowNode[]): readonly FlowNode[] => [
  { id: "tab", type: "tab", label: "Doors" },
  {
    id: "n-site",
    type: "egress-site",
    version: 1,
    mode: "authority",
    source: "text",
    text: JSON.stringify({ ...SITE_FILE, id: `many-${sites}` }),
    broker: "none",
  },
  {
    id: "n-smoke",
    type: "egress-alarm",
    z: "tab",
    version: 1,
    site: "n-site",
    sensor: "smoke",
    wires: [[]],
  },
  {
    id: "n-every",
    type: "egress-door",
    z: "tab",
    version: 1,
    site: "n-site",
    door: "*",
    wires: [["n-end"], ["n-end"]],
  },
  { id: "n-end", type: "debug", z: "tab", active: false, wires: [] },
  ...more,
];

let red: NodeRedRuntime;

beforeAll(async () => {
  red = await startNodeRed();
});
afterAll(async () => {
  await red.stop();
});

const settled = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 10 });
const topics = (from: string, port: number) =>
  red.deliveries(from, port).map(({ message }) => message["topic"]);

async function running(...more: readonly FlowNode[]) {
  sites += 1;
  await red.deploy([]);
  red.forget();
  await red.deploy(flow(...more));
  await settled(() => expect(red.status("n-every")).toMatch(/^4 doors/));
  red.send("n-smoke", { payload: { smoke: false } });
  for (const door of DOORS) red.send("n-every", { topic: door, payload: "lock" });
  await settled(() =>
    expect(topics("n-every", 0).concat(topics("n-own", 0))).toHaveLength(DOORS.length),
  );
  red.forget();
}

describe("a node for every door", () => {
  beforeEach(() => running());

  it("sends the orders of one decision together, and then the states", async () => {
    red.send("n-smoke", { payload: { smoke: true } });
    await settled(() => expect(topics("n-every", 1)).toEqual(DOORS));
    expect(topics("n-every", 0)).toEqual(DOORS.map((id) => `${id}-lock`));
    // Messages of one send have one id; those of four sends would have four.
    const ids = red.deliveries("n-every", 0).map(({ message }) => message["_msgid"]);
    expect(new Set(ids).size).toBe(1);
    expect(red.status("n-every")).toBe("4 doors · 4 unlocked");
  });

  it("takes a request, a lock's report and a contact for the door that they name", async () => {
    red.send("n-every", { payload: { action: "unlock", door: "b" } });
    await settled(() => expect(topics("n-every", 0)).toEqual(["b-lock"]));
    red.send("n-every", { topic: "c-lock", payload: { bolt: "unlocked" } });
    red.send("n-every", { topic: "leaf", payload: "open" });
    await settled(() => expect(topics("n-every", 1)).toEqual(["b", "c", "a"]));
    const [, c, a] = red.deliveries("n-every", 1).map(({ message }) => message["payload"]);
    expect(c).toMatchObject({ locks: { "c-lock": { reported: "unlocked" } } });
    expect(a).toMatchObject({ position: "open" });
  });

  it.each([
    ["nobody", { topic: "nobody", payload: "unlock" }],
    ["no door at all", { payload: { action: "unlock" } }],
    ["a door that is no name", { payload: { action: "unlock", door: 7 } }],
  ])("moves nothing for %s", async (_, message) => {
    red.send("n-every", message);
    red.send("n-every", { topic: "d", payload: "unlock" });
    await settled(() => expect(topics("n-every", 0)).toEqual(["d-lock"]));
  });
});

describe("a node for every door, beside one for a door of its own", () => {
  it("leaves that door's orders to it, while it is wired", async () => {
    const own = { type: "egress-door", z: "tab", version: 1, site: "n-site", door: "b" };
    await running({ id: "n-own", ...own, wires: [["n-end"], []] });
    red.send("n-smoke", { payload: { smoke: true } });
    await settled(() => expect(topics("n-own", 0)).toEqual(["b-lock"]));
    await settled(() => expect(topics("n-every", 1)).toEqual(DOORS));
    expect(topics("n-every", 0)).toEqual(["a-lock", "c-lock", "d-lock"]);
  });
});
