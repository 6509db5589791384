/**
 * An authority that decides nothing: it notes what it is told and asked, and lets a test say what has
 * changed. The adapters can't tell it from the real one.
 */

import type { Authority, LockDriver } from "../../src/controller/ports.ts";
import type { Reading, Report, Request, Result } from "../../src/core/input.ts";
import type { SiteDescription } from "../../src/core/site.ts";
import type { AreaState, DoorState, SensorState, SupplyState } from "../../src/core/view.ts";
import type { CommandMessage, SiteChange, SiteListener } from "../../src/site-handle.ts";

type AdapterInput = Parameters<Authority["tell"]>[0];

export interface RecordingAuthority extends Authority {
  readonly told: readonly AdapterInput[];
  readonly asked: readonly Request[];
  readonly timesRead: number;
  readonly alarmLinks: readonly ("up" | "down")[];
  /** What was told of one sensor or lock. */
  readings(sensor: string): readonly Reading[];
  reports(lock: string): readonly Report[];
  links(lock: string): readonly ("up" | "down")[];
  /** Decides: orders first, then the states that they changed. */
  decide(commands: readonly CommandMessage[], change?: Partial<SiteChange>): void;
  happen(type: string): void;
  answer: Result;
}

export function recordingAuthority(description: SiteDescription): RecordingAuthority {
  const told: AdapterInput[] = [];
  const asked: Request[] = [];
  const drivers = new Set<LockDriver>();
  const listeners = new Set<SiteListener>();
  const doors = new Map(description.doors.map((each) => [each.id, doorState(each.id)]));
  const alarmLinks: ("up" | "down")[] = [];
  let timesRead = 0;

  const authority: RecordingAuthority = {
    role: "authority",
    description,
    online: true,
    told,
    asked,
    answer: { ok: true },
    get timesRead() {
      return timesRead;
    },
    door: (id) => doors.get(id),
    sensor: (id) => sensorState(description, id),
    supply: (id) => (id === "grid" ? SUPPLY : undefined),
    area: (id) => (id === "lobby" ? AREA : undefined),
    request(request) {
      asked.push(request);
      return Promise.resolve(authority.answer);
    },
    tell(input) {
      told.push(input);
      return { ok: true };
    },
    tellAll(inputs) {
      told.push(...inputs);
    },
    attach(driver) {
      drivers.add(driver);
      return () => drivers.delete(driver);
    },
    inputsRead() {
      timesRead += 1;
    },
    alarmLink(value) {
      alarmLinks.push(value);
    },
    alarmLinks,
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => Promise.resolve(),
    readings: (id) =>
      told.filter((each) => each.type === "reading" && each.sensor === id) as Reading[],
    reports: (id) => told.filter((each) => each.type === "report" && each.lock === id) as Report[],
    links: (id) =>
      told.flatMap((each) => (each.type === "link" && each.lock === id ? [each.value] : [])),
    decide(commands, change = {}) {
      for (const driver of drivers) {
        driver.drive(commands.filter((command) => driver.targets.has(command.target)));
      }
      for (const door of change.doors ?? []) doors.set(door.id, door);
      const whole = { doors: [], sensors: [], supplies: [], areas: [], ...change };
      for (const listener of listeners) listener.changed?.(whole);
    },
    happen(type) {
      for (const listener of listeners) listener.happened?.([{ type, at: AT }]);
    },
  };
  return authority;
}

const AT = "2026-01-01T00:00:00.000Z";

export function command(
  target: string,
  to: CommandMessage["to"],
  more: Partial<CommandMessage> = {},
): CommandMessage {
  return {
    target,
    door: "front",
    to,
    energise: to === "locked",
    because: "The door is at rest.",
    id: `order-${target}-${to}`,
    expires: AT,
    leaseSeconds: null,
    ...more,
  };
}

export function doorState(id: string, more: Partial<DoorState> = {}): DoorState {
  return {
    id,
    name: id,
    at: AT,
    because: "The door is at rest.",
    outside: "unknown",
    egress: "by-device",
    position: "unknown",
    remote: "impossible",
    demand: { slot: 16, name: "rest", wants: "secured", cause: null },
    alarm: "normal",
    troubles: [],
    locks: {},
    holder: null,
    ...more,
  };
}

function sensorState(site: SiteDescription, id: string): SensorState | undefined {
  const described = site.sensors.find((each) => each.id === id);
  if (described === undefined) return undefined;
  return {
    id,
    name: id,
    kind: described.kind,
    area: described.area,
    value: described.kind === "ups" ? { status: "unknown" } : "unknown",
    heardAt: null,
    silent: false,
    lowBattery: false,
    tamper: false,
    isolated: false,
    inAlarm: false,
    at: AT,
  };
}

const SUPPLY: SupplyState = {
  id: "grid",
  name: "Grid",
  kind: "mains",
  status: "live",
  on: "mains",
  releaseInSeconds: null,
  percent: null,
  at: AT,
};

const AREA: AreaState = {
  id: "lobby",
  name: "Lobby",
  fire: "normal",
  gas: "normal",
  lockdown: false,
  at: AT,
};
