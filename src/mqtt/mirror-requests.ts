/** Requests from a mirror to its authority, each with an answer or an end. */
import { randomUUID } from "node:crypto";
import type { Request, Result } from "../core/input.ts";
import type { Packet } from "./connection.ts";
import { type RequestFields, signatureOf } from "./request-signature.ts";
import { answerShape } from "./shapes.ts";

export const ANSWER_WITHIN_MS = 5_000;

const MAX_WAITING = 1_000;

export interface MirrorRequests {
  ask(request: Request, challenge: string): Promise<Result>;
  /** Takes an answer as parsed JSON. False for one that nobody waits for. */
  take(value: unknown): boolean;
  /** Ends all that wait: the authority can't be reached. */
  giveUp(): void;
}

/** How a mirror says who asks. */
export type RequestProof =
  | { readonly kind: "key"; readonly key: string; readonly secret: string }
  | { readonly kind: "pin"; readonly pin: string };

export function createMirrorRequests(
  { request: topic, siteId, replyTo, proof }: MirrorRequestsOptions,
  send: (packet: Packet) => boolean,
): MirrorRequests {
  const waiting = new Map<string, (result: Result) => void>();

  return {
    ask(request, challenge) {
      if (waiting.size >= MAX_WAITING) return Promise.resolve(noLink("too many requests wait"));
      const { type: _, id: given, ...asked } = request;
      const id = given ?? randomUUID();
      if (waiting.has(id)) {
        const reason = "A request with this id is still waiting for its answer.";
        return Promise.resolve({ ok: false, code: "bad-input", reason });
      }
      return new Promise((resolve) => {
        const settle = (result: Result) => {
          clearTimeout(timer);
          waiting.delete(id);
          resolve(result);
        };
        const timer = setTimeout(
          () => settle(noLink(`it did not answer within ${ANSWER_WITHIN_MS / 1_000} s`)),
          ANSWER_WITHIN_MS,
        );
        waiting.set(id, settle);
        const fields = withProof({ ...asked, id, challenge, replyTo }, siteId, proof);
        const payload = JSON.stringify(fields);
        if (!send({ topic, payload })) settle(noLink("the broker is gone"));
      });
    },
    take(value) {
      const shaped = answerShape.safeParse(value);
      if (!shaped.success) return false;
      const { id, ...result } = shaped.data;
      const settle = waiting.get(id);
      settle?.(result);
      return settle !== undefined;
    },
    giveUp() {
      for (const settle of [...waiting.values()]) settle(noLink("it went away"));
    },
  };
}

export interface MirrorRequestsOptions {
  /** The topic that is asked on. */
  readonly request: string;
  readonly siteId: string;
  readonly replyTo: string;
  readonly proof: RequestProof | null;
}

function withProof(
  fields: RequestFields,
  siteId: string,
  proof: RequestProof | null,
): RequestFields {
  if (proof === null) return fields;
  if (proof.kind === "pin") return { ...fields, pin: proof.pin };
  const signed = { ...fields, key: proof.key };
  return { ...signed, signature: signatureOf(proof.secret, siteId, signed) };
}

export function noLink(why: string): Result {
  return { ok: false, code: "no-link", reason: `The authority can't be reached: ${why}.` };
}
