/** docs/zwave-notifications.md: every Z-Wave notification of ours, and what is read from it. */
import { measureZwave, type ZwaveMeasured, type ZwaveRow } from "./zwave/measure.ts";
import { TYPES } from "./zwave/registry.ts";

let measured: ZwaveMeasured | undefined;

function zwaveMeasured(): ZwaveMeasured {
  measured ??= measureZwave();
  return measured;
}

export function zwavePage(): string {
  const { rows } = zwaveMeasured();
  return [
    "# Z-Wave notifications\n",
    "Every value and event of these notification types, as the registry of @zwave-js/core has them, in every",
    "shape in which node-red-contrib-zwave-js and zwave-js-ui (over MQTT) publish them.\n",
    `${zwaveTotals()}\n`,
    "*Nothing* is what should be read: a silenced or worn-out alarm, a handle or a barrier is no danger and no leaf.",
    "A gas alarm with two kinds of gas speaks of each by itself, and a sensor goes by the last word: give each of its two",
    "topics a sensor of its own, and in Node-RED sort its messages before two `egress-alarm` nodes.",
    "Events leave no state behind; what one began ends with the sensor's own status, or by isolating it.\n",
    ...TYPES.flatMap((type) => section(rows.filter(({ said }) => said.type === type))),
  ].join("\n");
}

/** The totals, also for docs/devices.md. */
export function zwaveTotals(): string {
  const { rows, messages, expected, wrong } = zwaveMeasured();
  const of = (word: string) => expected.get(word) ?? 0;
  return (
    `${rows.length} values and events of ${TYPES.length} Z-Wave notification types, in ${messages} messages: ` +
    `${of("alarm")} alarms, ${of("clear")} normal, ${of("test") + of("fault")} tests, ` +
    `${of("open") + of("closed")} of doors, ${of("on") + of("off")} of mains, ${of("tamper")} of tamper, ` +
    `${of("battery")} of batteries, ${of("bolt")} of bolts; ${of("nothing")} say nothing. Read wrongly: ${wrong.length}.`
  );
}

function section(rows: readonly ZwaveRow[]): string[] {
  const [first] = rows;
  if (first === undefined) return [];
  return [
    `## ${first.said.typeName} (${first.said.type})\n`,
    "| variable | value | meaning | read as |",
    "| --- | --- | --- | --- |",
    ...rows.map(({ said, value, reads }) => {
      const detail = said.detail[value];
      const meaning = detail === undefined ? said.label : `${said.label}: ${detail}`;
      return `| ${said.variable ?? "(event)"} | ${value} | ${meaning} | ${reads.join(", ") || "nothing"} |`;
    }),
    "",
  ];
}
