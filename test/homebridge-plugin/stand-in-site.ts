/** A site that says what a test tells it to: a SiteHandle without an engine behind it. */
import type { Request, Result } from "../../src/core/input.ts";
import type {
  DoorDescription,
  LockDescription,
  SensorDescription,
  SensorKind,
  SiteDescription,
  SupplyDescription,
} from "../../src/core/site.ts";
import type { AreaState, DoorState, SensorState, SupplyState } from "../../src/core/view.ts";
import type { SiteChange, SiteHandle, SiteListener } from "../../src/site-handle.ts";

const AT = "2026-11-22T08:00:00.000Z";

export function maglock(id: string): LockDescription {
  return {
    id,
    name: id,
    hardware: "maglock",
    failMode: "fail-safe",
    supply: "lock-ups",
    watts: 3,
    peakWatts: null,
    continuousDuty: true,
    solenoid: false,
    controllerLoss: "release",
    monitor: true,
    confirmWithinMs: 3_000,
    device: null,
  };
}

export function door(id: string, given: Partial<DoorDescription> = {}): DoorDescription {
  return {
    id,
    name: `${id} door`,
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
    locks: [maglock(`${id}-maglock`)],
    holder: null,
    ...given,
  };
}

export function sensor(id: string, kind: SensorKind): SensorDescription {
  const area = "lobby";
  return { id, name: id, kind, area, door: null, supply: null, supervision: null, device: null };
}

export function supply(id: string, kind: SupplyDescription["kind"]): SupplyDescription {
  const critical = { percent: 20, minutes: 10 };
  return {
    id,
    name: id,
    kind,
    fedBy: null,
    capacityWh: null,
    ratedWatts: null,
    inrushAmps: null,
    targetRuntimeMs: 4 * 3_600_000,
    firePanel: null,
    critical,
  };
}

export function site(given: Partial<SiteDescription> = {}): SiteDescription {
  return {
    version: 1,
    id: "office",
    name: "Small office",
    areas: [{ id: "lobby", name: "Lobby", occupied: true, highValue: false }],
    supplies: [],
    sensors: [],
    alarms: [],
    doors: [door("front")],
    dwelling: false,
    lockdownVia: "local",
    impairments: [],
    schedules: [],
    onIntrusion: "lockdown",
    lockdownEnds: "person",
    lease: { ttlMs: 60_000, renewMs: 15_000 },
    roles: {},
    acknowledge: [],
    ...given,
  };
}

/** A door at rest, locked and sensed so. */
export function locked(id: string, given: Partial<DoorState> = {}): DoorState {
  return {
    id,
    name: `${id} door`,
    at: AT,
    because: "At rest.",
    outside: "locked",
    egress: "by-device",
    position: "closed",
    remote: "yes",
    demand: { slot: 16, name: "rest", wants: "secured", cause: null },
    alarm: "normal",
    troubles: [],
    locks: {
      [`${id}-maglock`]: {
        ordered: "locked",
        reported: "locked",
        bolt: "locked",
        basis: "sensed",
        supply: "live",
      },
    },
    holder: null,
    ...given,
  };
}

/** A door that an operator unlocked. */
export function unlocked(id: string, given: Partial<DoorState> = {}): DoorState {
  const lock = { ordered: "unlocked", reported: "unlocked", bolt: "unlocked" } as const;
  return locked(id, {
    outside: "unlocked",
    egress: "free",
    remote: "open-already",
    demand: { slot: 8, name: "operator", wants: "released", cause: null },
    locks: { [`${id}-maglock`]: { ...lock, basis: "sensed", supply: "live" } },
    ...given,
  });
}

/** A door that a fire released, and whose lock has let go. */
export function released(id: string, given: Partial<DoorState> = {}): DoorState {
  const demand = { slot: 2, name: "fire", wants: "released", cause: null } as const;
  return unlocked(id, { demand, ...given });
}

export function heard(
  description: Pick<SensorDescription, "id" | "kind">,
  given: Partial<SensorState> = {},
): SensorState {
  return {
    id: description.id,
    name: description.id,
    kind: description.kind,
    area: "lobby",
    value: "clear",
    heardAt: AT,
    silent: false,
    lowBattery: false,
    tamper: false,
    isolated: false,
    inAlarm: false,
    at: AT,
    ...given,
  };
}

export function powered(
  { id, kind }: Pick<SupplyDescription, "id" | "kind">,
  given: Partial<SupplyState> = {},
): SupplyState {
  const view = { status: "live", on: "mains", releaseInSeconds: null, percent: null } as const;
  return { id, name: id, kind, at: AT, ...view, ...given };
}

export function area(id: string, given: Partial<AreaState> = {}): AreaState {
  return { id, name: id, at: AT, fire: "normal", gas: "normal", lockdown: false, ...given };
}

type Answer = (request: Request) => Promise<Result>;
const granted: Answer = () => Promise.resolve({ ok: true });

export class StandInSite implements SiteHandle {
  readonly role: "authority" | "mirror";
  readonly asked: Request[] = [];
  description: SiteDescription | null;
  online = true;
  closed = false;
  answer: Answer = granted;
  readonly #listeners = new Set<SiteListener>();
  readonly #states = new Map<string, DoorState | SensorState | SupplyState | AreaState>();

  constructor(description: SiteDescription | null, role: "authority" | "mirror" = "authority") {
    this.description = description;
    this.role = role;
  }

  door(id: string): DoorState | undefined {
    return this.#states.get(`door:${id}`) as DoorState | undefined;
  }
  sensor(id: string): SensorState | undefined {
    return this.#states.get(`sensor:${id}`) as SensorState | undefined;
  }
  supply(id: string): SupplyState | undefined {
    return this.#states.get(`supply:${id}`) as SupplyState | undefined;
  }
  area(id: string): AreaState | undefined {
    return this.#states.get(`area:${id}`) as AreaState | undefined;
  }

  request(request: Request): Promise<Result> {
    this.asked.push(request);
    return this.answer(request);
  }

  tell(): Result {
    return { ok: true };
  }

  listen(listener: SiteListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }

  /** One decision: the states first, then everybody is told once. */
  decide(given: Partial<SiteChange>): void {
    const change: SiteChange = { doors: [], sensors: [], supplies: [], areas: [], ...given };
    for (const state of change.doors) this.#states.set(`door:${state.id}`, state);
    for (const state of change.sensors) this.#states.set(`sensor:${state.id}`, state);
    for (const state of change.supplies) this.#states.set(`supply:${state.id}`, state);
    for (const state of change.areas) this.#states.set(`area:${state.id}`, state);
    for (const { changed } of this.#listeners) changed?.(change);
  }

  goes(online: boolean): void {
    this.online = online;
    for (const listener of this.#listeners) listener.online?.(online);
  }

  describes(description: SiteDescription): void {
    this.description = description;
    for (const { described } of this.#listeners) described?.(description);
  }
}
