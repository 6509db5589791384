/** What goes wrong with machines, networks, disks, power and radios, each by itself and all at once. */
import type { Dice } from "./dice.ts";
import { DAY, HOUR, MINUTE } from "./form.ts";
import type { Habit } from "./people.ts";
import { ZIGBEE_DELAY_MS } from "./product-radio.ts";
import type { World } from "./world.ts";

function later(world: World, dice: Dice, least: number, most: number, act: () => void): void {
  world.time.after(dice.between(least, most), act, null);
}

export const NEMESIS: readonly Habit[] = [
  {
    name: "link",
    every: 60 * MINUTE,
    calm: 7 * DAY,
    act: (world, dice) => {
      const which = dice.pick(["outward", "inward", "both"] as const);
      world.happens(`the link is cut (${which})`);
      world.link.cut(which);
      later(world, dice, 100, dice.pick([2_000, 20_000, 600_000] as const), () => {
        world.note("the link heals");
        world.link.heal();
      });
    },
  },
  {
    name: "broker",
    every: 120 * MINUTE,
    calm: 10 * DAY,
    act: (world, dice) => {
      if (!world.broker.up) return;
      const keeps = dice.percent(50);
      world.happens(`the broker dies, what it kept is ${keeps ? "on disk" : "gone"}`);
      world.broker.crash(keeps);
      later(world, dice, 200, 120_000, () => {
        world.note("the broker is back");
        world.broker.start();
      });
    },
  },
  {
    name: "kill",
    every: 120 * MINUTE,
    calm: 10 * DAY,
    act: (world, dice) => {
      if (!world.controller.running) return;
      world.happens("kill -9");
      world.controller.kill(false);
      later(world, dice, 500, 180_000, () => world.controller.start());
    },
  },
  {
    name: "kill-writing",
    every: 6 * HOUR,
    calm: 15 * DAY,
    act: (world, dice) => {
      world.disk.onceWriting = () => {
        const kill = (): void => {
          if (!world.controller.running) return;
          world.happens("kill -9 in the middle of a write");
          world.controller.kill(false);
          later(world, dice, 500, 180_000, () => world.controller.start());
        };
        world.time.after(dice.below(10), kill, null);
      };
    },
  },
  {
    name: "lying-disk",
    every: 20 * 60 * MINUTE,
    calm: 60 * DAY,
    act: (world, dice) => {
      if (!world.controller.running) return;
      world.happens("kill -9, and the disk loses what it said it had");
      world.controller.kill(true);
      later(world, dice, 500, 20_000, () => world.controller.start());
    },
  },
  {
    name: "machine-off",
    every: 2 * DAY,
    calm: 45 * DAY,
    act: (world, dice) => {
      if (!world.controller.running) return;
      world.happens("the machine is off for minutes to hours");
      world.controller.kill(false);
      later(world, dice, 10 * MINUTE, dice.pick([1, 5, 12] as const) * HOUR, () =>
        world.controller.start(),
      );
    },
  },
  {
    name: "stop",
    every: 150 * MINUTE,
    calm: 10 * DAY,
    act: (world, dice) => {
      if (!world.controller.running) return;
      world.happens("SIGSTOP");
      world.controller.pause();
      later(world, dice, 1_000, 180_000, () => world.controller.resume());
    },
  },
  {
    name: "slow-disk",
    every: 180 * MINUTE,
    calm: 12 * DAY,
    act: (world, dice) => {
      world.disk.delayMs = dice.pick([200, 5_000, 15_000] as const);
      world.happens("the disk is slow", `the disk takes ${world.disk.delayMs} ms`);
      later(world, dice, 1_000, 10 * MINUTE, () => {
        world.disk.delayMs = 5;
      });
    },
  },
  {
    name: "full-disk",
    every: 300 * MINUTE,
    calm: 20 * DAY,
    act: (world, dice) => {
      world.happens("the disk is full");
      world.disk.failing = true;
      later(world, dice, 1_000, 20 * MINUTE, () => {
        world.note("the disk has room");
        world.disk.failing = false;
      });
    },
  },
  {
    name: "reboot",
    every: 120 * MINUTE,
    calm: 7 * DAY,
    act: (world, dice) => {
      const lock = world.house.anyLock(dice);
      if (lock === undefined) return;
      world.happens("a device reboots", `${lock.lock.id}: its device reboots`);
      world.house.reboot(lock);
    },
  },
  {
    name: "jam",
    every: 240 * MINUTE,
    calm: 15 * DAY,
    act: (world, dice) => {
      const lock = dice.any(world.house.locks.filter(({ product }) => product === "zigbee-lock"));
      if (lock === undefined) return;
      world.happens("a bolt jams", `${lock.lock.id}: jams`);
      world.house.jam(lock, true);
      later(world, dice, 10_000, 30 * MINUTE, () => world.house.jam(lock, false));
    },
  },
  {
    name: "radio",
    every: 120 * MINUTE,
    calm: 7 * DAY,
    act: (world, dice) => {
      world.happens("the sensors' radio is bad");
      for (const radio of world.house.sensorRadios) {
        radio.lossPercent = dice.below(60);
        radio.doublePercent = dice.below(40);
        radio.delayMs = dice.below(ZIGBEE_DELAY_MS);
        radio.dead = dice.percent(20);
      }
      later(world, dice, 10_000, 60 * MINUTE, () => {
        for (const radio of world.house.sensorRadios) radio.quiet();
      });
    },
  },
  {
    name: "doubles",
    every: 180 * MINUTE,
    calm: 15 * DAY,
    act: (world, dice) => {
      world.happens("the locks hear half of their messages twice");
      for (const { radio } of world.house.locks) radio.doublePercent = 50;
      later(world, dice, 10_000, 60 * MINUTE, () => {
        for (const { radio } of world.house.locks) radio.quiet();
      });
    },
  },
  {
    name: "mains",
    every: 12 * 60 * MINUTE,
    calm: 20 * DAY,
    act: (world, dice) => {
      if (!world.house.mains) return;
      const hours = dice.percent(30);
      world.happens(`the mains fail for ${hours ? "up to two hours" : "a while"}`);
      world.watch.mainsOut();
      world.house.power(false, false);
      if (hours)
        later(world, dice, 30 * MINUTE, 60 * MINUTE, () => {
          if (!world.house.mains) world.house.power(false, true);
        });
      later(world, dice, 5_000, (hours ? 120 : 10) * MINUTE, () => {
        if (world.house.mains) return;
        world.note("the mains are back");
        world.house.power(true, false);
        world.watch.mainsBack();
      });
    },
  },
  {
    name: "wall-clock",
    every: 240 * MINUTE,
    calm: 20 * DAY,
    act: (world, dice) => {
      const step = dice.pick([-3_600_000, 3_600_000, 30_000, -30_000, 315_360_000_000] as const);
      world.happens("the wall clock steps", `the wall clock steps by ${step / 1_000} s`);
      world.watch.clockSteps();
      world.time.wallOffset += step;
      // A time server mends it.
      later(world, dice, MINUTE, 30 * MINUTE, () => {
        world.watch.clockSteps();
        world.time.wallOffset -= step;
      });
    },
  },
];
