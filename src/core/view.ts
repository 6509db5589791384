/**
 * What the engine says: the answers about every door, and what stands around them. These are the
 * shapes of `egress replay`, of the retained MQTT states and of Node-RED's messages.
 */
import type { AlarmReading, Bolt, ContactReading, PowerReading, UpsReading } from "./input.ts";
import type { Hardware, SensorKind, SupplyKind, Wish } from "./site.ts";

/** How we know where a bolt is: the lock said so, physics leaves no other answer, or we only told it. */
export type Basis = "sensed" | "inferred" | "ordered" | "none";

export type Outside = "locked" | "unlocked" | "unknown";
export type Egress = "free" | "mechanical" | "by-device" | "blocked";
export type Position = "open" | "closed" | "unknown";
export type Remote = "impossible" | "open-already" | "refused" | "yes";
export type SupplyStatus = "live" | "lost" | "unknown";
export type DoorAlarm = "normal" | "forced-open" | "held-open";

export type SlotNumber = 1 | 2 | 3 | 4 | 5 | 6 | 8 | 10 | 16;
export type SlotName =
  | "manual-release"
  | "fire"
  | "gas"
  | "egress"
  | "lockdown"
  | "access"
  | "operator"
  | "schedule"
  | "rest";

/** Why a demand stands: what or who set it, and when (ms on the controller's clock). */
export type Cause =
  | { readonly kind: "sensor"; readonly sensor: string; readonly at: number }
  | { readonly kind: "supervision"; readonly sensor: string; readonly at: number }
  | { readonly kind: "request"; readonly by: string; readonly via: string; readonly at: number }
  | { readonly kind: "drill"; readonly by: string; readonly via: string; readonly at: number }
  | { readonly kind: "supply"; readonly supply: string; readonly at: number }
  | { readonly kind: "schedule"; readonly at: number }
  /** The journal may have lost a release that stood, so what may be released is kept so. */
  | { readonly kind: "suspicion"; readonly at: number };

export interface Demand {
  readonly slot: SlotNumber;
  readonly name: SlotName;
  readonly wants: Wish;
  readonly cause: Cause | null;
}

/** Stable codes; `docs/codes.md` lists them with their meaning and mend. */
export type Trouble =
  | "trap"
  | "would-trap"
  | "no-link"
  | "no-power"
  | "on-battery"
  | "lease-lost"
  | "lease-withheld"
  | "lease-unproven"
  | "engine-fault"
  | "not-released"
  | "not-secured"
  | "jammed"
  | "unexpected-unlock"
  | "fire-source-silent"
  | "fire-source-fault"
  | "release-contact-silent"
  | "contact-silent"
  | "relock-withheld"
  | "flapping"
  | "never-ordered"
  | "suspect-journal";

export interface LockView {
  readonly ordered: "locked" | "unlocked" | "unknown";
  readonly reported: Bolt;
  readonly bolt: Bolt;
  readonly basis: Basis;
  readonly supply: SupplyStatus;
}

export interface DoorView {
  readonly outside: Outside;
  readonly egress: Egress;
  readonly position: Position;
  readonly remote: Remote;
  readonly demand: Demand;
  readonly alarm: DoorAlarm;
  readonly troubles: readonly Trouble[];
  readonly locks: Readonly<Record<string, LockView>>;
  readonly holder: "held" | "released" | null;
}

export interface AreaView {
  readonly fire: "normal" | "pre-alarm" | "latched";
  readonly gas: "normal" | "pre-alarm" | "latched";
  readonly lockdown: boolean;
  /** Present while a drill runs here: the outputs are real, the fire is not. */
  readonly drill?: true;
  /** Present while a damaged journal may have lost a release here: nothing is secured before a reset. */
  readonly suspect?: true;
}

export interface SupplyView {
  readonly status: SupplyStatus;
  readonly on: "mains" | "battery" | null;
  readonly releaseInSeconds: number | null;
}

/** A door as every shell shows it: retained on `door/<id>/state`, `msg.payload` in Node-RED. */
export interface DoorState extends DoorView {
  readonly id: string;
  readonly name: string;
  /** ISO time of the last change. */
  readonly at: string;
  /** One sentence that says why the door is as it is. */
  readonly because: string;
}

export interface SensorState {
  readonly id: string;
  readonly name: string;
  readonly kind: SensorKind;
  readonly area: string | null;
  readonly value: AlarmReading | PowerReading | ContactReading | UpsReading;
  /** ISO time of the last value; null when none was heard since the start. A battery message is none. */
  readonly heardAt: string | null;
  readonly silent: boolean;
  readonly lowBattery: boolean;
  readonly tamper: boolean;
  readonly isolated: boolean;
  /** True while the sensor's alarm counts: not isolated, not under test. */
  readonly inAlarm: boolean;
  readonly batteryPercent?: number;
  readonly at: string;
}

export interface SupplyState extends SupplyView {
  readonly id: string;
  readonly name: string;
  readonly kind: SupplyKind;
  readonly percent: number | null;
  readonly at: string;
}

export interface AreaState extends AreaView {
  readonly id: string;
  readonly name: string;
  readonly at: string;
}

/** Something that happened. Types are stable; `docs/codes.md` lists them. */
export interface SiteEvent {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** An order to one lock's or holder's output. */
export interface LockCommand {
  readonly lock: string;
  readonly to: "locked" | "unlocked";
  /** True to power the lock, false to cut it; null where the lock is driven by a word, not by power. */
  readonly energise: boolean | null;
}

export interface HolderCommand {
  readonly holder: string;
  readonly to: "held" | "released";
}

export type Command = LockCommand | HolderCommand;

/** Hardware whose bolt is thrown by force, so that an open leaf would be struck by it. */
export const THROWN_BOLTS: ReadonlySet<Hardware> = new Set(["motor-deadbolt", "solenoid-bolt"]);
