/** Every size, both brokers, from idle and right after other traffic. */
import { startMosquitto } from "../../test/broker/mosquitto.ts";
import { type Cell, measure } from "./measure.ts";
import type { SubjectKind } from "./subject.ts";
import {
  EGRESS_IN_NODE_RED,
  EGRESS_RUN,
  EGRESS_RUN_UNWRITTEN,
  LIMIT,
  USER_FLOW,
} from "./subjects.ts";
import { SIZES } from "./words.ts";

export const MOSQUITTO = "mosquitto";
export const EMBEDDED = "embedded";

/** With the embedded broker the journal is no question of its own. */
const KINDS: Readonly<Record<string, readonly SubjectKind[]>> = {
  [MOSQUITTO]: [LIMIT, EGRESS_RUN, EGRESS_RUN_UNWRITTEN, EGRESS_IN_NODE_RED, USER_FLOW],
  [EMBEDDED]: [LIMIT, EGRESS_RUN, EGRESS_IN_NODE_RED, USER_FLOW],
};

/** Fewer where a round is long. */
const ROUNDS: Readonly<Record<number, readonly [idle: number, busy: number]>> = {
  1: [18, 12],
  10: [18, 12],
  100: [18, 12],
  1000: [15, 9],
  10000: [7, 0],
};

export async function measureWire(
  quick: boolean,
  tell: (what: string) => void,
  fail: (where: string, error: unknown) => void,
): Promise<readonly Cell[]> {
  const cells: Cell[] = [];
  for (const broker of quick ? [MOSQUITTO] : [MOSQUITTO, EMBEDDED]) {
    for (const doors of quick ? [10, 100] : SIZES) {
      tell(`${doors} doors on ${broker}`);
      const [rounds, busyRounds] = quick ? [5, 3] : (ROUNDS[doors] ?? [5, 0]);
      const running = broker === MOSQUITTO ? await startMosquitto() : null;
      const brokerPort = running?.port ?? null;
      const kinds = KINDS[broker] ?? [];
      try {
        const plan = { kinds, doors, broker, brokerPort, rounds, busyRounds };
        cells.push(...(await measure(plan)));
      } catch (error) {
        fail(`${doors} doors on ${broker}`, error);
      } finally {
        await running?.stop();
      }
    }
  }
  return cells;
}
