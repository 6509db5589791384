/** One day of one site from one seed, and after it the question whether everything comes right again. */
import { ATTACKER, listenIn } from "./attacker.ts";
import type { BrokenPart } from "./broken-parts.ts";
import { NEMESIS } from "./nemesis.ts";
import { ask, forgetRequestIds, type Habit, PEOPLE, pull } from "./people.ts";
import { World } from "./world.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Within this of the end of all faults, what fire opens is open at the device. */
const RELEASED_WITHIN_MS = 60_000;
/** Within this of a reset and a wish to lock, everything is locked at the device. */
const SECURED_WITHIN_MS = 120_000;
const RESET_TRIES = 10;

export interface DayOptions {
  readonly seed: number;
  readonly days?: number;
  readonly broken?: BrokenPart | null;
  /** Habits that are left out: how a failure is made smaller. */
  readonly without?: ReadonlySet<string>;
}

export interface DayOutcome {
  readonly seed: number;
  readonly digest: string;
  readonly failure: string | null;
  readonly timeline: readonly string[];
  readonly witnesses: Readonly<Record<string, number>>;
  readonly events: number;
  readonly orders: number;
}

export const HABITS: readonly Habit[] = [...PEOPLE, ...ATTACKER, ...NEMESIS];

export async function playDay(options: DayOptions): Promise<DayOutcome> {
  const { seed, days = 1, broken = null, without = new Set() } = options;
  forgetRequestIds();
  const world = new World(seed, broken);
  const giveBack = world.time.install();
  try {
    await play(world, days * DAY, without);
  } finally {
    giveBack();
  }
  const { digest, failure, timeline, watch, time, orders } = world;
  return {
    seed,
    digest: digest.toString(16),
    failure,
    timeline,
    witnesses: watch.witnesses,
    events: time.fired,
    orders,
  };
}

async function play(world: World, length: number, without: ReadonlySet<string>): Promise<void> {
  const { time, house, controller } = world;
  listenIn(world);
  house.start();
  controller.start();
  await time.runTo(5_000);
  let over = false;
  for (const habit of HABITS) if (!without.has(habit.name)) begin(world, habit, () => over);
  watchLeases(world);
  while (time.now < length && world.failure === null)
    await time.runTo(Math.min(length, time.now + 60_000));
  over = true;
  if (world.failure === null) await comesRight(world);
}

/** Each habit has dice of its own, so that leaving one out changes no other. */
function begin(world: World, { name, every, act }: Habit, over: () => boolean): void {
  const dice = world.dice.branch(name);
  const again = (): void => {
    const wait = -Math.log(1 - dice.below(1_000_000) / 1_000_000) * every;
    world.time.after(
      wait,
      () => {
        if (over()) return;
        act(world, dice);
        again();
      },
      null,
    );
  };
  again();
}

/** A controller that is silent lets its leases run out, whatever made it silent. */
function watchLeases(world: World): void {
  const { time, controller, house, plan, watch } = world;
  const look = (): void => {
    const since = controller.silentSince;
    const overdue = since !== null && time.now - since > plan.site.lease.ttlMs + 5_000;
    for (const one of house.locks) {
      if (!overdue || one.lock.controllerLoss !== "release" || watch.isManual(one.door.id))
        continue;
      watch.check("a lease runs out when the controller is silent", !house.energised(one));
    }
    time.after(60_000, look, null);
  };
  look();
}

/** Faults end, people stay calm. What fire opened is open soon, and after a reset everything locks. */
async function comesRight(world: World): Promise<void> {
  const { time, house, watch, plan } = world;
  await healed(world);
  if (world.dice.branch("ending").percent(60)) {
    const detector = [...house.detectors.values()][0];
    world.note("smoke at the end of the day");
    detector?.detect(true);
  }
  await time.runTo(time.now + RELEASED_WITHIN_MS);
  for (const one of house.locks)
    if (watch.mustBeOpen(one))
      watch.check(
        `when faults end, what fire opens is open (${one.lock.id})`,
        house.bolt(one) === "unlocked",
      );
  for (const detector of house.detectors.values()) detector.detect(false);
  for (const { id, kind } of plan.site.sensors)
    if (kind === "call-point") house.say(id, { value: "clear" });
  for (const { contact } of house.leaves.values()) contact.move("closed");
  for (const door of plan.site.doors)
    if (door.emergencyRelease?.sensor != null) pull(world, door.id, false);
  await secured(world);
}

async function secured(world: World): Promise<void> {
  const { time, house, watch, plan, controller } = world;
  const dice = world.dice.branch("ending");
  const fires = () =>
    plan.site.areas.filter(({ id }) => {
      const view = controller.authority?.area(id);
      return view?.fire === "latched" || view?.suspect === true;
    });
  await time.runTo(time.now + 5_000);
  for (let tries = 0; tries < RESET_TRIES && fires().length > 0; tries += 1) {
    ask(world, dice, { action: "reset" });
    await time.runTo(time.now + 15_000);
  }
  watch.check("a reset is accepted once all is clear", fires().length === 0);
  await time.runTo(time.now + 90_000);
  for (const { id } of plan.site.doors) ask(world, dice, { action: "lock", door: id });
  await time.runTo(time.now + SECURED_WITHIN_MS);
  for (const one of house.locks)
    watch.check(
      `after a reset and a wish to lock it is locked (${one.lock.id})`,
      house.bolt(one) === "locked",
    );
}

async function healed(world: World): Promise<void> {
  const { time, broker, link, disk, house, controller, watch } = world;
  world.note("all faults end");
  broker.start();
  link.heal();
  disk.failing = false;
  disk.delayMs = 5;
  house.power(true, false);
  watch.mainsBack();
  for (const radio of house.sensorRadios) radio.quiet();
  for (const lock of house.locks) {
    lock.radio.quiet();
    house.jam(lock, false);
  }
  if (controller.paused) controller.resume();
  controller.start();
  await time.runTo(time.now + 40_000);
  house.report();
  await time.runTo(time.now + 5_000);
}
