import { z } from 'zod';
import type { SecretPlace } from './archiving.ts';

/** A secret that may change while the bot runs: asked for each use, forgotten when it was not accepted. */
export interface SecretSource {
  /** @throws {Error} with one sentence, without the secret, when it cannot be had. */
  read(): Promise<string>;
  forget(): void;
}

const KEPT = 10 * 60_000; // milliseconds
const PATIENCE = { connectionTimeout: 5_000, requestTimeout: 10_000 }; // milliseconds

/** Read anew each time: a file that is renewed, or a value that never changes. */
export function readAnew(read: () => string): SecretSource {
  return { read: async () => read(), forget() {} };
}

/** From AWS Secrets Manager, with the credentials that the AWS client finds by itself; kept for ten minutes. */
export function fromSecretsManager(place: SecretPlace, now: () => number = Date.now): SecretSource {
  const { region, secretId, jsonKey, endpoint } = place;
  let kept: { readonly value: Promise<string>; readonly until: number } | undefined;

  async function fetch(): Promise<string> {
    // Loaded only where it is configured.
    const { GetSecretValueCommand, SecretsManagerClient } = await import(
      '@aws-sdk/client-secrets-manager'
    );
    const client = new SecretsManagerClient({
      region,
      requestHandler: PATIENCE,
      ...(endpoint === undefined ? {} : { endpoint }),
    });
    try {
      const { SecretString: text } = await client.send(
        new GetSecretValueCommand({ SecretId: secretId }),
      );
      const found = z.record(z.string(), z.unknown()).safeParse(parse(text));
      const value = found.data?.[jsonKey];
      if (typeof value === 'string' && value.trim() !== '') return value.trim();
    } catch (cause) {
      const why = cause instanceof Error ? cause.name : 'unknown';
      throw new Error(`AWS Secrets Manager does not give ${secretId} (${why}).`, { cause });
    } finally {
      client.destroy();
    }
    throw new Error(`The secret ${secretId} of AWS Secrets Manager has no text at ${jsonKey}.`);
  }

  return {
    read() {
      if (kept === undefined || kept.until <= now()) {
        const value = fetch();
        const mine = { value, until: now() + KEPT };
        kept = mine;
        value.catch(() => {
          if (kept === mine) kept = undefined;
        });
      }
      return kept.value;
    },
    forget() {
      kept = undefined;
    },
  };
}

function parse(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
