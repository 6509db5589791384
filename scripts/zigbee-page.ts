/** docs/zigbee-devices.md: every Zigbee device that could be a sensor or a lock of ours, and what is read. */
import { CONVERTERS, convertersVersion, zigbeeDevices } from "./zigbee/definitions.ts";
import { type Measured, measure, type Row } from "./zigbee/measure.ts";
import type { Role } from "./zigbee/truth.ts";

const TITLES: Readonly<Record<Role, string>> = {
  smoke: "Smoke",
  heat: "Heat",
  "carbon-monoxide": "Carbon monoxide",
  gas: "Gas",
  "call-point": "Call points (SOS buttons)",
  intrusion: "Intrusion",
  contact: "Contacts",
  lock: "Locks",
  power: "Mains",
  siren: "Sirens (their own noise; read only where one is bound as a sensor)",
  test: "Tests (true: read as `test`; never as an alarm)",
  tamper: "Tamper",
  "battery-low": "Battery low",
  battery: "Battery in percent",
  "exit-request": "Exit buttons",
  "release-contact": "Emergency releases",
  ups: "UPS",
};

/** So many devices say these that their names would fill the page; the property is what matters. */
const UNNAMED: ReadonlySet<Role> = new Set<Role>(["tamper", "battery-low", "battery"]);

let measured: Measured | undefined;

/** Measured once: it takes some seconds. */
export function zigbeeMeasured(): Measured {
  measured ??= measure(zigbeeDevices());
  return measured;
}

export function zigbeePage(): string {
  const { rows, totals } = zigbeeMeasured();
  const sections = (Object.keys(TITLES) as Role[]).flatMap((role) => {
    const own = rows.filter((row) => row.role === role);
    return own.length === 0 ? [] : section(role, own, totals.byRole.get(role) ?? 0);
  });
  return [
    "# Zigbee devices\n",
    `Every device definition of ${CONVERTERS} ${convertersVersion()}, the list that zigbee2mqtt knows its`,
    "devices by. A device not named here is no sensor or lock of a kind that Egress has.\n",
    summary(),
    "Definitions whose values depend on the device are asked as zigbee2mqtt's own documentation asks them,",
    "with no device at hand.\n",
    ...sections,
  ].join("\n");
}

/** The totals, also for docs/devices.md. */
export function zigbeeTotals(): string {
  const { totals } = zigbeeMeasured();
  const named = (role: Role) => `${totals.byRole.get(role) ?? 0} ${TITLES[role].toLowerCase()}`;
  const kinds: Role[] = ["smoke", "heat", "carbon-monoxide", "gas", "contact", "lock", "power"];
  return (
    `${totals.definitions} definitions of zigbee2mqtt devices (and ${totals.otherNames} other names of them): ` +
    `${kinds.map(named).join(", ")}, ${named("tamper")}, ${named("battery")}.`
  );
}

function summary(): string {
  const { totals, wrong } = zigbeeMeasured();
  const sum = (word: RegExp) =>
    [...totals.expected].reduce((all, [key, count]) => (word.test(key) ? all + count : all), 0);
  return [
    `${zigbeeTotals()}\n`,
    `- ${sum(/alarm$/)} alarm values, all read as alarm; ${sum(/clear$/)} normal values, all read as clear.`,
    `- ${sum(/^contact/)} values of contacts, ${sum(/^lock/)} of locks, ${sum(/^power/)} of mains, all read as meant.`,
    `- ${totals.others} values of settings, tests, child locks, limits and other subjects: none read as an`,
    "  alarm or as a lock.",
    `- ${totals.ambiguous} values are a bare \`alarm\`, \`alarm_1\` or \`alarm_2\` of other devices (presence, water,`,
    "  sirens): the same message comes from detectors, so it is read as the kind that its owner binds it to.",
    `- Read wrongly: ${wrong.length}.\n`,
  ].join("\n");
}

function section(role: Role, rows: readonly Row[], devices: number): string[] {
  const named = !UNNAMED.has(role);
  const head = named
    ? ["property", "value: read as", "devices"]
    : ["property", "value: read as", ""];
  return [
    `## ${TITLES[role]}\n`,
    `${devices} definitions.\n`,
    line(head),
    line(head.map(() => "---")),
    ...rows
      .toSorted((one, other) => other.devices.length - one.devices.length)
      .map((row) =>
        line([
          `\`${row.property}\``,
          row.reads
            .map(
              ([value, read]) => `\`${value}\`: ${read.replace(/^(null|undefined)$/, "nothing")}`,
            )
            .join("<br>"),
          named ? names(row.devices) : `${row.devices.length} definitions`,
        ]),
      ),
    "",
  ];
}

/** Models by vendor, in the order of the alphabet. */
function names(devices: readonly string[]): string {
  return [...new Set(devices)].toSorted().join(", ");
}

function line(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}
