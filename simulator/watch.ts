/**
 * What must hold at every step. It knows what the world did and what the controller was told, keeps its
 * own account of what that comes to, and never asks the engine why it did something.
 */
import type { Authority } from "../src/controller/ports.ts";
import type { LinkChange, Reading, Report, Request, Result } from "../src/core/input.ts";
import type { CommandMessage, SiteChange } from "../src/site-handle.ts";
import {
  ACCESS_COUNTS_MS,
  type DoorAccount,
  EXPIRES_AFTER_MS,
  IN_DOUBT_MS,
  INPUTS_WITHIN_MS,
  PRESS_COUNTS_MS,
  serves,
  untouched,
} from "./door-account.ts";
import type { LockPlan, SitePlan } from "./generated-site.ts";
import type { VirtualTime } from "./virtual-time.ts";

export class Watch {
  /** How often each promise was put to the test. */
  readonly witnesses: Record<string, number> = {};
  readonly latched = new Set<string>();
  readonly suspect = new Set<string>();
  readonly #time: VirtualTime;
  readonly #plan: SitePlan;
  readonly #fail: (promise: string) => void;
  readonly #doors = new Map<string, DoorAccount>();
  readonly #ordered = new Map<string, CommandMessage["to"]>();
  readonly #locks: ReadonlyMap<string, LockPlan>;
  readonly #decided = new Set<string>();
  /** Ids of requests that are not to be obeyed: forged, stale, kept. */
  readonly #forbidden = new Set<string>();
  readonly #asking = new Map<string, number>();
  readonly #spoken = new Set<string>();
  #inputsRead = false;
  #beganAt = 0;
  #mainsGoneAt = Number.NEGATIVE_INFINITY;
  #resetting = 0;
  /** Given while a reset was being decided: whether they were right shows when it is. */
  #duringReset: (readonly [LockPlan, CommandMessage])[] = [];
  /** The area whose detector just spoke: its release leaves before its latch is told. */
  #alarming: string | null = null;

  /** @param fail hears of every promise that was broken. */
  constructor(time: VirtualTime, plan: SitePlan, fail: (promise: string) => void) {
    this.#time = time;
    this.#fail = fail;
    this.#plan = plan;
    this.#locks = new Map(plan.locks.map((one) => [one.lock.id, one]));
    for (const { id } of plan.site.doors) this.#doors.set(id, untouched());
  }

  /** What people and power did, whether or not anybody heard of it. */
  pressed(door: string): void {
    this.#door(door).pressedAt = this.#time.now;
  }

