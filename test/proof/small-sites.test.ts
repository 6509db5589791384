/** The small sites leave out nothing that a door may be made of, and nothing that may want something of it. */
import { describe, expect, it } from "vitest";
import { REAL_ENGINE } from "../../proof/engine.ts";
import { explore } from "../../proof/explorer.ts";
import type { Invariant } from "../../proof/invariant.ts";
import { SMALL_SITES, smallSite } from "../../proof/small-sites.ts";
import { SLOTS } from "../../src/core/demands.ts";
import type { EgressDeviceKind, FailMode, Hardware, SensorKind } from "../../src/core/site.ts";

const HARDWARE: Readonly<Record<Hardware, true>> = {
  maglock: true,
  "electric-strike": true,
  "electrified-lockset": true,
  "motor-latch": true,
  "solenoid-bolt": true,
  "motor-deadbolt": true,
};
const FAIL_MODES: Readonly<Record<FailMode, true>> = {
  "fail-safe": true,
  "fail-secure": true,
  "fail-as-is": true,
};

const locks = SMALL_SITES.flatMap(({ description }) =>
  description.doors.flatMap((door) => door.locks),
);
const sorted = (words: Iterable<string>) => [...new Set(words)].toSorted();

describe("some small site has", () => {
  it("each hardware", () => {
    expect(sorted(locks.map(({ hardware }) => hardware))).toEqual(sorted(Object.keys(HARDWARE)));
  });

  it("each fail mode", () => {
    expect(sorted(locks.map(({ failMode }) => failMode))).toEqual(sorted(Object.keys(FAIL_MODES)));
  });

  it("each kind of sensor", () => {
    const kinds: Readonly<Record<SensorKind, true>> = {
      smoke: true,
      heat: true,
      "carbon-monoxide": true,
      gas: true,
      "call-point": true,
      "release-contact": true,
      "exit-request": true,
      contact: true,
      power: true,
      ups: true,
      intrusion: true,
    };
    const found = SMALL_SITES.flatMap(({ description }) =>
      description.sensors.map(({ kind }) => kind),
    );
    expect(sorted(found)).toEqual(sorted(Object.keys(kinds)));
  });

  it("each way out by hand, and the button", () => {
    const kinds: readonly EgressDeviceKind[] = ["handle", "panic-bar", "thumbturn", "exit-button"];
    const found = SMALL_SITES.flatMap(({ description }) =>
      description.doors.flatMap(({ egressDevices }) => egressDevices.map(({ kind }) => kind)),
    );
    expect(sorted(found)).toEqual(sorted(kinds));
  });

  it("each slot, winning over a lock", () => {
    const won = new Set<number>();
    const watch: Invariant = {
      id: "slots",
      says: "Which slots win.",
      once: true,
      judge: ({ after }) => {
        for (const { slot } of after.locks) won.add(slot);
        return true;
      },
      broken: { does: "", engine: (engine) => engine, on: "" },
    };
    const names = ["leased maglock", "motor deadbolt with hours", "gas, and two areas"];
    for (const name of [...names, "strike that nothing opens"])
      explore(smallSite(name), [watch], { engine: REAL_ENGINE, maxStates: 2_400 });
    expect([...won].toSorted((one, other) => one - other)).toEqual([...SLOTS]);
  });
});
