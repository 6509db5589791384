/**
 * An incident: from the first detector to the reset that ended the last latch, or from a drill's start
 * to its end. Read from the events of the journal alone, so it says what was done, not what should be.
 */

import type { Request } from "../core/index.ts";
import type { EntryBody } from "./body.ts";
import type { Row } from "./chain.ts";
import { eventSentence, orderSentence, requestSentence } from "./sentences.ts";

/** An incident longer than this is told by its first lines and its end. */
export const MAX_LINES = 20_000;

export type LineKind =
  | "detector"
  | "alarm"
  | "order"
  | "confirmation"
  | "person"
  | "trouble"
  | "event";

export interface IncidentLine {
  readonly at: string;
  readonly kind: LineKind;
  readonly text: string;
}

export interface Incident {
  readonly began: string;
  /** Null while it still stands. */
  readonly ended: string | null;
  /** Nothing but a drill: the outputs were real, the fire was not. */
  readonly drill: boolean;
  readonly areas: readonly string[];
  readonly detectors: readonly string[];
  readonly doors: readonly string[];
  readonly people: readonly string[];
  readonly orders: number;
  readonly confirmations: number;
  readonly lines: readonly IncidentLine[];
  /** Lines beyond the bound. */
  readonly left: number;
}

type Fields = Readonly<Record<string, unknown>>;

/** Gives every incident of a history, in order. Feed it rows from the oldest on. */
export class IncidentReader {
  readonly #found: Incident[] = [];
  readonly #standing = new Set<string>();
  readonly #alarmed = new Set<string>();
  #draft: Draft | null = null;
  #latched = false;

  take(row: Row): void {
    if (row.kind !== "entry") return;
    const body = JSON.parse(row.body) as EntryBody;
    const events = body.events as readonly Fields[];
    for (const event of events) this.#before(event, row.at);
    this.#draft?.add(row.at, body);
    for (const event of events) this.#after(event);
    if (this.#draft === null || this.#standing.size > 0) return;
    if (this.#latched) this.#found.push(this.#draft.done(row.at));
    else if (this.#alarmed.size > 0) return;
    this.#draft = null;
    this.#latched = false;
  }

  /** All of them; the last may still stand. */
  incidents(): readonly Incident[] {
    const standing = this.#latched && this.#draft !== null ? [this.#draft.done(null)] : [];
    return [...this.#found, ...standing];
  }

  #before({ type, sensor, area }: Fields, at: string): void {
    if (type === "sensor-alarm") this.#alarmed.add(String(sensor));
    const latches = type === "fire-latched" || type === "gas-latched";
    if (latches || type === "drill-started") {
      this.#latched = true;
      this.#standing.add(latches ? `${String(type).slice(0, 4)} ${area}` : `drill ${area}`);
    }
    if (latches || type === "drill-started" || type === "sensor-alarm")
      this.#draft ??= new Draft(at);
  }

  #after({ type, sensor, area }: Fields): void {
    if (type === "sensor-clear") this.#alarmed.delete(String(sensor));
    if (type === "fire-reset") this.#standing.delete(`fire ${area}`);
    if (type === "gas-reset") this.#standing.delete(`gas- ${area}`);
    if (type === "drill-ended") this.#standing.delete(`drill ${area}`);
  }
}

class Draft {
  readonly #began: string;
  readonly #sets = {
    areas: new Set<string>(),
    detectors: new Set<string>(),
    doors: new Set<string>(),
    people: new Set<string>(),
  };
  readonly #lines: IncidentLine[] = [];
  #orders = 0;
  #confirmations = 0;
  #left = 0;
  #real = false;

  constructor(began: string) {
    this.#began = began;
  }

  add(at: string, { input, ask, result, events, commands }: EntryBody): void {
    if (ask !== null && result !== null) this.#person(at, input as Request, result);
    for (const event of events as readonly Fields[]) this.#event(at, event);
    for (const command of commands) this.#line(at, "order", orderSentence(command as Fields));
    this.#orders += commands.length;
  }

  done(ended: string | null): Incident {
    const { areas, detectors, doors, people } = this.#sets;
    return {
      began: this.#began,
      ended,
      drill: !this.#real,
      areas: [...areas],
      detectors: [...detectors],
      doors: [...doors],
      people: [...people],
      orders: this.#orders,
      confirmations: this.#confirmations,
      lines: this.#lines,
      left: this.#left,
    };
  }

  #person(at: string, request: Request, result: NonNullable<EntryBody["result"]>): void {
    this.#sets.people.add(`${request.by} (${request.via})`);
    const came = result.ok ? "done" : `refused (${result.code}): ${result.reason}`;
    const text = `${request.by} (${request.via}) asks: ${requestSentence(request)}: ${came}`;
    this.#line(at, "person", text.endsWith(".") ? text : `${text}.`);
  }

  #event(at: string, event: Fields): void {
    const type = String(event["type"]);
    // What was refused is told with who asked.
    if (type === "refused") return;
    const kind = kindOf(type);
    if (type === "fire-latched" || type === "gas-latched") this.#real = true;
    if (kind === "alarm" && typeof event["area"] === "string") this.#sets.areas.add(event["area"]);
    if (type === "sensor-alarm") this.#sets.detectors.add(String(event["sensor"]));
    if (typeof event["door"] === "string") this.#sets.doors.add(event["door"]);
    if (kind === "confirmation") this.#confirmations += 1;
    this.#line(at, kind, eventSentence(event));
  }

  #line(at: string, kind: LineKind, text: string): void {
    if (this.#lines.length < MAX_LINES) this.#lines.push({ at, kind, text });
    else this.#left += 1;
  }
}

const KINDS: readonly (readonly [RegExp, LineKind])[] = [
  [/^sensor-(alarm|clear|test)$/, "detector"],
  [/^(fire|gas)-|^drill-|^manual-release|^suspicion-reset$/, "alarm"],
  [/^lock-reported$/, "confirmation"],
  [
    /^(not-|lock-jammed|unexpected|lease-lost|link-down|sensor-(silent|fault|unknown)|journal-)/,
    "trouble",
  ],
];

function kindOf(type: string): LineKind {
  return KINDS.find(([pattern]) => pattern.test(type))?.[1] ?? "event";
}
