/** What the authority hears of its sensors and locks, however loud one of them gets. */
import type { Log } from "../open-site.ts";
import type { Connection, ConnectionOptions, Delivered } from "./connection.ts";
import { createFloodWatch } from "./flood-watch.ts";
import { createInputGate } from "./input-gate.ts";
import type { LockOutputs } from "./lock-outputs.ts";
import type { AdapterInput, SitePlan } from "./site-plan.ts";

export interface HearingOptions {
  readonly plan: SitePlan;
  readonly tell: (inputs: readonly AdapterInput[]) => void;
  readonly locks: LockOutputs;
  /** The connection of all inputs. */
  readonly inputs: () => Connection;
  /** Opens another one, for those that drown out the rest. */
  readonly open: (calls: Pick<ConnectionOptions, "onConnect" | "onMessage">) => Promise<Connection>;
  readonly log: Log;
  readonly warn: (subject: string, message: string) => void;
}

export interface Hearing {
  take(message: Delivered): void;
  /** What is to be subscribed now. */
  topics(): readonly string[];
  close(): void;
}

export function createHearing(options: HearingOptions): Hearing {
  const { plan, tell, locks, inputs, log, warn } = options;
  const gate = createInputGate({
    understand: plan.understand,
    tell,
    note: (message, { availability, problem }) => {
      if (availability !== undefined)
        locks.device(availability.target, availability.topic, availability.value, message.retained);
      if (problem !== undefined) warn(message.topic, problem);
    },
    flooded: (topic) => {
      log("error", `${topic} is flooded: it counts as unknown, but for an alarm, until it is calm`);
      inputs().unsubscribe([topic]);
      flood.add(topic);
    },
  });
  const flood = createFloodWatch({
    open: ({ connected, heard }) =>
      options.open({ onConnect: (_, connection) => connected(connection), onMessage: heard }),
    hear: gate.takeAlarm,
    calm: (topic) => {
      gate.calm(topic);
      // A link may refuse for a moment without being lost, so what fails is looked after on and on.
      inputs()
        .subscribe([topic], 1)
        .then(
          () => log("info", `${topic} is calm again`),
          () => flood.add(topic),
        );
    },
  });
  return {
    take: gate.take,
    topics: () => plan.topics.filter((topic) => !gate.isFlooded(topic)),
    close() {
      flood.close();
      gate.close();
    },
  };
}
