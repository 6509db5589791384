/**
 * What must hold at every step. It knows what the world did and what the controller was told, keeps its
 * own account of what that comes to, and never asks the engine why it did something.
 */
import type { Authority } from "../src/controller/ports.ts";
import type { Request, Result } from "../src/core/input.ts";
import type { SensorDescription } from "../src/core/site.ts";
import type { CommandMessage, SiteChange } from "../src/site-handle.ts";
import { Account, type Heard, KINDS, type Told } from "./account.ts";
import {
  ACCESS_COUNTS_MS,
  EXPIRES_AFTER_MS,
  emergencyOf,
  IN_DOUBT_MS,
  INPUTS_WITHIN_MS,
  opensOn,
  PRESS_COUNTS_MS,
  serves,
} from "./door-account.ts";
import type { LockPlan, SitePlan } from "./generated-site.ts";
import type { VirtualTime } from "./virtual-time.ts";

export class Watch extends Account {
  /** How often each promise was put to the test. */
  readonly witnesses: Record<string, number> = {};
  readonly #fail: (promise: string) => void;
  readonly #locks: ReadonlyMap<string, LockPlan>;
  readonly #decided = new Set<string>();
  /** Ids of requests that are not to be obeyed: forged, stale, kept. */
  readonly #forbidden = new Set<string>();
  /** @param fail hears of every promise that was broken. */
  constructor(time: VirtualTime, plan: SitePlan, fail: (promise: string) => void) {
    super(time, plan);
    this.#fail = fail;
    this.#locks = new Map(plan.locks.map((one) => [one.lock.id, one]));
  }

  forbid(id: string): void {
    this.#forbidden.add(id);
  }

