/** A story that can be played: what it is about, and how it goes. */
import type { Story } from "../story.ts";

export interface Scenario {
  readonly title: string;
  play(story: Story): Promise<void>;
}
