/** What the watch knows: what the world did, what the controller was told, and what that comes to. */
import type { Authority } from "../src/controller/ports.ts";
import type { LinkChange, Reading, Report, Request } from "../src/core/input.ts";
import type { CommandMessage } from "../src/site-handle.ts";
import {
  type DoorAccount,
  emergencyOf,
  IN_DOUBT_MS,
  opensOn,
  PRESS_COUNTS_MS,
  serves,
  untouched,
} from "./door-account.ts";
import type { LockPlan, SitePlan } from "./generated-site.ts";
import { isOpenAt } from "./opening-hours.ts";
import { Standing } from "./standing.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** The areas in which something is latched. */
export interface Latched {
  readonly fire: Set<string>;
  readonly gas: Set<string>;
}

export const KINDS = ["fire", "gas"] as const;

/** What a lock or holder was told before, if anything. */
export type Told = CommandMessage["to"] | undefined;

/** The controller asks for the hours every minute of the wall clock. */
const HOURS_LAG_MS = 61_000;

/** Anything that an adapter tells the controller. */
export type Heard = Reading | Report | LinkChange | { readonly type: "schedule" };

export class Account {
  readonly latched: Latched = { fire: new Set(), gas: new Set() };
  readonly suspect = new Set<string>();
  protected readonly time: VirtualTime;
  protected readonly plan: SitePlan;
  protected readonly doors = new Map<string, DoorAccount>();
  protected readonly ordered = new Map<string, CommandMessage["to"]>();
  protected readonly asking = new Map<string, number>();
  protected readonly spoken = new Set<string>();
  protected inputsRead = false;
  protected beganAt = 0;
  protected mainsGoneAt = Number.NEGATIVE_INFINITY;
  protected resetting = 0;
  /** Given while a reset was being decided: whether they were right shows when it is. */
  protected duringReset: (readonly [LockPlan, CommandMessage, Told])[] = [];
  /** Where a detector just spoke, and of what: its release leaves before its latch is told. */
  protected alarming: { readonly area: string; readonly kind: "fire" | "gas" } | null = null;
  protected readonly standing = new Standing();
  /** The last word of each sensor in this run. */
  protected readonly lastHeard = new Map<string, Reading["value"]>();
  protected latchedBefore = 0;
  protected readonly links = new Map<string, "up" | "down">();
  /**
   * Doors whose green box was pulled until the message that is being told. A process that was stopped
   * first tells its releases again by what it knew, and only then hears what came meanwhile.
   */
  protected readonly manualBefore = new Set<DoorAccount>();
  protected wakes = false;
  #endedAt = 0;
  /** Until when hours that the wall clock does not show any more may count. */
  protected hoursCountUntil = Number.NEGATIVE_INFINITY;

  constructor(time: VirtualTime, plan: SitePlan) {
    this.time = time;
    this.plan = plan;
    for (const { id } of plan.site.doors) this.doors.set(id, untouched());
  }

  /** What people and power did, whether or not anybody heard of it. */
  pressed(door: string): void {
    this.door(door).pressedAt = this.time.now;
  }

  /**
   * A stopped process goes on: a press that waited in its socket opens the door now. It is late, and
   * whoever pressed wanted out.
   */
  wentOn(stoppedFor: number): void {
    const { now } = this.time;
    for (const door of this.doors.values())
      if (now - door.pressedAt <= stoppedFor + PRESS_COUNTS_MS) door.pressedAt = now;
    this.wakes = true;
    this.clockSteps();
  }

  /** The controller looks at the clock every minute: what it found there counts until then. */
  clockSteps(): void {
    this.hoursCountUntil = this.time.now + HOURS_LAG_MS;
  }

  /** The process died. */
  ended(): void {
    this.#endedAt = this.time.now;
  }

  mainsOut(): void {
    this.mainsGoneAt = Number.POSITIVE_INFINITY;
  }

  mainsBack(): void {
    this.mainsGoneAt = this.time.now;
  }

