/** A sensor as the site file says it, from the fields of the egress-alarm and egress-power forms. */
import { type FormFields, filled, flag, jsonOrText, text } from "./form-value.ts";

/** What a kind of sensor belongs to; the other fields of the form are hidden and left out. */
const BELONGS_TO: Readonly<Record<string, "area" | "door" | "supply">> = {
  smoke: "area",
  heat: "area",
  "carbon-monoxide": "area",
  gas: "area",
  "call-point": "area",
  intrusion: "area",
  "exit-request": "door",
  power: "supply",
  ups: "supply",
};

export function sensorOf(form: FormFields): Readonly<Record<string, unknown>> {
  const kind = text(form, "kind");
  const owner = BELONGS_TO[kind];
  const every = text(form, "every");
  return filled({
    id: text(form, "sensor"),
    name: text(form, "name"),
    kind,
    ...(owner === undefined ? {} : { [owner]: text(form, owner) }),
    supervision:
      every === "" ? undefined : filled({ every, critical: flag(form, "critical") || undefined }),
    device: jsonOrText(text(form, "device")),
  });
}
