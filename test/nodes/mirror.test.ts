import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { freePort } from "../free-port.ts";
import { ALARM, changed, DOOR, exampleFlow, POWER, SITE, without } from "./example-flow.ts";
import { type FlowNode, type NodeRedRuntime, startNodeRed } from "./node-red-runtime.ts";

const MIRROR = "mirror-site";
const MIRROR_DOOR = "mirror-door";
const SMOKE = { smoke: true, battery: 97, linkquality: 84 };

let red: NodeRedRuntime;
let flow: readonly FlowNode[];

beforeAll(async () => {
  red = await startNodeRed();
  const port = await freePort();
  const running = changed(exampleFlow(), SITE, {
    siteId: "mirrored",
    broker: "embedded",
    port: String(port),
  });
  flow = [
    ...running,
    {
      id: MIRROR,
      type: "egress-site",
      mode: "mirror",
      siteId: "mirrored",
      url: `mqtt://127.0.0.1:${port}`,
    },
    {
      id: MIRROR_DOOR,
      type: "egress-door",
      z: "egress-example",
      site: MIRROR,
      door: "front",
      wires: [[], ["egress-ex-state"]],
    },
  ];
  await red.deploy(flow);
});
afterAll(async () => {
  await red.stop();
});

const settled = (check: () => void) => vi.waitFor(check, { timeout: 20_000, interval: 20 });
const mirrored = () => red.deliveries(MIRROR_DOOR, 1).at(-1)?.message["payload"];

describe("a mirror of a site that runs elsewhere", () => {
  it("shows the door as the authority has it, and carries requests to it", async () => {
    await settled(() => expect(red.status(MIRROR_DOOR)).toBe("unknown · never ordered"));
    await settled(() => expect(red.status(POWER)).toBe("live · by plain value"));
    red.send(MIRROR_DOOR, { payload: "lock", by: "alice" });
    await settled(() =>
      expect(red.deliveries(DOOR, 0).at(-1)?.message).toMatchObject({ payload: { to: "locked" } }),
    );
    await settled(() => expect(mirrored()).toMatchObject({ id: "front", outside: "locked" }));
    expect(red.status(MIRROR_DOOR)).toContain("locked · operator (alice)");
  });

  it("sees smoke open it, and sends no order of its own", async () => {
    red.send(ALARM, { payload: SMOKE });
    await settled(() => expect(mirrored()).toMatchObject({ demand: { name: "fire" } }));
    expect(red.deliveries(MIRROR_DOOR, 0)).toEqual([]);
  });

  it("claims nothing once the authority is gone", async () => {
    await red.deploy(without(flow, SITE), "nodes");
    await settled(() => expect(red.status(MIRROR_DOOR)).toContain("offline"));
    expect(red.status(MIRROR_DOOR)).toContain("unknown");
  });
});
