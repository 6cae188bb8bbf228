import { destination, pino } from 'pino';
import type { Log } from '../operations/ports.ts';

const SECRET_NAMES = ['token', 'secret', 'password', 'authorization', 'apiKey'];

export const LOG_LEVELS: readonly string[] = ['debug', 'info', 'warn', 'error'];

/** Shorter ones would blot out ordinary words. */
const SHORTEST_SECRET = 8;

/**
 * One JSON line each. Secrets are taken out by the name of their field and, wherever they turn up, by value; the values
 * are asked for with each line, since tokens are renewed.
 */
export function createLog(secretValues: Iterable<string>, level = 'info'): Log {
  const logger = pino(
    {
      level,
      base: {},
      redact: { paths: SECRET_NAMES.flatMap((name) => [name, `*.${name}`]), censor: '[secret]' },
    },
    {
      write(line: string) {
        let text = line;
        for (const value of secretValues) {
          if (value.length >= SHORTEST_SECRET) text = text.replaceAll(value, '[secret]');
        }
        out.write(text);
      },
    },
  );
  return {
    info: (event, details = {}) => logger.info(details, event),
    warn: (event, details = {}) => logger.warn(details, event),
    error: (event, details = {}) => logger.error(details, event),
  };
}

const out = destination({ fd: 2, sync: true });
