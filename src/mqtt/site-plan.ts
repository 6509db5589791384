/** Which topic speaks for which sensor and lock of a site, and what drives what. */
import { crc32 } from "node:zlib";
import type { LinkChange, Reading, Report } from "../core/input.ts";
import type {
  DeviceBinding,
  DoorDescription,
  HolderDescription,
  LockDescription,
  SensorDescription,
  SiteDescription,
} from "../core/site.ts";
import { parseWordOrJson } from "../devices/bounded-json.ts";
import {
  type BindingUse,
  bindDevice,
  boltFromOutput,
  type Device,
  type DevicePacket,
} from "../devices/index.ts";
import { EgressError, type Problem } from "../errors.ts";
import type { Delivered } from "./connection.ts";
import { parseReading, parseReport } from "./payloads.ts";
import { siteTopics } from "./topics.ts";

export type AdapterInput = Reading | Report | LinkChange;

export interface Understood {
  readonly inputs: readonly (Reading | Report)[];
  /** Whether the device of a lock or holder is there, where the message says so. */
  readonly availability?: {
    readonly target: string;
    /** What it was said of: the device itself, or a gateway on the way to it. */
    readonly topic: string;
    readonly value: "up" | "down";
  };
  /** Why a message can't be used: on our own topics, or of a device that can't be read at all. */
  readonly problem?: string;
}

export interface SitePlan {
  /** Exact topics, those of alarms first. */
  readonly topics: readonly string[];
  /** What every listener of a topic makes of a message. */
  understand(message: Delivered): readonly Understood[];
  /** The locks and holders that are driven over MQTT; null for one without a binding. */
  readonly outputs: ReadonlyMap<string, Device | null>;
  /** The locks that let go by themselves when the controller dies. */
  readonly leased: ReadonlySet<string>;
  /** Whether the device of any sensor speaks on the broker. */
  readonly hearsDevices: boolean;
  /** Questions to the devices of sensors for their present state; each once, however many listen. */
  readonly queries: readonly DevicePacket[];
}

type Reader = (message: Delivered) => Understood | null;
type Rank = "alarm" | "state" | "availability";

const NOTHING: Understood = { inputs: [] };

/**
 * @param wired locks and holders whose commands leave by other ways.
 * @throws {EgressError} `site-invalid` with every binding that no profile accepts.
 */
export function planSite(site: SiteDescription, wired: ReadonlySet<string>): SitePlan {
  const own = siteTopics(site.id);
  const problems: Problem[] = [];
  const readers = new Map<string, Reader[]>();
  const ranks = new Map<string, Rank>();
  const outputs = new Map<string, Device | null>();
  const leased = new Set<string>();
  const queries = new Map<string, DevicePacket>();
  let hearsDevices = false;

  const listen = (topic: string, rank: Rank, reader: Reader) => {
    const list = readers.get(topic);
    if (list === undefined) readers.set(topic, [reader]);
    else list.push(reader);
    if (RANKS.indexOf(rank) < RANKS.indexOf(ranks.get(topic) ?? "availability"))
      ranks.set(topic, rank);
    else if (!ranks.has(topic)) ranks.set(topic, rank);
  };
  const bind = (binding: DeviceBinding | null, use: BindingUse, path: string): Device | null => {
    if (binding === null) return null;
    const bound = bindDevice(binding, use);
    if (bound.ok) return bound.device;
    for (const problem of bound.problems)
      problems.push({ ...problem, path: `${path}.${problem.path}` });
    return null;
  };
  const listenTo = (device: Device, reader: Reader) => {
    for (const { topic, carries } of device.topics) listen(topic, carries, reader);
  };

  for (const [index, sensor] of site.sensors.entries()) {
    const device = bind(sensor.device, sensor.kind, `sensors[${index}].device`);
    for (const query of device?.queries ?? [])
      queries.set(`${query.topic} ${query.payload}`, query);
    hearsDevices ||= device !== null && device.topics.length > 0;
    if (device !== null) listenTo(device, sensorDevice(sensor, device));
    else if (sensor.device === null) listen(own.reading(sensor.id), "alarm", plainReading(sensor));
  }
  for (const { part, use, path } of outputsOf(site.doors)) {
    const device = bind(part.device, use, `${path}.device`);
    if (use === "lock" && part.controllerLoss === "release") leased.add(part.id);
    if (!wired.has(part.id) && !isElsewhere(device)) outputs.set(part.id, device);
    if (device !== null) listenTo(device, outputDevice(part, device));
    else if (use === "lock" && part.device === null)
      listen(own.report(part.id), "state", plainReport(part.id));
  }
  if (problems.length > 0) {
    throw new EgressError("site-invalid", "Some devices of the site can't be used", { problems });
  }
  return {
    topics: [...ranks.keys()].sort((a, b) => rankOf(ranks, a) - rankOf(ranks, b)),
    understand: (message) =>
      (readers.get(message.topic) ?? []).map((reader) => reader(message) ?? NOTHING),
    outputs,
    leased,
    hearsDevices,
    queries: [...queries.values()],
  };
}

