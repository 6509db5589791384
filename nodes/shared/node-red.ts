/** The part of Node-RED that the nodes use, as Node-RED 5 really has it. */
import type { EventEmitter } from "node:events";

export interface Message {
  readonly _msgid?: string;
  readonly topic?: unknown;
  readonly payload?: unknown;
  readonly retain?: unknown;
  readonly by?: unknown;
  readonly [key: string]: unknown;
}

/** `null` in a place leaves that output silent; a list in a place sends several. */
export type Sent = Message | readonly (Message | readonly Message[] | null)[];
export type Send = (messages: Sent) => void;
export type Done = (error?: Error) => void;

export interface NodeStatus {
  readonly fill?: "red" | "green" | "yellow" | "blue" | "grey";
  readonly shape?: "dot" | "ring";
  readonly text?: string;
}

export interface RuntimeNode {
  readonly id: string;
  readonly type: string;
  readonly wires?: readonly (readonly string[])[];
  readonly credentials?: Readonly<Record<string, string | undefined>>;
  on(event: "input", handle: (message: Message, send: Send, done: Done) => void): void;
  on(event: "close", handle: (removed: boolean, done: () => void) => void): void;
  send: Send;
  status(status: NodeStatus): void;
  error(problem: string | Error, message?: Message): void;
  warn(text: string): void;
  log(text: string): void;
}

export interface NodeRed {
  readonly nodes: {
    createNode(node: RuntimeNode, config: unknown): void;
    registerType(
      type: string,
      create: (this: RuntimeNode, config: unknown) => void,
      options?: { readonly credentials: Readonly<Record<string, { type: "text" | "password" }>> },
    ): void;
  };
  readonly events: EventEmitter;
  readonly settings: { readonly userDir?: string };
  readonly util: { getMessageProperty(message: Message, path: string): unknown };
}
