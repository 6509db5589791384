/** Who wins over whom, lock by lock, and how the answer to "why" reads. */
import { describe, expect, it } from "vitest";
import {
  compileSite,
  demandsOn,
  type Input,
  type SiteDescription,
  start,
  step,
} from "../../src/core/index.ts";
import { ask, dead, given, MINUTE, reading, SECOND } from "./given.ts";
import {
  device,
  door,
  handleDoor,
  maglock,
  maglockExit,
  sensor,
  site,
  strike,
  supply,
  withSensors,
} from "./sites.ts";

const smoke = reading("lobby-smoke", "alarm");
const hours = (wants: "released" | "secured", afterEntry = false): Input => ({
  type: "schedule",
  door: "front",
  wants,
  afterEntry,
});

/** Every occupied slot of the first door after these words, winner first. */
function slotsAfter(description: SiteDescription, ...inputs: Input[]) {
  const compiled = compileSite(description);
  let { state } = start(compiled, { at: 0, memory: "at-rest", shiftMs: 0, inputsRead: true });
  for (const input of inputs) ({ state } = step(compiled, state, input, state.now));
  const first = compiled.doors[0];
  return first === undefined
    ? []
    : demandsOn(state, first).map((one) => `${one.slot} ${one.name} ${one.wants}`);
}

describe("every slot at once", () => {
  const watched = withSensors(
    site({
      doors: [
        maglockExit({ emergencyRelease: { hardwired: true, sensor: "green", latching: true } }),
      ],
    }),
    sensor("green", "release-contact"),
    sensor("rex", "exit-request", { door: "front" }),
  );
  const all: readonly Input[] = [
    hours("released"),
    ask({ action: "unlock", door: "front" }),
    ask({ action: "access", door: "front" }),
    reading("rex", "alarm"),
    ask({ action: "lockdown" }),
    reading("lobby-co", "alarm"),
    smoke,
    reading("green", "alarm"),
  ];

  it("reads from the one that wins to the one that rests", () => {
    expect(slotsAfter(watched, ...all)).toEqual([
      "1 manual-release released",
      "2 fire released",
      "3 gas released",
      "4 egress released",
      "5 lockdown secured",
      "6 access released",
      "8 operator released",
      "10 schedule released",
      "16 rest secured",
    ]);
  });

  it("is one line for a door that only rests, with locks or without", () => {
    expect(slotsAfter(site({ doors: [maglockExit()] }))).toEqual(["16 rest secured"]);
    expect(slotsAfter(site({ doors: [door("gap")] }))).toEqual(["16 rest secured"]);
    expect(slotsAfter(site({ doors: [door("gap", { rest: "released" })] }))).toEqual([
      "16 rest released",
    ]);
  });

  it("counts a slot once that only a later lock takes", () => {
    const both = handleDoor({ locks: [strike("side-strike"), maglock("side-maglock")] });
    expect(slotsAfter(site({ doors: [both] }), smoke)).toEqual([
      "2 fire released",
      "16 rest secured",
    ]);
  });
});

describe("the demand that a door shows", () => {
  it.each([
    ["strike first", [strike("a"), maglock("b")]],
    ["maglock first", [maglock("b"), strike("a")]],
  ])("is that of its lowest slot, whichever lock has it: %s", (_, locks) => {
    given(site({ doors: [handleDoor({ locks })] }))
      .when(smoke)
      .thenDoor("side", { demand: { slot: 2, name: "fire", wants: "released" } })
      .thenLock("side", "a", { ordered: "locked" })
      .thenLock("side", "b", { ordered: "unlocked" });
  });

  it("of one without locks is its own", () => {
    given(site({ doors: [door("gap")] }))
      .when(ask({ action: "lockdown" }))
      .thenDoor("gap", { demand: { slot: 5, name: "lockdown", wants: "secured" } });
  });
});

