/** One door, or every door of a site: orders for locks leave at output 1, states at output 2. */
import type { DoorState } from "../../src/core/view.ts";
import type { CommandMessage } from "../../src/site-handle.ts";
import { asked } from "../shared/asked.ts";
import { bad, DONE, finish, type Outcome } from "../shared/finish.ts";
import { type FormFields, flag, rows, text } from "../shared/form-value.ts";
import { MIGRATIONS, migrate } from "../shared/migrations.ts";
import type { Message, NodeRed, RuntimeNode } from "../shared/node-red.ts";
import { type Home, settleIn } from "../shared/settle-in.ts";
import type { SiteRoom } from "../shared/site-room.ts";
import { doorStatus, wrong } from "../shared/status.ts";
import { doorOf } from "./door-form.ts";
import { type DoorTopics, doorMessage } from "./door-message.ts";
import { doorMeant, doorsStatus, EVERY_DOOR, topicsOf } from "./every-door.ts";

export default function register(red: NodeRed): void {
  red.nodes.registerType("egress-door", function create(this: RuntimeNode, config: unknown) {
    red.nodes.createNode(this, config);
    const form = migrate(config, MIGRATIONS["egress-door"]);
    if (text(form, "door") === EVERY_DOOR) forEveryDoor(red, this, form);
    else forOneDoor(red, this, form);
  });
}

function forOneDoor(red: NodeRed, node: RuntimeNode, form: FormFields): void {
  const door = text(form, "door");
  const announce = flag(form, "announce");
  const sendState = (state: DoorState) => node.send([null, stateMessage(state)]);

  const home = settleIn(red, node, form, {
    definition: { kind: "door", door: doorOf(form) },
    door,
    wired: () => isWired(node),
    commanded: (commands) => node.send([commands.map(commandMessage), null]),
    changed: sendState,
    ready: ({ handle }) => {
      const state = handle?.door(door);
      if (announce && state !== undefined) sendState(state);
    },
    shows: ({ handle }) => {
      const state = handle?.door(door);
      return state === undefined ? wrong(`the site has no door ${door}`) : doorStatus(state);
    },
  });

  node.on("input", (message, _send, done) => {
    finish(node, done, () => hear(node, home, ownTopics(form, home.room), message));
  });
}

function forEveryDoor(red: NodeRed, node: RuntimeNode, form: FormFields): void {
  const announce = flag(form, "announce");
  const sendStates = (states: readonly DoorState[]) => node.send([null, states.map(stateMessage)]);

  const home = settleIn(red, node, form, {
    wired: () => isWired(node),
    everyDoor: {
      commanded: (commands) => node.send([commands.map(commandMessage), null]),
      changed: sendStates,
    },
    ready: ({ handle }) => {
      const doors = handle?.description?.doors ?? [];
      const states = doors.flatMap(({ id }) => handle?.door(id) ?? []);
      if (announce && states.length > 0) sendStates(states);
    },
    shows: ({ handle }) => (handle === null ? null : doorsStatus(handle)),
  });

  node.on("input", (message, _send, done) => {
    finish(node, done, () => {
      const site = home.room?.handle?.description;
      if (site === undefined || site === null)
        return bad("the site isn't running", "See the site node's status");
      const topics = doorMeant(message, site);
      if (topics === null)
        return bad(
          "neither the topic nor the request names a door of the site",
          'Send a door\'s id as topic, or {"action": ..., "door": ...}',
        );
      return hear(node, home, topics, message);
    });
  });
}

function isWired(node: RuntimeNode): boolean {
  return (node.wires?.[0]?.length ?? 0) > 0;
}

/** The door as the site has it; before the site runs, as the form has it. */
function ownTopics(form: FormFields, room: SiteRoom | null): DoorTopics {
  const door = text(form, "door");
  const known = room?.handle?.description?.doors.find(({ id }) => id === door);
  if (known !== undefined) return topicsOf(known);
  const locks = rows(form, "locks").map((row) => text(row, "id"));
  return { door, locks, contact: text(form, "contact") || null };
}

function hear(
  node: RuntimeNode,
  home: Home,
  topics: DoorTopics,
  message: Message,
): Outcome | Promise<Outcome> {
  const { room } = home;
  if (room === null) return bad("this door has no site", "Choose one in the node's form");
  const heard = doorMessage(message, topics);
  if (heard.kind === "bad") return bad(heard.reason, heard.mend);
  if (heard.kind === "told") {
    const result = room.tell(heard.input);
    return result.ok ? DONE : bad(result.reason, `The code is ${result.code}`);
  }
  const checked = asked(heard.request, message.by);
  if (!checked.ok) return checked;
  const answer = room.request(checked.request);
  if (answer === null) return bad("the site isn't running", "See the site node's status");
  return answer.then((result) => {
    if (!result.ok) {
      home.show(wrong(`${checked.request.action} refused · ${result.code.replaceAll("-", " ")}`));
      node.warn(`${checked.request.action} refused (${result.code}): ${result.reason}`);
    }
    return DONE;
  });
}

function stateMessage(state: DoorState): Message {
  return { topic: state.id, payload: state };
}

/** The order as it leaves: the lock's or holder's id is the topic. */
function commandMessage(command: CommandMessage): Message {
  const { target, to, energise, because, id, expires, leaseSeconds } = command;
  return { topic: target, payload: { to, energise, because, id, expires, leaseSeconds } };
}
