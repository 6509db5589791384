/** The flow of a Node-RED that runs the office, with doors in the wall for tests to knock at. */
import { OFFICE } from "./office.ts";

export type BrokerFields =
  | { readonly broker: "external"; readonly url: string }
  | { readonly broker: "embedded"; readonly port: number };

/**
 * `POST /reset` presses the reset button. `POST /ask`, `/door` and `/smoke` give their body, a whole
 * message, to a control, door and alarm node. An error that a Catch node sees is the answer, with 400.
 */
export function officeFlow(broker: BrokerFields): readonly Readonly<Record<string, unknown>>[] {
  return [
    { id: "tab", type: "tab", label: "Small office" },
    {
      id: "site",
      type: "egress-site",
      version: 1,
      name: "Small office",
      mode: "authority",
      source: "text",
      text: OFFICE,
      ...broker,
    },
    post("reset", ["reset-node"]),
    node("reset-node", "egress-control", { site: "site", action: "reset" }, [["answer"]]),
    post("ask", ["ask-message"]),
    messageOf("ask", ["ask-node"]),
    node("ask-node", "egress-control", { site: "site", action: "" }, [["answer"]]),
    post("door", ["door-message"]),
    messageOf("door", ["door-node"]),
    node("door-node", "egress-door", { site: "site", door: "front" }, [[], []]),
    post("smoke", ["smoke-message"]),
    messageOf("smoke", ["smoke-node"]),
    node("smoke-node", "egress-alarm", { site: "site", sensor: "lobby-smoke", kind: "smoke" }, [
      ["answer"],
    ]),
    node("caught", "catch", { scope: null }, [["caught-answer"]]),
    node(
      "caught-answer",
      "function",
      { func: "msg.payload = msg.error.message; msg.statusCode = 400; return msg;", outputs: 1 },
      [["answer"]],
    ),
    node("answer", "http response", {}, []),
  ];
}

function post(name: string, to: readonly string[]) {
  return node(`${name}-in`, "http in", { url: `/${name}`, method: "post" }, [to]);
}

/** The body's own fields become the message's, with the request that waits for an answer. */
function messageOf(name: string, to: readonly string[]) {
  const func = "const { req, res } = msg; return { ...msg.payload, req, res };";
  return node(`${name}-message`, "function", { func, outputs: 1 }, [to]);
}

function node(
  id: string,
  type: string,
  fields: Readonly<Record<string, unknown>>,
  wires: readonly (readonly string[])[],
) {
  return { id, type, z: "tab", ...fields, wires };
}
