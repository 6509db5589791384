/** The event feed: one message for each event, those of one decision in one send. */
import { MIGRATIONS, migrate } from "../shared/migrations.ts";
import type { NodeRed, RuntimeNode } from "../shared/node-red.ts";
import { settleIn } from "../shared/settle-in.ts";
import { eventFilter } from "./event-filter.ts";

export default function register(red: NodeRed): void {
  red.nodes.registerType("egress-events", function create(this: RuntimeNode, config: unknown) {
    red.nodes.createNode(this, config);
    const form = migrate(config, MIGRATIONS["egress-events"]);
    const passes = eventFilter(form);
    const home = settleIn(red, this, form, {
      shows: () => null,
      happened: (events) => {
        const passed = events.filter(passes);
        const last = passed.at(-1);
        if (last === undefined) return;
        this.send([passed.map((event) => ({ topic: event.type, payload: event }))]);
        home.show({ fill: "green", shape: "dot", text: last.type });
      },
    });
  });
}
