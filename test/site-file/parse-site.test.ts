/** What a site file leaves out is filled in, and every way of writing it gives the same site. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import type { SiteDescription } from "../../src/core/site.ts";
import { parseSite, parseSiteObject } from "../../src/site-file/index.ts";
import { doorWith, lockWith, officeObject, officeWith } from "./site-texts.ts";

function siteOf(text: string): SiteDescription {
  const parsed = parseSite(text);
  if (!parsed.ok) expect.fail(JSON.stringify(parsed.problems));
  return parsed.site;
}

describe("a site file that says no more than it must", () => {
  it("becomes a whole site", () => {
    expect(siteOf(officeWith({}))).toMatchObject({
      version: 1,
      id: "office",
      name: "office",
      areas: [
        { id: "lobby", name: "lobby", occupied: true, highValue: false },
        { id: "vault", name: "vault", occupied: true, highValue: false },
      ],
      supplies: [
        {
          id: "grid",
          name: "grid",
          kind: "mains",
          fedBy: null,
          capacityWh: null,
          ratedWatts: null,
          inrushAmps: null,
          targetRuntimeMs: 14_400_000,
          firePanel: null,
          critical: { percent: 20, minutes: 10 },
        },
        {
          id: "lock-ups",
          name: "lock-ups",
          kind: "ups",
          fedBy: "grid",
          capacityWh: null,
          ratedWatts: null,
          inrushAmps: null,
          targetRuntimeMs: 14_400_000,
          firePanel: null,
          critical: { percent: 20, minutes: 10 },
        },
      ],
      sensors: [
        {
          id: "lobby-smoke",
          name: "lobby-smoke",
          kind: "smoke",
          area: "lobby",
          door: null,
          supply: null,
          supervision: null,
          device: null,
        },
        {
          id: "front-green",
          name: "front-green",
          kind: "release-contact",
          area: null,
          door: null,
          supply: null,
          supervision: null,
          device: null,
        },
        {
          id: "front-contact",
          name: "front-contact",
          kind: "contact",
          area: null,
          door: null,
          supply: null,
          supervision: null,
          device: null,
        },
      ],
      alarms: [],
      doors: [
        {
          id: "front",
          name: "front",
          from: "lobby",
          to: "outside",
          exit: false,
          fireRated: false,
          stairReentry: false,
          servesAreas: null,
          egressDevices: [],
          emergencyRelease: null,
          fireRelease: null,
          latch: false,
          keyedInside: false,
          delayedEgress: null,
          interlock: null,
          alsoDrivenBy: null,
          contact: null,
          onFire: "auto",
          onGas: "auto",
          onLockdown: "secure",
          onRestore: "rest",
          rest: "secured",
          unlockMeans: "hold",
          forcedOpen: "alarm",
          timing: {
            accessMs: 5_000,
            extendedAccessMs: 15_000,
            heldOpenMs: 30_000,
            preAlarmMs: 5_000,
            relockAfterCloseMs: 0,
          },
          locks: [
            {
              id: "front-strike",
              name: "front-strike",
              hardware: "electric-strike",
              failMode: "fail-secure",
              supply: "grid",
              watts: null,
              peakWatts: null,
              continuousDuty: true,
              solenoid: false,
              controllerLoss: "hold",
              monitor: false,
              confirmWithinMs: 3_000,
              device: null,
            },
          ],
          holder: null,
        },
      ],
      dwelling: false,
      lockdownVia: "local",
      impairments: [],
      onIntrusion: "lockdown",
      lockdownEnds: "person",
      lease: { ttlMs: 60_000, renewMs: 15_000 },
      roles: {},
      acknowledge: [],
    });
  });

  it.each([
    [
      "an exit button holds for 30 s and goes through Egress",
      { kind: "exit-button" },
      { via: "controller", holdMs: 30_000 },
    ],
    [
      "an exit sensor holds for 5 s",
      { kind: "exit-sensor", via: "lock" },
      { via: "lock", holdMs: 5_000 },
    ],
    ["a handle is not wired", { kind: "handle" }, { via: "controller", draws: [] }],
    [
      "a bar may draw what bars don't",
      { kind: "panic-bar", draws: ["front-strike"] },
      { draws: ["front-strike"] },
    ],
  ])("%s", (_, device, expected) => {
    const site = siteOf(doorWith({ egressDevices: [device] }));
    expect(site.doors[0]?.egressDevices[0]).toMatchObject(expected);
  });

  it("treats gas like fire unless told otherwise", () => {
    expect(siteOf(doorWith({ onFire: "release" })).doors[0]?.onGas).toBe("release");
    expect(siteOf(doorWith({ onFire: "release", onGas: "stay" })).doors[0]?.onGas).toBe("stay");
  });

  it("renews a lease four times in its life, whatever its life", () => {
    expect(siteOf(officeWith({ lease: { ttl: "20s" } })).lease).toEqual({
      ttlMs: 20_000,
      renewMs: 5_000,
    });
  });

  it("reads every unit", () => {
    const timing = {
      access: "500ms",
      extendedAccess: "15s",
      heldOpen: "2m",
      preAlarm: "0s",
      relockAfterClose: "1h",
    };
    expect(siteOf(doorWith({ timing })).doors[0]?.timing).toEqual({
      accessMs: 500,
      extendedAccessMs: 15_000,
      heldOpenMs: 120_000,
      preAlarmMs: 0,
      relockAfterCloseMs: 3_600_000,
    });
  });

  it("hears what an intrusion does at the top, in `alarms`, or in both when they agree", () => {
    const inAlarms = {
      alarms: [
        { area: "lobby", verify: "10s" },
        { onIntrusion: "ignore", lockdownEnds: "signal" },
      ],
    };
    for (const said of [{ ...inAlarms }, { ...inAlarms, onIntrusion: "ignore" }]) {
      const site = siteOf(officeWith(said));
      expect(site).toMatchObject({ onIntrusion: "ignore", lockdownEnds: "signal" });
      expect(site.alarms).toEqual([{ area: "lobby", vote: "any", verifyMs: 10_000 }]);
    }
  });

  it("takes null where a thing may be absent, a door without locks, and an outside that is empty", () => {
    const site = siteOf(
      officeWith({
        areas: [{ id: "lobby" }, { id: "outside", occupied: false }],
        doors: [
          {
            id: "arch",
            from: "lobby",
            to: "outside",
            contact: null,
            holder: null,
            servesAreas: null,
          },
        ],
      }),
    );
    expect(site.doors[0]).toMatchObject({ locks: [], contact: null, holder: null });
  });

  it("keeps a device as it was written", () => {
    const device = { profile: "shelly-gen2-switch", topic: "shellyplus1-front" };
    expect(siteOf(lockWith({ device })).doors[0]?.locks[0]?.device).toEqual(device);
  });
});

describe("one site, written in several ways", () => {
  it("is the same in JSON, in YAML and as data", () => {
    const fromJson = siteOf(JSON.stringify(officeObject(), null, 2));
    expect(siteOf(stringify(officeObject()))).toEqual(fromJson);
    expect(parseSiteObject(officeObject())).toEqual({ ok: true, site: fromJson });
    expect(siteOf(`\uFEFF${JSON.stringify(officeObject())}`)).toEqual(fromJson);
  });

  it("may share what its doors have in common", () => {
    const site = siteOf(`
version: 1
id: twins
areas: [{ id: hall }]
doors:
  - { id: left, from: hall, to: outside, timing: &slow { access: 20s } }
  - { id: right, from: hall, to: outside, timing: *slow }
`);
    expect(site.doors.map((door) => door.timing.accessMs)).toEqual([20_000, 20_000]);
  });
});

describe("the example sites", () => {
  const folder = new URL("../../examples/sites/", import.meta.url);
  it.each(readdirSync(folder).filter((file) => file.endsWith(".yaml")))("%s is a site", (file) => {
    expect(siteOf(readFileSync(new URL(file, folder), "utf8")).doors.length).toBeGreaterThan(0);
  });
});
