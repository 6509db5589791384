/** What steps changed, added up, is what would be remembered: for every history, and at every step of it. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { changesOf, compileSite, type Input, remember, start, step } from "../../src/core/index.ts";
import { Recollection } from "../../src/journal/recollection.ts";
import {
  handleDoor,
  holder,
  maglock,
  maglockExit,
  sensor,
  site,
  withSensors,
} from "../core/sites.ts";
import { START_MS } from "./entries.ts";

const office = compileSite(
  withSensors(
    site({
      doors: [
        maglockExit({ locks: [maglock("front-maglock", { controllerLoss: "release" })] }),
        handleDoor({ holder: holder("side-holder") }),
      ],
    }),
    sensor("rex", "exit-request", { door: "front" }),
    sensor("power", "power", { supply: "grid" }),
  ),
);
const who = { type: "request", by: "bob", via: "home" } as const;
const pick = <const T>(...from: readonly T[]) => fc.constantFrom(...from);
const says = (name: string, ...values: readonly string[]): readonly Input[] =>
  values.map((value) => ({ type: "reading", sensor: name, value }) as Input);

const input = pick<Input>(
  ...["lobby-smoke", "workshop-smoke", "lobby-co", "panel", "rex"].flatMap((name) =>
    says(name, "alarm", "clear", "unknown"),
  ),
  ...says("power", "on", "off", "unknown"),
  { type: "link", lock: "front-maglock", value: "down" },
  { type: "link", lock: "front-maglock", value: "up" },
  { ...who, action: "lock", door: "front" },
  { ...who, action: "unlock", door: "front" },
  { ...who, action: "access", door: "side" },
  { ...who, action: "lockdown" },
  { ...who, action: "lockdown", area: "lobby" },
  { ...who, action: "lockdown-release" },
  { ...who, action: "reset" },
  { ...who, action: "isolate", sensor: "lobby-smoke", forMs: 30_000 },
  { ...who, action: "restore", sensor: "lobby-smoke" },
  { ...who, action: "drill-start", area: "lobby", forMs: 60_000 },
  { ...who, action: "walk-test-start", forMs: 60_000 },
  { type: "inputs-read" },
  { type: "tick" },
);

it("adds up", () => {
  const steps = fc.array(fc.tuple(pick(0, 1, 1_000, 20_000, 120_000), input), { maxLength: 30 });
  fc.assert(
    fc.property(steps, (history) => {
      let at = 0;
      let { state } = start(office, { at, memory: null, shiftMs: 0, inputsRead: false });
      const recollection = new Recollection();
      recollection.keep({ memory: remember(office, state), wallMs: START_MS });
      for (const [wait, one] of history) {
        at += wait;
        const done = step(office, state, one, at);
        const changes = changesOf(office, state, done.state, done.touched);
        const wall = new Date(START_MS + at).toISOString();
        recollection.record({ at: wall, input: one, ask: null, result: null, changes });
        ({ state } = done);
        const remembered = remember(office, state);
        expect({ ...recollection.state?.memory, at: 0 }).toEqual({ ...remembered, at: 0 });
      }
    }),
    { numRuns: 300 },
  );
});
