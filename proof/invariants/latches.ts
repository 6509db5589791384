/**
 * What latches stays. DESIGN replaces the note's I4 (every detector clear and fresh for a time): a reset
 * is refused while a detector that is not isolated was in alarm when last heard, and `unknown` and
 * `fault` are not hearing. A journal that can't be read leaves a suspicion, not a fire.
 */
import type { Latch, SiteState } from "../../src/core/state.ts";
import { readings, requests } from "../concerns.ts";
import { spoilt, withAreas, withDoors } from "../engine.ts";
import { type Invariant, ofAll, type Transition } from "../invariant.ts";
import { fireOver, suspectOver } from "../oracle.ts";

const KINDS = ["fire", "gas"] as const;

function isUnreadable({ deed }: Transition): boolean {
  return deed.deed === "start-in-doubt" && deed.journal === "unreadable";
}

/** How alarmed an area is: calm, before an alarm, or latched. */
function levelOf(state: SiteState, area: number, kind: (typeof KINDS)[number]): number {
  const facts = state.areas[area];
  if (facts === undefined) return 0;
  if (facts[kind] !== null) return 2;
  return facts[kind === "fire" ? "firePreSince" : "gasPreSince"] === null ? 0 : 1;
}

function isKept(before: Latch | null, after: Latch | null): boolean {
  return before === null || (after !== null && before.cause.kind === after.cause.kind);
}

