/** What the recogniser makes of a message, as one word. */
import type { SensorKind } from "../../src/core/site.ts";
import { recognise, recogniseBolt } from "../../src/readings/index.ts";
import type { Role } from "./truth.ts";

export function readAs(role: Role, message: unknown): string {
  if (role === "lock") return String(recogniseBolt(message, "auto").bolt);
  if (role === "tamper") return String(recognise("smoke", message, "auto").tamper);
  if (role === "battery") return String(recognise("smoke", message, "auto").battery?.percent);
  if (role === "battery-low") return String(recognise("smoke", message, "auto").battery?.low);
  if (role === "test") return String(recognise("smoke", message, "auto").value === "test");
  const kind: SensorKind = role === "siren" ? "intrusion" : role;
  const { value } = recognise(kind, message, "auto");
  return typeof value === "object" && value !== null ? value.status : String(value);
}
