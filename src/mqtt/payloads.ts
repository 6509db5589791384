/** What strangers may say on `request`, `reading` and `report`: strict shapes, bounded, cleaned. */
import { z } from "zod";
import type { Action, Reading, ReadingValue, Report } from "../core/input.ts";
import type { SensorKind } from "../core/site.ts";
import { parseBoundedJson } from "../devices/bounded-json.ts";
import { MAX_PIN_LENGTH } from "./pins.ts";
import { type RequestFields, SIGNATURE_LENGTH } from "./request-signature.ts";

const MAX_NAME_LENGTH = 64;
const MAX_ID_LENGTH = 128;
const MAX_CHALLENGE_LENGTH = 64;

/** The longest isolation or drill that anyone can mean, a year; the engine has its own, shorter limits. */
const MAX_FOR_MS = 366 * 24 * 3_600_000;

const id = z.string().regex(/^[a-z0-9-]{1,64}$/);
const forMs = z.int().positive().max(MAX_FOR_MS);

/** Without characters that could forge a line of a log or turn its direction. */
export function cleanText(text: string, maxLength: number = MAX_NAME_LENGTH): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "").slice(0, maxLength);
}

const name = z
  .string()
  .max(1_000)
  .transform((text) => cleanText(text));

const asked = {
  id: z
    .string()
    .min(1)
    .max(MAX_ID_LENGTH)
    .regex(/^[^\p{Cc}\p{Cf}]+$/u),
  by: name.default("unknown"),
  via: name.default("mqtt"),
  at: z.iso.datetime({ offset: true }).optional(),
  challenge: z.string().max(MAX_CHALLENGE_LENGTH).optional(),
  replyTo: z.string().max(1_000).optional(),
  key: id.optional(),
  signature: z.string().max(SIGNATURE_LENGTH).optional(),
  pin: z.string().min(1).max(MAX_PIN_LENGTH).optional(),
};

const requestShape = z.discriminatedUnion("action", [
  z.strictObject({ ...asked, action: z.enum(["lock", "unlock"]), door: id }),
  z.strictObject({
    ...asked,
    action: z.literal("access"),
    door: id,
    extended: z.boolean().optional(),
  }),
  z.strictObject({
    ...asked,
    action: z.enum(["lockdown", "lockdown-release", "reset"]),
    area: id.optional(),
  }),
  z.strictObject({ ...asked, action: z.literal("isolate"), sensor: id, forMs }),
  z.strictObject({ ...asked, action: z.literal("restore"), sensor: id }),
  z.strictObject({
    ...asked,
    action: z.enum(["drill-start", "walk-test-start"]),
    area: id.optional(),
    forMs: forMs.optional(),
  }),
  z.strictObject({ ...asked, action: z.enum(["drill-end", "walk-test-end"]) }),
  z.strictObject({ ...asked, action: z.literal("lease-test-start"), lock: id }),
  z.strictObject({
    ...asked,
    action: z.literal("lease-test-end"),
    lock: id,
    letGo: z.boolean().optional(),
  }),
]);

/** How whoever asks would prove who that is. */
export type Proof =
  | { readonly kind: "signature"; readonly key: string }
  | { readonly kind: "pin"; readonly pin: string };

export interface AskedRequest {
  readonly id: string;
  readonly by: string;
  /** Whether `by` was said, and is not only what is taken for it. */
  readonly named: boolean;
  readonly proof: Proof | null;
  /** Everything as it was said: what a signature is over. Never to be logged or kept. */
  readonly fields: RequestFields;
  readonly via: string;
  readonly action: Action;
  readonly at: string | null;
  readonly challenge: string | null;
  readonly replyTo: string | null;
}

/** `answer` is present where the sender can be told: it gave a usable id and a place for the answer. */
export type ParsedRequest =
  | { readonly ok: true; readonly request: AskedRequest }
  | {
      readonly ok: false;
      readonly reason: string;
      readonly answer: { readonly id: string; readonly replyTo: string } | null;
    };

