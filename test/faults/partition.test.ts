/** Real links that are cut in one direction or both: what is said meanwhile never arrives late. */
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { Controller } from "../../src/controller/controller.ts";
import { COMMAND_LIFE_MS } from "../../src/controller/outputs.ts";
import { systemClock } from "../../src/controller/system-clock.ts";
import { MemoryJournal } from "../../src/journal/memory-journal.ts";
import { type AuthorityLink, linkAuthority } from "../../src/mqtt/authority-link.ts";
import type { CommandMessage } from "../../src/site-handle.ts";
import { type Bystander, bystander } from "../broker/bystander.ts";
import { handleDoor, maglockExit, sensor, site, strike } from "../core/sites.ts";
import { type FarBroker, farBroker, whyNoNamespace } from "./namespace.ts";

/** Each cut concerns this many authorities at once. `EGRESS_CUTS=500` is the long form. */
const AUTHORITIES = 5;
const CUTS = Number(process.env["EGRESS_CUTS"] ?? 20);
const ROUNDS = Math.max(4, Math.ceil(CUTS / AUTHORITIES));
const KEEPALIVE_SECONDS = 1;
/** Longer than a dead link is taken for a living one, and than two retransmissions. */
const CUT_MS = 2_200;
const DIRECTIONS = ["outward", "inward", "both"] as const;
/** Between two cuts of the long form: each has three orders for a lock, which gets twenty a minute at most. */
const PAUSE_MS = ROUNDS > 10 ? 7_000 : 0;
const WITHIN = { timeout: 30_000, interval: 20 };

interface Site {
  readonly id: string;
  readonly controller: Controller;
  readonly link: AuthorityLink;
}

async function opened(id: string, url: string): Promise<Site> {
  const controller = await Controller.open({
    site: site({
      id,
      sensors: [sensor("lobby-smoke", "smoke", { area: "lobby" })],
      doors: [maglockExit(), handleDoor({ locks: [strike("side-strike")] })],
    }),
    clock: systemClock,
    journal: new MemoryJournal(),
    hours: { at: () => new Map() },
    linkDown: new Set(["front-maglock", "side-strike"]),
    log: () => undefined,
  });
  const link = await linkAuthority(controller, {
    broker: { kind: "external", url, allowPlaintext: true },
    authority: "test",
    keepaliveSeconds: KEEPALIVE_SECONDS,
  });
  controller.begin();
  await link.ready;
  return { id, controller, link };
}

describe("a network that can be cut", () => {
  const why = whyNoNamespace();

  it("is there, or it is said why not", () => {
    if (why !== null) console.warn(`no partitions are tried here: ${why}`);
    if (process.env["CI"] !== undefined) expect(why).toBeNull();
  });

  describe.runIf(why === null)(`in ${ROUNDS * AUTHORITIES} cuts of three kinds`, () => {
    let far: FarBroker;
    let onlooker: Bystander;
    let sites: readonly Site[] = [];
    const late: string[] = [];
    /** When nothing could leave. An order names its time by its expiry. */
    const closed: { readonly from: number; readonly to: number }[] = [];
    const givenAt = ({ expires }: CommandMessage) => Date.parse(expires) - COMMAND_LIFE_MS;
    let heard = 0;

    beforeAll(async () => {
      far = await farBroker();
      onlooker = await bystander(far.onlookersUrl, []);
      onlooker.client.on("message", (_, payload) => {
        const { id, to, expires } = JSON.parse(payload.toString()) as CommandMessage;
        heard += 1;
        if (Date.now() > Date.parse(expires)) late.push(`${id} ${to}`);
      });
      await onlooker.client.subscribeAsync("egress/+/lock/+/command", { qos: 1 });
      sites = await Promise.all(
        Array.from({ length: AUTHORITIES }, (_, at) => opened(`site-${at}`, far.url)),
      );
    }, 60_000);

    afterAll(async () => {
      far?.heal();
      for (const { controller, link } of sites) {
        await link.close();
        await controller.close();
      }
      await onlooker?.leave();
      await far?.close();
    }, 60_000);

    it(
      "no order arrives that was given while the link was cut, and the next one does",
      async () => {
        for (let round = 0; round < ROUNDS; round += 1) {
          await delay(PAUSE_MS);
          const direction = DIRECTIONS[round % DIRECTIONS.length] ?? "both";
          const ids = onlooker.heard.length;
          far.cut(direction);
          const from = Date.now();
          await Promise.all(
            sites.map(({ controller }) => controller.request(unlock(`cut ${round}`))),
          );
          await delay(CUT_MS);
          for (const { link } of sites) expect(link.connected, direction).toBe(false);
          const duringCut = onlooker.heard
            .slice(ids)
            .map(({ text }) => (JSON.parse(text) as CommandMessage).to);
          // In the inward cut the first packets still leave; in the others nothing does.
          if (direction !== "inward") expect(duringCut).toEqual([]);
          const before = onlooker.heard.length;
          if (direction !== "inward") closed.push({ from, to: Date.now() });
          far.heal();
          await vi.waitFor(
            () => expect(sites.every(({ link }) => link.connected)).toBe(true),
            WITHIN,
          );
          await Promise.all(sites.map(({ controller }) => controller.request(lock)));
          await vi.waitFor(() => {
            const told = onlooker.heard
              .slice(before)
              .filter(({ text }) => (JSON.parse(text) as CommandMessage).to === "locked");
            expect(new Set(told.map(({ topic }) => topic)).size).toBeGreaterThanOrEqual(
              AUTHORITIES,
            );
          }, WITHIN);
        }
        expect(late).toEqual([]);
        const strays = onlooker.heard
          .map(({ text }) => JSON.parse(text) as CommandMessage)
          .filter((order) =>
            closed.some(({ from, to }) => givenAt(order) >= from && givenAt(order) < to),
          );
        expect(strays).toEqual([]);
        expect(heard).toBeGreaterThan(ROUNDS * AUTHORITIES);
      },
      120_000 + ROUNDS * 20_000,
    );

    it("an alarm that is raised while the link is cut has released the door soon after it heals", async () => {
      const [first] = sites;
      if (first === undefined) throw new Error("no site");
      far.cut("both");
      await delay(CUT_MS);
      first.controller.tell({ type: "reading", sensor: "lobby-smoke", value: "alarm" });
      const before = onlooker.heard.length;
      far.heal();
      await vi.waitFor(() => {
        const told = onlooker.heard
          .slice(before)
          .filter(({ topic }) => topic === `egress/${first.id}/lock/front-maglock/command`)
          .map(({ text }) => (JSON.parse(text) as CommandMessage).to);
        expect(told.at(-1)).toBe("unlocked");
        expect(told).not.toContain("locked");
      }, WITHIN);
    });
  });
});

const who = { type: "request", by: "alice", via: "cli", door: "side" } as const;
const lock = { ...who, action: "lock" } as const;
const unlock = (by: string) => ({ ...who, by, action: "unlock" }) as const;
