/**
 * The way of an alarm, walked before there is one. Code that never ran is interpreted, and makes the
 * first alarm of a process five to ten times slower than the tenth. `step` is pure, so an alarm can be
 * decided for nothing: no state is kept, and what it would order is encoded and thrown away.
 */
import {
  brokenPromises,
  type Command,
  doorView,
  type Reading,
  type Report,
  type Site,
  type SiteState,
  step,
} from "../core/index.ts";
import type { Clock } from "./ports.ts";

/** How long rehearsing may take in all (ms), in slices between which everything else has its turn. */
export const REHEARSAL_MS = 300;

/**
 * So many and every line was run a few times. More would let the compiler bet on what it saw, and the first
 * alarm that changes a fact loses those bets: after four hundred it was slower than after five.
 */
export const MAX_REHEARSALS = 16;

/** Of how many doors the state is worked out as well: the tiles in Home wait for it. */
const DOORS_LOOKED_AT = 8;

const ALARMING: ReadonlySet<string> = new Set(["smoke", "heat", "call-point", "gas"]);

export interface RehearsalOptions {
  readonly site: Site;
  readonly clock: Pick<Clock, "now">;
  /** The facts as they are at that moment; null when there is nothing to rehearse for any more. */
  readonly present: () => SiteState | null;
  /** Takes what an alarm would order, and orders nothing. */
  readonly desk: { rehearse(state: SiteState, commands: readonly Command[]): void };
  /** Reads what a device might say, the way it is read from the wire, and tells nobody. */
  readonly hear?: ((turn: number) => readonly (Reading | Report)[]) | undefined;
}

export function rehearse({ site, clock, present, desk, hear }: RehearsalOptions): void {
  const sensors = site.description.sensors.filter(({ kind }) => ALARMING.has(kind));
  let spent = 0;
  let count = 0;

  const once = () => {
    const sensor = sensors[count % sensors.length];
    const state = present();
    if (sensor === undefined || state === null) return;
    const began = clock.now();
    const heard = hear?.(count).find(isAlarm);
    const alarm = heard ?? { type: "reading", sensor: sensor.id, value: "alarm", stamp: "" };
    let gone = 0;
    const done = step(site, state, alarm, state.now, (live, commands) => {
      gone += commands.length;
      desk.rehearse(live, commands);
    });
    brokenPromises(site, state, alarm, done);
    desk.rehearse(done.state, done.commands.slice(gone));
    for (const { index } of site.doors.slice(0, DOORS_LOOKED_AT)) doorView(site, done.state, index);
    count += 1;
    spent += clock.now() - began;
    if (spent < REHEARSAL_MS && count < MAX_REHEARSALS) setImmediate(once);
  };
  setImmediate(once);
}

function isAlarm(input: Reading | Report): input is Reading {
  return input.type === "reading" && input.value === "alarm";
}
