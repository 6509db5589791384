/** The people in charge of a site, and what they answer for: drills, walk tests, lockdowns. */
import type { Dice } from "./dice.ts";
import { DAY, HOUR, MINUTE } from "./form.ts";
import { ask, type Habit } from "./people.ts";
import type { World } from "./world.ts";

const SECOND = 1_000;

/** One area, or the whole site. */
function someArea(world: World, dice: Dice, percent: number): { readonly area?: string } {
  const area = dice.percent(percent) ? dice.any(world.plan.site.areas)?.id : undefined;
  return area === undefined ? {} : { area };
}

function soon(world: World, dice: Dice, least: number, most: number, act: () => void): void {
  const unlessCalm = () => {
    if (!world.calm) act();
  };
  world.time.after(dice.between(least, most), unlessCalm, null);
}

/** A detector of some area, or of any other, speaks for a moment. */
function detects(world: World, dice: Dice, what: string): void {
  const [id, detector] = dice.any([...world.house.detectors]) ?? [];
  if (id === undefined || detector === undefined) return;
  world.happens(what, `${id}: ${what}`);
  detector.detect(true);
  soon(world, dice, 20 * SECOND, 2 * MINUTE, () => detector.detect(false));
}

export const WARDENS: readonly Habit[] = [
  {
    name: "drill",
    every: 8 * HOUR,
    calm: 30 * DAY,
    act: (world, dice) => {
      const forMs = dice.between(1, 20) * MINUTE;
      ask(world, dice, { action: "drill-start", ...someArea(world, dice, 50), forMs });
      if (dice.percent(30))
        soon(world, dice, MINUTE, forMs, () => detects(world, dice, "smoke in a drill"));
      if (dice.percent(50))
        soon(world, dice, MINUTE, forMs, () => void ask(world, dice, { action: "drill-end" }));
    },
  },
  {
    name: "walk-test",
    every: 6 * HOUR,
    calm: 30 * DAY,
    act: (world, dice) => {
      const forMs = dice.between(2, 20) * MINUTE;
      ask(world, dice, { action: "walk-test-start", ...someArea(world, dice, 70), forMs });
      for (let tried = 0; tried < 3; tried += 1)
        soon(world, dice, 10 * SECOND, forMs, () => detects(world, dice, "smoke in a walk test"));
      if (dice.percent(50))
        soon(world, dice, MINUTE, forMs, () => void ask(world, dice, { action: "walk-test-end" }));
    },
  },
  {
    name: "lockdown",
    every: 8 * HOUR,
    calm: 20 * DAY,
    act: (world, dice) => {
      const area = someArea(world, dice, 50);
      ask(world, dice, { action: "lockdown", ...area });
      lockedDown(world, dice);
      soon(world, dice, MINUTE, HOUR, () => {
        ask(world, dice, { action: "lockdown-release", ...(dice.percent(50) ? area : {}) });
      });
    },
  },
  {
    name: "intrusion",
    every: 16 * HOUR,
    calm: 30 * DAY,
    act: (world, dice) => {
      const panel = world.plan.site.sensors.find(({ kind }) => kind === "intrusion");
      if (panel === undefined) return;
      world.happens("somebody breaks in", `${panel.id}: alarm`);
      world.house.say(panel.id, { value: "alarm" });
      lockedDown(world, dice);
      soon(world, dice, MINUTE, 20 * MINUTE, () => world.house.say(panel.id, { value: "clear" }));
      soon(world, dice, 2 * MINUTE, HOUR, () => {
        ask(world, dice, { action: "lockdown-release" });
      });
    },
  },
];

/** While it stands, people try the doors from both sides. */
function lockedDown(world: World, dice: Dice): void {
  const door = dice.any(world.plan.site.doors);
  if (door === undefined) return;
  soon(world, dice, 5 * SECOND, MINUTE, () => {
    ask(world, dice, { action: dice.pick(["access", "unlock"] as const), door: door.id });
  });
  if (!door.egressDevices.some(({ kind }) => kind === "exit-button")) return;
  soon(world, dice, 5 * SECOND, MINUTE, () => {
    world.watch.pressed(door.id);
    world.happens("somebody presses an exit button in a lockdown");
    world.house.say(`${door.id}-button`, { value: "alarm" });
  });
}
