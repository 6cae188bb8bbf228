import { whereFrom } from '../config/env.ts';
import { StartError } from '../config/start-error.ts';
import { TokenRefused } from '../slack/connection/token.ts';

/** What a person can mend, in one sentence; anything else is a bug and keeps its stack. */
export function startErrorOf(error: unknown, port: number): unknown {
  if (error instanceof TokenRefused) {
    return new StartError(`${error.message} It comes from ${whereFrom(error.token)}.`);
  }
  if (isTaken(error)) {
    return new StartError(`Port ${port} is taken by another program: stop that, or set PORT.`);
  }
  return error;
}

/** A taken port is no matter yet: it may be that of the instance that is active. */
export function unlessTaken(error: unknown): undefined {
  if (!isTaken(error)) throw error;
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}
