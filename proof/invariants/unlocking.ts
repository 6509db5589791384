/**
 * Why a lock may open. In I8 the note counts a lease's end as a cause; DESIGN has the device let go by
 * itself, so no order is given. I31's "open" (pull the latch too) is no verb of DESIGN: an order says
 * locked or unlocked, and powers the lock as its fail mode asks.
 */
import type { Command } from "../../src/core/view.ts";
import { inputs } from "../concerns.ts";
import { misbuilt, spoilt, withLock } from "../engine.ts";
import { type Invariant, ofAll } from "../invariant.ts";
import { fireOver, isReachable, mayBeOpen } from "../oracle.ts";

export const UNLOCKING: readonly Invariant[] = [
  {
    id: "I8",
    says: "A lock is told to open only for a cause: life, an exit device, access, a person, hours, or its rest.",
    judge: ({ before, after, orders, subjects }) =>
      ofAll(subjects, (subject) =>
        orders[subject.lock]?.to === "unlocked"
          ? mayBeOpen(before, subject) || mayBeOpen(after, subject)
          : null,
      ),
    broken: {
      does: "unlocks when a link comes back",
      on: "leased maglock",
      engine: spoilt(({ input, done }) =>
        input?.type === "link" && input.value === "up"
          ? withLock({ ...done, commands: [{ lock: "mag", to: "unlocked", energise: false }] }, 0, {
              ordered: "unlocked",
            })
          : done,
      ),
    },
  },
  {
    id: "I9",
    says: "Power, links and restarts never tell a fail-secure lock to open.",
    concerns: inputs,
    judge: ({ before, after, reading, input, orders, subjects, site }) => {
      const kind =
        site.sensors[site.sensorIndex.get(reading?.sensor ?? "") ?? -1]?.description.kind;
      const blind =
        kind === "power" ||
        kind === "ups" ||
        input?.type === "link" ||
        (input?.type === "controller" && input.value === "restarted");
      if (!blind) return null;
      return ofAll(subjects, (subject) => {
        if (subject.failMode !== "fail-secure") return null;
        if (mayBeOpen(before, subject) || mayBeOpen(after, subject)) return null;
        return orders[subject.lock]?.to !== "unlocked";
      });
    },
    broken: {
      does: "opens a strike when its battery is low",
      on: "conditional hybrid on a UPS",
      engine: spoilt(({ done }) =>
        done.state.supplies[1]?.criticalSince != null
          ? { ...done, commands: [{ lock: "strike", to: "unlocked", energise: true }] }
          : done,
      ),
    },
  },
  {
    id: "I31",
    says: "An order says locked or unlocked and nothing more, and powers the lock as its fail mode asks.",
    judge: ({ done, subjects }) => {
      if (done.commands.length === 0) return null;
      return done.commands.every((command: Command) => {
        if ("holder" in command) return command.to === "held" || command.to === "released";
        const subject = subjects.find(({ id }) => id === command.lock);
        if (subject === undefined || Object.keys(command).length !== 3) return false;
        const asItIsBuilt = {
          "fail-safe": command.to === "locked",
          "fail-secure": command.to === "unlocked",
          "fail-as-is": null,
        };
        return command.energise === asItIsBuilt[subject.failMode];
      });
    },
    broken: {
      does: "powers a lock the wrong way round",
      on: "a second look",
      engine: spoilt(({ done }) => ({
        ...done,
        commands: done.commands.map((one) =>
          "lock" in one ? { ...one, energise: one.energise !== true } : one,
        ),
      })),
    },
  },
  {
    id: "D2",
    says: "While fire stands, a fire-rated strike that a hand draws is not energised (DESIGN 3).",
    judge: ({ after, orders, subjects }) =>
      ofAll(subjects, (subject) => {
        if (!subject.keeper || !fireOver(after, subject)) return null;
        if (orders[subject.lock]?.to === "unlocked") return false;
        const facts = after.locks[subject.lock];
        const settled = isReachable(after, subject) && facts?.owed === "no";
        return !(settled && facts.ordered === "unlocked");
      }),
    broken: {
      does: "energises the rated strike",
      on: "fire-rated strike",
      engine: misbuilt((site) => ({
        ...site,
        doors: site.doors.map((door) => ({
          ...door,
          locks: door.locks.map((lock) => ({ ...lock, heldByFireRating: false })),
        })),
      })),
    },
  },
];
