/** A request as a message or a form gives it, checked strictly: what isn't known isn't done. */
import type { Request } from "../../src/core/input.ts";
import { asFields, type FormFields } from "./form-value.ts";

type ActionName = Request["action"];
type Field = "door" | "area" | "sensor" | "lock" | "forMs" | "extended" | "letGo";

/** Which fields an action takes; `!` marks one that it needs. */
const FIELDS: Readonly<Record<ActionName, readonly (Field | `${Field}!`)[]>> = {
  lock: ["door!"],
  unlock: ["door!"],
  access: ["door!", "extended"],
  lockdown: ["area"],
  "lockdown-release": ["area"],
  reset: ["area"],
  isolate: ["sensor!", "forMs!"],
  restore: ["sensor!"],
  "drill-start": ["area", "forMs"],
  "drill-end": [],
  "walk-test-start": ["area", "forMs"],
  "walk-test-end": [],
  "lease-test-start": ["lock!"],
  "lease-test-end": ["lock!", "letGo"],
};

export const ACTIONS = Object.keys(FIELDS) as readonly ActionName[];

/** Longest time that may be asked for: a month, in ms. */
export const MAX_FOR_MS = 31 * 24 * 60 * 60 * 1000;

export const MAX_NAME_LENGTH = 64;

const ID = /^[a-z0-9-]{1,64}$/;

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

export type Asked =
  | { readonly ok: true; readonly request: Request }
  | { readonly ok: false; readonly reason: string; readonly mend: string };

/** Checks `{action, ...}`. Unknown keys are refused, so that a misspelt `area` isn't the whole site. */
export function asked(value: unknown, by: unknown): Asked {
  const fields = asFields(value);
  const action = ACTIONS.find((name) => name === fields["action"]);
  if (action === undefined) {
    return no("the request has no action that is known", `Use one of ${ACTIONS.join(", ")}`);
  }
  const takes = FIELDS[action];
  for (const [key, given] of Object.entries(fields)) {
    if (key === "action" || key === "by") continue;
    const field = takes.find((each) => each === key || each === `${key}!`);
    if (field === undefined) return no(`${action} has no ${key}`, `It takes ${listOf(takes)}`);
    const problem = fieldProblem(key as Field, given);
    if (problem !== null) return problem;
  }
  const missing = takes.find(
    (each) => each.endsWith("!") && !Object.hasOwn(fields, each.slice(0, -1)),
  );
  if (missing !== undefined) {
    return no(
      `${action} needs ${missing.slice(0, -1)}`,
      `Give msg.payload.${missing.slice(0, -1)}`,
    );
  }
  const who = cleanName(fields["by"]) ?? cleanName(by) ?? "node-red";
  return {
    ok: true,
    request: { ...fields, type: "request", action, by: who, via: "node-red" } as Request,
  };
}

function fieldProblem(key: Field, given: unknown): (Asked & { ok: false }) | null {
  if (key === "extended" || key === "letGo") {
    return typeof given === "boolean" ? null : no(`${key} is not true or false`, "Give a boolean");
  }
  if (key === "forMs") {
    const fine = Number.isInteger(given) && Number(given) > 0 && Number(given) <= MAX_FOR_MS;
    return fine ? null : no("forMs is no time", `Give whole milliseconds, 1 to ${MAX_FOR_MS}`);
  }
  return typeof given === "string" && ID.test(given)
    ? null
    : no(`${key} is no id`, "Ids are made of a-z, 0-9 and -, 64 characters at most");
}

/** A request from the fields of a form, where blank means: not given. */
export function formRequest(fields: FormFields): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== ""),
  );
}

/** `500ms`, `5s`, `10m` or `4h` in ms; null for anything else. */
export function durationMs(value: string): number | null {
  const match = /^(\d{1,9})(ms|s|m|h)$/.exec(value.trim());
  const unit = UNITS[match?.[2] ?? ""];
  return match === null || unit === undefined ? null : Number(match[1]) * unit;
}

/** A person's name without control and direction characters; null when nothing is left. */
export function cleanName(value: unknown): string | null {
  if (typeof value !== "string") return null;
  const clean = value
    .slice(0, MAX_NAME_LENGTH * 4)
    .replaceAll(/[\p{C}\u2028\u2029]/gu, "")
    .trim();
  return clean === "" ? null : clean.slice(0, MAX_NAME_LENGTH);
}

function listOf(takes: readonly string[]): string {
  return takes.length === 0
    ? "nothing but action"
    : takes.map((each) => each.replace("!", "")).join(", ");
}

function no(reason: string, mend: string): Asked & { readonly ok: false } {
  return { ok: false, reason, mend };
}
