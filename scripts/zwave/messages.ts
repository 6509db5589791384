/** One Z-Wave value in every shape in which Z-Wave JS is heard. */
import type { ZwaveSaid } from "./registry.ts";

export interface Heard {
  readonly form: string;
  readonly payload: unknown;
  readonly topic?: string;
}

const underlined = (words: string) => words.replaceAll(" ", "_");

/** A state, as a value; null where there is none. */
export function asValues({ typeName, variable }: ZwaveSaid, value: number): readonly Heard[] {
  if (variable === null) return [];
  const id = { commandClass: 113, endpoint: 0, property: typeName, propertyKey: variable };
  const change = { newValue: value, prevValue: 0 };
  const byNumber = `zwave/7/113/0/${underlined(typeName)}/${underlined(variable)}`;
  const byName = `zwave/hall/smoke/notification/endpoint_0/${underlined(typeName)}/${underlined(variable)}`;
  return [
    {
      form: "node-red-contrib-zwave-js 11",
      payload: { event: "VALUE_UPDATED", nodeId: 7, eventBody: { valueId: id, ...change } },
    },
    {
      form: "node-red-contrib-zwave-js before 11",
      payload: { event: "VALUE_UPDATED", node: 7, object: { ...id, ...change } },
    },
    {
      form: "zwave-js-ui, the whole value",
      payload: {
        id: `7-113-0-${typeName}-${variable}`,
        nodeId: 7,
        commandClassName: "Notification",
        ...id,
        propertyName: typeName,
        type: "number",
        writeable: false,
        label: variable,
        lastUpdate: 1_604_044_669_393,
        value,
      },
    },
    {
      form: "zwave-js-ui, time and value",
      topic: byNumber,
      payload: { time: 1_548_683_523_859, value },
    },
    { form: "zwave-js-ui, just the value", topic: byName, payload: value },
    {
      form: "zwave-js-ui, as an event",
      topic: "zwave/_EVENTS/ZWAVE_GATEWAY-home/node/node_value_updated",
      payload: { data: [{ id: 7 }, { ...id, ...change }] },
    },
  ];
}

/** Anything that is no idle, as a notification. */
export function asNotifications({ type, code, label }: ZwaveSaid): readonly Heard[] {
  if (code === 0) return [];
  const args = { type, event: code, label: "", eventLabel: label };
  return [
    {
      form: "node-red-contrib-zwave-js 11, notification",
      payload: { event: "NOTIFICATION", nodeId: 7, eventBody: { ccId: 113, args } },
    },
    {
      form: "node-red-contrib-zwave-js before 11, notification",
      payload: { event: "NOTIFICATION", node: 7, object: { ccId: 113, args } },
    },
    {
      form: "zwave-js-ui, notification",
      topic: "zwave/_EVENTS/ZWAVE_GATEWAY-home/node/node_notification",
      payload: { data: [{ id: 7 }, 113, args] },
    },
  ];
}
