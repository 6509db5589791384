/** The cause-and-effect matrix: what each door answers in each row, worked out by the engine itself. */

import { egressOf } from "../core/egress.ts";
import {
  because,
  compileSite,
  type DoorView,
  doorView,
  type Input,
  type Site,
  type SiteDescription,
  type SiteState,
  start,
  step,
} from "../core/index.ts";
import { ROWS, type Row } from "./rows.ts";
import { partsOf, type Stage, stageOf } from "./stage.ts";
import { holderLeft, wired, wireSentences, withoutCutExits } from "./wiring.ts";

export interface Cell
  extends Pick<
    DoorView,
    "outside" | "egress" | "position" | "remote" | "demand" | "troubles" | "holder"
  > {
  readonly row: string;
  readonly because: string;
}

export interface MatrixDoor {
  readonly id: string;
  readonly name: string;
  readonly cells: readonly Cell[];
}

export interface Matrix {
  readonly site: string;
  readonly name: string;
  readonly rows: readonly { readonly id: string; readonly title: string }[];
  readonly doors: readonly MatrixDoor[];
}

export function matrixOf(site: SiteDescription): Matrix {
  const parts = partsOf(site);
  return {
    site: site.id,
    name: site.name,
    rows: ROWS.map(({ id, title }) => ({ id, title })),
    doors: site.doors.map((door) => {
      const stage = stageOf(parts, door);
      const compiled = compileSite(stage.site);
      return {
        id: door.id,
        name: door.name,
        cells: cellsOf(compiled, stage),
      };
    }),
  };
}

/** Every row begins where the opening ends, so that is played once. */
function cellsOf(site: Site, stage: Stage): readonly Cell[] {
  const opening = Play.from(site);
  for (const input of stage.opening) opening.tell(input);
  opening.settle();
  return ROWS.map((row) => cellOf(site, stage, row, opening.fork()));
}

function cellOf(site: Site, stage: Stage, row: Row, play: Play): Cell {
  for (const { inputs, thenMs } of row.story(stage)) {
    for (const input of inputs) play.tell(input);
    if (thenMs > 0) play.pass(thenMs);
  }
  const standing = row.standing ?? {};
  const state = wired(site, play.state, standing);
  const told = doorView(site, play.state, 0);
  const view = doorView(site, state, 0);
  const door = site.doors[0];
  if (told === undefined || view === undefined || door === undefined)
    return { row: row.id, because: "", ...NOTHING };
  const { outside, position, remote, demand } = view;
  const egress = egressOf(state, withoutCutExits(door, standing));
  const trapped = egress === "blocked" && !view.troubles.includes("trap");
  const troubles =
    trapped && isOccupied(site) ? ["trap" as const, ...view.troubles] : view.troubles;
  const holder = holderLeft(door, view, standing);
  const wires = wireSentences(door, { told, wired: { outside, egress, holder } });
  const sentence = because(site, { outside, demand, troubles });
  const answers = { outside, egress, position, remote, demand, troubles, holder };
  return { row: row.id, ...answers, because: [...wires, sentence].join(" ") };
}

function isOccupied(site: Site): boolean {
  return site.areas[site.doors[0]?.from ?? -1]?.description.occupied === true;
}

const NOTHING: Omit<Cell, "row" | "because"> = {
  outside: "unknown",
  egress: "blocked",
  position: "unknown",
  remote: "impossible",
  demand: { slot: 16, name: "rest", wants: "secured", cause: null },
  troubles: [],
  holder: null,
};

/** One play of a stage, with locks that do as they are told and say so. */
class Play {
  readonly #site: Site;
  state: SiteState;
  #at: number;

  private constructor(site: Site, state: SiteState, at: number) {
    this.#site = site;
    this.state = state;
    this.#at = at;
  }

  static from(site: Site): Play {
    const { state } = start(site, { at: 0, memory: "at-rest", shiftMs: 0, inputsRead: true });
    const play = new Play(site, state, 0);
    for (const lock of site.locks) {
      const { ordered } = state.locks[lock.index] ?? { ordered: "unknown" };
      if (lock.description.monitor && ordered !== "unknown")
        play.tell({ type: "report", lock: lock.id, bolt: ordered });
    }
    return play;
  }

  /** Another play that goes on from here. */
  fork(): Play {
    return new Play(this.#site, this.state, this.#at);
  }

  tell(input: Input): void {
    this.#at += 1;
    const done = step(this.#site, this.state, input, this.#at);
    this.state = done.state;
    for (const command of done.commands) {
      if (!("lock" in command)) continue;
      const lock = this.#site.locks[this.#site.lockIndex.get(command.lock) ?? -1];
      if (lock?.description.monitor !== true || !this.#hasPower(lock.supply)) continue;
      this.tell({ type: "report", lock: command.lock, bolt: command.to });
    }
  }

  /** Lets time pass; detectors that were heard go on being heard, unless the story silenced them. */
  pass(ms: number): void {
    this.#at += ms;
    this.tell({ type: "tick" });
  }

  settle(): void {
    this.pass(1_000);
  }

  #hasPower(supply: number): boolean {
    return this.state.supplies[supply]?.status === "live";
  }
}
