/** `egress check`: what the design rules say of a site. */
import { checkDesign, reportText } from "../../check/index.ts";
import { readSiteFile } from "../../site-file/index.ts";
import { readArguments, shownWord } from "../arguments.ts";
import { type Command, type CommandCall, type ExitCode, Misuse } from "../command.ts";

const HELP = `egress check SITE [--format text|json]

Holds the site against the design rules L01 to L44: can people get out of every room in every state,
does a fire door latch, is a button wired so that it works without us, does the battery last. The
rules and their sources are in docs/rules.md. A finding that stands for a good reason is moved aside
in the site file:

  acknowledge: [{ rule: L28, subject: door:vault, why: "The vault has a guard by night." }]

  --format text|json

Exit codes: 0 no errors, 1 errors found, 2 the file can't be read or is not a site.`;

export const check: Command = { help: HELP, run };

async function run(call: CommandCall): Promise<ExitCode> {
  const { values, words } = readArguments(
    call.args,
    { format: { type: "string", default: "text" } },
    ["SITE"],
  );
  if (values.format !== "text" && values.format !== "json")
    throw new Misuse(
      `there is no format ${shownWord(values.format)}`,
      "give --format text or json",
    );
  const report = checkDesign(await readSiteFile(words[0] ?? ""));
  const coloured = call.stdout.isTTY && (call.env["NO_COLOR"] ?? "") === "";
  const text =
    values.format === "json"
      ? JSON.stringify(report, null, 2)
      : reportText(report, coloured).join("\n");
  await call.stdout.write(`${text}\n`);
  return report.summary.errors > 0 ? 1 : 0;
}
