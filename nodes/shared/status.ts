/** What stands under a node in the editor: the truth now, in few words, and why. */
import type { Cause, DoorState, SensorState, SupplyState, Trouble } from "../../src/core/view.ts";
import type { NodeStatus } from "./node-red.ts";

/** Longest status text; the editor shows it on one line. */
export const MAX_STATUS_LENGTH = 80;

export function offline(text: string): NodeStatus {
  return { fill: "grey", shape: "ring", text: short(text) };
}

export function wrong(text: string): NodeStatus {
  return { fill: "red", shape: "ring", text: short(text) };
}

/**
 * A door. A full dot is known from the lock or from physics, a ring is only believed or unknown; red
 * is for what somebody should look at.
 */
export function doorStatus(door: DoorState): NodeStatus {
  const alarm = door.alarm === "normal" ? [] : [spaced(door.alarm)];
  const standing =
    door.demand.name === "rest" ? [] : [because(door.demand.name, door.demand.cause)];
  const words = [door.outside, ...alarm, ...standing, ...door.troubles.map(spaced)];
  const grave = alarm.length > 0 || door.egress === "blocked" || door.troubles.some(isGrave);
  return {
    fill: grave ? "red" : door.outside === "unknown" ? "yellow" : FILLS[door.outside],
    shape: isKnown(door) ? "dot" : "ring",
    text: short(words.join(" · ")),
  };
}

/** A lock that nobody has ordered yet is news, not trouble: it is so after every first start. */
function isGrave(trouble: Trouble): boolean {
  return trouble !== "never-ordered";
}

function spaced(code: string): string {
  return code.replaceAll("-", " ");
}

const FILLS = { locked: "green", unlocked: "blue" } as const;

function isKnown(door: DoorState): boolean {
  return Object.values(door.locks).every(({ basis }) => basis === "sensed" || basis === "inferred");
}

function because(name: string, cause: Cause | null): string {
  const who = cause === null ? null : whoOf(cause);
  return who === null ? name : `${name} (${who})`;
}

/** Who or what set a demand; a newer authority may know causes that this mirror doesn't. */
function whoOf(cause: Cause): string | null {
  switch (cause.kind) {
    case "sensor":
      return cause.sensor;
    case "supervision":
      return `${cause.sensor} silent`;
    case "request":
      return cause.by;
    case "supply":
      return cause.supply;
    case "schedule":
      return null;
    default:
      return cause.kind;
  }
}

export function sensorStatus(sensor: SensorState): NodeStatus {
  const value = typeof sensor.value === "string" ? sensor.value : sensor.value.status;
  const notes = [
    sensor.isolated ? "isolated" : null,
    sensor.silent ? "silent" : null,
    sensor.lowBattery ? "battery low" : null,
    sensor.tamper ? "tampered" : null,
  ].filter((note) => note !== null);
  const text = short([value, ...notes].join(" · "));
  if (sensor.isolated) return { fill: "grey", shape: "dot", text };
  if (value === "unknown" || value === "fault" || sensor.silent) {
    return { fill: "yellow", shape: "ring", text };
  }
  return { fill: SENSOR_FILLS[value] ?? "green", shape: "dot", text };
}

const SENSOR_FILLS: Readonly<Record<string, NonNullable<NodeStatus["fill"]>>> = {
  alarm: "red",
  test: "blue",
  open: "blue",
  off: "red",
  "on-battery": "yellow",
  low: "red",
};

/** A supply as its sensor's node shows it: what feeds it, and when it lets go. */
export function supplyStatus(supply: SupplyState): NodeStatus {
  const battery = supply.on === "battery" ? ["on battery"] : [];
  const percent = supply.percent === null ? [] : [`${supply.percent} %`];
  const left = supply.releaseInSeconds;
  const lasts = left === null ? [] : [`${Math.ceil(left / 60)} min left`];
  const text = short([supply.status, ...battery, ...percent, ...lasts].join(" · "));
  if (supply.status === "unknown") return { fill: "yellow", shape: "ring", text };
  if (supply.status === "lost") return { fill: "red", shape: "dot", text };
  return { fill: supply.on === "battery" ? "yellow" : "green", shape: "dot", text };
}

/** A state with the rule by which the last message was read, so that a wrong source can be seen. */
export function readBy(status: NodeStatus, rule: string | null): NodeStatus {
  return rule === null ? status : { ...status, text: short(`${status.text ?? ""} · by ${rule}`) };
}

function short(text: string): string {
  return text.length <= MAX_STATUS_LENGTH ? text : `${text.slice(0, MAX_STATUS_LENGTH - 1)}…`;
}
