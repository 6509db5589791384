/** The stories, by the word that `--scenario` takes. */
import { breach } from "./breach.ts";
import { fire } from "./fire.ts";
import { power } from "./power.ts";
import type { Scenario } from "./scenario.ts";

export const SCENARIOS = { fire, power, breach } as const satisfies Readonly<
  Record<string, Scenario>
>;

export type ScenarioName = keyof typeof SCENARIOS;

export function isScenario(name: string): name is ScenarioName {
  return Object.hasOwn(SCENARIOS, name);
}
