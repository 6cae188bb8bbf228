import { type Logger, LogLevel } from '@slack/bolt';
import type { Log } from '../../operations/ports.ts';

/** Bolt's and the SDK's own words in our log. Their debug lines hold tokens and bodies: never kept. */
export function boltLog(log: Log): Logger {
  const words = (parts: readonly unknown[]): { readonly said: string } => ({
    said: parts.map(String).join(' ').slice(0, 1000),
  });
  return {
    debug() {},
    info() {},
    warn: (...parts) => log.warn('slack library', words(parts)),
    error: (...parts) => log.error('slack library', words(parts)),
    setLevel() {},
    getLevel: () => LogLevel.WARN,
    setName() {},
  };
}
