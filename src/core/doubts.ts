/**
 * What is left of a memory that can't be trusted wholly. Each doubt takes away what could be wrong and
 * harmful, and keeps every release: people can get out, and nothing is claimed that isn't known.
 */
import type { Site } from "./compile.ts";
import type { Instant, Request } from "./input.ts";
import type { Memory, RememberedDoor, RememberedLock, RememberedSensor } from "./remembered.ts";
import { mayAsk } from "./roles.ts";
import type { Cause } from "./view.ts";

const NOTHING: Omit<Memory, "at"> = {
  suspicion: null,
  lockdown: null,
  walkTest: null,
  drills: [],
  areas: {},
  doors: {},
  locks: {},
  sensors: {},
};

const NEVER_TOLD = { ordered: "unknown", onLease: false, leaseEndsAt: null } as const;

/**
 * After a lost tail, or of a journal that can't be read (`memory` null). Latches, manual releases and
 * what secures are kept. What opens for people, and what was told, is not: an unlock is never replayed.
 * Isolations, drills and walk tests end, since somebody may have ended them.
 */
export function withTailInDoubt(site: Site, memory: Memory | null, at: Instant): Memory {
  const kept = memory ?? { ...NOTHING, at };
  const detectors = site.areas.filter(
    ({ fireDetectors, gasDetectors }) => fireDetectors.length + gasDetectors.length > 0,
  );
  return {
    ...kept,
    suspicion: { since: kept.at, areas: detectors.map(({ id }) => id) },
    walkTest: null,
    drills: [],
    doors: mapped(
      kept.doors,
      ({ manual, operator }): RememberedDoor => ({
        manual,
        access: null,
        exit: null,
        entered: false,
        operator: operator?.wants === "secured" ? operator : null,
        holderOrdered: "unknown",
      }),
    ),
    // How often a lock was told counts on; what it was told does not.
    locks: mapped(kept.locks, ({ toldLately }): RememberedLock => {
      const told = toldLately === undefined ? {} : { toldLately };
      return { ...NEVER_TOLD, orderedAt: kept.at, ...told };
    }),
    sensors: mapped(kept.sensors, (facts) => ended(facts, kept.at)),
  };
}

/**
 * After requests whose outcome was not written down: their doors' locks and holders may have been told
 * something else, and whoever asked may have been told that it is done. A request that concerns more than
 * one door leaves every lock in doubt. What shuts people out, or makes a detector count, stands as asked;
 * what opens or makes deaf does not.
 */
export function withAnswersInDoubt(site: Site, memory: Memory, asked: readonly Request[]): Memory {
  if (asked.length === 0) return memory;
  const doors = asked.map((one) => ("door" in one ? one.door : null));
  const all = doors.includes(null);
  const doubted = new Set(
    site.locks.flatMap(({ id, door }) =>
      all || doors.includes(site.doors[door]?.id ?? null) ? [id] : [],
    ),
  );
  const locks = mapped(memory.locks, (one, id) => (doubted.has(id) ? untold(one) : one));
  const held = mapped(
    memory.doors,
    (one, id): RememberedDoor =>
      all || doors.includes(id) ? { ...one, holderOrdered: "unknown" } : one,
  );
  return asked
    .filter((one) => mayAsk(site.description, one))
    .reduce(withAskedInDoubt, { ...memory, locks, doors: held });
}

/** One request that its asker may believe to be done. */
function withAskedInDoubt(memory: Memory, request: Request): Memory {
  const { by, via } = request;
  const cause: Cause = { kind: "request", by, via, at: memory.at };
  switch (request.action) {
    case "lock":
      return {
        ...memory,
        doors: changed(memory.doors, request.door, {
          operator: { wants: "secured", cause },
          access: null,
        }),
      };
    case "lockdown": {
      const { area } = request;
      if (area === undefined) return { ...memory, lockdown: memory.lockdown ?? cause };
      const lockdown = memory.areas[area]?.lockdown ?? cause;
      return { ...memory, areas: changed(memory.areas, area, { lockdown }) };
    }
    case "walk-test-end":
      return { ...memory, walkTest: null };
    case "restore":
      return {
        ...memory,
        sensors: mapped(memory.sensors, (facts, id) =>
          id === request.sensor ? ended(facts, memory.at) : facts,
        ),
      };
    default:
      return memory;
  }
}

function changed<T>(
  record: Readonly<Record<string, T>>,
  id: string,
  change: Partial<T>,
): Readonly<Record<string, T>> {
  return mapped(record, (value, key) => (key === id ? { ...value, ...change } : value));
}

/**
 * After a wall clock that went back, so that nobody knows for how long nothing ran. What lets people in
 * or makes detectors deaf ends at once, and a lease has run out; an exit, a drill and an isolation keep
 * the time they had left, which is never more than they were given.
 */
export function withClockInDoubt(memory: Memory): Memory {
  const over = memory.at;
  return {
    ...memory,
    walkTest: memory.walkTest === null ? null : { ...memory.walkTest, until: over },
    doors: mapped(memory.doors, (facts) =>
      facts.access === null ? facts : { ...facts, access: { ...facts.access, until: over } },
    ),
    locks: mapped(memory.locks, (facts) =>
      facts.onLease ? { ...facts, leaseEndsAt: over } : facts,
    ),
  };
}

function ended(facts: RememberedSensor, at: Instant): RememberedSensor {
  return facts.isolatedUntil === null ? facts : { ...facts, isolatedUntil: at };
}

function untold(facts: RememberedLock): RememberedLock {
  return { ...facts, ordered: "unknown", onLease: false, leaseEndsAt: null };
}

function mapped<T>(
  record: Readonly<Record<string, T>>,
  change: (value: T, id: string) => T,
): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(record).map(([id, value]) => [id, change(value, id)]));
}
