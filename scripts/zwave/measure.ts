/** Holds the recogniser against every Z-Wave notification of ours, in every shape, and counts. */
import { type Recognition, recognise, recogniseBolt } from "../../src/readings/index.ts";
import { SENSOR_KINDS } from "../../src/site-file/site-schema.ts";
import { asNotifications, asValues, type Heard } from "./messages.ts";
import { type ZwaveSaid, zwaveSaid } from "./registry.ts";
import { type Expected, expectedOf } from "./truth.ts";

export interface ZwaveRow {
  readonly said: ZwaveSaid;
  readonly value: number;
  readonly reads: readonly string[];
}

export interface ZwaveMeasured {
  readonly rows: readonly ZwaveRow[];
  readonly wrong: readonly string[];
  /** Messages looked at, and how many of them had to be an alarm, clear, ... and how many nothing. */
  readonly messages: number;
  readonly expected: ReadonlyMap<string, number>;
}

export function measureZwave(): ZwaveMeasured {
  const all = zwaveSaid();
  const wrong: string[] = [];
  const expected = new Map<string, number>();
  let messages = 0;
  const rows = all.flatMap((said) =>
    said.values.map((value): ZwaveRow => {
      const must = expectedOf(said, value, all);
      count(expected, must);
      const detail = said.detail[value] === undefined ? [] : [said.detail[value]];
      const heard = [
        ...asValues(said, value),
        // A notification has the bare event; what its parameter adds comes with the value.
        ...(detail.length === 0 ? asNotifications(said) : []),
      ];
      messages += heard.length;
      for (const each of heard) {
        const read = readsOf(each).join(", ");
        const right = wordsOf(must).join(", ");
        if (read !== right) {
          wrong.push(
            `${said.typeName}, ${said.label} (${value}) as ${each.form}: ${read}, not ${right}`,
          );
        }
      }
      return { said, value, reads: heard[0] === undefined ? [] : readsOf(heard[0]) };
    }),
  );
  return { rows, wrong, messages, expected };
}

/** Everything that is read from one message, for any kind and for a lock. */
function readsOf({ payload, topic }: Heard): string[] {
  const reads = SENSOR_KINDS.map((kind): [string, Recognition] => [
    kind,
    recognise(kind, payload, "auto", topic),
  ]);
  const values = reads.flatMap(([kind, { value }]) =>
    value === null ? [] : [`${kind} ${shown(value)}`],
  );
  const [, any] = reads[0] ?? [];
  const { bolt } = recogniseBolt(payload, "auto", topic);
  return [
    ...values,
    ...(any?.tamper === undefined ? [] : [`tamper ${any.tamper}`]),
    ...(any?.battery?.low === undefined ? [] : [`battery low ${any.battery.low}`]),
    ...(bolt === null ? [] : [`bolt ${bolt}`]),
  ];
}

function shown(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function wordsOf({ kind, value, tamper, low, bolt }: Expected): string[] {
  return [
    ...(kind === undefined ? [] : [`${kind} ${value}`]),
    ...(tamper === undefined ? [] : [`tamper ${tamper}`]),
    ...(low === undefined ? [] : [`battery low ${low}`]),
    ...(bolt === undefined ? [] : [`bolt ${bolt}`]),
  ];
}

function count(expected: Map<string, number>, must: Expected): void {
  const word = must.value ?? (must.bolt === undefined ? "nothing" : "bolt");
  const key = must.tamper !== undefined ? "tamper" : must.low !== undefined ? "battery" : word;
  expected.set(key, (expected.get(key) ?? 0) + 1);
}
