/** `egress keys`: the secrets by which a site knows who asks. */
import { join, resolve } from "node:path";
import { text as textOf } from "node:stream/consumers";
import type { RequestRules, SiteDescription } from "../../core/site.ts";
import {
  hashPin,
  MAX_PIN_LENGTH,
  MIN_PIN_LENGTH,
  requestSecrets,
  requestSecretsPath,
  writeSecretFile,
} from "../../mqtt/index.ts";
import { plainText, readSiteFile } from "../../site-file/index.ts";
import { readArguments, shownWord } from "../arguments.ts";
import { type Command, type CommandCall, type ExitCode, Misuse } from "../command.ts";
import { keyFileText } from "../request-proof.ts";

const HELP = `egress keys SITE --data DIR [--pin NAME]

Makes the secrets of a site's \`requests\`: one for each of its keys, kept for the authority in
DIR and written for whoever signs with it to DIR/keys, as a file for \`egress request --key-file\`.
Keys that are there already stay. All files are readable by you only.

  --data DIR           the authority's data folder: the one of \`egress run --data\`
  --pin NAME           give a person a PIN: EGRESS_PIN, or the first line of standard input

Exit codes: 0 done, 2 misused, unreadable, or the files can't be written.`;

const OPTIONS = { data: { type: "string" }, pin: { type: "string" } } as const;

export const keys: Command = { help: HELP, run };

async function run(call: CommandCall): Promise<ExitCode> {
  const { values, words } = readArguments(call.args, OPTIONS, ["SITE"]);
  if (values.data === undefined)
    throw new Misuse("--data is missing", "name the folder where the authority keeps its secrets");
  const dir = resolve(values.data);
  const site = await readSiteFile(words[0] ?? "");
  const rules = rulesOf(site);
  const pin = values.pin === undefined ? null : await pinFor(values.pin, rules, call);
  const files = await writeKeys(dir, site.id, rules, pin);
  await call.stdout.write(
    [
      ...files.map(({ id, path }) => `${id}  ${path}`),
      ...(pin === null ? [] : [`${plainText(pin.name)} has a PIN now`]),
      "The authority reads them when it starts.",
      "",
    ].join("\n"),
  );
  return 0;
}

function rulesOf({ id, requests }: SiteDescription): RequestRules {
  if (requests !== undefined) return requests;
  throw new Misuse(
    `${id} says nothing of requests, so anyone on its broker may ask`,
    "write `requests: { signed: required, keys: [{ id: homebridge }], pins: [alice] }` in the site file",
  );
}

async function pinFor(name: string, { pins }: RequestRules, { stdin, env }: CommandCall) {
  if (!pins.includes(name))
    throw new Misuse(
      `${shownWord(name)} is not among the people with a PIN`,
      "write the name in the site file, in `pins` of `requests`",
    );
  const pin = env["EGRESS_PIN"] ?? (await textOf(stdin)).split(/\r?\n/)[0] ?? "";
  if (pin.length < MIN_PIN_LENGTH || pin.length > MAX_PIN_LENGTH)
    throw new Misuse(
      "the PIN is too short or too long",
      `give ${MIN_PIN_LENGTH} to ${MAX_PIN_LENGTH} characters by EGRESS_PIN or standard input`,
    );
  return { name, hash: await hashPin(pin) };
}

async function writeKeys(
  dir: string,
  siteId: string,
  rules: RequestRules,
  pin: { readonly name: string; readonly hash: string } | null,
) {
  try {
    const { secrets } = await requestSecrets(requestSecretsPath(dir, siteId), rules, pin);
    const files = [...secrets.keys].map(([id, secret]) => {
      return { id, secret, path: join(dir, "keys", `${siteId}.${id}.json`) };
    });
    for (const { id, secret, path } of files) await writeSecretFile(path, keyFileText(id, secret));
    return files;
  } catch (error) {
    if (!(error instanceof Error && "syscall" in error)) throw error;
    throw new Misuse(`${shownWord(dir)} can't be written`, "name another folder by --data DIR");
  }
}
