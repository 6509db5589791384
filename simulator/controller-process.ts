/** The real controller and the real adapter as one process, which can be killed, stopped and started. */
import { calendarOf } from "../src/calendar/calendar.ts";
import { Controller } from "../src/controller/controller.ts";
import type { Authority } from "../src/controller/ports.ts";
import { systemClock } from "../src/controller/system-clock.ts";
import { type AuthorityLink, linkAuthority } from "../src/mqtt/authority-link.ts";
import { brokenAs } from "./broken-controller.ts";
import type { BrokenPart } from "./broken-parts.ts";
import type { SimulatedBroker } from "./broker.ts";
import { simulatedConnect } from "./controller-wire.ts";
import type { Dice } from "./dice.ts";
import { type SimulatedDisk, SimulatedJournal } from "./disk.ts";
import type { SitePlan } from "./generated-site.ts";
import type { Link, WireHears } from "./link.ts";
import { SimulatedPulse } from "./simulated-pulse.ts";
import type { Life, VirtualTime } from "./virtual-time.ts";
import type { Watch } from "./watch.ts";

export interface ProcessWorld {
  readonly time: VirtualTime;
  readonly broker: SimulatedBroker;
  readonly link: Link;
  readonly disk: SimulatedDisk;
  readonly dice: Dice;
  readonly plan: SitePlan;
  readonly watch: Watch;
  readonly hears: WireHears;
  readonly broken: BrokenPart | null;
  readonly challengeMs: number;
  /** Called when it falls silent: killed or stopped. */
  readonly silent: () => void;
  readonly note: (line: string) => void;
  readonly fail: (error: unknown) => void;
}

export class ControllerProcess {
  readonly #world: ProcessWorld;
  #life: Life | null = null;
  #authority: Authority | null = null;
  #link: AuthorityLink | null = null;
  /** When it was last able to renew a lease; null while it is. */
  silentSince: number | null = 0;
  #pulse = new SimulatedPulse();

  constructor(world: ProcessWorld) {
    this.#world = world;
  }

  get authority(): Authority | null {
    return this.#authority;
  }

  get connected(): boolean {
    return this.#life?.paused === false && this.#link?.connected === true;
  }

  get running(): boolean {
    return this.#life !== null;
  }

  get paused(): boolean {
    return this.#life?.paused === true;
  }

  start(): void {
    const { time, note } = this.#world;
    if (this.#life !== null) return;
    note("the controller starts");
    const life: Life = { alive: true, paused: false };
    this.#life = life;
    time.after(0, () => void this.#run(life).catch((error) => this.#failed(life, error)), life);
  }

  kill(lies: boolean): void {
    const { link, disk, dice, watch } = this.#world;
    if (this.#life === null) return;
    watch.ended();
    if (!this.#life.paused) this.#fallsSilent();
    this.#life.alive = false;
    this.#life = null;
    this.#authority = null;
    this.#link = null;
    for (const session of [...link.sessions]) session.killed();
    disk.crash(dice, lies);
  }

  pause(): void {
    if (this.#life === null || this.#life.paused) return;
    this.#life.paused = true;
    this.#fallsSilent();
  }

  resume(): void {
    if (this.#life?.paused !== true) return;
    const { time, watch, note } = this.#world;
    note("SIGCONT");
    const stoppedFor = time.now - (this.silentSince ?? time.now);
    watch.wentOn(stoppedFor);
    this.silentSince = null;
    this.#pulse.stopped(stoppedFor);
    time.resume(this.#life);
    const pulse = this.#pulse;
    time.after(0, () => pulse.beat(), this.#life);
  }

  /** As `openAuthority` wires it, with a wire and a disk of its own. */
  async #run(life: Life): Promise<void> {
    const { time, broker, link, disk, dice, plan, watch, hears, broken, challengeMs } = this.#world;
    const { site } = plan;
    this.#pulse = new SimulatedPulse();
    const early = broken === "acknowledges-early";
    const doubt = disk.lost > 0;
    watch.check("what was said to be on disk is there", disk.rows.length >= disk.acknowledged);
    const found = disk.recollection();
    const memory = found.state?.memory;
    const latched = (kind: "fire" | "gas") =>
      site.areas.flatMap(({ id }) => ((memory?.areas[id]?.[kind] ?? null) === null ? [] : [id]));
    watch.began({ fire: new Set(latched("fire")), gas: new Set(latched("gas")) }, doubt);
    const journal = new SimulatedJournal(disk, found, time, life, early);
    const controller = await Controller.open({
      site,
      clock: systemClock,
      pulse: this.#pulse,
      journal,
      hours: calendarOf(site.schedules),
      linkDown: new Set([
        ...plan.locks.map(({ lock }) => lock.id),
        ...site.doors.flatMap(({ holder }) => holder?.id ?? []),
      ]),
      log: () => undefined,
    });
    watch.remembers(controller);
    controller.listen({ changed: (change) => watch.changed(change) });
    const authority = watch.around(brokenAs(broken, controller));
    this.#link = await linkAuthority(authority, {
      broker: { kind: "external", url: "mqtt://simulated" },
      authority: "simulator",
      challengeMs,
      connect: simulatedConnect({
        time,
        broker,
        link,
        dice,
        life,
        hears,
        broken,
      }),
    });
    controller.begin();
    this.#authority = controller;
    this.silentSince = null;
  }

  #fallsSilent(): void {
    this.silentSince = this.#world.time.now;
    this.#world.silent();
  }

  #failed(life: Life, error: unknown): void {
    if (life.alive) this.#world.fail(error);
  }
}
