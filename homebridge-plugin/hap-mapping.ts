/** The tables between Egress's words and HAP's numbers. Pure; every table names every word. */

import type { SensorKind, Wish } from "../src/core/site.ts";
import type { Outside, Position, SlotName, SupplyView, Trouble } from "../src/core/view.ts";

export const LOCK_UNSECURED = 0;
export const LOCK_SECURED = 1;
export const LOCK_JAMMED = 2;
export const LOCK_UNKNOWN = 3;
export type LockCurrent =
  | typeof LOCK_UNSECURED
  | typeof LOCK_SECURED
  | typeof LOCK_JAMMED
  | typeof LOCK_UNKNOWN;
export type LockTarget = typeof LOCK_UNSECURED | typeof LOCK_SECURED;

export const CONTACT_DETECTED = 0;
export const CONTACT_NOT_DETECTED = 1;
export type Contact = typeof CONTACT_DETECTED | typeof CONTACT_NOT_DETECTED;

/** A read of LockCurrentState that fails shows HAP's default, the first valid value: never a claim. */
export const LOCK_CURRENT_VALUES: number[] = [
  LOCK_UNKNOWN,
  LOCK_UNSECURED,
  LOCK_SECURED,
  LOCK_JAMMED,
];

export const CURRENT_OF_OUTSIDE: Readonly<Record<Outside, LockCurrent>> = {
  locked: LOCK_SECURED,
  unlocked: LOCK_UNSECURED,
  unknown: LOCK_UNKNOWN,
};

export const TARGET_OF_WISH: Readonly<Record<Wish, LockTarget>> = {
  released: LOCK_UNSECURED,
  secured: LOCK_SECURED,
};

/** What a person asks for by moving the tile. Only HAP's two targets are anything at all. */
export function actionOfTarget(value: unknown): "lock" | "unlock" | null {
  if (value === LOCK_SECURED) return "lock";
  return value === LOCK_UNSECURED ? "unlock" : null;
}

interface TroubleMeaning {
  /** A confirmation was missed: the tile says Jammed. */
  readonly jams: boolean;
  /** The order is not being carried out, so the tile must not say that it is under way. */
  readonly halts: boolean;
}

const nothing: TroubleMeaning = { jams: false, halts: false };
const jams: TroubleMeaning = { jams: true, halts: false };
const halts: TroubleMeaning = { jams: false, halts: true };

export const TROUBLE_MEANING: Readonly<Record<Trouble, TroubleMeaning>> = {
  "not-released": jams,
  "not-secured": jams,
  jammed: jams,
  "no-link": halts,
  "no-power": halts,
  "would-trap": halts,
  "lease-lost": halts,
  "engine-fault": halts,
  "unexpected-unlock": halts,
  "relock-withheld": halts,
  flapping: halts,
  "never-ordered": halts,
  "suspect-journal": halts,
  trap: nothing,
  "on-battery": nothing,
  "lease-withheld": nothing,
  "lease-unproven": nothing,
  "fire-source-silent": nothing,
  "fire-source-fault": nothing,
  "release-contact-silent": nothing,
  "contact-silent": nothing,
};

/** An authority newer than this mirror may know a trouble that we don't: it says nothing of the bolt. */
export function meaningOf(trouble: Trouble): TroubleMeaning {
  return TROUBLE_MEANING[trouble] ?? nothing;
}

/** Slots in which a release is for life safety and stands until it is reset (design, section 5). */
export const LIFE_SAFETY: Readonly<Record<SlotName, boolean>> = {
  "manual-release": true,
  fire: true,
  gas: true,
  egress: false,
  lockdown: false,
  access: false,
  operator: false,
  schedule: false,
  rest: false,
};

export const CONTACT_OF_POSITION: Readonly<Record<Position, Contact | null>> = {
  closed: CONTACT_DETECTED,
  open: CONTACT_NOT_DETECTED,
  unknown: null,
};

/** CurrentDoorState: 0 open, 1 closed. */
export const DOOR_STATE_OF_POSITION: Readonly<Record<Position, 0 | 1 | null>> = {
  open: 0,
  closed: 1,
  unknown: null,
};

/** Contact detected means power present, so that the notification in Home reads "opened" on a loss. */
export const CONTACT_OF_SUPPLY: Readonly<Record<SupplyView["status"], Contact | null>> = {
  live: CONTACT_DETECTED,
  lost: CONTACT_NOT_DETECTED,
  unknown: null,
};

/** ChargingState: 0 not charging, 1 charging, 2 not chargeable. */
export const NOT_CHARGEABLE = 2;
export function chargingOf(on: SupplyView["on"]): 0 | 1 | null {
  if (on === null) return null;
  return on === "mains" ? 1 : 0;
}

export interface DetectorService {
  readonly service: "SmokeSensor" | "CarbonMonoxideSensor" | "LeakSensor";
  readonly detected: "SmokeDetected" | "CarbonMonoxideDetected" | "LeakDetected";
  /** Said in the name, because Home's tile can only say smoke, carbon monoxide or leak. */
  readonly word: string;
}

/**
 * Which service shows a detector; null for what is not one.
 *
 * HAP has no gas service. A leak sensor is the nearest: HAP describes LeakDetected as a leak of water
 * or gas, and Home raises it as a critical alert, which a contact sensor would not be.
 */
export const DETECTOR_SERVICE: Readonly<Record<SensorKind, DetectorService | null>> = {
  smoke: { service: "SmokeSensor", detected: "SmokeDetected", word: "smoke" },
  heat: { service: "SmokeSensor", detected: "SmokeDetected", word: "heat" },
  "call-point": { service: "SmokeSensor", detected: "SmokeDetected", word: "call point" },
  "carbon-monoxide": {
    service: "CarbonMonoxideSensor",
    detected: "CarbonMonoxideDetected",
    word: "carbon monoxide",
  },
  gas: { service: "LeakSensor", detected: "LeakDetected", word: "gas" },
  intrusion: null,
  "release-contact": null,
  "exit-request": null,
  power: null,
  ups: null,
  contact: null,
};
