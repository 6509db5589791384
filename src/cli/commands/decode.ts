/** `egress decode`: what Egress makes of a message, to find out why a sensor is silent. */
import { createReadStream } from "node:fs";
import {
  companionsFor,
  PRESETS,
  type Preset,
  recognise,
  recogniseBolt,
} from "../../readings/index.ts";
import { nearest } from "../../site-file/index.ts";
import { SENSOR_KINDS } from "../../site-file/site-schema.ts";
import { readArguments, shownWord } from "../arguments.ts";
import { type Command, type CommandCall, type ExitCode, Misuse } from "../command.ts";
import { linesOf } from "../lines.ts";

const HELP = `egress decode --kind KIND [--profile PROFILE] FILE.jsonl

What Egress makes of messages. In, one a line: {"topic":"zigbee2mqtt/hall","payload":{...}}. Out, one a
line: the value (of a lock, the bolt) and the rule that read it, battery and tamper where the message
has them, or null and the reason.

  --kind KIND         ${SENSOR_KINDS.slice(0, 6).join(", ")},
                      ${SENSOR_KINDS.slice(6).join(", ")}, lock
  --profile PROFILE   whose messages they are; without it the shape is recognised

Exit codes: 0 done, 2 misused, or a line that is no message.`;

export const decode: Command = { help: HELP, run };

const KINDS = [...SENSOR_KINDS, "lock"] as const;
type Kind = (typeof KINDS)[number];

async function run(call: CommandCall): Promise<ExitCode> {
  const { values, words } = readArguments(
    call.args,
    { kind: { type: "string" }, profile: { type: "string", default: "auto" } },
    ["FILE.jsonl"],
  );
  const kind = oneOf(KINDS, values.kind, "--kind");
  const preset = oneOf(PRESETS, values.profile, "--profile");
  const [path = ""] = words;
  const source = path === "-" ? call.stdin : createReadStream(path, { signal: call.signal });
  for await (const { number, text } of linesOf(source)) {
    if (text?.trim() === "") continue;
    const message = messageOf(text);
    if (message === null)
      throw new Misuse(
        `line ${number} is no message`,
        'give one a line: {"topic":"...","payload":...}',
      );
    await call.stdout.write(`${JSON.stringify(read(kind, preset, message))}\n`);
  }
  return 0;
}

interface Message {
  readonly payload: unknown;
  readonly topic: string | undefined;
}

function read(kind: Kind, preset: Preset, { payload, topic }: Message): object {
  if (kind !== "lock") return recognise(kind, payload, preset, topic);
  const { bolt, ...said } = recogniseBolt(payload, preset, topic);
  const found = bolt === null ? {} : { bolt };
  return { value: null, ...found, ...said, ...companionsFor(payload, preset, topic) };
}

function messageOf(text: string | null): Message | null {
  if (text === null) return null;
  try {
    const message: unknown = JSON.parse(text);
    if (typeof message !== "object" || message === null || !Object.hasOwn(message, "payload"))
      return null;
    const { payload, topic } = message as { payload: unknown; topic?: unknown };
    return { payload, topic: typeof topic === "string" ? topic : undefined };
  } catch {
    return null;
  }
}

function oneOf<T extends string>(known: readonly T[], word: string | undefined, option: string): T {
  const found = known.find((one) => one === word);
  if (found !== undefined) return found;
  if (word === undefined) throw new Misuse(`${option} is missing`, `give ${known.join(", ")}`);
  const near = nearest(word, known);
  throw new Misuse(
    `${shownWord(word)} is no ${option.slice(2)}`,
    near === null ? `give ${known.join(", ")}` : `did you mean \`${near}\`?`,
  );
}
