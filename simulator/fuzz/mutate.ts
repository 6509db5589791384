/** Makes false messages out of true ones: bytes, structure and sheer size. */
import type { Dice } from "../dice.ts";

const HOSTILE: readonly string[] = [
  "null",
  "true",
  "-1",
  "1e999",
  "9007199254740993",
  '""',
  '"unknown"',
  '"\\u0000"',
  '"\\u202eLOCK"',
  "[]",
  "{}",
  '{"__proto__":{"value":"alarm"}}',
  '{"constructor":{"prototype":{}}}',
  "[[[[[[[[[[[[]]]]]]]]]]]]",
  '["locked"]',
  '{"state":"UNLOCK"}',
  '{"toString":1,"valueOf":2}',
];

const LONGEST = 24_000;

/** One message, made from one or two others. */
export function mutated(dice: Dice, corpus: readonly string[]): Buffer {
  let text = dice.any(corpus) ?? "";
  for (let times = dice.between(0, 3); times > 0; times -= 1) text = structured(dice, text, corpus);
  let bytes: Buffer = Buffer.from(text);
  for (let times = dice.between(0, 2); times > 0; times -= 1) bytes = damaged(dice, bytes);
  return bytes.subarray(0, LONGEST);
}

/** Puts something else in the place of a value, a key or a part. */
function structured(dice: Dice, text: string, corpus: readonly string[]): string {
  const hostile = dice.any(HOSTILE) ?? "";
  switch (dice.below(6)) {
    case 0:
      return text.replace(/:\s*("[^"]*"|[\w.-]+)/, `: ${hostile}`);
    case 1: {
      const values = [...text.matchAll(/:\s*("[^"]*"|[\w.-]+)/g)];
      const one = dice.any(values);
      if (one === undefined) return hostile;
      return `${text.slice(0, one.index)}: ${hostile}${text.slice(one.index + one[0].length)}`;
    }
    case 2:
      return text.replace(/"(\w+)":/, `"${dice.pick(["__proto__", "constructor", "", "state"])}":`);
    case 3:
      return `{"a":${text},"b":${hostile}}`;
    case 4:
      return text.replace(/\}$/, `,${(dice.any(corpus) ?? "{}").replace(/^\{/, "")}`);
    default:
      return dice.percent(10) ? text.repeat(dice.between(2, 200)) : hostile;
  }
}

function damaged(dice: Dice, bytes: Buffer): Buffer {
  const at = dice.below(bytes.length + 1);
  switch (dice.below(5)) {
    case 0:
      return bytes.subarray(0, at);
    case 1: {
      const copy = Buffer.from(bytes);
      if (at < copy.length) copy[at] = (copy[at] ?? 0) ^ (1 << dice.below(8));
      return copy;
    }
    case 2:
      return Buffer.concat([
        bytes.subarray(0, at),
        Buffer.from([dice.below(256)]),
        bytes.subarray(at),
      ]);
    case 3:
      return Buffer.concat([bytes.subarray(at), bytes.subarray(0, at)]);
    default:
      return Buffer.from(Array.from({ length: dice.below(64) }, () => dice.below(256)));
  }
}