export const LATCHES: readonly Invariant[] = [
  {
    id: "I3",
    says: "A latched alarm ends by an accepted reset and by nothing else.",
    judge: (step) => {
      const { before, after, request, done } = step;
      if (isUnreadable(step)) return null;
      if (before.latchedFire.length + before.latchedGas.length === 0) return null;
      if (request?.action === "reset" && done.result.ok) return null;
      return before.areas.every((facts, at) =>
        KINDS.every((kind) => isKept(facts[kind], after.areas[at]?.[kind] ?? null)),
      );
    },
    broken: {
      does: "clears the latch when the detector clears",
      on: "two of two, with isolation and tests",
      engine: spoilt(({ input, done }) =>
        input?.type === "reading" && input.value === "clear"
          ? withAreas(done, (facts) => ({ ...facts, fire: null }))
          : done,
      ),
    },
  },
  {
    id: "I4",
    says: "A reset is accepted only when no detector that counts was in alarm when last heard, and refused only then.",
    concerns: requests,
    judge: ({ request, before, done, site }) => {
      if (request?.action !== "reset" || before.controller === "dead") return null;
      const asked = request.area === undefined ? null : site.areaIndex.get(request.area);
      const areas = site.areas.filter(({ index }) => asked === null || index === asked);
      const latched = areas.flatMap((area) =>
        KINDS.flatMap((kind) => {
          const latch = before.areas[area.index]?.[kind] ?? null;
          return latch === null ? [] : [{ area, kind, latch }];
        }),
      );
      if (latched.length === 0) return null;
      let speaks = false;
      let excusedSpeaks = false;
      for (const { area, kind, latch } of latched) {
        const own = kind === "fire" ? area.fireDetectors : area.gasDetectors;
        for (const index of own) {
          const facts = before.sensors[index];
          if (facts === undefined || facts.isolatedUntil !== null) continue;
          if (facts.lastHeard === "alarm" && !facts.excused) speaks = true;
          if (facts.lastHeard === "alarm") excusedSpeaks = true;
        }
        if (latch.cause.kind === "supervision") excusedSpeaks = true;
      }
      if (done.result.ok) return !speaks;
      return done.result.code !== "still-in-alarm" || speaks || excusedSpeaks;
    },
    broken: {
      does: "resets whatever the detectors say",
      on: "messages kept by a broker",
      engine: (engine) => ({
        ...engine,
        step: (site, state, input, at) => {
          const calm = {
            ...state,
            sensors: state.sensors.map((facts) => ({ ...facts, lastHeard: "clear" as const })),
          };
          const asked = input.type === "request" && input.action === "reset";
          return engine.step(site, asked ? calm : state, input, at);
        },
      }),
    },
  },
  {
    id: "I5",
    says: "`unknown` and `fault` are not hearing: they leave what was last heard, and never make an area less alarmed.",
    concerns: readings,
    judge: ({ reading, before, after, site }) => {
      if (reading === null || before.controller === "dead") return null;
      if (reading.value !== "unknown" && reading.value !== "fault") return null;
      const index = site.sensorIndex.get(reading.sensor) ?? -1;
      if (after.sensors[index]?.lastHeard !== before.sensors[index]?.lastHeard) return false;
      let asked = false;
      for (let at = 0; at < before.areas.length; at += 1) {
        for (const kind of KINDS) {
          const was = levelOf(before, at, kind);
          if (was > 0) asked = true;
          if (levelOf(after, at, kind) < was) return false;
        }
      }
      return asked ? true : null;
    },
    broken: {
      does: "takes `unknown` for `clear`",
      on: "a second look",
      engine: (engine) => ({
        ...engine,
        step: (site, state, input, at) =>
          engine.step(
            site,
            state,
            input.type === "reading" && input.value === "unknown"
              ? { ...input, value: "clear" }
              : input,
            at,
          ),
      }),
    },
  },
  {
    id: "I6",
    says: "A start keeps every latch; one from a damaged journal suspects what may be lost, and locks nothing before a reset.",
    judge: (step) => {
      const { deed, input, before, after, subjects, orders, site } = step;
      const boots = deed.deed === "start-in-doubt";
      if (boots || (input?.type === "controller" && input.value === "restarted")) {
        const kept =
          isUnreadable(step) ||
          before.areas.every((facts, at) =>
            KINDS.every((kind) => isKept(facts[kind], after.areas[at]?.[kind] ?? null)),
          );
        if (!kept) return false;
        const detected = site.areas.filter(
          ({ fireDetectors, gasDetectors }) => fireDetectors.length + gasDetectors.length > 0,
        );
        const doubted = detected.every(({ index }) => after.suspicion?.areas.includes(index));
        return !boots || doubted;
      }
      if (before.suspicion === null || after.suspicion === null) return null;
      return ofAll(subjects, (subject) => {
        if (!suspectOver(after, subject)) return null;
        if (subject.keeper && fireOver(after, subject)) return null;
        return orders[subject.lock]?.to !== "locked";
      });
    },
    broken: {
      does: "starts with no latch and no doubt from a journal it can't read",
      on: "damaged journal",
      engine: spoilt(({ before, done }) =>
        before === null ? { ...done, state: { ...done.state, suspicion: null } } : done,
      ),
    },
  },
  {
    id: "D1",
    says: "A manual release is set and cleared by its own device at its own door, and by nothing else (DESIGN 3).",
    judge: (step) => {
      const { before, after, reading, site } = step;
      if (isUnreadable(step)) return null;
      let asked = false;
      for (let at = 0; at < before.doors.length; at += 1) {
        const was = before.doors[at]?.manual ?? null;
        const is = after.doors[at]?.manual ?? null;
        if (was === null && is === null) continue;
        asked = true;
        if ((was === null) === (is === null)) continue;
        const own = site.sensors[site.doors[at]?.releaseSensor ?? -1]?.id;
        if (reading?.sensor !== own) return false;
        if (reading?.value !== (is === null ? "clear" : "alarm")) return false;
      }
      return asked ? true : null;
    },
    broken: {
      does: "puts the green box back with the fire reset",
      on: "leased maglock",
      engine: spoilt(({ input, done }) =>
        input?.type === "request" && input.action === "reset"
          ? withDoors(done, (facts) => ({ ...facts, manual: null }))
          : done,
      ),
    },
  },
];
