/** A site with one device of each product, and parts without any. */
import type {
  DeviceBinding,
  DoorDescription,
  LockDescription,
  SensorDescription,
  SensorKind,
  SiteDescription,
} from "../../src/core/site.ts";

export function sensor(
  id: string,
  kind: SensorKind,
  device: DeviceBinding | null = null,
): SensorDescription {
  return {
    id,
    name: id,
    kind,
    area: "lobby",
    door: null,
    supply: kind === "power" || kind === "ups" ? "grid" : null,
    supervision: null,
    device,
  };
}

export function lock(id: string, more: Partial<LockDescription> = {}): LockDescription {
  return {
    id,
    name: id,
    hardware: "maglock",
    failMode: "fail-safe",
    supply: "grid",
    watts: null,
    peakWatts: null,
    continuousDuty: true,
    solenoid: false,
    controllerLoss: "release",
    monitor: true,
    confirmWithinMs: 3_000,
    device: null,
    ...more,
  };
}

export function door(
  id: string,
  locks: readonly LockDescription[],
  more: Partial<DoorDescription> = {},
): DoorDescription {
  return {
    id,
    name: id,
    from: "lobby",
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
    locks,
    holder: null,
    ...more,
  };
}

export function site(
  doors: readonly DoorDescription[],
  sensors: readonly SensorDescription[],
  id = "office",
): SiteDescription {
  return {
    version: 1,
    id,
    name: "Small office",
    areas: [{ id: "lobby", name: "Lobby", occupied: true, highValue: false }],
    supplies: [
      {
        id: "grid",
        name: "Grid",
        kind: "mains",
        fedBy: null,
        capacityWh: null,
        ratedWatts: null,
        inrushAmps: null,
        targetRuntimeMs: 4 * 3_600_000,
        firePanel: null,
        critical: { percent: 20, minutes: 10 },
      },
    ],
    sensors,
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

export const SMALL_OFFICE: SiteDescription = site(
  [
    door("front", [
      lock("front-maglock", {
        device: { profile: "shelly-gen2-switch", topic: "shellyplus1-front", feedback: "output" },
      }),
      lock("front-strike", {
        hardware: "electric-strike",
        failMode: "fail-secure",
        controllerLoss: "hold",
        device: { profile: "tasmota-relay", topic: "front-strike" },
      }),
    ]),
    door("side", [
      lock("side-bolt", {
        hardware: "motor-deadbolt",
        failMode: "fail-as-is",
        controllerLoss: "hold",
        device: { profile: "zigbee2mqtt", topic: "zigbee2mqtt/side-bolt" },
      }),
    ]),
    door(
      "back",
      [
        lock("back-lock", {
          device: {
            profile: "plain",
            commandTopic: "back/set",
            stateTopic: "back/state",
            availabilityTopic: "back/online",
            payloadLocked: '{"do":"{{to}}","ref":"{{id}}"}',
          },
        }),
      ],
      {
        holder: {
          id: "back-holder",
          name: "Holder",
          supply: "grid",
          holdOnUps: false,
          controllerLoss: "hold",
          device: null,
        },
      },
    ),
    door("plain-door", [lock("plain-lock")]),
  ],
  [
    sensor("hall-smoke", "smoke", { profile: "zigbee2mqtt", topic: "zigbee2mqtt/hall-smoke" }),
    sensor("exit-button", "exit-request", {
      profile: "shelly-gen2-input",
      topic: "shellyplusi4-hall",
    }),
    sensor("lobby-call-point", "call-point"),
    sensor("grid-power", "power"),
    sensor("ups-status", "ups"),
    sensor("front-contact", "contact"),
  ],
);
