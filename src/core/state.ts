/**
 * The facts. Nothing here is worked out from something else here, but the supplies' states, which are
 * kept so that one power reading is one pass over the tree. Everything the shells show is derived, so
 * restoring a door after an alarm needs no code of its own.
 */
import type { Bolt, Instant, ReadingValue, WithheldReason } from "./input.ts";
import type { Wish } from "./site.ts";
import type { Timers } from "./timers.ts";
import type { Cause, DoorAlarm, Position, SlotNumber, SupplyStatus } from "./view.ts";

export interface SensorFacts {
  readonly value: ReadingValue;
  /** Last value since this controller started; null before the first. */
  readonly heardAt: Instant | null;
  /** Last message of any kind, by which its silence is counted; a kept battery message is none. */
  readonly aliveAt: Instant | null;
  /** Since when the value is unknown or fault; a critical detector releases on that. */
  readonly lostSince: Instant | null;
  readonly silent: boolean;
  /** When its silence is looked at next; null when nothing watches it. */
  readonly watchAt: Instant | null;
  /** The last alarm or clear that was really heard. Unknown and fault are not hearing. */
  readonly lastHeard: "alarm" | "clear" | null;
  /** When the present or last alarm began. */
  readonly alarmAt: Instant | null;
  readonly isolatedUntil: Instant | null;
  /** True while an alarm that began under isolation or a walk test stands: the next message counts. */
  readonly excused: boolean;
  /** Content and time of the last alarm message, and of the one that a reset has spent. */
  readonly stamp: string | null;
  readonly spentStamp: string | null;
  readonly batteryPercent: number | null;
  readonly lowBattery: boolean;
  readonly tamper: boolean;
}

/** Why an order is still to be given: the wish changed, or the lock may have forgotten the last one. */
export type Owed = "no" | "changed" | "again";

/** What somebody saw of a lock's lease on the real device. */
export interface LeaseProof {
  readonly at: Instant;
  /** How long after the last renewal it let go; null when it did not, or not in time. */
  readonly seconds: number | null;
  /** Of the device and the lease that were proven (`leaseDigest`). */
  readonly digest: string;
}

export interface LockFacts {
  readonly ordered: "locked" | "unlocked" | "unknown";
  readonly orderedAt: Instant;
  /** The order was given by this run of the controller, so the device is known to have been reachable. */
  readonly orderedHere: boolean;
  readonly reported: Bolt;
  readonly reportedAt: Instant;
  readonly link: "up" | "down";
  /** The present order is held by a lease. */
  readonly onLease: boolean;
  /** When an unrenewed lease runs out; null while it is renewed, and where there is none. */
  readonly leaseEndsAt: Instant | null;
  /** The wish as last evaluated; null before the first evaluation after a start, `kept` in suspicion. */
  readonly wish: Wish | "kept" | null;
  readonly slot: SlotNumber;
  readonly owed: Owed;
  /** Not to be driven before this, so that locks come back one after the other. */
  readonly notBefore: Instant | null;
  /** Waiting for the lock's report of the last order, and how often it was given. */
  readonly pendingSince: Instant | null;
  readonly tries: number;
  /** The last order was never confirmed. */
  readonly missed: boolean;
  /** Power came back after the last order: what it made of the bolt is not known. */
  readonly powerCycled: boolean;
  readonly unexpected: boolean;
  /** When the lock was last told what counts towards its bound (`order-limit.ts`), oldest first. */
  readonly toldLately: readonly Instant[];
  readonly leaseProof: LeaseProof | null;
}

export interface OperatorDemand {
  readonly wants: Wish;
  readonly cause: Cause;
}

export interface TimedDemand {
  readonly until: Instant;
  readonly cause: Cause;
}

export interface DoorFacts {
  readonly manual: Cause | null;
  readonly position: Position;
  /** When the leaf opened, and from when its being open is counted as too long. */
  readonly openSince: Instant | null;
  readonly heldFrom: Instant | null;
  readonly warned: boolean;
  readonly alarm: DoorAlarm;
  readonly access: TimedDemand | null;
  readonly exit: TimedDemand | null;
  readonly operator: OperatorDemand | null;
  readonly schedule: (OperatorDemand & { readonly afterEntry: boolean }) | null;
  /** Somebody was let in since the opening hours began. */
  readonly entered: boolean;
  /** The door opened during the present access, so its closing ends it. */
  readonly passed: boolean;
  readonly holderOrdered: "held" | "released" | "unknown";
  readonly holderLink: "up" | "down";
  readonly holderOwed: boolean;
}

export interface Latch {
  readonly since: Instant;
  readonly cause: Cause;
  /** Every detector that was in alarm for it. */
  readonly sensors: readonly number[];
}

export interface AreaFacts {
  readonly fire: Latch | null;
  readonly gas: Latch | null;
  /** Since when a detector is in alarm that does not make a fire yet; null for none. */
  readonly firePreSince: Instant | null;
  readonly gasPreSince: Instant | null;
  readonly lockdown: Cause | null;
}

export interface SupplyFacts {
  readonly status: SupplyStatus;
  readonly on: "mains" | "battery" | null;
  readonly since: Instant;
  readonly onBatterySince: Instant | null;
  /** When the forecast or the reported runtime ends; null when there is none. */
  readonly endsAt: Instant | null;
  /** Since when it is about to run out; null while it is not. */
  readonly criticalSince: Instant | null;
  readonly percent: number | null;
  /** Its end was announced. */
  readonly announced: boolean;
}

export interface Drill {
  /** Null for the whole site. */
  readonly area: number | null;
  readonly until: Instant;
  readonly cause: Cause;
}

export interface WalkTest {
  /** The id of the area whose sensors are tried; null for the whole site. */
  readonly area: string | null;
  readonly until: Instant;
  readonly cause: Cause;
}

/** One lock, by index, whose lease is not renewed, to see it let go. */
export interface LeaseTest {
  readonly lock: number;
  /** When it was renewed for the last time. */
  readonly since: Instant;
  readonly until: Instant;
  readonly cause: Cause;
}

/** A release may have stood that nobody remembers: areas, by index, in which a person has to reset. */
export interface Suspicion {
  readonly since: Instant;
  readonly areas: readonly number[];
}

export interface SiteState {
  readonly now: Instant;
  readonly bootedAt: Instant;
  /** What was heard before this is not of now: the start, or the end of the last gap. */
  readonly heardFrom: Instant;
  /** Null once inputs were read; until then locks are only driven for life safety. */
  readonly gateOpensAt: Instant | null;
  readonly controller: "running" | "dead";
  readonly sensors: readonly SensorFacts[];
  readonly locks: readonly LockFacts[];
  readonly doors: readonly DoorFacts[];
  readonly areas: readonly AreaFacts[];
  readonly supplies: readonly SupplyFacts[];
  /** Areas with a latch, in the order in which they latched. */
  readonly latchedFire: readonly number[];
  readonly latchedGas: readonly number[];
  /** Null unless the journal was damaged and nobody has reset since. */
  readonly suspicion: Suspicion | null;
  readonly lockdown: Cause | null;
  readonly drills: readonly Drill[];
  readonly walkTest: WalkTest | null;
  /** Why no lease is renewed; null while they are. */
  readonly withheld: WithheldReason | null;
  readonly leaseTest: LeaseTest | null;
  readonly timers: Timers;
}
