/** The rows of the truth table: what befalls the site, as a story that the engine is told. */
import type { Input } from "../core/index.ts";
import type { Stage } from "./stage.ts";
import type { Standing } from "./wiring.ts";

/** A moment of a story: what comes in, and how long it then takes. */
export interface Moment {
  readonly inputs: readonly Input[];
  readonly thenMs: number;
}

export interface Row {
  readonly id: string;
  readonly title: string;
  readonly story: (stage: Stage) => readonly Moment[];
  /** What stands at its end, for what other wires make of it. */
  readonly standing?: Standing;
}

const SECOND = 1_000;
const now = (...inputs: readonly Input[]): Moment => ({ inputs, thenMs: 0 });
const during = (thenMs: number, ...inputs: readonly Input[]): Moment => ({ inputs, thenMs });
const ask = (action: "lockdown" | "reset"): Input => ({
  type: "request",
  action,
  by: "somebody",
  via: "cli",
});
const DEAD: Input = { type: "controller", value: "dead" };

/** Long enough for every lease to run out, and for locks to come back one after the other. */
const SETTLED_MS = 10 * SECOND;

export const ROWS: readonly Row[] = [
  { id: "normal", title: "Normal", story: () => [] },
  { id: "grid-lost", title: "Grid lost, on UPS", story: (stage) => [now(...stage.gridLost)] },
  { id: "power-lost", title: "All power lost", story: (stage) => [now(...stage.powerLost)] },
  {
    id: "fire",
    title: "Fire in the door's zone",
    story: (stage) => [now(stage.fireHere)],
    standing: { fire: "here" },
  },
  {
    id: "fire-elsewhere",
    title: "Fire elsewhere",
    story: (stage) => [now(stage.fireElsewhere)],
    standing: { fire: "elsewhere" },
  },
  {
    id: "lockdown",
    title: "Breach, lockdown",
    story: () => [now(ask("lockdown"))],
    standing: { lockdown: true },
  },
  {
    id: "fire-and-lockdown",
    title: "Fire and breach",
    story: (stage) => [now(ask("lockdown"), stage.fireHere)],
    standing: { fire: "here", lockdown: true },
  },
  {
    id: "fire-and-power-lost",
    title: "Fire and power lost",
    story: (stage) => [now(stage.fireHere), now(...stage.powerLost)],
    standing: { fire: "here" },
  },
  {
    id: "controller-dead",
    title: "Controller dead",
    story: (stage) => [during(stage.leaseMs + SECOND, DEAD)],
    standing: { uncontrolled: true },
  },
  {
    id: "link-lost",
    title: "Link to the locks lost",
    story: (stage) => [during(stage.leaseMs + SECOND, ...stage.linksLost)],
    standing: { uncontrolled: true },
  },
  {
    id: "fire-controller-dead",
    title: "Fire, controller dead",
    story: (stage) => [during(stage.leaseMs + SECOND, DEAD), now(stage.fireHere)],
    standing: { fire: "here", uncontrolled: true },
  },
  {
    id: "fire-source-offline",
    title: "Detectors offline",
    story: (stage) => [during(121 * SECOND, ...stage.detectorsLost)],
  },
  {
    id: "contact-offline",
    title: "Door contact offline",
    story: (stage) => [now(...stage.contactLost)],
  },
  {
    id: "power-restored",
    title: "Power restored",
    story: (stage) => [now(...stage.powerLost), during(SETTLED_MS, ...stage.powerBack)],
  },
  {
    id: "alarm-cleared",
    title: "Alarm cleared, not reset",
    story: (stage) => [now(stage.fireHere), during(SETTLED_MS, stage.fireOver)],
    standing: { fire: "over" },
  },
  {
    id: "reset",
    title: "Reset",
    story: (stage) => [now(stage.fireHere, stage.fireOver), during(SETTLED_MS, ask("reset"))],
  },
];
