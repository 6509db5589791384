/** `egress devices`: what is understood, read off the tables that do the understanding. */
import { PROFILES } from "../../devices/index.ts";
import { EVERY_KIND, SOURCES } from "../../readings/index.ts";
import { readArguments, shownWord } from "../arguments.ts";
import { type Command, type CommandCall, type ExitCode, Misuse } from "../command.ts";

const HELP = `egress devices [--format text|json]

Lists the device profiles that a site file can name, with the sensors they read and what they drive,
and the sources whose messages Node-RED's sensor nodes and \`egress decode\` recognise by themselves.

  --format text|json

Exit codes: 0 done, 2 misused.`;

export const devices: Command = { help: HELP, run };

/** A terminal that nobody made wider. */
const WIDTH = 80;

interface Understood {
  readonly profiles: readonly {
    readonly name: string;
    readonly reads: readonly string[];
    readonly drives: readonly string[];
  }[];
  readonly sources: readonly {
    readonly name: string;
    readonly reads: readonly string[];
    readonly bolts: boolean;
  }[];
}

async function run(call: CommandCall): Promise<ExitCode> {
  const options = { format: { type: "string", default: "text" } } as const;
  const { values } = readArguments(call.args, options, []);
  if (values.format !== "text" && values.format !== "json") {
    throw new Misuse(
      `there is no format ${shownWord(values.format)}`,
      "give --format text or json",
    );
  }
  const understood = collect();
  const text =
    values.format === "json" ? JSON.stringify(understood, null, 2) : lines(understood).join("\n");
  await call.stdout.write(`${text}\n`);
  return 0;
}

const DRIVEN: ReadonlySet<string> = new Set(["lock", "holder"]);

function collect(): Understood {
  return {
    profiles: PROFILES.map(({ name, uses }) => ({
      name,
      reads: EVERY_KIND.filter((kind) => uses.includes(kind)),
      drives: [...new Set(uses.filter((use) => DRIVEN.has(use)))],
    })),
    sources: SOURCES.map(({ name, kinds, bolts }) => ({ name, reads: kinds, bolts })),
  };
}

function lines({ profiles, sources }: Understood): readonly string[] {
  const longest = Math.max(...[...profiles, ...sources].map(({ name }) => name.length));
  const row = (name: string, what: string) => hung(`  ${name.padEnd(longest)}  `, what);
  return [
    "Profiles: what a site file can name in `device: { profile: ... }`",
    "",
    ...profiles.flatMap(({ name, reads, drives }) => [
      ...(reads.length === 0 ? [] : row(name, `reads ${kinds(reads)}`)),
      ...(drives.length === 0
        ? []
        : row(reads.length === 0 ? name : "", `drives ${drives.join(", ")}`)),
    ]),
    "",
    "Sources: whose messages Node-RED and `egress decode --profile` recognise",
    "",
    ...sources.flatMap(({ name, reads, bolts }) =>
      row(name, `${kinds(reads)}${bolts ? "; the bolt of a lock" : ""}`),
    ),
    "",
    "Every Zigbee device and Z-Wave notification of ours: docs/zigbee-devices.md,",
    "docs/zwave-notifications.md. How a profile is written: docs/devices.md.",
  ];
}

/** All kinds, or all but a few, in fewer words. */
function kinds(reads: readonly string[]): string {
  const without = EVERY_KIND.filter((kind) => !reads.includes(kind));
  if (without.length === 0) return "every kind of sensor";
  return without.length <= 2
    ? `every kind of sensor but ${without.join(" and ")}`
    : reads.join(", ");
}

/** Breaks between words, each further line under the first one's text. */
function hung(head: string, text: string): string[] {
  const out: string[] = [];
  let line = head;
  for (const word of text.split(" ")) {
    const fits = line.length + word.length <= WIDTH;
    if (!fits) out.push(line.trimEnd());
    line = `${fits ? line : " ".repeat(head.length)}${word} `;
  }
  return [...out, line.trimEnd()];
}
