/** Small sites in code, with every default of the site file filled in. */
import type {
  AreaDescription,
  DoorDescription,
  EgressDevice,
  EgressDeviceKind,
  HolderDescription,
  LockDescription,
  SensorDescription,
  SensorKind,
  SiteDescription,
  SupplyDescription,
} from "../../src/core/index.ts";

export function area(id: string, over: Partial<AreaDescription> = {}): AreaDescription {
  return { id, name: id, occupied: true, highValue: false, ...over };
}

export function supply(id: string, over: Partial<SupplyDescription> = {}): SupplyDescription {
  return {
    id,
    name: id,
    kind: "mains",
    fedBy: null,
    capacityWh: null,
    ratedWatts: null,
    inrushAmps: null,
    targetRuntimeMs: 4 * 3_600_000,
    firePanel: null,
    critical: { percent: 20, minutes: 10 },
    ...over,
  };
}

export function sensor(
  id: string,
  kind: SensorKind,
  over: Partial<SensorDescription> = {},
): SensorDescription {
  return {
    id,
    name: id,
    kind,
    area: null,
    door: null,
    supply: null,
    supervision: null,
    device: null,
    ...over,
  };
}

export function device(kind: EgressDeviceKind, over: Partial<EgressDevice> = {}): EgressDevice {
  return {
    kind,
    via: "controller",
    holdMs: kind === "exit-button" ? 30_000 : 5_000,
    draws: [],
    ...over,
  };
}

export function maglock(id: string, over: Partial<LockDescription> = {}): LockDescription {
  return lock(id, { hardware: "maglock", failMode: "fail-safe", ...over });
}

export function strike(id: string, over: Partial<LockDescription> = {}): LockDescription {
  return lock(id, { hardware: "electric-strike", failMode: "fail-secure", ...over });
}

export function deadbolt(id: string, over: Partial<LockDescription> = {}): LockDescription {
  return lock(id, { hardware: "motor-deadbolt", failMode: "fail-as-is", ...over });
}

function lock(
  id: string,
  over: Partial<LockDescription> & Pick<LockDescription, "hardware" | "failMode">,
): LockDescription {
  return {
    id,
    name: id,
    supply: "grid",
    watts: null,
    peakWatts: null,
    continuousDuty: true,
    solenoid: false,
    controllerLoss: "hold",
    monitor: false,
    confirmWithinMs: 3_000,
    device: null,
    ...over,
  };
}

export function holder(id: string, over: Partial<HolderDescription> = {}): HolderDescription {
  return {
    id,
    name: id,
    supply: "grid",
    holdOnUps: false,
    controllerLoss: "hold",
    device: null,
    ...over,
  };
}

export function door(id: string, over: Partial<DoorDescription> = {}): DoorDescription {
  return {
    id,
    name: id,
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
    onGas: over.onFire ?? "auto",
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
    locks: [],
    holder: null,
    ...over,
  };
}

export function site(over: Partial<SiteDescription> = {}): SiteDescription {
  return {
    version: 1,
    id: "test",
    name: "Test site",
    areas: [area("lobby"), area("workshop")],
    supplies: [supply("grid")],
    sensors: [
      sensor("lobby-smoke", "smoke", { area: "lobby" }),
      sensor("workshop-smoke", "smoke", { area: "workshop" }),
      sensor("lobby-call-point", "call-point", { area: "lobby" }),
      sensor("lobby-co", "carbon-monoxide", { area: "lobby" }),
      sensor("panel", "intrusion", { area: "lobby" }),
    ],
    alarms: [],
    doors: [],
    dwelling: false,
    lockdownVia: "local",
    impairments: [],
    schedules: [],
    onIntrusion: "lockdown",
    lockdownEnds: "person",
    lease: { ttlMs: 60_000, renewMs: 15_000 },
    roles: {},
    acknowledge: [],
    ...over,
  };
}

/** The site plus more sensors. */
export function withSensors(base: SiteDescription, ...more: SensorDescription[]): SiteDescription {
  return { ...base, sensors: [...base.sensors, ...more] };
}

/** A maglock exit with a button that breaks its supply and a hard-wired green box. */
export function maglockExit(over: Partial<DoorDescription> = {}): DoorDescription {
  return door("front", {
    exit: true,
    egressDevices: [device("exit-button", { via: "power" })],
    emergencyRelease: { hardwired: true, sensor: null, latching: true },
    locks: [maglock("front-maglock")],
    ...over,
  });
}

/** A fail-secure strike with a handle inside: locked from outside, free from inside. */
export function handleDoor(over: Partial<DoorDescription> = {}): DoorDescription {
  return door("side", {
    exit: true,
    egressDevices: [device("handle")],
    locks: [strike("side-strike")],
    ...over,
  });
}
