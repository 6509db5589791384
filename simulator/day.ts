/**
 * One site from one seed, for a day or for a year; after every stretch of it the question whether everything
 * comes right again.
 */
import { ATTACKER, listenIn } from "./attacker.ts";
import type { BrokenPart } from "./broken-parts.ts";
import type { Dice } from "./dice.ts";
import { DAY, FORMS, type Form, type FormName, MINUTE } from "./form.ts";
import { NEMESIS } from "./nemesis.ts";
import { ask, forgetRequestIds, type Habit, PEOPLE, pull } from "./people.ts";
import { WARDENS } from "./wardens.ts";
import { World } from "./world.ts";

/** Within this of the end of all faults, what fire opens is open at the device. */
const RELEASED_WITHIN_MS = 60_000;
/** Within this of a reset and a wish to lock, everything is locked at the device. */
const SECURED_WITHIN_MS = 120_000;
const RESET_TRIES = 10;
/** While the controller is silent, its leases are looked at again after so long. */
const LOOK_AGAIN_MS = MINUTE;

export interface DayOptions {
  readonly seed: number;
  readonly form?: FormName;
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
  /** How often each thing happened to the site. */
  readonly happenings: Readonly<Record<string, number>>;
}

export const HABITS: readonly Habit[] = [...PEOPLE, ...WARDENS, ...ATTACKER, ...NEMESIS];

export async function playDay(options: DayOptions): Promise<DayOutcome> {
  const { seed, form = "day", broken = null, without = new Set() } = options;
  const { days = FORMS[form].days } = options;
  forgetRequestIds();
  const world = new World(seed, broken, form);
  const giveBack = world.time.install();
  try {
    await play(world, days * DAY, without);
  } finally {
    giveBack();
  }
  const { digest, failure, timeline, watch, time, orders, happenings } = world;
  return {
    seed,
    digest: digest.toString(16),
    failure,
    timeline,
    witnesses: watch.witnesses,
    events: time.fired,
    orders,
    happenings,
  };
}

async function play(world: World, length: number, without: ReadonlySet<string>): Promise<void> {
  const { time, house, controller, form } = world;
  listenIn(world);
  watchLeases(world);
  house.start();
  controller.start();
  await time.runTo(5_000);
  const stretch = form.stretchDays * DAY;
  for (let number = 0; number * stretch < length && world.failure === null; number += 1) {
    const end = Math.min(length, (number + 1) * stretch);
    const over = () => time.now >= end;
    live(world, without, form.rate, `stretch ${number}`, over);
    if (form.storms !== null) brew(world, form.storms, without, `storms ${number}`, over);
    await time.runTo(end, () => world.failure !== null);
    if (world.failure === null) await comesRight(world, number);
  }
}

/** Habits go on until it is over. Each has dice of its own, so that leaving one out changes no other. */
function live(
  world: World,
  without: ReadonlySet<string>,
  rate: Form["rate"],
  name: string,
  over: () => boolean,
): void {
  for (const habit of HABITS) {
    if (without.has(habit.name)) continue;
    const dice = world.dice.branch(`${name} ${habit.name}`);
    nowAndThen(world, dice, habit[rate], over, () => habit.act(world, dice));
  }
}

/** Hours in which everything is as dense as in a day. */
function brew(
  world: World,
  { every, atLeast, atMost }: NonNullable<Form["storms"]>,
  without: ReadonlySet<string>,
  name: string,
  over: () => boolean,
): void {
  const dice = world.dice.branch(name);
  nowAndThen(world, dice, every, over, () => {
    const end = world.time.now + dice.between(atLeast, atMost);
    world.happens("a storm");
    const passed = () => over() || world.time.now >= end;
    live(world, without, "every", `${name} ${world.time.now}`, passed);
  });
}

/** Calls again and again, at times that know nothing of each other. */
function nowAndThen(
  world: World,
  dice: Dice,
  every: number,
  over: () => boolean,
  act: () => void,
): void {
  const again = (): void => {
    const wait = -Math.log(1 - dice.below(1_000_000) / 1_000_000) * every;
    world.time.after(
      wait,
      () => {
        if (over()) return;
        act();
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
  const overdue = plan.site.lease.ttlMs + 5_000;
  const look = (): void => {
    const since = controller.silentSince;
    if (since === null || time.now - since < overdue) return;
    for (const one of house.locks) {
      if (one.lock.controllerLoss !== "release" || watch.standsAlone(one)) continue;
      watch.check("a lease runs out when the controller is silent", !house.energised(one));
    }
    time.after(LOOK_AGAIN_MS, look, null);
  };
  world.onSilence = () => void time.after(overdue, look, null);
}

/** Faults end, people stay calm. What fire opened is open soon, and after a reset everything locks. */
async function comesRight(world: World, stretch: number): Promise<void> {
  const { time, house, watch, plan } = world;
  world.calm = true;
  await healed(world);
  const dice = world.dice.branch(`ending ${stretch}`);
  if (dice.percent(60)) {
    const detector = [...house.detectors.values()][0];
    world.note("smoke at the end");
    detector?.detect(true);
  }
  await time.runTo(time.now + RELEASED_WITHIN_MS);
  for (const one of house.locks)
    if (watch.mustBeOpen(one))
      watch.check(
        `when faults end, what fire opens is open (${one.lock.id})`,
        house.bolt(one) === "unlocked",
      );
  for (const { id, plug } of house.holders)
    if (watch.latched.fire.size > 0)
      watch.check(
        `when faults end, a holder has let go in fire (${id})`,
        !plug.powered || !plug.on,
      );
  for (const detector of house.detectors.values()) detector.detect(false);
  for (const { id, kind } of plan.site.sensors)
    if (kind === "call-point" || kind === "intrusion") house.say(id, { value: "clear" });
  for (const { contact } of house.leaves.values()) contact.move("closed");
  for (const door of plan.site.doors)
    if (door.emergencyRelease?.sensor != null) pull(world, door.id, false);
  await secured(world, dice);
  world.calm = false;
}

async function secured(world: World, dice: Dice): Promise<void> {
  const { time, house, watch, plan, controller } = world;
  const fires = () =>
    plan.site.areas.filter(({ id }) => {
      const view = controller.authority?.area(id);
      return view?.fire === "latched" || view?.gas === "latched" || view?.suspect === true;
    });
  for (const action of ["drill-end", "walk-test-end", "lockdown-release"])
    ask(world, dice, { action });
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
  disk.onceWriting = null;
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
