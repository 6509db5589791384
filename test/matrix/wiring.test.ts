/** What other wires make of a door, beside what Egress tells it. */
import { describe, expect, it } from "vitest";
import type { DoorDescription, OtherDriver } from "../../src/core/index.ts";
import { type Cell, letters, matrixOf } from "../../src/matrix/index.ts";
import { device, handleDoor, holder, maglock, maglockExit, site, strike } from "../core/sites.ts";

function cellOf(door: DoorDescription, row: string): Cell | undefined {
  return matrixOf(site({ doors: [door] })).doors[0]?.cells.find((cell) => cell.row === row);
}

const lettersOf = (door: DoorDescription, row: string) => {
  const cell = cellOf(door, row);
  return cell === undefined ? "" : letters(cell);
};

const relay = (latched: boolean) => ({ fireRelease: { latched } });
const other = (over: Partial<OtherDriver>): Pick<DoorDescription, "alsoDrivenBy"> => ({
  alsoDrivenBy: {
    name: "The alarm panel",
    lockdownCutsExit: false,
    lockdownOverFire: false,
    relocksByItself: false,
    relocksOnPower: false,
    ...over,
  },
});

describe("a fire panel's relay in the wires", () => {
  const stays = (over: Partial<DoorDescription>) => maglockExit({ onFire: "stay", ...over });

  it.each([
    ["fire", "U/F/-"],
    ["fire-elsewhere", "U/F/-"],
    ["fire-and-lockdown", "U/F/-"],
    ["fire-controller-dead", "U/F/n"],
    ["normal", "L/D/y"],
    ["lockdown", "L/D/r"],
    ["controller-dead", "L/D/n"],
    ["reset", "L/D/y"],
  ])("opens what power holds shut while it burns, and then only: %s", (row, expected) => {
    expect(lettersOf(stays(relay(true)), row)).toBe(expected);
  });

  it("without it a door that was told to stay, stays, and a dead controller opens nothing", () => {
    expect(lettersOf(stays({}), "fire")).toBe("L/D/y");
    expect(lettersOf(stays({}), "fire-controller-dead")).toBe("L/D/n");
  });

  it("lets go again when the panel goes quiet, unless it latches", () => {
    expect(lettersOf(stays(relay(true)), "alarm-cleared")).toBe("U/F/-");
    expect(lettersOf(stays(relay(false)), "alarm-cleared")).toBe("L/D/y");
  });

  it("does not drop for a fire that the door does not serve", () => {
    expect(lettersOf(stays({ ...relay(true), exit: false }), "fire-elsewhere")).toBe("L/D/y");
    expect(lettersOf(stays({ ...relay(true), exit: false }), "fire")).toBe("U/F/-");
  });

  it("opens a strike where fire is to open it, also without any other power", () => {
    const hybrid = handleDoor({ onFire: "release", ...relay(true) });
    expect(lettersOf(hybrid, "fire-and-power-lost")).toBe("U/F/n");
    expect(lettersOf(handleDoor({ onFire: "release" }), "fire-and-power-lost")).toBe("L/M/n");
  });

  it("is no way in through a strike that fire is not to open", () => {
    expect(lettersOf(handleDoor(relay(true)), "fire")).toBe("L/M/y");
    expect(lettersOf(handleDoor(relay(true)), "fire-controller-dead")).toBe("L/M/n");
  });

  it("says that it was the relay", () => {
    expect(cellOf(stays(relay(true)), "fire")?.because).toMatch(/^The fire panel's relay opens it/);
    expect(cellOf(stays(relay(true)), "normal")?.because).not.toMatch(/relay/);
  });
});

describe("a holder", () => {
  const held = (over: Partial<DoorDescription>, controllerLoss: "release" | "hold") =>
    handleDoor({ holder: holder("side-holder", { controllerLoss }), ...over });

  it.each([
    ["controller-dead", "release", "released"],
    ["controller-dead", "hold", "held"],
    ["link-lost", "release", "released"],
    ["link-lost", "hold", "held"],
    ["fire-controller-dead", "hold", "held"],
    ["normal", "release", "held"],
  ] as const)("in the row %s whose output is wired to %s is %s", (row, loss, expected) => {
    expect(cellOf(held({}, loss), row)?.holder).toBe(expected);
  });

  it("on the fire panel's relay lets go, though nothing tells it to", () => {
    const cell = cellOf(held(relay(true), "hold"), "fire-controller-dead");
    expect(cell).toMatchObject({ holder: "released" });
    expect(cell?.because).toMatch(/holder lets go by its own wiring/);
  });

  it("is no holder where there is none", () => {
    expect(cellOf(handleDoor(), "controller-dead")?.holder).toBeNull();
  });
});

describe("another system on the same locks", () => {
  it("that relocks by itself shuts the door that fire opened", () => {
    const door = maglockExit(other({ relocksByItself: true }));
    expect(lettersOf(door, "fire")).toBe("L/D/y");
    expect(cellOf(door, "fire")?.because).toMatch(/^The alarm panel locks it/);
    expect(lettersOf(door, "alarm-cleared")).toBe("L/D/y");
    expect(lettersOf(maglockExit(other({})), "fire")).toBe("U/F/-");
  });

  it("locks nothing that only power could hold shut, once there is none", () => {
    const door = maglockExit(other({ relocksByItself: true }));
    expect(lettersOf(door, "fire-and-power-lost")).toBe("U/F/n");
  });

  it("that puts lockdown over fire keeps in whoever has no handle", () => {
    const over = other({ lockdownOverFire: true });
    const bare = handleDoor({ egressDevices: [], locks: [strike("bare-strike")], ...over });
    expect(cellOf(bare, "fire-and-lockdown")).toMatchObject({
      outside: "locked",
      egress: "blocked",
      troubles: expect.arrayContaining(["trap"]),
    });
    expect(lettersOf(bare, "fire")).toBe("U/F/-");
    expect(lettersOf(handleDoor({ onFire: "release", ...over }), "fire-and-lockdown")).toBe(
      "U/F/-",
    );
  });

  it("that cuts the exit devices in a lockdown makes a trap of a button, and none of a green box", () => {
    const over = other({ lockdownCutsExit: true });
    const button = maglockExit({
      emergencyRelease: null,
      egressDevices: [device("exit-button", { via: "power" })],
      locks: [maglock("front-maglock")],
      ...over,
    });
    expect(cellOf(button, "lockdown")).toMatchObject({ egress: "blocked", troubles: ["trap"] });
    expect(cellOf(button, "lockdown")?.because).toMatch(
      /^The alarm panel switches its exit devices off/,
    );
    expect(lettersOf(button, "normal")).toBe("L/D/y");
    expect(lettersOf(maglockExit(over), "lockdown")).toBe("L/D/r");
    expect(lettersOf(handleDoor(over), "lockdown")).toBe("L/M/r");
  });
});
