/** `egress run`: a site's authority as a process of its own. */
import { once } from "node:events";
import type { EmbeddedBroker, OpenAuthority } from "../../open-site.ts";
import { openAuthority } from "../../open-site.ts";
import { plainText, readSiteFile } from "../../site-file/index.ts";
import type { PublishedEvent } from "../../site-handle.ts";
import type { StatusServer } from "../../status-page/server.ts";
import { readArguments, shownWord } from "../arguments.ts";
import { BROKER_HELP, BROKER_OPTIONS, namedBroker } from "../broker-options.ts";
import { type Command, type CommandCall, type ExitCode, Misuse } from "../command.ts";
import { eventText, timeOfDay } from "../event-text.ts";

const HELP = `egress run SITE [options]

Runs the site: the engine, the way to its devices, and, unless a broker is named, a broker on
127.0.0.1:1884. Prints one line an event. SIGTERM or Ctrl-C ends it: no lock is told anything, and
it prints which leases will run out and when.

${BROKER_HELP}
  --broker-port N      port of the broker on 127.0.0.1; 0 for a free one
  --broker-listen HOST:PORT   also let devices in from the network, each with a password and
                       rights of its own (needs --data)
  --http 127.0.0.1:PORT   a page that shows the doors, for this machine only; 0 for a free port
  --data DIR           where the journal and the broker's password are kept
  --log text|json      json: one object a line

Exit codes: 0 ended as asked, 2 misused, unreadable, or the port is taken.`;

const OPTIONS = {
  ...BROKER_OPTIONS,
  "broker-port": { type: "string" },
  "broker-listen": { type: "string" },
  data: { type: "string" },
  http: { type: "string" },
  log: { type: "string", default: "text" },
} as const;

export const run: Command = { help: HELP, run: runSite };

async function runSite(call: CommandCall): Promise<ExitCode> {
  const { values, words } = readArguments(call.args, OPTIONS, ["SITE"]);
  const tell = reporter(values.log, call);
  const external = await namedBroker(values, call.env);
  const embedded = embeddedBroker(values);
  const httpPort = values.http === undefined ? null : ownPort(values.http);
  if (external !== null && Object.keys(embedded).length > 1)
    throw new Misuse(
      "--mqtt names a broker, and --broker-port or --broker-listen opens another",
      "give one or the other",
    );
  const site = await readSiteFile(words[0] ?? "");
  if (values.data === undefined)
    tell.log("warn", "No --data: what is latched or isolated is forgotten when this process ends");
  let authority: OpenAuthority | null = null;
  authority = await openAuthority({
    site,
    broker: external ?? embedded,
    authority: "egress run",
    dataDir: values.data ?? null,
    log: tell.log,
    listener: { happened: (events) => tell.events(events, authority) },
  });
  const count = site.doors.length === 1 ? "one door" : `${site.doors.length} doors`;
  tell.log("info", `${site.name} runs: ${count}, on ${place(authority)}`);
  const page = httpPort === null ? null : await pageOf(authority, httpPort);
  if (page !== null) tell.log("info", `The doors are shown on ${page.url}`);
  if (!call.signal.aborted) await once(call.signal, "abort");
  const leases = authority.leases();
  await page?.close();
  await authority.close();
  await tell.leases(leases);
  return 0;
}

/** A page that can't be opened must not keep the site from ending in order. */
async function pageOf(authority: OpenAuthority, port: number): Promise<StatusServer> {
  const { serveStatus } = await import("../../status-page/server.ts");
  try {
    return await serveStatus(authority, port);
  } catch (error) {
    await authority.close();
    throw error;
  }
}

/** The page has no password, so nobody but this machine may see it. */
function ownPort(address: string): number {
  const port = Number(/^(?:127\.0\.0\.1|localhost):(\d{1,5})$/.exec(address)?.[1] ?? Number.NaN);
  if (port <= 65_535) return port;
  throw new Misuse(
    `${shownWord(address)} is no place for the page`,
    "give --http 127.0.0.1:PORT; the page has no password and so stays on this machine",
  );
}

function embeddedBroker(values: {
  readonly "broker-port"?: string | undefined;
  readonly "broker-listen"?: string | undefined;
}): EmbeddedBroker {
  const { "broker-port": port, "broker-listen": listen } = values;
  if (port !== undefined && !(/^\d{1,5}$/.test(port) && Number(port) <= 65_535))
    throw new Misuse(`${shownWord(port)} is no port`, "give --broker-port a number up to 65535");
  return {
    kind: "embedded",
    ...(port === undefined ? {} : { port: Number(port) }),
    ...(listen === undefined ? {} : { listen }),
  };
}

/** Without the user and password that an address may hold. */
function place({ brokerUrl }: OpenAuthority): string {
  if (brokerUrl === null || !URL.canParse(brokerUrl)) return "no broker";
  const { protocol, host } = new URL(brokerUrl);
  return `${protocol}//${host}`;
}

/** Events and leases go to standard output, everything about the process itself to standard error. */
function reporter(format: string, { stdout, stderr }: CommandCall) {
  if (format !== "text" && format !== "json")
    throw new Misuse(`${shownWord(format)} is no log format`, "give --log text or --log json");
  const json = format === "json";
  const line = (value: object, text: () => string) => `${json ? JSON.stringify(value) : text()}\n`;
  return {
    log(level: "info" | "warn" | "error", message: string): void {
      const line = json ? JSON.stringify({ level, message }) : plainText(message);
      stderr.write(`${line}\n`).catch(() => undefined);
    },
    events(events: readonly PublishedEvent[], site: OpenAuthority | null): void {
      // One write, or ten thousand doors would be ten thousand calls of the system.
      const lines = events.map((event) => line(event, () => eventText(event, site, stdout.isTTY)));
      stdout.write(lines.join("")).catch(() => undefined);
    },
    async leases(leases: ReturnType<OpenAuthority["leases"]>): Promise<void> {
      for (const { lock, endsAt } of leases)
        await stdout
          .write(
            line(
              { type: "lease-ends", lock, at: endsAt },
              () => `${lock} lets go at ${timeOfDay(endsAt)}, unless something renews its lease`,
            ),
          )
          .catch(() => undefined);
      if (leases.length === 0 && !json)
        await stdout.write("No lease runs: every lock stays as it is\n");
    },
  };
}
