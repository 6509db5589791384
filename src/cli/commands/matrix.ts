/** `egress matrix`: what each door answers in each state of the truth table. */
import { styleText } from "node:util";
import { matrixHtml, matrixOf, matrixText } from "../../matrix/index.ts";
import { plainText, readSiteFile } from "../../site-file/index.ts";
import { readArguments, shownWord } from "../arguments.ts";
import { type Command, type CommandCall, type ExitCode, Misuse } from "../command.ts";

const HELP = `egress matrix SITE [--format text|json|html]

The cause-and-effect matrix: for each door who gets in, who gets out and whether a remote unlock works,
in every state from a power cut to a fire with the controller dead. Worked out by running the engine.

  --format text|json|html   html is one page that prints well

Exit codes: 0 done, 2 the site can't be read.`;

export const matrix: Command = { help: HELP, run };

async function run(call: CommandCall): Promise<ExitCode> {
  const { values, words } = readArguments(
    call.args,
    { format: { type: "string", default: "text" } },
    ["SITE"],
  );
  const site = await readSiteFile(words[0] ?? "");
  const worked = matrixOf(site);
  switch (values.format) {
    case "json":
      await call.stdout.write(`${JSON.stringify(worked, null, 2)}\n`);
      return 0;
    case "html":
      await call.stdout.write(matrixHtml(worked));
      return 0;
    case "text":
      await call.stdout.write(
        matrixText(worked, (style, text) =>
          call.stdout.isTTY ? styleText(style, plainText(text)) : plainText(text),
        ),
      );
      return 0;
    default:
      throw new Misuse(
        `there is no format ${shownWord(values.format)}`,
        "give --format text, json or html",
      );
  }
}
