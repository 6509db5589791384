/** One request to a device, and its answer: bounded in time and size, and never led elsewhere. */
import type { HttpCall } from "../devices/index.ts";

/** A full status of a relay is a few KB; what is longer is no answer of a device. */
export const MAX_ANSWER_BYTES = 16_384;

/**
 * Gives the body of a 2xx answer. A redirect is a failure: orders go to the device that the owner named.
 *
 * @throws {Error} with a reason that names no address and no credentials.
 */
export async function httpRequest(
  { method, url, headers, body }: HttpCall,
  timeoutMs: number,
  given: AbortSignal,
): Promise<Uint8Array> {
  const late = AbortSignal.timeout(timeoutMs);
  try {
    const answer = await fetch(url, {
      method,
      headers,
      redirect: "manual",
      signal: AbortSignal.any([late, given]),
      ...(body === null ? {} : { body }),
    });
    if (!answer.ok) {
      await answer.body?.cancel();
      throw new Error(`it answered ${answer.status}`);
    }
    return await bounded(answer);
  } catch (error) {
    if (late.aborted) throw new Error(`no answer in ${timeoutMs} ms`);
    const reason = reasonOf(error);
    throw BROKEN_OFF.has(reason) ? new BrokenOff(reason) : new Error(reason);
  }
}

/** The connection ended before the answer. */
export class BrokenOff extends Error {}

const BROKEN_OFF: ReadonlySet<string> = new Set(["ECONNRESET", "EPIPE", "UND_ERR_SOCKET"]);

async function bounded(answer: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of answer.body ?? []) {
    length += chunk.byteLength;
    if (length > MAX_ANSWER_BYTES)
      throw new Error(`its answer is longer than ${MAX_ANSWER_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The code where there is one: the message of a failed fetch may hold the whole address. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "the request failed";
  const { cause } = error;
  if (typeof cause === "object" && cause !== null && "code" in cause) return String(cause.code);
  return /^(it|its) answer/.test(error.message) ? error.message : "the request failed";
}
