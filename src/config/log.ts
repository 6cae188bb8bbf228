import { destination, pino } from 'pino';
import type { Log } from '../operations/ports.ts';

const SECRET_NAMES = ['token', 'secret', 'password', 'authorization', 'apiKey'];

/**
 * One JSON line each. Secrets are taken out by the name of their field and, wherever they turn up, by value.
 */
export function createLog(secretValues: readonly string[], level = 'info'): Log {
  const values = secretValues.filter((value) => value.length >= 8);
  const logger = pino(
    {
      level,
      base: {},
      redact: { paths: SECRET_NAMES.flatMap((name) => [name, `*.${name}`]), censor: '[secret]' },
    },
    {
      write(line: string) {
        out.write(values.reduce((text, value) => text.replaceAll(value, '[secret]'), line));
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
