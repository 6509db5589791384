import { EventEmitter } from "node:events";
import { describe, expect, it, vi } from "vitest";
import { siteRegistry } from "../../../nodes/shared/registry.ts";
import type { Resident } from "../../../nodes/shared/resident.ts";
import { type SiteHost, siteRoom } from "../../../nodes/shared/site-room.ts";
import type { CommandMessage } from "../../../src/site-handle.ts";
import { order, type StandInSite, standInSite } from "./stand-in-site.ts";

function host(): SiteHost & { readonly engines: StandInSite[] } {
  const engines: StandInSite[] = [];
  return {
    engines,
    refresh: () => undefined,
    complain: () => undefined,
    plan: () =>
      Promise.resolve({
        ok: true,
        engine: {
          key: "same",
          open: (listener) => {
            const engine = standInSite(listener);
            engines.push(engine);
            return Promise.resolve(engine);
          },
        },
      }),
  };
}

function doorNode(nodeId: string, wired = true) {
  const sent: (readonly CommandMessage[])[] = [];
  const resident: Resident = {
    nodeId,
    definition: null,
    door: "front",
    wired: () => wired,
    commanded: (commands) => sent.push(commands),
    refresh: () => undefined,
    complain: () => undefined,
  };
  return { resident, sent };
}

async function running() {
  const room = siteRoom();
  const site = host();
  room.host = site;
  room.open();
  await room.settle();
  const [engine] = site.engines;
  if (engine === undefined) throw new Error("no engine was opened");
  return { room, engine };
}

describe("orders for a door's node", () => {
  it("of one decision leave in one send, by one node only", async () => {
    const { room, engine } = await running();
    const [one, other] = [doorNode("n1"), doorNode("n2")];
    room.join(one.resident);
    room.join(other.resident);
    engine.orders(order("front-maglock", "unlocked"), order("front-strike", "unlocked"));
    expect(one.sent).toHaveLength(1);
    expect(one.sent[0]).toHaveLength(2);
    expect(other.sent).toEqual([]);
  });

  it("leave although another node fails", async () => {
    const { room, engine } = await running();
    const complain = vi.fn();
    const [broken, drive] = [doorNode("n1"), doorNode("n2")];
    const refresh = () => {
      throw new Error("broken");
    };
    room.join({ ...broken.resident, door: "back", refresh, wired: refresh, complain });
    room.join(drive.resident);
    engine.orders(
      order("front-maglock", "unlocked"),
      order("back-lock", "unlocked", { door: "back" }),
    );
    expect(drive.sent).toHaveLength(1);
    expect(complain).toHaveBeenCalled();
  });

  it("leave by the node that is wired", async () => {
    const { room, engine } = await running();
    const [show, drive] = [doorNode("n1", false), doorNode("n2")];
    room.join(show.resident);
    room.join(drive.resident);
    engine.orders(order("front-maglock", "unlocked"));
    expect([show.sent.length, drive.sent.length]).toEqual([0, 1]);
  });

  it("that fall into a deploy leave when the flow is up again", async () => {
    const { room, engine } = await running();
    const before = doorNode("n1");
    const leave = room.join(before.resident);
    room.shut();
    leave();
    engine.orders(order("front-maglock", "unlocked"));
    const after = doorNode("n1");
    room.join(after.resident);
    engine.orders(order("front-strike", "unlocked"));
    expect(after.sent).toEqual([]);
    room.open();
    expect(after.sent).toHaveLength(1);
    expect(after.sent[0]).toMatchObject([
      { target: "front-maglock", to: "unlocked" },
      { target: "front-strike", to: "unlocked" },
    ]);
    expect(before.sent).toEqual([]);
  });
});

describe("an alarm", () => {
  it("that comes before the site is open is told when it opens", async () => {
    const room = siteRoom();
    const site = host();
    room.host = site;
    expect(room.tell({ type: "reading", sensor: "hall-smoke", value: "alarm" })).toEqual({
      ok: true,
    });
    await room.settle();
    expect(site.engines[0]?.told).toMatchObject([{ sensor: "hall-smoke", value: "alarm" }]);
  });
});

describe("a definition with a mistake", () => {
  it("is told to the node it is in, and the engine goes on", async () => {
    const { room, engine } = await running();
    const complain = vi.fn();
    room.join({ ...doorNode("n1").resident, complain });
    const problem = { path: "doors[0].id", message: "no id", mend: "give one" };
    room.host = {
      ...host(),
      plan: () => Promise.resolve({ ok: false, problems: [{ nodeId: "n1", problem }] }),
    };
    await room.settle();
    expect(complain).toHaveBeenCalledWith(problem);
    expect(room.handle).toBe(engine);
    expect(engine.closed).toBe(false);
  });
});

describe("the registry follows Node-RED", () => {
  it("closes an engine whose node is gone, and only after the deploy", async () => {
    const [registry, events, site] = [siteRegistry(), new EventEmitter(), host()];
    registry.follow(events);
    registry.follow(events);
    expect(events.listenerCount("flows:started")).toBe(1);
    const room = registry.room("s1");
    room.host = site;
    events.emit("flows:started", { config: 1 });
    await vi.waitFor(() => expect(room.handle).not.toBeNull());
    events.emit("flows:stopping", { config: 2 });
    room.host = null;
    expect(room.handle).not.toBeNull();
    expect(registry.halting).toBe(false);
    events.emit("flows:started", { config: 2 });
    await vi.waitFor(() => expect(site.engines[0]?.closed).toBe(true));
    await vi.waitFor(() => expect(registry.room("s1")).not.toBe(room));
  });

  it("knows a stop for good from a deploy: the configuration is the one that runs", () => {
    const [registry, events, config] = [siteRegistry(), new EventEmitter(), {}];
    registry.follow(events);
    events.emit("flows:started", { config });
    events.emit("flows:stopping", { config });
    expect(registry.halting).toBe(true);
  });

  it("gives a site id to one node at a time", () => {
    const registry = siteRegistry();
    registry.room("s1").host = host();
    registry.room("s2").host = host();
    expect(registry.claim("home", "s1")).toBe(true);
    expect(registry.claim("home", "s1")).toBe(true);
    expect(registry.claim("home", "s2")).toBe(false);
    registry.room("s1").host = null;
    expect(registry.claim("home", "s2")).toBe(true);
  });
});
