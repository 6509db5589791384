/**
 * The site as the engine knows it: plain data, every duration in milliseconds, every default filled
 * in. The site file parser makes it, the retained MQTT descriptor carries it, mirrors read it.
 */
import type { RoleAction } from "./roles.ts";

/** An area that always exists and is never occupied: where one escapes to. */
export const OUTSIDE = "outside";

export type Hardware =
  | "maglock"
  | "electric-strike"
  | "electrified-lockset"
  | "motor-latch"
  | "solenoid-bolt"
  | "motor-deadbolt";

/** What a lock does when its supply is lost. */
export type FailMode = "fail-safe" | "fail-secure" | "fail-as-is";

export type SupplyKind = "mains" | "ups" | "battery";

export type SensorKind =
  | "smoke"
  | "heat"
  | "carbon-monoxide"
  | "gas"
  | "call-point"
  | "intrusion"
  | "release-contact"
  | "exit-request"
  | "power"
  | "ups"
  | "contact";

export type EgressDeviceKind =
  | "handle"
  | "panic-bar"
  | "thumbturn"
  | "exit-button"
  | "exit-sensor"
  | "reader";

/** How an exit device opens: by breaking the supply, by its own wire to the lock, or through Egress. */
export type EgressVia = "power" | "lock" | "controller";

export type FirePolicy = "auto" | "release" | "stay";

/** What a door or lock is asked to be. Released and secured are wishes; locked and unlocked are bolts. */
export type Wish = "released" | "secured";

export interface AreaDescription {
  readonly id: string;
  readonly name: string;
  readonly occupied: boolean;
  readonly highValue: boolean;
}

export interface SupplyDescription {
  readonly id: string;
  readonly name: string;
  readonly kind: SupplyKind;
  readonly fedBy: string | null;
  readonly capacityWh: number | null;
  /** What it can give for as long as it likes, in watts. */
  readonly ratedWatts: number | null;
  /** What it can give for the moment in which a latch is pulled, in amperes. */
  readonly inrushAmps: number | null;
  /** How long its battery is meant to carry its locks, in ms. */
  readonly targetRuntimeMs: number;
  /** Said of a fire panel's own battery: after how long without mains it lets its locks go, in ms. */
  readonly firePanel: { readonly releaseAfterMs: number | null } | null;
  /** When locks that will fail open are released in good order. */
  readonly critical: { readonly percent: number; readonly minutes: number };
}

export interface SensorDescription {
  readonly id: string;
  readonly name: string;
  readonly kind: SensorKind;
  readonly area: string | null;
  readonly door: string | null;
  readonly supply: string | null;
  /** Longest silence in ms that is still normal, and whether more than that releases doors. */
  readonly supervision: { readonly everyMs: number; readonly critical: boolean } | null;
  readonly device: DeviceBinding | null;
}

/** When an area's detectors make a fire: any one of them, or `need` of `of` within a window. */
export interface AlarmRule {
  readonly area: string;
  readonly vote: "any" | { readonly need: number; readonly of: number; readonly withinMs: number };
  /** How long one detector must stay in alarm before it counts, in ms; null for at once. */
  readonly verifyMs: number | null;
}

export interface EgressDevice {
  readonly kind: EgressDeviceKind;
  readonly via: EgressVia;
  readonly holdMs: number;
  /** Locks that this device draws by hand beyond those its kind draws. */
  readonly draws: readonly string[];
}

export interface LockDescription {
  readonly id: string;
  readonly name: string;
  readonly hardware: Hardware;
  readonly failMode: FailMode;
  readonly supply: string;
  readonly watts: number | null;
  /** What it draws for the moment in which it works; null where that is no more than `watts`. */
  readonly peakWatts: number | null;
  /** Its coil may be energised without end. */
  readonly continuousDuty: boolean;
  /** A solenoid pulls its latch, not a motor: up to 16 A for a moment. */
  readonly solenoid: boolean;
  /** What the lock's output does when the controller dies. Wiring, not fail mode. */
  readonly controllerLoss: "release" | "hold";
  readonly monitor: boolean;
  readonly confirmWithinMs: number;
  readonly device: DeviceBinding | null;
}

export interface HolderDescription {
  readonly id: string;
  readonly name: string;
  readonly supply: string;
  readonly holdOnUps: boolean;
  /** What its output does when the controller dies: wiring that is checked, not driven. */
  readonly controllerLoss: "release" | "hold";
  readonly device: DeviceBinding | null;
}

export interface DoorTiming {
  readonly accessMs: number;
  readonly extendedAccessMs: number;
  readonly heldOpenMs: number;
  readonly preAlarmMs: number;
  readonly relockAfterCloseMs: number;
}

/** The hard-wired device at the door that cuts its locks' supply. */
export interface EmergencyRelease {
  readonly hardwired: boolean;
  readonly sensor: string | null;
  /** It stays pulled until somebody puts it back; false when it releases only while it is pressed. */
  readonly latching: boolean;
}

/** A door that opens some seconds after it is pushed, as its hardware is set. */
export interface DelayedEgress {
  readonly delayMs: number;
  /** How long one must push before the delay begins. */
  readonly nuisanceMs: number;
  readonly rearm: "manual" | "auto";
  readonly sign: boolean;
  readonly sounder: boolean;
  readonly authorityApproved: boolean;
}

