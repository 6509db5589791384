/** An event as one line for people. */
import { styleText } from "node:util";
import { EVENTS } from "../core/events.ts";
import { plainText } from "../site-file/index.ts";
import type { PublishedEvent, SiteHandle } from "../site-handle.ts";

const ALARMS: ReadonlySet<string> = new Set([
  "fire-latched",
  "gas-latched",
  "forced-open",
  "manual-release",
  "lockdown",
  "not-released",
]);
const GOOD: ReadonlySet<string> = new Set(["fire-reset", "gas-reset", "lockdown-ended"]);
const TROUBLES =
  /^(sensor-(silent|fault|unknown|battery-low|tamper)|supply-(lost|unknown|on-battery|critical)|link-down|lease-lost|lock-jammed|not-secured|unexpected-unlock|held-open.*|refused)$/;

/** What the line is about: the most particular thing that the event names. */
const SUBJECTS = ["door", "sensor", "lock", "holder", "supply", "area"] as const;

/** `site` gives a door's reason, where the event is that the door changed. */
export function eventText(
  event: PublishedEvent,
  site: Pick<SiteHandle, "door"> | null,
  colour: boolean,
): string {
  const key = SUBJECTS.find((name) => typeof event[name] === "string");
  const subject = key === undefined ? "site" : String(event[key]);
  const text = plainText(`${sentence(event, site)}${details(event, key)}`);
  const line = [timeOfDay(event.at), plainText(subject), text];
  if (!colour) return line.join("  ");
  const styled = styleText(styleOf(event.type), text, { validateStream: false });
  return [styleText("dim", line[0] ?? "", { validateStream: false }), line[1], styled].join("  ");
}

function sentence(event: PublishedEvent, site: Pick<SiteHandle, "door"> | null): string {
  const changed = event.type === "lock-released" || event.type === "lock-secured";
  const because = changed ? site?.door(String(event["door"]))?.because : undefined;
  if (because !== undefined) return because;
  const known: Readonly<Record<string, string>> = EVENTS;
  return Object.hasOwn(known, event.type) ? String(known[event.type]) : event.type;
}

function details(event: PublishedEvent, subject: string | undefined): string {
  const told = new Set(["type", "at", "cause", "slot", "name", subject]);
  const rest = Object.entries(event).flatMap(([key, value]) =>
    told.has(key) || value === null || typeof value === "object" ? [] : `${key} ${String(value)}`,
  );
  return rest.length === 0 ? "" : ` (${rest.join(", ")})`;
}

function styleOf(type: string) {
  if (ALARMS.has(type)) return "red";
  if (TROUBLES.test(type)) return "yellow";
  return GOOD.has(type) ? "green" : "reset";
}

/** In the time zone of whoever looks on. */
export function timeOfDay(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return "--:--:--";
  const parts = [time.getHours(), time.getMinutes(), time.getSeconds()];
  return parts.map((part) => String(part).padStart(2, "0")).join(":");
}
