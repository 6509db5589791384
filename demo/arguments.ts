/** What `npm start` was asked to do. */
import { parseArgs } from "node:util";
import { isScenario, SCENARIOS, type ScenarioName } from "./scenarios/index.ts";

export interface Wanted {
  readonly scenario: ScenarioName | null;
  /** Play the scenario, end everything, and tell by the exit code how it went. */
  readonly once: boolean;
  readonly lan: boolean;
}

export type Arguments =
  | { readonly ok: true; readonly wanted: Wanted | "help" }
  | { readonly ok: false; readonly reason: string };

const NAMES = Object.keys(SCENARIOS).join(", ");

export const USAGE = `npm start [-- options]

Starts the demo house: a broker, simulated devices, Node-RED and Homebridge, all on 127.0.0.1.

  --scenario NAME   plays a story and shows what is seen of it: ${NAMES}
  --once            with --scenario: plays it on free ports, ends everything, and exits with 0
                    only if every step was seen
  --lan             lets phones on your network find the Homebridge
  --help            this text

State is kept in .egress-demo/. Ctrl-C ends everything.`;

export function readArguments(given: readonly string[]): Arguments {
  try {
    const { values } = parseArgs({
      args: [...given],
      options: {
        scenario: { type: "string" },
        once: { type: "boolean", default: false },
        lan: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    const { scenario, once, lan, help } = values;
    if (help) return { ok: true, wanted: "help" };
    if (scenario !== undefined && !isScenario(scenario)) {
      return { ok: false, reason: `There is no scenario ${JSON.stringify(scenario)}: ${NAMES}.` };
    }
    if (once && scenario === undefined) {
      return { ok: false, reason: `--once needs a scenario: --scenario ${NAMES}.` };
    }
    if (once && lan) return { ok: false, reason: "--once stays on this machine: leave out --lan." };
    return { ok: true, wanted: { scenario: scenario ?? null, once, lan } };
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
}
