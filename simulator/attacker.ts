/** Somebody on the network who may publish requests and nonsense, but makes no fresh request of his own. */
import type { Dice } from "./dice.ts";
import { DAY, HOUR, MINUTE } from "./form.ts";
import { type Habit, nextRequestId } from "./people.ts";
import type { World } from "./world.ts";

const NOISE = 15;

/** Longer ago than any challenge lives. */
function staleAfter({ form }: World): number {
  return 2 * (form.challengeMs + MINUTE);
}

function topicOf({ plan }: World): string {
  return `egress/${plan.site.id}/request`;
}

function forged(world: World, dice: Dice, ageMs: number): string {
  const id = nextRequestId();
  const action = dice.pick(["unlock", "access", "reset", "lock"] as const);
  const door = dice.any(world.plan.site.doors)?.id;
  const at = new Date(world.time.wall - ageMs).toISOString();
  const what = action === "reset" ? { action } : { action, door };
  world.watch.forbid(id);
  return JSON.stringify({ id, by: "mallory", via: "mqtt", at, ...what });
}

/** What he has overheard. */
const overheard = new WeakMap<World, { readonly payload: string; readonly at: number }[]>();

/** Listens from the beginning. */
export function listenIn(world: World): void {
  const heard: { readonly payload: string; readonly at: number }[] = [];
  overheard.set(world, heard);
  const topic = topicOf(world);
  world.broker.onlookers.push((letter) => {
    if (letter.topic !== topic || letter.payload.includes("mallory")) return;
    heard.push({ payload: letter.payload, at: world.time.now });
    if (heard.length > 50) heard.shift();
  });
}

export const ATTACKER: readonly Habit[] = [
  {
    name: "replay",
    every: 30 * MINUTE,
    calm: 5 * DAY,
    act: (world, dice) => {
      const heard = overheard.get(world) ?? [];
      const old = heard.filter(({ at }) => world.time.now - at > staleAfter(world));
      const one = dice.any(dice.percent(50) ? old : heard.slice(-1));
      if (one === undefined) return;
      world.happens("a request is replayed");
      world.broker.publish({ topic: topicOf(world), payload: one.payload }, false);
    },
  },
  {
    name: "forged",
    every: 45 * MINUTE,
    calm: 5 * DAY,
    act: (world, dice) => {
      world.happens("a stale request is forged");
      const payload = forged(world, dice, dice.between(20_000, 10_000_000));
      world.broker.publish({ topic: topicOf(world), payload }, dice.percent(30));
    },
  },
  {
    name: "kept",
    every: 20 * MINUTE,
    calm: 2 * HOUR,
    act: (world, dice) => {
      // A fresh one that is kept for whoever connects next is only forbidden if nobody hears it live.
      if (world.controller.connected || world.link.sessions.size > 0) return;
      world.happens("a fresh request is left with the broker");
      const payload = forged(world, dice, 0);
      world.broker.publish({ topic: topicOf(world), payload }, true);
    },
  },
  {
    name: "noise",
    every: 60 * MINUTE,
    calm: 5 * DAY,
    act: (world, dice) => {
      const { site } = world.plan;
      world.happens("nonsense is said");
      for (let number = 0; number < NOISE; number += 1) {
        const sensor = dice.any(site.sensors)?.id ?? "nobody";
        const topic = dice.pick([
          topicOf(world),
          `egress/${site.id}/sensor/${sensor}/reading`,
          `zigbee2mqtt/${sensor}`,
        ] as const);
        const payload = dice.pick([
          "{",
          "null",
          '{"value":7}',
          '{"smoke":"perhaps"}',
          '{"__proto__":{"value":"alarm"}}',
          "\u0000",
          "[".repeat(500),
        ] as const);
        world.broker.publish({ topic, payload }, false);
      }
    },
  },
];
