/** Which fire, drill or lockdown concerns which door, and whose cause it names. */
import { describe, it } from "vitest";
import { ask, given, reading, restarted, SECOND } from "./given.ts";
import {
  door,
  handleDoor,
  holder,
  maglock,
  maglockExit,
  sensor,
  site,
  withSensors,
} from "./sites.ts";

const fire = (area: string) => reading(`${area}-smoke`, "alarm");
const inner = (over: object) =>
  door("inner", { from: "workshop", to: "lobby", locks: [maglock("inner-lock")], ...over });
const attic = { ...site().areas[0], id: "attic", name: "attic", occupied: true, highValue: false };
const three = (over: object) =>
  withSensors(
    site({ areas: [...site().areas, attic], doors: [maglockExit(), inner(over)] }),
    sensor("attic-smoke", "smoke", { area: "attic" }),
  );

describe("a fire that a door does not serve", () => {
  it("is no demand on it at all", () => {
    given(three({}))
      .when(fire("attic"))
      .thenDoor("inner", { demand: { slot: 16, cause: null } })
      .thenDoor("front", { demand: { slot: 2, cause: { sensor: "attic-smoke" } } });
  });
});

describe("two fires that a door serves", () => {
  it.each([
    ["lobby", "workshop", ["lobby", "workshop"]],
    ["lobby", "workshop", ["workshop", "lobby"]],
    ["workshop", "lobby", ["lobby", "workshop"]],
    ["workshop", "lobby", ["workshop", "lobby"]],
  ])("the earlier one is the cause: %s before %s, served as %j", (first, second, servesAreas) => {
    given(three({ servesAreas }))
      .after(SECOND)
      .when(fire(first))
      .after(SECOND)
      .when(fire(second))
      .thenDoor("inner", { demand: { slot: 2, cause: { sensor: `${first}-smoke`, at: SECOND } } })
      .thenDoor("front", { demand: { slot: 2, cause: { sensor: `${first}-smoke`, at: SECOND } } })
      .when(restarted)
      .thenDoor("front", { demand: { cause: { sensor: `${first}-smoke` } } });
  });

  it("of one moment, the area that the door names first", () => {
    given(three({ servesAreas: ["workshop", "lobby"] }))
      .when(fire("lobby"), fire("workshop"))
      .thenDoor("inner", { demand: { cause: { sensor: "workshop-smoke" } } });
  });

  it("one reset, the other goes on releasing", () => {
    given(three({}))
      .when(fire("lobby"), fire("workshop"), reading("lobby-smoke", "clear"))
      .when(ask({ action: "reset", area: "lobby" }))
      .thenAccepted()
      .thenDoor("inner", { outside: "unlocked", demand: { cause: { sensor: "workshop-smoke" } } })
      .thenDoor("front", { outside: "unlocked", demand: { cause: { sensor: "workshop-smoke" } } });
  });
});

describe("a drill", () => {
  it.each([
    ["of the site runs at every door", undefined, 2, 2],
    ["of an area that the door serves runs there", "workshop", 2, 2],
    ["of another area runs at the exits only", "attic", 16, 2],
  ])("%s", (_, area, innerSlot, frontSlot) => {
    const start =
      area === undefined
        ? { action: "drill-start" as const }
        : { action: "drill-start" as const, area };
    given(three({}))
      .when(ask(start))
      .thenDoor("inner", { demand: { slot: innerSlot } })
      .thenDoor("front", { demand: { slot: frontSlot } });
  });

  it("of another area does not hide the one that runs here", () => {
    given(three({}))
      .when(
        ask({ action: "drill-start", area: "attic" }),
        ask({ action: "drill-start", area: "lobby" }),
      )
      .thenDoor("inner", { demand: { slot: 2, cause: { kind: "drill" } } });
  });
});

describe("a lockdown", () => {
  it("covers a door that leads in from outside by the area that it leads to", () => {
    const back = handleDoor({ id: "back", from: "outside", to: "lobby" });
    given(site({ doors: [back] }))
      .when(ask({ action: "lockdown", area: "workshop" }))
      .thenDoor("back", { demand: { slot: 16 } })
      .when(ask({ action: "lockdown", area: "lobby" }))
      .thenDoor("back", { demand: { slot: 5, name: "lockdown", wants: "secured" } });
  });

  it("does not cover a door that was told to ignore it", () => {
    given(site({ doors: [handleDoor({ onLockdown: "ignore" })] }))
      .when(ask({ action: "lockdown" }))
      .thenDoor("side", { demand: { slot: 16 }, remote: "yes" });
  });
});

describe("a door holder", () => {
  it("lets go for a fire that its door does not serve", () => {
    const held = handleDoor({ exit: false, from: "lobby", holder: holder("side-holder") });
    given(site({ doors: [held] }))
      .when(fire("workshop"))
      .thenCommands({ holder: "side-holder", to: "released" })
      .thenDoor("side", { holder: "released", demand: { slot: 16 } });
  });
});