function isElsewhere(device: Device | null): boolean {
  return device !== null && device.http !== null;
}

const RANKS: readonly Rank[] = ["alarm", "state", "availability"];

function rankOf(ranks: ReadonlyMap<string, Rank>, topic: string): number {
  return RANKS.indexOf(ranks.get(topic) ?? "availability");
}

function* outputsOf(doors: readonly DoorDescription[]): Iterable<{
  part: LockDescription | HolderDescription;
  use: "lock" | "holder";
  path: string;
}> {
  for (const [index, door] of doors.entries()) {
    for (const [at, part] of door.locks.entries()) {
      yield { part, use: "lock", path: `doors[${index}].locks[${at}]` };
    }
    if (door.holder !== null)
      yield { part: door.holder, use: "holder", path: `doors[${index}].holder` };
  }
}

function sensorDevice(sensor: SensorDescription, device: Device): Reader {
  return (message) => {
    const heard = device.read(message);
    if (heard === null) return unreadable(message);
    // A device that is gone can't vouch for what it said last.
    const gone = sensor.kind === "ups" ? ({ status: "unknown" } as const) : ("unknown" as const);
    const value = heard.availability === "down" ? gone : heard.value;
    const { battery, tamper } = heard;
    if (value === undefined && battery === undefined && tamper === undefined) return null;
    return {
      inputs: [
        {
          type: "reading",
          sensor: sensor.id,
          ...(value === undefined ? {} : { value }),
          ...(battery === undefined ? {} : { battery }),
          ...(tamper === undefined ? {} : { tamper }),
          ...provenance(message),
        },
      ],
    };
  };
}

/** A device says much that isn't for us. What nobody could read may have been for us, so it is told. */
function unreadable(message: Delivered): Understood | null {
  const parsed = parseWordOrJson(message.payload);
  return parsed.ok ? null : { inputs: [], problem: parsed.reason };
}

function plainReading(sensor: SensorDescription): Reader {
  return (message) => {
    const parsed = parseReading(message.payload, sensor.kind);
    if (!parsed.ok) return { inputs: [], problem: parsed.reason };
    return {
      inputs: [{ type: "reading", sensor: sensor.id, ...parsed.value, ...provenance(message) }],
    };
  };
}

/** A kept report tells where a bolt was once. It may be of a lock long gone, so it is no report. */
function plainReport(lock: string): Reader {
  return (message) => {
    const parsed = parseReport(message.payload);
    if (!parsed.ok) return { inputs: [], problem: parsed.reason };
    return message.retained ? null : { inputs: [{ type: "report", lock, ...parsed.value }] };
  };
}

function outputDevice(part: LockDescription | HolderDescription, device: Device): Reader {
  return (message) => {
    const heard = device.read(message);
    if (heard === null) return unreadable(message);
    if (heard.availability !== undefined) {
      return {
        inputs: [],
        availability: { target: part.id, topic: message.topic, value: heard.availability },
      };
    }
    if (!("failMode" in part) || message.retained) return null;
    const output =
      heard.energised === undefined || !part.monitor
        ? null
        : boltFromOutput(heard.energised, part.failMode);
    const bolt = heard.bolt ?? output;
    return bolt === null ? null : { inputs: [{ type: "report", lock: part.id, bolt }] };
  };
}

/**
 * The stamp makes the same message known again when the broker tells it once more. It is worked out on
 * the way of an alarm, and only a kept message of one device is ever held against its last: a checksum
 * and the length tell two of those apart.
 */
function provenance(message: Delivered): Pick<Reading, "retained" | "stamp"> {
  const { payload } = message;
  const stamp = `${crc32(payload).toString(36)}-${payload.byteLength}`;
  return { ...(message.retained ? { retained: true } : {}), stamp };
}