export function parseRequest(payload: Uint8Array): ParsedRequest {
  const json = parseBoundedJson(payload);
  if (!json.ok) return { ok: false, reason: json.reason, answer: null };
  const shaped = requestShape.safeParse(json.value);
  if (!shaped.success) {
    const answer = answerable.safeParse(json.value);
    return {
      ok: false,
      reason: reasonOf(shaped.error),
      answer: answer.success ? answer.data : null,
    };
  }
  const {
    id: requestId,
    by,
    via,
    at,
    challenge,
    replyTo,
    key,
    signature,
    pin,
    ...action
  } = shaped.data;
  const fields = json.value as RequestFields;
  if ((key === undefined) !== (signature === undefined)) {
    const answer = answerable.safeParse(json.value);
    const reason = "key and signature go together";
    return { ok: false, reason, answer: answer.success ? answer.data : null };
  }
  const request = {
    id: requestId,
    by,
    named: Object.hasOwn(fields, "by"),
    proof: proofOf(key, pin),
    fields,
    via,
    action: withoutUndefined(action) as Action,
    at: at ?? null,
    challenge: challenge ?? null,
    replyTo: replyTo ?? null,
  };
  return { ok: true, request };
}

function proofOf(key: string | undefined, pin: string | undefined): Proof | null {
  if (key !== undefined) return { kind: "signature", key };
  return pin === undefined ? null : { kind: "pin", pin };
}

const answerable = z.object({ id: asked.id, replyTo: z.string().max(1_000) });

const alarmValue = z.enum(["alarm", "clear", "test", "fault", "unknown"]);
const upsValue = z.strictObject({
  status: z.enum(["online", "on-battery", "low", "off", "unknown"]),
  percent: z.number().min(0).max(100).exactOptional(),
  runtimeSeconds: z.number().min(0).max(1e9).exactOptional(),
});

const companions = {
  battery: z
    .strictObject({
      percent: z.number().min(0).max(100).exactOptional(),
      low: z.boolean().exactOptional(),
    })
    .exactOptional(),
  tamper: z.boolean().exactOptional(),
};

type SensorWords = Pick<Reading, "value" | "battery" | "tamper">;

// Made once: to make one takes longer than to read a hundred messages with it.
const alarmReading = saying(alarmValue);
const READINGS: Readonly<Partial<Record<SensorKind, z.ZodType<SensorWords>>>> = {
  power: saying(z.enum(["on", "off", "unknown"])),
  contact: saying(z.enum(["open", "closed", "unknown"])),
  ups: saying(upsValue),
};

/** A battery or a cover is told with a value or without one; a message has to tell something. */
function saying(value: z.ZodType<ReadingValue>): z.ZodType<SensorWords> {
  return z
    .strictObject({ value: value.exactOptional(), ...companions })
    .refine((said) => Object.keys(said).length > 0, {
      path: ["value"],
      error: "is missing, and there is no battery or tamper either",
    });
}

function readingShape(kind: SensorKind): z.ZodType<SensorWords> {
  return READINGS[kind] ?? alarmReading;
}

const reportShape = z.strictObject({ bolt: z.enum(["locked", "unlocked", "jammed", "unknown"]) });

export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: string };

/** A reading in the words of the sensor's kind: a smoke sensor can't be open. */
export function parseReading(payload: Uint8Array, kind: SensorKind): Parsed<SensorWords> {
  const json = parseBoundedJson(payload);
  return json.ok ? shapedBy(readingShape(kind), json.value) : json;
}

export function parseReport(payload: Uint8Array): Parsed<Pick<Report, "bolt">> {
  const json = parseBoundedJson(payload);
  return json.ok ? shapedBy(reportShape, json.value) : json;
}

function shapedBy<T>(shape: z.ZodType<T>, value: unknown): Parsed<T> {
  const shaped = shape.safeParse(value);
  return shaped.success
    ? { ok: true, value: shaped.data }
    : { ok: false, reason: reasonOf(shaped.error) };
}

function reasonOf(error: z.ZodError): string {
  const [first] = error.issues;
  if (first === undefined) return "the message has the wrong shape";
  const path = first.path.map(String).join(".");
  return cleanText(path === "" ? first.message : `${path}: ${first.message}`, 200);
}

function withoutUndefined(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
