/** Every product we can speak with, by the name that a site file uses. */
import type { Problem } from "../errors.ts";
import { own } from "../readings/reading.ts";
import { auto } from "./auto.ts";
import type { BindingUse, Bound, DeviceProfile } from "./device-profile.ts";
import { esphome } from "./esphome.ts";
import { homeAssistantLock } from "./home-assistant.ts";
import { http } from "./http.ts";
import { nut } from "./nut.ts";
import { plain } from "./plain.ts";
import { shellyGen1Relay } from "./shelly-gen1.ts";
import { shellyGen1Http } from "./shelly-gen1-http.ts";
import { shellyGen2Input, shellyGen2Switch } from "./shelly-gen2.ts";
import { tasmotaRelay } from "./tasmota.ts";
import { zigbee2mqtt } from "./zigbee2mqtt.ts";
import { zwaveJsUi } from "./zwavejs-ui.ts";

export const PROFILES: readonly DeviceProfile[] = [
  zigbee2mqtt,
  zwaveJsUi,
  homeAssistantLock,
  shellyGen2Switch,
  shellyGen2Input,
  shellyGen1Relay,
  shellyGen1Http,
  tasmotaRelay,
  esphome,
  http,
  nut,
  auto,
  plain,
];

export function profileOf(name: string): DeviceProfile | undefined {
  return PROFILES.find((profile) => profile.name === name);
}

/** The device that a binding describes, or everything that is wrong with it, with paths inside it. */
export function bindDevice(binding: unknown, use: BindingUse): Bound {
  const name = own(binding, "profile");
  const profile = typeof name === "string" ? profileOf(name) : undefined;
  if (profile !== undefined) return profile.bind(binding, use);
  const known = PROFILES.filter((each) => each.uses.includes(use)).map((each) => each.name);
  const problem = {
    path: "profile",
    message:
      typeof name === "string"
        ? `there is no profile ${JSON.stringify(name.slice(0, 64))}`
        : "names no profile",
    mend:
      known.length === 0
        ? `No profile reads a ${use} yet: leave the device out and send its readings.`
        : `For a ${use} choose one of ${known.join(", ")}.`,
  };
  return { ok: false, problems: [problem] };
}

/** What is wrong with a binding; empty when it can be used. */
export function bindingProblems(binding: unknown, use: BindingUse): readonly Problem[] {
  const bound = bindDevice(binding, use);
  return bound.ok ? [] : bound.problems;
}
