/** A detector, call point, contact or intrusion signal, whatever its messages look like. */
import { text } from "../shared/form-value.ts";
import { MIGRATIONS, migrate } from "../shared/migrations.ts";
import type { NodeRed, RuntimeNode } from "../shared/node-red.ts";
import { sensorOf } from "../shared/sensor-form.ts";
import { sensorNode } from "../shared/sensor-node.ts";
import { sensorStatus, wrong } from "../shared/status.ts";

export default function register(red: NodeRed): void {
  red.nodes.registerType("egress-alarm", function create(this: RuntimeNode, config: unknown) {
    red.nodes.createNode(this, config);
    const form = migrate(config, MIGRATIONS["egress-alarm"]);
    const sensor = text(form, "sensor");
    sensorNode(red, this, form, {
      definition: { kind: "sensor", sensor: sensorOf(form) },
      sensor,
      shows: ({ handle }) => {
        const state = handle?.sensor(sensor);
        return state === undefined
          ? wrong(`the site has no sensor ${sensor}`)
          : sensorStatus(state);
      },
    });
  });
}
