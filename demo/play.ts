/** Plays a scenario on a stage that is up, and tells how much of it was seen. */
import { DeviceObserver } from "./device-observer.ts";
import { HomeObserver } from "./home-observer.ts";
import { night } from "./scenarios/night.ts";
import type { Scenario } from "./scenarios/scenario.ts";
import type { Scene, Stage } from "./stage.ts";
import { type Cast, StepMissed, Story } from "./story.ts";

const HOME_MS = 15_000;

/** True when every step was seen where it should be. */
export async function play(
  scenario: Scenario,
  { site, house, egress, bridge, brokerUrl }: Scene,
  stage: Stage,
  { timeline, breathMs }: Pick<Cast, "timeline" | "breathMs">,
): Promise<boolean> {
  const devices = await DeviceObserver.watch(brokerUrl);
  stage.later(() => devices.close());
  const home = await HomeObserver.pair(bridge);
  let unpaired: Promise<void> | null = null;
  const unpair = () => {
    unpaired ??= home?.close() ?? Promise.resolve();
    return unpaired;
  };
  stage.later(unpair);
  if (home !== null && !(await home.watch("Front door", HOME_MS))) {
    throw new Error("Homebridge runs, but it never showed the front door.");
  }

  timeline.begin(scenario.title);
  if (home === null) timeline.note("A phone is paired with the bridge: watch Home there.");
  const story = new Story({ house, devices, home, egress, timeline, breathMs });
  const all = await played(async () => {
    await night(story, site);
    await scenario.play(story);
  });
  await unpair();
  await devices.close();
  timeline.title(summary(all, story, timeline.seconds));
  return all;
}

async function played(tell: () => Promise<void>): Promise<boolean> {
  try {
    await tell();
    return true;
  } catch (error) {
    if (error instanceof StepMissed) return false;
    throw error;
  }
}

function summary(all: boolean, { seen, elsewhere }: Story, seconds: number): string {
  if (!all) return `Not every step was seen: ${seen} were, and the story ended at the next one.`;
  const phone = elsewhere === 0 ? "" : `, and ${elsewhere} were to be seen on your phone`;
  return `Every step was seen: ${seen} steps in ${seconds.toFixed(1)} s${phone}.`;
}