  /** A new run begins: what it must remember of fires, and whether its memory is in doubt. */
  began(latched: Latched, inDoubt: boolean): void {
    this.inputsRead = false;
    this.spoken.clear();
    this.beganAt = this.time.now;
    this.asking.clear();
    this.duringReset = [];
    this.resetting = 0;
    this.standing.began(this.time.now);
    this.links.clear();
    this.lastHeard.clear();
    for (const kind of KINDS) {
      this.latched[kind].clear();
      for (const area of latched[kind]) this.latched[kind].add(area);
    }
    if (inDoubt) for (const { id } of this.plan.site.areas) this.suspect.add(id);
    for (const door of this.doors.values()) {
      if (inDoubt || this.time.now - door.operatedAt < IN_DOUBT_MS) door.unlocked = true;
      // After a wall clock that went back nobody knows for how long nothing ran: a way out that stood when
      // the last run ended keeps the time that it had left.
      const stood = this.#endedAt - door.heardPressAt <= PRESS_COUNTS_MS;
      if (stood && this.time.wallOffset < door.offsetAtPress) door.pressedAt = this.time.now;
    }
  }

  /** Whether this lock must be open now, for fire or gas, at its door. */
  mustBeOpen(plan: LockPlan): boolean {
    return KINDS.some(
      (kind) =>
        opensOn(plan, kind) && [...this.latched[kind]].some((area) => serves(plan.door, area)),
    );
  }

  /** Whether a journal in doubt may have lost a release of this lock. */
  protected isSuspect(plan: LockPlan): boolean {
    const opens = KINDS.some((kind) => opensOn(plan, kind));
    return opens && [...this.suspect].some((area) => serves(plan.door, area));
  }

  /**
   * A release for life is never on a lease: it stands without anybody. Only a lock that needs power to be
   * open is held by it; a fail-safe one that is energised after its time is locked by nobody.
   */
  standsAlone(plan: LockPlan): boolean {
    if (plan.lock.failMode === "fail-safe") return false;
    return this.door(plan.door.id).manual || this.mustBeOpen(plan);
  }

  protected heard(input: Heard): void {
    this.alarming = null;
    const wakes = this.wakes;
    this.wakes = false;
    this.standing.seen(this.time.now);
    this.latchedBefore = this.latchedNow;
    if (input.type === "link") this.links.set(input.lock, input.value);
    if (input.type !== "reading") return;
    this.spoken.add(input.sensor);
    // Every sensor spoke: that is having read the inputs, whoever says so.
    if (this.spoken.size === this.plan.site.sensors.length) this.inputsRead = true;
    const sensor = this.plan.site.sensors.find(({ id }) => id === input.sensor);
    const kind = sensor === undefined ? null : emergencyOf(sensor);
    if (input.value === "alarm" && sensor?.area != null && kind !== null)
      this.alarming = { area: sensor.area, kind };
    if (input.value === "alarm" && input.retained !== true && sensor?.door != null) {
      const pressed = this.door(sensor.door);
      pressed.heardPressAt = this.time.now;
      pressed.offsetAtPress = this.time.wallOffset;
    }
    const door = this.plan.site.doors.find(
      ({ emergencyRelease }) => emergencyRelease?.sensor === input.sensor,
    );
    if (door === undefined) return;
    if (wakes && this.door(door.id).manual) this.manualBefore.add(this.door(door.id));
    if (input.value === "alarm") this.door(door.id).manual = true;
    if (input.value === "clear") this.door(door.id).manual = false;
  }

  protected get latchedNow(): number {
    return this.latched.fire.size + this.latched.gas.size;
  }

  protected isOpened({ lock }: LockPlan): boolean {
    return this.ordered.get(lock.id) === "unlocked" || !this.reaches(lock.id);
  }

  protected reaches(target: string): boolean {
    return this.links.get(target) === "up";
  }

  protected granted(action: Request["action"], id: string): void {
    const door = this.door(id);
    const timed = this.plan.site.doors.find((one) => one.id === id)?.unlockMeans === "access";
    if (action === "access" || (action === "unlock" && timed)) door.accessAt = this.time.now;
    if (action !== "unlock" || timed) return;
    door.unlocked = true;
    door.operatedAt = this.time.now;
  }

  /** A door that a lockdown would make a trap is not secured by it, and says so. */
  protected shuts(authority: Authority, id: string | null): boolean {
    const door = this.plan.site.doors.find((one) => one.id === id);
    const trap = authority.door(id ?? "")?.troubles.includes("would-trap") === true;
    return door !== undefined && !trap && this.standing.locksDown(door);
  }

  protected hoursOpen(door: string): boolean {
    const { now, wall } = this.time;
    const kept = this.plan.site.schedules.some(({ doors }) => doors.includes(door));
    return kept && (now <= this.hoursCountUntil || isOpenAt(wall) || isOpenAt(wall - HOURS_LAG_MS));
  }

  protected door(id: string): DoorAccount {
    const door = this.doors.get(id);
    if (door === undefined) throw new Error(`no door ${id}`);
    return door;
  }
}
