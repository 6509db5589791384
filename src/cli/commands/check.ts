/** `egress check`: what the design rules say of a site. */
import { checkDesign, reportText, withLeaseProofs } from "../../check/index.ts";
import { plainText, readSiteFile } from "../../site-file/index.ts";
import { readArguments, shownWord } from "../arguments.ts";
import { type Command, type CommandCall, type ExitCode, Misuse } from "../command.ts";

const HELP = `egress check SITE [--format text|json] [--data DIR]

Holds the site against the design rules L01 to L44: can people get out of every room in every state,
does a fire door latch, is a button wired so that it works without us, does the battery last. The
rules and their sources are in docs/rules.md. A finding that stands for a good reason is moved aside
in the site file:

  acknowledge: [{ rule: L28, subject: door:vault, why: "The vault has a guard by night." }]

  --format text|json
  --data DIR           also say which leases nobody has seen end (A02), from the site's journal there

Exit codes: 0 no errors, 1 errors found, 2 the file can't be read or is not a site.`;

export const check: Command = { help: HELP, run };

async function run(call: CommandCall): Promise<ExitCode> {
  const { values, words } = readArguments(
    call.args,
    { format: { type: "string", default: "text" }, data: { type: "string" } },
    ["SITE"],
  );
  if (values.format !== "text" && values.format !== "json")
    throw new Misuse(
      `there is no format ${shownWord(values.format)}`,
      "give --format text or json",
    );
  const site = await readSiteFile(words[0] ?? "");
  const design = checkDesign(site);
  const report =
    values.data === undefined
      ? design
      : withLeaseProofs(design, site, await remembered(call, values.data, site.id));
  const coloured = call.stdout.isTTY && (call.env["NO_COLOR"] ?? "") === "";
  const text =
    values.format === "json"
      ? JSON.stringify(report, null, 2)
      : reportText(report, coloured).join("\n");
  await call.stdout.write(`${text}\n`);
  return report.summary.errors > 0 ? 1 : 0;
}

/** Loaded only then, since it needs SQLite. A journal that can't be trusted proves nothing. */
async function remembered({ stderr }: CommandCall, dataDir: string, siteId: string) {
  const { lastMemory } = await import("../../journal/last-memory.ts");
  const { memory, doubt } = lastMemory(dataDir, siteId);
  if (doubt !== null)
    await stderr.write(`egress check: the journal is in doubt: ${plainText(doubt)}\n`);
  return memory;
}
