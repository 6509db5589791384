/** Options and words of a command line, or a misuse that says which option was meant. */
import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import { nearest, plainText } from "../site-file/index.ts";
import { Misuse } from "./command.ts";

export function readArguments<const Options extends ParseArgsOptionsConfig>(
  args: readonly string[],
  options: Options,
  words: readonly string[],
) {
  const parsed = parse(args, options);
  const missing = words[parsed.positionals.length];
  if (missing !== undefined) throw new Misuse(`${missing} is missing`, `give ${words.join(" ")}`);
  const extra = parsed.positionals[words.length];
  if (extra !== undefined)
    throw new Misuse(
      `${shownWord(extra)} is one word too many`,
      words.length === 0 ? "give options only" : `give only ${words.join(" ")}`,
    );
  return { values: parsed.values, words: parsed.positionals };
}

function parse<const Options extends ParseArgsOptionsConfig>(
  args: readonly string[],
  options: Options,
) {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: true });
  } catch (error) {
    throw misuseOf(error, Object.keys(options));
  }
}

function misuseOf(error: unknown, known: readonly string[]): Misuse {
  const message = error instanceof Error ? plainText(error.message) : "the options can't be read";
  const unknown = /^Unknown option '(-{1,2}[^' ]+)/.exec(message)?.[1];
  if (unknown === undefined) return new Misuse(message, "see --help");
  const near = nearest(unknown.replace(/^-+/, ""), known);
  return new Misuse(
    `there is no option ${shownWord(unknown)} here`,
    near === null ? "see --help" : `did you mean \`--${near}\`?`,
  );
}

export function shownWord(word: string): string {
  return `\`${plainText(word, 64)}\``;
}
