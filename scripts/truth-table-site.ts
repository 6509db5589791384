/** One door for each column of the truth table, on a site where everything that can befall it can. */
import type {
  DoorDescription,
  EgressDevice,
  LockDescription,
  SiteDescription,
} from "../src/core/index.ts";

const TIMING = {
  accessMs: 5_000,
  extendedAccessMs: 15_000,
  heldOpenMs: 30_000,
  preAlarmMs: 5_000,
  relockAfterCloseMs: 0,
} as const;

const LOCK = {
  watts: null,
  peakWatts: null,
  continuousDuty: true,
  solenoid: false,
  monitor: false,
  confirmWithinMs: 3_000,
  device: null,
  supply: "ups",
} as const;

const by = (kind: EgressDevice["kind"], via: EgressDevice["via"] = "controller"): EgressDevice => ({
  kind,
  via,
  holdMs: 30_000,
  draws: [],
});

const maglock = (id: string, over: Partial<LockDescription> = {}): LockDescription => ({
  ...LOCK,
  id,
  name: id,
  hardware: "maglock",
  failMode: "fail-safe",
  controllerLoss: "release",
  ...over,
});

const strike = (id: string, over: Partial<LockDescription> = {}): LockDescription => ({
  ...LOCK,
  id,
  name: id,
  hardware: "electric-strike",
  failMode: "fail-secure",
  controllerLoss: "hold",
  ...over,
});

const door = (id: string, name: string, over: Partial<DoorDescription>): DoorDescription => ({
  id,
  name,
  from: "zone",
  to: "outside",
  exit: true,
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
  contact: `${id}-contact`,
  onFire: "auto",
  onGas: "auto",
  onLockdown: "secure",
  onRestore: "rest",
  rest: "secured",
  unlockMeans: "hold",
  forcedOpen: "alarm",
  timing: TIMING,
  locks: [],
  holder: null,
  ...over,
});

const doors: readonly DoorDescription[] = [
  door("mag", "Maglock, button and green box", {
    egressDevices: [by("exit-button", "power")],
    emergencyRelease: { hardwired: true, sensor: null, latching: true },
    locks: [maglock("mag-lock")],
  }),
  door("mag-hold", "The same, held when the controller dies, not an exit", {
    exit: false,
    egressDevices: [by("exit-button", "power")],
    emergencyRelease: { hardwired: true, sensor: null, latching: true },
    locks: [maglock("mag-hold-lock", { controllerLoss: "hold" })],
  }),
  door("fs-handle", "Fail-secure strike, handle inside", {
    egressDevices: [by("handle")],
    locks: [strike("fs-handle-lock")],
  }),
  door("fs-rated", "The same on a fire-rated door", {
    fireRated: true,
    egressDevices: [by("handle")],
    locks: [strike("fs-rated-lock")],
  }),
  door("fs-bare", "Fail-secure strike, only a wired button", {
    egressDevices: [by("exit-button", "lock")],
    locks: [strike("fs-bare-lock")],
  }),
  door("hybrid", "Conditional hybrid: secure on power loss, open on fire", {
    onFire: "release",
    egressDevices: [by("handle")],
    locks: [strike("hybrid-lock")],
  }),
  door("composite", "Composite: strike outside, maglock inside", {
    egressDevices: [by("handle"), by("exit-button", "power")],
    locks: [strike("composite-strike"), maglock("composite-maglock")],
  }),
  door("bolt", "Battery deadbolt, thumbturn", {
    egressDevices: [by("thumbturn")],
    locks: [
      {
        ...LOCK,
        id: "bolt-lock",
        name: "bolt-lock",
        hardware: "motor-deadbolt",
        failMode: "fail-as-is",
        supply: "cells",
        controllerLoss: "hold",
      },
    ],
  }),
  door("holder", "Door holder", {
    egressDevices: [by("handle")],
    holder: {
      id: "holder-magnet",
      name: "holder-magnet",
      supply: "grid",
      holdOnUps: false,
      controllerLoss: "hold",
      device: null,
    },
  }),
];

export function truthTableSite(critical: boolean): SiteDescription {
  const supply = {
    capacityWh: null,
    ratedWatts: null,
    inrushAmps: null,
    targetRuntimeMs: 4 * 3_600_000,
    firePanel: null,
    critical: { percent: 20, minutes: 10 },
  } as const;
  const nowhere = { area: null, door: null, supply: null, supervision: null, device: null };
  return {
    version: 1,
    id: "truth-table",
    name: "Truth table",
    areas: [{ id: "zone", name: "Zone", occupied: true, highValue: false }],
    supplies: [
      { ...supply, id: "grid", name: "grid", kind: "mains", fedBy: null },
      { ...supply, id: "ups", name: "ups", kind: "ups", fedBy: "grid" },
      { ...supply, id: "cells", name: "cells", kind: "battery", fedBy: null },
    ],
    sensors: [
      {
        ...nowhere,
        id: "smoke",
        name: "smoke",
        kind: "smoke",
        area: "zone",
        supervision: { everyMs: 3_600_000, critical },
      },
      ...doors.map(({ id }) => ({
        ...nowhere,
        id: `${id}-contact`,
        name: `${id}-contact`,
        kind: "contact" as const,
      })),
    ],
    alarms: [],
    doors,
    dwelling: false,
    lockdownVia: "local",
    impairments: [],
    schedules: [],
    onIntrusion: "lockdown",
    lockdownEnds: "person",
    lease: { ttlMs: 60_000, renewMs: 15_000 },
    roles: {},
    acknowledge: [],
  };
}
