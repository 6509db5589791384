/** A damaged journal: what may have been released is kept until a person resets, area by area. */
import { describe, expect, it } from "vitest";
import {
  areaView,
  compileSite,
  demandsOn,
  doorView,
  type Input,
  type SiteDescription,
  type SiteState,
  start,
  step,
  withTailInDoubt,
} from "../../src/core/index.ts";
import { ask, reading } from "./given.ts";
import {
  device,
  door,
  handleDoor,
  maglock,
  maglockExit,
  sensor,
  site,
  strike,
  withSensors,
} from "./sites.ts";

const reset = (area?: string): Input =>
  ask(area === undefined ? { action: "reset" } : { action: "reset", area });
const house = (...doors: ReturnType<typeof door>[]) =>
  site({
    sensors: [
      sensor("lobby-smoke", "smoke", { area: "lobby" }),
      sensor("workshop-co", "carbon-monoxide", { area: "workshop" }),
    ],
    doors,
  });
const inner = (id: string, from: string, locks = [maglock(`${id}-lock`)]) =>
  door(id, { from, to: "yard", locks });

/** A site that starts from a journal of which nothing can be read. */
class Doubted {
  readonly #site;
  #state: SiteState;
  #last;

  constructor(description: SiteDescription, doubtedAreas?: readonly string[]) {
    this.#site = compileSite(description);
    const doubt = withTailInDoubt(this.#site, null, 0);
    const memory =
      doubtedAreas === undefined
        ? doubt
        : { ...doubt, suspicion: { since: 0, areas: doubtedAreas } };
    this.#last = start(this.#site, { at: 7, memory, shiftMs: 0, inputsRead: true });
    this.#state = this.#last.state;
  }

  when(...inputs: Input[]): this {
    for (const input of inputs) {
      this.#last = step(this.#site, this.#state, input, this.#state.now + 1);
      this.#state = this.#last.state;
    }
    return this;
  }

  get last() {
    return this.#last;
  }

  door(id: string) {
    return doorView(this.#site, this.#state, this.#site.doorIndex.get(id) ?? -1);
  }

  area(id: string) {
    return areaView(this.#site, this.#state, this.#site.areaIndex.get(id) ?? -1);
  }

  slots(id: string) {
    const found = this.#site.doors[this.#site.doorIndex.get(id) ?? -1];
    return found === undefined
      ? []
      : demandsOn(this.#state, found).map(({ slot, cause }) => `${slot} ${cause?.kind ?? "-"}`);
  }
}

describe("a journal that can't be read", () => {
  it("orders nothing and leaves in doubt what fire may have released", () => {
    const doubted = new Doubted(house(maglockExit(), inner("near", "lobby")));
    expect(doubted.last.commands).toEqual([]);
    expect(doubted.area("lobby").suspect).toBe(true);
    for (const id of ["front", "near"]) {
      expect(doubted.door(id)).toMatchObject({
        outside: "unknown",
        demand: { slot: 2, name: "fire", wants: "released", cause: { kind: "suspicion", at: 0 } },
      });
      expect(doubted.door(id)?.troubles).toContain("suspect-journal");
    }
    expect(doubted.slots("front")).toEqual(["2 suspicion", "16 -"]);
  });

  it("doubts a lock that only gas would have released by the slot of gas", () => {
    const gasOnly = inner("lab", "workshop");
    const doubted = new Doubted(house({ ...gasOnly, onFire: "stay", onGas: "release" }));
    expect(doubted.door("lab")?.demand).toMatchObject({ slot: 3, cause: { kind: "suspicion" } });
    expect(doubted.slots("lab")).toEqual(["3 suspicion", "16 -"]);
  });

  it("doubts a lock that only fire would have released", () => {
    const doubted = new Doubted(house({ ...inner("lab", "lobby"), onGas: "stay" }));
    expect(doubted.door("lab")?.demand).toMatchObject({ slot: 2, cause: { kind: "suspicion" } });
  });

  it("has no doubt of a lock that neither would have released, but that nobody remembers it", () => {
    const doubted = new Doubted(house(handleDoor()));
    expect(doubted.door("side")?.demand).toMatchObject({ slot: 16, cause: null });
    expect(doubted.door("side")?.troubles).toContain("suspect-journal");
    expect(doubted.slots("side")).toEqual(["16 -"]);
  });

  it("has no doubt of a door that serves only areas where nothing detects", () => {
    const doubted = new Doubted(house(inner("far", "attic"), inner("near", "lobby")));
    expect(doubted.door("far")?.demand).toMatchObject({ slot: 16 });
    expect(doubted.door("near")?.demand).toMatchObject({ slot: 2 });
  });

  it("says so where one lock of the door is in doubt", () => {
    const locks = [strike("a"), maglock("b")];
    const doubted = new Doubted(house(handleDoor({ locks })));
    expect(doubted.door("side")?.troubles).toContain("suspect-journal");
    expect(doubted.slots("side")).toEqual(["2 suspicion", "16 -"]);
  });

  it("has no doubt of an area that the site does not have any more", () => {
    const gone = new Doubted(house(maglockExit()), ["attic"]);
    expect(gone.door("front")?.demand).toMatchObject({ slot: 16, cause: null });
    const one = new Doubted(house(inner("near", "lobby"), inner("lab", "workshop")), [
      "attic",
      "lobby",
    ]);
    expect(one.door("near")?.demand).toMatchObject({ cause: { kind: "suspicion" } });
    expect(one.door("lab")?.demand).toMatchObject({ slot: 16 });
  });

  it("still releases for a fire that is heard, and refuses to lock", () => {
    const doubted = new Doubted(house(maglockExit()));
    doubted.when(ask({ action: "lock", door: "front" }));
    expect(doubted.last.result).toMatchObject({ ok: false, code: "fire-latched" });
    doubted.when(reading("lobby-smoke", "alarm"));
    expect(doubted.last.commands).toMatchObject([{ lock: "front-maglock", to: "unlocked" }]);
  });
});

describe("what somebody unlocked while the journal is in doubt", () => {
  const unlocked = () =>
    new Doubted(house(maglockExit())).when(ask({ action: "unlock", door: "front" }));

  it("can't be locked before a reset, and is not said to be", () => {
    const doubted = unlocked().when(ask({ action: "lock", door: "front" }));
    expect(doubted.last.result).toMatchObject({ ok: false, code: "fire-latched" });
    expect(doubted.last.commands).toEqual([]);
    expect(doubted.door("front")).toMatchObject({ demand: { name: "operator" } });
  });

  it("is locked by who asks after the reset", () => {
    const doubted = unlocked().when(reset(), ask({ action: "lock", door: "front" }));
    expect(doubted.last.commands).toMatchObject([{ lock: "front-maglock", to: "locked" }]);
  });
});

describe("a press of an exit button while nobody remembers what the lock was told", () => {
  it("opens the door, though its opening hours want it open already", () => {
    const button = sensor("button", "exit-request", { door: "front" });
    const trap = maglockExit({ egressDevices: [device("exit-button")] });
    const one = compileSite(withSensors(house(trap), button));
    const started = start(one, {
      at: 7,
      memory: withTailInDoubt(one, null, 0),
      shiftMs: 0,
      inputsRead: true,
      hours: [{ type: "schedule", door: "front", wants: "released" }],
    });
    expect(started.commands).toEqual([]);
    const pressed = step(one, started.state, reading("button", "alarm"), 8);
    expect(pressed.commands).toMatchObject([{ lock: "front-maglock", to: "unlocked" }]);
    const again = step(one, pressed.state, reading("button", "alarm"), 9);
    expect(again.commands).toEqual([]);
  });
});

describe("a reset of what is in doubt", () => {
  it("is told area by area, and tells every lock its wish", () => {
    const doubted = new Doubted(house(maglockExit(), handleDoor())).when(reset());
    expect(doubted.last.result).toEqual({ ok: true });
    expect(doubted.last.events.filter(({ type }) => type === "suspicion-reset")).toEqual([
      { type: "suspicion-reset", area: "lobby", by: "alice" },
      { type: "suspicion-reset", area: "workshop", by: "alice" },
    ]);
    expect(doubted.last.commands).toMatchObject([
      { lock: "front-maglock", to: "locked" },
      { lock: "side-strike", to: "locked" },
    ]);
    expect(doubted.area("lobby").suspect).toBeUndefined();
    expect(doubted.door("front")).toMatchObject({ outside: "locked", troubles: [] });
    expect(doubted.when(reset()).last.result).toMatchObject({ code: "nothing-to-reset" });
  });

  it("of one area ends it there, and leaves the exit in doubt until the last is reset", () => {
    const doubted = new Doubted(
      house(maglockExit(), inner("near", "lobby"), inner("lab", "workshop"), handleDoor()),
    ).when(reset("lobby"));
    expect(doubted.last.commands).toMatchObject([{ lock: "near-lock", to: "locked" }]);
    expect(doubted.area("lobby").suspect).toBeUndefined();
    expect(doubted.area("workshop").suspect).toBe(true);
    expect(doubted.door("near")?.demand).toMatchObject({ slot: 16 });
    expect(doubted.door("lab")?.demand).toMatchObject({ cause: { kind: "suspicion", at: 0 } });
    expect(doubted.door("front")?.demand).toMatchObject({ cause: { kind: "suspicion" } });
    // What was told and is in no doubt any more is shown so, while the rest is still in doubt.
    expect(doubted.door("near")?.troubles).not.toContain("suspect-journal");
    expect(doubted.door("side")?.troubles).toContain("suspect-journal");
    expect([...doubted.last.touched.areas]).toEqual([0]);
    expect(doubted.when(reset("lobby")).last.result).toMatchObject({ code: "nothing-to-reset" });
    doubted.when(reset("workshop"));
    expect(doubted.last.events.filter(({ lock }) => lock === "near-lock")).toEqual([]);
    expect(doubted.last.commands.map((one) => ("lock" in one ? one.lock : ""))).toEqual(
      expect.arrayContaining(["front-maglock", "lab-lock", "side-strike"]),
    );
    expect(doubted.door("front")?.troubles).toEqual([]);
  });

  it("tells its wish also to a lock that was in no doubt, since nobody remembers it", () => {
    const doubted = new Doubted(house(inner("far", "attic"))).when(reset());
    expect(doubted.last.commands).toMatchObject([{ lock: "far-lock", to: "locked" }]);
  });

  it("of the area that burnt leaves an exit open, and in doubt for the other area", () => {
    const doubted = new Doubted(house(maglockExit())).when(
      reading("lobby-smoke", "alarm"),
      reading("lobby-smoke", "clear"),
      reset("lobby"),
    );
    expect(doubted.last.commands).toEqual([]);
    expect(doubted.door("front")).toMatchObject({
      outside: "unlocked",
      demand: { cause: { kind: "suspicion" } },
    });
    expect(doubted.door("front")?.troubles).toContain("suspect-journal");
  });

  it("does not take back the release of a fire that was heard meanwhile", () => {
    const doubted = new Doubted(house(maglockExit())).when(
      reading("lobby-smoke", "alarm"),
      reset("workshop"),
    );
    expect(doubted.last.result).toEqual({ ok: true });
    expect(doubted.last.commands).toEqual([]);
    expect(doubted.door("front")).toMatchObject({ outside: "unlocked", demand: { slot: 2 } });
  });
});
