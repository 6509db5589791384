/** A walk test: the sensors of an area, or of the site, are tried one by one, and drive nothing. */
import type { CompiledSensor } from "./compile.ts";
import type { SiteState } from "./state.ts";

/**
 * Whether an alarm that this sensor begins now is only logged. A sensor elsewhere goes on counting, and so does a call
 * point: whoever breaks the glass during a test is a person who means it.
 */
export function isUnderTest(state: SiteState, sensor: CompiledSensor): boolean {
  const { walkTest } = state;
  if (walkTest === null || sensor.description.kind === "call-point") return false;
  // What an earlier version kept names no area, and meant the whole site.
  const area = walkTest.area ?? null;
  return area === null || area === sensor.description.area;
}
