/** What the alarm and the power node do alike: read a message, tell the site, pass the reading on. */
import { createHash } from "node:crypto";
import type { Reading } from "../../src/core/input.ts";
import type { SensorKind } from "../../src/core/site.ts";
import {
  type CustomRule,
  customRule,
  PRESETS,
  type Preset,
  type Recognition,
  recognise,
} from "../../src/readings/index.ts";
import { bad, DONE, finish, type Outcome } from "./finish.ts";
import { type FormFields, text } from "./form-value.ts";
import type { Message, NodeRed, RuntimeNode, Send } from "./node-red.ts";
import { type Home, type Own, settleIn } from "./settle-in.ts";
import { readBy } from "./status.ts";

const KINDS: Readonly<Record<SensorKind, true>> = {
  smoke: true,
  heat: true,
  "carbon-monoxide": true,
  gas: true,
  "call-point": true,
  intrusion: true,
  "release-contact": true,
  "exit-request": true,
  power: true,
  ups: true,
  contact: true,
};

/** Longest path of a property that is followed. */
export const MAX_PROPERTY_LENGTH = 200;

interface SensorForm {
  readonly sensor: string;
  readonly kind: SensorKind;
  readonly property: string;
  readonly preset: Preset;
  readonly rule: CustomRule | null;
}

export function sensorNode(red: NodeRed, node: RuntimeNode, form: FormFields, own: Own): void {
  const sensor = sensorForm(form);
  let rule: string | null = null;
  const home = settleIn(red, node, form, {
    ...own,
    shows: (room) => {
      const status = own.shows(room);
      return status === null ? null : readBy(status, rule);
    },
  });
  node.on("input", (message, send, done) => {
    finish(node, done, () => {
      const heard = hear(red, home, sensor, message, send);
      rule = heard.rule ?? rule;
      home.refresh();
      return heard.outcome;
    });
  });
}

interface Heard {
  readonly outcome: Outcome;
  /** The rule that read the message, or why it reads as unknown; absent where nothing was read. */
  readonly rule?: string;
}

function sensorForm(form: FormFields): SensorForm {
  const kind = text(form, "kind");
  const preset = PRESETS.find((each) => each === text(form, "preset")) ?? "auto";
  const activeWhen = text(form, "activeWhen");
  const restWhen = text(form, "restWhen");
  return {
    sensor: text(form, "sensor"),
    kind: Object.hasOwn(KINDS, kind) ? (kind as SensorKind) : "smoke",
    property: text(form, "property", "payload").slice(0, MAX_PROPERTY_LENGTH),
    preset,
    rule: activeWhen === "" && restWhen === "" ? null : customRule(activeWhen, restWhen),
  };
}

function hear(red: NodeRed, home: Home, form: SensorForm, message: Message, send: Send): Heard {
  if (home.room === null) {
    return { outcome: bad("this sensor has no site", "Choose one in the node's form") };
  }
  if (form.rule?.ok === false) return { outcome: bad(form.rule.message, form.rule.mend) };
  const value = propertyOf(red, message, form.property);
  const topic = typeof message.topic === "string" ? message.topic : undefined;
  const read =
    form.rule === null
      ? recognise(form.kind, value, form.preset, topic)
      : form.rule.read(form.kind, value);
  if (read.value === null && (read.battery ?? read.tamper) !== undefined) {
    const told = home.room.tell(readingOf(form.sensor, read, message, value));
    return { outcome: told.ok ? DONE : bad(told.reason, `The code is ${told.code}`) };
  }
  if (read.value === null) {
    const mend = "Check the property and the source in the node's form, or give your own rule";
    const known = read.by !== undefined;
    return { outcome: known ? DONE : bad(`nothing about ${form.kind}: ${read.reason}`, mend) };
  }
  const result = home.room.tell(readingOf(form.sensor, read, message, value));
  if (!result.ok) return { outcome: bad(result.reason, `The code is ${result.code}`) };
  send({ ...message, topic: form.sensor, payload: { value: read.value } });
  return { outcome: DONE, rule: read.reason ?? read.by };
}

/** A property that isn't there, or a path that makes no sense, is simply not in the message. */
function propertyOf(red: NodeRed, message: Message, path: string): unknown {
  try {
    return red.util.getMessageProperty(message, path === "" ? "payload" : path);
  } catch {
    return undefined;
  }
}

function readingOf(sensor: string, read: Recognition, message: Message, value: unknown): Reading {
  return {
    type: "reading",
    sensor,
    ...(read.value === null ? {} : { value: read.value }),
    ...(read.battery === undefined ? {} : { battery: read.battery }),
    ...(read.tamper === undefined ? {} : { tamper: read.tamper }),
    ...(message.retain === true ? { retained: true, stamp: stampOf(value) } : {}),
  };
}

/** A kept message is known again by its content. */
function stampOf(value: unknown): string {
  return createHash("sha256")
    .update(JSON.stringify(value) ?? "")
    .digest("hex")
    .slice(0, 32);
}
