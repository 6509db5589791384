/** The sensor of a supply: mains on or off, or a UPS with its charge. Shows the supply it watches. */
import { text } from "../shared/form-value.ts";
import { MIGRATIONS, migrate } from "../shared/migrations.ts";
import type { NodeRed, RuntimeNode } from "../shared/node-red.ts";
import { sensorOf } from "../shared/sensor-form.ts";
import { sensorNode } from "../shared/sensor-node.ts";
import type { SiteRoom } from "../shared/site-room.ts";
import { supplyStatus, wrong } from "../shared/status.ts";

export default function register(red: NodeRed): void {
  red.nodes.registerType("egress-power", function create(this: RuntimeNode, config: unknown) {
    red.nodes.createNode(this, config);
    const form = migrate(config, MIGRATIONS["egress-power"]);
    const sensor = text(form, "sensor");
    const supply = text(form, "supply");
    sensorNode(red, this, form, {
      definition: { kind: "sensor", sensor: sensorOf(form) },
      sensor,
      supply,
      shows: (room) => shown(room, sensor, supply),
    });
  });
}

/** The form may leave the supply to the site file: the sensor's description names it then. */
function shown({ handle }: SiteRoom, sensor: string, supply: string) {
  const described = handle?.description?.sensors.find(({ id }) => id === sensor);
  const state = handle?.supply(described?.supply ?? supply);
  return state === undefined ? wrong(`the site has no sensor ${sensor}`) : supplyStatus(state);
}
