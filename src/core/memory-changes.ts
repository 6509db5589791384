/** What one step changed of what must survive, so that an unlock never costs a picture of the site. */
import type { Site } from "./compile.ts";
import type { Touched } from "./draft.ts";
import type { Instant } from "./input.ts";
import {
  type Memory,
  type RememberedArea,
  type RememberedDoor,
  type RememberedLock,
  type RememberedSensor,
  rememberArea,
  rememberDoor,
  rememberLock,
  rememberSensor,
  rememberWhole,
} from "./remembered.ts";
import type { SiteState } from "./state.ts";

type Whole = Pick<Memory, "suspicion" | "lockdown" | "walkTest" | "drills">;

/** The parts that are new; a part that is not here is as it was. */
export interface MemoryChanges {
  readonly at: Instant;
  readonly whole?: Whole;
  readonly areas?: Readonly<Record<string, RememberedArea>>;
  readonly doors?: Readonly<Record<string, RememberedDoor>>;
  readonly locks?: Readonly<Record<string, RememberedLock>>;
  readonly sensors?: Readonly<Record<string, RememberedSensor>>;
}

/** Gives null where nothing of it changed. */
export function changesOf(
  site: Site,
  before: SiteState,
  after: SiteState,
  touched: Touched,
): MemoryChanges | null {
  const whole =
    before.suspicion !== after.suspicion ||
    before.lockdown !== after.lockdown ||
    before.walkTest !== after.walkTest ||
    before.drills !== after.drills;
  const doorLocks = function* () {
    for (const door of touched.doors)
      for (const lock of site.doors[door]?.locks ?? []) yield lock.index;
  };
  const parts = {
    areas: changed(site.areas, before.areas, after.areas, touched.areas, (facts) =>
      rememberArea(site, facts),
    ),
    doors: changed(site.doors, before.doors, after.doors, touched.doors, rememberDoor),
    locks: changed(site.locks, before.locks, after.locks, doorLocks(), rememberLock),
    sensors: changed(site.sensors, before.sensors, after.sensors, touched.sensors, rememberSensor),
  };
  const news = Object.entries(parts).filter(([, part]) => part !== null);
  if (!whole && news.length === 0) return null;
  return {
    at: after.now,
    ...(whole ? { whole: rememberWhole(site, after) } : {}),
    ...Object.fromEntries(news),
  };
}

function changed<F extends object, R extends object>(
  items: readonly { readonly id: string }[],
  before: readonly F[],
  after: readonly F[],
  touched: Iterable<number>,
  pick: (facts: F) => R,
): Record<string, R> | null {
  if (before === after) return null;
  let news: Record<string, R> | null = null;
  for (const index of touched) {
    const was = before[index];
    const is = after[index];
    const id = items[index]?.id;
    if (was === is || was === undefined || is === undefined || id === undefined) continue;
    const part = pick(is);
    if (alike(pick(was), part)) continue;
    news ??= {};
    news[id] = part;
  }
  return news;
}

/** Facts are replaced, never altered, so a part that is the same object is the same. */
function alike<R extends object>(one: R, other: R): boolean {
  return Object.keys(one).every((key) => one[key as keyof R] === other[key as keyof R]);
}
