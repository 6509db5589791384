/** Values as a form keeps them, made plain: blanks are absent, numbers are numbers. */

/** Most rows that a form's list may hold. */
export const MAX_ROWS = 1000;

export type FormFields = Readonly<Record<string, unknown>>;

export function asFields(value: unknown): FormFields {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as FormFields)
    : {};
}

export function text(fields: FormFields, key: string, otherwise = ""): string {
  const value = Object.hasOwn(fields, key) ? fields[key] : undefined;
  if (typeof value === "number") return String(value);
  return typeof value === "string" ? value.trim() : otherwise;
}

export function flag(fields: FormFields, key: string, otherwise = false): boolean {
  const value = Object.hasOwn(fields, key) ? fields[key] : undefined;
  return typeof value === "boolean" ? value : value === "true" ? true : otherwise;
}

/** The rows of an editable list; anything that isn't a list is none. */
export function rows(fields: FormFields, key: string): readonly FormFields[] {
  const value = Object.hasOwn(fields, key) ? fields[key] : undefined;
  return Array.isArray(value) ? value.slice(0, MAX_ROWS).map(asFields) : [];
}

/** A number where the text is one; the text itself otherwise, for the parser to complain of. */
export function numberOrText(value: string): number | string | undefined {
  if (value === "") return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : value;
}

/** A comma-separated list of ids. */
export function list(value: string): readonly string[] {
  return value
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "");
}

/** JSON where the text is JSON; the text itself otherwise, for the parser to complain of. */
export function jsonOrText(value: string): unknown {
  if (value === "") return undefined;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

/** Leaves out what was left blank, so that the site file's own defaults apply. */
export function filled(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== ""),
  );
}
