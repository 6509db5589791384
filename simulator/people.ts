/** The people of a site: they ask, press, pull, go through doors, burn toast and reset. */
import type { Dice } from "./dice.ts";
import { DAY, HOUR, MINUTE } from "./form.ts";
import type { World } from "./world.ts";

/** Something that is done again and again. */
export interface Habit {
  readonly name: string;
  /** Mean time between two, in ms: in a dense day and in a storm, and in a plain year. */
  readonly every: number;
  readonly calm: number;
  readonly act: (world: World, dice: Dice) => void;
}

let lastId = 0;

/** Ids need only differ within one world. */
export function nextRequestId(): string {
  lastId += 1;
  return `request-${lastId}`;
}

export function forgetRequestIds(): void {
  lastId = 0;
}

/** Asks as a phone does: with the challenge of the status, or with the time. */
export function ask(
  world: World,
  dice: Dice,
  action: { readonly action: string; readonly [field: string]: unknown },
): string {
  const { broker, plan, time } = world;
  const base = `egress/${plan.site.id}`;
  const id = nextRequestId();
  const status = broker.kept(`${base}/status`);
  const { state, challenge = null } = status === undefined ? {} : JSON.parse(status);
  const fresh =
    // A will that comes after the word of the next session stands here until the next challenge.
    state === "online" && challenge !== null && dice.percent(50)
      ? { challenge }
      : { at: new Date(time.wall).toISOString() };
  const payload = {
    id,
    by: "alice",
    via: "phone",
    ...action,
    ...fresh,
    replyTo: `${base}/reply/phone`,
  };
  world.happens(`somebody asks for ${action.action}`, `asks ${JSON.stringify({ id, ...action })}`);
  broker.publish({ topic: `${base}/request`, payload: JSON.stringify(payload) }, false);
  return id;
}

export function pull(world: World, door: string, pulled: boolean): void {
  if (pulled) world.house.pulled.add(door);
  else world.house.pulled.delete(door);
  const what = `a green box is ${pulled ? "pulled" : "put back"}`;
  world.happens(what, `${door}: ${what}`);
  // Its contact is wired to a module that tells its state until somebody hears it.
  world.house.sayState(`${door}-green`, { value: pulled ? "alarm" : "clear" });
}

const askFor =
  (action: string) =>
  (world: World, dice: Dice): void => {
    const door = dice.any(world.plan.site.doors);
    if (door !== undefined) ask(world, dice, { action, door: door.id });
  };

export const PEOPLE: readonly Habit[] = [
  { name: "access", every: 60 * MINUTE, calm: 6 * HOUR, act: askFor("access") },
  { name: "unlock", every: 90 * MINUTE, calm: 2 * DAY, act: askFor("unlock") },
  { name: "lock", every: 60 * MINUTE, calm: 2 * DAY, act: askFor("lock") },
  {
    name: "press",
    every: 60 * MINUTE,
    calm: 8 * HOUR,
    act: (world, dice) => {
      const door = dice.any(
        world.plan.site.doors.filter(({ egressDevices }) =>
          egressDevices.some(({ kind }) => kind === "exit-button"),
        ),
      );
      if (door === undefined) return;
      world.watch.pressed(door.id);
      world.happens("somebody presses an exit button", `presses the exit button of ${door.id}`);
      // Some buttons are set up wrongly and have their presses kept by the broker.
      world.house.say(`${door.id}-button`, { value: "alarm" }, dice.percent(30));
    },
  },
  {
    name: "walk",
    every: 40 * MINUTE,
    calm: 6 * HOUR,
    act: (world, dice) => {
      const leaf = dice.any([...world.house.leaves.values()]);
      if (leaf === undefined || !world.house.passable(leaf.door)) return;
      world.happens("somebody walks through a door", `opens ${leaf.door}`);
      leaf.contact.move("open");
      world.time.after(dice.between(2_000, 60_000), () => leaf.contact.move("closed"), null);
    },
  },
  {
    name: "toast",
    every: 12 * 60 * MINUTE,
    calm: 10 * DAY,
    act: (world, dice) => {
      const [id, detector] = dice.any([...world.house.detectors]) ?? [];
      if (id === undefined || detector === undefined) return;
      world.happens(detector.detects === "smoke" ? "smoke" : "carbon monoxide", `${id}: alarm`);
      detector.detect(true);
      world.time.after(
        dice.between(MINUTE, 60 * MINUTE),
        () => {
          world.note(`${id}: clear`);
          detector.detect(false);
        },
        null,
      );
    },
  },
  {
    name: "call-point",
    every: 36 * 60 * MINUTE,
    calm: 30 * DAY,
    act: (world, dice) => {
      const point = dice.any(world.plan.site.sensors.filter(({ kind }) => kind === "call-point"));
      if (point === undefined) return;
      world.happens("a call point is broken", `${point.id}: broken`);
      world.house.say(point.id, { value: "alarm" });
      world.time.after(
        dice.between(MINUTE, 20 * MINUTE),
        () => world.house.say(point.id, { value: "clear" }),
        null,
      );
    },
  },
  {
    name: "green",
    every: 24 * 60 * MINUTE,
    calm: 20 * DAY,
    act: (world, dice) => {
      const door = dice.any(
        world.plan.site.doors.filter((one) => one.emergencyRelease?.sensor != null),
      );
      if (door === undefined) return;
      pull(world, door.id, true);
      world.time.after(dice.between(MINUTE, 30 * MINUTE), () => pull(world, door.id, false), null);
    },
  },
  {
    name: "reset",
    every: 45 * MINUTE,
    calm: 2 * DAY,
    act: (world, dice) => void ask(world, dice, { action: "reset" }),
  },
  {
    name: "isolate",
    every: 10 * 60 * MINUTE,
    calm: 7 * DAY,
    act: (world, dice) => {
      const sensor = dice.any([...world.house.detectors.keys()]);
      if (sensor === undefined) return;
      ask(world, dice, { action: "isolate", sensor, forMs: dice.between(1, 60) * MINUTE });
    },
  },
  {
    name: "report",
    every: 60 * MINUTE,
    calm: 12 * HOUR,
    act: (world) => world.house.report(),
  },
];
