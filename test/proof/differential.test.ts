/** Two histories that should end alike, or in a known order, told side by side. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KeyMaker } from "../../proof/key-maker.ts";
import { opensAsRuled } from "../../proof/oracle.ts";
import { shiftedState } from "../../proof/shifted-state.ts";
import { SMALL_SITES } from "../../proof/small-sites.ts";
import {
  compileSite,
  type Input,
  remember,
  type SiteState,
  start,
  step,
} from "../../src/core/index.ts";

const SITES = SMALL_SITES.map((small) => ({
  name: small.name,
  site: compileSite(small.description),
  inputs: small.deeds.flatMap((one) => (one.deed === "input" ? [one.input] : [])),
}));

interface Event {
  readonly after: number;
  readonly input: Input;
}

const history = (inputs: readonly Input[]) =>
  fc.array(
    fc.record({ after: fc.constantFrom(0, 0, 5_000, 20_000), input: fc.constantFrom(...inputs) }),
    { maxLength: 25 },
  );

type Told = (typeof SITES)[number];

function tell({ site }: Told, events: readonly Event[], from?: SiteState): SiteState {
  let state = from ?? start(site, { at: 0, memory: "at-rest", shiftMs: 0, inputsRead: true }).state;
  for (const { after, input } of events) state = step(site, state, input, state.now + after).state;
  return state;
}

function keyOf({ site }: Told, state: SiteState): string {
  const keys = new KeyMaker(site, false);
  keys.read(state);
  return `${keys.low}.${keys.high}`;
}

const runs = { numRuns: 60, seed: 11 };

describe.each(SITES)("on the site '$name'", (told) => {
  const { site, inputs } = told;
  const alarms = inputs.filter((one) => one.type === "reading" && one.value === "alarm");

  it("one alarm more anywhere in a history leaves no lock shut that fire opens and that was open", () => {
    fc.assert(
      fc.property(history(inputs), fc.nat(), (events, nth) => {
        const alarm = alarms[nth % Math.max(1, alarms.length)];
        if (alarm === undefined || alarm.type !== "reading") return;
        const kind = site.sensors[site.sensorIndex.get(alarm.sensor) ?? -1]?.description.kind;
        if (kind === "intrusion") return;
        const without = tell(told, events);
        const withIt = tell(told, [{ after: 0, input: alarm }], without);
        for (const { index } of opensAsRuled(site))
          if (without.locks[index]?.ordered === "unlocked" && without.gateOpensAt === null)
            expect(withIt.locks[index]?.ordered).toBe("unlocked");
      }),
      runs,
    );
  });

  it("a request said twice is said once", () => {
    const requests = inputs.filter((one) => one.type === "request");
    fc.assert(
      fc.property(history(inputs), fc.constantFrom(...requests), (events, input) => {
        const once = tell(told, [...events, { after: 0, input }]);
        const twice = tell(told, [{ after: 0, input }], once);
        expect(keyOf(told, twice)).toBe(keyOf(told, once));
      }),
      runs,
    );
  });

  it("a start from memory keeps what must survive, and remembers it again", () => {
    fc.assert(
      fc.property(history(inputs), (events) => {
        const memory = remember(site, tell(told, events));
        const options = { at: memory.at, memory, shiftMs: 0, inputsRead: false };
        const again = remember(site, start(site, options).state);
        expect(again.lockdown).toEqual(memory.lockdown);
        expect(again.suspicion).toEqual(memory.suspicion);
        for (const [id, { fire, gas }] of Object.entries(memory.areas)) {
          if (fire !== null) expect(again.areas[id]?.fire).toEqual(fire);
          if (gas !== null) expect(again.areas[id]?.gas).toEqual(gas);
        }
        for (const [id, { manual, operator }] of Object.entries(memory.doors))
          expect(again.doors[id]).toMatchObject({ manual, operator });
        for (const [id, { spentStamp, lastHeard }] of Object.entries(memory.sensors))
          expect(again.sensors[id]).toMatchObject({ spentStamp, lastHeard });
      }),
      runs,
    );
  });

  it("the hour does not matter", () => {
    fc.assert(
      fc.property(history(inputs), (events) => {
        const first = tell(told, []);
        const now = tell(told, events, first);
        const later = tell(told, events, shiftedState(first, 600_000_000));
        expect(keyOf(told, later)).toBe(keyOf(told, now));
      }),
      runs,
    );
  });
});
