/** Asks the site for an action and passes the answer on. A refusal is an answer, not an error. */
import { bad, DONE, finish, type Outcome } from "../shared/finish.ts";
import type { FormFields } from "../shared/form-value.ts";
import { MIGRATIONS, migrate } from "../shared/migrations.ts";
import type { Message, NodeRed, RuntimeNode, Send } from "../shared/node-red.ts";
import { type Home, settleIn } from "../shared/settle-in.ts";
import type { SiteRoom } from "../shared/site-room.ts";
import { wrong } from "../shared/status.ts";
import { controlRequest, type Explain } from "./control-request.ts";

export default function register(red: NodeRed): void {
  red.nodes.registerType("egress-control", function create(this: RuntimeNode, config: unknown) {
    red.nodes.createNode(this, config);
    const form = migrate(config, MIGRATIONS["egress-control"]);
    const home = settleIn(red, this, form, { shows: () => null });
    this.on("input", (message, send, done) => {
      finish(this, done, () => ask(home, form, message, send));
    });
  });
}

function ask(
  home: Home,
  form: FormFields,
  message: Message,
  send: Send,
): Outcome | Promise<Outcome> {
  const { room } = home;
  if (room === null) return bad("this node has no site", "Choose one in the node's form");
  const checked = controlRequest(form, message);
  if (!checked.ok) return checked;
  if ("explain" in checked) {
    send({ ...message, payload: explained(room, checked.explain) });
    return DONE;
  }
  const { request } = checked;
  const answer = room.request(request);
  if (answer === null) return bad("the site isn't running", "See the site node's status");
  return answer.then((result) => {
    const { type: _type, ...asked } = request;
    send({ ...message, payload: { ...result, request: asked } });
    home.show(
      result.ok
        ? { fill: "green", shape: "dot", text: `${request.action} done` }
        : wrong(`${request.action} refused · ${result.code.replaceAll("-", " ")}`),
    );
    return DONE;
  });
}

function explained(room: SiteRoom, request: Explain) {
  const state = room.handle?.door(request.door);
  if (state !== undefined) return { ok: true, request, because: state.because, door: state };
  const reason = `the site has no door ${request.door}, or nothing is known of it yet`;
  return { ok: false, code: "unknown-door", reason, request };
}
