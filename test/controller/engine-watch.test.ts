/** A controller whose engine breaks a promise: it only releases, and says so until it is started again. */
import { describe, expect, it } from "vitest";
import type { StepFunction } from "../../src/controller/engine.ts";
import { type Command, step } from "../../src/core/index.ts";
import { maglock, maglockExit, site } from "../core/sites.ts";
import { house, says } from "./house.ts";

const home = site({
  doors: [
    maglockExit({ locks: [maglock("front-maglock", { controllerLoss: "release" })] }),
    maglockExit({ id: "back", exit: false, locks: [maglock("back-maglock")] }),
  ],
});

/** The real engine, and one order more whenever a link of that lock comes up. */
function sayingToo(command: Command): StepFunction {
  return (compiled, state, input, at) => {
    const done = step(compiled, state, input, at);
    if (input.type !== "link" || input.value !== "up") return done;
    return { ...done, commands: [...done.commands, command] };
  };
}

const unasked = sayingToo({ lock: "back-maglock", to: "unlocked", energise: false });

async function broken(engine: StepFunction) {
  const all = await house(home, { step: engine });
  await all.ask({ action: "lock", door: "front" });
  await all.ask({ action: "lock", door: "back" });
  all.news();
  const trip = (lock = "front-maglock") => {
    all.controller.tell({ type: "link", lock, value: "down" });
    all.controller.tell({ type: "link", lock, value: "up" });
  };
  return { ...all, trip };
}

describe("an engine that unlocks a door that nobody wants open", () => {
  it("is not obeyed, and says which promise it broke and where", async () => {
    const all = await broken(unasked);
    all.trip();
    expect(all.news()).toEqual([]);
    expect(all.told("engine-fault")).toMatchObject([
      {
        promise: "order-stands",
        subject: "back-maglock",
        digest: expect.stringMatching(/^[0-9a-f]{16}$/),
      },
    ]);
  });

  it("stands as trouble on every door, and nobody is obeyed any more", async () => {
    const all = await broken(unasked);
    all.trip();
    for (const door of ["front", "back"]) {
      expect(all.controller.door(door)?.troubles).toContain("engine-fault");
      expect(all.controller.door(door)?.remote).toBe("impossible");
    }
    expect(await all.ask({ action: "unlock", door: "front" })).toMatchObject({ code: "no-link" });
    all.clock.advance(600_000);
    expect(all.controller.door("back")?.troubles).toContain("engine-fault");
    expect(all.told("engine-fault")).toHaveLength(1);
  });

  it.each(["front-maglock", "back-maglock"])(
    "renews no lease, so the lock lets go by itself, whichever lock it was about: %s",
    async (lock) => {
      const all = await broken(unasked);
      all.trip(lock);
      all.news();
      all.clock.advance(120_000);
      expect(all.news()).toEqual([]);
      expect(all.told("lease-lost")).toMatchObject([{ lock: "front-maglock" }]);
      expect(all.controller.door("front")).toMatchObject({ outside: "unlocked" });
    },
  );

  it("still releases for fire", async () => {
    const all = await broken(unasked);
    all.trip();
    all.news();
    all.controller.tell(says("lobby-smoke", "alarm"));
    expect(all.news().toSorted()).toEqual(["back-maglock unlocked", "front-maglock unlocked"]);
  });

  it("is well after a new start", async () => {
    const all = await broken(unasked);
    all.trip();
    await all.controller.close();
    const again = await house(home);
    expect(again.controller.door("front")?.troubles).not.toContain("engine-fault");
    expect(await again.ask({ action: "unlock", door: "front" })).toEqual({ ok: true });
  });
});

describe("an engine that swallows a release", () => {
  const swallowing: StepFunction = (compiled, state, input, at) => {
    const done = step(compiled, state, input, at);
    if (input.type !== "reading") return done;
    return { ...done, commands: [], state: { ...done.state, locks: state.locks } };
  };

  it("is made up for: the lock is released all the same", async () => {
    const all = await broken(swallowing);
    all.controller.tell(says("lobby-smoke", "alarm"));
    expect(all.news().toSorted()).toEqual(["back-maglock unlocked", "front-maglock unlocked"]);
    expect(all.told("engine-fault")).toMatchObject([{ promise: "release-goes-out" }]);
    expect(all.controller.door("front")).toMatchObject({ outside: "unlocked" });
  });
});

describe("an engine that locks a released door", () => {
  const locking: StepFunction = (compiled, state, input, at) => {
    const done = step(compiled, state, input, at);
    if (input.type !== "reading" || input.value !== "clear") return done;
    const order: Command = { lock: "front-maglock", to: "locked", energise: true };
    const locks = done.state.locks.map((facts, index) =>
      index === 0 ? { ...facts, ordered: "locked" as const } : facts,
    );
    return { ...done, commands: [order], state: { ...done.state, locks } };
  };

  it("is not obeyed, and the door stays open", async () => {
    const all = await broken(locking);
    all.controller.tell(says("lobby-smoke", "alarm"));
    all.news();
    all.controller.tell(says("lobby-smoke", "clear"));
    expect(all.news()).not.toContain("front-maglock locked");
    expect(all.told("engine-fault")).toMatchObject([{ promise: "life-never-locks" }]);
  });
});

describe("an engine that fails", () => {
  it("takes nothing with it: the state stands, and its next answers are releases", async () => {
    let fails = true;
    const failing: StepFunction = (compiled, state, input, at) => {
      if (fails && input.type === "link") throw new Error("out of order");
      return step(compiled, state, input, at);
    };
    const all = await broken(failing);
    expect(() => all.trip()).not.toThrow();
    fails = false;
    expect(all.told("engine-fault")).toMatchObject([{ promise: "total" }]);
    all.controller.tell(says("lobby-smoke", "alarm"));
    expect(all.news().toSorted()).toEqual(["back-maglock unlocked", "front-maglock unlocked"]);
  });
});
