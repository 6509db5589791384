/** What a control node asks for: the action of its form, or the one that the message brings. */
import { ACTIONS, type Asked, asked, durationMs, formRequest } from "../shared/asked.ts";
import { type FormFields, flag, text } from "../shared/form-value.ts";
import type { Message } from "../shared/node-red.ts";

/** A question that changes nothing, answered from the present state. */
export interface Explain {
  readonly action: "explain";
  readonly door: string;
}

export type ControlAsked = Asked | { readonly ok: true; readonly explain: Explain };

/** Chosen in the form to let the message name its action. */
const FROM_MESSAGE = "";

export function controlRequest(form: FormFields, message: Message): ControlAsked {
  const action = text(form, "action");
  const given = action === FROM_MESSAGE ? fromMessage(message.payload) : fromForm(form, action);
  if (!given.ok) return given;
  const { fields } = given;
  if (fields["action"] !== "explain") return asked(fields, message.by);
  const door = fields["door"];
  return typeof door === "string" && door !== ""
    ? { ok: true, explain: { action: "explain", door } }
    : { ok: false, reason: "explain needs door", mend: "Give the door's id" };
}

type Given =
  | { readonly ok: true; readonly fields: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly reason: string; readonly mend: string };

function fromMessage(payload: unknown): Given {
  if (typeof payload === "string")
    return { ok: true, fields: { action: payload.trim().toLowerCase() } };
  if (typeof payload === "object" && payload !== null && !Array.isArray(payload)) {
    return { ok: true, fields: payload as Readonly<Record<string, unknown>> };
  }
  const mend = `Send {"action": ...} with one of ${[...ACTIONS, "explain"].join(", ")}`;
  return { ok: false, reason: "msg.payload holds no request", mend };
}

/** The fields of the form that the action takes; what another action left there is not sent. */
function fromForm(form: FormFields, action: string): Given {
  const duration = text(form, "duration");
  const forMs = duration === "" || !TAKES_TIME.has(action) ? undefined : durationMs(duration);
  if (forMs === null) {
    return { ok: false, reason: `"${duration}" is no time`, mend: "Write it as 30s, 10m or 4h" };
  }
  return {
    ok: true,
    fields: formRequest({
      action,
      door: TAKES_DOOR.has(action) ? text(form, "door") : undefined,
      area: TAKES_AREA.has(action) ? text(form, "area") : undefined,
      sensor: TAKES_SENSOR.has(action) ? text(form, "sensor") : undefined,
      extended: action === "access" && flag(form, "extended") ? true : undefined,
      forMs,
    }),
  };
}

const TAKES_DOOR: ReadonlySet<string> = new Set(["lock", "unlock", "access", "explain"]);
const TAKES_AREA: ReadonlySet<string> = new Set([
  "reset",
  "lockdown",
  "lockdown-release",
  "drill-start",
  "walk-test-start",
]);
const TAKES_SENSOR: ReadonlySet<string> = new Set(["isolate", "restore"]);
const TAKES_TIME: ReadonlySet<string> = new Set(["isolate", "drill-start", "walk-test-start"]);
