/** Every value and event of the Z-Wave notification types that concern a building's doors and dangers. */
import { getAllNotifications } from "@zwave-js/core";

export interface ZwaveSaid {
  readonly type: number;
  readonly typeName: string;
  /** The state variable; null for an event that leaves no state behind. */
  readonly variable: string | null;
  /** The number on the wire. */
  readonly code: number;
  /** The numbers as which Z-Wave JS publishes it: a state with parameters has several. */
  readonly values: readonly number[];
  readonly label: string;
  /** What the parameter adds, by published number. */
  readonly detail: Readonly<Record<number, string>>;
}

/** Smoke, CO, CO2, heat, access control, home security, power management, emergency, gas. */
export const TYPES = [1, 2, 3, 4, 6, 7, 8, 10, 18];

interface State {
  readonly label: string;
  readonly parameter?: {
    readonly type: string;
    readonly values?: Readonly<Record<string, string>>;
  };
}

export function zwaveSaid(): readonly ZwaveSaid[] {
  return [...getAllNotifications()]
    .filter(({ type }) => TYPES.includes(type))
    .flatMap(({ type, name, variables, events }) => [
      ...variables.flatMap((variable) => {
        const own = { type, typeName: name, variable: variable.name };
        const states = [...variable.states].map(([code, state]) => ({
          ...own,
          code,
          label: state.label,
          ...published(code, state as State, variable.states.size, variable.idle),
        }));
        const idle = { ...own, code: 0, values: [0], label: "idle", detail: {} };
        return variable.idle ? [idle, ...states] : states;
      }),
      ...[...events].map(([code, { label }]) => ({
        type,
        typeName: name,
        variable: null,
        code,
        values: [code],
        label,
        detail: {},
      })),
    ]);
}

/**
 * A state with an enumerated parameter is published with it in the lower byte; where it is the only
 * state of a variable that never idles, the parameter stands in its place.
 */
function published(
  code: number,
  { parameter }: State,
  states: number,
  idle: boolean,
): Pick<ZwaveSaid, "values" | "detail"> {
  if (parameter?.type !== "enum" || parameter.values === undefined) {
    return { values: [code], detail: {} };
  }
  const replaced = states === 1 && !idle;
  const entries = Object.entries(parameter.values).map(([number, label]): [number, string] => [
    replaced ? Number(number) : code * 256 + Number(number),
    label,
  ]);
  return {
    values: [code, ...entries.map(([value]) => value)],
    detail: Object.fromEntries(entries),
  };
}
