/**
 * What each part of a state comes to, as 64 bits: instants count by their distance to now, those that
 * are over count as over, and names of people do not count at all. The timers are left out, because T1
 * checks that they follow from the facts.
 */
import type { Site, SiteState } from "../src/core/index.ts";
import { ORDERS_WITHIN_MS } from "../src/core/order-limit.ts";
import { CRITICAL_LOSS_MS } from "../src/core/supervision.ts";
import { ANNOUNCE_MS, FIRE_PANEL_HOLDS_MS, RELEASE_STAGGER_MS } from "../src/core/supplies.ts";
import type { WakeKind } from "../src/core/timers.ts";
import { avalanche, mask } from "./mixing.ts";
import { WORDS } from "./words.ts";

/** One moment at which a fact says that something is due. */
export interface Deadline {
  readonly kind: WakeKind;
  readonly index: number;
  readonly at: number;
}

const NOTHING = -1;

/** Reads one part at a time into `low` and `high`. */
export class FactsHash {
  readonly #site: Site;
  readonly #leased: boolean;
  readonly #countsOrders: boolean;
  low = 0;
  high = 0;
  /** The first deadline after now, or null. */
  next: number | null = null;
  /** Every deadline after now, collected only when asked for. */
  deadlines: Deadline[] | null = null;
  #now = 0;

  constructor(site: Site, countsOrders: boolean) {
    this.#site = site;
    this.#leased = site.locks.some((lock) => lock.leased);
    this.#countsOrders = countsOrders;
  }