describe("the strike of a fire-rated door while fire stands", () => {
  const rated = (over: object) => site({ doors: [handleDoor({ fireRated: true, ...over })] });

  it("is secured though the door rests open, and says for what", () => {
    given(rated({ rest: "released" }))
      .thenDoor("side", { outside: "unlocked" })
      .when(smoke)
      .thenDoor("side", {
        outside: "locked",
        demand: { slot: 16, name: "rest", wants: "secured", cause: { sensor: "lobby-smoke" } },
      });
  });

  it("names the lockdown where one secures it anyway", () => {
    given(rated({}))
      .when(smoke, ask({ action: "lockdown" }))
      .thenDoor("side", { demand: { slot: 5, wants: "secured" } });
  });
});

describe("opening hours that wait for the first person", () => {
  const open = site({ doors: [maglockExit()] });

  it("open nothing before somebody was let in, and everything after", () => {
    given(open)
      .when(hours("released", true))
      .thenNoCommand()
      .thenDoor("front", { demand: { slot: 16 } })
      .when(ask({ action: "access", door: "front" }))
      .after(MINUTE)
      .thenDoor("front", { outside: "unlocked", demand: { slot: 10, name: "schedule" } });
  });

  it("and those that do not wait open at once", () => {
    given(open)
      .when(hours("released"))
      .thenDoor("front", { demand: { slot: 10 }, outside: "unlocked" });
  });
});

describe("a release for gas", () => {
  it("is for life: it is no lease that a dead controller would lose", () => {
    const bare = door("trap", {
      locks: [strike("trap-strike", { controllerLoss: "release" })],
    });
    given(site({ doors: [bare] }))
      .when(reading("lobby-co", "alarm"), dead)
      .after(5 * MINUTE)
      .thenDoor("trap", { outside: "unlocked", egress: "free" });
  });
});

describe("a supply about to end", () => {
  const two = withSensors(
    site({
      supplies: [supply("ups", { kind: "ups" })],
      doors: [
        maglockExit({ id: "a", locks: [maglock("a-lock", { supply: "ups" })] }),
        maglockExit({ id: "b", locks: [maglock("b-lock", { supply: "ups" })] }),
        handleDoor({ locks: [strike("side-strike", { supply: "ups" })] }),
      ],
    }),
    sensor("status", "ups", { supply: "ups" }),
  );

  it("releases each lock in its turn, never one that stays locked without power, and names itself", () => {
    given(two)
      .after(SECOND)
      .when(reading("status", { status: "on-battery", percent: 90 }))
      .after(SECOND)
      .when(reading("status", { status: "low" }))
      .thenDoor("a", {
        demand: { slot: 4, name: "egress", cause: { kind: "supply", supply: "ups", at: SECOND } },
      })
      .thenDoor("b", { demand: { slot: 16 } })
      .after(499)
      .thenDoor("b", { demand: { slot: 16 } })
      .after(1)
      .thenDoor("b", { demand: { slot: 4 } })
      .after(MINUTE)
      .thenNoCommand()
      .thenDoor("side", { outside: "locked", demand: { slot: 16 } });
  });
});

describe("an exit button", () => {
  const rex = sensor("rex", "exit-request", { door: "side" });
  const press = reading("rex", "alarm");

  it.each([
    ["releases a door that hands open too, where there is a button", device("exit-button"), 4],
    ["is only an account of the opening where there is a motion sensor", device("exit-sensor"), 16],
  ])("%s", (_, way, slot) => {
    const both = handleDoor({ egressDevices: [device("handle"), way] });
    given(withSensors(site({ doors: [both] }), rex))
      .when(press)
      .thenDoor("side", { demand: { slot } });
  });

  it("of a door without locks is shown", () => {
    given(withSensors(site({ doors: [door("side")] }), rex))
      .when(press)
      .thenDoor("side", { demand: { slot: 4, cause: { sensor: "rex" } } });
  });
});
