/** What the world may tell the engine. The shapes are those of `egress replay` and of the MQTT topics. */

/** Milliseconds on the controller's own clock, which never steps. Not a wall-clock time. */
export type Instant = number;

export type AlarmReading = "alarm" | "clear" | "test" | "fault" | "unknown";
export type PowerReading = "on" | "off" | "unknown";
export type ContactReading = "open" | "closed" | "unknown";

/** A UPS in NUT's vocabulary: OL online, OB on-battery, LB low. */
export interface UpsReading {
  readonly status: "online" | "on-battery" | "low" | "off" | "unknown";
  readonly percent?: number;
  readonly runtimeSeconds?: number;
}

export type ReadingValue = AlarmReading | PowerReading | ContactReading | UpsReading;

/** What one sensor says. */
export interface Reading {
  readonly type: "reading";
  readonly sensor: string;
  /** Left out of a message that tells of the battery or the cover alone: it is a sign of life and no more. */
  readonly value?: ReadingValue;
  readonly battery?: { readonly percent?: number; readonly low?: boolean };
  readonly tamper?: boolean;
  /** True for a message the broker kept: it tells the state, but it may be an old alarm told again. */
  readonly retained?: boolean;
  /** The message's content and time, by which a kept alarm is known again after a reset. */
  readonly stamp?: string;
}

export type Bolt = "locked" | "unlocked" | "jammed" | "unknown";

/** What one lock says of its bolt. */
export interface Report {
  readonly type: "report";
  readonly lock: string;
  readonly bolt: Bolt;
}

/** Whether the way to a lock's or holder's device is open. */
export interface LinkChange {
  readonly type: "link";
  readonly lock: string;
  readonly value: "up" | "down";
}

export interface ControllerChange {
  readonly type: "controller";
  readonly value: "dead" | "restarted";
}

/** Only moves time. */
export interface Tick {
  readonly type: "tick";
}

/** The first state of every input was asked for and has arrived. */
export interface InputsRead {
  readonly type: "inputs-read";
}

/** What the opening hours want of a door now; null when they have no opinion. */
export interface ScheduleChange {
  readonly type: "schedule";
  readonly door: string;
  readonly wants: "released" | "secured" | null;
  /** They begin to count when somebody has been let in since they opened. */
  readonly afterEntry?: boolean;
}

/** Nothing of this controller ran for so long, up to now: it was suspended, stopped or blocked. */
export interface ClockGap {
  readonly type: "clock-gap";
  readonly ms: number;
}

/** Why the controller is not fit to hold doors shut, so that leases are left to run out. */
export type WithheldReason = "loop-lag" | "alarm-link" | "journal" | "engine-fault";

export interface LeaseHealth {
  readonly type: "lease-health";
  readonly withheld: WithheldReason | null;
}

interface Asked {
  readonly type: "request";
  /** Who asks, as the channel knows them. */
  readonly by: string;
  /** Through what: `home`, `node-red`, `mqtt`, `cli`. */
  readonly via: string;
  readonly id?: string;
}

export type Action =
  | { readonly action: "lock" | "unlock"; readonly door: string }
  | { readonly action: "access"; readonly door: string; readonly extended?: boolean }
  | { readonly action: "lockdown" | "lockdown-release" | "reset"; readonly area?: string }
  | { readonly action: "isolate"; readonly sensor: string; readonly forMs: number }
  | { readonly action: "restore"; readonly sensor: string }
  | { readonly action: "drill-start"; readonly area?: string; readonly forMs?: number }
  | { readonly action: "walk-test-start"; readonly area?: string; readonly forMs?: number }
  | { readonly action: "drill-end" | "walk-test-end" }
  | { readonly action: "lease-test-start"; readonly lock: string }
  | { readonly action: "lease-test-end"; readonly lock: string; readonly letGo?: boolean };

/** What a person or a program asks for. */
export type Request = Asked & Action;

export type Input =
  | Reading
  | Report
  | LinkChange
  | ControllerChange
  | ScheduleChange
  | InputsRead
  | ClockGap
  | LeaseHealth
  | Tick
  | Request;

export type RefusalCode =
  | "manual-release"
  | "fire-latched"
  | "gas-latched"
  | "lockdown"
  | "no-power"
  | "no-link"
  | "still-in-alarm"
  | "nothing-to-reset"
  | "unknown-door"
  | "unknown-area"
  | "unknown-sensor"
  | "stale"
  | "retained"
  | "not-permitted"
  | "not-recorded"
  | "fire-rated"
  | "door-open"
  | "bad-input";

/** A refusal is an answer: its code is stable, its reason is for people. */
export type Result =
  | { readonly ok: true }
  | { readonly ok: false; readonly code: RefusalCode; readonly reason: string };