  /**
   * A stopped process goes on: a press that waited in its socket opens the door now. It is late, and
   * whoever pressed wanted out.
   */
  wentOn(stoppedFor: number): void {
    const { now } = this.#time;
    for (const door of this.#doors.values())
      if (now - door.pressedAt <= stoppedFor + PRESS_COUNTS_MS) door.pressedAt = now;
  }

  mainsOut(): void {
    this.#mainsGoneAt = Number.POSITIVE_INFINITY;
  }

  mainsBack(): void {
    this.#mainsGoneAt = this.#time.now;
  }

  forbid(id: string): void {
    this.#forbidden.add(id);
  }

  /** A new run begins: what it must remember of fires, and whether its memory is in doubt. */
  began(latched: ReadonlySet<string>, inDoubt: boolean): void {
    this.#inputsRead = false;
    this.#spoken.clear();
    this.#beganAt = this.#time.now;
    this.#asking.clear();
    this.#duringReset = [];
    this.#resetting = 0;
    for (const area of this.latched) if (!latched.has(area)) this.latched.delete(area);
    for (const area of latched) this.latched.add(area);
    if (inDoubt) for (const { id } of this.#plan.site.areas) this.suspect.add(id);
    for (const door of this.#doors.values())
      if (inDoubt || this.#time.now - door.operatedAt < IN_DOUBT_MS) door.unlocked = true;
  }

  remembers(authority: Authority): void {
    for (const area of this.latched) {
      const view = authority.area(area);
      this.#holds("a latch that was written down survives a restart", view?.fire === "latched");
    }
    for (const area of this.suspect) {
      const view = authority.area(area);
      const kept = view?.suspect === true || view?.fire === "latched";
      this.#holds("a journal that lost its tail is in doubt", kept);
    }
  }

  /** The authority as the adapter sees it, with everything that passes looked at. */
  around(authority: Authority): Authority {
    return {
      role: "authority",
      description: authority.description,
      online: true,
      door: (id) => authority.door(id),
      sensor: (id) => authority.sensor(id),
      supply: (id) => authority.supply(id),
      area: (id) => authority.area(id),
      inputsRead: () => {
        this.#inputsRead = true;
        authority.inputsRead();
      },
      alarmLink: (value) => authority.alarmLink(value),
      listen: (listener) => authority.listen(listener),
      close: () => authority.close(),
      attach: (driver) =>
        authority.attach({
          targets: driver.targets,
          drive: (orders) => {
            for (const one of orders) this.#order(one);
            driver.drive(orders);
          },
        }),
      tell: (input) => {
        this.#heard(input);
        const result = authority.tell(input);
        this.#afterHearing(authority, input);
        return result;
      },
      tellAll: (inputs) => {
        for (const input of inputs) {
          this.#heard(input);
          authority.tellAll([input]);
          this.#afterHearing(authority, input);
        }
      },
      request: (request) => this.#request(authority, request),
    };
  }

  changed({ areas }: SiteChange): void {
    for (const { id, fire } of areas) {
      if (fire === "latched") this.latched.add(id);
      else if (this.latched.has(id)) {
        this.#holds("a latch ends by a reset and by nothing else", this.#resetting > 0);
        this.latched.delete(id);
      }
    }
  }

  /** An order that comes late may undo a release, or open a door that nobody stands at any more. */
  arrived(lateMs: number): void {
    this.#holds("no order arrives after its expiry", lateMs <= EXPIRES_AFTER_MS);
  }

  /** Whether this lock must be open now, for fire, at its door. */
  mustBeOpen({ lock, door }: LockPlan): boolean {
    if (lock.failMode !== "fail-safe") return false;
    return [...this.latched].some((area) => serves(door, area));
  }

  /** A release for life is never on a lease: it stands without anybody. */
  isManual(door: string): boolean {
    return this.#door(door).manual;
  }

  check(name: string, holds: boolean): void {
    this.#holds(name, holds);
  }

  #holds(name: string, holds: boolean): void {
    this.witnesses[name] = (this.witnesses[name] ?? 0) + 1;
    if (!holds) this.#fail(name);
  }

  #heard(input: Reading | Report | LinkChange | { readonly type: "schedule" }): void {
    this.#alarming = null;
    if (input.type !== "reading") return;
    this.#spoken.add(input.sensor);
    // Every sensor spoke: that is having read the inputs, whoever says so.
    if (this.#spoken.size === this.#plan.site.sensors.length) this.#inputsRead = true;
    if (input.value === "alarm")
      this.#alarming = this.#plan.site.sensors.find(({ id }) => id === input.sensor)?.area ?? null;
    const door = this.#plan.site.doors.find(
      ({ emergencyRelease }) => emergencyRelease?.sensor === input.sensor,
    );
    if (door === undefined) return;
    if (input.value === "alarm") this.#door(door.id).manual = true;
    if (input.value === "clear") this.#door(door.id).manual = false;
  }

  #afterHearing(
    authority: Authority,
    input: Reading | Report | LinkChange | { readonly type: "schedule" },
  ): void {
    this.#alarming = null;
    if (input.type !== "reading" || input.value !== "alarm" || input.retained === true) return;
    const sensor = this.#plan.site.sensors.find(({ id }) => id === input.sensor);
    if (sensor === undefined || sensor.area === null) return;
    if (authority.sensor(sensor.id)?.isolated === true) return;
    const latched = authority.area(sensor.area)?.fire === "latched";
    this.#holds("an alarm that counts latches at once", latched);
    for (const plan of this.#plan.locks) {
      if (!this.mustBeOpen(plan)) continue;
      const troubles = authority.door(plan.door.id)?.troubles ?? [];
      const unreachable = troubles.includes("no-link");
      const told = this.#ordered.get(plan.lock.id) === "unlocked";
      this.#holds("and every lock that it opens is told so in that moment", told || unreachable);
    }
  }

  async #request(authority: Authority, request: Request): Promise<Result> {
    const { id = "" } = request;
    this.#holds("no stale, kept or forged request is obeyed", !this.#forbidden.has(id));
    this.#holds("a request is decided once", !this.#decided.has(id));
    this.#decided.add(id);
    const door = "door" in request ? request.door : null;
    if (door !== null) this.#asking.set(door, (this.#asking.get(door) ?? 0) + 1);
    if (request.action === "reset") this.#resetting += 1;
    if (door !== null) this.#granted(request.action, door);
    const result = await authority.request(request);
    if (request.action === "reset") this.#resetting -= 1;
    if (result.ok && request.action === "reset") this.suspect.clear();
    for (const [plan, order] of this.#duringReset.splice(0)) this.#mayLock(plan, order);
    if (door !== null) this.#asking.set(door, (this.#asking.get(door) ?? 1) - 1);
    if (result.ok && request.action === "reset")
      for (const account of this.#doors.values()) account.operatedAt = this.#time.now;
    if (result.ok && request.action === "lock" && door !== null) {
      this.#door(door).unlocked = false;
      this.#door(door).operatedAt = this.#time.now;
    }
    return result;
  }

  #granted(action: Request["action"], id: string): void {
    const door = this.#door(id);
    const timed = this.#plan.site.doors.find((one) => one.id === id)?.unlockMeans === "access";
    if (action === "access" || (action === "unlock" && timed)) door.accessAt = this.#time.now;
    if (action !== "unlock" || timed) return;
    door.unlocked = true;
    door.operatedAt = this.#time.now;
  }

  #order(order: CommandMessage): void {
    const plan = this.#locks.get(order.target);
    if (plan === undefined) return;
    if (order.to === "locked" && this.#resetting > 0) this.#duringReset.push([plan, order]);
    else if (order.to === "locked") this.#mayLock(plan, order);
    else this.#mayUnlock(plan);
    this.#ordered.set(order.target, order.to);
  }

  #mayLock(plan: LockPlan, order: CommandMessage): void {
    const { lock, door } = plan;
    this.#holds("no lock is told to lock while a latch opens it", !this.mustBeOpen(plan));
    const manual = lock.failMode === "fail-safe" && this.#door(door.id).manual;
    this.#holds("no lock is told to lock while its green box is pulled", !manual);
    const suspected =
      lock.failMode === "fail-safe" && [...this.suspect].some((area) => serves(door, area));
    this.#holds("nothing is secured while the journal is in doubt", !suspected);
    const renewal = order.leaseSeconds !== null && this.#ordered.get(lock.id) === "locked";
    const asked = (this.#asking.get(door.id) ?? 0) > 0;
    const waited = this.#time.now - this.#beganAt >= INPUTS_WITHIN_MS;
    const driven = this.#inputsRead || waited || renewal || asked;
    this.#holds("nothing is driven before the inputs were read", driven);
  }

  #mayUnlock(plan: LockPlan): void {
    const { now } = this.#time;
    const door = this.#door(plan.door.id);
    const alarming =
      plan.lock.failMode === "fail-safe" &&
      this.#alarming !== null &&
      serves(plan.door, this.#alarming);
    const admitted =
      alarming ||
      this.mustBeOpen(plan) ||
      door.manual ||
      door.unlocked ||
      now - door.pressedAt <= PRESS_COUNTS_MS ||
      now - door.accessAt <= ACCESS_COUNTS_MS ||
      now - this.#mainsGoneAt <= IN_DOUBT_MS;
    this.#holds("no lock is told to unlock without a cause", admitted);
  }

  #door(id: string): DoorAccount {
    const door = this.#doors.get(id);
    if (door === undefined) throw new Error(`no door ${id}`);
    return door;
  }
}
