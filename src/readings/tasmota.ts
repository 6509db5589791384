/** Tasmota: POWER, switches and buttons in RESULT and SENSOR telegrams; bare words are plain. */
import { readProperty } from "./property.ts";
import {
  EVERY_KIND,
  type Family,
  isFields,
  own,
  type Recognition,
  unknownReading,
} from "./reading.ts";

const KNOWN = /^(POWER|Switch|Button|Time|ENERGY|Wifi|Uptime)\d*$/;

export const tasmota: Family = {
  name: "tasmota",
  kinds: EVERY_KIND.filter((kind) => kind !== "ups" && kind !== "contact"),
  read(kind, value): Recognition | null {
    if (!isFields(value)) return null;
    const names = Object.keys(value).filter((name) => KNOWN.test(name));
    if (names.length === 0) return null;
    const name =
      names.find((each) => /^(Switch|Button)/.test(each)) ??
      names.find((each) => /^POWER/.test(each));
    if (name === undefined || kind === "ups") {
      return { value: null, by: "tasmota", reason: "no POWER, Switch or Button in the telegram" };
    }
    const part = own(value, name);
    const said = isFields(part) ? own(part, "Action") : part;
    const by = `tasmota ${name}`;
    if (kind === "contact") {
      return unknownReading(
        kind,
        by,
        "a switch doesn't say whether ON is open: give open when and closed when",
      );
    }
    return readProperty(kind, said, by);
  },
};