  /** Begins with the part in this place: equal facts in two places are two things. */
  #begin(state: SiteState, kind: number, index: number): void {
    this.#now = state.now;
    const place = Math.imul(kind * 256 + index + 1, 0x9e3779b1);
    this.low = 0x2545f491 ^ place;
    this.high = (0x1b873593 + place) | 0;
  }

  #end(): void {
    this.low = avalanche(this.low);
    this.high = avalanche(this.high ^ this.low);
  }

  #feed(value: number): void {
    const a = Math.imul(this.low ^ value, 0xcc9e2d51);
    this.low = (a << 15) | (a >>> 17);
    const b = Math.imul((this.high + value) | 0, 0x85ebca6b);
    this.high = ((b << 13) | (b >>> 19)) ^ this.low;
  }

  #flag(value: boolean): void {
    this.#feed(value ? 1 : 0);
  }

  #word(value: string | null): void {
    this.#feed(value === null ? NOTHING : WORDS.of(value));
  }

  #due(kind: WakeKind, index: number, at: number | null): void {
    if (at === null || at <= this.#now) {
      this.#feed(at === null ? NOTHING : 0);
      return;
    }
    this.#feed(at - this.#now);
    if (this.next === null || at < this.next) this.next = at;
    this.deadlines?.push({ kind, index, at });
  }

  /** How long ago, up to a length beyond which nobody asks. */
  #ago(at: number | null, upTo: number): void {
    this.#feed(at === null ? NOTHING : Math.min(this.#now - at, upTo));
  }

  whole(state: SiteState): void {
    this.#begin(state, 0, 0);
    this.#whole(state);
    this.#end();
  }

  #whole(state: SiteState): void {
    this.#due("site", 0, state.gateOpensAt);
    this.#flag(state.controller === "dead");
    this.#word(state.lockdown?.kind ?? null);
    this.#feed(state.suspicion === null ? NOTHING : mask(state.suspicion.areas));
    this.#feed(state.drills.length);
    for (const drill of state.drills) {
      this.#feed(drill.area ?? NOTHING);
      this.#due("site", 0, drill.until);
    }
    this.#due("site", 0, state.walkTest?.until ?? null);
    this.#word(state.withheld);
    if (this.#leased) this.#feed(this.#now % this.#site.description.lease.renewMs);
  }

  sensor(state: SiteState, index: number): void {
    this.#begin(state, 1, index);
    this.#sensor(state, index);
    this.#end();
  }

  #sensor(state: SiteState, index: number): void {
    const facts = state.sensors[index];
    const sensor = this.#site.sensors[index];
    if (facts === undefined || sensor === undefined) return;
    const { value } = facts;
    if (typeof value === "string") this.#word(value);
    else {
      this.#word(value.status);
      this.#feed(value.percent ?? NOTHING);
      const left = value.runtimeSeconds;
      const ends = left === undefined ? null : (facts.heardAt ?? 0) + left * 1000;
      this.#feed(ends === null ? NOTHING : Math.max(0, ends - this.#now));
    }
    const every = sensor.description.supervision?.everyMs ?? 0;
    const longest = every === 0 ? 0 : Math.max(every, CRITICAL_LOSS_MS);
    this.#flag(facts.heardAt === null);
    this.#flag(facts.heardAt !== null && facts.heardAt >= state.heardFrom);
    this.#flag(facts.aliveAt === null);
    this.#ago(facts.aliveAt ?? state.bootedAt, longest);
    this.#ago(facts.lostSince, every === 0 ? 0 : CRITICAL_LOSS_MS);
    this.#flag(facts.silent);
    this.#due("sensor", index, over(facts.watchAt, this.#now));
    this.#word(facts.lastHeard);
    this.#ago(facts.alarmAt, this.#window(sensor.area));
    this.#due("sensor", index, facts.isolatedUntil);
    this.#flag(facts.excused);
    this.#word(facts.stamp);
    this.#word(facts.spentStamp);
  }

  #window(area: number): number {
    const rule = this.#site.areas[area]?.rule;
    if (rule === undefined) return 0;
    return Math.max(rule.vote === "any" ? 0 : rule.vote.withinMs, (rule.verifyMs ?? 0) * 2);
  }

  supply(state: SiteState, index: number): void {
    this.#begin(state, 2, index);
    this.#supply(state, index);
    this.#end();
  }

  #supply(state: SiteState, index: number): void {
    const facts = state.supplies[index];
    const supply = this.#site.supplies[index];
    if (facts === undefined || supply === undefined) return;
    const { critical, firePanel } = supply.description;
    this.#word(facts.status);
    this.#word(facts.on);
    this.#flag(facts.since === this.#now);
    this.#flag(facts.announced);
    this.#feed(facts.percent ?? NOTHING);
    this.#due("supply", index, facts.endsAt);
    if (facts.endsAt !== null) {
      const criticalAt = facts.endsAt - critical.minutes * 60_000;
      this.#due("supply", index, over(criticalAt, this.#now));
      this.#due("supply", index, over(criticalAt - ANNOUNCE_MS, this.#now));
    }
    this.#flag(facts.onBatterySince === null);
    if (firePanel !== null && facts.onBatterySince !== null)
      this.#due("supply", index, facts.onBatterySince + FIRE_PANEL_HOLDS_MS);
    this.#ago(facts.criticalSince, supply.locks.length * RELEASE_STAGGER_MS);
    if (facts.criticalSince === null) return;
    for (const at of supply.locks) {
      const lock = this.#site.locks[at];
      if (lock !== undefined && lock.turn > 0)
        this.#due("door", lock.door, facts.criticalSince + lock.turn * RELEASE_STAGGER_MS);
    }
  }

  area(state: SiteState, index: number): void {
    this.#begin(state, 3, index);
    this.#area(state, index);
    this.#end();
  }

  #area(state: SiteState, index: number): void {
    const facts = state.areas[index];
    const area = this.#site.areas[index];
    if (facts === undefined || area === undefined) return;
    for (const latch of [facts.fire, facts.gas]) {
      this.#word(latch?.cause.kind ?? null);
      if (latch !== null) this.#feed(mask(latch.sensors));
    }
    const { verifyMs, vote } = area.rule;
    this.#ago(facts.firePreSince, verifyMs ?? 0);
    this.#ago(facts.gasPreSince, verifyMs ?? 0);
    this.#word(facts.lockdown?.kind ?? null);
    for (const detector of area.fireDetectors) {
      const alarmAt = state.sensors[detector]?.alarmAt ?? null;
      if (alarmAt === null || facts.fire !== null) continue;
      if (vote !== "any") this.#soon("area", index, alarmAt + vote.withinMs);
      if (verifyMs !== null) this.#soon("area", index, alarmAt + verifyMs);
    }
  }

  /** A deadline that the facts need not hold: it only says when to look again. */
  #soon(_kind: WakeKind, _index: number, at: number): void {
    if (at > this.#now && (this.next === null || at < this.next)) this.next = at;
  }

  door(state: SiteState, index: number): void {
    this.#begin(state, 4, index);
    this.#door(state, index);
    this.#end();
  }

  #door(state: SiteState, index: number): void {
    const facts = state.doors[index];
    const door = this.#site.doors[index];
    if (facts === undefined || door === undefined) return;
    const { heldOpenMs, preAlarmMs } = door.description.timing;
    this.#flag(facts.manual === null);
    this.#flag(facts.manual?.at === this.#now);
    this.#word(facts.position);
    this.#ago(facts.heldFrom, heldOpenMs);
    if (facts.heldFrom !== null && facts.alarm === "normal") {
      this.#due("door", index, facts.heldFrom + heldOpenMs);
      if (!facts.warned) this.#due("door", index, facts.heldFrom + heldOpenMs - preAlarmMs);
    }
    this.#flag(facts.warned);
    this.#word(facts.alarm);
    this.#due("door", index, facts.access?.until ?? null);
    this.#due("door", index, facts.exit?.until ?? null);
    this.#word(facts.operator?.wants ?? null);
    this.#word(facts.schedule?.wants ?? null);
    this.#flag(facts.schedule?.afterEntry === true);
    this.#flag(facts.entered);
    this.#flag(facts.passed);
    this.#word(facts.holderOrdered);
    this.#word(facts.holderLink);
    this.#flag(facts.holderOwed);
  }

  lock(state: SiteState, index: number): void {
    this.#begin(state, 5, index);
    this.#lock(state, index);
    this.#end();
  }

  #lock(state: SiteState, index: number): void {
    const facts = state.locks[index];
    const lock = this.#site.locks[index];
    if (facts === undefined || lock === undefined) return;
    this.#word(facts.ordered);
    this.#word(facts.reported);
    this.#word(facts.wish);
    this.#word(facts.owed);
    this.#feed(facts.slot);
    this.#feed(facts.tries);
    this.#feed(this.#comparisons(state, lock.door, lock.supply, facts));
    this.#due("lock", index, facts.leaseEndsAt);
    this.#due("lock", index, over(facts.notBefore, this.#now));
    const { pendingSince } = facts;
    const confirmBy =
      pendingSince === null ? null : pendingSince + lock.description.confirmWithinMs;
    this.#due("lock", index, confirmBy);
    if (lock.leased) this.#ago(facts.orderedAt, this.#site.description.lease.renewMs);
    if (!this.#countsOrders) return;
    this.#feed(facts.toldLately.length);
    for (const at of facts.toldLately) this.#ago(at, ORDERS_WITHIN_MS);
  }

  /** The engine asks of past instants only which came first, or whether one is now. */
  #comparisons(
    state: SiteState,
    door: number,
    supply: number,
    facts: SiteState["locks"][number],
  ): number {
    const since = state.supplies[supply]?.since ?? null;
    const cutAt = state.doors[door]?.manual?.at ?? null;
    const bits = [
      facts.orderedHere,
      facts.onLease,
      facts.missed,
      facts.powerCycled,
      facts.unexpected,
      facts.link === "up",
      facts.orderedAt === this.#now,
      facts.leaseEndsAt === this.#now,
      facts.reportedAt >= state.heardFrom,
      facts.reportedAt > facts.orderedAt,
      since !== null && facts.reportedAt > since,
      cutAt !== null && facts.reportedAt > cutAt,
      facts.leaseEndsAt !== null && facts.reportedAt > facts.leaseEndsAt,
    ];
    let packed = 0;
    for (const bit of bits) packed = packed * 2 + (bit ? 1 : 0);
    return packed;
  }
}

/** A moment that is over is as good as none. */
function over(at: number | null, now: number): number | null {
  return at === null || at <= now ? null : at;
}
