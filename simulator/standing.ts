/**
 * What people and detectors set over a site besides its latches: drills, a walk test, lockdowns. Each is
 * known for certain while one run lasts; after a restart it may stand or not, and then nothing follows.
 */
import type { Request } from "../src/core/input.ts";
import type { SensorDescription } from "../src/core/site.ts";
import { serves } from "./door-account.ts";
import { MINUTE } from "./form.ts";
import type { LockPlan } from "./generated-site.ts";

type Door = LockPlan["door"];
type Action = Request["action"];

/** The longest drill or walk test, and the time in which one that was asked for begins. */
const LONGEST_MS = 31 * MINUTE;

/** What ends each of them: while that is asked for, nothing is certain. */
const ENDS = {
  drill: ["drill-end"],
  walkTest: ["walk-test-start", "walk-test-end"],
  lockdown: ["lockdown-release"],
} as const satisfies Readonly<Record<string, readonly Action[]>>;

export class Standing {
  /** Until when each drill runs, by its area; null for the whole site. */
  readonly #drills = new Map<string | null, number>();
  #walkTest: { readonly area: string | null; readonly until: number } | null = null;
  readonly #lockdowns = new Set<string | null>();
  readonly #asking = new Map<Action, number>();
  #mayDrillUntil = Number.NEGATIVE_INFINITY;
  #mayTestUntil = Number.NEGATIVE_INFINITY;
  #seenAt = 0;

  /** Somebody asks, and has no answer yet. */
  asked({ action }: Request, now: number): void {
    this.#asking.set(action, (this.#asking.get(action) ?? 0) + 1);
    if (action === "drill-start") this.#mayDrillUntil = now + LONGEST_MS;
    if (action === "walk-test-start") this.#mayTestUntil = now + LONGEST_MS;
  }

  answered(request: Request, ok: boolean, now: number): void {
    const { action } = request;
    this.#asking.set(action, Math.max(0, (this.#asking.get(action) ?? 1) - 1));
    if (!ok) return;
    const area = "area" in request ? (request.area ?? null) : null;
    // The engine counts whole milliseconds.
    const until = Math.floor(now) + ("forMs" in request ? (request.forMs ?? LONGEST_MS) : 0);
    if (action === "drill-start") this.#drills.set(area, until);
    if (action === "drill-end") this.#drills.clear();
    if (action === "walk-test-start") this.#walkTest = { area, until };
    if (action === "walk-test-end") this.#walkTest = null;
    if (action === "lockdown") this.#lockdowns.add(area);
    if (action !== "lockdown-release") return;
    if (area === null) this.#lockdowns.clear();
    else this.#lockdowns.delete(area);
  }

  /** An intrusion alarm locks its area down. */
  intruded(area: string): void {
    this.#lockdowns.add(area);
  }

  /** Something reached the controller, so it ran at this moment. */
  seen(now: number): void {
    this.#seenAt = now;
  }

  /** A new run begins. What may have stood when the last one ended may stand as long again. */
  began(now: number): void {
    this.#drills.clear();
    this.#walkTest = null;
    this.#lockdowns.clear();
    this.#asking.clear();
    if (this.#mayDrillUntil > this.#seenAt) this.#mayDrillUntil = now + LONGEST_MS;
    if (this.#mayTestUntil > this.#seenAt) this.#mayTestUntil = now + LONGEST_MS;
  }

  mayDrill(now: number): boolean {
    return now <= this.#mayDrillUntil;
  }

  /** Whether a drill runs over this door, for certain; over any door for null. */
  drills(door: Door | null, now: number): boolean {
    if (this.#ends("drill")) return false;
    return [...this.#drills].some(
      ([area, until]) => now < until && (door === null || area === null || serves(door, area)),
    );
  }

  /** Whether a sensor is under test; `maybe` where that hangs on what a run remembered. */
  tests({ kind, area }: SensorDescription, now: number): "yes" | "no" | "maybe" {
    if (kind === "call-point" || now > this.#mayTestUntil) return "no";
    const test = this.#walkTest;
    if (test === null || now >= test.until || this.#ends("walkTest")) return "maybe";
    return test.area === null || test.area === area ? "yes" : "no";
  }

  /** Whether a walk test runs somewhere, for certain. */
  testsSomething(now: number): boolean {
    return this.#walkTest !== null && now < this.#walkTest.until && !this.#ends("walkTest");
  }

  /** Whether a lockdown covers this door, for certain. */
  locksDown(door: Door): boolean {
    if (door.onLockdown === "ignore" || this.#ends("lockdown")) return false;
    const areas = [null, door.from, door.to];
    return areas.some((area) => this.#lockdowns.has(area));
  }

  #ends(which: keyof typeof ENDS): boolean {
    return ENDS[which].some((action) => (this.#asking.get(action) ?? 0) > 0);
  }
}
