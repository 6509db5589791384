/**
 * The bench in short: ratios within one run, with margins that a busy machine keeps. The figures
 * themselves are those of `npm run bench`.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Cell, measure } from "../../bench/wire/measure.ts";
import { EGRESS_RUN, LIMIT } from "../../bench/wire/subjects.ts";
import { type Mosquitto, startMosquitto } from "../broker/mosquitto.ts";

let mosquitto: Mosquitto;

beforeAll(async () => {
  mosquitto = await startMosquitto();
});
afterAll(async () => {
  await mosquitto.stop();
});

async function cells(doors: number, rounds: number, busyRounds: number): Promise<readonly Cell[]> {
  return measure({
    kinds: [LIMIT, EGRESS_RUN],
    doors,
    broker: "mosquitto",
    brokerPort: mosquitto.port,
    rounds,
    busyRounds,
  });
}

const of = (all: readonly Cell[], subject: string, busy: boolean) => {
  const found = all.find((cell) => cell.subject === subject && cell.busy === busy);
  if (found === undefined) throw new Error(`${subject} was not measured`);
  return found.figures;
};

describe("an alarm on its way to a hundred doors", () => {
  let all: readonly Cell[] = [];
  beforeAll(async () => {
    all = await cells(100, 7, 7);
  });

  it("takes no multiple of the wire", () => {
    const ratio = of(all, EGRESS_RUN.name, false).last.p50 / of(all, LIMIT.name, false).last.p50;
    expect(ratio).toBeLessThan(8);
  });

  it("is not held back by what went before it (Nagle and the delayed acknowledgement: 40 ms)", () => {
    const [own, limit] = [of(all, EGRESS_RUN.name, true), of(all, LIMIT.name, true)];
    expect(own.last.p50 - limit.last.p50).toBeLessThan(35);
  });
});