/** Doors of which only one opens at a time. */
export interface Interlock {
  readonly with: readonly string[];
  /** A button between the doors that opens them all the same. */
  readonly override: boolean;
}

/** Another system on the same wires, or the lock's own firmware, and what it does unasked. */
export interface OtherDriver {
  readonly name: string;
  readonly lockdownCutsExit: boolean;
  readonly lockdownOverFire: boolean;
  readonly relocksByItself: boolean;
  readonly relocksOnPower: boolean;
}

/** An impairment that somebody put in by hand, and the day by which it must be out again. */
export interface Impairment {
  readonly subject: string;
  readonly what: string;
  /** A day as `2026-12-24`; null where nobody said when it ends. */
  readonly until: string | null;
}

export interface DoorDescription {
  readonly id: string;
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly exit: boolean;
  readonly fireRated: boolean;
  readonly stairReentry: boolean;
  /** Areas whose fire this door serves; null for the rule (an exit serves all, others their own). */
  readonly servesAreas: readonly string[] | null;
  readonly egressDevices: readonly EgressDevice[];
  readonly emergencyRelease: EmergencyRelease | null;
  /** A fire panel's relay in the wires of this door's locks and holder, and whether it stays released. */
  readonly fireRelease: { readonly latched: boolean } | null;
  /** The leaf latches by itself, besides what its locks do. */
  readonly latch: boolean;
  /** Something on the door needs a key from the inside too. */
  readonly keyedInside: boolean;
  readonly delayedEgress: DelayedEgress | null;
  readonly interlock: Interlock | null;
  readonly alsoDrivenBy: OtherDriver | null;
  readonly contact: string | null;
  readonly onFire: FirePolicy;
  readonly onGas: FirePolicy;
  readonly onLockdown: "secure" | "ignore";
  readonly onRestore: "rest" | "keep";
  readonly rest: Wish;
  readonly unlockMeans: "hold" | "access";
  /** Whether an opening nobody accounted for is an alarm, or only an entry in the log. */
  readonly forcedOpen: "alarm" | "log";
  readonly timing: DoorTiming;
  readonly locks: readonly LockDescription[];
  readonly holder: HolderDescription | null;
}

export interface Lease {
  /** How long a leased lock holds without renewal, in ms. */
  readonly ttlMs: number;
  readonly renewMs: number;
}

/** Opening hours of some doors, by the wall clock of a time zone. */
export interface ScheduleDescription {
  readonly id: string;
  readonly doors: readonly string[];
  /** When they open and when they close: cron patterns of five fields. */
  readonly opens: string;
  readonly closes: string;
  /** An IANA name; null for the controller's own. */
  readonly timezone: string | null;
  /** The hours begin to count when somebody has been let in by access or unlock. */
  readonly firstPersonIn: boolean;
}

/** MQTT discovery for Home Assistant. */
export interface HomeAssistantDescription {
  /** False takes back what was announced before. */
  readonly discovery: boolean;
  readonly prefix: string;
  /** Whether Home Assistant may ask for something, or only look. */
  readonly commands: boolean;
}

export interface SiteDescription {
  readonly version: 1;
  readonly id: string;
  readonly name: string;
  readonly areas: readonly AreaDescription[];
  readonly supplies: readonly SupplyDescription[];
  readonly sensors: readonly SensorDescription[];
  readonly alarms: readonly AlarmRule[];
  readonly doors: readonly DoorDescription[];
  /** A home: people live here, and no work is done for others. */
  readonly dwelling: boolean;
  /** The way by which a lockdown is called: on the site itself, or only through the internet. */
  readonly lockdownVia: "local" | "cloud";
  readonly impairments: readonly Impairment[];
  readonly schedules: readonly ScheduleDescription[];
  readonly onIntrusion: "lockdown" | "ignore";
  readonly lockdownEnds: "person" | "signal";
  readonly lease: Lease;
  /** Who may ask for what, by name; null where anyone may. */
  readonly roles: Readonly<Partial<Record<RoleAction, readonly string[]>>>;
  /** Absent where a name is what the channel says it is. */
  readonly requests?: RequestRules;
  readonly acknowledge: readonly { rule: string; subject: string; why: string }[];
  /** Absent where the owner said nothing of Home Assistant: then nothing of it is touched. */
  readonly homeAssistant?: HomeAssistantDescription;
}

/** Whose requests over MQTT need proof, and of whom there can be any. Secrets are kept elsewhere. */
export interface RequestRules {
  /** `required`: every request. `allowed`: those that roles give to some, and those in a guarded name. */
  readonly signed: "required" | "allowed";
  /** Programs that sign, and in whose names they may ask besides their own. */
  readonly keys: readonly { readonly id: string; readonly speaksFor: readonly string[] }[];
  /** People with a PIN. */
  readonly pins: readonly string[];
}

/**
 * How a device speaks. `profile` names a codec in `src/devices`; the other keys are the profile's own
 * and are checked by it when the site file is read.
 */
export interface DeviceBinding {
  readonly profile: string;
  readonly [key: string]: unknown;
}