  remembers(authority: Authority): void {
    for (const kind of KINDS)
      for (const area of this.latched[kind]) {
        const stands = authority.area(area)?.[kind] === "latched";
        this.#holds("a latch that was written down survives a restart", stands);
      }
    for (const area of this.suspect) {
      const view = authority.area(area);
      const kept = view?.suspect === true || view?.fire === "latched" || view?.gas === "latched";
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
        this.inputsRead = true;
        authority.inputsRead();
      },
      alarmLink: (value) => authority.alarmLink(value),
      listen: (listener) => authority.listen(listener),
      close: () => authority.close(),
      attach: (driver) =>
        authority.attach({
          targets: driver.targets,
          drive: (orders) => {
            for (const one of orders) this.#order(authority, one);
            driver.drive(orders);
          },
        }),
      tell: (input) => {
        this.heard(input);
        const result = authority.tell(input);
        this.#afterHearing(authority, input);
        return result;
      },
      tellAll: (inputs) => {
        for (const input of inputs) {
          this.heard(input);
          authority.tellAll([input]);
          this.#afterHearing(authority, input);
        }
      },
      request: (request) => this.#request(authority, request),
    };
  }

  changed({ areas }: SiteChange): void {
    for (const area of areas)
      for (const kind of KINDS) {
        const latched = this.latched[kind];
        if (area[kind] === "latched") latched.add(area.id);
        else if (latched.has(area.id)) {
          this.#holds("a latch ends by a reset and by nothing else", this.resetting > 0);
          latched.delete(area.id);
        }
      }
  }

  /** An order that comes late may undo a release, or open a door that nobody stands at any more. */
  arrived(lateMs: number): void {
    this.#holds("no order arrives after its expiry", lateMs <= EXPIRES_AFTER_MS);
  }

  check(name: string, holds: boolean): void {
    this.#holds(name, holds);
  }

  #holds(name: string, holds: boolean): void {
    this.witnesses[name] = (this.witnesses[name] ?? 0) + 1;
    if (!holds) this.#fail(name);
  }

  #afterHearing(authority: Authority, input: Heard): void {
    this.alarming = null;
    this.manualBefore.clear();
    if (input.type !== "reading") return;
    const before = this.lastHeard.get(input.sensor);
    this.lastHeard.set(input.sensor, input.value);
    if (input.value !== "alarm" || input.retained === true) return;
    const sensor = this.plan.site.sensors.find(({ id }) => id === input.sensor);
    if (sensor === undefined) return;
    if (sensor.kind === "exit-request") this.#wayOut(sensor);
    if (sensor.area === null || authority.sensor(sensor.id)?.isolated === true) return;
    const test = this.standing.tests(sensor, this.time.now);
    if (test === "maybe") return;
    const kind = emergencyOf(sensor);
    if (kind === null) this.#intruded(authority, sensor.area, test);
    else if (test === "no") this.#latches(authority, sensor.area, kind);
    else if (before === "clear")
      this.#holds("a sensor under test latches nothing", this.latchedNow === this.latchedBefore);
  }

  #latches(authority: Authority, area: string, kind: "fire" | "gas"): void {
    const latched = authority.area(area)?.[kind] === "latched";
    this.#holds("an alarm that counts latches at once", latched);
    if (this.standing.testsSomething(this.time.now))
      this.#holds("a walk test hides no alarm of elsewhere", latched);
    for (const plan of this.plan.locks)
      if (this.mustBeOpen(plan))
        this.#holds("and every lock that it opens is told so in that moment", this.isOpened(plan));
    if (kind === "gas") return;
    for (const { holder } of this.plan.site.doors) {
      if (holder === null) continue;
      const told = this.ordered.get(holder.id) !== "held" || !this.reaches(holder.id);
      this.#holds("and every holder lets go", told);
    }
  }

  #intruded(authority: Authority, area: string, test: "yes" | "no"): void {
    if (test === "yes") return;
    const down = authority.area(area)?.lockdown === true;
    this.#holds("an intrusion alarm locks its area down", down);
    this.standing.intruded(area);
  }

  /** Whoever presses gets out, in a lockdown and in a drill as at any time. */
  #wayOut(sensor: SensorDescription): void {
    for (const plan of this.plan.locks) {
      const { lock, door } = plan;
      if (door.id !== sensor.door || lock.failMode !== "fail-safe") continue;
      const opened = this.isOpened(plan);
      this.#holds("an exit button opens its door", opened);
      if (this.standing.locksDown(door)) this.#holds("and in a lockdown, too", opened);
    }
  }

  async #request(authority: Authority, request: Request): Promise<Result> {
    const { id = "" } = request;
    this.wakes = false;
    this.#holds("no stale, kept or forged request is obeyed", !this.#forbidden.has(id));
    this.#holds("a request is decided once", !this.#decided.has(id));
    this.#decided.add(id);
    const door = "door" in request ? request.door : null;
    if (door !== null) this.asking.set(door, (this.asking.get(door) ?? 0) + 1);
    if (request.action === "reset") this.resetting += 1;
    const shut = this.shuts(authority, door);
    this.standing.asked(request, this.time.now);
    if (door !== null) this.granted(request.action, door);
    const result = await authority.request(request);
    if (request.action === "reset") this.resetting -= 1;
    if (
      shut &&
      this.shuts(authority, door) &&
      (request.action === "access" || request.action === "unlock")
    )
      this.#holds("nobody is let in in a lockdown", !result.ok);
    this.standing.answered(request, result.ok, this.time.now);
    if (result.ok && request.action === "drill-start") this.#drilled();
    if (result.ok && request.action === "reset") this.suspect.clear();
    for (const given of this.duringReset.splice(0)) this.#mayLock(...given);
    if (door !== null) this.asking.set(door, (this.asking.get(door) ?? 1) - 1);
    if (result.ok && request.action === "reset")
      for (const account of this.doors.values()) account.operatedAt = this.time.now;
    if (result.ok && request.action === "lock" && door !== null) {
      this.door(door).unlocked = false;
      this.door(door).operatedAt = this.time.now;
    }
    return result;
  }

  #order(authority: Authority, order: CommandMessage): void {
    const plan = this.#locks.get(order.target);
    if (order.to === "held") this.#mayHold(order.target);
    const was = this.ordered.get(order.target);
    this.ordered.set(order.target, order.to);
    if (plan === undefined) return;
    if (order.to === "locked" && this.resetting > 0) this.duringReset.push([plan, order, was]);
    else if (order.to === "locked") this.#mayLock(plan, order, was);
    else this.#mayUnlock(authority, plan, order, was);
  }

  #mayLock(plan: LockPlan, order: CommandMessage, was: Told): void {
    const { lock, door } = plan;
    this.#holds("no lock is told to lock while a latch opens it", !this.mustBeOpen(plan));
    const drilled = opensOn(plan, "fire") && this.standing.drills(door, this.time.now);
    this.#holds("no lock is told to lock while a drill opens it", !drilled);
    const manual = lock.failMode === "fail-safe" && this.door(door.id).manual;
    this.#holds("no lock is told to lock while its green box is pulled", !manual);
    const suspected = lock.failMode === "fail-safe" && this.isSuspect(plan);
    this.#holds("nothing is secured while the journal is in doubt", !suspected);
    const renewal = order.leaseSeconds !== null && was === "locked";
    const asked = (this.asking.get(door.id) ?? 0) > 0;
    const waited = this.time.now - this.beganAt >= INPUTS_WITHIN_MS;
    const driven = this.inputsRead || waited || renewal || asked;
    this.#holds("nothing is driven before the inputs were read", driven);
  }

  #mayUnlock(authority: Authority, plan: LockPlan, order: CommandMessage, was: Told): void {
    const { now } = this.time;
    const door = this.door(plan.door.id);
    // While the journal is in doubt nothing is secured that fire or gas would open, so the lease of what
    // somebody unlocked goes on until a person resets, whatever else is wanted of it.
    const renewal = order.leaseSeconds !== null && was === "unlocked";
    const kept = renewal && this.isSuspect(plan);
    const alarming =
      this.alarming !== null &&
      opensOn(plan, this.alarming.kind) &&
      serves(plan.door, this.alarming.area);
    const forLife =
      alarming ||
      this.mustBeOpen(plan) ||
      (this.standing.mayDrill(now) && opensOn(plan, "fire")) ||
      kept ||
      door.manual ||
      this.manualBefore.has(door) ||
      now - door.pressedAt <= PRESS_COUNTS_MS ||
      now - this.mainsGoneAt <= IN_DOUBT_MS;
    const letIn =
      door.unlocked || now - door.accessAt <= ACCESS_COUNTS_MS || this.hoursOpen(plan.door.id);
    this.#holds("no lock is told to unlock without a cause", forLife || letIn);
    if (this.shuts(authority, plan.door.id))
      this.#holds("in a lockdown no lock is told to unlock but for life", forLife);
  }

  /** A drill has begun. */
  #drilled(): void {
    for (const plan of this.plan.locks)
      if (opensOn(plan, "fire") && this.standing.drills(plan.door, this.time.now))
        this.#holds("a drill opens what fire opens", this.isOpened(plan));
    for (const { holder } of this.plan.site.doors)
      if (holder !== null && this.standing.drills(null, this.time.now)) {
        const told = this.ordered.get(holder.id) !== "held" || !this.reaches(holder.id);
        this.#holds("and lets go what fire lets go", told);
      }
  }

  #mayHold(holder: string): void {
    const door = this.plan.site.doors.find((one) => one.holder?.id === holder);
    if (door === undefined) return;
    const fire = this.latched.fire.size > 0 || this.alarming?.kind === "fire";
    this.#holds("no holder is told to hold while fire stands", !fire || this.resetting > 0);
    this.#holds("nor in a drill", !this.standing.drills(null, this.time.now));
    this.#holds("nor in a lockdown of its door", !this.standing.locksDown(door));
  }
}
