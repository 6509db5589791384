/** The command line as a function: arguments and streams in, exit code out. */
import { Readable, type Writable } from "node:stream";
import { packageVersion } from "../mqtt/package-version.ts";
import { nearest } from "../site-file/index.ts";
import { shownWord } from "./arguments.ts";
import { type Command, type ExitCode, Misuse } from "./command.ts";
import { complain } from "./complain.ts";
import { type Output, openOutput } from "./output.ts";

export interface CliOptions {
  /** What stands after `egress`. */
  readonly argv: readonly string[];
  readonly stdin?: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
}

/** Each command is loaded when it is asked for, so that `replay` never loads a broker. */
const COMMANDS: Readonly<Record<string, { about: string; load: () => Promise<Command> }>> = {
  run: {
    about: "run a site: the engine, its broker and its devices",
    load: async () => (await import("./commands/run.ts")).run,
  },
  request: {
    about: "ask a running site for something",
    load: async () => (await import("./commands/request.ts")).request,
  },
  "prove-lease": {
    about: "see a lock let go by itself, and remember that it did",
    load: async () => (await import("./commands/prove-lease.ts")).proveLease,
  },
  replay: {
    about: "play events on a site in virtual time",
    load: async () => (await import("./commands/replay.ts")).replay,
  },
  explain: {
    about: "say why a door is as it is, at the end of a replay",
    load: async () => (await import("./commands/explain.ts")).explain,
  },
  matrix: {
    about: "show what each door does in each state",
    load: async () => (await import("./commands/matrix.ts")).matrix,
  },
  check: {
    about: "hold a site against the design rules",
    load: async () => (await import("./commands/check.ts")).check,
  },
  journal: {
    about: "read a site's journal: what happened, and whether it can be believed",
    load: async () => (await import("./commands/journal.ts")).journal,
  },
  "broker-config": {
    about: "write Mosquitto's users and rules for a site",
    load: async () => (await import("./commands/broker-config.ts")).brokerConfig,
  },
  keys: {
    about: "make the secrets by which a site knows who asks",
    load: async () => (await import("./commands/keys.ts")).keys,
  },
  decode: {
    about: "show what a device's messages are taken to mean",
    load: async () => (await import("./commands/decode.ts")).decode,
  },
  devices: {
    about: "list the devices and messages that are understood",
    load: async () => (await import("./commands/devices.ts")).devices,
  },
};

/** Gives 0 done, 1 the answer is bad, 2 misused or unreadable. Never rejects. */
export async function runCli(options: CliOptions): Promise<ExitCode> {
  const stdout = openOutput(options.stdout);
  const stderr = openOutput(options.stderr);
  const [name, ...args] = options.argv;
  const about = name !== undefined && Object.hasOwn(COMMANDS, name) ? `egress ${name}` : "egress";
  try {
    const command = await commandFor(name, stdout);
    if (command === null) return 0;
    if (args.includes("--help") || args.includes("-h")) {
      await stdout.write(`${command.help}\n`);
      return 0;
    }
    return await command.run({
      args,
      stdin: options.stdin ?? Readable.from([]),
      stdout,
      stderr,
      env: options.env,
      signal: options.signal ?? new AbortController().signal,
    });
  } catch (error) {
    await complain(stderr, about, error).catch(() => undefined);
    return 2;
  }
}

/** The command of that name; null when the answer was given here. */
async function commandFor(name: string | undefined, stdout: Output): Promise<Command | null> {
  if (name === "--version" || name === "-v") {
    await stdout.write(`${packageVersion()}\n`);
    return null;
  }
  if (name === "--help" || name === "-h" || name === "help") {
    await stdout.write(overview());
    return null;
  }
  if (name === undefined) throw new Misuse("what should it do?", "see egress --help");
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command !== undefined) return command.load();
  const near = nearest(name, Object.keys(COMMANDS));
  throw new Misuse(
    name.startsWith("-")
      ? `there is no option ${shownWord(name)}`
      : `there is no command ${shownWord(name)}`,
    near === null ? "see egress --help" : `did you mean \`egress ${near}\`?`,
  );
}

function overview(): string {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length));
  const lines = Object.entries(COMMANDS).map(
    ([name, { about }]) => `  egress ${name.padEnd(width)}  ${about}`,
  );
  return [
    "egress: fail-safe and fail-secure doors, honest about power",
    "",
    ...lines,
    "",
    "egress COMMAND --help says more. Exit codes: 0 done, 1 the answer is bad, 2 misused.",
    "",
  ].join("\n");
}
