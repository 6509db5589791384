/** From every room some way must lead out, in every row of the truth table. */
import { describe, expect, it } from "vitest";
import { truthTableSite } from "../../scripts/truth-table-site.ts";
import { checkDesign } from "../../src/check/index.ts";
import { matrixOf } from "../../src/matrix/index.ts";
import {
  area,
  device,
  door,
  handleDoor,
  maglock,
  maglockExit,
  site,
  strike,
  supply,
} from "../core/sites.ts";

const trapped = (on: Parameters<typeof checkDesign>[0]) =>
  checkDesign(on).findings.filter(({ rule }) => rule === "L43");
const areas = [area("vault"), area("lobby")];
const bareStrike = (id: string, from: string, to: string) =>
  door(id, {
    from,
    to,
    egressDevices: [device("exit-button", { via: "lock" })],
    locks: [strike(`${id}-strike`)],
  });

describe("a way out of every room", () => {
  it("names the room, the rows and the door", () => {
    const doors = [bareStrike("vault-door", "vault", "lobby"), handleDoor()];
    expect(trapped(site({ areas, doors }))).toMatchObject([
      {
        subject: "area:vault",
        message:
          'No way leads out of vault in the states "Grid lost, on UPS", "All power lost", "Fire and power lost". vault-door is blocked then.',
      },
    ]);
  });

  it("goes by another door where there is one", () => {
    const doors = [
      bareStrike("vault-door", "vault", "lobby"),
      handleDoor(),
      handleDoor({ id: "vault-side", from: "vault", locks: [strike("vs")] }),
    ];
    expect(trapped(site({ areas, doors }))).toEqual([]);
  });

  it("sees a trap two doors away, and tells it of every room behind it", () => {
    const doors = [
      handleDoor({ id: "vault-door", from: "vault", to: "lobby" }),
      bareStrike("front", "lobby", "outside"),
    ];
    expect(trapped(site({ areas, doors })).map(({ subject }) => subject)).toEqual([
      "area:vault",
      "area:lobby",
    ]);
  });

  it("does not count on a door against its way out, unless it has no lock", () => {
    const back = (locks: readonly ReturnType<typeof strike>[]) => [
      bareStrike("front", "lobby", "outside"),
      handleDoor({ id: "yard-door", from: "vault", to: "outside", locks: [strike("y")] }),
      handleDoor({ id: "vault-door", from: "vault", to: "lobby", locks }),
    ];
    expect(trapped(site({ areas, doors: back([strike("v")]) }))).toHaveLength(1);
    expect(trapped(site({ areas, doors: back([]) }))).toEqual([]);
  });

  it("goes back through a door that has let go, as long as it has", () => {
    const button = device("exit-button", { via: "controller" });
    const yard = maglockExit({
      id: "yard-door",
      from: "vault",
      to: "lobby",
      egressDevices: [button],
      emergencyRelease: null,
    });
    const doors = [
      yard,
      bareStrike("front", "lobby", "outside"),
      handleDoor({ id: "vault-side", from: "vault", locks: [strike("vs")] }),
    ];
    // Without power the magnet lets people back from the lobby, where the strike has trapped them.
    const lost = trapped(site({ areas, doors, supplies: [supply("grid")] }));
    expect(lost).toEqual([]);
    const shut = { ...yard, locks: [strike("yard-strike")] };
    expect(trapped(site({ areas, doors: [shut, ...doors.slice(1)] }))).toHaveLength(1);
  });

  it("plays what power, death and lost links do to a magnet", () => {
    const button = device("exit-button", { via: "controller" });
    const held = maglockExit({ egressDevices: [button], emergencyRelease: null });
    const [found] = trapped(site({ doors: [held] }));
    expect(found?.message).toMatch(/"Controller dead", "Link to the locks lost"/);
    const leased = [maglock("front-maglock", { controllerLoss: "release" })];
    expect(trapped(site({ doors: [{ ...held, locks: leased }] }))).toEqual([]);
  });

  it("plays another system that switches the button off in a lockdown", () => {
    const alsoDrivenBy = {
      name: "The alarm panel",
      lockdownCutsExit: true,
      lockdownOverFire: false,
      relocksByItself: false,
      relocksOnPower: false,
    };
    const button = device("exit-button", { via: "power" });
    const cut = maglockExit({ egressDevices: [button], emergencyRelease: null, alsoDrivenBy });
    expect(trapped(site({ doors: [cut] }))[0]?.message).toMatch(/"Breach, lockdown"/);
    expect(trapped(site({ doors: [maglockExit({ alsoDrivenBy })] }))).toEqual([]);
    expect(trapped(site({ doors: [{ ...cut, alsoDrivenBy: null }] }))).toEqual([]);
  });

  it("asks nothing of rooms without people, and of rooms whose doors nobody described", () => {
    const empty = [area("vault", { occupied: false }), area("lobby"), area("attic")];
    const doors = [bareStrike("vault-door", "vault", "lobby"), handleDoor()];
    expect(trapped(site({ areas: empty, doors }))).toEqual([]);
    expect(trapped(site({ areas, doors: [handleDoor()] }))).toEqual([]);
  });

  it("takes a room with no described way on for the end of the way", () => {
    const inner = [handleDoor({ id: "vault-door", from: "vault", to: "lobby" })];
    expect(trapped(site({ areas, doors: inner }))).toEqual([]);
    const supplies = [supply("grid")];
    const blocked = [bareStrike("vault-door", "vault", "lobby")];
    expect(trapped(site({ areas, supplies, doors: blocked }))).toHaveLength(1);
  });

  it.each(truthTableSite(false).doors.map((one) => [one.id, one] as const))(
    "agrees with the truth table about a room whose only door is %s",
    (_, only) => {
      const on = { ...truthTableSite(false), doors: [only] };
      const cells = matrixOf(on).doors[0]?.cells ?? [];
      const blocked = cells.filter(({ egress }) => egress === "blocked").length;
      const named = trapped(on)[0]?.message.match(/"[^"]+"/g)?.length ?? 0;
      expect(named).toBe(blocked);
    },
  );
});
