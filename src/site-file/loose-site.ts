/**
 * What can be made out of a site file that may be wrong anywhere: so that a slip in one door's timing
 * does not hide a supply that does not exist.
 */
import type { Path } from "./finding.ts";

/** One mapping of the file and where it stands. */
export interface Part {
  readonly path: Path;
  readonly value: Readonly<Record<string, unknown>>;
}

export interface LooseDoor extends Part {
  readonly locks: readonly Part[];
  readonly egressDevices: readonly Part[];
  readonly holder: Part | null;
  readonly emergencyRelease: Part | null;
  readonly interlock: Part | null;
}

export interface LooseSite extends Part {
  readonly areas: readonly Part[];
  readonly supplies: readonly Part[];
  readonly sensors: readonly Part[];
  readonly alarms: readonly Part[];
  readonly doors: readonly LooseDoor[];
  readonly schedules: readonly Part[];
  readonly lease: Part | null;
}

export function looseSite(root: unknown): LooseSite | null {
  const site = asPart(root, []);
  if (site === null) return null;
  return {
    ...site,
    areas: partsIn(site, "areas"),
    supplies: partsIn(site, "supplies"),
    sensors: partsIn(site, "sensors"),
    alarms: partsIn(site, "alarms"),
    schedules: partsIn(site, "schedules"),
    lease: partIn(site, "lease"),
    doors: partsIn(site, "doors").map((door) => ({
      ...door,
      locks: partsIn(door, "locks"),
      egressDevices: partsIn(door, "egressDevices"),
      holder: partIn(door, "holder"),
      emergencyRelease: partIn(door, "emergencyRelease"),
      interlock: partIn(door, "interlock"),
    })),
  };
}

/** What a part itself says under a key; undefined when it says nothing, or only null. */
export function said(part: Part, key: string): unknown {
  return Object.hasOwn(part.value, key) ? (part.value[key] ?? undefined) : undefined;
}

export function wordIn(part: Part, key: string): string | undefined {
  const value = said(part, key);
  return typeof value === "string" ? value : undefined;
}

/** The words of a list with where each stands; empty when it is no list. */
export function wordsIn(part: Part, key: string): readonly { path: Path; word: string }[] {
  const list = said(part, key);
  if (!Array.isArray(list)) return [];
  return list.flatMap((word: unknown, index) =>
    typeof word === "string" ? [{ path: [...part.path, key, index], word }] : [],
  );
}

function partIn(parent: Part, key: string): Part | null {
  return asPart(said(parent, key), [...parent.path, key]);
}

function partsIn(parent: Part, key: string): readonly Part[] {
  const list = said(parent, key);
  if (!Array.isArray(list)) return [];
  return list.flatMap((value: unknown, index) => asPart(value, [...parent.path, key, index]) ?? []);
}

function asPart(value: unknown, path: Path): Part | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  return { path, value: value as Part["value"] };
}
